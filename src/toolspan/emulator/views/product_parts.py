"""Data sets of a product, in the catalogue and in listings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.seller.vocabulary import KINDS

if TYPE_CHECKING:
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.products import Product

_IMAGES = "https://m.media-amazon.com/images/I"


def identifiers_of(product: Product) -> dict[str, str]:
    """Identifiers by type; EAN and GTIN are the same number here."""
    number = product.ean
    return {
        "ASIN": product.asin,
        "SKU": product.sku,
        "EAN": number,
        "GTIN": f"0{number}",
        "FNSKU": product.fn_sku,
    }


def classification_id(product: Product) -> str:
    """Id of the browse node, derived from the category."""
    return str(3_000_000 + [kind.category for kind in KINDS].index(product.kind.category) * 111)


def classifications(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    """Browse node."""
    node = {"displayName": product.kind.category, "classificationId": classification_id(product)}
    return [{"marketplaceId": marketplace.marketplace_id, "classifications": [node]}]


def dimensions(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    """Size and weight of the item and its package."""
    item = _box(20.0, product.kind.grams / 1000)
    package = _box(24.0, product.kind.grams * 1.2 / 1000)
    return [{"marketplaceId": marketplace.marketplace_id, "item": item, "package": package}]


def _box(edge: float, kilograms: float) -> dict[str, Any]:
    sides = {side: {"unit": "centimeters", "value": edge} for side in ("height", "length", "width")}
    return {**sides, "weight": {"unit": "kilograms", "value": round(kilograms, 3)}}


def identifiers(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    """Product identifiers such as EAN."""
    numbers = [
        {"identifierType": kind, "identifier": identifiers_of(product)[kind]} for kind in ("EAN", "GTIN")
    ]
    return [{"marketplaceId": marketplace.marketplace_id, "identifiers": numbers}]


def images(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    """Main image in two sizes."""
    shown = [
        {"variant": "MAIN", "link": f"{_IMAGES}/{product.asin}._SL{size}_.jpg", "height": size, "width": size}
        for size in (1600, 75)
    ]
    return [{"marketplaceId": marketplace.marketplace_id, "images": shown}]


def product_types(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    """The product type."""
    return [{"marketplaceId": marketplace.marketplace_id, "productType": product.kind.product_type}]


def relationships(_product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    """Relationships: empty, as there are no variations."""
    return [{"marketplaceId": marketplace.marketplace_id, "relationships": []}]


def sales_ranks(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    """Sales ranks."""
    rank = {
        "classificationId": classification_id(product),
        "title": product.kind.category,
        "rank": product.rank,
    }
    return [{"marketplaceId": marketplace.marketplace_id, "classificationRanks": [rank]}]


def summaries(product: Product, marketplace: Marketplace) -> list[dict[str, Any]]:
    """Summaries."""
    node = {"displayName": product.kind.category, "classificationId": classification_id(product)}
    return [
        {
            "marketplaceId": marketplace.marketplace_id,
            "adultProduct": False,
            "autographed": False,
            "brand": product.brand,
            "browseClassification": node,
            "itemClassification": "BASE_PRODUCT",
            "itemName": product.title(marketplace.country),
            "manufacturer": product.brand,
            "memorabilia": False,
            "modelNumber": product.variant,
            "packageQuantity": 1,
            "tradeInEligible": False,
            "websiteDisplayGroup": "home_display_on_website",
        }
    ]
