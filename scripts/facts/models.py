"""Amazon's Swagger models, read from disk and asked for one fact at a time."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Schema = dict[str, Any]

METHODS = ("get", "head", "post", "put", "patch", "delete")
# The first row of the usage plan table; one model has "\\n" where others have a line break.
_PLAN = re.compile(r"(?:^|\\n)\|(?:\s*Default\s*\|)?\s*([\d.]+)\s*\|\s*(\d+)\s*\|", re.MULTILINE)


class FactError(Exception):
    """What our names say and what the model says do not fit together."""


@dataclass(frozen=True)
class Call:
    """One operation of one model, as Amazon published it."""

    model: Model = field(repr=False)
    method: str
    path: str
    raw: Schema = field(repr=False)
    shared_parameters: list[Schema] = field(repr=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells this operation from all others: model, method, path."""
        return self.model.name, self.method, self.path

    @property
    def operation_id(self) -> str:
        """Amazon's name of the operation, unique inside its model only."""
        return str(self.raw["operationId"])

    @property
    def reference(self) -> str:
        """Method and path, for the operationId that names two operations."""
        return f"{self.method} {self.path}"

    @property
    def body_schema(self) -> Schema:
        """The schema of the body with its `allOf` parts, empty when it has no body."""
        raw = next((each for each in self.parameters if each["in"] == "body"), None)
        return self.model.whole(raw["schema"]) if raw else {}

    @property
    def plan(self) -> tuple[float, int] | tuple[None, None]:
        """Rate per second and burst, from the table in the description."""
        found = _PLAN.search(self.raw.get("description", ""))
        return (float(found[1]), int(found[2])) if found else (None, None)

    @property
    def success(self) -> list[int]:
        """Every 2xx status the model names."""
        return sorted(int(code) for code in self.raw["responses"] if code.startswith("2"))

    @property
    def parameters(self) -> list[Schema]:
        """All parameters, references resolved, shared ones last."""
        return [self.model.resolve(p)[0] for p in self.raw.get("parameters", []) + self.shared_parameters]

    @property
    def response(self) -> Schema | None:
        """The schema of the first success response, None when it has no body."""
        schema: Schema | None = self.raw["responses"][str(self.success[0])].get("schema")
        return schema


@dataclass(frozen=True)
class Model:
    """One model file. `name` is its stem, which is how the facts refer to it."""

    name: str
    document: Schema = field(repr=False)

    @cached_property
    def calls(self) -> list[Call]:
        """Every operation. One operationId may name two methods (shippingV2 linkCarrierAccount)."""
        return list(self._walk())

    def _walk(self) -> Iterator[Call]:
        for path, item in self.document["paths"].items():
            shared = item.get("parameters", [])
            for method in METHODS:
                if method in item:
                    yield Call(self, method.upper(), path, item[method], shared)

    def resolve(self, schema: Schema) -> tuple[Schema, str | None]:
        """Follow `$ref` to the end; also gives the name of the last definition."""
        name = None
        while "$ref" in schema:
            _, section, name = schema["$ref"].split("/")
            schema = self.document[section][name]
        return schema, name

    def whole(self, schema: Schema) -> Schema:
        """The schema, references followed and the properties and required keys of `allOf` parts included."""
        found = self.resolve(schema)[0]
        parts = [self.whole(part) for part in found.get("allOf", [])]
        if not parts:
            return found
        properties = [part.get("properties", {}) for part in (*parts, found)]
        required = [part.get("required", []) for part in (*parts, found)]
        return {
            "type": "object",
            "properties": {name: each for some in properties for name, each in some.items()},
            "required": [name for some in required for name in some],
        }

    def at(self, schema: Schema, path: str | None) -> tuple[Schema, str | None]:
        """The schema at a dotted path below `schema`, and its definition's name."""
        found, name = self.resolve(schema)
        for key in path.split(".") if path else []:
            properties = self.whole(found).get("properties", {})
            if key not in properties:
                message = f"{self.name}: no {key!r} on the way to {path!r}"
                raise FactError(message)
            found, name = self.resolve(properties[key])
        return found, name

    def has(self, schema: Schema, path: str) -> bool:
        """Whether there is something at a dotted path below `schema`."""
        try:
            self.at(schema, path)
        except FactError:
            return False
        return True


def load_models(folder: Path) -> dict[str, Model]:
    """Every model below `folder`, by file stem."""
    files = sorted(folder.glob("*/*.json"))
    if not files:
        message = f"no models in {folder}"
        raise FactError(message)
    return {file.stem: Model(file.stem, json.loads(file.read_text("utf-8"))) for file in files}
