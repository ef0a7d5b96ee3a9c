"""A report in one call: made, waited for, downloaded, unpacked, decoded and read to rows."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.documents import AddressExpired, Document, download
from toolspan.connectors.amazon_seller_partner.places import FACTS
from toolspan.connectors.amazon_seller_partner.tables import READERS, Table, read_table, sniff
from toolspan.contract import Call
from toolspan.errors import DeadlineExceeded, InvalidInput, ToolspanError, UpstreamError
from toolspan.operations.names import suggestion
from toolspan.operations.request import write_request
from toolspan.page import Meta, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Deadline
    from toolspan.connectors.amazon_seller_partner.connector import AmazonSellerPartnerConnector
    from toolspan.execution.http import Http

FIRST_POLL, POLL_GROWTH, LONGEST_POLL = 2.0, 1.5, 30.0
"""Seconds between looks at a report that is not done; getReport allows two a second."""
DOWNLOADS = 3
_OWN = ("reportId", "offset", "limit")
_CANCELLED = (
    "Amazon cancelled the report. Usually there is no data for this period and marketplace; it also happens when the "
    "same type was asked for again too soon, or when someone cancelled it."
)
_FATAL = "Amazon could not make the report (FATAL): wrong period or options, a type without permission, or the same type again too soon."


@cache
def report_types() -> dict[str, dict[str, Any]]:
    """Return what is known of each report type, by name."""
    return json.loads((FACTS / "report_types.json").read_bytes())  # type: ignore[no-any-return]


class Reports:
    """Runs reports for one connector.

    Args:
        connector: Whose operations are the steps.
        http: Where documents are fetched.
        own_host: Host of an overridden base URL, from which documents may come too.
    """

    def __init__(self, connector: AmazonSellerPartnerConnector, http: Http, own_host: str | None) -> None:
        self._connector = connector
        self._http = http
        self._own_host = own_host

    async def run(self, call: Call) -> Page:
        """Return rows of a report, new or resumed by its `reportId`.

        Raises:
            DeadlineExceeded: It is not done yet; `resume` is the call that goes on.
            InvalidInput: The type cannot be requested or read.
            UpstreamError: Amazon cancelled it or could not make it; the message says why.
        """
        values = call.values
        if not values.get("reportId"):
            _check_type(values["reportType"])
        report_id = values.get("reportId") or await self._create(call)
        resume = {"entity": "reports", "action": "run", "params": {"report_id": report_id}}
        try:
            report = await self._finished(report_id, call.deadline)
            document = await self._document(report, call.deadline)
        except DeadlineExceeded as error:
            raise _unfinished(report_id, resume, error) from None
        table, remark = await asyncio.to_thread(self._read, document, report)
        return self._page(call, table, report, [*call.warnings, *([remark] if remark else [])])

    async def _step(self, action: str, values: Mapping[str, Any], deadline: Deadline) -> Page:
        operation = self._connector.operations.find("reports", action)
        return await self._connector.carry_out(Call(operation, values, deadline))

    async def _create(self, call: Call) -> str:
        values = {name: value for name, value in call.values.items() if name not in _OWN}
        page = await self._step("create", values, call.deadline)
        report_id = page.one.get("reportId")
        if not isinstance(report_id, str):
            raise UpstreamError("Amazon made a report without giving its id.")
        return report_id

    async def _finished(self, report_id: str, deadline: Deadline) -> dict[str, Any]:
        pause = FIRST_POLL
        while True:
            report = (await self._step("get", {"reportId": report_id}, deadline)).one
            state = report.get("processingStatus")
            if state == "DONE":
                return report
            if state in ("CANCELLED", "FATAL"):
                raise await self._ended_badly(report, deadline)
            if not deadline.allows(pause):
                raise deadline.exceeded(f"the report is {state}")
            await self._connector.clock.sleep(pause)
            pause = min(LONGEST_POLL, pause * POLL_GROWTH)

    async def _ended_badly(self, report: dict[str, Any], deadline: Deadline) -> ToolspanError:
        state, document_id = report["processingStatus"], report.get("reportDocumentId")
        said = ""
        if document_id:
            document = await self._document(report, deadline)
            said = document.text(japanese=self._japanese)[0].strip()
        message = _CANCELLED if state == "CANCELLED" else _FATAL
        return UpstreamError(
            f"Report {report.get('reportId')}: {message}"
            + (f" Amazon's document says: {said}" if said else ""),
            hint="Do not repeat it at once: change the period or options, or wait half an hour.",
            retryable=False,
        )

    async def _document(self, report: dict[str, Any], deadline: Deadline) -> Document:
        document_id = report.get("reportDocumentId")
        if not document_id:
            raise UpstreamError(f"Report {report.get('reportId')} is done, but has no document.")
        if report_types().get(report.get("reportType", ""), {}).get("restricted"):
            operation = self._connector.operations.find("reports", "document")
            self._connector.upstream.restrict(
                write_request(operation, {"reportDocumentId": document_id}).path
            )
        for attempt in range(1, DOWNLOADS + 1):
            place = (await self._step("document", {"reportDocumentId": document_id}, deadline)).one
            try:
                gzipped = place.get("compressionAlgorithm") == "GZIP"
                return await download(
                    self._http,
                    str(place.get("url")),
                    gzipped=gzipped,
                    own_host=self._own_host,
                    deadline=deadline,
                )
            except AddressExpired:
                if attempt == DOWNLOADS:
                    raise
            except UpstreamError as error:
                if attempt == DOWNLOADS or not error.retryable:
                    raise
        raise AssertionError  # the loop returns or raises

    @property
    def _japanese(self) -> bool:
        return self._connector.place.country == "JP"

    def _read(self, document: Document, report: dict[str, Any]) -> tuple[Table, str | None]:
        """Decode and parse; runs in a thread, since a large file would hold up the event loop."""
        text, remark = document.text(japanese=self._japanese)
        kind = report_types().get(report.get("reportType", ""), {}).get("content_type")
        return read_table(text, kind if kind in READERS else sniff(text)), remark

    @staticmethod
    def _page(call: Call, table: Table, report: dict[str, Any], warnings: list[str]) -> Page:
        offset, limit = call.values.get("offset") or 0, call.values.get("limit")
        rows = table.rows[offset:] if limit is None else table.rows[offset : offset + limit]
        left = len(table.rows) - offset - len(rows)
        extra = {
            "report_id": report.get("reportId"),
            "report_type": report.get("reportType"),
            "columns": table.columns or None,
            "total_rows": len(table.rows),
            "next_offset": offset + len(rows) if left > 0 else None,
        }
        known: dict[str, Any] = {name: value for name, value in extra.items() if value is not None}
        meta = Meta(
            operation="reports.run",
            count=len(rows),
            has_more=left > 0,
            warnings=[*warnings, *table.warnings],
            **known,
        )
        return Page.model_construct(data=rows, meta=meta, raw=None)


def _unfinished(report_id: str, resume: dict[str, Any], cause: DeadlineExceeded) -> DeadlineExceeded:
    return DeadlineExceeded(
        f"Report {report_id} is not ready: {cause.message}",
        hint="Amazon goes on making it. Do not ask for it anew: make the call in resume in a minute.",
        retry_after=30.0,
        resume=resume,
    )


def _check_type(name: str) -> None:
    """Refuse what no call could ever deliver, before it costs one of the scarce creations."""
    kind = report_types().get(name)
    if kind is None:
        near = suggestion(name, report_types())
        if near:
            raise InvalidInput(
                f"reports.run: there is no report type {name[:80]!r}.{near}",
                hint="reports.create sends any name.",
            )
        return
    if kind["requestable"] is False:
        raise InvalidInput(
            f"reports.run: {name} cannot be requested: Amazon makes it by itself.",
            hint=f'Find it with reports.list {{"report_types": ["{name}"]}}, then give its report_id to reports.run.',
        )
    if kind["content_type"] and kind["content_type"] not in READERS:
        raise InvalidInput(
            f"reports.run reads tables and JSON; {name} is {kind['content_type']}.",
            hint="Use reports.create, reports.get and reports.document, and fetch the file yourself.",
        )
