"""Faults by the names that users know."""

from __future__ import annotations

import pytest

from toolspan import InvalidInput, NotFound, RateLimited, UpstreamError
from toolspan.emulator import Emulator
from toolspan.testing import connected, drop, fail, throttle

WEEK = {"created_after": "-7d"}


@pytest.fixture(params=["in process", "over sockets"])
async def anywhere(request, emulator):
    """The emulator of the suite, which listens, and one that does not."""
    return emulator if request.param == "over sockets" else Emulator(seed=7)


async def test_a_refusal_is_told_in_the_words_that_were_planned(anywhere):
    fail(anywhere, "orders.list", 400, code="InvalidInput", message="no such day")
    async with connected(anywhere) as connector:
        with pytest.raises(InvalidInput, match="no such day"):
            await connector.execute("orders", "list", WEEK)
        assert (await connector.execute("orders", "list", WEEK)).data


@pytest.mark.parametrize(("plan", "error"), [(drop, UpstreamError), (throttle, RateLimited)])
async def test_a_fault_for_ever_outlasts_all_attempts(anywhere, plan, error):
    plan(anywhere, "orders.list", times=None)
    async with connected(anywhere) as connector:
        with pytest.raises(error):
            await connector.execute("orders", "list", WEEK)


async def test_one_broken_connection_is_got_over(anywhere):
    drop(anywhere, "orders.list")
    async with connected(anywhere) as connector:
        assert (await connector.execute("orders", "list", WEEK)).data
    assert len(anywhere.requests.matching(operation="searchOrders")) == 2


def test_a_composite_fails_at_its_first_step():
    emulator = Emulator(seed=7)
    fail(emulator, "reports.run")
    (planned,) = emulator.faults._faults
    assert planned.operation == "reports_2021-06-30.createReport"


@pytest.mark.parametrize("name", ["order.list", "orders.lst", "orders"])
def test_a_misspelt_operation_is_refused_with_the_closest(name):
    with pytest.raises(NotFound, match="orders"):
        fail(Emulator(seed=7), name)
