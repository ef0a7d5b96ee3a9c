"""Reading on in a result that was too long: the handler of `results.read_more`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

from toolspan.errors import InvalidInput, NotFound
from toolspan.page import Meta, Page
from toolspan.runtime.results import LIFETIME
from toolspan.runtime.scope import budget_or, current_reader
from toolspan.tools.output import cut, piece

if TYPE_CHECKING:
    from toolspan.contract import Call, StoredResult
    from toolspan.runtime.scope import Caller, Reader


async def read_more(connector: Caller, call: Call) -> Page:
    """Handler of `results.read_more`: return the next records of a stored result, or a part of one record.

    Raises:
        NotFound: Nothing is stored under the handle any more; the hint says which call to repeat.
        InvalidInput: There is nothing at the path.
    """
    handle, offset, path = call.values["handle"], call.values.get("offset", 0), call.values.get("path")
    reader = current_reader()
    name = _named(reader)
    if offset < 0:
        raise InvalidInput(f"{name}: offset must be 0 or more (got {offset}).")
    stored = await connector.results.get(connector.result_owner(), handle)
    if stored is None or stored.records is None:
        raise _gone(handle, stored)
    budget, fields = budget_or(stored.budget), "entity" in stored.call  # a function takes no select_fields
    if path is None:
        shown, head = cut(stored.records, offset, handle, budget, reader, fields=fields)
        return _page([from_json(text) for text in shown], **head)
    item = dig(stored, path, name)
    if isinstance(item, str):
        data, head = _piece(item, offset, budget)
        if reader and head["next_offset"]:
            head["read_on"] = reader({"handle": handle, "path": path, "offset": head["next_offset"]})
        return _page(data, **head)
    several = isinstance(item, list)
    texts = [_text(each, budget) for each in (item if several else [item])]
    shown, head = cut(texts, offset, handle, budget, reader, fields=fields, path=path, several=several)
    parts = map(from_json, shown)
    if len(shown) == len(texts):
        head = {}
    return _page([part if isinstance(part, dict) else {"value": part} for part in parts], **head)


def _named(reader: Reader | None) -> str:
    """Return the name under which a model calls this: of the tool, or of the operation where `execute` takes both."""
    made = reader({}) if reader else {"arguments": {"entity": "results"}}
    return "results.read_more" if "entity" in made["arguments"] else str(made["tool"])


def _text(part: Any, budget: int) -> str:
    """Return the JSON of a part as a record; one so long that it must be cut itself stands alone."""
    bare = to_json(part).decode()
    if isinstance(part, dict) or len(bare) > budget // 2:
        return bare
    return f'{{"value":{bare}}}'


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


def dig(stored: StoredResult, path: str, name: str = "results.read_more") -> Any:
    """Return the value at `0.orderItems` of a stored result: a record's number, then keys.

    Args:
        stored: The result.
        path: Where it stands.
        name: Of the call, for its errors.

    Raises:
        InvalidInput: There is nothing.
    """
    records = stored.records or ()
    number, *keys = path.split(".")
    if not number.isascii() or not number.isdigit() or int(number) >= len(records):
        raise InvalidInput(
            f'{name}: path "{path[:80]}" must start with a record number below {len(records)}.'
        )
    item = from_json(records[int(number)])
    while keys:
        item, keys = _step(item, keys)
        if item is None:
            raise InvalidInput(f'{name}: there is nothing at "{path[:80]}".')
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
