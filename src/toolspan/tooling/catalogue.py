"""What a model reads about a connector: short enough to carry along, complete enough to start."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from toolspan.operations.names import snake
from toolspan.tooling.defaults import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolspan.connector import Connector
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation
    from toolspan.policy import Policy

PARAMS = "Parameters of the operation, by name in snake_case."
SELECT = "Dot paths of the only fields to keep in each record: keeps answers small."
_DATES = 'Dates: ISO 8601, "-30d" or "today".'

_UNKNOWN = (
    "Operations of {}. Its server knows them: docs: read(), search(query) tell entities, actions and params.\n"
    "results: read_more(handle, offset|path) gives the rest of a result that was cut.\n"
    "Next page: the same call, params = meta.next_params."
)


def allowed(index: OperationIndex, policy: Policy, *, writes: bool = False) -> list[Operation]:
    """Return the operations that a policy allows, reads or writes."""
    effect = "write" if writes else "read"
    return [operation for operation in index if operation.effect == effect and policy.allows(operation)]


def usage(operation: Operation) -> str:
    """Return an action with the parameters that a caller must know of: `get(order_id, ..)`."""
    wanted = [snake(name) for name in operation.required_of_caller]
    choices = (rule["names"] for rule in operation.rules if rule["kind"] in ("exactly_one", "at_least_one"))
    wanted += ["|".join(map(snake, names)) for names in choices]
    more = len(operation.parameters) + len(operation.body_fields) > sum(w.count("|") + 1 for w in wanted)
    return f"{operation.action}({', '.join([*wanted, *(['..'] if more else [])])})"


def listing(operations: Iterable[Operation]) -> str:
    """Return one line per entity with its actions."""
    lines: dict[str, list[str]] = {}
    for operation in operations:
        old = " deprecated" if operation.deprecated else ""
        lines.setdefault(operation.entity, []).append(usage(operation) + old)
    return "\n".join(f"{entity}: {', '.join(actions)}" for entity, actions in lines.items())


def describe(title: str, operations: list[Operation]) -> str:
    """Return the description of a tool that executes any of these operations."""
    if not operations:
        return _UNKNOWN.format(title)
    entity = operations[0].entity
    return (
        f"Operations of {title}, as entity: action(required, either|or, .. more):\n"
        f"{listing(operations)}\n"
        'docs: search(query), read(section) tell parameters, limits and traps, e.g. read(section="'
        f'{entity}"): look there before guessing.\n'
        "results: read_more(handle, offset|path) gives the rest of a result that was cut.\n"
        f"{_DATES} Marketplace and seller are filled in. Next page: the same call, params = meta.next_params."
    )


def entity_names(operations: Sequence[Operation]) -> list[str]:
    """Return the entities of these operations, and those that every connector has; none where only a server knows."""
    if not operations:
        return []
    return [*dict.fromkeys(operation.entity for operation in operations), *BUILT_IN]


def action_names(operations: Sequence[Operation]) -> list[str]:
    """Return the actions of these operations, and those of docs and results; none where only a server knows."""
    if not operations:
        return []
    return [*dict.fromkeys(operation.action for operation in operations), "search", "read", "read_more"]


def execute_schema(operations: list[Operation]) -> dict[str, Any]:
    """Return the closed JSON schema of a tool that executes any of these operations."""
    paths = {"type": "array", "items": {"type": "string"}}
    return {
        "type": "object",
        "properties": {
            "entity": _choice(entity_names(operations)),
            "action": _choice(action_names(operations)),
            "params": {"type": "object", "description": PARAMS, "additionalProperties": True},
            "select_fields": {**paths, "description": SELECT},
        },
        "required": ["entity", "action"],
        "additionalProperties": False,
    }


def _choice(names: list[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(dict.fromkeys(names))} if names else {"type": "string"}


@lru_cache(maxsize=32)
def description_of(
    owner: type[Connector], policy: Policy, *, writes: bool = False
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return description, entities and actions of the operations that a decorated function may run."""
    operations = allowed(owner.operations, policy)
    if writes:
        operations += allowed(owner.operations, policy, writes=True)
    return (
        describe(owner.title, operations),
        tuple(entity_names(operations)),
        tuple(action_names(operations)),
    )
