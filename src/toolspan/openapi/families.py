"""Families of schemas: a parent with a discriminator, and the schemas that are made from it by `allOf`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.openapi.references import Target, Unusable
from toolspan.operations.names import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.openapi.references import References

    Pointer = tuple[str, ...]

_PLACES = (("components", "schemas"), ("definitions",))


@dataclass(frozen=True, slots=True)
class Family:
    """A parent schema, for which each of its descendants may stand.

    Args:
        property: The property that tells which.
        required: Whether the parent requires it.
        members: Pointers of the descendants, and of the parent where it may stand for itself.
        mapping: What the document says of the values of the property.
    """

    property: str
    required: bool
    members: tuple[Pointer, ...]
    mapping: Mapping[str, Any] = field(default_factory=dict)


class Families:
    """The families of one document.

    Args:
        references: Those of the document.
    """

    def __init__(self, references: References) -> None:
        self._references = references
        self._children: dict[Pointer, list[Pointer]] = {}
        self._parents: dict[int, set[Pointer]] = {}
        self._named: dict[Pointer, Mapping[str, Any]] = {}
        for place in _PLACES:
            for name, schema in _named(references.root.data, place):
                self._named[*place, name] = schema
        for pointer, schema in self._named.items():
            for parent in self._parents_in(schema):
                self._children.setdefault(parent, []).append(pointer)
                self._parents.setdefault(id(schema), set()).add(parent)
        self._found = {
            pointer: family
            for pointer, schema in self._named.items()
            if (family := self._family(pointer, schema)) is not None
        }

    def of(self, target: Target) -> Family | None:
        """Return the family of the schema where a reference leads; None if it is no parent of one."""
        return self._found.get(target.pointer) if target.source is self._references.root else None

    def is_made_from(self, schema: Mapping[str, Any], reference: Any) -> bool:
        """Return whether a reference in the `allOf` of a schema names what it is made from."""
        wanted = self._parents.get(id(schema))
        return wanted is not None and self._pointer(reference) in wanted

    def _parents_in(self, schema: Mapping[str, Any]) -> Iterator[Pointer]:
        members = schema.get("allOf")
        for member in members if isinstance(members, list) else ():
            pointer = self._pointer(member)
            if pointer in self._named:
                yield pointer

    def _pointer(self, member: Any) -> Pointer | None:
        reference = member.get("$ref") if isinstance(member, dict) else None
        if not isinstance(reference, str) or not reference.startswith("#"):
            return None
        try:
            return self._references.target(reference, self._references.root).pointer
        except Unusable:
            return None

    def _family(self, pointer: Pointer, schema: Mapping[str, Any]) -> Family | None:
        stated = schema.get("discriminator")
        stated = {"propertyName": stated} if isinstance(stated, str) else stated  # as in 2.0
        if not isinstance(stated, dict) or "oneOf" in schema or "anyOf" in schema:
            return None
        name, mapping = stated.get("propertyName"), stated.get("mapping")
        mapping = mapping if isinstance(mapping, dict) else {}
        members = dict.fromkeys(self._descendants(pointer, {pointer}))
        if not isinstance(name, str) or not members:
            return None
        mapping = mapping or _by_names(schema, name, members)
        required = name in (schema.get("required") or ())
        if not required or self._stands_for_itself(pointer, members, name, mapping):
            members[pointer] = None
        return Family(name, required, tuple(members), mapping)

    def _descendants(self, pointer: Pointer, seen: set[Pointer]) -> Iterator[Pointer]:
        for child in self._children.get(pointer, ()):
            if child not in seen:
                seen.add(child)
                yield child
                yield from self._descendants(child, seen)

    def _stands_for_itself(
        self, pointer: Pointer, members: Mapping[Pointer, None], name: str, mapping: Mapping[str, Any]
    ) -> bool:
        """Return whether the parent is a kind too: the mapping names it, or nothing but the names of schemas tells kinds apart."""
        if mapping:
            return any(str(value).rpartition("/")[2] == pointer[-1] for value in mapping.values())
        return not any(_states(self._named[member], name) for member in (pointer, *members))


def _named(data: Any, place: Pointer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key in place:
        data = data.get(key) if isinstance(data, dict) else None
    for name, schema in data.items() if isinstance(data, dict) else ():
        if isinstance(schema, dict):
            yield str(name), schema


def _by_names(schema: Mapping[str, Any], name: str, members: Mapping[Pointer, None]) -> Mapping[str, Any]:
    """Return the schemas that the values of a property name, where each of them names one."""
    properties = schema.get("properties")
    stated = properties.get(name) if isinstance(properties, dict) else None
    values = stated.get("enum") if isinstance(stated, dict) else None
    by_form = {squash(pointer[-1]): pointer[-1] for pointer in members}
    if not isinstance(values, list) or not all(squash(str(value)) in by_form for value in values):
        return {}
    return {str(value): by_form[squash(str(value))] for value in values}


def _states(schema: Mapping[str, Any], name: str) -> bool:
    """Return whether a schema itself says which values a property has."""
    members = schema.get("allOf")
    for part in (schema, *(members if isinstance(members, list) else ())):
        properties = part.get("properties") if isinstance(part, dict) else None
        stated = properties.get(name) if isinstance(properties, dict) else None
        if isinstance(stated, dict) and ("const" in stated or "enum" in stated):
            return True
    return False
