"""What feeds of orders, multi-channel orders, removals and invoices do to the seller's data.

Orders and SKUs that the seller does not have are left alone, so that a feed of made-up ids is processed too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.emulator.feeds.reading import flat_rows, xml_messages
from toolspan.emulator.seller.multichannel import ARRIVAL, MultiChannelOrder
from toolspan.emulator.seller.removals import Removal
from toolspan.emulator.seller.stock import stock_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.orders import Order
    from toolspan.emulator.seller.world import World

__all__ = ["Effects", "take_effect"]

_INVOICE = ("metadata:invoicenumber", "metadata:documenttype")


@dataclass(slots=True)
class Effects:
    """Faults of a feed by number of the record or message; nothing of such a record was done."""

    world: World
    marketplace: Marketplace
    now: float
    faults: dict[int, str] = field(default_factory=dict)

    def order(self, number: int, order_id: str | None) -> Order | None:
        """Return an order that the seller ships; one that Amazon ships is a fault."""
        order = self.world.order(order_id or "", self.now)
        if order is not None and order.channel != "MFN":
            self.faults[number] = f"The order {order_id} is shipped by Amazon."
            return None
        return order


def take_effect(feed_type: str, text: str | None, options: Mapping[str, str], effects: Effects) -> None:
    """Do what a feed says; what cannot be done is a fault."""
    if feed_type == "UPLOAD_VAT_INVOICE":
        _invoice(options, effects)
    elif feed_type == "POST_FLAT_FILE_FBA_CREATE_REMOVAL":
        _removal(text or "", effects)
    elif (handled := _FLAT.get(feed_type)) is not None:
        _, header, rows = flat_rows(text or "")
        for number, cells in enumerate(rows, 1):
            if len(cells) == len(header):  # others are faults of the table
                row = dict(
                    zip((name.strip() for name in header), (cell.strip() for cell in cells), strict=True)
                )
                handled(effects, number, row)
    elif (handled := _XML.get(feed_type)) is not None:
        for number, message in xml_messages(text or ""):
            handled(effects, number, message)


# ---------------------------------------------------------------------- orders


def _ship(effects: Effects, number: int, row: Mapping[str, str]) -> None:
    order = effects.order(number, row.get("order-id") or row.get("AmazonOrderID"))
    carrier = (
        row.get("carrier-name") or row.get("carrier-code") or row.get("CarrierName") or row.get("CarrierCode")
    )
    item = row.get("order-item-id") or row.get("AmazonOrderItemCode")
    tracking = row.get("tracking-number") or row.get("ShipperTrackingNumber") or ""
    if order and not carrier:
        effects.faults[number] = "The shipper of the parcel is missing."
    elif order:
        order.ship(effects.now, carrier or "", tracking, [item] if item else ())


def _cancel(effects: Effects, number: int, row: Mapping[str, str]) -> None:
    if row.get("StatusCode") == "Success":
        return
    order = effects.order(number, row.get("order-id") or row.get("AmazonOrderID"))
    if order and not order.cancel(effects.now):
        effects.faults[number] = f"The order {order.order_id} can no longer be cancelled."


def _refund(effects: Effects, number: int, row: Mapping[str, str]) -> None:
    order = effects.order(number, row.get("order-id") or row.get("AmazonOrderID"))
    if order and not order.sent(effects.now):
        effects.faults[number] = f"The order {order.order_id} has not been shipped."
    elif order:
        effects.world.refunded.append((order.order_id, effects.now, dict(row)))


# ---------------------------------------------------------------------- multi-channel orders


def _order_units(effects: Effects, number: int, row: Mapping[str, str]) -> None:
    """Make a multi-channel order, or add a line to the one that the line before has made."""
    order_id, sku = row.get("MerchantFulfillmentOrderID", ""), row.get("MerchantSKU") or row.get("SKU", "")
    units = row.get("Quantity", "")
    known = {
        each.product.sku: each.fulfillable
        for each in stock_in(effects.world, effects.marketplace, effects.now)
    }
    if sku not in known:
        return
    if not order_id or not units.isdigit() or int(units) > known[sku]:
        effects.faults[number] = f"There is no inventory for {sku} in the quantity {units}."
        return
    orders = effects.world.multichannel
    item_id = row.get("MerchantFulfillmentOrderItemID") or str(number)
    item = {"sellerSku": sku, "sellerFulfillmentOrderItemId": item_id, "quantity": int(units)}
    if (order := orders.get(order_id)) is not None:
        if order.received != effects.now:
            effects.faults[number] = f"{order_id} is already in use."
        else:
            order.body["items"].append(item)
        return
    speed = row.get("DeliverySLA") or row.get("ShippingSpeedCategory") or "Standard"
    body: dict[str, Any] = {
        "marketplaceId": effects.marketplace.marketplace_id,
        "displayableOrderId": row.get("DisplayableOrderID", order_id),
        "shippingSpeedCategory": speed if speed in ARRIVAL else "Standard",
        "items": [item],
    }
    held = row.get("FulfillmentAction") == "Hold"
    orders[order_id] = MultiChannelOrder(
        order_id, body, effects.now, None if held else effects.now, len(orders) + 1, changed=effects.now
    )


def _cancel_units(effects: Effects, number: int, row: Mapping[str, str]) -> None:
    order = effects.world.multichannel.get(row.get("MerchantFulfillmentOrderID", ""))
    if order is not None and not order.changeable(effects.now):
        effects.faults[number] = f"The order can no longer be cancelled: it is {order.status(effects.now)}."
    elif order is not None:
        order.cancelled = effects.now


# ---------------------------------------------------------------------- removals and invoices


def _removal(text: str, effects: Effects) -> None:
    head, header, rows = flat_rows(text)
    order_id, disposition = head.get("MerchantRemovalOrderID", ""), head.get("RemovalDisposition", "")
    used = any(each.order_id == order_id for each in effects.world.removals)
    stock = {each.product.sku: each for each in stock_in(effects.world, effects.marketplace, effects.now)}
    for number, cells in enumerate(rows, 1):
        row = {name.strip(): cell.strip() for name, cell in zip(header, cells, strict=False)}
        wanted = [row.get(name) or "0" for name in ("SellableQuantity", "UnsellableQuantity")]
        have = stock.get(row.get("MerchantSKU", ""))
        if have is None:
            continue
        if disposition not in ("Return", "Disposal", "Liquidate") or not order_id or used:
            effects.faults[number] = "The removal order has no id of its own, or no valid disposition."
        elif not all(each.isdigit() for each in wanted) or int(wanted[0]) > have.fulfillable:
            effects.faults[number] = f"There are not as many units of {have.product.sku}."
        else:
            effects.world.removals.append(
                Removal(order_id, disposition, have.product.sku, int(wanted[0]), int(wanted[1]), effects.now)
            )


def _invoice(options: Mapping[str, str], effects: Effects) -> None:
    of = options.get("metadata:shippingid") or options.get("metadata:orderid")
    if options and not (of and all(options.get(name) for name in _INVOICE)):
        effects.faults[1] = "79513: the metadata of the invoice is missing or not valid."
    elif of:
        effects.world.vat_invoices[of] = options["metadata:invoicenumber"]


_FLAT: dict[str, Callable[[Effects, int, Mapping[str, str]], None]] = {
    "POST_FLAT_FILE_FULFILLMENT_DATA": _ship,
    "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA": _cancel,
    "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA": _refund,
    "POST_FLAT_FILE_FULFILLMENT_ORDER_REQUEST_DATA": _order_units,
    "POST_FLAT_FILE_FULFILLMENT_ORDER_CANCELLATION_REQUEST_DATA": _cancel_units,
}
_XML: dict[str, Callable[[Effects, int, Mapping[str, str]], None]] = {
    "POST_ORDER_FULFILLMENT_DATA": _ship,
    "POST_ORDER_ACKNOWLEDGEMENT_DATA": _cancel,
    "POST_PAYMENT_ADJUSTMENT_DATA": _refund,
    "POST_FULFILLMENT_ORDER_REQUEST_DATA": _order_units,
    "POST_FULFILLMENT_ORDER_CANCELLATION_REQUEST_DATA": _cancel_units,
}
