"""Merchant Fulfillment v0: services for an order, buying a label, reading and cancelling it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any
from uuid import UUID

from toolspan.emulator.checksums import content_md5
from toolspan.emulator.errors import invalid, not_found
from toolspan.emulator.schemas.answering import Checked, checked
from toolspan.emulator.seller.labels import Label, encoded, label_file
from toolspan.emulator.times import iso

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.emulator.handling import Call
    from toolspan.emulator.seller.orders import Order

_DAY = 86400.0
_SERVICES = (
    ("UPS_PTP_GND", "UPS", "UPS Ground", 8.9, 4),
    ("USPS_PTP_PRI", "USPS", "USPS Priority Mail", 9.6, 3),
)
# Service, carrier, name, price, days.
_FILES = {
    "PDF": "application/pdf",
    "PNG": "image/png",
    "ZPL203": "application/zpl",
    "ZPL300": "application/zpl",
}
_FORMATS = [*_FILES, "ShippingServiceDefault"]


def _eligible(request: Checked) -> Any:
    """Services that can carry the packages of an order."""
    call, details = request.call, request.body["ShipmentRequestDetails"]
    _order(call, details)
    return {"payload": {"ShippingServiceList": [_service(call, details, each) for each in _SERVICES]}}


def _service(
    call: Call, details: Mapping[str, Any], service: tuple[str, str, str, float, int]
) -> dict[str, Any]:
    service_id, carrier, name, price, days = service
    arrival = call.now + days * _DAY
    charge = {"CurrencyCode": call.world.marketplaces[0].currency, "Amount": price}
    return {
        "ShippingServiceId": service_id,
        "ShippingServiceName": name,
        "ShippingServiceOfferId": f"offer-{service_id}",
        "CarrierName": carrier,
        "ShipDate": iso(call.now),
        "EarliestEstimatedDeliveryDate": iso(arrival),
        "LatestEstimatedDeliveryDate": iso(arrival + _DAY),
        "Rate": charge,
        "RateWithAdjustments": charge,
        "AdjustmentItemList": [],
        "ShippingServiceOptions": details["ShippingServiceOptions"],
        "AvailableLabelFormats": list(_FILES),
        "RequiresAdditionalSellerInputs": False,
    }


def _create(request: Checked) -> Any:
    """Buy a label, with which the order counts as shipped. There is no key: a second request buys a second label."""
    call, body = request.call, request.body
    details = body["ShipmentRequestDetails"]
    order = _order(call, details)
    service = next((each for each in _SERVICES if each[0] == body["ShippingServiceId"]), None)
    if service is None:
        raise invalid(f"The service {body['ShippingServiceId']} is not offered for this order.")
    number = len(call.world.labels) + 1
    shipment_id, tracking = str(UUID(int=number)), f"1Z{number:016d}"
    payload = {
        "ShipmentId": shipment_id,
        "AmazonOrderId": details["AmazonOrderId"],
        **({"SellerOrderId": details["SellerOrderId"]} if "SellerOrderId" in details else {}),
        "ItemList": details["ItemList"],
        "ShipFromAddress": details["ShipFromAddress"],
        "ShipToAddress": _address(order),
        "PackageDimensions": details["PackageDimensions"],
        "Weight": details["Weight"],
        "Insurance": {"CurrencyCode": order.currency, "Amount": 0.0},
        "ShippingService": _service(call, details, service),
        "Label": _label(details, tracking),
        "Status": "Purchased",
        "TrackingId": tracking,
        "CreatedDate": iso(call.now),
        "LastUpdatedDate": iso(call.now),
    }
    label = Label(shipment_id, tracking, service[0], call.now, {"payload": payload}, body)
    call.world.labels[shipment_id] = label
    label.ship(order, service[1], [item["OrderItemId"] for item in details["ItemList"]])
    return label.response


def _label(details: Mapping[str, Any], tracking: str) -> dict[str, Any]:
    asked = details["ShippingServiceOptions"].get("LabelFormat", "ShippingServiceDefault")
    form = "PDF" if asked == "ShippingServiceDefault" else asked
    content = label_file(form, tracking)
    return {
        "Dimensions": {"Length": 6, "Width": 4, "Unit": "inches"},
        "LabelFormat": form,
        "FileContents": {
            "Contents": encoded(gzip.compress(content, mtime=0)),
            "FileType": _FILES[form],
            "Checksum": content_md5(content),
        },
    }


def _get(request: Checked) -> Any:
    """One bought label."""
    return _bought(request.call).response


def _cancel(request: Checked) -> Any:
    """Ask for the refund of a label."""
    label = _bought(request.call)
    payload = label.response["payload"]
    if payload["Status"] != "Purchased":
        raise invalid("The shipment is already cancelled.")
    payload["Status"], payload["LastUpdatedDate"] = "RefundPending", iso(request.call.now)
    label.cancel(request.call.now)
    return label.response


def _bought(call: Call) -> Label:
    label = call.world.labels.get(call.path["shipmentId"])
    if label is None or "ShipmentRequestDetails" not in label.request:
        raise not_found(f"There is no shipment {call.path['shipmentId']}.")
    return label


def _order(call: Call, details: Mapping[str, Any]) -> Order:
    order = call.world.order(details["AmazonOrderId"], call.now)
    if order is None or order.channel != "MFN":
        raise invalid(f"{details['AmazonOrderId']} is not an order that the seller ships.")
    lines = {item.item_id: item.quantity for item in order.items}
    for item in details["ItemList"]:
        if not 1 <= item["Quantity"] <= lines.get(item["OrderItemId"], 0):
            raise invalid(f"The order has no item {item['OrderItemId']} in this quantity.")
    return order


def _address(order: Order) -> dict[str, Any]:
    address = order.address
    return {
        "Name": address.name[:30],
        "AddressLine1": address.line1,
        "City": address.city[:30],
        "StateOrProvinceCode": address.state,
        "PostalCode": address.postal_code,
        "CountryCode": address.country,
        "Phone": address.phone,
        "Email": "buyer@example.com",
    }


HANDLERS = {
    "merchantFulfillmentV0.getEligibleShipmentServices": checked(_eligible),
    "merchantFulfillmentV0.createShipment": checked(_create),
    "merchantFulfillmentV0.getShipment": checked(_get),
    "merchantFulfillmentV0.cancelShipment": checked(_cancel),
}
