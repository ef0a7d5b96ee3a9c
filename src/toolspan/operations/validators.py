"""Validators: compiles JSON Schema into pydantic-core's, checked to the full depth."""

from __future__ import annotations

import math
import os
import re
from base64 import b64encode
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import core_schema

from toolspan.operations.conditions import broken_conditions, canonical, equal, extras, is_number, searcher
from toolspan.operations.dates import (
    find_zone,
    halves,
    is_day,
    is_written_out,
    read_day,
    read_moment,
    wire_interval,
    wire_moment,
)
from toolspan.operations.names import argument_name, squash, suggestion
from toolspan.operations.plain import plain, read_if_json
from toolspan.operations.schemas import merged, only_condition, reference_name, types_of
from toolspan.runtime.files import read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import tzinfo

    from pydantic_core import CoreSchema

    Schema = Mapping[str, Any]
    Definitions = Mapping[str, Any]

CHOICE = "\0"
"""Start of the label of a choice in the path of an error: the choice that comes closest is the one to speak of."""
NEAR = "near"
"""Key of the validation context under which hints on unknown fields stand."""
_MOST_PARTS = 20_000
"""Parts of one operation's schemas that are checked; what is beyond takes anything, so that none is endless."""
_WHOLE = (
    "not",
    "if",
    "dependentRequired",
    "minProperties",
    "maxProperties",
    "contains",
    "prefixItems",
    "uniqueItems",
)
_ANNOTATIONS = (
    "title",
    "description",
    "nullable",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "discriminator",
    "$defs",
    "format",
    "xml",
    "externalDocs",
)


def build_schema(schema: Schema) -> CoreSchema:
    """Return the core schema for a JSON schema without references; unknown keywords are ignored."""
    builder = SchemaBuilder({})
    return builder.closed(builder.build(schema))


class SchemaBuilder:
    """Builds the core schemas of one operation.

    Args:
        definitions: Schemas by name, which references lead to. They are built as they are needed.
    """

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._named: dict[str, CoreSchema | None] = {}
        self._parts = 0

    def closed(self, schema: CoreSchema) -> CoreSchema:
        """Return a schema with all definitions that it needs."""
        named = [each for each in self._named.values() if each is not None]
        return core_schema.definitions_schema(schema, named) if named else schema

    def build(self, schema: Any) -> CoreSchema:
        """Return the core schema of a JSON schema."""
        self._parts += 1
        if self._parts > _MOST_PARTS or schema is True:
            return _anything({})
        if schema is False:
            return core_schema.no_info_plain_validator_function(_never)
        if (name := self._referred(schema)) is not None:
            reference = self._reference(name, {"$ref": name})
            return core_schema.nullable_schema(reference) if schema.get("nullable") is True else reference
        if "allOf" in schema or "$ref" in schema:  # it may lead back to itself by way of what it is merged of
            return self._reference(CHOICE + canonical(schema), schema)
        return self._built(schema)

    def _built(self, schema: Schema) -> CoreSchema:
        built = self._checked(schema, self._typed(schema))
        return core_schema.nullable_schema(built) if _nullable(schema) else built

    def _referred(self, schema: Schema) -> str | None:
        """Return the definition that a schema is, with nothing beside it but words."""
        name = reference_name(schema)
        beside = [key for key in schema if key not in ("$ref", "allOf") and key not in _ANNOTATIONS]
        if name is None and len(schema.get("allOf", ())) == 1 and isinstance(schema["allOf"][0], dict):
            name = self._referred(schema["allOf"][0])
        return None if beside or name not in self._definitions else name

    def _reference(self, name: str, schema: Schema) -> CoreSchema:
        """Return a reference to the core schema of a schema, built under this name at the first one."""
        if name not in self._named:
            self._named[name] = None  # one that leads back to itself finds it here
            self._named[name] = self._called(self._built(merged(schema, self._definitions)), name)
        return core_schema.definition_reference_schema(name)

    def _typed(self, schema: Schema) -> CoreSchema:
        """Return the core schema of a merged schema, without what holds of the value as a whole."""
        if "const" in schema:
            return _enum([schema["const"]])
        if "enum" in schema:
            return _enum([value for value in schema["enum"] if value is not None])
        key = next((key for key in ("oneOf", "anyOf") if schema.get(key)), None)
        if key and not all(map(only_condition, schema[key])):
            return self._choice(schema, key)
        kinds = types_of(schema)
        if len(kinds) > 1:
            return self._ordered([{**schema, "type": kind} for kind in kinds])
        return self._of_kind(kinds[0] if kinds else str(schema.get("type") or ""), schema)

    def _of_kind(self, kind: str, schema: Schema) -> CoreSchema:
        if kind == "array":
            return self.array(schema)
        if kind == "object":
            return self._object(schema)
        if kind in ("null", "['null']"):
            return core_schema.none_schema()
        return _PLAIN.get(kind, _anything)(schema)

    def _checked(self, schema: Schema, built: CoreSchema) -> CoreSchema:
        """Return a core schema that checks too what holds of the value as a whole."""
        stated = {key: schema[key] for key in _WHOLE if key in schema and schema[key] is not False}
        stated |= {
            key: schema[key]
            for key in ("anyOf", "oneOf")
            if schema.get(key) and all(map(only_condition, schema[key]))
        }
        if "required" in schema and not schema.get("properties") and types_of(schema) == ["object"]:
            stated["required"] = schema["required"]
        if not _integral(schema.get("multipleOf", 1)) and types_of(schema) == ["integer"]:
            stated["multipleOf"] = schema["multipleOf"]
        if not stated:
            return built
        stated |= {key: schema[key] for key in ("then", "else") if key in schema}

        def check(value: Any) -> Any:
            if wrong := broken_conditions(stated, value, self._definitions):
                raise ValueError(" and ".join(wrong))
            return value

        return core_schema.no_info_after_validator_function(check, built)

    # ------------------------------------------------------------------ choices

    def _choice(self, schema: Schema, key: str) -> CoreSchema:
        base = {name: part for name, part in schema.items() if name != key and name not in _ANNOTATIONS}
        given = [each for each in schema[key] if isinstance(each, dict)]
        branches = [{"allOf": [base, each]} if base else each for each in given]
        wholes = [merged(each, self._definitions) for each in branches]
        some = [
            (branch, whole) for branch, whole in zip(branches, wholes, strict=True) if not _is_null(whole)
        ]
        if all("const" in whole or "enum" in whole for _, whole in some):
            values = [value for _, whole in some for value in whole.get("enum", [whole.get("const")])]
            return _enum([value for value in values if value is not None])
        if len(some) == 1:
            return self.build(some[0][0])
        tags = self._tags(schema.get("discriminator"), given, wholes) or _common_tags(wholes)
        if tags:
            return self._tagged(*tags, branches)
        return self._ordered([branch for branch, _ in some])

    def _tags(
        self, discriminator: Any, branches: Sequence[Schema], wholes: Sequence[Schema]
    ) -> tuple[str, dict[str, int]] | None:
        """Return the property that tells choices apart, and the choice of each of its values."""
        if not isinstance(discriminator, dict) or "propertyName" not in discriminator:
            return None
        name = discriminator["propertyName"]
        by_name = {reference_name(branch): number for number, branch in enumerate(branches)}
        tags: dict[str, int] = {}
        for tag, target in (discriminator.get("mapping") or {}).items():
            referred = reference_name({"$ref": target})
            short = next(
                (n for known, n in by_name.items() if known and _last(known) == _last(str(referred))), None
            )
            if (number := by_name.get(referred, short)) is not None:
                tags[str(tag)] = number
        for number, (branch, whole) in enumerate(zip(branches, wholes, strict=True)):
            if number in tags.values():
                continue
            stated = _stated_values(whole.get("properties", {}).get(name, {}))
            named = reference_name(branch)
            for tag in stated or ([_last(named)] if named else ()):
                tags.setdefault(tag, number)
        return (name, tags) if len(set(tags.values())) == len(branches) else None

    def _tagged(self, name: str, tags: Mapping[str, int], branches: Sequence[Schema]) -> CoreSchema:
        built = [self._with_tag(branch, name) for branch in branches]
        choices = {CHOICE + tag: built[number] for tag, number in tags.items()}
        by_form = {squash(tag): tag for tag in tags}

        def spelled(value: Any) -> Any:
            value = _as_object(value)
            if not isinstance(value, dict):
                raise ValueError("must be an object of names and values")  # noqa: TRY004 - pydantic collects ValueError
            key = next((key for key in value if key == name or squash(str(key)) == squash(name)), None)
            if key is None:
                raise ValueError(f"needs {name}, one of {', '.join(tags)}")
            given = value[key]
            tag = given if given in tags else by_form.get(squash(str(given)))
            if tag is None:
                near = suggestion(str(given), tags)
                raise ValueError(f"{name} is not one of {', '.join(tags)}.{near}".removesuffix("."))
            return {**{k: v for k, v in value.items() if k != key}, name: tag}

        union = core_schema.tagged_union_schema(choices, discriminator=lambda value: CHOICE + value[name])
        return core_schema.no_info_before_validator_function(spelled, union)

    def _with_tag(self, branch: Schema, name: str) -> CoreSchema:
        known = merged(branch, self._definitions).get("properties", {})
        return self.build(
            branch if name in known else {"allOf": [branch, {"type": "object", "properties": {name: {}}}]}
        )

    def _ordered(self, branches: Sequence[Schema]) -> CoreSchema:
        """Return a choice that tries first what a value is without conversion: "5" is text before it is a number."""
        wholes = [merged(branch, self._definitions) for branch in branches]
        kinds = [_kinds_of(whole) for whole in wholes]
        names = [f"{CHOICE}{self._parts}.{number}" for number in range(len(branches))]
        for name, branch in zip(names, branches, strict=True):
            self._named[name] = self._called(self.build(branch), name)

        def union(kind: str) -> CoreSchema:
            order = sorted(range(len(branches)), key=lambda number: kind not in kinds[number])
            return core_schema.union_schema(
                [(core_schema.definition_reference_schema(names[number]), names[number]) for number in order],
                mode="left_to_right",
            )

        if len(set(map(frozenset, kinds))) == 1:
            return union("")
        return core_schema.tagged_union_schema(
            {CHOICE + kind: union(kind) for kind in _EVERY_KIND},
            discriminator=lambda value: CHOICE + _kind_of(value),
        )

    @staticmethod
    def _called(built: CoreSchema, name: str) -> CoreSchema:
        if built["type"] == "definition-ref":  # which cannot have a name of its own
            built = core_schema.no_info_after_validator_function(lambda value: value, built)
        return cast("CoreSchema", {**built, "ref": name})

    # ------------------------------------------------------------------ lists and objects

    def array(self, schema: Schema, *, split: bool = False) -> CoreSchema:
        """Return the core schema of a list; `split` splits text at commas."""
        items = schema.get("items", {}) if "prefixItems" not in schema else {}
        most = schema.get("maxItems")
        if "prefixItems" in schema and schema.get("items") is False:
            length = len(schema["prefixItems"])
            most = length if most is None else min(length, most)
        listed = core_schema.list_schema(
            self.build(items), min_length=schema.get("minItems"), max_length=most
        )
        split = split or (isinstance(items, dict) and "enum" in items)
        return core_schema.no_info_before_validator_function(_as_list(split=split), listed)

    def _object(self, schema: Schema) -> CoreSchema:
        """Return the core schema of an object: with properties it is closed, unless the schema says otherwise."""
        properties, additional = schema.get("properties"), schema.get("additionalProperties")
        if "patternProperties" in schema:
            return self._with_patterns(schema)
        if not properties:
            if additional is False:
                return self._typed_dict({}, schema, None)
            free = core_schema.dict_schema(
                core_schema.str_schema(), self.build(additional if isinstance(additional, dict) else {})
            )
            return core_schema.no_info_before_validator_function(_as_object, free)
        return self._typed_dict(properties, schema, additional)

    def _typed_dict(self, properties: Mapping[str, Any], schema: Schema, additional: Any) -> CoreSchema:
        required = schema.get("required", ())
        whole = {**{name: {} for name in required if name not in properties}, **properties}
        fields = {
            name: core_schema.typed_dict_field(self.build(sub), required=name in required)
            for name, sub in whole.items()
        }
        is_open = additional is True or isinstance(additional, dict)
        built = core_schema.typed_dict_schema(
            fields,
            extras_schema=self.build(additional) if is_open else None,
            extra_behavior="allow" if is_open else "forbid",
        )
        return core_schema.with_info_before_validator_function(_respelled(whole, closed=not is_open), built)

    def _with_patterns(self, schema: Schema) -> CoreSchema:
        """Return the core schema of an object whose other keys follow patterns."""
        built = self._typed_dict(schema.get("properties", {}), schema, additional=True)

        def check(value: Any) -> Any:
            if wrong := extras(schema, value, self._definitions):
                raise ValueError(f"must not have {', '.join(wrong)[:200]}")
            return value

        return core_schema.no_info_after_validator_function(check, built)


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[-1]


def _integral(number: Any) -> bool:
    return isinstance(number, int) or (isinstance(number, float) and number.is_integer())


def _never(_: Any) -> Any:
    raise ValueError("must be left out")


def _is_null(schema: Schema) -> bool:
    return (
        schema.get("type") in ("null", ["null"])
        or schema.get("enum") == [None]
        or ("const" in schema and schema["const"] is None)
    )


def _nullable(schema: Schema) -> bool:
    """Return whether a merged schema itself, or one of its choices, is null."""
    kind = schema.get("type")
    if (
        schema.get("nullable") is True
        or (isinstance(kind, list) and "null" in kind)
        or None in schema.get("enum", ())
    ):
        return True
    return any(
        _is_null(each) for key in ("oneOf", "anyOf") for each in schema.get(key, ()) if isinstance(each, dict)
    )


def _stated_values(schema: Schema) -> list[str]:
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return [value for value in values if isinstance(value, str)]


def _common_tags(wholes: Sequence[Schema]) -> tuple[str, dict[str, int]] | None:
    """Return a required property with other fixed values in each choice, and the choice of each value."""
    if not all(types_of(whole) == ["object"] for whole in wholes):
        return None
    for name in wholes[0].get("properties", {}):
        tags: dict[str, int] = {}
        for number, whole in enumerate(wholes):
            values = _stated_values(whole.get("properties", {}).get(name, {}))
            if not values or name not in whole.get("required", ()) or any(value in tags for value in values):
                break
            tags |= dict.fromkeys(values, number)
        else:
            return name, tags
    return None


_EVERY_KIND = ("boolean", "integer", "number", "string", "array", "object", "null")


def _kinds_of(schema: Schema) -> list[str]:
    """Return the kinds of values that a merged schema takes as they are."""
    if "const" in schema or "enum" in schema:
        return [_kind_of(value) for value in schema.get("enum", [schema.get("const")])]
    kinds = types_of(schema)
    return [*kinds, "integer"] if "number" in kinds else kinds or list(_EVERY_KIND)


def _kind_of(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if is_number(value):
        return "integer" if isinstance(value, int) else "number"
    if isinstance(value, (list, tuple)):
        return "array"
    return "object" if isinstance(value, dict) else "string"


def _anything(_: Schema) -> CoreSchema:
    return core_schema.no_info_plain_validator_function(plain)


def _string(schema: Schema) -> CoreSchema:
    if (read := _FORMATS.get(schema.get("format", ""))) is not None:
        return read(schema)
    pattern = schema.get("pattern")
    text = core_schema.str_schema(
        min_length=schema.get("minLength"),
        max_length=schema.get("maxLength"),
        pattern=pattern if pattern and searcher(pattern) else None,
        regex_engine="rust-regex",
        coerce_numbers_to_str=True,
    )
    return core_schema.no_info_before_validator_function(_not_nan, text)


def _not_nan(value: Any) -> Any:
    """Reject NaN, which data frames have for an empty cell: it would become the text "nan"."""
    return value if isinstance(value, str) else plain(value)


def _moment(value: Any, info: core_schema.ValidationInfo) -> str:
    now = _context(info)["now"]
    if not is_day(value):
        return wire_moment(read_moment(value, now))
    zone = _zone(info)
    return str(value).strip().lower() if zone is None else wire_moment(read_moment(value, now, zone))


def _day(value: Any, info: core_schema.ValidationInfo) -> str:
    now = _context(info)["now"]
    if not is_day(value):
        return read_day(value, now).isoformat()
    zone = _zone(info)
    return str(value).strip().lower() if zone is None else read_day(value, now, zone).isoformat()


def _interval(value: Any, info: core_schema.ValidationInfo) -> str:
    zone, ends = _zone(info), halves(value)
    if zone is None and not all(map(is_written_out, ends)):
        for end in ends:
            read_moment(end, _context(info)["now"])
        return "--".join(ends)
    return wire_interval(value, _context(info)["now"], zone or UTC)


def _context(info: core_schema.ValidationInfo) -> dict[str, Any]:
    return cast("dict[str, Any]", info.context)


def _zone(info: core_schema.ValidationInfo) -> tzinfo | None:
    """Return the time zone of day names; None if only a server knows it, to which they are then sent unresolved."""
    name: str | None = _context(info)["zone"]()
    return None if name is None else find_zone(name)


def _held_by(schema: Schema) -> CoreSchema:
    """Return the core schema of file content: text and bytes are returned as they are, a path is opened."""
    most, objects = schema.get("maxLength"), schema.get("format") == "binary"

    def held(value: Any) -> str | bytes:
        if objects:
            from toolspan.operations.bodies import read_value  # noqa: PLC0415 - files are rare

            value = read_value(value, most)
        elif isinstance(value, os.PathLike):
            value = read_file(Path(value), most)
        elif isinstance(value, (bytearray, memoryview)):
            value = bytes(value)
        if not isinstance(value, (str, bytes)):
            raise ValueError("must be text; a program can give bytes or a Path too")  # noqa: TRY004 - as above
        if not value:
            raise ValueError("must not be empty")
        return value

    return core_schema.no_info_plain_validator_function(held)


_BASE64 = re.compile(r"[A-Za-z0-9+/_\s-]+={0,2}\s*")


def _encoded(schema: Schema) -> CoreSchema:
    """Return the core schema of base64: text of its characters stays, bytes and the file at a path are encoded."""

    def encoded(value: Any) -> Any:
        if isinstance(value, os.PathLike):
            value = read_file(Path(value))
        if isinstance(value, (bytes, bytearray, memoryview)):
            return b64encode(value).decode("ascii")
        if isinstance(value, str) and not _BASE64.fullmatch(value):
            raise ValueError("must be base64 of the file's bytes; a program can give bytes or a Path too")
        return value

    return core_schema.no_info_before_validator_function(
        encoded,
        core_schema.str_schema(min_length=schema.get("minLength"), max_length=schema.get("maxLength")),
    )


_FORMATS: dict[str, Callable[[Schema], CoreSchema]] = {
    "date-time": lambda _: core_schema.with_info_plain_validator_function(_moment),
    "date": lambda _: core_schema.with_info_plain_validator_function(_day),
    "interval": lambda _: core_schema.with_info_plain_validator_function(_interval),
    "file": _held_by,
    "binary": _held_by,
    "byte": _encoded,
}


def _enum(values: list[Any]) -> CoreSchema:
    by_form = {squash(str(value)): value for value in values}

    def spelled(value: Any) -> Any:
        return by_form.get(squash(value), value) if isinstance(value, str) and value not in values else value

    if not all(isinstance(value, (str, int)) for value in values):  # numbers with a part, lists, objects
        return core_schema.no_info_plain_validator_function(
            lambda value: _one_of(spelled(read_if_json(value)), values)
        )
    return core_schema.no_info_before_validator_function(spelled, core_schema.literal_schema(values))


def _one_of(value: Any, values: list[Any]) -> Any:
    for each in values:
        if equal(value, each):
            return each
    raise ValueError(f"is not one of {', '.join(map(str, values))[:300]}")


def _integer(schema: Schema) -> CoreSchema:
    at_least, above, at_most, below = _bounds(schema)
    multiple = schema.get("multipleOf")
    return _no_bool(
        core_schema.int_schema(
            ge=None if at_least is None else math.ceil(at_least),
            gt=None if above is None else math.floor(above),
            le=None if at_most is None else math.floor(at_most),
            lt=None if below is None else math.ceil(below),
            multiple_of=int(multiple) if multiple and _integral(multiple) else None,
        )
    )


def _number(schema: Schema) -> CoreSchema:
    at_least, above, at_most, below = _bounds(schema)
    return _no_bool(
        core_schema.float_schema(
            ge=at_least,
            gt=above,
            le=at_most,
            lt=below,
            multiple_of=schema.get("multipleOf"),
            allow_inf_nan=False,
        )
    )


def _bounds(schema: Schema) -> tuple[Any, Any, Any, Any]:
    """Return the bounds of a number: at least, above, at most, below. `exclusive...` may be true beside a bound."""
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if isinstance(above, bool):
        low, above = (None, low) if above else (low, None)
    if isinstance(below, bool):
        high, below = (None, high) if below else (high, None)
    return low, above, high, below


def _no_bool(schema: CoreSchema) -> CoreSchema:
    return core_schema.no_info_before_validator_function(_not_bool, schema)


def _not_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a number is expected")  # noqa: TRY004 - pydantic collects ValueError
    return value


def _as_list(*, split: bool) -> Callable[[Any], Any]:
    def as_list(value: Any) -> Any:
        value = read_if_json(value)
        if isinstance(value, str) and split:
            return [part.strip() for part in value.split(",")]
        return [value] if isinstance(value, (str, int, float, dict)) else value

    return as_list


def _as_object(value: Any) -> Any:
    return read_if_json(value, "{")


def _respelled(properties: Iterable[str], *, closed: bool) -> Callable[[Any, Any], Any]:
    """Return a function that renames known keys of an object to their wire names.

    For the error of a closed object it notes the closest names of those that it does not know.
    """
    names = set(properties)
    by_form = {squash(argument_name(name)): name for name in names} | {squash(name): name for name in names}

    def respelled(value: Any, info: core_schema.ValidationInfo) -> Any:
        value = _as_object(value)
        if not isinstance(value, dict) or value.keys() <= names:
            return value
        wire = ((key, by_form.get(squash(str(key)), key), each) for key, each in value.items())
        made = {key if known in value else known: each for key, known, each in wire}
        if closed and isinstance(info.context, dict):
            near = info.context.setdefault(NEAR, {})
            for key in made.keys() - names:
                near[str(key), id(made[key])] = _closest(str(key), names)
        return made

    return respelled


def _closest(key: str, names: set[str]) -> str:
    return suggestion(key, names) or f" The fields are: {', '.join(sorted(names)) or 'none'}."[:300]


_PLAIN: dict[str, Callable[[Schema], CoreSchema]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": lambda _: core_schema.bool_schema(),
}
TYPES = (*_PLAIN, "array", "object")
"""Schema types; a schema without a type accepts anything."""
