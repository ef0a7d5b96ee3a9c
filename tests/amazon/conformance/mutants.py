"""Invalid calls made from Amazon's models: one fault each, at every depth, all else as it must be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.operations.names import snake

from .conftest import US
from .generated import call_with, foci, least_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.operations.model import Operation

    from .amazon import AmazonOperation

    Schema = Mapping[str, Any]

MISSING = object()
WRONG: dict[str, tuple[Any, ...]] = {
    "string": ({"no_such": 1}, [["a"]], True, 7, None),
    "integer": ("many", 1.5, {"no_such": 1}, True, "7", None),
    "number": ("much", {"no_such": 1}, True, "7.5", None),
    "boolean": ("perhaps", 7, {"no_such": 1}, "true", None),
    "array": ({"no_such": 1}, [[["a"]]], "a", None),
    "object": ("text", 7, ["text"], None),
}
"""Values of a wrong type; what a caller must have meant with some is plain."""

NARROWER = {"path": "/attributes/item_name", "marketplaceId": US, "MarketplaceId": US}
"""Values by name, where Amazon's prose allows less than its model."""


@dataclass(frozen=True)
class Mutant:
    """One invalid value.

    Attributes:
        kind: What was done.
        where: Path of the fault below its parameter.
        value: The value of the parameter; `MISSING` if it was left out.
    """

    kind: str
    where: str
    value: Any


class Mutants:
    """Invalid calls of one operation.

    Args:
        operation: Ours, which says what a call must hold and what the connector fills in.
        model: Amazon's, which says what is invalid.
    """

    def __init__(self, operation: Operation, model: AmazonOperation) -> None:
        self.operation, self.model = operation, model
        self._seen: set[str] = set()
        self._inside = {
            path.rpartition(".")[2] for path in (*operation.fill, *operation.defaults) if "." in path
        }
        body = model.whole(model.body["schema"]) if model.body else {}
        wire = {each.key: each.name for each in operation.parameters if each.location != "local"}
        self.schemas = {key: model.parameters[name] for key, name in wire.items() if name in model.parameters}
        for key, name in operation.field_names.items():
            if key not in wire:
                self.schemas[key] = body if body.get("type") == "array" else body["properties"][name]

    def __iter__(self) -> Iterator[tuple[str, Mutant, dict[str, Any]]]:
        """Yield the name of the parameter, what was done to it, and the call."""
        covered: set[str] = set()
        for focus in foci(self.operation):
            values = call_with(self.operation, focus)
            for name in [each for each in values if each in self.schemas and each not in covered]:
                covered.add(name)
                schema = self.schemas[name]
                if name in self.operation.required_of_caller:
                    yield name, Mutant("missing", "", MISSING), {k: v for k, v in values.items() if k != name}
                for mutant in self.of(schema, snake(name)):
                    yield name, mutant, {**values, name: mutant.value}

    def of(self, schema: Schema, where: str) -> Iterator[Mutant]:
        """Yield invalid values of a schema; of a definition that was seen before, none."""
        if "$ref" in schema:
            if schema["$ref"] in self._seen:
                return
            self._seen.add(schema["$ref"])
        whole = self.model.whole(schema)
        kind = whole.get("type", "object" if "properties" in whole else "")
        for value in WRONG.get(kind, ()):
            yield Mutant("type", where, value)
        yield from self._of_value(whole, where)
        if kind == "array":
            yield from self._of_array(whole, where)
        elif whole.get("properties"):
            yield from self._of_object(whole, where)

    def _of_value(self, whole: Schema, where: str) -> Iterator[Mutant]:
        if "enum" in whole:
            yield Mutant("enum", where, "NO_SUCH_VALUE" if whole.get("type") == "string" else -987)
        for name, step in (("minimum", -1), ("maximum", 1)):
            if name in whole:
                yield Mutant(name, where, whole[name] + step)
        if whole.get("multipleOf"):
            yield Mutant("multipleOf", where, whole["multipleOf"] * 1.5)
        if whole.get("type") == "string" and whole.get("minLength"):
            yield Mutant("minLength", where, "a" * (whole["minLength"] - 1))
        if "maxLength" in whole:
            yield Mutant("maxLength", where, "a" * (whole["maxLength"] + 1))
        if "pattern" in whole:
            yield Mutant("pattern", where, "\u00a7 no such \u00a7")
        if whole.get("format") in ("date-time", "date"):
            yield Mutant("format", where, "no such day")

    def _of_array(self, whole: Schema, where: str) -> Iterator[Mutant]:
        item = self.least(whole["items"])
        if whole.get("minItems"):
            yield Mutant("minItems", where, [item] * (whole["minItems"] - 1))
        if "maxItems" in whole:
            yield Mutant("maxItems", where, [item] * (whole["maxItems"] + 1))
        if whole.get("uniqueItems"):
            yield Mutant("uniqueItems", where, [item, item])
        for mutant in self.of(whole["items"], f"{where}.0"):
            others = [item] * (whole.get("minItems", 1) - 1)
            yield Mutant(mutant.kind, mutant.where, [mutant.value, *others])

    def _of_object(self, whole: Schema, where: str) -> Iterator[Mutant]:
        least = self.least(whole)
        yield Mutant("type", where, json.dumps(least))
        for name in whole.get("required", ()):
            if name not in self._inside:
                yield Mutant("missing", f"{where}.{name}", {k: v for k, v in least.items() if k != name})
        near = f"no_such_{next(iter(whole['properties']))}"
        yield Mutant("unknown", f"{where}.{near}", {**least, near: "a"})
        for name, each in whole["properties"].items():
            for mutant in self.of(each, f"{where}.{name}"):
                yield Mutant(mutant.kind, mutant.where, {**least, name: mutant.value})

    def least(self, schema: Schema) -> Any:
        """Return a valid value that holds only what must be there."""
        whole = self.model.whole(schema)
        if whole.get("type") == "array":
            return [self.least(whole["items"])] * max(1, whole.get("minItems", 0))
        if "properties" in whole:
            known = whole["properties"]
            return {
                name: NARROWER.get(name) or self.least(known.get(name, {}))
                for name in whole.get("required", ())
            }
        return least_value(whole)

    def is_invalid(self, name: str, mutant: Mutant) -> bool:
        """Return whether Amazon's model, read by `jsonschema`, finds the value invalid."""
        if mutant.value is MISSING:
            return True
        return bool(self.model.invalid(self.schemas[name], mutant.value))
