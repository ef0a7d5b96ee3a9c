"""Resources of a toolkit: opened once for each event loop, at its first call, and closed with the toolkit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    Lifespan = Callable[[], AbstractAsyncContextManager[Any]]


class Resources:
    """What a lifespan gives, for each event loop its own.

    Args:
        lifespan: Returns an async context manager.
    """

    def __init__(self, lifespan: Lifespan) -> None:
        self._lifespan = lifespan
        self._open: WeakKeyDictionary[asyncio.AbstractEventLoop, _Open] = WeakKeyDictionary()

    async def get(self) -> Any:
        """Return what the lifespan gives on this loop; the first to ask opens it."""
        loop = asyncio.get_running_loop()
        held = self._open.get(loop)
        if held is None:
            held = self._open[loop] = _Open(self._lifespan)
        try:
            return await asyncio.shield(held.given)
        except Exception:
            if self._open.get(loop) is held:  # the next call tries again
                del self._open[loop]
            raise

    async def aclose(self) -> None:
        """Close what this loop has opened."""
        if held := self._open.pop(asyncio.get_running_loop(), None):
            await held.aclose()


class _Open:
    """An open lifespan, held by a task of its own: some must be left by the task that entered them."""

    def __init__(self, lifespan: Lifespan) -> None:
        loop = asyncio.get_running_loop()
        self.given: asyncio.Future[Any] = loop.create_future()
        self._closing = asyncio.Event()
        self._task = loop.create_task(self._hold(lifespan))

    async def _hold(self, lifespan: Lifespan) -> None:
        try:
            async with _checked(lifespan()) as given:
                self.given.set_result(given)
                await self._closing.wait()
        except BaseException as fault:
            if self.given.done():
                raise
            self.given.set_exception(fault)
            self.given.exception()  # whoever waits gets it; nobody may be left to

    async def aclose(self) -> None:
        self._closing.set()
        await self._task


def _checked(manager: Any) -> AbstractAsyncContextManager[Any]:
    if not hasattr(manager, "__aenter__"):
        raise ConfigurationError(
            f"lifespan gives {type(manager).__name__}, not an async context manager.",
            hint="Put @contextlib.asynccontextmanager above an async function that yields once.",
        )
    return manager  # type: ignore[no-any-return]
