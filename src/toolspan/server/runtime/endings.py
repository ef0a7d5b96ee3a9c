"""Records outcomes of non-repeatable calls in the database; retries in the background if the database is busy."""

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
"""Seconds that a finished call waits for its outcome to be recorded."""
GRACE = 5.0
"""Seconds for cancelled calls, and then for the database, during a shutdown."""
_PAUSE = 0.5
_MOST = 1_000
"""Maximum number of pending outcomes. A dropped one leaves its call with an unknown outcome."""


class Endings:
    """Records how calls ended. An error here never changes the response to the caller.

    Args:
        database: Database of the records.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tasks: set[asyncio.Task[None]] = set()
        self._calls: set[asyncio.Task[Any]] = set()
        self._wake = asyncio.Event()
        self._closing = False

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """Make a shutdown wait for the call of the current task."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in a task
        self._calls.add(task)
        try:
            yield
        finally:
            self._calls.discard(task)

    async def record(self, step: Step) -> bool:
        """Record an outcome; return True if it is recorded already. Retries in the background otherwise.

        Args:
            step: Writes the outcome on a connection.
        """
        loop = asyncio.get_running_loop()
        first: asyncio.Future[bool] = loop.create_future()
        task = loop.create_task(self._recorded(step, first))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            await asyncio.wait({first}, timeout=PATIENCE)
        except (
            asyncio.CancelledError
        ):  # shutdown: recording continues in its task, and the caller still gets the response
            current = asyncio.current_task()
            assert current is not None  # noqa: S101 - a coroutine always runs in a task
            current.uncancel()
        return first.done() and first.result()

    async def hurry(self) -> None:
        """Retry pending records now, so that a repeated key finds the outcome of the first call."""
        if self._tasks:
            self._wake.set()
            await asyncio.wait(self._tasks, timeout=PATIENCE)

    async def close(self) -> None:
        """Wait for cancelled calls, then retry pending records once. Unrecorded calls stay in doubt."""
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
        """Return None if recorded; else True if a retry may succeed."""
        try:
            async with self._database.write() as connection:
                await step(connection)
        except Exception as error:  # noqa: BLE001 - an error here must not change the outcome of the call
            logger.warning(
                "how a call ended could not be recorded: %s",
                getattr(error, "code", None) or type(error).__name__,
            )
            return isinstance(error, Problem)
        return None
