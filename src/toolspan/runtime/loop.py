"""One private event loop in a thread of its own, for callers without `await`."""

from __future__ import annotations

import asyncio
import contextvars
import os
from threading import Lock, Thread, get_ident
from typing import TYPE_CHECKING, Any, TypeVar

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


class LoopThread:
    """An event loop in a daemon thread, started at first use; works beside any running loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._process = 0
        self._lock = Lock()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._process != os.getpid():  # threads do not survive a fork
                self._loop, self._process = asyncio.new_event_loop(), os.getpid()
                self._thread = Thread(target=self._loop.run_forever, name="toolspan-sync", daemon=True)
                self._thread.start()
            return self._loop

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Return the result of `coroutine`, run with the caller's context variables.

        Raises:
            ConfigurationError: The caller is itself called by this loop, which would wait for itself.
        """
        loop = self._running()
        if self._thread and self._thread.ident == get_ident():
            coroutine.close()
            raise ConfigurationError(
                "connector.sync was used inside a call of connector.sync (in a callback or a transport).",
                hint="Use await and the connector itself there.",
            )
        context = contextvars.copy_context()

        async def inside() -> T:
            return await loop.create_task(coroutine, context=context)

        future = asyncio.run_coroutine_threadsafe(inside(), loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise


LOOP = LoopThread()
"""One for the process: connectors keep their connections apart by themselves."""
