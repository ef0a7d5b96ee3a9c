"""Searches compiled into SQL and run: operators, names, order, cursors, and what they refuse."""

from __future__ import annotations

import base64
import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from tests.postgres import fresh_postgres

from toolspan.errors import InvalidInput
from toolspan.store.postgres import PostgresSchema
from toolspan.store.sandbox import Query, Sandbox
from toolspan.store.search import MAX_CONDITIONS, MAX_DEPTH, Search
from toolspan.store.tables import Column, Table
from toolspan.store.values import plain

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TABLE = Table(
    "orders",
    "orders",
    "Orders.",
    tuple(
        Column(name, kind, "")
        for name, kind in {
            "order_id": "text", "created": "moment", "created_day": "day", "status": "text", "title": "text",
            "quantity": "integer", "total": "money", "prime": "boolean", "programs": "texts", "created_local": "local",
        }.items()
    ),
    ("order_id",),
)  # fmt: skip
ROWS = [
    (
        "o1",
        NOW - timedelta(hours=1),
        "SHIPPED",
        "Müller's Brush, large",
        1,
        "10.50",
        True,
        ["PRIME", "BUSINESS"],
    ),
    ("o2", NOW - timedelta(days=1), "SHIPPED", "Brush 100%_cotton", 2, "20.00", False, []),
    ("o3", NOW - timedelta(days=2), "PENDING", "LARGE lamp", 3, None, None, None),
    ("o4", NOW - timedelta(days=40), "CANCELLED", None, 4, "20.00", True, ["PRIME"]),
    ("o5", NOW - timedelta(days=41), "shipped", "brushes", 5, "5.25", False, ["EU_PRIME"]),
]


def fill(execute):
    columns = ", ".join(f"{column.name} {column.sql_type}" for column in TABLE.columns)
    execute(f"CREATE TABLE orders ({columns})", ())
    for order_id, created, status, title, quantity, total, prime, programs in ROWS:
        local = created.astimezone(ZoneInfo("America/Los_Angeles")).replace(tzinfo=None)
        row = [order_id, created, local.date(), status, title, quantity, total, prime, programs, local]
        execute(f"INSERT INTO orders VALUES ({', '.join('?' * len(row))})", row)


@contextmanager
def in_duckdb(folder):
    with duckdb.connect(str(folder / "seller.duckdb")) as connection:
        fill(connection.execute)
    sandbox = Sandbox()

    def read(compiled, limit):
        rows = sandbox.run(Query(folder / "seller.duckdb", compiled.sql, compiled.params, limit=limit))
        return rows.data, rows.more

    yield read
    sandbox.close()


@contextmanager
def in_postgresql(_):
    with fresh_postgres() as url:
        database = PostgresSchema(url, "public", None)
        with database.transaction() as connection:
            fill(connection.rows)

        def read(compiled, limit):
            with database.reading() as connection:
                found = connection.rows(compiled.sql, compiled.params)
            rows = [dict(zip(compiled.names, map(plain, row), strict=True)) for row in found[:limit]]
            return rows, len(found) > limit

        yield read


@pytest.fixture(scope="module", params=[in_duckdb, in_postgresql])
def run(request, tmp_path_factory):
    dialect = request.param.__name__.removeprefix("in_")
    with request.param(tmp_path_factory.mktemp("search")) as read:

        def found(query=None, *, limit=100, cursor=None, fields=None):
            names = {"orderid": "order_id", "fulfillment.status": "status"}
            zone = ZoneInfo("America/Los_Angeles")
            search = Search(TABLE, TABLE.key, names, NOW, zone=zone, dialect=dialect)
            compiled = search.compile(query, fields, limit, cursor)
            rows, more = read(compiled, limit)
            found.cursor = compiled.cursor(rows[-1]) if more else None
            found.since = compiled.since
            return [compiled.clean(row) for row in rows]

        found.dialect = dialect
        yield found


def ids(rows):
    return "".join(row["order_id"][1] for row in rows)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"eq": {"status": "SHIPPED"}}, "12"),
        ({"neq": {"status": "SHIPPED"}}, "345"),
        ({"eq": {"title": None}}, "4"),
        ({"neq": {"total": None}}, "1245"),
        ({"gt": {"total": 10.5}}, "24"),
        ({"gte": {"total": "10.50"}}, "124"),
        ({"gt": {"total": "19.99999"}}, "24"),
        ({"lt": {"total": "20.00001"}}, "1245"),
        ({"lt": {"quantity": 2.5}}, "12"),
        ({"lte": {"quantity": 2}}, "12"),
        ({"eq": {"prime": True}}, "14"),
        ({"eq": {"prime": "false"}}, "25"),
        ({"in": {"status": ["PENDING", "CANCELLED"]}}, "34"),
        ({"in": {"total": [20, "5.25"]}}, "245"),
        ({"gte": {"created": "-30d"}}, "123"),
        ({"gte": {"created": "2026-11-19T00:00:00-05:00"}}, "1"),
        ({"eq": {"created_day": "today"}}, "1"),
        ({"eq": {"created_day": "2026-11-18"}}, "2"),
        ({"lt": {"created_local": "2026-11-18T12:00:00"}}, "345"),
        ({"like": {"title": "%BRUSH%"}}, "125"),
        ({"like": {"title": "brushe_"}}, "5"),
        ({"like": {"title": "brush\\"}}, ""),
        ({"eq": {"created": None}}, ""),
        ({"neq": {"created": None}}, "12345"),
        ({"startswith": {"title": "brush"}}, "25"),
        ({"endswith": {"title": "LARGE"}}, "1"),
        ({"contains": {"title": "0%_c"}}, "2"),
        ({"contains": {"title": "%"}}, "2"),
        ({"fuzzy": {"title": "large m\u00fcller"}}, "1"),
        ({"fuzzy": {"title": "brush"}}, "125"),
        ({"keyword": {"title": "Brush"}}, "12"),
        ({"keyword": {"title": "brush-large"}}, "1"),
        ({"array_contains": {"programs": "PRIME"}}, "14"),
        ({"any": {"programs": "PRIME"}}, "14"),
        ({"any": {"programs": ["BUSINESS", "EU_PRIME"]}}, "15"),
        ({"any": {"programs": {"endswith": "prime"}}}, "145"),
        ({"eq": {"programs": None}}, "3"),
        ({"eq": {"status": "SHIPPED"}, "gt": {"total": 15}}, "2"),
        ({"eq": {"status": "SHIPPED", "prime": True}}, "1"),
        ({"any": {"programs": ["BUSINESS", "EU_PRIME"]}, "eq": {"status": "shipped"}}, "5"),
        ({"or": [{"eq": {"status": "PENDING"}}, {"gt": {"quantity": 4}}]}, "35"),
        ({"and": [{"gte": {"quantity": 2}}, {"or": [{"eq": {"order_id": "o2"}}, {"eq": {"order_id": "o4"}}]}]}, "24"),
        ({"not": {"gt": {"total": 10}}}, "35"),
        ({"not": {"or": [{"eq": {"status": "SHIPPED"}}, {"eq": {"status": "shipped"}}]}}, "34"),
        ({"startsWith": {"Title": "lar"}}, "3"),
        ({"eq": {"orderId": "o3"}}, "3"),
        ({"eq": {"fulfillment.status": "PENDING"}}, "3"),
        ({}, "12345"),
        (None, "12345"),
    ],
)  # fmt: skip
def test_an_operator_finds_its_rows_newest_first(run, condition, expected):
    assert ids(run({"filter": condition})) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (None, "12345"),
        ([{"total": "desc"}], "24153"),
        ([{"total": "asc"}, {"order_id": "desc"}], "51423"),
        ({"quantity": "DESC"}, "54321"),
        (["-quantity"], "54321"),
        ("title", "23154"),
    ],
)
def test_rows_are_sorted_with_empty_values_last(run, sort, expected):
    assert ids(run({"sort": sort})) == expected


@pytest.mark.parametrize(
    "sort", [None, [{"total": "desc"}], [{"total": "asc"}], [{"prime": "desc"}, {"title": "asc"}]]
)
@pytest.mark.parametrize("limit", [1, 2])
def test_pages_together_are_the_whole_and_each_row_comes_once(run, sort, limit):
    whole = ids(run({"sort": sort}))
    read, cursor = ids(run({"sort": sort}, limit=limit)), run.cursor
    while cursor:
        read += ids(run({"sort": sort}, limit=limit, cursor=cursor))
        cursor = run.cursor
    assert read == whole


def test_accents_are_of_no_account_where_the_database_can_take_them_off(run):
    found = ids(run({"filter": {"fuzzy": {"title": "large muller"}}}))
    assert found == ("1" if run.dialect == "duckdb" else "")


def test_fields_are_those_asked_for_by_name_or_path(run):
    (row,) = run(
        {"filter": {"eq": {"order_id": "o1"}}}, fields=["total", ["fulfillment", "status"], "orderId"]
    )
    assert row == {"total": 10.5, "status": "SHIPPED", "order_id": "o1"}


def test_the_earliest_moment_that_is_asked_for_is_known(run):
    run({"filter": {"gte": {"created": "-7d"}}})
    assert run.since == NOW - timedelta(days=7)
    run({"filter": {"or": [{"gte": {"created": "-7d"}}]}})
    assert run.since is None


def test_every_fault_is_named_at_once_with_the_closest_field(run):
    query = {
        "filter": {
            "eq": {"statsu": "x", "total": "much"},
            "equals": {"status": "x"},
            "status": "SHIPPED",
            "contains": {"quantity": "1"},
            "gt": {"programs": "PRIME"},
        },
        "sort": [{"programs": "asc"}, {"total": "up"}],
    }
    with pytest.raises(InvalidInput) as error:
        run(query, fields=["totl"])
    said = error.value.message
    for fault in (
        'There is no field "totl". Did you mean "total"?',
        "programs is a list, by which nothing can be sorted.",
        'sort: total takes "asc" or "desc", not \'up\'.',
        'There is no field "statsu". Did you mean "status"?',
        "total: expected an amount, not 'much'.",
        'There is no operator "equals". Did you mean "eq"?',
        'The operator stands outside the field: {"eq": {"status": ...}}.',
        "quantity is a whole number: use eq, gt, gte, lt or lte, not contains.",
        "programs is a list: use array_contains or any, not gt.",
    ):
        assert fault in said
    assert "order_id, created, created_day" in error.value.hint


@pytest.mark.parametrize(
    "query",
    [
        {"filter": {"eq": {'status" OR 1=1 --': "x"}}},
        {"filter": {"eq": {"status'; DROP TABLE orders; --": "x"}}},
        {"filter": {"eq": {"select": "x"}}},
        {"filter": {"eq": {"_source": "x"}}},
        {"filter": {"eq": {"$.status": "x"}}},
        {"filter": {"eq": {"orders.status": "x"}}},
        {"filter": {"eq; DROP": {"status": "x"}}},
        {"sort": [{"total; DROP TABLE orders": "desc"}]},
        {"sort": [{"total": "desc; DROP TABLE orders"}]},
        {"sort": [{"(SELECT 1)": "asc"}]},
        {"filter": {"in": {"status": ["x"] * 1_001}}},
        {"filter": {"in": {"status": []}}},
        {"filter": {"and": [{"eq": {"status": "x"}}] * (MAX_CONDITIONS + 1)}},
        {"filter": {"eq": {"status": {"$ne": "x"}}}},
        {"filter": {"eq": {"status": True}}},
        {"filter": {"eq": {"total": float("inf")}}},
        {"filter": {"gt": {"created": "1; DROP TABLE orders"}}},
        {"filter": {"fuzzy": {"title": "%%"}}},
        {"filter": {"contains": {"title": ["a"]}}},
        {"filter": {"eq": {"status": "\ud800"}}},
        {"filter": {"eq": {"status": "a\u0000"}}},
        {"filter": ["eq"]},
        {"filter": {"and": {}}},
        {"filter": {"not": []}},
        {"filter": {"any": {"programs": {"eq": "PRIME"}}}},
    ],
)  # fmt: skip
def test_an_attack_on_names_operators_or_values_is_refused(run, query):
    with pytest.raises(InvalidInput):
        run(query)


def test_a_filter_nested_too_deeply_is_refused(run):
    condition = {"eq": {"status": "SHIPPED"}}
    for _ in range(MAX_DEPTH):
        condition = {"not": condition}
    assert ids(run({"filter": condition})) == "12"
    with pytest.raises(InvalidInput, match="nested"):
        run({"filter": {"not": condition}})
    for _ in range(5_000):
        condition = {"and": [condition]}
    with pytest.raises(InvalidInput, match="nested"):
        run({"filter": condition})


@pytest.mark.parametrize(
    "value",
    [
        "' OR 1=1 --",
        "x'; DROP TABLE orders; --",
        '"',
        "\\",
        "?",
        "$1",
        "%",
        "x" * 100_000,
    ],
)
def test_a_value_is_a_parameter_whatever_it_holds(run, value):
    assert run({"filter": {"eq": {"status": value}}}) == []
    assert len(run()) == 5


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIl0", "é", "bnVsbA"])
def test_a_cursor_that_is_none_is_refused(run, cursor):
    with pytest.raises(InvalidInput, match="cursor"):
        run(cursor=cursor)


@pytest.mark.parametrize(
    "number", ["1e30", "1e400", "1e9999999999", "1e-9999999999", "0e9999999999", "-1e14"]
)
@pytest.mark.parametrize("column", ["total", "quantity"])
def test_a_number_of_too_many_digits_is_refused_before_it_is_written_out(run, column, number):
    if (column, number) == ("quantity", "-1e14"):
        assert run({"filter": {"lt": {column: number}}}) == []
        return
    with pytest.raises(InvalidInput, match=f"{column}: expected .* digits before the point"):
        run({"filter": {"gt": {column: number}}})


@pytest.mark.parametrize(
    ("operator", "day"), [("eq", "2026-11-19"), ("neq", "today"), ("in", ["2026-11-19"])]
)
def test_a_day_where_a_moment_is_compared_for_being_equal_is_refused(run, operator, day):
    with pytest.raises(InvalidInput, match="use gte and lt, or compare created_day"):
        run({"filter": {operator: {"created": day}}})
    with pytest.raises(InvalidInput, match="use gte and lt"):
        run({"filter": {operator: {"created_local": day}}})
    assert ids(run({"filter": {"eq": {"created": "2026-11-20T03:00:00Z"}}})) == "1"


@pytest.mark.parametrize("forged", [5, {"a": 1}, ["20"], True, "abc", "1e400", "NaN"])
def test_a_cursor_whose_values_were_changed_is_refused(run, forged):
    run({"sort": "total"}, limit=1)
    digest, _, key = json.loads(base64.urlsafe_b64decode(f"{run.cursor}==="))
    cursor = base64.urlsafe_b64encode(json.dumps([digest, forged, key]).encode()).decode()
    with pytest.raises(InvalidInput, match="cursor"):
        run({"sort": "total"}, cursor=cursor)


def test_a_cursor_of_another_search_is_refused(run):
    run({"sort": "total"}, limit=1)
    with pytest.raises(InvalidInput, match="another search"):
        run({"sort": "quantity"}, cursor=run.cursor)


@pytest.mark.parametrize("operator", ["contains", "startswith", "fuzzy", "keyword", "like"])
def test_a_text_is_found_however_its_accents_are_encoded(run, operator):
    given = "mu\u0308ller" + "%" * (operator == "like")
    assert ids(run({"filter": {operator: {"title": given}}})) == "1"


def test_a_local_time_has_no_zone_and_a_relative_one_is_that_of_the_place(run):
    for value in ("2026-11-19T00:00:00Z", "2026-11-19T00:00:00-08:00"):
        with pytest.raises(
            InvalidInput, match="created_local: expected a local time, without Z or an offset"
        ):
            run({"filter": {"gte": {"created_local": value}}})
    assert ids(run({"filter": {"gte": {"created_local": "2026-11-19T18:00:00"}}})) == "1"
    assert ids(run({"filter": {"gte": {"created_local": "-2h"}}})) == "1"


def test_a_hint_is_about_what_is_wrong(run):
    with pytest.raises(InvalidInput) as error:
        run(cursor="x")
    assert error.value.hint is None
    with pytest.raises(InvalidInput) as error:
        run({"filter": {"gt": {"total": "much"}}})
    assert error.value.hint is None
    with pytest.raises(InvalidInput) as error:
        run({"filter": {"is": {"total": 3}}})
    assert error.value.hint.startswith("A query is such as")
    with pytest.raises(InvalidInput) as error:
        run(fields=["totl"])
    assert error.value.hint.startswith("The fields are: order_id, created")
