"""Argument checking: resolves names, converts types, applies rules, and lists all errors in one message."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic_core import ValidationError, from_json

from toolspan.errors import InvalidInput
from toolspan.operations.dates import find_zone
from toolspan.operations.names import snake, squash, suggestion
from toolspan.operations.plain import read_if_json
from toolspan.operations.rules import broken
from toolspan.operations.schemas import CONDITIONS, allows_null, properties_of
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
        self.names = tuple(dict.fromkeys([*(p.key for p in operation.parameters), *operation.body_fields]))
        self._exact, self._by_form = _spellings(operation, self.names)
        self._renames = {squash(rename.old): rename for rename in operation.renames}
        self._exact = {name: key for name, key in self._exact.items() if squash(name) not in self._renames}
        self._nullable = {
            name for name, schema in operation.body_fields.items() if allows_null(schema, operation.schemas)
        }
        self._refused = {squash(old): (old, reason) for old, reason in operation.refused.items()}
        self._validator: SchemaValidator | None = None
        self._conditions = conditions_of(operation)
        self._takes_whole_body = operation.takes_whole_body and "body" not in operation.field_names
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
            params: Parameters in any spelling; `None` counts as not given, except of a field of the body that
                may be null.
            now: Reference time of relative dates and ages.
            zone: Returns the default time zone of `today` and the like; None leaves such days to a server.

        Raises:
            InvalidInput: One or more arguments are wrong; the message lists them all.
        """
        faults: list[str] = []
        arguments = self._named(params, faults)
        arguments.values = self._typed(arguments.values, now, zone, faults)
        if not faults:
            self._lift_fields(arguments.values)
            faults.extend(self._missing(arguments.values, self._required_of_caller))
            faults.extend(broken(self._rules, arguments.values, now))
            if self._conditions:
                faults.extend(self._of_whole_body(arguments.values))
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
            {
                self._exact.get(str(name)) or self._by_form.get(squash(str(name))) or str(name): value
                for name, value in params.items()
            }
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
        free: dict[str, Any] = {}
        for given, value in params.items():
            name = self._exact.get(given)
            if name is None:
                name, value = self._respelled(str(given), value, found.warnings)  # noqa: PLW2901 - the old one has no further use
                if not name:
                    if self.operation.open_body and not self._is_near(str(given)):
                        free[str(given)] = value
                    elif value is not None:
                        faults.append(self._unknown(str(given)) if len(faults) < MOST_FAULTS else "")
                    continue
            if value is None and name not in self._nullable:
                continue
            if name in found.values:
                faults.append(f"{snake(name)} is given twice.")
            found.values[name] = value
        if free:
            self._join_body(found.values, free)
        return found

    def _is_near(self, given: str) -> bool:
        """Return whether a name is probably a misspelt one, or of a parameter that there was."""
        return squash(given) in self._refused or bool(suggestion(given, [snake(name) for name in self.names]))

    def _join_body(self, values: dict[str, Any], free: Mapping[str, Any]) -> None:
        """Put fields that an open body takes under no name of its own into the body, with those that it names."""
        whole = read_if_json(values.get("body"), "{")
        if whole is not None and not isinstance(whole, dict):
            return  # which is no object, as its check will say
        fields = {name: values.pop(key) for key, name in self.operation.field_names.items() if key in values}
        fields.pop("body", None)
        values["body"] = {**(whole or {}), **fields, **free}

    def _respelled(self, given: str, value: Any, warnings: list[str]) -> tuple[str, Any]:
        """Return the key that another spelling means, and its value; "" if it means none, or could mean several."""
        form = squash(given)
        rename = self._renames.get(form)
        name = rename.new if rename else self._by_form.get(form, "")
        if rename and value is not None:
            warnings.append(f"{given} is the old name of {snake(name)}; it was translated.")
            return name, _translated(rename, value)
        if value is not None and given[:1].isupper() and name[:1].islower():
            warnings.append(f"{given} is the old spelling of {snake(name)}.")
        return name, value

    def _unknown(self, given: str) -> str:
        form = squash(given)
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
            for name, value in values.items():
                if value and squash(name).endswith("timezone"):
                    return _zone_name(name, str(value))
            return zone(values)

        context = {"now": now, "zone": begins}
        try:
            return self.validator.validate_python(values, context=context)  # type: ignore[no-any-return]
        except ValidationError as error:
            faults.extend(sentences(error, context))
            return values

    def _lift_fields(self, values: dict[str, Any]) -> None:
        """Move the fields of a body that was given whole beside the parameters, where what follows looks for them."""
        whole = values.get("body") if self._takes_whole_body else None
        if not isinstance(whole, dict):
            return
        rest = dict(whole)
        for key, name in self.operation.field_names.items():
            if name in rest:
                values.setdefault(key, rest.pop(name))
        if rest:
            values["body"] = rest
        else:
            del values["body"]

    def _of_whole_body(self, values: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with the fields of the body together."""
        from toolspan.operations.conditions import broken_conditions  # noqa: PLC0415 - few bodies have conditions

        rest = values.get("body", {}) if self._takes_whole_body else {}
        known = {name: values[key] for key, name in self.operation.field_names.items() if key in values}
        fields = {**rest, **known}
        if not fields and not self.operation.body_required:
            return []
        wrong = broken_conditions(self._conditions, fields, self.operation.schemas)
        return [f"The body {each}." for each in wrong]

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


def conditions_of(operation: Operation) -> dict[str, Any]:
    """Return the keywords that hold of the fields of an operation's body together."""
    body = operation.body or {}
    if properties_of(body) is None:
        return {}
    found = {key: body[key] for key in CONDITIONS if key in body}
    return found | {key: body[key] for key in ("then", "else") if found and key in body}


def _spellings(operation: Operation, names: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the key of each exact spelling, and of each normalised form that means one key alone.

    The wire name of a parameter with an argument of its own is a spelling of it too, where no other has it.
    """
    exact: dict[str, str] = {}
    wire = [(p.name, p.key) for p in operation.parameters]
    wire += [(name, key) for key, name in operation.field_names.items()]
    if operation.takes_whole_body:
        wire.append(("body", "body"))
    spelled = [(name, name) for name in (*names, *operation.hidden)]
    for spelling, key in [*spelled, *((snake(name), name) for name in names), *wire]:
        exact.setdefault(spelling, key)
    forms: dict[str, str] = {}
    for spelling, key in exact.items():
        form = squash(spelling)
        forms[form] = key if forms.get(form, key) == key else ""
    return exact, forms


def _in_time(operation: Operation) -> tuple[tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
    """Split the rules: those to check before defaults are filled in, and those that concern filled-in parameters."""
    late = tuple(
        rule
        for rule in operation.rules
        if rule["kind"] == "required_when" and rule.get("name") in operation.fill
    )
    return tuple(rule for rule in operation.rules if rule not in late), late


def _zone_name(parameter: str, name: str) -> str:
    """Return the name of a time zone; the error says which parameter holds it, since others are read by it."""
    try:
        find_zone(name)
    except ValueError as error:
        raise ValueError(f"by {snake(parameter)}, but {error}") from None
    return name


def _translated(rename: Rename, value: Any) -> Any:
    if not rename.values:
        return value
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    by_form = {squash(old): new for old, new in rename.values.items()}
    return [by_form.get(squash(str(item)), item) for item in value] if isinstance(value, list) else value
