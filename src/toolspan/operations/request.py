"""Request building: the only place that encodes names and values for HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic_core import to_json

from toolspan.errors import InvalidInput
from toolspan.operations.names import snake
from toolspan.operations.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolspan.operations.model import Operation


@dataclass(frozen=True, slots=True)
class WireRequest:
    """HTTP request without host. Its `repr` shows no query and no headers, where credentials may be added."""

    method: str
    path: str
    query: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)

    @property
    def target(self) -> str:
        """Path and query, as sent in the request line."""
        return f"{self.path}?{self.query}" if self.query else self.path


def write_request(operation: Operation, values: Mapping[str, Any]) -> WireRequest:
    """Return the request for values by wire name, validated or deliberately not.

    Raises:
        InvalidInput: A path parameter is missing, or a header value cannot be sent.
    """
    path, query, headers = operation.path, [], {}
    left = dict(values)
    for parameter in operation.parameters:
        if parameter.name not in left:
            continue
        value = left.pop(parameter.name)
        if parameter.location == "path":
            place = f"{{{parameter.name}}}"
            # Validation rejects an empty id. Without validation it is sent in reads only, as a sandbox
            # may expect it: a write without an id could address the whole collection.
            empty = "" if operation.method in ("GET", "HEAD") else place
            path = path.replace(place, path_segment(_text(value, parameter.name)) or empty)
        elif parameter.location == "query":
            query.extend(_query_pairs(parameter.name, value, parameter.style))
        elif parameter.location == "header":
            headers[parameter.name] = header_value(parameter.name, _text(value, parameter.name))
    if "{" in path:
        missing = path.split("{")[1].split("}")[0]
        raise InvalidInput(
            f"{operation.name}: {snake(missing)} is required: it is part of the path {operation.path}."
        )
    body = _body(operation, left)
    query.extend(pair for name, value in left.items() for pair in _query_pairs(name, value, "csv"))
    return WireRequest(operation.method, path, "&".join(query), headers, body)


def _body(operation: Operation, left: dict[str, Any]) -> bytes | None:
    """Remove the body's fields from the remaining values and return them as JSON."""
    if not operation.body:
        return None
    whole = left.pop("body", None)
    fields = {name: left.pop(name) for name in operation.body_fields if name in left}
    if isinstance(whole, dict):
        whole = {**whole, **fields}
    body = fields if whole is None else whole
    return json_body(body) if body or operation.body_required else None


def json_body(value: Any) -> bytes:
    """Return `value` as JSON.

    Raises:
        InvalidInput: It holds a value that JSON cannot represent, such as NaN.
    """
    try:
        return to_json(plain(value))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The body cannot be written as JSON: {str(error)[:200]}") from None


def path_segment(text: str) -> str:
    """Return `text` percent-encoded as exactly one path segment."""
    encoded = quote(text, safe="", errors="surrogatepass")
    return encoded.replace(".", "%2E") if text in (".", "..") else encoded


def header_value(name: str, text: str) -> str:
    """Return `text` if it is a valid header value.

    Raises:
        InvalidInput: It holds a line break or a character outside printable ASCII.
    """
    if not text.isascii() or not text.isprintable():
        raise InvalidInput(f"{snake(name)}: only printable ASCII can be sent in a header.")
    return text


def query_string(pairs: Iterable[tuple[str, Any]]) -> str:
    """Return a query string; lists are written comma-separated."""
    return "&".join(pair for name, value in pairs for pair in _query_pairs(name, value, "csv"))


def _query_pairs(name: str, value: Any, style: str | None) -> list[str]:
    key = quote(name, safe="")
    items = value if isinstance(value, (list, tuple)) else [value]
    texts = [quote(_text(item, name), safe="", errors="surrogatepass") for item in items]
    return [f"{key}={text}" for text in texts] if style == "multi" else [f"{key}={','.join(texts)}"]


def _text(value: Any, name: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        plain(value, snake(name))
    except ValueError as error:
        raise InvalidInput(f"{str(error)[:200]}.") from None
    return str(value)
