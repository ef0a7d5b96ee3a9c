"""Rate limiter of one process, and the queue that stands before any rate limiter.

An API counts per account, application and operation: `burst` calls at once, then
`rate` calls per second. The same count here keeps us from refused calls, and tells a wait before
it starts.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, proxy

from toolspan.contract import LimitState, Reservation
from toolspan.errors import RateLimited
from toolspan.runtime import progress

if TYPE_CHECKING:
    from collections.abc import Hashable

    from toolspan.clock import Clock, Deadline
    from toolspan.contract import RateLimiter, UsagePlan

MARGIN = 0.97
"""Share of the published rate that is used: network jitter may squeeze two calls together."""
_SLOWEST, _FASTEST = 1e-4, 1e3  # calls per second; a rate outside them in a header is no rate
_ROUNDING = 1e-9


def plausible(rate: float) -> bool:
    """Return whether this can be a rate, whatever the API says."""
    return math.isfinite(rate) and _SLOWEST < rate < _FASTEST


@dataclass(slots=True)
class _Count:
    """The count of one plan by GCRA: one moment, by which all slots taken so far would be refilled."""

    rate: float
    burst: float
    full_at: float
    blocked_until: float = 0.0
    used: bool = False
    confirmed: bool = False

    @property
    def interval(self) -> float:
        return 1 / (self.rate * MARGIN)

    def wait(self, now: float) -> float:
        """Return the seconds until the next slot."""
        wait = max(self.full_at, now) + self.interval * (1 - self.burst) - now
        return wait if wait > _ROUNDING else 0.0

    def left(self, now: float) -> float:
        return max(0.0, self.burst - max(0.0, self.full_at - now) / self.interval)


class MemoryRateLimiter:
    """Rate limiter of one process. Nothing in it belongs to an event loop; safe to share between threads.

    Args:
        clock: Gives the time, in monotonic seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[Hashable, _Count] = {}
        self._lock = Lock()

    async def reserve(self, plan: UsagePlan, max_wait: float | None, /) -> Reservation:
        """Take the next free slot, unless it is more than `max_wait` seconds away."""
        with self._lock:
            now, count = self._clock.monotonic(), self._count(plan)
            wait = count.wait(now)
            if max_wait is not None and wait > max_wait:
                return Reservation(wait, granted=False, rate=count.rate)
            count.used = True
            count.full_at = max(count.full_at, now) + count.interval
            return Reservation(wait, granted=True, rate=count.rate, slot=count.full_at)

    async def release(self, plan: UsagePlan, reservation: Reservation, /) -> None:
        """Give back a slot if it is still the last one."""
        with self._lock:
            count = self._count(plan)
            if reservation.slot == count.full_at:
                count.full_at -= count.interval

    async def penalise(self, plan: UsagePlan, pause: float, /) -> None:
        """Use the plan up, and refill it from `pause` seconds on."""
        with self._lock:
            count = self._count(plan)
            until = self._clock.monotonic() + pause
            count.blocked_until = max(count.blocked_until, until)
            count.full_at = max(count.full_at, until + count.burst * count.interval)

    async def learn(self, plan: UsagePlan, rate: float, /) -> None:
        """Take over a rate; the share of the burst that is used up stays the same."""
        if not plausible(rate):
            return
        with self._lock:
            now, count = self._clock.monotonic(), self._count(plan)
            count.confirmed = True
            if rate != count.rate:
                slots = max(0.0, count.full_at - now) / count.interval
                count.rate = rate
                count.full_at = now + slots * count.interval

    async def peek(self, plan: UsagePlan, /) -> LimitState:
        """Return what is left of a plan; one that was never used is full."""
        with self._lock:
            now = self._clock.monotonic()
            count = self._counts.get(plan.key) or _Count(plan.rate, max(1.0, plan.burst), now)
            return LimitState(
                count.rate,
                count.burst,
                count.left(now),
                count.wait(now),
                max(0.0, count.blocked_until - now),
                count.used,
                count.confirmed,
            )

    def _count(self, plan: UsagePlan) -> _Count:
        count = self._counts.get(plan.key)
        if count is None:
            now = self._clock.monotonic()
            count = self._counts[plan.key] = _Count(plan.rate, max(1.0, plan.burst), now)
        return count


@dataclass(slots=True, eq=False)
class _Waiter:
    """A call in the queue of one plan; `until` is when it expects to be sent, None while it asks the limiter."""

    until: float | None = None


@dataclass(slots=True)
class _Queue:
    """Calls of this process that wait for one plan, first come first served."""

    waiters: list[_Waiter] = field(default_factory=list)
    interval: float = 0.0


class Pacer:
    """Sends the calls of this process to a rate limiter, first come first served.

    Only the first in the queue holds a reservation: whoever leaves a queue of reservations would
    lose slots that others wait for.

    Args:
        limiter: Counts. All pacers of one limiter share their queues.
    """

    def __init__(self, limiter: RateLimiter) -> None:
        self.limiter = limiter
        self._queues = _QUEUES.setdefault(limiter, {})

    async def acquire(self, plan: UsagePlan, clock: Clock, deadline: Deadline, what: str) -> None:
        """Wait until a call may be sent.

        Args:
            plan: Whose limit counts.
            clock: Time for the wait.
            deadline: A wait that would pass it is refused at once.
            what: Name of the operation, for the error.

        Raises:
            RateLimited: The wait is longer than the deadline allows; `retry_after` says how long it is.
        """
        waiter, queue = self._enter(plan)
        try:
            while place := queue.waiters.index(waiter):
                ahead = queue.waiters[place - 1].until
                if ahead is None:  # it is asking the limiter right now
                    await asyncio.sleep(0)
                    continue
                wait = max(0.0, ahead - clock.monotonic()) + queue.interval
                if not deadline.allows(wait):
                    raise _refused(plan, 1 / (queue.interval * MARGIN), wait, what)
                waiter.until = clock.monotonic() + wait
                await progress.wait(clock, wait, what, "its rate limit")
            while not await self._reserved(waiter, queue, plan, deadline=deadline, clock=clock, what=what):
                pass
        finally:
            self._leave(plan, queue, waiter)

    async def _reserved(
        self, waiter: _Waiter, queue: _Queue, plan: UsagePlan, *, clock: Clock, deadline: Deadline, what: str
    ) -> bool:
        """Wait for a slot; return False if the API refused a call meanwhile, so that the slot is none."""
        waiter.until = None
        slot = await self.limiter.reserve(plan, deadline.remaining())
        queue.interval = 1 / (slot.rate * MARGIN)
        if not slot.granted:
            raise _refused(plan, slot.rate, slot.wait, what)
        if not slot.wait:
            return True
        waiter.until = clock.monotonic() + slot.wait
        try:
            await progress.wait(clock, slot.wait, what, "its rate limit")
        except BaseException:
            await self.limiter.release(plan, slot)
            raise
        if not (await self.limiter.peek(plan)).blocked_for:
            return True
        await self.limiter.release(plan, slot)
        return False

    async def peek(self, plan: UsagePlan) -> LimitState:
        """Return what is left of a plan after the calls that wait in this process."""
        state, queue = await self.limiter.peek(plan), self._queues.get(plan.key)
        waiting = max(0, len(queue.waiters) - 1) if queue else 0  # the first has its slot
        wait = state.wait + waiting / (state.rate * MARGIN)
        return replace(state, left=max(0.0, state.left - waiting), wait=wait)

    def _enter(self, plan: UsagePlan) -> tuple[_Waiter, _Queue]:
        waiter = _Waiter()
        with _LOCK:
            queue = self._queues.setdefault(plan.key, _Queue())
            queue.waiters.append(waiter)
        return waiter, queue

    def _leave(self, plan: UsagePlan, queue: _Queue, waiter: _Waiter) -> None:
        with _LOCK:
            queue.waiters.remove(waiter)
            if not queue.waiters:
                self._queues.pop(plan.key, None)


def _refused(plan: UsagePlan, rate: float, wait: float, what: str) -> RateLimited:
    pace = f"{rate:g} calls per second" if rate >= 1 else f"one call per {1 / rate:.0f} s"
    return RateLimited(
        f"{what} is limited to {pace} after a burst of {plan.burst:.0f}; the next free call is in {wait:.1f} s.",
        hint="Go on with what you have, or wait that long.",
        retry_after=wait,
    )


_LIMITERS: WeakKeyDictionary[Clock, MemoryRateLimiter] = WeakKeyDictionary()
_QUEUES: WeakKeyDictionary[RateLimiter, dict[Hashable, _Queue]] = WeakKeyDictionary()
_LOCK = Lock()


def limiter_of(clock: Clock) -> MemoryRateLimiter:
    """Return the limiter that all connectors with this clock share in this process."""
    found = _LIMITERS.get(clock)
    if found is None:
        # It must not keep its clock alive, by which it is found.
        found = _LIMITERS.setdefault(clock, MemoryRateLimiter(proxy(clock)))
    return found
