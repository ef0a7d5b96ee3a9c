"""What a store holds of an entity: from when, to when, and as of when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """A period of which every record is held, with all changes up to `as_of`."""

    entity: str
    starts: datetime
    ends: datetime
    as_of: datetime


def joined(periods: Iterable[Coverage]) -> list[Coverage]:
    """Return the periods of one entity, those that touch made one; the older `as_of` counts for both."""
    result: list[Coverage] = []
    for each in sorted(periods, key=lambda period: period.starts):
        last = result[-1] if result else None
        if last and each.starts <= last.ends:
            ends, as_of = max(last.ends, each.ends), min(last.as_of, each.as_of)
            result[-1] = Coverage(last.entity, last.starts, ends, as_of)
        else:
            result.append(each)
    return result
