"""Operations that only the server knows: any name may be one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError, InvalidInput
from toolspan.operations.arguments import Arguments, Signature
from toolspan.operations.index import OperationIndex
from toolspan.operations.model import Operation
from toolspan.operations.names import squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from toolspan.operations.arguments import Zone
    from toolspan.operations.model import Effect

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

    def check(self, params: Mapping[str, Any], now: datetime, zone: Zone | None = None) -> Arguments:  # noqa: ARG002 - the server checks
        """Return the parameters as they are; `None` values count as not given."""
        return Arguments({str(name): value for name, value in params.items() if value is not None})

    def unchecked(self, params: Mapping[str, Any]) -> Arguments:
        """Return the parameters exactly as they are."""
        return Arguments({str(name): value for name, value in params.items()})


class OpenIndex(OperationIndex):
    """The operations of a connector that is known by its name only.

    Args:
        writes: What its policy names; of these alone it is known that there are such operations.
    """

    def __init__(self, writes: Sequence[str] = ()) -> None:
        self._signatures: dict[str, Signature] = {}
        self._writes = writes

    @cached_property
    def _record(self) -> dict[str, Any]:
        return {"operations": []}

    @cached_property
    def _operations(self) -> dict[str, Operation]:
        return {operation.name: operation for name in self._writes if (operation := _named(name))}

    def find(self, entity: str, action: str) -> Operation:
        """Return the operation of these names, whether or not the server has it.

        Raises:
            InvalidInput: A name is empty or too long.
        """
        for what, given in (("entity", entity), ("action", action)):
            if not isinstance(given, str) or not given.strip() or len(given) > _LONGEST:
                raise InvalidInput(f"{what} must be a name of at most {_LONGEST} characters.")
        reads = squash(action) in READS
        effect: Effect = "read" if reads else "write"
        return Operation(entity, action, "", effect, idempotent=reads, destructive=not reads)

    def signature(self, operation: Operation) -> Signature:
        """Return a signature that leaves the checking to the server."""
        return OpenSignature(operation)


def _named(name: str) -> Operation | None:
    """Return the write that a policy names; what it may do is not known, so the worst is assumed.

    Raises:
        ConfigurationError: It is a pattern, and only the server knows what fits.
    """
    entity, _, action = name.partition(".")
    if "*" in name or "?" in name or "[" in name:
        raise ConfigurationError(
            f'Policy: "{name}" cannot become a tool: only the server knows which operations it means.',
            hint='Name each of them, such as writes=["tickets.update"]; execute() takes patterns too.',
        )
    if not action or squash(action) in READS:
        return None
    return Operation(entity, action, "", "write", idempotent=False, destructive=True)
