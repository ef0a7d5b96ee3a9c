"""Says of every part of a JSON schema what kind of value it is: some models refuse a part that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.schemas.walk import mapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    Schema = Mapping[str, Any]

_TELLING = ("type", "anyOf", "oneOf", "allOf", "$ref")
_KINDS = {bool: "boolean", str: "string", int: "integer", float: "number", list: "array", dict: "object"}
_PLAIN = ("string", "number", "boolean")


def typed(schema: Schema) -> dict[str, Any]:
    """Return a schema whose parts all have a type; what was free stays so.

    An object of any values is an object without more; any value at all is one of the kinds that there are.
    """
    given = dict(schema)
    if given.get("additionalProperties") == {}:
        given["additionalProperties"] = True
    if not any(key in given for key in _TELLING):
        given |= _kind(given)
    if given.get("type") == "array":
        given.setdefault("items", {})
    return mapped(given, typed)


def _kind(schema: Schema) -> dict[str, Any]:
    if "enum" in schema:
        kinds = {_KINDS.get(type(value), "string") for value in schema["enum"] if value is not None}
        return (
            {"type": kinds.pop()}
            if len(kinds) == 1
            else {"anyOf": [{"type": kind} for kind in sorted(kinds)]}
        )
    if "properties" in schema or "additionalProperties" in schema:
        return {"type": "object"}
    if "items" in schema:
        return {"type": "array"}
    free = {"type": "object", "additionalProperties": True}
    return {"anyOf": [*({"type": kind} for kind in _PLAIN), free, {"type": "array", "items": free}]}
