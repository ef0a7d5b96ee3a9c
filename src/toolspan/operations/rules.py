"""Rules beyond JSON Schema: which parameters go together, and which periods are allowed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from toolspan.operations.dates import find_zone, is_written_out
from toolspan.operations.names import snake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Rule = Mapping[str, Any]
    Given = Mapping[str, Any]
    Check = Callable[[Rule, Given, datetime], str | None]
    from collections.abc import Callable, Mapping

    from toolspan.operations.model import Operation


ON_THE_WAY = timedelta(minutes=1)
"""Tolerance for the time between resolving a date such as "-90d" and the API's check of it."""


def broken(rules: tuple[Rule, ...], given: Given, now: datetime) -> Iterator[str]:
    """Yield one sentence for each rule that the parameters break.

    Args:
        rules: Rules of the operation's record.
        given: Validated parameters by wire name; dates in their wire spelling.
        now: Reference time of ages.
    """
    if [rule for rule in rules if rule["kind"] == "alone" and rule["name"] in given]:
        rules = tuple(rule for rule in rules if rule["kind"] == "alone")
    for rule in rules:
        try:
            fault = RULES[rule["kind"]].check(rule, given, now)
        except _Unresolved:
            continue
        if fault:
            yield fault


def stated(operation: Operation) -> str:
    """Return the rules as short sentences for a tool description, without the self-evident ones."""
    kinds = ((RULES[rule["kind"]].describe, rule) for rule in operation.rules)
    sentences = (describe(rule) for describe, rule in kinds if describe)
    return " ".join(dict.fromkeys(filter(None, sentences)))


def in_force(rule: Rule, given: Given) -> bool:
    """Return whether the condition of a `required_when` rule holds."""
    return all(given.get(name) in values for name, values in rule["when"].items())


def _names(names: list[str]) -> str:
    return " and ".join(snake(name) for name in names) if len(names) < 3 else ", ".join(map(snake, names))  # noqa: PLR2004 - "a and b", "a, b, c"


def _present(names: list[str], given: Given) -> list[str]:
    return [name for name in names if name in given]


def _exactly_one(rule: Rule, given: Given, _: datetime) -> str | None:
    present = _present(rule["names"], given)
    if len(present) == 1:
        return None
    return f"Give exactly one of {_names(rule['names'])}" + (
        f", not {_names(present)} together." if present else "."
    )


def _at_most_one(rule: Rule, given: Given, _: datetime) -> str | None:
    present = _present(rule["names"], given)
    return f"{_names(present)} cannot be given together: keep one." if len(present) > 1 else None


def _at_least_one(rule: Rule, given: Given, _: datetime) -> str | None:
    return None if _present(rule["names"], given) else f"Give at least one of {_names(rule['names'])}."


def _requires(rule: Rule, given: Given, _: datetime) -> str | None:
    missing = [name for name in rule["needs"] if name not in given]
    return (
        f"{snake(rule['name'])} needs {_names(missing)} beside it."
        if rule["name"] in given and missing
        else None
    )


def _required_when(rule: Rule, given: Given, _: datetime) -> str | None:
    if not in_force(rule, given) or rule["name"] in given:
        return None
    when = " and ".join(
        f"{snake(name)} is {' or '.join(map(str, values))}" for name, values in rule["when"].items()
    )
    return f"{snake(rule['name'])} is required when {when}."


def _alone(rule: Rule, given: Given, _: datetime) -> str | None:
    others = [name for name in given if name != rule["name"]]
    if rule["name"] not in given or not others:
        return None
    return f"{snake(rule['name'])} must be the only parameter: leave out {_names(others)}."


class _Unresolved(Exception):
    """The date can only be resolved by a server, which then checks the rule."""


def _moment(text: str) -> datetime:
    if not is_written_out(text):
        raise _Unresolved
    return datetime.fromisoformat(text)


def _order(rule: Rule, given: Given, _: datetime) -> str | None:
    start, end = rule["start"], rule["end"]
    if start in given and end in given and _moment(given[end]) < _moment(given[start]):
        return f"{snake(end)} must not be before {snake(start)}."
    return None


def _min_age(rule: Rule, given: Given, now: datetime) -> str | None:
    name, seconds = rule["name"], rule["seconds"]
    if name in given and now - _moment(given[name]) < timedelta(seconds=seconds):
        return f"{snake(name)} must be at least {seconds} seconds in the past."
    return None


def _max_age(rule: Rule, given: Given, now: datetime) -> str | None:
    name, days = rule["name"], rule["days"]
    if name in given and now - _moment(given[name]) > timedelta(days=days) + ON_THE_WAY:
        return f"{snake(name)} must not be more than {days} days ago."
    return None


def _max_span(rule: Rule, given: Given, now: datetime) -> str | None:
    start, end, days = rule["start"], rule["end"], rule["days"]
    if start not in given:
        return None
    until = _moment(given[end]) if end in given else now - ON_THE_WAY
    if until - _moment(given[start]) <= timedelta(days=days):
        return None
    fix = "" if end in given else f"; {snake(end)} is now unless given"
    return f"{snake(start)} to {snake(end)} may span {days} days at most{fix}. Ask for shorter periods one after another."


def _ends(text: str) -> tuple[datetime, datetime]:
    start, _, end = text.partition("--")
    return _moment(start), _moment(end)


def _interval(rule: Rule, given: Given, _: datetime) -> str | None:
    """Check that an interval ends after it starts and that its offsets fit the time zone, if one is given."""
    if rule["name"] not in given:
        return None
    ends = _ends(given[rule["name"]])
    if ends[0] >= ends[1]:
        return f"{snake(rule['name'])} must end after it starts."
    zone = given.get(rule["zone"])
    wrong = [end for end in ends if zone and not _in_zone(end, zone)]
    if not wrong:
        return None
    return f"{snake(rule['zone'])} {zone} does not fit the offset of {wrong[0].isoformat()} in {snake(rule['name'])}."


def _in_zone(moment: datetime, zone: str) -> bool:
    try:
        return moment.astimezone(find_zone(zone)).utcoffset() == moment.utcoffset()
    except ValueError:
        from zoneinfo import available_timezones  # noqa: PLC0415 - few calls need it

        return not available_timezones()  # without a time zone database this is left to the API


def _interval_age(rule: Rule, given: Given, now: datetime) -> str | None:
    name, days = rule["name"], rule["days"]
    if name not in given or not in_force(rule, given):
        return None
    if now - _ends(given[name])[0] <= timedelta(days=days) + ON_THE_WAY:
        return None
    when = " and ".join(f"{snake(each)} {given[each]}" for each in rule["when"])
    return f"{snake(name)} must not start more than {days} days ago with {when}."


def _no_comma(rule: Rule, given: Given, _: datetime) -> str | None:
    """Check that no item of a comma-separated list holds a comma, at which the API would split it."""
    values = given.get(rule["name"], ())
    wrong = next((value for value in values if "," in value), None)
    if wrong is None or not all(given.get(name) in allowed for name, allowed in rule.get("when", {}).items()):
        return None
    return (
        f"{snake(rule['name'])}: {wrong[:80]!r} holds a comma, and the API splits the list at each. "
        f"{rule['instead']}"
    )


def _all(names: list[str]) -> str:
    return ", ".join(map(snake, names))


def _when(rule: Mapping[str, Any]) -> str:
    cases = (f"{snake(name)} is {' or '.join(map(str, values))}" for name, values in rule["when"].items())
    return f"{snake(rule['name'])} is required when {' and '.join(cases)}."


def _ago(rule: Mapping[str, Any]) -> str:
    return f"{snake(rule['name'])}: at least {rule['seconds']} seconds ago." if rule["seconds"] else ""


class RuleKind(NamedTuple):
    """One kind of rule.

    Args:
        check: Returns the error for the given parameters, or None.
        keys: Required keys of its record besides `kind`.
        describe: Returns the rule as a sentence for a tool description; None if models need no such sentence.
        optional: Optional keys of its record.
    """

    check: Check
    keys: tuple[str, ...]
    describe: Callable[[Rule], str] | None = None
    optional: tuple[str, ...] = ()


RULES: dict[str, RuleKind] = {
    "no_comma": RuleKind(_no_comma, ("name", "instead"), optional=("when",)),
    "interval": RuleKind(_interval, ("name", "zone")),
    "interval_age": RuleKind(_interval_age, ("name", "days", "when")),
    "exactly_one": RuleKind(
        _exactly_one, ("names",), lambda rule: f"Give exactly one of {_all(rule['names'])}."
    ),
    "at_most_one": RuleKind(
        _at_most_one, ("names",), lambda rule: f"Give at most one of {_all(rule['names'])}."
    ),
    "at_least_one": RuleKind(
        _at_least_one, ("names",), lambda rule: f"Give at least one of {_all(rule['names'])}."
    ),
    "requires": RuleKind(
        _requires, ("name", "needs"), lambda rule: f"{snake(rule['name'])} needs {_all(rule['needs'])}."
    ),
    "required_when": RuleKind(_required_when, ("name", "when"), _when),
    "alone": RuleKind(_alone, ("name",), lambda rule: f"{snake(rule['name'])} goes without any other."),
    "order": RuleKind(_order, ("start", "end")),
    "min_age": RuleKind(_min_age, ("name", "seconds"), _ago),
    "max_age": RuleKind(
        _max_age, ("name", "days"), lambda rule: f"{snake(rule['name'])}: at most {rule['days']} days ago."
    ),
    "max_span": RuleKind(
        _max_span,
        ("start", "end", "days"),
        lambda rule: f"{snake(rule['start'])} to {snake(rule['end'])}: at most {rule['days']} days.",
    ),
}
"""Rule kinds by their name in a record."""
