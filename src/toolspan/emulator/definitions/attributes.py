"""Listing attributes: the table from which schemas, checks and issues are derived."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ATTRIBUTES", "OWN", "REQUIREMENTS", "Attribute", "attributes_of"]

Group = Literal["product_identity", "product_details", "offer"]
Schema = dict[str, Any]
REQUIREMENTS = ("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY")


@dataclass(frozen=True, slots=True)
class Attribute:
    """Attribute definition: the fields of its values, the selectors that tell values apart, and their maximum number."""

    title: str
    group: Group
    fields: Schema
    required: bool = False
    selectors: tuple[str, ...] = ("marketplace_id",)
    needed: tuple[str, ...] = ("value",)
    most: int = 1
    examples: tuple[Any, ...] = field(default=())


def _text(longest: int) -> Schema:
    return {
        "value": {"type": "string", "maxLength": longest},
        "language_tag": {"$ref": "#/$defs/language_tag"},
    }


def _known(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def _suggested(*values: str) -> Schema:
    """Open enumeration, as Amazon writes it: known values, or any other text."""
    return {"type": "string", "anyOf": [{"type": "string"}, {"type": "string", "enum": list(values)}]}


def _measured(*units: str) -> Schema:
    return {"unit": _known(*units), "value": {"type": "number", "minimum": 0}}


_BY_LANGUAGE = ("marketplace_id", "language_tag")
_CURRENCIES = ("USD", "CAD", "MXN", "EUR", "GBP", "JPY")
_CHANNELS = ("DEFAULT", "AMAZON_NA", "AMAZON_EU", "AMAZON_FE")
_COUNTRIES = ("CN", "DE", "ES", "FR", "GB", "IN", "IT", "JP", "MX", "PL", "PT", "TR", "US", "VN")
_PRICES: Schema = {
    "type": "array",
    "minItems": 1,
    "maxItems": 1,
    "items": {
        "type": "object",
        "required": ["schedule"],
        "properties": {
            "schedule": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["value_with_tax"],
                    "properties": {
                        "value_with_tax": {"type": "number", "minimum": 0},
                        "start_at": {"type": "string", "format": "date-time"},
                        "end_at": {"type": "string", "format": "date-time"},
                    },
                    "additionalProperties": False,
                },
            }
        },
        "additionalProperties": False,
    },
}

ATTRIBUTES: dict[str, Attribute] = {
    "item_name": Attribute(
        "Item Name",
        "product_identity",
        _text(200),
        required=True,
        selectors=_BY_LANGUAGE,
        examples=("Stoneware Mug, blue",),
    ),
    "brand": Attribute("Brand Name", "product_identity", _text(100), required=True, selectors=_BY_LANGUAGE),
    "externally_assigned_product_identifier": Attribute(
        "External Product ID",
        "product_identity",
        {"type": _known("ean", "gtin", "upc"), "value": {"type": "string", "minLength": 8, "maxLength": 14}},
        selectors=("marketplace_id", "type"),
        needed=("type", "value"),
    ),
    "merchant_suggested_asin": Attribute(
        "Merchant Suggested ASIN",
        "product_identity",
        {"value": {"type": "string", "minLength": 10, "maxLength": 10}},
    ),
    "product_description": Attribute(
        "Product Description", "product_details", _text(2000), selectors=_BY_LANGUAGE
    ),
    "bullet_point": Attribute("Bullet Point", "product_details", _text(500), selectors=_BY_LANGUAGE, most=5),
    "country_of_origin": Attribute(
        "Country of Origin",
        "product_details",
        {"value": _known(*_COUNTRIES)},
        required=True,
        examples=("DE",),
    ),
    "color": Attribute("Color", "product_details", _text(50), selectors=_BY_LANGUAGE),
    "material": Attribute(
        "Material",
        "product_details",
        {
            "value": _suggested("Ceramic", "Cotton", "Steel", "Wood"),
            "language_tag": {"$ref": "#/$defs/language_tag"},
        },
        selectors=_BY_LANGUAGE,
        most=3,
    ),
    "number_of_items": Attribute(
        "Number of Items", "product_details", {"value": {"type": "integer", "minimum": 1}}
    ),
    "item_weight": Attribute(
        "Item Weight",
        "product_details",
        _measured("grams", "kilograms", "ounces", "pounds"),
        needed=("unit", "value"),
    ),
    "condition_type": Attribute(
        "Item Condition",
        "offer",
        {"value": _known("new_new", "used_like_new", "used_very_good", "used_good", "used_acceptable")},
        required=True,
        examples=("new_new",),
    ),
    "fulfillment_availability": Attribute(
        "Fulfillment Availability",
        "offer",
        {
            "fulfillment_channel_code": _known(*_CHANNELS),
            "quantity": {"type": "integer", "minimum": 0},
            "lead_time_to_ship_max_days": {"type": "integer", "minimum": 0, "maximum": 30},
        },
        selectors=("fulfillment_channel_code",),
        needed=("fulfillment_channel_code",),
        most=2,
    ),
    "purchasable_offer": Attribute(
        "Purchasable Offer",
        "offer",
        {"audience": _known("ALL", "B2B"), "currency": _known(*_CURRENCIES), "our_price": _PRICES},
        selectors=("marketplace_id", "audience"),
        needed=("currency",),
        most=2,
    ),
    "list_price": Attribute(
        "List Price",
        "offer",
        {"currency": _known(*_CURRENCIES), "value": {"type": "number", "minimum": 0}},
        needed=("currency", "value"),
    ),
}

# Attributes of a single product type.
OWN: dict[str, dict[str, Attribute]] = {
    "DRINKING_CUP": {
        "capacity": Attribute(
            "Capacity", "product_details", _measured("milliliters", "fluid_ounces"), needed=("unit", "value")
        )
    },
    "LAMP": {
        "wattage": Attribute("Wattage", "product_details", _measured("watts"), needed=("unit", "value"))
    },
    "BLANKET": {
        "fabric_type": Attribute("Fabric Type", "product_details", _text(100), selectors=_BY_LANGUAGE)
    },
    "BLANK_BOOK": {
        "number_of_pages": Attribute(
            "Number of Pages", "product_details", {"value": {"type": "integer", "minimum": 1}}
        )
    },
    "CANDLE": {"scent": Attribute("Scent", "product_details", _text(50), selectors=_BY_LANGUAGE)},
    "TEA": {"flavor": Attribute("Flavor", "product_details", _text(50), selectors=_BY_LANGUAGE)},
}


def attributes_of(product_type: str, requirements: str = "LISTING") -> dict[str, Attribute]:
    """Attributes of a product type for a requirements set, by name."""
    return dict(_chosen(product_type, requirements))


def _chosen(product_type: str, requirements: str) -> Iterator[tuple[str, Attribute]]:
    for name, attribute in {**ATTRIBUTES, **OWN.get(product_type, {})}.items():
        offer = attribute.group == "offer" or name == "merchant_suggested_asin"
        if {"LISTING": True, "LISTING_OFFER_ONLY": offer}.get(requirements, attribute.group != "offer"):
            yield name, attribute
