"""Validation of submitted attributes, as listing issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.definitions.attributes import attributes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from toolspan.emulator.definitions.attributes import Attribute

__all__ = ["issue", "missing", "unknown", "wrong"]

Issue = dict[str, Any]


def unknown(product_type: str, names: Iterable[str]) -> Iterator[Issue]:
    """Issues for attributes that the product type does not have."""
    known = attributes_of(product_type)
    for name in names:
        if name not in known:
            yield issue("90000900", "The attributes are invalid.", name)


def wrong(product_type: str, attributes: Mapping[str, Any], *, whole: bool = True) -> Iterator[Issue]:
    """Issues for invalid values; with ``whole``, missing fields count too."""
    known = attributes_of(product_type)
    for name, values in attributes.items():
        if name in known and not _valid(known[name], values, whole=whole):
            yield issue("4000001", f"The provided value for '{known[name].title}' is invalid.", name)


def missing(product_type: str, requirements: str, attributes: Mapping[str, Any]) -> Iterator[Issue]:
    """Issues for attributes that a complete listing requires."""
    wanted = [name for name, one in attributes_of(product_type, requirements).items() if one.required]
    identified = {"merchant_suggested_asin", "externally_assigned_product_identifier"} & attributes.keys()
    if not identified and requirements != "LISTING_OFFER_ONLY":
        wanted.append("externally_assigned_product_identifier")
    if not identified and requirements == "LISTING_OFFER_ONLY":
        wanted.append("merchant_suggested_asin")
    for name in wanted:
        if not attributes.get(name):
            yield issue("90220", f"'{name}' is required but missing.", name, "MISSING_ATTRIBUTE")


def issue(code: str, message: str, name: str | None, category: str = "INVALID_ATTRIBUTE") -> Issue:
    """Issue of severity ERROR, which rejects a submission."""
    return {
        "code": code,
        "message": message,
        "severity": "ERROR",
        "attributeNames": [name] if name else [],
        "categories": [category],
    }


def _valid(attribute: Attribute, values: Any, *, whole: bool) -> bool:
    if not isinstance(values, list) or not values or len(values) > attribute.most:
        return False
    needed = list(attribute.needed) if whole else []
    item = {"type": "object", "properties": attribute.fields, "required": needed}
    return all(_fits(item, value) for value in values)


def _fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether a value satisfies a schema; supports the keywords used by the attribute table."""
    if "$ref" in schema:
        return isinstance(value, str)
    kinds, check = _CHECKS[schema["type"]]
    if not isinstance(value, kinds) or isinstance(value, bool):
        return False
    return value in schema.get("enum", [value]) and check(schema, value)


def _fits_text(schema: Mapping[str, Any], value: str) -> bool:
    return bool(schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)))


def _fits_number(schema: Mapping[str, Any], value: float) -> bool:
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def _fits_list(schema: Mapping[str, Any], value: list[Any]) -> bool:
    few_or_many = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
    return few_or_many and all(_fits(schema["items"], one) for one in value)


def _fits_object(schema: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    fields = {**schema["properties"], "marketplace_id": {"type": "string"}}
    complete = all(name in value for name in schema.get("required", ()))
    return complete and all(name in fields and _fits(fields[name], one) for name, one in value.items())


_CHECKS: dict[str, tuple[tuple[type, ...], Callable[[Any, Any], bool]]] = {
    "string": ((str,), _fits_text),
    "integer": ((int,), _fits_number),
    "number": ((int, float), _fits_number),
    "array": ((list,), _fits_list),
    "object": ((dict,), _fits_object),
}
