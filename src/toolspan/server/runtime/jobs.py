"""Runs jobs. The table stores them; a runner decides where and when they run."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

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

    async def resume(self, *, sole: bool = False) -> None:
        """Resume jobs that no process runs any more.

        Args:
            sole: True where no other process can be running, so that every open job is left from before.
        """
        ...

    async def renew(self) -> None:
        """Tell the other processes that this one still runs its jobs."""
        ...

    async def close(self) -> None:
        """Stop. Unfinished jobs stay in the table for the next process."""
        ...


class TaskRunner:
    """Runs jobs as tasks of the server's event loop.

    A job that runs has a lease, which `renew` moves on. When its process dies the lease ends, and `resume`
    of any process takes the job over. A process that lost a job records nothing of it.

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
        self._runner = str(uuid4())
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._claimed: set[str] = set()

    def start(self, job_id: str, /) -> asyncio.Future[None]:
        """Schedule a job, unless this process runs it already."""
        if job_id in self._tasks:
            return self._tasks[job_id]
        task = asyncio.get_running_loop().create_task(self._run(job_id), name=f"job {job_id}")
        self._tasks[job_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(job_id))
        return task

    async def resume(self, *, sole: bool = False) -> None:
        """Resume jobs that no process runs any more, or mark them as cancelled."""
        if sole:
            async with self._database.write() as connection:
                await jobs.release(connection, self._now())
        for kind in self._work:
            async with self._database.read() as connection:
                left = await jobs.abandoned(connection, kind, self._now())
            for job_id in left:
                if kind in self._resumed:
                    self.start(job_id)
                else:
                    await self._cancel(job_id)

    async def renew(self) -> None:
        """Renew the leases of this process's jobs; stop those that another process has taken over."""
        if not (claimed := set(self._claimed)):
            return
        async with self._database.write() as connection:
            mine = await jobs.renew(connection, claimed, self._runner, self._now())
        for job_id in (claimed - mine) & self._claimed:
            logger.warning("job %s was taken over by another process", job_id)
            self._tasks[job_id].cancel()

    async def close(self) -> None:
        """Wait briefly for running jobs and cancel the rest, which another process or the next start resumes."""
        tasks = tuple(self._tasks.values())
        if not tasks:
            return
        await asyncio.wait(tasks, timeout=_GRACE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(Problem):  # without a database the leases end by themselves
            async with self._database.write() as connection:
                await jobs.release(connection, self._now(), runner=self._runner)

    async def _run(self, job_id: str) -> None:
        try:
            async with self._database.write() as connection:
                row = await jobs.claim(connection, job_id, self._runner, self._now())
            if row is None:
                return
            self._claimed.add(job_id)
            await self._finish(job_id, *await self._attempt(row))
        except Problem as problem:  # database not available: the job is resumed when its lease ends
            logger.warning("job %s was put off: %s", job_id, problem.code)
        finally:
            self._claimed.discard(job_id)

    async def _cancel(self, job_id: str) -> None:
        """Mark an abandoned job as cancelled, unless another process was first."""
        async with self._database.write() as connection:
            row = await jobs.claim(connection, job_id, self._runner, self._now())
        if row is not None:
            await self._finish(job_id, "cancelled", None, _ENDED)

    async def _finish(self, job_id: str, status: str, detail: Row | None, error: Row | None) -> None:
        async with self._database.write() as connection:
            mine = await jobs.finish(
                connection, job_id, self._runner, status, self._now(), detail=detail, error=error
            )
        if not mine:
            logger.warning("job %s was taken over by another process; its result here was dropped", job_id)

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
