"""Query parameters: parsing of values, and rules between them.

Each operation declares its parameters in a table; all errors of single values are reported in
one response, as Amazon does.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from toolspan.emulator.errors import invalid, missing_or_invalid

__all__ = [
    "Parameter",
    "Parameters",
    "Rule",
    "Values",
    "at_most_one",
    "choice",
    "exactly_one",
    "flag",
    "integer",
    "list_of",
    "min_age",
    "moment",
    "ordered",
    "parse_moment",
    "standard_json",
    "text",
    "together",
]

Values = dict[str, Any]
Rule = Callable[[Values, float], None]


@dataclass(frozen=True, slots=True)
class Parameter:
    """Query parameter: name and parser."""

    name: str
    read: Callable[[str], Any]
    required: bool = False
    default: Any = None


class Parameters:
    """Parameters of one operation, and the rules between them."""

    def __init__(self, *parameters: Parameter, rules: tuple[Rule, ...] = ()) -> None:
        self._parameters = parameters
        self._rules = rules

    def read(self, query: str, now: float, *, unless: str | None = None) -> Values:
        """Parse a raw query; unknown parameters are ignored, as Amazon does.

        ``unless`` names a parameter (a page token) whose presence lifts the rules.
        """
        given = parse_qs(query, keep_blank_values=True)
        values: Values = {}
        faulty: list[str] = []
        for parameter in self._parameters:
            try:
                values[parameter.name] = _value(parameter, given.get(parameter.name))
            except ValueError:
                faulty.append(parameter.name)
        if faulty:
            raise missing_or_invalid(*faulty)
        if unless is None or values.get(unless) is None:
            for rule in self._rules:
                rule(values, now)
        return values


def _value(parameter: Parameter, given: list[str] | None) -> Any:
    if not given:
        if parameter.required:
            raise ValueError(parameter.name)
        return parameter.default
    if len(given) > 1 or not given[0]:
        raise ValueError(parameter.name)
    return parameter.read(given[0])


def text(name: str, *, required: bool = False) -> Parameter:
    """Any text."""
    return Parameter(name, str, required)


def integer(name: str, least: int, most: int, default: int) -> Parameter:
    """A whole number within bounds."""

    def read(raw: str) -> int:
        number = int(raw)
        if not least <= number <= most:
            raise ValueError(raw)
        return number

    return Parameter(name, read, default=default)


def flag(name: str) -> Parameter:
    """``true`` or ``false``."""
    return Parameter(
        name,
        lambda raw: {"true": True, "false": False}[_known(raw.lower(), ("true", "false"))],
        default=False,
    )


def choice(
    name: str, options: tuple[str, ...], *, required: bool = False, default: str | None = None
) -> Parameter:
    """One of a closed set."""
    return Parameter(name, lambda raw: _known(raw, options), required, default)


def list_of(
    name: str,
    options: tuple[str, ...] = (),
    *,
    most: int | None = None,
    required: bool = False,
    default: tuple[str, ...] | None = None,
) -> Parameter:
    """Values separated by commas, each from a closed set if one is given."""

    def read(raw: str) -> tuple[str, ...]:
        parts = tuple(raw.split(","))
        if not all(parts) or (most is not None and len(parts) > most):
            raise ValueError(raw)
        return tuple(_known(part, options) for part in parts) if options else parts

    return Parameter(name, read, required, default)


def moment(name: str, *, required: bool = False) -> Parameter:
    """A date and time in ISO 8601, as seconds since 1970."""
    return Parameter(name, parse_moment, required)


def standard_json(content: bytes | str) -> Any:
    """Decode JSON strictly: ``NaN`` and ``Infinity``, which Python accepts, are rejected."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    return json.loads(content, parse_constant=refuse)


def parse_moment(raw: Any) -> float:
    """Parse ISO 8601 text into seconds since 1970; without an offset it is UTC."""
    if not isinstance(raw, str):
        raise ValueError(raw)  # noqa: TRY004 - every bad value is a ValueError here
    parsed = datetime.fromisoformat(raw)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def _known(value: str, options: tuple[str, ...]) -> str:
    if value not in options:
        raise ValueError(value)
    return value


def _given(values: Values, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if values.get(name) is not None]


def exactly_one(*names: str) -> Rule:
    """Exactly one of these must be given."""

    def rule(values: Values, _now: float) -> None:
        if len(_given(values, names)) != 1:
            raise invalid(f"Exactly one of {', '.join(names)} must be provided.")

    return rule


def at_most_one(*names: str) -> Rule:
    """At most one of these may be given."""

    def rule(values: Values, _now: float) -> None:
        if len(_given(values, names)) > 1:
            raise invalid(f"Only one of {', '.join(names)} can be provided.")

    return rule


def together(name: str, *needed: str) -> Rule:
    """The first needs all the others."""

    def rule(values: Values, _now: float) -> None:
        if values.get(name) is not None and len(_given(values, needed)) < len(needed):
            raise invalid(f"{name} must be provided together with {', '.join(needed)}.")

    return rule


def ordered(start: str, end: str) -> Rule:
    """The end must not be before the start."""

    def rule(values: Values, _now: float) -> None:
        first, last = values.get(start), values.get(end)
        if first is not None and last is not None and last < first:
            raise invalid(f"{end} must be equal to or after {start}.")

    return rule


def min_age(name: str, seconds: float = 120.0) -> Rule:
    """The moment must lie at least this long before now."""

    def rule(values: Values, now: float) -> None:
        if values.get(name) is not None and values[name] > now - seconds:
            raise invalid(f"{name} must be at least {seconds / 60:g} minutes before the request.")

    return rule
