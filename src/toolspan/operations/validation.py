"""Validation: compiles an operation's JSON schemas into a pydantic-core validator, and words its errors."""

from __future__ import annotations

import reprlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import SchemaValidator, core_schema

from toolspan.operations.names import snake, suggestion
from toolspan.operations.styles import leads_elsewhere, path_text
from toolspan.operations.validators import CHOICE, NEAR, SchemaBuilder, build_schema
from toolspan.runtime.invisible import hides_something

__all__ = ["build_schema", "build_validator", "sentences"]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pydantic_core import CoreSchema, ErrorDetails, ValidationError

    from toolspan.operations.model import Operation, Parameter


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
    "greater_than": "must be greater than {gt}",
    "less_than": "must be less than {lt}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "none_required": "must be null",
    "recursion_loop": "must not hold itself",
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


def sentences(error: ValidationError, context: Mapping[str, Any] | None = None) -> Iterator[str]:
    """Yield one sentence for each validation error, without duplicates.

    Args:
        error: The error.
        context: The context of the validation, which has hints on unknown fields.
    """
    seen = set()
    for fault in _closest(error.errors(include_url=False)):
        sentence = _sentence(fault, (context or {}).get(NEAR, {}))
        if sentence not in seen:
            seen.add(sentence)
            yield sentence


def _closest(faults: list[ErrorDetails], depth: int = 0) -> list[ErrorDetails]:
    """Return the errors without those of choices that were not meant: of each choice, the branch with the fewest.

    Where the value fits no branch at all, the last error says what all of them expect.
    """
    groups: dict[tuple[Any, ...], list[ErrorDetails]] = {}
    for fault in faults:
        at = next((n for n, step in enumerate(fault["loc"]) if n >= depth and _is_choice(step)), None)
        groups.setdefault(("",) if at is None else fault["loc"][:at], []).append(fault)
    found: list[ErrorDetails] = []
    for place, group in groups.items():
        if place == ("",):
            found += group
            continue
        at = len(place)
        branches: dict[Any, list[ErrorDetails]] = {}
        for fault in group:
            branches.setdefault(fault["loc"][at], []).append(fault)
        at_root = [branch[0] for branch in branches.values() if len(branch[0]["loc"]) == at + 1]
        if len(at_root) == len(branches) > 1:
            found.append(_of_none(at_root))
            continue
        inner = [branch for branch in branches.values() if len(branch[0]["loc"]) > at + 1]
        best = min(inner or branches.values(), key=len)
        found += _closest(best, at + 1)
    return found


def _is_choice(step: object) -> bool:
    return isinstance(step, str) and step.startswith(CHOICE)


def _of_none(faults: Sequence[ErrorDetails]) -> ErrorDetails:
    """Return one error for a value that none of the choices takes."""
    expected = dict.fromkeys(_expected(fault) for fault in faults)
    context = {"error": " or ".join(expected)}
    return {**faults[0], "type": "value_error", "ctx": context}


def _expected(fault: ErrorDetails) -> str:
    context = fault.get("ctx", {})
    if fault["type"] == "literal_error":
        return f"must be one of {_listed(context['expected'])}"
    return _EXPECTED.get(fault["type"], "is not valid").format(**context, s=_plural(context))


def _listed(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


def _sentence(fault: ErrorDetails, near: Mapping[tuple[str, int], str]) -> str:
    steps = [step for step in fault["loc"] if not _is_choice(step)]
    place = ".".join([snake(str(steps[0])), *map(str, steps[1:])]) if steps else "params"
    got = _recognisable(fault["input"])
    if fault["type"] == "missing":
        return f"{place} is required."
    if fault["type"] == "extra_forbidden":
        holder, _, name = place.rpartition(".")
        hint = near.get((str(steps[-1]), id(fault["input"])), "")
        return f'{holder or "params"}: there is no field "{name[:80]}".{hint}'
    if fault["type"] == "literal_error":
        choices = _listed(fault.get("ctx", {})["expected"])
        nearest = suggestion(str(fault["input"]), choices.split(", "))
        return f"{place}: {got} is not one of {choices}.{nearest}"
    return f"{place}: {_expected(fault)} (got {got})."


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
    builder = SchemaBuilder(operation.schemas)
    line = _text if operation.runs == "connector" else _line  # what stays here, such as SQL, may have several
    fields = {p.key: _outside_body(builder, p, line, split=p.key in split) for p in operation.parameters}
    for name, schema in operation.body_fields.items():
        fields.setdefault(name, builder.build(schema))
    if operation.body and operation.takes_whole_body:
        fields.setdefault("body", builder.build(operation.body))
    for name in operation.hidden:
        fields.setdefault(name, _HIDDEN[name])
    closed = core_schema.typed_dict_schema(
        {name: core_schema.typed_dict_field(schema, required=False) for name, schema in fields.items()},
        extra_behavior="forbid",
    )
    return SchemaValidator(builder.closed(closed))


def _outside_body(
    builder: SchemaBuilder, parameter: Parameter, line: Callable[[Any], Any], *, split: bool
) -> CoreSchema:
    built = builder.array(parameter.schema, split=True) if split else builder.build(parameter.schema)
    check = line
    if parameter.location == "path":
        check = _segments if parameter.multi_segment else partial(_segment, parameter=parameter)
    return core_schema.no_info_after_validator_function(check, built)


def _segments(value: Any) -> Any:
    if any(segment in ("", ".", "..") for segment in str(_line(value)).strip("/").split("/")):
        raise ValueError('a path is expected, without empty segments, "." and ".."')
    return value


def _text(value: Any) -> Any:
    return _line(value, allowed="\t\n\r")


def _line(value: Any, allowed: str = "") -> Any:
    if isinstance(value, dict):
        for item in (*value.keys(), *value.values()):
            _line(item, allowed)
    for text in value if isinstance(value, list) else (value,):
        if isinstance(text, str) and hides_something(text.translate(dict.fromkeys(map(ord, allowed), " "))):
            raise ValueError("control and invisible characters are not allowed")
    return value


def _segment(value: Any, *, parameter: Parameter) -> Any:
    text = str(_line(value))
    if text in ("", ".", "..") or len(text) > LONGEST_SEGMENT:
        raise ValueError(f'an id of 1 to {LONGEST_SEGMENT} characters is expected, and neither "." nor ".."')
    if isinstance(value, (dict, list, tuple)) or parameter.style:
        _check_written(value, parameter)
    return value


def _check_written(value: Any, parameter: Parameter) -> None:
    """Check a value as it will stand in the path, where a list can be "..", too.

    Raises:
        ValueError: It has an empty part, or would lead elsewhere.
    """
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    if isinstance(parts, (list, tuple)) and (not parts or "" in parts):
        raise ValueError("must not be empty, nor have an empty part: it is part of the path")
    if leads_elsewhere(path_text(parameter, value)):
        raise ValueError('must not be "." or "..": it is part of the path')


def _program_path(value: Any) -> Path:
    if not isinstance(value, Path):
        raise ValueError("must be a pathlib.Path: only a program can save a file")  # noqa: TRY004 - pydantic collects ValueError
    return value


_HIDDEN: dict[str, CoreSchema] = {
    "save_to": core_schema.no_info_plain_validator_function(_program_path),
}
"""Schemas of the arguments that no tool shows."""
