"""Conformance of the job runners: in process on SQLite and PostgreSQL, and through procrastinate."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from tests.required import absent

from toolspan.errors import NotFound
from toolspan.server.data import jobs
from toolspan.server.data.jobs import LEASE_MS
from toolspan.server.runtime import job_handlers
from toolspan.server.runtime.jobs import MOST_ATTEMPTS, Ending, Kind, TakenOver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

API = "/api/v1"
ENGINES = ["sqlite tasks", "postgresql tasks", "postgresql procrastinate"]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    if "procrastinate" in request.param and find_spec("procrastinate") is None:
        absent("needs the extra jobs")
    return str(request.param)


@pytest.fixture
def backend(engine: str) -> str:
    return engine.partition(" ")[0]


@pytest.fixture
def serve(engine: str, start: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that runs a server with this engine and more kinds of jobs."""
    own = job_handlers.Work.by_kind

    @asynccontextmanager
    async def begin(*works: Work) -> AsyncIterator[Any]:
        async with AsyncExitStack() as stack:
            with monkeypatch.context() as patch:
                more = {work.name: work.kind for work in works}
                patch.setattr(job_handlers.Work, "by_kind", property(lambda self: own.fget(self) | more))
                server = await stack.enter_async_context(start(jobs=engine.partition(" ")[2]))
            yield server

    return begin


class Work:
    """A kind of job whose end a test decides."""

    def __init__(self, name: str = "work", **options: Any) -> None:
        self.name = name
        self.begun: list[tuple[str, Any]] = []
        self.kind = Kind(self._ran, **options)
        self.gate = asyncio.Event()
        self.ending = Ending(detail={"answer": 42})

    async def _ran(self, job: Any) -> Ending:
        return await self.run(job)

    async def run(self, job: Any) -> Ending:
        self.begun.append((job.row["subject_id"], job))
        await self.gate.wait()
        return self.ending


async def connector(server: Any, name: str) -> dict[str, Any]:
    made = await server.create(name=name, workspace_name=name)
    row = (await server.sql("SELECT workspace_id FROM connectors WHERE id = :id", id=made["id"]))[0]
    return {"id": made["id"], "organization_id": server.organization_id, "workspace_id": row[0]}


async def added(server: Any, row: dict[str, Any], kind: str = "work", *, interrupted: bool = False) -> str:
    """Add a job as routes do."""
    async with server.services.database.write() as connection:
        job = await server.services.jobs.add(connection, row, kind)
        if interrupted:
            raise InterruptedError
    server.services.jobs.start(job)
    return job


async def shown(server: Any, job: str) -> dict[str, Any]:
    return (await server.call("GET", f"{API}/jobs/{job}")).json()


async def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.005)


async def die(server: Any) -> None:
    """End a server as SIGKILL would: nothing is released, nothing recorded, no heartbeat any more."""
    runner = server.services.jobs
    tasks = [*runner._tasks.values(), *filter(None, [getattr(runner, "_worker", None)])]

    async def nothing(*_: Any, **__: Any) -> None:
        return None

    runner.renew = runner.resume = runner.close = nothing
    if hasattr(runner, "_app"):
        runner._app.job_manager.finish_job = runner._app.job_manager.unregister_worker = nothing
        runner._app.connector.close_async, runner.closing = nothing, runner._app.connector.close_async
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def taken_over(server: Any, engine: str) -> None:
    """Let the time pass after which a server's jobs are another's, and let `server` look."""
    server.emulator.clock.advance(LEASE_MS / 1000)
    if "procrastinate" in engine:
        dead = (
            "SELECT worker_id FROM procrastinate_jobs WHERE status = 'doing' AND task_name = 'toolspan.run'"
        )
        past = "last_heartbeat - interval '1 hour'"
        await server.sql(f"UPDATE procrastinate_workers SET last_heartbeat = {past} WHERE id IN ({dead})")
        await server.services.jobs._take_over(0)
    await server.services.jobs.resume()


async def test_a_job_runs_once_and_its_end_is_recorded(serve: Any) -> None:
    work = Work()
    async with serve(work) as server:
        job = await added(server, await connector(server, "acme"))
        await until(lambda: bool(work.begun))
        assert (await shown(server, job))["status"] == "running"
        await server.services.jobs.resume()
        work.gate.set()
        ended = await server.job(job)
        assert (ended["status"], ended["detail"]) == ("succeeded", {"answer": 42})
        assert len(work.begun) == 1


async def test_a_job_of_a_transaction_that_failed_never_runs(serve: Any) -> None:
    work = Work()
    async with serve(work) as server:
        row = await connector(server, "acme")
        with pytest.raises(InterruptedError):
            await added(server, row, interrupted=True)
        work.gate.set()
        await server.job(await added(server, row))
        assert len(work.begun) == 1


async def test_an_error_of_a_job_is_its_end(serve: Any) -> None:
    async def fails(_job: Any) -> Ending:
        raise NotFound("Gone.", hint="Look elsewhere.")

    async def breaks(_job: Any) -> Ending:
        raise KeyError("a secret")

    failing, breaking = Work("fails"), Work("breaks")
    failing.run, breaking.run = fails, breaks
    async with serve(failing, breaking) as server:
        row = await connector(server, "acme")
        failed = await server.job(await added(server, row, "fails"))
        assert failed["status"] == "failed"
        assert failed["error"]["code"] == "not_found"
        broken = await server.job(await added(server, row, "breaks"))
        assert broken["error"] == {"code": "internal", "message": "The server failed."}


async def test_two_jobs_of_one_connector_run_one_after_the_other_and_of_two_at_once(serve: Any) -> None:
    work = Work()
    async with serve(work) as server:
        one, other = await connector(server, "one"), await connector(server, "other")
        first = await added(server, one)
        await until(lambda: len(work.begun) == 1)
        second, third = await added(server, one), await added(server, other)
        await until(lambda: len(work.begun) == 2)
        assert [subject for subject, _ in work.begun] == [one["id"], other["id"]]
        work.gate.set()
        for job in (first, second, third):
            assert (await server.job(job))["status"] == "succeeded"
        assert len(work.begun) == 3


async def test_progress_is_shown_while_a_job_runs(serve: Any) -> None:
    work = Work()
    async with serve(work) as server:
        job = await added(server, await connector(server, "acme"))
        await until(lambda: bool(work.begun))
        await work.begun[0][1].tell("Read 3 of 7 pages.", done=3, total=7)
        progress = (await shown(server, job))["progress"]
        assert progress == {"number": 1, "message": "Read 3 of 7 pages.", "done": 3, "total": 7}
        work.gate.set()
        await server.job(job)


async def test_another_process_goes_on_with_the_job_of_one_that_died(serve: Any, engine: str) -> None:
    work = Work()
    async with serve(work) as first:
        job = await added(first, await connector(first, "acme"))
        await until(lambda: bool(work.begun))
        await die(first)
        other = Work()
        other.gate.set()
        async with serve(other) as second:
            await second.services.jobs.resume()
            assert not other.begun  # its lease has not ended
            await taken_over(second, engine)
            assert (await second.job(job))["status"] == "succeeded"
            assert len(other.begun) == 1
        await closed(first)


@pytest.mark.parametrize("engine", ENGINES[1:], indirect=True)  # SQLite has one process
async def test_a_job_that_runs_is_begun_in_no_other_process(serve: Any) -> None:
    work, other = Work(), Work()
    async with serve(work) as first:
        job = await added(first, await connector(first, "acme"))
        await until(lambda: bool(work.begun))
        async with serve(other) as second:
            await second.services.jobs._begin(job)
            assert not other.begun
        work.gate.set()
        assert (await first.job(job))["status"] == "succeeded"


async def test_a_slow_process_that_lost_its_job_stores_nothing_and_stops(serve: Any, engine: str) -> None:
    work, again = Work(), Work()
    again.ending = Ending(detail={"answer": "of the other"})
    again.gate.set()
    async with serve(work) as slow:
        job = await added(slow, await connector(slow, "acme"))
        await until(lambda: bool(work.begun))
        mine = work.begun[0][1]
        if worker := getattr(slow.services.jobs, "_worker", None):
            worker.cancel()  # so that the queue gives the job to the other one
            await asyncio.wait({worker})
        async with serve(again) as other:
            await taken_over(other, engine)
            assert (await other.job(job))["detail"] == {"answer": "of the other"}
        with pytest.raises(TakenOver):
            await mine.tell("still here")
        with pytest.raises(TakenOver):
            async with mine.transaction():
                pass
        await slow.services.jobs.renew()
        await until(lambda: job not in slow.services.jobs._tasks)
        assert (await shown(slow, job))["detail"] == {"answer": "of the other"}


async def test_a_job_that_kills_its_processes_is_given_up(serve: Any, engine: str) -> None:
    work = Work()
    async with serve(work) as server:
        work.gate.set()
        row = await connector(server, "acme")
        async with server.services.database.write() as connection:
            job = await jobs.add(connection, row, "work", server.services.now())
        await server.sql("UPDATE jobs SET attempts = :most WHERE id = :id", most=MOST_ATTEMPTS, id=job)
        await taken_over(server, engine)
        ended = await server.job(job)
        assert (ended["status"], ended["error"]["code"]) == ("failed", "attempts")
        assert not work.begun


async def test_a_job_that_must_not_be_begun_again_is_cancelled(serve: Any, engine: str) -> None:
    work, other = Work(resumed=False), Work(resumed=False)
    async with serve(work) as first:
        job = await added(first, await connector(first, "acme"))
        await until(lambda: bool(work.begun))
        await die(first)
        async with serve(other) as second:
            await taken_over(second, engine)
            ended = await second.job(job)
            assert (ended["status"], ended["error"]["code"]) == ("cancelled", "interrupted")
            assert not other.begun
        await closed(first)


async def test_a_job_that_waits_twice_is_taken_over_too(serve: Any, engine: str) -> None:
    work, other = Work(), Work()
    other.gate.set()
    async with serve(work) as first:
        row = await connector(first, "acme")
        job = await added(first, row)
        await until(lambda: bool(work.begun))
        runner = first.services.jobs
        if "procrastinate" in engine:
            async with first.services.database.write() as connection:
                await runner._enqueue(connection, {"id": job, "subject_id": row["id"], "kind": "work"})
        await die(first)
        async with serve(other) as second:
            await taken_over(second, engine)
            assert (await second.job(job))["status"] == "succeeded"
            assert len(other.begun) == 1
        await closed(first)


async def test_a_server_that_stops_hands_its_jobs_on_at_once(serve: Any, engine: str) -> None:
    work = Work()
    async with serve(work) as first:
        job = await added(first, await connector(first, "acme"))
        await until(lambda: bool(work.begun))
        await first.services.jobs.close()
        other = Work()
        other.gate.set()
        async with serve(other) as second:
            await second.services.jobs.resume()
            assert (await second.job(job))["status"] == "succeeded"


async def test_deleting_a_connector_cancels_its_jobs(serve: Any) -> None:
    work = Work()
    async with serve(work) as server:
        row = await connector(server, "acme")
        job = await added(server, row)
        await until(lambda: bool(work.begun))
        deleted = await server.call("DELETE", f"{API}/integrations/connectors/{row['id']}")
        assert (await server.job(deleted.json()["job_id"]))["status"] == "succeeded"
        assert (await shown(server, job))["status"] == "cancelled"
        await until(lambda: job not in server.services.jobs._tasks)


async def closed(server: Any) -> None:
    """Close the connections of a server that died."""
    if closing := getattr(server.services.jobs, "closing", None):
        await closing()
