"""State that several processes share through Redis 7 or Valkey: rate limits, access tokens, long results.

Set `TOOLSPAN_REDIS_URL`, or give the objects to a connector. Needs the extra `redis`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

from toolspan.redis.connection import RedisConnection
from toolspan.redis.rate_limiter import RedisRateLimiter
from toolspan.redis.result_store import RedisResultStore
from toolspan.redis.token_store import RedisTokenStore

__all__ = [
    "RedisConnection",
    "RedisRateLimiter",
    "RedisResultStore",
    "RedisTokenStore",
    "Stores",
    "from_environment",
]


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores of one process on one Redis."""

    connection: RedisConnection
    rate_limiter: RedisRateLimiter
    token_store: RedisTokenStore

    @classmethod
    def at(cls, url: str, *, processes: int | None = None) -> Stores:
        """Return the stores at a URL such as `redis://127.0.0.1:6379/0`, for so many processes."""
        connection = RedisConnection(url)
        limiter = RedisRateLimiter(connection, processes=processes)
        return cls(connection, limiter, RedisTokenStore(connection))


def from_environment() -> Stores | None:
    """Return the stores that `TOOLSPAN_REDIS_URL` names; None where it is not set. One process has one of them."""
    url = os.environ.get("TOOLSPAN_REDIS_URL")
    return _at(url) if url else None


_at = lru_cache(maxsize=8)(Stores.at)
