"""Swagger schemas reduced to what is needed to check a value: no prose, no examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from facts.words import argument

if TYPE_CHECKING:
    from collections.abc import Callable

    from facts.models import Call, Model, Schema

_KEPT = (
    "type", "enum", "minItems", "maxItems", "uniqueItems", "minimum", "maximum", "multipleOf", "minLength",
    "maxLength", "pattern",
)  # fmt: skip
_SEVERAL_SEGMENTS = {"uploads_2020-11-01": "resource"}
"""Path parameters by model whose value is a path itself; the models do not say so."""
_FORMATS = ("date-time", "date", "byte")


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
    return [
        _parameter(raw, override.get(raw["name"], {}))
        | ({"multi_segment": True} if raw["name"] == _SEVERAL_SEGMENTS.get(call.key[0]) else {})
        for raw in call.parameters
        if raw["in"] != "body"
    ]


def _parameter(raw: Schema, override: Schema) -> Schema:
    style = None
    if raw.get("type") == "array":
        style = "multi" if raw.get("collectionFormat") == "multi" else "csv"
    return {
        "name": raw["name"],
        "argument": argument(raw["name"]),
        "in": raw["in"],
        "required": bool(raw.get("required")),
        "style": style,
        "schema": scalar(raw) | override,
    }


def body(call: Call, definitions: Definitions, *, inline: bool) -> Schema | None:
    """The request body of `call`; nested objects stand in `definitions`, or inline where a call corrects them."""
    raw = next((p for p in call.parameters if p["in"] == "body"), None)
    if raw is None:
        return None
    found = call.model.whole(raw["schema"])
    schema = definitions.inlined(call.model, found) if inline else definitions.of(call.model, found)
    return {"required": bool(raw.get("required")), "schema": schema}


class Definitions:
    """The named objects of all models, shared between bodies; a name is `<model>.<definition>`."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}

    def of(self, model: Model, raw: Schema) -> Schema:
        """The schema of `raw`, with references to named objects."""
        found, name = model.resolve(raw)
        found = model.whole(found)
        if name is None or not found.get("properties"):
            return self._parts(model, found)
        key = f"{model.name}.{name}"
        if key not in self.schemas:
            self.schemas[key] = {}  # ends recursion
            self.schemas[key] = self._parts(model, found)
        return {"$ref": f"#/definitions/{key}"}

    def _parts(self, model: Model, found: Schema) -> Schema:
        return _schema(found, lambda part: self.of(model, part))

    def inlined(self, model: Model, raw: Schema) -> Schema:
        """The schema of `raw` without references."""
        return _schema(model.whole(raw), lambda part: self.inlined(model, part))

    def sorted(self) -> dict[str, Schema]:
        """The definitions by name."""
        return dict(sorted(self.schemas.items()))


def _schema(found: Schema, of: Callable[[Schema], Schema]) -> Schema:
    """The checkable keywords of an object or scalar, its parts as `of` gives them."""
    schema = scalar({key: value for key, value in found.items() if key != "items"})
    if found.get("properties"):
        schema["type"] = "object"
        schema["properties"] = {name: of(part) for name, part in found["properties"].items()}
    if required := [name for name in found.get("required", []) if name in found.get("properties", {name: 0})]:
        schema["required"] = sorted(set(required))
    if isinstance(found.get("items"), dict):
        schema["items"] = of(found["items"])
    more = found.get("additionalProperties")
    if more is True or isinstance(more, dict):
        schema["additionalProperties"] = of(more) if more and more is not True else True
    return schema


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
