"""Strict mode: converts a JSON schema to the form that strict modes accept, and arguments back.

In strict mode every property is required, every object closed, and few keywords are known
(OpenAI, "Structured outputs: supported schemas"). So what may be left out may be null here, what is
free is the text of a JSON value, and other keywords become words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.tools.json_schema import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    Schema = Mapping[str, Any]

_KNOWN = (
    "enum",
    "description",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "pattern",
    "format",
)
_FORMATS = ("duration", "email", "hostname", "ipv4", "ipv6", "uuid")
"""Those of dates are left out: they would forbid "-30d"."""
_AS_WORDS = ("minLength", "maxLength", "format", "pattern", "default", "uniqueItems")
_TEXT = "A JSON {} as text."


def strictened(schema: Schema) -> dict[str, Any]:
    """Return the strict form of the schema of an object."""
    schema = plain(schema)
    strict = _object(schema) if "properties" in schema else _part(schema)
    if definitions := schema.get("$defs"):
        strict["$defs"] = {name: _part(part) for name, part in definitions.items()}
    return strict


def _part(schema: Schema) -> dict[str, Any]:
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}  # nothing may stand beside it
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return {**_kept(schema), "anyOf": [_part(part) for part in choices]}
    if schema.get("type") == "object" and schema.get("properties"):
        return _object(schema)
    if schema.get("type") == "array" and "items" in schema:
        return {"type": "array", "items": _part(schema["items"]), **_kept(schema)}
    if _is_free(schema):
        return _as_text(schema)
    return ({"type": schema["type"]} if "type" in schema else {}) | _kept(schema)


def _object(schema: Schema) -> dict[str, Any]:
    required = schema.get("required", ())
    properties = {
        name: _part(part) if name in required else _or_null(_part(part))
        for name, part in schema["properties"].items()
    }
    closed = {"required": [*properties], "additionalProperties": False}
    return {"type": "object", "properties": properties, **closed, **_kept(schema)}


def _or_null(part: dict[str, Any]) -> dict[str, Any]:
    if part.get("type") not in (None, "object"):
        choices = {"enum": [*part["enum"], None]} if "enum" in part else {}
        return {**part, "type": [part["type"], "null"], **choices}
    described = {"description": part.pop("description")} if "description" in part else {}
    return {"anyOf": [part, {"type": "null"}], **described}


def _is_free(schema: Schema) -> bool:
    """Return whether a schema says too little for strict mode: any value, or an object of any keys."""
    if schema.get("type") in ("object", "array"):
        return True
    return "type" not in schema and "enum" not in schema


def _as_text(schema: Schema) -> dict[str, Any]:
    words = _TEXT.format(schema.get("type", "value"))
    values = schema.get("additionalProperties")
    if isinstance(values, dict) and "type" in values:
        words = f"{words[:-1]}, its values of type {values['type']}."
    said = schema.get("description")
    return {"type": "string", "description": f"{said} {words}" if said else words}


def _kept(schema: Schema) -> dict[str, Any]:
    """Return the keywords that strict mode knows; the description names the others."""
    kept = {key: schema[key] for key in _KNOWN if key in schema and not _unknown(key, schema[key])}
    notes = [f"{key} {schema[key]}" for key in _AS_WORDS if key in schema and key not in kept]
    if notes:
        kept["description"] = f"{schema.get('description', '')} ({', '.join(notes)})".strip()
    return kept


def _unknown(key: str, value: Any) -> bool:
    return (key == "format" and value not in _FORMATS) or (key == "pattern" and "(?" in value)


def loosened(value: Any, schema: Schema, root: Schema | None = None) -> Any:
    """Convert strict-mode arguments to what the schema itself wants.

    Nulls of what may be left out are left out, and the text of a free value is read; what cannot be
    read stays as it is, for the check that comes next.

    Args:
        value: What the model wrote.
        schema: The schema before it was made strict.
        root: Holds the definitions that `schema` refers to.
    """
    root = schema if root is None else root
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, dict) and (properties := schema.get("properties")):
        required = schema.get("required", ())
        return {
            name: loosened(item, properties.get(name, {"type": "null"}), root)
            for name, item in value.items()
            if item is not None or name in required
        }
    if isinstance(value, list) and "items" in schema:
        return [loosened(item, schema["items"], root) for item in value]
    if isinstance(value, str) and any(map(was_text, schema.get("anyOf", ()))):
        read = _read(value)
        return read if isinstance(read, (dict, list)) else value  # a text may also be meant as one
    return _read(value) if isinstance(value, str) and was_text(schema) else value


def was_text(schema: Schema) -> bool:
    """Return whether the strict form of a schema is the text of a value."""
    return (
        not schema.get("properties") and "items" not in schema and "anyOf" not in schema and _is_free(schema)
    )


def _read(text: str) -> Any:
    try:
        return from_json(text, allow_inf_nan=False)
    except (ValueError, TypeError):
        return text
