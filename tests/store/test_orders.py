"""Orders and their lines, replicated from the emulator."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from toolspan import InvalidInput
from toolspan.emulator.reports.content import Request
from toolspan.emulator.reports.orders import by_order_date
from toolspan.store.rows import RowReader

from .truth import SINCE, everything, money, orders_of, rows


async def test_every_order_and_line_is_held_as_the_api_gives_it(connect, emulator):
    connector = connect()
    counts = await connector.store.sync(["orders"], since=SINCE)
    orders, now = orders_of(emulator), emulator.clock.time()
    assert counts == {"orders": len(orders)}
    held = rows(connector, "SELECT order_id, status, total, currency FROM orders")
    assert {row[0]: row[1:] for row in held} == {
        o.order_id: (
            o.status(now),
            money(o.total, o.currency) if o.priced(now) else None,
            o.currency if o.priced(now) else None,
        )
        for o in orders.values()
    }
    lines = rows(
        connector, "SELECT order_id, order_item_id, sku, quantity FROM order_items ORDER BY order_id, line"
    )
    assert lines == [
        (o.order_id, i.item_id, i.product.sku, i.quantity) for _, o in sorted(orders.items()) for i in o.items
    ]


async def test_a_second_sync_reads_what_has_changed_and_no_order_is_held_twice(connect, emulator):
    connector = connect()
    await connector.store.sync(["orders"], since=SINCE)
    emulator.clock.advance(3 * 86400)
    counts = await connector.store.sync(["orders"])
    assert 0 < counts["orders"] < 80
    orders, now = orders_of(emulator), emulator.clock.time()
    held = rows(connector, "SELECT order_id, status FROM orders")
    assert sorted(held) == sorted((o.order_id, o.status(now)) for o in orders.values())
    assert rows(connector, "SELECT count(*) FROM order_items") == [
        (sum(len(o.items) for o in orders.values()),)
    ]


async def test_an_earlier_start_extends_what_is_held(connect, emulator):
    connector = connect()
    await connector.store.sync(["orders"], since="2026-10-01")
    counts = await connector.store.sync(["orders"], since=SINCE)
    assert counts["orders"] < len(orders_of(emulator))
    assert rows(connector, "SELECT count(*) FROM orders") == [(len(orders_of(emulator)),)]
    assert len(await connector.store.coverage()) == 1


async def test_coverage_says_from_when_to_when_and_as_of_when(connect, emulator):
    connector = connect()
    await connector.store.sync(["orders"], since=SINCE)
    (held,) = await connector.store.coverage()
    now = datetime.fromtimestamp(emulator.clock.time(), UTC)
    assert (held.entity, held.starts) == ("orders", datetime.fromisoformat(SINCE))
    assert now - held.ends == timedelta(seconds=120)


async def test_a_day_is_the_day_of_the_marketplace(connect):
    connector = connect()
    await connector.store.sync(["orders"], since=SINCE)
    found = rows(connector, "SELECT created, created_local, created_day, marketplace FROM orders")
    offsets = {
        (local - created.replace(tzinfo=None)) for created, local, _, place in found if place == "Amazon.com"
    }
    assert offsets == {timedelta(hours=-7), timedelta(hours=-8)}  # summer and winter in Seattle
    assert all(day == local.date() for _, local, day, _ in found)


async def test_an_expired_page_token_restarts_its_period(connect, emulator):
    connector = connect()
    steps = connector.store.iterate_sync(["orders"], since="2024-12-01")
    async for step in steps:
        if step.records == 100:  # a page with another one after it
            break
    await steps.aclose()
    emulator.clock.advance(2 * 86400)  # a token lives a day
    await connector.store.sync(["orders"])
    assert (
        rows(connector, "SELECT count(*), count(DISTINCT order_id) FROM orders")[0]
        == (len(orders_of(emulator, "2024-12-01")),) * 2
    )


async def test_files_give_the_same_orders_as_pages(connect, emulator, monkeypatch, folder):
    by_page = connect()
    await by_page.store.sync(["orders"], since=SINCE)
    pages = everything(by_page)
    monkeypatch.setenv("TOOLSPAN_STORE", str(folder / "by_file"))
    monkeypatch.setattr("toolspan.store.plan._seconds", _calls_are_slow)
    by_file = connect()
    await by_file.store.sync(["orders"], since=SINCE)
    files = everything(by_file)
    assert len(emulator.requests.matching(operation="createReport")) >= 6
    unknown = {
        "order_item_id",
        "programs",
        "title",
        "deliver_by",
    }  # which the file does not give, or not in all letters
    for table in ("orders", "order_items"):
        names = [c.name for c in by_file.store.facts.tables[table].columns]
        known = [n for n, name in enumerate(names) if name not in unknown]
        assert [[row[n] for n in known] for row in sorted(files[table])] == [
            [row[n] for n in known] for row in sorted(pages[table])
        ]


async def test_lines_of_a_file_give_way_to_those_of_the_api_and_none_is_held_twice(
    connect, emulator, monkeypatch
):
    connector = connect()
    with monkeypatch.context() as patched:
        patched.setattr("toolspan.store.plan._seconds", _calls_are_slow)
        await connector.store.sync(["orders"], since=SINCE)
    assert rows(connector, "SELECT count(order_item_id) FROM order_items") == [(0,)]
    emulator.clock.advance(2 * 86400)
    await connector.store.sync(["orders"])
    orders = orders_of(emulator)
    lines = sum(len(order.items) for order in orders.values())
    ((held, distinct, with_id),) = rows(
        connector, "SELECT count(*), count(DISTINCT (order_id, line)), count(order_item_id) FROM order_items"
    )
    assert (held, distinct) == (lines, lines)
    assert 0 < with_id < lines


async def test_a_file_is_read_in_portions_wherever_in_it_the_lines_of_an_order_stand(
    connect, emulator, monkeypatch, folder, location
):
    entities, since = ["orders", "returns"], emulator.clock.now() - timedelta(days=29)
    monkeypatch.setenv("TOOLSPAN_STORE", str(folder / "whole"))
    monkeypatch.setattr("toolspan.store.plan._seconds", _calls_are_slow)
    async with connect() as whole:
        await whole.store.sync(entities, since=since)
        wanted, returned = everything(whole), "SELECT row, order_id, sku FROM returns ORDER BY 1"
        units = rows(whole, returned)

    seller, now = emulator.seller.world, emulator.clock.time()
    content = by_order_date(Request(seller, seller.marketplaces, since.timestamp(), now, now, {}))
    header, *lines = "".join(content.pieces()).splitlines(keepends=True)
    ids = [line.partition("\t")[0] for line in lines]
    ordinal = {number: ids[:number].count(ids[number]) for number in range(len(ids))}
    apart = [lines[number] for number in sorted(ordinal, key=ordinal.__getitem__)]
    text = "".join((header, *apart)).encode("cp1252", "replace")
    emulator.reports.given["GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"] = (text, "text/plain")
    monkeypatch.setattr("toolspan.store.replication.PORTION", 20)
    for twice in (location, location):  # into an empty store, and over what is held
        monkeypatch.setenv("TOOLSPAN_STORE", twice)
        async with connect() as portions:
            doing = [step.doing async for step in portions.store.iterate_sync(entities, since=since)]
            assert doing.count("reading a file") > 5
            held = everything(portions)
            assert all(held[name] == wanted[name] for name in ("orders", "order_items"))
            assert rows(portions, returned) == units
            with portions.store.database.transaction() as connection:
                connection.rows("DELETE FROM _state")


async def test_files_that_were_made_lately_are_read_instead_of_new_ones_and_what_changed_since(
    connect, emulator, monkeypatch, folder
):
    monkeypatch.setattr("toolspan.store.plan._seconds", _calls_are_slow)
    async with connect() as connector:
        await connector.store.sync(["orders"], since=SINCE)
    requested = len(emulator.requests.matching(operation="createReport"))
    emulator.clock.advance(12 * 3600)
    monkeypatch.setenv("TOOLSPAN_STORE", str(folder / "again"))
    async with connect() as connector:
        await connector.store.sync(["orders"], since=SINCE)
        types = [each.json()["reportType"] for each in emulator.requests.matching(operation="createReport")]
        assert [name.split("_")[-2] for name in types[requested:]] == [
            "UPDATE",
            "DATE",
        ]  # of the last 12 hours
        orders, now = orders_of(emulator), emulator.clock.time()
        held = rows(connector, "SELECT order_id, status FROM orders")
        assert sorted(held) == sorted((o.order_id, o.status(now)) for o in orders.values())
        (covered,) = await connector.store.coverage()
    assert covered.as_of >= datetime.fromtimestamp(now, UTC) - timedelta(seconds=1000)


async def test_a_file_that_was_made_before_and_lacks_a_column_is_made_anew(connect, emulator, monkeypatch):
    monkeypatch.setattr("toolspan.store.plan._seconds", _calls_are_slow)
    report = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
    since = emulator.clock.now() - timedelta(days=29)
    emulator.reports.given[report] = (b"amazon-order-id\tsku\r\n902-1\tMUG\r\n", "text/plain")
    async with connect() as connector:
        page = await connector.reports.run(
            report_type=report,
            marketplace_ids=await connector.store.places(),
            data_start_time=since,
            data_end_time=emulator.clock.now() - timedelta(minutes=10),
        )
        assert len(page.data) == 1
        emulator.reports.given.clear()
        doing = [step.doing async for step in connector.store.iterate_sync(["orders"], since=since)]
        assert doing.count("a file could not be made") == 1
        held = rows(connector, "SELECT order_id FROM orders ORDER BY 1")
    assert held == [(order_id,) for order_id in sorted(orders_of(emulator, since.isoformat()))]


async def test_files_of_two_days_ago_are_made_anew(connect, emulator, monkeypatch, folder):
    monkeypatch.setattr("toolspan.store.plan._seconds", _calls_are_slow)
    async with connect() as connector:
        await connector.store.sync(["orders"], since=SINCE)
    requested = len(emulator.requests.matching(operation="createReport"))
    emulator.clock.advance(2 * 86400)
    monkeypatch.setenv("TOOLSPAN_STORE", str(folder / "again"))
    async with connect() as connector:
        await connector.store.sync(["orders"], since=SINCE)
    assert len(emulator.requests.matching(operation="createReport")) == 2 * requested


async def test_changes_are_read_from_files_where_there_are_too_many_for_calls(connect, emulator, monkeypatch):
    async with connect() as connector:
        await connector.store.sync(["orders"], since=SINCE)
        emulator.clock.advance(3 * 86400)
        (plan,) = await connector.store.plan(["orders"])
        assert plan.text.startswith("only what has changed since the last time, about ")
        assert plan.chosen == "call"
        before = len(emulator.requests.matching(operation="searchOrders"))
        monkeypatch.setattr("toolspan.store.plan._seconds", _calls_are_slow)
        counts = await connector.store.sync(["orders"])
        assert len(emulator.requests.matching(operation="searchOrders")) == before
        assert 0 < counts["orders"] < 80
        orders, now = orders_of(emulator), emulator.clock.time()
        held = rows(connector, "SELECT order_id, status FROM orders")
        assert sorted(held) == sorted((o.order_id, o.status(now)) for o in orders.values())


def _calls_are_slow(_connector, _stream, name, _calls):
    return 1e6 if name == "orders.list" else 0.0


async def test_a_failed_file_is_left_to_a_run_after_its_cool_down(connect, emulator, monkeypatch):
    connector = connect()
    monkeypatch.setattr("toolspan.store.plan._seconds", _calls_are_slow)
    emulator.reports.fail_next()
    before = emulator.clock.time()
    report = await connector.store.sync(["orders"], since=SINCE)
    assert emulator.clock.time() - before < 1800
    (warning,) = report.warnings
    assert re.match(r"orders: a file could not be made, .*; run again after 2026-11-20 12:3\d UTC", warning)
    assert 0 < report["orders"] < len(orders_of(emulator, SINCE))  # the other periods were read
    assert (await connector.store.sync(["orders"])).warnings == [warning]
    emulator.clock.advance(1800)
    assert (await connector.store.sync(["orders"])).warnings == []
    assert rows(connector, "SELECT count(*) FROM orders") == [(len(orders_of(emulator, SINCE)),)]


async def test_calls_are_left_to_others(connect, emulator):
    connector = connect()
    await connector.store.sync(["orders"], since="2024-12-01")
    assert connector.limits()["orders.list"]["left"] >= 4


async def test_the_progress_tells_what_is_waited_for_and_how_long(connect, emulator, monkeypatch, folder):
    monkeypatch.setattr("toolspan.store.plan._seconds", lambda *given: float(given[2] != "orders.list"))
    async with connect() as connector:
        for _ in range(10):  # an agent's calls
            await connector.orders.list(created_after="-1d")
        steps = [step async for step in connector.store.iterate_sync(["orders"], since="2024-12-01")]
    waits = [step for step in steps if step.waits]
    assert any(step.doing.startswith("waiting 2 min 59 s for ") and step.waits > 150 for step in waits)
    assert {step.doing.partition(" for ")[2].partition(",")[0] for step in waits} == {
        "orders.list: its rate limit"
    }
    assert {step.records for step in waits} == {0}
    assert sum(step.records for step in steps) == len(orders_of(emulator, "2024-12-01"))

    monkeypatch.setenv("TOOLSPAN_STORE", str(folder / "by_file"))
    monkeypatch.setattr("toolspan.store.plan._seconds", _calls_are_slow)
    async with connect() as connector:
        doing = [step.doing async for step in connector.store.iterate_sync(["orders"], since="-20d")]
    files = [said for said in doing if said.endswith("Amazon is making the report (IN_QUEUE)")]
    assert files
    assert all(re.match(r"waiting \d s for file \d+: ", said) for said in files)


async def test_an_unknown_entity_is_refused_with_the_choices(connect):
    with pytest.raises(InvalidInput, match="order is not replicated"):
        await connect().store.sync(["order"])


@pytest.mark.parametrize(
    ("entity", "said", "hint"),
    [
        ("order_items", "it comes with orders", "Name orders."),
        ("fees", "it comes with transactions", "Name transactions."),
        ("orders,transactions", "2 names in one text", "--entity orders --entity transactions"),
    ],
)
async def test_a_name_that_is_no_entity_says_what_it_comes_with(connect, entity, said, hint):
    with pytest.raises(InvalidInput, match=said) as error:
        await connect().store.sync([entity])
    assert hint in error.value.hint


async def test_a_start_that_is_no_date_is_repeated(connect):
    with pytest.raises(InvalidInput, match="not 'last week'"):
        await connect().store.sync(["inventory"], since="last week")


async def test_a_plan_of_what_has_no_past_says_that_all_is_read(connect):
    (stock,) = await connect().store.plan(["inventory"])
    assert stock.text == "all that is there and was not read lately"


async def test_a_plan_says_how_the_past_is_read_and_how_long_it_takes(connect, emulator):
    connector = connect()
    orders, transactions = await connector.store.plan(["orders", "transactions"], since=SINCE)
    assert (
        0 < len(orders_of(emulator)) - orders.records < 20
    )  # which Amazon does not count: pending and cancelled
    assert (orders.chosen, [option.source for option in orders.options]) == ("call", ["call", "job"])
    assert "calls of orders.list: no time; " in orders.text
    assert "reports.create would take 5 min" in orders.text
    assert (transactions.records, transactions.chosen) == (None, "call")
    assert not connector.store.path.exists()


async def test_an_order_that_a_page_holds_twice_counts_once_with_its_lines(connect, emulator):
    connector = connect()
    page = await connector.orders.list(created_after=SINCE, included_data=["PROCEEDS", "FULFILLMENT"])
    store = connector.store
    stream = store.facts.streams["orders"]
    reader = RowReader(stream.tables, stream.call, connector.zone_at)
    order = page.data[0]
    own, lines, *_ = reader.batches([order, *page.data[1:], order])
    assert len(own) == len(page.data)
    assert lines.columns["order_id"].count(order["orderId"]) == len(order["orderItems"])


async def test_changes_known_up_to_a_moment_never_go_back(connect, emulator):
    connector = connect()
    moments = []
    for _ in range(3):
        await connector.store.sync(["orders", "transactions"], since="-20d")
        for held in await connector.store.coverage():
            assert held.as_of == held.ends, held.entity
        moments.append(held.as_of)
        emulator.clock.advance(30)
    assert moments == sorted(moments)
