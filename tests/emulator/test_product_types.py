"""The schemas of product types are real ones, and the seller's own listings satisfy them."""

import base64
import hashlib

import pytest
from jsonschema import Draft201909Validator

from toolspan.emulator import Emulator

from .conftest import NOW, US

TYPES = "/definitions/2020-09-01/productTypes"
RESTRICTIONS = "/listings/2021-08-01/restrictions"


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


async def definition(client, name, **query):
    return (await client.get(f"{TYPES}/{name}", marketplaceIds=US, **query)).json()


async def schema(client, name, **query):
    found = (await definition(client, name, **query))["schema"]
    document = await client.http.get(found["link"]["resource"])
    assert base64.b64decode(found["checksum"]) == hashlib.md5(document.content).digest()
    return document.json()


async def test_every_type_has_a_valid_schema_that_the_sellers_listings_satisfy(client, emulator):
    types = (await client.get(TYPES, marketplaceIds=US)).json()["productTypes"]
    schemas = {one["name"]: await schema(client, one["name"]) for one in types}
    for each in schemas.values():
        Draft201909Validator.check_schema(each)
    listed = f"/listings/2021-08-01/items/{emulator.seller_id}"
    bodies = await client.pages(
        listed, "pageToken", "pagination.nextToken", marketplaceIds=US, pageSize=20,
        includedData="attributes,productTypes,issues",
    )  # fmt: skip
    items = [item for body in bodies for item in body["items"]]
    assert len(items) == 40
    for item in items:
        faults = list(
            Draft201909Validator(schemas[item["productTypes"][0]["productType"]]).iter_errors(
                item["attributes"]
            )
        )
        assert [fault.message for fault in faults] == (
            ["'country_of_origin' is a required property"] if item["issues"] else []
        )


async def test_a_set_of_requirements_has_its_own_attributes(client):
    offer = await schema(client, "LAMP", requirements="LISTING_OFFER_ONLY")
    facts = await schema(client, "LAMP", requirements="LISTING_PRODUCT_ONLY")
    whole = await schema(client, "LAMP")
    assert offer["properties"].keys() | facts["properties"].keys() == whole["properties"].keys()
    assert "item_name" not in offer["properties"]
    assert "purchasable_offer" not in facts["properties"]
    assert (await schema(client, "LAMP", requirementsEnforced="NOT_ENFORCED"))["required"] == []


async def test_the_address_of_a_schema_is_signed_and_dies(client, emulator):
    address = (await definition(client, "LAMP"))["schema"]["link"]["resource"]
    assert "X-Amz-Signature" in address
    emulator.clock.advance(301)
    assert (await client.http.get(address)).status_code == 403


async def test_types_are_found_by_words_and_unknown_ones_refused(client):
    found = (await client.get(TYPES, marketplaceIds=US, keywords="kitchen")).json()["productTypes"]
    assert {one["name"] for one in found} == {"DRINKING_CUP", "KITCHEN_KNIFE"}
    assert (await client.get(TYPES, marketplaceIds=US, keywords="a", itemName="b")).status_code == 400
    assert (await client.get(f"{TYPES}/LAMPS", marketplaceIds=US)).status_code == 400


async def test_definitions_and_restrictions_need_the_role_for_listings(client, emulator):
    query = {"marketplaceIds": US, "asin": "B000000000", "sellerId": emulator.seller_id}
    assert (await client.get(RESTRICTIONS, **query)).status_code == 200
    emulator.application.roles.discard("product_listing")
    assert (await client.get(TYPES, marketplaceIds=US)).status_code == 403
    assert (await client.get(RESTRICTIONS, **query)).status_code == 403


async def test_the_restrictions_of_another_seller_are_closed(client):
    query = {"marketplaceIds": US, "asin": "B000000000", "sellerId": "A0000000000000"}
    assert (await client.get(RESTRICTIONS, **query)).status_code == 403
