"""The timing halves of faults whose outcomes are tests: an outage, a large report, a long run."""

from __future__ import annotations

import asyncio
import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2

from benchmarks.behaviour import VirtualClock
from benchmarks.calls import BODY, CALL, TOKEN, connector
from toolspan import ToolspanError
from toolspan.connectors.amazon_seller_partner.documents import Document
from toolspan.formats.tables import TSV, Window, read_table
from toolspan.transport.body import Spool

if TYPE_CHECKING:
    from benchmarks.report import Report

OUTAGE = 60.0
SOAK = 10_000
REPORT_BYTES = 100 * 2**20


async def outage(report: Report) -> None:
    """Count what is sent while the API answers 503 for a minute, and the time to the first success after it."""
    report.section(f"The API answers 503 for {OUTAGE:.0f} s of a virtual clock, a call every 0.2 s")
    clock, sent = VirtualClock(), {"requests": 0}
    ends = clock.now + OUTAGE

    async def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/token"):
            return httpx2.Response(200, content=TOKEN)
        sent["requests"] += 1
        return httpx2.Response(503) if clock.now < ends else httpx2.Response(200, content=BODY)

    made, calls = connector(transport=httpx2.MockTransport(answer), clock=clock), 0
    while clock.now < ends:
        calls += 1
        try:
            await made.execute(*CALL)
        except ToolspanError:
            clock.now += 0.2
    report.budget(
        "requests per call", sent["requests"] / calls, 1.1, note=f"{sent['requests']} for {calls} calls"
    )
    before = clock.now
    await made.execute(*CALL)
    report.budget("first success after its end", clock.now - before, 1.0, unit=" s")


async def large_report(report: Report) -> None:
    """Measure how long the event loop is held up while a 100 MB report is read in its thread."""
    report.section("A report of 100 MB is read to rows")
    line = b"902-3159896-1390916\t2026-11-01T10:00:00Z\tSHIPPED\tCANDL-024+GIFT\tBeeswax candle\t2\t62.96\r\n"
    content = b"order\tdate\tstatus\tsku\ttitle\tquantity\tamount\r\n" + line * (REPORT_BYTES // len(line))
    spool, worst, reading = Spool(), 0.0, True
    spool.write(content)
    document = Document(spool, packed=False, encoding="utf-8")

    async def heartbeat() -> None:
        nonlocal worst
        while reading:
            start = time.perf_counter()
            await asyncio.sleep(0.01)
            worst = max(worst, time.perf_counter() - start - 0.01)

    beating = asyncio.create_task(heartbeat())
    start = time.perf_counter()
    table = await asyncio.to_thread(read_table, document.pieces(), TSV, Window(0, 100))
    took = time.perf_counter() - start
    reading = False
    await beating
    report.budget(
        "longest delay of the event loop",
        worst * 1e3,
        100,
        unit=" ms",
        note=f"{table.total} rows in {took:.1f} s",
    )


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def soak(report: Report) -> None:
    """Count files and tasks before and after ten thousand calls."""
    report.section(f"{SOAK} calls in a row")
    made = connector(transport=httpx2.MockTransport(_healthy))
    await made.execute(*CALL)
    gc.collect()
    files, tasks = _open_files(), len(asyncio.all_tasks())
    for _ in range(SOAK):
        await made.execute(*CALL)
    gc.collect()
    report.budget("more open files than before", _open_files() - files, 0, unit="")
    report.budget("more tasks than before", len(asyncio.all_tasks()) - tasks, 0, unit="")


async def _healthy(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, content=TOKEN if request.url.path.endswith("/token") else BODY)


async def all_of(report: Report) -> Any:
    """Run all three."""
    await outage(report)
    await large_report(report)
    await soak(report)
