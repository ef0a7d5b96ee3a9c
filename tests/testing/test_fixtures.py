"""What a user writes in a test of their own, run by pytest in a folder of their own."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

CONFTEST = 'pytest_plugins = ["toolspan.testing"]\n'
TEN_LINES = """
from toolspan.testing import drop

def unshipped(connector):
    page = connector.sync.orders.list(created_after="-7d", fulfillment_statuses=["UNSHIPPED"])
    return [order["orderId"] for order in page.data]

def test_orders_are_found_in_spite_of_a_broken_connection(connector, emulator):
    drop(emulator, "orders.list")
    assert unshipped(connector)
    assert len(emulator.requests.matching(operation="searchOrders")) == 2
"""
ASYNC = """
import asyncio
import pytest
from toolspan import OutcomeUnknown
from toolspan.testing import lose

def test_a_lost_answer(connector, emulator):
    lose(emulator, "reports.create")
    with pytest.raises(OutcomeUnknown):
        asyncio.run(connector.reports.create(report_type="GET_MERCHANT_LISTINGS_ALL_DATA"))

@pytest.mark.anyio
async def test_in_a_loop_of_its_own(connector):
    assert (await connector.marketplaces.list()).data

@pytest.fixture
def anyio_backend():
    return "asyncio"
"""
SOCKETS = """
import socket

socket.socket.connect = None  # whoever needs it fails
"""


def test_a_ten_line_test_needs_no_network(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST + SOCKETS)
    pytester.makepyfile(TEN_LINES)
    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=1)


def test_the_fixtures_serve_tests_with_and_without_a_loop(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(ASYNC)
    pytester.runpytest_subprocess("-W", "error").assert_outcomes(passed=2)


def test_a_fixture_of_ones_own_takes_the_place_of_ours(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("""
        import pytest
        from toolspan.emulator import Emulator

        @pytest.fixture
        def emulator():
            return Emulator(seed=3, region="EU")

        def test_it(connector):
            assert connector.sync.marketplaces.list().data[0]["marketplace"]["countryCode"] == "DE"
    """)
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
