"""Run by the memory tests in a process of its own: prints how a case ended and by how many MiB the process grew."""

from __future__ import annotations

import asyncio
import gzip
import resource
import sys
from typing import TYPE_CHECKING

import httpx2

from toolspan.clock import SYSTEM_CLOCK, Deadline
from toolspan.connectors.amazon_seller_partner import documents, tables
from toolspan.connectors.amazon_seller_partner.reports import Finished
from toolspan.errors import ToolspanError
from toolspan.execution.http import Fault, Http

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
    return f"{outcome.kind} {outcome.text}" if isinstance(outcome, Fault) else "read whole"


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


CASES = {
    "document": lambda: fetched(bomb()),
    "json": lambda: as_json(bomb(), GZIP),
    "nested": lambda: fetched(gzip.compress(bomb()), GZIP),
    "endless": lambda: fetched(None, cap=32 * MIB),
    "endless json": lambda: as_json(None),
    "large": lambda: read(gzip.compress(b"id\tname\tsquare\r\n") + gzip.compress(rows(80_000)) * 50),
}


async def main() -> None:
    case = CASES[sys.argv[1]]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        ending = await case
    except ToolspanError as error:
        ending = f"{type(error).__name__} {error.message}"
    growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    sys.stdout.write(f"{ending}\n{growth // 1024}\n")


if __name__ == "__main__":
    asyncio.run(main())
