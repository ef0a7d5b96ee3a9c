"""What the report tests share: one run of a report, and documents that hold what a test wants."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.connectors.amazon_seller_partner.documents import Document, open_document
from toolspan.formats.tables import ALL, Table, Window, iterate_rows, read_table
from toolspan.transport.body import Spool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from toolspan.page import Page

LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"


@pytest.fixture
def run(connector) -> Callable[..., Awaitable[Page]]:
    """Run the listings report, or another one."""

    async def call(report_type: str | None = LISTINGS, timeout: float | None = 30, **params: Any) -> Page:
        kind = {} if report_type is None else {"report_type": report_type}
        return await connector.execute("reports", "run", kind | params, timeout=timeout)

    return call


@pytest.fixture
def served(emulator) -> Callable[..., None]:
    """Let the file host answer the next downloads with a body of the test's own."""

    def serve(body: bytes, times: int | None = 1, *, gzipped: bool = False, **headers: str) -> None:
        emulator.reports.compress = gzipped
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        emulator.faults.add("status", operation="document", status=200, body=body, headers=named, times=times)

    return serve


def opened(
    content: bytes, content_type: str = "", *, gzipped: bool = False, japanese: bool = False
) -> Document:
    """Return the document of a download of these bytes."""
    spool = Spool()
    spool.write(content)
    return open_document(spool, {"content-type": content_type}, gzipped=gzipped, japanese=japanese)


def text_of(document: Document) -> str:
    return "".join(document.pieces())


def table(text: str, content_type: str | None = "text/tab-separated-values", window: Window = ALL) -> Table:
    """Return the table of a text that arrives three characters at a time."""
    return read_table((text[start : start + 3] for start in range(0, len(text), 3)), content_type, window)


def rows_of(text: str, content_type: str | None, offset: int = 0) -> list[dict[str, Any]]:
    """Return the rows of the same text, read one after the other."""

    def reading() -> Iterator[str]:
        return (text[start : start + 3] for start in range(0, len(text), 3))

    return list(iterate_rows(reading, content_type, offset))


def zipped(*members: bytes) -> bytes:
    return b"".join(gzip.compress(member, mtime=0) for member in members)
