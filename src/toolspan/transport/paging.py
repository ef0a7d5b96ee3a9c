"""Paging: finds the parameters of the next page where no token leads to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from toolspan.operations.names import snake
from toolspan.operations.paths import dig
from toolspan.transport.responses import unusable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.contract import Call
    from toolspan.operations.model import Cursor, Operation
    from toolspan.page import Page
    from toolspan.transport.http import Response

_NEXT = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))?)*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]+))", re.IGNORECASE)


def lead_on(page: Page, call: Call, values: Mapping[str, Any], response: Response, base_url: str) -> None:
    """Add the parameters of the next page to a page whose cursor counts, or gives an address.

    Args:
        page: The page that was read.
        call: The call that it answers.
        values: The values that were sent.
        response: The response.
        base_url: The API; the address of a next page must be at its host.

    Raises:
        UpstreamError: The address of the next page is at another host.
    """
    cursor, operation = call.operation.cursor, call.operation
    if cursor is None or cursor.kind == "token" or response.status == _NO_CONTENT:
        return
    if cursor.kind in ("next_url", "link"):
        found = dig(page.raw, cursor.response) if cursor.kind == "next_url" else _link(response)
        if found:
            _follow(page, call, _address(operation, str(found), base_url))
        return
    following = _count(cursor, operation, page, values)
    if following is not None:
        page.meta.next_token, page.meta.has_more = str(following), True
        page.meta.next_params = cursor.next_page(call.values, following)


_NO_CONTENT = 204


def _count(cursor: Cursor, operation: Operation, page: Page, values: Mapping[str, Any]) -> int | None:
    """Return the number of the next page or record; None where the list ends."""
    count = len(page.data)
    if not count or (cursor.more and not dig(page.raw, cursor.more)):
        return None
    begin = cursor.first if cursor.first is not None else 1 if cursor.kind == "page" else 0
    current = _number(dig(values, cursor.parameter), begin)
    size = _number(values.get(operation.page_size or ""), 0)
    total = dig(page.raw, cursor.total) if cursor.total else None
    if cursor.kind == "offset":
        following, read = current + count, current - begin + count
    else:
        following, read = current + 1, (current - begin) * max(size, count) + count
    if cursor.more:
        return following
    if isinstance(total, int) and not isinstance(total, bool):
        return following if read < total else None
    return None if count < size else following


def _number(value: Any, usual: int) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return usual


def _link(response: Response) -> str | None:
    """Return the target of the response's link to the next page."""
    for target, parameters in _NEXT.findall(response.headers.get("link", "")):
        for quoted, bare in _RELATION.findall(parameters):
            if "next" in (quoted or bare).lower().split():
                return str(target)
    return None


def _address(operation: Operation, found: str, base_url: str) -> str:
    """Return the query of the next page's address.

    Raises:
        UpstreamError: It is at another host.
    """
    try:
        parts, own = urlsplit(urljoin(f"{base_url}/", found)), urlsplit(base_url)
        elsewhere = (parts.scheme, parts.netloc.lower()) != (own.scheme, own.netloc.lower())
    except ValueError:
        raise unusable(operation, None, "with an address of the next page that is none") from None
    if elsewhere:
        raise unusable(operation, None, "with a next page at another host")
    return parts.query


def _follow(page: Page, call: Call, query: str) -> None:
    """Make parameters of the query of the next page's address; what has another location stays as it was."""
    places = {each.name: each for each in call.operation.parameters if each.location == "query"}
    queried = {each.key for each in places.values()}
    following = {snake(name): value for name, value in call.values.items() if name not in queried}
    for name, text in parse_qsl(query, keep_blank_values=True):
        parameter = places.get(name)
        if parameter is None:
            continue
        key = snake(parameter.key)
        if parameter.schema.get("type") == "array":
            following[key] = [*following.get(key, ()), *text.split(",")]
        else:
            following[key] = text
    page.meta.next_token, page.meta.has_more, page.meta.next_params = query, True, following
