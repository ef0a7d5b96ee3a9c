"""`reports.run`: the rows of a report in one call, or in pages of one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from toolspan.clock import now
from toolspan.connectors.amazon_seller_partner.documents import Document, download, transferred
from toolspan.connectors.amazon_seller_partner.regions import marketplace_country, marketplaces_in
from toolspan.connectors.amazon_seller_partner.reports.columns import Typing, typing_of, untold
from toolspan.connectors.amazon_seller_partner.reports.reuse import Earlier, patience
from toolspan.connectors.amazon_seller_partner.reports.types import (
    check_known,
    check_readable,
    check_requestable,
    check_type,
    report_type,
)
from toolspan.contract import Call
from toolspan.errors import Cancelled, InvalidInput, NotFound, ToolspanError, UpstreamError, shortened
from toolspan.formats.tables import XML, Table, Window, iterate_rows, read_table
from toolspan.formats.values import as_json
from toolspan.page import Meta, Page
from toolspan.runtime.progress import Progress, tell, wait
from toolspan.runtime.sending import sending
from toolspan.transport.executor import filters_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from toolspan.clock import Clock, Deadline
    from toolspan.contract import Executor
    from toolspan.operations.index import OperationIndex
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.http import Http


_RUN = "reports.run"
FIRST_POLL, POLL_GROWTH, LONGEST_POLL = 2.0, 1.5, 30.0
"""Seconds between looks at a report that is not done; getReport allows two a second."""
RESUME_AFTER = 30.0
"""Seconds after which looking at an unfinished report again is worth it, if nothing better is known."""
_OWN = ("reportId", "reportDocumentId", "offset", "limit", "typed", "reuseWithin")
_SAID = 4_000  # characters of an error document looked at; the error itself is cut shorter
CAUSES = (
    "Amazon cancelled the report and does not say why: there is no data for this period and marketplace, someone "
    "cancelled it, or the same type was asked for again too soon."
)
_ENDS = {
    "CANCELLED": CAUSES,
    "FATAL": "Amazon could not make it (FATAL): wrong period or options, a type that this account may not have, or "
    "the same type again too soon.",
}
_WHICH_CAUSE = (
    "reports.list with its report_types and created_since shows whether it was asked for shortly before; otherwise take "
    "it that there is no data only where that is plausible."
)
_DOCUMENT_HINT = (
    "Amazon keeps documents for 90 days, those of order reports for 30. reports.get gives the reportDocumentId of a "
    "report that is DONE, and reports.run takes its report_id as well."
)


class ReportCancelled(Cancelled):
    """A report was cancelled; `report` is what Amazon says of it."""

    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finished:
    """A report that is done, and its document."""

    report: Mapping[str, Any]
    document: Document

    @property
    def content_type(self) -> str | None:
        """The type of its document, where it is known."""
        return report_type(self.report.get("reportType")).get("content_type")

    @property
    def typing(self) -> Typing | None:
        """How its cells are read as values, where that is known."""
        where = next(iter(self.report.get("marketplaceIds") or ()), "")
        return typing_of(self.report.get("reportType"), marketplace_country(where))

    def read(self, window: Window, *, typed: bool = False) -> Table:
        """Return rows; long work for a thread, since a large file would hold up the event loop."""
        table = read_table(self.document.pieces(), self.content_type, window, str if typed else float)
        if typed and _is_text(table):
            unread: dict[str, int] = {}
            typing, columns = self.typing, table.columns
            if typing and columns:
                rows = typing.apply(table.rows, unread)
                table.rows = [{name: as_json(value) for name, value in row.items()} for row in rows]
                table.columns = list(typing.names(columns).values())
            table.warnings += untold(typing, columns, unread)
        return table

    def rows(self, table: Table, offset: int = 0, *, typed: bool = False) -> Iterator[dict[str, Any]]:
        """Yield rows, holding none of them; work for a thread too.

        Args:
            table: Learns what `read` tells besides the rows, as in `iterate_rows`.
            offset: How many rows to pass over.
            typed: Whether cells are given as values.
        """
        rows = iterate_rows(
            self.document.pieces, self.content_type, offset, Decimal if typed else float, table
        )
        return self._values(rows, table) if typed else rows

    def _values(self, rows: Iterator[dict[str, Any]], table: Table) -> Iterator[dict[str, Any]]:
        unread: dict[str, int] = {}
        first, typing = next(rows, None), self.typing  # with the first row the columns are known
        if first is not None:
            rows = chain((first,), rows)
            yield from typing.apply(rows, unread) if typing and table.columns else rows
        if _is_text(table):
            table.warnings += untold(typing, table.columns, unread)


def _is_text(table: Table) -> bool:
    """Return whether all that a document holds is text, as it is in all but JSON."""
    return bool(table.columns) or table.kind == XML


@dataclass(slots=True)
class Started:
    """A report that is being made, was made before, or is older and fits; and what to say of it.

    `which` are the parameters of `reports.run` that name it: `report_id`, or those of a document.
    """

    which: Mapping[str, Any]
    warnings: list[str] = field(default_factory=list)
    reused: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where reports are made and fetched.

    `restrict` is told the document whose address needs a restricted data token; where calls go
    through a server, that is the server's matter. From the host of `base_url` documents may come too.
    """

    executor: Executor
    index: OperationIndex
    http: Http
    clock: Clock
    redact: Redactor
    base_url: str | None = None
    marketplace: str | None = None
    restrict: Callable[[str], None] | None = None


class ReportJobs:
    """Makes reports, waits for them and fetches their documents.

    Args:
        around: Where.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._clock = around.clock

    async def started(self, call: Call) -> Started:
        """Return the report that a call means: the one it names, one that fits, or a new one.

        Raises:
            InvalidInput: The type cannot be requested or read, or an id is of another kind.
            RateLimited: Amazon would cancel it: too many of this type were made a short while ago.
            ToolspanError: Amazon did not take the request.
        """
        if which := named(call.values):
            return Started(which)
        warnings = check_requestable(call.values.get("reportType"))
        values = {name: value for name, value in call.values.items() if name not in _OWN}
        earlier = Earlier(self._list, now(self._clock), values, call.deadline)
        within = call.values.get("reuseWithin")
        if within and (refusal := earlier.cannot_fit()):
            warnings.append(refusal)
        elif within and (report := await earlier.fitting(within)):
            return Started({"report_id": report["reportId"]}, warnings, report)
        await earlier.check_cooldown()
        await tell(Progress(_RUN, f"Asking for {call.values.get('reportType')}."))
        report_id = (await self._step("create", values, call.deadline)).get("reportId")
        if not isinstance(report_id, str):
            raise UpstreamError(
                "Amazon made a report without giving its id.", hint="Look for it with reports.list."
            )
        return Started({"report_id": report_id}, warnings)

    async def _list(self, values: Mapping[str, Any], deadline: Deadline) -> list[dict[str, Any]]:
        operation = self._around.index.find("reports", "list")
        page = await self._around.executor.execute(Call(operation, values, deadline))
        return [report for report in page.data if isinstance(report, dict)]

    async def finished(
        self, which: Mapping[str, Any], call: Call, *, rows: bool = True, **cap: int
    ) -> Finished:
        """Return a report with its document, as soon as it is done.

        Args:
            which: Which one, as in `Started`.
            call: What was asked for: until when, and of which type it must be if that is said.
            rows: Whether its rows are wanted, so that a type without them is refused.
            cap: `cap=` of the document, as `download` takes it.

        Raises:
            DeadlineExceeded: It is not done yet.
            InvalidInput: Its type holds no rows, or is not the one that was asked for.
            NotFound: Amazon has no such report or document.
            ReportCancelled: Amazon cancelled it.
            UpstreamError: Amazon could not make it; the message says why.
        """
        if report_id := which.get("report_id"):
            report = await self._done(report_id, call, rows=rows)
            return Finished(report, await self._document(report, call.deadline, **cap))
        names = ("reportDocumentId", "reportType", "marketplaceIds")
        report = {name: call.values[name] for name in names if call.values.get(name)}
        if rows:
            check_readable(report.get("reportType"))
        try:
            return Finished(report, await self._document(report, call.deadline, **cap))
        except (NotFound, InvalidInput) as error:
            error.hint = _DOCUMENT_HINT
            raise

    async def may_lack_data(self, report: Mapping[str, Any], deadline: Deadline) -> bool:
        """Return whether a cancelled report probably has no data: nothing of its type was asked for shortly before.

        What a schedule made never counts as such: nobody waits for its answer, who could judge it.
        """
        if report.get("reportScheduleId"):
            return False
        values = {name: report.get(name) for name in ("reportType", "marketplaceIds")}
        return not await Earlier(self._list, now(self._clock), values, deadline).are_there(report)

    async def _step(self, action: str, values: Mapping[str, Any], deadline: Deadline) -> dict[str, Any]:
        operation = self._around.index.find("reports", action)
        page = await self._around.executor.execute(Call(operation, values, deadline))
        if not page.data or not isinstance(page.data[0], dict):
            raise UpstreamError(f"{operation.name}: the answer is not an object.")
        return page.data[0]

    async def _done(self, report_id: str, call: Call, *, rows: bool) -> dict[str, Any]:
        pause, deadline = FIRST_POLL, call.deadline
        while True:
            report = await self._step("get", {"reportId": report_id}, deadline)
            state = report.get("processingStatus")
            check_type(report, call.values)
            if state in _ENDS:
                raise await self._ended_badly(report, deadline)
            if rows:
                check_readable(report.get("reportType"))
            if state == "DONE":
                return report
            if not deadline.allows(pause):
                raise deadline.exceeded(f"Amazon was making it ({state})")
            await wait(self._clock, pause, _RUN, f"Amazon is making the report ({state})")
            pause = min(LONGEST_POLL, pause * POLL_GROWTH)

    async def _ended_badly(self, report: dict[str, Any], deadline: Deadline) -> ToolspanError:
        sending().left = False  # Amazon says how the report ended: nothing is in doubt
        state = report["processingStatus"]
        said = await self._said(report, deadline) if report.get("reportDocumentId") else ""
        text = _ENDS[state] + (f" Amazon's document says: {said}" if said else "")
        advice = f"Do not repeat it at once: change the period or options, or wait {patience(report)}."
        if state == "FATAL":
            return UpstreamError(text, hint=advice, retryable=False)
        error = ReportCancelled(text, hint=f"{advice} {_WHICH_CAUSE}", retryable=False)
        error.report = report
        return error

    async def _said(self, report: dict[str, Any], deadline: Deadline) -> str:
        """Return the text of an error document; nothing when it cannot be had, since the state says enough."""
        try:
            document = await self._document(report, deadline)
            text = await asyncio.to_thread(lambda: "".join(islice(document.pieces(), 1)))
        except ToolspanError:
            return ""
        # Redacted before it is cut: half a secret would not be known as one.
        return " ".join(self._around.redact(text)[:_SAID].split())

    async def _document(self, report: dict[str, Any], deadline: Deadline, **cap: int) -> Document:
        """Download a report's document; an address that expired is asked for anew, once."""
        return await transferred(
            lambda: self._place(report, deadline),
            lambda place: self._download(place, report, deadline, **cap),
            self._clock,
            deadline,
            _RUN,
        )

    async def _place(self, report: dict[str, Any], deadline: Deadline) -> dict[str, Any]:
        document_id = report.get("reportDocumentId")
        if not document_id:
            raise UpstreamError("Amazon calls it done, but names no document.")
        if self._around.restrict and report_type(report.get("reportType")).get("restricted"):
            self._around.restrict(document_id)
        place = await self._step("document", {"reportDocumentId": document_id}, deadline)
        if not isinstance(place.get("url"), str):
            raise UpstreamError("reports.document: the answer holds no address.")
        return place

    async def _download(
        self, place: Mapping[str, Any], report: dict[str, Any], deadline: Deadline, **cap: int
    ) -> Document:
        await tell(Progress(_RUN, f"Downloading {report.get('reportId') or report['reportDocumentId']}."))
        where = report.get("marketplaceIds") or [self._around.marketplace]
        return await download(
            self._around.http,
            place["url"],
            deadline,
            gzipped=place.get("compressionAlgorithm") == "GZIP",
            japanese=marketplaces_in("FE")["JP"] in where,
            base_url=self._around.base_url,
            **cap,
        )


def named(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the parameters that name a report which exists; None where a new one is wanted.

    A document alone does not say its type and marketplace: what the caller says of them counts.

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
    kind, where = values.get("reportType"), values.get("marketplaceIds")
    if kind:
        check_known(kind, "Leave report_type out: the document is then read as what it looks like.")
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
    """Say in an error which report it is about and, where trying again can help, how to go on with it."""
    name = (
        f"Report {which['report_id']}" if "report_id" in which else f"Document {which['report_document_id']}"
    )
    error.message = shortened(f"{name}: {error.message}")
    error.args = (error.message,)
    if error.retryable:
        error.retry_after = error.retry_after or RESUME_AFTER
        error.hint = "The report exists at Amazon: do not ask for it anew, make the call in resume after retry_after seconds."
        params = window_params(which, offset, limit, typed=typed)
        error.resume = {"entity": "reports", "action": "run", "params": params}
    return error


def window_params(which: Mapping[str, Any], offset: int, limit: int | None, *, typed: bool) -> dict[str, Any]:
    """Return the parameters that ask for rows of a report that exists."""
    wanted = {**which, "offset": offset or None, "limit": limit, "typed": typed or None}
    return {name: value for name, value in wanted.items() if value is not None}


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
