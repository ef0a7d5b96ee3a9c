"""Differences between a JSON value and its schema, in words: for answers, which are read as they are."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolspan.operations.conditions import holds
from toolspan.operations.schemas import merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Schema = Mapping[str, Any]
    Definitions = Mapping[str, Any]

_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_QUOTED = 40  # characters of a value
MOST_NAMED = 5
"""Differences that a warning names."""


def differences(schema: Schema, value: Any, definitions: Definitions, place: str = "") -> Iterator[str]:
    """Yield what differs, each as a sentence without its point. Fields that the schema does not have are no difference.

    Args:
        schema: What the value should be.
        value: Decoded JSON; numbers may be decimals.
        definitions: Schemas by name, which references lead to.
        place: Path of the value; items of a list are `[]`, so that equal differences of several have the same words.
    """
    whole = merged(schema, definitions)
    kinds = whole.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds] if kinds else []
    if kinds and not any(_is(kind, value) for kind in kinds):
        expected = " or ".join(_WORDS.get(str(kind), "") for kind in kinds)
        yield f"{place or 'the document'} is {_words_of(value)}, not {expected}"
        return
    yield from (f"{place or 'the document'} {said}" for said in _of_value(whole, value, definitions))
    if isinstance(value, dict):
        for name in whole.get("required", ()):
            if name not in value:
                yield f"{_below(place, name)} is missing"
        for name, part in whole.get("properties", {}).items():
            if name in value:
                yield from differences(part, value[name], definitions, _below(place, name))
    elif isinstance(value, list) and "items" in whole:
        for item in value:
            yield from differences(whole["items"], item, definitions, f"{place}[]")


def _of_value(whole: Schema, value: Any, definitions: Definitions) -> Iterator[str]:
    if "enum" in whole and value not in whole["enum"]:
        yield f"is {_quoted(value)}, which is none of its {len(whole['enum'])} values"
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        if value < whole.get("minimum", value):
            yield f"is below {whole['minimum']}"
        if value > whole.get("maximum", value):
            yield f"is above {whole['maximum']}"
    if isinstance(value, str):
        if not _fits(whole.get("format"), value):
            yield f"is {_quoted(value)}, no {whole['format']}"
        if "pattern" in whole and not holds({"pattern": whole["pattern"]}, value, {}):
            yield f"is {_quoted(value)}, which does not match its pattern"
    if any(key in whole and not _any_of(whole[key], value, definitions) for key in ("anyOf", "oneOf")):
        yield "fits none of its forms"


def _any_of(schemas: list[Schema], value: Any, definitions: Definitions) -> bool:
    return any(next(differences(each, value, definitions), None) is None for each in schemas)


def _is(kind: str, value: Any) -> bool:
    if kind == "number":
        return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    if kind == "integer":
        return _is("number", value) and _integral(value)
    return {
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "array": isinstance(value, list),
        "object": isinstance(value, dict),
        "null": value is None,
    }.get(kind, True)


def _integral(value: float | Decimal) -> bool:
    if isinstance(value, Decimal):
        return value == value.to_integral_value()  # int() of 1e999999999 would never end
    return isinstance(value, int) or value.is_integer()


def _words_of(value: Any) -> str:
    return next(words for kind, words in _WORDS.items() if _is(kind, value))


def _fits(form: str | None, text: str) -> bool:
    if form == "date":
        return _DAY.fullmatch(text) is not None
    if form == "date-time":
        try:
            datetime.fromisoformat(text)
        except ValueError:
            return False
    return True


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _quoted(value: Any) -> str:
    text = str(value)
    return repr(text if len(text) <= _QUOTED else f"{text[:_QUOTED]}...")


class Differences:
    """Counts equal differences of many values, and names the first few."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, schema: Schema, value: Any, definitions: Definitions, place: str = "") -> None:
        """Count what differs in a value, in the order of its schema; each difference once, however often the value has it."""
        self._counts.update(dict.fromkeys(differences(schema, value, definitions, place), 1))

    def note(self, said: str) -> None:
        """Count a difference."""
        self._counts[said] += 1

    def words(self) -> str:
        """Return the differences in one text, without its point; empty if there are none."""
        named = [
            said + (f" ({count} times)" if count > 1 else "")
            for said, count in list(self._counts.items())[:MOST_NAMED]
        ]
        left = len(self._counts) - len(named)
        return "; ".join([*named, *([f"and {left} more"] if left else [])])
