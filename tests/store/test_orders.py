"""Orders and their lines, replicated from the emulator."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.emulator import Emulator
from toolspan.store.duckdb_file import opened

Connect = Callable[..., AmazonSellerPartnerConnector]
SINCE = "2026-06-01T00:00:00Z"


def rows(connector: AmazonSellerPartnerConnector, sql: str) -> list[tuple[Any, ...]]:
    with opened(connector.store.path, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def expected(emulator: Emulator, since: str = SINCE) -> dict[str, Any]:
    start = datetime.fromisoformat(since).timestamp()
    orders = emulator.seller.world.visible_orders(emulator.clock.time())
    return {o.order_id: o for o in orders if o.created >= start and o.marketplace.country == "US"}


async def test_every_order_and_line_is_held_as_the_api_gives_it(connect: Connect, emulator: Emulator):
    connector = connect()
    counts = await connector.store.sync(since=SINCE)
    orders = expected(emulator)
    assert counts["orders"] == len(orders) > 100
    now = emulator.clock.time()
    held = rows(connector, "SELECT order_id, status, total FROM orders")
    assert {row[0]: row[1:] for row in held} == {
        o.order_id: (o.status(now), Decimal(o.total) / 100 if o.priced(now) else None)
        for o in orders.values()
    }
    lines = rows(
        connector, "SELECT order_id, order_item_id, sku, quantity FROM order_items ORDER BY order_id, line"
    )
    assert lines == [
        (o.order_id, i.item_id, i.product.sku, i.quantity) for _, o in sorted(orders.items()) for i in o.items
    ]


async def test_a_second_sync_reads_what_has_changed_and_no_order_is_held_twice(
    connect: Connect, emulator: Emulator
):
    connector = connect()
    await connector.store.sync(since=SINCE)
    emulator.clock.advance(3 * 86400)
    counts = await connector.store.sync()
    assert 0 < counts["orders"] < 60
    orders, now = expected(emulator), emulator.clock.time()
    held = rows(connector, "SELECT order_id, status FROM orders")
    assert sorted(held) == sorted((o.order_id, o.status(now)) for o in orders.values())
    assert rows(connector, "SELECT count(*) FROM order_items") == [
        (sum(len(o.items) for o in orders.values()),)
    ]


async def test_coverage_says_from_when_to_when_and_as_of_when(connect: Connect, emulator: Emulator):
    connector = connect()
    await connector.store.sync(since=SINCE)
    (held,) = [each for each in await connector.store.coverage() if each.entity == "orders"]
    now = datetime.fromtimestamp(emulator.clock.time(), UTC)
    assert held.starts == datetime.fromisoformat(SINCE)
    assert now - held.ends == timedelta(seconds=120)
