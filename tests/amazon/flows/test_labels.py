"""Buying labels: the file for programs, its size for models, and what becomes of a purchase in doubt."""

from __future__ import annotations

import json
import time

import pytest
from tests.adapters.approval_drivers import DESKS
from tests.adapters.drivers import FRAMEWORKS

from toolspan import InvalidInput, NotFound, OutcomeUnknown, Page, Policy, UpstreamError
from toolspan.connectors.amazon_seller_partner.labels import label_files
from toolspan.emulator.seller.orders import UNSHIPPED
from toolspan.journal import SQLiteJournal
from toolspan.testing.bench import parsed

from .conftest import ADDRESS, NOW, WRITES
from .killing import killed_in_a_write

V2, MERCHANT = "/shipping/v2/shipments", "/mfn/v0/shipments"
KEY = "x-amzn-idempotencykey"
STARTS = {"PNG": b"\x89PNG", "PDF": b"%PDF", "ZPL": b"^XA"}


def order_to_ship(emulator):
    world = emulator.seller.world
    now = NOW.timestamp()
    return next(
        one for one in world.visible_orders(now) if one.channel == "MFN" and one.status(now) == UNSHIPPED
    )


def details(emulator, form="ZPL203"):
    order = order_to_ship(emulator)
    return {
        "amazon_order_id": order.order_id,
        "item_list": [{"order_item_id": order.items[0].item_id, "quantity": 1}],
        "ship_from_address": {**ADDRESS, "email": "a@example.com", "phone": "1"},
        "package_dimensions": {"length": 10, "width": 8, "height": 4, "unit": "inches"},
        "weight": {"value": 20, "unit": "oz"},
        "shipping_service_options": {
            "delivery_experience": "DeliveryConfirmationWithoutSignature",
            "carrier_will_pick_up": False,
            "label_format": form,
        },
    }


def merchant_purchase(emulator, form="ZPL203"):
    return {"shipment_request_details": details(emulator, form), "shipping_service_id": "UPS_PTP_GND"}


async def purchase_of(connector, emulator, form="PNG"):
    """Return the parameters of a purchase at the first rate."""
    package = {
        "package_client_reference_id": "box-1",
        "dimensions": {"length": 10, "width": 8, "height": 4, "unit": "INCH"},
        "weight": {"value": 2, "unit": "POUND"},
        "insured_value": {"value": 0, "unit": "USD"},
        "items": [{"quantity": 1, "item_identifier": "1"}],
    }
    channel = {
        "channel_type": "AMAZON",
        "amazon_order_details": {"order_id": order_to_ship(emulator).order_id},
    }
    ship_from = {**ADDRESS, "state_or_region": "NV"}
    rated = await connector.amazon_shipping.rates(
        ship_from=ship_from, packages=[package], channel_details=channel
    )
    return {
        "request_token": rated.one["requestToken"],
        "rate_id": rated.one["rates"][0]["rateId"],
        "requested_document_specification": {
            "format": form,
            "size": {"length": 6, "width": 4, "unit": "INCH"},
            "need_file_joining": False,
            "requested_document_types": ["LABEL"],
        },
    }


def sent(emulator, path):
    return emulator.requests.matching(method="POST", path=path)


def purchases(emulator):
    return [each for each in sent(emulator, V2) if each.path == V2]


@pytest.mark.parametrize("form", STARTS)
async def test_a_bought_label_is_a_file_for_programs_and_can_be_printed_again(
    connector, emulator, tmp_path, form
):
    page = await connector.amazon_shipping.purchase(**await purchase_of(connector, emulator, form))
    (label,) = label_files(page)
    assert (label.kind, label.format, label.package) == ("LABEL", form, "box-1")
    label.save(tmp_path / "label")
    assert (tmp_path / "label").read_bytes() == label.data
    assert label.data.startswith(STARTS[form])
    again = await connector.amazon_shipping.documents(
        shipment_id=page.one["shipmentId"], package_client_reference_id="box-1", format=form
    )
    assert label_files(again) == [label]


@pytest.mark.parametrize(("asked", "form"), [("ZPL203", "ZPL"), ("PNG", "PNG"), ("PDF", "PDF")])
async def test_a_label_of_merchant_fulfillment_is_unpacked(connector, emulator, asked, form):
    page = await connector.shipping_labels.create(**merchant_purchase(emulator, asked))
    (label,) = label_files(page)
    assert label.format == form
    assert label.data.startswith(STARTS[form])
    again = await connector.shipping_labels.get(shipment_id=page.one["ShipmentId"])
    assert label_files(again) == [label]


@pytest.mark.parametrize("content", ["no base64!", "H4sIAAAAAAAA"])
def test_a_label_that_cannot_be_decoded_says_how_to_get_it_again(content):
    page = Page(data=[{"Label": {"FileContents": {"Contents": content, "FileType": "image/png"}}}])
    with pytest.raises(UpstreamError, match="cannot be decoded") as caught:
        label_files(page)
    assert "nothing need be bought again" in caught.value.hint


def test_an_answer_without_labels_holds_no_files():
    assert label_files(Page(data=[{"shipmentId": "1"}, {}])) == []


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_an_agent_buys_a_label_once_a_person_says_yes_and_sees_its_size(framework, connect, emulator):
    async with connect(policy=Policy(writes=["amazon_shipping.purchase"])) as connector:
        params = await purchase_of(connector, emulator)
        arguments = {"entity": "amazon_shipping", "action": "purchase", "params": params}
        desk = await DESKS[framework]().ask(connector.tools(framework), arguments)
        assert purchases(emulator) == []
        await desk.answer(yes=False)
        assert purchases(emulator) == []
        desk = await DESKS[framework]().ask(connector.tools(framework), arguments)
        seen = parsed(await desk.answer())
        text = json.dumps(seen)
        again = await connector.amazon_shipping.purchase(**params)
    assert len(purchases(emulator)) == 1
    assert " bytes, not shown here" in text
    assert "label_files(page)" in text
    assert "iVBOR" not in text  # how a PNG begins in base64
    assert again.meta.replayed
    assert label_files(again)[0].format == "PNG"  # the journal holds the answer as it came


async def test_after_a_kill_a_purchase_is_sent_again_under_its_own_key_and_bought_once(
    emulator, connect, tmp_path
):
    journal = tmp_path / "writes.db"
    async with connect() as reader:
        params = await purchase_of(reader, emulator)
    await killed_in_a_write(emulator, journal, "amazon_shipping.purchase", params, V2)
    assert len(emulator.seller.world.labels) == 1
    emulator.clock.advance(time.time() - emulator.clock.time() + 120)  # past the time that the child had
    async with connect(policy=WRITES, journal=SQLiteJournal(journal)) as connector:
        page = await connector.amazon_shipping.purchase(**params)
    first, second = purchases(emulator)
    assert first.header(KEY) == second.header(KEY)
    assert list(emulator.seller.world.labels) == [page.one["shipmentId"]]


async def test_a_lost_answer_to_a_purchase_gives_the_same_shipment(connector, emulator):
    params = await purchase_of(connector, emulator)
    emulator.faults.add("lost", method="POST", path=V2)
    page = await connector.amazon_shipping.purchase(**params)
    assert list(emulator.seller.world.labels) == [page.one["shipmentId"]]
    assert len({each.header(KEY) for each in purchases(emulator)}) == 1


async def test_two_purchases_have_two_keys(connector, emulator):
    for _ in range(2):
        await connector.amazon_shipping.purchase(**await purchase_of(connector, emulator))
    assert len({each.header(KEY) for each in purchases(emulator)}) == 2


async def test_no_caller_gives_the_key_among_the_parameters(connector, emulator):
    params = await purchase_of(connector, emulator)
    with pytest.raises(InvalidInput, match="filled in from the key of the call"):
        await connector.amazon_shipping.purchase(**params, idempotency_key="mine")
    assert "dempotency" not in json.dumps(connector.inspect("amazon_shipping.purchase"), default=str)


async def test_after_a_kill_a_label_of_merchant_fulfillment_is_not_bought_again(emulator, connect, tmp_path):
    journal, params = tmp_path / "writes.db", merchant_purchase(emulator)
    await killed_in_a_write(emulator, journal, "shipping_labels.create", params, MERCHANT)
    for _ in range(2):
        async with connect(policy=WRITES, journal=SQLiteJournal(journal)) as connector:
            with pytest.raises(OutcomeUnknown, match="not sent again") as caught:
                await connector.shipping_labels.create(**params)
            assert "Seller Central" in caught.value.hint
    assert len(sent(emulator, MERCHANT)) == 1
    assert len(emulator.seller.world.labels) == 1


async def state_of(connector, order_id):
    read = await connector.orders.get(order_id=order_id, included_data=["FULFILLMENT", "PACKAGES"])
    return read.one["fulfillment"]["fulfillmentStatus"], [
        each["trackingNumber"] for each in read.one.get("packages", [])
    ]


async def test_an_order_counts_as_shipped_with_its_label_and_waits_again_once_that_is_cancelled(
    connector, emulator
):
    order_id = order_to_ship(emulator).order_id
    bought = await connector.shipping_labels.create(**merchant_purchase(emulator))
    assert await state_of(connector, order_id) == ("SHIPPED", [bought.one["TrackingId"]])
    await connector.shipping_labels.cancel(shipment_id=bought.one["ShipmentId"])
    assert await state_of(connector, order_id) == ("UNSHIPPED", [])
    page = await connector.amazon_shipping.purchase(**await purchase_of(connector, emulator))
    tracking = page.one["packageDocumentDetails"][0]["trackingId"]
    assert await state_of(connector, order_id) == ("SHIPPED", [tracking])


async def test_each_shipping_api_knows_its_own_labels_only(connector, emulator):
    merchant = await connector.shipping_labels.create(**merchant_purchase(emulator))
    with pytest.raises(NotFound):
        await connector.amazon_shipping.documents(
            shipment_id=merchant.one["ShipmentId"], package_client_reference_id="box-1"
        )


def direct_purchase(emulator):
    channel = {
        "channel_type": "AMAZON",
        "amazon_order_details": {"order_id": order_to_ship(emulator).order_id},
    }
    return {"channel_details": channel}


async def test_a_label_bought_in_one_step_is_bought_once_however_its_answer_is_lost(connector, emulator):
    params = direct_purchase(emulator)
    emulator.faults.add("lost", method="POST", path=f"{V2}/directPurchase")
    page = await connector.amazon_shipping.direct_purchase(**params)
    (label,) = label_files(page)
    assert label.format == "PDF"
    assert list(emulator.seller.world.labels) == [page.one["shipmentId"]]
    first, second = sent(emulator, f"{V2}/directPurchase")
    assert first.header(KEY) == second.header(KEY)


async def test_after_a_kill_a_purchase_in_one_step_is_sent_again_under_its_own_key(
    emulator, connect, tmp_path
):
    journal, params, path = tmp_path / "writes.db", direct_purchase(emulator), f"{V2}/directPurchase"
    await killed_in_a_write(emulator, journal, "amazon_shipping.direct_purchase", params, path)
    emulator.clock.advance(time.time() - emulator.clock.time() + 120)  # past the time that the child had
    async with connect(policy=WRITES, journal=SQLiteJournal(journal)) as connector:
        page = await connector.amazon_shipping.direct_purchase(**params)
    assert list(emulator.seller.world.labels) == [page.one["shipmentId"]]
    assert len({each.header(KEY) for each in sent(emulator, path)}) == 1


async def test_an_order_with_a_parcel_of_ones_own_is_confirmed_as_shipped(connector, emulator):
    order = order_to_ship(emulator)
    package = {
        "package_reference_id": "1",
        "carrier_code": "UPS",
        "tracking_number": "1Z999",
        "ship_date": "2026-11-24T06:00:00Z",
        "order_items": [{"order_item_id": item.item_id, "quantity": item.quantity} for item in order.items],
    }
    where = order.marketplace.marketplace_id
    await connector.orders.confirm_shipment(
        order_id=order.order_id, package_detail=package, marketplace_id=where
    )
    assert await state_of(connector, order.order_id) == ("SHIPPED", ["1Z999"])
