"""A seller with a million orders in two years, of which only those are made that somebody looks at."""

from datetime import timedelta

import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, US
from .test_orders import NEW, at
from .test_reports import table

FILE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_{}_GENERAL"


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False, orders_in_two_years=1_000_000)


def stamp(**ago):
    return (NOW - timedelta(**ago)).isoformat()


async def searched(client, **query):
    query |= {"marketplaceIds": US, "includedData": "PROCEEDS"}
    pages = await client.pages(NEW, "paginationToken", "pagination.nextToken", **query)
    return [order for page in pages for order in page["orders"]]


async def test_a_million_orders_are_spread_over_two_years(client):
    world = client.emulator.seller.world
    assert abs(len(world.visible_orders(NOW.timestamp())) - 1_000_000) < 10
    day = world.orders_between(NOW.timestamp() - 86400, NOW.timestamp())
    assert abs(len(day) - 1_000_000 / 729) < 10
    assert len({order.order_id for order in day}) == len(day)
    assert [order.created for order in day] == sorted(order.created for order in day)


async def test_an_order_is_the_same_in_every_period_and_by_its_id(client):
    long = {
        order["orderId"]: order
        for order in await searched(client, createdAfter=at(hours=6), createdBefore=at(hours=2))
    }
    short = await searched(client, createdAfter=at(hours=5), createdBefore=at(hours=4))
    assert 10 < len(short) < len(long)
    assert all(long[order["orderId"]] == order for order in short)
    one = (await client.get(f"{NEW}/{short[0]['orderId']}", includedData="PROCEEDS")).json()["order"]
    assert one == short[0]
    assert (await client.get(f"{NEW}/902-0000000-0000001")).status_code == 404


@pytest.mark.parametrize(
    ("how", "bounds"),
    [
        ("ORDER_DATE", {"createdAfter": at(hours=9), "createdBefore": at(hours=3)}),
        ("LAST_UPDATE", {"lastUpdatedAfter": at(hours=9), "lastUpdatedBefore": at(hours=3)}),
    ],
)
async def test_a_report_has_the_lines_of_the_orders_that_the_search_gives(client, how, bounds):
    client.emulator.reports.queue_seconds = client.emulator.reports.progress_seconds = 0
    pages = await searched(client, **bounds)
    lines = await table(client, FILE.format(how), dataStartTime=stamp(hours=9), dataEndTime=stamp(hours=3))
    assert sorted((line["amazon-order-id"], line["sku"]) for line in lines) == sorted(
        (order["orderId"], item["product"]["sellerSku"]) for order in pages for item in order["orderItems"]
    )


async def test_an_order_that_was_changed_late_is_found_by_its_last_change(client):
    world = client.emulator.seller.world
    old = next(
        o for o in world.orders_between(NOW.timestamp() - 90 * 86400, NOW.timestamp()) if not o.cancelled
    )
    changed = world.order(old.order_id, NOW.timestamp())
    changed.shipments = (*changed.shipments[:-1],)
    assert changed.cancel(NOW.timestamp() - 3600) or changed.ship(NOW.timestamp() - 3600, "UPS", "1Z")
    (found,) = [
        o
        for o in world.updated_between(NOW.timestamp() - 4000, NOW.timestamp(), NOW.timestamp())
        if o.order_id == old.order_id
    ]
    assert found is changed


async def test_the_count_of_orders_leaves_out_what_was_cancelled(client):
    answer = await client.get(
        "/sales/v1/orderMetrics",
        marketplaceIds=US,
        interval=f"{stamp(days=2)}--{stamp(days=1)}",
        granularity="Total",
    )
    (day,) = answer.json()["payload"]
    world = client.emulator.seller.world
    now = NOW.timestamp()
    counted = [
        order
        for order in world.orders_between(now - 2 * 86400, now - 86400 - 1)
        if order.marketplace.marketplace_id == US and order.status(now) != "CANCELLED"
    ]
    assert day["orderCount"] == len(counted)
    assert day["unitCount"] == sum(item.quantity for order in counted for item in order.items)


def test_more_orders_than_there_are_ids_are_refused():
    with pytest.raises(ValueError, match="5,000,000 orders"):
        Emulator(orders_in_two_years=9_000_000)
