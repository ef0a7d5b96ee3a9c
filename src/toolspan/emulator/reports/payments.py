"""Payment reports: settlements and transactions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolspan.emulator.reports.content import TSV, Columns, Content, Request, as_csv, tsv
from toolspan.emulator.seller.money import string
from toolspan.emulator.times import iso_offset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.emulator.seller.ledger import Entry, Line
    from toolspan.emulator.seller.settlements import Period

# Amount type and description by kind of amount.
_AMOUNTS = {
    "principal": ("ItemPrice", "Principal"),
    "shipping": ("ItemPrice", "Shipping"),
    "gift_wrap": ("ItemPrice", "GiftWrap"),
    "tax": ("ItemPrice", "Tax"),
    "promotion": ("Promotion", "Principal"),
    "tax_withheld": ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal"),
    "commission": ("ItemFees", "Commission"),
    "fba_fee": ("ItemFees", "FBAPerUnitFulfillmentFee"),
    "subscription": ("other-transaction", "Subscription Fee"),
    "reimbursement": ("FBA Inventory Reimbursement", "REVERSAL_REIMBURSEMENT"),
}
_TYPES = {
    "Shipment": "Order",
    "Refund": "Refund",
    "ServiceFee": "ServiceFee",
    "Adjustment": "other-transaction",
}


@dataclass(frozen=True, slots=True)
class Amount:
    """Settlement row: one amount of a ledger entry, or the head with the total."""

    period: Period
    entry: Entry | None = None
    line: Line | None = None
    kind: str = ""
    minor: int = 0

    @property
    def is_head(self) -> bool:
        """Whether this is the head: only it has dates and the total."""
        return self.entry is None

    def of_entry(self, name: str) -> object:
        """Return an attribute of the entry; empty in the head."""
        return getattr(self.entry, name, "")

    @property
    def order_id(self) -> str:
        """Order id, if any."""
        return self.entry.order.order_id if self.entry and self.entry.order else ""

    @property
    def text(self) -> str:
        """Amount; empty in the head."""
        return "" if self.is_head else string(self.minor, self.period.marketplace.currency)


def _posted(row: Amount) -> str:
    return iso_offset(row.entry.posted) if row.entry else ""


def _total(row: Amount) -> str:
    if not row.is_head:
        return ""
    return string(sum(entry.total for entry in row.period.entries), row.period.marketplace.currency)


_SETTLEMENT: Columns = {
    "settlement-id": lambda row: row.period.settlement_id,
    "settlement-start-date": lambda row: iso_offset(row.period.start) if row.is_head else "",
    "settlement-end-date": lambda row: iso_offset(row.period.end) if row.is_head else "",
    "deposit-date": lambda row: iso_offset(row.period.end + 86400) if row.is_head else "",
    "total-amount": _total,
    "currency": lambda row: row.period.marketplace.currency if row.is_head else "",
    "transaction-type": lambda row: _TYPES[row.entry.kind] if row.entry else "",
    "order-id": lambda row: row.order_id,
    "merchant-order-id": lambda row: row.order_id,
    "adjustment-id": lambda row: row.of_entry("refund_id"),
    "shipment-id": lambda row: row.entry.shipment.tracking if row.entry and row.entry.shipment else "",
    "marketplace-name": lambda row: "" if row.is_head else row.period.marketplace.domain,
    "amount-type": lambda row: _AMOUNTS[row.kind][0] if row.kind else "",
    "amount-description": lambda row: _AMOUNTS[row.kind][1] if row.kind else "",
    "amount": lambda row: row.text,
    "fulfillment-id": lambda row: row.entry.order.channel if row.entry and row.entry.order else "",
    "posted-date": lambda row: _posted(row)[:10],
    "posted-date-time": _posted,
    "order-item-code": lambda row: row.line.item.item_id if row.line else "",
    "merchant-order-item-id": lambda _row: "",
    "merchant-adjustment-item-id": lambda row: row.line.adjustment_id if row.line else "",
    "sku": lambda row: row.line.item.product.sku if row.line else "",
    "quantity-purchased": lambda row: row.line.item.quantity if row.line and row.kind == "principal" else "",
    "promotion-id": lambda row: row.line.item.promotion_id if row.line and row.kind == "promotion" else "",
}


def settlement(period: Period) -> Content:
    """Rows of a closed settlement period; its amounts add up to its total."""
    return Content(lambda: tsv(_SETTLEMENT, _settlement_rows(period)), TSV, legacy_charset=True)


def _settlement_rows(period: Period) -> Iterator[Amount]:
    yield Amount(period)
    for entry in period.entries:
        if not entry.lines:
            for kind, minor in entry.amounts.items():
                yield Amount(period, entry, None, kind, minor)
        for line in entry.lines:
            for kind, minor in line.amounts.items():
                yield Amount(period, entry, line, kind, minor)


def _sum(entry: Entry, *kinds: str) -> str:
    return string(sum(entry.amounts.get(kind, 0) for kind in kinds), entry.currency)


def transactions(request: Request) -> Content | None:
    """Rows of the period's transactions, one each."""
    columns: Columns = {
        "date/time": lambda entry: iso_offset(entry.posted),
        "settlement id": lambda entry: request.world.period_of(entry).settlement_id,
        "type": lambda entry: _TYPES[entry.kind],
        "order id": lambda entry: entry.order.order_id if entry.order else "",
        "sku": lambda entry: entry.lines[0].item.product.sku if entry.lines else "",
        "description": lambda entry: entry.description,
        "quantity": lambda entry: sum(line.item.quantity for line in entry.lines) or "",
        "marketplace": lambda entry: entry.marketplace.domain,
        "product sales": lambda entry: _sum(entry, "principal"),
        "product sales tax": lambda entry: _sum(entry, "tax"),
        "shipping credits": lambda entry: _sum(entry, "shipping"),
        "gift wrap credits": lambda entry: _sum(entry, "gift_wrap"),
        "promotional rebates": lambda entry: _sum(entry, "promotion"),
        "marketplace withheld tax": lambda entry: _sum(entry, "tax_withheld"),
        "selling fees": lambda entry: _sum(entry, "commission"),
        "fba fees": lambda entry: _sum(entry, "fba_fee"),
        "other transaction fees": lambda entry: _sum(entry, "subscription"),
        "other": lambda entry: _sum(entry, "reimbursement"),
        "total": lambda entry: string(entry.total, entry.currency),
    }
    rows = (
        entry
        for entry in request.world.entries
        if not entry.deferred
        and entry.shown <= request.now
        and request.start <= entry.posted <= request.end
        and entry.marketplace in request.marketplaces
    )
    return as_csv(columns, rows)


RENDERERS = {"GET_DATE_RANGE_FINANCIAL_TRANSACTION_DATA": transactions}
