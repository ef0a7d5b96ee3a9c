"""Reports 2021-06-30: schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid, missing_or_invalid, not_found
from toolspan.emulator.facts import report_types
from toolspan.emulator.handling import Answer
from toolspan.emulator.parameters import Parameters, list_of
from toolspan.emulator.reports.schedules import PERIODS
from toolspan.emulator.times import iso_offset
from toolspan.emulator.views.reports import moment_of, options_of, permitted, where_of

if TYPE_CHECKING:
    from toolspan.emulator.handling import Call, Handlers
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.reports.schedules import Schedule

_AHEAD = 366 * 86_400  # how far ahead the first report may be; Amazon's own limit is not published


def _needs_types(values: Values, _now: float) -> None:
    if values["reportTypes"] is None:
        raise missing_or_invalid("reportTypes")


_LIST = Parameters(list_of("reportTypes", most=10), rules=(_needs_types,))


def get_schedules(call: Call) -> dict[str, Any]:
    """Schedules of some report types."""
    values = _LIST.read(call.query, call.now)
    found = [one for one in _mine(call) if one.report_type in values["reportTypes"]]
    return {"reportSchedules": [_render(one) for one in found]}


def create_schedule(call: Call) -> Answer:
    """Create a schedule."""
    body = call.json()
    report_type, period = _schedulable(call, body.get("reportType")), body.get("period")
    if period not in PERIODS:
        raise missing_or_invalid("period")
    due = moment_of(body, "nextReportCreationTime", -1.0)
    if due != -1.0 and not call.now - 60 <= due <= call.now + _AHEAD:
        raise invalid("nextReportCreationTime must not be in the past.")
    schedule = call.services.reports.schedules.add(
        owner=call.caller.key,
        seller=call.seller,
        report_type=report_type,
        marketplaces=where_of(call, body),
        period=period,
        due=due,
        options=options_of(body),
    )
    if due == -1.0:
        schedule.due = schedule.after(call.now)
    return Answer(201, {"reportScheduleId": schedule.schedule_id})


def get_schedule(call: Call) -> dict[str, Any]:
    """One schedule."""
    return _render(_schedule(call))


def cancel_schedule(call: Call) -> Answer:
    """Cancel a schedule."""
    call.services.reports.schedules.end(_schedule(call))
    return Answer(200)


def _mine(call: Call) -> list[Schedule]:
    call.services.reports.fire()
    return call.services.reports.schedules.of(call.caller.key)


def _schedule(call: Call) -> Schedule:
    schedule_id = call.path["reportScheduleId"]
    found = next((one for one in _mine(call) if one.schedule_id == schedule_id), None)
    if found is None:
        raise not_found(f"Report schedule {schedule_id} was not found.")
    return found


def _schedulable(call: Call, name: Any) -> str:
    report_type = permitted(call, name)
    if not report_types()[report_type]["schedulable"]:
        raise invalid(f"{report_type} cannot be scheduled.")
    return report_type


def _render(schedule: Schedule) -> dict[str, Any]:
    body: dict[str, Any] = {
        "reportScheduleId": schedule.schedule_id,
        "reportType": schedule.report_type,
        "marketplaceIds": [one.marketplace_id for one in schedule.marketplaces],
        "period": schedule.period,
        "nextReportCreationTime": iso_offset(schedule.due),
    }
    return body | ({"reportOptions": dict(schedule.options)} if schedule.options else {})


HANDLERS: Handlers = {
    "reports_2021-06-30.getReportSchedules": get_schedules,
    "reports_2021-06-30.createReportSchedule": create_schedule,
    "reports_2021-06-30.getReportSchedule": get_schedule,
    "reports_2021-06-30.cancelReportSchedule": cancel_schedule,
}
