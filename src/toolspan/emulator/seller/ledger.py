"""Ledger: account entries of shipments, refunds and fees."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolspan.emulator.seller import money
from toolspan.emulator.seller.money import rounded

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.orders import Item, Order, Refund, Shipment
    from toolspan.emulator.seller.products import Product

__all__ = ["Entry", "Line", "commission", "fulfilment_fee", "make_entries"]

DAY = 86400
HOUR = 3600
_COMMISSION = 0.15
_FULFILMENT_DOLLARS = 3.22
_HELD_DAYS = 7

SHIPMENT = "Shipment"
REFUND = "Refund"
SERVICE_FEE = "ServiceFee"
ADJUSTMENT = "Adjustment"


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Signed amounts of one order line in one entry."""

    item: Item
    amounts: dict[str, int]
    adjustment_id: str | None = None

    @property
    def total(self) -> int:
        """Sum of the line."""
        return sum(self.amounts.values())


@dataclass(slots=True, eq=False)
class Entry:
    """Ledger entry.

    An order shipped by the seller is paid out a week after delivery: it has a ``deferred`` entry
    first and a release later, which refer to each other.
    """

    entry_id: str
    kind: str
    description: str
    marketplace: Marketplace
    posted: float
    shown: float
    amounts: dict[str, int]
    lines: tuple[Line, ...] = ()
    order: Order | None = None
    shipment: Shipment | None = None
    refund_id: str | None = None
    product: Product | None = None
    deferred: bool = False
    matures: float | None = None
    partner: Entry | None = field(default=None, repr=False)

    @property
    def currency(self) -> str:
        """Currency of all its amounts."""
        return self.marketplace.currency

    @property
    def total(self) -> int:
        """Sum of the entry."""
        return sum(self.amounts.values())

    def status(self, now: float) -> str:
        """RELEASED, or the status of a deferred entry."""
        if not self.deferred:
            return "RELEASED"
        return "DEFERRED" if self.matures is None or now < self.matures else "DEFERRED_RELEASED"


def commission(amount: int) -> int:
    """Return Amazon's commission on a price, shipping included."""
    return rounded(amount * _COMMISSION)


def fulfilment_fee(currency: str) -> int:
    """Return Amazon's fulfilment fee for one unit."""
    return money.from_dollars(_FULFILMENT_DOLLARS, currency)


def make_entries(
    randomness: random.Random,
    orders: Sequence[Order],
    products: Sequence[Product],
    home: Marketplace,
    origin: float,
) -> list[Entry]:
    """Return all past and future entries, by posting time."""
    maker = _Maker(randomness)
    entries = [entry for order in orders for entry in maker.order(order)]
    entries.extend(maker.fees(products, home, origin))
    return sorted(entries, key=lambda entry: (entry.posted, entry.entry_id))


class _Maker:
    def __init__(self, randomness: random.Random) -> None:
        self._random = randomness

    def order(self, order: Order) -> Iterator[Entry]:
        for shipment in order.shipments:
            yield from self._shipment(order, shipment)
        if order.refund is not None:
            yield self._refund(order, order.refund)

    def _shipment(self, order: Order, shipment: Shipment) -> Iterator[Entry]:
        lines = tuple(Line(item, _sale(order, item)) for item in shipment.items)
        first = self._entry(SHIPMENT, "Order Payment", order.marketplace, shipment.shipped, lines=lines)
        first.order, first.shipment = order, shipment
        yield first
        if order.channel == "MFN":
            matures = shipment.delivered + _HELD_DAYS * DAY
            release = self._entry(SHIPMENT, "Order Payment", order.marketplace, matures, lines=lines)
            release.order, release.shipment, release.shown = order, shipment, matures
            first.deferred, first.matures = True, matures
            first.partner, release.partner = release, first
            yield release

    def _refund(self, order: Order, refund: Refund) -> Entry:
        back = {name: -amount for name, amount in _sale(order, refund.item).items() if name != "fba_fee"}
        # Amazon keeps a fifth of its commission.
        back["commission"] = rounded(back["commission"] * 0.8)
        lines = (Line(refund.item, back, adjustment_id=f"{refund.refund_id}-1"),)
        entry = self._entry(REFUND, "Refund Order", order.marketplace, refund.refunded, lines=lines)
        entry.order, entry.refund_id = order, refund.refund_id
        return entry

    def fees(self, products: Sequence[Product], home: Marketplace, origin: float) -> Iterator[Entry]:
        """Return the monthly fees and occasional reimbursements."""
        for month in range(-24, 4):
            posted = origin + (month * 30 - 3) * DAY
            fee = {"subscription": -money.from_dollars(39.99, home.currency)}
            yield self._entry(SERVICE_FEE, "Subscription Fee", home, posted, amounts=fee)
        for number in range(-16, 3):
            product = products[number * 5 % len(products)]
            back = {"reimbursement": product.prices[home.country]}
            posted = origin + (number * 45 - 11) * DAY
            entry = self._entry(ADJUSTMENT, "FBA Inventory Reimbursement", home, posted, amounts=back)
            entry.product = product
            yield entry

    def _entry(
        self,
        kind: str,
        description: str,
        marketplace: Marketplace,
        posted: float,
        *,
        lines: tuple[Line, ...] = (),
        amounts: dict[str, int] | None = None,
    ) -> Entry:
        return Entry(
            entry_id=hashlib.sha256(self._random.randbytes(16)).hexdigest()[:40].upper(),
            kind=kind,
            description=description,
            marketplace=marketplace,
            posted=posted,
            # Up to two days pass before an entry becomes visible.
            shown=posted + self._random.randint(1, 48) * HOUR,
            amounts=_sum(lines) if amounts is None else amounts,
            lines=lines,
        )


def _sale(order: Order, item: Item) -> dict[str, int]:
    every = {
        "principal": item.price,
        "shipping": item.shipping,
        "gift_wrap": item.gift_wrap,
        "promotion": -item.discount,
        "tax": item.tax,
        "tax_withheld": -item.tax,
        "commission": -commission(item.price + item.shipping - item.discount),
        "fba_fee": -fulfilment_fee(order.currency) * item.quantity if order.channel == "AFN" else 0,
    }
    return {name: amount for name, amount in every.items() if amount}


def _sum(lines: tuple[Line, ...]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        for name, amount in line.amounts.items():
            sums[name] = sums.get(name, 0) + amount
    return sums
