"""Rows of a report a page at a time, without asking Amazon again for each page."""

from __future__ import annotations

import pytest

LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"


async def test_pages_of_rows_say_where_the_next_one_starts(connector, run):
    first = await run(limit=15)
    assert (first.meta.count, first.meta.total_rows, first.meta.next_offset) == (15, 40, 15)
    assert first.meta.next_params == {"report_id": first.meta.report_id, "offset": 15, "limit": 15}
    second = await connector.execute("reports", "run", first.meta.next_params)
    last = await connector.execute("reports", "run", second.meta.next_params)
    assert (last.meta.count, last.meta.has_more, last.meta.next_params) == (10, False, None)
    whole = await run(None, report_id=first.meta.report_id)
    assert [*first.data, *second.data, *last.data] == whole.data


async def test_all_rows_can_be_iterated_over_with_one_report_and_one_download(connector, emulator):
    rows = [row async for row in connector.iterate("reports", "run", {"report_type": LISTINGS, "limit": 7})]
    assert len({row["seller-sku"] for row in rows}) == 40
    for operation in ("createReport", "getReportDocument", "document"):
        assert len(emulator.requests.matching(operation=operation)) == 1


async def test_rows_kept_for_the_next_page_are_forgotten_after_a_while(connector, emulator, run):
    first = await run(limit=15)
    emulator.clock.advance(3600)
    await connector.execute("reports", "run", first.meta.next_params)
    assert len(emulator.requests.matching(operation="document")) == 2


async def test_rows_kept_of_one_report_are_not_given_for_another(connector, run):
    first = await run("GET_SALES_AND_TRAFFIC_REPORT", limit=1)
    other = await run(limit=1)
    again = await connector.execute("reports", "run", first.meta.next_params)
    assert again.meta.report_type == "GET_SALES_AND_TRAFFIC_REPORT" != other.meta.report_type


async def test_json_rows_are_paged_like_table_rows(connector, run):
    first = await run("GET_SALES_AND_TRAFFIC_REPORT", limit=1)
    again = await connector.execute("reports", "run", first.meta.next_params)
    assert first.meta.about["reportSpecification"]["reportType"] == "GET_SALES_AND_TRAFFIC_REPORT"
    assert first.data[0]["_section"] == again.data[0]["_section"] == "salesAndTrafficByDate"
    assert first.data[0]["date"] != again.data[0]["date"]


@pytest.mark.parametrize("offset", [40, 10_000])
async def test_an_offset_past_the_end_gives_no_rows_and_says_how_many_there_are(run, offset):
    page = await run(offset=offset, limit=5)
    assert (page.data, page.meta.has_more, page.meta.next_params) == ([], False, None)
    assert page.meta.warnings == ["offset is past the end: the report has 40 rows."]


async def test_the_last_full_page_knows_that_it_is_the_last(run):
    page = await run(offset=30, limit=10)
    assert (page.meta.count, page.meta.has_more) == (10, False)
