"""Products and orders that a user brings along."""

from __future__ import annotations

import re

import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, US, Client

PRODUCTS = [
    {"sku": "MUG", "title": "Mug, blue", "price": 9.5, "stock": 12},
    {"sku": "BOOK", "title": "Notebook", "price": 4, "channel": "MFN", "asin": "B0NOTEBOOK"},
]
ORDERS = [
    {
        "order_id": "111-0000000-0000001",
        "items": [{"sku": "MUG", "quantity": 2}],
        "created": "2026-11-20T10:00:00Z",
        "shipped": "2026-11-21T10:00:00Z",
    },
    {"order_id": "111-0000000-0000002", "items": [{"sku": "BOOK"}, {"sku": "MUG", "price": 8}]},
]


async def test_all_views_show_the_users_own_data():
    client = Client(Emulator(now=NOW, products=PRODUCTS, orders=ORDERS))
    found = (
        await client.get(
            "/orders/2026-01-01/orders", createdAfter="2026-11-01T00:00:00Z", includedData="FULFILLMENT"
        )
    ).json()
    orders = {order["orderId"]: order for order in found["orders"]}
    assert sorted(orders) == ["111-0000000-0000001", "111-0000000-0000002"]
    assert orders["111-0000000-0000001"]["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert orders["111-0000000-0000002"]["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    item = (await client.get("/catalog/2022-04-01/items/B0NOTEBOOK", marketplaceIds=US)).json()
    assert item["summaries"][0]["itemName"] == "Notebook"
    query = {"granularityType": "Marketplace", "granularityId": US, "marketplaceIds": US}
    stock = (await client.get("/fba/inventory/v1/summaries", **query)).json()
    assert [row["sellerSku"] for row in stock["payload"]["inventorySummaries"]] == ["MUG"]
    interval = "2026-11-01T00:00:00Z--2026-11-24T00:00:00Z"
    sales = await client.get(
        "/sales/v1/orderMetrics", marketplaceIds=US, interval=interval, granularity="Total"
    )
    assert sales.json()["payload"][0]["totalSales"] == {"currencyCode": "USD", "amount": "31.00"}


def test_products_without_orders_are_a_seller_without_orders():
    assert Emulator(now=NOW, products=PRODUCTS).seller.world.orders == []


@pytest.mark.parametrize(
    ("products", "orders", "message"),
    [
        ([{"title": "no sku"}], None, "products[0]: 'sku' is missing"),
        ([{"sku": "A", "titel": "x"}], None, "products[0]: there is no field 'titel'. Did you mean 'title'?"),
        ([{"sku": "A"}, {"sku": "A"}], None, "products: the sku 'A' is there twice"),
        ([{"sku": "A", "channel": "FBA"}], None, "products[0]: channel must be AFN or MFN, not 'FBA'"),
        (PRODUCTS, [{"items": [{"sku": "MUGG"}]}], "orders[0].items[0]: there is no product 'MUGG'. Did you mean 'MUG'?"),
        (PRODUCTS, [{"items": []}], "orders[0]: items is empty"),
        (PRODUCTS, [{"items": [{"sku": "MUG"}], "created": "soon"}], "orders[0]: created must be a time such as"),
        (PRODUCTS, [{"items": [{"sku": "MUG"}], "country": "DE"}], "orders[0]: country must be one of US, CA, MX, not 'DE'"),
        (PRODUCTS, ["MUG"], "orders[0] must be a dictionary with 'items', not str"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_at_once(products, orders, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        Emulator(now=NOW, products=products, orders=orders)
