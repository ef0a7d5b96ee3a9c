"""Cells as values: what can be read with certainty, in every way that reports write it, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.connectors.amazon_seller_partner.reports.columns import (
    boolean,
    column_types,
    decimal,
    integer,
    moment,
)
from toolspan.connectors.amazon_seller_partner.reports.run import Finished
from toolspan.connectors.amazon_seller_partner.reports.types import KINDS, report_types, type_quirks
from toolspan.connectors.amazon_seller_partner.reports.types import _quirks as table
from toolspan.formats.tables import ALL, Table
from toolspan.formats.values import as_json

from .conftest import LISTINGS, opened

ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
FEEDBACK = "GET_SELLER_FEEDBACK_DATA"
PACIFIC = timezone(timedelta(hours=-7))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", "5"), ("-5.00", "-5.00"), ("0.10", "0.10"), ("4,10", "4.10"), ("-0,5", "-0.5"), ("12345,678", "12345.678"),
        ("1,234.50", "1234.50"), ("1.234,50", "1234.50"), ("1,234,567.8", "1234567.8"), ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"), ("1\u202f234,56", "1234.56"), ("1,2345", "1.2345"),
    ],
)  # fmt: skip
def test_amounts_are_exact_however_they_are_written(text, number):
    assert decimal(text) == Decimal(number)
    assert str(decimal(text)) == number


@pytest.mark.parametrize(
    "text", ["1,234", "1,23,4", "1.234.567", "5 EUR", "$5", "5%", "1e5", "NaN", "Infinity", "٣", "1.2.3", "."]
)
def test_what_is_no_amount_or_may_be_two_is_not_guessed(text):
    with pytest.raises(ValueError, match=r".*"):
        decimal(text)


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("-7", -7), ("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("7.00", 7)]
)
def test_whole_numbers(text, number):
    assert integer(text) == number


@pytest.mark.parametrize("text", ["7.5", "365+", "x", "7-8"])
def test_what_is_no_whole_number_is_not_guessed(text):
    with pytest.raises(ValueError, match=r".*"):
        integer(text)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("Y", True), ("No", False), ("FALSE", False)])
def test_yes_and_no(text, value):
    assert boolean(text) is value


@pytest.mark.parametrize(
    ("text", "order", "value"),
    [
        ("2026-11-01", None, date(2026, 11, 1)),
        ("2026-11-01T10:00:00+00:00", None, datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("2026-11-01T10:00:00Z", None, datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("2026-11-01 10:00:00 UTC", None, datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("2026-07-11 01:34:18 PDT", None, datetime(2026, 7, 11, 1, 34, 18, tzinfo=PACIFIC)),
        ("01.10.2026 07:30:00 UTC", None, datetime(2026, 10, 1, 7, 30, tzinfo=UTC)),
        ("13.1.17", "dmy", date(2017, 1, 13)),
        ("13/1/17", "dmy", date(2017, 1, 13)),
        ("1/13/17", "mdy", date(2017, 1, 13)),
        ("17/1/13", "ymd", date(2017, 1, 13)),
        ("2017/01/13", None, date(2017, 1, 13)),
        ("09/20/2026", "mdy", date(2026, 9, 20)),
        (
            "11/07/2022 01:34:18 BST",
            "dmy",
            datetime(2022, 7, 11, 1, 34, 18, tzinfo=timezone(timedelta(hours=1))),
        ),
        ("13-Jan-2026", None, date(2026, 1, 13)),
        ("11/5/2026 1:05 PM", "mdy", datetime(2026, 11, 5, 13, 5, tzinfo=None)),  # noqa: DTZ001 - as the text
        ("11/5/2026 12:05 AM", "mdy", datetime(2026, 11, 5, 0, 5, tzinfo=None)),  # noqa: DTZ001 - as the text
    ],
)
def test_days_and_moments_however_they_are_written(text, order, value):
    assert moment(text, order) == value
    assert type(moment(text, order)) is type(value)


@pytest.mark.parametrize(
    ("text", "order"),
    [("01/02/2026", None), ("13/13/2026", "dmy"), ("2026-11-01 10:00:00 CST", None), ("10/2026", "mdy"), ("none", "mdy"),
     ("13-01-2026", "dmy"), ("13-Foo-2026", None), ("1/2/2026 25:00", "mdy"), ("2026-02-30", None)],
)  # fmt: skip
def test_what_is_no_day_or_may_be_two_is_not_guessed(text, order):
    with pytest.raises(ValueError, match=r".*"):
        moment(text, order)


async def test_a_typed_report_gives_json_values_and_the_same_rows(run):
    texts = await run(ORDERS, data_start_time="-20d")
    typed = await run(None, report_id=texts.meta.report_id, typed=True)
    assert len(typed.data) == len(texts.data) > 10
    row, text = typed.data[0], texts.data[0]
    assert row["quantity"] == int(text["quantity"])
    assert row["is-business-order"] is (text["is-business-order"] == "true")
    assert datetime.fromisoformat(row["purchase-date"]) == datetime.fromisoformat(text["purchase-date"])
    assert {type(one["item-price"]) for one in typed.data} <= {str, type(None)}
    assert row["asin"] == text["asin"]
    assert typed.meta.warnings == []
    typed.model_dump_json()


async def test_iterated_rows_are_pythons_own_values(connector):
    rows = [
        row
        async for row in connector.reports.iterate_run(report_type=ORDERS, data_start_time="-20d", typed=True)
    ]
    assert {type(row["item-price"]) for row in rows} == {Decimal, type(None)}
    assert all(row["purchase-date"].tzinfo for row in rows)
    assert all(type(row["quantity"]) is int for row in rows)


async def test_the_next_page_is_typed_too(run):
    page = await run(LISTINGS, typed=True, limit=3)
    assert page.meta.next_params["typed"] is True


async def test_cells_that_are_not_certain_stay_text_and_are_told(run, served):
    served(b"seller-sku\tprice\tquantity\r\na\t1,234\t5\r\nb\t5.00\t--\r\nc\t\t7.5\r\n")
    page = await run(LISTINGS, typed=True)
    assert [(row["price"], row["quantity"]) for row in page.data] == [
        ("1,234", 5),
        ("5.00", None),
        (None, "7.5"),
    ]
    assert page.meta.warnings == ["Ambiguous cells stay text: price (1), quantity (1)."]


def test_a_type_whose_columns_are_not_known_stays_text_and_says_so():
    report = Finished({"reportType": "GET_STRANDED_INVENTORY_UI_DATA"}, opened(b"a\tb\r\n1\t2\r\n"))
    read = report.read(ALL, typed=True)
    assert read.rows == [{"a": "1", "b": "2"}]
    assert "does not know the columns" in read.warnings[-1]


def test_a_type_that_has_values_of_its_own_needs_no_table():
    report = Finished({"reportType": "GET_BRAND_ANALYTICS_ITEM_COMPARISON_REPORT"}, opened(b'[{"a": 1.5}]'))
    read = report.read(ALL, typed=True)
    assert (read.rows, read.warnings) == ([{"a": "1.5"}], [])


def test_typed_amounts_of_a_json_report_keep_every_digit():
    document = opened(b'[{"amount": 123456789012345678.99, "units": 7, "huge": 1e999999999}]')
    report = Finished({"reportType": "GET_SALES_AND_TRAFFIC_REPORT"}, document)
    exact = {"amount": "123456789012345678.99", "units": 7, "huge": "1E+999999999"}
    assert report.read(ALL, typed=True).rows == [exact]
    (row,) = report.rows(Table([], 0), typed=True)
    assert (row["amount"], row["units"]) == (Decimal("123456789012345678.99"), 7)
    assert len(as_json(row["huge"])) < 20
    assert report.read(ALL).rows[0]["amount"] == 123456789012345678.99


def test_a_typed_xml_report_says_that_it_stays_text():
    report = Finished(
        {"reportType": "GET_XML_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"}, opened(b"<r><a><n>1</n></a></r>")
    )
    read = report.read(ALL, typed=True)
    assert read.rows == [{"n": "1"}]
    assert "text" in read.warnings[0]


@pytest.mark.parametrize(("country", "region"), [("DE", "EU"), ("JP", "FE"), ("MX", "NA")])
async def test_feedback_has_the_same_columns_in_every_language(connect, country, region):
    from toolspan.emulator import Emulator

    async with Emulator(seed=7, region=region) as emulator:
        credentials = AmazonSellerPartnerAuthConfig(**emulator.credentials)
        options = {"region": country, "base_url": emulator.url, "token_url": emulator.token_url}
        async with connect(auth_config=credentials, clock=emulator.clock, **options) as connector:
            page = await connector.execute(
                "reports", "run", {"report_type": FEEDBACK, "data_start_time": "-300d", "typed": True}
            )
    assert page.meta.columns == ["date", "rating", "comments", "response", "order-id", "rater-email"]
    assert list(page.data[0]) == page.meta.columns
    assert {type(row["rating"]) for row in page.data} == {int}


@pytest.mark.parametrize(
    ("country", "text"), [("DE", "13.1.17"), ("FR", "13/1/17"), ("US", "1/13/17"), ("JP", "17/1/13")]
)
def test_days_follow_the_country_of_the_report(country, text):
    (row,) = column_types(FEEDBACK, country).convert(
        [dict.fromkeys(("Datum", "b", "c", "d", "e", "f"), text)], {}
    )
    assert row["date"] == date(2017, 1, 13)


def test_the_table_names_types_that_exist_and_at_least_twenty_of_them():
    assert not table().keys() - report_types().keys()
    assert len(table()) >= 20
    for name, entry in table().items():
        assert not entry.keys() - {*KINDS, "like", "day_order", "headers", "cooldown", "options"}, name
        columns = [column for kind in KINDS for column in type_quirks(name).get(kind, ())]
        assert columns
        assert len(set(columns)) == len(columns), name
        assert all(column == column.lower() for column in columns), name
