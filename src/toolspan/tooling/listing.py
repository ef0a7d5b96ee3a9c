"""Operations as a model reads them: in full where there is room, then by name, then by number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from toolspan.operations.names import snake

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolspan.operations.model import Operation

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


def fitted(groups: Sequence[Sequence[Operation]], room: int) -> str:
    """Return one line per entity, as informative as `room` allows.

    Args:
        groups: The operations of each entity, the most used first.
        room: Characters of the answer as JSON writes them.
    """
    full, short = list(map(_in_full, groups)), list(map(_by_name, groups))
    whole = _leading(full, room)
    if whole == len(groups):
        return "\n".join(full)
    detailed = _leading(full, int(room * _IN_FULL))
    lines = [*full[:detailed], *short[detailed:]]
    if width("\n".join(lines)) > room:
        return _cut(lines, groups, room)
    while (
        detailed < whole
        and width("\n".join([*lines[:detailed], full[detailed], *lines[detailed + 1 :]])) <= room
    ):
        lines[detailed] = full[detailed]
        detailed += 1
    return "\n".join(lines)


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
