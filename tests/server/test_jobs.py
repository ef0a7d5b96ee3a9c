"""Jobs of several servers on one database: each runs once, and one whose server died goes on in another."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import httpx2
import psycopg
import pytest
from tests.server.conftest import process

from toolspan.emulator import Emulator
from toolspan.server import init, settings
from toolspan.server.data.jobs import LEASE_MS
from toolspan.server.routes import controls
from toolspan.server.runtime.jobs import Kind

if TYPE_CHECKING:
    from pathlib import Path

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
ON_POSTGRES = pytest.mark.parametrize("backend", ["postgresql"])
CHILD = """
from toolspan.server.data import jobs
jobs.LEASE_MS = 900
from toolspan.server import serve, settings
serve(settings(), ready=lambda url: print(url, flush=True))
"""


async def status_of(server: Any, job: str) -> str:
    return (await server.call("GET", f"{API}/jobs/{job}")).json()["status"]


async def hanging_check(server: Any) -> tuple[asyncio.Task[Any], str]:
    """A check that hangs at the API, and the id of its job."""
    made = await server.create()
    fault = server.emulator.faults.add(
        "delay", operation="getMarketplaceParticipations", seconds=60.0, real=True
    )
    checking = asyncio.create_task(server.call("POST", f"{CONNECTORS}/{made['id']}/check", {}))
    while not fault.hits:  # noqa: ASYNC110 - the other side has no event to give
        await asyncio.sleep(0.001)
    ((job,),) = await server.sql("SELECT id FROM jobs WHERE kind = 'check' AND status = 'running'")
    return checking, job


async def open_delete(server: Any) -> str:
    """A delete whose server was stopped before it began; the id of its job."""
    made = await server.create()
    server.services.jobs.start = lambda _job: None
    return (await server.call("DELETE", f"{CONNECTORS}/{made['id']}")).json()["job_id"]


@ON_POSTGRES
async def test_a_second_server_leaves_the_jobs_of_the_first_alone(start: Any) -> None:
    async with start() as one:
        checking, job = await hanging_check(one)
        async with start() as other:
            await other.services.jobs.resume()
            assert await status_of(other, job) == "running"
            assert not other.services.jobs._tasks
        assert await status_of(one, job) == "running"
        one.emulator.clock.advance(LEASE_MS / 1000 - 1)
        await one.services.jobs.renew()
        one.emulator.clock.advance(LEASE_MS / 1000 - 1)
        async with start() as other:
            assert await status_of(other, job) == "running"
        checking.cancel()


@ON_POSTGRES
async def test_a_job_whose_server_died_goes_on_in_one_that_runs(start: Any) -> None:
    async with start() as one, start() as other:
        job = await open_delete(one)
        await other.services.jobs.resume()
        assert await status_of(other, job) == "pending"
        other.emulator.clock.advance(LEASE_MS / 1000)
        await other.services.jobs.resume()
        assert (await other.job(job))["status"] == "succeeded"
        assert await other.sql("SELECT count(*) FROM secrets") == [(0,)]


@ON_POSTGRES
async def test_of_two_servers_that_find_an_abandoned_job_one_runs_it(start: Any) -> None:
    async with start() as one, start() as two, start() as three:
        job = await open_delete(one)
        one.emulator.clock.advance(LEASE_MS / 1000)
        runs = []
        for server in (two, three):
            kinds = server.services.jobs._kinds

            async def counted(job: Any, delete: Any = kinds["delete"].run) -> Any:
                runs.append(job.id)
                return await delete(job)

            server.services.jobs._kinds = {**kinds, "delete": Kind(counted)}
        await asyncio.gather(two.services.jobs.resume(), three.services.jobs.resume())
        await asyncio.gather(*two.services.jobs._tasks.values(), *three.services.jobs._tasks.values())
        assert (await two.job(job))["status"] == "succeeded"
        assert runs == [job]


async def test_a_check_whose_server_died_is_said_to_be_interrupted(start: Any) -> None:
    async with start() as one:
        checking, job = await hanging_check(one)
        one.emulator.clock.advance(LEASE_MS / 1000)
        async with start() as other:
            await other.services.jobs.resume()
            shown = await other.job(job)
            assert shown["status"] == "cancelled"
            assert "Start it again" in shown["error"]["message"]
        await one.services.jobs.renew()  # the one that was slow, not dead, stops its own
        await asyncio.wait(one.services.jobs._tasks.values())
        assert await status_of(one, job) == "cancelled"
        checking.cancel()


async def test_a_server_that_lost_a_job_records_nothing_of_it(
    start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controls, "PATIENCE", 0.5)
    async with start() as one:
        checking, job = await hanging_check(one)
        await one.sql("UPDATE jobs SET runner = 'another', status = 'running' WHERE id = :id", id=job)
        one.emulator.faults.clear()
        one.services.live.stop(await _ids(one))
        await checking
        assert await one.sql("SELECT runner, status FROM jobs WHERE id = :id", id=job) == [
            ("another", "running")
        ]


async def _ids(server: Any) -> list[str]:
    return [row[0] for row in await server.sql("SELECT id FROM connectors")]


@ON_POSTGRES
async def test_a_server_that_stops_gives_its_jobs_to_the_others_at_once(start: Any) -> None:
    async with start() as other:
        async with start() as one:
            checking, job = await hanging_check(one)
            checking.cancel()
        await other.services.jobs.resume()
        assert (await other.job(job))["status"] == "cancelled"


def test_of_two_processes_one_goes_on_with_the_delete_of_the_other_that_was_killed(
    own_postgres: str, tmp_path: Path
) -> None:
    with Emulator(seed=7) as upstream, psycopg.connect(own_postgres) as lock:
        environment = {
            **os.environ,
            "TOOLSPAN_DATA_DIR": str(tmp_path / "data"),
            "TOOLSPAN_PORT": "0",
            "TOOLSPAN_DATABASE_URL": own_postgres,
            "TOOLSPAN_SP_API_URL": upstream.url,
            "TOOLSPAN_LWA_URL": upstream.token_url,
        }
        client = init(settings(data_dir=environment["TOOLSPAN_DATA_DIR"], database_url=own_postgres))
        with process(CHILD, environment) as (first, url), process(CHILD, environment) as (_, second_url):
            with httpx2.Client(base_url=url) as http:
                given = dict(zip(("client_id", "client_secret"), client, strict=True))
                token = http.post(f"{API}/account/applications/token", json=given).json()["access_token"]
                http.headers["authorization"] = f"Bearer {token}"
                body = {
                    "workspace_name": "acme",
                    "connector_type": "amazon-seller-partner",
                    "credentials": upstream.credentials,
                    "environment": {"region": "US"},
                }
                made = http.post(CONNECTORS, json=body).json()["id"]
                lock.execute(
                    "LOCK TABLE oauth_states IN ACCESS EXCLUSIVE MODE"
                )  # the delete waits in the middle
                job = http.delete(f"{CONNECTORS}/{made}").json()["job_id"]
                asked = (f"{API}/jobs/{job}",)
                while http.get(*asked).json()["status"] != "running":
                    pass
                first.kill()
            lock.rollback()
            with httpx2.Client(base_url=second_url, headers={"authorization": f"Bearer {token}"}) as http:
                while http.get(*asked).json()["status"] == "running":
                    pass
                assert http.get(*asked).json()["status"] == "succeeded"
            assert lock.execute("SELECT count(*) FROM secrets").fetchone() == (0,)
            lock.rollback()
