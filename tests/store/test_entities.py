"""The other entities of a store, against what the emulator's seller has."""

from datetime import UTC, datetime

import pytest

from toolspan.connectors.amazon_seller_partner.replication import report_rows
from toolspan.emulator.reports.traffic import buy_box_share
from toolspan.emulator.seller.stock import stock_in
from toolspan.store.points import FETCHED

from .truth import SINCE, money, rows

US = ["ATVPDKIKX0DER"]


class KilledError(Exception):
    """Ends a run as a kill does."""


async def test_stock_is_a_snapshot_of_each_day_and_marketplace(connect, emulator):
    connector = connect()
    for _ in range(2):
        await connector.store.sync(["inventory"])
        await connector.store.sync(["inventory"])  # within the hour: nothing is read again
        emulator.clock.advance(86400)
    assert len(emulator.requests.matching(operation="getInventorySummaries")) == 2 * 3 * 2
    days = rows(
        connector,
        "SELECT day, count(*), count(DISTINCT (marketplace_id, sku)) FROM inventory GROUP BY 1 ORDER BY 1",
    )
    world = emulator.seller.world
    count = sum(len(list(stock_in(world, place, emulator.clock.time()))) for place in world.marketplaces)
    assert [(str(day), *counts) for day, *counts in days] == [
        ("2026-11-20", count, count),
        ("2026-11-21", count, count),
    ]
    (held,) = await connector.store.coverage()
    assert held.starts == held.ends == held.as_of


async def test_listings_are_those_of_now_and_products_follow_them(connect, emulator):
    connector = connect()
    await connector.store.sync(["listings", "catalog_items"])
    skus = {row[0] for row in rows(connector, "SELECT sku FROM listings WHERE currency = 'USD'")}
    assert skus == {product.sku for product in emulator.seller.world.products}
    assert rows(connector, "SELECT count(DISTINCT asin) FROM listings") == rows(
        connector, "SELECT count(*) FROM catalog_items WHERE title <> ''"
    )


async def test_settlements_reconcile_to_the_cent_and_are_read_once(connect, emulator):
    connector = connect()
    await connector.store.sync(["settlements"])
    sums = rows(
        connector,
        "SELECT s.settlement_id, max(s.total) - sum(l.amount) FROM settlements s "
        "JOIN settlement_lines l USING (settlement_id) GROUP BY 1",
    )
    assert len(sums) > 3
    assert {difference for _, difference in sums} == {0}
    before = len(emulator.requests.matching(operation="getReportDocument"))
    await connector.store.sync(["settlements"])
    assert len(emulator.requests.matching(operation="getReportDocument")) == before


async def test_payout_periods_become_closed_in_the_store_too(connect, emulator):
    connector = connect()
    await connector.store.sync(["financial_event_groups"], since=SINCE)
    emulator.clock.advance(20 * 86400)
    await connector.store.sync(["financial_event_groups"])
    periods = emulator.seller.world.periods(emulator.clock.time())
    wanted = {p.group_id for p in periods if p.start >= datetime.fromisoformat(SINCE).timestamp()}
    held = rows(connector, "SELECT group_id, status FROM financial_event_groups")
    assert {group for group, _ in held} == wanted
    assert sum(status == "Open" for _, status in held) == len(emulator.seller.world.marketplaces)


async def test_returns_are_those_of_refunded_orders_that_amazon_fulfils(connect, emulator):
    connector = connect()
    await connector.store.sync(["returns"], since=SINCE)
    emulator.clock.advance(30 * 86400)
    await connector.store.sync(["returns"])
    start, now = datetime.fromisoformat(SINCE).timestamp(), emulator.clock.time() - 120
    wanted = [
        (o.order_id, o.refund.item.quantity, o.return_reason)
        for o in emulator.seller.world.visible_orders(emulator.clock.time())
        if o.channel == "AFN" and o.refund and start <= o.refund.refunded < now
    ]
    assert sorted(rows(connector, "SELECT order_id, quantity, reason FROM returns")) == sorted(wanted)


async def test_traffic_is_by_day_marketplace_and_product_and_only_where_asked_for(connect, emulator):
    connector = connect()
    await connector.store.sync(["traffic"], since="-7d")
    world, wanted = emulator.seller.world, {}
    starts, ends = (datetime(2026, 11, day, tzinfo=UTC).timestamp() for day in (13, 17))
    for order in world.orders_between(starts, ends - 1):
        for item in order.items if order.priced(emulator.clock.time()) else ():
            day = datetime.fromtimestamp(order.created, UTC).date()
            key = day, order.marketplace.marketplace_id, item.product.asin
            units, sales, _ = wanted.get(key, (0, 0, 0))
            share = buy_box_share(item.product.asin, day.isoformat())
            wanted[key] = units + item.quantity, sales + money(item.price, order.currency), share
    held = rows(connector, "SELECT day, marketplace_id, asin, units, sales, buy_box_percentage FROM traffic")
    assert {row[:3]: row[3:] for row in held} == wanted
    assert len({share for _, _, share in wanted.values()}) > 1
    assert "traffic" not in {plan.entity for plan in await connector.store.plan()}


async def test_a_request_that_is_repeated_after_a_kill_costs_no_cool_down(connect, emulator, monkeypatch):
    """A run that is ended before it has written down a report's id requests the same period again."""
    before, fetched = emulator.clock.time(), iter(range(99))

    def kill(point):
        if point == FETCHED and next(fetched) == 2:  # of a period without returns, which Amazon cancels
            raise KilledError

    monkeypatch.setattr("toolspan.store.points.listener", kill)
    async with connect() as connector:
        with pytest.raises(KilledError):
            await connector.store.sync(["returns"], since=SINCE)
        report = await connector.store.sync(["returns"])
        assert report.warnings == []
        (held,) = await connector.store.coverage()
    assert held.starts == datetime.fromisoformat(SINCE)
    assert emulator.clock.time() - before < 1800
    periods = [each.json()["dataStartTime"] for each in emulator.requests.matching(operation="createReport")]
    assert len(periods) > len(set(periods))


async def test_a_repeated_report_that_amazon_cancels_is_that_of_the_first_request(connect, emulator):
    async with connect() as connector:
        params = {"report_type": "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA", "marketplace_ids": US}
        params |= {"data_start_time": "2026-06-01", "data_end_time": "2026-11-01"}
        ids = [(await connector.execute("reports", "create", params)).one["reportId"] for _ in range(2)]
        emulator.clock.advance(1)
        ids.append((await connector.execute("reports", "create", params)).one["reportId"])
        await connector.execute("reports", "cancel", {"report_id": ids[-1]})
        found = [row async for row in report_rows(connector, ids[-1])]
        assert found
        assert found == [row async for row in report_rows(connector, ids[0])]
