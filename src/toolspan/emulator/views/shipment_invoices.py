"""Invoices that a seller hands to Amazon, of deliveries (2022-07-01) and of FBA shipments in Brazil (v0)."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid
from toolspan.emulator.parameters import Parameters, text
from toolspan.emulator.schemas.answering import Checked, checked

if TYPE_CHECKING:
    from toolspan.emulator.handling import Call

_CHECK = 300.0
"""Seconds until an invoice is accepted."""
_OF = Parameters(text("orderId"), text("shipmentId"))


def _submit(request: Checked) -> Any:
    """Take an invoice whose MD5 is right."""
    _hand_in(
        request.call, _subject(request.call), request.body["invoiceContent"], request.body["contentMD5Value"]
    )
    return {}


def _status(request: Checked) -> Any:
    """Whether an invoice was accepted."""
    call = request.call
    values = _OF.read(call.query, call.now)
    found = {"amazonOrderId": values["orderId"], "amazonShipmentId": values["shipmentId"]}
    known = {name: value for name, value in found.items() if value is not None}
    return {**known, "invoiceStatus": _state(call, _subject(call))}


def _submit_fba(request: Checked) -> Any:
    """Take the invoice of an FBA shipment."""
    body, shipment = request.body, request.call.path["shipmentId"]
    _hand_in(request.call, shipment, body["InvoiceContent"], body["ContentMD5Value"])
    return {}


def _fba_status(request: Checked) -> Any:
    """Whether the invoice of an FBA shipment was accepted."""
    shipment = request.call.path["shipmentId"]
    status = {"AmazonShipmentId": shipment, "InvoiceStatus": _state(request.call, shipment)}
    return {"payload": {"Shipments": status}}


def _subject(call: Call) -> str:
    values = _OF.read(call.query, call.now)
    return str(values["orderId"] or values["shipmentId"])


def _hand_in(call: Call, subject: str, content: str, md5: str) -> None:
    try:
        file, digest = (base64.b64decode(text, validate=True) for text in (content, md5))
    except ValueError:  # made up: no digest that could be wrong
        file, digest = content.encode(), b""
    known = hashlib.md5(file, usedforsecurity=False)
    if len(digest) == known.digest_size and digest != known.digest():
        raise invalid("The MD5 value does not match the invoice content.")
    call.world.invoices[subject] = (call.now, file)


def _state(call: Call, subject: str) -> str:
    handed_in = call.world.invoices.get(subject)
    if handed_in is None:
        return "NotFound"
    return "Accepted" if call.now - handed_in[0] >= _CHECK else "Processing"


HANDLERS = {
    "deliveryShipmentInvoiceV2022-07-01.submitInvoice": checked(_submit),
    "deliveryShipmentInvoiceV2022-07-01.getInvoiceStatus": checked(_status),
    "shipmentInvoicingV0.submitInvoice": checked(_submit_fba),
    "shipmentInvoicingV0.getInvoiceStatus": checked(_fba_status),
}
