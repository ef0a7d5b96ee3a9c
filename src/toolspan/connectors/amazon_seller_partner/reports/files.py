"""Reports of any size in constant memory: saved to a file, or read row by row.

In hosted mode the server sends rows in pages; a file is downloaded straight from Amazon's file host,
whose short-lived address needs no credentials.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolspan.clock import Deadline, checked_timeout, now
from toolspan.connectors.amazon_seller_partner.executor import AmazonExecutor
from toolspan.connectors.amazon_seller_partner.polling import JobContext
from toolspan.connectors.amazon_seller_partner.regions import marketplace_country
from toolspan.connectors.amazon_seller_partner.reports.columns import column_types, text_warnings
from toolspan.connectors.amazon_seller_partner.reports.run import ReportJobs, of_report
from toolspan.connectors.amazon_seller_partner.reports.schemas import report_schema
from toolspan.connectors.amazon_seller_partner.reports.types import report_type
from toolspan.contract import Call
from toolspan.errors import ToolspanError
from toolspan.formats.tables import XML, Table
from toolspan.page import Records, check_made
from toolspan.runtime.files import whole_file, writable
from toolspan.tracing import call_span
from toolspan.transport.http import Http

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Mapping

    from toolspan.base import BaseConnector
    from toolspan.connectors.amazon_seller_partner.documents import Document
    from toolspan.connectors.amazon_seller_partner.reports.run import Finished
    from toolspan.page import Warn

FILE_CAP = 16 * 2**30
"""Bytes of a decompressed document at most, where it is not held in memory."""
BATCH = 500
"""Rows read at a time: an iterated report holds no more in memory."""
PAGE = 2_000
"""Rows of one page that a server sends."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A report's document in a file: decompressed, and otherwise as Amazon made it.

    `size` is in bytes. `encoding` is the one to `open` it with as text; it means nothing for PDF and
    spreadsheets. `warnings` say what was guessed. `report_id` is None where only a document was named.
    """

    path: Path
    report_id: str | None
    report_type: str | None
    size: int
    encoding: str
    warnings: tuple[str, ...] = ()


async def save(
    connector: BaseConnector,
    params: Mapping[str, Any],
    to: str | os.PathLike[str],
    timeout: float | None,
) -> Saved:
    """Save a report and return the file; it appears whole, or not at all.

    Raises:
        ConfigurationError: The folder does not exist or cannot be written to.
        ToolspanError: As `reports.run`.
    """
    path = writable(Path(to))
    async with _obtained(connector, params, timeout, "reports.download", rows=False) as (finished, warnings):
        size = await asyncio.to_thread(_write, finished.document, path)
        kind = finished.report.get("reportType")
        return Saved(
            path, finished.report.get("reportId"), kind, size, finished.document.encoding, tuple(warnings)
        )


def iterate(
    connector: BaseConnector, params: Mapping[str, Any], timeout: float | None = None
) -> Records[dict[str, Any]]:
    """Return the rows of a report from `offset` on, with the warnings of `reports.run`; a server sends them in pages.

    Raises:
        ToolspanError: As `reports.run`, at the first row.
    """
    local = isinstance(connector.executor, AmazonExecutor)
    reading = _read if local else _paged
    return Records("reports.iterate_run", lambda warn: reading(connector, params, timeout, warn))


async def _read(
    connector: BaseConnector, params: Mapping[str, Any], timeout: float | None, warn: Warn
) -> AsyncGenerator[dict[str, Any]]:
    async with _obtained(connector, params, timeout, "reports.iterate_run") as (finished, warnings):
        warn(warnings)
        table = Table([], 0)
        rows = finished.rows(table, int(params.get("offset") or 0), typed=bool(params.get("typed")))
        while batch := await asyncio.to_thread(lambda: list(islice(rows, BATCH))):
            for row in batch:
                yield row
        warn(table.warnings)


async def _paged(
    connector: BaseConnector, params: Mapping[str, Any], timeout: float | None, warn: Warn
) -> AsyncGenerator[dict[str, Any]]:
    """Yield rows that a server reads; they come as text and are converted here, since JSON has no dates and decimals."""
    wanted: Mapping[str, Any] | None = {**params, "limit": params.get("limit") or PAGE, "typed": None}
    typed, unread = bool(params.get("typed")), dict[str, int]()
    while wanted:
        page = await connector.execute("reports", "run", wanted, timeout=timeout)
        check_made(page)
        warn(page.meta.warnings)
        about = page.meta.model_extra or {}
        columns, kind = about.get("columns") or [], about.get("report_type")
        types = column_types(kind, marketplace_country(page.meta.marketplace or ""))
        rows = types.convert(page.data, unread) if types and columns and typed else page.data
        schema = report_schema(kind) if typed and not columns else None
        for row in schema.typed(rows) if schema else rows:
            yield row
        wanted = page.meta.next_params
        if typed and not wanted and (columns or report_type(kind).get("content_type") == XML):
            warn(text_warnings(types, columns, unread))


@asynccontextmanager
async def _obtained(
    connector: BaseConnector,
    params: Mapping[str, Any],
    timeout: float | None,
    name: str,
    *,
    rows: bool = True,
) -> AsyncIterator[tuple[Finished, list[str]]]:
    """Yield a finished report and its warnings; errors, also those of the block, say how to resume.

    The span ends before the block: reading a document sends no request, and may happen in another context.
    """
    which = None
    async with _context(connector) as ctx:
        jobs = ReportJobs(ctx)
        try:
            with call_span(connector, name):
                call = _call(connector, params, timeout)
                started = await jobs.started(call)
                which, warnings = started.which, started.warnings
                finished = await jobs.finished(which, call, rows=rows, cap=FILE_CAP)
            if finished.document.remark:
                warnings.append(finished.document.remark)
            yield finished, [*call.warnings, *warnings]
        except ToolspanError as error:
            raise connector.redact.error(of_report(error, which) if which else error) from None


def _call(connector: BaseConnector, params: Mapping[str, Any], timeout: float | None) -> Call:
    operation = connector.operations.find("reports", "run")
    connector.policy.check(operation)
    given = connector.operations.signature(operation).check(
        params, now(connector.clock), connector.zone_of(operation)
    )
    deadline = Deadline(connector.clock, checked_timeout(timeout))
    return Call(operation, given.values, deadline, warnings=tuple(given.warnings))


@asynccontextmanager
async def _context(connector: BaseConnector) -> AsyncIterator[JobContext]:
    """Yield the executor's own context; in hosted mode one with an HTTP client of its own for Amazon's file host."""
    executor = connector.executor
    if isinstance(executor, AmazonExecutor):
        yield executor.context
        return
    http = Http()
    try:
        yield JobContext(
            executor=executor,
            index=connector.operations,
            http=http,
            clock=connector.clock,
            redact=connector.redact,
            base_url=os.environ.get("TOOLSPAN_SP_API_URL"),
        )
    finally:
        await http.aclose()


def _write(document: Document, path: Path) -> int:
    with whole_file(path) as file:
        return sum(file.write(piece) for piece in document.unpacked())
