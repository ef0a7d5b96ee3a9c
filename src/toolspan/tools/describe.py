"""Descriptions of tools: what a model reads of a connector's operations, within a number of characters."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any, Literal

from toolspan.operations.names import snake
from toolspan.tools.options import TOOLSET_BUDGET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolspan.base import BaseConnector
    from toolspan.contract import ToolSpec
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation
    from toolspan.policy import Policy


LONGEST = 1_024
"""Characters of a description at most: some models and gateways refuse a tool with a longer one."""
_NAMES = "Others, by name alone; docs tell what they require:"
_MORE = "... and {} more: docs search(query) finds them."
_IN_FULL = 0.5
"""Share of the room that the first entities take in full, where not everything fits."""


def usage(operation: Operation) -> str:
    """Return an action with the parameters that a caller must know of: `get(order_id, ..)`."""
    wanted = needed(operation)
    more = len(operation.parameters) + len(operation.body_fields) > sum(w.count("|") + 1 for w in wanted)
    return f"{operation.action}({', '.join([*wanted, *(['..'] if more else [])])})"


def needed(operation: Operation) -> list[str]:
    """Return the parameters that a caller must give, with `a|b` where one of several will do."""
    choices = (rule["names"] for rule in operation.rules if rule["kind"] in ("exactly_one", "at_least_one"))
    return [*map(snake, operation.required_of_caller), *("|".join(map(snake, names)) for names in choices)]


def by_entity(operations: Iterable[Operation]) -> list[list[Operation]]:
    """Return the operations of each entity, those of the first priority first and deprecated ones last."""
    groups: dict[str, list[Operation]] = {}
    for operation in operations:
        groups.setdefault(operation.entity, []).append(operation)
    return sorted(groups.values(), key=_rank)


def _rank(group: Sequence[Operation]) -> tuple[bool, float]:
    ranks = [inf if operation.priority is None else operation.priority for operation in group]
    return all(operation.deprecated is not None for operation in group), min(ranks)


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
    """Return as many of the names as fit."""
    lines = list(map(_by_name, groups))
    shown = _leading(lines, room - width(_NAMES) - 2)
    return "\n".join([_NAMES, *lines[:shown]]) if shown else ""


def width(text: str) -> int:
    """Return the characters that a text takes in JSON, without its quotes."""
    return len(json.dumps(text)) - 2


def _in_full(group: Sequence[Operation]) -> str:
    actions = (
        usage(operation) + (" deprecated" if operation.deprecated is not None else "") for operation in group
    )
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
    """Return as many of the lines as fit: a long one is left out rather than all that come after it."""
    left = room - len(_MORE) - 4
    shown: list[int] = []
    for number, line in enumerate(lines):
        needed = width(line) + (2 if shown else 0)
        if needed <= left:
            left -= needed
            shown.append(number)
    hidden = sum(len(group) for number, group in enumerate(groups) if number not in shown)
    return "\n".join([*(lines[number] for number in shown), _MORE.format(hidden)])


_PARAMS = 'Parameters of the operation, by name in snake_case. Dates: ISO 8601, "-30d", "today".'
_NEXT = "Next page: the same call, params = meta.next_params."
WRITE_PARAMS = "Parameters of the operation, by name in snake_case."
SELECT = "Dot paths of the only fields to keep in each record."
DRY_RUN = {"type": "boolean", "description": "Only show the request; the API checks it if it can."}
_AROUND = 120
"""Characters that a framework puts around name, description and schema: hints, titles and its own metadata."""
_AROUND_TEXT = 20  # ,"description":""
_LEAST = 400  # beside a docstring that is long itself
_BESIDE = 1_050
"""Characters left to what stands beside the description of a decorated function: its schema, its own docstring, and
two more functions that inspect and explain."""

_KNOWN = (
    "Operations of {title}, as entity: action(required, either|or, .. more):\n"
    "{listing}\n"
    "docs: search(query in English), read(section) tell parameters, limits and traps: look there before guessing.\n"
    "results: read_more(handle, offset|path) gives the rest of a result that was cut."
)
_WRITES = (
    "Changes at {title}, as entity: action(required, either|or, .. more):\n"
    "{listing}\n"
    "docs: search(query), read(section) tell parameters and traps: read them first."
)
_KNOWN_BY_SEARCH = (
    "{number} operations of {title}. docs: search(query in English) finds them, read(section) tells parameters, limits and "
    "traps: look there before guessing.\n"
    "results: read_more(handle, offset|path) gives the rest of a result that was cut."
)
_WRITES_BY_SEARCH = "{number} changes at {title}. docs: search(query) finds them, read(section) tells parameters and traps: read them first."
_UNKNOWN = (
    "Operations of {title}. Its server knows them: docs: read(), search(query) tell entities, actions and params.\n"
    "results: read_more(handle, offset|path) gives the rest of a result that was cut."
)


def allowed(index: OperationIndex, policy: Policy, *, writes: bool = False) -> list[Operation]:
    """Return the operations that a policy allows a model, reads or writes."""
    effect = "write" if writes else "read"
    return [
        operation
        for operation in index
        if operation.effect == effect and not operation.for_programs and policy.allows(operation)
    ]


@dataclass(frozen=True, slots=True)
class ToolDescription:
    """Description of a tool that executes operations.

    `entities` and `actions` are the values that its arguments may have; empty where there is no
    room for all of them, or only a server knows them: a wrong name is answered with the closest. `more` is
    what the description has no room for; it describes the argument `entity`. `params` describes that argument.
    """

    description: str
    entities: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    more: str = ""
    params: str = ""

    @property
    def size(self) -> int:
        """Return its characters in a definition."""
        told = width(self.more) + _AROUND_TEXT if self.more else 0
        return width(self.description) + told + _enum_size(self.entities) + _enum_size(self.actions)


def params_of(connector: BaseConnector | type[BaseConnector]) -> str:
    """Return the description of the parameters of reads."""
    return " ".join(filter(None, (_PARAMS, connector.filled_in, _NEXT)))


def describe_operations(
    connector: BaseConnector | type[BaseConnector], title: str, operations: Sequence[Operation], room: int
) -> ToolDescription:
    """Return the description of a tool that executes any of these operations.

    Args:
        connector: Whose tool it is.
        title: Name of the API, with the account where it is known.
        operations: All of them reads, or all writes, except for a decorated function.
        room: Characters that this may take in a tool's definition.
    """
    client = connector.client_operations
    if not operations:
        return ToolDescription(_UNKNOWN.format(title=title), params=params_of(connector))
    frame = _KNOWN if any(operation.effect == "read" for operation in operations) else _WRITES
    listed = [operation for operation in operations if operation.listed]
    groups = by_entity(listed)
    around = width(frame.format(title=title, listing=""))
    left, shown = room - around, min(room, LONGEST) - around
    offered = (*operations, *client)
    chosen = ToolDescription("", _names(offered, "entity"), _names(offered, "action"))
    listing, more = fitted(groups, shown, left - _AROUND_TEXT)
    text = frame.format(title=title, listing=listing)
    if not more and listing == _MORE.format(len(listed)):
        by_search = _KNOWN_BY_SEARCH if frame is _KNOWN else _WRITES_BY_SEARCH
        text = by_search.format(title=title, number=len(listed))
    described = ToolDescription(text, more=more, params=params_of(connector))
    if described.size + chosen.size <= room and not more:
        return replace(described, entities=chosen.entities, actions=chosen.actions)
    return described


def _names(operations: Sequence[Operation], what: Literal["entity", "action"]) -> tuple[str, ...]:
    named = (operation.entity if what == "entity" else operation.action for operation in operations)
    return tuple(dict.fromkeys(named))


def _enum_size(names: Sequence[str]) -> int:
    return len(json.dumps({"enum": names}, separators=(",", ":"))) - 1 if names else 0


def definition_size(spec: ToolSpec) -> int:
    """Return a tool definition's size, for the framework with the largest overhead."""
    words = {
        "name": spec.name,
        "title": spec.title,
        "description": spec.description,
        "parameters": spec.parameters,
    }
    return len(json.dumps(words, separators=(",", ":"))) + _AROUND


def execute_schema(advert: ToolDescription, *, writes: bool = False) -> dict[str, Any]:
    """Return the closed JSON schema of a tool that executes operations: reads, or writes with `dry_run`."""
    paths = {"type": "array", "items": {"type": "string"}, "description": SELECT}
    return {
        "type": "object",
        "properties": {
            "entity": _choice(advert.entities) | ({"description": advert.more} if advert.more else {}),
            "action": _choice(advert.actions),
            "params": {
                "type": "object",
                "description": WRITE_PARAMS if writes else advert.params,
                "additionalProperties": True,
            },
            **({"dry_run": DRY_RUN} if writes else {"select_fields": paths}),
        },
        "required": ["entity", "action"],
        "additionalProperties": False,
    }


def _choice(names: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)} if names else {"type": "string"}


@lru_cache(maxsize=32)
def description_of(
    owner: type[BaseConnector], policy: Policy, *, writes: bool = False, own: int = 0
) -> ToolDescription:
    """Return the description of the operations of a decorated function, beside `own` characters of its docstring."""
    operations = allowed(owner.operations, policy)
    if writes:
        operations += allowed(owner.operations, policy, writes=True)
    room = min(TOOLSET_BUDGET - _BESIDE, max(LONGEST - own, _LEAST))
    return describe_operations(owner, owner.title, operations, room)
