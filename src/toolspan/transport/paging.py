"""Paging: finds the next page where the response does not give a token for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from toolspan.operations.names import snake
from toolspan.operations.paths import dig
from toolspan.operations.schemas import merged, types_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.contract import Call
    from toolspan.operations.model import Cursor, Operation, Parameter
    from toolspan.page import Page
    from toolspan.transport.http import Response

_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))?)*)")
_ADDRESS = re.compile(r"(?:https?://[^/]+|/)[^?]*\?[^=]+=", re.IGNORECASE)
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]+))", re.IGNORECASE)


def find_next_page(
    page: Page, call: Call, values: Mapping[str, Any], response: Response, base_url: str
) -> None:
    """Note in a page's meta how the next page is asked for, if there is one.

    Args:
        page: The page.
        call: Its call.
        values: What was sent, with what was filled in.
        response: The response.
        base_url: Where the request went; the address of a page leads nowhere else.
    """
    cursor = call.operation.cursor
    if cursor is None:
        return
    if cursor.kind in ("page", "offset"):
        number, most = _next_number(call.operation, cursor, page, values), _most(call.operation, cursor)
        if number is not None and most is not None and number > most:
            page.meta.has_more = True
            page.meta.warnings.append(
                f"The list goes on, but {snake(cursor.parameter or '')} is at most {most}: narrow the filters."
            )
        elif number is not None:
            outer = (cursor.parameter or "").partition(".")[0]
            given = (
                {outer: values[outer]} if outer in values else {}
            )  # what is filled in beside the number stays
            _note(page, str(number), cursor.next_page({**call.values, **given}, number))
        return
    address = linked(response) if cursor.kind == "link" else dig(page.raw, cursor.response)
    if not isinstance(address, str) or not address:
        return
    if cursor.kind == "token":  # what is said to be a token may be the address of the next page
        if not _ADDRESS.match(address):
            return
        page.meta.next_token, page.meta.has_more = None, False
    if (query := _query_of(address, base_url)) is None:
        page.meta.has_more = True
        page.meta.warnings.append(
            "The next page is said to be at another host, which was not called: this page is not the last."
        )
        return
    _note(page, query[:500], _parameters(call.operation, query, call.values))


def _note(page: Page, token: str, params: Mapping[str, Any] | None) -> None:
    page.meta.next_token, page.meta.has_more, page.meta.next_params = (
        token,
        True,
        dict(params) if params else None,
    )


# ---------------------------------------------------------------------- counted pages


def _next_number(operation: Operation, cursor: Cursor, page: Page, values: Mapping[str, Any]) -> int | None:
    """Return the number of the next page or record; None after the last."""
    count = len(page.data)
    more = dig(page.raw, cursor.more)
    if not count or (cursor.more and not more):
        return None
    first = cursor.first if cursor.first is not None else int(cursor.kind == "page")
    current = _number(dig(values, cursor.parameter), first)
    following = current + (1 if cursor.kind == "page" else count)
    if cursor.more:
        return following
    size, is_kept = _size(operation, values)
    total = dig(page.raw, cursor.total)
    if isinstance(total, int) and not isinstance(total, bool):
        seen = following - first if cursor.kind == "offset" else (current - first) * (size or count) + count
        return following if seen < total else None
    return None if size and is_kept and count < size else following


def _most(operation: Operation, cursor: Cursor) -> int | None:
    """Return the highest number that a counted parameter takes; None if that is not stated."""
    name, *inner = (cursor.parameter or "").split(".")
    schemas = {each.key: each.schema for each in operation.parameters} | dict(operation.body_fields)
    schema = merged(schemas.get(name, {}), operation.schemas)
    for key in inner:
        schema = merged(schema.get("properties", {}).get(key, {}), operation.schemas)
    most = schema.get("maximum")
    return most if isinstance(most, int) else None


def _number(value: Any, default: int) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return default


def _size(operation: Operation, values: Mapping[str, Any]) -> tuple[int | None, bool]:
    """Return the size of a page, and whether the API keeps to it: it may have a maximum that it does not state."""
    name = operation.page_size
    schema = next(
        (p.schema for p in operation.parameters if p.key == name), operation.body_fields.get(name or "", {})
    )
    schema = merged(schema, operation.schemas)
    default, most = schema.get("default"), schema.get("maximum")
    if name is not None and name in values:
        size = _number(values[name], 0)
        known = max((bound for bound in (default, most) if isinstance(bound, int)), default=0)
        return size or None, size <= known
    return (default, True) if isinstance(default, int) else (None, False)


# ---------------------------------------------------------------------- addresses of pages


def linked(response: Response) -> str | None:
    """Return the address of the next page in the header `Link` (RFC 8288)."""
    for address, attributes in _LINK.findall(response.headers.get("link", "")):
        for quoted, bare in _RELATION.findall(attributes):
            if "next" in (quoted or bare).lower().split():
                return str(address)
    return None


def _query_of(address: str, base_url: str) -> str | None:
    """Return the query of an address of the same host; None if it is of another."""
    try:
        there, here = urlsplit(urljoin(f"{base_url}/", address)), urlsplit(base_url)
        same = (there.scheme, there.hostname, there.port) == (here.scheme, here.hostname, here.port)
    except ValueError:
        return None
    return there.query if same and "@" not in there.netloc else None


def _parameters(operation: Operation, query: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of an address: those of its query, and what has no part in a query, or is an object there.

    Names that are no parameter are left out: an address may hold the caller's credentials.
    """
    by_name = {each.name: each for each in operation.parameters if each.location == "query"}
    queried = {each.key for each in by_name.values()}
    params = {
        snake(name): value for name, value in values.items() if name not in queried or isinstance(value, dict)
    }
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name in by_name:
            found.setdefault(name, []).append(value)
    return params | {snake(by_name[name].key): _value(by_name[name], texts) for name, texts in found.items()}


def _value(parameter: Parameter, texts: list[str]) -> Any:
    if types_of(parameter.schema) != ["array"]:
        return texts[-1]
    if len(texts) > 1 or parameter.exploded:
        return texts
    return texts[0].split({"space": " ", "pipe": "|", "tsv": "\t"}.get(parameter.style or "", ","))
