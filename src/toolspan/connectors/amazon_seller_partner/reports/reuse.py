"""Report reuse, and the request cool-down of each report type."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.reports.types import type_quirks
from toolspan.errors import RateLimited, ToolspanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from toolspan.clock import Deadline

    Lister = Callable[[Mapping[str, Any], Deadline], Awaitable[list[dict[str, Any]]]]

_SAME = 1.0  # seconds by which two notations of one moment may differ
_ROLLING = 300.0  # seconds by which "until now" may differ from the time of the request
_GRACE = 2.0  # seconds: Amazon gives times of creation in whole seconds
_MAX_MARKETPLACES = 10  # reports.list takes no more
_HALF_HOUR = {"seconds": 1800}
_PERIOD = ("dataStartTime", "dataEndTime")
_MADE = ("DONE", "IN_QUEUE", "IN_PROGRESS")


@dataclass(frozen=True, slots=True)
class ReportReuse:
    """Earlier reports of the account that a new request could use, or that block it.

    Args:
        list_reports: Lists reports.
        now: Time of the request.
        wanted: Parameters of the request, by wire name.
        deadline: Deadline of the call.
    """

    list_reports: Lister
    now: datetime
    wanted: Mapping[str, Any]
    deadline: Deadline

    def not_possible(self) -> str | None:
        """Return why no report can be reused; None where one can.

        Amazon's list does not show report options, so a report with other options could hold other rows.
        """
        if self.wanted.get("reportOptions"):
            return "No report was reused: Amazon's list does not show the options of earlier reports."
        if type_quirks(self.wanted.get("reportType")).get("options"):
            return (
                "No report was reused: this type takes options, and Amazon's list does not show those of earlier "
                "reports."
            )
        return None

    async def newest(self, within: float) -> dict[str, Any] | None:
        """Return the newest finished report with the same type, marketplaces and period.

        Args:
            within: Age in seconds at most.
        """
        matching = [report for report in await self.finished(within) if self._matches(report)]
        return max(matching, key=lambda report: str(report.get("createdTime")), default=None)

    async def finished(self, within: float) -> list[dict[str, Any]]:
        """Return the finished reports with the same type and marketplaces, of any period.

        Args:
            within: Age in seconds at most.
        """
        found = await self._since(within, processingStatuses=["DONE"])
        return [report for report in found if self._is_there(report)]

    async def check_cooldown(self) -> None:
        """Refuse a request that Amazon would cancel, where the cool-down of the type is known.

        Raises:
            RateLimited: The type was requested too often; `retry_after` says when to try again.
        """
        limit = type_quirks(self.wanted.get("reportType")).get("cooldown")
        if not limit:
            return
        found: list[dict[str, Any]] = []
        with suppress(ToolspanError):  # only a courtesy: if the list fails, Amazon itself answers
            found = await self._since(limit["seconds"])
        made = [report for report in found if report.get("processingStatus") in _MADE]
        times = sorted(moment for report in made if (moment := _moment(report.get("createdTime"))))
        if len(times) >= limit["calls"]:
            free = times[-limit["calls"]] + timedelta(seconds=limit["seconds"])
            raise self._too_soon(limit, max(0.0, (free - self.now).total_seconds()) + _GRACE, made)

    async def requested_before(self, report: Mapping[str, Any]) -> bool:
        """Return whether this type was requested shortly before a report; True where that cannot be known.

        Every request within the type's cool-down counts; where no cool-down is known, every request of
        the same period within half an hour.
        """
        earlier = await self._requested_before(report)
        return earlier is None or bool(earlier)

    async def twin(self, report: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the request that a cancelled report repeated; one that was cancelled too has no data.

        None where there is none, or it cannot be known: Amazon's list does not show the options of a request, and the
        first request may itself have been cancelled because of others.
        """
        if self.not_possible():
            return None
        earlier = await self._requested_before(report) or ()
        same = sorted((each for each in earlier if self._is_there(each) and _same(each, report)), key=_age)
        if made := [each for each in same if each.get("processingStatus") in _MADE]:
            return made[0]
        if not same or len(same) < len(earlier):
            return None
        before = await self._requested_before(same[0])
        known = {each.get("reportId") for each in (*same, report)}
        return (
            None if before is None or any(each.get("reportId") not in known for each in before) else same[0]
        )

    async def _requested_before(self, report: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """Return the requests because of which Amazon may have cancelled a report; None where that cannot be known."""
        limit = type_quirks(self.wanted.get("reportType")).get("cooldown")
        made = _moment(report.get("createdTime"))
        if made is None:
            return None
        try:
            found = await self._since((self.now - made).total_seconds() + (limit or _HALF_HOUR)["seconds"])
        except ToolspanError:
            return None
        return [
            other
            for other in found
            if other.get("reportId") != report.get("reportId")
            and (when := _moment(other.get("createdTime"))) is not None
            and when <= made
            and (limit is not None or _same(other, report))
        ]

    def _too_soon(self, limit: Mapping[str, Any], wait: float, made: list[dict[str, Any]]) -> RateLimited:
        newest = max(made, key=lambda report: str(report.get("createdTime")))
        return RateLimited(
            f"reports.run: {self.wanted['reportType']} was requested {len(made)} times in the last {limit['seconds'] // 60} "
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
            values["marketplaceIds"] = where[:_MAX_MARKETPLACES]
        return await self.list_reports(values, self.deadline)

    def _is_there(self, report: Mapping[str, Any]) -> bool:
        where, asked = report.get("marketplaceIds") or [], self.wanted.get("marketplaceIds")
        return len(where) == 1 if asked is None else set(where) == set(asked)

    def _matches(self, report: Mapping[str, Any]) -> bool:
        made = _moment(report.get("createdTime"))
        return made is not None and self._same_period(report, made)

    def _same_period(self, report: Mapping[str, Any], made: datetime) -> bool:
        """Return whether a report covers the requested period; a period up to now moves with the time of the request."""
        start, end = (_moment(self.wanted.get(name)) for name in ("dataStartTime", "dataEndTime"))
        had_start, had_end = (_moment(report.get(name)) for name in ("dataStartTime", "dataEndTime"))
        if end is not None:
            return _near(end, had_end, _SAME) and (start is None or _near(start, had_start, _SAME))
        if not _near(made, had_end, _ROLLING):
            return False
        moved = start and start - (self.now - made)
        return start is None or _near(start, had_start, _SAME) or _near(moved, had_start, _ROLLING)


def request_again_after(report: Mapping[str, Any]) -> str:
    """Return, in words, the wait before another request of this type."""
    limit = type_quirks(report.get("reportType")).get("cooldown")
    return f"{limit['seconds'] // 60} minutes" if limit else "half an hour"


def _age(report: Mapping[str, Any]) -> str:
    return str(report.get("createdTime"))


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two reports have the same period."""
    return all(one.get(name) == other.get(name) for name in _PERIOD)


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None


def _near(one: datetime | None, other: datetime | None, seconds: float) -> bool:
    return one is not None and other is not None and abs((one - other).total_seconds()) <= seconds
