"""Keeps a JSON schema within a number of characters, deep parts going first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from toolspan.schemas.walk import mapped, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Schema = Mapping[str, Any]

_DEEPEST = 12
_FEW = (12, 4)
"""Choices of one list that are still shown where there is no room for all; where that is too much, the second."""


def shrunk(schema: Schema, fits: Callable[[Schema], bool], note: str) -> dict[str, Any]:
    """Return a schema that fits, if leaving out details can make it so.

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
    """Return whether something would be left out: lists of plain values are no deeper than one value."""
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
