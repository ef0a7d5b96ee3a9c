"""The parts of a JSON schema, and the schema with its parts changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Schema = Mapping[str, Any]

_BY_NAME = ("properties", "$defs")
_ONE = ("items", "additionalProperties")
_SEVERAL = ("anyOf", "oneOf", "allOf")


def parts(schema: Schema) -> Iterator[Schema]:
    """Yield the schemas that stand directly in a schema."""
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
