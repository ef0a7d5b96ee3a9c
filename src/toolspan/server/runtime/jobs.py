"""Runs jobs. The table stores them; a runner decides where and when they run."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Protocol

from toolspan.errors import ToolspanError
from toolspan.server.data import jobs
from toolspan.server.problems import Busy, Problem, StorageFull, not_ready
from toolspan.server.security.keys import KeyFileError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from toolspan.clock import Clock
    from toolspan.server.data.database import Database

logger = logging.getLogger("toolspan.server")
_GRACE = 2.0
Row = dict[str, Any]
Ending = tuple[str, Row | None, Row | None]
"""Status, detail and error of a finished job."""


class JobRunner(Protocol):
    """Runs jobs. A job may run more than once, so each of its steps must be idempotent."""

    def start(self, job_id: str, /) -> asyncio.Future[None]:
        """Schedule a job. The future completes with it and need not be awaited."""
        ...

    async def resume(self) -> None:
        """Resume jobs that another process left unfinished."""
        ...

    async def close(self) -> None:
        """Stop. Unfinished jobs stay in the table for the next process."""
        ...


class TaskRunner:
    """Runs jobs as tasks of the server's event loop.

    Args:
        database: Database of the jobs.
        clock: Clock for timestamps.
        work: Handlers by kind: take the row, return status, detail and error.
        resumed: Kinds that are resumed after a crash; others are marked as cancelled.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        work: Mapping[str, Callable[[Row], Awaitable[Ending]]],
        resumed: tuple[str, ...],
    ) -> None:
        self._database = database
        self._clock = clock
        self._work = work
        self._resumed = resumed
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, job_id: str, /) -> asyncio.Future[None]:
        """Schedule a job."""
        task = asyncio.get_running_loop().create_task(self._run(job_id), name=f"job {job_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def resume(self) -> None:
        """Resume jobs that another process left unfinished, or mark them as cancelled."""
        for kind in self._work:
            async with self._database.write() as connection:
                left = await jobs.left_open(connection, kind)
                if kind not in self._resumed:
                    for job_id in left:
                        await jobs.finish(connection, job_id, "cancelled", self._now(), error=_ENDED)
            if kind in self._resumed:
                for job_id in left:
                    self.start(job_id)

    async def close(self) -> None:
        """Wait briefly for running jobs and cancel the rest, which stays in the table for the next start."""
        tasks = tuple(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=_GRACE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, job_id: str) -> None:
        try:
            async with self._database.write() as connection:
                row = await jobs.claim(connection, job_id, self._now())
            if row is None:
                return
            status, detail, error = await self._attempt(row)
            async with self._database.write() as connection:
                await jobs.finish(connection, job_id, status, self._now(), detail=detail, error=error)
        except Problem as problem:  # database not available: the job stays open for the next start
            logger.warning("job %s was put off: %s", job_id, problem.code)

    async def _attempt(self, row: Row) -> Ending:
        try:
            return await self._work[row["kind"]](row)
        except (Busy, StorageFull):
            raise
        except KeyFileError:
            raise not_ready() from None
        except (ToolspanError, Problem) as error:
            said = (
                error.to_dict()
                if isinstance(error, ToolspanError)
                else {"code": error.code, "message": error.message}
            )
            return "failed", None, said
        except Exception as error:  # noqa: BLE001 - a failed job must not look as if it were still running
            logger.error("job %s failed: %s", row["id"], type(error).__name__)  # noqa: TRY400 - a traceback could hold values
            return "failed", None, {"code": "internal", "message": "The server failed."}

    def _now(self) -> int:
        return int(self._clock.time() * 1000)


_ENDED = {"code": "interrupted", "message": "The server stopped before this ended. Start it again."}
