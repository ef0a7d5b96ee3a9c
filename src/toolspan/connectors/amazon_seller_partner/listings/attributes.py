"""Checks listing attributes against the JSON Schema of their product type, before they are sent.

Judged is what the schema says outright: names, types, required fields, closed sets of values, lengths
and bounds. What depends on other attributes (`allOf`, `if`, `anyOf` and the like) is left to Amazon:
a check that guesses would block what is right. Amazon's schemas are described at
https://developer-docs.amazon.com/sp-api/docs/product-type-definition-meta-schema
"""

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING, Any

from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Schema = Mapping[str, Any]
    Faults = Iterator[str]

_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "array": ((list, tuple), "a list of objects"),
    "object": ((dict,), "an object"),
    "string": ((str,), "text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
}
_MOST_CHOICES = 12


class AttributeSchema:
    """The attributes of one product type.

    Args:
        product_type: Its name, for messages.
        schema: The JSON Schema of the whole listing.
    """

    def __init__(self, product_type: str, schema: Schema) -> None:
        self.product_type = product_type
        self._schema = schema
        self.properties: Schema = schema.get("properties") or {}
        self.required: tuple[str, ...] = tuple(schema.get("required") or ())

    def unknown(self, name: str) -> str | None:
        """Return what is wrong with the name of an attribute, if anything is."""
        if name in self.properties or not self.properties or self._schema.get("additionalProperties"):
            return None
        near = suggestion(name, self.properties)
        return f'{self.product_type} has no attribute "{name[:80]}".{near}'

    def missing(self, names: Iterable[str]) -> Faults:
        """Yield a sentence for each required attribute that is not among these."""
        given = set(names)
        return (f"{name} is required for {self.product_type}." for name in self.required if name not in given)

    def wrong(self, name: str, value: Any, *, whole: bool = True) -> Faults:
        """Yield a sentence for each fault of an attribute's value.

        Args:
            name: The attribute.
            value: Its list of values.
            whole: False lets required fields be missing, as in a value that is merged into another.
        """
        if name in self.properties:
            yield from self._faults(self.properties[name], value, name, whole=whole)

    def resolved(self, schema: Any) -> Any:
        """Return a schema with the definitions that it refers to in place, as far as they are not recursive."""
        if isinstance(schema, list):
            return [self.resolved(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        found = self._followed(schema)
        return {key: value if found is not schema else self.resolved(value) for key, value in found.items()}

    def _followed(self, schema: Schema) -> Schema:
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/$defs/"):
            return schema
        found = (self._schema.get("$defs") or {}).get(reference.removeprefix("#/$defs/"))
        return found if isinstance(found, dict) else {}

    def _faults(self, given: Any, value: Any, place: str, *, whole: bool) -> Faults:
        schema = self._followed(given) if isinstance(given, dict) else {}
        kind = schema.get("type")
        if not isinstance(kind, str) or kind not in _KINDS:
            return
        if not _is(kind, value):
            yield f"{place} must be {_KINDS[kind][1]} (got {reprlib.repr(value)})."
            return
        yield from _bounds(schema, value, place)
        if kind == "array":
            for number, each in enumerate(value):
                yield from self._faults(schema.get("items"), each, f"{place}[{number}]", whole=whole)
        elif kind == "object":
            yield from self._object(schema, value, place, whole=whole)

    def _object(self, schema: Schema, value: Mapping[str, Any], place: str, *, whole: bool) -> Faults:
        fields: Schema = schema.get("properties") or {}
        for name, each in value.items():
            if name in fields:
                yield from self._faults(fields[name], each, f"{place}.{name}", whole=whole)
            elif schema.get("additionalProperties") is False:
                yield f'{place} has no field "{str(name)[:80]}".{suggestion(str(name), fields)}'
        for name in schema.get("required") or () if whole else ():
            if name not in value:
                yield f"{place}.{name} is required."


def _is(kind: str, value: Any) -> bool:
    if kind == "integer" and isinstance(value, float):  # 10.0 is a whole number in JSON Schema
        return value.is_integer()
    return isinstance(value, _KINDS[kind][0]) and (kind == "boolean" or not isinstance(value, bool))


def _bounds(schema: Schema, value: Any, place: str) -> Faults:
    choices = schema.get("enum")
    if choices and value not in choices:
        shown = ", ".join(map(str, choices[:_MOST_CHOICES])) + ", ..." * (len(choices) > _MOST_CHOICES)
        near = suggestion(str(value), map(str, choices))
        yield f"{place}: {reprlib.repr(value)} is not one of {shown}.{near}"
    for keyword, (types, measure, broken, text) in _LIMITS.items():
        limit = schema.get(keyword)
        if isinstance(limit, (int, float)) and isinstance(value, types) and broken(measure(value), limit):
            yield f"{place} must have {text.format(limit)}."


def _less(value: float, limit: float) -> bool:
    return value < limit


def _more(value: float, limit: float) -> bool:
    return value > limit


def _itself(value: Any) -> float:
    return value  # type: ignore[no-any-return]


def _bytes(value: str) -> int:
    return len(value.encode("utf-8", "surrogatepass"))


_LIMITS: dict[str, tuple[tuple[type, ...], Callable[[Any], float], Callable[[float, float], bool], str]] = {
    "minItems": ((list, tuple), len, _less, "at least {} values"),
    "maxItems": ((list, tuple), len, _more, "at most {} values"),
    "minLength": ((str,), len, _less, "at least {} characters"),
    "maxLength": ((str,), len, _more, "at most {} characters"),
    "maxUtf8ByteLength": ((str,), _bytes, _more, "at most {} bytes in UTF-8"),
    "minimum": ((int, float), _itself, _less, "a value of at least {}"),
    "maximum": ((int, float), _itself, _more, "a value of at most {}"),
}
