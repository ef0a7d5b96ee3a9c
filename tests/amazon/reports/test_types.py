"""Types that could deliver nothing are refused with advice, before one of the scarce creations is spent."""

from __future__ import annotations

import pytest

from toolspan.errors import InvalidInput


@pytest.mark.parametrize(
    ("name", "said", "advice"),
    [
        ("GET_MERCHANT_LISTING_ALL_DATA", 'Did you mean "GET_MERCHANT_LISTINGS_ALL_DATA"', "reports.create"),
        ("get_afn_inventory_data", 'Did you mean "GET_AFN_INVENTORY_DATA"', "reports.create"),
        ("banana", "is not known", "reports.create"),
        ("GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2", "Amazon makes it by itself", "reports.list"),
        ("GET_EASYSHIP_DOCUMENTS", "is PDF", "reports.document"),
        ("FEE_DISCOUNTS_REPORT", "is a spreadsheet", "reports.document"),
    ],
)
async def test_a_type_without_rows_is_refused_with_advice(emulator, run, name, said, advice):
    with pytest.raises(InvalidInput) as failure:
        await run(name)
    assert said in failure.value.message
    assert advice in failure.value.hint
    assert not len(emulator.requests)


async def test_an_existing_report_of_a_type_without_rows_is_refused_with_advice(connector, run):
    made = await connector.execute("reports", "create", {"report_type": "FEE_DISCOUNTS_REPORT"})
    with pytest.raises(InvalidInput, match="is a spreadsheet") as failure:
        await run(None, report_id=made.one["reportId"])
    assert "reports.document" in failure.value.hint


async def test_a_type_with_a_date_of_removal_comes_with_a_warning(emulator, run, served):
    emulator.faults.add("status", operation="createReport", status=202, body={"reportId": "9"})
    report = {"reportId": "9", "reportType": "?", "processingStatus": "DONE", "reportDocumentId": "d"}
    emulator.faults.add("status", operation="getReport", status=200, body=report)
    place = {"reportDocumentId": "d", "url": f"{emulator.url}/documents/x"}
    emulator.faults.add("status", operation="getReportDocument", status=200, body=place)
    served(b"a\tb\r\n1\t2\r\n")
    page = await run("GET_FBA_SNS_FORECAST_DATA")
    assert "removal of GET_FBA_SNS_FORECAST_DATA is 2025-12-11" in page.meta.warnings[0]
    assert page.data == [{"a": "1", "b": "2"}]


async def test_neither_type_nor_id_is_refused(emulator, run):
    with pytest.raises(InvalidInput, match="report_type"):
        await run(None)
    assert not len(emulator.requests)


@pytest.mark.parametrize("kept", [False, True])
async def test_a_report_of_another_type_than_the_one_named_is_refused(run, kept):
    first = await run(limit=1)
    report_id = first.meta.report_id
    if not kept:
        await run(report_id=report_id, report_type=None)
    with pytest.raises(InvalidInput, match="GET_MERCHANT_LISTINGS_ALL_DATA, not GET_AFN_INVENTORY_DATA"):
        await run("GET_AFN_INVENTORY_DATA", report_id=report_id)
    assert len((await run(report_id=report_id)).data) == first.meta.total_rows
