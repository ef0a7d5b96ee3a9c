"""Converts a page to the response of execute."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.runtime.scope import ToolCallScope
from toolspan.server.problems import Problem
from toolspan.tools.output import OutputLimiter, store_remainder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from toolspan.operations.model import Operation
    from toolspan.page import Page

logger = logging.getLogger("toolspan.server")
LONGEST_TEXT = 200
_CUT = "... (cut off; use get for the whole text)"


async def limited(characters: int | None, work: Callable[[], Awaitable[Page]]) -> Page:
    """Return the page of a call, cut to whole records that fit; `results.read_more` gives the rest, on any server.

    Args:
        characters: Of the result at most; None for no limit.
        work: Makes the call.
    """
    if characters is None:
        return await work()
    limiter = OutputLimiter(characters)
    with ToolCallScope(budget=characters, fields=True) as scope:
        page = await work()
        output = limiter.render(page, scope)
        if scope.remainder is None:
            return page
        try:
            await store_remainder(scope)
        except Problem as problem:  # the call itself was made
            logger.warning("a long result could not be stored: %s", problem.code)
    shown = from_json(output.text)
    page.meta = page.meta.model_copy(update=shown["meta"])
    page.data = shown["data"]
    return page


def answer(
    request_id: str, row: dict[str, Any], operation: Operation | None, page: Page, seconds: float
) -> dict[str, Any]:
    """Return the response: a list for list operations, an object for those that return one thing."""
    meta = page.meta.model_dump(mode="json")
    return {
        "status": "success",
        "result": result_of(operation, page),
        "connector_metadata": {
            **meta,
            "has_next_page": page.meta.has_more,
            "end_cursor": page.meta.next_token,
        },
        "execution_metadata": {
            "connector_instance_id": row["id"],
            "execution_time_ms": round(seconds * 1000),
            "request_id": request_id,
            "dry_run": False,
            "replayed": False,
        },
    }


def result_of(operation: Operation | None, page: Page) -> Any:
    """Return the records of a page in the shape of its operation."""
    if operation is None or operation.records_kind in ("list", "lists"):
        return page.data
    return page.data[0] if page.data else None


def truncated(item: Any) -> Any:
    """Return data with long texts truncated."""
    if isinstance(item, str):
        return item if len(item) <= LONGEST_TEXT else item[:LONGEST_TEXT] + _CUT
    if isinstance(item, dict):
        return {key: truncated(value) for key, value in item.items()}
    return [truncated(entry) for entry in item] if isinstance(item, list) else item
