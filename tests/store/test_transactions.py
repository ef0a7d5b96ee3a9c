"""Transactions and their amounts, replicated from the emulator."""

from collections import Counter
from datetime import datetime

from .truth import SINCE, entries_of, everything, fees_of, money, rows


async def test_every_transaction_is_held_and_its_lines_add_up_to_it(connect, emulator):
    connector = connect()
    await connector.store.sync(["transactions"], since=SINCE)
    now = emulator.clock.time()
    held = rows(connector, "SELECT transaction_id, type, status, total FROM transactions")
    assert sorted(held) == sorted(
        (e.entry_id, e.kind, e.status(now), money(e.total, e.currency)) for e in entries_of(emulator)
    )
    wrong = rows(
        connector,
        "SELECT transaction_id, max(t.total), sum(l.amount) FROM transactions t JOIN transaction_lines l "
        "USING (transaction_id) GROUP BY 1 HAVING max(t.total) <> sum(l.amount)",
    )
    assert wrong == []


async def test_fees_are_those_of_the_seller_and_none_counts_twice(connect, emulator):
    connector = connect()
    await connector.store.sync(["transactions"], since=SINCE)
    held = dict(rows(connector, "SELECT currency, sum(amount) FROM fees GROUP BY 1"))
    assert held == fees_of(emulator)


async def test_what_was_deferred_is_read_again_until_it_is_released(connect, emulator):
    connector = connect()
    await connector.store.sync(["transactions"], since=SINCE)
    deferred = rows(connector, "SELECT count(*) FROM transactions WHERE status = 'DEFERRED'")
    assert deferred > [(0,)]
    emulator.clock.advance(40 * 86400)
    await connector.store.sync(["transactions"])
    now = emulator.clock.time()
    expected = Counter(e.status(now) for e in entries_of(emulator))
    held = dict(rows(connector, "SELECT status, count(*) FROM transactions GROUP BY 1"))
    assert held == dict(expected)
    assert dict(rows(connector, "SELECT currency, sum(amount) FROM fees GROUP BY 1")) == fees_of(emulator)


async def test_a_period_that_is_being_read_again_is_whole_for_readers(connect, emulator):
    connector = connect()
    await connector.store.sync(["transactions"], since=SINCE)
    before = everything(connector)["transactions"]
    emulator.clock.advance(3600)
    steps = connector.store.iterate_sync(["transactions"])
    seen = [len(everything(connector)["transactions"]) async for _ in steps]
    assert all(count >= len(before) for count in seen)
    assert len(seen) > 0


async def test_a_transaction_that_comes_late_is_found(connect, emulator):
    connector = connect()
    await connector.store.sync(["transactions"], since=SINCE)
    ends = datetime.fromisoformat("2026-11-20T11:58:00Z")
    late = [e for e in emulator.seller.world.entries if e.posted < ends.timestamp() < e.shown]
    emulator.clock.advance(5 * 86400)
    await connector.store.sync(["transactions"])
    held = {row[0] for row in rows(connector, "SELECT transaction_id FROM transactions")}
    assert held == {e.entry_id for e in entries_of(emulator)}
    assert {e.entry_id for e in late} <= held
