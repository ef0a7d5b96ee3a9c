"""Orders v0, confirmShipment: the seller tells that a parcel of an own-shipped order has left."""

from __future__ import annotations

from typing import Any

from toolspan.emulator.errors import invalid
from toolspan.emulator.schemas.answering import Checked, checked


def _confirm(request: Checked) -> Any:
    """Mark lines of an order as shipped; what has left already is refused."""
    call, package = request.call, request.body["packageDetail"]
    order = call.world.order(call.path["orderId"], call.now)
    if order is None:  # made up: answered as by the schemas
        return
    if order.channel != "MFN":
        raise invalid(f"{call.path['orderId']} is not an order that the seller ships.")
    if order.marketplace.marketplace_id != request.body["marketplaceId"]:
        raise invalid("The marketplaceId is not that of the order.")
    lines = {item.item_id: item.quantity for item in order.items}
    for item in package["orderItems"]:
        if not 1 <= item["quantity"] <= lines.get(item["orderItemId"], 0):
            raise invalid(f"The order has no item {item['orderItemId']} in this quantity.")
    chosen = [item["orderItemId"] for item in package["orderItems"]]
    carrier = package.get("carrierName") or package["carrierCode"]
    if not order.ship(call.now, carrier, package["trackingNumber"], chosen):
        raise invalid("PackageToUpdateNotFound: there is nothing left to ship.")


HANDLERS = {"ordersV0.confirmShipment": checked(_confirm)}
