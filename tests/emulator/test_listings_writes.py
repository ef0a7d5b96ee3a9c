"""What a seller submits: checked at once, shown later, and everywhere."""

import gzip
from urllib.parse import quote

import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, US

CANADA = "A2EUQ1WTGCTBG2"
CATALOG = "/catalog/2022-04-01/items"
MUG = "MUG-001"
HERE = {"marketplace_id": US}
PRICE = {"currency": "USD", "our_price": [{"schedule": [{"value_with_tax": 21.5}]}], **HERE}
LISTING = {
    "item_name": [{"value": "Teapot, green", **HERE}],
    "brand": [{"value": "翠山", **HERE}],
    "country_of_origin": [{"value": "JP", **HERE}],
    "externally_assigned_product_identifier": [{"type": "ean", "value": "4006381333931", **HERE}],
    "condition_type": [{"value": "new_new", **HERE}],
    "purchasable_offer": [PRICE],
    "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 12}],
}


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


class Seller:
    """Submits and reads listings."""

    def __init__(self, client):
        self.client = client
        self.emulator = client.emulator
        self.root = f"/listings/2021-08-01/items/{self.emulator.seller_id}"

    async def send(self, method, sku, body=None, **query):
        query = {"marketplaceIds": US} | query
        options = {} if body is None else {"json": body}
        return await self.client.call(method, f"{self.root}/{quote(sku, safe='')}", query, **options)

    async def put(
        self, sku=MUG, attributes=None, product_type="DRINKING_CUP", requirements="LISTING", **query
    ):
        given = LISTING if attributes is None else attributes
        body = {"productType": product_type, "requirements": requirements, "attributes": given}
        return (await self.send("PUT", sku, body, **query)).json()

    async def patch(self, *patches, sku=MUG, **query):
        keys = ("op", "path", "value")
        listed = [dict(zip(keys, patch, strict=False)) for patch in patches]
        return (
            await self.send("PATCH", sku, {"productType": "DRINKING_CUP", "patches": listed}, **query)
        ).json()

    async def get(self, sku=MUG, **query):
        return await self.send(
            "GET", sku, includedData="summaries,attributes,issues,offers,fulfillmentAvailability", **query
        )

    def wait(self, seconds=None):
        self.emulator.clock.advance(self.emulator.listings.lag if seconds is None else seconds)


@pytest.fixture
def seller(client):
    return Seller(client)


async def test_a_change_is_accepted_and_shows_when_its_time_has_come(seller):
    before = (await seller.get()).json()
    answer = await seller.patch(("replace", "/attributes/purchasable_offer", [PRICE]))
    assert (answer["sku"], answer["status"], answer["issues"]) == (MUG, "ACCEPTED", [])
    assert len(answer["submissionId"]) == 32
    seller.wait(seller.emulator.listings.lag - 1)
    assert (await seller.get()).json() == before
    seller.wait(1)
    after = (await seller.get()).json()
    assert after["offers"][0]["price"] == {"currencyCode": "USD", "amount": "21.50"}
    assert after["attributes"] == before["attributes"] | {"purchasable_offer": [PRICE]}
    assert after["summaries"][0]["lastUpdatedDate"] > before["summaries"][0]["lastUpdatedDate"]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
async def test_what_json_does_not_have_is_refused(seller, client, word):
    text = f'{{"productType": "DRINKING_CUP", "patches": [{{"op": "replace", "path": "/attributes/x", "value": [{{"value": {word}}}]}}]}}'
    answer = await client.call(
        "PATCH", f"{seller.root}/{quote(MUG, safe='')}", {"marketplaceIds": US}, content=text
    )
    assert answer.status_code == 400


async def test_changes_follow_one_another_in_the_order_in_which_they_were_submitted(seller):
    for color in ("red", "blue"):
        await seller.patch(("add", "/attributes/color", [{"value": color}]))
    seller.wait()
    assert (await seller.get()).json()["attributes"]["color"] == [{"value": "blue"}]


async def test_a_new_listing_shows_in_listings_then_in_the_catalogue_and_in_reports(seller, client):
    assert (await seller.put("NEW/1 A"))["status"] == "ACCEPTED"
    assert (await seller.get("NEW/1 A")).status_code == 404
    seller.wait()
    item = (await seller.get("NEW/1 A")).json()
    summary = item["summaries"][0]
    assert (summary["itemName"], summary["status"]) == ("Teapot, green", ["BUYABLE", "DISCOVERABLE"])
    assert item["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "DEFAULT", "quantity": 12}]
    assert item["attributes"] == LISTING
    found = await client.get(f"{CATALOG}/{summary['asin']}", marketplaceIds=US)
    assert found.status_code == 404
    seller.wait(seller.emulator.listings.catalogue_lag)
    found = await client.get(
        f"{CATALOG}/{summary['asin']}", marketplaceIds=US, includedData="summaries,attributes"
    )
    assert found.json()["summaries"][0]["itemName"] == "Teapot, green"
    assert "purchasable_offer" not in found.json()["attributes"]
    row = next(row for row in await listing_report(client) if "\tNEW/1 A\t" in row)
    assert row.split("\t")[4:6] == ["21.50", "12"]


async def listing_report(client):
    asked = {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA", "marketplaceIds": [US]}
    made = (await client.call("POST", "/reports/2021-06-30/reports", json=asked)).json()
    client.emulator.clock.advance(60)
    report = (await client.get(f"/reports/2021-06-30/reports/{made['reportId']}")).json()
    place = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
    document = await client.http.get((await client.get(place)).json()["url"])
    packed = document.content.startswith(b"\x1f\x8b")
    return (gzip.decompress(document.content) if packed else document.content).decode("cp1252").splitlines()


async def test_a_listing_that_is_put_anew_keeps_nothing_of_the_old_one(seller):
    await seller.put(attributes={name: LISTING[name] for name in LISTING if name != "purchasable_offer"})
    seller.wait()
    item = (await seller.get()).json()
    assert item["offers"] == []
    assert item["summaries"][0]["status"] == ["DISCOVERABLE"]
    assert "item_weight" not in item["attributes"]


async def test_an_offer_for_a_known_product_carries_its_asin_and_title(seller):
    known = (await seller.get()).json()["summaries"][0]
    offer = {
        "merchant_suggested_asin": [{"value": known["asin"]}],
        "condition_type": [{"value": "used_good"}],
    }
    answer = await seller.put("MUG-USED", offer, "PRODUCT", "LISTING_OFFER_ONLY")
    assert answer["status"] == "ACCEPTED"
    seller.wait()
    found = (await seller.get("MUG-USED")).json()["summaries"][0]
    assert (found["asin"], found["itemName"]) == (known["asin"], known["itemName"])


async def test_a_deleted_listing_is_gone_there_and_only_there_and_the_catalogue_keeps_the_product(
    seller, client
):
    asin = (await seller.get()).json()["summaries"][0]["asin"]
    assert (await seller.send("DELETE", MUG)).json()["status"] == "ACCEPTED"
    assert (await seller.get()).status_code == 200
    seller.wait(seller.emulator.listings.catalogue_lag)
    assert (await seller.get()).status_code == 404
    assert (await seller.get(marketplaceIds=CANADA)).status_code == 200
    assert (await client.get(f"{CATALOG}/{asin}", marketplaceIds=US)).status_code == 200
    assert not any(f"\t{MUG}\t" in row for row in await listing_report(client))


async def test_a_missing_fact_that_is_given_makes_the_listing_buyable(seller, client):
    query = {"marketplaceIds": US, "withIssueSeverity": "ERROR", "includedData": "issues"}
    broken = (await client.get(seller.root, **query)).json()["items"]
    given = ("add", "/attributes/country_of_origin", [{"value": "PT"}])
    await seller.patch(given, sku=broken[0]["sku"])
    seller.wait()
    left = (await client.get(seller.root, **query)).json()["items"]
    assert [one["sku"] for one in left] == [one["sku"] for one in broken[1:]]


async def test_a_preview_changes_nothing_and_names_the_product(seller):
    before = (await seller.get()).json()
    patches = ("replace", "/attributes/color", [{"value": "red"}])
    answer = await seller.patch(patches, mode="VALIDATION_PREVIEW", includedData="identifiers,issues")
    assert answer["status"] == "VALID"
    assert answer["identifiers"] == [{"marketplaceId": US, "asin": before["summaries"][0]["asin"]}]
    assert (await seller.put("NEW-2", mode="VALIDATION_PREVIEW"))["status"] == "VALID"
    seller.wait(seller.emulator.listings.catalogue_lag)
    assert (await seller.get()).json() == before
    assert (await seller.get("NEW-2")).status_code == 404


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        (("replace", "/attributes/colour", [{"value": "red"}]), "90000900"),
        (("replace", "/attributes/color", "red"), "4000001"),
        (("replace", "/attributes/color", [{"value": 5}]), "4000001"),
        (("replace", "/attributes/condition_type", [{"value": "brand new"}]), "4000001"),
        (("add", "/attributes/fulfillment_availability", [{"quantity": 3}]), "4000001"),
        (("replace", "/attributes/purchasable_offer", [{"currency": "USD", "our_price": [{"price": 3}]}]), "4000001"),
    ],
)  # fmt: skip
async def test_what_is_invalid_is_named_and_not_taken(seller, patch, code):
    before = (await seller.get()).json()
    answer = await seller.patch(patch)
    assert answer["status"] == "INVALID"
    assert [(one["code"], one["severity"]) for one in answer["issues"]] == [(code, "ERROR")]
    assert answer["issues"][0]["attributeNames"] == [patch[1].rsplit("/", 1)[1]]
    seller.wait()
    assert (await seller.get()).json() == before


async def test_everything_that_a_new_listing_lacks_is_named(seller):
    answer = await seller.put("NEW-3", {"item_name": [{"value": "Teapot"}]})
    assert answer["status"] == "INVALID"
    assert [one["attributeNames"][0] for one in answer["issues"] if one["code"] == "90220"] == [
        "brand", "country_of_origin", "condition_type", "externally_assigned_product_identifier",
    ]  # fmt: skip


async def test_merging_changes_the_fields_given_in_the_value_that_the_selectors_point_at(seller):
    await seller.put()
    change = [{"fulfillment_channel_code": "DEFAULT", "lead_time_to_ship_max_days": 3}]
    assert (await seller.patch(("merge", "/attributes/fulfillment_availability", change)))[
        "status"
    ] == "ACCEPTED"
    seller.wait()
    assert (await seller.get()).json()["attributes"]["fulfillment_availability"] == [
        {"fulfillment_channel_code": "DEFAULT", "quantity": 12, "lead_time_to_ship_max_days": 3}
    ]


async def test_a_deleted_attribute_is_gone(seller):
    await seller.patch(("delete", "/attributes/item_weight"))
    seller.wait()
    assert "item_weight" not in (await seller.get()).json()["attributes"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"productType": "DRINKING_CUP"},
        {"productType": "DRINKING_CUP", "patches": []},
        {"productType": "NO_SUCH_TYPE", "patches": [{"op": "delete", "path": "/attributes/color"}]},
        {"productType": "DRINKING_CUP", "patches": [{"op": "move", "path": "/attributes/color"}]},
        {"productType": "DRINKING_CUP", "patches": [{"op": "replace", "path": "/attributes/color/0/value"}]},
        {"productType": "DRINKING_CUP", "patches": [{"op": "replace", "path": "color", "value": []}]},
    ],
)
async def test_a_malformed_submission_is_refused_whole(seller, body):
    assert (await seller.send("PATCH", MUG, body)).status_code == 400


async def test_a_change_of_a_listing_that_is_not_there_is_no_new_listing(seller):
    answer = await seller.patch(("add", "/attributes/color", [{"value": "red"}]), sku="NO-SUCH-SKU")
    assert answer["status"] == "ACCEPTED"  # as at Amazon, where only time shows that nothing came of it
    seller.wait()
    assert (await seller.get("NO-SUCH-SKU")).status_code == 404


async def test_writing_needs_the_role_for_listings_and_the_sellers_own_account(seller, client):
    patch = {"productType": "PRODUCT", "patches": [{"op": "delete", "path": "/attributes/color"}]}
    foreign = "/listings/2021-08-01/items/A0000000000000/MUG-001"
    answer = await client.call("PATCH", foreign, {"marketplaceIds": US}, json=patch)
    assert answer.status_code == 403
    seller.emulator.application.roles.discard("product_listing")
    for method, body in (("PUT", {}), ("PATCH", patch), ("DELETE", None)):
        assert (await seller.send(method, MUG, body)).status_code == 403


async def test_identifiers_are_for_previews_only(seller):
    body = {"productType": "PRODUCT", "patches": [{"op": "delete", "path": "/attributes/color"}]}
    assert (await seller.send("PATCH", MUG, body, includedData="identifiers")).status_code == 400
