"""The store of long results: bounded, forgetful, and for one connector only."""

from __future__ import annotations

import gc
import weakref

import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
from toolspan.contract import StoredResult
from toolspan.errors import InvalidInput, NotFound
from toolspan.runtime.results import LIFETIME, MemoryResultStore, results_of
from toolspan.tools.results import dig

CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-30d"}}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float, /) -> None:
        self.now += seconds


RESULT = StoredResult(["x" * 10], CALL, 1_000)


async def test_it_forgets_after_a_quarter_of_an_hour_and_tells_the_call():
    clock = Clock()
    store = MemoryResultStore(clock)
    await store.put("account", "handle", RESULT)
    clock.now = LIFETIME
    assert await store.get("account", "handle") == RESULT
    clock.now = LIFETIME + 1
    assert await store.get("account", "handle") == StoredResult(None, CALL, 1_000)


async def test_it_pushes_out_what_was_read_longest_ago():
    store = MemoryResultStore(Clock(), room=25)
    await store.put("account", "first", RESULT)
    await store.put("account", "second", RESULT)
    await store.get("account", "first")
    await store.put("account", "third", RESULT)
    assert (await store.get("account", "first")).records
    assert (await store.get("account", "second")).records is None


async def test_one_account_never_reads_the_results_of_another():
    store = MemoryResultStore(Clock())
    await store.put("account", "handle", RESULT)
    assert await store.get("other", "handle") is None


@pytest.mark.parametrize("gone", [None, StoredResult(None, CALL, 1_000)])
async def test_a_late_reader_is_told_which_call_to_repeat(gone):
    class Forgetful:
        async def put(self, owner, handle, result, /):
            pass

        async def get(self, owner, handle, /):
            return gone

    with pytest.raises(NotFound) as caught:
        await Connector(region="US", results=Forgetful()).execute("results", "read_more", {"handle": "h"})
    assert caught.value.resume == (CALL if gone else None)


def test_a_store_does_not_keep_its_clock_alive():
    clock = Clock()
    kept = weakref.ref(results_of(clock))
    assert results_of(clock) is kept()
    del clock
    gc.collect()
    assert kept() is None


def test_keys_and_list_numbers_lead_to_what_stands_there():
    stored = StoredResult(['{"a": [{"b": 1}], "x.y": 2, "x": {"y": 3}}'], CALL, 1_000)
    assert dig(stored, "0.a.0.b") == 1
    assert dig(stored, "0.x.y") == 3
    with pytest.raises(InvalidInput):
        dig(stored, "0.a.1")
