"""Few file descriptors, many connectors: nobody is refused for want of a socket, and no token is got twice."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import Any

import pytest
from pydantic import SecretStr
from tests.redis.conftest import redis_url  # noqa: F401 - fixture

from toolspan.emulator import Emulator
from toolspan.server.files import Seldom

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
RECENT = {"created_after": "2026-11-01T00:00:00Z"}
ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"])
MANY, KEPT, ROUNDS = 12, 4, 3


@pytest.fixture(params=["memory", "redis"])
def tokens(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Settings by which access tokens lie in the process, or in Redis."""
    if request.param == "memory":
        return {}
    return {"redis_url": SecretStr(request.getfixturevalue("redis_url"))}


@ONE_DATABASE
async def test_more_connectors_than_are_kept_get_one_token_each_and_evictions_are_counted(
    start: Any, tokens: dict[str, Any]
) -> None:
    async with start(live_connectors=KEPT, **tokens) as server:
        accounts = [server.emulator.add_account() for _ in range(MANY)]
        made = [
            (await server.create(name=f"No. {n}", environment={"region": "US"}, credentials=one))["id"]
            for n, one in enumerate(accounts)
        ]
        for _ in range(ROUNDS):
            answers = [await server.execute(one, "marketplaces", "list") for one in made]
            assert {answer.status_code for answer in answers} == {200}
        assert len(server.emulator.requests.matching(operation="token")) == MANY
        counts = (await server.http.get("/metrics")).text
        assert f"toolspan_connectors_evicted_total {MANY * ROUNDS - KEPT}" in counts


@ONE_DATABASE
async def test_a_token_ends_with_the_credentials_that_it_was_got_with(
    start: Any, tokens: dict[str, Any]
) -> None:
    async with start(**tokens) as server:
        one = (await server.create(environment={"region": "US"}))["id"]
        await server.execute(one, "marketplaces", "list")
        newer = {"credentials": {"lwa_client_secret": server.emulator.credentials["lwa_client_secret"]}}
        await server.call("PUT", f"{CONNECTORS}/{one}", newer)
        await server.execute(one, "marketplaces", "list")
        assert len(server.emulator.requests.matching(operation="token")) == 2
        stores = server.services.live.shared.stores
        if stores is not None:
            assert await stores.connection.ask(lambda client: client.keys(f"*{one}*"))
        await server.call("DELETE", f"{CONNECTORS}/{one}")
        assert not server.services.live.shared._tokens
        if stores is not None:
            assert not await stores.connection.ask(lambda client: client.keys(f"*{one}*"))


@ONE_DATABASE
async def test_wrong_credentials_are_not_hidden_by_a_token_that_is_there(start: Any) -> None:
    async with start() as server:
        one = (await server.create(environment={"region": "US"}))["id"]
        await server.execute(one, "marketplaces", "list")
        tried = {"credentials": {"lwa_client_secret": "amzn1.oa2-cs.v1.made-up"}}
        answer = await server.call("POST", f"{CONNECTORS}/{one}/check", tried)
        assert answer.json()["status"] == "failed"


OUT_OF_FILES = """
import asyncio, json, os, resource, sys
from toolspan import UpstreamError
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.transport.aiohttp import AiohttpTransport
from toolspan.server.problems import of_core

given = json.loads(sys.argv[1])

async def main():
    for transport in (None, AiohttpTransport):
        connector = AmazonSellerPartnerConnector(
            AmazonSellerPartnerAuthConfig(**given["credentials"]), region="US", base_url=given["url"],
            token_url=given["token_url"], transport=transport,
        )
        await connector.marketplaces.list()
        await connector.aclose()
        held = [os.open(os.devnull, os.O_RDONLY)]
        resource.setrlimit(resource.RLIMIT_NOFILE, (held[0] + 8, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        try:
            while True:
                held.append(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            pass
        try:
            await connector.marketplaces.list()
        except UpstreamError as error:
            answer = of_core(error)
            print(json.dumps([error.message, error.retryable, answer.status, answer.code, answer.message]))
        for one in held:
            os.close(one)

asyncio.run(main())
"""


def test_running_out_of_descriptors_is_said_in_words() -> None:
    with Emulator(seed=7) as upstream:
        given = {"credentials": upstream.credentials, "url": upstream.url, "token_url": upstream.token_url}
        command = [sys.executable, "-c", OUT_OF_FILES, json.dumps(given)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 2
    for said, retryable, status, code, message in lines:
        assert "no file descriptors left" in said
        assert (retryable, status, code) == (True, 503, "busy")
        assert "file descriptors" in message


def test_the_same_line_is_written_ten_times_a_minute_and_then_counted() -> None:
    seldom, written = Seldom(), []
    for second in [*[0.0] * 500, 61.0]:
        record = logging.makeLogRecord({"msg": "no sockets for %s", "args": ("x",)})
        record.created = 1_000.0 + second
        if seldom.filter(record):
            written.append(record.getMessage())
    assert len(written) == 11
    assert written[-1] == "no sockets for x (490 more in the previous minute)"
