"""`reports.run`: requests a report, waits for it and returns its rows, all at once or in pages."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from toolspan.clock import now
from toolspan.connectors.amazon_seller_partner.documents import Document, beginning, fetch
from toolspan.connectors.amazon_seller_partner.executor import Handler
from toolspan.connectors.amazon_seller_partner.polling import Schedule, poll
from toolspan.connectors.amazon_seller_partner.regions import marketplace_country, marketplace_ids
from toolspan.connectors.amazon_seller_partner.reports.columns import (
    ColumnTypes,
    column_types,
    text_warnings,
)
from toolspan.connectors.amazon_seller_partner.reports.reuse import ReportReuse, request_again_after
from toolspan.connectors.amazon_seller_partner.reports.schemas import ReportSchema, report_schema
from toolspan.connectors.amazon_seller_partner.reports.types import (
    check_known,
    check_readable,
    check_requestable,
    check_type,
    report_type,
)
from toolspan.errors import Cancelled, InvalidInput, NotFound, ToolspanError, UpstreamError, shortened
from toolspan.formats.tables import JSON, XML, Table, Window, iterate_rows, read_table
from toolspan.formats.values import as_json
from toolspan.page import Meta, Page
from toolspan.runtime.progress import Progress, tell
from toolspan.runtime.sending import sending
from toolspan.transport.api import filters_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.clock import Clock, Deadline
    from toolspan.connectors.amazon_seller_partner.polling import JobContext
    from toolspan.contract import Call


_RUN = "reports.run"
SCHEDULE = Schedule(_RUN, "making the report", first=2.0, longest=30.0)
"""getReport allows two requests a second."""
RESUME_AFTER = 30.0
"""Seconds after which an unfinished report is worth another call, where nothing better is known."""
_OWN = ("reportId", "reportDocumentId", "offset", "limit", "typed", "reuseWithin")
_OF_DOCUMENT = {
    "report_document_id": "reportDocumentId",
    "report_type": "reportType",
    "marketplace_ids": "marketplaceIds",
}
CAUSES = (
    "Amazon cancelled the report and does not say why: there is no data for this period and marketplace, someone "
    "cancelled it, or the same type was requested again too soon."
)
_FAILURES = {
    "CANCELLED": CAUSES,
    "FATAL": "Amazon could not make it (FATAL): wrong period or options, a type that this account may not have, or "
    "the same type again too soon.",
}
_FIND_CAUSE = (
    "reports.list with its report_types and created_since shows whether it was requested shortly before; if not, assume "
    "that there is no data only where that is plausible."
)
_DOCUMENT_HINT = (
    "Amazon keeps documents for 90 days, those of order reports for 30. reports.get gives the reportDocumentId of a "
    "report that is DONE, and reports.run takes its report_id as well."
)


class ReportCancelled(Cancelled):
    """Amazon cancelled a report; `report` is the response of reports.get."""

    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished report and its document."""

    report: Mapping[str, Any]
    document: Document

    @property
    def content_type(self) -> str | None:
        """Content type of the document; None where it is not known."""
        return report_type(self.report.get("reportType")).get("content_type")

    @property
    def column_types(self) -> ColumnTypes | None:
        """Types of the columns; None where they are not known."""
        where = next(iter(self.report.get("marketplaceIds") or ()), "")
        return column_types(self.report.get("reportType"), marketplace_country(where))

    def read(self, window: Window, *, typed: bool = False) -> Table:
        """Return rows; call it in a thread, since a large file would block the event loop."""
        table = read_table(self.document.pieces(), self.content_type, window, Decimal if typed else float)
        if schema := self._schema(table):
            table.warnings += schema.warnings(table)
        if typed and not _is_text(table):
            table.rows, table.about = as_json(table.rows), as_json(table.about)
        elif typed:
            unread: dict[str, int] = {}
            types, columns = self.column_types, table.columns
            if types and columns:
                rows = types.convert(table.rows, unread)
                table.rows = [{name: as_json(value) for name, value in row.items()} for row in rows]
                table.columns = list(types.names(columns).values())
            table.warnings += text_warnings(types, columns, unread)
        return table

    def rows(self, table: Table, offset: int = 0, *, typed: bool = False) -> Iterator[dict[str, Any]]:
        """Yield rows one by one; call it in a thread too.

        Args:
            table: Receives columns, warnings and metadata, as in `iterate_rows`.
            offset: Rows to skip.
            typed: True converts cells to values.
        """
        rows = iterate_rows(
            self.document.pieces, self.content_type, offset, Decimal if typed else float, table
        )
        rows = self._watched(rows, table)
        return self._values(rows, table) if typed else rows

    def _watched(self, rows: Iterator[dict[str, Any]], table: Table) -> Iterator[dict[str, Any]]:
        """Yield rows as they are; the table learns what of them differs from Amazon's schema."""
        if (
            first := next(rows, None)
        ) is not None:  # what is known of the document is known from the first row on
            rows, schema = chain((first,), rows), self._schema(table)
            yield from schema.watched(rows, table) if schema else rows

    def _schema(self, table: Table) -> ReportSchema | None:
        """Return the schema of a JSON document; a document that was found by its id says its type itself."""
        if table.kind != JSON:
            return None
        said = table.about.get("reportSpecification")
        own = said.get("reportType") if isinstance(said, dict) else None
        return report_schema(self.report.get("reportType") or own, table.lists)

    def _values(self, rows: Iterator[dict[str, Any]], table: Table) -> Iterator[dict[str, Any]]:
        unread: dict[str, int] = {}
        first, types = next(rows, None), self.column_types  # the columns are known from the first row on
        if first is not None:
            rows = chain((first,), rows)
            schema = self._schema(table)
            rows = types.convert(rows, unread) if types and table.columns else rows
            yield from schema.typed(rows) if schema else rows
        if _is_text(table):
            table.warnings += text_warnings(types, table.columns, unread)


def _is_text(table: Table) -> bool:
    """Return whether the values of a document are text: those of JSON have types already."""
    return bool(table.columns) or table.kind == XML


@dataclass(slots=True)
class Started:
    """A report that was requested now, named by the caller, or found for reuse.

    Args:
        which: The parameters of `reports.run` that name it: `report_id`, or those of a document.
        warnings: Warnings for the page.
        reused: The older report, where one is used again.
    """

    which: Mapping[str, Any]
    warnings: list[str] = field(default_factory=list)
    reused: Mapping[str, Any] | None = None


class ReportJobs:
    """Requests reports, waits for them and downloads their documents.

    Args:
        ctx: What the requests need.
    """

    def __init__(self, ctx: JobContext) -> None:
        self._ctx = ctx

    async def started(self, call: Call) -> Started:
        """Return the report of a call: the one it names, one to reuse, or a new one.

        Raises:
            InvalidInput: The type cannot be requested or read, or an id is of another kind.
            RateLimited: Amazon would cancel it: too many of this type were requested recently.
            ToolspanError: The request failed.
        """
        if which := named(call.values):
            return Started(which)
        warnings = check_requestable(call.values.get("reportType"))
        values = {name: value for name, value in call.values.items() if name not in _OWN}
        reuse = ReportReuse(self._list, now(self._ctx.clock), values, call.deadline)
        within = call.values.get("reuseWithin")
        if within and (reason := reuse.not_possible()):
            warnings.append(reason)
        elif within and (report := await reuse.newest(within)):
            return Started({"report_id": report["reportId"]}, warnings, report)
        await reuse.check_cooldown()
        await tell(Progress(_RUN, f"Requesting {call.values.get('reportType')}."))
        report_id = (await self._ctx.step("reports", "create", values, call.deadline)).get("reportId")
        if not isinstance(report_id, str):
            raise UpstreamError(
                "Amazon accepted the request of a report without returning its id.",
                hint="Look for it with reports.list.",
            )
        return Started({"report_id": report_id}, warnings)

    async def _list(self, values: Mapping[str, Any], deadline: Deadline) -> list[dict[str, Any]]:
        page = await self._ctx.execute("reports", "list", values, deadline)
        return [report for report in page.data if isinstance(report, dict)]

    async def finished(
        self, which: Mapping[str, Any], call: Call, *, rows: bool = True, **cap: int
    ) -> Finished:
        """Wait for a report and return it with its document.

        Args:
            which: The report, as in `Started`.
            call: The call: its deadline, and the type that the report must have if it names one.
            rows: True refuses types without rows.
            cap: `cap=` of the document, as `download` takes it.

        Raises:
            DeadlineExceeded: The report is not done yet.
            InvalidInput: The type holds no rows, or is not the requested one.
            NotFound: Amazon has no such report or document.
            ReportCancelled: Amazon cancelled the report.
            UpstreamError: Amazon could not make the report; the message says why.
        """
        if report_id := which.get("report_id"):
            report = await self._done(report_id, call, rows=rows)
            return Finished(report, await self._document(report, call.deadline, **cap))
        report = {camel: which[name] for name, camel in _OF_DOCUMENT.items() if name in which}
        if rows:
            check_readable(report.get("reportType"))
        try:
            return Finished(report, await self._document(report, call.deadline, **cap))
        except (NotFound, InvalidInput) as error:
            error.hint = _DOCUMENT_HINT
            raise

    async def may_lack_data(self, report: Mapping[str, Any], deadline: Deadline) -> bool:
        """Return whether a cancelled report probably has no data: its type was not requested shortly before.

        Always False for a scheduled report: nobody waits for it who could judge whether that is plausible.
        """
        if report.get("reportScheduleId"):
            return False
        values = {name: report.get(name) for name in ("reportType", "marketplaceIds")}
        reuse = ReportReuse(self._list, now(self._ctx.clock), values, deadline)
        return not await reuse.requested_before(report)

    async def _done(self, report_id: str, call: Call, *, rows: bool) -> dict[str, Any]:
        def is_done(report: dict[str, Any]) -> bool:
            check_type(report, call.values)
            status = report.get("processingStatus")
            if rows and status not in _FAILURES:
                check_readable(report.get("reportType"))
            return bool(status == "DONE")

        report = await poll(
            lambda: self._ctx.step("reports", "get", {"reportId": report_id}, call.deadline),
            is_done,
            _FAILURES,
            SCHEDULE,
            clock=self._ctx.clock,
            deadline=call.deadline,
        )
        if report["processingStatus"] in _FAILURES:
            raise await self._failure(report, call.deadline)
        return report

    async def _failure(self, report: dict[str, Any], deadline: Deadline) -> ToolspanError:
        sending().left = False  # Amazon says how the report ended: nothing is in doubt
        status = report["processingStatus"]
        said = await self._error_text(report, deadline) if report.get("reportDocumentId") else ""
        text = _FAILURES[status] + (f" Amazon's document says: {said}" if said else "")
        advice = (
            f"Do not repeat it at once: change the period or options, or wait {request_again_after(report)}."
        )
        if status == "FATAL":
            return UpstreamError(text, hint=advice, retryable=False)
        error = ReportCancelled(text, hint=f"{advice} {_FIND_CAUSE}", retryable=False)
        error.report = report
        return error

    async def _error_text(self, report: dict[str, Any], deadline: Deadline) -> str:
        """Return the text of an error document; nothing where it cannot be downloaded: the status says enough."""
        try:
            document = await self._document(report, deadline)
            return await beginning(document, self._ctx.redact)
        except ToolspanError:
            return ""

    async def _document(self, report: dict[str, Any], deadline: Deadline, **cap: int) -> Document:
        document_id = report.get("reportDocumentId")
        if not document_id:
            raise UpstreamError("Amazon calls the report done, but names no document.")
        if report_type(report.get("reportType")).get("restricted"):
            self._ctx.restrict_report_document(document_id)
        await tell(Progress(_RUN, f"Downloading {report.get('reportId') or document_id}."))
        return await fetch(
            self._ctx,
            "reports",
            {"reportDocumentId": document_id},
            deadline,
            marketplace_ids=report.get("marketplaceIds"),
            operation=_RUN,
            **cap,
        )


def named(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the parameters that name an existing report; None where a new one is wanted.

    A document does not say its type and marketplace, so the caller's count.

    Raises:
        InvalidInput: An id is of the other kind, or the type of the document is not known.
    """
    report_id, document_id = values.get("reportId"), values.get("reportDocumentId")
    if report_id:
        if report_id.startswith("amzn1."):
            raise InvalidInput(
                "reports.run: report_id is the id of a document.", hint="Give it as report_document_id."
            )
        return {"report_id": report_id}
    if not document_id:
        return None
    if document_id.isdigit():
        raise InvalidInput(
            "reports.run: report_document_id is the id of a report.", hint="Give it as report_id."
        )
    kind, where = values.get("reportType"), values.get("marketplaceIds") or []
    where = marketplace_ids([where] if isinstance(where, str) else where)
    if kind:
        check_known(kind, "Leave report_type out: the format is then recognised from the content.")
    return {
        "report_document_id": document_id,
        **({"report_type": kind} if kind else {}),
        **({"marketplace_ids": where} if where else {}),
    }


def of_report(
    error: ToolspanError,
    which: Mapping[str, Any],
    offset: int = 0,
    limit: int | None = None,
    *,
    typed: bool = False,
) -> ToolspanError:
    """Add to an error the report that it is about and, where a retry can help, how to resume."""
    name = (
        f"Report {which['report_id']}" if "report_id" in which else f"Document {which['report_document_id']}"
    )
    error.message = shortened(f"{name}: {error.message}")
    error.args = (error.message,)
    if error.retryable:
        error.retry_after = error.retry_after or RESUME_AFTER
        error.hint = "The report exists at Amazon: do not request it again, make the call in resume after retry_after seconds."
        params = window_params(which, offset, limit, typed=typed)
        error.resume = {"entity": "reports", "action": "run", "params": params}
    else:
        sending().left = False  # the report exists, and why it gives no rows is known
    return error


def window_params(which: Mapping[str, Any], offset: int, limit: int | None, *, typed: bool) -> dict[str, Any]:
    """Return the parameters of `reports.run` for rows of an existing report."""
    wanted = {**which, "offset": offset or None, "limit": limit, "typed": typed or None}
    return {name: value for name, value in wanted.items() if value is not None}


CACHED_BYTES, CACHED_SECONDS = 64 * 2**20, 15 * 60.0
"""Size of a document that is cached between two pages of rows at most, and how long it is."""


class DocumentCache:
    """Cache of the one report whose rows are being paged through: its pages take one download.

    Args:
        clock: Time for the expiry.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._finished: Finished | None = None
        self._which: Mapping[str, Any] = {}
        self._until = 0.0

    def get(self, which: Mapping[str, Any]) -> Finished | None:
        """Return the report if it is cached and not expired."""
        if self._clock.monotonic() > self._until:
            self._finished = None
        return self._finished if self._which == which else None

    def put(self, which: Mapping[str, Any], finished: Finished, *, more: bool) -> None:
        """Cache a report with more rows to come; drop it after the last ones."""
        if more and finished.document.content.size <= CACHED_BYTES:
            self._which, self._finished, self._until = (
                which,
                finished,
                self._clock.monotonic() + CACHED_SECONDS,
            )
        elif self._finished is finished:
            self._finished = None


class Reports:
    """Handler of `reports.run` for one account.

    A document stays as it arrived, compressed as a rule, and is read in a thread piece by piece: memory
    holds it and the returned rows.

    Args:
        ctx: What the requests need.
    """

    def __init__(self, ctx: JobContext) -> None:
        self._jobs = ReportJobs(ctx)
        self._cache = DocumentCache(ctx.clock)

    async def run(self, call: Call) -> Page:
        """Return rows of a report: a new one, or the one named by `reportId` or `reportDocumentId`.

        A cancelled report is an empty page with a warning where it probably has no data.

        Raises:
            DeadlineExceeded: The report is not done yet; `resume` is the call that continues.
            InvalidInput: The type cannot be requested or read.
            ReportCancelled: Amazon cancelled the report, and lack of data is not the likely cause.
            UpstreamError: Amazon could not make the report; the message says why.
        """
        started = await self._jobs.started(call)
        which, warnings = started.which, started.warnings
        typed = bool(call.values.get("typed"))
        window = Window(call.values.get("offset") or 0, call.values.get("limit"))
        try:
            finished = self._cache.get(which) or await self._jobs.finished(which, call)
            check_type(finished.report, call.values)
            table = await asyncio.to_thread(finished.read, window, typed=typed)
        except ReportCancelled as error:
            if await self._jobs.may_lack_data(error.report, call.deadline):
                page = _empty(error.report, which, [*call.warnings, *warnings])
                page.meta.filters = _filters(error.report, call)
                return page
            raise of_report(error, which) from None
        except ToolspanError as error:
            raise of_report(error, which, *window, typed=typed) from None
        if finished.document.remark:
            warnings.append(finished.document.remark)
        page = _page(finished.report, which, table, window, [*call.warnings, *warnings], typed=typed)
        if not page.data:
            page.meta.filters = _filters(finished.report, call)
        if started.reused:
            page.meta = page.meta.model_copy(
                update={"reused": True, "report_created": started.reused.get("createdTime")}
            )
        self._cache.put(which, finished, more=page.meta.has_more)
        return page


def _empty(report: Mapping[str, Any], which: Mapping[str, Any], warnings: list[str]) -> Page:
    table = Table(
        [], 0, warnings=[f"No rows. {CAUSES} Nothing of this type was requested shortly before it."]
    )
    page = _page(report, which, table, Window(), warnings, typed=False)
    page.meta = page.meta.model_copy(update={"cancelled": True})
    return page


def _filters(report: Mapping[str, Any], call: Call) -> dict[str, Any]:
    """Return the marketplaces and parameters that a report was requested with."""
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
    end = window.offset + len(table.rows)
    more = bool(table.rows) and end < table.total
    if window.offset and not table.rows:
        warnings.append(f"offset is past the end: the report has {table.total} rows.")
    extra = {
        "report_id": report.get("reportId"),
        "report_type": report.get("reportType"),
        "columns": table.columns or None,
        "about": table.about or None,
        "total_rows": table.total,
        "next_offset": end if more else None,
    }
    following = window_params(which, end, window.limit, typed=typed)
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


run = Handler(Reports, Reports.run)
"""Handler of `reports.run`."""
