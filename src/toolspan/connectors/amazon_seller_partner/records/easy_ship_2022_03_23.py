"""The records of Amazon's easyShip_2022-03-23 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
HandoverMethod = Literal["PICKUP", "DROPOFF"]
UnitOfLength = Literal["cm"]
UnitOfWeight = Literal["grams", "g"]
PackageStatus = Literal[
    "ReadyForPickup",
    "PickedUp",
    "AtOriginFC",
    "AtDestinationFC",
    "Delivered",
    "Rejected",
    "Undeliverable",
    "ReturnedToSeller",
    "LostInTransit",
    "LabelCanceled",
    "DamagedInTransit",
    "OutForDelivery",
]


class ListHandoverSlotsResponse(TypedDict, total=False):
    amazonOrderId: Required[str]
    timeSlots: Required[list[TimeSlot]]


class TimeSlot(TypedDict, total=False):
    slotId: Required[str]
    startTime: str
    endTime: str
    handoverMethod: HandoverMethod


class Package(TypedDict, total=False):
    scheduledPackageId: Required[ScheduledPackageId]
    packageDimensions: Required[Dimensions]
    packageWeight: Required[Weight]
    packageItems: list[Item]
    packageTimeSlot: Required[TimeSlot]
    packageIdentifier: str
    invoice: InvoiceData
    packageStatus: PackageStatus
    trackingDetails: TrackingDetails


class ScheduledPackageId(TypedDict, total=False):
    amazonOrderId: Required[str]
    packageId: str


class Dimensions(TypedDict, total=False):
    length: float
    width: float
    height: float
    unit: UnitOfLength
    identifier: str


class Weight(TypedDict, total=False):
    value: float
    unit: UnitOfWeight


class Item(TypedDict, total=False):
    orderItemId: str
    orderItemSerialNumbers: list[str]


class InvoiceData(TypedDict, total=False):
    invoiceNumber: Required[str]
    invoiceDate: str


class TrackingDetails(TypedDict, total=False):
    trackingId: str


class CreateScheduledPackagesResponse(TypedDict, total=False):
    scheduledPackages: list[Package]
    rejectedOrders: list[RejectedOrder]
    printableDocumentsUrl: str


class RejectedOrder(TypedDict, total=False):
    amazonOrderId: Required[str]
    error: Error


class Error(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str


class DimensionsBody(TypedDict, total=False):
    length: float
    width: float
    height: float
    unit: Literal["cm"]
    identifier: str


class ItemBody(TypedDict, total=False):
    order_item_id: str
    order_item_serial_numbers: Sequence[str]


class OrderScheduleDetailsBody(TypedDict, total=False):
    amazon_order_id: Required[str]
    package_details: PackageDetailsBody


class PackageDetailsBody(TypedDict, total=False):
    package_items: Sequence[ItemBody]
    package_time_slot: Required[TimeSlotBody]
    package_identifier: str


class ScheduledPackageIdBody(TypedDict, total=False):
    amazon_order_id: Required[str]
    package_id: str


class TimeSlotBody(TypedDict, total=False):
    slot_id: Required[str]
    start_time: Moment
    end_time: Moment
    handover_method: Literal["PICKUP", "DROPOFF"]


class UpdatePackageDetailsBody(TypedDict, total=False):
    scheduled_package_id: Required[ScheduledPackageIdBody]
    package_time_slot: Required[TimeSlotBody]


class WeightBody(TypedDict, total=False):
    value: float
    unit: Literal["grams", "g"]
