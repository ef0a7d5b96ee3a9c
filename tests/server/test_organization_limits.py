"""Limits of organisations: calls, concurrency, connectors and storage, over all processes; nobody else is harmed."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import pytest
import redis
from pydantic import SecretStr
from tests.required import absent

from toolspan.errors import ConfigurationError
from toolspan.server import limits

if TYPE_CHECKING:
    from tests.server.conftest import Server

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
LIMITS = f"{API}/organization/limits"
REDIS = os.environ.get("TOOLSPAN_TEST_REDIS", "redis://127.0.0.1:6379/0")
RECENT = {"created_after": "2026-11-01T00:00:00Z"}
ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def redis_url() -> SecretStr:
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=2).ping()
    except redis.RedisError as error:
        absent(f"needs Redis: {error}")
    return SecretStr(REDIS)


async def limit(server: Server, organization: str | None = None, **changes: int | None) -> None:
    await asyncio.to_thread(limits, server.settings, organization or server.organization_id, changes)


def begin_minute(server: Server) -> None:
    """Move the clock to the next minute, so that no minute ends between the calls of a test."""
    clock = server.emulator.clock
    clock.advance(60 - clock.time() % 60)


def refusal(answer: Any, status: int, name: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    details = answer.json()["errors"][0]["details"]
    assert details["limit"] == name
    assert "operator" in details["hint"]
    if "retry_after" in details:
        assert answer.headers["retry-after"] == str(details["retry_after"])
    return details


async def used(server: Server) -> dict[str, Any]:
    shown = (await server.call("GET", LIMITS)).json()
    return {name: tuple(state.values()) for name, state in shown.items() if name != "organization_id"}


async def other(server: Server) -> tuple[str, str]:
    """Another organisation with a connector of its own: its bearer token and the connector's id."""
    bearer, _ = await server.another_organization()
    made = await server.call("POST", CONNECTORS, server.body(), bearer=bearer)
    return bearer, made.json()["id"]


@pytest.mark.parametrize(("name", "period"), [("calls_per_minute", 60), ("calls_per_day", 86_400)])
async def test_an_organisation_at_its_limit_is_refused_until_the_next_period_and_another_is_not(
    server: Server, name: str, period: int
) -> None:
    mine = (await server.create())["id"]
    bearer, theirs = await other(server)
    begin_minute(server)
    await limit(server, **{name: 3})
    for _ in range(3):
        assert (await server.execute(mine, params=RECENT)).status_code == 200
    sent = len(server.emulator.requests)
    details = refusal(await server.execute(mine, params=RECENT), 429, name)
    assert 0 < details["retry_after"] <= period
    assert details["allowed"] == 3
    assert len(server.emulator.requests) == sent
    assert (await server.execute(theirs, params=RECENT, bearer=bearer)).status_code == 200
    assert (await used(server))[name] == (3, 3)
    server.emulator.clock.advance(details["retry_after"])
    server.bearer = (await server.sign_in())["access_token"]
    assert (await server.execute(mine, params=RECENT)).status_code == 200


@ONE_DATABASE
async def test_calls_at_the_same_time_are_limited_and_a_slot_is_free_after_its_call(server: Server) -> None:
    mine = (await server.create())["id"]
    bearer, theirs = await other(server)
    assert (await server.execute(mine, params=RECENT)).status_code == 200
    await limit(server, concurrent_calls=1)
    hanging = await server.hanging(mine)
    refusal(await server.execute(mine, params=RECENT), 429, "concurrent_calls")
    assert (await server.execute(theirs, params=RECENT, bearer=bearer)).status_code == 200
    assert (await used(server))["concurrent_calls"] == (1, 1)
    server.services.live.stop([mine])
    await hanging
    assert (await server.execute(mine, params=RECENT)).status_code == 200


async def test_several_processes_count_together_in_redis(start: Any, redis_url: SecretStr) -> None:
    async with (
        start(redis_url=redis_url, processes=2) as one,
        start(redis_url=redis_url, processes=2) as two,
    ):
        mine = (await one.create())["id"]
        assert (await one.execute(mine, params=RECENT)).status_code == 200
        begin_minute(one)
        await limit(one, calls_per_minute=5, concurrent_calls=1)
        for server in (one, two, two, two):
            assert (await server.execute(mine, params=RECENT)).status_code == 200
        hanging = await one.hanging(mine)
        refusal(await two.execute(mine, params=RECENT), 429, "calls_per_minute")
        await limit(one, calls_per_minute=None)
        refusal(await two.execute(mine, params=RECENT), 429, "concurrent_calls")
        assert (await used(two))["concurrent_calls"] == (1, 1)
        one.services.live.stop([mine])
        await hanging
        assert (await two.execute(mine, params=RECENT)).status_code == 200


@ONE_DATABASE
async def test_without_redis_each_process_takes_its_share(start: Any) -> None:
    silent = SecretStr("redis://127.0.0.1:1/0")
    async with start(redis_url=silent, processes=2) as server:
        mine = (await server.create(environment={"region": "US"}))["id"]
        begin_minute(server)
        await limit(server, calls_per_minute=4)
        answers = [await server.execute(mine, params=RECENT, dry_run=True) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]


async def test_a_restart_gives_no_second_day_of_calls(start: Any) -> None:
    async with start() as server:
        mine = (await server.create())["id"]
        begin_minute(server)
        await limit(server, calls_per_day=2)
        for _ in range(2):
            assert (await server.execute(mine, params=RECENT)).status_code == 200
        refusal(await server.execute(mine, params=RECENT), 429, "calls_per_day")
    async with start() as server:
        refusal(await server.execute(mine, params=RECENT), 429, "calls_per_day")


async def test_no_more_connectors_than_allowed_are_made_and_the_same_one_is_no_second(server: Server) -> None:
    await limit(server, connectors=2)
    made = [await server.create(name=name) for name in ("one", "two")]
    refusal(await server.call("POST", CONNECTORS, server.body(name="three")), 413, "connectors")
    assert (await server.create(name="two"))["id"] == made[1]["id"]
    bearer, _ = await other(server)
    assert (await server.call("POST", CONNECTORS, server.body(name="n"), bearer=bearer)).status_code == 200
    await server.call("DELETE", f"{CONNECTORS}/{made[0]['id']}")
    assert await server.create(name="three")


async def test_of_two_connectors_at_once_one_is_the_last(server: Server) -> None:
    await limit(server, connectors=1)
    answers = await asyncio.gather(
        *(
            server.call("POST", CONNECTORS, server.body(name=name, workspace_name=name))
            for name in ("one", "two", "three")
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 413, 413]


async def test_an_organisation_whose_storage_is_full_stores_no_more_responses(server: Server) -> None:
    mine = (await server.create())["id"]
    bearer, theirs = await other(server)
    keyed = {"Idempotency_Key": "first"}
    first = await server.execute(mine, params=RECENT, headers=keyed)
    assert first.status_code == 200
    await limit(server, stored_mb=1)
    assert (await server.execute(mine, params=RECENT, headers={"Idempotency_Key": "2nd"})).status_code == 200
    await server.sql(
        "UPDATE secrets SET ciphertext = :large WHERE kind = 'credentials' AND organization_id = :id",
        large=b"x" * 1_000_000, id=server.organization_id,
    )  # fmt: skip
    server.emulator.clock.advance(10)
    details = refusal(
        await server.execute(mine, params=RECENT, headers={"Idempotency_Key": "3rd"}), 413, "stored_mb"
    )
    assert 0 < details["retry_after"] <= 86_400
    again = await server.execute(mine, params=RECENT, headers=keyed)
    assert again.headers["idempotency-replayed"] == "true"
    other_one = await server.execute(
        theirs, params=RECENT, bearer=bearer, headers={"Idempotency_Key": "first"}
    )
    assert other_one.status_code == 200
    assert (await used(server))["stored_mb"] == (1, 2)


async def test_a_limit_that_is_removed_holds_no_more(server: Server) -> None:
    mine = (await server.create())["id"]
    begin_minute(server)
    await limit(server, calls_per_minute=1)
    assert (await server.execute(mine, params=RECENT)).status_code == 200
    assert (await server.execute(mine, params=RECENT)).status_code == 429
    await limit(server, calls_per_minute=None)
    assert (await server.execute(mine, params=RECENT)).status_code == 200
    assert await server.sql("SELECT limits FROM organizations WHERE limits IS NOT NULL") == []


@ONE_DATABASE
async def test_limits_of_an_unknown_organisation_are_an_error_that_names_the_known_ones(
    server: Server,
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        await limit(server, "nobody", calls_per_minute=1)
    assert server.organization_id in caught.value.hint


@ONE_DATABASE
async def test_a_scoped_token_does_not_see_the_limits(server: Server) -> None:
    assert (await server.call("GET", LIMITS, bearer=await server.scoped("acme"))).status_code == 403
