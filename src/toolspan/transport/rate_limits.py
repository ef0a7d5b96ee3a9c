"""In-process rate limiter (GCRA), and the FIFO queue in front of any rate limiter.

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
from toolspan.transport.pace import MARGIN, allowance, in_words, seconds_for

if TYPE_CHECKING:
    from collections.abc import Hashable

    from toolspan.clock import Clock, Deadline
    from toolspan.contract import RateLimiter, UsagePlan

_MANY = 100
"""Calls of a job whose time the error of a long wait quotes."""
_SLOWEST, _FASTEST = 1e-4, 1e3  # calls per second; a rate outside them in a header is no rate
_ROUNDING = 1e-9
_LOOK = 5.0
"""Seconds between two looks whether a limiter that counts alone has found the others again."""
_SPINS, _ASKING = 3, 0.001
"""Looks at the call ahead without a pause, and the seconds between further looks, while it asks the limiter."""


def plausible(rate: float) -> bool:
    """Return whether a rate stated by the API is plausible."""
    return math.isfinite(rate) and _SLOWEST < rate < _FASTEST


@dataclass(slots=True)
class _Count:
    """GCRA state of one usage plan: the time at which all slots taken so far are refilled.

    `began` is when the API's count last began, with all slots free: the burst from then on goes at once.
    """

    rate: float
    burst: float
    full_at: float = -math.inf
    began: float = -math.inf
    blocked_until: float = 0.0
    used: bool = False
    confirmed: bool = False

    @property
    def interval(self) -> float:
        return 1 / (self.rate * MARGIN)

    @property
    def late(self) -> float:
        return allowance(self.interval, self.burst)

    def wait(self, now: float) -> float:
        """Return the seconds until the next slot."""
        if self.full_at + self.late <= now or self.full_at - self.began < self.interval * (self.burst - 0.5):
            return 0.0
        wait = self.full_at + self.late + self.interval * (1 - self.burst) - now
        return wait if wait > _ROUNDING else 0.0

    def take(self, now: float) -> None:
        """Take the next slot."""
        if self.full_at + self.late <= now:  # free at the API's end as well, however late the last calls came
            self.began = now
        self.full_at = max(self.full_at, now) + self.interval

    def left(self, now: float) -> float:
        return max(0.0, self.burst - max(0.0, self.full_at - now) / self.interval)


class MemoryRateLimiter:
    """In-process rate limiter. Not bound to an event loop; safe to share between threads.

    Args:
        clock: Gives the time, in monotonic seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[Hashable, _Count] = {}
        self._lock = Lock()

    async def reserve(self, plan: UsagePlan, max_wait: float | None, /) -> Reservation:
        """Reserve the next free slot, unless it is more than `max_wait` seconds away."""
        with self._lock:
            now, count = self._clock.monotonic(), self._count(plan)
            wait = count.wait(now)
            if max_wait is not None and wait > max_wait:
                return Reservation(wait, granted=False, rate=count.rate)
            count.used = True
            count.take(now)
            return Reservation(wait, granted=True, rate=count.rate, slot=count.full_at)

    async def release(self, plan: UsagePlan, reservation: Reservation, /) -> None:
        """Release a slot if it is still the last one reserved."""
        with self._lock:
            count = self._count(plan)
            if reservation.slot == count.full_at:
                count.full_at -= count.interval

    async def penalise(self, plan: UsagePlan, pause: float, /) -> None:
        """Empty the bucket; it refills from `pause` seconds on."""
        with self._lock:
            count = self._count(plan)
            until = self._clock.monotonic() + pause
            count.blocked_until = max(count.blocked_until, until)
            count.full_at = max(count.full_at, until + count.burst * count.interval - count.late)
            count.began = -math.inf

    async def learn(self, plan: UsagePlan, rate: float, /) -> None:
        """Adopt a rate stated by the API; the used share of the burst stays the same."""
        if not plausible(rate):
            return
        with self._lock:
            now, count = self._clock.monotonic(), self._count(plan)
            count.confirmed = True
            if rate != count.rate:
                scale = count.rate / rate
                count.rate = rate
                count.full_at = now + (count.full_at - now) * scale
                count.began = now + (count.began - now) * scale

    async def peek(self, plan: UsagePlan, /) -> LimitState:
        """Return the state of a plan; an unused plan is full."""
        with self._lock:
            now = self._clock.monotonic()
            count = self._counts.get(plan.key) or _Count(plan.rate, max(1.0, plan.burst))
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
            count = self._counts[plan.key] = _Count(plan.rate, max(1.0, plan.burst))
        return count


@dataclass(slots=True, eq=False)
class _Waiter:
    """A waiter in a plan's FIFO queue; `until` is its expected send time, None while it asks the limiter."""

    until: float | None = None


@dataclass(slots=True)
class _Queue:
    """FIFO queue of this process's calls that wait for one plan."""

    waiters: list[_Waiter] = field(default_factory=list)
    interval: float = 0.0


class Pacer:
    """FIFO queues in front of a rate limiter, one per plan.

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
        spun = 0
        try:
            while place := queue.waiters.index(waiter):
                ahead = queue.waiters[place - 1].until
                if ahead is None:  # it is asking the limiter right now, which may be across a network
                    await asyncio.sleep(_ASKING if spun > _SPINS else 0)
                    spun += 1
                    continue
                spun = 0
                wait = max(0.0, ahead - clock.monotonic()) + queue.interval
                if not deadline.allows(wait):
                    raise _refused(plan, 1 / (queue.interval * MARGIN), wait, what, self._warning)
                waiter.until = clock.monotonic() + wait
                await progress.wait(clock, wait, what, "its rate limit")
            while not await self._reserved(waiter, queue, plan, deadline=deadline, clock=clock, what=what):
                pass
        finally:
            self._leave(plan, queue, waiter)

    async def _reserved(
        self, waiter: _Waiter, queue: _Queue, plan: UsagePlan, *, clock: Clock, deadline: Deadline, what: str
    ) -> bool:
        """Wait for a slot; return False if it became void: the API throttled a call, or limits are shared again."""
        waiter.until = None
        slot = await self.limiter.reserve(plan, deadline.remaining())
        queue.interval = 1 / (slot.rate * MARGIN)
        if not slot.granted:
            raise _refused(plan, slot.rate, slot.wait, what, self._warning)
        waiter.until = clock.monotonic() + slot.wait
        left, void = slot.wait, False
        try:
            while left > 0 and not void:
                step = min(left, _LOOK) if self._warning else left
                await progress.wait(clock, step, what, "its rate limit")
                left -= step
                void = bool((await self.limiter.peek(plan)).blocked_for)
        except BaseException:
            await self.limiter.release(plan, slot)
            raise
        if void:
            await self.limiter.release(plan, slot)
        return not void

    @property
    def _warning(self) -> str | None:
        """What the limiter has to say, such as that it counts alone at the moment."""
        return getattr(self.limiter, "warning", None)

    async def peek(self, plan: UsagePlan) -> LimitState:
        """Return the state of a plan, waiting calls of this process included."""
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


def _refused(plan: UsagePlan, rate: float, wait: float, what: str, warning: str | None) -> RateLimited:
    pace = f"{rate:g} calls per second" if rate >= 1 else f"one call per {1 / rate:.0f} s"
    error = RateLimited(
        f"{what} is limited to {pace} after a burst of {plan.burst:.0f}; the next free call is in {wait:.1f} s.",
        hint=f"{f'{warning} ' if warning else ''}Continue with what you have, or wait that long. {_MANY} calls take about "
        f"{in_words(seconds_for(_MANY, rate, 0, wait))}.",
        retry_after=wait,
    )
    error.paced = True
    return error


_LIMITERS: WeakKeyDictionary[Clock, MemoryRateLimiter] = WeakKeyDictionary()
_QUEUES: WeakKeyDictionary[RateLimiter, dict[Hashable, _Queue]] = WeakKeyDictionary()
_LOCK = Lock()


def limiter_of(clock: Clock) -> MemoryRateLimiter:
    """Return the rate limiter shared by all connectors of this process with this clock."""
    found = _LIMITERS.get(clock)
    if found is None:
        # It must not keep its clock alive, by which it is found.
        found = _LIMITERS.setdefault(clock, MemoryRateLimiter(proxy(clock)))
    return found
