"""Attributes are checked against the schema of their product type before a write is sent, and never on a guess."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from toolspan import DeadlineExceeded, InvalidInput
from toolspan.connectors.amazon_seller_partner.listings.attributes import AttributeSchema

from .conftest import US

PATCHES = "listingsItems_2021-08-01.patchListingsItem"
PUTS = "listingsItems_2021-08-01.putListingsItem"
DEFINITIONS = "definitionsProductTypes_2020-09-01.getDefinitionsProductType"
LAMP = {
    "item_name": [{"value": "Desk lamp"}],
    "brand": [{"value": "Fjord & Fern"}],
    "country_of_origin": [{"value": "PT"}],
    "externally_assigned_product_identifier": [{"type": "ean", "value": "4006381333931"}],
    "condition_type": [{"value": "new_new"}],
}


def replacing(name, value):
    return {"op": "replace", "path": f"/attributes/{name}", "value": value}


async def refused(connector, *patches):
    with pytest.raises(InvalidInput) as caught:
        await connector.listings_items.patch(
            sku="MUG-001", product_type="DRINKING_CUP", patches=list(patches)
        )
    return caught.value.message


def sent(emulator, operation):
    return [request for request in emulator.requests if request.operation == operation]


OFFER = '[{"currency": "USD", "our_price": [{"schedule": [{"value_with_tax": 9.99}]}]}]'


@pytest.mark.parametrize(
    ("patch", "value"),
    [
        (replacing("number_of_items", [{"value": 10.0}]), [{"value": 10}]),
        (replacing("number_of_items", [{"value": Decimal(10)}]), [{"value": 10}]),
        (replacing("number_of_items", '[{"value": 10}]'), [{"value": 10}]),
        (replacing("purchasable_offer", [{"currency": "USD", "our_price": [{"schedule": [{"value_with_tax": Decimal("9.99")}]}]}]), json.loads(OFFER)),
        (replacing("purchasable_offer", OFFER), json.loads(OFFER)),
    ],
)  # fmt: skip
async def test_numbers_and_json_text_pass_for_what_they_mean(connector, emulator, patch, value):
    page = await connector.listings_items.patch(sku="MUG-001", product_type="DRINKING_CUP", patches=[patch])
    assert page.data[0]["status"] == "ACCEPTED"
    assert json.loads(sent(emulator, PATCHES)[-1].body)["patches"][0]["value"] == value


async def test_attributes_may_come_as_json_text(connector, emulator):
    values = {name: json.dumps(value) for name, value in LAMP.items()}
    page = await connector.listings_items.put(sku="N", product_type="LAMP", attributes=values)
    assert page.data[0]["status"] == "ACCEPTED"
    preview = await connector.execute(
        "listings_items", "put", {"sku": "N", "product_type": "LAMP", "attributes": values}, dry_run=True
    )

    assert json.loads(sent(emulator, PUTS)[-1].body)["attributes"] == LAMP
    assert preview.one["body"]["attributes"] == LAMP
    message = {
        "sku": "N2",
        "operation_type": "UPDATE",
        "product_type": "LAMP",
        "attributes": json.dumps(values),
    }
    with pytest.raises(DeadlineExceeded):  # the emulator works on a feed for longer than a call may take
        await connector.feeds.submit(messages=json.dumps([message]))
    upload = next(request for request in reversed(emulator.requests) if request.method == "PUT")
    assert json.loads(upload.body)["messages"][0]["attributes"] == LAMP


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        (replacing("number_of_items", [{"value": 1.5}]), ["must be a whole number (got 1.5)"]),
        (replacing("colour", [{"value": "red"}]), ['DRINKING_CUP has no attribute "colour"', 'Did you mean "color"?']),
        (replacing("wattage", [{"value": 5, "unit": "watts"}]), ['no attribute "wattage"']),
        (replacing("color", [{"value": 5}]), ["color[0].value must be text (got 5)"]),
        (replacing("color", [{"valeu": "red"}]), ['no field "valeu"', 'Did you mean "value"?', "color[0].value is required"]),
        (replacing("color", [{"value": "x" * 51}]), ["color[0].value must have at most 50 characters"]),
        (replacing("condition_type", [{"value": "new"}]), ["'new' is not one of new_new", 'Did you mean "new_new"?']),
        (replacing("number_of_items", [{"value": 0}]), ["a value of at least 1"]),
        (replacing("number_of_items", [{"value": True}]), ["must be a whole number (got True)"]),
        (replacing("purchasable_offer", [{"currency": "USD", "our_price": [{"schedule": [{"value_with_tax": "9.99"}]}]}]),
         ["purchasable_offer[0].our_price[0].schedule[0].value_with_tax must be a number (got '9.99')"]),
        (replacing("purchasable_offer", [{"currency": "USD", "our_price": []}]), ["our_price must have at least 1 values"]),
        ({"op": "delete", "path": "/attributes/colour"}, ['Did you mean "color"?']),
        ({"op": "replace", "path": "color", "value": [{"value": "red"}]}, ['such as "/attributes/color"']),
        ({"op": "replace", "path": "/attributes/color/0/value", "value": [{"value": "red"}]}, ["never deeper"]),
        ({"op": "add", "path": "/attributes/color"}, ["patches.0.value is required"]),
    ],
)  # fmt: skip
async def test_a_wrong_patch_is_refused_in_words_that_lead_to_the_right_one(
    connector, emulator, patch, words
):
    message = await refused(connector, patch)
    assert [word for word in words if word not in message] == []
    assert not sent(emulator, PATCHES)


async def test_every_fault_is_in_one_message(connector, emulator):
    with pytest.raises(InvalidInput) as caught:
        await connector.listings_items.put(
            sku="N", product_type="LAMP", attributes={"colr": [], "brand": "Fjord"}
        )
    for word in (
        'no attribute "colr"',
        "brand must be a list",
        "item_name is required",
        "country_of_origin is required",
    ):
        assert word in caught.value.message
    assert not sent(emulator, PUTS)


async def test_what_is_right_is_sent_unchanged_and_the_schema_read_once(connector, emulator):
    for color in ("red", "blue"):
        page = await connector.listings_items.patch(
            sku="MUG-001",
            product_type="DRINKING_CUP",
            patches=[replacing("color", [{"value": color, "marketplace_id": US}])],
        )
        assert page.one["status"] == "ACCEPTED"
        assert page.meta.warnings == []
    assert [request.json()["patches"][0]["value"][0]["value"] for request in sent(emulator, PATCHES)] == [
        "red",
        "blue",
    ]
    assert len(sent(emulator, DEFINITIONS)) == 1
    emulator.clock.advance(7 * 3600)
    await connector.listings_items.patch(
        sku="MUG-001", product_type="DRINKING_CUP", patches=[replacing("color", [{"value": "red"}])]
    )
    assert len(sent(emulator, DEFINITIONS)) == 2


async def test_a_value_that_is_merged_may_be_a_part(connector):
    part = {"op": "merge", "path": "/attributes/fulfillment_availability", "value": [{"quantity": 3}]}
    page = await connector.listings_items.patch(sku="MUG-001", product_type="DRINKING_CUP", patches=[part])
    assert page.one["status"] == "ACCEPTED"


async def test_an_offer_needs_what_offers_need_and_may_hold_facts_too(connector):
    offer = {"merchant_suggested_asin": [{"value": "B000000000"}], "color": [{"value": "red"}]}
    given = {"sku": "N", "product_type": "LAMP", "requirements": "LISTING_OFFER_ONLY", "attributes": offer}
    with pytest.raises(InvalidInput) as caught:
        await connector.listings_items.put(**given)
    assert "condition_type is required" in caught.value.message
    assert "color" not in caught.value.message
    assert "brand" not in caught.value.message


async def test_what_only_a_condition_of_the_schema_asks_for_is_left_to_amazon(connector, emulator):
    attributes = {name: value for name, value in LAMP.items() if not name.startswith("externally")}
    page = await connector.listings_items.put(sku="N", product_type="LAMP", attributes=attributes)
    assert page.one["status"] == "INVALID"
    assert "nothing changes: 'externally_assigned_product_identifier' is required" in page.meta.warnings[0]
    assert len(sent(emulator, PUTS)) == 1


async def test_an_open_list_of_values_takes_others(connector):
    page = await connector.listings_items.patch(
        sku="MUG-001", product_type="DRINKING_CUP", patches=[replacing("material", [{"value": "Moon rock"}])]
    )
    assert page.one["status"] == "ACCEPTED"


@pytest.mark.parametrize(
    "fault", [{"kind": "status", "status": 500}, {"kind": "status", "status": 404}, {"kind": "html"}]
)
async def test_a_schema_that_cannot_be_had_blocks_nothing_and_is_told(connector, emulator, fault):
    emulator.faults.add(operation="getDefinitionsProductType", times=None, **fault)
    page = await connector.listings_items.patch(
        sku="MUG-001", product_type="DRINKING_CUP", patches=[replacing("color", [{"value": "red"}])]
    )
    assert page.one["status"] == "ACCEPTED"
    assert "not checked before sending" in page.meta.warnings[0]


async def test_the_unchecked_door_stays_open(connector, emulator):
    params = {"sellerId": emulator.seller_id, "sku": "MUG-001", "marketplaceIds": [US]}
    body = {"productType": "DRINKING_CUP", "patches": [replacing("colour", [{"value": "red"}])]}
    page = await connector.execute("listings_items", "patch", {**params, "body": body}, validate=False)
    assert page.one["issues"][0]["code"] == "90000900"
    assert not sent(emulator, DEFINITIONS)


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"properties": "none"},
        {"properties": {"a": True}},
        {"properties": {"a": {"type": ["array", "null"]}}},
        {"properties": {"a": {"$ref": "https://elsewhere/schema"}}},
        {"properties": {"a": {"$ref": "#/$defs/missing"}}},
        {"properties": {"a": {"anyOf": [{"type": "array"}, {"type": "string"}]}}},
        {"properties": {"a": {"type": "array", "items": {"type": "object", "properties": {"b": {"oneOf": []}}}}}},
    ],
)  # fmt: skip
def test_a_schema_of_an_unknown_shape_judges_nothing(schema):
    judge = AttributeSchema("X", schema)
    assert list(judge.wrong("a", [{"b": 5, "c": {}}])) == []


def test_an_open_schema_takes_any_name():
    assert AttributeSchema("X", {"properties": {"a": {}}, "additionalProperties": True}).unknown("b") is None
    assert AttributeSchema("X", {"properties": {"a": {}}}).unknown("b")
