"""Context store: rows per CPU second beside dlt, the time of a question, and the simulated time of a backfill."""

from __future__ import annotations

import asyncio
import gzip
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.reports import HEAD
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.documents import open_document
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.connectors.amazon_seller_partner.reports.files import FILE_CAP
from toolspan.emulator import Emulator
from toolspan.formats.tables import TSV, iterate_rows
from toolspan.store.change import Change
from toolspan.store.duckdb_file import DuckDBFile, opened
from toolspan.store.plan import Plan
from toolspan.store.postgres import PostgresSchema
from toolspan.store.replication import Replication
from toolspan.store.rows import RowReader
from toolspan.store.store import facts_of
from toolspan.transport.body import Spool
from toolspan.transport.pace import in_words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from benchmarks.report import Report

ROWS, BATCH = 200_000, 10_000
MILLION = 1_000_000
SIZES = (10_000, 100_000, *((MILLION,) if os.environ.get("TOOLSPAN_BENCH_MILLION") == "1" else ()))
"""Orders of the stores whose growth is measured; the million takes minutes, and is measured where it is asked for."""
SIMULATED = (
    (10_000, "call"),
    (10_000, "job"),
    (MILLION if MILLION in SIZES else 100_000, "job"),
)
"""Sellers whose backfill is simulated, by their orders in two years, and where these are read from."""
POSTGRES = os.environ.get("TOOLSPAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
FACTS = facts_of(AmazonSellerPartnerConnector.streams, None)


def orders(count: int) -> Iterator[list[dict[str, Any]]]:
    """Yield orders as the API gives them, without lines, in batches."""
    for start in range(0, count, BATCH):
        yield [_order(number) for number in range(start, min(count, start + BATCH))]


def _order(number: int) -> dict[str, Any]:
    moment = f"2026-{number % 11 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:15:{number % 60:02}Z"
    return {
        "orderId": f"{number % 900 + 100}-{number:07}-{number * 7919 % 10**7:07}",
        "createdTime": moment,
        "lastUpdatedTime": moment,
        "programs": ["PRIME"] if number % 3 else [],
        "salesChannel": {"marketplaceId": "ATVPDKIKX0DER", "marketplaceName": "Amazon.com"},
        "fulfillment": {
            "fulfillmentStatus": "SHIPPED" if number % 9 else "CANCELLED",
            "fulfilledBy": "AMAZON",
            "fulfillmentServiceLevel": "STANDARD",
            "deliverByWindow": {"latestDateTime": "2026-12-20T10:00:00Z"},
        },
        "proceeds": {"grandTotal": {"amount": f"{number % 90}.96", "currencyCode": "USD"}},
    }


def _lines(number: int) -> dict[str, Any]:
    """Return the lines of an order as the API gives them: one to three."""
    return {
        "orderItems": [
            {
                "orderItemId": f"{number:09}{line}",
                "quantityOrdered": 1 + number % 3,
                "product": {
                    "sellerSku": f"SKU-{(number + line) * 7919 % 400}",
                    "asin": f"B{(number + line) * 7919 % 400:09}",
                    "title": "Fjord & Fern Desk Lamp",
                },
                "proceeds": {"proceedsTotal": {"amount": f"{number % 60}.32", "currencyCode": "USD"}},
            }
            for line in range(1 + number % 3)
        ]
    }


def grow(count: int) -> None:
    """Write orders with their lines into a DuckDB store, a batch in a transaction; print seconds, CPU and the peak of memory."""
    stream = FACTS.streams["orders"]
    reader = RowReader(stream.tables, stream.call, lambda _: "America/Los_Angeles")  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        database = DuckDBFile(Path(folder) / "growth.duckdb", FACTS)
        database.create()
        version, seconds, cpu = 0, 0.0, 0.0
        for start in range(0, count, BATCH):
            page = [_order(number) | _lines(number) for number in range(start, min(count, start + BATCH))]
            began, used = time.perf_counter(), time.process_time()
            version = database.write(
                Change("orders", version, {}, reader.batches(page), source="orders.list", entity="orders")
            )
            seconds += time.perf_counter() - began
            cpu += time.process_time() - used
        with database.reading() as connection:
            assert connection.rows("SELECT count(*) FROM orders") == [(count,)]
        sys.stdout.write(f"{seconds} {cpu} {_peak()} {database.size / 2**20}")


_LINE = (
    "902-%07d-%07d\t902-%07d\t2026-11-01T10:00:00+00:00\t2026-11-02T10:00:00+00:00\tShipped\tAmazon\tAmazon.com\t"
    "Standard\tBeeswax candle, gift box of two\tCANDL-%03d\tB0%08d\tShipped\t%d\tUSD\t%d.96\t5.10\t0.00\t0.00\t"
    "Springfield\tIL\t62701\tUS\tfalse\r\n"
)


def write_file(path: Path, count: int) -> None:
    """Write the packed report of so many orders, with one to three lines."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(HEAD)
        for start in range(0, count, BATCH):
            text = "".join(
                _LINE
                % (
                    n * 7919 % 10**7,
                    n,
                    n,
                    (n + line) * 7919 % 400,
                    n * 31 % 10**8,
                    n % 3 + 1,
                    (n + line) % 90,
                )
                for n in range(start, min(count, start + BATCH))
                for line in range(1 + n % 3)
            )
            file.write(text.encode())


def _spooled(path: Path) -> Spool:
    spool = Spool()
    with path.open("rb") as file:
        while piece := file.read(2**16):
            spool.write(piece)
    return spool


async def file_rows(_: Any, job: str) -> AsyncIterator[dict[str, Any]]:
    """Yield the rows of a file, as those of a report are read."""
    spool = await asyncio.to_thread(_spooled, Path(job))
    rows = iterate_rows(open_document(spool, {}, gzipped=True, japanese=False, cap=FILE_CAP).pieces, TSV)
    while batch := await asyncio.to_thread(lambda: list(islice(rows, 500))):
        for row in batch:
            yield row


def grow_by_file(path: str, count: int) -> None:
    """Replicate one report file into a DuckDB store; print as `grow` does."""
    orders = FACTS.streams["orders"]
    assert orders.job
    stream = replace(orders, job=replace(orders.job, rows=f"{__name__}:file_rows"), reserved=0)
    now = "2126-11-20T00:00:00Z"
    job = {"starts": "2026-11-01T00:00:00Z", "ends": now, "source": "job", "place": None, "job": path}

    async def read(database: DuckDBFile) -> None:
        database.write(Change("orders", 0, {"since": job["starts"], "high": now, "open": [job]}))
        async with AmazonSellerPartnerConnector(
            AmazonSellerPartnerAuthConfig(lwa_app_id="a", lwa_client_secret="b", refresh_token="c"),
            region="US",
        ) as connector:
            since = datetime(2026, 11, 1, tzinfo=UTC)
            async for _ in Replication(connector, database, stream, since).run():
                pass

    with tempfile.TemporaryDirectory() as folder:
        database = DuckDBFile(Path(folder) / "growth.duckdb", FACTS)
        database.create()
        began, used = time.perf_counter(), time.process_time()
        asyncio.run(read(database))
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        with database.reading() as connection:
            assert connection.rows("SELECT count(*) FROM orders") == [(count,)]
        sys.stdout.write(f"{seconds} {cpu} {_peak()} {database.size / 2**20}")


def _peak() -> float:
    """Return the peak of this process's memory in MB; the kernel's ru_maxrss would begin with that of its parent."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def growth(report: Report) -> None:
    """Measure how time and memory of the writer grow with the store, and with one report file."""
    report.section(
        f"Store: growth of the writer into DuckDB, orders with one to three lines, {BATCH:,} in a transaction"
    )
    _growth(report, "store", [f"grow({count})" for count in SIZES])
    report.section("Store: growth with one report file, read in portions and written with one commit")
    with tempfile.TemporaryDirectory() as folder:
        calls = []
        for count in SIZES:
            path = Path(folder) / f"{count}.gz"
            write_file(path, count)
            calls.append(f"grow_by_file({str(path)!r}, {count})")
        _growth(report, "file", calls)


def _growth(report: Report, what: str, calls: Sequence[str]) -> None:
    per_order, peaks = [], []
    for count, call in zip(SIZES, calls, strict=True):
        code = f"from benchmarks import store; store.{call}"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        seconds, cpu, peak, size = map(float, done.stdout.split())
        per_order.append(cpu / count)
        peaks.append(peak)
        report.info(
            f"{count:,} orders",
            f"{seconds:.1f} s, {cpu:.1f} s of CPU ({cpu / count * 1e6:.0f} us an order), at most {peak:.0f} MB of memory, "
            f"store of {size:.0f} MB",
        )
    report.budget(
        f"CPU of an order in the largest {what}, beside the smallest", per_order[-1] / per_order[0], 3
    )
    report.budget(f"memory with the largest {what}, beside the smallest", peaks[-1] / peaks[0], 4)


def write_ours(where: str) -> None:
    """Write the orders into a store, a batch in a transaction."""
    stream = FACTS.streams["orders"]
    folder = Path(tempfile.mkdtemp())
    database = (
        PostgresSchema(POSTGRES, f"bench_{os.getpid()}", FACTS)
        if where == "postgresql"
        else DuckDBFile(folder / "bench.duckdb", FACTS)
    )
    reader = RowReader(stream.tables[:1], stream.call, lambda _: "America/Los_Angeles")  # type: ignore[arg-type]
    version = 0
    database.create()
    for batch in orders(ROWS):
        version = database.write(
            Change("orders", version, {}, reader.batches(batch), source="orders.list", entity="orders")
        )
    with database.reading() as connection:
        assert connection.rows("SELECT count(*) FROM orders") == [(ROWS,)]
    database.drop()


def write_dlt() -> None:
    """Write the same columns with dlt, given as flat records: merge by key, Parquet files, as its fastest way with records."""
    import dlt  # type: ignore[import-not-found,unused-ignore]

    def flat() -> Iterator[list[dict[str, Any]]]:
        for batch in orders(ROWS):
            yield [
                {
                    "order_id": each["orderId"],
                    "created": each["createdTime"],
                    "created_local": each["createdTime"],
                    "created_day": each["createdTime"][:10],
                    "last_updated": each["lastUpdatedTime"],
                    "status": each["fulfillment"]["fulfillmentStatus"],
                    "fulfilled_by": each["fulfillment"]["fulfilledBy"],
                    "service_level": each["fulfillment"]["fulfillmentServiceLevel"],
                    "marketplace_id": each["salesChannel"]["marketplaceId"],
                    "marketplace": each["salesChannel"]["marketplaceName"],
                    "total": each["proceeds"]["grandTotal"]["amount"],
                    "currency": each["proceeds"]["grandTotal"]["currencyCode"],
                    "programs": ",".join(each["programs"]),
                    "deliver_by": each["fulfillment"]["deliverByWindow"]["latestDateTime"],
                }
                for each in batch
            ]

    folder = Path(tempfile.mkdtemp())
    pipeline = dlt.pipeline(
        "bench", destination=dlt.destinations.duckdb(str(folder / "dlt.duckdb")), pipelines_dir=str(folder)
    )
    resource = dlt.resource(flat, name="orders", write_disposition="merge", primary_key="order_id")
    pipeline.run(resource, loader_file_format="parquet")
    with opened(folder / "dlt.duckdb") as connection:
        assert connection.execute("SELECT count(*) FROM bench_dataset.orders").fetchall() == [(ROWS,)]


def _cpu(what: str) -> float | None:
    """Return the CPU seconds of one writer in a process of its own, without its imports and the making of records."""
    code = (
        "import resource, sys; from benchmarks import store; "
        "use = lambda: sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)); "
        "began = use(); [None for _ in store.orders(store.ROWS)]; made = use() - began; "
        f"began = use(); store.{what}; sys.stdout.write(str(use() - began - made))"
    )
    quiet = {**os.environ, "RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "CRITICAL"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=quiet, check=False
    )
    return float(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout else None


def writer(report: Report) -> None:
    """Measure the writer into both databases, and dlt where it is installed."""
    report.section(
        f"Store: {ROWS:,} orders of 14 columns, no raw column, {BATCH:,} in a transaction, CPU of the client"
    )
    ours = _cpu("write_ours('duckdb')")
    report.info("DuckDB, rows per CPU second", f"{ROWS / ours:,.0f}" if ours else "failed")
    theirs = _cpu("write_dlt()") if find_spec("dlt") else None
    if ours and theirs:
        report.info("dlt into DuckDB, rows per CPU second", f"{ROWS / theirs:,.0f}")
        report.budget("DuckDB, beside dlt on the same columns", theirs / ours, 3, at_least=True)
    else:
        report.info("dlt", "is not installed: pip install 'toolspan[export]'")
    postgres = _cpu("write_ours('postgresql')")
    report.info(
        "PostgreSQL, rows per CPU second", f"{ROWS / postgres:,.0f}" if postgres else "no PostgreSQL here"
    )


def backfill(report: Report) -> None:
    """Replicate two years of sellers by the clock of the emulator, and compare that with the plan."""
    report.section("Store: backfill of two years under the usage plans, simulated and planned")
    for count, source in SIMULATED:
        code = f"from benchmarks import store; store.simulate({count}, {source!r})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        held, seconds, planned, cpu, peak = map(float, done.stdout.split())
        name = f"{count:,} orders by {'calls' if source == 'call' else 'report files'}"
        report.info(
            name,
            f"{held:,.0f} held after {in_words(seconds)}, plan {in_words(planned)}; {cpu:.0f} s of CPU and at most "
            f"{peak:.0f} MB of memory, emulator included",
        )
        report.budget(f"{name}: simulated beside planned", seconds / planned, 1.5)
    for count in (10_000, 100_000, MILLION):
        found = asyncio.run(_planned(count))
        for option in found.options:
            chosen = ", chosen" if option is found.option else ""
            report.info(
                f"{count:,} orders by {option.operation}, planned",
                f"{option.calls:,} calls, {option.takes}{chosen}",
            )
    seconds = found.option.seconds if found.option else float("inf")
    report.budget(f"{MILLION:,} orders, by the plan", seconds / 60, 20, unit=" min")


def simulate(count: int, source: str) -> None:
    """Replicate the orders of a seller by calls or by report files; print orders, seconds, those of the plan, CPU and memory."""
    sys.stdout.write(" ".join(map(str, asyncio.run(_simulated(count, source)))))


async def _simulated(count: int, source: str) -> tuple[float, ...]:
    from toolspan.store import replication

    planned, plans = replication.planned, list[Plan]()

    async def forced(*given: Any) -> Plan:
        plans.append(replace(await planned(*given), chosen=source))
        return plans[-1]

    replication.planned = forced
    with tempfile.TemporaryDirectory() as folder:
        async with Emulator(seed=7, now=1_795_000_000, orders_in_two_years=count) as emulator:
            emulator.reports.queue_seconds, emulator.reports.progress_seconds = 60.0, 240.0
            connector = _connector(emulator)
            connector.store._location = folder  # noqa: SLF001 - a store of this run alone
            began, cpu = emulator.clock.time(), time.process_time()
            await connector.store.sync(["orders"], since="-729d")
            with connector.store.database.reading() as connection:
                ((held, distinct),) = connection.rows("SELECT count(*), count(DISTINCT order_id) FROM orders")
            assert held == distinct
            await connector.aclose()
            (option,) = (each for each in plans[0].options if each.source == source)
            return held, emulator.clock.time() - began, option.seconds, time.process_time() - cpu, _peak()


async def _planned(count: int) -> Plan:
    from toolspan.store import plan

    async def counted(*_: Any) -> int:
        return count

    plan._count = counted  # noqa: SLF001 - no emulated seller has as many
    async with Emulator(seed=7, now=1_795_000_000) as emulator:
        connector = _connector(emulator)
        (found,) = await connector.store.plan(["orders"], since="-729d")
        await connector.aclose()
        return found


def _connector(emulator: Emulator) -> AmazonSellerPartnerConnector:
    return AmazonSellerPartnerConnector(
        AmazonSellerPartnerAuthConfig(**emulator.credentials),
        region="US",
        base_url=emulator.url,
        token_url=emulator.token_url,
        clock=emulator.clock,
    )
