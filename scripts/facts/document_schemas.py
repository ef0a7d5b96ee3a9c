"""Amazon's schemas of report documents and notifications, reduced to what is needed to check one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from facts.models import FactError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from facts.models import Model, Schema

_KEPT = ("type", "format", "enum", "minimum", "maximum", "pattern", "uniqueItems")
_CHOICES = ("anyOf", "oneOf", "allOf")


class DocumentSchemas:
    """Reduces schemas of one folder; what they refer to stands beside them, as `<schema>.<definition>`.

    Args:
        folder: Amazon's files.
        patches: What is wrong in them.
        models: Amazon's models, where a file refers to nothing.
    """

    def __init__(self, folder: Path, patches: Iterable[Schema], models: dict[str, Model]) -> None:
        self._folder = folder
        self._patches = list(patches)
        self._models = models
        self.schemas: dict[str, Schema] = {}
        self.definitions: dict[str, Schema] = {}

    def add(self, name: str) -> None:
        """Reduce the schema of this name."""
        path = self._folder / f"{name}.json"
        raw = json.loads(path.read_text("utf-8"))
        patches = [patch for patch in self._patches if patch["schema"] == name]
        if given := next((patch for patch in patches if "of_model" in patch), None):
            self.schemas[name] = self._of_model(given)
            return
        for patch in patches:
            _mend(raw, patch)
        self.schemas[name] = _Reduced(name, raw, self.definitions).of(raw)

    def _of_model(self, patch: Schema) -> Schema:
        stem, _, definition = patch["of_model"].rpartition(".")
        document = self._models[stem].document
        schema = _Reduced(stem, document, self.definitions).of(document["definitions"][definition])
        for name in ("payload", *patch["payload"])[::-1]:
            schema = {"type": "object", "properties": {name: schema}, "required": [name]}
        return schema


class _Reduced:
    """Reduces the parts of one document."""

    def __init__(self, name: str, document: Schema, definitions: dict[str, Schema]) -> None:
        self._name, self._document, self._definitions = name, document, definitions

    def of(self, raw: Schema) -> Schema:
        """Return the checkable keywords of a schema."""
        if reference := raw.get("$ref", raw.get("#ref")):  # one of Amazon's files has it misspelt
            return self._referred(reference)
        kept: Schema = {key: raw[key] for key in _KEPT if key in raw}
        if raw.get("properties"):
            kept["properties"] = {name: self.of(each) for name, each in raw["properties"].items()}
        if required := [name for name in raw.get("required", []) if raw.get("properties")]:
            kept["required"] = sorted(set(required))
        items = raw.get("items")
        if items := (items[0] if isinstance(items, list) and items else items):
            kept["items"] = self.of(items)
        return kept | {key: [self.of(each) for each in raw[key]] for key in _CHOICES if key in raw}

    def _referred(self, reference: str) -> Schema:
        *way, last = reference.removeprefix("#/").split("/")
        key = f"{self._name}.{last}"
        if key not in self._definitions:
            self._definitions[key] = {}  # ends recursion
            found = self._document
            for step in (*way, last):
                found = found[step]
            self._definitions[key] = self.of(found)
        return {"$ref": f"#/definitions/{key}"}


def _mend(raw: Schema, patch: Schema) -> None:
    found: Any = raw
    for key in patch["at"].split("."):
        found = found[key][0] if isinstance(found[key], list) else found[key]
    if values := patch.get("allow"):
        if set(values) <= set(found["enum"]):
            message = f"{patch['schema']}: {patch['at']} allows {values} already"
            raise FactError(message)
        found["enum"] = [*found["enum"], *values]
    if "format" in patch:
        found["format"] = patch["format"]
    if optional := patch.get("optional"):
        wrong = found.get("required", []) if optional == "all" else optional
        if not set(wrong) & set(found.get("required", [])):
            message = f"{patch['schema']}: {patch['at']} does not require {optional}"
            raise FactError(message)
        found["required"] = [name for name in found["required"] if name not in wrong]


def document_schemas(
    folder: Path, which: dict[str, Any], patches: Iterable[Schema], models: dict[str, Model]
) -> Schema:
    """Return the file's content: the schemas of each type, the schemas by name, and what they refer to."""
    made = DocumentSchemas(folder, patches, models)
    for names in which.values():
        for name in names.values() if isinstance(names, dict) else names:
            made.add(name)
    return {
        "definitions": dict(sorted(made.definitions.items())),
        "schemas": dict(sorted(made.schemas.items())),
        "types": which,
    }
