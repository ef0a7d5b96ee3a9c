"""Purchase orders that Amazon places with a vendor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from toolspan.emulator.seller.products import Product

__all__ = ["PurchaseOrder", "make_purchase_orders"]

_DAY = 86400.0


@dataclass(slots=True, eq=False)
class PurchaseOrder:
    """Purchase order; it is acknowledged by what the vendor submits."""

    number: str
    created: float
    lines: tuple[tuple[Product, int], ...]
    changed: float
    acknowledgements: list[dict[str, Any]] = field(default_factory=list)

    def state(self, now: float) -> str:
        """Return New, Acknowledged, or Closed after 40 days."""
        if now - self.created > 40 * _DAY:
            return "Closed"
        return "Acknowledged" if self.acknowledgements else "New"


def make_purchase_orders(
    randomness: random.Random, products: Iterable[Product], origin: float
) -> dict[str, PurchaseOrder]:
    """Return one order for every three of the last sixty days, oldest first."""
    chosen = list(products)
    orders = {}
    for number in range(20):
        created = origin - (60 - 3 * number) * _DAY + randomness.randint(0, 20_000)
        lines = tuple((product, randomness.randint(1, 20) * 6) for product in randomness.sample(chosen, 3))
        order = PurchaseOrder(
            f"{number + 10:02d}PO{randomness.randrange(10**4):04d}", created, lines, created
        )
        orders[order.number] = order
    return orders
