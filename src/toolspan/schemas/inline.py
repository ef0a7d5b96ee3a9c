"""Puts the definitions of a JSON schema where they are used; only what contains itself stays a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.schemas.walk import mapped, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Schema = Mapping[str, Any]


def inlined(schema: Schema) -> dict[str, Any]:
    """Return the schema with `$defs` left for true recursion alone.

    Args:
        schema: References are `#/$defs/name`; what stands beside one, such as a description, wins.
    """
    definitions: Schema = schema.get("$defs", {})
    uses = {name: set(_references(definition)) for name, definition in definitions.items()}
    kept = {name for name in uses if name in _reachable(name, uses)}

    def resolved(part: Schema) -> dict[str, Any]:
        name = _name(part)
        if name is None or name in kept:
            return mapped(part, resolved)
        beside = {key: value for key, value in part.items() if key != "$ref"}
        return mapped({**definitions.get(name, {}), **beside}, resolved)

    bare = resolved({key: value for key, value in schema.items() if key != "$defs"})
    wanted = set(_references(bare)) | {used for name in _references(bare) for used in _reachable(name, uses)}
    recursive = {name: resolved(definitions[name]) for name in definitions if name in wanted & kept}
    return {**bare, "$defs": recursive} if recursive else bare


def _name(part: Schema) -> str | None:
    return part["$ref"].rsplit("/", 1)[-1] if isinstance(part.get("$ref"), str) else None


def _references(schema: Schema) -> Iterator[str]:
    if name := _name(schema):
        yield name
    for part in parts(schema):
        yield from _references(part)


def _reachable(name: str, uses: Mapping[str, set[str]]) -> set[str]:
    """Return what a definition uses, directly or by way of others."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = uses.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found
