"""Catalog Items 2022-04-01: catalogue data of products."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid, not_found
from toolspan.emulator.parameters import Parameters, at_most_one, choice, integer, list_of, text, together
from toolspan.emulator.seller.attributes import product_sheet
from toolspan.emulator.views import product_parts as parts
from toolspan.emulator.views.paging import paged, sold_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.seller.products import Product

_DATA: dict[str, Callable[[Product, Marketplace], Any]] = {
    "attributes": product_sheet,
    "classifications": parts.classifications,
    "dimensions": parts.dimensions,
    "identifiers": parts.identifiers,
    "images": parts.images,
    "productTypes": parts.product_types,
    "relationships": parts.relationships,
    "salesRanks": parts.sales_ranks,
    "summaries": parts.summaries,
    "vendorDetails": lambda _product, _marketplace: [],
}
_IDENTIFIER_TYPES = ("ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
_ONLY_WITH_KEYWORDS = ("brandNames", "classificationIds", "keywordsLocale")


def _needs_one_kind(values: Values, _now: float) -> None:
    if values["identifiers"] is None and values["keywords"] is None:
        raise invalid("Either identifiers or keywords must be provided.")


def _keyword_refinements(values: Values, _now: float) -> None:
    given = [name for name in _ONLY_WITH_KEYWORDS if values[name] is not None]
    if values["identifiers"] is not None and given:
        raise invalid(f"{', '.join(given)} cannot be used with identifiers.")


def _sku_needs_seller(values: Values, _now: float) -> None:
    if values["identifiersType"] == "SKU" and values["sellerId"] is None:
        raise invalid("sellerId is required when identifiersType is SKU.")


_SEARCH = Parameters(
    list_of("identifiers", most=20),
    choice("identifiersType", _IDENTIFIER_TYPES),
    list_of("marketplaceIds", most=1, required=True),
    list_of("includedData", tuple(_DATA), default=("summaries",)),
    text("locale"),
    text("sellerId"),
    list_of("keywords", most=20),
    list_of("brandNames"),
    list_of("classificationIds"),
    integer("pageSize", 1, 20, 10),
    text("pageToken"),
    text("keywordsLocale"),
    rules=(
        at_most_one("identifiers", "keywords"),
        _needs_one_kind,
        together("identifiers", "identifiersType"),
        _sku_needs_seller,
        _keyword_refinements,
    ),
)
_GET = Parameters(
    list_of("marketplaceIds", required=True),
    list_of("includedData", tuple(_DATA), default=("summaries",)),
    text("locale"),
)


def search_catalog_items(call: Call) -> dict[str, Any]:
    """One page of catalogue items."""
    values = _SEARCH.read(call.query, call.now)
    (marketplace,) = sold_in(call, "marketplaceIds", values["marketplaceIds"])
    found = _select(call, values, marketplace)
    page = paged(
        call, values, "pageToken", values["pageSize"], lambda: found, free=("pageSize", "includedData")
    )
    body: dict[str, Any] = {
        "numberOfResults": len(found),
        "pagination": {"nextToken": page.token} if page.token else {},
        "items": [_render(one, (marketplace,), values["includedData"]) for one in page.rows],
    }
    if values["keywords"] is not None:
        body["refinements"] = _refinements(found)
    return body


def get_catalog_item(call: Call) -> dict[str, Any]:
    """One catalogue item, in all requested marketplaces."""
    values = _GET.read(call.query, call.now)
    marketplaces = sold_in(call, "marketplaceIds", values["marketplaceIds"])
    asin = call.path["asin"]
    product = next((one for one in call.world.shelf.catalogue(call.now) if one.asin == asin), None)
    if product is None:
        raise not_found(
            f"Requested item '{asin}' not found in marketplace(s) {','.join(values['marketplaceIds'])}."
        )
    return _render(product, marketplaces, values["includedData"])


def _render(
    product: Product, marketplaces: tuple[Marketplace, ...], included: tuple[str, ...]
) -> dict[str, Any]:
    body: dict[str, Any] = {"asin": product.asin}
    for name in included:
        rendered = [_DATA[name](product, marketplace) for marketplace in marketplaces]
        body[name] = (
            rendered[0] if name == "attributes" else [entry for entries in rendered for entry in entries]
        )
    return body


def _select(call: Call, values: Values, marketplace: Marketplace) -> list[Product]:
    known = call.world.shelf.catalogue(call.now)
    if values["identifiers"] is not None:
        kind, wanted = values["identifiersType"], set(values["identifiers"])
        return [one for one in known if parts.identifiers_of(one).get(kind) in wanted]
    words = [word for phrase in values["keywords"] or () for word in phrase.casefold().split()]
    brands, classes = values["brandNames"], values["classificationIds"]
    return [
        one
        for one in known
        if _mentions(one, words, marketplace)
        and (brands is None or one.brand in brands)
        and (classes is None or parts.classification_id(one) in classes)
    ]


def _mentions(product: Product, words: list[str], marketplace: Marketplace) -> bool:
    title = f"{product.title(marketplace.country)} {product.kind.names['en']}".casefold()
    return any(word in title for word in words)


def _refinements(found: list[Product]) -> dict[str, Any]:
    brands = Counter(one.brand for one in found)
    classes = Counter((parts.classification_id(one), one.kind.category) for one in found)
    return {
        "brands": [{"numberOfResults": count, "brandName": name} for name, count in brands.items()],
        "classifications": [
            {"numberOfResults": count, "displayName": name, "classificationId": number}
            for (number, name), count in classes.items()
        ],
    }


HANDLERS = {
    "catalogItems_2022-04-01.searchCatalogItems": search_catalog_items,
    "catalogItems_2022-04-01.getCatalogItem": get_catalog_item,
}
