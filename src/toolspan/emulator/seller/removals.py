"""Removal orders: FBA stock that a seller has sent back, destroyed or liquidated."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Removal"]

_DONE = 5 * 86400.0


@dataclass(frozen=True, slots=True)
class Removal:
    """One SKU of a removal order; it is carried out within five days."""

    order_id: str
    disposition: str
    sku: str
    sellable: int
    unsellable: int
    created: float

    @property
    def units(self) -> int:
        """Units of both kinds."""
        return self.sellable + self.unsellable

    def done(self, now: float) -> bool:
        """Whether the units have left the warehouse."""
        return now - self.created >= _DONE
