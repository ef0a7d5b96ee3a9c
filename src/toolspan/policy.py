"""Which operations a connector may run: reads, unless writes are named."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from toolspan.errors import ConfigurationError, PolicyDenied
from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation

RAW = "raw"
"""The name under which `connector.raw` is allowed to send more than GET and HEAD."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a connector may do. The default allows every read and no write.

    Args:
        writes: Operations that may change what others can see, by name or pattern:
            `listings_items.patch`, `listings_items.*`, `*`; `raw` must be named by itself.
        reads: Operations that may read; everything by default, `raw` included.
    """

    writes: Sequence[str] = ()
    reads: Sequence[str] = ("*",)

    def __post_init__(self) -> None:
        for name in ("writes", "reads"):
            if isinstance(getattr(self, name), str):
                raise ConfigurationError(
                    f'Policy({name}=...) takes a list of names, such as {name}=["orders.*"].'
                )
            object.__setattr__(self, name, tuple(getattr(self, name)))  # what was checked must stay so

    def check_names(self, index: OperationIndex) -> None:
        """Refuse names that match nothing: a misspelt one must not silently allow or forbid.

        Raises:
            ConfigurationError: A name or pattern matches no operation of that effect.
        """
        for effect, patterns in (("write", self.writes), ("read", self.reads)):
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

    def check(self, operation: Operation) -> None:
        """Refuse an operation that is not allowed.

        Raises:
            PolicyDenied: The policy does not name it.
        """
        if not self.allows(operation):
            kind = "writes" if operation.effect == "write" else "reads"
            raise PolicyDenied(
                f"{operation.name} is not allowed by this connector's policy.",
                hint=f'Whoever owns the connector can allow it with Policy({kind}=["{operation.name}"]).',
            )


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(pattern == "*" or fnmatchcase(name, pattern) for pattern in patterns)
