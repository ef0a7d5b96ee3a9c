"""Shipping v2: rates, purchase, documents, tracking and cancellation of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from toolspan.emulator.errors import invalid, not_found
from toolspan.emulator.schemas.answering import Checked, checked
from toolspan.emulator.seller.labels import Label, encoded, label_file
from toolspan.emulator.times import iso

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.emulator.handling import Call

_RATES_LAST = 600.0
_DAY = 86400.0
_SERVICES = (
    ("SWA", "Amazon Shipping", "std-us-swa-mfn", "Amazon Shipping Standard", 6.5, 3),
    ("UPS", "UPS", "UPS_PTP_GND", "UPS Ground", 8.9, 4),
    ("FEDEX", "FedEx", "FEDEX_PTP_SECOND_DAY_AIR", "FedEx 2Day", 17.2, 2),
)
# Carrier, its name, service, its name, price of the first kilogram, days.
_KILOGRAMS = {"GRAM": 0.001, "KILOGRAM": 1.0, "OUNCE": 0.0283495, "POUND": 0.453592}
_FORMATS = ("PDF", "PNG", "ZPL")


def _get_rates(request: Checked) -> Any:
    """Rates for the packages; the request token is good for ten minutes."""
    call, body = request.call, request.body
    _check_order(call, body["channelDetails"])
    token = f"token-{len(call.world.offers) + 1:06d}"
    call.world.offers[token] = (call.now, body)
    weight = sum(each["weight"]["value"] * _KILOGRAMS[each["weight"]["unit"]] for each in body["packages"])
    rates = [_rate(call, service, weight, token) for service in _SERVICES]
    return {"payload": {"requestToken": token, "rates": rates, "ineligibleRates": []}}


def _rate(
    call: Call, service: tuple[str, str, str, str, float, int], weight: float, token: str
) -> dict[str, Any]:
    carrier, carrier_name, service_id, service_name, price, days = service
    arrival = call.now + days * _DAY
    charge = {
        "value": round(price + max(0.0, weight - 1) * 0.8, 2),
        "unit": call.world.marketplaces[0].currency,
    }
    specification = {
        "size": {"length": 6, "width": 4, "unit": "INCH"},
        "printOptions": [
            {
                "supportedDPIs": [300],
                "supportedPageLayouts": ["DEFAULT"],
                "supportedFileJoiningOptions": [True, False],
                "supportedDocumentDetails": [{"name": "LABEL", "isMandatory": True}],
            }
        ],
    }
    return {
        "rateId": f"{token}-{service_id}",
        "carrierId": carrier,
        "carrierName": carrier_name,
        "serviceId": service_id,
        "serviceName": service_name,
        "totalCharge": charge,
        "promise": {
            "pickupWindow": {"start": iso(call.now), "end": iso(call.now + _DAY)},
            "deliveryWindow": {"start": iso(arrival), "end": iso(arrival + _DAY)},
        },
        "supportedDocumentSpecifications": [{"format": form, **specification} for form in _FORMATS],
        "requiresAdditionalInputs": False,
    }


def _purchase(request: Checked) -> Any:
    """Buy one of the rates; the same idempotency key gives the first shipment again."""
    call, body = request.call, request.body
    if (bought := _bought_before(call, body)) is not None:
        return bought.response
    made, rated = call.world.offers.get(body["requestToken"], (0.0, None))
    if rated is None or call.now - made > _RATES_LAST:
        raise invalid("The requestToken is unknown or has expired. Call getRates again.")
    service = next((one for one in _SERVICES if body["rateId"] == f"{body['requestToken']}-{one[2]}"), None)
    if service is None:
        raise invalid("The rateId does not belong to this requestToken.")
    form = body["requestedDocumentSpecification"]["format"]
    label = _label(call, body, service, rated["packages"], form)
    return _sold(call, label, rated["channelDetails"]).response


def _direct_purchase(request: Checked) -> Any:
    """Buy the label of an Amazon order at the lowest price, in one step; a key gives the first shipment again."""
    call, body = request.call, request.body
    if (bought := _bought_before(call, body)) is not None:
        return bought.response
    channel = body["channelDetails"]
    packages = body.get("packages") or [{"packageClientReferenceId": "1"}]
    form = body.get("labelSpecifications", {}).get("format", "PDF")
    label = _label(call, body, _SERVICES[0], packages, form)
    payload = label.response["payload"]
    label.response = {
        "payload": {
            "shipmentId": label.shipment_id,
            "packageDocumentDetailList": payload["packageDocumentDetails"],
        }
    }
    return _sold(call, label, channel).response


def _bought_before(call: Call, body: Any) -> Label | None:
    """Return the label of the same idempotency key."""
    bought = call.world.bought.get(call.headers.get("x-amzn-idempotencykey", ""))
    if bought is not None and bought.request != body:
        raise invalid("The idempotency key was used with another request.")
    return bought


def _sold(call: Call, label: Label, channel: Mapping[str, Any]) -> Label:
    """Keep a label; an order of Amazon counts as shipped with it."""
    call.world.labels[label.shipment_id] = label
    if key := call.headers.get("x-amzn-idempotencykey"):
        call.world.bought[key] = label
    order = call.world.order(channel.get("amazonOrderDetails", {}).get("orderId", ""), call.now)
    if order is not None:
        label.ship(order, label.service)
    return label


def _label(
    call: Call,
    body: dict[str, Any],
    service: tuple[str, str, str, str, float, int],
    packages: Sequence[Mapping[str, Any]],
    form: str,
) -> Label:
    number = len(call.world.labels) + 1
    shipment_id, tracking = str(UUID(int=number)), f"{service[0]}{number:010d}"
    details = [
        {
            "packageClientReferenceId": each["packageClientReferenceId"],
            "trackingId": tracking,
            "packageDocuments": [
                {"type": "LABEL", "format": form, "contents": encoded(label_file(form, tracking))}
            ],
        }
        for each in packages
    ]
    arrival = call.now + service[5] * _DAY
    payload = {
        "shipmentId": shipment_id,
        "packageDocumentDetails": details,
        "promise": {"deliveryWindow": {"start": iso(arrival), "end": iso(arrival + _DAY)}},
    }
    return Label(shipment_id, tracking, service[0], call.now, {"payload": payload}, body)


def _documents(request: Checked) -> Any:
    """The label of one package again."""
    call = request.call
    label = _bought(call)
    wanted = call.query_value("packageClientReferenceId")
    payload = label.response["payload"]
    details = payload.get("packageDocumentDetails") or payload["packageDocumentDetailList"]
    found = next((each for each in details if each["packageClientReferenceId"] == wanted), None)
    if found is None:
        raise not_found(f"The shipment has no package {wanted}.")
    form = call.query_value("format") or found["packageDocuments"][0]["format"]
    if form not in _FORMATS:
        raise invalid(f"The format must be one of {', '.join(_FORMATS)}.")
    contents = encoded(label_file(form, label.tracking_id))
    documents = [{"type": "LABEL", "format": form, "contents": contents}]
    detail = {**found, "packageDocuments": documents}
    return {"payload": {"shipmentId": label.shipment_id, "packageDocumentDetail": detail}}


def _cancel(request: Checked) -> Any:
    """Cancel a label; once is enough."""
    label = _bought(request.call)
    if label.cancelled is not None:
        raise invalid("The shipment is already cancelled.")
    label.cancel(request.call.now)
    return {"payload": {}}


def _tracking(request: Checked) -> Any:
    """Where a parcel is, by its tracking id."""
    call = request.call
    wanted = call.query_value("trackingId")
    label = next((one for one in call.world.labels.values() if one.tracking_id == wanted), None)
    if label is None:
        raise not_found(f"There is no parcel with the tracking id {wanted}.")
    age = call.now - label.created
    status = "Delivered" if age > 3 * _DAY else "InTransit" if age > _DAY else "PreTransit"
    status = "PickupCancelled" if label.cancelled is not None else status
    events = [{"eventCode": "ReadyForReceive", "eventTime": iso(label.created)}]
    payload = {
        "trackingId": wanted,
        "alternateLegTrackingId": "",
        "eventHistory": events,
        "promisedDeliveryDate": iso(label.created + 3 * _DAY),
        "summary": {"status": status},
    }
    return {"payload": payload}


def _bought(call: Call) -> Label:
    label = call.world.labels.get(call.path["shipmentId"])
    if label is None or "ShipmentRequestDetails" in label.request:  # of Merchant Fulfillment
        raise not_found(f"There is no shipment {call.path['shipmentId']}.")
    return label


def _check_order(call: Call, channel: Mapping[str, Any]) -> None:
    if channel["channelType"] != "AMAZON":
        return
    order_id = channel.get("amazonOrderDetails", {}).get("orderId", "")
    order = call.world.order(order_id, call.now)
    if order is None or order.channel != "MFN":
        raise invalid(
            f"{order_id or 'Without amazonOrderDetails.orderId, the order'} is not an order to ship."
        )


HANDLERS = {
    "shippingV2.getRates": checked(_get_rates),
    "shippingV2.purchaseShipment": checked(_purchase),
    "shippingV2.directPurchaseShipment": checked(_direct_purchase),
    "shippingV2.getShipmentDocuments": checked(_documents),
    "shippingV2.cancelShipment": checked(_cancel),
    "shippingV2.getTracking": checked(_tracking),
}
