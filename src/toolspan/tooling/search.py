"""Finds operations by what a person or a model wants to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.operations.names import snake
from toolspan.tooling.catalogue import allowed
from toolspan.tooling.guides import section_of
from toolspan.tooling.listing import usage

if TYPE_CHECKING:
    from toolspan.connector import Connector
    from toolspan.operations.model import Operation

_BEST = 5


def inspect_connector(connector: Connector, query: str | None) -> dict[str, Any]:
    """Return what a connector can do; with a query, the operations and guide sections that fit it best.

    Args:
        connector: Its policy decides which operations count.
        query: A question or task in words.
    """
    operations = allowed(connector.operations, connector.policy)
    writes = allowed(connector.operations, connector.policy, writes=True)
    if query:
        return {
            "operations": [
                _row(operation) for operation in _ranked(connector, [*operations, *writes], query)
            ],
            "sections": connector.guides.search(query),
        }
    return {
        "connector": connector.title,
        **connector.about(),
        "reads": [f"{operation.entity}.{usage(operation)}" for operation in operations],
        "writes": [f"{operation.entity}.{usage(operation)}" for operation in writes],
        "sections": [row["section"] for row in connector.guides.outline()],
    }


def _row(operation: Operation) -> dict[str, Any]:
    row = {
        "entity": operation.entity,
        "action": operation.action,
        "summary": operation.summary,
        "example": dict(operation.example),
    }
    return row | ({"deprecated": dict(operation.deprecated)} if operation.deprecated else {})


def _ranked(connector: Connector, operations: list[Operation], query: str) -> list[Operation]:
    """Return the operations whose name, summary, parameters and guide share most with the query."""
    guides = connector.guides
    scored = []
    for operation in operations:
        parameters = " ".join(snake(p.name) for p in operation.parameters)
        own = section_of(
            operation.name, operation.entity, f"{operation.summary} {operation.summary} {parameters}"
        )
        score = guides.score(own, query) * 2
        if guide := guides.sections.get(f"{operation.entity}#{operation.action}"):
            score += guides.score(guide, query)
        scored.append((score * (0.5 if operation.deprecated else 1.0), operation))
    best = sorted(scored, key=lambda pair: -pair[0])[:_BEST]
    return [operation for score, operation in best if score > 0]
