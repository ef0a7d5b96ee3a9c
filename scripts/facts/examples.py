"""One valid call of an operation: what it requires, with values as a seller would have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from facts.words import argument, snake

if TYPE_CHECKING:
    from facts.models import Call, Model, Schema

_VALUES: tuple[tuple[str, Any], ...] = (
    ("marketplaces?_?ids?|destination_marketplaces", "ATVPDKIKX0DER"),
    ("amazon_order_id|order_id", "902-3159896-1390916"),
    ("asins?|asin_set", "B07N4M94XL"),
    ("seller_skus?|skus?|mskus?|merchant_sku|item_sku|vendor_product_identifier", "BOTTLE-750"),
    ("purchase_order_numbers?|purchase_order_id", "T9mQ4rKx1"),
    ("transaction_id", "20261122190535-eef8cad8-418e-4ed3-ac72-789e2ee6214a"),
    ("inbound_plan_id", "wf7a31c0d2-58be-4f19-8c46-0d9e2b7f1a35"),
    (
        "(packing|placement|transportation|delivery_window)_option_id",
        "pg1a2b3c4d-5e6f-4a71-8b92-c3d4e5f60718",
    ),
    ("packing_group_id", "pg5e6f7a8b-9c0d-4e1f-a2b3-c4d5e6f70819"),
    ("operation_id", "d290f1ee-6c54-4b01-90e6-d701748f0851"),
    ("shipment_id", "sh8f3e2d1c-0b9a-4876-9543-210fedcba987"),
    (".*country_code", "US"),
    ("currency|.*currency_code|currency_unit", "USD"),
    ("postal_code|zip_code", "98101"),
    ("city", "Seattle"),
    ("state_or_region|state_or_province_code|state_or_region_code|state", "WA"),
    ("address_line_?1|line_?1", "123 Main St"),
    ("phone(_number)?", "+12065550100"),
    (".*email.*", "ada@example.com"),
    ("name|company_name|contact_name|recipient_name", "Ada Lovelace"),
    ("language|language_tag|.*locale.*", "en-US"),
    (".*url", "https://www.example.com/track"),
    (".*quantity.*|quantity|count|.*_number_of.*", 5),
    ("content_md_?5.*|.*md5.*", "1B2M2Y8AsgTpgAmY7PhCfg=="),
    (".*content", "JVBERi0xLjQ="),
    ("amount|value|.*_amount|price", 10),
    ("number_format", "IBAN"),
)
_WORD = "SAMPLE-1"
_DEPTH = 12


def example_of(call: Call, entry: Schema) -> dict[str, Any]:
    """What a caller must give: the required parameters that the connector does not fill in."""
    filled = {*entry.get("fill", {}), *entry.get("defaults", {})}
    given = {snake(name): value for name, value in entry.get("example", {}).items()}
    overrides = entry.get("override", {})
    found: dict[str, Any] = {}
    for parameter in call.parameters:
        if parameter["in"] != "body" and parameter.get("required"):
            found[argument(parameter["name"]) or parameter["name"]] = {
                **parameter,
                **overrides.get(parameter["name"], {}),
            }
    body = call.body_schema
    needed = entry.get("required", body.get("required", []))
    if body.get("type") == "array":
        found["body"] = body
    found |= {
        name: body["properties"][name] | overrides.get(name, {})
        for name in needed
        if name in body.get("properties", {})
    }
    return {
        snake(name): _value(call.model, snake(name), schema, 0)
        for name, schema in found.items()
        if name not in filled and snake(name) not in given
    }


def _value(model: Model, name: str, raw: Schema, depth: int) -> Any:  # noqa: PLR0911 - one for each type
    schema = model.whole(raw)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "array":
        if depth > _DEPTH:
            return []
        return [_value(model, name, schema["items"], depth + 1)] * max(1, schema.get("minItems", 1))
    if "properties" in schema:
        required = schema.get("required", [])
        return {snake(key): _value(model, snake(key), schema["properties"][key], depth + 1)
                for key in required if key in schema["properties"]}  # fmt: skip
    if kind in ("integer", "number"):
        return _number(name, schema)
    if kind == "boolean":
        return True
    if kind == "object" or kind is None:
        values = schema.get("additionalProperties")
        return {"key": _value(model, "key", values, depth + 1)} if isinstance(values, dict) else {}
    return _text(name, schema)


def _number(name: str, schema: Schema) -> int | float:
    known = _known(name)
    value = known if isinstance(known, (int, float)) else 10
    return min(max(value, schema.get("minimum", value)), schema.get("maximum", value))  # type: ignore[no-any-return]


def _text(name: str, schema: Schema) -> str:
    form = schema.get("format")
    if form == "date-time" or (form is None and re.search(r"(date|time|after|before)$", name)):
        return "2026-11-02T09:00:00Z"
    if form == "date":
        return "2026-11-02"
    known = _known(name)
    text = (
        _WORD if known is None else "10.00" if isinstance(known, int) and name != "quantity" else str(known)
    )
    most = schema.get("maxLength", len(text))
    text = text[:most]
    return text + "0" * (schema.get("minLength", 0) - len(text))


def _known(name: str) -> Any:
    return next((value for form, value in _VALUES if re.fullmatch(form, name)), None)
