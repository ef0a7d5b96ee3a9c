"""FBA stock, derived from the orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolspan.emulator.seller.orders import PENDING

if TYPE_CHECKING:
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.products import Product
    from toolspan.emulator.seller.world import World

__all__ = ["Stock", "stock_in"]


@dataclass(frozen=True, slots=True)
class Stock:
    """Units of one product in one marketplace."""

    product: Product
    fulfillable: int
    reserved: int
    inbound_working: int
    inbound_shipped: int
    inbound_receiving: int
    damaged: int
    updated: float

    @property
    def inbound(self) -> int:
        """Units on their way to Amazon."""
        return self.inbound_working + self.inbound_shipped + self.inbound_receiving

    @property
    def total(self) -> int:
        """All units, in any state."""
        return self.fulfillable + self.reserved + self.inbound + self.damaged


def stock_in(world: World, marketplace: Marketplace, now: float) -> list[Stock]:
    """Return the stock of all products fulfilled by Amazon, by SKU."""
    reserved: dict[str, int] = {}
    updated: dict[str, float] = {}
    for order in world.visible_orders(now):
        if order.marketplace is not marketplace or order.channel != "AFN":
            continue
        for item in order.items:
            updated[item.product.sku] = max(updated.get(item.product.sku, 0), order.updated(now))
            if order.status(now) == PENDING:
                reserved[item.product.sku] = reserved.get(item.product.sku, 0) + item.quantity
    gone: dict[str, int] = {}
    for other in world.multichannel.values():
        if other.body["marketplaceId"] != marketplace.marketplace_id:
            continue
        for sku in {item["sellerSku"] for item in other.body["items"]}:
            waiting, sent = other.reserved(sku, now), other.gone(sku, now)
            reserved[sku] = reserved.get(sku, 0) + waiting
            gone[sku] = gone.get(sku, 0) + waiting + sent
            updated[sku] = max(updated.get(sku, 0), other.updated(now))
    rank = world.marketplaces.index(marketplace)
    rows = [
        _stock(one, rank, reserved, updated, world.origin, gone=gone.get(one.sku, 0))
        for one in world.products
        if one.channel == "AFN"
    ]
    return sorted(rows, key=lambda row: row.product.sku)


def _stock(
    product: Product,
    rank: int,
    reserved: dict[str, int],
    updated: dict[str, float],
    origin: float,
    *,
    gone: int,
) -> Stock:
    share = product.stock // (rank + 1)
    return Stock(
        product=product,
        fulfillable=share - gone,
        reserved=reserved.get(product.sku, 0),
        inbound_working=share % 5,
        inbound_shipped=share % 7,
        inbound_receiving=share % 3,
        damaged=share % 2,
        updated=updated.get(product.sku, origin - 30 * 86400),
    )
