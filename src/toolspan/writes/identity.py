"""Adds a fingerprint to each write, computed from the values after defaults are applied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolspan.contract import Fingerprint
from toolspan.journal.base import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.contract import Call, Executor
    from toolspan.operations.model import Operation
    from toolspan.page import Page

_STATES = ("PUT", "PATCH", "DELETE")
"""Methods that set the state of what stands at their path."""


class Fingerprinted:
    """Executor around an executor: gives each write its fingerprint.

    Defaults are applied first, where that happens in this process: a call that spells out a default
    is the same write as one that leaves it out. Where a server applies them, the values are those
    that the server is sent.

    Args:
        executor: Carries out the write.
        owner: Stands for the account; two accounts never share a write.
        filled: Returns the values of a call as they are sent.
    """

    def __init__(self, executor: Executor, owner: str, filled: Callable[[Call], Mapping[str, Any]]) -> None:
        self._executor = executor
        self._owner = owner
        self._filled = filled

    async def aclose(self) -> None:
        """Close the connections."""
        await self._executor.aclose()

    async def execute(self, call: Call, /) -> Page:
        """Carry out a write.

        Raises:
            InvalidInput: It cannot be sent.
        """
        operation = call.operation
        values = self._filled(call)
        digest = digest_of(self._owner, operation.name, values)
        return await self._executor.execute(
            replace(call, fingerprint=Fingerprint(digest, _target(operation, values)))
        )


def fingerprint_of(call: Call) -> Fingerprint:
    """Return the fingerprint of a write, which `Fingerprinted` has set."""
    if call.fingerprint is None:
        raise TypeError(f"{call.operation.name} has not been identified")
    return call.fingerprint


def _target(operation: Operation, values: Mapping[str, Any]) -> str | None:
    if operation.method not in _STATES:
        return None
    names = [parameter.name for parameter in operation.parameters if parameter.location == "path"]
    return digest_of(operation.path, {name: values.get(name) for name in names})
