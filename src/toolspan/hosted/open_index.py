"""Operations that only the server knows: any name may be one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput
from toolspan.operations.arguments import Arguments, Signature
from toolspan.operations.index import OperationIndex
from toolspan.operations.model import Operation
from toolspan.operations.names import squash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

READS = frozenset(
    map(
        squash,
        ("list", "get", "search", "describe", "download", "context_store_search", "context_store_sql_query"),
    )
)
"""Actions that change nothing. Whatever else there may be counts as a write until its owner allows it."""
_LONGEST = 200


class OpenSignature(Signature):
    """Takes any parameter under the name that it was given."""

    def check(self, params: Mapping[str, Any], now: datetime) -> Arguments:  # noqa: ARG002 - the server checks
        """Return the parameters as they are; `None` values count as not given."""
        return Arguments({str(name): value for name, value in params.items() if value is not None})

    def unchecked(self, params: Mapping[str, Any]) -> Arguments:
        """Return the parameters exactly as they are."""
        return Arguments({str(name): value for name, value in params.items()})


class OpenIndex(OperationIndex):
    """The operations of a connector that is known by its name only."""

    def __init__(self) -> None:
        self._signatures: dict[str, Signature] = {}

    @cached_property
    def _record(self) -> dict[str, Any]:
        return {"operations": []}

    def find(self, entity: str, action: str) -> Operation:
        """Return the operation of these names, whether or not the server has it.

        Raises:
            InvalidInput: A name is empty or too long.
        """
        for what, given in (("entity", entity), ("action", action)):
            if not isinstance(given, str) or not given.strip() or len(given) > _LONGEST:
                raise InvalidInput(f"{what} must be a name of at most {_LONGEST} characters.")
        reads = squash(action) in READS
        return Operation(entity, action, "", "read" if reads else "write", idempotent=reads)

    def signature(self, operation: Operation) -> Signature:
        """Return a signature that leaves the checking to the server."""
        return OpenSignature(operation)
