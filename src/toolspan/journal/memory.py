"""Write journal of one process."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from toolspan.journal.base import DAY, Entry, Intent, this_process

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolspan.clock import Clock

_Place = TypeVar("_Place")
_SWEEP = 60.0
"""Seconds between two searches for what may be forgotten."""


class MemoryJournal:
    """Remembers writes until the process ends; safe to share between threads and event loops."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: dict[tuple[str, str], Entry] = {}
        self._targets: dict[tuple[str, str], dict[str, float]] = {}
        self._begun: dict[str, dict[str, float]] = {}
        self._tickets: dict[tuple[str, str], tuple[str, float]] = {}
        self._next_sweep = 0.0

    async def begin(self, intent: Intent, /) -> Entry | None:
        """Record a write that is about to be sent; return the entry that replays or blocks it."""
        place = (intent.owner, intent.key)
        with self._lock:
            self._sweep(intent.now)
            entry = self._entries.get(place)
            if entry and entry.stands_against(intent, overtaken=self._overtaken(entry, intent)):
                return entry
            self._entries[place] = Entry(
                intent.digest, intent.attempt, this_process(), intent.now, intent.busy_until, intent.until
            )
            self._begun.setdefault(intent.owner, {})[intent.attempt] = intent.now
            if intent.target:
                self._targets.setdefault((intent.owner, intent.target), {})[intent.attempt] = intent.until
        return None

    async def settle(self, intent: Intent, receipt: str | None, /) -> None:
        """Record how a write ended."""
        with self._lock:
            entry = self._mine(intent)
            if entry:
                self._entries[intent.owner, intent.key] = replace(entry, receipt=receipt, busy_until=0.0)

    async def withdraw(self, intent: Intent, /) -> None:
        """Forget a write that was not carried out."""
        with self._lock:
            if self._mine(intent):
                del self._entries[intent.owner, intent.key]
            self._begun.get(intent.owner, {}).pop(intent.attempt, None)
            self._targets.get((intent.owner, intent.target or ""), {}).pop(intent.attempt, None)

    async def begun_before(self, intent: Intent, since: float, /) -> Sequence[float]:
        """Return when earlier writes of the owner began."""
        times: list[float] = []
        with self._lock:
            for attempt, moment in self._begun.get(intent.owner, {}).items():
                if attempt == intent.attempt:
                    break
                if moment >= since:
                    times.append(moment)
        return times

    async def ask(self, owner: str, ticket: str, digest: str, until: float, /) -> None:
        """Record what a person is being asked."""
        with self._lock:
            self._tickets[owner, ticket] = (digest, until)

    async def take(self, owner: str, ticket: str, digest: str, now: float, /) -> bool:
        """Use up an approval id; return whether it was for exactly this."""
        with self._lock:
            asked, until = self._tickets.pop((owner, ticket), ("", 0.0))
        return asked == digest and now < until

    async def drop(self, owner: str, ticket: str, /) -> None:
        """Forget what a person was asked."""
        with self._lock:
            self._tickets.pop((owner, ticket), None)

    def _mine(self, intent: Intent) -> Entry | None:
        entry = self._entries.get((intent.owner, intent.key))
        return entry if entry and entry.attempt == intent.attempt else None

    def _overtaken(self, entry: Entry, intent: Intent) -> bool:
        attempts = self._targets.get((intent.owner, intent.target or ""), {})
        return next(reversed(attempts), entry.attempt) != entry.attempt

    def _sweep(self, now: float) -> None:
        """Forget expired entries, now and then."""
        if now < self._next_sweep:
            return
        self._next_sweep = now + _SWEEP
        self._entries = {place: entry for place, entry in self._entries.items() if entry.until > now}
        self._tickets = {place: ticket for place, ticket in self._tickets.items() if ticket[1] > now}
        self._targets = _kept(self._targets, now)
        self._begun = _kept(self._begun, now - DAY)


def _kept(attempts: dict[_Place, dict[str, float]], after: float) -> dict[_Place, dict[str, float]]:
    """Return the attempts whose time is after a moment, without keys that have none left."""
    kept = {
        place: {name: moment for name, moment in times.items() if moment > after}
        for place, times in attempts.items()
    }
    return {place: times for place, times in kept.items() if times}


_SHARED: WeakKeyDictionary[Clock, MemoryJournal] = WeakKeyDictionary()


def journal_of(clock: Clock) -> MemoryJournal:
    """Return the journal that all connectors with this clock share in this process."""
    return _SHARED.setdefault(clock, MemoryJournal())
