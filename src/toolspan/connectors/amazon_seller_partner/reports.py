"""`reports.run`: the rows of a report in one call, or in pages of one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.jobs import ReportJobs, of_report, window_params
from toolspan.connectors.amazon_seller_partner.report_types import check_type
from toolspan.connectors.amazon_seller_partner.tables import Window
from toolspan.errors import ToolspanError
from toolspan.page import Meta, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Clock
    from toolspan.connectors.amazon_seller_partner.jobs import Finished, Surroundings
    from toolspan.connectors.amazon_seller_partner.tables import Table
    from toolspan.contract import Call

KEPT_BYTES, KEPT_SECONDS = 64 * 2**20, 15 * 60.0
"""What may be kept between two pages of rows, and for how long."""


class Kept:
    """The report whose rows are being read page by page, so that each page is not a download.

    Args:
        clock: Decides when it is too old.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._finished: Finished | None = None
        self._until = 0.0

    def recall(self, report_id: str) -> Finished | None:
        """Return the report if it is the kept one and not too old."""
        if self._clock.monotonic() > self._until:
            self._finished = None
        kept = self._finished
        return kept if kept and kept.report.get("reportId") == report_id else None

    def keep(self, finished: Finished, *, wanted: bool) -> None:
        """Keep a report whose next rows will be wanted; forget it after the last ones."""
        if wanted and finished.document.content.size <= KEPT_BYTES:
            self._finished, self._until = finished, self._clock.monotonic() + KEPT_SECONDS
        elif self._finished is finished:
            self._finished = None


class Reports:
    """Runs reports for one account.

    A document is held as it arrived (compressed, as a rule) and read in a thread, piece by piece:
    besides it, memory goes to the rows that are given back.

    Args:
        around: Where they are made and fetched.
    """

    def __init__(self, around: Surroundings) -> None:
        self.jobs = ReportJobs(around)
        self._kept = Kept(around.clock)

    async def run(self, call: Call) -> Page:
        """Return rows of a report, new or resumed by its `reportId`.

        Raises:
            DeadlineExceeded: It is not done yet; `resume` is the call that goes on.
            InvalidInput: The type cannot be requested or read.
            UpstreamError: Amazon cancelled it or could not make it; the message says why.
        """
        started = await self.jobs.started(call)
        report_id, warnings = started.report_id, started.warnings
        typed = bool(call.values.get("typed"))
        window = Window(call.values.get("offset") or 0, call.values.get("limit"))
        try:
            finished = self._kept.recall(report_id) or await self.jobs.finished(report_id, call)
            check_type(finished.report, call.values)
            table = await asyncio.to_thread(finished.read, window, typed=typed)
        except ToolspanError as error:
            raise of_report(error, report_id, *window, typed=typed) from None
        if finished.document.remark:
            warnings.append(finished.document.remark)
        page = _page(finished.report, table, window, [*call.warnings, *warnings], typed=typed)
        if started.reused:
            page.meta = page.meta.model_copy(
                update={"reused": True, "report_created": started.reused.get("createdTime")}
            )
        self._kept.keep(finished, wanted=page.meta.has_more)
        return page


def _page(
    report: Mapping[str, Any], table: Table, window: Window, warnings: list[str], *, typed: bool
) -> Page:
    reached = window.offset + len(table.rows)
    more = bool(table.rows) and reached < table.total
    if window.offset and not table.rows:
        warnings.append(f"offset is past the end: the report has {table.total} rows.")
    extra = {
        "report_id": report.get("reportId"),
        "report_type": report.get("reportType"),
        "columns": table.columns or None,
        "about": table.about or None,
        "total_rows": table.total,
        "next_offset": reached if more else None,
    }
    following = window_params(str(report.get("reportId")), reached, window.limit, typed=typed)
    known: dict[str, Any] = {name: value for name, value in extra.items() if value is not None}
    meta = Meta(
        operation="reports.run",
        count=len(table.rows),
        has_more=more,
        next_params=following if more else None,
        marketplace=next(iter(report.get("marketplaceIds") or ()), None),
        warnings=[*warnings, *table.warnings],
        **known,
    )
    return Page.model_construct(data=table.rows, meta=meta, raw=None)
