"""`reports.run`: the rows of a report in one call, or in pages of one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.jobs import (
    CAUSES,
    ReportCancelled,
    ReportJobs,
    of_report,
    window_params,
)
from toolspan.connectors.amazon_seller_partner.report_types import check_type
from toolspan.connectors.amazon_seller_partner.tables import Table, Window
from toolspan.errors import ToolspanError
from toolspan.execution.local import filters_of
from toolspan.page import Meta, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Clock
    from toolspan.connectors.amazon_seller_partner.jobs import Finished, Surroundings
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
        self._which: Mapping[str, Any] = {}
        self._until = 0.0

    def recall(self, which: Mapping[str, Any]) -> Finished | None:
        """Return the report if it is the kept one and not too old."""
        if self._clock.monotonic() > self._until:
            self._finished = None
        return self._finished if self._which == which else None

    def keep(self, which: Mapping[str, Any], finished: Finished, *, wanted: bool) -> None:
        """Keep a report whose next rows will be wanted; forget it after the last ones."""
        if wanted and finished.document.content.size <= KEPT_BYTES:
            self._which, self._finished, self._until = which, finished, self._clock.monotonic() + KEPT_SECONDS
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
        """Return rows of a report: a new one, or one that is named by its `reportId` or `reportDocumentId`.

        One that Amazon cancelled is an empty page with a warning where that probably means no data.

        Raises:
            DeadlineExceeded: It is not done yet; `resume` is the call that goes on.
            InvalidInput: The type cannot be requested or read.
            ReportCancelled: Amazon cancelled it, and not for want of data as far as can be known.
            UpstreamError: Amazon could not make it; the message says why.
        """
        started = await self.jobs.started(call)
        which, warnings = started.which, started.warnings
        typed = bool(call.values.get("typed"))
        window = Window(call.values.get("offset") or 0, call.values.get("limit"))
        try:
            finished = self._kept.recall(which) or await self.jobs.finished(which, call)
            check_type(finished.report, call.values)
            table = await asyncio.to_thread(finished.read, window, typed=typed)
        except ReportCancelled as error:
            if await self.jobs.may_lack_data(error.report, call.deadline):
                page = _empty(error.report, which, [*call.warnings, *warnings])
                page.meta.filters = _looked_for(error.report, call)
                return page
            raise of_report(error, which) from None
        except ToolspanError as error:
            raise of_report(error, which, *window, typed=typed) from None
        if finished.document.remark:
            warnings.append(finished.document.remark)
        page = _page(finished.report, which, table, window, [*call.warnings, *warnings], typed=typed)
        if not page.data:
            page.meta.filters = _looked_for(finished.report, call)
        if started.reused:
            page.meta = page.meta.model_copy(
                update={"reused": True, "report_created": started.reused.get("createdTime")}
            )
        self._kept.keep(which, finished, wanted=page.meta.has_more)
        return page


def _empty(report: Mapping[str, Any], which: Mapping[str, Any], warnings: list[str]) -> Page:
    table = Table(
        [], 0, warnings=[f"No rows. {CAUSES} Nothing of this type was asked for shortly before it."]
    )
    page = _page(report, which, table, Window(), warnings, typed=False)
    page.meta = page.meta.model_copy(update={"cancelled": True})
    return page


def _looked_for(report: Mapping[str, Any], call: Call) -> dict[str, Any]:
    """Return of what marketplaces and by which parameters a report was asked for."""
    return filters_of(call.operation, {"marketplaceIds": report.get("marketplaceIds"), **call.values})


def _page(
    report: Mapping[str, Any],
    which: Mapping[str, Any],
    table: Table,
    window: Window,
    warnings: list[str],
    *,
    typed: bool,
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
    following = window_params(which, reached, window.limit, typed=typed)
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
