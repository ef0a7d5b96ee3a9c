"""Points of a replication at which tests end the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FETCHED, INSIDE, COMMITTED, REQUESTED, SAVED = POINTS = (
    "page fetched",
    "in the transaction",
    "page committed",
    "job requested",
    "file read",
)
listener: Callable[[str], None] | None = None
"""Called with the name of each point that is reached; None outside of tests."""


def reached(point: str) -> None:
    """Say that a point is reached."""
    if listener is not None:
        listener(point)
