"""What the facts on replication name as functions: marketplaces of an account, and records made of Amazon's rows."""

from __future__ import annotations

from contextlib import aclosing
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from toolspan.connectors.amazon_seller_partner.regions import (
    marketplace_currency,
    marketplace_named,
    marketplace_region,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from toolspan.base import BaseConnector
    from toolspan.clock import Deadline
    from toolspan.connectors.amazon_seller_partner.connector import AmazonSellerPartnerConnector
    from toolspan.connectors.amazon_seller_partner.reports.reuse import ReportReuse

_STATUSES = {
    "Pending": "PENDING",
    "Unshipped": "UNSHIPPED",
    "Shipping": "PARTIALLY_SHIPPED",
    "PartiallyShipped": "PARTIALLY_SHIPPED",
    "Shipped": "SHIPPED",
    "Complete": "SHIPPED",
    "Cancelled": "CANCELLED",
    "Canceled": "CANCELLED",
    "Unfulfillable": "UNFULFILLABLE",
}
"""Statuses of orders in reports, by what the Orders API calls them."""
_FULFILLED_BY = {"Amazon": "AMAZON", "Merchant": "MERCHANT", "Seller": "MERCHANT"}


async def marketplaces(connector: BaseConnector) -> list[str]:
    """Return the marketplaces where the account sells; other shops of Amazon's list are refused by its APIs."""
    page = await cast("AmazonSellerPartnerConnector", connector).check(timeout=None)
    return [
        each["marketplace"]["id"]
        for each in page.data
        if each.get("participation", {}).get("isParticipating")
        and marketplace_region(each["marketplace"]["id"])
    ]


async def count_orders(
    connector: BaseConnector, starts: datetime, ends: datetime, places: Sequence[str]
) -> int:
    """Return how many orders a period has, by one cheap call for each marketplace."""
    count = 0
    for place in places:
        params = {
            "interval": f"{starts.isoformat()}--{ends.isoformat()}",
            "granularity": "Total",
            "marketplace_ids": [place],
        }
        page = await connector.execute("sales", "metrics", params, timeout=None)
        count += sum(int(each.get("orderCount", 0)) for each in page.data)
    return count


async def typed_rows(
    connector: BaseConnector, report_id: str, *, timeout: float | None = None
) -> AsyncGenerator[dict[str, Any]]:
    """Yield the rows of a report as `report_rows` does, numbers and dates read in the notation of its marketplace."""
    async with aclosing(report_rows(connector, report_id, typed=True, timeout=timeout)) as rows:
        async for row in rows:
            yield row


async def report_rows(
    connector: BaseConnector, report_id: str, *, typed: bool = False, timeout: float | None = None
) -> AsyncGenerator[dict[str, Any]]:
    """Yield the rows of a report once Amazon has made it; none where it has no data for the period.

    Amazon cancels a request that repeats another one. The store repeats one if it was ended before it had written down
    the id, so the rows are then those of the first request.

    Raises:
        DeadlineExceeded: Amazon needs longer than the timeout, in seconds.
        Cancelled: Amazon cancelled it, and the type was requested shortly before: rows may be missing.
        UpstreamError: Amazon could not make it.
    """
    from toolspan.connectors.amazon_seller_partner.reports.files import iterate  # noqa: PLC0415 - costs an import
    from toolspan.connectors.amazon_seller_partner.reports.run import ReportCancelled  # noqa: PLC0415 - as above

    try:
        async with aclosing(iterate(connector, {"report_id": report_id, "typed": typed}, timeout)) as rows:
            async for row in rows:
                yield row
    except ReportCancelled as error:
        values = {name: error.report.get(name) for name in ("reportType", "marketplaceIds")}
        reuse = _reuse(connector, values)
        if not await reuse.requested_before(error.report):
            return
        first = await reuse.twin(error.report)
        if first is None:
            raise
        if first.get("processingStatus") == "CANCELLED":
            return
        async with aclosing(report_rows(connector, first["reportId"], typed=typed, timeout=timeout)) as rows:
            async for row in rows:
                yield row


async def reports_made(
    connector: BaseConnector, params: Mapping[str, Any], places: Sequence[str], within: float
) -> list[dict[str, Any]]:
    """Return the finished reports of a type and of these marketplaces, as `reports.list` gives them.

    None where a report could be another than one that is requested now: with other options, or with personal data.
    `reports.run` is stricter: Amazon's list does not show options, and its callers want all columns. The store reads only
    some, and checks that they are there.

    Args:
        connector: Whose reports.
        params: Parameters of the request.
        places: The marketplaces.
        within: Age of the reports in seconds at most.
    """
    from toolspan.connectors.amazon_seller_partner.reports.types import report_type  # noqa: PLC0415 - as above

    kind = params["report_type"]
    if params.get("report_options") or report_type(kind).get("restricted"):
        return []
    return await _reuse(connector, {"reportType": kind, "marketplaceIds": list(places)}).finished(within)


def _reuse(connector: BaseConnector, values: Mapping[str, Any]) -> ReportReuse:
    from toolspan.clock import Deadline, now  # noqa: PLC0415 - as above
    from toolspan.connectors.amazon_seller_partner.reports.reuse import ReportReuse  # noqa: PLC0415 - as above

    async def listed(values: Mapping[str, Any], _: Deadline) -> list[dict[str, Any]]:
        page = await connector.execute("reports", "list", values, timeout=None)
        return page.data

    return ReportReuse(listed, now(connector.clock), values, Deadline(connector.clock, None))


# ------------------------------------------------------------------ orders


def orders_of_lines(rows: Iterable[Mapping[str, Any]], _about: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one order for all its rows in a report of orders, which has a row for each line, in any order."""
    orders: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        orders.setdefault(row["amazon-order-id"], []).append(row)
    for lines in orders.values():
        first = lines[0]
        items = [_line(row) for row in lines]
        totals = [item["total"] for item in items if item["total"] is not None]
        yield {
            **first,
            "status": _STATUSES.get(first["order-status"], first["order-status"].upper()),
            "fulfilled_by": _FULFILLED_BY.get(
                first["fulfillment-channel"], first["fulfillment-channel"].upper()
            ),
            "service_level": (first.get("ship-service-level") or "").upper() or None,
            "marketplace_id": marketplace_named(first.get("sales-channel")),
            "programs": [name for name, column in _PROGRAMS.items() if first.get(column) == "true"],
            "total": str(sum(totals)) if totals else None,
            "currency": next((row["currency"] for row in lines if row.get("currency")), None),
            "items": items,
        }


_PROGRAMS = {"PRIME": "is-prime", "AMAZON_BUSINESS": "is-business-order"}


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    item, shipping, wrap = (
        _amount(row, name) for name in ("item-price", "shipping-price", "gift-wrap-price")
    )
    tax = sum(_amount(row, name) for name in ("item-tax", "shipping-tax", "gift-wrap-tax"))
    discount = sum(abs(_amount(row, name)) for name in ("item-promotion-discount", "ship-promotion-discount"))
    priced = bool(row.get("item-price"))
    amounts = {"item": item, "shipping": shipping, "wrap": wrap, "tax": tax, "discount": discount}
    return {
        **row,
        **{name: str(amount) if amount else None for name, amount in amounts.items()},
        "total": item + shipping + wrap + tax - discount if priced else None,
    }


def _amount(row: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(row.get(name) or 0)


# ------------------------------------------------------------------ transactions


def transaction_lines(transaction: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the amounts of which a transaction consists: those of its items, then what is of none of them.

    The sum of the lines is the sum of the transaction's own breakdowns, whatever Amazon itemises.
    """
    lines = [
        {**leaf, "item": item, **_product(item)}
        for item in transaction.get("items") or ()
        for leaf in _leaves(item.get("breakdowns"))
    ]
    itemised: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        place = line["category"], line["kind"]
        itemised[place] = itemised.get(place, Decimal(0)) + line["amount"]
    for leaf in _leaves(transaction.get("breakdowns")):
        rest = leaf["amount"] - itemised.pop((leaf["category"], leaf["kind"]), Decimal(0))
        if rest:
            lines.append({**leaf, "amount": rest})
    return lines


def _leaves(breakdowns: Any, category: str = "") -> Iterator[dict[str, Any]]:
    for part in breakdowns or ():
        top = category or part["breakdownType"]
        if part.get("breakdowns"):
            yield from _leaves(part["breakdowns"], top)
        elif amount := part.get("breakdownAmount"):
            yield {
                "category": top,
                "kind": part["breakdownType"],
                "amount": Decimal(str(amount.get("currencyAmount") or 0)),
                "currency": amount.get("currencyCode"),
            }


def _product(item: Mapping[str, Any]) -> dict[str, Any]:
    contexts = (each for each in item.get("contexts") or () if each.get("contextType") == "ProductContext")
    found: Mapping[str, Any] = next(contexts, {})
    return {"sku": found.get("sku"), "asin": found.get("asin"), "quantity": found.get("quantityShipped")}


# ------------------------------------------------------------------ reports


def listings_of_rows(rows: Iterable[Mapping[str, Any]], about: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the listings of a report, with what its rows do not say: who fulfils, and in which currency."""
    currency = marketplace_currency(about["place"])
    for row in rows:
        channel = row.get("fulfillment-channel") or ""
        yield {
            **row,
            "fulfilled_by": "AMAZON" if channel.startswith("AMAZON") else "MERCHANT",
            "currency": currency,
            "asin": row.get("asin1") or row.get("product-id"),
        }


def traffic_by_product(
    rows: Iterable[Mapping[str, Any]], _about: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """Yield the part of a sales and traffic report that is by product; that by date is its sum."""
    return (row for row in rows if row.get("_section") == "salesAndTrafficByAsin")


def settlement_of_rows(
    rows: Iterable[Mapping[str, Any]], _about: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield one settlement for the rows of its report: the first states the sum, each other one an amount."""
    head, *lines = rows
    yield {**head, "items": [{**line, "currency": head["currency"]} for line in lines]}
