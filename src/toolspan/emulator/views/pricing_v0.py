"""Product Pricing v0: the seller's prices, and all offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from toolspan.emulator.errors import invalid, missing_or_invalid
from toolspan.emulator.parameters import Parameters, choice, list_of, text
from toolspan.emulator.seller.market import featured
from toolspan.emulator.views import pricing_parts as parts
from toolspan.emulator.views.batches import answered, requests_of
from toolspan.emulator.views.paging import sold_in

if TYPE_CHECKING:
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.seller.products import Product

_CONDITIONS = ("New", "Used", "Collectible", "Refurbished", "Club")
_CUSTOMERS = ("Consumer", "Business")
_MOST = 20
_SAID = (
    text("MarketplaceId", required=True),
    list_of("Asins", most=_MOST),
    list_of("Skus", most=_MOST),
    choice("ItemType", ("Asin", "Sku"), required=True),
)
_PRICING = Parameters(*_SAID, choice("ItemCondition", _CONDITIONS), choice("OfferType", ("B2C", "B2B")))
_COMPETITIVE = Parameters(*_SAID, choice("CustomerType", _CUSTOMERS))
_OFFERS = Parameters(
    text("MarketplaceId", required=True),
    choice("ItemCondition", _CONDITIONS, required=True),
    choice("CustomerType", _CUSTOMERS),
)
_ITEM = "/products/pricing/v0/items/{Asin}/offers"
_LISTING = "/products/pricing/v0/listings/{SellerSKU}/offers"


def get_pricing(call: Call) -> dict[str, Any]:
    """The seller's own prices of the requested products."""
    values = _PRICING.read(call.query, call.now)
    shown = values["ItemCondition"] in (None, "New") and values["OfferType"] != "B2B"

    def own(product: Product, marketplace: Marketplace) -> dict[str, Any]:
        return {"Offers": _own_offer(call, product, marketplace) if shown else []}

    return {"payload": _each(call, values, own)}


def get_competitive_pricing(call: Call) -> dict[str, Any]:
    """Best price and number of offers of each requested product."""
    values = _COMPETITIVE.read(call.query, call.now)

    def competing(product: Product, marketplace: Marketplace) -> dict[str, Any]:
        offers = parts.offers(call, product, marketplace)
        best = featured(offers)
        prices = [
            {
                "CompetitivePriceId": "1",
                "Price": parts.price(best, marketplace),
                "condition": "New",
                "subcondition": "New",
                "belongsToRequester": best.mine,
            }
        ] if best else []  # fmt: skip
        counts = [{"condition": condition, "Count": len(offers)} for condition in ("Any", "New")]
        return {
            "CompetitivePricing": {"CompetitivePrices": prices, "NumberOfOfferListings": counts},
            "SalesRankings": parts.sales_rankings(product),
        }

    return {"payload": _each(call, values, competing)}


def get_item_offers(call: Call) -> dict[str, Any]:
    """The offers on one ASIN."""
    return _item_offers(call, call.path["Asin"], _OFFERS.read(call.query, call.now))


def get_listing_offers(call: Call) -> dict[str, Any]:
    """The offers that compete with one of the seller's SKUs."""
    return _listing_offers(call, call.path["SellerSKU"], _OFFERS.read(call.query, call.now))


def get_item_offers_batch(call: Call) -> dict[str, Any]:
    """The offers on several ASINs, each with its own status."""
    requests = requests_of(call, _MOST, _ITEM)
    return {"responses": [_batched(call, one, "Asin", _item_offers) for one in requests]}


def get_listing_offers_batch(call: Call) -> dict[str, Any]:
    """The offers that compete with several SKUs, each with its own status."""
    requests = requests_of(call, _MOST, _LISTING)
    return {"responses": [_batched(call, one, "SellerSKU", _listing_offers) for one in requests]}


def _each(call: Call, values: Values, rendered: Any) -> list[dict[str, Any]]:
    (marketplace,) = sold_in(call, "MarketplaceId", (values["MarketplaceId"],))
    by_sku = values["ItemType"] == "Sku"
    wanted = values["Skus" if by_sku else "Asins"]
    if not wanted:
        raise missing_or_invalid("Skus" if by_sku else "Asins")
    find, key = (parts.by_sku, "SellerSKU") if by_sku else (parts.by_asin, "ASIN")
    rows = []
    for value in wanted:
        product = find(call, value)
        row: dict[str, Any] = {"status": "Success" if product else "ClientError", key: value}
        if product:
            identifiers = _identifiers(call, product, marketplace, named=by_sku)
            row["Product"] = {"Identifiers": identifiers, **rendered(product, marketplace)}
        rows.append(row)
    return rows


def _identifiers(call: Call, product: Product, marketplace: Marketplace, *, named: bool) -> dict[str, Any]:
    # By ASIN, Amazon leaves the seller's fields present but empty.
    sku = (marketplace.marketplace_id, call.seller.seller_id, product.sku) if named else ("", "", "")
    return {
        "MarketplaceASIN": {"MarketplaceId": marketplace.marketplace_id, "ASIN": product.asin},
        "SKUIdentifier": dict(zip(("MarketplaceId", "SellerId", "SellerSKU"), sku, strict=True)),
    }


def _own_offer(call: Call, product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    offers = parts.offers(call, product, marketplace)
    return [
        {
            "offerType": "B2C",
            "BuyingPrice": parts.price(offer, marketplace),
            "RegularPrice": parts.money(offer.price, marketplace),
            "FulfillmentChannel": "AMAZON" if product.channel == "AFN" else "MERCHANT",
            "ItemCondition": "New",
            "ItemSubCondition": "New",
            "SellerSKU": product.sku,
        }
        for offer in offers
        if offer.mine
    ]


def _item_offers(call: Call, asin: str, values: Values) -> dict[str, Any]:
    (marketplace,) = sold_in(call, "MarketplaceId", (values["MarketplaceId"],))
    product = parts.found(parts.by_asin(call, asin), "ASIN", asin, marketplace)
    return {"payload": {"ASIN": asin, **_offers(call, product, marketplace, values, {"ASIN": asin})}}


def _listing_offers(call: Call, sku: str, values: Values) -> dict[str, Any]:
    (marketplace,) = sold_in(call, "MarketplaceId", (values["MarketplaceId"],))
    product = parts.found(parts.by_sku(call, sku), "SKU", sku, marketplace)
    body = _offers(call, product, marketplace, values, {"SellerSKU": sku})
    for offer in body["Offers"]:
        offer["MyOffer"] = offer["SellerId"] == call.seller.seller_id
    return {"payload": {"SKU": sku, **body}}


def _offers(
    call: Call, product: Product, marketplace: Marketplace, values: Values, identifier: dict[str, str]
) -> dict[str, Any]:
    offers = parts.offers(call, product, marketplace)
    condition, best = values["ItemCondition"], featured(offers)
    shown = offers[:_MOST] if condition == "New" else []
    return {
        "status": "Success" if shown else "NoBuyableOffers",
        "ItemCondition": condition,
        "Identifier": {
            "MarketplaceId": marketplace.marketplace_id,
            "ItemCondition": condition,
            **identifier,
        },
        "Summary": parts.summary(product, offers, marketplace),
        "Offers": [parts.offer_detail(one, best, marketplace) for one in shown],
        "marketplaceId": marketplace.marketplace_id,
    }


def _batched(call: Call, request: dict[str, Any], key: str, offers: Any) -> dict[str, Any]:
    value = unquote(request["uri"].split("/")[-2])

    def answer(one: dict[str, Any]) -> dict[str, Any]:
        if one.get("ItemCondition") not in _CONDITIONS or not one.get("MarketplaceId"):
            raise invalid("Missing or invalid request parameters: [MarketplaceId, ItemCondition]", None)
        body: dict[str, Any] = offers(call, value, one)
        return body

    asked = {
        name: request[name] for name in ("MarketplaceId", "ItemCondition", "CustomerType") if name in request
    }
    return {**answered(call, request, answer), "request": {**asked, key: value}}


HANDLERS = {
    "productPricingV0.getPricing": get_pricing,
    "productPricingV0.getCompetitivePricing": get_competitive_pricing,
    "productPricingV0.getItemOffers": get_item_offers,
    "productPricingV0.getListingOffers": get_listing_offers,
    "productPricingV0.getItemOffersBatch": get_item_offers_batch,
    "productPricingV0.getListingOffersBatch": get_listing_offers_batch,
}
