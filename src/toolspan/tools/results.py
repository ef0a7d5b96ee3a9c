"""Reading on in a result that was too long: the handler of `results.read_more`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.errors import InvalidInput, NotFound
from toolspan.page import Meta, Page
from toolspan.runtime.results import LIFETIME
from toolspan.runtime.scope import budget_or, current_reader
from toolspan.tools.output import cut, piece

if TYPE_CHECKING:
    from toolspan.contract import Call, StoredResult
    from toolspan.runtime.scope import Caller


async def read_more(connector: Caller, call: Call) -> Page:
    """Handler of `results.read_more`: return the next records of a stored result, or a part of one record.

    Raises:
        NotFound: Nothing is stored under the handle any more; the hint says which call to repeat.
        InvalidInput: There is nothing at the path.
    """
    handle, offset, path = call.values["handle"], call.values.get("offset", 0), call.values.get("path")
    stored = await connector.results.get(connector.result_owner(), handle)
    if stored is None or stored.records is None:
        raise _gone(handle, stored)
    budget = budget_or(stored.budget)
    if path is None:
        shown, head = cut(stored.records, offset, handle, budget, current_reader())
        return _page([from_json(text) for text in shown], **head)
    item = dig(stored, path)
    if isinstance(item, str):
        data, head = _piece(item, offset, budget)
        return _page(data, **head)
    items = item if isinstance(item, list) else [item]
    return _page([it if isinstance(it, dict) else {"value": it} for it in items])


def _gone(handle: str, stored: StoredResult | None) -> NotFound:
    return NotFound(
        f'No result is stored under the handle "{handle[:40]}" (results are stored for {LIFETIME / 60:.0f} minutes).',
        hint="Repeat the call in resume." if stored else "Repeat the call that gave the handle.",
        resume=dict(stored.call) if stored else None,
    )


def _piece(text: str, offset: int, budget: int) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Return a part of a long text, since even one text may be larger than a result."""
    part = piece(text, offset, budget)
    following = offset + len(part)
    return [{"text": part}], {
        "offset": offset,
        "next_offset": following if following < len(text) else None,
        "total": len(text),
    }


def _page(data: list[Any], **head: Any) -> Page:
    meta = Meta(operation="results.read_more", count=len(data), **head)
    return Page.model_construct(data=data, meta=meta, raw=None)


def dig(stored: StoredResult, path: str) -> Any:
    """Return the value at `0.orderItems` of a stored result: a record's number, then keys.

    Raises:
        InvalidInput: There is nothing.
    """
    records = stored.records or ()
    number, *keys = path.split(".")
    if not number.isascii() or not number.isdigit() or int(number) >= len(records):
        raise InvalidInput(
            f'results.read_more: path "{path[:80]}" must start with a record number below {len(records)}.'
        )
    item = from_json(records[int(number)])
    while keys:
        item, keys = _step(item, keys)
        if item is None:
            raise InvalidInput(f'results.read_more: there is nothing at "{path[:80]}".')
    return item


def _step(item: Any, keys: list[str]) -> tuple[Any, list[str]]:
    """Return the value one key deeper, and the keys left; a key may itself hold dots."""
    if isinstance(item, dict):
        for end in range(1, len(keys) + 1):
            if (key := ".".join(keys[:end])) in item:
                return item[key], keys[end:]
    key = keys[0]
    inside = isinstance(item, list) and key.isascii() and key.isdigit() and int(key) < len(item)
    return (item[int(key)] if inside else None), keys[1:]
