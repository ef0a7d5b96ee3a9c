"""Connection to Redis: short time-outs, and a pause after a failure instead of one failure for each call."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from toolspan.errors import ConfigurationError, ToolspanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

logger = logging.getLogger("toolspan")
TIMEOUT = 0.25
"""Seconds that Redis may take for one answer."""
FIRST = 2.0
"""The same of the first request: a process that starts is slow itself."""
PAUSE = 5.0
"""Seconds without a further attempt after Redis did not answer."""
_CONNECTIONS = 16
"""Sockets of an event loop: more would have to be opened while many calls begin, each within the time of one answer."""


class RedisUnavailable(ToolspanError):
    """Redis does not answer, or did not a moment ago."""

    code = "redis_unavailable"
    retryable_by_default = True


class RedisConnection:
    """Connection to one Redis, for all event loops of a process.

    Args:
        url: Such as `redis://127.0.0.1:6379/0`, `rediss://...` or `unix:///path`.
        prefix: Begins every key.
        timeout: Seconds that Redis may take for one answer.
        pause: Seconds without a further attempt after it did not answer.
        monotonic: Gives the time of the pause, in seconds.

    Raises:
        ConfigurationError: The extra `redis` is not installed, or the URL is not valid.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str = "toolspan",
        timeout: float = TIMEOUT,
        pause: float = PAUSE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        try:
            import redis.asyncio  # noqa: F401, PLC0415 - the extra, asked for where it is needed
        except ImportError:
            raise ConfigurationError(
                "Redis needs the extra redis.", hint='Install it with pip install "toolspan[redis]".'
            ) from None
        self.prefix = prefix
        self._url = url
        self._timeout = timeout
        self.pause = pause
        self._monotonic = monotonic
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()
        self._silent_until = 0.0
        self._reachable = True
        self._asked = False
        self._check()

    def _check(self) -> None:
        from redis.connection import parse_url  # noqa: PLC0415 - as above

        try:
            parse_url(self._url)  # type: ignore[no-untyped-call]
        except ValueError:
            raise ConfigurationError(
                "The Redis URL is not valid.",
                hint="It looks like redis://host:6379/0; set TOOLSPAN_REDIS_URL.",
            ) from None

    def key(self, *parts: str) -> str:
        """Return a key under the prefix."""
        return ":".join((self.prefix, *parts))

    @property
    def silent_for(self) -> float:
        """Seconds in which Redis is not asked, since it did not answer a moment ago."""
        return max(0.0, self._silent_until - self._monotonic())

    async def ask(self, request: Callable[[Any], Awaitable[Any]]) -> Any:
        """Return what a request to the client gives.

        Args:
            request: Takes the client of `redis.asyncio`.

        Raises:
            RedisUnavailable: Redis does not answer, or did not within the last seconds.
        """
        from redis.exceptions import RedisError  # noqa: PLC0415 - as above

        if self.silent_for:
            raise RedisUnavailable("Redis did not answer a moment ago.")
        try:
            async with asyncio.timeout(self._timeout if self._asked else max(self._timeout, FIRST)):
                found = await request(self._client())
        except (RedisError, OSError, TimeoutError) as error:
            self._silent_until, self._asked = self._monotonic() + self.pause, True
            if self._reachable:
                logger.warning(
                    "Redis does not answer (%s): this process keeps to its share of the rate limits",
                    type(error).__name__,
                )
            self._reachable = False
            raise RedisUnavailable("Redis does not answer.") from None
        if not self._reachable:
            logger.warning("Redis answers again")
        self._reachable = self._asked = True
        return found

    async def ping(self) -> bool:
        """Return whether Redis answers."""
        try:
            await self.ask(lambda client: client.ping())
        except RedisUnavailable:
            return False
        return True

    async def run(self, script: str, keys: Sequence[str], arguments: Sequence[str | bytes | float]) -> Any:
        """Run a Lua script, which Redis keeps under its hash.

        Raises:
            RedisUnavailable: As `ask`.
        """
        from redis.exceptions import NoScriptError  # noqa: PLC0415 - as above

        async def evaluate(client: Any) -> Any:
            try:
                return await client.evalsha(_hash(script), len(keys), *keys, *arguments)
            except NoScriptError:
                return await client.eval(script, len(keys), *keys, *arguments)

        return await self.ask(evaluate)

    def _client(self) -> Any:
        from redis.asyncio import BlockingConnectionPool, Redis  # noqa: PLC0415 - as above

        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            pool = BlockingConnectionPool.from_url(
                self._url,
                max_connections=_CONNECTIONS,
                timeout=FIRST,
                socket_timeout=FIRST,
                socket_connect_timeout=FIRST,
                health_check_interval=0,
                decode_responses=False,
                retry=_one_retry(),
            )
            client = self._clients[loop] = Redis.from_pool(pool)
        return client

    async def aclose(self) -> None:
        """Close the sockets: those of this event loop at once, those of others as soon as their loop gets to it."""
        here = asyncio.get_running_loop()
        clients, self._clients = dict(self._clients), WeakKeyDictionary()
        for loop, client in clients.items():
            if loop is not here and loop.is_running():  # not waited for: it may itself wait for this one
                asyncio.run_coroutine_threadsafe(client.aclose(), loop)
        if here in clients:
            await clients[here].aclose()


@lru_cache(maxsize=8)
def _hash(script: str) -> str:
    return hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()


def _one_retry() -> Any:
    """Return a policy of one retry: a socket of before a restart is found dead only when it is used.

    A slot that was taken before the answer was lost is left unused.
    """
    import redis.exceptions  # noqa: PLC0415 - as above
    from redis.asyncio.retry import Retry  # noqa: PLC0415 - as above
    from redis.backoff import NoBackoff  # noqa: PLC0415 - as above

    return Retry(NoBackoff(), 1, supported_errors=(redis.exceptions.ConnectionError,))
