"""JSON reports against the schemas that Amazon publishes: a difference is a warning, and never an error."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal

import pytest

from toolspan.connectors.amazon_seller_partner.reports.run import Finished
from toolspan.connectors.amazon_seller_partner.reports.schemas import MOST_CHECKED
from toolspan.connectors.amazon_seller_partner.reports.types import report_type
from toolspan.connectors.amazon_seller_partner.schemas import published_schemas
from toolspan.formats.tables import ALL, Table

from .conftest import opened

TYPES = published_schemas("report").types
BASKET = "GET_BRAND_ANALYTICS_MARKET_BASKET_REPORT"
ROW = {
    "startDate": "2026-11-01", "endDate": "2026-11-07", "asin": "B01", "purchasedWithAsin": "B02",
    "purchasedWithRank": 1, "combinationPct": 0.125,
}  # fmt: skip
SPECIFICATION = {
    "reportType": BASKET, "reportOptions": {"reportPeriod": "WEEK"}, "dataStartTime": "2026-11-01",
    "dataEndTime": "2026-11-07", "marketplaceIds": ["ATVPDKIKX0DER"],
}  # fmt: skip


def basket(*rows: dict) -> dict:
    return {"reportSpecification": SPECIFICATION, "dataByAsin": list(rows)}


def finished(document: object, report_type: str | None = BASKET) -> Finished:
    report = {"reportType": report_type, "marketplaceIds": ["ATVPDKIKX0DER"]}
    return Finished(report, opened(json.dumps(document).encode()))


def warnings_of(document: object, report_type: str | None = BASKET) -> list[str]:
    """The warnings of a document, which are the same whether its rows are read at once or one by one."""
    read, table = finished(document, report_type).read(ALL), Table([], 0)
    assert list(finished(document, report_type).rows(table)) == read.rows
    assert table.warnings == read.warnings
    return read.warnings


def examples(shared, name: str) -> list[dict]:
    return json.loads((shared / f"sp-api-schemas/reports/{name}.json").read_text("utf-8"))["examples"]


def test_every_published_schema_belongs_to_a_type(shared):
    names = {path.stem for path in (shared / "sp-api-schemas/reports").glob("*.json")}
    assert {name for each in TYPES.values() for name in each} == names
    assert len(names) == 22


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in TYPES.items() for name in names])
def test_amazons_own_examples_differ_in_nothing(shared, kind, name):
    for example in examples(shared, name):
        differing = [each for each in warnings_of(example, kind) if "differs" in each]
        assert differing == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({name: value for name, value in ROW.items() if name != "asin"}, "dataByAsin[].asin is missing"),
        (ROW | {"combinationPct": "12"}, "dataByAsin[].combinationPct is text, not a number"),
        (ROW | {"purchasedWithRank": None}, "dataByAsin[].purchasedWithRank is null, not a whole number"),
        (ROW | {"combinationPct": 12.5}, "dataByAsin[].combinationPct is above 1"),
        (ROW | {"startDate": "1 Nov"}, "dataByAsin[].startDate is '1 Nov', no date"),
    ],
)
def test_a_row_that_differs_is_given_as_it_is_with_a_warning(row, said):
    (warning,) = warnings_of(basket(ROW, row, row))
    assert warning == (
        f"The document differs from Amazon's schema of {BASKET}: {said} (2 times). It is given as it is."
    )
    assert finished(basket(row)).read(ALL).rows == [row]


def test_what_stands_beside_the_rows_is_checked_too():
    wrong = basket(ROW) | {"reportSpecification": SPECIFICATION | {"reportType": "GET_X"}}
    assert "reportSpecification.reportType is 'GET_X', which is none of its 1 values" in warnings_of(wrong)[0]
    assert "dataByAsin is missing" in warnings_of({"other": [ROW]})[0]
    assert "the document is a list, not an object" in warnings_of([ROW])[0]


def test_a_field_that_amazon_adds_is_no_difference():
    assert warnings_of(basket(ROW | {"new": {"a": 1}})) == []


def test_many_differences_are_counted_and_a_few_named():
    (warning,) = warnings_of(basket(*[{}] * 3))
    assert warning.count("is missing (3 times)") == 5
    assert "and 1 more" in warning


def test_only_the_first_rows_of_a_long_document_are_checked():
    rows = [ROW] * MOST_CHECKED
    assert warnings_of(basket(*rows, {})) == []
    assert warnings_of(basket({}, *rows)) != []


def test_a_document_says_its_type_where_the_caller_does_not():
    assert "asin is missing" in warnings_of(basket({}), None)[0]
    assert warnings_of({"dataByAsin": [{}]}, None) == []


def test_typed_rows_have_days_and_exact_numbers():
    table = Table([], 0)
    (row,) = finished(basket(ROW)).rows(table, typed=True)
    assert row["startDate"] == date(2026, 11, 1)
    assert row["combinationPct"] == Decimal("0.125")
    assert table.warnings == []
    read = finished(basket(ROW)).read(ALL, typed=True)
    assert read.rows == [ROW | {"combinationPct": "0.125"}]
    assert read.warnings == []


def test_moments_inside_a_row_are_read_and_what_is_none_stays_text(shared):
    (example,) = examples(shared, "promotionReport")
    wrong = deepcopy(example)
    wrong["promotions"][0]["lastUpdatedDateTime"] = "soon"
    given, kept = (
        next(finished(each, "GET_PROMOTION_PERFORMANCE_REPORT").rows(Table([], 0), typed=True))
        for each in (example, wrong)
    )
    assert isinstance(given["lastUpdatedDateTime"], datetime)
    assert kept["lastUpdatedDateTime"] == "soon"


async def test_a_report_of_the_emulator_has_no_difference_and_one_that_has_is_no_error(run, served):
    page = await run("GET_SALES_AND_TRAFFIC_REPORT", data_start_time="-10d", data_end_time="-2d")
    assert page.data
    assert page.meta.warnings == []
    served(json.dumps({"reportSpecification": {}, "salesAndTrafficByDate": [{"date": 7}]}).encode())
    page = await run("GET_SALES_AND_TRAFFIC_REPORT", data_start_time="-9d", data_end_time="-2d")
    assert page.data == [{"date": 7}]
    (warning,) = page.meta.warnings
    assert "salesAndTrafficByDate[].date is a whole number, not text" in warning


def test_every_type_with_a_schema_is_known():
    kinds = {name: report_type(name)["content_type"] for name in TYPES}
    assert {name for name, kind in kinds.items() if kind != "application/json"} == {
        "GET_B2B_PRODUCT_OPPORTUNITIES_NOT_YET_ON_AMAZON",
        "GET_B2B_PRODUCT_OPPORTUNITIES_RECOMMENDED_FOR_YOU",
    }
