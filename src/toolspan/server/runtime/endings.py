"""How calls ended that must not be made twice, written to the database: at once, or as soon as it takes it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.data.database import Database

    Step = Callable[[AsyncConnection], Awaitable[None]]

logger = logging.getLogger("toolspan.server")
PATIENCE = 2.0
"""Seconds that a caller, whose answer is there, waits for it to be recorded."""
GRACE = 5.0
"""Seconds that a server which stops leaves to calls that were cut off, and to the database."""
_PAUSE = 0.5
_MOST = 1_000
"""Endings that wait at most; of a call whose ending is dropped the outcome stays unknown."""


class Endings:
    """Records endings. Nothing that goes wrong here changes how a call ended, or hides it from the caller.

    Args:
        database: Where they are recorded.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tasks: set[asyncio.Task[None]] = set()
        self._calls: set[asyncio.Task[Any]] = set()
        self._wake = asyncio.Event()
        self._closing = False

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """Let a server that stops wait for the call of this task."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in a task
        self._calls.add(task)
        try:
            yield
        finally:
            self._calls.discard(task)

    async def record(self, step: Step) -> bool:
        """Record an ending; return whether that is done. What the database does not take is tried again.

        Args:
            step: Writes it.
        """
        loop = asyncio.get_running_loop()
        first: asyncio.Future[bool] = loop.create_future()
        task = loop.create_task(self._recorded(step, first))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            await asyncio.wait({first}, timeout=PATIENCE)
        except asyncio.CancelledError:  # the server stops: the task goes on, and the caller gets the answer
            current = asyncio.current_task()
            assert current is not None  # noqa: S101 - a coroutine always runs in a task
            current.uncancel()
        return first.done() and first.result()

    async def hurry(self) -> None:
        """Try now what waits: whoever repeats a key is to find what is known of the first call."""
        if self._tasks:
            self._wake.set()
            await asyncio.wait(self._tasks, timeout=PATIENCE)

    async def close(self) -> None:
        """Let calls that were cut off end, and try what waits a last time; the rest stays in doubt in the database."""
        if self._calls:
            await asyncio.wait(self._calls, timeout=GRACE)
        self._closing = True
        self._wake.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE)

    async def _recorded(self, step: Step, first: asyncio.Future[bool]) -> None:
        while True:
            last = self._closing or len(self._tasks) > _MOST
            passing = await self._tried(step)
            if not first.done():
                first.set_result(passing is None)
            if last or not passing:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(_PAUSE):
                    await self._wake.wait()
            self._wake.clear()

    async def _tried(self, step: Step) -> bool | None:
        """Return None when it is recorded, else whether it may be later."""
        try:
            async with self._database.write() as connection:
                await step(connection)
        except Exception as error:  # noqa: BLE001 - whatever it is, the call ended as it did
            logger.warning(
                "how a call ended could not be recorded: %s",
                getattr(error, "code", None) or type(error).__name__,
            )
            return isinstance(error, Problem)
        return None
