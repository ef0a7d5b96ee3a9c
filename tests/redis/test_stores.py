"""The stores on Redis keep the contracts of all stores, and what several processes need beside them."""

from __future__ import annotations

import asyncio

import pytest
import redis as driver

from toolspan.clock import SYSTEM_CLOCK
from toolspan.contract import Token
from toolspan.errors import ConfigurationError
from toolspan.redis import RedisConnection, RedisRateLimiter, RedisResultStore, RedisTokenStore, token_store
from toolspan.runtime.loop import LOOP
from toolspan.testing import (
    RateLimiterConformance,
    ResultStoreConformance,
    TokenStoreConformance,
)
from toolspan.transport.tokens import TokenProvider

SECRET = b"client secret and refresh token"


class OnRedis:
    @pytest.fixture(autouse=True)
    def _connected(self, redis_url, prefix):
        self.connection = RedisConnection(redis_url, prefix=prefix, timeout=5.0)


class TestRateLimiter(OnRedis, RateLimiterConformance):
    def make(self, clock):
        return RedisRateLimiter(self.connection, now=clock.time, monotonic=clock.monotonic, wall=clock.time)


class TestResultStore(OnRedis, ResultStoreConformance):
    def make(self, clock):
        return RedisResultStore(self.connection)


class TestTokenStore(OnRedis, TokenStoreConformance):
    def make(self, clock):
        return RedisTokenStore(self.connection, SECRET, now=clock.time)


async def test_a_token_lies_encrypted_and_opens_with_its_own_secret_alone(redis_url, prefix):
    connection = RedisConnection(redis_url, prefix=prefix, timeout=5.0)
    store = RedisTokenStore(connection).sealed(SECRET)
    await store.save("key", Token("Atza|a-secret-token", 60.0))
    with driver.Redis.from_url(redis_url) as client:
        held = [client.get(key) for key in client.scan_iter(f"{prefix}:*")]
    assert len(held) == 1
    assert b"Atza" not in held[0]
    assert (await store.load("key")).value == "Atza|a-secret-token"
    assert await store.sealed(b"another account").load("key") is None
    await connection.aclose()


async def test_one_claim_at_a_time(redis_url, prefix):
    connection = RedisConnection(redis_url, prefix=prefix, timeout=5.0)
    store = RedisTokenStore(connection, SECRET)
    name = await store.claim("key", 60)
    assert name
    assert await store.claim("key", 60) is None
    await store.give_up("key", "another")
    assert await store.claim("key", 60) is None
    await store.give_up("key", name)
    assert await store.claim("key", 60)
    await connection.aclose()


async def test_a_claim_outlives_its_lease_while_its_process_does(redis_url, prefix, monkeypatch):
    monkeypatch.setattr(token_store, "_LEASE", 0.2)
    monkeypatch.setattr(token_store, "_RENEWAL", 0.05)
    connection = RedisConnection(redis_url, prefix=prefix, timeout=5.0)
    living, killed = RedisTokenStore(connection, SECRET), RedisTokenStore(connection, SECRET)
    name = await living.claim("key", 60)
    await killed.claim("other", 60)
    for renewal in killed._renewals.values():
        renewal.cancel()
    while not await living.claim("other", 60):
        assert await killed.claim("key", 60) is None
    assert await killed.claim("key", 60) is None
    await living.give_up("key", name)
    assert await killed.claim("key", 60)
    for renewal in (*living._renewals.values(), *killed._renewals.values()):
        renewal.cancel()
    await connection.aclose()


async def test_a_process_that_missed_redis_for_a_moment_requests_no_token_of_its_own(instance):
    missed, other = (RedisConnection(instance.url, timeout=5.0, pause=2.0) for _ in range(2))
    instance.stop()
    assert await RedisTokenStore(missed, SECRET).load("key") is None
    instance.start()
    await RedisTokenStore(other, SECRET).save("key", Token("shared", 3_600.0))

    async def fetch():
        raise AssertionError("a token was requested")

    provider = TokenProvider(fetch, clock=SYSTEM_CLOCK, store=RedisTokenStore(missed, SECRET), key="key")
    assert await provider.get() == "shared"
    for each in (missed, other):
        await each.aclose()


async def test_keys_of_the_stores_expire(redis_url, prefix):
    connection = RedisConnection(redis_url, prefix=prefix, timeout=5.0)
    limiter = RedisRateLimiter(connection)
    await limiter.reserve(RateLimiterConformance.plan, None)
    await RedisTokenStore(connection, SECRET).save("key", Token("token", 60.0))
    await RedisResultStore(connection).put("owner", "handle", ResultStoreConformance.result)
    with driver.Redis.from_url(redis_url) as client:
        assert all(client.ttl(key) > 0 for key in client.scan_iter(f"{prefix}:*"))
    await connection.aclose()


async def test_scripts_are_sent_again_after_redis_forgot_them(redis_url, prefix):
    connection = RedisConnection(redis_url, prefix=prefix, timeout=5.0)
    limiter = RedisRateLimiter(connection)
    await limiter.reserve(RateLimiterConformance.plan, None)
    await connection.ask(lambda client: client.script_flush())
    assert (await limiter.reserve(RateLimiterConformance.plan, None)).granted
    assert limiter.warning is None
    await connection.aclose()


def test_a_url_that_is_none_is_refused():
    with pytest.raises(ConfigurationError, match="not valid"):
        RedisConnection("http://127.0.0.1")


def test_a_number_of_processes_that_is_none_is_refused(monkeypatch, redis_url):
    monkeypatch.setenv("TOOLSPAN_PROCESSES", "several")
    with pytest.raises(ConfigurationError, match="TOOLSPAN_PROCESSES"):
        RedisRateLimiter(RedisConnection(redis_url))


def test_a_connector_takes_its_stores_from_the_environment(monkeypatch, redis_url):
    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector

    monkeypatch.setenv("TOOLSPAN_REDIS_URL", redis_url)
    one, other = AmazonSellerPartnerConnector(), AmazonSellerPartnerConnector()
    limiter = one._executor._pacer.limiter
    assert isinstance(limiter, RedisRateLimiter)
    assert other._executor._pacer.limiter is limiter
    asyncio.run(one.aclose())


async def test_closing_closes_the_sockets_of_other_event_loops_too(instance):
    connection = RedisConnection(instance.url, timeout=5.0)
    assert await connection.ping()
    assert await asyncio.to_thread(LOOP.run, connection.ping())
    await connection.aclose()
    with driver.Redis.from_url(instance.url) as client:
        while len(client.client_list()) > 1:
            pass
