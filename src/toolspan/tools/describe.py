"""Descriptions of tools: what a model reads of a connector's operations, within a number of characters."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from math import inf
from typing import TYPE_CHECKING, Any, Literal

from toolspan.operations.names import snake
from toolspan.tools.options import TOOLSET_BUDGET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from toolspan.base import BaseConnector
    from toolspan.contract import ToolSpec
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation
    from toolspan.policy import Policy


LONGEST = 1_024
"""Characters of a description at most: some models and gateways refuse a tool with a longer one."""
_NAMES = "Others, by name alone; docs tell what they require:"
_ENTITIES = "By entity; docs read(entity) tells the actions:"
_AREAS = "By area; docs search finds them:"
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


def fitted(
    groups: Sequence[Sequence[Operation]], shown: int, room: int, areas: Mapping[str, Sequence[str]]
) -> tuple[str, str]:
    """Return the operations in two texts: those of the first entities in full, and the others by name alone.

    Where there is no room for the names of their actions, the others are named by entity, else by area. Where these do not
    fit either, what is left out is counted.

    Args:
        groups: The operations of each entity, the most used first.
        shown: Characters of the first text at most, as JSON writes them.
        room: Characters of both together at most.
        areas: Entities by area, where the connector names its areas.
    """
    full = list(map(_in_full, groups))
    whole = _leading(full, min(shown, room))
    if whole == len(groups):
        return "\n".join(full), ""
    for least in (_leading(full, int(room * _IN_FULL)), 0):
        for named in (_by_action, _by_entity, partial(_by_area, areas=areas)):
            for detailed in range(whole, least - 1, -1):
                text, others = "\n".join(full[:detailed]), named(groups[detailed:])
                if others and width(others) <= min(room - width(text), LONGEST):
                    return text, others
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


def _by_action(groups: Sequence[Sequence[Operation]]) -> str:
    return "\n".join([_NAMES, *map(_by_name, groups)])


def _by_entity(groups: Sequence[Sequence[Operation]]) -> str:
    return f"{_ENTITIES} {', '.join(group[0].entity for group in groups)}"


def _by_area(groups: Sequence[Sequence[Operation]], areas: Mapping[str, Sequence[str]]) -> str:
    """Return the areas that have any of these operations; nothing where there are none."""
    entities = {group[0].entity for group in groups}
    named = [area for area, members in areas.items() if not entities.isdisjoint(members)]
    return f"{_AREAS} {', '.join(named)}" if named else ""


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


_PARAMS = 'Parameters in snake_case. Dates: ISO 8601, "-30d", "today".'
_NEXT = "Next page: the same call, params = meta.next_params."
WRITE_PARAMS = "Parameters in snake_case."
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
    "results: read_more(handle, offset|path) gives the rest of a cut result."
)
_WRITES = (
    "Changes at {title}, as entity: action(required, either|or, .. more):\n"
    "{listing}\n"
    "docs: search(query), read(section) tell parameters and traps: read them first."
)
_KNOWN_BY_SEARCH = (
    "{number} operations of {title}. docs: search(query in English) finds them, read(section) tells parameters, limits and "
    "traps: look there before guessing.\n"
    "results: read_more(handle, offset|path) gives the rest of a cut result."
)
_WRITES_BY_SEARCH = "{number} changes at {title}. docs: search(query) finds them, read(section) tells parameters and traps: read them first."
_UNKNOWN = (
    "Operations of {title}. Its server knows them: docs: read(), search(query) tell entities, actions and params.\n"
    "results: read_more(handle, offset|path) gives the rest of a cut result."
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
    areas = _areas(connector)
    listing, more = fitted(groups, shown, left - _AROUND_TEXT, areas)
    text = frame.format(title=title, listing=listing)
    counted = not more and _MORE.partition("{")[0] in listing
    if not listing or listing == _MORE.format(len(listed)) or (counted and areas and frame is _WRITES):
        by_search = _KNOWN_BY_SEARCH if frame is _KNOWN else _WRITES_BY_SEARCH
        text = by_search.format(title=title, number=len(listed))  # leaves the room to the areas of the reads
        more = fitted(groups, 0, room - width(text) - _AROUND_TEXT, areas)[1]
    described = ToolDescription(text, more=more, params=params_of(connector))
    if described.size + chosen.size <= room and not more:
        return replace(described, entities=chosen.entities, actions=chosen.actions)
    return described


def _areas(connector: BaseConnector | type[BaseConnector]) -> Mapping[str, Sequence[str]]:
    from toolspan.tools.search_sources import SearchSources  # noqa: PLC0415 - only what does not fit is named by area

    return SearchSources(connector.search_folder).areas


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
