"""SIGKILL of one of two processes at random moments of jobs and writes: the other goes on, and nothing is done twice.

TOOLSPAN_KILLS is the number of kills per runner of jobs.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from typing import TYPE_CHECKING, Any

import httpx2
import psycopg
import pytest
from tests.required import absent
from tests.server.test_kills import CONNECTORS, REPORT, TOKEN, Nursery, error_code, moment, until

from toolspan.emulator import Emulator
from toolspan.server import init, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS = int(os.environ.get("TOOLSPAN_KILLS", "2"))
LEASE_MS = 1_500
SERVING = f"""
from toolspan.server.data import jobs
from toolspan.server.runtime import job_queue
jobs.LEASE_MS, job_queue._OFTEN = {LEASE_MS}, "* * * * * *"
serve(settings(), ready=lambda url: print(url, flush=True))
""".replace("\n", "\n        ")
JOBS = "/api/v1/jobs"
PATIENCE = 60.0
"""Seconds for what a process takes over."""


class Process:
    """One server process, started again after each kill."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.nursery = Nursery(SERVING, environment)
        self.http: httpx2.Client | None = None

    def up(self) -> httpx2.Client:
        """Start it unless it runs; return a client of it."""
        if self.http is None:
            url = next((line for line in self.nursery.start() if line.startswith("http")), None)
            assert url, self.nursery.complaint()
            self.http = httpx2.Client(base_url=url, timeout=30.0)
        return self.http

    def kill(self) -> None:
        self.nursery.kill()
        if self.http is not None:
            self.http.close()
            self.http = None


class Deployment:
    """Two processes of one server on PostgreSQL, and what they confirmed."""

    def __init__(
        self, environment: dict[str, str], client: tuple[str, str], upstream: Emulator, url: str
    ) -> None:
        self.processes = [Process(environment), Process(environment)]
        self.client, self.upstream, self.database = client, upstream, url
        self.names = count()
        self.jobs: dict[str, str] = {}
        """Of each confirmed job its kind: `report`, or the id of the connector that it deletes."""
        self.keys: dict[str, tuple[str, str | None]] = {}
        """Of each key of a write its connector, and the report that was confirmed, if one was."""
        self.numbers: Counter[str] = Counter()

    def start(self) -> list[httpx2.Client]:
        """Start what does not run, and sign in anew: a token is good for minutes."""
        clients = [process.up() for process in self.processes]
        given = dict(zip(("client_id", "client_secret"), self.client, strict=True))
        token = clients[0].post(TOKEN, json=given).raise_for_status().json()["access_token"]
        for http in clients:
            http.headers["authorization"] = f"Bearer {token}"
        return clients

    def connector(self, http: httpx2.Client) -> str:
        body = {
            "workspace_name": f"of {next(self.names)}",
            "connector_type": "amazon-seller-partner",
            "credentials": self.upstream.add_account(),
            "environment": {"region": "US"},
        }
        return http.post(CONNECTORS, json=body).raise_for_status().json()["id"]

    def report(self, http: httpx2.Client, connector_id: str) -> None:
        """Ask for a report that outlives the request, and remember its job."""
        key = str(next(self.names))
        body = {"entity": "reports", "action": "run", "params": REPORT | {"data_start_time": moment(key)}}
        headers = {"idempotency-key": key, "prefer": "respond-async, wait=1"}
        self.keys[key] = (connector_id, None)
        answer = http.post(f"{CONNECTORS}/{connector_id}/execute", json=body, headers=headers)
        self.numbers[f"reports answered {answer.status_code}"] += 1
        if answer.status_code == 202:
            self.jobs[answer.json()["job"]["id"]] = "report"

    def write(self, http: httpx2.Client, connector_id: str) -> None:
        key = str(next(self.names))
        self.keys[key] = (connector_id, None)
        answer = written(http, connector_id, key)
        self.numbers[f"writes answered {answer.status_code}"] += 1
        if answer.status_code == 200:
            self.keys[key] = (connector_id, answer.json()["result"]["reportId"])

    def delete(self, http: httpx2.Client, connector_id: str) -> None:
        answer = http.delete(f"{CONNECTORS}/{connector_id}").raise_for_status()
        self.jobs[answer.json()["job_id"]] = connector_id
        self.numbers["deletes"] += 1

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(statement).fetchall()

    def made(self) -> Counter[str]:
        """How often Amazon was asked for the report of each key."""
        made: Counter[str] = Counter()
        for request in list(self.upstream.requests):
            if request.method == "POST" and request.path.endswith("/reports"):
                for key in self.keys:
                    made[key] += moment(key).encode() in request.body
        return made


def written(http: httpx2.Client, connector_id: str, key: str) -> httpx2.Response:
    """Ask for a report as a plain write, under a key."""
    params = REPORT | {"data_start_time": moment(key)}
    body = {"entity": "reports", "action": "create", "params": params}
    return http.post(f"{CONNECTORS}/{connector_id}/execute", json=body, headers={"idempotency-key": key})


@pytest.fixture(params=["tasks", "procrastinate"])
def deployment(request: pytest.FixtureRequest, own_postgres: str, tmp_path: Path) -> Iterator[Deployment]:
    if request.param == "procrastinate" and find_spec("procrastinate") is None:
        absent("needs the extra jobs")
    with Emulator(seed=7) as upstream:
        upstream.reports.queue_seconds, upstream.reports.progress_seconds = 0.5, 1.5
        given = {
            "TOOLSPAN_DATA_DIR": str(tmp_path / "data"),
            "TOOLSPAN_DATABASE_URL": own_postgres,
            "TOOLSPAN_PORT": "0",
            "TOOLSPAN_SP_API_URL": upstream.url,
            "TOOLSPAN_LWA_URL": upstream.token_url,
            "TOOLSPAN_JOBS": request.param,
        }
        client = init(settings(data_dir=given["TOOLSPAN_DATA_DIR"], database_url=own_postgres))
        made = Deployment({**os.environ, **given}, client, upstream, own_postgres)
        try:
            yield made
        finally:
            for process in made.processes:
                process.kill()
                process.nursery.close()


def killed(deployment: Deployment, randomness: random.Random) -> None:
    """Kill one of the two at a random moment of their work, and look at what the other makes of it."""
    clients = deployment.start()
    connector_id, doomed = deployment.connector(clients[0]), deployment.connector(clients[1])
    over = threading.Event()

    def traffic(http: httpx2.Client) -> None:
        with suppress(httpx2.TransportError):
            for step in range(3):
                if over.is_set():
                    return
                (deployment.write if step % 2 == 0 else deployment.report)(http, connector_id)

    victim = randomness.randrange(2)
    with ThreadPoolExecutor(3) as threads:
        under_way = [threads.submit(traffic, http) for http in clients]
        under_way.append(threads.submit(deployment.delete, clients[victim], doomed))
        until(lambda: "report" in deployment.jobs.values() or all(one.done() for one in under_way))
        time.sleep(randomness.uniform(0.0, 2.0))
        over.set()
        deployment.processes[victim].kill()
        for one in under_way:
            with suppress(httpx2.TransportError):
                one.result(timeout=PATIENCE)
    looked_after(deployment, clients[1 - victim])


def looked_after(deployment: Deployment, http: httpx2.Client) -> None:
    """Hold what the process that lives does against what was confirmed."""
    end = time.monotonic() + PATIENCE
    for job, kind in list(deployment.jobs.items()):
        while (shown := http.get(f"{JOBS}/{job}").json())["status"] in ("pending", "running"):
            assert time.monotonic() < end, f"a job was not taken over: {shown}"
            time.sleep(0.02)
        assert shown["status"] == "succeeded", shown
        if kind == "report":
            assert http.get(f"{JOBS}/{job}/result").raise_for_status().json()["result"]
        else:
            assert deployment.rows(f"SELECT 1 FROM secrets WHERE owner_id = '{kind}'") == []
        deployment.numbers["jobs ended"] += 1
        deployment.numbers["begun again"] += (
            deployment.rows(f"SELECT attempts FROM jobs WHERE id = '{job}'")[0][0] - 1
        )
        del deployment.jobs[job]
    for key, (connector_id, report) in list(deployment.keys.items()):
        if report is not None:
            again = written(http, connector_id, key)
            assert (again.status_code, again.json()["result"]["reportId"]) == (200, report), error_code(again)
    # Of those that nobody heard of, since the kill cut their confirmation off, none is left open either.
    while open_jobs := deployment.rows("SELECT id FROM jobs WHERE status IN ('pending', 'running')"):
        assert time.monotonic() < end, f"jobs were not taken over: {open_jobs}"
        time.sleep(0.02)
    assert deployment.rows("SELECT id, error FROM jobs WHERE status <> 'succeeded'") == []
    assert [key for key, number in deployment.made().items() if number > 1] == []
    deployment.keys.clear()
    deployment.upstream.requests.clear()


@pytest.mark.timeout(120 + 40 * KILLS)
def test_jobs_and_writes_of_two_processes_survive_kills_of_either(
    deployment: Deployment, request: pytest.FixtureRequest
) -> None:
    randomness = random.Random(f"jobs {KILLS}")
    for _ in range(KILLS):
        killed(deployment, randomness)
    sys.stdout.write(f"\n{request.node.name}, {KILLS} kills: {dict(deployment.numbers)}\n")
