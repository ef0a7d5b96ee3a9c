"""Rows by the id of a document, where no report is named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolspan.errors import InvalidInput, NotFound

from .conftest import LISTINGS

SHIPPING = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
TOKEN = "createRestrictedDataToken"


@pytest.fixture
def document_of(connector, run):
    """Make a report and return the id of its document, with the rows that it holds."""

    async def make(report_type: str = LISTINGS):
        page = await run(report_type)
        report = await connector.execute("reports", "get", {"report_id": page.meta.report_id})
        return report.one["reportDocumentId"], page.data

    return make


async def test_a_document_gives_its_rows_without_a_report(emulator, run, document_of):
    document, rows = await document_of()
    emulator.requests.clear()
    page = await run(None, report_document_id=document)
    assert page.data == rows
    assert (page.meta.total_rows, page.meta.warnings) == (40, [])
    assert not emulator.requests.matching(operation="getReport")
    assert not emulator.requests.matching(operation="createReport")


async def test_its_rows_come_in_pages_and_the_document_is_kept_meanwhile(
    connector, emulator, run, document_of
):
    document, rows = await document_of()
    emulator.requests.clear()
    first = await run(LISTINGS, report_document_id=document, limit=25)
    second = await connector.execute("reports", "run", first.meta.next_params)
    assert [*first.data, *second.data] == rows
    assert first.meta.next_params["report_document_id"] == document
    assert len(emulator.requests.matching(operation="document")) == 1


async def test_with_its_type_a_document_is_read_as_values(connector, document_of):
    document, rows = await document_of()
    typed = connector.reports.iterate_run(report_document_id=document, report_type=LISTINGS, typed=True)
    assert {type(row["price"]) async for row in typed} <= {Decimal, type(None)}
    untyped = connector.reports.iterate_run(report_document_id=document, typed=True)
    assert [row async for row in untyped] == rows
    assert "does not know the columns" in untyped.warnings[0]


@pytest.mark.parametrize("where", ["JP", ["jp"], "A1VC38T7YXB528", ["AU", "JP"]])
@pytest.mark.parametrize("report_type", [None, LISTINGS])
async def test_a_japanese_document_is_read_as_such_however_its_marketplace_is_named(
    emulator, run, document_of, where, report_type
):
    emulator.reports.given[LISTINGS] = ("sku\titem-name\nA\t水筒\n".encode("cp932"), "text/plain")
    document, _ = await document_of()
    page = await run(report_type, report_document_id=document, marketplace_ids=where)
    assert page.data == [{"sku": "A", "item-name": "水筒"}]
    assert page.meta.marketplace in ("A1VC38T7YXB528", "A39IBJ37TRP1C6")


async def test_it_can_be_saved(connector, document_of, tmp_path):
    document, rows = await document_of()
    saved = await connector.reports.download(report_document_id=document, to=tmp_path / "x")
    assert len(saved.path.read_text(saved.encoding).splitlines()) == len(rows) + 1
    assert (saved.report_id, saved.report_type) == (None, None)


@pytest.mark.parametrize("said", [True, False])
async def test_personal_data_gets_its_restricted_token_whether_the_type_is_said_or_not(
    connect, emulator, document_of, said
):
    document, rows = await document_of(SHIPPING)
    async with connect() as other:
        emulator.requests.clear()
        kind = {"report_type": SHIPPING} if said else {}
        page = await other.execute("reports", "run", {"report_document_id": document, **kind})
    assert page.data == rows
    assert len(emulator.requests.matching(operation=TOKEN)) == 1
    refused = [r for r in emulator.requests.matching(operation="getReportDocument") if r.status == 403]
    assert len(refused) == (0 if said else 1)


async def test_an_unknown_document_says_where_its_id_stands(run):
    with pytest.raises(NotFound, match=r"^Document amzn1\.spdoc\.1\.4\.na\.x: ") as failure:
        await run(None, report_document_id="amzn1.spdoc.1.4.na.x")
    assert "90 days" in failure.value.hint
    assert "reports.get" in failure.value.hint
    assert not failure.value.retryable


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"report_document_id": "50013018724"}, "Give it as report_id"),
        ({"report_id": "amzn1.spdoc.1.4.na.x"}, "Give it as report_document_id"),
        ({"report_id": "1", "report_document_id": "amzn1.spdoc.1.4.na.x"}, "keep one"),
        (
            {"report_document_id": "amzn1.spdoc.1.4.na.x", "report_type": "GET_MERCHANT_LISTING_ALL_DATA"},
            LISTINGS,
        ),
        (
            {"report_document_id": "amzn1.spdoc.1.4.na.x", "report_type": "FEE_DISCOUNTS_REPORT"},
            "spreadsheet",
        ),
        ({"report_document_id": ""}, "report_document_id"),
    ],
)
async def test_ids_of_another_kind_are_refused_before_a_request_leaves(emulator, run, params, said):
    with pytest.raises(InvalidInput) as failure:
        await run(**({"report_type": None} | params))
    assert said in str(failure.value)
    assert not len(emulator.requests)


async def test_a_failure_that_may_pass_is_resumed_by_the_document(emulator, run, document_of):
    document, _ = await document_of()
    emulator.faults.add("throttle", operation="getReportDocument", times=None)
    with pytest.raises(Exception, match="Document amzn1") as failure:
        await run(None, report_document_id=document, offset=3)
    assert failure.value.resume["params"]["report_document_id"] == document
    assert failure.value.resume["params"]["offset"] == 3
