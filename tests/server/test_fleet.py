"""Server processes of their own on one PostgreSQL: what one has under way, the other waits for."""

from __future__ import annotations

import asyncio
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx2
import psycopg
import pytest
from benchmarks.fleet import Fleet
from tests.postgres import fresh_postgres
from tests.server.conftest import CONNECTORS, TOKEN

from toolspan.emulator import Emulator
from toolspan.server import init, prepare_keys, rotate_keys, settings
from toolspan.server.data import migrate
from toolspan.server.data.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from toolspan.server import Settings

REPORT = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}


class Site:
    """Two processes, and a client that is signed in to both."""

    def __init__(self, fleet: Fleet, http: httpx2.Client, upstream: Emulator, first: Settings) -> None:
        self.fleet, self.http, self.upstream, self.first = fleet, http, upstream, first
        client = init(first)
        shutil.copy(first.keys, fleet.given[1]["data_dir"])
        for number in (0, 1):
            fleet.start(number)
        given = {"client_id": client[0], "client_secret": client[1]}
        token = (
            self.http.post(f"{fleet.urls[0]}{TOKEN}", json=given).raise_for_status().json()["access_token"]
        )
        self.http.headers["authorization"] = f"Bearer {token}"
        self.path = self.connector("first")

    def connector(self, name: str) -> str:
        """Make a connector in the first process, and return the path of its calls."""
        body = {
            "workspace_name": "acme",
            "name": name,
            "connector_type": "amazon-seller-partner",
            "credentials": self.upstream.credentials,
            "environment": {"region": "US"},
        }
        made = self.http.post(f"{self.fleet.urls[0]}{CONNECTORS}", json=body).raise_for_status()
        return f"{CONNECTORS}/{made.json()['id']}/execute"

    def read(self, number: int, path: str) -> httpx2.Response:
        body = {"entity": "marketplaces", "action": "list"}
        return self.http.post(f"{self.fleet.urls[number]}{path}", json=body)

    def copy_keys(self) -> None:
        """Copy the key file of the first host to the second, at once and whole."""
        folder = self.fleet.given[1]["data_dir"]
        shutil.copy(self.first.keys, folder / "new")
        (folder / "new").replace(folder / self.first.keys.name)

    def write(self, number: int, key: str, **more: Any) -> httpx2.Response:
        body = {"entity": "reports", "action": "create", "params": REPORT} | more
        headers = {"idempotency-key": key}
        return self.http.post(f"{self.fleet.urls[number]}{self.path}", json=body, headers=headers)

    def sent(self) -> int:
        requests = list(self.upstream.requests)
        return sum(request.method == "POST" and request.path.endswith("/reports") for request in requests)

    def sql(self, statement: str) -> None:
        with psycopg.connect(self.first.database_url.get_secret_value()) as connection:
            connection.execute(statement)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two processes, each with a key file of its own, as on two hosts."""
    hosts = [tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")]
    with fresh_postgres() as url, Emulator(seed=7) as upstream:
        given = [
            {"data_dir": host, "database_url": url, "sp_api_url": upstream.url, "lwa_url": upstream.token_url}
            for host in hosts
        ]
        with Fleet(*given) as fleet, httpx2.Client(timeout=60.0) as http:
            yield Site(fleet, http, upstream, settings(**given[0]))


@pytest.fixture
def site(shared: Site) -> Site:
    """Both processes, which run."""
    for number, url in enumerate(shared.fleet.urls):
        if not url:
            shared.fleet.start(number)
    shared.upstream.requests.clear()
    shared.upstream.faults.clear()
    return shared


def until(done: Callable[[], bool]) -> None:
    """Look again and again; other processes do the rest."""
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end
        time.sleep(0.002)


def error_code(answer: httpx2.Response) -> str:
    return str(answer.json()["errors"][0]["error_code"])


def test_a_write_under_way_in_another_process_is_waited_for_and_in_doubt_once_that_process_died(
    site: Site,
) -> None:
    site.upstream.faults.add("delay", operation="createReport", seconds=1.0, real=True)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(site.write, 0, "one")
        until(lambda: site.sent() == 1)
        second = site.write(1, "one")
        assert second.json()["result"] == first.result().json()["result"]
        assert second.json()["execution_metadata"]["replayed"] is True
        site.upstream.faults.clear()
        fault = site.upstream.faults.add("delay", operation="createReport", seconds=60.0, real=True)
        killed = threads.submit(site.write, 0, "two")
        until(lambda: fault.hits == 1)
        site.fleet.kill(0)
        assert isinstance(killed.exception(), httpx2.TransportError)
    assert error_code(site.write(1, "two", timeout_ms=100)) == "in_flight"
    site.sql("UPDATE idempotency SET leased_until = 0 WHERE status IS NULL")
    assert error_code(site.write(1, "two")) == "in_flight"  # at once: nobody is at work on it any more
    site.sql("UPDATE idempotency SET busy_until = 0 WHERE status IS NULL")
    assert error_code(site.write(1, "two")) == "outcome_unknown"
    assert site.sent() == 2


def test_a_prepared_rotation_on_one_host_is_followed_by_the_other_without_a_restart(site: Site) -> None:
    prepare_keys(site.first)
    site.copy_keys()
    assert rotate_keys(site.first).rewrapped >= 1
    path = site.connector("after a prepared rotation")
    assert [site.read(number, path).status_code for number in (0, 1)] == [200, 200]


def test_a_host_that_lacks_a_key_is_not_ready_until_the_file_is_there(site: Site) -> None:
    rotate_keys(site.first)
    path = site.connector("after a rotation")
    assert site.read(0, path).status_code == 200
    refused = site.read(1, path)
    assert (refused.status_code, error_code(refused)) == (503, "not_ready")
    ready = site.http.get(f"{site.fleet.urls[1]}/readyz")
    assert (ready.status_code, "lacks a key that is needed" in ready.text) == (503, True)
    site.copy_keys()
    assert site.read(1, path).status_code == 200
    assert site.http.get(f"{site.fleet.urls[1]}/readyz").status_code == 200


def test_of_two_processes_that_start_on_an_older_schema_one_migrates_and_both_serve(site: Site) -> None:
    async def back() -> str | None:
        database = Database(site.first)
        await migrate.downgrade(database, "0001")
        found = await migrate.revision_of(database)
        await database.close()
        return found

    for number in (0, 1):
        site.fleet.kill(number)
    assert asyncio.run(back()) == "0001"
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(site.fleet.start, (0, 1)))
    for number in (0, 1):
        assert site.http.get(f"{site.fleet.urls[number]}/readyz").status_code == 200
        assert site.read(number, site.path).status_code == 200
