"""Rate limiter that all processes share; without Redis, each keeps to its share of the rate."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from toolspan.contract import LimitState, Reservation
from toolspan.errors import ConfigurationError
from toolspan.redis.connection import RedisUnavailable
from toolspan.redis.turns import Share, Turns
from toolspan.transport.pace import LATENESS, MARGIN, allowance
from toolspan.transport.rate_limits import plausible

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from toolspan.contract import UsagePlan
    from toolspan.redis.connection import RedisConnection

_LEAST = 2
"""Processes that are assumed at least while Redis does not answer."""
_BEAT = 10.0
"""Seconds after which a process tells Redis again that it runs."""
_VOID = 0.001
"""Seconds for which a slot is said to be blocked that must be reserved again."""
_GONE = 60.0
"""Seconds after which a process that told nothing counts no more."""


@cache
def _script() -> str:
    return (files(__package__ or "") / "gcra.lua").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class _State:
    """What the script returns."""

    granted: bool
    wait: float
    rate: float
    slot: bytes
    refilled_in: float
    blocked_for: float
    used: bool
    confirmed: bool
    shared_in: float

    @classmethod
    def of(cls, text: bytes) -> _State:
        granted, wait, rate, slot, refilled_in, blocked_for, used, confirmed, shared_in = text.split()
        return cls(
            granted == b"1",
            float(wait),
            float(rate),
            slot,
            float(refilled_in),
            float(blocked_for),
            used == b"1",
            confirmed == b"1",
            float(shared_in),
        )


class RedisRateLimiter:
    """Rate limiter on Redis: one count of each usage plan for all processes.

    A slot costs one round trip. While Redis does not answer, each process takes its share of the rate, one call at
    a time and from its last known state, so that all together stay within the plan; it never lets calls through
    uncounted. The number of processes is the largest of `processes`, of those that were last seen, and 2.

    Args:
        connection: Connection to Redis.
        processes: Processes that share the limits. Default: `TOOLSPAN_PROCESSES`.
        now: Gives the time in seconds instead of Redis, for tests.
        monotonic: Gives the time of this process, in seconds.
        wall: Gives the seconds since the epoch, for the turns of the processes while Redis does not answer.

    Raises:
        ConfigurationError: `TOOLSPAN_PROCESSES` is no whole number above 0.
    """

    def __init__(
        self,
        connection: RedisConnection,
        *,
        processes: int | None = None,
        now: Callable[[], float] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._connection = connection
        self._processes = _processes() if processes is None else processes
        self._now = now
        self._monotonic = monotonic
        self._wall = wall
        self._name = uuid4().hex
        self._seen = 0
        self._rank: int | None = None
        self._others: dict[str, float] = {}
        self._told = 0.0
        self._next_beat, self._pause = 0.0, 0.5
        self._refilled_at: dict[Hashable, float] = {}
        self._rates: dict[Hashable, tuple[float, bool]] = {}
        self._turns = Turns(wall)
        self._apart: dict[
            Hashable, bool
        ] = {}  # plans reserved without Redis last; False: no slot, only a wait for it
        self._away = False
        self._asked = False
        self._shared_at = 0.0

    @property
    def warning(self) -> str | None:
        """What a user should know: limits are not shared at the moment; None where they are."""
        if not self._away:
            return None
        return f"Redis does not answer: until it does, this process uses 1/{self._share.processes} of each rate limit."

    async def reserve(self, plan: UsagePlan, max_wait: float | None, /) -> Reservation:
        """Reserve the next free slot, unless it is more than `max_wait` seconds away."""
        await self._beat()
        state = await self._ask("reserve", plan, "-" if max_wait is None else max_wait)
        self._apart.pop(plan.key, None)
        if state is not None and state.shared_in <= 0:
            return Reservation(state.wait, granted=state.granted, rate=state.rate, slot=state.slot)
        share, interval = self._share, self._interval(plan)
        self._start(plan)
        slot = self._turns.reserve(plan.key, interval, share, max_wait)
        if state is not None and slot.wait > state.shared_in:  # limits are shared again before its turn
            self._turns.release(plan.key, slot)
            self._apart[plan.key] = False
            wait = state.shared_in + _VOID
            return Reservation(wait, granted=max_wait is None or wait <= max_wait, rate=slot.rate)
        self._apart[plan.key] = True
        if slot.granted:  # the other processes take as many: Redis must count them all when it is back
            taken = max(self._known(plan), self._monotonic() + slot.wait)
            self._refilled_at[plan.key] = taken + share.turn(interval)
        return slot

    async def release(self, plan: UsagePlan, reservation: Reservation, /) -> None:
        """Release a slot if it is still the last one reserved."""
        if isinstance(reservation.slot, bytes):
            await self._ask("release", plan, reservation.slot)
        else:
            self._turns.release(plan.key, reservation)

    async def penalise(self, plan: UsagePlan, pause: float, /) -> None:
        """Empty the bucket of all processes; it refills from `pause` seconds on."""
        await self._ask("penalise", plan, pause)
        interval = self._interval(plan)
        self._turns.penalise(plan.key, pause, interval, self._share)
        burst = max(1.0, plan.burst)
        empty = self._monotonic() + pause + burst * interval - allowance(interval, burst)
        self._refilled_at[plan.key] = max(self._known(plan), empty)

    async def learn(self, plan: UsagePlan, rate: float, /) -> None:
        """Adopt a rate stated by the API, for all processes."""
        if plausible(rate) and (rate, True) != self._rates.get(plan.key):
            self._rates[plan.key] = rate, True
            await self._ask("learn", plan, rate)

    async def peek(self, plan: UsagePlan, /) -> LimitState:
        """Return the state of a plan."""
        away = self._away
        state = await self._ask("peek", plan, "-")
        has_turn = self._apart.get(plan.key)
        if state is None:
            found = self._turns.peek(plan.key, self._interval(plan), self._share)
            return replace(found, blocked_for=max(found.blocked_for, _VOID)) if has_turn is False else found
        burst = max(1.0, plan.burst)
        left = max(0.0, burst - max(0.0, state.refilled_in) * state.rate * MARGIN)
        # Redis is back: what was reserved before limits were shared again is void, as after a penalty.
        shared = has_turn is not None and state.shared_in <= 0
        blocked = max(state.blocked_for, _VOID if away or shared or has_turn is False else 0.0)
        return LimitState(state.rate, burst, left, state.wait, blocked, state.used, state.confirmed)

    async def _ask(self, what: str, plan: UsagePlan, number: float | bytes | str) -> _State | None:
        """Return the state after a step; None while Redis does not answer."""
        now = self._now() if self._now else "-"
        ahead = max(0.0, self._refilled_at.get(plan.key, 0.0) - self._monotonic())
        # All take turns a little longer than a pause: each process asks again within one.
        turns = self._connection.pause + 1.0 if self._asked or self._away else 0.0
        away = "away" if self._away else "-"
        if isinstance(number, bytes):
            number = number.decode()
        # One text: the client takes longer to write nine arguments than Redis to read them.
        argument = f"{what} {now} {plan.rate} {max(1.0, plan.burst)} {MARGIN} {LATENESS} {ahead} {number} {turns} {away}"
        keys = [self._connection.key("limit", str(plan.key)), self._connection.key("shared")]
        try:
            found = await self._connection.run(_script(), keys, [argument])
        except RedisUnavailable:
            if not self._away:
                self._away, self._shared_at = True, self._monotonic() + self._connection.pause
            return None
        state = _State.of(found)
        self._away, self._asked = False, True
        if state.shared_in > 0:  # all processes take turns until then, each at its own moments
            return state
        self._turns.clear()
        self._refilled_at[plan.key] = self._monotonic() + state.refilled_in
        self._rates[plan.key] = state.rate, state.confirmed
        return state

    def _interval(self, plan: UsagePlan) -> float:
        """Return the seconds between two calls of all processes, by the rate that was last known."""
        return 1 / (self._rates.get(plan.key, (plan.rate, False))[0] * MARGIN)

    def _known(self, plan: UsagePlan) -> float:
        """Return when all slots are refilled, by what this process knows; it takes an unknown plan as used up."""
        now = self._monotonic()
        empty = now + max(1.0, plan.burst) * self._interval(plan)
        return max(now, self._refilled_at.get(plan.key, empty))

    def _start(self, plan: UsagePlan) -> None:
        """Begin to take turns where the plan stood when Redis was last asked.

        Each of the other processes may hold one slot that this one does not know of, and some may still share
        their limits: they notice within a pause, in which nothing is sent here.
        """
        interval, now = self._interval(plan), self._monotonic()
        burst = max(1.0, plan.burst)
        next_slot = self._known(plan) + allowance(interval, burst) + interval * (1 - burst) - now
        turn = self._share.turn(interval)
        unknown = (
            0.0 if next_slot <= -turn else turn
        )  # with a slot for each left there is nothing to wait for
        self._turns.start(plan.key, max(0.0, next_slot + unknown, self._shared_at - now))

    @property
    def _share(self) -> Share:
        processes = max(self._processes, self._seen, _LEAST)
        rank = int(self._name, 16) if self._rank is None else self._rank
        return Share(processes, rank % processes)

    async def _beat(self) -> None:
        """Tell Redis that this process runs, and learn of the others; every few seconds."""
        if self._monotonic() < self._next_beat:
            return
        key, now = self._connection.key("processes"), self._wall()

        async def tell(client: Any) -> Any:
            pipeline = client.pipeline(transaction=False)
            pipeline.zadd(key, {self._name: now})
            pipeline.zremrangebyscore(key, 0, now - _GONE)
            pipeline.zrange(key, 0, -1)
            pipeline.expire(key, int(_GONE))
            pipeline.expire(self._connection.key("shared"), 86_400)
            return await pipeline.execute()

        try:
            found = (await self._connection.ask(tell))[2]
        except RedisUnavailable:
            return
        unheard = now - self._told  # nobody could tell anything while Redis did not answer
        if unheard > 2 * _BEAT:
            self._others = {name: at + unheard for name, at in self._others.items()}
        known = self._others | dict.fromkeys((name.decode() for name in found), now)
        self._others = {name: at for name, at in known.items() if at > now - _GONE}
        self._told = now
        self._seen, self._rank = len(self._others), sorted(self._others).index(self._name)
        self._pause = min(2 * self._pause, _BEAT)  # at first more often: processes mostly start together
        self._next_beat = self._monotonic() + self._pause


def _processes() -> int:
    given = os.environ.get("TOOLSPAN_PROCESSES", "1")
    if not given.isdecimal() or int(given) < 1:
        raise ConfigurationError(
            f"TOOLSPAN_PROCESSES must be a whole number above 0, not {given[:20]!r}.",
            hint="It is the number of processes that share the rate limits of one account.",
        )
    return int(given)
