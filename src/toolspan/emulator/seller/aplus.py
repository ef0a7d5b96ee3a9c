"""A+ content documents of a seller."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["AplusDocument"]

_REVIEW = 86400.0


@dataclass(slots=True, eq=False)
class AplusDocument:
    """Document as it was sent last, with its products; its review takes a day from when it is submitted."""

    key: str
    marketplace: str
    content: dict[str, Any]
    changed: float
    asins: list[str] = field(default_factory=list)
    submitted: float | None = None

    def status(self, now: float) -> str:
        """Return Amazon's status at a time."""
        if self.submitted is None:
            return "DRAFT"
        return "APPROVED" if now - self.submitted >= _REVIEW else "SUBMITTED"
