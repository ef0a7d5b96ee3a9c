"""Data Kiosk queries of a seller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolspan.emulator.reports.documents import Document

__all__ = ["QUEUED", "WORKING", "KioskQuery"]

QUEUED, WORKING = 15.0, 45.0
"""Seconds that a query is IN_QUEUE, and IN_PROGRESS after that."""


@dataclass(slots=True, eq=False)
class KioskQuery:
    """One query; its status follows the clock."""

    query_id: str
    text: str
    created: float
    offset: int
    failure: str | None = None
    cancelled: bool = False
    document: Document | None = None
    next_offset: int | None = None

    def status(self, now: float) -> str:
        """Return the processing status at a time."""
        if self.cancelled:
            return "CANCELLED"
        age = now - self.created
        if age < QUEUED:
            return "IN_QUEUE"
        if age < QUEUED + WORKING:
            return "IN_PROGRESS"
        return "FATAL" if self.failure else "DONE"
