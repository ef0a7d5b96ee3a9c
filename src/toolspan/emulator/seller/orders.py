"""Orders with their full timeline: status and amounts depend on the time of viewing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.products import Product

__all__ = ["Address", "Buyer", "Item", "Order", "Refund", "Shipment"]

PENDING = "PENDING"
UNSHIPPED = "UNSHIPPED"
PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
SHIPPED = "SHIPPED"
CANCELLED = "CANCELLED"
_TRANSIT = 3 * 86400.0
RETURN_REASONS = ("UNWANTED_ITEM", "DEFECTIVE", "NOT_AS_DESCRIBED", "ORDERED_WRONG_ITEM")


@dataclass(frozen=True, slots=True)
class Buyer:
    """Buyer; personal data."""

    name: str
    email: str
    company: str | None = None
    purchase_order: str | None = None
    tax_number: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Shipping address; personal data."""

    name: str
    line1: str
    city: str
    state: str
    postal_code: str
    country: str
    phone: str
    residential: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """Order line; amounts are for the whole line, in minor units."""

    item_id: str
    product: Product
    quantity: int
    unit_price: int
    shipping: int = 0
    discount: int = 0
    tax: int = 0
    gift_wrap: int = 0
    gift_message: str | None = None
    promotion_id: str | None = None

    @property
    def price(self) -> int:
        """Unit price times quantity."""
        return self.unit_price * self.quantity

    @property
    def total(self) -> int:
        """Line total that the buyer pays."""
        return self.price + self.shipping + self.gift_wrap + self.tax - self.discount


@dataclass(frozen=True, slots=True, eq=False)
class Shipment:
    """Package: its shipping and delivery times, and its lines."""

    reference: str
    shipped: float
    delivered: float
    carrier: str
    tracking: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Refund:
    """Refund of one line."""

    refund_id: str
    refunded: float
    item: Item


@dataclass(slots=True, eq=False)
class Order:
    """Order with all past and future events."""

    order_id: str
    marketplace: Marketplace
    channel: str
    service_level: str
    created: float
    paid: float
    items: tuple[Item, ...]
    buyer: Buyer
    address: Address
    business: bool = False
    prime: bool = False
    cancelled: float | None = None
    cancelled_by: str = "BUYER"
    shipments: tuple[Shipment, ...] = ()
    refund: Refund | None = None

    @property
    def currency(self) -> str:
        """Currency of all its amounts."""
        return self.marketplace.currency

    @property
    def total(self) -> int:
        """Order total that the buyer pays."""
        return sum(item.total for item in self.items)

    @property
    def return_reason(self) -> str:
        """Reason that the buyer gives for a return."""
        return RETURN_REASONS[int(self.order_id[-3:]) % len(RETURN_REASONS)]

    def status(self, now: float) -> str:
        """Return the fulfilment status, as the 2026 API spells it."""
        if self.cancelled is not None and now >= self.cancelled:
            return CANCELLED
        if now < self.paid:
            return PENDING
        gone = sum(shipment.shipped <= now for shipment in self.shipments)
        if not gone:
            return UNSHIPPED
        return SHIPPED if gone == len(self.shipments) else PARTIALLY_SHIPPED

    def priced(self, now: float) -> bool:
        """Whether amounts are shown: not while pending or once cancelled."""
        return self.status(now) not in (PENDING, CANCELLED)

    @property
    def last(self) -> float:
        """Time of its last change, past or future."""
        return max(self._moments())

    def updated(self, now: float) -> float:
        """Return the time of the last change."""
        return max(moment for moment in self._moments() if moment <= now)

    def sent(self, now: float) -> tuple[Shipment, ...]:
        """Return the packages shipped so far."""
        return tuple(shipment for shipment in self.shipments if shipment.shipped <= now)

    def quantity_sent(self, item: Item, now: float) -> int:
        """Return the shipped quantity of a line."""
        return item.quantity if any(item in shipment.items for shipment in self.sent(now)) else 0

    def ship(self, now: float, carrier: str, tracking: str, item_ids: Collection[str] = ()) -> bool:
        """Ship lines that have not left yet, all of them if none is named; return whether there were any."""
        gone = self.sent(now)
        left = [item for item in self.items if not any(item in shipment.items for shipment in gone)]
        going = tuple(item for item in left if not item_ids or item.item_id in item_ids)
        if not going or self.status(now) in (PENDING, CANCELLED):
            return False
        number = str(len(gone) + 1)
        package = Shipment(number, now, now + _TRANSIT, carrier, tracking, going)
        planned = [
            replace(each, items=tuple(i for i in each.items if i not in going)) for each in self.shipments
        ]
        later = [each for each in planned if each.items and each.shipped > now]
        self.shipments, self.cancelled = (*gone, package, *later), None
        return True

    def cancel(self, now: float) -> bool:
        """Cancel the order on the seller's behalf; return whether nothing of it had left."""
        if self.status(now) == CANCELLED or self.sent(now):
            return False
        self.cancelled, self.cancelled_by, self.shipments, self.refund = now, "MERCHANT", (), None
        return True

    def _moments(self) -> list[float]:
        moments = [self.created]
        if self.cancelled is not None:
            moments.append(self.cancelled)
        else:
            moments.append(self.paid)
        moments.extend(shipment.shipped for shipment in self.shipments)
        return moments
