"""Operations of the context store, by every way in: execute, typed entities, tools."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime

import pytest
from tests.emulated import connector_on
from tests.postgres import fresh_postgres

from toolspan import Policy
from toolspan.connectors.amazon_seller_partner.commands.chart import _QUERIES, Chart, _hint
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator
from toolspan.errors import ConfigurationError, DeadlineExceeded, InvalidInput, NotFound, PolicyDenied

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE = "2026-08-01"


@pytest.fixture(scope="module")
def replicated(tmp_path_factory):
    """The folder of a store that was synced once, and the orders that it then held."""
    folder = tmp_path_factory.mktemp("replicated")

    async def sync():
        async with Emulator(seed=7, now=NOW) as emulator:
            connector = connector_on(emulator)
            connector.store._location = folder
            await connector.store.sync(["orders"], since=SINCE)
            start = datetime.fromisoformat(SINCE).replace(tzinfo=UTC).timestamp()
            return [
                order
                for order in emulator.seller.world.visible_orders(emulator.clock.time())
                if order.created >= start
            ]

    return folder, asyncio.run(sync())


@pytest.fixture
def orders(replicated):
    return replicated[1]


@pytest.fixture
async def seller(emulator, replicated):
    async with holding(replicated, emulator) as connector:
        yield connector


def holding(replicated, emulator, **options):
    """A connector whose store is a copy of the replicated one: the file of an account is named after its endpoint too."""
    connector = connector_on(emulator, **options)
    connector.store.path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(next(replicated[0].glob("*.duckdb")), connector.store.path)
    return connector


COUNT = {"sql": "SELECT count(*) AS n FROM orders"}


async def test_sql_answers_over_what_is_held_and_says_what_that_is(seller, orders):
    page = await seller.execute("context_store", "sql_query", COUNT)
    assert page.data == [{"n": len(orders)}]
    assert page.meta.coverage == {
        "orders": {
            "from": "2026-08-01T00:00:00Z",
            "to": "2026-11-20T11:58:00Z",
            "as_of": "2026-11-20T11:58:00Z",
        }
    }
    assert page.meta.took_ms > 0
    assert page.meta.warnings == []


async def test_sql_may_have_several_lines(seller, orders):
    sql = "SELECT count(*) AS n -- all of them\n\tFROM orders\r\nWHERE order_id <> ''"
    assert (await seller.execute("context_store", "sql_query", {"sql": sql})).data == [{"n": len(orders)}]
    with pytest.raises(InvalidInput, match="invisible characters"):
        await seller.execute("context_store", "sql_query", {"sql": "SELECT 1 AS a\u202eb"})


@pytest.mark.parametrize(
    "name", [("store", "sql_query"), ("orders", "context_store_sql_query"), ("ContextStore", "sqlQuery")]
)
async def test_sql_has_the_names_that_other_clients_use(seller, orders, name):
    assert (await seller.execute(*name, COUNT)).data == [{"n": len(orders)}]


@pytest.mark.parametrize(
    ("sql", "limit", "advice"),
    [
        ("SELECT * FROM range(20)", 10, "these 10: aggregate, or ask with a larger limit, up to 10,000."),
        ("SELECT * FROM range(20000)", 10_000, "these 10,000, the most of one result: aggregate, or narrow"),
        (
            "SELECT repeat('x', 100000) FROM range(100)",
            10_000,
            "fill a result of 4 MB: name fewer columns, or",
        ),
    ],
)
async def test_a_result_that_is_cut_says_what_helps(seller, sql, limit, advice):
    page = await seller.execute("context_store", "sql_query", {"sql": sql, "limit": limit})
    assert advice in " ".join(page.meta.warnings)


@pytest.mark.parametrize("sql", ["SELECT * FROM (SHOW TABLES)", "SELECT nothing FROM orders"])
async def test_a_text_that_fails_names_the_operation_that_lists_tables(seller, sql):
    with pytest.raises(InvalidInput) as error:
        await seller.execute("context_store", "sql_query", {"sql": sql})
    assert "context_store.describe" in error.value.hint


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        (Chart.STOCK, "toolspan sync --entity inventory."),
        (Chart.FEES, "--entity transactions."),
        (Chart.ORDERS, "--days"),
    ],
)
async def test_a_chart_of_what_is_not_held_says_what_to_sync(seller, name, hint):
    sql = _QUERIES[name].format(since="2026-11-20", days=1)
    page = await seller.execute("context_store", "sql_query", {"sql": sql})
    assert hint in _hint(page.meta.coverage)


async def test_a_search_gives_rows_of_its_entity_and_a_cursor(seller, orders):
    query = {"filter": {"eq": {"status": "SHIPPED"}}, "sort": [{"total": "desc"}]}
    page = await seller.orders.context_store_search(query=query, limit=3, fields=["orderId", "total"])
    now = NOW.timestamp()
    best = sorted((o for o in orders if o.status(now) == "SHIPPED"), key=lambda o: (-o.total, o.order_id))
    assert [row["order_id"] for row in page.data] == [o.order_id for o in best[:3]]
    assert page.meta.has_more
    following = await seller.orders.context_store_search(query=query, limit=3, cursor=page.meta.cursor)
    assert [row["order_id"] for row in following.data] == [o.order_id for o in best[3:6]]


async def test_all_pages_of_a_search_are_iterated(seller, orders):
    found = [row["order_id"] async for row in seller.context_store.iterate_search(table="orders", limit=40)]
    assert sorted(found) == sorted(order.order_id for order in orders)


async def test_the_tables_are_described_then_the_columns_of_one(seller):
    tables = await seller.execute("store", "describe")
    by_name = {row["table"]: row for row in tables.data}
    assert by_name["orders"]["description"] == "One row for each order."
    assert by_name["order_items"]["held"]["to"] == "2026-11-20T11:58:00Z"
    assert by_name["fees"]["held"] == "nothing yet"
    page = await seller.execute("store", "describe", {"table": "orderItems"})
    assert page.meta.table == "order_items"
    assert {"column": "sku", "type": "text", "description": "the seller's SKU"} in page.data


async def test_what_is_old_names_the_live_call_that_gives_the_rest(seller, emulator):
    emulator.clock.advance(2 * 86400)
    page = await seller.execute("context_store", "sql_query", COUNT)
    (warning,) = page.meta.warnings
    assert warning == (
        'orders is held up to 2026-11-20T11:58:00Z: orders.list with last_updated_after "2026-11-20T11:58:00Z" gives '
        "what came since."
    )
    called = await seller.execute("orders", "list", {"last_updated_after": "2026-11-20T11:58:00Z"})
    assert called.data


async def test_a_search_from_before_what_is_held_says_that_older_rows_are_missing(seller):
    early = {"filter": {"gte": {"created": "2026-01-01"}}}
    page = await seller.execute("orders", "context_store_search", {"query": early, "limit": 1})
    assert page.meta.warnings == [
        "orders is held from 2026-08-01T00:00:00Z on: what is older is not in this result."
    ]


async def test_a_store_that_holds_nothing_says_what_to_do(emulator, tmp_path, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE", str(tmp_path / "none"))
    connector = connector_on(emulator)
    with pytest.raises(NotFound, match="holds nothing yet") as error:
        await connector.execute("context_store", "sql_query", COUNT)
    assert "toolspan sync" in error.value.hint
    page = await connector.execute("context_store", "describe")
    assert {row["held"] for row in page.data} == {"nothing yet"}


async def test_the_policy_counts_for_the_store(emulator, replicated):
    connector = holding(replicated, emulator, policy=Policy(reads=["orders.*"]))
    assert (await connector.execute("orders", "context_store_sql_query", COUNT)).data
    with pytest.raises(PolicyDenied):
        await connector.execute("context_store", "sql_query", COUNT)


async def test_a_table_that_is_none_is_named_with_the_closest(seller):
    with pytest.raises(NotFound, match='Did you mean "order_items"'):
        await seller.execute("context_store", "search", {"table": "order_item"})


async def test_another_account_has_a_store_of_its_own(seller, emulator):
    credentials = AmazonSellerPartnerAuthConfig(
        **{**emulator.credentials, "refresh_token": "of-another-account"}
    )
    other = connector_on(emulator, auth_config=credentials)
    assert other.store.path != seller.store.path
    with pytest.raises(NotFound):
        await other.execute("context_store", "sql_query", COUNT)


async def test_a_call_without_time_left_is_ended(seller):
    with pytest.raises(DeadlineExceeded, match="took longer than"):
        await seller.execute(
            "context_store", "sql_query", {"sql": "SELECT count(*) FROM range(100000000000)"}, timeout=0.2
        )


async def searched(connector, question):
    page = await connector.execute("docs", "search", {"query": question})
    return [(row.get("entity"), row.get("action")) for row in page.data], page.data[0]


async def test_a_search_for_totals_offers_the_store_first_and_the_live_call_where_that_is_old(
    seller, emulator
):
    names, first = await searched(seller, "top products by orders this month")
    assert names[0] == ("context_store", "sql_query")
    assert first["held"]["orders"]["as_of"] == "2026-11-20T11:58:00Z"
    assert "later" not in first["held"]
    emulator.clock.advance(86400)
    _, first = await searched(seller, "how many cancellations in the last 60 days")
    assert 'orders.list with last_updated_after "2026-11-20T11:58:00Z"' in first["held"]["later"]


async def test_a_search_offers_no_store_for_one_record_for_what_is_not_held_or_not_allowed(
    seller, emulator, replicated
):
    store = ("context_store", "sql_query")
    assert (await searched(seller, "get one order"))[0][0] != store
    assert (await searched(seller, "total of settlements last month"))[0][0] != store
    reader = holding(replicated, emulator, policy=Policy(reads=["orders.*"]))
    assert store not in (await searched(reader, "top products by orders this month"))[0]


async def test_a_search_offers_no_store_where_nothing_is_held(emulator):
    assert (await searched(connector_on(emulator), "top products by orders this month"))[0][0] != (
        "context_store",
        "sql_query",
    )


async def test_a_store_in_postgresql_is_searched_and_described(emulator, monkeypatch):
    with fresh_postgres() as url:
        monkeypatch.setenv("TOOLSPAN_STORE", url)
        connector = connector_on(emulator)
        with pytest.raises(NotFound):
            await connector.execute("orders", "context_store_search", {"limit": 1})
        await connector.store.sync(["orders"], since="-20d")
        page = await connector.execute("orders", "context_store_search", {"limit": 2})
        assert len(page.data) == 2
        assert page.meta.coverage["orders"]["to"]
        following = await connector.execute("orders", "context_store_search", page.meta.next_params)
        assert page.data[1]["created"] >= following.data[0]["created"]
        assert (await connector.execute("context_store", "describe")).data[0]["held"]["to"]
        with pytest.raises(ConfigurationError, match="PostgreSQL"):
            await connector.execute("context_store", "sql_query", COUNT)
