"""Operations as a model reads them: in full where there is room, then by name, then by number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from toolspan.operations.names import snake

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolspan.operations.model import Operation

LONGEST = 1_024
"""Characters of a description at most: some models and gateways refuse a tool with a longer one."""
_NAMES = "Others, by name alone; docs tell what they require:"
_MORE = "... and {} more: docs search(query) finds them."
_IN_FULL = 0.5
"""Share of the room that the first entities take in full, where not everything fits."""


def usage(operation: Operation) -> str:
    """Return an action with the parameters that a caller must know of: `get(order_id, ..)`."""
    wanted = [snake(name) for name in operation.required_of_caller]
    choices = (rule["names"] for rule in operation.rules if rule["kind"] in ("exactly_one", "at_least_one"))
    wanted += ["|".join(map(snake, names)) for names in choices]
    more = len(operation.parameters) + len(operation.body_fields) > sum(w.count("|") + 1 for w in wanted)
    return f"{operation.action}({', '.join([*wanted, *(['..'] if more else [])])})"


def by_entity(operations: Iterable[Operation], first: Sequence[str] = ()) -> list[list[Operation]]:
    """Return the operations of each entity, those of `first` first and deprecated ones last."""
    groups: dict[str, list[Operation]] = {entity: [] for entity in first}
    for operation in operations:
        groups.setdefault(operation.entity, []).append(operation)
    found = filter(None, groups.values())
    return sorted(found, key=lambda group: all(operation.deprecated is not None for operation in group))


def fitted(groups: Sequence[Sequence[Operation]], shown: int, room: int) -> tuple[str, str]:
    """Return the operations in two texts: those of the first entities in full, and the others by name alone.

    Args:
        groups: The operations of each entity, the most used first.
        shown: Characters of the first text at most, as JSON writes them.
        room: Characters of both together at most.
    """
    full = list(map(_in_full, groups))
    whole = _leading(full, min(shown, room))
    if whole == len(groups):
        return "\n".join(full), ""
    for detailed in range(whole, -1, -1):
        named = _named(groups[detailed:])
        left = room - width("\n".join(full[:detailed]))
        if width(named) <= min(left, LONGEST):
            return "\n".join(full[:detailed]), named
        if detailed and width("\n".join(full[:detailed])) <= room * _IN_FULL:
            return _cut(full[:detailed], groups, shown), _cut_names(
                groups[detailed:], min(left - len(_MORE) - 8, LONGEST)
            )
    if not _leading(full, min(shown, room) - len(_MORE) - 4):  # names of a few say more than none
        full = list(map(_by_name, groups))
    return _cut(full, groups, min(shown, room)), ""


def brief(text: str, most: int = LONGEST) -> str:
    """Return the beginning of a text, cut between words and with a mark that says so."""
    if len(text) <= most:
        return text
    kept = text[: most - 4]
    words = kept if text[most - 4].isspace() else kept.rpartition(" ")[0] or kept
    return f"{words.rstrip()} ..."


def _named(groups: Sequence[Sequence[Operation]]) -> str:
    return "\n".join([_NAMES, *map(_by_name, groups)])


def _cut_names(groups: Sequence[Sequence[Operation]], room: int) -> str:
    """Return as many of the names as there is room for; none where it is for none."""
    lines = list(map(_by_name, groups))
    shown = _leading(lines, room - width(_NAMES) - 2)
    return "\n".join([_NAMES, *lines[:shown]]) if shown else ""


def width(text: str) -> int:
    """Return the characters that a text takes in JSON, without its quotes."""
    return len(json.dumps(text)) - 2


def _in_full(group: Sequence[Operation]) -> str:
    actions = (usage(operation) + (" deprecated" if operation.deprecated else "") for operation in group)
    return f"{group[0].entity}: {', '.join(actions)}"


def _by_name(group: Sequence[Operation]) -> str:
    return f"{group[0].entity}: {', '.join(operation.action for operation in group)}"


def _leading(lines: Sequence[str], room: int) -> int:
    """Return how many of the lines fit, from the first on."""
    for number, line in enumerate(lines):
        room -= width(line) + (2 if number else 0)
        if room < 0:
            return number
    return len(lines)


def _cut(lines: Sequence[str], groups: Sequence[Sequence[Operation]], room: int) -> str:
    shown = _leading(lines, room - len(_MORE) - 4)
    left = sum(map(len, groups[shown:]))
    return "\n".join([*lines[:shown], _MORE.format(left)])
