"""What is wrong with a value, in words for people and models, whatever checks values underneath."""

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING, Any

from toolspan.operations.names import snake, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_core import ErrorDetails, ValidationError

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
"""By the kinds of faults that pydantic-core tells of values of our schemas."""


def sentences(error: ValidationError) -> Iterator[str]:
    """Yield one sentence for each fault, none twice."""
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
    """Return enough of a value to recognise it by, however long or deep it is."""
    shown = reprlib.Repr()
    shown.maxstring = shown.maxother = shown.maxlong = 80
    return shown.repr(value)[:120]
