"""`data_kiosk.query`: a query is checked, started once, waited for and read; `data_kiosk.schema` shows what can be asked."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from toolspan import DeadlineExceeded, InvalidInput, NotFound, UpstreamError
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
US = "ATVPDKIKX0DER"


def by_date(fields: str = "startDate sales { unitsOrdered }", last: str = "2026-11-20") -> str:
    arguments = f'startDate: "2026-11-01", endDate: "{last}", aggregateBy: DAY, marketplaceIds: ["{US}"]'
    return f"query {{ analytics_salesAndTraffic_2024_04_24 {{ salesAndTrafficByDate({arguments}) {{ {fields} }} }} }}"


@pytest.fixture
async def emulator():
    async with Emulator(now=NOW, limits=False) as running:
        yield running


@pytest.fixture
def connect(emulator):
    def make(**options):
        return AmazonSellerPartnerConnector(
            AmazonSellerPartnerAuthConfig(**emulator.credentials),
            region="US",
            base_url=emulator.url,
            token_url=emulator.token_url,
            clock=emulator.clock,
            rate_limits=False,
            **options,
        )

    return make


def sent(emulator):
    return emulator.requests.matching(operation="createQuery")


async def test_the_rows_of_a_query_equal_the_orders(emulator, connect):
    async with connect() as connector:
        page = await connector.execute("data_kiosk", "query", {"query": by_date()}, timeout=300)
    world = emulator.seller.world
    sold = sum(
        item.quantity
        for order in world.visible_orders(emulator.clock.time())
        if order.marketplace.country == "US"
        and order.priced(emulator.clock.time())
        and "2026-11-01" <= str(datetime.fromtimestamp(order.created, UTC).date()) <= "2026-11-20"
        for item in order.items
    )
    assert len(page.data) == 20
    assert sum(row["sales"]["unitsOrdered"] for row in page.data) == sold
    assert page.meta.query_id


async def test_rows_come_in_pages_of_one_query(emulator, connect):
    async with connect() as connector:
        rows = [
            row async for row in connector.iterate("data_kiosk", "query", {"query": by_date(), "limit": 6})
        ]
    assert [row["startDate"] for row in rows] == [f"2026-11-{day:02d}" for day in range(1, 21)]
    assert len(sent(emulator)) == 1


async def test_a_query_that_is_not_done_in_time_is_resumed_and_not_started_again(emulator, connect):
    async with connect() as connector:
        with pytest.raises(DeadlineExceeded) as caught:
            await connector.execute("data_kiosk", "query", {"query": by_date()}, timeout=10)
        resume = caught.value.resume
        assert resume["params"].keys() == {"query_id"}
        emulator.clock.advance(120)
        page = await connector.execute(**resume)
    assert len(page.data) == 20
    assert len(sent(emulator)) == 1


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (by_date("startDate sales { unitsOrderd }"), "Did you mean 'unitsOrdered'"),
        (by_date("startDate sales"), "must have a selection of subfields"),
        (by_date().replace("aggregateBy: DAY, ", ""), "aggregateBy"),
        (by_date().replace("DAY", "HOUR"), "HOUR"),
        (by_date()[:-1], "Syntax Error"),
        ("query { nothing }", "names no data set. The data sets are: analytics_salesAndTraffic_2024_04_24"),
        (
            by_date().replace("salesAndTraffic_2024", "salesAndTraffik_2024"),
            "analytics_salesAndTraffic_2024_04_24",
        ),
        ("query { analytics_vendorAnalytics_2024_09_30 { x } }", 'account_type="vendor"'),
        ("query { " + "x " * 5000 + "}", "8,000|8000"),
    ],
)
async def test_a_wrong_query_is_refused_before_it_is_sent(emulator, connect, query, message):
    async with connect() as connector:
        with pytest.raises(InvalidInput, match=message):
            await connector.execute("data_kiosk", "query", {"query": query})
    assert not emulator.requests


async def test_without_graphql_core_the_query_goes_out_and_the_page_says_that_it_was_not_checked(
    connect, monkeypatch
):
    monkeypatch.setitem(sys.modules, "graphql", None)
    async with connect() as connector:
        page = await connector.execute("data_kiosk", "query", {"query": by_date()}, timeout=300)
    assert "toolspan[data-kiosk]" in page.meta.warnings[0]
    assert len(page.data) == 20


async def test_a_query_that_amazon_cannot_answer_says_why(connect):
    economics = (
        'query { analytics_economics_2024_03_15 { economics(startDate: "2026-11-01", endDate: "2026-11-02", '
        f'aggregateBy: {{ date: DAY, productId: MSKU }}, marketplaceIds: ["{US}"]) {{ msku }} }} }}'
    )
    async with connect() as connector:
        with pytest.raises(UpstreamError, match="data of analytics_salesAndTraffic") as caught:
            await connector.execute("data_kiosk", "query", {"query": economics}, timeout=300)
    assert not caught.value.retryable


async def test_the_schema_is_read_in_portions(connect):
    async with connect() as connector:
        datasets = await connector.execute("data_kiosk", "schema")
        assert [row["dataset"] for row in datasets.data] == [
            "analytics_salesAndTraffic_2024_04_24",
            "analytics_economics_2024_03_15",
        ]
        name = datasets.data[0]["dataset"]
        queries = await connector.execute("data_kiosk", "schema", {"dataset": name})
        assert "salesAndTrafficByDate(aggregateBy: DateGranularity!" in queries.one["graphql"]
        assert "ByDateSales" in queries.one["types"]
        one = await connector.execute("data_kiosk", "schema", {"dataset": name, "type": "ByDateSales"})
        assert "unitsOrdered: Long!" in one.one["graphql"]
        with pytest.raises(NotFound, match='Did you mean "ByDateSales"'):
            await connector.execute("data_kiosk", "schema", {"dataset": name, "type": "ByDateSale"})
    async with connect(account_type="vendor") as vendor:
        assert len((await vendor.execute("data_kiosk", "schema")).data) == 3
