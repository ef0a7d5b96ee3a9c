"""From a client id to a seller's orders, through a server."""

from __future__ import annotations

import pytest


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


@pytest.mark.parametrize(
    ("entity", "params"),
    [
        ("reports", {"created_since": "-90d", "report_types": ["GET_MERCHANT_LISTINGS_ALL_DATA"]}),
        ("transactions", {"posted_after": "-180d"}),
    ],
)
async def test_the_longest_period_is_not_too_long_for_having_been_on_its_way(
    served, connector, entity, params
):
    assert (await connector.execute(entity, "list", params)).meta.warnings == []
    async with served.connect() as hosted:
        assert (await hosted.execute(entity, "list", params)).meta.warnings == []
