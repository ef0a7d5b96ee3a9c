"""Reports that were made before: one that can be used again, or too many for another one now."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.reports.types import habits
from toolspan.errors import RateLimited, ToolspanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from toolspan.clock import Deadline

    Lister = Callable[[Mapping[str, Any], Deadline], Awaitable[list[dict[str, Any]]]]

_SAME = 1.0  # seconds between two writings of one moment
_ROLLING = 300.0  # seconds by which "until now" may differ from when the report was asked for
_GRACE = 2.0  # seconds: Amazon's times of creation are whole ones
_MOST_MARKETPLACES = 10  # that reports.list takes
_HALF_HOUR = {"seconds": 1800}
_PERIOD = ("dataStartTime", "dataEndTime")
_MADE = ("DONE", "IN_QUEUE", "IN_PROGRESS")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The reports of the account, as one that is asked for now sees them.

    Args:
        list_reports: Lists them.
        now: When it is asked for.
        wanted: What is asked for, by wire name.
        deadline: Until when.
    """

    list_reports: Lister
    now: datetime
    wanted: Mapping[str, Any]
    deadline: Deadline

    def cannot_fit(self) -> str | None:
        """Return why no earlier report can be known to hold the same rows: Amazon's list shows no options."""
        if self.wanted.get("reportOptions"):
            return "No earlier report was looked for: Amazon's list does not show the options that one was made with."
        if habits(self.wanted.get("reportType")).get("options"):
            return (
                "No earlier report was looked for: this type takes options, and Amazon's list does not show which ones "
                "a report was made with."
            )
        return None

    async def fitting(self, within: float) -> dict[str, Any] | None:
        """Return the newest report that is done, of the same type, marketplaces and period, and not older.

        Args:
            within: Seconds that it may be old.
        """
        found = await self._since(within, processingStatuses=["DONE"])
        fitting = [report for report in found if self._fits(report)]
        return max(fitting, key=lambda report: str(report.get("createdTime")), default=None)

    async def check_cooldown(self) -> None:
        """Refuse what Amazon would cancel, where its limit for the type is known.

        Raises:
            RateLimited: As many as Amazon makes were made; `retry_after` says when the next one will do.
        """
        limit = habits(self.wanted.get("reportType")).get("cooldown")
        if not limit:
            return
        found: list[dict[str, Any]] = []
        with suppress(ToolspanError):  # the look is a courtesy: where it fails, Amazon's own answer will do
            found = await self._since(limit["seconds"])
        made = [report for report in found if report.get("processingStatus") in _MADE]
        times = sorted(moment for report in made if (moment := _moment(report.get("createdTime"))))
        if len(times) >= limit["calls"]:
            free = times[-limit["calls"]] + timedelta(seconds=limit["seconds"])
            raise self._too_soon(limit, max(0.0, (free - self.now).total_seconds()) + _GRACE, made)

    async def are_there(self, report: Mapping[str, Any]) -> bool:
        """Return whether this type was asked for shortly before a report; so too where that cannot be known.

        Within the cool-down of the type every request counts; where none is known, within half an
        hour those of the same period.
        """
        limit = habits(self.wanted.get("reportType")).get("cooldown")
        made = _moment(report.get("createdTime"))
        if made is None:
            return True
        try:
            found = await self._since((self.now - made).total_seconds() + (limit or _HALF_HOUR)["seconds"])
        except ToolspanError:
            return True
        return any(
            other.get("reportId") != report.get("reportId")
            and (when := _moment(other.get("createdTime"))) is not None
            and when <= made
            and (limit is not None or all(other.get(name) == report.get(name) for name in _PERIOD))
            for other in found
        )

    def _too_soon(self, limit: Mapping[str, Any], wait: float, made: list[dict[str, Any]]) -> RateLimited:
        newest = max(made, key=lambda report: str(report.get("createdTime")))
        return RateLimited(
            f"reports.run: {self.wanted['reportType']} was made {len(made)} times in the last {limit['seconds'] // 60} "
            f"minutes; Amazon would cancel or fail another one for {wait:.0f} s.",
            hint=f'The newest one is from {newest.get("createdTime")}: read it with reports.run {{"report_id": '
            f'"{newest.get("reportId")}"}}, or wait that long.',
            retry_after=wait,
        )

    async def _since(self, seconds: float, **more: Any) -> list[dict[str, Any]]:
        values = {
            "reportTypes": [self.wanted.get("reportType")],
            "createdSince": (self.now - timedelta(seconds=seconds)).isoformat(),
            "pageSize": 100,
            **more,
        }
        if where := self.wanted.get("marketplaceIds"):
            values["marketplaceIds"] = where[:_MOST_MARKETPLACES]
        return await self.list_reports(values, self.deadline)

    def _fits(self, report: Mapping[str, Any]) -> bool:
        where, asked = report.get("marketplaceIds") or [], self.wanted.get("marketplaceIds")
        if len(where) != 1 if asked is None else set(where) != set(asked):
            return False
        made = _moment(report.get("createdTime"))
        return made is not None and self._same_period(report, made)

    def _same_period(self, report: Mapping[str, Any], made: datetime) -> bool:
        """Return whether a report covers the period, one that moves with the time included."""
        start, end = (_moment(self.wanted.get(name)) for name in ("dataStartTime", "dataEndTime"))
        had_start, had_end = (_moment(report.get(name)) for name in ("dataStartTime", "dataEndTime"))
        if end is not None:
            return _near(end, had_end, _SAME) and (start is None or _near(start, had_start, _SAME))
        if not _near(made, had_end, _ROLLING):
            return False
        moved = start and start - (self.now - made)
        return start is None or _near(start, had_start, _SAME) or _near(moved, had_start, _ROLLING)


def patience(report: Mapping[str, Any]) -> str:
    """Return how long to wait before a report of this type is asked for again."""
    limit = habits(report.get("reportType")).get("cooldown")
    return f"{limit['seconds'] // 60} minutes" if limit else "half an hour"


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None


def _near(one: datetime | None, other: datetime | None, seconds: float) -> bool:
    return one is not None and other is not None and abs((one - other).total_seconds()) <= seconds
