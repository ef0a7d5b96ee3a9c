"""Run by the memory tests in a process of its own: prints how a case ended and by how many MiB the process grew."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import httpx2

from toolspan.clock import SYSTEM_CLOCK, Deadline
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector, documents
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.connectors.amazon_seller_partner.reports.run import Finished
from toolspan.errors import ToolspanError
from toolspan.formats import tables
from toolspan.transport.http import Http, TransportFailure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MIB = 2**20
URL = "https://bucket.s3.amazonaws.com/doc"
GZIP = {"content-encoding": "gzip"}


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield bytes(65_536)


def answering(body: bytes | None, headers: dict[str, str] | None) -> Http:
    content = endless() if body is None else body
    return Http(httpx2.MockTransport(lambda _: httpx2.Response(200, headers=headers, content=content)))


async def fetched(
    body: bytes | None, headers: dict[str, str] | None = None, **options: int
) -> documents.Document:
    http, deadline = answering(body, headers), Deadline(SYSTEM_CLOCK, 60)
    return await documents.download(
        http, URL, deadline, gzipped=True, japanese=False, base_url=None, **options
    )


async def as_json(body: bytes | None, headers: dict[str, str] | None = None) -> str:
    outcome = await answering(body, headers).send("GET", URL, {}, Deadline(SYSTEM_CLOCK, 60))
    return f"{outcome.kind} {outcome.text}" if isinstance(outcome, TransportFailure) else "read whole"


async def read(body: bytes) -> str:
    report = {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA"}
    finished = Finished(report, await fetched(body))
    ticks = 0

    async def heartbeat() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    beating = asyncio.create_task(heartbeat())
    table = await asyncio.to_thread(finished.read, tables.Window(1000, 3))
    beating.cancel()
    return f"{table.total} rows, {len(table.rows)} given, loop {'ran' if ticks > 100 else 'stood still'}"


def rows(count: int) -> bytes:
    return b"".join(b"%d\tname %x\t%d\r\n" % (n, n * 7919 % 1_000_003, n * n) for n in range(count))


def bomb() -> bytes:
    return gzip.compress(bytes(10 * MIB)) * 50


def connected() -> AmazonSellerPartnerConnector:
    account = json.loads(os.environ["REPORTS_ACCOUNT"])
    where = {name: account.pop(name) for name in ("base_url", "token_url")}
    return AmazonSellerPartnerConnector(AmazonSellerPartnerAuthConfig(**account), region="US", **where)


async def saved(report_id: str, to: str) -> str:
    async with connected() as connector:
        found = await connector.reports.download(report_id=report_id, to=to)
        return f"{found.size} bytes"


async def iterated(report_id: str, _to: str) -> str:
    async with connected() as connector:
        count = 0
        async for _ in connector.reports.iterate_run(report_id=report_id):
            count += 1
        return f"{count} rows"


async def held(report_id: str, to: str, reached: str) -> str:
    """Stop where all is written and nothing in its place yet, and say so."""

    def stop(_: int) -> None:
        Path(reached).write_text("here", "utf-8")
        Event().wait()

    os.fsync = stop
    return await saved(report_id, to)


CASES = {
    "save": saved,
    "iterate": iterated,
    "held": held,
    "document": lambda: fetched(bomb()),
    "json": lambda: as_json(bomb(), GZIP),
    "nested": lambda: fetched(gzip.compress(bomb()), GZIP),
    "endless": lambda: fetched(None, cap=32 * MIB),
    "endless json": lambda: as_json(None),
    "large": lambda: read(gzip.compress(b"id\tname\tsquare\r\n") + gzip.compress(rows(80_000)) * 50),
}


def peak() -> int:
    """Peak memory of this program in KiB; ru_maxrss would begin with that of the process that started it."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


async def main() -> None:
    case = CASES[sys.argv[1]](*sys.argv[2:])
    before = peak()
    try:
        ending = await case
    except ToolspanError as error:
        ending = f"{type(error).__name__} {error.message}"
    growth = peak() - before
    sys.stdout.write(f"{ending}\n{growth // 1024}\n")


if __name__ == "__main__":
    asyncio.run(main())
