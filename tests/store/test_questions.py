"""Questions that sellers ask, answered from the store by an agent in each framework, and compared with what the seller has."""

# ruff: noqa: ISC004 - the parts of one query

from __future__ import annotations

import asyncio
import json
import math
import shutil
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from tests.adapters.drivers import DRIVERS, FRAMEWORKS
from tests.emulated import connector_on

from toolspan.connectors.amazon_seller_partner.regions import marketplace_zone
from toolspan.emulator import Emulator
from toolspan.emulator.reports.traffic import buy_box_share
from toolspan.emulator.seller.stock import stock_in
from toolspan.testing.script import Call

from .truth import money

NOW = datetime(2027, 1, 20, 12, tzinfo=UTC)
SINCE = datetime(2026, 9, 28, tzinfo=UTC)
US = "ATVPDKIKX0DER"


class World:
    """What the emulator's seller has, with the days and hours of each marketplace."""

    def __init__(self, world):
        self.now = NOW.timestamp()
        self.world = world
        self.orders = [o for o in world.visible_orders(self.now) if o.created >= SINCE.timestamp()]
        self.entries = [
            e
            for e in world.entries
            if SINCE.timestamp() <= e.posted < self.now - 120
            and e.shown <= self.now
            and e.status(self.now) != "DEFERRED_RELEASED"
        ]

    def local(self, moment, marketplace):
        return datetime.fromtimestamp(moment, ZoneInfo(marketplace_zone(marketplace.marketplace_id)))

    def day(self, moment, marketplace):
        return self.local(moment, marketplace).date()

    def items(self, start, currency="USD"):
        for o in self.orders:
            if o.currency == currency and o.priced(self.now) and self.day(o.created, o.marketplace) >= start:
                yield from ((o, item) for item in o.items)

    def sums(self, kind, start, end):
        found = defaultdict(lambda: [0, Decimal(0)])
        for e in self.entries:
            if e.kind == kind and start <= self.day(e.posted, e.marketplace) <= end:
                found[e.currency][0] += 1
                found[e.currency][1] += money(e.total, e.currency)
        return [(currency, *pair) for currency, pair in sorted(found.items())]


def top_products(w):
    sums = Counter()
    for _, item in w.items(date(2027, 1, 1)):
        sums[item.product.sku] += item.price
    best = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
    return [(sku, money(minor, "USD")) for sku, minor in best]


def orders_over(w):
    found = [(o.order_id, money(o.total, "USD")) for o in w.orders if o.currency == "USD" and o.priced(w.now)]
    return sorted((row for row in found if row[1] > 200), key=lambda row: (-row[1], row[0]))


def refunds(w):
    return w.sums("Refund", date(2026, 10, 1), date(2026, 12, 31))


def cancellations(w):
    since = (NOW - timedelta(days=60)).timestamp()
    return [(sum(o.status(w.now) == "CANCELLED" and o.created >= since for o in w.orders),)]


def highest_this_week(w):
    totals = {o.order_id: o.total for o, _ in w.items(date(2027, 1, 18))}
    best = min(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(best[0], money(best[1], "USD"))]


def service_fees(w):
    return [(c, total) for c, _, total in w.sums("ServiceFee", date(2026, 12, 1), date(2026, 12, 31))]


def margins(w):
    sums = Counter()
    for e in w.entries:
        if e.kind == "Shipment" and e.currency == "USD":
            for line in e.lines:
                sums[line.item.product.sku] += line.total
    return [(sku, money(minor, "USD")) for sku, minor in sorted(sums.items())]


def stock_days(w):
    (place,) = (m for m in w.world.marketplaces if m.marketplace_id == US)
    sold = Counter()
    for o in w.orders:
        fresh = o.created >= (NOW - timedelta(days=30)).timestamp()
        if o.marketplace is place and fresh and o.status(w.now) != "CANCELLED":
            for item in o.items:
                sold[item.product.sku] += item.quantity
    found = []
    for stock in stock_in(w.world, place, w.now):
        sku, units = stock.product.sku, sold[stock.product.sku]
        if units:
            days = round(stock.fulfillable * 30 / units, 1)
            found.append((sku, days, max(0, math.ceil(units * 2 - stock.total))))
    return sorted(found)


def hours(w):
    found = defaultdict(lambda: [0, Decimal(0)])
    for o in w.orders:
        if o.priced(w.now):
            key = w.local(o.created, o.marketplace).hour, o.currency
            found[key][0] += 1
            found[key][1] += money(o.total, o.currency)
    return [(*key, *pair) for key, pair in sorted(found.items())]


def settlements(w):
    periods = {p.settlement_id: p for p in w.world.periods(w.now)}
    return lambda rows: [
        (settlement, money(periods[settlement].total(w.now), periods[settlement].marketplace.currency), 0)
        for settlement, *_ in rows
    ]


def returned(w):
    found = Counter()
    for o in w.orders:
        if o.channel == "AFN" and o.refund and SINCE.timestamp() <= o.refund.refunded < w.now - 120:
            found[o.refund.item.product.sku, o.return_reason] += o.refund.item.quantity
    return [(*key, units) for key, units in sorted(found.items())]


def buy_box(w):
    starts, ends = (datetime(2027, 1, day, tzinfo=UTC).timestamp() for day in (8, 17))
    lines = defaultdict(Counter)
    for o in w.orders:
        if o.priced(w.now) and o.marketplace.marketplace_id == US and starts <= o.created < ends:
            day = datetime.fromtimestamp(o.created, UTC).date().isoformat()
            lines[day].update(item.product.asin for item in o.items)
    found = []
    for day, products in sorted(lines.items()):
        views = {asin: 2 * (9 * count + 4) for asin, count in products.items()}
        seen = sum(buy_box_share(asin, day) * count for asin, count in views.items())
        found.append((day, round(seen / sum(views.values()), 2)))
    return found


def repeat_buyers(w):
    counts = Counter((o.marketplace.marketplace_id, o.buyer.email) for o in w.orders)
    found = defaultdict(lambda: [0, 0])
    for (place, _), count in counts.items():
        if count > 1:
            found[place][0] += 1
            found[place][1] += count
    return [(place, *pair) for place, pair in sorted(found.items())]


QUESTIONS = {
    "top-selling products this month": (
        "SELECT sku, sum(item_price) AS revenue FROM order_items WHERE created_day >= DATE '2027-01-01' "
        "AND order_status <> 'CANCELLED' AND currency = 'USD' GROUP BY sku ORDER BY revenue DESC, sku LIMIT 5",
        top_products,
    ),
    "orders over 200 dollars": (
        "SELECT order_id, total FROM orders WHERE total > 200 AND currency = 'USD' ORDER BY total DESC, order_id",
        orders_over,
    ),
    "refunds last quarter": (
        "SELECT currency, count(DISTINCT transaction_id) AS n, sum(amount) AS amount FROM refunds "
        "WHERE posted_day BETWEEN DATE '2026-10-01' AND DATE '2026-12-31' GROUP BY currency ORDER BY currency",
        refunds,
    ),
    "cancellations in 60 days": (
        "SELECT count(*) AS n FROM orders WHERE status = 'CANCELLED' AND created >= TIMESTAMPTZ '2026-11-21 12:00:00Z'",
        cancellations,
    ),
    "the highest total this week": (
        "SELECT order_id, total FROM orders WHERE created_day >= date_trunc('week', DATE '2027-01-20') AND currency = 'USD' "
        "ORDER BY total DESC NULLS LAST, order_id LIMIT 1",
        highest_this_week,
    ),
    "service fees last month": (
        "SELECT currency, sum(total) AS fees FROM transactions WHERE type = 'ServiceFee' "
        "AND posted_day BETWEEN DATE '2026-12-01' AND DATE '2026-12-31' GROUP BY currency ORDER BY currency",
        service_fees,
    ),
    "margin of each product after fees": (
        "SELECT sku, sum(amount) AS net FROM transaction_lines WHERE type = 'Shipment' AND status <> 'DEFERRED_RELEASED' "
        "AND currency = 'USD' AND sku IS NOT NULL GROUP BY sku ORDER BY sku",
        margins,
    ),
    "days of stock left, and what to send in for 60": (
        "WITH sold AS (SELECT sku, sum(quantity) AS units FROM order_items WHERE created >= TIMESTAMPTZ '2026-12-21 12:00:00Z' "
        f"AND order_status <> 'CANCELLED' AND marketplace_id = '{US}' GROUP BY sku), "
        f"stock AS (SELECT * FROM inventory WHERE marketplace_id = '{US}' AND day = (SELECT max(day) FROM inventory)) "
        "SELECT sku, round(fulfillable * 30 / units, 1) AS days, greatest(0, ceil(units * 2 - total))::INTEGER AS send "
        "FROM stock JOIN sold USING (sku) ORDER BY sku",
        stock_days,
    ),
    "settlements against their lines, to the cent": (
        "SELECT settlement_id, any_value(s.total) AS total, any_value(s.total) - sum(l.amount) AS difference FROM settlements s "
        "JOIN settlement_lines l USING (settlement_id) GROUP BY settlement_id ORDER BY 1",
        settlements,
    ),
    "return reasons by product": (
        "SELECT sku, reason, sum(quantity) AS units FROM returns GROUP BY sku, reason ORDER BY sku, reason",
        returned,
    ),
    "buy box share by day": (
        "SELECT day, round(sum(buy_box_percentage * page_views) / sum(page_views), 2) AS share FROM traffic "
        f"WHERE marketplace_id = '{US}' AND day BETWEEN DATE '2027-01-08' AND DATE '2027-01-16' GROUP BY day ORDER BY day",
        buy_box,
    ),
    "sales by local hour, currencies apart": (
        "SELECT extract(hour FROM created_local) AS hour, currency, count(*) AS n, sum(total) AS sales FROM orders "
        "WHERE total IS NOT NULL GROUP BY ALL ORDER BY hour, currency",
        hours,
    ),
    "repeat buyers": (
        "WITH buyers AS (SELECT marketplace_id, buyer_key, count(*) AS n FROM orders WHERE buyer_key IS NOT NULL "
        "GROUP BY ALL HAVING count(*) > 1) SELECT marketplace_id, count(*) AS buyers, sum(n)::INTEGER AS orders FROM buyers "
        "GROUP BY marketplace_id ORDER BY marketplace_id",
        repeat_buyers,
    ),
}  # fmt: skip


def with_buyers(connector):
    connector.store._pseudonyms = True
    return connector


@pytest.fixture(scope="module")
def replicated(tmp_path_factory):
    """A folder with everything replicated, and what the seller then had."""
    folder = tmp_path_factory.mktemp("questions")

    async def sync():
        async with Emulator(seed=7, now=NOW) as emulator:
            connector = with_buyers(connector_on(emulator))
            connector.store._location = folder
            await connector.store.sync(
                ["orders", "transactions", "inventory", "settlements", "returns"], since=SINCE
            )
            await connector.store.sync(["traffic"], since="-14d")
            return World(emulator.seller.world)

    return folder, asyncio.run(sync())


@pytest.fixture
def seller(replicated, emulator):
    connector = with_buyers(connector_on(emulator))
    connector.store.path.parent.mkdir(parents=True)
    shutil.copy(next(replicated[0].glob("*.duckdb")), connector.store.path)
    return connector


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_an_agent_answers_what_sellers_ask(framework, seller, replicated):
    script = [
        [
            Call(
                "execute",
                {"entity": "context_store", "action": "sql_query", "params": {"sql": sql, "limit": 1000}},
            )
        ]
        for sql, _ in QUESTIONS.values()
    ]
    transcript = await DRIVERS[framework].run(seller.tools(framework), script)
    for (question, (_, truth)), text in zip(QUESTIONS.items(), transcript.results, strict=True):
        page = json.loads(text)
        assert "data" in page, f"{question}: {text}"
        found = [tuple(row.values()) for row in page["data"]]
        wanted = truth(replicated[1])
        wanted = wanted(found) if callable(wanted) else wanted
        assert wanted, question
        assert _exact(found) == _exact(wanted), question
        assert page["meta"]["coverage"], question


def _exact(rows):
    return [
        tuple(Decimal(str(v)) if isinstance(v, (int, float, Decimal)) else v for v in row) for row in rows
    ]
