"""Report schedules: recurring reports."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from toolspan.emulator.accounts import Seller
    from toolspan.emulator.facts import Marketplace

__all__ = ["PERIODS", "Schedule", "Schedules"]

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
MONTH = "P1M"
PERIODS: dict[str, int | None] = {
    **{f"PT{minutes}M": minutes * _MINUTE for minutes in (5, 15, 30)},
    **{f"PT{hours}H": hours * _HOUR for hours in (1, 2, 4, 8, 12, 84)},
    **{f"P{days}D": days * _DAY for days in (1, 2, 3, 7, 14, 15, 18, 30)},
    MONTH: None,
}


@dataclass(slots=True, eq=False)
class Schedule:
    """Schedule; `due` is the wall-clock time of its next report."""

    schedule_id: str
    owner: tuple[str, str]
    seller: Seller
    report_type: str
    marketplaces: tuple[Marketplace, ...]
    period: str
    due: float
    options: Mapping[str, str] = field(default_factory=dict)

    def after(self, moment: float) -> float:
        """Return the time of the report after one of this time."""
        seconds = PERIODS[self.period]
        return moment + seconds if seconds is not None else _shifted(moment, 1)

    def before(self, moment: float) -> float:
        """Return the start of the data that a report of this time covers."""
        seconds = PERIODS[self.period]
        return moment - seconds if seconds is not None else _shifted(moment, -1)


class Schedules:
    """Schedules of all sellers."""

    def __init__(self, randomness: random.Random) -> None:
        self._random = randomness
        self._schedules: dict[str, Schedule] = {}

    def add(self, **values: Any) -> Schedule:
        """Add a schedule; it replaces one of the same type and marketplaces."""
        schedule_id = f"{50_000 + len(self._schedules)}0{self._random.randrange(10**5, 10**6)}"
        schedule = Schedule(schedule_id, **values)
        for old in self.of(schedule.owner):
            if (old.report_type, set(old.marketplaces)) == (schedule.report_type, set(schedule.marketplaces)):
                self.end(old)
        self._schedules[schedule.schedule_id] = schedule
        return schedule

    def of(self, owner: tuple[str, str]) -> list[Schedule]:
        """Return the schedules of an application for a seller."""
        return [one for one in self._schedules.values() if one.owner == owner]

    def end(self, schedule: Schedule) -> None:
        """Remove a schedule; its reports stay."""
        del self._schedules[schedule.schedule_id]

    def fire(self, now: float, retention: float) -> Iterator[tuple[Schedule, float]]:
        """Yield each schedule with the time of each report now due, earliest first."""
        for schedule in list(self._schedules.values()):
            while schedule.due <= now:
                moment, schedule.due = schedule.due, schedule.after(schedule.due)
                if moment > now - retention:
                    yield schedule, moment


def _shifted(moment: float, months: int) -> float:
    """Return the same day and time some months later, or the last day of a shorter month."""
    at = datetime.fromtimestamp(moment, UTC)
    years, month = divmod(at.month - 1 + months, 12)
    year = at.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return at.replace(year=year, month=month + 1, day=min(at.day, last)).timestamp()
