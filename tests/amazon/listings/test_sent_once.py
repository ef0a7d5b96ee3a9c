"""The same request is the same write, however its parameters were written."""

from __future__ import annotations

import pytest

from .conftest import US


def patch(quantity, **more):
    value = [{"fulfillment_channel_code": "DEFAULT", "quantity": quantity}]
    change = {"op": "replace", "path": "/attributes/fulfillment_availability", "value": value}
    return {"sku": "MUG-001", "product_type": "DRINKING_CUP", "patches": [change], **more}


def sent(emulator):
    return [r for r in emulator.requests if r.method == "PATCH"]


@pytest.mark.parametrize("spelt", ["marketplace", "country", "seller", "wire"])
async def test_a_default_that_is_spelt_out_makes_no_other_write(connector, emulator, spelt):
    other = {
        "marketplace": patch(1, marketplace_ids=[US]),
        "country": patch(1, marketplace_ids="us"),
        "seller": patch(1, seller_id=emulator.seller_id),
        "wire": {**patch(1), "marketplaceIds": US, "sellerId": emulator.seller_id},
    }
    first = await connector.execute("listings_items", "patch", patch(1))
    again = await connector.execute("listings_items", "patch", other[spelt])
    assert len(sent(emulator)) == 1
    assert (again.meta.replayed, again.data) == (True, first.data)


async def test_a_message_to_a_buyer_goes_out_once_with_and_without_its_marketplace(connector, emulator):
    order = (await connector.orders.list(created_after="-30d")).data[0]["orderId"]
    for more in ({}, {"marketplace_ids": ["US"]}, {"marketplace_ids": [US]}):
        await connector.execute(
            "messaging", "unexpected_problem", {"amazon_order_id": order, "text": "Hello", **more}
        )
    assert len([r for r in emulator.requests if "/messaging/" in r.path and r.method == "POST"]) == 1


async def test_a_key_goes_with_the_request_and_not_with_its_spelling(connector, emulator):
    for more in ({}, {"marketplace_ids": [US]}):
        await connector.execute("listings_items", "patch", patch(1, **more), idempotency_key="k")
    assert len(sent(emulator)) == 1


async def test_another_marketplace_is_another_write(connector, emulator):
    for more in ({}, {"marketplace_ids": ["CA"]}):
        await connector.execute("listings_items", "patch", patch(1, **more))
    assert len(sent(emulator)) == 2


async def test_going_back_and_forth_is_seen_whoever_spells_out_the_seller(connector, emulator):
    seller = {"seller_id": emulator.seller_id}
    for given in (patch(1), patch(2, **seller), patch(1)):
        await connector.execute("listings_items", "patch", given)
    assert len(sent(emulator)) == 3
