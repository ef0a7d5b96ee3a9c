"""The emulator's own schemas: parameters, bodies and responses of every operation, definitions shared by all models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from facts.models import Call, Model, Schema

_KEPT = (
    "enum",
    "format",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
    "type",
    "uniqueItems",
)
# Definitions shorter than a reference is worth are written where they are used.
_SHORT = 40


class _Definitions:
    """Definitions by number: equal ones of several models are one."""

    def __init__(self) -> None:
        self.rows: list[Schema | None] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._equal: dict[str, int] = {}
        self._open: set[tuple[str, str]] = set()

    def reference(self, model: Model, raw: Schema) -> Schema:
        """Return the reduced schema of `raw`, or a reference to it."""
        found, name = model.resolve(raw)
        if name is None:
            return self._reduced(model, found)
        key = (model.name, name)
        if key in self._numbers:
            return {"$ref": self._numbers[key]}
        if key in self._open:  # contains itself: it needs a number before it is known
            self._numbers[key] = len(self.rows)
            self.rows.append(None)
            return {"$ref": self._numbers[key]}
        self._open.add(key)
        reduced = self._reduced(model, found)
        self._open.discard(key)
        if key in self._numbers:
            self.rows[self._numbers[key]] = reduced
            return {"$ref": self._numbers[key]}
        text = json.dumps(reduced, sort_keys=True)
        if len(text) <= _SHORT:
            return reduced
        if text not in self._equal:
            self._equal[text] = len(self.rows)
            self.rows.append(reduced)
        self._numbers[key] = self._equal[text]
        return {"$ref": self._numbers[key]}

    def _reduced(self, model: Model, found: Schema) -> Schema:
        kept: Schema = {key: found[key] for key in _KEPT if key in found}
        properties = dict(found.get("properties", {}))
        required = list(found.get("required", []))
        for part in found.get("allOf", []):
            inner = self._whole(model, part)
            properties = inner.get("properties", {}) | properties
            required += [name for name in inner.get("required", []) if name not in required]
        if properties:
            kept["properties"] = {name: self.reference(model, each) for name, each in properties.items()}
            kept.pop("type", None)  # only an object has properties
        if required:
            kept["required"] = sorted(required)
        if "items" in found:
            kept["items"] = self.reference(model, found["items"])
        if isinstance(found.get("additionalProperties"), dict):
            kept["additionalProperties"] = self.reference(model, found["additionalProperties"])
        return kept

    def _whole(self, model: Model, raw: Schema) -> Schema:
        """Return a part of an `allOf` with what its own parts say."""
        found, _ = model.resolve(raw)
        properties = dict(found.get("properties", {}))
        required = list(found.get("required", []))
        for part in found.get("allOf", []):
            inner = self._whole(model, part)
            properties = inner["properties"] | properties
            required += inner["required"]
        return {"properties": properties, "required": required}


class _Parameters:
    """Parameters by number: many operations have equal ones."""

    def __init__(self, definitions: _Definitions) -> None:
        self.rows: list[Schema] = []
        self._definitions = definitions
        self._numbers: dict[str, int] = {}

    def number(self, call: Call, raw: Schema) -> int:
        """Return the number of a parameter."""
        schema = {
            key: value for key, value in raw.items() if key != "required"
        }  # a flag here, a list in schemas
        reduced = self._definitions.reference(call.model, schema)
        row: Schema = {"name": raw["name"], "in": raw["in"], "schema": reduced}
        row |= {"required": True} if raw.get("required") else {}
        row |= {"multi": True} if raw.get("collectionFormat") == "multi" else {}
        text = json.dumps(row, sort_keys=True)
        if text not in self._numbers:
            self._numbers[text] = len(self.rows)
            self.rows.append(row)
        return self._numbers[text]


def emulation(models: dict[str, Model], handled: Collection[str]) -> dict[str, Any]:
    """The file's content: `operations` by method and path, `parameters` and `definitions` by number.

    Args:
        models: By name.
        handled: Operations that the emulator answers from its data, as `model.operationId`: only their
            parameters are needed.
    """
    definitions = _Definitions()
    parameters = _Parameters(definitions)
    operations = {
        f"{call.method} {call.path}": _operation(
            call, definitions, parameters, handled=f"{model.name}.{call.operation_id}" in handled
        )
        for model in models.values()
        for call in model.calls
    }
    return {"definitions": definitions.rows, "operations": operations, "parameters": parameters.rows}


def _operation(
    call: Call, definitions: _Definitions, parameters: _Parameters, *, handled: bool
) -> dict[str, Any]:
    row: dict[str, Any] = {"status": call.success[0]}
    row |= {"parameters": [parameters.number(call, raw) for raw in call.parameters if raw["in"] != "body"]}
    body = next((raw for raw in call.parameters if raw["in"] == "body"), None)
    if body is not None and not handled:
        row["body"] = definitions.reference(call.model, body["schema"])
        row["body_required"] = bool(body.get("required"))
    if call.response is not None and not handled:
        row["response"] = definitions.reference(call.model, call.response)
    return row
