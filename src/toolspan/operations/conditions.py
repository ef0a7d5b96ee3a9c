"""Conditions of JSON Schema that no validator of one field can check: `not`, `if`, fields that go together."""

from __future__ import annotations

import json
from functools import lru_cache
from math import isclose
from typing import TYPE_CHECKING, Any

from pydantic_core import SchemaError, SchemaValidator, core_schema

from toolspan.operations.schemas import merged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Schema = Mapping[str, Any]
    Definitions = Mapping[str, Any]
    Check = Callable[[Any, Any, Schema, Definitions], bool]


def is_number(value: Any) -> bool:
    """Return whether a value is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_KINDS: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: is_number(value) and float(value).is_integer(),
    "number": is_number,
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def holds(schema: Any, value: Any, definitions: Definitions) -> bool:
    """Return whether a value is what a schema says; keywords that are not known hold."""
    if isinstance(schema, bool):
        return schema
    whole = merged(schema, definitions)
    return all(
        _CHECKS[key](stated, value, whole, definitions) for key, stated in whole.items() if key in _CHECKS
    )


def equal(one: Any, other: Any) -> bool:
    """Return whether two JSON values are the same: 1 is 1.0, and true is not 1."""
    return canonical(one) == canonical(other)


def canonical(value: Any) -> str:
    """Return a text that equal JSON values share."""
    return json.dumps(_plain(value), sort_keys=True, default=str)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


_SET_OPERATIONS = ("&&", "--", "~~")


@lru_cache(maxsize=1_024)
def searcher(pattern: str) -> Callable[[str], bool] | None:
    """Return a function that says whether a pattern is found in text; None if the pattern cannot be read.

    The engine is Rust's, whose time grows with the text alone: patterns come from documents and texts from models,
    and in Python's engine one pair of them can take for ever. It has no look-around and no references back, and
    what in its character classes means a set operation is not read either.
    """
    if any(mark in pattern for mark in _SET_OPERATIONS):
        return None
    try:
        compiled = SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex"))
    except SchemaError:
        return None
    return compiled.isinstance_python


def _type(stated: Any, value: Any, schema: Schema, _: Definitions) -> bool:
    kinds = stated if isinstance(stated, list) else [stated]
    return any(_KINDS[kind](value) for kind in kinds if kind in _KINDS) or (
        value is None and schema.get("nullable") is True
    )


def _number(compare: Callable[[Any, Any], bool]) -> Check:
    return lambda stated, value, _, __: not is_number(value) or compare(value, stated)


def _size(kind: type[Any], compare: Callable[[int, int], bool]) -> Check:
    return lambda stated, value, _, __: not isinstance(value, kind) or compare(len(value), stated)


def _pattern(stated: str, value: Any, _: Schema, __: Definitions) -> bool:
    search = searcher(stated)
    return not isinstance(value, str) or search is None or search(value)


def _properties(stated: Mapping[str, Any], value: Any, _: Schema, definitions: Definitions) -> bool:
    if not isinstance(value, dict):
        return True
    return all(holds(part, value[name], definitions) for name, part in stated.items() if name in value)


def extras(schema: Schema, value: Mapping[str, Any], definitions: Definitions) -> list[str]:
    """Return the keys of an object that its patterns and additional properties do not allow."""
    patterns = [(searcher(pattern), part) for pattern, part in schema.get("patternProperties", {}).items()]
    additional, named = schema.get("additionalProperties", True), schema.get("properties", {})
    if not all(search for search, _ in patterns):
        additional = True  # a key may follow what cannot be read
    wrong = []
    for key, item in value.items():
        matching = [part for search, part in patterns if search and search(str(key))]
        allowed = matching or key in named or holds(additional, item, definitions)
        if not allowed or not all(holds(part, item, definitions) for part in matching):
            wrong.append(str(key))
    return wrong


def _additional(_: Any, value: Any, schema: Schema, definitions: Definitions) -> bool:
    return not isinstance(value, dict) or not extras(schema, value, definitions)


def _required(stated: list[str], value: Any, _: Schema, __: Definitions) -> bool:
    return not isinstance(value, dict) or all(name in value for name in stated)


def _dependent(stated: Mapping[str, list[str]], value: Any, _: Schema, __: Definitions) -> bool:
    return not isinstance(value, dict) or all(
        needed in value for name, names in stated.items() if name in value for needed in names
    )


def _items(stated: Any, value: Any, schema: Schema, definitions: Definitions) -> bool:
    if not isinstance(value, list):
        return True
    first = len(schema.get("prefixItems", ()))
    return all(holds(stated, item, definitions) for item in value[first:])


def _prefix(stated: list[Any], value: Any, _: Schema, definitions: Definitions) -> bool:
    if not isinstance(value, list):
        return True
    return all(holds(part, item, definitions) for part, item in zip(stated, value, strict=False))


def _multiple(value: Any, stated: float) -> bool:
    parts = value / stated
    return isclose(parts, round(parts), rel_tol=1e-9, abs_tol=1e-9)


def _if(stated: Any, value: Any, schema: Schema, definitions: Definitions) -> bool:
    branch = schema.get("then" if holds(stated, value, definitions) else "else", True)
    return holds(branch, value, definitions)


def _exclusive(compare: Callable[[Any, Any], bool], beside: str) -> Check:
    """Return the check of an exclusive bound, which is a number, or true beside the bound itself."""

    def check(stated: Any, value: Any, schema: Schema, _: Definitions) -> bool:
        bound = schema.get(beside) if stated is True else stated
        return not is_number(value) or not is_number(bound) or compare(value, bound)

    return check


_CHECKS: dict[str, Check] = {
    "type": _type,
    "enum": lambda stated, value, _, __: any(equal(value, each) for each in stated),
    "const": lambda stated, value, _, __: equal(value, stated),
    "minimum": _number(lambda value, stated: value >= stated),
    "maximum": _number(lambda value, stated: value <= stated),
    "exclusiveMinimum": _exclusive(lambda value, stated: value > stated, "minimum"),
    "exclusiveMaximum": _exclusive(lambda value, stated: value < stated, "maximum"),
    "multipleOf": _number(_multiple),
    "minLength": _size(str, lambda size, stated: size >= stated),
    "maxLength": _size(str, lambda size, stated: size <= stated),
    "minItems": _size(list, lambda size, stated: size >= stated),
    "maxItems": _size(list, lambda size, stated: size <= stated),
    "minProperties": _size(dict, lambda size, stated: size >= stated),
    "maxProperties": _size(dict, lambda size, stated: size <= stated),
    "pattern": _pattern,
    "properties": _properties,
    "patternProperties": _additional,
    "additionalProperties": _additional,
    "required": _required,
    "dependentRequired": _dependent,
    "items": _items,
    "prefixItems": _prefix,
    "uniqueItems": lambda stated, value, _, __: not stated or not isinstance(value, list) or is_unique(value),
    "contains": lambda stated, value, _, definitions: (
        not isinstance(value, list) or any(holds(stated, item, definitions) for item in value)
    ),
    "not": lambda stated, value, _, definitions: not holds(stated, value, definitions),
    "anyOf": lambda stated, value, _, definitions: any(holds(each, value, definitions) for each in stated),
    "oneOf": lambda stated, value, _, definitions: any(holds(each, value, definitions) for each in stated),
    "if": _if,
}
"""The check of each keyword; of `oneOf` too one fit is enough, as documents often leave two."""


def is_unique(values: list[Any]) -> bool:
    """Return whether no value of a list stands in it twice."""
    return len({canonical(value) for value in values}) == len(values)


def broken_conditions(schema: Schema, value: Any, definitions: Definitions) -> list[str]:
    """Return what is wrong with a value as a whole, each as the end of a sentence."""
    checks = ((key, schema[key]) for key in _WORDS if key in schema)
    return [
        _WORDS[key](stated)
        for key, stated in checks
        if not _CHECKS[key](stated, value, schema, definitions)
        and (key not in ("not", "if") or _is_readable(stated))
    ]


def _is_readable(part: Any) -> bool:
    """Return whether all patterns of a schema can be read: one that cannot holds of any text, and `not` of it of none."""
    if isinstance(part, list):
        return all(map(_is_readable, part))
    if not isinstance(part, dict):
        return True
    pattern = part.get("pattern")
    return not (isinstance(pattern, str) and searcher(pattern) is None) and all(
        map(_is_readable, part.values())
    )


def _choices(stated: list[Any]) -> str:
    needed = [" and ".join(map(str, each.get("required", ()))) for each in stated if isinstance(each, dict)]
    listed = [names for names in needed if names]
    return f"needs {' or '.join(listed)}" if listed else "fits none of its forms"


_WORDS: dict[str, Callable[[Any], str]] = {
    "not": lambda stated: f"must not be {json.dumps(stated, default=str)[:200]}",
    "if": lambda stated: f"breaks a condition that holds where {json.dumps(stated, default=str)[:200]}",
    "dependentRequired": lambda stated: "; ".join(
        f"{name} needs {', '.join(names)} beside it" for name, names in stated.items()
    ),
    "minProperties": lambda stated: f"must have at least {stated} field{'s' * (stated != 1)}",
    "maxProperties": lambda stated: f"must have at most {stated} field{'s' * (stated != 1)}",
    "uniqueItems": lambda _: "must not have an item twice",
    "contains": lambda stated: f"must have an item that is {json.dumps(stated, default=str)[:200]}",
    "prefixItems": lambda stated: f"must begin with {json.dumps(stated, default=str)[:200]}",
    "required": lambda stated: f"needs {', '.join(map(str, stated))}",
    "multipleOf": lambda stated: f"must be a multiple of {stated}",
    "anyOf": _choices,
    "oneOf": _choices,
}
