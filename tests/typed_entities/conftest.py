from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, get_type_hints

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.records import parameters
from toolspan.entity import EntityAttribute

if TYPE_CHECKING:
    from toolspan.entity import Entity
    from toolspan.operations.model import Operation

OPERATIONS = {operation.name: operation for operation in AmazonSellerPartnerConnector.operations}
ALIASES = AmazonSellerPartnerConnector.operations.aliases


def attributes() -> dict[str, type[Entity]]:
    """Class of each entity attribute by name."""
    members = inspect.getmembers_static(AmazonSellerPartnerConnector)
    return {name: member._kind for name, member in members if isinstance(member, EntityAttribute)}


def methods(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_")}


MORE = {"reports": {"download"}}
"""Methods that are no operation: what they do concerns the caller's own machine."""


def expected_methods(actions: dict[str, Operation]) -> set[str]:
    """An operation with pages or rows to wait for can be iterated too."""
    read_on = {action for action, operation in actions.items() if operation.cursor or operation.steps}
    more = next((MORE[operation.entity] for operation in actions.values() if operation.entity in MORE), ())
    return {*actions, *more, *("iterate" if action == "list" else f"iterate_{action}" for action in read_on)}


def actions_of(entity: str) -> dict[str, Operation]:
    return {each.action: each for each in OPERATIONS.values() if each.entity == entity}


def parameter_class(operation: Operation) -> Any:
    words = f"{operation.entity}_{operation.action}".split("_")
    return getattr(parameters, "".join(word.capitalize() for word in words))


def parameter_types(operation: Operation) -> dict[str, Any]:
    return get_type_hints(parameter_class(operation), include_extras=True)
