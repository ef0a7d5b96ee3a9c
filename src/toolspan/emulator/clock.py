"""Clock shared by the emulator and a client under test."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
import time as real
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["EmulatorClock"]

# Idle loop turns before a sleeper may advance the clock, so that tasks woken earlier
# can act, and sleep again, first.
_QUIET_TURNS = 24
_PINNED_MONOTONIC = 1_000.0


class EmulatorClock:
    """Wall clock and monotonic clock, adjustable by hand.

    Without ``now`` it follows real time plus its offset; with ``now`` it is frozen until it is
    moved. ``sleep`` does not wait in real time: it advances the clock to its deadline.
    """

    def __init__(self, now: datetime | float | None = None) -> None:
        self._pinned = None if now is None else _epoch(now)
        self._wall_shift = 0.0
        self._shift = 0.0
        self._lock = threading.Lock()
        self._sleepers: list[tuple[float, int]] = []
        self._numbers = itertools.count()
        self._working = 0

    def time(self) -> float:
        """Seconds since 1970 on the wall clock."""
        base = real.time() if self._pinned is None else self._pinned
        return base + self._shift + self._wall_shift

    def now(self) -> datetime:
        """The wall clock as an aware UTC datetime."""
        return datetime.fromtimestamp(self.time(), UTC)

    def monotonic(self) -> float:
        """Monotonic seconds, unaffected by wall-clock corrections."""
        return (real.monotonic() if self._pinned is None else _PINNED_MONOTONIC) + self._shift

    def advance(self, seconds: float) -> None:
        """Advance both clocks; negative seconds move only the wall clock back."""
        if seconds < 0:
            self.step_wall(seconds)
        else:
            with self._lock:
                self._shift += seconds

    def step_wall(self, seconds: float) -> None:
        """Correct the wall clock, as NTP would, without changing the monotonic clock."""
        with self._lock:
            self._wall_shift += seconds

    def set(self, now: datetime | float) -> None:
        """Set the wall clock, without changing the monotonic clock."""
        self.step_wall(_epoch(now) - self.time())

    @property
    def offset(self) -> float:
        """Seconds by which the wall clock has been moved."""
        return self._shift + self._wall_shift

    @offset.setter
    def offset(self, seconds: float) -> None:
        self.step_wall(seconds - self.offset)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Hold sleepers back while a request is processed."""
        with self._lock:
            self._working += 1
        try:
            yield
        finally:
            with self._lock:
                self._working -= 1

    async def sleep(self, seconds: float) -> None:
        """Sleep in emulated time: the sleeper with the earliest deadline advances the clock."""
        sleeper = (self.monotonic() + max(seconds, 0.0), next(self._numbers))
        with self._lock:
            heapq.heappush(self._sleepers, sleeper)
        try:
            await self._until(sleeper)
        finally:
            with self._lock:
                self._sleepers.remove(sleeper)
                heapq.heapify(self._sleepers)

    async def _until(self, sleeper: tuple[float, int]) -> None:
        quiet = 0
        await asyncio.sleep(0)
        while (left := sleeper[0] - self.monotonic()) > 0:
            is_next = self._sleepers[0] == sleeper
            quiet = quiet + 1 if is_next and not self._working else 0
            if quiet > _QUIET_TURNS:
                self.advance(left)
            # Sleepers that are not next wait a real millisecond: spinning would starve the loop.
            await asyncio.sleep(0 if is_next else 0.001)


def _epoch(moment: datetime | float) -> float:
    if not isinstance(moment, datetime):
        return float(moment)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
