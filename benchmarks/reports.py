"""What reading a report costs: rows per CPU second beside the csv module, and memory for a document of 1 GB."""

from __future__ import annotations

import asyncio
import csv
import gzip
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.documents import open_document
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator
from toolspan.formats.tables import TSV, iterate_rows
from toolspan.transport.body import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from benchmarks.report import Report

ROWS, ROUNDS = 40_000, 5
GB = 10**9
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
COLUMNS = [
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status", "fulfillment-channel",
    "sales-channel", "ship-service-level", "product-name", "sku", "asin", "item-status", "quantity", "currency",
    "item-price", "item-tax", "shipping-price", "shipping-tax", "ship-city", "ship-state", "ship-postal-code",
    "ship-country", "is-business-order",
]  # fmt: skip
HEAD = "\t".join(COLUMNS).encode() + b"\r\n"


def _lines(count: int) -> bytes:
    """Lines of an orders report; the name of the city makes it UTF-8."""
    line = (
        "902-%07d-%07d\t902-%07d\t2026-11-01T10:00:00+00:00\t2026-11-02T10:00:00+00:00\tShipped\tAmazon\tAmazon.com\t"
        "Standard\tBeeswax candle, gift box of two\tCANDL-%03d\tB0%08d\tShipped\t%d\tUSD\t%d.96\t5.10\t0.00\t0.00\t"
        "Köln\tNRW\t50667\tDE\tfalse\r\n"
    )
    return "".join(
        line % (n * 7919 % 10**7, n, n, n % 400, n * 31 % 10**8, n % 3 + 1, n % 90) for n in range(count)
    ).encode()


def rows(report: Report) -> None:
    """Compare rows as objects, from the packed document on, with gzip and csv.DictReader on the same file."""
    report.section(f"Rows of a packed table of {ROWS:,} rows and {len(COLUMNS)} columns, best of {ROUNDS}")
    packed = gzip.compress(HEAD + _lines(ROWS))
    theirs = _best(lambda: _theirs(packed))
    ours = _best(lambda: _ours(packed))
    report.budget(
        "rows per CPU second over gzip + csv.DictReader", ours / theirs, 1.0, at_least=True,
        note=f"{ours:,.0f} over {theirs:,.0f}; ours finds the character set and checks the whole first",
    )  # fmt: skip


def _theirs(packed: bytes) -> Iterator[object]:
    with gzip.open(io.BytesIO(packed), "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text, delimiter="\t")


def _ours(packed: bytes) -> Iterable[object]:
    spool = Spool()
    spool.write(packed)
    document = open_document(spool, {}, gzipped=True, japanese=False)
    return iterate_rows(document.pieces, TSV)


def _best(reading: Callable[[], Iterable[object]]) -> float:
    """Return rows per CPU second."""
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        count = sum(1 for _ in reading())
        best = max(best, count / (time.process_time() - start))
    return best


def large(report: Report) -> None:
    """Read and save a document of 1 GB in a process of its own, from an emulator in this one."""
    report.section("A document of 1 GB: growth of the peak memory of the process that reads it")
    block = _lines(ROWS)
    times = GB // len(block) + 1
    body = gzip.compress(HEAD) + gzip.compress(block) * times
    for how in ("iterate", "save"):
        size, growth, cpu = asyncio.run(_elsewhere(how, body))
        report.budget(
            f"{how}: growth", growth, 64, unit=" MB",
            note=f"{len(block) * times / GB:.2f} GB, {len(body) / 1e6:.0f} MB packed; {size:,} {'rows' if how == 'iterate' else 'bytes'}, {cpu:.0f} s of CPU",
        )  # fmt: skip


async def _elsewhere(how: str, body: bytes) -> tuple[int, float, float]:
    async with Emulator(seed=7) as emulator:
        emulator.reports.queue_seconds = emulator.reports.progress_seconds = 0.0
        emulator.reports.compress = True
        emulator.faults.add("status", operation="document", status=200, body=body, times=None)
        account = emulator.credentials | {"base_url": emulator.url, "token_url": emulator.token_url}
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "benchmarks.reports", how],
            env=os.environ | {"REPORTS_ACCOUNT": json.dumps(account)},
            capture_output=True,
            text=True,
            check=True,
        )
    size, growth, cpu = done.stdout.split()
    return int(size), float(growth), float(cpu)


async def _child(how: str) -> None:
    account = json.loads(os.environ["REPORTS_ACCOUNT"])
    where = {name: account.pop(name) for name in ("base_url", "token_url")}
    async with AmazonSellerPartnerConnector(
        AmazonSellerPartnerAuthConfig(**account), region="US", **where
    ) as made:
        await made.check()
        before = _peak()
        size = 0
        if how == "iterate":
            async for _ in made.reports.iterate_run(report_type=LISTINGS):
                size += 1
        else:
            with tempfile.TemporaryDirectory() as folder:
                size = (await made.reports.download(report_type=LISTINGS, to=Path(folder) / "large.txt")).size
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(size, _peak() - before, used.ru_utime + used.ru_stime)


def _peak() -> float:
    """Return the peak of this program in MB; the kernel's ru_maxrss would begin with that of its parent."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


if __name__ == "__main__":
    asyncio.run(_child(sys.argv[1]))
