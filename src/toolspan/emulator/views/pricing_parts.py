"""Offers in the formats of the two pricing APIs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid
from toolspan.emulator.seller.market import featured, offers_on, threshold
from toolspan.emulator.seller.money import number
from toolspan.emulator.views.product_parts import classification_id

if TYPE_CHECKING:
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call
    from toolspan.emulator.seller.market import Offer
    from toolspan.emulator.seller.products import Product

_CHANNELS = {"AFN": "Amazon", "MFN": "Merchant"}


def by_asin(call: Call, asin: str) -> Product | None:
    """Find the product of an ASIN."""
    return next((one for one in call.world.shelf.catalogue(call.now) if one.asin == asin), None)


def by_sku(call: Call, sku: str) -> Product | None:
    """Find the product that the seller lists under a SKU."""
    return call.world.shelf.listing(sku, call.now)


def offers(call: Call, product: Product, marketplace: Marketplace) -> list[Offer]:
    """All current offers on a product, cheapest first."""
    mine = (one for one in call.world.shelf.listings(call.now) if one.asin == product.asin)
    return offers_on(call.world, product, marketplace, call.seller.seller_id, next(mine, None))


def found(product: Product | None, kind: str, value: str, marketplace: Marketplace) -> Product:
    """Return the product, or raise the 400 for a missing one."""
    if product is None:
        raise invalid(f"{value} is an invalid {kind} for marketplace {marketplace.marketplace_id}", None)
    return product


def money(amount: int, marketplace: Marketplace) -> dict[str, Any]:
    """An amount in v0's format."""
    return {"CurrencyCode": marketplace.currency, "Amount": number(amount, marketplace.currency)}


def amount(minor: int, marketplace: Marketplace) -> dict[str, Any]:
    """An amount in 2022-05-01's format."""
    return {"currencyCode": marketplace.currency, "amount": number(minor, marketplace.currency)}


def price(offer: Offer, marketplace: Marketplace) -> dict[str, Any]:
    """Price, shipping and their sum in v0's format."""
    return {
        "LandedPrice": money(offer.landed, marketplace),
        "ListingPrice": money(offer.price, marketplace),
        "Shipping": money(offer.shipping, marketplace),
    }


def sales_rankings(product: Product) -> list[dict[str, Any]]:
    """Sales ranks of a product in v0's format."""
    whole = {"ProductCategoryId": "home_display_on_website", "Rank": product.rank * 4}
    return [whole, {"ProductCategoryId": classification_id(product), "Rank": product.rank}]


def summary(product: Product, offers: list[Offer], marketplace: Marketplace) -> dict[str, Any]:
    """v0's summary of all offers, whatever condition was requested."""
    best = featured(offers)
    body: dict[str, Any] = {
        "TotalOfferCount": len(offers),
        "NumberOfOffers": _counts(offers),
        "BuyBoxEligibleOffers": _counts([offer for offer in offers if offer.eligible]),
        "LowestPrices": _lowest(offers, marketplace),
        "SalesRankings": sales_rankings(product),
        "CompetitivePriceThreshold": money(threshold(product, marketplace), marketplace),
    }
    if best:
        box = {"condition": "new", **price(best, marketplace), "sellerId": best.seller_id}
        body["BuyBoxPrices"] = [box]
    return body


def offer_detail(offer: Offer, best: Offer | None, marketplace: Marketplace) -> dict[str, Any]:
    """An offer in v0's format."""
    amazon = offer.channel == "AFN"
    return {
        "SubCondition": "new",
        "SellerId": offer.seller_id,
        "SellerFeedbackRating": {
            "SellerPositiveFeedbackRating": offer.rating,
            "FeedbackCount": offer.feedback,
        },
        "ShippingTime": {
            "minimumHours": 0 if amazon else 24,
            "maximumHours": 0 if amazon else 48,
            "availabilityType": "NOW",
        },
        "ListingPrice": money(offer.price, marketplace),
        "Shipping": money(offer.shipping, marketplace),
        "ShipsFrom": {"Country": marketplace.country},
        "IsFulfilledByAmazon": amazon,
        "PrimeInformation": {"IsPrime": amazon, "IsNationalPrime": amazon},
        "IsBuyBoxWinner": offer is best,
        "IsFeaturedMerchant": offer.eligible,
    }


def offer(one: Offer, marketplace: Marketplace) -> dict[str, Any]:
    """An offer in 2022-05-01's format."""
    return {
        "sellerId": one.seller_id,
        "condition": "New",
        "subCondition": "New",
        "fulfillmentType": one.channel,
        "listingPrice": amount(one.price, marketplace),
        "shippingOptions": [{"shippingOptionType": "DEFAULT", "price": amount(one.shipping, marketplace)}],
        "primeDetails": {"eligibility": "NATIONAL" if one.channel == "AFN" else "NONE"},
    }


def _counts(offers: list[Offer]) -> list[dict[str, Any]]:
    counted = Counter(_CHANNELS[offer.channel] for offer in offers)
    return [
        {"condition": "new", "fulfillmentChannel": channel, "OfferCount": count}
        for channel, count in sorted(counted.items())
    ]


def _lowest(offers: list[Offer], marketplace: Marketplace) -> list[dict[str, Any]]:
    cheapest: dict[str, Offer] = {}
    for offer in offers:
        cheapest.setdefault(_CHANNELS[offer.channel], offer)
    return [
        {"condition": "new", "fulfillmentChannel": channel, **price(offer, marketplace)}
        for channel, offer in sorted(cheapest.items())
    ]
