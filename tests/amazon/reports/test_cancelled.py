"""A report that Amazon cancelled: empty where it can only be for want of data, an error wherever that is not known."""

from __future__ import annotations

import asyncio

import pytest

from toolspan.errors import Cancelled

from .conftest import LISTINGS

FEEDBACK, STOCK = "GET_SELLER_FEEDBACK_DATA", "GET_AFN_INVENTORY_DATA"
LONG_AGO = {"data_start_time": "2020-01-01", "data_end_time": "2020-01-02"}
CAUSES = ("no data for this period", "someone cancelled it", "requested again too soon")


async def test_a_period_without_data_is_an_empty_page_that_names_the_causes(run):
    page = await run(FEEDBACK, **LONG_AGO)
    assert (page.data, page.meta.count, page.meta.total_rows, page.meta.has_more) == ([], 0, 0, False)
    (warning,) = page.meta.warnings
    for cause in CAUSES:
        assert cause in warning
    assert page.meta.cancelled
    assert page.meta.report_id
    assert page.meta.report_type == FEEDBACK


async def test_a_report_that_was_cancelled_before_is_judged_by_when_it_was_made(connector, emulator, run):
    made = await connector.execute("reports", "create", {"report_type": LISTINGS})
    await connector.execute("reports", "cancel", {"report_id": made.one["reportId"]})
    emulator.clock.advance(5_000)
    await run()  # of the same type, but later
    page = await run(None, report_id=made.one["reportId"])
    assert page.data == []
    assert "someone cancelled it" in page.meta.warnings[0]


async def test_another_period_of_a_type_without_a_known_limit_is_no_earlier_request(run):
    assert (await run(FEEDBACK, data_start_time="-300d")).data
    assert (await run(FEEDBACK, **LONG_AGO)).data == []


def refused(failure: pytest.ExceptionInfo[Cancelled], report_type: str) -> None:
    error = failure.value
    assert (error.code, error.retryable, error.resume) == ("cancelled", False, None)
    for cause in CAUSES:
        assert cause in error.message
    assert "Do not repeat it at once" in error.hint


async def test_the_same_type_again_within_its_limit_is_an_error(emulator, run):
    emulator.reports.cooldown = (1, 1500.0)  # stricter than what is known of it
    await run(STOCK)
    with pytest.raises(Cancelled, match=r"^Report \d+: ") as failure:
        await run(STOCK)
    refused(failure, STOCK)
    assert "wait 25 minutes" in failure.value.hint


async def test_the_same_period_again_at_once_is_an_error(run):
    await run(FEEDBACK, **LONG_AGO)
    with pytest.raises(Cancelled) as failure:
        await run(FEEDBACK, **LONG_AGO)
    refused(failure, FEEDBACK)


async def test_where_earlier_requests_cannot_be_looked_for_it_is_an_error(emulator, run):
    emulator.faults.add("status", operation="getReports", status=403, times=None)
    with pytest.raises(Cancelled):
        await run(FEEDBACK, **LONG_AGO)


async def test_what_a_schedule_made_is_an_error(emulator, run):
    report = {
        "reportId": "1",
        "reportType": FEEDBACK,
        "processingStatus": "CANCELLED",
        "createdTime": "2026-01-01T00:00:00Z",
        "reportScheduleId": "5",
    }
    emulator.faults.add("status", operation="getReport", status=200, body=report)
    with pytest.raises(Cancelled):
        await run(None, report_id="1")


async def test_whoever_reads_on_and_on_gets_an_error(connector, tmp_path):
    params = {"report_type": FEEDBACK, **LONG_AGO}
    with pytest.raises(Cancelled):
        [row async for row in connector.reports.iterate_run(**params)]
    params["data_end_time"] = "2020-01-03"
    with pytest.raises(Cancelled, match="someone cancelled it"):
        [row async for row in connector.iterate("reports", "run", params)]
    params["data_end_time"] = "2020-01-04"
    with pytest.raises(Cancelled):
        await connector.reports.download(to=tmp_path / "x", **params)
    assert not list(tmp_path.iterdir())


async def test_the_blocking_face_iterates_no_cancelled_report_either(connect):
    def script():
        with connect().sync as sync:
            assert sync.reports.run(report_type=FEEDBACK, **LONG_AGO).data == []
            with pytest.raises(Cancelled):
                list(sync.reports.iterate_run(report_type=FEEDBACK, **LONG_AGO))

    await asyncio.to_thread(script)
