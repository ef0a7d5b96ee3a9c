"""The usage plan, kept on our side: one token bucket per application, grant and operation.

Amazon counts per seller, application and operation: a bucket starts full at `burst` calls and
refills at `rate` calls per second. Keeping the same count here means that no 429 is of our own
making, and that the wait is known before it starts.
"""

from __future__ import annotations

import math
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from toolspan.errors import RateLimited
from toolspan.runtime import progress

if TYPE_CHECKING:
    from collections.abc import Hashable

    from toolspan.clock import Clock, Deadline

MARGIN = 0.97
"""Share of the published rate that is used: network jitter may squeeze two calls together."""
_SLOWEST, _FASTEST = 1e-4, 1e3  # calls per second; a rate outside them in a header is no rate


def plausible(rate: float) -> bool:
    """Return whether this can be a rate, whatever the API says."""
    return math.isfinite(rate) and _SLOWEST < rate < _FASTEST


class Ticket:
    """A place in a bucket's queue."""

    __slots__ = ()


class Bucket:
    """A token bucket with a first-in, first-out queue; nothing in it belongs to an event loop.

    Args:
        rate: Calls per second.
        burst: Calls at once after a pause.
        now: Monotonic seconds.
    """

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate = rate
        self.burst = max(1.0, burst)
        self.told = False
        self._tokens = self.burst
        self._at = now
        self._queue: list[Ticket] = []
        self._lock = Lock()

    def _refill(self, now: float) -> None:
        if now > self._at:
            self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate * MARGIN)
            self._at = now

    def queue(self) -> Ticket:
        """Take the last place in the queue."""
        with self._lock:
            ticket = Ticket()
            self._queue.append(ticket)
            return ticket

    def claim(self, ticket: Ticket, now: float) -> float:
        """Leave the queue with a token and return 0, or return the seconds until one is there."""
        with self._lock:
            self._refill(now)
            place = self._queue.index(ticket)
            short = place + 1 - self._tokens
            if short > 1e-9:  # noqa: PLR2004 - rounding of the refill
                return max(self._at - now, 0.0) + short / (self.rate * MARGIN)
            del self._queue[place]
            self._tokens -= 1
            return 0.0

    def wait(self, now: float) -> float:
        """Return the seconds until one more call could be made, after those that are waiting."""
        with self._lock:
            self._refill(now)
            short = len(self._queue) + 1 - self._tokens
            return max(self._at - now, 0.0) + short / (self.rate * MARGIN) if short > 1e-9 else 0.0  # noqa: PLR2004 - rounding

    def leave(self, ticket: Ticket) -> None:
        """Give up a place in the queue; those behind move up."""
        with self._lock:
            if ticket in self._queue:
                self._queue.remove(ticket)

    def correct(self, rate: float, now: float) -> None:
        """Take over the rate that the API says is in force."""
        if not plausible(rate):
            return
        self.told = True
        if rate != self.rate:
            with self._lock:
                self._refill(now)
                self.rate = rate

    def penalise(self, now: float, pause: float = 0.0) -> None:
        """Empty the bucket after a 429, and refill from `pause` seconds on."""
        with self._lock:
            self._refill(now)
            self._tokens = min(self._tokens, 0.0)
            self._at = max(self._at, now + pause)

    def available(self, now: float) -> float:
        """Return the calls that could be made at once now."""
        with self._lock:
            self._refill(now)
            return max(0.0, self._tokens - len(self._queue))


class Limits:
    """All buckets of the connectors that share a clock."""

    def __init__(self) -> None:
        self._buckets: dict[Hashable, Bucket] = {}
        self._lock = Lock()

    def bucket(self, key: Hashable, rate: float, burst: float, now: float) -> Bucket:
        """Return the bucket of `key`, made full at first use."""
        bucket = self._buckets.get(key)
        if bucket is None:
            with self._lock:
                bucket = self._buckets.setdefault(key, Bucket(rate, burst, now))
        return bucket

    def known(self, key: Hashable) -> Bucket | None:
        """Return the bucket of `key` if it was ever used."""
        return self._buckets.get(key)

    @staticmethod
    async def acquire(
        bucket: Bucket, clock: Clock, deadline: Deadline, what: str, alternative: str | None = None
    ) -> None:
        """Wait for a token, first come first served.

        Args:
            bucket: Whose token is wanted.
            clock: Gives the time and the waiting.
            deadline: A wait that would pass it is refused at once.
            what: Name of the operation, for the error.
            alternative: What to do instead of waiting, for the error.

        Raises:
            RateLimited: The wait is longer than the deadline allows; `retry_after` says how long it is.
        """
        ticket = bucket.queue()
        try:
            while wait := bucket.claim(ticket, clock.monotonic()):
                if not deadline.allows(wait):
                    raise _refused(bucket, wait, what, alternative)
                await progress.wait(clock, wait, what, "its rate limit")
        finally:
            bucket.leave(ticket)


def _refused(bucket: Bucket, wait: float, what: str, alternative: str | None) -> RateLimited:
    pace = (
        f"{bucket.rate:g} calls per second" if bucket.rate >= 1 else f"one call per {1 / bucket.rate:.0f} s"
    )
    return RateLimited(
        f"{what} is limited to {pace} after a burst of {bucket.burst:.0f}; the next free call is in {wait:.1f} s.",
        hint=alternative
        or "Go on with what you have, or wait that long. For many records one report (reports.run) replaces many calls.",
        retry_after=wait,
    )


_SHARED: WeakKeyDictionary[Clock, Limits] = WeakKeyDictionary()


def limits_of(clock: Clock) -> Limits:
    """Return the limits that all connectors with this clock share in this process."""
    return _SHARED.setdefault(clock, Limits())
