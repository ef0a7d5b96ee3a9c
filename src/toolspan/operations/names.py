"""Name matching: snake_case, wire names and any letter case are equivalent."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

RESERVED = ("docs", "results")
"""Entities built into every connector."""
_TELLING = 4  # shorter names occur inside too many others
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def squash(name: str) -> str:
    """Return the normalised form of a name, equal for all its spellings."""
    return name.replace("_", "").replace("-", "").replace(" ", "").lower()


@lru_cache(maxsize=4_096)
def snake(name: str) -> str:
    """Return the snake_case spelling of a wire name: `createdAfter` is `created_after`."""
    return _HUMP.sub("_", name).replace("-", "_").lower()


_UNSAFE = re.compile(r"[^a-z0-9_]+")
_COMPARED = {"<": "_before", ">": "_after", "=": "_is", "!": "_not"}
LONGEST_NAME = 64
"""Characters of an argument's name at most: model APIs refuse the whole request for a longer one."""


@lru_cache(maxsize=4_096)
def argument_name(name: str) -> str:
    """Return a name that every tool can have: `filter[status]` is `filter_status`, `StartTime<` is `start_time_before`."""
    spelled = snake("".join(_COMPARED.get(each, each) for each in name))
    safe = _UNSAFE.sub("_", spelled.removesuffix("[]")).strip("_") if _UNSAFE.search(spelled) else spelled
    return safe[:LONGEST_NAME] or "value"


def closest(name: str, choices: Iterable[str]) -> str | None:
    """Return the choice closest to `name`, or None if none is close."""
    by_form = {squash(choice): choice for choice in choices}
    form = squash(name)
    if form in by_form:
        return by_form[form]
    if near := get_close_matches(form, by_form, n=1, cutoff=0.6):
        return by_form[near[0]]
    contained = (choice for known, choice in by_form.items() if form in known or known in form)
    return next(contained, None) if len(form) >= _TELLING else None


def suggestion(name: str, choices: Iterable[str]) -> str:
    """Return ` Did you mean "x"?` for the closest choice, or ""."""
    near = closest(name, choices)
    return f' Did you mean "{near}"?' if near else ""
