"""What a product type wants to know, and what may not be listed."""

from __future__ import annotations

import pytest

from toolspan import InvalidInput, UpstreamError


async def test_a_type_is_found_by_the_name_of_an_item(connector):
    found = await connector.product_types.search(item_name="a desk lamp with an arm")
    assert [one["name"] for one in found.data] == ["LAMP"]
    assert "PRODUCT" in [one["name"] for one in (await connector.product_types.search()).data]


async def test_required_attributes_are_told_apart_and_grouped(connector):
    rows = (await connector.product_types.attributes(product_type="LAMP", required_only=True)).data
    assert {row["name"]: row["group"] for row in rows} == {
        "item_name": "product_identity", "brand": "product_identity",
        "country_of_origin": "product_details", "condition_type": "offer",
    }  # fmt: skip
    offer = await connector.product_types.attributes(
        product_type="LAMP", requirements="LISTING_OFFER_ONLY", required_only=True
    )
    assert [row["name"] for row in offer.data] == ["condition_type"]
    loose = await connector.product_types.attributes(
        product_type="LAMP", requirements_enforced="NOT_ENFORCED"
    )
    assert not any(row["required"] for row in loose.data)


async def test_named_attributes_come_with_their_whole_schema(connector):
    page = await connector.product_types.attributes(product_type="LAMP", names=["wattage", "color"])
    color, wattage = page.data
    assert wattage["schema"]["items"]["properties"]["unit"]["enum"] == ["watts"]
    assert color["schema"]["items"]["properties"]["language_tag"]["default"] == "en_US"
    assert page.meta.product_type == "LAMP"


async def test_a_misspelt_attribute_is_corrected(connector):
    with pytest.raises(InvalidInput, match='Did you mean "wattage"'):
        await connector.product_types.attributes(product_type="LAMP", names=["watage"])


async def test_a_type_that_does_not_exist_is_amazons_refusal(connector):
    with pytest.raises(InvalidInput, match="LAMPS is not a valid product type"):
        await connector.product_types.attributes(product_type="LAMPS")


async def test_the_schema_is_fetched_from_amazons_hosts_only_and_without_its_token(
    connector, emulator, connect
):
    await connector.product_types.attributes(product_type="LAMP")
    (fetched,) = (request for request in emulator.requests if request.path.startswith("/documents/"))
    assert fetched.header("x-amz-access-token") is None
    body = {
        "schema": {"link": {"resource": "https://schemas.example.com/lamp", "verb": "GET"}, "checksum": ""}
    }
    emulator.faults.add("status", operation="getDefinitionsProductType", status=200, body=body)
    with pytest.raises(UpstreamError, match="outside Amazon's file hosts"):
        await connector.product_types.attributes(product_type="TEA")


async def test_what_may_not_be_offered_is_told_with_the_way_out(connector):
    items = (await connector.catalog_items.list(keywords=["tea", "mug"], page_size=20)).data
    by_brand = {
        item["summaries"][0]["brand"]: item["asin"]
        for item in items
        if "Tea" not in item["summaries"][0]["itemName"]
    }
    free = await connector.restrictions.list(asin=by_brand["Nordlicht"], condition_type="used_good")
    assert free.data == []
    gated = (await connector.restrictions.list(asin=by_brand["翠山"], condition_type="used_good")).one
    assert gated["reasons"][0]["reasonCode"] == "APPROVAL_REQUIRED"
    assert gated["reasons"][0]["links"][0]["verb"] == "GET"
    unknown = (await connector.restrictions.list(asin="B000000000")).one
    assert unknown["reasons"][0]["reasonCode"] == "ASIN_NOT_FOUND"
