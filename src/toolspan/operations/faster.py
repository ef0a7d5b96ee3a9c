"""Ways to need fewer calls: larger pages, a list instead of single records, one bulk file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.operations.names import snake

if TYPE_CHECKING:
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation

_LISTS = ("list", "search")


def fewer_calls(operation: Operation, index: OperationIndex, bulk: str | None) -> str | None:
    """Return what needs fewer calls than an operation that is called again and again; None where nothing does.

    Args:
        operation: What is called.
        index: All operations of its API.
        bulk: Name of the operation that gives many records in one file, where the API has one. It replaces nothing
            of its own entity: those are its steps.
    """
    if operation.effect != "read" or (bulk and bulk.startswith(f"{operation.entity}.")):
        return None
    ways = [_larger_pages(operation), _of_many(operation, index)]
    if bulk and any(each.name == bulk for each in index):
        ways.append(f"{bulk} gives them in one file")
    known = [way for way in ways if way]
    return f"Fewer calls do it: {'; '.join(known)}." if known else None


def _larger_pages(operation: Operation) -> str | None:
    schemas = {each.key: each.schema for each in operation.parameters} | dict(operation.body_fields)
    most = schemas.get(operation.page_size or "", {}).get("maximum")
    return f"give {snake(operation.page_size)} up to {most}" if operation.page_size and most else None


def _of_many(operation: Operation, index: OperationIndex) -> str | None:
    if operation.records_kind != "one" or operation.action in _LISTS:
        return None
    beside = {each.action for each in index if each.entity == operation.entity and each.iterable}
    found = next((action for action in _LISTS if action in beside), None)
    return f"{operation.entity}.{found} reads many at once" if found else None
