"""Policy: the operations a connector may run, and the writes that need a person's approval."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError, PolicyDenied
from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation

logger = logging.getLogger("toolspan")

RAW = "raw"
"""Name that allows `connector.raw` to send methods other than GET and HEAD."""
REPEAT_WINDOW = 600.0
"""Default window in seconds in which an equal write counts as a repetition."""
Approve = bool | Sequence[str] | Callable[["Operation", Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a connector may do. The default allows every read and no write.

    Args:
        writes: Operations that may change what others can see, by name or pattern:
            `listings_items.patch`, `listings_items.*`, `*`; `raw` must be named by itself.
        reads: Operations that may read; everything by default, `raw` included.
        approve: Which writes of an agent's tools a person must approve first: all of them, none (False), those
            of these names and patterns, or all but those for which a function of operation and parameters
            returns False, and nothing else will do. Calls that a program makes itself are its author's.
        writes_per_day: Writes in any 24 hours at most; None for no bound.
        repeat_window: Seconds in which the same write again is answered with the receipt of the
            first; 0 sends it again, unless the first may still be under way.
    """

    writes: Sequence[str] = ()
    reads: Sequence[str] = ("*",)
    approve: Approve = True
    writes_per_day: int | None = None
    repeat_window: float = REPEAT_WINDOW

    def __post_init__(self) -> None:
        for name in ("writes", "reads", "approve"):
            given = getattr(self, name)
            if isinstance(given, str):
                raise ConfigurationError(
                    f'Policy({name}=...) takes a list of names, such as {name}=["orders.*"].'
                )
            if name != "approve" or not (isinstance(given, bool) or callable(given)):
                object.__setattr__(self, name, tuple(given))  # what was checked must stay so
        _check_function(self.approve)
        _check_number("writes_per_day", self.writes_per_day, int)
        _check_number("repeat_window", self.repeat_window, (int, float))

    def check_names(self, index: OperationIndex) -> None:
        """Raise for names that match no operation: a typo must not silently allow or deny anything.

        Raises:
            ConfigurationError: A name or pattern matches no operation of that effect.
        """
        approved = self.approve if isinstance(self.approve, tuple) else ()
        for effect, patterns in (("write", (*self.writes, *approved)), ("read", self.reads)):
            known = [operation.name for operation in index if operation.effect == effect]
            for pattern in patterns:
                if pattern not in ("*", RAW) and not any(fnmatchcase(name, pattern) for name in known):
                    raise ConfigurationError(
                        f'Policy: "{pattern}" matches no {effect} operation.{suggestion(pattern, known)}',
                        hint=f"The {effect} operations are: {', '.join(known) or 'none in this release'}.",
                    )

    def allows(self, operation: Operation) -> bool:
        """Return whether the operation may run."""
        patterns = self.writes if operation.effect == "write" else self.reads
        return _matches(operation.name, patterns)

    def allows_raw(self, method: str) -> bool:
        """Return whether `connector.raw` may send this method."""
        if method in ("GET", "HEAD"):
            return "*" in self.reads or RAW in self.reads
        return RAW in self.writes

    def check_raw(self, method: str) -> None:
        """Raise if a raw call is not allowed.

        Raises:
            PolicyDenied: The policy does not allow raw calls of this method.
        """
        if not self.allows_raw(method):
            kind = "reads" if method in ("GET", "HEAD") else "writes"
            raise PolicyDenied(
                f"raw {method} is not allowed by this connector's policy.",
                hint=f"Whoever owns the connector can allow it with {self.permission(kind, RAW)}.",
            )

    def asks(self, operation: Operation, params: Mapping[str, Any]) -> bool:
        """Return whether a person must approve this tool call.

        Args:
            operation: What is called.
            params: Its checked parameters, in snake_case.
        """
        if operation.effect != "write" or isinstance(self.approve, bool):
            return operation.effect == "write" and self.approve is True
        if not callable(self.approve):
            return _matches(operation.name, self.approve)
        try:
            return self.approve(operation, params) is not False
        except Exception:
            logger.exception("Policy(approve=...) failed for %s; a person is asked", operation.name)
            return True

    def check(self, operation: Operation) -> None:
        """Raise if an operation is not allowed.

        Raises:
            PolicyDenied: The policy does not name it.
        """
        if not self.allows(operation):
            kind = "writes" if operation.effect == "write" else "reads"
            raise PolicyDenied(
                f"{operation.name} is not allowed by this connector's policy.",
                hint=f"Whoever owns the connector can allow it with {self.permission(kind, operation.name)}.",
            )

    def permission(self, kind: str, name: str) -> str:
        """Return how to write the permission that is missing, for hints.

        Args:
            kind: "reads" or "writes".
            name: Name of an operation, or "raw".
        """
        return f'Policy({kind}=["{name}"])'


def _check_function(given: Approve) -> None:
    if iscoroutinefunction(given) or iscoroutinefunction(getattr(given, "__call__", None)):  # noqa: B004 - of an object
        raise ConfigurationError(
            "Policy(approve=...) takes a plain function of operation and parameters, not an async one.",
            hint="It says whether a person must be asked, and is not awaited: let it return False for what needs nobody.",
        )


def _check_number(name: str, value: float | None, kind: type | tuple[type, ...]) -> None:
    if value is not None and (not isinstance(value, kind) or isinstance(value, bool) or value < 0):
        raise ConfigurationError(f"Policy({name}=...) takes a number from 0 on, not {value!r}.")


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(pattern == "*" or fnmatchcase(name, pattern) for pattern in patterns)
