"""Raw records beside the tables: what the API gave, for those who choose it."""

import json

import pytest

from toolspan import InvalidInput
from toolspan.store import points
from toolspan.store.points import INSIDE

from .truth import orders_of, rows

SINCE = "2026-10-15"
ENTITIES = ["orders", "transactions", "inventory", "returns"]


def records(connector, table):
    return [json.loads(record) for (record,) in rows(connector, f"SELECT record FROM _{table}_raw")]


async def test_raw_records_follow_their_rows_in_each_database(connect, emulator, location, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", "1")
    connector = connect()
    for days in (0, 3):
        emulator.clock.advance(days * 86400)
        await connector.store.sync(ENTITIES, since=SINCE)
        now = emulator.clock.time()
        held = {
            each["orderId"]: each["fulfillment"]["fulfillmentStatus"] for each in records(connector, "orders")
        }
        orders = orders_of(emulator, f"{SINCE}T00:00:00Z")
        assert held == {order.order_id: order.status(now) for order in orders.values()}
        for name in ENTITIES:
            table = connector.store.facts.tables[name]
            keys = ", ".join(table.key)
            assert sorted(rows(connector, f"SELECT {keys} FROM _{name}_raw"), key=repr) == sorted(
                rows(connector, f"SELECT {keys} FROM {name}"), key=repr
            )
    assert {each["sellerSku"] for each in records(connector, "inventory")}
    assert all(each["reason"] for each in records(connector, "returns"))


async def test_raw_records_are_written_in_the_transaction_of_their_rows(connect, location, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", "1")
    connector, reached = connect(), []

    def fail(point):
        reached.append(point)
        if reached.count(INSIDE) == 2:
            raise RuntimeError("it ends here")

    monkeypatch.setattr(points, "listener", fail)
    with pytest.raises(RuntimeError):
        await connector.store.sync(["orders"], since=SINCE)
    both = "SELECT (SELECT count(*) FROM _orders), (SELECT count(*) FROM _orders_raw)"
    ((orders, raw),) = rows(connector, both)
    assert 0 < orders == raw
    monkeypatch.setattr(points, "listener", None)
    await connector.store.sync(["orders"])
    ((more, raw),) = rows(connector, both)
    assert orders < more == raw


async def test_agents_read_raw_records_only_where_that_was_chosen(connect, monkeypatch, folder):
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", "1")
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-15")
    for table in ("orders_raw", "_orders_raw"):
        with pytest.raises(InvalidInput, match="orders_raw"):
            await connector.context_store.sql_query(sql=f"SELECT * FROM {table}")
    assert "orders_raw" not in str((await connector.execute("context_store", "describe")).data)
    assert not [file for file in await connector.store.export(folder / "lake") if "raw" in file.name]
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", "query")
    await connector.store.sync(["orders"])
    page = await connector.context_store.sql_query(
        sql="SELECT order_id, record->>'orderId' AS id FROM orders_raw"
    )
    assert page.data
    assert all(row["order_id"] == row["id"] for row in page.data)
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", "1")
    with pytest.raises(InvalidInput, match="orders_raw"):
        await connector.context_store.sql_query(sql="SELECT * FROM orders_raw")


async def test_raw_records_are_neither_made_nor_left_where_they_are_not_wanted(
    connect, monkeypatch, location
):
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", "query")
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-15")
    monkeypatch.delenv("TOOLSPAN_STORE_RAW")
    await connector.store.sync(["orders"])
    held = rows(
        connector,
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()",
    )
    assert ("_orders",) in held
    assert not [name for (name,) in held if "raw" in name]


async def test_raw_records_hold_no_personal_data_unless_that_is_chosen(
    connect, emulator, monkeypatch, folder
):
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", "1")
    monkeypatch.setenv("TOOLSPAN_STORE_PSEUDONYMS", "1")
    connector = connect()
    await connector.store.sync(["orders", "returns"], since="2026-11-01")
    orders = orders_of(emulator, "2026-11-01T00:00:00Z").values()
    content = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    for order in orders:
        assert order.buyer.email.encode() not in content
        assert order.address.line1.encode() not in content
    assert not any({"buyer", "recipient"} & each.keys() for each in records(connector, "orders"))


async def test_raw_records_of_files_hold_no_personal_data_either(connect, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", "1")
    monkeypatch.setattr(
        "toolspan.store.plan._seconds", lambda *given: 1e6 if given[2] == "orders.list" else 0.0
    )
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-01")
    found = records(connector, "orders")
    assert found
    assert all(each["items"][0]["sku"] for each in found)
    assert not [
        name
        for each in found
        for name in [*each, *each["items"][0]]
        if name.startswith(("ship-ci", "ship-co", "ship-postal", "buyer-"))
    ]


async def test_personal_data_in_raw_records_goes_with_that_of_the_rows(
    connect, emulator, monkeypatch, folder
):
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", "1")
    monkeypatch.setenv("TOOLSPAN_STORE_PERSONAL", "1")
    connector = connect()
    await connector.store.sync(["orders"], since="2026-11-12")
    people = {order.buyer.email for order in orders_of(emulator, "2026-11-12T00:00:00Z").values()}
    held = "".join(record for (record,) in rows(connector, "SELECT record FROM _orders_raw") if record)
    assert any(email in held for email in people)
    emulator.clock.advance(60 * 86400)
    await connector.store.sync(["orders"])
    late = {order.buyer.email for order in orders_of(emulator, "2026-11-20T12:00:00Z").values()}
    content = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert not [email for email in people - late if email.encode() in content]
