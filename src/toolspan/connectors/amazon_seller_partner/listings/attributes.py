"""Validates listing attributes against the JSON Schema of their product type, before they are sent.

Checks names, types, required fields, enums, lengths and bounds. Does not check conditions on other
attributes (`allOf`, `if`, `anyOf` and the like): Amazon evaluates them, and an incomplete check
here would block valid listings. The meta-schema is described at
https://developer-docs.amazon.com/sp-api/docs/product-type-definition-meta-schema
"""

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING, Any

from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Schema = Mapping[str, Any]
    Messages = Iterator[str]

_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "array": ((list, tuple), "a list of objects"),
    "object": ((dict,), "an object"),
    "string": ((str,), "text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
}
_MAX_CHOICES = 12


class AttributeSchema:
    """The attributes of one product type.

    Args:
        product_type: Name of the product type, for messages.
        schema: The JSON Schema of the whole listing.
    """

    def __init__(self, product_type: str, schema: Schema) -> None:
        self.product_type = product_type
        self._schema = schema
        self.properties: Schema = schema.get("properties") or {}
        self.required: tuple[str, ...] = tuple(schema.get("required") or ())

    def unknown(self, name: str) -> str | None:
        """Return an error message if the product type has no such attribute."""
        if name in self.properties or not self.properties or self._schema.get("additionalProperties"):
            return None
        near = suggestion(name, self.properties)
        return f'{self.product_type} has no attribute "{name[:80]}".{near}'

    def missing(self, names: Iterable[str]) -> Messages:
        """Yield a message for each required attribute that is missing from `names`."""
        given = set(names)
        return (f"{name} is required for {self.product_type}." for name in self.required if name not in given)

    def wrong(self, name: str, value: Any, *, whole: bool = True) -> Messages:
        """Yield a message for each error in an attribute's value.

        Args:
            name: The attribute.
            value: Its list of values.
            whole: False allows missing required fields, as in a patch that Amazon merges.
        """
        if name in self.properties:
            yield from self._errors(self.properties[name], value, name, whole=whole)

    def resolved(self, schema: Any) -> Any:
        """Return a schema with its `$ref`s replaced by their definitions; not inside a replaced definition, which may be recursive."""
        if isinstance(schema, list):
            return [self.resolved(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        found = self._dereferenced(schema)
        return {key: value if found is not schema else self.resolved(value) for key, value in found.items()}

    def _dereferenced(self, schema: Schema) -> Schema:
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/$defs/"):
            return schema
        found = (self._schema.get("$defs") or {}).get(reference.removeprefix("#/$defs/"))
        return found if isinstance(found, dict) else {}

    def _errors(self, given: Any, value: Any, path: str, *, whole: bool) -> Messages:
        schema = self._dereferenced(given) if isinstance(given, dict) else {}
        kind = schema.get("type")
        if not isinstance(kind, str) or kind not in _KINDS:
            return
        if not _is(kind, value):
            yield f"{path} must be {_KINDS[kind][1]} (got {reprlib.repr(value)})."
            return
        yield from _bounds(schema, value, path)
        if kind == "array":
            for number, each in enumerate(value):
                yield from self._errors(schema.get("items"), each, f"{path}[{number}]", whole=whole)
        elif kind == "object":
            yield from self._object(schema, value, path, whole=whole)

    def _object(self, schema: Schema, value: Mapping[str, Any], path: str, *, whole: bool) -> Messages:
        fields: Schema = schema.get("properties") or {}
        for name, each in value.items():
            if name in fields:
                yield from self._errors(fields[name], each, f"{path}.{name}", whole=whole)
            elif schema.get("additionalProperties") is False:
                yield f'{path} has no field "{str(name)[:80]}".{suggestion(str(name), fields)}'
        for name in schema.get("required") or () if whole else ():
            if name not in value:
                yield f"{path}.{name} is required."


def _is(kind: str, value: Any) -> bool:
    if kind == "integer" and isinstance(value, float):  # 10.0 is a whole number in JSON Schema
        return value.is_integer()
    return isinstance(value, _KINDS[kind][0]) and (
        kind == "boolean" or not isinstance(value, bool)
    )  # bool is a subclass of int


def _bounds(schema: Schema, value: Any, path: str) -> Messages:
    choices = schema.get("enum")
    if choices and value not in choices:
        shown = ", ".join(map(str, choices[:_MAX_CHOICES])) + ", ..." * (len(choices) > _MAX_CHOICES)
        near = suggestion(str(value), map(str, choices))
        yield f"{path}: {reprlib.repr(value)} is not one of {shown}.{near}"
    for keyword, (types, measure, broken, text) in _LIMITS.items():
        limit = schema.get(keyword)
        if isinstance(limit, (int, float)) and isinstance(value, types) and broken(measure(value), limit):
            yield f"{path} must have {text.format(limit)}."


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
