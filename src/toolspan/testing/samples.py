"""Sample values: a valid and an invalid value of a JSON Schema, where there is an obvious one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NONE = object()
"""There is no obvious value: the author has to give one."""
_FORMATS = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "time": "03:04:05",
    "email": "ann@example.com",
    "uri": "https://example.com/a",
    "uuid": "1b4e28ba-2fa1-4d2e-883f-0016d3cca427",
}
_WORD = "sample"


def sample(schema: Mapping[str, Any]) -> Any:
    """Return a value that a schema allows, with every property of an object; `NONE` if it takes a person to find one."""
    for known in ("const", "example", "default"):
        if known in schema:
            return schema[known]
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    kind = next((each for each in kind if each != "null"), None) if isinstance(kind, list) else kind
    make = _MAKERS.get(str(kind))
    return make(schema) if make else (_object(schema) if "properties" in schema else NONE)


def _text(schema: Mapping[str, Any]) -> Any:
    text = _FORMATS.get(schema.get("format", ""), _WORD)
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    text = text.ljust(least, "x")[:most]
    pattern = schema.get("pattern")
    if pattern is None:
        return text
    for guess in (text, "7", "AB", "ABC", "ABCDEFGHIJ", "abc-1", "0123456789", "2026-01-02"):
        try:
            fits = re.search(pattern, guess)
        except re.error:
            return NONE
        if fits and least <= len(guess) and (most is None or len(guess) <= most):
            return guess
    return NONE


def _number(schema: Mapping[str, Any]) -> Any:
    value = schema.get("minimum", 1)
    if "exclusiveMinimum" in schema and not isinstance(schema["exclusiveMinimum"], bool):
        value = schema["exclusiveMinimum"] + 1
    step = schema.get("multipleOf", 1)
    value = -(-value // step) * step
    return min(value, schema["maximum"]) if "maximum" in schema else value


def _list(schema: Mapping[str, Any]) -> Any:
    item = sample(schema.get("items", {"type": "string"}))
    return NONE if item is NONE else [item] * max(1, schema.get("minItems", 1))


def _object(schema: Mapping[str, Any]) -> Any:
    found = {name: sample(each) for name, each in schema.get("properties", {}).items()}
    if any(found.get(name, NONE) is NONE for name in schema.get("required", ())):
        return NONE
    return {name: value for name, value in found.items() if value is not NONE} or {_WORD: _WORD}


_MAKERS = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": lambda _: True,
    "array": _list,
    "object": _object,
}


def wrong(schema: Mapping[str, Any]) -> Any:
    """Return a value that a schema does not allow; `NONE` if it allows nearly everything."""
    if schema.get("enum"):
        return "no-such-choice"
    kind = schema.get("type")
    return {
        "string": {"an": "object"},
        "integer": "many",
        "number": "many",
        "boolean": "perhaps",
        "object": 7,
    }.get(str(kind), NONE)


def leaves(value: Any) -> list[str]:
    """Return every number and text in a value, as they are written on the wire."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in leaves(each)]
    if isinstance(value, (list, tuple)):
        return [text for each in value for text in leaves(each)]
    return [str(value).lower() if isinstance(value, bool) else str(value)]
