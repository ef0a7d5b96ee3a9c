from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector, entities
from toolspan.connectors.amazon_seller_partner.records import parameters

if TYPE_CHECKING:
    from toolspan.operations.model import Operation

OPERATIONS = {operation.name: operation for operation in AmazonSellerPartnerConnector.every_operation}
ALIASES = {
    alias: entity
    for alias, entity in AmazonSellerPartnerConnector.every_operation.aliases.items()
    if alias != "store"  # the attribute is the `Store` of every connector
}
ENTITIES = list(AmazonSellerPartnerConnector.every_operation.entities)
STUB = {
    node.name: node
    for node in ast.parse(Path(entities.__file__).with_suffix(".pyi").read_text("utf-8")).body
    if isinstance(node, ast.ClassDef)
}
"""Classes of the stub by name."""
CONNECTOR = "AmazonSellerPartnerEntities"
SYNC = "SyncAmazonSellerPartner"


def attributes(of: str = CONNECTOR) -> dict[str, str]:
    """Class of each entity attribute by name, as the stub declares them."""
    return {
        ast.unparse(node.target): ast.unparse(node.annotation)
        for node in STUB[of].body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) != "entity_classes"
    }


def stubbed(kind: str) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Methods of a class of the stub, by name."""
    return {
        node.name: node
        for node in STUB[kind].body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


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
