"""Checks of requests against Amazon's schemas, with Amazon's 400 responses."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from toolspan.emulator.errors import invalid, missing_or_invalid
from toolspan.emulator.parameters import parse_moment, standard_json
from toolspan.emulator.schemas.table import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.emulator.schemas.table import Described, Schema, SentParameter

__all__ = ["check_request", "first_error", "unknown_parameters"]

_TRUTH = {"true": True, "false": False}


def unknown_parameters(operation: Described, query: str) -> list[str]:
    """Return the names in a query that the operation does not have."""
    known = {parameter.name for parameter in operation.parameters if parameter.location == "query"}
    return [name for name in parse_qs(query, keep_blank_values=True) if name not in known]


def check_request(
    operation: Described, path: Mapping[str, str], query: str, headers: Mapping[str, str], body: bytes
) -> Any:
    """Return the decoded body of a request that fits the schemas; None without one.

    Raises:
        ApiError: The 400 that names the parameters, or the first wrong part of the body.
    """
    given = parse_qs(query, keep_blank_values=True)
    wrong = [
        parameter.name
        for parameter in operation.parameters
        if not _sent_well(parameter, _sent(parameter, path, given, headers))
    ]
    if wrong:
        raise missing_or_invalid(*wrong)
    return _checked_body(operation, body)


def _sent(
    parameter: SentParameter,
    path: Mapping[str, str],
    given: Mapping[str, list[str]],
    headers: Mapping[str, str],
) -> list[str]:
    if parameter.location == "query":
        return given.get(parameter.name, [])
    source = path if parameter.location == "path" else headers
    name = parameter.name if parameter.location == "path" else parameter.name.lower()
    return [source[name]] if source.get(name) else []


def _sent_well(parameter: SentParameter, values: list[str]) -> bool:
    if not values:
        return not parameter.required
    schema = resolve(parameter.schema)
    try:
        if schema.get("type") != "array":
            return len(values) == 1 and first_error(schema, _read(schema, values[0])) is None
        parts = values if parameter.multi else [part for value in values for part in value.split(",")]
        items = resolve(schema.get("items", {}))
        return first_error(schema, [_read(items, part) for part in parts]) is None
    except ValueError:
        return False


def _read(schema: Schema, text: str) -> Any:
    """Convert the text of a parameter to the type of its schema."""
    kind = schema.get("type")
    if kind == "integer":
        return int(text)
    if kind == "number":
        return float(text)
    if kind == "boolean":
        if text.lower() not in _TRUTH:
            raise ValueError(text)
        return _TRUTH[text.lower()]
    if not text:
        raise ValueError(text)
    return text


def _checked_body(operation: Described, body: bytes) -> Any:
    if operation.body is None:
        return None
    if not body:
        if operation.body_required:
            raise invalid("The request body is missing.")
        return None
    try:
        decoded = standard_json(body)
    except ValueError:
        raise invalid("The request body is not valid JSON.") from None
    if (fault := first_error(operation.body, decoded)) is not None:
        raise invalid(f"Invalid request body: {fault}")
    return decoded


def first_error(schema: Schema, value: Any, path: str = "") -> str | None:
    """Return the first place where a value does not fit, with what is wrong; None if it fits."""
    return next(_errors(schema, value, path), None)


def _errors(schema: Schema, value: Any, path: str) -> Iterator[str]:
    schema = resolve(schema)
    kind = schema.get("type") or ("object" if "properties" in schema else None)
    where = path or "the body"
    if kind is not None:
        kinds, check = _KINDS[kind]
        if not isinstance(value, kinds) or (isinstance(value, bool) and kind != "boolean"):
            yield f"{where} must be of type {kind}."
            return
        if check is not None:
            yield from check(schema, value, path)
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} must be one of {', '.join(map(str, schema['enum'][:20]))}."


def _object_errors(schema: Schema, value: Mapping[str, Any], path: str) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}{'.' if path else ''}{name} is missing."
    properties = schema.get("properties", {})
    for name, item in value.items():
        inner = properties.get(name, schema.get("additionalProperties"))
        if inner is not None and item is not None:
            yield from _errors(inner, item, f"{path}{'.' if path else ''}{name}")


def _list_errors(schema: Schema, value: list[Any], path: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{path or 'the body'} has {len(value)} items, which is too few or too many."
    if schema.get("uniqueItems") and any(item in value[:number] for number, item in enumerate(value)):
        yield f"{path or 'the body'} has an item twice."
    for number, item in enumerate(value):
        yield from _errors(schema.get("items", {}), item, f"{path}[{number}]")


def _text_errors(schema: Schema, value: str, path: str) -> Iterator[str]:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{path or 'the body'} is too short or too long."
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{path or 'the body'} does not match {schema['pattern']}."
    if not _is_of_format(schema.get("format"), value):
        yield f"{path or 'the body'} is no {schema['format']}."


def _is_of_format(name: str | None, value: str) -> bool:
    try:
        if name == "date-time":
            parse_moment(value)
        elif name == "date":
            date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _number_errors(schema: Schema, value: float, path: str) -> Iterator[str]:
    if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{path or 'the body'} is too small or too large."
    if "multipleOf" in schema and value % schema["multipleOf"]:
        yield f"{path or 'the body'} is no multiple of {schema['multipleOf']}."


_KINDS: dict[str, tuple[tuple[type, ...], Any]] = {
    "object": ((dict,), _object_errors),
    "array": ((list,), _list_errors),
    "string": ((str,), _text_errors),
    "integer": ((int,), _number_errors),
    "number": ((int, float), _number_errors),
    "boolean": ((bool,), None),
}
