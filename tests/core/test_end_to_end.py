"""The main job in one breath: a seller's orders, from the emulator, through the connector."""

from __future__ import annotations


async def test_a_seller_can_list_orders_and_read_one(connector):
    page = await connector.execute("orders", "list", {"created_after": "-30d", "max_results_per_page": 5})
    assert len(page.data) == 5
    assert page.meta.has_more
    order = await connector.execute("orders", "get", {"order_id": page.data[0]["orderId"]})
    assert order.one["orderId"] == page.data[0]["orderId"]


async def test_all_pages_can_be_read_with_a_relative_date(connector):
    ids = [
        order["orderId"]
        async for order in connector.iterate(
            "orders", "list", {"created_after": "-60d", "max_results_per_page": 10}
        )
    ]
    assert len(ids) == len(set(ids)) > 20
