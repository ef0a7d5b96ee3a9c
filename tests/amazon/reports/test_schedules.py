"""Schedules: Amazon makes the reports, on the clock, and they are read like any other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from toolspan.errors import InvalidInput, NotFound, PolicyDenied
from toolspan.policy import Policy

SHIPPING = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"


@pytest.fixture
async def scheduling(connect):
    async with connect(policy=Policy(writes=["report_schedules.*"])) as made:
        yield made


async def begun(connector, period="P1D", **more):
    page = await connector.report_schedules.create(report_type=SHIPPING, period=period, **more)
    return page.one["reportScheduleId"]


async def test_a_schedule_makes_reports_on_the_clock_and_they_are_read_by_their_id(scheduling, emulator):
    schedule_id = await begun(scheduling)
    emulator.clock.advance(3 * 86400 + 60)
    found = await scheduling.reports.list(report_types=[SHIPPING])
    assert len(found.data) == 3
    assert {report["reportScheduleId"] for report in found.data} == {schedule_id}
    assert {report["processingStatus"] for report in found.data} <= {"DONE", "CANCELLED"}
    times = sorted(datetime.fromisoformat(report["createdTime"]) for report in found.data)
    assert times[1] - times[0] == times[2] - times[1] == timedelta(days=1)
    done = next(report for report in found.data if report["processingStatus"] == "DONE")
    page = await scheduling.reports.run(report_id=done["reportId"])
    assert page.data[0]["ship-address-1"]


async def test_schedules_are_listed_read_and_ended(scheduling, emulator):
    schedule_id = await begun(scheduling, "PT2H")
    (listed,) = (await scheduling.report_schedules.list(report_types=[SHIPPING])).data
    one = (await scheduling.report_schedules.get(report_schedule_id=schedule_id)).one
    assert listed == one
    assert (one["reportType"], one["period"]) == (SHIPPING, "PT2H")
    assert datetime.fromisoformat(one["nextReportCreationTime"]) > emulator.clock.now()
    assert (await scheduling.report_schedules.cancel(report_schedule_id=schedule_id)).data == []
    assert not (await scheduling.report_schedules.list(report_types=[SHIPPING])).data
    with pytest.raises(NotFound):
        await scheduling.report_schedules.get(report_schedule_id=schedule_id)
    emulator.clock.advance(86400)
    assert not (await scheduling.reports.list(report_types=[SHIPPING])).data


async def test_a_schedule_replaces_one_of_the_same_type_and_marketplaces(scheduling):
    first, second = await begun(scheduling), await begun(scheduling, "P7D")
    listed = (await scheduling.report_schedules.list(report_types=[SHIPPING])).data
    assert [one["reportScheduleId"] for one in listed] == [second] != [first]


async def test_the_first_report_is_made_when_it_was_asked_for_and_months_are_months(scheduling, emulator):
    first = emulator.clock.now() + timedelta(hours=5)
    await begun(scheduling, "P1M", next_report_creation_time=first)
    emulator.clock.advance(5 * 3600 + 60)
    (report,) = (await scheduling.reports.list(report_types=[SHIPPING])).data
    assert abs(datetime.fromisoformat(report["createdTime"]) - first) < timedelta(seconds=2)
    (one,) = (await scheduling.report_schedules.list(report_types=[SHIPPING])).data
    assert datetime.fromisoformat(one["nextReportCreationTime"]).month == first.month % 12 + 1


async def test_a_schedule_is_a_write_that_the_policy_must_allow(connector, emulator):
    with pytest.raises(PolicyDenied):
        await begun(connector)
    assert not len(emulator.requests)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"period": "PT6M"}, "period"),
        ({"period": "P1D", "report_type": "GET_AFN_INVENTORY_DATA"}, "scheduled"),
    ],
)
async def test_what_cannot_be_scheduled_is_refused(scheduling, params, said):
    with pytest.raises(InvalidInput, match=said):
        await scheduling.execute("report_schedules", "create", {"report_type": SHIPPING} | params)
