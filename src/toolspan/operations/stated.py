"""The rules of an operation in words: what no JSON schema says, and a model should know before it calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.operations.names import snake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.operations.model import Operation


def stated(operation: Operation) -> str:
    """Return one short sentence for each rule that is not self-evident."""
    sentences = (_WORDS[rule["kind"]](rule) for rule in operation.rules if rule["kind"] in _WORDS)
    return " ".join(dict.fromkeys(filter(None, sentences)))


def _all(names: list[str]) -> str:
    return ", ".join(map(snake, names))


def _when(rule: Mapping[str, Any]) -> str:
    cases = (f"{snake(name)} is {' or '.join(map(str, values))}" for name, values in rule["when"].items())
    return f"{snake(rule['name'])} is required when {' and '.join(cases)}."


def _ago(rule: Mapping[str, Any]) -> str:
    return f"{snake(rule['name'])}: at least {rule['seconds']} seconds ago." if rule["seconds"] else ""


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "exactly_one": lambda rule: f"Give exactly one of {_all(rule['names'])}.",
    "at_most_one": lambda rule: f"Give at most one of {_all(rule['names'])}.",
    "at_least_one": lambda rule: f"Give at least one of {_all(rule['names'])}.",
    "requires": lambda rule: f"{snake(rule['name'])} needs {_all(rule['needs'])}.",
    "required_when": _when,
    "alone": lambda rule: f"{snake(rule['name'])} goes without any other.",
    "min_age": _ago,
    "max_age": lambda rule: f"{snake(rule['name'])}: at most {rule['days']} days ago.",
    "max_span": lambda rule: f"{snake(rule['start'])} to {snake(rule['end'])}: at most {rule['days']} days.",
}
