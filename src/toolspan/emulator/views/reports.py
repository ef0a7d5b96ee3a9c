"""Reports 2021-06-30: create, list, cancel and download reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from toolspan.emulator.errors import denied, invalid, missing_or_invalid, not_found
from toolspan.emulator.facts import report_types
from toolspan.emulator.handling import Answer
from toolspan.emulator.parameters import (
    Parameters,
    flag,
    integer,
    list_of,
    moment,
    ordered,
    parse_moment,
    text,
)
from toolspan.emulator.roles import PII_ROLES
from toolspan.emulator.times import day, iso_offset
from toolspan.emulator.views.paging import sold_in

if TYPE_CHECKING:
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call, Handlers
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.reports.store import Report

DAY = 86400
_RETENTION = 90 * DAY
_DEFAULT_WINDOW = 30 * DAY
_STATUSES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
_MOST_MARKETPLACES = 25


def _needs_types(values: Values, _now: float) -> None:
    if values["reportTypes"] is None:
        raise invalid("Either reportTypes or nextToken must be provided.")


def _within_retention(values: Values, now: float) -> None:
    # Tolerance for callers who mean exactly 90 days ago.
    if values["createdSince"] is not None and values["createdSince"] < now - _RETENTION - 60:
        raise invalid("createdSince must not be more than 90 days ago.")


_LIST = Parameters(
    list_of("reportTypes", most=10),
    list_of("processingStatuses", _STATUSES),
    list_of("marketplaceIds", most=10),
    integer("pageSize", 1, 100, 10),
    moment("createdSince"),
    moment("createdUntil"),
    text("nextToken"),
    rules=(_needs_types, _within_retention, ordered("createdSince", "createdUntil")),
)
_DOCUMENT = Parameters(flag("enableContentEncodingUrlHeader"))


def get_reports(call: Call) -> dict[str, Any]:
    """One page of reports; a token must be the only parameter, and implies size and filters."""
    values = _LIST.read(call.query, call.now, unless="nextToken")
    token, cursors = values["nextToken"], call.services.cursors
    if token is None:
        filters = {"pageSize": values["pageSize"]}
        page = cursors.first(call.scope, filters, _select(call, values), values["pageSize"])
    elif len(parse_qs(call.query, keep_blank_values=True)) > 1:
        raise invalid("nextToken must be the only parameter.")
    else:
        page = cursors.next(token, call.scope, {}, cursors.filters(token).get("pageSize", 1))
    body: dict[str, Any] = {"reports": [_render(call, report) for report in page.rows]}
    if page.token is not None:
        body["nextToken"] = page.token
    return body


def _select(call: Call, values: Values) -> list[Report]:
    until, since = values["createdUntil"], values["createdSince"]
    statuses, marketplaces = values["processingStatuses"], values["marketplaceIds"]
    now = call.services.clock.monotonic()
    return [
        report
        for report in call.services.reports.all(call.caller.key, call.seller)
        if report.report_type in values["reportTypes"]
        and (since is None or report.created >= since)
        and (until is None or report.created <= until)
        and (statuses is None or report.status(now) in statuses)
        and (marketplaces is None or any(one.marketplace_id in marketplaces for one in report.marketplaces))
    ]


def create_report(call: Call) -> Answer:
    """Queue a report."""
    body = call.json()
    report_type = permitted(call, body.get("reportType"))
    if report_types()[report_type]["requestable"] is False:
        raise invalid(f"{report_type} cannot be requested; Amazon makes it by itself.")
    marketplaces, options = where_of(call, body), options_of(body)
    end = moment_of(body, "dataEndTime", call.now)
    start = moment_of(body, "dataStartTime", end - _DEFAULT_WINDOW)
    if end < start:
        raise invalid("dataEndTime must be equal to or after dataStartTime.")
    report = call.services.reports.create(
        call.caller.key,
        call.seller,
        report_type,
        marketplaces=marketplaces,
        window=(start, end),
        options=options,
    )
    return Answer(202, {"reportId": report.report_id})


def where_of(call: Call, body: dict[str, Any]) -> tuple[Marketplace, ...]:
    """Return the requested marketplaces of a report."""
    ids = body.get("marketplaceIds")
    if not isinstance(ids, list) or not 1 <= len(ids) <= _MOST_MARKETPLACES:
        raise missing_or_invalid("marketplaceIds")
    return sold_in(call, "marketplaceIds", ids)


def options_of(body: dict[str, Any]) -> dict[str, str]:
    """Return the requested report options; all values must be text."""
    options = body.get("reportOptions") or {}
    if not isinstance(options, dict) or not all(isinstance(value, str) for value in options.values()):
        raise missing_or_invalid("reportOptions")
    return options


def permitted(call: Call, name: Any) -> str:
    """Return a report type if it exists and the application may request it."""
    known = report_types().get(name) if isinstance(name, str) else None
    if known is None:
        raise missing_or_invalid("reportType")
    if known["removal_date"] and known["removal_date"] <= day(call.now):
        raise invalid(f"{name} has been removed.")
    if known["restricted"] and not call.caller.app.roles & frozenset[str]().union(*PII_ROLES.values()):
        raise denied()
    return str(name)


def moment_of(body: dict[str, Any], name: str, default: float) -> float:
    """Parse a date and time of the request body."""
    if body.get(name) is None:
        return default
    try:
        return parse_moment(body[name])
    except ValueError:
        raise missing_or_invalid(name) from None


def get_report(call: Call) -> dict[str, Any]:
    """One report."""
    return _render(call, _report(call))


def cancel_report(call: Call) -> Answer:
    """Cancel a report that is still queued."""
    report = _report(call)
    if not call.services.reports.cancel(report):
        raise invalid(f"Report {report.report_id} can no longer be cancelled.")
    return Answer(200)


def get_report_document(call: Call) -> dict[str, Any]:
    """Download URL of a document, valid for five minutes."""
    values = _DOCUMENT.read(call.query, call.now)
    reports, document_id = call.services.reports, call.path["reportDocumentId"]
    report = reports.by_document(call.caller.key, call.seller, document_id)
    if report is None or report.document is None:
        raise not_found(f"Report document {document_id} was not found.")
    if report_types()[report.report_type]["restricted"] and not call.caller.restricted:
        raise denied()
    encoded = values["enableContentEncodingUrlHeader"]
    link = call.services.documents.link(call.services.base_url(), report.document, content_encoding=encoded)
    body = {"reportDocumentId": document_id, "url": link}
    if report.document.compressed:
        body["compressionAlgorithm"] = "GZIP"
    return body


def _report(call: Call) -> Report:
    report_id = call.path["reportId"]
    report = call.services.reports.find(call.caller.key, call.seller, report_id)
    if report is None:
        raise not_found(f"Report {report_id} was not found.")
    return report


def _render(call: Call, report: Report) -> dict[str, Any]:
    status = report.status(call.services.clock.monotonic())
    body: dict[str, Any] = {
        "reportType": report.report_type,
        "processingStatus": status,
        "marketplaceIds": [one.marketplace_id for one in report.marketplaces],
        "reportId": report.report_id,
        "dataStartTime": iso_offset(report.start),
        "dataEndTime": iso_offset(report.end),
        "createdTime": iso_offset(report.created),
    }
    if status != "IN_QUEUE":
        body["processingStartTime"] = iso_offset(report.at(report.started_at))
    if status not in ("IN_QUEUE", "IN_PROGRESS"):
        body["processingEndTime"] = iso_offset(report.at(report.ready_at))
    if report.schedule_id is not None:
        body["reportScheduleId"] = report.schedule_id
    if report.document is not None:
        body["reportDocumentId"] = report.document.document_id
    return body


HANDLERS: Handlers = {
    "reports_2021-06-30.getReports": get_reports,
    "reports_2021-06-30.createReport": create_report,
    "reports_2021-06-30.getReport": get_report,
    "reports_2021-06-30.cancelReport": cancel_report,
    "reports_2021-06-30.getReportDocument": get_report_document,
}
