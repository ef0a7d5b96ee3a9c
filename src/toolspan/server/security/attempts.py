"""Limit on failed logins at the token endpoint, per client and address, counted over all processes.

Only failures are limited: a correct secret always passes, whatever others do behind the same proxy. That
does not help an attacker, since secrets have 256 random bits; the limit protects against load and audit noise.
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict, deque
from typing import TYPE_CHECKING
from uuid import uuid4

from toolspan.redis.connection import RedisUnavailable
from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from toolspan.clock import Clock
    from toolspan.redis.connection import RedisConnection
    from toolspan.server.settings import Settings

WINDOW = 60.0
"""Length of the window, in seconds."""
_ADDRESS, _CLIENT = 3, 10  # multiple of the limit of one client at one address
_REMEMBERED = 10_000
_COUNT = """
local now, window, wait = tonumber(ARGV[1]), tonumber(ARGV[2]), 0
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  if redis.call('ZCARD', key) >= tonumber(ARGV[3 + i]) then
    wait = math.max(wait, redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2] + window - now)
  end
end
if wait == 0 then
  for _, key in ipairs(KEYS) do
    redis.call('ZADD', key, now, ARGV[3])
    redis.call('PEXPIRE', key, window)
  end
end
return wait
"""
"""Counts a failure, unless a limit is reached: nothing is counted then, and the milliseconds to wait are returned."""


class Attempts:
    """Counts failures in a sliding window of one minute.

    The limit applies to one client at one address. All failures of a client, and all of an address,
    have wider limits. With Redis all processes count together. Without, and while it does not answer, each
    takes its share.

    Args:
        settings: Maximum failures of one client at one address, and the number of processes.
        clock: Clock of the window.
        redis: Connection to Redis, if there is one.
    """

    def __init__(self, settings: Settings, clock: Clock, redis: RedisConnection | None) -> None:
        self._settings = settings
        self._clock = clock
        self._redis = redis
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    async def failed(self, client: str, address: str) -> None:
        """Count one failure; reject it, without counting, if the limit is reached.

        Raises:
            Problem: 429 with the seconds until the next attempt.
        """
        client = client[:64]
        keys = (client, address), ("", address), (client, "")
        wait = await self._shared(keys)
        if wait is None:
            wait = self._counted(keys)
        if wait > 0:
            raise Problem(
                429,
                "rate_limited",
                "Too many failed attempts. Wait as long as Retry-After says.",
                retry_after=math.ceil(wait),
            )

    async def _shared(self, keys: tuple[tuple[str, str], ...]) -> float | None:
        """Count a failure in Redis; return the seconds to wait, None if there is no Redis or it does not answer."""
        if self._redis is None:
            return None
        # What a caller gives is of any length and content, and not for others to read.
        hashes = (hashlib.sha256("\0".join(key).encode()).hexdigest()[:32] for key in keys)
        names = [self._redis.key("attempts", name) for name in hashes]
        limits = self._limits(self._settings.token_attempts)
        now, window = int(self._clock.time() * 1000), int(WINDOW * 1000)
        try:
            return int(await self._redis.run(_COUNT, names, [now, window, uuid4().hex, *limits])) / 1000
        except RedisUnavailable:
            return None

    def _counted(self, keys: tuple[tuple[str, str], ...]) -> float:
        """Count a failure in this process, within its share; return the seconds to wait."""
        now = self._clock.monotonic()
        limits = self._limits(self._settings.share(self._settings.token_attempts))
        wait = max(self._wait(key, limit, now) for key, limit in zip(keys, limits, strict=True))
        if wait > 0:
            return wait
        for key, limit in zip(keys, limits, strict=True):
            failures = self._failures.setdefault(key, deque())
            failures.append(now)
            while len(failures) > limit:
                failures.popleft()
            self._failures.move_to_end(key)
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)
        return 0.0

    def _limits(self, limit: int) -> tuple[int, int, int]:
        return limit, limit * _ADDRESS, limit * _CLIENT

    def _wait(self, key: tuple[str, str], limit: int, now: float) -> float:
        failures = self._failures.get(key)
        return failures[0] + WINDOW - now if failures and len(failures) >= limit else 0.0
