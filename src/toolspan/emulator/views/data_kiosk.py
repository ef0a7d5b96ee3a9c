"""Data Kiosk 2023-11-15: queries in GraphQL over sales and traffic, with JSONL documents."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid, not_found
from toolspan.emulator.handling import Answer
from toolspan.emulator.parameters import Parameters, integer, list_of, moment, text
from toolspan.emulator.schemas.answering import Checked, checked
from toolspan.emulator.seller.kiosk import QUEUED, WORKING, KioskQuery
from toolspan.emulator.seller.money import number
from toolspan.emulator.times import day, iso
from toolspan.emulator.views.paging import paged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call

_LONGEST = 8000
_RETENTION = 30 * 86400.0
_ROWS = 500
_STATUSES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
_LIST = Parameters(
    list_of("processingStatuses", _STATUSES),
    integer("pageSize", 1, 100, 10),
    moment("createdSince"),
    moment("createdUntil"),
    text("paginationToken"),
)
_FIELD = re.compile(r"\b(salesAndTrafficByDate|salesAndTrafficByAsin)\s*\(([^)]*)\)")
_ARGUMENT = re.compile(r'(\w+)\s*:\s*("[^"]*"|\[[^\]]*\]|\w+)')
_NAME = re.compile(r"\b(analytics_\w+)\b")


def _create(request: Checked) -> Any:
    """Queue a query; one that is too long or already running is refused."""
    call, body = request.call, request.body
    query = body["query"]
    if len(query) > _LONGEST:
        raise invalid(f"The query has more than {_LONGEST} characters.")
    queries = call.world.kiosk
    if any(
        one.text == query and one.status(call.now) in ("IN_QUEUE", "IN_PROGRESS") for one in queries.values()
    ):
        raise invalid("A query with the same text is being processed.")
    offset = 0
    if token := body.get("paginationToken"):
        earlier = next((one for one in queries.values() if _token(one) == token), None)
        if earlier is None or earlier.text != query or earlier.next_offset is None:
            raise invalid("The paginationToken does not belong to this query.")
        offset = earlier.next_offset
    made = KioskQuery(f"{50_000_000_000 + len(queries)}", query, call.now, offset, _failure(query))
    queries[made.query_id] = made
    return {"queryId": made.query_id}


def _get(request: Checked) -> Any:
    """One query, with its document once it is done."""
    return _shown(request.call, _query(request.call))


def _list(request: Checked) -> Any:
    """Queries of the last 30 days, the newest first."""
    call = request.call
    values = _LIST.read(call.query, call.now, unless="paginationToken")
    page = paged(
        call, values, "paginationToken", values["pageSize"], lambda: _selected(call, values), may_omit=True
    )
    found: dict[str, Any] = {"queries": [_shown(call, one) for one in page.rows]}
    return found | ({"pagination": {"nextToken": page.token}} if page.token else {})


def _selected(call: Call, values: dict[str, Any]) -> list[KioskQuery]:
    since = values["createdSince"] if values["createdSince"] is not None else call.now - _RETENTION
    until = values["createdUntil"] if values["createdUntil"] is not None else call.now
    wanted = values["processingStatuses"] or _STATUSES
    kept = [
        one
        for one in call.world.kiosk.values()
        if since <= one.created <= until and one.status(call.now) in wanted
    ]
    return sorted(kept, key=lambda one: (one.created, one.query_id), reverse=True)


def _cancel(request: Checked) -> Any:
    """Cancel a query that has not ended."""
    query = _query(request.call)
    if query.status(request.call.now) not in ("IN_QUEUE", "IN_PROGRESS"):
        raise invalid("The query has ended and cannot be cancelled.")
    query.cancelled = True
    return Answer(204)


def _document(request: Checked) -> Any:
    """A link to a document, good for five minutes."""
    call = request.call
    for query in call.world.kiosk.values():
        _finish(call, query)
        if query.document is not None and query.document.document_id == call.path["documentId"]:
            services = call.services
            url = services.documents.link(services.base_url(), query.document, content_encoding=True)
            return {"documentId": query.document.document_id, "documentUrl": url}
    raise not_found(f"There is no document {call.path['documentId']}.")


def _query(call: Call) -> KioskQuery:
    query = call.world.kiosk.get(call.path["queryId"])
    if query is None or call.now - query.created > _RETENTION:
        raise not_found(f"There is no query {call.path['queryId']}.")
    return query


def _shown(call: Call, query: KioskQuery) -> dict[str, Any]:
    status = query.status(call.now)
    shown: dict[str, Any] = {
        "queryId": query.query_id,
        "query": query.text,
        "createdTime": iso(query.created),
        "processingStatus": status,
    }
    if status in ("IN_PROGRESS", "DONE", "FATAL"):
        shown["processingStartTime"] = iso(query.created + QUEUED)
    if status in ("DONE", "FATAL"):
        shown["processingEndTime"] = iso(query.created + QUEUED + WORKING)
        _finish(call, query)
        if query.document is not None:
            shown["errorDocumentId" if query.failure else "dataDocumentId"] = query.document.document_id
        if query.next_offset is not None:
            shown["pagination"] = {"nextToken": _token(query)}
    return shown


def _finish(call: Call, query: KioskQuery) -> None:
    """Write the document of a query that has ended; one without rows has none."""
    if query.document is not None or query.status(call.now) not in ("DONE", "FATAL"):
        return
    if query.failure:
        errors = {"errors": [{"message": query.failure}]}
        lines = [json.dumps(errors)]
    else:
        rows = list(_rows(call, query))
        if len(rows) > query.offset + _ROWS:
            query.next_offset = query.offset + _ROWS
        lines = [json.dumps(row, ensure_ascii=False) for row in rows[query.offset : query.offset + _ROWS]]
    if lines:
        content = ("\n".join(lines) + "\n").encode()
        query.document = call.services.documents.make(
            call.world.region, lambda: content, "application/x-ndjson", compress=True
        )


def _token(query: KioskQuery) -> str:
    return f"next/{query.query_id}+{query.next_offset}=="


def _failure(query: str) -> str | None:
    """Return why a query cannot be answered; Amazon says so only in the document of the ended query."""
    if not _NAME.search(query):
        return "The query names no data set."
    if "analytics_salesAndTraffic_2024_04_24" not in query:
        return "The emulator has the data of analytics_salesAndTraffic_2024_04_24 only."
    found = _FIELD.search(query)
    if found is None:
        return "The query needs salesAndTrafficByDate or salesAndTrafficByAsin with arguments."
    given = dict(_ARGUMENT.findall(found[2]))
    missing = [name for name in ("startDate", "endDate", "marketplaceIds") if name not in given]
    return f"The arguments {', '.join(missing)} are missing." if missing else None


def _rows(call: Call, query: KioskQuery) -> Iterator[dict[str, Any]]:
    found = _FIELD.search(query.text)
    if found is None:
        return
    given = dict(_ARGUMENT.findall(found[2]))
    first, last = (date.fromisoformat(given[name].strip('"')[:10]) for name in ("startDate", "endDate"))
    ids = re.findall(r'"([^"]+)"', given["marketplaceIds"])
    make = _by_date if found[1] == "salesAndTrafficByDate" else _by_asin
    wanted = _selected_fields(query.text[found.end() :])
    for marketplace in call.world.marketplaces:
        if marketplace.marketplace_id in ids:
            yield from (_only(row, wanted) for row in make(call, marketplace, first, last))


def _selected_fields(text: str) -> dict[str, Any]:
    """Return the names in the braces that a text begins with; each holds those inside its own braces."""
    chosen: dict[str, Any] = {}
    nested = [chosen]
    last = ""
    for word in re.findall(r"[{}]|\w+", text):
        if word == "{":
            inner = chosen if not last else nested[-1].setdefault(last, {})
            nested.append(inner)
        elif word == "}":
            nested.pop()
            if len(nested) == 1:
                break
        else:
            nested[-1][word] = {}
        last = word
    return chosen


def _only(row: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the selected fields of a row, in the order of the query; Amazon gives null for what it does not have."""
    return {
        name: _only(row[name], inner) if inner and isinstance(row.get(name), dict) else row.get(name)
        for name, inner in wanted.items()
    }


def _sold(call: Call, marketplace: Marketplace, first: date, last: date) -> Iterator[tuple[str, Any]]:
    """Yield the day and the line of each order that counts as a sale."""
    for order in call.world.visible_orders(call.now):
        placed = day(order.created)
        if order.marketplace is marketplace and order.priced(call.now) and str(first) <= placed <= str(last):
            yield from ((placed, item) for item in order.items)


def _by_date(call: Call, marketplace: Marketplace, first: date, last: date) -> Iterator[dict[str, Any]]:
    sold = list(_sold(call, marketplace, first, last))
    for offset in range((last - first).days + 1):
        when = str(first + timedelta(offset))
        lines = [item for placed, item in sold if placed == when]
        yield {
            "startDate": when,
            "endDate": when,
            "marketplaceId": marketplace.marketplace_id,
            "sales": _sales(lines, marketplace),
        }


def _by_asin(call: Call, marketplace: Marketplace, first: date, last: date) -> Iterator[dict[str, Any]]:
    by_asin: dict[str, list[Any]] = {}
    for _, item in _sold(call, marketplace, first, last):
        by_asin.setdefault(item.product.asin, []).append(item)
    for asin, lines in sorted(by_asin.items()):
        yield {
            "startDate": str(first),
            "endDate": str(last),
            "marketplaceId": marketplace.marketplace_id,
            "childAsin": asin,
            "parentAsin": asin,
            "sku": lines[0].product.sku,
            "sales": _sales(lines, marketplace),
        }


def _sales(lines: list[Any], marketplace: Marketplace) -> dict[str, Any]:
    amount = number(sum(item.price for item in lines), marketplace.currency)
    return {
        "orderedProductSales": {"amount": amount, "currencyCode": marketplace.currency},
        "unitsOrdered": sum(item.quantity for item in lines),
        "totalOrderItems": len(lines),
    }


HANDLERS = {
    "dataKiosk_2023-11-15.createQuery": checked(_create),
    "dataKiosk_2023-11-15.getQuery": checked(_get),
    "dataKiosk_2023-11-15.getQueries": checked(_list),
    "dataKiosk_2023-11-15.cancelQuery": checked(_cancel),
    "dataKiosk_2023-11-15.getDocument": checked(_document),
}
