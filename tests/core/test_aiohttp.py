"""The aiohttp transport behaves as the usual one does, faults included."""

from __future__ import annotations

import httpx2
import pytest

from toolspan import DeadlineExceeded, NotFound, OutcomeUnknown, Policy, UpstreamError

pytest.importorskip("aiohttp")

import aiohttp

from toolspan.transport.aiohttp import AiohttpTransport
from toolspan.transport.retry import TRIES

LIST = ("orders", "list", {"created_after": "-30d"})


@pytest.fixture
async def fast(connect):
    async with connect(transport=AiohttpTransport) as connector:
        yield connector


async def test_it_gives_the_same_page(fast, connector):
    theirs, ours = await connector.execute(*LIST), await fast.execute(*LIST)
    assert ours.data == theirs.data
    assert ours.meta.rate_limit == theirs.meta.rate_limit


async def test_the_request_on_the_wire_is_the_same(fast, connector, emulator):
    for one in (connector, fast):
        with pytest.raises(NotFound):
            await one.execute("listings_items", "get", {"sku": "A/B C+ü"})
    first, second = emulator.requests.matching(operation="getListingsItem")
    assert first.target == second.target
    assert second.header("user-agent") == first.header("user-agent")


@pytest.mark.parametrize("kind", ["reset", "cut", "truncate"])
async def test_a_broken_answer_is_repeated(fast, emulator, kind):
    emulator.faults.add(kind, operation="searchOrders")
    assert (await fast.execute(*LIST)).data


async def test_a_server_that_never_answers_ends_at_the_deadline(fast, emulator):
    await fast.execute(*LIST)
    emulator.faults.add("delay", operation="searchOrders", times=None, seconds=30, real=True)
    with pytest.raises(DeadlineExceeded):
        await fast.execute(*LIST, timeout=0.2)


async def test_nobody_there_is_an_upstream_error(connect):
    async with connect(transport=AiohttpTransport, base_url="http://127.0.0.1:9") as nowhere:
        with pytest.raises(UpstreamError, match=r"refused|reached"):
            await nowhere.execute(*LIST)


async def test_a_redirect_is_not_followed(fast, emulator):
    emulator.faults.add(
        "redirect", operation="searchOrders", location="http://127.0.0.1:9/elsewhere", status=307
    )
    with pytest.raises(UpstreamError, match="redirect"):
        await fast.execute(*LIST)


async def test_it_serves_an_httpx2_client_of_ones_own(emulator):
    async with httpx2.AsyncClient(transport=AiohttpTransport()) as client:
        answer = await client.get(f"{emulator.url}/nothing")
    assert answer.status_code == 403
    assert answer.json()["errors"]


@pytest.mark.parametrize("given", [False, True])
async def test_a_write_on_a_kept_connection_that_breaks_is_not_sent_again_by_itself(connect, emulator, given):
    session = aiohttp.ClientSession() if given else None
    changes = Policy(writes=["listings_items.delete"])
    async with connect(transport=AiohttpTransport(session), policy=changes) as one:
        await one.execute("marketplaces", "list")  # the connection is kept
        emulator.faults.add("lost", operation="deleteListingsItem", times=None)
        with pytest.raises(OutcomeUnknown):
            await one.execute("listings_items", "delete", {"sku": "MUG-001"})
        if session:
            await session.close()
    assert len(emulator.requests.matching(operation="deleteListingsItem")) == TRIES
