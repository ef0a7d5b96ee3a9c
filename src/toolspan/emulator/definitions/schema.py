"""JSON Schema documents of product types, in Amazon's dialect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from toolspan.emulator.definitions.attributes import attributes_of

if TYPE_CHECKING:
    from toolspan.emulator.definitions.attributes import Attribute
    from toolspan.emulator.facts import Marketplace

__all__ = ["META_SCHEMA", "groups", "locale_of", "schema_of", "text"]

_ROOT = "https://schemas.amazon.com/selling-partners/definitions/product-types"
_LANGUAGES = {"US": "en_US", "CA": "en_CA", "MX": "es_MX", "GB": "en_GB", "DE": "de_DE", "FR": "fr_FR", "IT": "it_IT", "ES": "es_ES", "JP": "ja_JP"}  # fmt: skip
_OWN_KEYWORDS = (
    "editable",
    "enumNames",
    "hidden",
    "maxUniqueItems",
    "maxUtf8ByteLength",
    "minUniqueItems",
    "selectors",
)
_TITLES = {"product_identity": "Product Identity", "product_details": "Product Details", "offer": "Offer"}
META_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2019-09/schema",
    "$id": f"{_ROOT}/meta-schema/v1",
    "$vocabulary": {
        "https://json-schema.org/draft/2019-09/vocab/core": True,
        "https://json-schema.org/draft/2019-09/vocab/applicator": True,
        "https://json-schema.org/draft/2019-09/vocab/validation": True,
    },
    "properties": dict.fromkeys(_OWN_KEYWORDS, True),
}


def locale_of(marketplace: Marketplace) -> str:
    """Locale of a marketplace."""
    return _LANGUAGES.get(marketplace.country, "en_US")


def schema_of(
    product_type: str, requirements: str, marketplace: Marketplace, *, enforced: bool
) -> dict[str, Any]:
    """Schema of a complete listing of a product type in a marketplace."""
    attributes = attributes_of(product_type, requirements)
    schema: dict[str, Any] = {
        "$schema": META_SCHEMA["$id"],
        "$id": f"{_ROOT}/schema/v1/{product_type}",
        "$comment": f"Product type {product_type} in {marketplace.country}",
        "$defs": {
            "marketplace_id": _fixed(marketplace.marketplace_id, marketplace.domain),
            "language_tag": _fixed(locale_of(marketplace), locale_of(marketplace)),
        },
        "type": "object",
        "required": [name for name, one in attributes.items() if one.required and enforced],
        "properties": {name: _property(one) for name, one in attributes.items()},
    }
    if "externally_assigned_product_identifier" in attributes and enforced:
        schema["allOf"] = [_identified()]
    return schema


def _fixed(value: str, name: str) -> dict[str, Any]:
    known = {"type": "string", "enum": [value], "enumNames": [name]}
    return {
        "type": "string",
        "default": value,
        "editable": False,
        "hidden": True,
        "anyOf": [{"type": "string"}, known],
    }


def _property(attribute: Attribute) -> dict[str, Any]:
    fields = {name: _titled(name, field) for name, field in attribute.fields.items()}
    return {
        "title": attribute.title,
        "description": f"The {attribute.title.lower()} of the item.",
        "examples": list(attribute.examples),
        "type": "array",
        "minItems": 1,
        "minUniqueItems": 1,
        "maxUniqueItems": attribute.most,
        "selectors": list(attribute.selectors),
        "items": {
            "type": "object",
            "required": list(attribute.needed),
            "properties": {**fields, "marketplace_id": {"$ref": "#/$defs/marketplace_id"}},
            "additionalProperties": False,
        },
    }


def _titled(name: str, field: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in field:
        return field
    return {"title": name.replace("_", " ").title(), "editable": True, "hidden": False, **field}


def _identified() -> dict[str, Any]:
    """Condition that an item without an ASIN needs a product identifier; a plain `required` cannot express it."""
    return {
        "if": {"not": {"required": ["merchant_suggested_asin"]}},
        "then": {"required": ["externally_assigned_product_identifier"]},
    }


def groups(product_type: str, requirements: str) -> dict[str, Any]:
    """Attributes by property group."""
    found: dict[str, Any] = {}
    for name, one in attributes_of(product_type, requirements).items():
        title = _TITLES[one.group]
        group = found.setdefault(
            one.group, {"title": title, "description": f"{title} of the item", "propertyNames": []}
        )
        group["propertyNames"].append(name)
    return found


def text(schema: dict[str, Any]) -> bytes:
    """Serialized schema document, as stored."""
    return json.dumps(schema, ensure_ascii=False, indent=1).encode()
