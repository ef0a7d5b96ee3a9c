"""Feeds as Amazon carries them out: uploads that must match, states by the clock, a report per message."""

import gzip
import json

import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, US

ROOT = "/feeds/2021-06-30"
JSON = "application/json; charset=UTF-8"
LISTINGS = "JSON_LISTINGS_FEED"
PATCH = {
    "messageId": 1, "sku": "MUG-001", "operationType": "PATCH", "productType": "PRODUCT",
    "patches": [{"op": "replace", "path": "/attributes/color", "value": [{"value": "red"}]}],
}  # fmt: skip


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


class Sender:
    """Uploads feeds and reads what became of them."""

    def __init__(self, client):
        self.client = client
        self.emulator = client.emulator

    async def place(self, content_type=JSON):
        return (
            await self.client.call("POST", f"{ROOT}/documents", json={"contentType": content_type})
        ).json()

    async def put(self, place, content, content_type=JSON, **headers):
        return await self.client.http.put(
            place["url"], content=content, headers={"content-type": content_type} | headers
        )

    async def create(self, document_id, feed_type=LISTINGS):
        body = {"feedType": feed_type, "marketplaceIds": [US], "inputFeedDocumentId": document_id}
        return await self.client.call("POST", f"{ROOT}/feeds", json=body)

    async def send(self, *messages, header=None, content=None, feed_type=LISTINGS):
        place = await self.place()
        whole = {"sellerId": self.emulator.seller_id, "version": "2.0"} if header is None else header
        text = json.dumps({"header": whole, "messages": list(messages)}) if content is None else content
        assert (await self.put(place, text)).status_code == 200
        return (await self.create(place["feedDocumentId"], feed_type)).json()["feedId"]

    async def get(self, feed_id):
        return (await self.client.get(f"{ROOT}/feeds/{feed_id}")).json()

    async def report(self, feed_id):
        self.emulator.clock.advance(60)
        place = f"{ROOT}/documents/{(await self.get(feed_id))['resultFeedDocumentId']}"
        document = (await self.client.get(place)).json()
        assert document["compressionAlgorithm"] == "GZIP"
        return json.loads(gzip.decompress((await self.client.http.get(document["url"])).content))

    async def attributes(self, sku="MUG-001"):
        listed = f"/listings/2021-08-01/items/{self.emulator.seller_id}/{sku}"
        return (await self.client.get(listed, marketplaceIds=US, includedData="attributes")).json()[
            "attributes"
        ]


@pytest.fixture
def sender(client):
    return Sender(client)


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [("application/json", {}), ("text/plain", {}), (JSON, {"x-amz-access-token": "Atza"})],
)
async def test_an_upload_must_be_what_the_address_was_signed_for(sender, content_type, headers):
    place = await sender.place()
    refused = await sender.put(place, b"{}", content_type, **headers)
    assert refused.status_code == 403
    assert ("AccessDenied" if headers else "SignatureDoesNotMatch") in refused.text
    assert (await sender.put(place, b"{}")).status_code == 200


async def test_an_upload_address_dies_after_five_minutes(sender):
    place = await sender.place()
    sender.emulator.clock.advance(301)
    assert (await sender.put(place, b"{}")).status_code == 403


async def test_a_feed_grows_old_by_the_clock_and_is_carried_out_even_if_nobody_looks(sender):
    feed_id = await sender.send(PATCH)
    assert (await sender.get(feed_id))["processingStatus"] == "IN_QUEUE"
    sender.emulator.clock.advance(15)
    assert (await sender.get(feed_id))["processingStatus"] == "IN_PROGRESS"
    sender.emulator.clock.advance(30 + sender.emulator.listings.lag - 10)
    assert "color" not in await sender.attributes()
    sender.emulator.clock.advance(10)
    assert (await sender.attributes())["color"] == [{"value": "red"}]
    assert (await sender.get(feed_id))["processingStatus"] == "DONE"


async def test_the_report_names_each_refused_message_and_counts_all(sender):
    wrong = {
        **PATCH,
        "messageId": 2,
        "patches": [{"op": "replace", "path": "/attributes/colour", "value": [{"value": "x"}]}],
    }
    shapeless = {"messageId": 3, "sku": "A", "operationType": "DELETE", "productType": "LAMP"}
    report = await sender.report(await sender.send(PATCH, wrong, shapeless))
    assert [(one["messageId"], one["code"]) for one in report["issues"]] == [(2, "90000900"), (3, "4002008")]
    assert report["issues"][0]["attributeName"] == "colour"
    assert report["summary"] == {
        "errors": 2, "warnings": 0, "messagesProcessed": 3, "messagesAccepted": 1, "messagesInvalid": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "content", "code"),
    [
        ({"version": "2.0"}, None, "4002005"),
        ({"sellerId": "A0000000000000", "version": "2.0"}, None, "4002005"),
        (None, "no json", "4002001"),
        (None, "[]", "4002001"),
    ],
)
async def test_a_feed_that_is_wrong_as_a_whole_carries_nothing_out(sender, header, content, code):
    report = await sender.report(await sender.send(PATCH, header=header, content=content))
    assert [(one.get("messageId"), one["code"]) for one in report["issues"]] == [(None, code)]
    assert report["summary"]["messagesProcessed"] == 0
    sender.emulator.clock.advance(sender.emulator.listings.lag)
    assert "color" not in await sender.attributes()


async def test_all_kinds_of_messages_are_carried_out(sender, client):
    lamp = {
        "item_name": [{"value": "Lamp"}], "brand": [{"value": "Fjord"}], "country_of_origin": [{"value": "PT"}],
        "condition_type": [{"value": "new_new"}],
        "externally_assigned_product_identifier": [{"type": "ean", "value": "4006381333931"}],
    }  # fmt: skip
    messages = [
        {"messageId": 1, "sku": "NEW", "operationType": "UPDATE", "productType": "LAMP", "attributes": lamp},
        {"messageId": 2, "sku": "MUG-001", "operationType": "PARTIAL_UPDATE", "productType": "DRINKING_CUP",
         "attributes": {"color": [{"value": "blue"}]}},
        {"messageId": 3, "sku": "MUG-004+GIFT", "operationType": "DELETE"},
    ]  # fmt: skip
    report = await sender.report(await sender.send(*messages))
    assert report["issues"] == []
    sender.emulator.clock.advance(sender.emulator.listings.lag)
    assert await sender.attributes("NEW") == lamp
    mug = await sender.attributes()
    assert (mug["color"], mug["brand"][0]["value"]) == ([{"value": "blue"}], "Nordlicht")
    gone = f"/listings/2021-08-01/items/{sender.emulator.seller_id}/MUG-004%2BGIFT"
    assert (await client.get(gone, marketplaceIds=US)).status_code == 404


async def test_a_feed_can_be_cancelled_while_it_is_in_the_queue_only(sender, client):
    early, late = await sender.send(PATCH), await sender.send(PATCH)
    assert (await client.call("DELETE", f"{ROOT}/feeds/{early}")).status_code == 200
    sender.emulator.clock.advance(15)
    assert (await client.call("DELETE", f"{ROOT}/feeds/{late}")).status_code == 400
    assert (await sender.get(early))["processingStatus"] == "CANCELLED"


async def test_what_cannot_be_carried_out_at_all_is_fatal_and_says_why(sender):
    removed = await sender.send(feed_type="POST_PRODUCT_DATA")
    assert "no longer supported" in (await sender.report(removed))["errorDetails"]
    assert (await sender.get(removed))["processingStatus"] == "FATAL"
    empty = (await sender.create((await sender.place())["feedDocumentId"])).json()["feedId"]
    assert "no content" in (await sender.report(empty))["errorDetails"]


async def test_what_no_feed_can_be_made_of_is_refused(sender):
    assert (await sender.create("amzn1.tortuga.4.na.none")).status_code == 400
    assert (await sender.create((await sender.place())["feedDocumentId"], "NO_SUCH_TYPE")).status_code == 400
    sender.emulator.application.roles.discard("product_listing")
    assert (await sender.create((await sender.place())["feedDocumentId"])).status_code == 403


async def test_feeds_are_listed_in_pages_whose_token_stands_alone(sender, client):
    made = [await sender.send(PATCH) for _ in range(3)]
    first = (await client.get(f"{ROOT}/feeds", feedTypes=LISTINGS, pageSize=2)).json()
    second = (await client.get(f"{ROOT}/feeds", nextToken=first["nextToken"])).json()
    assert {one["feedId"] for one in first["feeds"] + second["feeds"]} == set(made)
    both = await client.get(f"{ROOT}/feeds", nextToken=first["nextToken"], feedTypes=LISTINGS)
    assert (both.status_code, (await client.get(f"{ROOT}/feeds")).status_code) == (400, 400)
