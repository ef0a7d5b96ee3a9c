"""Runs jobs. The table stores them; a runner decides where and when they run."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from toolspan.errors import ToolspanError
from toolspan.server.data import jobs
from toolspan.server.problems import Busy, Problem, StorageFull, not_ready
from toolspan.server.security.keys import KeyFileError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.clock import Clock
    from toolspan.server.data.database import Database

logger = logging.getLogger("toolspan.server")
_GRACE = 2.0
_AGAIN = 0.5
"""Seconds between two looks at a job that waits for another one, or runs in another process."""
MOST_ATTEMPTS = 10
"""Processes that may die of one job."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended.

    Args:
        status: `succeeded` or `failed`.
        detail: What is shown of the outcome; nothing personal, as it is stored in the clear.
        error: Why it failed.
        store: Stores the result, in the transaction that records the end.
    """

    status: str = "succeeded"
    detail: Row | None = None
    error: Row | None = None
    store: Callable[[AsyncConnection], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job.

    Args:
        run: Carries out a job. A job may be begun again at any step, so each must be safe to repeat; a write goes
            through an idempotency key.
        resumed: Whether a job is begun again when its process died; otherwise it is cancelled.
        alone: Whether one such job of a connector runs at a time.
        scheduled: Whether connectors may have schedules of it.
    """

    run: Callable[[Job], Awaitable[Ending]]
    resumed: bool = True
    alone: bool = True
    scheduled: bool = False


class TakenOver(Exception):
    """The job is no longer this process's: another one runs it, or it was cancelled."""


class Job:
    """A running job.

    Args:
        row: Its row.
        database: Database of the jobs.
        clock: Clock for timestamps.
    """

    def __init__(self, row: Row, database: Database, clock: Clock) -> None:
        self.row = row
        self.id: str = row["id"]
        self._database = database
        self._clock = clock

    async def tell(self, message: str, *, done: int | None = None, total: int | None = None) -> None:
        """Record progress, as one sentence without any data, and steps done of a total.

        Raises:
            TakenOver: The job is no longer this process's.
        """
        last = self.row.get("progress") or {}
        progress = {"number": last.get("number", 0) + 1, "message": message, "done": done, "total": total}
        self.row["progress"] = progress
        async with self._held(progress):
            pass

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction in which the job certainly is this process's, for what it stores.

        Raises:
            TakenOver: It is not; nothing is stored.
        """
        async with self._held() as connection:
            yield connection

    @asynccontextmanager
    async def _held(self, progress: Row | None = None) -> AsyncIterator[AsyncConnection]:
        async with self._database.write() as connection:
            now = int(self._clock.time() * 1000)
            if not await jobs.hold(connection, self.id, self.row["runner"], now, progress):
                raise TakenOver
            yield connection


class JobRunner(Protocol):
    """Runs jobs. A job may be begun more than once, so each of its steps must be safe to repeat."""

    @property
    def scheduled(self) -> Sequence[str]:
        """Kinds of which connectors may have schedules."""
        ...

    async def open(self) -> None:
        """Begin to run jobs."""
        ...

    async def add(
        self, connection: AsyncConnection, connector: Row, kind: str, detail: Row | None = None, /
    ) -> str:
        """Add a job in the caller's transaction and return its id; `start` it after the commit."""
        ...

    def start(self, job_id: str, /) -> None:
        """Run a job that was added. It runs in time without this, too."""
        ...

    async def wait(self, job_id: str, seconds: float, /) -> None:
        """Wait until a job has ended, wherever it runs, or the time is over."""
        ...

    async def resume(self, *, sole: bool = False) -> None:
        """Resume jobs that no process runs any more.

        Args:
            sole: True where no other process can be running, so that every open job is left from before.
        """
        ...

    async def renew(self) -> None:
        """Tell the other processes that this one still runs its jobs; stop those that are no longer its own."""
        ...

    async def close(self) -> None:
        """Stop. Unfinished jobs stay in the table for another process or the next start."""
        ...


class LeasedRunner:
    """What both runners share: a job that runs has a lease, which `renew` moves on.

    When its process dies the lease ends, and another process takes the job over. A process that lost a job
    records nothing of it.

    Args:
        database: Database of the jobs.
        clock: Clock for timestamps.
        kinds: The kinds of jobs.
    """

    def __init__(self, database: Database, clock: Clock, kinds: Mapping[str, Kind]) -> None:
        self._database = database
        self._clock = clock
        self._kinds = kinds
        self._alone = [name for name, kind in kinds.items() if kind.alone]
        self._runner = str(uuid4())
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._claimed: set[str] = set()

    @property
    def scheduled(self) -> Sequence[str]:
        """Kinds of which connectors may have schedules."""
        return [name for name, kind in self._kinds.items() if kind.scheduled]

    async def add(
        self, connection: AsyncConnection, connector: Row, kind: str, detail: Row | None = None, /
    ) -> str:
        """Add a job in the caller's transaction and return its id."""
        return await jobs.add(connection, connector, kind, self._now(), detail)

    async def wait(self, job_id: str, seconds: float, /) -> None:
        """Wait until a job has ended, wherever it runs, or the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while await self._is_open(job_id):
                    task = self._tasks.get(job_id)
                    await (asyncio.wait({task}) if task else asyncio.sleep(_AGAIN))

    async def renew(self) -> None:
        """Renew the leases of this process's jobs; stop those that are no longer its own."""
        if not (claimed := set(self._claimed)):
            return
        async with self._database.write() as connection:
            mine = await jobs.renew(connection, claimed, self._runner, self._now())
        for job_id in (claimed - mine) & self._claimed:
            logger.warning("job %s was cancelled, or taken over by another process", job_id)
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
                await self._given_up(
                    connection, await jobs.release(connection, self._now(), runner=self._runner)
                )

    async def _given_up(self, connection: AsyncConnection, job_ids: list[str]) -> None:
        """Hand the open jobs of this process to the others."""

    def _begin(self, job_id: str) -> asyncio.Task[None]:
        """Run a job as a task, unless this process runs it already."""
        if job_id in self._tasks:
            return self._tasks[job_id]
        task = asyncio.get_running_loop().create_task(self._run(job_id), name=f"job {job_id}")
        self._tasks[job_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(job_id))
        return task

    async def _run(self, job_id: str) -> None:
        try:
            if (row := await self._claim(job_id)) is None:
                return
            self._claimed.add(job_id)
            if ending := await self._attempt(row):
                await self._finish(job_id, ending)
        except Problem as problem:  # database not available: the job is resumed when its lease ends
            logger.warning("job %s was put off: %s", job_id, problem.code)
        finally:
            self._claimed.discard(job_id)

    async def _claim(self, job_id: str) -> Row | None:
        """Return a job that is this process's now, after those of its connector that run; None if it is not."""
        while True:
            async with self._database.write() as connection:
                claim, row = await jobs.claim(
                    connection, job_id, self._runner, self._now(), alone=self._alone
                )
            if claim != "queued":
                return row if claim == "claimed" else None
            await asyncio.sleep(_AGAIN)

    async def _finish(self, job_id: str, ending: Ending) -> None:
        async with self._database.write() as connection:
            mine = await jobs.finish(
                connection,
                job_id,
                self._runner,
                ending.status,
                self._now(),
                detail=ending.detail,
                error=ending.error,
            )
            if mine and ending.store:
                await ending.store(connection)
        if not mine:
            logger.warning("job %s is no longer this process's; its result here was dropped", job_id)

    async def _attempt(self, row: Row) -> Ending | None:
        """Return how an attempt at a job ended; None if it was lost to another process."""
        kind = self._kinds[row["kind"]]
        if row["attempts"] > (MOST_ATTEMPTS if kind.resumed else 1):
            return _GIVEN_UP if kind.resumed else _INTERRUPTED
        try:
            return await kind.run(Job(row, self._database, self._clock))
        except TakenOver:
            logger.warning("job %s is no longer this process's, and was stopped here", row["id"])
            return None
        except (Busy, StorageFull):
            raise
        except KeyFileError:
            raise not_ready() from None
        except (ToolspanError, Problem) as error:
            return Ending("failed", error=said_of(error))
        except Exception as error:  # noqa: BLE001 - a failed job must not look as if it were still running
            logger.error("job %s failed: %s", row["id"], type(error).__name__)  # noqa: TRY400 - a traceback could hold values
            return Ending("failed", error={"code": "internal", "message": "The server failed."})

    async def _is_open(self, job_id: str) -> bool:
        async with self._database.read() as connection:
            return await jobs.is_open(connection, job_id)

    async def _abandoned(self) -> list[Row]:
        async with self._database.read() as connection:
            return await jobs.abandoned(connection, tuple(self._kinds), self._now())

    def _now(self) -> int:
        return int(self._clock.time() * 1000)


class TaskRunner(LeasedRunner):
    """Runs jobs as tasks of the event loop of the server that added them; arguments as in `LeasedRunner`."""

    async def open(self) -> None:
        """Do nothing: a job runs once it is started."""

    def start(self, job_id: str, /) -> None:
        """Run a job, unless this process runs it already."""
        self._begin(job_id)

    async def resume(self, *, sole: bool = False) -> None:
        """Resume jobs that no process runs any more."""
        if sole:
            async with self._database.write() as connection:
                await jobs.release(connection, self._now())
        for row in await self._abandoned():
            self._begin(row["id"])


def said_of(error: ToolspanError | Problem) -> Row:
    """Return an error as a job stores it."""
    return (
        error.to_dict()
        if isinstance(error, ToolspanError)
        else {"code": error.code, "message": error.message}
    )


_INTERRUPTED = Ending(
    "cancelled",
    error={"code": "interrupted", "message": "The server stopped before this ended. Start it again."},
)
_GIVEN_UP = Ending(
    "failed",
    error={
        "code": "attempts",
        "message": f"The job was begun {MOST_ATTEMPTS} times, and its process died each time.",
    },
)
