"""`data_kiosk.query`: checks a query, starts it, waits for it and returns its rows, all at once or in pages."""

from __future__ import annotations

import asyncio
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.data_kiosk.schemas import (
    DATASETS,
    check_query,
    describe_type,
    offered,
    types_of,
)
from toolspan.connectors.amazon_seller_partner.documents import beginning, fetch
from toolspan.connectors.amazon_seller_partner.executor import Handler
from toolspan.connectors.amazon_seller_partner.polling import Schedule, poll
from toolspan.errors import InvalidInput, NotFound, ToolspanError, UpstreamError, shortened
from toolspan.operations.names import suggestion
from toolspan.page import Meta, Page
from toolspan.runtime.progress import Progress, tell
from toolspan.runtime.sending import sending

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.clock import Deadline
    from toolspan.connectors.amazon_seller_partner.documents import Document
    from toolspan.connectors.amazon_seller_partner.polling import JobContext
    from toolspan.contract import Call

_QUERY = "data_kiosk.query"
SCHEDULE = Schedule(_QUERY, "answering the query", first=5.0, longest=30.0)
RESUME_AFTER = 30.0
"""Seconds after which an unfinished query is worth another call."""
_FAILURES = {
    "CANCELLED": "The query was cancelled.",
    "FATAL": "Amazon could not answer the query (FATAL).",
}


class KioskQueries:
    """Handler of `data_kiosk.query` for one account.

    Args:
        ctx: What the requests need.
    """

    def __init__(self, ctx: JobContext) -> None:
        self._ctx = ctx

    async def run(self, call: Call) -> Page:
        """Return rows of a query: of a new one, or of the one named by `queryId`.

        Raises:
            DeadlineExceeded: The query is not done yet; `resume` is the call that continues.
            InvalidInput: The query does not fit the schema.
            UpstreamError: Amazon could not answer it; the message says why.
        """
        query_id, warnings = await self._started(call)
        try:
            query = await poll(
                lambda: self._ctx.step("data_kiosk", "get", {"queryId": query_id}, call.deadline),
                lambda each: each.get("processingStatus") == "DONE",
                _FAILURES,
                SCHEDULE,
                clock=self._ctx.clock,
                deadline=call.deadline,
            )
            if query["processingStatus"] in _FAILURES:
                raise await self._failure(query, call.deadline)
            rows, more = await self._rows(query, call)
        except ToolspanError as error:
            raise _of_query(error, query_id, call.values) from None
        return _page(query, call, rows, warnings, more=more)

    async def _started(self, call: Call) -> tuple[str, list[str]]:
        """Return the id of the query and warnings; a new query is checked and started."""
        values = call.values
        if query_id := values.get("queryId"):
            return query_id, []
        warnings = check_query(values["query"], vendor=_is_vendor(self._ctx))
        await tell(Progress(_QUERY, "Starting the query."))
        sent: dict[str, Any] = {name: values[name] for name in ("query", "paginationToken") if name in values}
        started = (await self._ctx.step("data_kiosk", "create", sent, call.deadline)).get("queryId")
        if not isinstance(started, str):
            raise UpstreamError(
                "Amazon accepted the query without returning its id.",
                hint="Look for it with data_kiosk.list.",
            )
        return started, warnings

    async def _rows(self, query: Mapping[str, Any], call: Call) -> tuple[list[dict[str, Any]], bool]:
        """Return the wanted rows, and whether there are more; a query without data has no document."""
        document_id = query.get("dataDocumentId")
        if not document_id:
            return [], False
        document = await self._document(document_id, call.deadline)
        offset, limit = call.values.get("offset") or 0, call.values.get("limit")
        stop = None if limit is None else offset + limit + 1
        rows = await asyncio.to_thread(lambda: list(islice(_lines(document), offset, stop)))
        return (rows[:limit], limit is not None and len(rows) > limit)

    async def _document(self, document_id: str, deadline: Deadline) -> Document:
        await tell(Progress(_QUERY, f"Downloading {document_id}."))
        return await fetch(
            self._ctx,
            "data_kiosk",
            {"documentId": document_id},
            deadline,
            marketplace_ids=(),
            operation=_QUERY,
        )

    async def _failure(self, query: Mapping[str, Any], deadline: Deadline) -> ToolspanError:
        sending().left = False  # Amazon says how the query ended: nothing is in doubt
        said = ""
        if error_id := query.get("errorDocumentId"):
            try:
                document = await self._document(error_id, deadline)
                said = await beginning(document, self._ctx.redact)
            except ToolspanError:
                said = ""  # the status says enough
        text = _FAILURES[query["processingStatus"]] + (f" Amazon's document says: {said}" if said else "")
        return UpstreamError(
            text, hint="Change the query, such as its dates; the same again ends the same.", retryable=False
        )

    async def schema(self, call: Call) -> Page:
        """Return the data sets, the queries of one, or one of its types.

        Raises:
            NotFound: There is no such data set or type; the message names the closest.
        """
        choices = offered(vendor=_is_vendor(self._ctx))
        dataset = call.values.get("dataset")
        if dataset is None:
            rows: list[dict[str, Any]] = [{"dataset": each, "answers": DATASETS[each]} for each in choices]
        elif dataset not in choices:
            raise NotFound(
                f'data_kiosk.schema: there is no data set "{dataset[:80]}".{suggestion(dataset, choices)}',
                hint=f"The data sets are: {', '.join(choices)}.",
            )
        else:
            name = call.values.get("type")
            described: dict[str, Any] = {"dataset": dataset, "graphql": describe_type(dataset, name)}
            rows = [described if name else {**described, "types": types_of(dataset)}]
        meta = Meta(operation="data_kiosk.schema", count=len(rows), warnings=list(call.warnings))
        return Page.model_construct(data=rows, meta=meta, raw=None)


def _is_vendor(ctx: JobContext) -> bool:
    """Return whether the account has what vendors have: only theirs are offered vendor orders."""
    return "vendor_orders" in ctx.index


def _lines(document: Document) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines document."""
    rest = ""
    for piece in document.pieces():
        lines = (rest + piece).split("\n")
        rest = lines.pop()
        yield from map(_row, filter(str.strip, lines))
    if rest.strip():
        yield _row(rest)


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise UpstreamError("The document of the query holds a line that is no JSON object.")
    return row


def _of_query(error: ToolspanError, query_id: str, values: Mapping[str, Any]) -> ToolspanError:
    """Add to an error the query that it is about and, where a retry can help, how to resume."""
    error.message = shortened(f"Query {query_id}: {error.message}")
    error.args = (error.message,)
    if error.retryable:
        error.retry_after = error.retry_after or RESUME_AFTER
        error.hint = "The query exists at Amazon: do not start it again, make the call in resume after retry_after seconds."
        params = {"query_id": query_id, **_window(values)}
        error.resume = {"entity": "data_kiosk", "action": "query", "params": params}
    elif not isinstance(error, InvalidInput):
        sending().left = False  # the query exists, and why it gives no rows is known
    return error


def _window(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("offset", "limit") if values.get(name)}


def _page(
    query: Mapping[str, Any],
    call: Call,
    rows: list[dict[str, Any]],
    warnings: list[str],
    *,
    more: bool,
) -> Page:
    values = call.values
    following: dict[str, Any] | None = None
    if more:
        end = (values.get("offset") or 0) + len(rows)
        following = {"query_id": query["queryId"], "offset": end, "limit": values["limit"]}
    elif token := (query.get("pagination") or {}).get("nextToken"):
        following = {"query": query["query"], "pagination_token": token} | (
            {"limit": values["limit"]} if values.get("limit") else {}
        )
    known: dict[str, Any] = {"query_id": query["queryId"]}
    meta = Meta(
        operation=_QUERY,
        count=len(rows),
        has_more=following is not None,
        next_params=following,
        warnings=[*call.warnings, *warnings],
        **known,
    )
    if not rows:
        meta.filters = {"query": query.get("query")}
    return Page.model_construct(data=rows, meta=meta, raw=None)


run = Handler(KioskQueries, KioskQueries.run)
"""Handler of `data_kiosk.query`."""
schema = Handler(KioskQueries, KioskQueries.schema)
"""Handler of `data_kiosk.schema`."""
