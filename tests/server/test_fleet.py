"""Server processes of their own on one PostgreSQL: what one has under way, the other waits for."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx2
import psycopg
import pytest
from benchmarks.fleet import Fleet
from tests.server.conftest import CONNECTORS, TOKEN

from toolspan.emulator import Emulator
from toolspan.server import init, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

REPORT = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}


class Site:
    """Two processes, and a client that is signed in to both."""

    def __init__(
        self, fleet: Fleet, http: httpx2.Client, upstream: Emulator, client: tuple[str, str], database: str
    ) -> None:
        self.fleet, self.http, self.upstream, self.database = fleet, http, upstream, database
        given = {"client_id": client[0], "client_secret": client[1]}
        token = (
            self.http.post(f"{fleet.urls[0]}{TOKEN}", json=given).raise_for_status().json()["access_token"]
        )
        self.http.headers["authorization"] = f"Bearer {token}"
        body = {
            "workspace_name": "acme",
            "connector_type": "amazon-seller-partner",
            "credentials": upstream.credentials,
            "environment": {"region": "US"},
        }
        made = self.http.post(f"{fleet.urls[0]}{CONNECTORS}", json=body).raise_for_status()
        self.path = f"{CONNECTORS}/{made.json()['id']}/execute"

    def write(self, number: int, key: str, **more: Any) -> httpx2.Response:
        body = {"entity": "reports", "action": "create", "params": REPORT} | more
        headers = {"idempotency-key": key}
        return self.http.post(f"{self.fleet.urls[number]}{self.path}", json=body, headers=headers)

    def sent(self) -> int:
        requests = list(self.upstream.requests)
        return sum(request.method == "POST" and request.path.endswith("/reports") for request in requests)

    def sql(self, statement: str) -> None:
        with psycopg.connect(self.database) as connection:
            connection.execute(statement)


@pytest.fixture
def site(own_postgres: str, tmp_path: Path) -> Iterator[Site]:
    with Emulator(seed=7) as upstream:
        given = {
            "data_dir": tmp_path,
            "database_url": own_postgres,
            "sp_api_url": upstream.url,
            "lwa_url": upstream.token_url,
        }
        client = init(settings(**given))
        with Fleet(2, **given) as fleet, httpx2.Client(timeout=60.0) as http:
            yield Site(fleet, http, upstream, client, own_postgres)


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
