"""Access-token provider: single-flight refresh, early renewal, one retry after a rejection."""

from __future__ import annotations

import asyncio
import copy
import inspect
import logging
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeGuard

from toolspan.contract import SharedTokenStore, Token
from toolspan.errors import ToolspanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from toolspan.clock import Clock
    from toolspan.contract import TokenStore

EARLY = 60.0
"""Seconds before its expiry at which a token is renewed, in the background."""
_DAY = 86_400
_CLAIM = 15.0
"""Seconds for which one process may request a token before another may."""
_POLL = 0.05
"""Seconds between two looks at the store while another process requests a token."""
logger = logging.getLogger("toolspan")


def usable(token: Any) -> TypeGuard[str]:
    """Return whether `token` can be sent in a header."""
    return isinstance(token, str) and token != "" and token.isascii() and token.isprintable()


def lifetime(seconds: Any) -> float | None:
    """Return a token's lifetime in seconds, a day at most; None if the server states none."""
    numeric = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    return float(min(seconds, _DAY)) if numeric and seconds > 0 else None


def sealed(store: TokenStore | None, *secrets: str) -> TokenStore | None:
    """Return the store of one account: one outside the process encrypts its tokens with the account's secrets."""
    return store.sealed("\0".join(secrets).encode()) if isinstance(store, SharedTokenStore) else store


class MemoryTokenStore:
    """In-memory token store, shared by the connectors of one process.

    Args:
        clock: Expiry is measured on its monotonic time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, _Held] = {}

    async def load(self, key: str, /) -> Token | None:
        """Return the token stored under `key`, unless it has expired."""
        held = self._held.get(key)
        if held is None:
            return None
        left = held.left(self._clock.monotonic())
        return Token(held.value, left) if left is None or left > 0 else None

    async def save(self, key: str, token: Token, /) -> None:
        """Store `token` until it expires."""
        self._held[key] = _Held.of(token, self._clock.monotonic())


@dataclass(frozen=True, slots=True)
class _Held:
    value: str = field(repr=False)
    expires_at: float | None

    @classmethod
    def of(cls, token: Token, now: float) -> _Held:
        return cls(token.value, None if token.expires_in is None else now + token.expires_in)

    def left(self, now: float) -> float | None:
        return None if self.expires_at is None else self.expires_at - now


class _Flight:
    """One token request that any number of callers wait for, from any event loop."""

    __slots__ = ("future", "loop", "task")

    def __init__(self) -> None:
        self.future: Future[_Held] = Future()
        self.loop = asyncio.get_running_loop()
        self.task: asyncio.Task[None] | None = None

    @property
    def dead(self) -> bool:
        """Whether it was abandoned: a loop that has stopped may never run again."""
        return not self.loop.is_running() and not self.future.done()


class TokenProvider:
    """Provides a valid access token, renewed when needed.

    Args:
        fetch: Requests a new token; called by one caller at a time.
        clock: Expiry is measured on its monotonic time.
        store: Shares the token beyond this provider.
        key: The token's key in the store.
        initial: A token of unknown age to try first; `fetch` is called once it is rejected.
        on_token: Called with each new token; its errors reach the caller.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[Token]],
        *,
        clock: Clock,
        store: TokenStore | None = None,
        key: str = "",
        initial: str | None = None,
        on_token: Callable[[Token], Any] | None = None,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._store = store
        self._key = key
        self._on_token = on_token
        self._held = _Held(initial, None) if initial else None
        self._flight: _Flight | None = None
        self._lock = Lock()

    async def get(self) -> str:
        """Return a token that is not known to have expired; start its renewal if it soon will.

        Raises:
            ToolspanError: No new token was issued, and the old one has expired.
        """
        held = self._held
        left = held.left(self._clock.monotonic()) if held else 0.0
        if held is None or (left is not None and left <= 0):
            return (await self._renewed(None)).value
        if left is not None and left <= EARLY:
            self._join(None)
        return held.value

    async def renew(self, rejected: str) -> str:
        """Return a token other than the rejected one: the current one if it is newer, else a new one.

        Raises:
            ToolspanError: No token was issued.
        """
        held = self._held
        if held and held.value != rejected:
            return held.value
        return (await self._renewed(rejected)).value

    async def _renewed(self, rejected: str | None) -> _Held:
        """Wait for the request in flight, or start one; an abandoned request is started again."""
        while True:
            flight = self._join(rejected)
            try:
                return await asyncio.shield(asyncio.wrap_future(flight.future))
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if not flight.future.cancelled() or (task and task.cancelling()):
                    raise
                continue
            except ToolspanError as error:
                failure = copy.copy(error)
            raise failure  # each waiter gets its own, without the frames of the request behind it

    def _join(self, rejected: str | None) -> _Flight:
        with self._lock:
            if self._flight is None or self._flight.dead:
                self._flight = flight = _Flight()
                flight.task = flight.loop.create_task(self._run(flight, rejected))
            return self._flight

    async def _run(self, flight: _Flight, rejected: str | None) -> None:
        try:
            held = await self._obtain(rejected)
        except asyncio.CancelledError:
            self._finish(flight)
            flight.future.cancel()
            raise
        except BaseException as error:  # noqa: BLE001 - every waiter must get it
            self._finish(flight)
            flight.future.set_exception(error)
        else:
            self._finish(flight)
            flight.future.set_result(held)

    def _finish(self, flight: _Flight) -> None:
        with self._lock:
            if self._flight is flight:
                self._flight = None

    async def _obtain(self, rejected: str | None) -> _Held:
        token = await self._stored(rejected)
        if token is None:
            if isinstance(self._store, SharedTokenStore):
                return await self._obtained_once(self._store, rejected)
            return await self._requested()
        return self._keep(token)

    async def _obtained_once(self, store: SharedTokenStore, rejected: str | None) -> _Held:
        """Request a token while no other process does, or wait for the one that another requests."""
        while True:
            name = await store.claim(self._key, _CLAIM)
            try:
                if token := await self._stored(rejected):
                    return self._keep(token)
                if name is not None:
                    return await self._requested()
            finally:
                if name is not None:
                    await store.give_up(self._key, name)
            await self._clock.sleep(_POLL)

    async def _requested(self) -> _Held:
        token = await self._fetch()
        held = self._keep(token)
        await self._publish(token)
        return held

    def _keep(self, token: Token) -> _Held:
        self._held = held = _Held.of(token, self._clock.monotonic())
        return held

    async def _stored(self, rejected: str | None) -> Token | None:
        """Return the token of the store, unless it was rejected or expires soon."""
        try:
            token = await self._store.load(self._key) if self._store else None
        except Exception as error:  # noqa: BLE001 - whatever a store raises, a new token can be fetched
            logger.warning("the token store could not be read: %s", type(error).__name__)
            return None
        if token is None or token.value == rejected:
            return None
        return token if token.expires_in is None or token.expires_in > EARLY else None

    async def _publish(self, token: Token) -> None:
        try:
            if self._store:
                await self._store.save(self._key, token)
        except Exception as error:  # noqa: BLE001 - whatever a store raises, the token is valid
            logger.warning("the token store could not be written: %s", type(error).__name__)
        result = self._on_token(token) if self._on_token else None
        if inspect.isawaitable(result):
            await result
