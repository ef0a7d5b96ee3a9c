"""An executor that tells writes apart by what they send, not by how it was written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolspan.contract import Filler, Identity
from toolspan.journal import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.contract import Call, Executor
    from toolspan.operations.model import Operation
    from toolspan.page import Page

_STATES = ("PUT", "PATCH", "DELETE")
"""Methods that set the state of what stands at their path."""


class Identified:
    """An executor around an executor, which gives each write its identity.

    It is taken of the values after defaults were filled in, where that happens in this process: what
    spells out the connector's own marketplace is the same write as what leaves it out. Where a
    server fills in, the values are those that it is sent.

    Args:
        executor: Carries out.
        owner: Stands for the account; two accounts never share a write.
        filler: Fills in, if it is a `Filler`.
    """

    def __init__(self, executor: Executor, owner: str, filler: object) -> None:
        self._executor = executor
        self._owner = owner
        self._filler = filler

    async def aclose(self) -> None:
        """Give back the connections."""
        await self._executor.aclose()

    async def execute(self, call: Call, /) -> Page:
        """Carry out a write.

        Raises:
            InvalidInput: It cannot be sent.
        """
        operation = call.operation
        values = self._filler.filled(call) if isinstance(self._filler, Filler) else call.values
        digest = digest_of(self._owner, operation.name, values)
        return await self._executor.execute(
            replace(call, identity=Identity(digest, _target(operation, values)))
        )


def identity_of(call: Call) -> Identity:
    """Return what a write is known by, once `Identified` has said it."""
    if call.identity is None:
        raise TypeError(f"{call.operation.name} has not been identified")
    return call.identity


def _target(operation: Operation, values: Mapping[str, Any]) -> str | None:
    if operation.method not in _STATES:
        return None
    names = [parameter.name for parameter in operation.parameters if parameter.location == "path"]
    return digest_of(operation.path, {name: values.get(name) for name in names})
