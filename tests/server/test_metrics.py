"""Metrics: what Prometheus reads, where, and who may read it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from toolspan.server.app import create_metrics_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server.conftest import Server

REPORT = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


@asynccontextmanager
async def metrics_port(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the server's metrics port."""
    app = create_metrics_app(server.app, server.settings)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


async def samples(client: httpx2.AsyncClient, **headers: str) -> dict[tuple[str, frozenset[Any]], float]:
    """The values of all metrics, read as Prometheus reads them."""
    answer = await client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (
        200,
        "text/plain; version=0.0.4; charset=utf-8",
    )
    families = list(text_string_to_metric_families(answer.text))
    assert len({family.name for family in families}) == len(families)
    assert all(family.documentation for family in families)
    found = [sample for family in families for sample in family.samples]
    return {(sample.name, frozenset(sample.labels.items())): sample.value for sample in found}


def value(found: dict[tuple[str, frozenset[Any]], float], name: str, **labels: str) -> float:
    return found[f"toolspan_{name}", frozenset(labels.items())]


async def test_the_metrics_count_what_an_operator_watches(server: Server) -> None:
    created = await server.create(environment={"region": "US"})
    server.emulator.faults.add("throttle", operation="searchOrders")
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 429
    server.emulator.faults.add("status", status=503, operation="getMarketplaceParticipations")
    assert (await server.execute(created["id"], "marketplaces", "list")).status_code == 200
    server.emulator.faults.add("reset", operation="createReport")
    key = {"idempotency_key": "order-66"}
    await server.execute(created["id"], "reports", "create", REPORT, headers=key)
    found = await samples(server.http)
    assert value(found, "upstream_requests_total", kind="token", status="200") == 1
    assert value(found, "upstream_requests_total", kind="api", status="429") == 1
    assert value(found, "upstream_requests_total", kind="api", status="none") == 1
    assert value(found, "keys_in_doubt") == 1
    assert value(found, "jobs", status="pending") == 0
    assert value(found, "connectors_in_memory") == 1
    assert value(found, "connectors_evicted_total") == 0
    assert value(found, "calls_in_flight") == 0
    assert value(found, "execute_seconds_count") == 3
    for reason in ("database", "connector", "upstream"):
        assert value(found, "wait_seconds_count", reason=reason) >= 1
    assert 0 < found["process_open_fds", frozenset()] < found["process_max_fds", frozenset()]
    assert not [name for name, _ in found if name.endswith("_created")]


async def test_evictions_and_refused_tokens_are_counted(start: Any) -> None:
    async with start(live_connectors=1) as server:
        for name in ("one", "two"):
            created = await server.create(name=name, environment={"region": "US"})
            await server.execute(created["id"], "marketplaces", "list")
        wrong = {**server.emulator.credentials, "lwa_client_secret": "wrong"}
        bad = await server.create(name="bad", credentials=wrong, environment={"region": "US"})
        assert (await server.execute(bad["id"], "marketplaces", "list")).status_code == 424
        found = await samples(server.http)
    assert value(found, "connectors_evicted_total") == 2
    assert value(found, "upstream_requests_total", kind="token", status="401") == 1


async def test_without_a_database_the_other_metrics_are_still_read(server: Server) -> None:
    await server.sql("ALTER TABLE jobs RENAME TO gone")
    found = await samples(server.http)
    assert value(found, "calls_in_flight") == 0
    assert ("toolspan_keys_in_doubt", frozenset()) not in found
    await server.sql("ALTER TABLE gone RENAME TO jobs")


@ON_SQLITE
async def test_a_port_of_their_own_has_the_metrics_and_the_main_one_has_not(start: Any) -> None:
    async with start(metrics_port=0) as server, metrics_port(server) as client:
        assert (await server.http.get("/metrics")).status_code == 404
        assert (await server.http.get("/healthz")).status_code == 200
        assert value(await samples(client), "calls_in_flight") == 0
        assert (await client.get("/readyz")).json()["status"] == "ready"
        for path in ("/openapi.json", "/api/v1/workspaces"):
            assert (await client.get(path)).status_code == 404
        rebound = await client.get("/metrics", headers={"host": "attacker.example"})
        assert rebound.status_code == 421


@ON_SQLITE
async def test_the_token_holds_on_the_metrics_port_too(start: Any) -> None:
    token = SecretStr("canary-7f3a91c2d8-metrics")
    async with start(metrics_port=0, metrics_token=token) as server, metrics_port(server) as client:
        assert (await client.get("/metrics")).status_code == 401
        bearer = f"Bearer {token.get_secret_value()}"
        assert value(await samples(client, authorization=bearer), "calls_in_flight") == 0


@ON_SQLITE
async def test_the_metrics_port_may_be_read_by_any_name_where_it_is_open_to_a_network(start: Any) -> None:
    async with start(metrics_port=0, metrics_host="0.0.0.0") as server, metrics_port(server) as client:
        assert value(await samples(client, host="10.0.0.7:9000"), "calls_in_flight") == 0
