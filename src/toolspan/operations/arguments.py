"""Argument checking: resolves names, converts types, applies rules, and lists all errors in one message."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic_core import ValidationError, from_json

from toolspan.errors import InvalidInput
from toolspan.operations.names import snake, squash, suggestion
from toolspan.operations.rules import broken
from toolspan.operations.validation import build_validator, sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from pydantic_core import SchemaValidator

    from toolspan.operations.model import Operation, Rename

    Zone = Callable[[Mapping[str, Any]], str | None]


MOST_FAULTS = 20
"""Most errors listed in one message."""
_PAGE_SIZE_WORDS = {
    "limit",
    "count",
    "size",
    "top",
    "first",
    "perpage",
    "pagesize",
    "maxresults",
    "numresults",
}
"""Common names for the page size, accepted whatever the operation calls it."""


@dataclass(slots=True)
class Arguments:
    """Checked parameters of one call by wire name, with notes for the caller."""

    values: dict[str, Any]
    warnings: list[str] = field(default_factory=list)


def _utc(_: Mapping[str, Any]) -> str:
    return "UTC"


class Signature:
    """Parameters of one operation: resolves any spelling of their names and validates their values."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.names = tuple(dict.fromkeys([*(p.name for p in operation.parameters), *operation.body_fields]))
        self._by_form = {squash(name): name for name in self.names}
        if operation.body:
            self._by_form.setdefault("body", "body")
        self._renames = {squash(rename.old): rename for rename in operation.renames}
        self._refused = {squash(old): (old, reason) for old, reason in operation.refused.items()}
        self._validator: SchemaValidator | None = None
        self._required = operation.required
        self._required_of_caller = operation.required_of_caller
        self._rules, self._late_rules = _in_time(operation)

    @property
    def validator(self) -> SchemaValidator:
        """Compiled validator, built at first use."""
        if self._validator is None:
            self._validator = build_validator(self.operation)
        return self._validator

    def check(self, params: Mapping[str, Any], now: datetime, zone: Zone = _utc) -> Arguments:
        """Return the checked arguments for `params`.

        Args:
            params: Parameters in any spelling; `None` values count as not given.
            now: Reference time of relative dates and ages.
            zone: Returns the default time zone of `today` and the like; None leaves such days to a server.

        Raises:
            InvalidInput: One or more arguments are wrong; the message lists them all.
        """
        faults: list[str] = []
        arguments = self._named(params, faults)
        arguments.values = self._typed(arguments.values, now, zone, faults)
        if not faults:
            faults.extend(self._missing(arguments.values, self._required_of_caller))
            faults.extend(broken(self._rules, arguments.values, now))
        if faults:
            raise self.refuse(faults)
        return arguments

    def check_filled(self, values: Mapping[str, Any], now: datetime) -> None:
        """Check required parameters and rules once defaults are filled in.

        Raises:
            InvalidInput: A parameter that has no default here is missing, or a rule is broken.
        """
        faults = [*self._missing(values, self._required), *broken(self._late_rules, values, now)]
        if faults:
            raise self.refuse(faults)

    def unchecked(self, params: Mapping[str, Any]) -> Arguments:
        """Return `params` under their wire names, otherwise exactly as given."""
        return Arguments(
            {self._by_form.get(squash(str(name)), str(name)): value for name, value in params.items()}
        )

    def refuse(self, faults: Iterable[str]) -> InvalidInput:
        """Return the error that lists everything wrong and shows one valid call."""
        operation, listed = self.operation, list(faults)
        more = [f"And {len(listed) - MOST_FAULTS} more."] if len(listed) > MOST_FAULTS else []
        error = InvalidInput(f"{operation.name}: {' '.join(listed[:MOST_FAULTS] + more)}")
        if operation.example:
            error.example = dict(operation.example)
            error.hint = f"A valid call: params = {json.dumps(error.example)}"
        return error

    def _named(self, params: Mapping[str, Any], faults: list[str]) -> Arguments:
        found = Arguments({})
        for given, value in params.items():
            if value is None:
                continue
            form = squash(str(given))
            if rename := self._renames.get(form):
                name, value = rename.new, _translated(rename, value)  # noqa: PLW2901 - the old value has no further use
                found.warnings.append(f"{given} is the old name of {snake(name)}; it was translated.")
            elif (name := self._by_form.get(form, "")) == "":
                faults.append(self._unknown(str(given), form) if len(faults) < MOST_FAULTS else "")
                continue
            elif str(given)[:1].isupper() and name[0].islower():
                found.warnings.append(f"{given} is the old spelling of {snake(name)}.")
            if name in found.values:
                faults.append(f"{snake(name)} is given twice.")
            found.values[name] = value
        return found

    def _unknown(self, given: str, form: str) -> str:
        if form in self._refused:
            old, reason = self._refused[form]
            return f"{old} is not a parameter here: {reason}."
        given, names = given[:80], [snake(name) for name in self.names]
        sized = form in _PAGE_SIZE_WORDS and self.operation.page_size
        near = suggestion(sized or given, names)
        return f'There is no parameter "{given}".{near}' + (
            "" if near else f" The parameters are: {', '.join(names) or 'none'}."
        )

    def _typed(self, values: dict[str, Any], now: datetime, zone: Zone, faults: list[str]) -> dict[str, Any]:
        def begins() -> str | None:
            named = next((value for name, value in values.items() if squash(name).endswith("timezone")), None)
            return str(named) if named else zone(values)

        try:
            return self.validator.validate_python(values, context={"now": now, "zone": begins})  # type: ignore[no-any-return]
        except ValidationError as error:
            faults.extend(sentences(error))
            return values

    @staticmethod
    def _missing(values: Mapping[str, Any], required: Iterable[str]) -> Iterator[str]:
        return (f"{snake(name)} is required." for name in required if name not in values)


def read_params(params: Mapping[str, Any] | str | None) -> Mapping[str, Any]:
    """Return the parameters as a mapping; JSON text is decoded.

    Raises:
        InvalidInput: They are neither a mapping nor the text of a JSON object.
    """
    if isinstance(params, str) and params.strip() in ("", "null"):
        return {}
    if params is None:
        return {}
    if isinstance(params, str):
        try:
            params = from_json(params, allow_inf_nan=False)
        except (ValueError, TypeError):  # TypeError: a lone surrogate
            raise InvalidInput(
                "params is text that is not valid JSON.",
                hint="Give params as a JSON object of names and values.",
            ) from None
    if not isinstance(params, dict) and not hasattr(params, "items"):
        raise InvalidInput(f"params must be an object of names and values, not {type(params).__name__}.")
    return params  # type: ignore[return-value]


def _in_time(operation: Operation) -> tuple[tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
    """Split the rules: those to check before defaults are filled in, and those that concern filled-in parameters."""
    late = tuple(
        rule
        for rule in operation.rules
        if rule["kind"] == "required_when" and rule.get("name") in operation.fill
    )
    return tuple(rule for rule in operation.rules if rule not in late), late


def _translated(rename: Rename, value: Any) -> Any:
    if not rename.values:
        return value
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    by_form = {squash(old): new for old, new in rename.values.items()}
    return [by_form.get(squash(str(item)), item) for item in value] if isinstance(value, list) else value
