"""Slots for the concurrent calls of a connector, counted over all processes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from toolspan.redis.connection import RedisUnavailable
from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from toolspan.redis.connection import RedisConnection
    from toolspan.server.settings import Settings

LEASE = 6.0
"""Seconds after which the slot of a process that died is free again."""
_LOOK = 0.05
"""Seconds between two looks whether calls of other processes have ended."""
_ENTER = """
local time = redis.call('TIME')
local now, most, lease = time[1] * 1000 + math.floor(time[2] / 1000), tonumber(ARGV[2]), tonumber(ARGV[3])
for _, call in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  redis.call('ZREM', KEYS[1], call)
  redis.call('ZREM', KEYS[2], call)
end
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  if redis.call('ZCARD', KEYS[1]) >= 2 * most then return -1 end
  redis.call('ZADD', KEYS[1], time[1] * 1000000 + time[2], ARGV[1])
end
redis.call('ZADD', KEYS[2], now + lease, ARGV[1])
redis.call('PEXPIRE', KEYS[1], 2 * lease)
redis.call('PEXPIRE', KEYS[2], 2 * lease)
if redis.call('ZRANK', KEYS[1], ARGV[1]) < most then return 1 end
return 0
"""
"""Puts a call into the queue of its connector, by arrival; returns 1 if it may run, 0 if it waits, -1 if too many do."""
_RENEW = """
local time = redis.call('TIME')
local now, lease = time[1] * 1000 + math.floor(time[2] / 1000), tonumber(ARGV[1])
for i = 1, #KEYS, 2 do
  redis.call('ZADD', KEYS[i + 1], 'XX', now + lease, ARGV[1 + (i + 1) / 2])
  redis.call('PEXPIRE', KEYS[i], 2 * lease)
  redis.call('PEXPIRE', KEYS[i + 1], 2 * lease)
end
"""


class SharedSlots:
    """Calls of all connectors that run or wait in any process, in Redis. Each has a lease, for as long as its process lives.

    Args:
        redis: Connection to Redis.
        most: Calls of one connector that may run; as many again may wait.
        lease: Seconds of a lease.
    """

    def __init__(self, redis: RedisConnection, most: int, *, lease: float = LEASE) -> None:
        self._redis = redis
        self._most = most
        self._lease_ms = int(lease * 1000)
        self._held: dict[str, str] = {}

    async def enter(self, connector_id: str, call: str) -> bool:
        """Return whether a call may run; it waits in turn where it may not, and asks again.

        Raises:
            Problem: 429 if too many calls of the connector wait.
            RedisUnavailable: Redis does not answer.
        """
        self._held[call] = connector_id
        found = await self._redis.run(_ENTER, self._keys(connector_id), [call, self._most, self._lease_ms])
        if int(found) < 0:
            raise crowded()
        return bool(found)

    async def leave(self, connector_id: str, call: str) -> None:
        """Free the slot of a call. If Redis does not answer, it is free when its lease is over."""
        if self._held.pop(call, None) is None:
            return
        queue, leases = self._keys(connector_id)
        with suppress(RedisUnavailable):
            await self._redis.ask(
                lambda client: (
                    client.pipeline(transaction=False).zrem(queue, call).zrem(leases, call).execute()
                )
            )

    async def renew(self) -> None:
        """Renew the leases of this process."""
        held = list(self._held.items())
        keys = [key for _, connector_id in held for key in self._keys(connector_id)]
        with suppress(RedisUnavailable):
            if held:
                await self._redis.run(_RENEW, keys, [self._lease_ms, *(call for call, _ in held)])

    def _keys(self, connector_id: str) -> tuple[str, str]:
        name = f"{{{connector_id}}}"
        return self._redis.key("slots", name, "queue"), self._redis.key("slots", name, "leases")


class Slots:
    """Slots of one connector. Without Redis, and while it does not answer, this process takes its share.

    Args:
        settings: Calls that may run in all processes, and the number of processes.
        shared: The slots that all processes count together, if there is a Redis.
        connector_id: Id of the connector.
    """

    def __init__(self, settings: Settings, shared: SharedSlots | None, connector_id: str) -> None:
        self._share = settings.share(settings.connector_concurrency)
        self._shared = shared
        self._connector_id = connector_id
        self._free = asyncio.Semaphore(self._share)
        self._own = 0
        self._left = asyncio.Event()

    @asynccontextmanager
    async def hold(self, seconds: float) -> AsyncIterator[None]:
        """Wait for a slot, and hold it while the block runs.

        Args:
            seconds: To wait at most.

        Raises:
            Problem: 429 if too many calls wait, or none has ended in time.
        """
        call, waiting = uuid4().hex, asyncio.timeout(seconds)
        try:
            async with waiting:
                if await self._entered(call):
                    waiting.reschedule(None)
                    yield
                    return
                if self._own >= 2 * self._share:
                    raise crowded()
                self._own += 1
                try:
                    async with self._free:
                        waiting.reschedule(None)
                        yield
                finally:
                    self._own -= 1
        except TimeoutError:
            if not waiting.expired():
                raise
            raise crowded() from None
        finally:
            if self._shared is not None:
                await self._shared.leave(self._connector_id, call)
                left, self._left = self._left, asyncio.Event()
                left.set()

    async def _entered(self, call: str) -> bool:
        """Wait for a slot of all processes; return False if there is no Redis, or it does not answer."""
        if self._shared is None:
            return False
        try:
            while not await self._shared.enter(self._connector_id, call):
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK):
                        await self._left.wait()
        except RedisUnavailable:
            return False
        return True


def crowded() -> Problem:
    """Return the error of a call whose connector has too many."""
    return Problem(
        429,
        "rate_limited",
        "Too many calls of this connector wait already. Make fewer at once.",
        retry_after=1,
    )
