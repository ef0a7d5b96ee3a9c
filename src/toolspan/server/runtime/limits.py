"""Limits of organisations on calls and storage, counted over all processes."""

from __future__ import annotations

import math
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from toolspan.redis.connection import RedisUnavailable
from toolspan.server.data import connectors
from toolspan.server.data import limits as data
from toolspan.server.data.limits import ASK, MB, Limits
from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.clock import Clock
    from toolspan.redis.connection import RedisConnection
    from toolspan.server.data.database import Database
    from toolspan.server.runtime.context_stores import ContextStores
    from toolspan.server.settings import Settings

Row = dict[str, Any]
MINUTE_MS, DAY_MS = 60_000, 86_400_000
FRESH_MS = 10_000
"""Milliseconds for which a measured size of the storage is good."""
_LEEWAY_MS = 60_000  # after the longest call, until the slot of a process that died is free again
_PERIODS = {"calls_per_minute": MINUTE_MS, "calls_per_day": DAY_MS}
_ORDER = ("calls_per_minute", "calls_per_day", "concurrent_calls")
_ADMIT = """
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[1])
for i = 1, 2 do
  local most = tonumber(ARGV[3 + i])
  if most >= 0 and tonumber(redis.call('GET', KEYS[i]) or 0) >= most then return i end
end
local most = tonumber(ARGV[6])
if most >= 0 and redis.call('ZCARD', KEYS[3]) >= most then return 3 end
for i = 1, 2 do
  redis.call('INCR', KEYS[i])
  redis.call('PEXPIRE', KEYS[i], ARGV[6 + i])
end
redis.call('ZADD', KEYS[3], ARGV[1] + ARGV[3], ARGV[2])
redis.call('PEXPIRE', KEYS[3], ARGV[3])
return 0
"""
"""Counts a call unless a limit is reached: nothing is counted then, and the number of the limit is returned."""


@dataclass(slots=True)
class _Own:
    """What this process counts itself while there is no Redis."""

    minute: int = 0
    in_minute: int = 0
    day: int = 0
    in_day: int = 0
    before: int = 0
    running: int = 0


class OrganizationLimits:
    """Admits calls within the limits of their organisation.

    With Redis all processes count together. Without, and while it does not answer, each takes its share, and
    what the audit log has of the day counts too, so that a restart gives no second day's calls.

    Args:
        settings: Settings with the number of processes.
        clock: Clock of the minutes and days.
        database: Database of the limits.
        stores: The context stores.
        redis: Connection to Redis, if there is one.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        database: Database,
        stores: ContextStores,
        redis: RedisConnection | None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._stores = stores
        self._redis = redis
        self._longest_ms = int(settings.execute_timeout * 1000) + _LEEWAY_MS
        self._own: dict[str, _Own] = {}
        self._sizes: dict[str, tuple[int, int]] = {}

    @asynccontextmanager
    async def admit(self, row: Row) -> AsyncIterator[None]:
        """Count a call of a connector for as long as the block runs.

        Raises:
            Problem: 429 if a limit of the organisation is reached.
        """
        limits = Limits.of(row.get("organization_limits"))
        if all(getattr(limits, name) is None for name in _ORDER):
            yield
            return
        call, organization_id = str(uuid4()), row["organization_id"]
        shared = await self._shared(organization_id, limits, call)
        own = None if shared else await self._counted(organization_id, limits)
        try:
            yield
        finally:
            if own is not None:
                own.running -= 1
            else:
                await self._ended(organization_id, call)

    async def check_storage(self, connection: AsyncConnection, row: Row) -> None:
        """Check that one more response of a connector's organisation may be stored.

        Raises:
            Problem: 413, with the time when the first stored response expires.
        """
        most = Limits.of(row.get("organization_limits")).stored_mb
        if most is None or await self._size(connection, row["organization_id"]) < most * MB:
            return
        expires = await data.next_expiry(connection, row["organization_id"])
        wait = max(1, math.ceil((expires - self._now()) / 1000)) if expires else None
        raise data.full(
            "stored_mb", most, f"Your organisation has stored {most} MB, as much as it may: nothing was sent.",
            "Wait until stored responses expire, a day after their calls, or send the call without Idempotency-Key.",
            retry_after=wait,
        )  # fmt: skip

    async def usage(self, organization_id: str) -> dict[str, int]:
        """Return what an organisation uses of each limit, by the names of the limits."""
        minute, day, running = await self._counts(organization_id)
        async with self._database.read() as connection:
            ids = await connectors.ids_of(connection, organization_id)
            stored = await data.stored_bytes(connection, organization_id)
        return {
            "calls_per_minute": minute,
            "calls_per_day": day,
            "concurrent_calls": running,
            "connectors": len(ids),
            "stored_mb": math.ceil(stored / MB),
            "store_mb": math.ceil(await self._stores.size(ids) / MB),
        }

    async def _shared(self, organization_id: str, limits: Limits, call: str) -> bool:
        """Count a call in Redis; return False if there is none, or it does not answer."""
        if self._redis is None:
            return False
        now = self._now()
        most = [-1 if (value := getattr(limits, name)) is None else value for name in _ORDER]
        arguments = [now, call, self._longest_ms, *most, MINUTE_MS, DAY_MS]
        try:
            refused = await self._redis.run(_ADMIT, self._keys(organization_id), arguments)
        except RedisUnavailable:
            return False
        if refused:
            raise self._reached(_ORDER[int(refused) - 1], limits)
        return True

    async def _ended(self, organization_id: str, call: str) -> None:
        """Free the slot of a call. If Redis does not answer, the slot is free when its time is over."""
        running = self._keys(organization_id)[2]
        with suppress(RedisUnavailable):
            if self._redis is not None:
                await self._redis.ask(lambda client: client.zrem(running, call))

    async def _counted(self, organization_id: str, limits: Limits) -> _Own:
        """Count a call in this process, within its share."""
        own = self._own.setdefault(organization_id, _Own())
        await self._begin_day(organization_id, own)
        self._begin_minute(own)
        used = {
            "calls_per_minute": own.in_minute,
            "calls_per_day": own.in_day,
            "concurrent_calls": own.running,
        }
        for name, count in used.items():
            most = getattr(limits, name)
            left = most if most is None or name != "calls_per_day" else max(0, most - own.before)
            if left is not None and count >= (self._settings.share(left) if left else 0):
                raise self._reached(name, limits)
        own.in_minute, own.in_day, own.running = own.in_minute + 1, own.in_day + 1, own.running + 1
        return own

    async def _begin_day(self, organization_id: str, own: _Own) -> None:
        day = self._now() // DAY_MS
        if own.day == day:
            return
        async with self._database.read() as connection:
            before = await data.calls_since(connection, organization_id, day * DAY_MS)
        if own.day != day:  # another call may have been first
            own.day, own.in_day, own.before = day, 0, before

    def _begin_minute(self, own: _Own) -> None:
        minute = self._now() // MINUTE_MS
        if own.minute != minute:
            own.minute, own.in_minute = minute, 0

    async def _counts(self, organization_id: str) -> tuple[int, int, int]:
        """Return the calls of this minute, of this day, and those that run."""
        minute, day, running = self._keys(organization_id)
        if self._redis is not None:
            with suppress(RedisUnavailable):
                now = self._now()
                found = await self._redis.ask(lambda client: client.mget(minute, day))
                count = await self._redis.ask(lambda client: client.zcount(running, now, "+inf"))
                return int(found[0] or 0), int(found[1] or 0), int(count)
        own = self._own.setdefault(organization_id, _Own())
        await self._begin_day(organization_id, own)
        self._begin_minute(own)
        return own.in_minute, own.before + own.in_day, own.running

    async def _size(self, connection: AsyncConnection, organization_id: str) -> int:
        now = self._now()
        known = self._sizes.get(organization_id)
        if known is None or now - known[0] >= FRESH_MS:
            known = now, await data.stored_bytes(connection, organization_id)
            self._sizes[organization_id] = known
        return known[1]

    def _reached(self, name: str, limits: Limits) -> Problem:
        most, period = getattr(limits, name), _PERIODS.get(name)
        wait = math.ceil((period - self._now() % period) / 1000) if period else 1
        said = f"{most} {name.replace('_', ' ')}"
        hint = "Wait as long as retry_after says" + ("." if period else ", and make fewer calls at once.")
        return Problem(
            429, "rate_limited", f"The limit of your organisation is reached: {said}. Nothing was sent.",
            details={"limit": name, "allowed": most, "hint": f"{hint} {ASK}"}, retry_after=wait,
        )  # fmt: skip

    def _keys(self, organization_id: str) -> tuple[str, str, str]:
        """Return the Redis keys of this minute, this day and the running calls, in one slot of a cluster."""
        now = self._now()
        prefix = f"{self._redis.prefix if self._redis else ''}:calls:{{{organization_id}}}"
        return f"{prefix}:m{now // MINUTE_MS}", f"{prefix}:d{now // DAY_MS}", f"{prefix}:running"

    def _now(self) -> int:
        return int(self._clock.time() * 1000)
