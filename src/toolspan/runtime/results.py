"""Result store of one process: what was too long for a model, until it is read on or has expired."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, proxy

if TYPE_CHECKING:
    from toolspan.clock import Clock
    from toolspan.contract import StoredResult

LIFETIME = 15 * 60.0
"""Seconds for which a result can be read on."""
ROOM = 64 * 2**20
"""Characters stored at most, over all connectors of the process."""
_REMEMBERED = 1_000  # calls whose results are gone, so that a late reader can be told how to get them again


@dataclass(slots=True)
class _Entry:
    result: StoredResult
    until: float
    size: int


class MemoryResultStore:
    """Result store of one process: bounded; the least recently read result goes first. Safe to share between threads.

    Args:
        clock: Decides when a result has expired.
        room: Characters stored at most.
    """

    def __init__(self, clock: Clock, room: int = ROOM) -> None:
        self._clock = clock
        self._room = room
        self._used = 0
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()
        self._gone: OrderedDict[tuple[str, str], StoredResult] = OrderedDict()
        self._lock = Lock()

    async def put(self, owner: str, handle: str, result: StoredResult, /) -> None:
        """Store a result for a quarter of an hour."""
        size = sum(map(len, result.records or ()))
        with self._lock:
            self._entries[owner, handle] = _Entry(result, self._clock.monotonic() + LIFETIME, size)
            self._used += size
            while self._used > self._room and self._entries:
                self._forget(next(iter(self._entries)))

    async def get(self, owner: str, handle: str, /) -> StoredResult | None:
        """Return a result of this owner; without records where only its call is still known."""
        with self._lock:
            entry = self._entries.get((owner, handle))
            if entry and entry.until < self._clock.monotonic():
                self._forget((owner, handle))
                entry = None
            if entry:
                self._entries.move_to_end((owner, handle))
                return entry.result
            return self._gone.get((owner, handle))

    def _forget(self, key: tuple[str, str]) -> None:
        entry = self._entries.pop(key)
        self._used -= entry.size
        self._gone[key] = replace(entry.result, records=None)
        while len(self._gone) > _REMEMBERED:
            self._gone.popitem(last=False)


_SHARED: WeakKeyDictionary[Clock, MemoryResultStore] = WeakKeyDictionary()


def results_of(clock: Clock) -> MemoryResultStore:
    """Return the store that all connectors with this clock share in this process."""
    found = _SHARED.get(clock)
    if found is None:
        # It must not keep its clock alive, by which it is found.
        found = _SHARED.setdefault(clock, MemoryResultStore(proxy(clock)))
    return found
