"""Five questions of a seller, with the script that answers each."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolspan.cli.demo.frameworks import CannotAnswerError, Script, ToolCall, execute, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Record = dict[str, Any]


def to_ship() -> Script:
    """Orders to ship. The first call misspells a parameter, as models do; the error message corrects it."""
    orders = yield from records(
        "orders",
        "list",
        {
            "created_after": "-7d",
            "fulfillment_status": ["UNSHIPPED", "PARTIALLY_SHIPPED"],
            "fulfilled_by": ["MERCHANT"],
            "included_data": ["FULFILLMENT", "PROCEEDS"],
        },
        ["orderId", "fulfillment.shipByWindow.latestDateTime", "proceeds.grandTotal"],
    )
    if not orders:
        return "No order of the last 7 days is waiting for you to ship it."
    worth = money(order["proceeds"]["grandTotal"] for order in orders if "proceeds" in order)
    first = min(orders, key=lambda order: str(_ship_by(order)))
    return (
        f"{_count(orders, 'order')} of the last 7 days, worth {worth}, {'are' if len(orders) > 1 else 'is'} yours to ship. "
        f"The most urgent is {first['orderId']}, due {_moment(_ship_by(first))}."
    )


def best_seller() -> Script:
    """Best seller of the month and its remaining stock, at Amazon or else of the seller."""
    orders = yield from records(
        "orders",
        "list",
        {"created_after": "-30d", "included_data": ["FULFILLMENT"]},
        ["fulfillment.fulfillmentStatus", "orderItems.quantityOrdered", "orderItems.product.sellerSku"],
    )
    sold = Counter[str]()
    for order in orders:
        if order.get("fulfillment", {}).get("fulfillmentStatus") != "CANCELLED":
            for item in order["orderItems"]:
                sold[item["product"]["sellerSku"]] += item["quantityOrdered"]
    if not sold:
        return "Nothing was sold in the last 30 days."
    sku, units = min(sold.items(), key=lambda entry: (-entry[1], entry[0]))
    place, left = yield from _stock(sku)
    return f"{sku} sold best: {units} units in the last 30 days. {left} can be sold now, in {place}."


def _stock(sku: str) -> Script:
    stock = yield from execute(
        "inventory",
        "list",
        {"details": True, "seller_skus": [sku]},
        ["sellerSku", "inventoryDetails.fulfillableQuantity"],
    )
    if stock["data"]:
        return "Amazon's warehouses", stock["data"][0]["inventoryDetails"]["fulfillableQuantity"]
    listing = yield from execute(
        "listings_items", "get", {"sku": sku, "included_data": ["fulfillmentAvailability"]}
    )
    offered = listing["data"][0].get("fulfillmentAvailability", ())
    return "your own stock", sum(channel.get("quantity", 0) for channel in offered)


def net_proceeds() -> Script:
    """Proceeds after fees and refunds. A deferred sale that was released later counts once."""
    moved = yield from records(
        "transactions",
        "list",
        {"posted_after": "-14d"},
        ["transactionType", "transactionStatus", "totalAmount"],
    )
    sales = [entry for entry in moved if entry["transactionType"] != "Transfer"]
    came = [entry for entry in sales if entry["transactionStatus"] == "RELEASED"]
    held = [entry for entry in sales if entry["transactionStatus"] == "DEFERRED"]
    if not came:
        return "Nothing was released in the last 14 days."
    answer = (
        f"{money(entry['totalAmount'] for entry in came)} after fees and refunds in the last 14 days, "
        f"from {_count(came, 'transaction')}."
    )
    return f"{answer} Still held back: {money(entry['totalAmount'] for entry in held)}." if held else answer


def not_buyable() -> Script:
    """Listings that cannot be bought, with Amazon's reason for each."""
    listings = yield from records(
        "listings_items",
        "list",
        {"without_status": ["BUYABLE"], "included_data": ["summaries", "issues"], "page_size": 20},
        ["sku", "issues.message", "issues.severity"],
    )
    if not listings:
        return "All listings can be bought."
    reasons = (
        f"{listing['sku']} ({_reason(listing)})" for listing in sorted(listings, key=lambda one: one["sku"])
    )
    return f"{_count(listings, 'listing')} cannot be bought: {', '.join(reasons)}."


def visitors() -> Script:
    """Visits and sales of the week, from a report type that the assistant finds in the guides."""
    wanted = yield from _report_with_visits()
    options = {"dateGranularity": "DAY", "asinGranularity": "PARENT"}
    period = {"data_start_time": "-7d", "data_end_time": "now"}
    report = yield from execute(
        "reports",
        "run",
        {"report_type": wanted, **period, "report_options": options},
        [
            "date",
            "salesByDate.orderedProductSales",
            "salesByDate.unitsOrdered",
            "trafficByDate.browserSessions",
        ],
    )
    days = [entry for entry in report["data"] if "salesByDate" in entry]
    if not days:
        return "Nobody came in the last 7 days."
    visits = sum(day["trafficByDate"]["browserSessions"] for day in days)
    units = sum(day["salesByDate"]["unitsOrdered"] for day in days)
    best = max(days, key=lambda day: _amount(day["salesByDate"]["orderedProductSales"]))
    return (
        f"{visits:,} visits in the last 7 days led to {units} units sold, {units / max(visits, 1):.1%}. The best day was "
        f"{best['date']} with {money([best['salesByDate']['orderedProductSales']])}."
    )


def _report_with_visits() -> Script:
    """Search the guides, and return the report type that has visits."""
    fitting = yield ToolCall("inspect_connector", {"query": "visits and conversion in a report"})
    sections = [found["section"] for found in fitting.get("found", ()) if "section" in found]
    named = next((section for section in sections if "types" in section), "reports#types")
    guide = yield ToolCall("read_skill_docs", {"section": named})
    row = re.search(r"conversion[^|]*\|\s*(GET_\w+)", guide["data"][0]["text"] if "data" in guide else "")
    if row is None:
        raise CannotAnswerError("no report has visits.")
    return row[1]


def money(amounts: Iterable[Record]) -> str:
    """Return the sum of amounts, one per currency."""
    sums: dict[str, Decimal] = {}
    for amount in amounts:
        sums[amount["currencyCode"]] = sums.get(amount["currencyCode"], Decimal(0)) + _amount(amount)
    return ", ".join(f"{total:,.2f} {currency}" for currency, total in sorted(sums.items())) or "nothing"


def _amount(amount: Record) -> Decimal:
    return Decimal(str(amount.get("amount", amount.get("currencyAmount"))))


def _ship_by(order: Record) -> str | None:
    window: Record = order.get("fulfillment", {}).get("shipByWindow", {})
    return window.get("latestDateTime")


def _moment(text: str | None) -> str:
    return f"{text[:10]} {text[11:16]}" if text else "at no stated time"


def _reason(listing: Record) -> str:
    issues = sorted(listing.get("issues", ()), key=lambda issue: issue["severity"] != "ERROR")
    return issues[0]["message"].rstrip(".") if issues else "no problem is named: out of stock, probably"


def _count(things: list[Record], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


QUESTIONS: dict[str, Callable[[], Script]] = {
    "Which orders of the last 7 days do I still have to ship, and what are they worth?": to_ship,
    "What sold best in the last 30 days, and how many are left?": best_seller,
    "What did I earn in the last 14 days after Amazon's fees?": net_proceeds,
    "Which of my listings cannot be bought, and why?": not_buyable,
    "How many visitors of the last 7 days bought something?": visitors,
}
"""The questions, in the order in which they are asked."""
