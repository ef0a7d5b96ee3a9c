"""Validation: compiles an operation's JSON schemas into a pydantic-core validator, and words its errors."""

from __future__ import annotations

import os
import reprlib
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import SchemaValidator, core_schema

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
from toolspan.operations.names import snake, squash, suggestion
from toolspan.operations.plain import plain, read_if_json
from toolspan.operations.schemas import reachable, reference_name
from toolspan.runtime.files import read_file
from toolspan.runtime.invisible import hides_something

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import tzinfo

    from pydantic_core import CoreSchema, ErrorDetails, ValidationError

    from toolspan.operations.model import Operation


_EXPECTED = {
    "string_type": "must be text",
    "string_unicode": "must be text",
    "string_too_short": "must have at least {min_length} character{s}",
    "string_too_long": "must have at most {max_length} character{s}",
    "string_pattern_mismatch": "must match the pattern {pattern}",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "greater_than_equal": "must be greater than or equal to {ge}",
    "less_than_equal": "must be less than or equal to {le}",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "too_short": "must have at least {min_length} item{s}",
    "too_long": "must have at most {max_length} item{s}",
    "dict_type": "must be an object of names and values",
    "value_error": "{error}",
}
"""Messages by pydantic-core error type, for the types that our schemas can produce."""


def sentences(error: ValidationError) -> Iterator[str]:
    """Yield one sentence for each validation error, without duplicates."""
    seen = set()
    for fault in error.errors(include_url=False):
        sentence = _sentence(fault)
        if sentence not in seen:
            seen.add(sentence)
            yield sentence


def _sentence(fault: ErrorDetails) -> str:
    place = ".".join([snake(str(fault["loc"][0])), *map(str, fault["loc"][1:])]) if fault["loc"] else "params"
    got, context = _recognisable(fault["input"]), fault.get("ctx", {})
    if fault["type"] == "missing":
        return f"{place} is required."
    if fault["type"] == "literal_error":
        choices = context["expected"].replace("'", "").replace(" or ", ", ")
        near = suggestion(str(fault["input"]), choices.split(", "))
        return f"{place}: {got} is not one of {choices}.{near}"
    expected = _EXPECTED.get(fault["type"], "is not valid").format(**context, s=_plural(context))
    return f"{place}: {expected} (got {got})."


def _plural(context: Mapping[str, Any]) -> str:
    return "" if 1 in (context.get("min_length"), context.get("max_length")) else "s"


def _recognisable(value: Any) -> str:
    """Return a shortened representation of a value, for error messages."""
    shown = reprlib.Repr()
    shown.maxstring = shown.maxother = shown.maxlong = 80
    return shown.repr(value)[:120]


LONGEST_SEGMENT = 500
"""Longest path segment in characters; real ids are far shorter."""


def build_validator(operation: Operation) -> SchemaValidator:
    """Return the operation's validator of values by wire name."""
    split = {rule["name"] for rule in operation.rules if rule["kind"] == "no_comma"}
    fields = {p.key: _outside_body(p.schema, p.location, split=p.key in split) for p in operation.parameters}
    used = reachable(
        (*(p.schema for p in operation.parameters), *operation.body_fields.values(), operation.body or {}),
        operation.schemas,
    )
    for name, schema in operation.body_fields.items():
        fields.setdefault(name, build_schema(schema))
    if operation.body and operation.takes_whole_body:
        fields.setdefault("body", build_schema({k: v for k, v in operation.body.items() if k != "$defs"}))
    closed = core_schema.typed_dict_schema(
        {name: core_schema.typed_dict_field(schema, required=False) for name, schema in fields.items()},
        extra_behavior="forbid",
    )
    named = [cast("CoreSchema", {**build_schema(schema), "ref": name}) for name, schema in used.items()]
    return SchemaValidator(core_schema.definitions_schema(closed, named) if named else closed)


def _outside_body(schema: Mapping[str, Any], location: str, *, split: bool) -> CoreSchema:
    built = _array(schema, split=True) if split else build_schema(schema)
    check = _segment if location == "path" else _line
    return core_schema.no_info_after_validator_function(check, built)


def _line(value: Any) -> Any:
    for text in value if isinstance(value, list) else (value,):
        if isinstance(text, str) and hides_something(text):
            raise ValueError("control and invisible characters are not allowed")
    return value


def _segment(value: Any) -> Any:
    text = str(_line(value))
    if text in ("", ".", "..") or len(text) > LONGEST_SEGMENT:
        raise ValueError(f'an id of 1 to {LONGEST_SEGMENT} characters is expected, and neither "." nor ".."')
    return value


def build_schema(schema: Mapping[str, Any]) -> CoreSchema:
    """Return the core schema for a JSON schema; unknown keywords are ignored."""
    if (name := reference_name(schema)) is not None:
        return core_schema.definition_reference_schema(name)
    if "enum" in schema:
        return _enum(schema["enum"])
    return _BUILDERS.get(schema.get("type", ""), _anything)(schema)


def _anything(_: Mapping[str, Any]) -> CoreSchema:
    return core_schema.no_info_plain_validator_function(plain)


def _string(schema: Mapping[str, Any]) -> CoreSchema:
    if schema.get("format") == "date-time":
        return core_schema.with_info_plain_validator_function(_moment)
    if schema.get("format") == "date":
        return core_schema.with_info_plain_validator_function(_day)
    if schema.get("format") == "interval":
        return core_schema.with_info_plain_validator_function(_interval)
    if schema.get("format") == "file":
        return core_schema.no_info_plain_validator_function(_held_by(schema.get("maxLength")))
    text = core_schema.str_schema(
        min_length=schema.get("minLength"),
        max_length=schema.get("maxLength"),
        pattern=schema.get("pattern"),
        regex_engine="python-re",
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


def _held_by(most: int | None) -> Callable[[Any], str | bytes]:
    """Return a function that reads file content: text and bytes are returned as they are, a path is opened."""

    def held(value: Any) -> str | bytes:
        if isinstance(value, os.PathLike):
            value = read_file(Path(value), most)
        elif isinstance(value, (bytearray, memoryview)):
            value = bytes(value)
        if not isinstance(value, (str, bytes)):
            raise ValueError("must be text; a program can give bytes or a Path too")  # noqa: TRY004 - as above
        if not value:
            raise ValueError("must not be empty")
        return value

    return held


def _enum(values: list[Any]) -> CoreSchema:
    by_form = {squash(str(value)): value for value in values}

    def spelled(value: Any) -> Any:
        return by_form.get(squash(value), value) if isinstance(value, str) else value

    return core_schema.no_info_before_validator_function(spelled, core_schema.literal_schema(values))


def _integer(schema: Mapping[str, Any]) -> CoreSchema:
    return _no_bool(core_schema.int_schema(ge=schema.get("minimum"), le=schema.get("maximum")))


def _number(schema: Mapping[str, Any]) -> CoreSchema:
    return _no_bool(
        core_schema.float_schema(ge=schema.get("minimum"), le=schema.get("maximum"), allow_inf_nan=False)
    )


def _no_bool(schema: CoreSchema) -> CoreSchema:
    return core_schema.no_info_before_validator_function(_not_bool, schema)


def _not_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a number is expected")  # noqa: TRY004 - pydantic collects ValueError
    return value


def _boolean(_: Mapping[str, Any]) -> CoreSchema:
    return core_schema.bool_schema()


def _array(schema: Mapping[str, Any], *, split: bool = False) -> CoreSchema:
    items = schema.get("items", {})
    listed = core_schema.list_schema(
        build_schema(items), min_length=schema.get("minItems"), max_length=schema.get("maxItems")
    )
    return core_schema.no_info_before_validator_function(_as_list(split=split or "enum" in items), listed)


def _as_list(*, split: bool) -> Callable[[Any], Any]:
    def as_list(value: Any) -> Any:
        value = read_if_json(value)
        if isinstance(value, str) and split:
            return [part.strip() for part in value.split(",")]
        return [value] if isinstance(value, (str, int, float, dict)) else value

    return as_list


def _object(schema: Mapping[str, Any]) -> CoreSchema:
    required = schema.get("required", ())
    if properties := schema.get("properties"):
        fields = {
            name: core_schema.typed_dict_field(build_schema(sub), required=name in required)
            for name, sub in properties.items()
        }
        whole = core_schema.typed_dict_schema(fields, extras_schema=_anything({}), extra_behavior="allow")
        return core_schema.no_info_before_validator_function(_respelled(properties), whole)
    values = schema.get("additionalProperties")
    free = core_schema.dict_schema(
        core_schema.str_schema(), build_schema(values if isinstance(values, dict) else {})
    )
    return core_schema.no_info_before_validator_function(_as_object, free)


def _as_object(value: Any) -> Any:
    return read_if_json(value, "{")


def _respelled(properties: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Return a function that renames known keys of an object to their wire names."""
    by_form = {squash(name): name for name in properties}

    def respelled(value: Any) -> Any:
        value = _as_object(value)
        if not isinstance(value, dict) or value.keys() <= properties.keys():
            return value
        wire = ((key, by_form.get(squash(str(key)), key), each) for key, each in value.items())
        return {key if known in value else known: each for key, known, each in wire}

    return respelled


_BUILDERS: dict[str, Callable[[Mapping[str, Any]], CoreSchema]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "array": _array,
    "object": _object,
}
TYPES = tuple(_BUILDERS)
"""Schema types; a schema without a type accepts anything."""
