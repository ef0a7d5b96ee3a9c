"""Threads for plain functions: a bounded pool, in which each call keeps its caller's context variables."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

THREADS = 32
"""Plain functions that run at once, over all toolkits of the process; more wait for their turn."""


class Pool:
    """A bounded pool of threads, started at first use."""

    def __init__(self, most: int = THREADS) -> None:
        self._most = most
        self._pool: ThreadPoolExecutor | None = None
        self._process = 0
        self._lock = Lock()

    def start(self, fn: Callable[..., Any], values: Mapping[str, Any]) -> Started:
        """Return a call that runs as soon as a thread is free."""
        with self._lock:
            if self._pool is None or self._process != os.getpid():  # threads do not survive a fork
                self._pool, self._process = ThreadPoolExecutor(self._most, "toolspan-tool"), os.getpid()
            return Started(self._pool.submit(copy_context().run, _outcome, fn, values))


class Started:
    """A call in a thread, or on its way to one."""

    __slots__ = ("_future",)

    def __init__(self, future: Future[tuple[Any, BaseException | None]]) -> None:
        self._future = future

    async def result(self) -> tuple[Any, BaseException | None]:
        """Wait for what the function returned or raised. Cancelling it lets a call that has begun go on."""
        return await asyncio.wrap_future(self._future)

    @property
    def never_ran(self) -> bool:
        """Whether the call was cancelled before a thread was free."""
        return self._future.cancelled()


def _outcome(fn: Callable[..., Any], values: Mapping[str, Any]) -> tuple[Any, BaseException | None]:
    """Return what a function returns and raises; some exceptions, such as StopIteration, no future can hold."""
    try:
        return fn(**values), None
    except BaseException as fault:  # noqa: BLE001 - the caller raises it
        return None, fault


POOL = Pool()
"""One for the process."""
