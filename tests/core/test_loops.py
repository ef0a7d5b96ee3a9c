"""Any event loop, any thread, and nothing left open."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from toolspan import ConfigurationError, UpstreamError
from toolspan.emulator import Emulator

CALL = ("orders", "get", {"order_id": "1"})
LIST = ("orders", "list", {"created_after": "-9d"})


@pytest.fixture
def settings():
    """Settings of a connector on an emulator that serves from its own thread."""
    with Emulator(seed=7) as running:
        running.limits.enabled = False
        from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig

        yield {
            "auth_config": AmazonSellerPartnerAuthConfig(**running.credentials), "base_url": running.url, "token_url": running.token_url,
            "transport": None, "rate_limits": False,
        }  # fmt: skip


def test_one_connector_serves_one_loop_after_another_and_leaves_nothing_open(wired, settings):
    connector = wired(**settings)
    asyncio.run(connector.execute(*LIST))
    files = open_files()
    ids = [asyncio.run(connector.execute(*LIST)).data[0]["orderId"] for _ in range(5)]
    assert len(set(ids)) == 1
    assert open_files() <= files + 2  # the emulator may not have noticed yet that the last one closed


def test_a_loop_that_was_closed_without_a_word_is_let_go(wired, amazon):
    amazon.api = lambda _: amazon.json({"order": {}})
    connector, loop = wired(), asyncio.new_event_loop()
    loop.run_until_complete(connector.execute(*CALL))
    loop.close()
    gone = weakref.ref(loop)
    del loop
    asyncio.run(connector.execute(*CALL))
    gc.collect()
    assert gone() is None


async def test_the_blocking_face_works_inside_a_running_loop(wired, settings):
    connector = wired(**settings)
    page = await connector.execute(*LIST)
    assert connector.sync.execute(*LIST).data == page.data
    assert [order["orderId"] for order in connector.sync.iterate(*LIST)][: len(page.data)] == [
        order["orderId"] for order in page.data
    ]
    connector.sync.close()


def test_the_blocking_face_works_from_many_threads_with_one_token(wired, amazon):
    amazon.api = lambda _: amazon.json({"order": {"orderId": "1"}})
    connector = wired(rate_limits=False)
    with ThreadPoolExecutor(16) as pool:
        pages = list(pool.map(lambda _: connector.sync.execute(*CALL), range(100)))
    assert [page.one for page in pages] == [{"orderId": "1"}] * 100
    assert len(amazon.token_requests) == 1


def test_loops_in_many_threads_share_one_token(wired, amazon):
    amazon.api = lambda _: amazon.json({"order": {}})
    connector = wired(rate_limits=False, transport=lambda: httpx2.MockTransport(amazon))
    threads = [threading.Thread(target=asyncio.run, args=(connector.execute(*CALL),)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(amazon.requests) == 20
    assert len(amazon.token_requests) <= 2  # a loop may end while it still asks; then another one asks


def test_the_blocking_face_inside_itself_is_an_error_and_not_a_deadlock(wired):
    connector = wired(on_token_refresh=lambda _: connector.sync.execute(*CALL))
    with pytest.raises(ConfigurationError, match="inside a call"):
        connector.sync.execute(*CALL)


def test_the_blocking_face_hands_errors_on(wired, amazon):
    amazon.api = lambda _: amazon.json({}, 500)
    with pytest.raises(UpstreamError):
        wired().sync.execute(*CALL)


def open_files():
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def settled(files):
    """Whether no more files than these are open, once the server in this loop has noticed what closed."""
    for _ in range(1_000):
        if open_files() <= files:
            return True
        await asyncio.sleep(0)
    return False


async def test_nothing_grows_over_many_calls(connect, emulator):
    emulator.limits.enabled = False
    connector = connect(rate_limits=False)
    files, tasks = open_files(), len(asyncio.all_tasks())
    counts = []
    for _ in range(25):
        await asyncio.gather(*(connector.execute(*LIST) for _ in range(20)))
        counts.append(open_files() - files)
    assert counts[-1] <= counts[4] <= 2 * 21
    await connector.aclose()
    assert await settled(files)
    assert len(asyncio.all_tasks()) <= tasks + 1


async def test_nothing_stays_open_after_failures(connect, emulator):
    emulator.limits.enabled = False
    connector = connect(rate_limits=False)
    files, tasks = open_files(), len(asyncio.all_tasks())
    for number in range(20):
        emulator.faults.add("cut" if number % 2 else "reset", operation="searchOrders")
        call = asyncio.ensure_future(connector.execute(*LIST))
        for _ in range(number * 3):
            await asyncio.sleep(0)
        if number % 3 == 1:
            call.cancel()
        await asyncio.gather(call, return_exceptions=True)
    await connector.aclose()
    assert await settled(files)
    assert len(asyncio.all_tasks()) <= tasks + 1


async def test_a_closed_connector_opens_again_when_it_is_used(wired, amazon):
    amazon.api = lambda _: amazon.json({"order": {}})
    async with wired() as connector:
        await connector.execute(*CALL)
    await connector.execute(*CALL)
    await connector.aclose()
    await connector.aclose()
