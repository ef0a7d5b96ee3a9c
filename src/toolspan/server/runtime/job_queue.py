"""Runs jobs through procrastinate, a queue in PostgreSQL: any process of the server takes the next one."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url

from toolspan.errors import ConfigurationError
from toolspan.server.data import jobs, migrate
from toolspan.server.runtime.jobs import LeasedRunner

if TYPE_CHECKING:
    from collections.abc import Mapping

    import procrastinate
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.clock import Clock
    from toolspan.server.data.database import Database
    from toolspan.server.runtime.jobs import Kind
    from toolspan.server.settings import Settings

logger = logging.getLogger("toolspan.server")
Row = dict[str, Any]
_RUN, _TAKE_OVER = "toolspan.run", "toolspan.take_over"
_OFTEN = "* * * * * */10"
"""When jobs of dead processes are looked for: every ten seconds. The seconds are the last of the six fields."""
_AT_ONCE = 200
"""Jobs that one process runs at once. Most of them wait."""
_CONNECTIONS = 4
_LOOK = 1.0
"""Seconds between two looks for jobs that waited for another one; new ones wake the workers."""
_GRACE = 0.5
_PAUSE = 2.0


class QueueRunner(LeasedRunner):
    """Runs jobs through procrastinate.

    The queue says who runs a job next; the lease in the table says whose it is. A job is added to both in one
    transaction, under the lock of its connector. Jobs of a process whose heartbeat ended are put back by a
    periodic task; what the queue lost is added again by `resume`.

    Args:
        database: Database of the jobs, on PostgreSQL.
        clock: Clock for timestamps.
        kinds: The kinds of jobs.
        settings: The server's settings, for the connections of the queue.
    """

    def __init__(
        self, database: Database, clock: Clock, kinds: Mapping[str, Kind], settings: Settings
    ) -> None:
        super().__init__(database, clock, kinds)
        self._address = _address(settings)
        self._app = _application(self._address)
        # The queue of a kind is named as the kind, so that a release takes no jobs of kinds that it does not know.
        self._task = self._app.task(name=_RUN)(self._perform)
        take_over = self._app.task(name=_TAKE_OVER, queue=_TAKE_OVER, queueing_lock=_TAKE_OVER)(
            self._take_over
        )
        self._app.periodic(cron=_OFTEN)(take_over)
        self._worker: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Make the tables of the queue if they are not there, and begin to run jobs."""
        await _make_tables(self._address)
        await self._app.open_async()
        self._worker = asyncio.get_running_loop().create_task(self._work(), name="job worker")

    async def add(
        self, connection: AsyncConnection, connector: Row, kind: str, detail: Row | None = None, /
    ) -> str:
        """Add a job to table and queue in the caller's transaction, and return its id."""
        job_id = await super().add(connection, connector, kind, detail)
        await self._enqueue(connection, {"id": job_id, "subject_id": connector["id"], "kind": kind})
        return job_id

    def start(self, job_id: str, /) -> None:
        """Do nothing: the commit has woken the workers."""

    async def resume(self, *, sole: bool = False) -> None:  # noqa: ARG002 - PostgreSQL may have other processes
        """Add jobs to the queue that no process runs any more and that are not in it."""
        if not (left := await self._abandoned()):
            return
        queued = {job.queueing_lock for job in await self._app.job_manager.list_jobs_async(task=_RUN)}
        async with self._database.write() as connection:
            for row in left:
                if row["id"] not in queued:
                    await self._enqueue(connection, row)

    async def close(self) -> None:
        """Stop taking jobs, and give those that run to the other processes."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.wait({self._worker})
        await super().close()
        await self._app.close_async()

    async def _given_up(self, connection: AsyncConnection, job_ids: list[str]) -> None:
        for row in await jobs.rows(connection, job_ids):
            await self._enqueue(connection, row)

    async def _enqueue(self, connection: AsyncConnection, row: Row) -> None:
        """Add a job to the queue, unless it waits there already."""
        driver = (await connection.get_raw_connection()).driver_connection
        lock = row["subject_id"] if row["kind"] in self._alone else None
        job = self._task.configure(queue=row["kind"], lock=lock, queueing_lock=row["id"], connection=driver)
        with suppress(_exceptions().AlreadyEnqueued):
            async with connection.begin_nested():
                await job.defer_async(job_id=row["id"])

    async def _perform(self, job_id: str) -> None:
        """Run a job. What cancels this, a worker that stops, leaves the job running: `close` ends it."""
        await asyncio.wait({self._begin(job_id)})

    async def _take_over(self, timestamp: int) -> None:  # noqa: ARG002 - the moment it was planned for
        """Put the jobs of processes whose heartbeat ended back into the queue."""
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=jobs.LEASE_MS / 1000):
            logger.warning("job %s is taken over from a process that died", job.queueing_lock)
            try:
                await manager.retry_job(job)
            except _exceptions().UniqueViolation:  # it waits there a second time, behind this one
                await manager.finish_job(job, status=_aborted(), delete_job=True)
            except _exceptions().ConnectorException:
                continue  # it has ended meanwhile

    async def _work(self) -> None:
        """Run a worker. It ends with its connection to the database, and is then begun again."""
        while True:
            try:
                await self._app.run_worker_async(
                    queues=[_TAKE_OVER, *self._kinds],
                    name=self._runner,
                    concurrency=_AT_ONCE,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    fetch_job_polling_interval=_LOOK,
                    shutdown_graceful_timeout=_GRACE,
                    update_heartbeat_interval=jobs.LEASE_MS / 3_000,
                    stalled_worker_timeout=jobs.LEASE_MS / 1000,
                )
            except Exception as error:  # noqa: BLE001 - jobs wait for the database, as everything does
                logger.warning("the job queue waits: %s", type(error).__name__)
            await asyncio.sleep(_PAUSE)


def _exceptions() -> Any:
    from procrastinate import exceptions  # noqa: PLC0415 - the extra, only where it is asked for

    return exceptions


def _aborted() -> Any:
    from procrastinate.jobs import Status  # noqa: PLC0415 - as above

    return Status.ABORTED


def check_usable(settings: Settings) -> None:
    """Check that jobs can run through procrastinate.

    Raises:
        ConfigurationError: The extra is missing, or the database is not PostgreSQL.
    """
    if find_spec("procrastinate") is None:
        raise ConfigurationError(
            "TOOLSPAN_JOBS=procrastinate needs the extra jobs.",
            hint='Install it: pip install "toolspan[server,jobs]".',
        )
    if make_url(settings.sqlalchemy_url).get_backend_name() != "postgresql":
        raise ConfigurationError(
            "TOOLSPAN_JOBS=procrastinate needs PostgreSQL.",
            hint="Set TOOLSPAN_DATABASE_URL, or leave TOOLSPAN_JOBS out: jobs then run in the process itself.",
        )


def _address(settings: Settings) -> str:
    """Return the database's URL as PostgreSQL's own library takes it."""
    url = make_url(settings.sqlalchemy_url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _application(address: str) -> procrastinate.App:
    import procrastinate  # noqa: PLC0415 - the extra, only where it is asked for

    connector = procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=_CONNECTIONS)
    return procrastinate.App(connector=connector)


async def _make_tables(address: str) -> None:
    """Make the tables of the queue, or bring them to the installed version; one process at a time does so.

    Raises:
        ConfigurationError: Another program made them.
    """
    from psycopg import AsyncConnection  # noqa: PLC0415 - as above

    # Each step is a transaction of its own: a new value of an enumeration must be there before it is used.
    async with asyncio.timeout(60), await AsyncConnection.connect(address, autocommit=True) as connection:
        driver: Any = connection
        await driver.execute("SELECT pg_advisory_lock(%s)", (migrate.LOCK,))  # until the connection closes
        found = await (await driver.execute(_FOUND)).fetchone()
        if found is not None and not str(found[0] or "").startswith(_MADE):
            raise ConfigurationError(
                "The database has tables of procrastinate that another program made.",
                hint="Give toolspan a database of its own.",
            )
        for script, mark in _steps(_numbers(found[0].removeprefix(_MADE)) if found else None):
            # procrastinate itself stores no version
            await driver.execute(f"{script};\nCOMMENT ON TABLE procrastinate_jobs IS '{_MADE}{mark}'")


_MADE = "toolspan: procrastinate "
_FOUND = "SELECT obj_description(oid) FROM pg_class WHERE oid = to_regclass('procrastinate_jobs')"


def _steps(known: tuple[int, ...] | None) -> list[tuple[str, str]]:
    """Return the scripts that lead to the installed version, each with the mark of what is there after it.

    Args:
        known: The mark of the tables that are there; None where there are none.
    """
    from procrastinate.schema import SchemaManager  # noqa: PLC0415 - as above

    files = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    marks = {file: ".".join(re.findall(r"\d+", file.name)[:4]) for file in files}
    if known is None:
        return [(SchemaManager.get_schema(), marks[files[-1]])]
    return [(file.read_text(), mark) for file, mark in marks.items() if _numbers(mark) > known]


def _numbers(mark: str) -> tuple[int, ...]:
    return tuple(map(int, mark.split(".")))
