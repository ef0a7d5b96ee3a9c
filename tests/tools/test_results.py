"""The store of long results: bounded, forgetful, and for one connector only."""

from __future__ import annotations

import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
from toolspan.errors import InvalidInput, NotFound
from toolspan.tools.results import LIFETIME, Kept, ResultStore, dig

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


class Owner:
    """Anything that fetches results."""


@pytest.fixture
def connector() -> Connector:
    return Connector(region="US")


def keep(store: ResultStore, owner: object, clock: Clock, size: int = 10) -> str:
    return store.keep(owner, ["x" * size], CALL, 1_000, clock)


def test_it_forgets_after_a_quarter_of_an_hour_and_tells_the_call(connector):
    store, clock = ResultStore(), Clock()
    handle = keep(store, connector, clock)
    clock.now = LIFETIME
    assert store.find(connector, handle, clock).records == ["x" * 10]
    clock.now = LIFETIME + 1
    with pytest.raises(NotFound) as caught:
        store.find(connector, handle, clock)
    assert caught.value.resume == CALL


def test_it_pushes_out_what_was_read_longest_ago(connector):
    store, clock = ResultStore(room=25), Clock()
    first, second = keep(store, connector, clock), keep(store, connector, clock)
    store.find(connector, first, clock)
    keep(store, connector, clock)
    assert store.find(connector, first, clock)
    with pytest.raises(NotFound):
        store.find(connector, second, clock)


def test_a_connector_that_is_gone_leaves_its_results_to_nobody():
    store, clock = ResultStore(), Clock()
    owner = Owner()
    handle = keep(store, owner, clock)
    number = id(owner)
    del owner
    others = [Owner() for _ in range(200)]
    for other in sorted(others, key=lambda made: id(made) != number):
        with pytest.raises(NotFound) as caught:
            store.find(other, handle, clock)
        assert caught.value.resume is None


def test_handles_are_not_to_be_guessed(connector):
    store, clock = ResultStore(), Clock()
    handles = {keep(store, connector, clock) for _ in range(100)}
    assert len(handles) == 100
    assert min(map(len, handles)) >= 12


def test_keys_and_list_numbers_lead_to_what_stands_there(connector):
    kept = Kept(lambda: connector, ['{"a": [{"b": 1}], "x.y": 2, "x": {"y": 3}}'], CALL, 1_000, 0.0)
    assert dig(kept, "0.a.0.b") == 1
    assert dig(kept, "0.x.y") == 3
    with pytest.raises(InvalidInput):
        dig(kept, "0.a.1")
