"""A report in one call: made, waited for, downloaded, unpacked, decoded and read to rows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.documents import AddressExpired, Document, download
from toolspan.connectors.amazon_seller_partner.places import marketplaces_in
from toolspan.connectors.amazon_seller_partner.report_types import (
    check_readable,
    check_requestable,
    report_type,
)
from toolspan.connectors.amazon_seller_partner.tables import Table, Window, read_table
from toolspan.contract import Call
from toolspan.errors import ToolspanError, UpstreamError, shortened
from toolspan.operations.request import write_request
from toolspan.page import Meta, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Clock, Deadline
    from toolspan.connectors.amazon_seller_partner.local import AmazonExecutor
    from toolspan.execution.http import Http
    from toolspan.operations.index import OperationIndex
    from toolspan.redaction import Redactor

FIRST_POLL, POLL_GROWTH, LONGEST_POLL = 2.0, 1.5, 30.0
"""Seconds between looks at a report that is not done; getReport allows two a second."""
DOWNLOADS, DOWNLOAD_PAUSE = 3, 1.0
"""Tries of one download, and seconds before the second."""
RESUME_AFTER = 30.0
"""Seconds after which looking at an unfinished report again is worth it, if nothing better is known."""
KEPT_BYTES, KEPT_SECONDS = 64 * 2**20, 15 * 60.0
"""What may be kept between two pages of rows, and for how long."""
_OWN = ("reportId", "offset", "limit")
_SAID = 4_000  # characters of an error document looked at; the error itself is cut shorter
_ENDS = {
    "CANCELLED": "Amazon cancelled it. Usually there is no data for this period and marketplace; it also happens "
    "when the same type was asked for again too soon, or when someone cancelled it.",
    "FATAL": "Amazon could not make it (FATAL): wrong period or options, a type that this account may not have, or "
    "the same type again too soon.",
}


@dataclass(frozen=True, slots=True)
class Finished:
    """A report that is done, and its document."""

    report: Mapping[str, Any]
    document: Document

    def read(self, window: Window) -> Table:
        """Return rows; long work for a thread, since a large file would hold up the event loop."""
        kind = report_type(self.report.get("reportType")).get("content_type")
        return read_table(self.document.pieces(), kind, window)


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
        if wanted and len(finished.document.content) <= KEPT_BYTES:
            self._finished, self._until = finished, self._clock.monotonic() + KEPT_SECONDS
        elif self._finished is finished:
            self._finished = None


class Reports:
    """Runs reports for one account.

    A document is held as it arrived (compressed, as a rule) and read in a thread, a MiB at a
    time: besides it, memory goes to the rows that are given back.

    Args:
        executor: Carries out the steps.
        index: Knows the steps.
        http: Where documents are fetched.
        clock: Time for waits.
        redact: Masks what a failed report says.
        base_url: Overridden base URL, from whose host documents may come too.
    """

    def __init__(
        self,
        executor: AmazonExecutor,
        index: OperationIndex,
        http: Http,
        clock: Clock,
        redact: Redactor,
        *,
        base_url: str | None,
    ) -> None:
        self._executor = executor
        self._index = index
        self._http = http
        self._clock = clock
        self._redact = redact
        self._base_url = base_url
        self._kept = Kept(clock)

    async def run(self, call: Call) -> Page:
        """Return rows of a report, new or resumed by its `reportId`.

        Raises:
            DeadlineExceeded: It is not done yet; `resume` is the call that goes on.
            InvalidInput: The type cannot be requested or read.
            UpstreamError: Amazon cancelled it or could not make it; the message says why.
        """
        values, warnings = call.values, list(call.warnings)
        report_id = values.get("reportId")
        if not report_id:
            warnings += check_requestable(values.get("reportType"))
            report_id = await self._create(call)
        window = Window(values.get("offset") or 0, values.get("limit"))
        try:
            finished = self._kept.recall(report_id) or await self._obtained(report_id, call.deadline)
            table = await asyncio.to_thread(finished.read, window)
        except ToolspanError as error:
            raise _of_report(error, report_id, window) from None
        if finished.document.remark:
            warnings.append(finished.document.remark)
        page = _page(finished.report, table, window, warnings)
        self._kept.keep(finished, wanted=page.meta.has_more)
        return page

    async def _step(self, action: str, values: Mapping[str, Any], deadline: Deadline) -> dict[str, Any]:
        operation = self._index.find("reports", action)
        page = await self._executor.execute(Call(operation, values, deadline))
        if not page.data or not isinstance(page.data[0], dict):
            raise UpstreamError(f"{operation.name}: the answer is not an object.")
        return page.data[0]

    async def _create(self, call: Call) -> str:
        values = {name: value for name, value in call.values.items() if name not in _OWN}
        report_id = (await self._step("create", values, call.deadline)).get("reportId")
        if not isinstance(report_id, str):
            raise UpstreamError(
                "Amazon made a report without giving its id.", hint="Look for it with reports.list."
            )
        return report_id

    async def _obtained(self, report_id: str, deadline: Deadline) -> Finished:
        report = await self._done(report_id, deadline)
        return Finished(report, await self._document(report, deadline))

    async def _done(self, report_id: str, deadline: Deadline) -> dict[str, Any]:
        pause = FIRST_POLL
        while True:
            report = await self._step("get", {"reportId": report_id}, deadline)
            state = report.get("processingStatus")
            if state in _ENDS:
                raise await self._ended_badly(report, deadline)
            check_readable(report.get("reportType"))
            if state == "DONE":
                return report
            if not deadline.allows(pause):
                raise deadline.exceeded(f"Amazon was making it ({state})")
            await self._clock.sleep(pause)
            pause = min(LONGEST_POLL, pause * POLL_GROWTH)

    async def _ended_badly(self, report: dict[str, Any], deadline: Deadline) -> ToolspanError:
        said = await self._said(report, deadline) if report.get("reportDocumentId") else ""
        return UpstreamError(
            _ENDS[report["processingStatus"]] + (f" Amazon's document says: {said}" if said else ""),
            hint="Do not repeat it at once: change the period or options, or wait half an hour.",
            retryable=False,
        )

    async def _said(self, report: dict[str, Any], deadline: Deadline) -> str:
        """Return the text of an error document; nothing when it cannot be had, since the state says enough."""
        try:
            document = await self._document(report, deadline)
            text = await asyncio.to_thread(lambda: next(document.pieces(), ""))
        except ToolspanError:
            return ""
        # Redacted before it is cut: half a secret would not be known as one.
        return " ".join(self._redact(text)[:_SAID].split())

    async def _document(self, report: dict[str, Any], deadline: Deadline) -> Document:
        """Download a report's document; an address that expired is asked for anew, once."""
        place, renewed = await self._place(report, deadline), False
        for attempt in range(1, DOWNLOADS + 1):
            try:
                return await self._download(place, report, deadline)
            except AddressExpired:
                if renewed:
                    raise
                place, renewed = await self._place(report, deadline), True
            except UpstreamError as error:
                pause = DOWNLOAD_PAUSE * attempt
                if attempt == DOWNLOADS or not error.retryable or not deadline.allows(pause):
                    raise
                await self._clock.sleep(pause)
        return await self._download(place, report, deadline)

    async def _place(self, report: dict[str, Any], deadline: Deadline) -> dict[str, Any]:
        document_id = report.get("reportDocumentId")
        if not document_id:
            raise UpstreamError("Amazon calls it done, but names no document.")
        values = {"reportDocumentId": document_id}
        if report_type(report.get("reportType")).get("restricted"):
            operation = self._index.find("reports", "document")
            self._executor.upstream.restrict(write_request(operation, values).path)
        place = await self._step("document", values, deadline)
        if not isinstance(place.get("url"), str):
            raise UpstreamError("reports.document: the answer holds no address.")
        return place

    async def _download(self, place: dict[str, Any], report: dict[str, Any], deadline: Deadline) -> Document:
        return await download(
            self._http,
            place["url"],
            deadline,
            gzipped=place.get("compressionAlgorithm") == "GZIP",
            japanese=self._japanese(report),
            base_url=self._base_url,
        )

    def _japanese(self, report: dict[str, Any]) -> bool:
        where = report.get("marketplaceIds") or [self._executor.upstream.place.marketplace_id]
        return marketplaces_in("FE")["JP"] in where


def _of_report(error: ToolspanError, report_id: str, window: Window) -> ToolspanError:
    """Say in an error which report it is about and, where trying again can help, how to go on with it."""
    error.message = shortened(f"Report {report_id}: {error.message}")
    error.args = (error.message,)
    if error.retryable:
        error.retry_after = error.retry_after or RESUME_AFTER
        error.hint = "The report exists at Amazon: do not ask for it anew, make the call in resume after retry_after seconds."
        error.resume = {"entity": "reports", "action": "run", "params": _params(report_id, window)}
    return error


def _params(report_id: str, window: Window) -> dict[str, Any]:
    wanted = {"report_id": report_id, "offset": window.offset or None, "limit": window.limit}
    return {name: value for name, value in wanted.items() if value is not None}


def _page(report: Mapping[str, Any], table: Table, window: Window, warnings: list[str]) -> Page:
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
    known: dict[str, Any] = {name: value for name, value in extra.items() if value is not None}
    meta = Meta(
        operation="reports.run",
        count=len(table.rows),
        has_more=more,
        next_params=_params(str(report.get("reportId")), Window(reached, window.limit)) if more else None,
        marketplace=next(iter(report.get("marketplaceIds") or ()), None),
        warnings=[*warnings, *table.warnings],
        **known,
    )
    return Page.model_construct(data=table.rows, meta=meta, raw=None)
