"""Every type of feed that Amazon still carries out, from the document to what it did."""

from __future__ import annotations

import pytest

from toolspan import InvalidInput
from toolspan.connectors.amazon_seller_partner.listings.feed_types import MEDIA, feed_types
from toolspan.emulator.seller.orders import SHIPPED, UNSHIPPED

from .conftest import NOW

FLAT, XML = "text/tab-separated-values; charset=UTF-8", "text/xml; charset=UTF-8"
IN_SERVICE = {name: row["formats"] for name, row in feed_types().items() if "gone" not in row}
FORMS = [(name, form) for name, forms in IN_SERVICE.items() for form in forms]


def table(*rows):
    return "".join("\t".join(row) + "\r\n" for row in rows)


def envelope(kind, *messages):
    numbered = "".join(
        f"<Message><MessageID>{number}</MessageID>{message}</Message>"
        for number, message in enumerate(messages, 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope><Header><DocumentVersion>1.01</DocumentVersion>'
        f"<MerchantIdentifier>M</MerchantIdentifier></Header><MessageType>{kind}</MessageType>{numbered}</AmazonEnvelope>"
    )


DOCUMENTS = {
    "flat": (table(["order-id", "note"], ["902-1-1", "x"]), FLAT),
    "xml": (envelope("Any", "<Any><AmazonOrderID>902-1-1</AmazonOrderID></Any>"), XML),
    "pdf": (b"%PDF-1.7 invoice", "application/pdf"),
}


async def submit(connector, feed_type, content, content_type, **more):
    params = {"feed_type": feed_type, "content": content, "content_type": content_type, **more}
    return await connector.execute("feeds", "submit", params, timeout=None)


def own_shipped(emulator, status):
    world, now = emulator.seller.world, NOW.timestamp()
    return next(
        one
        for one in world.visible_orders(now)
        if one.channel == "MFN" and one.status(now) == status and len(one.items) == 1
    )


def in_stock(emulator):
    return next(one.sku for one in emulator.seller.world.products if one.channel == "AFN" and one.stock >= 20)


async def sellable(connector, sku):
    page = await connector.inventory.list(seller_skus=[sku], details=True)
    return page.one["inventoryDetails"]["fulfillableQuantity"]


def test_the_twenty_types_that_stay_are_known():
    assert len(IN_SERVICE) == 20


@pytest.mark.parametrize(("feed_type", "form"), [each for each in FORMS if each[1] != "json"])
async def test_a_feed_of_each_type_is_carried_out_in_each_of_its_forms(connector, emulator, feed_type, form):
    content, content_type = DOCUMENTS[form]
    page = await submit(connector, feed_type, content, content_type)
    assert page.data == []
    assert page.meta.summary["messagesProcessed"] == 1
    assert page.meta.feed_type == feed_type


@pytest.mark.parametrize(("feed_type", "form"), [each for each in FORMS if each[1] != "json"])
async def test_a_document_of_another_form_is_refused_before_it_is_uploaded(
    connector, emulator, feed_type, form
):
    other = next(one for one in ("pdf", "xml", "flat") if one not in IN_SERVICE[feed_type])
    with pytest.raises(InvalidInput, match="cannot be") as caught:
        await submit(connector, feed_type, *DOCUMENTS[other])
    assert MEDIA[IN_SERVICE[feed_type][0]][0] in caught.value.hint
    assert len(emulator.requests) == 0


# ---------------------------------------------------------------------- what they do


@pytest.mark.parametrize("form", ["flat", "xml"])
async def test_an_order_that_a_feed_ships_is_shipped(connector, emulator, form):
    order = own_shipped(emulator, UNSHIPPED)
    if form == "flat":
        header = [
            "order-id",
            "order-item-id",
            "quantity",
            "ship-date",
            "carrier-code",
            "carrier-name",
            "tracking-number",
        ]
        row = [order.order_id, "", "", "2026-11-24T06:00:00Z", "UPS", "", "1Z1"]
        content = "TemplateType=OrderFulfillment Version=2011.1102\r\n" + table(header, row)
        page = await submit(connector, "POST_FLAT_FILE_FULFILLMENT_DATA", content, FLAT)
    else:
        message = (
            f"<OrderFulfillment><AmazonOrderID>{order.order_id}</AmazonOrderID><FulfillmentData><CarrierCode>UPS"
            "</CarrierCode><ShipperTrackingNumber>1Z1</ShipperTrackingNumber></FulfillmentData></OrderFulfillment>"
        )
        page = await submit(
            connector, "POST_ORDER_FULFILLMENT_DATA", envelope("OrderFulfillment", message), XML
        )
    assert page.data == []
    read = await connector.orders.get(order_id=order.order_id, included_data=["FULFILLMENT", "PACKAGES"])
    assert read.one["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert [each["trackingNumber"] for each in read.one["packages"]] == ["1Z1"]


@pytest.mark.parametrize(
    ("status", "done"), [(UNSHIPPED, True), (SHIPPED, False)], ids=["in time", "too late"]
)
async def test_an_order_is_cancelled_while_nothing_has_left(connector, emulator, status, done):
    order = own_shipped(emulator, status)
    header = ["order-id", "cancellation-reason-code", "amazon-order-item-code"]
    content = table(header, [order.order_id, "NoInventory", ""])
    page = await submit(connector, "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", content, FLAT)
    read = await connector.orders.get(order_id=order.order_id, included_data=["FULFILLMENT"])
    assert (read.one["fulfillment"]["fulfillmentStatus"] == "CANCELLED") is done
    assert [row["record_number"] for row in page.data] == ([] if done else [1])


async def test_fba_units_are_disposed_of_and_the_report_says_so(connector, emulator):
    sku = in_stock(emulator)
    before = await sellable(connector, sku)
    head = [["MerchantRemovalOrderID", "DISPOSE-1"], ["RemovalDisposition", "Disposal"]]
    rows = [["MerchantSKU", "SellableQuantity", "UnsellableQuantity"], [sku, "5", "0"]]
    page = await submit(connector, "POST_FLAT_FILE_FBA_CREATE_REMOVAL", table(*head, *rows), FLAT)
    assert page.data == []
    assert await sellable(connector, sku) == before - 5
    report = "GET_FBA_FULFILLMENT_REMOVAL_ORDER_DETAIL_DATA"
    found = await connector.reports.run(report_type=report, data_start_time="-1d", typed=True)
    (row,) = found.data
    assert (row["order-id"], row["order-type"], row["requested-quantity"]) == ("DISPOSE-1", "Disposal", 5)
    emulator.clock.advance(6 * 86400)
    later = await connector.reports.run(report_type=report, data_start_time="-7d", typed=True)
    assert later.one["disposed-quantity"] == 5


async def test_more_units_than_there_are_cannot_be_removed(connector, emulator):
    head = [["MerchantRemovalOrderID", "R-2"], ["RemovalDisposition", "Return"]]
    rows = [["MerchantSKU", "SellableQuantity", "UnsellableQuantity"], [in_stock(emulator), "100000", "0"]]
    page = await submit(connector, "POST_FLAT_FILE_FBA_CREATE_REMOVAL", table(*head, *rows), FLAT)
    assert page.one["record_number"] == 1
    assert "as many units" in page.one["issues"][0]["message"]


@pytest.mark.parametrize("given", ["path", "bytes"])
async def test_a_vat_invoice_is_handed_in_as_a_pdf(connector, emulator, tmp_path, given):
    path = tmp_path / "invoice.pdf"
    path.write_bytes(b"%PDF-1.7 invoice")
    options = {
        "metadata:orderid": "902-3159896-1390916", "metadata:invoicenumber": "2026-117", "metadata:documenttype": "Invoice",
        "metadata:totalamount": "119.00", "metadata:totalvatamount": "19.00",
    }  # fmt: skip
    content = path if given == "path" else path.read_bytes()
    page = await submit(connector, "UPLOAD_VAT_INVOICE", content, "application/pdf", feed_options=options)
    assert page.data == []
    assert emulator.seller.world.vat_invoices == {"902-3159896-1390916": "2026-117"}


async def test_a_vat_invoice_without_its_data_is_refused_by_amazon(connector):
    options = {"metadata:orderid": "902-3159896-1390916"}
    page = await submit(connector, "UPLOAD_VAT_INVOICE", b"%PDF-1.7", "application/pdf", feed_options=options)
    assert "79513" in page.one["issues"][0]["message"]


async def test_multi_channel_orders_of_a_feed_are_made_and_cancelled(connector, emulator):
    sku = in_stock(emulator)
    header = ["MerchantFulfillmentOrderID", "DisplayableOrderID", "MerchantSKU", "Quantity", "DeliverySLA"]
    rows = [["SHOP-7", "7", sku, "1", "Standard"], ["SHOP-7", "7", sku, "2", "Standard"]]
    made = await submit(
        connector, "POST_FLAT_FILE_FULFILLMENT_ORDER_REQUEST_DATA", table(header, *rows), FLAT
    )
    assert made.data == []
    order = {"seller_fulfillment_order_id": "SHOP-7"}
    read = (await connector.multi_channel_orders.get(**order)).one
    assert [item["quantity"] for item in read["fulfillmentOrderItems"]] == [1, 2]
    cancellation = table(["MerchantFulfillmentOrderID"], ["SHOP-7"])
    feed_type = "POST_FLAT_FILE_FULFILLMENT_ORDER_CANCELLATION_REQUEST_DATA"
    await submit(connector, feed_type, cancellation, FLAT)
    read = (await connector.multi_channel_orders.get(**order)).one
    assert read["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Cancelled"


async def test_a_refund_needs_an_order_that_was_shipped(connector, emulator):
    header = ["order-id", "order-item-id", "adjustment-reason-code", "currency", "item-price-adj"]
    rows = [
        [own_shipped(emulator, status).order_id, "1", "CustomerReturn", "USD", "1.00"]
        for status in (SHIPPED, UNSHIPPED)
    ]
    page = await submit(connector, "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA", table(header, *rows), FLAT)
    assert [row["record_number"] for row in page.data] == [2]
    assert [order for order, _, _ in emulator.seller.world.refunded] == [rows[0][0]]
