"""The records of Amazon's vendorDirectFulfillmentShipping_2021-12-28 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
ContainerLabelFormat = Literal["PNG", "ZPL"]


class ShippingLabel(TypedDict, total=False):
    purchaseOrderNumber: Required[str]
    sellingParty: Required[PartyIdentification]
    shipFromParty: Required[PartyIdentification]
    labelFormat: Required[Literal["PNG", "ZPL"]]
    labelData: Required[list[LabelData]]


class PartyIdentification(TypedDict, total=False):
    partyId: Required[str]
    address: Address
    taxRegistrationDetails: list[TaxRegistrationDetails]


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
    countryCode: Required[str]
    phone: str


class TaxRegistrationDetails(TypedDict, total=False):
    taxRegistrationType: Literal["VAT", "GST"]
    taxRegistrationNumber: Required[str]
    taxRegistrationAddress: Address
    taxRegistrationMessages: str


class LabelData(TypedDict, total=False):
    packageIdentifier: str
    trackingNumber: str
    shipMethod: str
    shipMethodName: str
    content: Required[str]


class TransactionReference(TypedDict, total=False):
    transactionId: str


class ContainerLabel(TypedDict, total=False):
    containerTrackingNumber: str
    content: Required[str]
    format: Required[ContainerLabelFormat]


class CustomerInvoice(TypedDict, total=False):
    purchaseOrderNumber: Required[str]
    content: Required[str]


class PackingSlip(TypedDict, total=False):
    purchaseOrderNumber: Required[str]
    content: Required[str]
    contentType: Literal["application/pdf"]


class AddressBody(TypedDict, total=False):
    name: Required[str]
    address_line1: Required[str]
    address_line2: str
    address_line3: str
    city: str
    county: str
    district: str
    state_or_region: str
    postal_code: str
    country_code: Required[str]
    phone: str


class ContainerBody(TypedDict, total=False):
    container_type: Required[Literal["Carton", "Pallet"]]
    container_identifier: Required[str]
    tracking_number: str
    manifest_id: str
    manifest_date: str
    ship_method: str
    scac_code: str
    carrier: str
    container_sequence_number: int
    dimensions: DimensionsBody
    weight: Required[WeightBody]
    packed_items: Required[Sequence[PackedItemBody]]


class DimensionsBody(TypedDict, total=False):
    length: Required[str]
    width: Required[str]
    height: Required[str]
    unit_of_measure: Required[Literal["IN", "CM"]]


class ItemBody(TypedDict, total=False):
    item_sequence_number: Required[int]
    buyer_product_identifier: str
    vendor_product_identifier: str
    shipped_quantity: Required[ItemQuantityBody]


class ItemQuantityBody(TypedDict, total=False):
    amount: Required[int]
    unit_of_measure: Required[str]


class PackageBody(TypedDict, total=False):
    package_tracking_number: Required[str]


class PackedItemBody(TypedDict, total=False):
    item_sequence_number: Required[int]
    buyer_product_identifier: str
    piece_number: int
    vendor_product_identifier: str
    packed_quantity: Required[ItemQuantityBody]


class PartyIdentificationBody(TypedDict, total=False):
    party_id: Required[str]
    address: AddressBody
    tax_registration_details: Sequence[TaxRegistrationDetailsBody]


class ShipmentConfirmationBody(TypedDict, total=False):
    purchase_order_number: Required[str]
    shipment_details: Required[ShipmentDetailsBody]
    selling_party: Required[PartyIdentificationBody]
    ship_from_party: Required[PartyIdentificationBody]
    items: Required[Sequence[ItemBody]]
    containers: Sequence[ContainerBody]


class ShipmentDetailsBody(TypedDict, total=False):
    shipped_date: Required[Moment]
    shipment_status: Required[Literal["SHIPPED", "FLOOR_DENIAL"]]
    is_priority_shipment: bool
    vendor_order_number: str
    estimated_delivery_date: Moment


class ShipmentScheduleBody(TypedDict, total=False):
    estimated_delivery_date_time: Moment
    appt_window_start_date_time: Moment
    appt_window_end_date_time: Moment


class ShipmentStatusUpdateBody(TypedDict, total=False):
    purchase_order_number: Required[str]
    selling_party: Required[PartyIdentificationBody]
    ship_from_party: Required[PartyIdentificationBody]
    status_update_details: Required[StatusUpdateDetailsBody]


class ShippingLabelRequestBody(TypedDict, total=False):
    purchase_order_number: Required[str]
    selling_party: Required[PartyIdentificationBody]
    ship_from_party: Required[PartyIdentificationBody]
    containers: Sequence[ContainerBody]


class StatusUpdateDetailsBody(TypedDict, total=False):
    tracking_number: Required[str]
    status_code: Required[str]
    reason_code: Required[str]
    status_date_time: Required[Moment]
    status_location_address: Required[AddressBody]
    shipment_schedule: ShipmentScheduleBody


class TaxRegistrationDetailsBody(TypedDict, total=False):
    tax_registration_type: Literal["VAT", "GST"]
    tax_registration_number: Required[str]
    tax_registration_address: AddressBody
    tax_registration_messages: str


class WeightBody(TypedDict, total=False):
    unit_of_measure: Required[Literal["KG", "LB"]]
    value: Required[str]
