"""JSON Schema of records: references resolved, `allOf` merged, types normalised, one level at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Schema = Mapping[str, Any]
    Definitions = Mapping[str, Any]

SHARED = "#/definitions/"
"""Start of a reference to a definition of the file; what follows is its name."""
OWN = "#/$defs/"
"""Start of a reference to a definition of the same body."""
_DEEPEST = 8  # choices inside choices; more is a circle
_NAMED = ("properties", "patternProperties")
_SINGLE = ("items", "additionalProperties", "not", "if", "then", "else", "contains")
_SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
_JOINS: dict[str, Callable[[Any, Any], Any]] = {
    "required": lambda one, other: [*one, *(name for name in other if name not in one)],
    # Nobody means that no value will do: where two have none in common, one says anew what the other said.
    "enum": lambda one, other: [value for value in one if value in other] or other,
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
}
"""What two schemas together say, by keyword; of others the second wins."""


def reference_name(schema: Schema) -> str | None:
    """Return the name of the definition that a schema refers to; None if it refers to none."""
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return None
    return reference.removeprefix(SHARED).removeprefix(OWN)


def merged(schema: Schema, definitions: Definitions, around: frozenset[str] = frozenset()) -> Schema:
    """Return a schema whose own reference is resolved and whose `allOf` is merged into one object.

    Args:
        schema: A schema.
        definitions: Schemas by name; the schema's own `$defs` come first.
        around: Names of the definitions that are being merged: one inside itself adds nothing.
    """
    if "$defs" in schema:
        definitions = {**definitions, **schema["$defs"]}
    while (name := reference_name(schema)) is not None:
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        found = definitions.get(name) if name not in around else None
        around |= {name}
        schema = {**found, **beside} if isinstance(found, dict) else beside
    if "allOf" not in schema:
        return schema
    own = {key: value for key, value in schema.items() if key != "allOf"}
    members = (merged(each, definitions, around) for each in schema["allOf"] if isinstance(each, dict))
    return joined((*members, own))


def joined(schemas: Iterable[Schema]) -> dict[str, Any]:
    """Return the schema of what all of the schemas allow."""
    whole: dict[str, Any] = {}
    for schema in schemas:
        for key, value in schema.items():
            whole[key] = _join(key, whole[key], value) if key in whole else value
    return whole


def _join(key: str, one: Any, other: Any) -> Any:
    if key in ("properties", "$defs", "patternProperties"):
        both = {name: _both(one[name], other[name]) for name in one if name in other}
        return {**one, **other, **both}
    if key in ("oneOf", "anyOf"):
        return [joined((first, second)) for first in one for second in other]
    join = _JOINS.get(key)
    return (
        join(one, other)
        if join and not isinstance(one, bool)
        else (other if key != "additionalProperties" or one is not False else False)
    )


def _both(one: Schema, other: Schema) -> Schema:
    """Return the schema of what both allow; merged where it is used, since one may be a reference."""
    return one if one == other else {"allOf": [one, other]}


CONDITIONS = ("not", "if", "dependentRequired", "minProperties", "maxProperties", "anyOf", "oneOf")
"""Keywords of an object that hold of it as a whole."""
_ABOUT = ("required", "not", "title", "description", "type")


def properties_of(schema: Schema) -> Mapping[str, Any] | None:
    """Return the properties of the schema of an object; None for any other schema, and for a choice of several."""
    if types_of(schema) != ["object"] or not all(
        only_condition(each) for key in ("oneOf", "anyOf") for each in schema.get(key, ())
    ):
        return None
    properties: Mapping[str, Any] = schema.get("properties", {})
    return properties


def only_condition(schema: Any) -> bool:
    """Return whether a choice says which fields go together, rather than what they are."""
    return isinstance(schema, dict) and all(key in _ABOUT for key in schema)


def parts(schema: Schema) -> Iterator[Schema]:
    """Yield the direct parts of a schema."""
    for key in _NAMED:
        yield from (part for part in schema.get(key, {}).values() if isinstance(part, dict))
    for key in _SINGLE:
        if isinstance(part := schema.get(key), dict):
            yield part
    for key in _SEVERAL:
        yield from (part for part in schema.get(key, ()) if isinstance(part, dict))


def reachable(schemas: Iterable[Schema], definitions: Definitions) -> dict[str, Schema]:
    """Return the definitions that schemas lead to, through each other too."""
    found: dict[str, Schema] = {}
    waiting = list(schemas)
    while waiting:
        schema = waiting.pop()
        if not isinstance(schema, dict):
            continue
        name = reference_name(schema)
        if name is not None and name not in found and name in definitions:
            found[name] = definitions[name]
            waiting.append(definitions[name])
        waiting.extend(parts(schema))
    return found


def types_of(schema: Schema) -> list[str]:
    """Return the types that a schema states, `null` left out; those that its keywords imply if it states none."""
    stated = schema.get("type")
    if stated is None:
        return [kind for keyword, kind in _IMPLIED.items() if keyword in schema][:1]
    return [kind for kind in (stated if isinstance(stated, list) else [stated]) if kind != "null"]


def allows_null(schema: Schema, definitions: Definitions, depth: int = 0) -> bool:
    """Return whether a schema says that a value may be null; one that says nothing of it does not."""
    if depth > _DEEPEST:
        return False
    schema = merged(schema, definitions)
    kind = schema.get("type")
    if schema.get("nullable") is True or kind == "null" or (isinstance(kind, list) and "null" in kind):
        return True
    if "const" in schema:
        return schema["const"] is None
    if None in schema.get("enum", ()):
        return True
    return any(
        allows_null(each, definitions, depth + 1)
        for key in ("oneOf", "anyOf")
        for each in schema.get(key, ())
    )


_IMPLIED = {
    "properties": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
}
"""Types by a keyword that no other type has."""
