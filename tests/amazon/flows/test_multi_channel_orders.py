"""Multi-channel orders: Amazon ships FBA stock for another shop, once for each of its order ids."""

from __future__ import annotations

import time

import pytest
from tests.adapters.approval_drivers import DESKS
from tests.adapters.drivers import FRAMEWORKS

from toolspan import InvalidInput, OutcomeUnknown, Policy
from toolspan.journal import SQLiteJournal
from toolspan.testing.bench import parsed

from .conftest import ADDRESS, WRITES, fulfilled_by
from .killing import killed_in_a_write

ORDERS = "/fba/outbound/2020-07-01/fulfillmentOrders"


def order(emulator, order_id="SHOP-1001", units=2):
    item = {
        "seller_sku": fulfilled_by(emulator, "AFN"),
        "seller_fulfillment_order_item_id": "1",
        "quantity": units,
    }
    return {
        "seller_fulfillment_order_id": order_id,
        "displayable_order_id": order_id,
        "displayable_order_date": "2026-11-24T05:00:00Z",
        "displayable_order_comment": "Thank you for your order",
        "shipping_speed_category": "Standard",
        "destination_address": {**ADDRESS, "state_or_region": "NV"},
        "items": [item],
    }


def made(emulator):
    return [each for each in emulator.requests.matching(method="POST", path=ORDERS) if each.path == ORDERS]


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_an_agent_makes_an_order_once_a_person_says_yes(framework, connect, emulator):
    arguments = {"entity": "multi_channel_orders", "action": "create", "params": order(emulator)}
    async with connect(policy=Policy(writes=["multi_channel_orders.create"])) as connector:
        desk = await DESKS[framework]().ask(connector.tools(framework), arguments)
        assert made(emulator) == []
        await desk.answer(yes=False)
        assert made(emulator) == []
        desk = await DESKS[framework]().ask(connector.tools(framework), arguments)
        parsed(await desk.answer())
        got = await connector.multi_channel_orders.get(seller_fulfillment_order_id="SHOP-1001")
    assert got.one["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Received"
    assert len(made(emulator)) == 1


async def test_an_order_is_previewed_shipped_and_tracked(connector, emulator):
    orders, wanted = connector.multi_channel_orders, order(emulator)
    preview = await orders.preview(address=wanted["destination_address"], items=wanted["items"])
    assert {each["isFulfillable"] for each in preview.data} == {True}
    await orders.create(**wanted)
    emulator.clock.advance(3 * 3600)
    (shipment,) = (await orders.get(seller_fulfillment_order_id="SHOP-1001")).one["fulfillmentShipments"]
    number = shipment["fulfillmentShipmentPackage"][0]["packageNumber"]
    assert (await orders.tracking(package_number=number)).one["currentStatus"] == "IN_TRANSIT"
    with pytest.raises(InvalidInput, match="Complete"):
        await orders.cancel(seller_fulfillment_order_id="SHOP-1001")


async def test_after_a_kill_an_order_that_amazon_has_is_found_by_its_id(emulator, connect, tmp_path):
    journal, params = tmp_path / "writes.db", order(emulator)
    await killed_in_a_write(emulator, journal, "multi_channel_orders.create", params, ORDERS)
    emulator.clock.advance(time.time() - emulator.clock.time() + 120)  # past the time that the child had
    for _ in range(2):
        async with connect(policy=WRITES, journal=SQLiteJournal(journal)) as connector:
            page = await connector.multi_channel_orders.create(**params)
    assert page.one["fulfillmentOrder"]["sellerFulfillmentOrderId"] == "SHOP-1001"
    assert page.meta.replayed
    assert len(made(emulator)) == 1
    assert list(emulator.seller.world.multichannel) == ["SHOP-1001"]


async def test_an_order_in_doubt_that_amazon_does_not_have_is_sent_again(connector, emulator):
    emulator.faults.add("reset", method="POST", path=ORDERS)
    with pytest.raises(OutcomeUnknown) as caught:
        await connector.multi_channel_orders.create(**order(emulator))
    assert "multi_channel_orders.get" in caught.value.hint
    emulator.seller.world.multichannel.clear()
    page = await connector.multi_channel_orders.create(**order(emulator))
    assert "did not find it" in page.meta.warnings[-1]
    assert list(emulator.seller.world.multichannel) == ["SHOP-1001"]


async def test_an_order_whose_answer_was_lost_is_not_made_twice(connector, emulator):
    emulator.faults.add("lost", method="POST", path=ORDERS)
    with pytest.raises(OutcomeUnknown):
        await connector.multi_channel_orders.create(**order(emulator))
    page = await connector.multi_channel_orders.create(**order(emulator))
    assert "shows that it was carried out" in page.meta.warnings[-1]
    assert len(made(emulator)) == 1


async def test_where_nobody_can_look_the_doubt_stays_and_nothing_is_sent(connector, emulator):
    emulator.faults.add("lost", method="POST", path=ORDERS)
    with pytest.raises(OutcomeUnknown):
        await connector.multi_channel_orders.create(**order(emulator))
    emulator.faults.add("status", status=403, method="GET", path=ORDERS, times=None)
    with pytest.raises(OutcomeUnknown, match="not sent again"):
        await connector.multi_channel_orders.create(**order(emulator))
    assert len(made(emulator)) == 1


async def test_another_order_under_the_same_id_is_refused_by_amazon(connector, emulator):
    await connector.multi_channel_orders.create(**order(emulator))
    with pytest.raises(InvalidInput, match="already in use"):
        await connector.multi_channel_orders.create(**order(emulator, units=3))
