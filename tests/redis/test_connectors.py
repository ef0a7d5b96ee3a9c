"""Connectors and servers that share their limits and tokens: one request for a token, whoever asks."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
import redis.asyncio as driver
from pydantic import SecretStr
from tests.server.conftest import (  # noqa: F401 - fixtures
    CONNECTORS,
    backend,
    made_settings,
    postgres_url,
    start,
    templates,
)

from toolspan.contract import Token
from toolspan.errors import ConfigurationError
from toolspan.redis import RedisConnection, RedisRateLimiter, RedisTokenStore
from toolspan.server import rotate_keys
from toolspan.server.security.keys import write_keys

LIST = {"created_after": "-3d"}


def token_requests(emulator):
    return sum(request.path.endswith("/auth/o2/token") for request in emulator.requests)


def on_time(connection, emulator):
    """A limiter whose time is that of the emulator."""
    clock = emulator.clock
    return RedisRateLimiter(connection, now=clock.time, monotonic=clock.monotonic, wall=clock.time)


@pytest.fixture
async def four(connect, emulator, redis_url, prefix):
    """Four connectors of one account, each with a connection of its own, as four processes have them."""
    connections = [RedisConnection(redis_url, prefix=prefix, timeout=5.0) for _ in range(4)]
    connectors = [
        connect(token_store=RedisTokenStore(each), rate_limiter=on_time(each, emulator))
        for each in connections
    ]
    yield connectors
    for each in (*connectors, *connections):
        await each.aclose()


async def of_all(connectors, calls=1):
    wanted = [each.execute("marketplaces", "list") for each in connectors for _ in range(calls)]
    return await asyncio.gather(*wanted)


async def test_cold_callers_of_four_processes_make_one_request_for_a_token(four, emulator):
    await of_all(four, calls=3)
    assert token_requests(emulator) == 1


async def test_after_the_expiry_there_is_one_more_request(four, emulator):
    await of_all(four)
    emulator.clock.advance(3_600)
    await of_all(four)
    assert token_requests(emulator) == 2


async def test_after_a_rejection_there_is_one_more_request(four, emulator):
    await of_all(four)
    emulator.revoke_access_tokens()
    await of_all(four)
    assert token_requests(emulator) == 2


async def test_over_half_a_day_there_is_one_request_for_each_expiry_though_processes_come_and_go(
    four, connect, emulator, redis_url, prefix
):
    async with AsyncExitStack() as opened:
        for hour in range(12):
            await of_all(four)
            assert token_requests(emulator) == hour + 1
            emulator.clock.advance(3_600)
            connection = RedisConnection(redis_url, prefix=prefix, timeout=5.0)
            opened.push_async_callback(connection.aclose)
            await four[hour % 4].aclose()
            four[hour % 4] = connect(
                token_store=RedisTokenStore(connection), rate_limiter=on_time(connection, emulator)
            )
            opened.push_async_callback(four[hour % 4].aclose)


async def test_a_process_that_was_killed_while_it_asked_holds_the_others_up_for_seconds_alone(
    four, emulator, redis_url, prefix
):
    connection = RedisConnection(redis_url, prefix=prefix, timeout=5.0)
    key = four[0]._executor.api.tokens.account
    await RedisTokenStore(connection).claim(key, 0.2)
    await of_all(four)
    assert token_requests(emulator) == 1
    await connection.aclose()


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_two_servers_on_one_redis_share_a_token_and_say_that_redis_answers(start, redis_url):  # noqa: F811
    url = SecretStr(redis_url)
    async with start(redis_url=url) as one, start(redis_url=url) as other:
        one.services.live.shared.stores.connection.prefix = (
            other.services.live.shared.stores.connection.prefix
        )
        made = await one.create()
        one.emulator.requests.clear()
        for server in (one, other, one, other):
            assert (await server.execute(made["id"], params=LIST)).status_code == 200
        assert token_requests(one.emulator) <= 1
        assert (await one.http.get("/readyz")).json()["checks"]["redis"] == "ok"


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_credentials_are_tested_without_the_token_that_is_shared(start, redis_url, monkeypatch):  # noqa: F811
    monkeypatch.setenv("TOOLSPAN_REDIS_URL", redis_url)
    async with start(redis_url=SecretStr(redis_url)) as server:
        made = await server.create()
        assert (await server.execute(made["id"], params=LIST)).status_code == 200
        server.emulator.requests.clear()
        checked = await server.call("POST", f"{CONNECTORS}/check", server.body())
        assert checked.json()["status"] == "succeeded"
        assert token_requests(server.emulator) == 1


async def held_tokens(url):
    async with driver.Redis.from_url(url) as client:
        return {key: await client.get(key) async for key in client.scan_iter("*:token:*", _type="string")}


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_tokens_of_a_server_open_with_its_keys_alone_and_outlive_a_rotation(start, instance):  # noqa: F811
    url = SecretStr(instance.url)
    async with start(redis_url=url) as one:
        made = await one.create()
        assert (await one.execute(made["id"], params=LIST)).status_code == 200
        requested = token_requests(one.emulator)
        ((name, held),) = (await held_tokens(instance.url)).items()
        given = one.emulator.credentials
        assert b"Atza" not in held
        connection = RedisConnection(instance.url, timeout=5.0)
        secret = "\0".join((given["lwa_client_secret"], given["refresh_token"])).encode()
        opened = RedisTokenStore(connection, group=made["id"]).sealed(secret)
        assert await opened.load(name.decode().rpartition(":")[2]) is None
        await connection.aclose()
        old = one.services.keys.current.kek
        await asyncio.to_thread(rotate_keys, one.settings)
    async with start(redis_url=url) as other:
        assert (await other.execute(made["id"], params=LIST)).status_code == 200
        assert token_requests(other.emulator) == requested
        keys = other.services.keys.current
        assert keys.kek != old
        write_keys(other.settings.keys, keys.without_kek(old))
    async with start(redis_url=url) as third:  # the token lies there under a key that is gone
        assert (await third.execute(made["id"], params=LIST)).status_code == 200
        assert token_requests(third.emulator) == requested + 1
    async with start(redis_url=url) as fourth:
        assert (await fourth.execute(made["id"], params=LIST)).status_code == 200
        assert token_requests(fourth.emulator) == requested + 1


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_what_lies_in_redis_instead_of_a_token_is_no_token(start, instance):  # noqa: F811
    async with start(redis_url=SecretStr(instance.url)) as server:
        row = {"organization_id": "o", "workspace_id": "w", "id": "c", "secret_version": 1}
        row |= {"oauth_app": None, "oauth_secret_version": None}
        store = server.services.live.shared.tokens(row)
        await store.save("key", Token("Atza|token", 60.0))
        assert (await store.load("key")).value == "Atza|token"
        newer = server.services.live.shared.tokens(row | {"secret_version": 2})
        assert await newer.load("key") is None  # of the credentials before
        ((name, held),) = (await held_tokens(instance.url)).items()
        async with driver.Redis.from_url(instance.url) as client:
            for wrong in (b"", b"nonsense", b"\xff:" + held, held[:40], held[:-1] + b"x"):
                await client.set(name, wrong)
                assert await store.load("key") is None


def test_several_processes_without_redis_are_refused(tmp_path):
    from toolspan.server import settings
    from toolspan.server.serving import check_processes

    with pytest.raises(ConfigurationError, match="TOOLSPAN_PROCESSES is 3") as refused:
        check_processes(settings(data_dir=tmp_path, processes=3))
    assert "TOOLSPAN_REDIS_URL" in refused.value.hint
    check_processes(settings(data_dir=tmp_path, processes=3, redis_url="redis://127.0.0.1:6379/0"))
