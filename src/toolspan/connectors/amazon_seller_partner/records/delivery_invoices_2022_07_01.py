"""The records of Amazon's deliveryShipmentInvoiceV2022-07-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict

ShipmentInvoiceStatus = Literal["Processing", "Accepted", "Errored", "NotFound"]


class GetInvoiceStatusResponse(TypedDict, total=False):
    amazonOrderId: str
    amazonShipmentId: str
    invoiceStatus: ShipmentInvoiceStatus
    errors: list[Error]


class Error(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str
