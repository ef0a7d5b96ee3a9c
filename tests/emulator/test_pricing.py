import pytest

from toolspan.emulator import Emulator
from toolspan.emulator.roles import ALL_ROLES

from .conftest import NOW, US

V0 = "/products/pricing/v0"
BATCHES = "/batches/products/pricing"
SUMMARY = "/products/pricing/2022-05-01/items/competitiveSummary"
EXPECTED = "/products/pricing/2022-05-01/offer/featuredOfferExpectedPrice"


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


@pytest.fixture
def products(emulator):
    return emulator.seller.world.products


async def post(client, path, *requests):
    return await client.call("POST", path, json={"requests": list(requests)})


async def summary(client, asin, *data):
    request = {"asin": asin, "marketplaceId": US, "includedData": data, "method": "GET", "uri": SUMMARY}
    (answer,) = (await post(client, BATCHES + "/2022-05-01/items/competitiveSummary", request)).json()[
        "responses"
    ]
    assert answer["status"]["statusCode"] == 200
    return answer["body"]


def landed(offer):
    return offer["ListingPrice"]["Amount"] + offer["Shipping"]["Amount"]


async def expected(client, sku):
    request = {"sku": sku, "marketplaceId": US, "method": "GET", "uri": EXPECTED}
    path = BATCHES + "/2022-05-01/offer/featuredOfferExpectedPrice"
    (answer,) = (await post(client, path, request)).json()["responses"]
    return answer


async def test_the_sellers_price_is_that_of_its_listing(client, emulator, products):
    listings = f"/listings/2021-08-01/items/{emulator.seller_id}"
    found = await client.get(listings, marketplaceIds=US, pageSize=20, includedData="offers")
    for item in found.json()["items"]:
        query = {"MarketplaceId": US, "ItemType": "Sku", "Skus": item["sku"]}
        (row,) = (await client.get(f"{V0}/price", **query)).json()["payload"]
        for offer in row["Product"]["Offers"]:
            assert offer["RegularPrice"]["Amount"] == float(item["offers"][0]["price"]["amount"])


async def test_a_new_price_of_a_listing_is_offered_once_the_listing_shows_it(client, emulator, products):
    sku = products[1].sku
    emulator.clock.advance(10)
    value = {"currency": "USD", "our_price": [{"schedule": [{"value_with_tax": 3.21}]}], "marketplace_id": US}
    patch = {"op": "replace", "path": "/attributes/purchasable_offer", "value": [value]}
    path = f"/listings/2021-08-01/items/{emulator.seller_id}/{sku.replace('/', '%2F')}"
    body = {"productType": products[1].kind.product_type, "patches": [patch]}
    answer = await client.call("PATCH", path, {"marketplaceIds": US}, json=body)
    assert answer.json()["status"] == "ACCEPTED", answer.text

    async def price():
        query = {"MarketplaceId": US, "ItemType": "Sku", "Skus": sku}
        (row,) = (await client.get(f"{V0}/price", **query)).json()["payload"]
        return row["Product"]["Offers"][0]["RegularPrice"]["Amount"]

    assert await price() != 3.21
    emulator.clock.advance(400)
    assert await price() == 3.21
    best = (await expected(client, sku))["body"]["featuredOfferExpectedPriceResults"][0]
    assert best["currentFeaturedOffer"]["offerIdentifier"]["sellerId"] == emulator.seller_id


async def test_every_view_names_the_same_featured_offer(client, products):
    for product in products:
        query = {"MarketplaceId": US, "ItemCondition": "New"}
        offers = (await client.get(f"{V0}/items/{product.asin}/offers", **query)).json()["payload"]
        winners = [one["SellerId"] for one in offers["Offers"] if one["IsBuyBoxWinner"]]
        body = await summary(client, product.asin, "featuredBuyingOptions", "lowestPricedOffers")
        shown = [one for each in body["featuredBuyingOptions"] for one in each["segmentedFeaturedOffers"]]
        assert [one["sellerId"] for one in shown] == winners
        assert [one["sellerId"] for one in body["lowestPricedOffers"][0]["offers"]] == [
            one["SellerId"] for one in offers["Offers"]
        ]
        assert offers["Summary"]["TotalOfferCount"] == len(offers["Offers"])
        fit = [one for one in offers["Offers"] if one["IsFeaturedMerchant"]]
        assert winners == [one["SellerId"] for one in sorted(fit, key=landed)[:1]]


async def test_at_the_expected_price_the_seller_is_the_cheapest_of_those_that_may_be_featured(
    client, products
):
    results = {}
    for product in products:
        (found,) = (await expected(client, product.sku))["body"]["featuredOfferExpectedPriceResults"]
        results.setdefault(found["resultStatus"], []).append((product, found))
    assert set(results) == {"VALID_FOEP", "NO_COMPETING_OFFERS", "OFFER_NOT_ELIGIBLE"}
    for _, found in results["VALID_FOEP"]:
        rival = found["competingFeaturedOffer"]["price"]
        landed = rival["listingPrice"]["amount"] + rival["shippingPrice"]["amount"]
        assert found["featuredOfferExpectedPrice"]["listingPrice"]["amount"] <= landed
    assert all(product.suppressed for product, _ in results["OFFER_NOT_ELIGIBLE"])


async def test_an_unknown_product_spoils_only_its_own_part_of_a_batch(client, products):
    uris = [f"{V0}/items/{asin}/offers" for asin in ("B0NOSUCH00", products[0].asin)]
    answer = await post(
        client,
        f"{BATCHES}/v0/itemOffers",
        *({"uri": uri, "method": "GET", "MarketplaceId": US, "ItemCondition": "New"} for uri in uris),
    )
    assert answer.status_code == 200
    assert [one["status"]["statusCode"] for one in answer.json()["responses"]] == [400, 200]
    assert (await expected(client, "no such"))["body"]["errors"][0]["code"] == "INVALID_SKU"


async def test_an_encoded_sku_in_an_address_of_a_batch_is_read_once(client, products):
    sku = products[1].sku
    assert "/" in sku
    uri = f"{V0}/listings/{sku.replace('/', '%2F')}/offers"
    answer = await post(
        client,
        f"{BATCHES}/v0/listingOffers",
        {"uri": uri, "method": "GET", "MarketplaceId": US, "ItemCondition": "New"},
    )
    (one,) = answer.json()["responses"]
    assert one["body"]["payload"]["SKU"] == sku
    assert [offer["MyOffer"] for offer in one["body"]["payload"]["Offers"]].count(True) == 1


@pytest.mark.parametrize(
    "requests",
    [[], [{"uri": "/elsewhere", "method": "GET"}], [{"uri": SUMMARY, "method": "POST"}], [{}] * 21],
)
async def test_a_batch_that_is_none_is_refused_as_a_whole(client, requests):
    answer = await post(client, BATCHES + "/2022-05-01/items/competitiveSummary", *requests)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"


async def test_prices_need_the_pricing_role(client, emulator, products):
    emulator.application.roles = set(ALL_ROLES) - {"pricing"}
    query = {"MarketplaceId": US, "ItemCondition": "New"}
    answer = await client.get(f"{V0}/items/{products[0].asin}/offers", **query)
    assert (answer.status_code, answer.json()["errors"][0]["details"]) == (403, "")
