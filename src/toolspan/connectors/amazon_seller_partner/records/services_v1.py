"""The records of Amazon's services API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
CapacityType = Literal["SCHEDULED_CAPACITY", "AVAILABLE_CAPACITY", "ENCUMBERED_CAPACITY", "RESERVED_CAPACITY"]
DayOfWeek = Literal["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]


class ServiceJob(TypedDict, total=False):
    createTime: str
    serviceJobId: str
    serviceJobStatus: Literal[
        "NOT_SERVICED",
        "CANCELLED",
        "COMPLETED",
        "PENDING_SCHEDULE",
        "NOT_FULFILLABLE",
        "HOLD",
        "PAYMENT_DECLINED",
    ]
    scopeOfWork: ScopeOfWork
    seller: Seller
    serviceJobProvider: ServiceJobProvider
    preferredAppointmentTimes: list[AppointmentTime]
    appointments: list[Appointment]
    serviceOrderId: str
    productOrderIds: list[str]
    trackingIds: list[str]
    marketplaceId: str
    storeId: str
    buyer: Buyer
    associatedItems: list[AssociatedItem]
    serviceLocation: ServiceLocation
    payments: list[Payment]


class ScopeOfWork(TypedDict, total=False):
    asin: str
    title: str
    quantity: int
    requiredSkills: list[str]


class Seller(TypedDict, total=False):
    sellerId: str


class ServiceJobProvider(TypedDict, total=False):
    serviceJobProviderId: str


class AppointmentTime(TypedDict, total=False):
    startTime: Required[str]
    durationInMinutes: Required[int]


class Appointment(TypedDict, total=False):
    appointmentId: str
    appointmentStatus: Literal["ACTIVE", "CANCELLED", "COMPLETED"]
    appointmentTime: AppointmentTime
    assignedTechnicians: list[Technician]
    rescheduledAppointmentId: str
    poa: Poa


class Technician(TypedDict, total=False):
    technicianId: str
    name: str


class Poa(TypedDict, total=False):
    appointmentTime: AppointmentTime
    technicians: list[Technician]
    uploadingTechnician: str
    uploadTime: str
    poaType: Literal["NO_SIGNATURE_DUMMY_POS", "CUSTOMER_SIGNATURE", "DUMMY_RECEIPT", "POA_RECEIPT"]


class Buyer(TypedDict, total=False):
    buyerId: str
    name: str
    phone: str
    isPrimeMember: bool


class AssociatedItem(TypedDict, total=False):
    asin: str
    title: str
    quantity: int
    orderId: str
    itemStatus: Literal["ACTIVE", "CANCELLED", "SHIPPED", "DELIVERED"]
    brandName: str
    itemDelivery: ItemDelivery
    linkedAssets: list[LinkedAsset]


class ItemDelivery(TypedDict, total=False):
    estimatedDeliveryDate: str
    itemDeliveryPromise: ItemDeliveryPromise


class ItemDeliveryPromise(TypedDict, total=False):
    startTime: str
    endTime: str


class LinkedAsset(TypedDict, total=False):
    assetType: str
    assetName: str
    additionalAttributes: dict[str, str]


class ServiceLocation(TypedDict, total=False):
    serviceLocationType: Literal["IN_HOME", "IN_STORE", "ONLINE"]
    address: Address


class Address(TypedDict, total=False):
    name: Required[str]
    addressLine1: Required[str]
    addressLine2: str
    addressLine3: str
    city: str
    county: str
    district: str
    stateOrRegion: str
    postalCode: str
    countryCode: str
    phone: str


class Payment(TypedDict, total=False):
    amount: MoneyAmount
    instrument: str


class MoneyAmount(TypedDict, total=False):
    value: Required[float]
    currency: Required[str]


class SetAppointmentResponse(TypedDict, total=False):
    appointmentId: str
    warnings: list[Warning]
    errors: list[Error]


class Warning(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str


class Error(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str
    errorLevel: Literal["ERROR", "WARNING"]


class AssignAppointmentResourcesResponse(TypedDict, total=False):
    payload: AssignAppointmentResourcesResponsePayload
    errors: list[Error]


class AssignAppointmentResourcesResponsePayload(TypedDict, total=False):
    warnings: list[Warning]


class AppointmentSlotReport(TypedDict, total=False):
    schedulingType: Literal["REAL_TIME_SCHEDULING", "NON_REAL_TIME_SCHEDULING"]
    startTime: str
    endTime: str
    appointmentSlots: list[AppointmentSlot]


class AppointmentSlot(TypedDict, total=False):
    startTime: str
    endTime: str
    capacity: int


class RangeCapacity(TypedDict, total=False):
    capacityType: CapacityType
    slots: list[RangeSlot]


class RangeSlot(TypedDict, total=False):
    startDateTime: str
    endDateTime: str
    capacity: int


class FixedSlot(TypedDict, total=False):
    startDateTime: str
    scheduledCapacity: int
    availableCapacity: int
    encumberedCapacity: int
    reservedCapacity: int


class UpdateScheduleRecord(TypedDict, total=False):
    availability: AvailabilityRecord
    warnings: list[Warning]
    errors: list[Error]


class AvailabilityRecord(TypedDict, total=False):
    startTime: Required[str]
    endTime: Required[str]
    recurrence: Recurrence
    capacity: int


class Recurrence(TypedDict, total=False):
    endTime: Required[str]
    daysOfWeek: list[DayOfWeek]
    daysOfMonth: list[int]


class CreateReservationRecord(TypedDict, total=False):
    reservation: Reservation
    warnings: list[Warning]
    errors: list[Error]


class Reservation(TypedDict, total=False):
    reservationId: str
    type: Required[Literal["APPOINTMENT", "TRAVEL", "VACATION", "BREAK", "TRAINING"]]
    availability: Required[AvailabilityRecord]


class UpdateReservationRecord(TypedDict, total=False):
    reservation: Reservation
    warnings: list[Warning]
    errors: list[Error]


class ServiceDocumentUploadDestination(TypedDict, total=False):
    uploadDestinationId: Required[str]
    url: Required[str]
    encryptionDetails: Required[EncryptionDetails]
    headers: dict[str, Any]


class EncryptionDetails(TypedDict, total=False):
    standard: Required[Literal["AES"]]
    initializationVector: Required[str]
    key: Required[str]


class AppointmentResourceBody(TypedDict, total=False):
    resource_id: str


class AppointmentTimeInputBody(TypedDict, total=False):
    start_time: Required[Moment]
    duration_in_minutes: int


class AvailabilityRecordBody(TypedDict, total=False):
    start_time: Required[Moment]
    end_time: Required[Moment]
    recurrence: RecurrenceBody
    capacity: int


class DateTimeRangeBody(TypedDict, total=False):
    start_time: Required[Moment]
    end_time: Required[Moment]


class FulfillmentDocumentBody(TypedDict, total=False):
    upload_destination_id: str
    content_sha256: str


class FulfillmentTimeBody(TypedDict, total=False):
    start_time: Moment
    end_time: Moment


class RecurrenceBody(TypedDict, total=False):
    end_time: Required[Moment]
    days_of_week: Sequence[
        Literal["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
    ]
    days_of_month: Sequence[int]


class ReservationBody(TypedDict, total=False):
    reservation_id: str
    type: Required[Literal["APPOINTMENT", "TRAVEL", "VACATION", "BREAK", "TRAINING"]]
    availability: Required[AvailabilityRecordBody]
