"""Limits that hold for all processes together: wrong secrets, and calls of a connector at the same time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import redis
from pydantic import SecretStr
from tests.redis.conftest import Instance, instance  # noqa: F401 - fixture
from tests.server.conftest import TOKEN

from toolspan.redis import RedisConnection
from toolspan.server import settings
from toolspan.server.problems import Problem
from toolspan.server.runtime.slots import SharedSlots, Slots

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server.conftest import Server

RECENT = {"created_after": "2026-11-01T00:00:00Z"}
LEASE = 0.3
ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"])


async def guess(server: Server) -> int:
    given = {"client_id": server.client_id, "client_secret": "guess"}
    return (await server.http.post(TOKEN, json=given)).status_code


@ONE_DATABASE
async def test_wrong_secrets_count_over_all_processes(start: Any, instance: Instance) -> None:  # noqa: F811
    shared = {"redis_url": SecretStr(instance.url), "processes": 2, "token_attempts": 3}
    async with start(**shared) as one, start(**shared) as two:
        assert [await guess(server) for server in (one, two, one, two, one)] == [401, 401, 401, 429, 429]
        given = {"client_id": two.client_id, "client_secret": "guess"}
        refused = await two.http.post(TOKEN, json=given)
        assert 0 < int(refused.headers["retry-after"]) <= 60
        await two.sign_in()
        one.emulator.clock.advance(61)
        assert [await guess(server) for server in (one, two, one, two)] == [401, 401, 401, 429]
        with redis.Redis.from_url(instance.url) as client:
            keys = list(client.scan_iter("*attempts*"))
            assert all(0 < client.pttl(key) <= 60_000 for key in keys)
        assert len(keys) == 3
        assert not any(two.client_id.encode() in key for key in keys)


@ONE_DATABASE
async def test_while_redis_is_down_each_process_counts_its_share_of_wrong_secrets(
    start: Any,
    instance: Instance,  # noqa: F811
) -> None:
    shared = {"redis_url": SecretStr(instance.url), "processes": 2, "token_attempts": 4}
    async with start(**shared) as one, start(**shared) as two:
        instance.stop()
        assert [await guess(one) for _ in range(3)] == [401, 401, 429]
        assert [await guess(two) for _ in range(3)] == [401, 401, 429]
        await one.sign_in()


@ONE_DATABASE
async def test_concurrent_calls_of_a_connector_count_over_all_processes(
    start: Any,
    instance: Instance,  # noqa: F811
) -> None:
    shared = {"redis_url": SecretStr(instance.url), "processes": 2, "connector_concurrency": 1}
    async with start(**shared) as one, start(**shared) as two:
        slow = (await one.create(environment={"region": "US"}))["id"]
        hanging = await one.hanging(slow)
        waiting = asyncio.create_task(two.execute(slow, params=RECENT))
        with redis.Redis.from_url(instance.url) as client:
            while client.zcard(f"toolspan:slots:{{{slow}}}:queue") < 2:  # noqa: ASYNC110 - the other side has no event to give
                await asyncio.sleep(0)
        crowded = await one.execute(slow, params=RECENT)
        assert (crowded.status_code, crowded.headers["retry-after"]) == (429, "1")
        assert not waiting.done()
        one.services.live.stop([slow])
        assert (await hanging).status_code == 403
        assert (await waiting).status_code == 200
        assert (await one.execute(slow, params=RECENT)).status_code == 200


@pytest.fixture
async def connections(instance: Instance) -> AsyncIterator[list[RedisConnection]]:  # noqa: F811
    """Of two processes."""
    made = [RedisConnection(instance.url, timeout=5.0) for _ in range(2)]
    yield made
    for each in made:
        await each.aclose()


async def test_the_slots_of_a_process_that_was_killed_are_free_after_their_lease(
    connections: list[RedisConnection],
) -> None:
    killed, living = (SharedSlots(each, 1, lease=LEASE) for each in connections)
    slots = Slots(settings(connector_concurrency=1), living, "connector")
    assert await killed.enter("connector", "call")
    async with slots.hold(10.0):
        assert not await killed.enter("connector", "another")


async def test_the_slots_of_a_process_that_lives_are_kept(connections: list[RedisConnection]) -> None:
    one, other = (SharedSlots(each, 1, lease=LEASE) for each in connections)
    slots = Slots(settings(connector_concurrency=1), other, "connector")
    assert await one.enter("connector", "call")

    async def renew() -> None:
        while True:
            await one.renew()
            await asyncio.sleep(LEASE / 10)

    renewing = asyncio.create_task(renew())
    with pytest.raises(Problem, match="Too many calls"):
        async with slots.hold(3 * LEASE):
            pass
    renewing.cancel()
    await one.leave("connector", "call")
    async with slots.hold(1.0):
        pass


async def test_while_redis_is_down_each_process_has_its_share_of_the_slots(
    instance: Instance,  # noqa: F811
    connections: list[RedisConnection],
) -> None:
    instance.stop()
    both = settings(connector_concurrency=2, processes=2)
    one, two = (Slots(both, SharedSlots(each, 2), "connector") for each in connections)
    async with one.hold(1.0), two.hold(1.0):
        with pytest.raises(Problem, match="Too many calls"):
            async with one.hold(0.0):
                pass
    async with one.hold(1.0):
        pass
