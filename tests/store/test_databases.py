"""What every database of a store must do, whichever it is."""

import stat
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread

import pytest
from tests.postgres import fresh_postgres

from toolspan import ConfigurationError, InvalidInput, RateLimited
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.store import points
from toolspan.store.change import Change
from toolspan.store.duckdb_file import DuckDBFile, back_up
from toolspan.store.points import INSIDE
from toolspan.store.store import Store
from toolspan.store.tables import Column

from .truth import SINCE, everything, fees_of, money, orders_of, rows

ENTITIES = ["orders", "transactions", "inventory", "settlements", "listings"]


@pytest.fixture
def database(connect, location):
    return connect().store.database


async def test_a_store_holds_what_the_account_has_and_follows_it(connect, emulator, location):
    connector = connect()
    for days in (0, 3):
        emulator.clock.advance(days * 86400)
        await connector.store.sync(ENTITIES, since=SINCE)
        orders, now = orders_of(emulator), emulator.clock.time()
        held = rows(connector, "SELECT order_id, status, total FROM orders")
        assert sorted(held, key=repr) == sorted(
            (
                (o.order_id, o.status(now), money(o.total, o.currency) if o.priced(now) else None)
                for o in orders.values()
            ),
            key=repr,
        )
        assert dict(rows(connector, "SELECT currency, sum(amount) FROM fees GROUP BY 1")) == fees_of(emulator)
    assert {held.entity for held in await connector.store.coverage()} == set(ENTITIES)


async def test_both_databases_hold_the_same(connect, monkeypatch):
    here, there = connect(), connect()
    await here.store.sync(ENTITIES, since="2026-10-01")
    mine = everything(here)
    with fresh_postgres() as url:
        monkeypatch.setenv("TOOLSPAN_STORE", url)
        await there.store.sync(ENTITIES, since="2026-10-01")
        other = everything(there)
    unlike = {"taken", "file"}  # each run's own
    for name, relation in here.store.facts.relations.items():
        same = [n for n, column in enumerate(relation.columns) if column.name not in unlike]
        assert sorted(repr([_plain(row[n]) for n in same]) for row in mine[name]) == sorted(
            repr([_plain(row[n]) for n in same]) for row in other[name]
        ), name


def _plain(value):
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value


async def test_a_state_is_advanced_once_from_each_version(database):
    database.create()
    assert database.write(Change("orders", 0, {"at": 1})) == 1
    for version in (0, 2):
        with pytest.raises(RateLimited, match="another process"):
            database.write(Change("orders", version, {"at": 2}))
    assert database.write(Change("orders", 1, {"at": 2})) == 2
    assert database.state("orders") == (2, {"at": 2})


async def test_a_column_that_is_new_is_added_and_its_stream_is_read_again(database):
    database.create()
    database.write(Change("orders", 0, {"at": 1}))
    database.write(Change("transactions", 0, {"at": 1}))
    table = database.facts.tables["orders"]
    grown = replace(table, columns=(*table.columns, Column("gift", "boolean", "whether it is a gift")))
    database.facts = replace(database.facts, tables={**database.facts.tables, "orders": grown})
    database.create()
    with database.reading() as connection:
        assert connection.rows("SELECT gift FROM orders") == []
    assert database.state("orders") == (0, None)
    assert database.state("transactions") == (1, {"at": 1})


async def test_a_store_of_a_newer_version_is_refused(database):
    database.create()
    with database.transaction() as connection:
        connection.rows("UPDATE _format SET version = 99")
    with pytest.raises(ConfigurationError, match="newer version"):
        database.create()
    database._ready = False
    with pytest.raises(ConfigurationError, match="newer version"):
        database.coverage()


async def test_two_accounts_never_share_rows(connect, emulator, location):
    other = emulator.add_account()
    mine, theirs = connect(), connect(auth_config=AmazonSellerPartnerAuthConfig(**other))
    await mine.store.sync(["orders"], since="2026-11-01")
    await theirs.store.sync(["orders"], since="2026-11-01")
    ids = [{row[0] for row in rows(each, "SELECT order_id FROM orders")} for each in (mine, theirs)]
    assert all(ids)
    assert not ids[0] & ids[1]


async def test_a_store_that_is_dropped_is_gone(connect, location):
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-01")
    connector.store.database.drop()
    assert not connector.store.database.exists
    assert await connector.store.coverage() == []


# ---------------------------------------------------------------- personal data


async def test_a_reader_with_other_settings_takes_nothing_away(connect, emulator, location, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE_PERSONAL", "1")
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-10")
    names = "SELECT order_id, recipient FROM orders ORDER BY order_id"
    held, covered = rows(connector, names), await connector.store.coverage()
    assert [name for _, name in held if name]
    monkeypatch.delenv("TOOLSPAN_STORE_PERSONAL")
    reader = connect()
    assert await reader.store.coverage() == covered
    await reader.context_store.describe()
    await reader.store.plan(["orders"])
    assert rows(connector, names) == held
    assert connector.store.database.state("orders")[0] > 0


async def test_an_empty_database_holds_nothing(database):
    with database.transaction():
        pass
    assert (database.state("orders"), database.coverage()) == ((0, None), [])


async def test_personal_data_is_not_read_unless_asked_for(connect, emulator, folder):
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-01")
    assert "buyer_name" not in connector.store.facts.tables["orders"].by_name
    assert not any(
        "BUYER" in str(request.query) for request in emulator.requests.matching(operation="searchOrders")
    )
    assert not _in_files(folder, _people(emulator, "2026-11-01"))


async def test_personal_data_is_deleted_30_days_after_delivery_also_from_the_file(
    connect, emulator, folder, monkeypatch
):
    monkeypatch.setenv("TOOLSPAN_STORE_PERSONAL", "1")
    connector = connect()
    await connector.store.sync(["orders"], since="2026-09-01")
    recent = _people(emulator, "2026-11-12")
    old = _people(emulator, "2026-09-01", "2026-10-05") - _people(emulator, "2026-10-05")
    assert _in_files(folder, recent)
    assert old
    assert not _in_files(folder, old)  # delivered long ago: never written
    emulator.clock.advance(60 * 86400)
    await connector.store.sync(["orders"])
    assert rows(connector, "SELECT count(buyer_name) FROM orders WHERE deliver_by < '2026-12-15'") == [(0,)]
    assert not _in_files(folder, recent - _people(emulator, "2026-11-20"))


async def test_personal_data_leaves_each_database(connect, emulator, location, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE_PERSONAL", "1")
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-01")
    assert rows(connector, "SELECT count(*) FROM orders WHERE buyer_name <> '' AND city <> ''") > [(0,)]
    connector.store.database.purge(datetime(2027, 6, 1, tzinfo=UTC))
    assert rows(connector, "SELECT count(buyer_name), count(city) FROM orders") == [(0, 0)]


@pytest.mark.parametrize("raw", ["", "1"])
async def test_personal_data_that_is_switched_off_leaves_the_file_with_the_next_sync(
    connect, emulator, folder, monkeypatch, raw
):
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", raw)
    monkeypatch.setenv("TOOLSPAN_STORE_PERSONAL", "1")
    await connect().store.sync(["orders"], since="2026-11-01")
    people = _people(emulator, "2026-11-12")
    assert _in_files(folder, people)
    monkeypatch.delenv("TOOLSPAN_STORE_PERSONAL")
    await connect().store.sync(["orders"], since="2026-11-15")
    assert not _in_files(folder, people)


async def test_personal_data_that_is_switched_off_leaves_the_files_of_postgresql(
    connect, emulator, monkeypatch
):
    def in_table():
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("CHECKPOINT")
            schema = connector.store.database.schema
            path = f"pg_relation_filepath('{schema}._orders')"
            ((content,),) = server.execute(f"SELECT pg_read_binary_file({path})").fetchall()
        return {name for name in people if name.encode() in content}

    people = _people(emulator, "2026-11-12")
    with fresh_postgres() as url:
        import psycopg

        monkeypatch.setenv("TOOLSPAN_STORE", url)
        monkeypatch.setenv("TOOLSPAN_STORE_PERSONAL", "1")
        connector = connect()
        await connector.store.sync(["orders"], since="2026-11-01")
        assert in_table()
        monkeypatch.delenv("TOOLSPAN_STORE_PERSONAL")
        await connector.store.sync(["orders"], since="2026-11-15")
        assert rows(connector, "SELECT count(*) > 0 FROM orders") == [(True,)]
        assert not in_table()


async def test_a_process_that_dies_between_purge_and_rewrite_leaves_that_to_the_next_one(
    connect, emulator, folder, monkeypatch
):
    def die(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setenv("TOOLSPAN_STORE_PERSONAL", "1")
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-01")
    people = _people(emulator, "2026-11-12")
    monkeypatch.setattr(connector.store.database, "renew", die)
    with pytest.raises(KeyboardInterrupt):
        connector.store.database.purge(datetime(2027, 6, 1, tzinfo=UTC))
    assert _in_files(folder, people)
    connect().store.database.create()
    assert not _in_files(folder, people)


# ---------------------------------------------------------------- whose data it is


def of_one_name(connector):
    """A connector whose store has the name of another one's."""
    connector._store = Store(connector, account="shop")
    return connector


async def test_a_store_of_another_account_is_refused(connect, location):
    mine, theirs = (of_one_name(connect(seller_id=seller)) for seller in ("A1MINE", "A2THEIRS"))
    await mine.store.sync(["orders"], since="2026-11-15")
    said = "data of another account: amazon-seller-partner A1MINE, not amazon-seller-partner A2THEIRS"
    for use in (
        lambda: theirs.store.sync(["orders"]),
        theirs.store.coverage,
        lambda: theirs.orders.context_store_search(limit=1),
    ):
        with pytest.raises(ConfigurationError, match=said):
            await use()
    assert await of_one_name(connect(seller_id="A1MINE")).store.coverage()


async def test_sql_over_the_file_of_another_account_is_refused(connect):
    await of_one_name(connect(seller_id="A1MINE")).store.sync(["orders"], since="2026-11-15")
    with pytest.raises(ConfigurationError, match="data of another account"):
        await of_one_name(connect(seller_id="A2THEIRS")).context_store.sql_query(
            sql="SELECT order_id FROM orders"
        )


async def test_an_account_without_an_id_is_known_by_the_name_of_its_store(connect, folder):
    await connect(seller_id=False).store.sync(["orders"], since="2026-11-15")
    other = of_one_name(connect(seller_id=False))
    next(folder.glob("*.duckdb")).rename(folder / "shop.duckdb")
    with pytest.raises(ConfigurationError, match="not amazon-seller-partner shop"):
        await other.store.sync(["orders"])


async def test_a_store_that_names_nobody_is_taken_and_named(connect, location):
    mine, theirs = (of_one_name(connect(seller_id=seller)) for seller in ("A1MINE", "A2THEIRS"))
    await mine.store.sync(["orders"], since="2026-11-15")
    with mine.store.database.transaction() as connection:
        connection.rows("DELETE FROM _state WHERE stream = '_account'")
    assert await mine.store.coverage()
    mine.store.database.create()
    with pytest.raises(ConfigurationError, match="another account"):
        await theirs.store.coverage()


# ---------------------------------------------------------------- pseudonyms


async def test_a_buyer_key_tells_buyers_apart_and_nothing_else(
    connect, emulator, location, folder, monkeypatch
):
    monkeypatch.setenv("TOOLSPAN_STORE_PSEUDONYMS", "1")
    connector = connect()
    await connector.store.sync(["orders"], since=SINCE)
    orders = orders_of(emulator)
    held = dict(rows(connector, "SELECT order_id, buyer_key FROM orders"))
    pairs = {(order.buyer.email, held[order.order_id]) for order in orders.values()}
    assert len(held) == len(orders) > len(pairs)
    assert len(pairs) == len({email for email, _ in pairs}) == len({key for _, key in pairs})
    assert "buyer_email" not in connector.store.facts.tables["orders"].by_name
    assert not any("RECIPIENT" in str(r.query) for r in emulator.requests.matching(operation="searchOrders"))
    everything_held = repr(everything(connector)) + repr(rows(connector, "SELECT * FROM _state"))
    assert not [email for email, _ in pairs if email in everything_held]
    assert not _in_files(folder, {email for email, _ in pairs})


async def test_buyer_keys_stay_the_same_with_each_sync_and_are_of_one_store(
    connect, emulator, folder, monkeypatch
):
    monkeypatch.setenv("TOOLSPAN_STORE_PSEUDONYMS", "1")
    first = connect()
    await first.store.sync(["orders"], since="2026-11-01")
    before = dict(rows(first, "SELECT order_id, buyer_key FROM orders"))
    emulator.clock.advance(3 * 86400)
    again = connect()
    await again.store.sync(["orders"])
    after = dict(rows(again, "SELECT order_id, buyer_key FROM orders"))
    assert before.items() < after.items()
    monkeypatch.setenv("TOOLSPAN_STORE", str(folder / "another"))
    other = connect()
    await other.store.sync(["orders"], since="2026-11-01")
    assert not set(before.values()) & {key for (key,) in rows(other, "SELECT buyer_key FROM orders")}


async def test_the_key_of_a_store_is_in_no_export_and_no_query(connect, folder, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE_PSEUDONYMS", "1")
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-15")
    await connector.store.export(folder / "lake")
    key = connector.store.database.key().hex()
    exported = b"".join(file.read_bytes() for file in (folder / "lake").iterdir())
    assert key.encode() not in exported
    assert b"buyer_key" in exported
    for sql in ("SELECT * FROM _key", "FROM query_table('_key')"):
        with pytest.raises(InvalidInput):
            await connector.execute("context_store", "sql_query", {"sql": sql})


async def test_no_buyer_is_asked_for_where_no_key_is_wanted(connect, emulator):
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-15")
    assert "buyer_key" not in connector.store.facts.tables["orders"].by_name
    assert not any("BUYER" in str(r.query) for r in emulator.requests.matching(operation="searchOrders"))


def _people(emulator, since, until="2030-01-01"):
    orders = orders_of(emulator, f"{since}T00:00:00Z").values()
    ends = datetime.fromisoformat(f"{until}T00:00:00Z").timestamp()
    return {o.buyer.email for o in orders if o.created < ends}


def _in_files(folder, words):
    content = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return {word for word in words if word.encode() in content}


# ---------------------------------------------------------------- DuckDB


async def test_a_file_is_the_owners_alone(connect, folder):
    connector = connect()
    await connector.store.sync(["inventory"])
    assert stat.S_IMODE(connector.store.path.stat().st_mode) == 0o600


async def test_a_reader_of_the_same_process_opens_a_file_between_transactions(connect, monkeypatch):
    database = connect().store.database
    database.create()
    waited = []

    def read_meanwhile(point):
        reader = Thread(target=database.state, args=["orders"])
        reader.start()
        reader.join(0.3)  # one that does not wait is done by then
        waited.append((point, reader.is_alive()))

    monkeypatch.setattr(points, "listener", read_meanwhile)
    database.write(Change("orders", 0, {"at": 1}))
    assert waited == [(INSIDE, True)]


async def test_a_backup_waits_for_the_end_of_a_transaction_and_holds_it(connect, monkeypatch, folder):
    database = connect().store.database
    database.create()
    copy = folder / "backup" / "copy.duckdb"
    backup = Thread(target=back_up, args=[database.path, copy])

    def begin(_):
        backup.start()
        backup.join(0.3)  # one that does not wait is done by then

    monkeypatch.setattr(points, "listener", begin)
    database.write(Change("orders", 0, {"at": 1}))
    backup.join()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [file.name for file in copy.parent.iterdir()] == ["copy.duckdb"]
    assert DuckDBFile(copy, database.facts).state("orders") == (1, {"at": 1})


async def test_postgresql_says_what_needs_a_file(connect, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE", "postgresql://someone:secret@127.0.0.1:1/none")
    store = connect().store
    with pytest.raises(ConfigurationError, match="needs a DuckDB file") as caught:
        _ = store.path
    assert "secret" not in str(caught.value)
    with pytest.raises(ConfigurationError, match="cannot be reached") as caught:
        store.database.create()
    assert "secret" not in str(caught.value)
