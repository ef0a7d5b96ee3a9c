"""JSON schemas for models: references inlined, a size kept to, and a type for every part."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from toolspan.operations.schemas import reference_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Schema = Mapping[str, Any]
    Part = Schema | bool


_BY_NAME = ("properties", "$defs")
_ONE = ("items", "additionalProperties")
_SEVERAL = ("anyOf", "oneOf", "allOf")


def parts(schema: Schema) -> Iterator[Schema]:
    """Yield the direct parts of a schema."""
    for key in _BY_NAME:
        yield from schema.get(key, {}).values()
    yield from (schema[key] for key in _ONE if isinstance(schema.get(key), dict))
    for key in _SEVERAL:
        yield from schema.get(key, ())


def mapped(schema: Schema, change: Callable[[Schema], dict[str, Any]]) -> dict[str, Any]:
    """Return a copy of a schema whose direct parts are changed."""
    copy = dict(schema)
    for key in _BY_NAME:
        if key in copy:
            copy[key] = {name: change(part) for name, part in copy[key].items()}
    for key in _ONE:
        if isinstance(copy.get(key), dict):
            copy[key] = change(copy[key])
    for key in _SEVERAL:
        if key in copy:
            copy[key] = [change(part) for part in copy[key]]
    return copy


def plain(schema: Part) -> dict[str, Any]:
    """Return a schema in the words that all models know: no boolean as a schema, and a tuple as a list of its kinds."""
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    given = dict(schema)
    if "properties" in given:
        given["properties"] = {name: part for name, part in given["properties"].items() if part is not False}
    for key in ("anyOf", "oneOf"):
        if key in given:
            given[key] = [part for part in given[key] if part is not False]
    if "prefixItems" in given or isinstance(given.get("items"), bool):
        first, rest = given.pop("prefixItems", []), given.pop("items", True)
        if rest is False:
            given["maxItems"] = len(first)
        kinds = list(first) if given.get("maxItems", len(first) + 1) <= len(first) else [*first, rest]
        given["items"] = _one_of(kinds)
    return mapped(given, plain)


def _one_of(kinds: Sequence[Part]) -> Schema:
    """Return what fits any of some schemas; of none, and of one that takes anything, anything."""
    different = [
        kind for number, kind in enumerate(kinds) if kind not in kinds[:number] and kind is not False
    ]
    if not different or True in different or {} in different:
        return {}
    return different[0] if len(different) == 1 else {"anyOf": different}  # type: ignore[return-value]


def inlined(schema: Schema) -> dict[str, Any]:
    """Return the schema with `$defs` left for true recursion alone.

    Args:
        schema: References are `#/$defs/name`, or `#/definitions/name` of the file, both found in its `$defs`;
            what stands beside one, such as a description, wins.
    """
    definitions: Schema = schema.get("$defs", {})
    uses = {name: set(_references(definition)) for name, definition in definitions.items()}
    kept = {name for name in uses if name in _reachable(name, uses)}

    def resolved(part: Schema) -> dict[str, Any]:
        name = reference_name(part)
        if name is None:
            return mapped(part, resolved)
        if name in kept:
            return {**mapped(part, resolved), "$ref": f"#/$defs/{_plain(name)}"}
        beside = {key: value for key, value in part.items() if key != "$ref"}
        return mapped({**definitions.get(name, {}), **beside}, resolved)

    bare = resolved({key: value for key, value in schema.items() if key != "$defs"})
    wanted = set(_references(bare)) | {used for name in _references(bare) for used in _reachable(name, uses)}
    recursive = {_plain(name): resolved(definitions[name]) for name in definitions if name in wanted & kept}
    return {**bare, "$defs": recursive} if recursive else bare


def _plain(name: str) -> str:
    """Return the name of a definition as a JSON pointer can hold it."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name)


def _references(schema: Schema) -> Iterator[str]:
    if name := reference_name(schema):
        yield name
    for part in parts(schema):
        yield from _references(part)


def _reachable(name: str, uses: Mapping[str, set[str]]) -> set[str]:
    """Return the definitions that a definition uses, directly or indirectly."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = uses.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found


_DEEPEST = 12
_FEW = (12, 4)
"""Choices of one list that are still shown where there is no room for all; where that is too much, the second."""


def shrunk(schema: Schema, fits: Callable[[Schema], bool], note: str) -> dict[str, Any]:
    """Return a schema that fits, by leaving out details where necessary.

    Parts inside parts become free objects and arrays, the deepest first; then long lists of choices
    lose their end, then the descriptions go. No property of the root is ever left out.

    Args:
        schema: The schema of an object.
        fits: Tells whether a schema is small enough.
        note: Says in what was left out where to read about it.
    """
    chosen = dict(schema)
    for depth in range(_DEEPEST, 0, -1):
        if fits(chosen):
            return chosen
        chosen = _pruned(schema, depth, note)
        chosen = {key: value for key, value in chosen.items() if key != "$defs" or _refers(chosen)}
    changes: list[Callable[[Schema], dict[str, Any]]] = [
        *(partial(_few_choices, most) for most in _FEW),
        _undescribed,
    ]
    for change in changes:
        if fits(chosen):
            return chosen
        chosen = mapped(chosen, change)
    return chosen


def _pruned(schema: Schema, depth: int, note: str) -> dict[str, Any]:
    """Return a schema whose parts are free below a depth; an array and its items count as one."""
    if depth > 0:
        deeper = depth - (schema.get("type") != "array")
        return mapped(schema, lambda part: _pruned(part, deeper, note))
    return _free(schema, note) if _has_parts(schema) else dict(schema)


def _has_parts(schema: Schema) -> bool:
    """Return whether something would be left out; a list of plain values counts as one value."""
    inside = list(parts(schema))
    if schema.get("type") == "array":
        return any(_has_parts(part) for part in inside)
    return bool(inside) or "$ref" in schema


def _free(schema: Schema, note: str) -> dict[str, Any]:
    said = " ".join(filter(None, (schema.get("description"), note)))
    if schema.get("type") == "array":
        bounds = {key: schema[key] for key in ("minItems", "maxItems") if key in schema}
        return {
            "type": "array",
            "items": {"type": "object", "additionalProperties": True},
            **bounds,
            "description": said,
        }
    if schema.get("type", "object") == "object":
        return {"type": "object", "additionalProperties": True, "description": said}
    return {"description": said}


def _refers(schema: Schema) -> bool:
    return "$ref" in schema or any(
        _refers(part) for part in parts({key: value for key, value in schema.items() if key != "$defs"})
    )


def _few_choices(most: int, schema: Schema) -> dict[str, Any]:
    changed = mapped(schema, partial(_few_choices, most))
    choices = changed.get("enum", ())
    if len(choices) > most:
        del changed["enum"]
        some = ", ".join(map(str, choices[:most]))
        changed["description"] = (
            f"{changed.get('description', '')} One of {len(choices)}: {some}, ...".strip()
        )
    return changed


def _undescribed(schema: Schema) -> dict[str, Any]:
    changed = mapped(schema, _undescribed)
    changed.pop("description", None)
    return changed


_TELLING = ("type", "anyOf", "oneOf", "allOf", "$ref")
_KINDS = {bool: "boolean", str: "string", int: "integer", float: "number", list: "array", dict: "object"}
_PLAIN = ("string", "number", "boolean")


def typed(schema: Schema) -> dict[str, Any]:
    """Return a schema whose parts all have a type; what was unconstrained stays so.

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
    any_of = [*({"type": kind} for kind in _PLAIN), free]
    return {"anyOf": [*any_of, {"type": "array", "items": {"anyOf": any_of}}]}
