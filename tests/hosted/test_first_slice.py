"""From a client id to a seller's orders, through a server."""

from __future__ import annotations


async def test_a_client_that_holds_no_seller_credentials_reads_orders(served):
    async with served.connect() as connector:
        page = await connector.orders.list(created_after="-30d", max_results_per_page=5)
        one = await connector.orders.get(order_id=page.data[0]["orderId"])
    assert len(page.data) == 5
    assert one.one["orderId"] == page.data[0]["orderId"]
    assert page.meta.next_params["pagination_token"]


async def test_iterating_gives_the_records_of_all_pages(served):
    async with served.connect() as connector:
        ids = [
            order["orderId"]
            async for order in connector.orders.iterate(created_after="-30d", max_results_per_page=20)
        ]
    assert len(ids) == len(set(ids)) > 20
