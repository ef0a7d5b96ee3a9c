"""Product Pricing 2022-05-01: batches of competitive summaries and featured offer expected prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import ApiError, invalid
from toolspan.emulator.seller.market import featured, threshold
from toolspan.emulator.views import pricing_parts as parts
from toolspan.emulator.views.batches import answered, requests_of
from toolspan.emulator.views.paging import sold_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call
    from toolspan.emulator.seller.market import Offer
    from toolspan.emulator.seller.products import Product

_SUMMARY = "/products/pricing/2022-05-01/items/competitiveSummary"
_EXPECTED = "/products/pricing/2022-05-01/offer/featuredOfferExpectedPrice"
_ANY = {"itemCondition": "New", "offerType": "Consumer"}
_MOST_SUMMARIES, _MOST_EXPECTED = 20, 40

Sight = tuple["Call", dict[str, Any], "Product", "Marketplace", list["Offer"]]


def get_competitive_summary(call: Call) -> dict[str, Any]:
    """Competitive summaries of several products."""
    requests = requests_of(call, _MOST_SUMMARIES, _SUMMARY)
    for one in requests:
        asked = one.get("includedData")
        if not isinstance(asked, list) or not asked or not set(asked) <= _DATA.keys():
            raise invalid("includedData is missing or has unknown values.")
    return {"responses": [_response(call, one) for one in requests]}


def get_featured_offer_expected_price_batch(call: Call) -> dict[str, Any]:
    """Prices at which several SKUs would become the featured offer."""
    return {
        "responses": [
            {
                "request": {key: one[key] for key in ("marketplaceId", "sku", "segment") if key in one},
                **answered(call, one, lambda one: _expected(call, one)),
            }
            for one in requests_of(call, _MOST_EXPECTED, _EXPECTED)
        ]
    }


def _response(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    answer = answered(call, request, lambda one: _summary(call, one))
    asked = {name: request.get(name) for name in ("asin", "marketplaceId")}
    return {"status": answer["status"], "body": {**asked, **answer["body"]}}


def _summary(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    asin, marketplace = str(request.get("asin")), _marketplace(call, request)
    product = parts.by_asin(call, asin)
    if product is None:
        raise _refused("INVALID_ASIN", f"{asin} is not a valid ASIN")
    offers = parts.offers(call, product, marketplace)
    sight = (call, request, product, marketplace, offers)
    return {name: _DATA[name](sight) for name in request["includedData"]}


def _expected(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    sku, marketplace = str(request.get("sku")), _marketplace(call, request)
    product = parts.by_sku(call, sku)
    if product is None:
        raise _refused(
            "INVALID_SKU", "The requested SKU does not exist for the seller in the requested Amazon store."
        )
    offers = parts.offers(call, product, marketplace)
    mine = next((offer for offer in offers if offer.mine), None)
    best, rival = featured(offers), featured([offer for offer in offers if not offer.mine])
    result: dict[str, Any] = {"resultStatus": "VALID_FOEP"}
    if mine is None:
        result["resultStatus"] = "OFFER_NOT_ELIGIBLE"
    elif rival is None:
        result["resultStatus"] = "NO_COMPETING_OFFERS"
    else:
        price = max(rival.landed - mine.shipping, 1)
        result["featuredOfferExpectedPrice"] = {"listingPrice": parts.amount(price, marketplace)}
        result["competingFeaturedOffer"] = _offer(product, rival, marketplace)
    if best:
        result["currentFeaturedOffer"] = _offer(product, best, marketplace)
    identifier = _identifier(product, marketplace) | {
        "sellerId": call.seller.seller_id,
        "sku": sku,
        "fulfillmentType": product.channel,
    }
    return {"offerIdentifier": identifier, "featuredOfferExpectedPriceResults": [result]}


def _marketplace(call: Call, request: dict[str, Any]) -> Marketplace:
    (marketplace,) = sold_in(call, "marketplaceId", (str(request.get("marketplaceId")),))
    return marketplace


def _refused(code: str, message: str) -> ApiError:
    return ApiError(400, code, message)


def _identifier(product: Product, marketplace: Marketplace) -> dict[str, Any]:
    return {"marketplaceId": marketplace.marketplace_id, "asin": product.asin}


def _offer(product: Product, offer: Offer, marketplace: Marketplace) -> dict[str, Any]:
    who = {"sellerId": offer.seller_id, "fulfillmentType": offer.channel}
    price = {
        "listingPrice": parts.amount(offer.price, marketplace),
        "shippingPrice": parts.amount(offer.shipping, marketplace),
    }
    return {"offerIdentifier": _identifier(product, marketplace) | who, "condition": "New", "price": price}


def _buying_options(sight: Sight) -> list[dict[str, Any]]:
    _, _, _, marketplace, offers = sight
    best = featured(offers)
    if best is None:
        return []
    everybody = {"customerMembership": "DEFAULT", "segmentDetails": {"glanceViewWeightPercentage": 100}}
    shown = {**parts.offer(best, marketplace), "featuredOfferSegments": [everybody]}
    return [{"buyingOptionType": "New", "segmentedFeaturedOffers": [shown]}]


def _reference_prices(sight: Sight) -> list[dict[str, Any]]:
    _, _, product, marketplace, offers = sight
    prices = {"CompetitivePriceThreshold": threshold(product, marketplace)}
    if best := featured(offers):
        prices["WasPrice"] = best.price
    return [{"name": name, "price": parts.amount(price, marketplace)} for name, price in prices.items()]


def _lowest(sight: Sight) -> list[dict[str, Any]]:
    _, request, _, marketplace, offers = sight
    return [
        {
            "lowestPricedOffersInput": asked,
            "offers": [parts.offer(one, marketplace) for one in offers[:20]],
        }
        for asked in request.get("lowestPricedOffersInputs") or [_ANY]
        if asked.get("itemCondition") == "New"
    ]


def _similar(sight: Sight) -> list[dict[str, Any]]:
    call, _, product, _, _ = sight
    others = [
        one
        for one in call.world.shelf.catalogue(call.now)
        if one.kind is product.kind and one.asin != product.asin
    ]
    return [{"items": [{"asin": one.asin} for one in others]}]


_DATA: dict[str, Callable[[Sight], list[dict[str, Any]]]] = {
    "featuredBuyingOptions": _buying_options,
    "referencePrices": _reference_prices,
    "lowestPricedOffers": _lowest,
    "similarItems": _similar,
}

HANDLERS = {
    "productPricing_2022-05-01.getCompetitiveSummary": get_competitive_summary,
    "productPricing_2022-05-01.getFeaturedOfferExpectedPriceBatch": get_featured_offer_expected_price_batch,
}
