"""Reads the responses of execute, in the spellings of several servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from toolspan.errors import UpstreamError
from toolspan.page import Meta, Page
from toolspan.runtime.sending import changes
from toolspan.transport.responses import unusable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.errors import ToolspanError
    from toolspan.operations.model import Operation
    from toolspan.runtime.redaction import Redactor

_TOKENS = ("end_cursor", "endCursor", "next_token", "nextToken")
_MORE = ("has_next_page", "hasNextPage", "has_more")
CURSOR = "cursor"
"""Paging parameter for operations known only to the server."""


def read_page(
    operation: Operation, values: Mapping[str, Any], body: dict[str, Any] | None, redact: Redactor
) -> Page:
    """Return the page in a response of execute.

    Raises:
        UpstreamError: It holds none.
    """
    if body is None or "result" not in body or body.get("status") not in (None, "success"):
        raise _not_a_success(operation, body or {}, redact)
    result, said = body["result"], body.get("connector_metadata") or {}
    if not isinstance(result, (list, dict, type(None))) or not isinstance(said, dict):
        raise unusable(operation, None, "with a result of an unexpected type")
    data = result if isinstance(result, list) else [] if result is None else [result]
    meta = _meta(operation, said, len(data))
    if meta.next_token and not operation.cursor and not meta.next_params:
        meta.next_params = {**values, CURSOR: meta.next_token}
    return Page.model_construct(data=data, meta=meta, raw=result)


def _not_a_success(operation: Operation, body: dict[str, Any], redact: Redactor) -> ToolspanError:
    said = next(
        (body[name] for name in ("message", "error", "detail") if isinstance(body.get(name), str)), ""
    )
    if body.get("status") in (None, "success") or changes(operation):
        return unusable(operation, None, "without a result")
    return UpstreamError(
        f"{operation.name}: the server answered HTTP 200, but the body is an error"
        + (f": {redact(said)}" if said else "."),
        status=200,
    )


def _meta(operation: Operation, said: Mapping[str, Any], count: int) -> Meta:
    """Return a page's meta from the server's metadata, whichever spelling the server uses."""
    known = {name: value for name, value in said.items() if name not in (*_TOKENS, *_MORE)}
    token = next((said[name] for name in _TOKENS if said.get(name)), None)
    more = next((said[name] for name in _MORE if said.get(name) is not None), bool(token))
    try:
        return Meta.model_validate(
            {"operation": operation.name, "count": count, **known, "next_token": token, "has_more": more}
        )
    except ValidationError:
        raise unusable(operation, None, "with metadata of an unexpected type") from None
