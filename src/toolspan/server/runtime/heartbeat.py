"""Heartbeat: tells the other processes of this deployment, through Redis, that this one runs."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from toolspan.redis.connection import RedisUnavailable

if TYPE_CHECKING:
    from toolspan.redis.connection import RedisConnection
    from toolspan.server.security.keys import KeyFile

SECONDS = 5.0
"""Seconds between two beats."""
GONE = 30.0
"""Seconds after which a process that was killed counts no more."""
_BEAT = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1]) - 1
"""


class Heartbeat:
    """Heartbeat of one server process. Programs that use the library on the same Redis do not count.

    Args:
        redis: Connection to Redis; without one there is no other process.
        keys: Key file, which names the deployment.
    """

    def __init__(self, redis: RedisConnection | None, keys: KeyFile) -> None:
        self._redis = redis
        self._keys = keys
        self._name = uuid4().hex
        self.others = 0
        """Other processes of this deployment, as of the last beat."""

    async def beat(self) -> None:
        """Tell the others that this process runs, and count them."""
        if self._redis is not None:
            with suppress(RedisUnavailable):
                self.others = int(await self._redis.run(_BEAT, [self._key], [self._name, int(GONE)]))

    async def close(self) -> None:
        """Tell the others that this process ends."""
        if self._redis is not None:
            with suppress(RedisUnavailable):
                await self._redis.ask(lambda client: client.zrem(self._key, self._name))

    @property
    def _key(self) -> str:
        assert self._redis is not None  # noqa: S101 - asked where there is one
        return self._redis.key("servers", self._keys.current.deployment)
