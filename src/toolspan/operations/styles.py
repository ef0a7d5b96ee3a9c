"""Styles: how a list or an object is written into a path, a query, a header or a cookie.

They are those of OpenAPI 3.1.1 (https://spec.openapis.org/oas/v3.1.1.html#style-values), after RFC 6570. Where it
leaves open what is inside an object of style `deep`, keys and numbers go into brackets: `filter[owner][city]=Oslo`,
`filter[length][0]=7`.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic_core import to_json

from toolspan.errors import InvalidInput
from toolspan.operations.names import snake
from toolspan.operations.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from toolspan.operations.model import Parameter

    Encode = Callable[[str], str]
    Pairs = list[tuple[str, str]]

_RESERVED = ":/?@!$'()*,;="
"""Characters that a reserved value keeps: all of RFC 3986 but those that would end the value, or the query."""
UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch
"""Matches text that is the same when it is percent-encoded."""
_UPWARDS = re.compile(r"/(?:\.|%2[Ee]){1,2}(?:[;/]|\Z)")
_DELIMITERS = {"space": "%20", "pipe": "%7C", "tsv": "%09"}


def encoded(text: str) -> str:
    """Return text percent-encoded for any part of an address."""
    if UNRESERVED(text):
        return text
    return quote(text, safe="", errors="surrogatepass")


def encoded_but_reserved(text: str) -> str:
    """Return text percent-encoded, with the reserved characters that may stand in a query left as they are."""
    return quote(text, safe=_RESERVED, errors="surrogatepass")


def as_text(value: Any, name: str) -> str:
    """Return a plain value as text; lists and objects inside other values become JSON.

    Raises:
        InvalidInput: It is no finite number.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        known = plain(value, snake(name))
    except ValueError as error:
        raise InvalidInput(f"{str(error)[:200]}.") from None
    if known is None:
        return "null"
    if isinstance(known, (dict, list)):
        return to_json(known).decode()
    return str(known if isinstance(value, float) else value)  # 5.0 is 5, as in a body


def path_segment(text: str) -> str:
    """Return `text` percent-encoded as exactly one path segment."""
    escaped = encoded(text)
    return escaped.replace(".", "%2E") if text in (".", "..") else escaped


def leads_elsewhere(path: str) -> bool:
    """Return whether an encoded path has a segment "." or "..", whose dots may be encoded too.

    What follows a semicolon in a segment does not count: some servers cut it off.
    """
    return _UPWARDS.search(f"/{path}") is not None


def path_text(parameter: Parameter, value: Any) -> str:
    """Return a value as it stands in the path; "" if there is none.

    Raises:
        InvalidInput: It has a number that is not finite, or a segment that would lead elsewhere.
    """
    name, style = parameter.name, parameter.style or "simple"
    if parameter.multi_segment:
        segments = as_text(value, name).strip("/").split("/")
        if any(segment in ("", ".", "..") for segment in segments):
            raise InvalidInput(
                f'{snake(parameter.key)}: a path is expected, without empty segments, "." and "..".'
            )
        return "/".join(map(encoded, segments))
    if style == "simple" and not isinstance(value, (list, tuple, dict)):
        return path_segment(as_text(value, name))
    if style == "json":
        return encoded(_json(value, name))
    write = partial(_written, name=name, encode=encoded)
    if style == "label":
        parts, between = _parts(value, write, explode=parameter.exploded)
        return "." + (("." if parameter.exploded else ",").join(parts) if between else parts[0])
    if style == "matrix":
        pairs = _matrix(encoded(name), value, write, explode=parameter.exploded)
        return "".join(f";{key}={text}" if text else f";{key}" for key, text in pairs)
    return ",".join(_parts(value, write, explode=parameter.exploded)[0])


def _written(value: Any, name: str, encode: Encode) -> str:
    return encode(as_text(value, name))


def _parts(value: Any, write: Callable[[Any], str], *, explode: bool) -> tuple[list[str], bool]:
    """Return the parts of a value, to be joined, and whether it has parts: a list or an object has."""
    if isinstance(value, dict):
        if explode:
            return [f"{write(key)}={write(item)}" for key, item in value.items()], True
        return [write(each) for pair in value.items() for each in pair], True
    if isinstance(value, (list, tuple)):
        return [write(item) for item in value], True
    return [write(value)], False


def _matrix(key: str, value: Any, write: Callable[[Any], str], *, explode: bool) -> Pairs:
    if explode and isinstance(value, dict):
        return [(write(inner), write(item)) for inner, item in value.items()]
    if explode and isinstance(value, (list, tuple)):
        return [(key, write(item)) for item in value]
    return [(key, ",".join(_parts(value, write, explode=False)[0]))]


def header_text(parameter: Parameter, value: Any) -> str:
    """Return a value as it stands in a header: style `simple`, or `json`."""
    if not isinstance(value, (list, tuple, dict)):
        return as_text(value, parameter.name)
    if parameter.style == "json":
        return _json(value, parameter.name)
    write = partial(as_text, name=parameter.name)
    return ",".join(_parts(value, write, explode=parameter.exploded)[0])


def query_pairs(parameter: Parameter, value: Any) -> list[str]:
    """Return a value as encoded pairs of a query or a form, such as `color=blue`."""
    encode = encoded_but_reserved if parameter.reserved else encoded
    return [f"{key}={text}" for key, text in pairs_of(parameter, value, encode)]


def pairs_of(parameter: Parameter, value: Any, encode: Encode) -> Pairs:
    """Return a value as pairs of a query, a form or a cookie, both sides encoded."""
    name, style = parameter.name, parameter.style
    key, write = encoded(name), partial(_written, name=name, encode=encode)
    if style == "json":
        return [(key, encode(_json(value, name)))]
    if style == "deep":
        return [(inner, write(item)) for inner, item in _deep(key, value)]
    if not isinstance(value, (list, tuple, dict)):
        return [(key, write(value))]
    if parameter.exploded:
        return _matrix(key, value, write, explode=True)
    return [(key, _DELIMITERS.get(style or "", ",").join(_parts(value, write, explode=False)[0]))]


def _deep(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _deep(f"{key}%5B{encoded(str(name))}%5D", item)
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from _deep(f"{key}%5B{number}%5D", item)
    else:
        yield key, value


def _json(value: Any, name: str) -> str:
    try:
        return to_json(plain(value, snake(name))).decode()
    except ValueError as error:
        raise InvalidInput(f"{str(error)[:200]}.") from None
