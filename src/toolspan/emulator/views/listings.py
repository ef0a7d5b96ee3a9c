"""Listings Items 2021-08-01: reading the seller's listings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import denied, not_found
from toolspan.emulator.parameters import (
    Parameters,
    at_most_one,
    choice,
    integer,
    list_of,
    moment,
    text,
    together,
)
from toolspan.emulator.seller.attributes import listing_sheet
from toolspan.emulator.seller.money import string
from toolspan.emulator.times import iso
from toolspan.emulator.views import product_parts as parts
from toolspan.emulator.views.paging import paged, sold_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call, Handlers
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.seller.products import Product

_STATUSES = ("BUYABLE", "DISCOVERABLE")
_IDENTIFIER_TYPES = ("ASIN", "EAN", "FNSKU", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")


def _status(product: Product, country: str) -> tuple[str, ...]:
    if product.suppressed:
        return ()
    sold = country in product.prices and (product.channel == "AFN" or product.stock > 0)
    return _STATUSES if sold else ("DISCOVERABLE",)


def _summaries(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    body = {
        "marketplaceId": marketplace.marketplace_id,
        "asin": product.asin,
        "productType": product.kind.product_type,
        "conditionType": "new_new",
        "status": list(_status(product, marketplace.country)),
        "itemName": product.title(marketplace.country),
        "createdDate": iso(product.created),
        "lastUpdatedDate": iso(product.updated),
        "mainImage": {
            key: value
            for key, value in parts.images(product, marketplace)[0]["images"][0].items()
            if key != "variant"
        },
    }
    if product.channel == "AFN":
        body["fnSku"] = product.fn_sku
    return [body]


def _issues(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    if not product.suppressed:
        return []
    return [
        {
            "code": "90220",
            "message": "'country_of_origin' is required but missing.",
            "severity": "ERROR",
            "attributeNames": ["country_of_origin"],
            "categories": ["MISSING_ATTRIBUTE"],
            "enforcements": {
                "actions": [{"action": "SEARCH_SUPPRESSED"}],
                "exemption": {"status": "NOT_EXEMPT"},
            },
            "marketplaceIds": [marketplace.marketplace_id],
        }
    ]


def _offers(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    if marketplace.country not in product.prices:
        return []
    amount = string(product.prices[marketplace.country], marketplace.currency)
    price = {"currencyCode": marketplace.currency, "amount": amount}
    return [{"marketplaceId": marketplace.marketplace_id, "offerType": "B2C", "price": price}]


def _availability(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    if product.channel == "AFN":
        return [{"fulfillmentChannelCode": f"AMAZON_{marketplace.region}"}]
    return [{"fulfillmentChannelCode": "DEFAULT", "quantity": product.stock}]


# Data sets, and whether a listing in several marketplaces repeats them for each.
_DATA: dict[str, tuple[Callable[[Product, Marketplace], Any], bool]] = {
    "summaries": (_summaries, True),
    "attributes": (listing_sheet, False),
    "issues": (_issues, False),
    "offers": (_offers, True),
    "fulfillmentAvailability": (_availability, False),
    "procurement": (lambda _product, _marketplace: [], False),
    "relationships": (parts.relationships, True),
    "productTypes": (parts.product_types, True),
}

_SEARCH = Parameters(
    list_of("marketplaceIds", required=True),
    text("issueLocale"),
    list_of("includedData", tuple(_DATA), default=("summaries",)),
    list_of("identifiers", most=20),
    choice("identifiersType", _IDENTIFIER_TYPES),
    text("variationParentSku"),
    text("packageHierarchySku"),
    moment("createdAfter"),
    moment("createdBefore"),
    moment("lastUpdatedAfter"),
    moment("lastUpdatedBefore"),
    list_of("withIssueSeverity", ("WARNING", "ERROR")),
    list_of("withStatus", _STATUSES),
    list_of("withoutStatus", _STATUSES),
    choice("sortBy", ("sku", "createdDate", "lastUpdatedDate"), default="lastUpdatedDate"),
    choice("sortOrder", ("ASC", "DESC"), default="DESC"),
    integer("pageSize", 1, 20, 10),
    text("pageToken"),
    rules=(
        at_most_one("identifiers", "variationParentSku", "packageHierarchySku"),
        together("identifiers", "identifiersType"),
        together("identifiersType", "identifiers"),
    ),
)
_GET = Parameters(
    list_of("marketplaceIds", required=True),
    text("issueLocale"),
    list_of("includedData", tuple(_DATA), default=("summaries",)),
)


def search_listings_items(call: Call) -> dict[str, Any]:
    """One page of the seller's listings."""
    values = _SEARCH.read(call.query, call.now)
    marketplaces = own(call, values)
    found = _select(call, values, marketplaces)
    page = paged(
        call, values, "pageToken", values["pageSize"], lambda: found, free=("pageSize", "includedData")
    )
    return {
        "numberOfResults": len(found),
        "pagination": {"nextToken": page.token} if page.token else {},
        "items": [_render(one, marketplaces, values["includedData"]) for one in page.rows],
    }


def get_listings_item(call: Call) -> dict[str, Any]:
    """One listing by its SKU."""
    values = _GET.read(call.query, call.now)
    marketplaces = own(call, values)
    sku = call.path["sku"]
    product = call.world.shelf.listing(sku, call.now)
    if product is None or not _here(product, marketplaces):
        where = ",".join(values["marketplaceIds"])
        raise not_found(f"SKU '{sku}' not found in marketplace {where}", "NOT_FOUND")
    return _render(product, marketplaces, values["includedData"])


def own(call: Call, values: Values) -> tuple[Marketplace, ...]:
    """Marketplaces of a call; checks that the seller is the caller and sells there."""
    if call.path["sellerId"] != call.seller.seller_id:
        raise denied()
    return sold_in(call, "marketplaceIds", values["marketplaceIds"])


def _here(product: Product, marketplaces: tuple[Marketplace, ...]) -> tuple[Marketplace, ...]:
    return tuple(one for one in marketplaces if one.country in product.countries)


def _render(
    product: Product, marketplaces: tuple[Marketplace, ...], included: tuple[str, ...]
) -> dict[str, Any]:
    body: dict[str, Any] = {"sku": product.sku}
    marketplaces = _here(product, marketplaces)
    for name in included:
        part, repeated = _DATA[name]
        shown = marketplaces if repeated else marketplaces[:1]
        rendered = [part(product, marketplace) for marketplace in shown]
        body[name] = [entry for entries in rendered for entry in entries] if repeated else rendered[0]
    return body


_SORT_KEYS: dict[str, Callable[[Product], Any]] = {
    "sku": lambda product: product.sku,
    "createdDate": lambda product: product.created,
    "lastUpdatedDate": lambda product: product.updated,
}


def _select(call: Call, values: Values, marketplaces: tuple[Marketplace, ...]) -> list[Product]:
    matches = [lambda one: bool(_here(one, marketplaces)), *_filters(values, marketplaces[0].country)]
    found = [one for one in call.world.shelf.listings(call.now) if all(match(one) for match in matches)]
    return sorted(found, key=_SORT_KEYS[values["sortBy"]], reverse=values["sortOrder"] == "DESC")


def _filters(values: Values, country: str) -> list[Callable[[Product], bool]]:
    kind = values["identifiersType"]
    every: dict[str, Callable[[Any], Callable[[Product], bool]]] = {
        "identifiers": lambda wanted: lambda one: parts.identifiers_of(one).get(kind) in wanted,
        "variationParentSku": lambda _wanted: lambda _one: False,
        "packageHierarchySku": lambda _wanted: lambda _one: False,
        "createdAfter": lambda wanted: lambda one: one.created >= wanted,
        "createdBefore": lambda wanted: lambda one: one.created <= wanted,
        "lastUpdatedAfter": lambda wanted: lambda one: one.updated >= wanted,
        "lastUpdatedBefore": lambda wanted: lambda one: one.updated <= wanted,
        "withIssueSeverity": lambda wanted: lambda one: one.suppressed and "ERROR" in wanted,
        "withStatus": lambda wanted: lambda one: set(wanted) <= set(_status(one, country)),
        "withoutStatus": lambda wanted: lambda one: not set(wanted) & set(_status(one, country)),
    }
    return [make(values[name]) for name, make in every.items() if values[name] is not None]


HANDLERS: Handlers = {
    "listingsItems_2021-08-01.searchListingsItems": search_listings_items,
    "listingsItems_2021-08-01.getListingsItem": get_listings_item,
}
