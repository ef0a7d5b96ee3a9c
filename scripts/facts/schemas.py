"""Swagger schemas reduced to what is needed to check a value: no prose, no examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from facts.models import Call, Model, Schema

_KEPT = ("type", "enum", "minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength", "pattern")
_FORMATS = ("date-time", "date")


def scalar(raw: Schema) -> Schema:
    """The checkable keywords of `raw`, its `items` included."""
    kept: Schema = {key: raw[key] for key in _KEPT if key in raw}
    if raw.get("format") in _FORMATS:
        kept["format"] = raw["format"]
    if "items" in raw and "$ref" not in raw["items"]:
        kept["items"] = scalar(raw["items"])
    return kept


def parameters(call: Call, override: dict[str, Schema]) -> list[Schema]:
    """The path, query and header parameters of `call`, corrected by the names."""
    return [_parameter(raw, override.get(raw["name"], {})) for raw in call.parameters if raw["in"] != "body"]


def _parameter(raw: Schema, override: Schema) -> Schema:
    style = None
    if raw.get("type") == "array":
        style = "multi" if raw.get("collectionFormat") == "multi" else "csv"
    return {
        "name": raw["name"],
        "in": raw["in"],
        "required": bool(raw.get("required")),
        "style": style,
        "schema": scalar(raw) | override,
    }


def body(call: Call) -> Schema | None:
    """The request body of `call`, references inlined; real recursion through `$defs`."""
    raw = next((p for p in call.parameters if p["in"] == "body"), None)
    if raw is None:
        return None
    definitions: dict[str, Schema] = {}
    schema = _inline(call.model, raw["schema"], (), definitions)
    if definitions:
        schema["$defs"] = definitions
    return {"required": bool(raw.get("required")), "schema": schema}


def _whole(model: Model, schema: Schema) -> Schema:
    """An object with the properties and required keys of its `allOf` parts."""
    parts = [_whole(model, model.resolve(part)[0]) for part in schema.get("allOf", [])]
    if not parts:
        return schema
    properties = [part.get("properties", {}) for part in (*parts, schema)]
    required = [part.get("required", []) for part in (*parts, schema)]
    return {
        "type": "object",
        "properties": {name: each for some in properties for name, each in some.items()},
        "required": [name for some in required for name in some],
    }


def correct(schema: Schema, given: Schema) -> None:
    """Correct a body by what its names say: overrides, what is required, and what the connector fills in."""
    fields = {"body": schema} if schema.get("type") == "array" else schema["properties"]
    for name in fields.keys() & given.get("override", {}).keys():
        fields[name] |= given["override"][name]
    if "required" in given:
        schema["required"] = given["required"]
    filled = dict.fromkeys(given.get("fill", {})) | given.get("defaults", {})
    for path, default in filled.items():
        if "." in path:
            _relax(fields, path.split("."), default)


def _relax(fields: Schema, path: list[str], default: object) -> None:
    """No longer require what is filled in at `path`; what stands in braces in the default may be given instead."""
    schema = fields[path[0]]
    for key in path[1:-1]:
        schema = schema["items"] if key == "*" else schema["properties"][key]
    schema["required"] = [name for name in schema["required"] if name != path[-1]]
    for place in re.findall(r"{(\w+)}", str(default)):
        schema["properties"] = {place: {"type": "string"}} | schema["properties"]


def _inline(model: Model, raw: Schema, parents: tuple[str, ...], definitions: dict[str, Schema]) -> Schema:
    found, name = model.resolve(raw)
    if name in parents:
        definitions.setdefault(str(name), {})
        if not definitions[str(name)]:
            definitions[str(name)] = _inline(model, found, (*parents, str(name)), definitions)
        return {"$ref": f"#/$defs/{name}"}
    inner = (*parents, name) if name else parents
    found = _whole(model, found)
    schema = scalar({key: value for key, value in found.items() if key != "items"})
    if "properties" in found:
        schema["properties"] = {
            k: _inline(model, v, inner, definitions) for k, v in found["properties"].items()
        }
    if "required" in found:
        schema["required"] = sorted(found["required"])
    for key in ("items", "additionalProperties"):
        if isinstance(found.get(key), dict):
            schema[key] = _inline(model, found[key], inner, definitions)
    return schema
