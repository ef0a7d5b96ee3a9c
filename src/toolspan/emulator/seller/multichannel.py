"""Multi-channel orders: orders of other shops that Amazon ships from the seller's FBA stock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ARRIVAL", "MultiChannelOrder"]

_PLANNED, _PACKED, _SHIPPED = 300.0, 1800.0, 7200.0
ARRIVAL = {
    "Standard": 5 * 86400.0,
    "Expedited": 3 * 86400.0,
    "Priority": 86400.0,
    "ScheduledDelivery": 4 * 86400.0,
}
"""Seconds until a parcel arrives, by shipping speed."""


@dataclass(slots=True, eq=False)
class MultiChannelOrder:
    """Order as the seller sent it; its status follows the clock from when it was released.

    ``released`` is None while it is on hold.
    """

    order_id: str
    body: dict[str, Any]
    received: float
    released: float | None
    number: int
    cancelled: float | None = None
    changed: float = field(default=0.0)

    def status(self, now: float) -> str:
        """Return Amazon's status at a time."""
        if self.cancelled is not None:
            return "Cancelled"
        if self.released is None:
            return "Received"
        age = now - self.released
        steps = ((_PLANNED, "Received"), (_PACKED, "Planning"), (_SHIPPED, "Processing"))
        return next((name for end, name in steps if age < end), "Complete")

    def updated(self, now: float) -> float:
        """Return the time of the last change of status."""
        if self.cancelled is not None:
            return self.cancelled
        base = self.received if self.released is None else self.released
        passed = [base + end for end in (_PLANNED, _PACKED, _SHIPPED) if self.released and base + end <= now]
        return max([base, self.changed, *passed])

    def changeable(self, now: float) -> bool:
        """Whether Amazon has not begun to pack it."""
        return self.status(now) in ("Received", "Planning")

    @property
    def shipped(self) -> float:
        """When its parcel leaves, if it is not cancelled."""
        return (self.released or 0.0) + _SHIPPED

    def reserved(self, sku: str, now: float) -> int:
        """Return the units of a SKU that wait to be shipped."""
        if self.status(now) in ("Cancelled", "Complete"):
            return 0
        return sum(item["quantity"] for item in self._items() if item["sellerSku"] == sku)

    def gone(self, sku: str, now: float) -> int:
        """Return the units of a SKU that have been shipped."""
        if self.status(now) != "Complete":
            return 0
        return sum(item["quantity"] for item in self._items() if item["sellerSku"] == sku)

    def _items(self) -> list[Mapping[str, Any]]:
        items: list[Mapping[str, Any]] = self.body["items"]
        return items
