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
    for removal in world.removals if marketplace is world.marketplaces[0] else ():
        gone[removal.sku] = gone.get(removal.sku, 0) + removal.sellable
        updated[removal.sku] = max(updated.get(removal.sku, 0), removal.created)
    on_the_way = _sent_in(world, marketplace, now)
    rank = world.marketplaces.index(marketplace)
    rows = [
        _stock(
            one,
            rank,
            reserved,
            updated,
            world.origin,
            gone=gone.get(one.sku, 0),
            sent=on_the_way.get(one.sku, {}),
        )
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
    sent: dict[str, int],
) -> Stock:
    share = product.stock // (rank + 1)
    return Stock(
        product=product,
        fulfillable=share - gone + sent.get("CLOSED", 0),
        reserved=reserved.get(product.sku, 0),
        inbound_working=share % 5 + sent.get("WORKING", 0) + sent.get("READY_TO_SHIP", 0),
        inbound_shipped=share % 7 + sent.get("IN_TRANSIT", 0),
        inbound_receiving=share % 3 + sent.get("RECEIVING", 0),
        damaged=share % 2,
        updated=updated.get(product.sku, origin - 30 * 86400),
    )


def _sent_in(world: World, marketplace: Marketplace, now: float) -> dict[str, dict[str, int]]:
    """Return the units of inbound plans by SKU and state of their shipment."""
    units: dict[str, dict[str, int]] = {}
    for plan in world.inbound_plans.values():
        if plan.marketplace_id != marketplace.marketplace_id or plan.status != "ACTIVE":
            continue
        for shipment in plan.shipments.values():
            state = plan.state_of(shipment, now)
            for item in shipment.items:
                of_sku = units.setdefault(item["msku"], {})
                of_sku[state] = of_sku.get(state, 0) + item["quantity"]
    return units
