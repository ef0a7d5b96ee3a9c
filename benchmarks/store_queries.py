"""Questions to a large store: times at a million orders, three million lines and three million fees, in the sandbox."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.store.duckdb_file import DuckDBFile, opened
from toolspan.store.sandbox import Query, Sandbox
from toolspan.store.tables import read_facts

if TYPE_CHECKING:
    from benchmarks.report import Report

ORDERS = 1_000_000
TOP = "top products of 30 days"
_CREATED = "TIMESTAMPTZ '2026-11-20 12:00:00Z' - INTERVAL (range * 63) SECOND"
"""A million orders in two years."""
FILL = (
    f"""INSERT INTO _orders BY NAME SELECT printf('902-%07d-%07d', range, range) AS order_id, {_CREATED} AS created,
    CAST({_CREATED} AS TIMESTAMP) AS created_local, CAST({_CREATED} AS DATE) AS created_day, {_CREATED} AS last_updated,
    CASE WHEN hash(range) % 20 = 0 THEN 'CANCELLED' ELSE 'SHIPPED' END AS status, 'ATVPDKIKX0DER' AS marketplace_id,
    (hash(range) % 20000) / 100 AS total, 'USD' AS currency FROM range({ORDERS})""",
    f"""INSERT INTO _order_items BY NAME SELECT printf('902-%07d-%07d', range // 3, range // 3) AS order_id, range % 3 + 1 AS line,
    {_CREATED.replace("range", "(range // 3)")} AS created, CAST({_CREATED.replace("range", "(range // 3)")} AS DATE) AS created_day,
    'SHIPPED' AS order_status, 'ATVPDKIKX0DER' AS marketplace_id, 'SKU-' || (hash(range) % 5000) AS sku, 'a title' AS title,
    1 + hash(range) % 3 AS quantity, (hash(range) % 9000) / 100 AS item_price, 'USD' AS currency FROM range({3 * ORDERS})""",
    f"""INSERT INTO _transaction_lines BY NAME SELECT 'T' || (range // 3) AS transaction_id, range % 3 + 1 AS line,
    {_CREATED.replace("range", "(range // 3)")} AS posted, CAST({_CREATED.replace("range", "(range // 3)")} AS DATE) AS posted_day,
    'Shipment' AS type, 'RELEASED' AS status, 'Expenses' AS category,
    ['Commission', 'FBAPerUnitFulfillmentFee', 'Subscription'][1 + range % 3] AS kind,
    'SKU-' || (hash(range) % 5000) AS sku, -CAST(hash(range) % 900 AS INTEGER) / 100 AS amount, 'USD' AS currency FROM range({3 * ORDERS})""",
)
QUESTIONS = {
    TOP: "SELECT sku, sum(item_price) AS revenue FROM order_items WHERE created >= TIMESTAMPTZ '2026-10-21 12:00:00Z' "
    "GROUP BY sku ORDER BY revenue DESC LIMIT 10",
    "top products of all time": "SELECT sku, sum(item_price) AS revenue FROM order_items GROUP BY sku ORDER BY revenue DESC LIMIT 10",
    "cancellations per week": "SELECT date_trunc('week', created_day) AS week, count(*) AS n FROM orders "
    "WHERE status = 'CANCELLED' GROUP BY week ORDER BY week",
    "fees per kind and month": "SELECT date_trunc('month', posted_day) AS month, kind, sum(amount) AS fees FROM fees GROUP BY ALL",
    "10 orders of the highest total": "SELECT order_id, total FROM orders ORDER BY total DESC LIMIT 10",
    "one order by its id": "SELECT * FROM orders WHERE order_id = '902-0500000-0500000'",
    "a part of a SKU": "SELECT count(*) AS n FROM order_items WHERE contains(sku, '-49')",
    "revenue per order after fees": "SELECT o.created_day, sum(o.total) AS total, count(DISTINCT i.sku) AS products FROM orders o "
    "JOIN order_items i USING (order_id) WHERE o.created_day >= DATE '2026-10-21' GROUP BY ALL",
}


def queries(report: Report) -> None:
    """Measure each question: in the engine, and what the sandbox adds."""
    report.section("Context store: 1M orders, 3M lines, 3M fees; one SELECT in a warm child, median of 5")
    facts = read_facts(AmazonSellerPartnerConnector.streams)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "large.duckdb"
        DuckDBFile(path, facts).create()
        with opened(path) as connection:
            for statement in FILL:
                connection.execute(statement)
        report.info("file", f"{path.stat().st_size / 2**20:.0f} MB")
        sandbox = Sandbox(seconds=60)
        for name, sql in QUESTIONS.items():
            seconds = _median(sandbox, path, sql, list(facts.relations))
            if name == TOP:
                report.budget(name, seconds * 1_000, 150, unit=" ms")
            else:
                report.info(name, f"{seconds * 1_000:8.1f} ms")
        report.info(
            "nothing (open, check, close)", f"{_median(sandbox, path, 'SELECT 1', []) * 1_000:8.1f} ms"
        )
        sandbox.close()


def _median(sandbox: Sandbox, path: Path, sql: str, tables: list[str]) -> float:
    found = []
    for _ in range(6):
        began = time.perf_counter()
        sandbox.run(Query(path, sql, tables=tables))
        found.append(time.perf_counter() - began)
    return sorted(found[1:])[2]
