from datetime import timedelta
from urllib.parse import quote

import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, US

CATALOG = "/catalog/2022-04-01/items"
STOCK = "/fba/inventory/v1/summaries"
WHERE = {"granularityType": "Marketplace", "granularityId": US, "marketplaceIds": US}


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


@pytest.fixture
def listings(emulator):
    return f"/listings/2021-08-01/items/{emulator.seller_id}"


async def every_listing(client, listings, **query):
    query = {"marketplaceIds": US, "pageSize": 20} | query
    pages = await client.pages(listings, "pageToken", "pagination.nextToken", **query)
    items = [item for page in pages for item in page["items"]]
    assert len(items) == pages[0]["numberOfResults"]
    return items


async def every_stock(client, **query):
    pages = await client.pages(STOCK, "nextToken", "pagination.nextToken", **WHERE, details="true", **query)
    return [row for page in pages for row in page["payload"]["inventorySummaries"]]


async def test_listings_catalogue_and_stock_describe_the_same_products(client, listings):
    for item in await every_listing(client, listings):
        summary = item["summaries"][0]
        found = await client.get(f"{CATALOG}/{summary['asin']}", marketplaceIds=US)
        assert found.json()["summaries"][0]["itemName"] == summary["itemName"]
    in_fba = {
        item["sku"]: item["summaries"][0]["fnSku"]
        for item in await every_listing(client, listings)
        if "fnSku" in item["summaries"][0]
    }
    assert {row["sellerSku"]: row["fnSku"] for row in await every_stock(client)} == in_fba


async def test_stock_adds_up(client):
    for row in await every_stock(client):
        details = row["inventoryDetails"]
        assert row["totalQuantity"] == (
            details["fulfillableQuantity"]
            + details["inboundWorkingQuantity"]
            + details["inboundShippedQuantity"]
            + details["inboundReceivingQuantity"]
            + details["reservedQuantity"]["totalReservedQuantity"]
            + details["unfulfillableQuantity"]["totalUnfulfillableQuantity"]
        )


async def test_a_stock_token_dies_after_thirty_seconds(client):
    token = (await client.get(STOCK, **WHERE)).json()["pagination"]["nextToken"]
    client.emulator.clock.advance(29)
    assert (await client.get(STOCK, **WHERE, nextToken=token)).status_code == 200
    client.emulator.clock.advance(2)
    answer = await client.get(STOCK, **WHERE, nextToken=token)
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, None)


async def test_stock_can_be_asked_by_sku_and_by_change(client):
    rows = await every_stock(client)
    skus = [row["sellerSku"] for row in rows[:2]]
    assert [row["sellerSku"] for row in await every_stock(client, sellerSkus=",".join(skus))] == skus
    since = (NOW - timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    changed = await every_stock(client, startDateTime=since, sellerSkus=skus[0])
    assert 0 < len(changed) < len(rows)
    assert all(row["lastUpdatedTime"] >= since for row in changed)


@pytest.mark.parametrize("sku", ["MUG/002-A", "MUG 003 B", "MUG-004+GIFT"])
async def test_a_sku_is_one_path_segment_encoded_once(client, listings, sku):
    found = await client.get(f"{listings}/{quote(sku, safe='')}", marketplaceIds=US)
    assert found.json()["sku"] == sku
    twice = await client.get(f"{listings}/{quote(quote(sku, safe=''), safe='')}", marketplaceIds=US)
    assert twice.status_code == 404
    assert quote(sku, safe="") in twice.json()["errors"][0]["message"]
    assert client.emulator.requests.matching(path=f"{listings}/{quote(sku, safe='')}")


async def test_a_bare_slash_in_a_sku_is_another_path(client, listings):
    assert (await client.get(f"{listings}/MUG/002-A", marketplaceIds=US)).status_code == 403


async def test_the_listings_of_another_seller_are_closed(client):
    answer = await client.get("/listings/2021-08-01/items/A0000000000000", marketplaceIds=US)
    assert answer.status_code == 403


async def test_listings_can_be_filtered_and_sorted(client, listings):
    broken = await every_listing(client, listings, withIssueSeverity="ERROR", includedData="summaries,issues")
    assert broken
    assert all(item["issues"] and item["summaries"][0]["status"] == [] for item in broken)
    sold = await every_listing(client, listings, withStatus="BUYABLE")
    assert len(sold) + len(broken) == 40
    by_sku = await every_listing(client, listings, sortBy="sku", sortOrder="ASC")
    assert [item["sku"] for item in by_sku] == sorted(item["sku"] for item in by_sku)
    found = await every_listing(client, listings, identifiers="MUG-001,MUG/002-A", identifiersType="SKU")
    assert {item["sku"] for item in found} == {"MUG-001", "MUG/002-A"}


async def test_the_catalogue_can_be_searched(client):
    found = (
        await client.get(CATALOG, keywords="mug", marketplaceIds=US, includedData="summaries,identifiers")
    ).json()
    assert found["numberOfResults"] == 4
    assert found["refinements"]["brands"]
    ean = found["items"][0]["identifiers"][0]["identifiers"][0]["identifier"]
    same = await client.get(CATALOG, identifiers=ean, identifiersType="EAN", marketplaceIds=US)
    assert [item["asin"] for item in same.json()["items"]] == [found["items"][0]["asin"]]


async def test_titles_speak_the_marketplaces_language(client):
    asin = (await client.get(CATALOG, keywords="mug", marketplaceIds=US)).json()["items"][0]["asin"]
    both = await client.get(f"{CATALOG}/{asin}", marketplaceIds=f"{US},A1AM78C64UM0Y8")
    names = [one["itemName"] for one in both.json()["summaries"]]
    assert names == ["Nordlicht Stoneware Mug, Nº 1", "Nordlicht Taza de gres para café, Nº 1"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (CATALOG, {"marketplaceIds": US}),
        (CATALOG, {"keywords": "mug"}),
        (CATALOG, {"keywords": "mug", "marketplaceIds": f"{US},A2EUQ1WTGCTBG2"}),
        (CATALOG, {"keywords": "mug", "identifiers": "B0", "identifiersType": "ASIN", "marketplaceIds": US}),
        (CATALOG, {"identifiers": "B0", "marketplaceIds": US}),
        (CATALOG, {"identifiers": "X", "identifiersType": "SKU", "marketplaceIds": US}),
        (CATALOG, {"identifiers": "X", "identifiersType": "ASIN", "brandNames": "x", "marketplaceIds": US}),
        (CATALOG, {"keywords": ",".join("x" * 21), "marketplaceIds": US}),
        (CATALOG, {"keywords": "mug", "pageSize": 21, "marketplaceIds": US}),
        (CATALOG, {"keywords": "mug", "includedData": "prices", "marketplaceIds": US}),
        (f"{CATALOG}/B000000000", {}),
        (STOCK, {"marketplaceIds": US}),
        (STOCK, WHERE | {"granularityType": "Country"}),
        (STOCK, WHERE | {"granularityId": "A2EUQ1WTGCTBG2"}),
        (STOCK, WHERE | {"sellerSkus": ",".join("x" * 51)}),
        (STOCK, WHERE | {"startDateTime": "2024-01-01T00:00:00Z"}),
        (STOCK, WHERE | {"details": "maybe"}),
    ],
)
async def test_the_rules_of_catalogue_and_stock(client, path, query):
    answer = await client.get(path, **query)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"marketplaceIds": US, "pageSize": 21},
        {"marketplaceIds": US, "identifiers": "x"},
        {"marketplaceIds": US, "identifiersType": "SKU"},
        {"marketplaceIds": US, "identifiers": "x", "identifiersType": "SKU", "variationParentSku": "y"},
        {"marketplaceIds": US, "variationParentSku": "y", "packageHierarchySku": "z"},
        {"marketplaceIds": US, "sortBy": "price"},
    ],
)
async def test_the_rules_of_listings(client, listings, query):
    answer = await client.get(listings, **query)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


async def test_participations_list_the_marketplaces_and_one_outside_amazon(client):
    payload = (await client.get("/sellers/v1/marketplaceParticipations")).json()["payload"]
    assert [one["marketplace"]["countryCode"] for one in payload] == ["US", "CA", "MX", "US"]
    assert payload[-1]["marketplace"]["name"] == "Non-Amazon"


async def test_every_data_set_of_a_product_can_be_asked_for(client, listings):
    sets = "attributes,classifications,dimensions,identifiers,images,productTypes,relationships,salesRanks,summaries"
    found = await client.get(
        CATALOG, keywords="lamp", marketplaceIds=US, includedData=sets + ",vendorDetails"
    )
    item = found.json()["items"][0]
    assert item.keys() == {"asin", "vendorDetails", *sets.split(",")}
    assert all(one["marketplaceId"] == US for name in sets.split(",")[1:] for one in item[name])
    sets = "summaries,attributes,issues,offers,fulfillmentAvailability,procurement,relationships,productTypes"
    shown = await every_listing(client, listings, includedData=sets)
    assert all(item.keys() == {"sku", *sets.split(",")} for item in shown)
    channels = {item["fulfillmentAvailability"][0]["fulfillmentChannelCode"] for item in shown}
    assert channels == {"AMAZON_NA", "DEFAULT"}
    assert all(isinstance(item["offers"][0]["price"]["amount"], str) for item in shown)
