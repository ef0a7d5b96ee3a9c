"""Reports, from the request to the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.entity import Entity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from os import PathLike

    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.connector import AmazonSellerPartnerConnector
    from toolspan.connectors.amazon_seller_partner.records import parameters as p
    from toolspan.connectors.amazon_seller_partner.records import reports_2021_06_30 as reports
    from toolspan.connectors.amazon_seller_partner.reports.files import Saved
    from toolspan.page import Page, Records


class Reports(Entity):
    """Amazon's bulk files, from the request to the rows."""

    _connector: AmazonSellerPartnerConnector

    async def list(self, **params: Unpack[p.ReportsList]) -> Page[reports.Report]:
        """Return reports of the last 90 days by type and state (getReports)."""
        return await self._call("list", params)

    async def get(self, **params: Unpack[p.ReportsGet]) -> Page[reports.Report]:
        """Return the state of one report and, when done, its document id (getReport)."""
        return await self._call("get", params)

    async def create(self, **params: Unpack[p.ReportsCreate]) -> Page[reports.CreateReportResponse]:
        """Return the id of a report that Amazon now makes (createReport)."""
        return await self._call("create", params)

    async def cancel(self, **params: Unpack[p.ReportsCancel]) -> Page[dict[str, Any]]:
        """Return an empty page once a queued report is cancelled (cancelReport)."""
        return await self._call("cancel", params)

    async def document(self, **params: Unpack[p.ReportsDocument]) -> Page[reports.ReportDocument]:
        """Return the short-lived download address of a finished report (getReportDocument)."""
        return await self._call("document", params)

    async def run(self, **params: Unpack[p.ReportsRun]) -> Page[dict[str, Any]]:
        """Return the rows of a report: made, waited for and downloaded (createReport and its followers)."""
        return await self._call("run", params)

    def iterate(self, **params: Unpack[p.ReportsList]) -> AsyncIterator[reports.Report]:
        """Yield the reports of all pages (getReports)."""
        return self._iterate("list", params)

    def iterate_run(self, **params: Unpack[p.ReportsRun]) -> Records[dict[str, Any]]:
        """Yield the rows of a report of any size, however long Amazon makes it (createReport and its followers).

        Few rows are held at a time. `offset` passes over rows; `limit` means nothing here. What `run`
        says in `meta.warnings` stands in `warnings` of what this returns, once the last row was given.
        """
        from toolspan.connectors.amazon_seller_partner.reports.files import iterate  # noqa: PLC0415 - costs an import

        return iterate(self._connector, params)

    async def download(
        self, *, to: str | PathLike[str], timeout: float | None = None, **params: Unpack[p.ReportsRun]
    ) -> Saved:
        """Return where the document of a report now lies, unpacked and as Amazon made it.

        The file appears whole or not at all, whatever ends the process. With `report_id` it is that
        of a report that exists: nothing is asked for twice after a failure. XML, PDF and
        spreadsheets are saved too.

        Args:
            to: Path of the file; one that is there is replaced.
            timeout: Seconds for everything; any time by default.
            params: As `run`.

        Raises:
            ConfigurationError: The file cannot be written there.
            ToolspanError: As `run`; `resume` names the `report_id` to go on with.
        """
        from toolspan.connectors.amazon_seller_partner.reports.files import save  # noqa: PLC0415 - costs an import

        return await save(self._connector, params, to, timeout)


class ReportSchedules(Entity):
    """Schedules by which Amazon makes a report again and again."""

    async def list(self, **params: Unpack[p.ReportSchedulesList]) -> Page[reports.ReportSchedule]:
        """Return the schedules of these report types (getReportSchedules)."""
        return await self._call("list", params)

    async def get(self, **params: Unpack[p.ReportSchedulesGet]) -> Page[reports.ReportSchedule]:
        """Return one schedule (getReportSchedule)."""
        return await self._call("get", params)

    async def create(
        self, **params: Unpack[p.ReportSchedulesCreate]
    ) -> Page[reports.CreateReportScheduleResponse]:
        """Return the id of a new schedule; one of the same type and marketplaces is replaced (createReportSchedule)."""
        return await self._call("create", params)

    async def cancel(self, **params: Unpack[p.ReportSchedulesCancel]) -> Page[dict[str, Any]]:
        """Return an empty page once a schedule is ended (cancelReportSchedule)."""
        return await self._call("cancel", params)
