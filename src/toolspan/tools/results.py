"""The part of a long result that the model has not been shown yet, kept for reading on.

It lives in this process only, never on disk, for a quarter of an hour, and only for the
connector that fetched it.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import ref

from pydantic_core import from_json

from toolspan.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.clock import Clock

LIFETIME = 15 * 60.0
"""Seconds that a result can be read on."""
ROOM = 64 * 2**20
"""Characters kept at most, over all connectors of the process."""
_REMEMBERED = 1_000  # calls whose results are gone, so that a late reader can be told how to get them again


@dataclass(slots=True)
class Kept:
    """Records as JSON text, in order, with the call that gave them.

    The owner is held by a weak reference: unlike an id, it is never taken for a later connector.
    """

    owner: ref[object]
    records: Sequence[str]
    call: Mapping[str, Any]
    budget: int
    until: float
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = sum(map(len, self.records))


class ResultStore:
    """Keeps results within a fixed room, the least recently read going first."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._used = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._gone: OrderedDict[str, tuple[ref[object], Mapping[str, Any]]] = OrderedDict()
        self._lock = Lock()

    def keep(
        self, owner: object, records: Sequence[str], call: Mapping[str, Any], budget: int, clock: Clock
    ) -> str:
        """Return a handle under which the owner can read `records` on."""
        handle = secrets.token_urlsafe(9)
        kept = Kept(ref(owner), records, call, budget, clock.monotonic() + LIFETIME)
        with self._lock:
            self._kept[handle] = kept
            self._used += kept.size
            while self._used > self._room and self._kept:
                self._forget(next(iter(self._kept)))
        return handle

    def find(self, owner: object, handle: str, clock: Clock) -> Kept:
        """Return what is kept under a handle of this owner.

        Raises:
            NotFound: It is unknown, too old or pushed out; the hint says which call to repeat.
        """
        with self._lock:
            kept = self._kept.get(handle)
            if kept and kept.until < clock.monotonic():
                self._forget(handle)
                kept = None
            if kept and kept.owner() is owner:
                self._kept.move_to_end(handle)
                return kept
            gone = self._gone.get(handle)
        call = gone[1] if gone and gone[0]() is owner else None
        raise NotFound(
            f'No result is kept under the handle "{handle[:40]}" (they are kept for {LIFETIME / 60:.0f} minutes).',
            hint="Repeat the call in resume." if call else "Repeat the call that gave the handle.",
            resume=dict(call) if call else None,
        )

    def _forget(self, handle: str) -> None:
        kept = self._kept.pop(handle)
        self._used -= kept.size
        self._gone[handle] = (kept.owner, kept.call)
        while len(self._gone) > _REMEMBERED:
            self._gone.popitem(last=False)


STORE = ResultStore()
"""The store of this process."""


def dig(kept: Kept, path: str) -> Any:
    """Return what stands at `0.orderItems` of a kept result: a record's number, then keys.

    Raises:
        InvalidInput: Nothing stands there.
    """
    number, *keys = path.split(".")
    if not number.isascii() or not number.isdigit() or int(number) >= len(kept.records):
        raise InvalidInput(
            f'results.read_more: path "{path[:80]}" must start with a record number below {len(kept.records)}.'
        )
    item = from_json(kept.records[int(number)])
    while keys:
        item, keys = _step(item, keys)
        if item is None:
            raise InvalidInput(f'results.read_more: nothing stands at "{path[:80]}".')
    return item


def _step(item: Any, keys: list[str]) -> tuple[Any, list[str]]:
    """Return what stands one key deeper, and the keys left; a key may itself hold dots."""
    if isinstance(item, dict):
        for end in range(1, len(keys) + 1):
            if (key := ".".join(keys[:end])) in item:
                return item[key], keys[end:]
    key = keys[0]
    inside = isinstance(item, list) and key.isascii() and key.isdigit() and int(key) < len(item)
    return (item[int(key)] if inside else None), keys[1:]
