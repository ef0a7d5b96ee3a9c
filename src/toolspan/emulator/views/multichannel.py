"""Fulfillment Outbound 2020-07-01: preview, create, read, change, cancel and track multi-channel orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid, not_found
from toolspan.emulator.parameters import Parameters, moment, text
from toolspan.emulator.schemas.answering import Checked, checked
from toolspan.emulator.seller.ledger import fulfilment_fee
from toolspan.emulator.seller.money import string
from toolspan.emulator.seller.multichannel import ARRIVAL, MultiChannelOrder
from toolspan.emulator.seller.stock import stock_in
from toolspan.emulator.times import iso
from toolspan.emulator.views.paging import paged, sold_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call

_LIST = Parameters(moment("queryStartDate"), text("nextToken"))
_TRACKING = Parameters(text("packageNumber", required=True))
_PAGE_SIZE = 50
_NOT_CANCELLED = "The order cannot be changed: it is {}."


def _preview(request: Checked) -> Any:
    """Cost and dates for each speed; items without enough stock make it unfulfillable."""
    call, body = request.call, request.body
    marketplace = _marketplace(call, body)
    short = [
        item for item in body["items"] if item["quantity"] > _stock(call, marketplace, item["sellerSku"])
    ]
    previews = [
        _one_preview(call, body, marketplace, speed, short)
        for speed in body.get("shippingSpeedCategories") or ("Standard", "Expedited", "Priority")
    ]
    return {"payload": {"fulfillmentPreviews": previews}}


def _one_preview(
    call: Call, body: Mapping[str, Any], marketplace: Marketplace, speed: str, short: list[Mapping[str, Any]]
) -> dict[str, Any]:
    units = sum(item["quantity"] for item in body["items"])
    fee = fulfilment_fee(marketplace.currency) * units
    preview: dict[str, Any] = {
        "shippingSpeedCategory": speed,
        "marketplaceId": marketplace.marketplace_id,
        "isFulfillable": not short,
        "isCODCapable": False,
        "orderUnfulfillableReasons": ["InsufficientInventory"] if short else [],
        "unfulfillablePreviewItems": [
            {
                "sellerSku": item["sellerSku"],
                "quantity": item["quantity"],
                "sellerFulfillmentOrderItemId": item["sellerFulfillmentOrderItemId"],
                "itemUnfulfillableReasons": ["InsufficientInventory"],
            }
            for item in short
        ],
    }
    if short:
        return preview
    arrival = call.now + ARRIVAL[speed]
    shipment = {
        "earliestShipDate": iso(call.now + 86400),
        "latestShipDate": iso(call.now + 86400),
        "earliestArrivalDate": iso(arrival),
        "latestArrivalDate": iso(arrival + 86400),
        "fulfillmentPreviewItems": [
            {
                "sellerSku": item["sellerSku"],
                "quantity": item["quantity"],
                "sellerFulfillmentOrderItemId": item["sellerFulfillmentOrderItemId"],
            }
            for item in body["items"]
        ],
    }
    amount = {"currencyCode": marketplace.currency, "value": string(fee, marketplace.currency)}
    fees = [{"name": "FBAPerUnitFulfillmentFee", "amount": amount}]
    return {**preview, "estimatedFees": fees, "fulfillmentPreviewShipments": [shipment]}


def _create(request: Checked) -> Any:
    """Take an order; one whose id is in use or whose stock is not there is refused."""
    call, body = request.call, request.body
    marketplace, orders = _marketplace(call, body), call.world.multichannel
    order_id = body["sellerFulfillmentOrderId"]
    if order_id in orders:
        raise invalid(f"sellerFulfillmentOrderId {order_id} is already in use.")
    for item in body["items"]:
        if item["quantity"] < 1 or item["quantity"] > _stock(call, marketplace, item["sellerSku"]):
            raise invalid(
                f"There is no inventory for {item['sellerSku']} in the quantity {item['quantity']}."
            )
    held = body.get("fulfillmentAction") == "Hold"
    kept = {**body, "marketplaceId": marketplace.marketplace_id}
    orders[order_id] = MultiChannelOrder(
        order_id, kept, call.now, None if held else call.now, len(orders) + 1, changed=call.now
    )
    return {}


def _get(request: Checked) -> Any:
    """One order with items and, once it is shipped, its parcel."""
    call = request.call
    order = _order(call)
    payload = {
        "fulfillmentOrder": _head(order, call.now),
        "fulfillmentOrderItems": [_item(order, item, call.now) for item in order.body["items"]],
        "fulfillmentShipments": _shipments(order, call.now),
        "returnItems": [],
        "returnAuthorizations": [],
    }
    return {"payload": payload}


def _list(request: Checked) -> Any:
    """Orders that changed since a time, the newest first."""
    call = request.call
    values = _LIST.read(call.query, call.now)
    page = paged(call, values, "nextToken", _PAGE_SIZE, lambda: _changed(call, values["queryStartDate"]))
    found: dict[str, Any] = {"fulfillmentOrders": [_head(order, call.now) for order in page.rows]}
    return {"payload": found | ({"nextToken": page.token} if page.token else {})}


def _changed(call: Call, since: float | None) -> list[MultiChannelOrder]:
    orders = [
        one for one in call.world.multichannel.values() if since is None or one.updated(call.now) >= since
    ]
    return sorted(orders, key=lambda one: one.updated(call.now), reverse=True)


def _update(request: Checked) -> Any:
    """Change an order that is not being packed, or release one on hold."""
    call = request.call
    order = _changeable(call)
    order.body |= {name: value for name, value in (request.body or {}).items() if name != "fulfillmentAction"}
    if (request.body or {}).get("fulfillmentAction") == "Ship" and order.released is None:
        order.released = call.now
    order.changed = call.now
    return {}


def _cancel(request: Checked) -> Any:
    """Cancel an order that is not being packed."""
    _changeable(request.call).cancelled = request.call.now
    return {}


def _tracking(request: Checked) -> Any:
    """Where a parcel is."""
    call = request.call
    number = int(_TRACKING.read(call.query, call.now)["packageNumber"])
    shipped = (one for one in call.world.multichannel.values() if one.status(call.now) == "Complete")
    order = next((one for one in shipped if one.number == number), None)
    if order is None:
        raise not_found(f"There is no package {number}.")
    arrival = order.shipped + ARRIVAL[order.body["shippingSpeedCategory"]]
    payload = {
        "packageNumber": number,
        "trackingNumber": f"TBA{number:012d}",
        "carrierCode": "Amazon Logistics",
        "shipDate": iso(order.shipped),
        "estimatedArrivalDate": iso(arrival),
        "currentStatus": "DELIVERED" if call.now >= arrival else "IN_TRANSIT",
    }
    return {"payload": payload}


def _marketplace(call: Call, body: Mapping[str, Any]) -> Marketplace:
    return sold_in(call, "marketplaceId", [body["marketplaceId"]] if body.get("marketplaceId") else None)[0]


def _stock(call: Call, marketplace: Marketplace, sku: str) -> int:
    rows = stock_in(call.world, marketplace, call.now)
    return next((row.fulfillable for row in rows if row.product.sku == sku), 0)


def _order(call: Call) -> MultiChannelOrder:
    order = call.world.multichannel.get(call.path["sellerFulfillmentOrderId"])
    if order is None:
        raise not_found(f"There is no order {call.path['sellerFulfillmentOrderId']}.")
    return order


def _changeable(call: Call) -> MultiChannelOrder:
    order = _order(call)
    if not order.changeable(call.now):
        raise invalid(_NOT_CANCELLED.format(order.status(call.now)))
    return order


def _head(order: MultiChannelOrder, now: float) -> dict[str, Any]:
    names = (
        "displayableOrderId", "displayableOrderDate", "displayableOrderComment", "marketplaceId",
        "shippingSpeedCategory", "destinationAddress", "fulfillmentAction", "fulfillmentPolicy",
    )  # fmt: skip
    return {
        "sellerFulfillmentOrderId": order.order_id,
        "fulfillmentOrderStatus": order.status(now),
        "receivedDate": iso(order.received),
        "statusUpdatedDate": iso(order.updated(now)),
        **{name: order.body[name] for name in names if name in order.body},
    }


def _item(order: MultiChannelOrder, item: Mapping[str, Any], now: float) -> dict[str, Any]:
    cancelled = order.status(now) == "Cancelled"
    return {
        "sellerSku": item["sellerSku"],
        "sellerFulfillmentOrderItemId": item["sellerFulfillmentOrderItemId"],
        "quantity": item["quantity"],
        "cancelledQuantity": item["quantity"] if cancelled else 0,
        "unfulfillableQuantity": 0,
    }


def _shipments(order: MultiChannelOrder, now: float) -> list[dict[str, Any]]:
    if order.status(now) != "Complete":
        return []
    arrival = iso(order.shipped + ARRIVAL[order.body["shippingSpeedCategory"]])
    items = [
        {
            "sellerSku": item["sellerSku"],
            "sellerFulfillmentOrderItemId": item["sellerFulfillmentOrderItemId"],
            "quantity": item["quantity"],
            "packageNumber": order.number,
        }
        for item in order.body["items"]
    ]
    package = {
        "packageNumber": order.number,
        "carrierCode": "Amazon Logistics",
        "trackingNumber": f"TBA{order.number:012d}",
        "estimatedArrivalDate": arrival,
    }
    return [
        {
            "amazonShipmentId": f"D{order.number:08d}",
            "fulfillmentCenterId": "PHX7",
            "fulfillmentShipmentStatus": "SHIPPED",
            "shippingDate": iso(order.shipped),
            "estimatedArrivalDate": arrival,
            "fulfillmentShipmentItem": items,
            "fulfillmentShipmentPackage": [package],
        }
    ]


HANDLERS = {
    "fulfillmentOutbound_2020-07-01.getFulfillmentPreview": checked(_preview),
    "fulfillmentOutbound_2020-07-01.createFulfillmentOrder": checked(_create),
    "fulfillmentOutbound_2020-07-01.getFulfillmentOrder": checked(_get),
    "fulfillmentOutbound_2020-07-01.listAllFulfillmentOrders": checked(_list),
    "fulfillmentOutbound_2020-07-01.updateFulfillmentOrder": checked(_update),
    "fulfillmentOutbound_2020-07-01.cancelFulfillmentOrder": checked(_cancel),
    "fulfillmentOutbound_2020-07-01.getPackageTrackingDetails": checked(_tracking),
}
