"""Files from a program: images of A+ content, attachments of messages, invoices."""

from __future__ import annotations

import base64
import hashlib

import pytest
from tests.adapters.drivers import DRIVERS

from toolspan import InvalidInput, UpstreamError
from toolspan.emulator.seller.orders import SHIPPED
from toolspan.testing.script import call

from .conftest import NOW

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) + b"\r\n--\r\n"
PDF = b"%PDF-1.4\n\xff\xfe\n%%EOF"
APLUS = "aplus/2020-11-01/contentDocuments"
SIZE = {"value": 970, "units": "pixels"}


def digest(data: bytes) -> str:
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def document(image: str) -> dict:
    picture = {
        "upload_destination_id": image,
        "alt_text": "A steel bottle on a desk",
        "image_crop_specification": {"size": {"width": SIZE, "height": SIZE}},
    }
    module = {
        "content_module_type": "STANDARD_HEADER_IMAGE_TEXT",
        "standard_header_image_text": {"block": {"image": picture}},
    }
    return {"name": "Bottles", "content_type": "EBC", "locale": "en-US", "content_module_list": [module]}


def shipped_order(emulator):
    now = NOW.timestamp()
    world = emulator.seller.world
    orders = [
        one
        for one in world.visible_orders(now)
        if one.status(now) == SHIPPED and one.marketplace.country == "US"
    ]
    return max(orders, key=lambda one: max(shipment.delivered for shipment in one.shipments)).order_id


@pytest.mark.parametrize("given", ["path", "bytes"])
async def test_an_image_goes_from_a_file_into_published_aplus_content(connector, emulator, tmp_path, given):
    path = tmp_path / "bottle.png"
    path.write_bytes(PNG)
    sent = await connector.uploads.send(resource=f"/{APLUS}", file=path if given == "path" else PNG)
    assert sent.one["contentMD5"] == digest(PNG)
    assert (sent.one["contentType"], sent.one["size"]) == ("image/png", len(PNG))
    assert sent.one.get("fileName") == (path.name if given == "path" else None)
    content = connector.aplus_content
    image = sent.one["uploadDestinationId"]
    assert (await content.validate(content_document=document(image), asin_set=["B07N4M94XL"])).data == []
    made = await content.create(content_document=document(image))
    key = {"content_reference_key": made.one["contentReferenceKey"]}
    await content.set_asins(**key, asin_set=["B07N4M94XL"])
    await content.submit(**key)
    assert (await content.list()).one["contentMetadata"]["status"] == "SUBMITTED"
    emulator.clock.advance(2 * 86400)
    read = await content.get(**key, included_data_set=["METADATA", "CONTENTS"])
    assert read.one["contentMetadata"]["status"] == "APPROVED"
    module = read.one["contentDocument"]["contentModuleList"][0]
    assert module["standardHeaderImageText"]["block"]["image"]["uploadDestinationId"] == image
    assert [each["contentReferenceKey"] for each in (await content.publish_records(asin="B07N4M94XL")).data]
    await content.suspend(**key)
    assert (await content.publish_records(asin="B07N4M94XL")).data == []


async def test_an_image_that_was_not_uploaded_is_named_before_the_document_is_made(connector):
    found = await connector.aplus_content.validate(
        content_document=document("aplus-media/sc/none.png"), asin_set=["B07N4M94XL"]
    )
    assert "aplus-media/sc/none.png" in found.one["message"]
    with pytest.raises(InvalidInput, match="was not uploaded"):
        await connector.aplus_content.create(content_document=document("aplus-media/sc/none.png"))


async def test_the_file_of_an_image_must_show_its_type_or_have_it_named(connector, emulator):
    with pytest.raises(InvalidInput, match="content_type is required for A"):
        await connector.uploads.send(resource=APLUS, file=b"something")
    assert emulator.requests.matching(method="POST", path="/uploads") == []
    sent = await connector.uploads.send(resource=APLUS, file=b"something", content_type="image/webp")
    assert sent.one["contentType"] == "image/webp"


async def test_an_invoice_is_attached_to_a_message_to_the_buyer(connector, emulator, tmp_path):
    path, order = tmp_path / "invoice.pdf", shipped_order(emulator)
    path.write_bytes(PDF)
    sent = await connector.uploads.send(resource=f"messaging/v1/orders/{order}/messages/invoice", file=path)
    attachment = {"upload_destination_id": sent.one["uploadDestinationId"], "file_name": sent.one["fileName"]}
    await connector.messaging.invoice(amazon_order_id=order, attachments=[attachment])
    assert emulator.seller.world.letters == [(order, "invoice")]
    with pytest.raises(InvalidInput, match="does not exist"):
        await connector.messaging.legal_disclosure(amazon_order_id=order, attachments=[attachment])


async def test_an_upload_is_tried_again_where_the_file_host_fails(connector, emulator):
    emulator.faults.add("status", status=503, method="POST", path="/files")
    sent = await connector.uploads.send(resource=APLUS, file=PNG)
    assert sent.one["uploadDestinationId"]
    emulator.faults.add("status", status=400, method="POST", path="/files", times=2)
    with pytest.raises(UpstreamError, match=r"rejected the file \(HTTP 400\)"):
        await connector.uploads.send(resource=APLUS, file=PNG + b"2")


async def test_no_credentials_go_to_the_file_host(connector, emulator):
    await connector.uploads.send(resource=APLUS, file=PNG)
    (sent,) = emulator.requests.matching(method="POST", path="/files")
    assert not any(name.startswith(("x-amz-", "authorization")) for name, _ in sent.headers)
    assert sent.query == ""


@pytest.mark.parametrize("given", ["path", "bytes", "base64"])
async def test_an_invoice_of_a_shipment_is_given_as_a_file_and_its_md5_worked_out(
    connector, emulator, tmp_path, given
):
    path = tmp_path / "nfe.xml"
    path.write_bytes(b"<nfeProc/>")
    file = {"path": path, "bytes": b"<nfeProc/>", "base64": base64.b64encode(b"<nfeProc/>").decode()}[given]
    of = {"order_id": "902-3159896-1390916", "invoice_type": "Outbound", "program_type": "EasyShip"}
    await connector.shipment_invoices.submit(**of, invoice_content=file)
    await connector.shipment_invoices.fba_submit(shipment_id="FBA15DJ8K2TC", invoice_content=file)
    assert [content for _, content in emulator.seller.world.invoices.values()] == [b"<nfeProc/>"] * 2
    emulator.clock.advance(600)
    assert (await connector.shipment_invoices.status(**of)).one["invoiceStatus"] == "Accepted"


async def test_text_that_is_no_base64_is_refused_as_the_content_of_an_invoice(connector, emulator):
    of = {"order_id": "902-3159896-1390916", "invoice_type": "Outbound", "program_type": "EasyShip"}
    for text in ("<nfeProc/>", "abc"):
        with pytest.raises(InvalidInput, match="base64"):
            await connector.shipment_invoices.submit(**of, invoice_content=text)
    assert emulator.requests.matching(method="POST", path="/delivery") == []


async def test_the_same_invoice_is_handed_in_once(connector, emulator):
    of = {"order_id": "902-3159896-1390916", "invoice_type": "Outbound", "program_type": "EasyShip"}
    await connector.shipment_invoices.submit(**of, invoice_content=b"<nfeProc/>")
    again = await connector.shipment_invoices.submit(
        **of, invoice_content=base64.b64encode(b"<nfeProc/>").decode()
    )
    assert again.meta.replayed
    assert len(emulator.requests.matching(method="POST", path="/delivery")) == 1


async def test_a_model_is_told_that_a_program_uploads(connector):
    params = {"resource": APLUS, "file": "<svg/>"}
    asked = call("execute", {"entity": "uploads", "action": "send", "params": params})
    transcript = await DRIVERS["pydantic_ai"].run(connector.tools("pydantic_ai"), [asked])
    assert "connector.uploads.send" in str(transcript.results)


async def test_a_dry_run_shows_what_would_be_sent(connector, emulator):
    page = await connector.execute("uploads", "send", {"resource": APLUS, "file": PNG}, dry_run=True)
    create, upload = page.one["requests"]
    assert create["params"]["contentMD5"] == digest(PNG)
    assert upload["bytes"] == len(PNG)
    assert len(emulator.requests) == 0
    with pytest.raises(InvalidInput, match="resource is required"):
        await connector.uploads.send(file=PNG)
    with pytest.raises(InvalidInput, match="worked out from the file"):
        await connector.uploads.send(resource=APLUS, file=PNG, content_md5="x")
