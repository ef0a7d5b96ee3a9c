"""The records of Amazon's fulfillmentInbound_2024-03-20 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
BoxContentInformationSource = Literal["BOX_CONTENT_PROVIDED", "MANUAL_PROCESS", "BARCODE_2D"]
UnitOfMeasurement = Literal["IN", "CM"]
UnitOfWeight = Literal["LB", "KG"]
Stackability = Literal["STACKABLE", "NON_STACKABLE"]
OperationStatus = Literal["SUCCESS", "FAILED", "IN_PROGRESS"]
LabelOwner = Literal["AMAZON", "SELLER", "NONE"]
PrepOwner = Literal["AMAZON", "SELLER", "NONE"]
AllOwnersConstraint = Literal["MUST_MATCH"]
OwnerConstraint = Literal["AMAZON_ONLY", "NONE_ONLY", "SELLER_ONLY"]
PrepCategory = Literal[
    "ADULT",
    "BABY",
    "FC_PROVIDED",
    "FRAGILE",
    "GRANULAR",
    "HANGER",
    "LIQUID",
    "PERFORATED",
    "SET",
    "SHARP",
    "SMALL",
    "TEXTILE",
    "UNKNOWN",
    "NONE",
]
PrepType = Literal[
    "ITEM_BLACK_SHRINKWRAP",
    "ITEM_BLANKSTK",
    "ITEM_BOXING",
    "ITEM_BUBBLEWRAP",
    "ITEM_CAP_SEALING",
    "ITEM_DEBUNDLE",
    "ITEM_HANG_GARMENT",
    "ITEM_LABELING",
    "ITEM_NO_PREP",
    "ITEM_POLYBAGGING",
    "ITEM_RMOVHANG",
    "ITEM_SETCREAT",
    "ITEM_SETSTK",
    "ITEM_SIOC",
    "ITEM_SUFFOSTK",
    "ITEM_TAPING",
]


class InboundPlanSummary(TypedDict, total=False):
    createdAt: Required[str]
    inboundPlanId: Required[str]
    lastUpdatedAt: Required[str]
    marketplaceIds: Required[list[str]]
    name: Required[str]
    sourceAddress: Required[Address]
    status: Required[str]


class Address(TypedDict, total=False):
    addressLine1: Required[str]
    addressLine2: str
    city: Required[str]
    companyName: str
    countryCode: Required[str]
    districtOrCounty: str
    email: str
    name: Required[str]
    phoneNumber: str
    postalCode: Required[str]
    stateOrProvinceCode: str


class CreateInboundPlanResponse(TypedDict, total=False):
    inboundPlanId: Required[str]
    operationId: Required[str]


class InboundPlan(TypedDict, total=False):
    createdAt: Required[str]
    inboundPlanId: Required[str]
    lastUpdatedAt: Required[str]
    marketplaceIds: Required[list[str]]
    name: Required[str]
    packingOptions: list[PackingOptionSummary]
    placementOptions: list[PlacementOptionSummary]
    shipments: list[ShipmentSummary]
    sourceAddress: Required[Address]
    status: Required[str]


class PackingOptionSummary(TypedDict, total=False):
    packingOptionId: Required[str]
    status: Required[str]


class PlacementOptionSummary(TypedDict, total=False):
    placementOptionId: Required[str]
    status: Required[str]


class ShipmentSummary(TypedDict, total=False):
    shipmentId: Required[str]
    status: Required[str]


class Box(TypedDict, total=False):
    boxId: str
    contentInformationSource: BoxContentInformationSource
    destinationRegion: Region
    dimensions: Dimensions
    externalContainerIdentifier: str
    externalContainerIdentifierType: str
    items: list[Item]
    packageId: Required[str]
    quantity: int
    templateName: str
    weight: Weight


class Region(TypedDict, total=False):
    countryCode: str
    state: str
    warehouseId: str


class Dimensions(TypedDict, total=False):
    height: Required[float]
    length: Required[float]
    unitOfMeasurement: Required[UnitOfMeasurement]
    width: Required[float]


class Item(TypedDict, total=False):
    asin: Required[str]
    expiration: str
    fnsku: Required[str]
    labelOwner: Required[str]
    manufacturingLotCode: str
    msku: Required[str]
    prepInstructions: Required[list[PrepInstruction]]
    quantity: Required[int]


class PrepInstruction(TypedDict, total=False):
    fee: Currency
    prepOwner: str
    prepType: str


class Currency(TypedDict, total=False):
    amount: Required[float]
    code: Required[str]


class Weight(TypedDict, total=False):
    unit: Required[UnitOfWeight]
    value: Required[float]


class CancelInboundPlanResponse(TypedDict, total=False):
    operationId: Required[str]


class SetPackingInformationResponse(TypedDict, total=False):
    operationId: Required[str]


class PackingOption(TypedDict, total=False):
    discounts: Required[list[Incentive]]
    expiration: str
    fees: Required[list[Incentive]]
    packingGroups: Required[list[str]]
    packingOptionId: Required[str]
    status: Required[str]
    supportedConfigurations: Required[list[PackingConfiguration]]
    supportedShippingConfigurations: Required[list[ShippingConfiguration]]


class Incentive(TypedDict, total=False):
    description: Required[str]
    target: Required[str]
    type: Required[str]
    value: Required[Currency]


class PackingConfiguration(TypedDict, total=False):
    boxPackingMethods: list[BoxContentInformationSource]
    boxRequirements: BoxRequirements
    shippingRequirements: list[ShippingRequirements]


class BoxRequirements(TypedDict, total=False):
    weight: Required[WeightRange]


class WeightRange(TypedDict, total=False):
    maximum: Required[float]
    minimum: Required[float]
    unit: Required[UnitOfWeight]


class ShippingRequirements(TypedDict, total=False):
    modes: Required[list[str]]
    solution: Required[str]


class ShippingConfiguration(TypedDict, total=False):
    shippingMode: str
    shippingSolution: str


class GeneratePackingOptionsResponse(TypedDict, total=False):
    operationId: Required[str]


class ConfirmPackingOptionResponse(TypedDict, total=False):
    operationId: Required[str]


class Pallet(TypedDict, total=False):
    dimensions: Dimensions
    packageId: Required[str]
    quantity: int
    stackability: Stackability
    weight: Weight


class PlacementOption(TypedDict, total=False):
    discounts: Required[list[Incentive]]
    expiration: str
    fees: Required[list[Incentive]]
    placementOptionId: Required[str]
    shipmentIds: Required[list[str]]
    status: Required[str]


class GeneratePlacementOptionsResponse(TypedDict, total=False):
    operationId: Required[str]


class ConfirmPlacementOptionResponse(TypedDict, total=False):
    operationId: Required[str]


class InboundOperationStatus(TypedDict, total=False):
    operation: Required[str]
    operationId: Required[str]
    operationProblems: Required[list[OperationProblem]]
    operationStatus: Required[OperationStatus]


class OperationProblem(TypedDict, total=False):
    code: Required[str]
    details: str
    message: Required[str]
    severity: Required[str]


class Shipment(TypedDict, total=False):
    amazonReferenceId: str
    contactInformation: ContactInformation
    dates: Dates
    destination: Required[ShipmentDestination]
    freightInformation: FreightInformation
    name: str
    placementOptionId: Required[str]
    selectedDeliveryWindow: SelectedDeliveryWindow
    selectedTransportationOptionId: str
    selfShipAppointmentDetails: list[SelfShipAppointmentDetails]
    shipmentConfirmationId: str
    shipmentId: Required[str]
    source: Required[ShipmentSource]
    status: str
    trackingDetails: TrackingDetails


class ContactInformation(TypedDict, total=False):
    email: str
    name: Required[str]
    phoneNumber: Required[str]


class Dates(TypedDict, total=False):
    readyToShipWindow: Window


class Window(TypedDict, total=False):
    editableUntil: str
    end: Required[str]
    start: Required[str]


class ShipmentDestination(TypedDict, total=False):
    address: Address
    destinationType: Required[str]
    warehouseId: str


class FreightInformation(TypedDict, total=False):
    declaredValue: Currency
    freightClass: str


class SelectedDeliveryWindow(TypedDict, total=False):
    availabilityType: Required[str]
    deliveryWindowOptionId: Required[str]
    editableUntil: str
    endDate: Required[str]
    startDate: Required[str]


class SelfShipAppointmentDetails(TypedDict, total=False):
    appointmentId: float
    appointmentSlotTime: AppointmentSlotTime
    appointmentStatus: str


class AppointmentSlotTime(TypedDict, total=False):
    endTime: Required[str]
    startTime: Required[str]


class ShipmentSource(TypedDict, total=False):
    address: Address
    sourceType: Required[str]


class TrackingDetails(TypedDict, total=False):
    ltlTrackingDetail: LtlTrackingDetail
    spdTrackingDetail: SpdTrackingDetail


class LtlTrackingDetail(TypedDict, total=False):
    billOfLadingNumber: str
    freightBillNumber: list[str]


class SpdTrackingDetail(TypedDict, total=False):
    spdTrackingItems: list[SpdTrackingItem]


class SpdTrackingItem(TypedDict, total=False):
    boxId: str
    trackingId: str
    trackingNumberValidationStatus: str


class UpdateShipmentSourceAddressResponse(TypedDict, total=False):
    operationId: Required[str]


class UpdateShipmentTrackingDetailsResponse(TypedDict, total=False):
    operationId: Required[str]


class ContentUpdatePreview(TypedDict, total=False):
    contentUpdatePreviewId: Required[str]
    expiration: Required[str]
    requestedUpdates: Required[RequestedUpdates]
    transportationOption: Required[TransportationOption]


class RequestedUpdates(TypedDict, total=False):
    boxes: list[BoxUpdateInput]
    items: list[ItemInput]


class BoxUpdateInput(TypedDict, total=False):
    contentInformationSource: Required[BoxContentInformationSource]
    dimensions: Required[Dimensions]
    items: list[ItemInput]
    packageId: str
    quantity: Required[int]
    weight: Required[Weight]


class ItemInput(TypedDict, total=False):
    expiration: str
    labelOwner: Required[LabelOwner]
    manufacturingLotCode: str
    msku: Required[str]
    prepOwner: Required[PrepOwner]
    quantity: Required[int]


class TransportationOption(TypedDict, total=False):
    carrier: Required[Carrier]
    carrierAppointment: CarrierAppointment
    preconditions: Required[list[str]]
    quote: Quote
    shipmentId: Required[str]
    shippingMode: Required[str]
    shippingSolution: Required[str]
    transportationOptionId: Required[str]


class Carrier(TypedDict, total=False):
    alphaCode: str
    name: str


class CarrierAppointment(TypedDict, total=False):
    endTime: Required[str]
    startTime: Required[str]


class Quote(TypedDict, total=False):
    cost: Required[Currency]
    expiration: str
    voidableUntil: str


class GenerateShipmentContentUpdatePreviewsResponse(TypedDict, total=False):
    operationId: Required[str]


class ConfirmShipmentContentUpdatePreviewResponse(TypedDict, total=False):
    operationId: Required[str]


class DocumentDownload(TypedDict, total=False):
    downloadType: Required[str]
    expiration: str
    uri: Required[str]


class GenerateTransportationOptionsResponse(TypedDict, total=False):
    operationId: Required[str]


class ConfirmTransportationOptionsResponse(TypedDict, total=False):
    operationId: Required[str]


class DeliveryWindowOption(TypedDict, total=False):
    availabilityType: Required[str]
    deliveryWindowOptionId: Required[str]
    discounts: list[Incentive]
    endDate: Required[str]
    startDate: Required[str]
    validUntil: Required[str]


class GenerateDeliveryWindowOptionsResponse(TypedDict, total=False):
    operationId: Required[str]


class ConfirmDeliveryWindowOptionsResponse(TypedDict, total=False):
    operationId: Required[str]


class SelfShipAppointmentSlotsAvailability(TypedDict, total=False):
    expiresAt: str
    slots: list[AppointmentSlot]


class AppointmentSlot(TypedDict, total=False):
    slotId: Required[str]
    slotTime: Required[AppointmentSlotTime]


class GenerateSelfShipAppointmentSlotsResponse(TypedDict, total=False):
    operationId: Required[str]


class CancelSelfShipAppointmentResponse(TypedDict, total=False):
    operationId: Required[str]


class ComplianceDetail(TypedDict, total=False):
    asin: str
    fnsku: str
    msku: str
    taxDetails: TaxDetails


class TaxDetails(TypedDict, total=False):
    declaredValue: Currency
    hsnCode: str
    taxRates: list[TaxRate]


class TaxRate(TypedDict, total=False):
    cessRate: float
    gstRate: float
    taxType: str


class UpdateItemComplianceDetailsResponse(TypedDict, total=False):
    operationId: Required[str]


class MskuPrepDetail(TypedDict, total=False):
    allOwnersConstraint: AllOwnersConstraint
    labelOwnerConstraint: OwnerConstraint
    msku: Required[str]
    prepCategory: Required[PrepCategory]
    prepOwnerConstraint: OwnerConstraint
    prepTypes: Required[list[PrepType]]


class SetPrepDetailsResponse(TypedDict, total=False):
    operationId: Required[str]


class AddressInputBody(TypedDict, total=False):
    address_line1: Required[str]
    address_line2: str
    city: Required[str]
    company_name: str
    country_code: Required[str]
    district_or_county: str
    email: str
    name: Required[str]
    phone_number: Required[str]
    postal_code: Required[str]
    state_or_province_code: str


class BoxInputBody(TypedDict, total=False):
    content_information_source: Required[Literal["BOX_CONTENT_PROVIDED", "MANUAL_PROCESS", "BARCODE_2D"]]
    dimensions: Required[DimensionsBody]
    items: Sequence[ItemInputBody]
    quantity: Required[int]
    weight: Required[WeightBody]


class BoxUpdateInputBody(TypedDict, total=False):
    content_information_source: Required[Literal["BOX_CONTENT_PROVIDED", "MANUAL_PROCESS", "BARCODE_2D"]]
    dimensions: Required[DimensionsBody]
    items: Sequence[ItemInputBody]
    package_id: str
    quantity: Required[int]
    weight: Required[WeightBody]


class ContactInformationBody(TypedDict, total=False):
    email: str
    name: Required[str]
    phone_number: Required[str]


class CurrencyBody(TypedDict, total=False):
    amount: Required[float]
    code: Required[str]


class CustomPlacementInputBody(TypedDict, total=False):
    items: Required[Sequence[ItemInputBody]]
    warehouse_id: Required[str]


class DimensionsBody(TypedDict, total=False):
    height: Required[float]
    length: Required[float]
    unit_of_measurement: Required[Literal["IN", "CM"]]
    width: Required[float]


class FreightInformationBody(TypedDict, total=False):
    declared_value: CurrencyBody
    freight_class: str


class ItemInputBody(TypedDict, total=False):
    expiration: str
    label_owner: Required[Literal["AMAZON", "SELLER", "NONE"]]
    manufacturing_lot_code: str
    msku: Required[str]
    prep_owner: Required[Literal["AMAZON", "SELLER", "NONE"]]
    quantity: Required[int]


class LtlTrackingDetailInputBody(TypedDict, total=False):
    bill_of_lading_number: str
    freight_bill_number: Required[Sequence[str]]


class MskuPrepDetailInputBody(TypedDict, total=False):
    msku: Required[str]
    prep_category: Required[
        Literal[
            "ADULT",
            "BABY",
            "FC_PROVIDED",
            "FRAGILE",
            "GRANULAR",
            "HANGER",
            "LIQUID",
            "PERFORATED",
            "SET",
            "SHARP",
            "SMALL",
            "TEXTILE",
            "UNKNOWN",
            "NONE",
        ]
    ]
    prep_types: Required[
        Sequence[
            Literal[
                "ITEM_BLACK_SHRINKWRAP",
                "ITEM_BLANKSTK",
                "ITEM_BOXING",
                "ITEM_BUBBLEWRAP",
                "ITEM_CAP_SEALING",
                "ITEM_DEBUNDLE",
                "ITEM_HANG_GARMENT",
                "ITEM_LABELING",
                "ITEM_NO_PREP",
                "ITEM_POLYBAGGING",
                "ITEM_RMOVHANG",
                "ITEM_SETCREAT",
                "ITEM_SETSTK",
                "ITEM_SIOC",
                "ITEM_SUFFOSTK",
                "ITEM_TAPING",
            ]
        ]
    ]


class MskuQuantityBody(TypedDict, total=False):
    msku: Required[str]
    quantity: Required[int]


class PackageGroupingInputBody(TypedDict, total=False):
    boxes: Required[Sequence[BoxInputBody]]
    packing_group_id: str
    shipment_id: str


class PalletInputBody(TypedDict, total=False):
    dimensions: DimensionsBody
    quantity: Required[int]
    stackability: Literal["STACKABLE", "NON_STACKABLE"]
    weight: WeightBody


class ShipmentTransportationConfigurationBody(TypedDict, total=False):
    contact_information: ContactInformationBody
    freight_information: FreightInformationBody
    pallets: Sequence[PalletInputBody]
    ready_to_ship_window: Required[WindowInputBody]
    shipment_id: Required[str]


class SpdTrackingDetailInputBody(TypedDict, total=False):
    spd_tracking_items: Required[Sequence[SpdTrackingItemInputBody]]


class SpdTrackingItemInputBody(TypedDict, total=False):
    box_id: Required[str]
    tracking_id: Required[str]


class TaxDetailsBody(TypedDict, total=False):
    declared_value: CurrencyBody
    hsn_code: str
    tax_rates: Sequence[TaxRateBody]


class TaxRateBody(TypedDict, total=False):
    cess_rate: float
    gst_rate: float
    tax_type: str


class TrackingDetailsInputBody(TypedDict, total=False):
    ltl_tracking_detail: LtlTrackingDetailInputBody
    spd_tracking_detail: SpdTrackingDetailInputBody


class TransportationSelectionBody(TypedDict, total=False):
    contact_information: ContactInformationBody
    shipment_id: Required[str]
    transportation_option_id: Required[str]


class WeightBody(TypedDict, total=False):
    unit: Required[Literal["LB", "KG"]]
    value: Required[float]


class WindowInputBody(TypedDict, total=False):
    start: Required[Moment]
