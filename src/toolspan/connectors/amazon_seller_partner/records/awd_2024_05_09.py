"""The records of Amazon's awd_2024-05-09 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
InboundStatus = Literal["DRAFT", "VALIDATING", "CONFIRMED", "CLOSED", "EXPIRED", "CANCELLED"]
LabelOwner = Literal["AMAZON", "SELF"]
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
    "NO_PREP",
    "UNKNOWN",
]
PrepOwner = Literal["AMAZON", "SELF"]
DimensionUnitOfMeasurement = Literal["INCHES", "CENTIMETERS"]
VolumeUnitOfMeasurement = Literal["CU_IN", "CBM", "CC"]
WeightUnitOfMeasurement = Literal["POUNDS", "KILOGRAMS"]
DistributionPackageType = Literal["CASE", "PALLET"]
InboundEligibilityStatus = Literal["ELIGIBLE", "INELIGIBLE"]
InboundShipmentStatus = Literal[
    "CREATED", "SHIPPED", "IN_TRANSIT", "RECEIVING", "DELIVERED", "CLOSED", "CANCELLED"
]
CarrierCodeType = Literal["SCAC"]
InventoryUnitOfMeasurement = Literal["PRODUCT_UNITS", "CASES", "PALLETS"]
LabelStatus = Literal["GENERATING", "GENERATED", "GENERATION_FAILED", "NOT_READY"]
PageType = Literal[
    "PLAIN_PAPER",
    "LETTER_PCP_FULFILLMENTLABEL",
    "LETTER_2_HORIZONTAL",
    "LETTER_2",
    "THERMAL_NO_CARRIER_ROTATION",
    "THERMAL",
    "A4_PAPER",
    "A4_2_HORIZONTAL",
    "THERMAL_SQUARE_10CM",
]
OrderPreference = Literal["PARTIAL_ORDER"]
OrderPreferenceValue = Literal["SET", "UNSET"]
OutboundStatus = Literal[
    "CONFIRMED",
    "DRAFT",
    "ELIGIBLE",
    "EXECUTING",
    "FAILURE",
    "INELIGIBLE",
    "INVENTORY_OUTBOUND",
    "SUCCESS",
    "VALIDATING",
]
OutboundShipmentStatus = Literal[
    "CREATED", "IN_TRANSIT", "DELIVERED", "RECEIVING", "RECEIVED", "CLOSED", "CANCELLED", "FAILED"
]
ReplenishmentOrderStatus = Literal[
    "CONFIRMED",
    "CREATED",
    "ELIGIBLE",
    "EXECUTING",
    "FAILURE",
    "INELIGIBLE",
    "INVENTORY_OUTBOUND",
    "SUCCESS",
    "VALIDATING",
]


class InboundOrderReference(TypedDict, total=False):
    orderId: Required[str]


class InboundOrder(TypedDict, total=False):
    createdAt: Required[str]
    destinationDetails: DestinationDetails
    externalReferenceId: str
    orderId: Required[str]
    orderStatus: Required[InboundStatus]
    originAddress: Required[Address]
    packagesToInbound: Required[list[DistributionPackageQuantity]]
    preferences: InboundPreferences
    updatedAt: str


class DestinationDetails(TypedDict, total=False):
    destinationAddress: Address
    destinationRegion: str
    shipmentId: str


class Address(TypedDict, total=False):
    addressLine1: Required[str]
    addressLine2: str
    addressLine3: str
    city: str
    countryCode: Required[str]
    county: str
    district: str
    name: Required[str]
    phoneNumber: str
    postalCode: str
    stateOrRegion: Required[str]


class DistributionPackageQuantity(TypedDict, total=False):
    count: Required[int]
    distributionPackage: Required[DistributionPackage]


class DistributionPackage(TypedDict, total=False):
    contents: Required[DistributionPackageContents]
    measurements: Required[MeasurementData]
    type: Required[DistributionPackageType]


class DistributionPackageContents(TypedDict, total=False):
    packages: list[DistributionPackageQuantity]
    products: list[ProductQuantity]


class ProductQuantity(TypedDict, total=False):
    attributes: list[ProductAttribute]
    quantity: Required[int]
    sku: Required[str]
    expiration: str
    prepDetails: PrepDetails


class ProductAttribute(TypedDict, total=False):
    name: str
    value: str


class PrepDetails(TypedDict, total=False):
    labelOwner: LabelOwner
    prepCategory: PrepCategory
    prepInstructions: list[PrepInstruction]
    prepOwner: PrepOwner


class PrepInstruction(TypedDict, total=False):
    prepOwner: PrepOwner
    prepType: str


class MeasurementData(TypedDict, total=False):
    dimensions: PackageDimensions
    volume: PackageVolume
    weight: Required[PackageWeight]


class PackageDimensions(TypedDict, total=False):
    height: Required[float]
    length: Required[float]
    unitOfMeasurement: Required[DimensionUnitOfMeasurement]
    width: Required[float]


class PackageVolume(TypedDict, total=False):
    unitOfMeasurement: Required[VolumeUnitOfMeasurement]
    volume: Required[float]


class PackageWeight(TypedDict, total=False):
    unitOfMeasurement: Required[WeightUnitOfMeasurement]
    weight: Required[float]


class InboundPreferences(TypedDict, total=False):
    destinationRegion: str


class InboundEligibility(TypedDict, total=False):
    ineligibilityReasons: list[OrderIneligibilityReason]
    packagesToInbound: Required[list[SkuEligibility]]
    previewedAt: Required[str]
    status: Required[InboundEligibilityStatus]


class OrderIneligibilityReason(TypedDict, total=False):
    code: Required[str]
    description: Required[str]


class SkuEligibility(TypedDict, total=False):
    ineligibilityReasons: list[SkuIneligibilityReason]
    packageQuantity: Required[DistributionPackageQuantity]
    status: Required[InboundEligibilityStatus]


class SkuIneligibilityReason(TypedDict, total=False):
    code: Required[str]
    description: Required[str]


class InboundShipmentSummary(TypedDict, total=False):
    createdAt: str
    externalReferenceId: str
    orderId: Required[str]
    shipmentId: Required[str]
    shipmentStatus: Required[InboundShipmentStatus]
    updatedAt: str


class InboundShipment(TypedDict, total=False):
    carrierCode: CarrierCode
    createdAt: str
    destinationAddress: Required[Address]
    externalReferenceId: str
    orderId: Required[str]
    originAddress: Required[Address]
    receivedQuantity: list[InventoryQuantity]
    shipBy: str
    shipmentContainerQuantities: Required[list[DistributionPackageQuantity]]
    shipmentId: Required[str]
    shipmentSkuQuantities: list[SkuQuantity]
    destinationRegion: str
    shipmentStatus: Required[InboundShipmentStatus]
    trackingId: str
    updatedAt: str
    warehouseReferenceId: str


class CarrierCode(TypedDict, total=False):
    carrierCodeType: CarrierCodeType
    carrierCodeValue: str


class InventoryQuantity(TypedDict, total=False):
    quantity: Required[float]
    unitOfMeasurement: Required[InventoryUnitOfMeasurement]


class SkuQuantity(TypedDict, total=False):
    expectedQuantity: Required[InventoryQuantity]
    receivedQuantity: InventoryQuantity
    sku: Required[str]


class ShipmentLabels(TypedDict, total=False):
    labelDownloadURL: str
    labelStatus: Required[LabelStatus]


class ShipmentLabelPageTypes(TypedDict, total=False):
    labelStatus: Required[LabelStatus]
    pageTypes: list[PageType]


class OutboundOrder(TypedDict, total=False):
    confirmedOn: str
    createdAt: str
    eligiblePackagesToOutbound: list[DistributionPackageQuantity]
    eligibleProductsToOutbound: list[ProductQuantity]
    executionErrors: list[OutboundExecutionError]
    orderId: Required[str]
    orderPreferences: list[OrderAttribute]
    orderStatus: Required[OutboundStatus]
    outboundShipments: Required[list[OutboundShipment]]
    packagesToOutbound: list[DistributionPackageQuantity]
    productsToOutbound: list[ProductQuantity]
    shippedOutboundPackages: list[DistributionPackageQuantity]
    shippedOutboundProducts: list[ProductQuantity]
    updatedAt: str


class OutboundExecutionError(TypedDict, total=False):
    failureCode: Required[str]
    failureReasons: Required[list[str]]
    sku: str


class OrderAttribute(TypedDict, total=False):
    orderPreference: Required[OrderPreference]
    orderPreferenceValue: Required[OrderPreferenceValue]


class OutboundShipment(TypedDict, total=False):
    createdAt: str
    destinationAddress: Required[Address]
    orderId: Required[str]
    originAddress: Required[Address]
    shipmentPackageQuantities: list[DistributionPackageQuantity]
    shipmentId: Required[str]
    shipmentProductQuantities: list[ProductQuantity]
    shipmentStatus: Required[OutboundShipmentStatus]
    updatedAt: str


class OutboundOrderReference(TypedDict, total=False):
    orderId: Required[str]


class ReplenishmentOrder(TypedDict, total=False):
    confirmedOn: str
    createdAt: str
    distributionIneligibleReasons: list[DistributionIneligibleReason]
    eligibleProducts: list[DistributionProduct]
    orderId: Required[str]
    status: Required[ReplenishmentOrderStatus]
    outboundShipments: Required[list[OutboundShipmentSummary]]
    products: list[DistributionProduct]
    shippedProducts: list[DistributionProduct]
    updatedAt: str


class DistributionIneligibleReason(TypedDict, total=False):
    failureCode: Required[str]
    failureReasons: Required[list[str]]
    sku: str


class DistributionProduct(TypedDict, total=False):
    attributes: list[ProductAttribute]
    quantity: Required[int]
    sku: Required[str]


class OutboundShipmentSummary(TypedDict, total=False):
    createdAt: str
    orderId: Required[str]
    shipmentId: Required[str]
    shipmentStatus: Required[OutboundShipmentStatus]
    updatedAt: str


class ReplenishmentOrderReference(TypedDict, total=False):
    orderId: Required[str]


class InventorySummary(TypedDict, total=False):
    expirationDetails: list[ExpirationDetails]
    inventoryDetails: InventoryDetails
    sku: Required[str]
    totalInboundQuantity: int
    totalOnhandQuantity: int


class ExpirationDetails(TypedDict, total=False):
    expiration: str
    onhandQuantity: int


class InventoryDetails(TypedDict, total=False):
    availableDistributableQuantity: int
    replenishmentQuantity: int
    reservedDistributableQuantity: int


class AddressBody(TypedDict, total=False):
    address_line1: Required[str]
    address_line2: str
    address_line3: str
    city: str
    country_code: Required[str]
    county: str
    district: str
    name: Required[str]
    phone_number: str
    postal_code: str
    state_or_region: Required[str]


class CarrierCodeBody(TypedDict, total=False):
    carrier_code_type: Literal["SCAC"]
    carrier_code_value: str


class DestinationDetailsBody(TypedDict, total=False):
    destination_address: AddressBody
    destination_region: str
    shipment_id: str


class DistributionPackageBody(TypedDict, total=False):
    contents: Required[DistributionPackageContentsBody]
    measurements: Required[MeasurementDataBody]
    type: Required[Literal["CASE", "PALLET"]]


class DistributionPackageContentsBody(TypedDict, total=False):
    packages: Sequence[DistributionPackageQuantityBody]
    products: Sequence[ProductQuantityBody]


class DistributionPackageQuantityBody(TypedDict, total=False):
    count: Required[int]
    distribution_package: Required[DistributionPackageBody]


class DistributionProductBody(TypedDict, total=False):
    attributes: Sequence[ProductAttributeBody]
    quantity: Required[int]
    sku: Required[str]


class InboundPreferencesBody(TypedDict, total=False):
    destination_region: str


class MeasurementDataBody(TypedDict, total=False):
    dimensions: PackageDimensionsBody
    volume: PackageVolumeBody
    weight: Required[PackageWeightBody]


class OrderAttributeBody(TypedDict, total=False):
    order_preference: Required[Literal["PARTIAL_ORDER"]]
    order_preference_value: Required[Literal["SET", "UNSET"]]


class OutboundExecutionErrorBody(TypedDict, total=False):
    failure_code: Required[str]
    failure_reasons: Required[Sequence[str]]
    sku: str


class OutboundShipmentBody(TypedDict, total=False):
    created_at: Moment
    destination_address: Required[AddressBody]
    order_id: Required[str]
    origin_address: Required[AddressBody]
    shipment_package_quantities: Sequence[DistributionPackageQuantityBody]
    shipment_id: Required[str]
    shipment_product_quantities: Sequence[ProductQuantityBody]
    shipment_status: Required[
        Literal[
            "CREATED", "IN_TRANSIT", "DELIVERED", "RECEIVING", "RECEIVED", "CLOSED", "CANCELLED", "FAILED"
        ]
    ]
    updated_at: Moment


class PackageDimensionsBody(TypedDict, total=False):
    height: Required[float]
    length: Required[float]
    unit_of_measurement: Required[Literal["INCHES", "CENTIMETERS"]]
    width: Required[float]


class PackageVolumeBody(TypedDict, total=False):
    unit_of_measurement: Required[Literal["CU_IN", "CBM", "CC"]]
    volume: Required[float]


class PackageWeightBody(TypedDict, total=False):
    unit_of_measurement: Required[Literal["POUNDS", "KILOGRAMS"]]
    weight: Required[float]


class PrepDetailsBody(TypedDict, total=False):
    label_owner: Literal["AMAZON", "SELF"]
    prep_category: Literal[
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
        "NO_PREP",
        "UNKNOWN",
    ]
    prep_instructions: Sequence[PrepInstructionBody]
    prep_owner: Literal["AMAZON", "SELF"]


class PrepInstructionBody(TypedDict, total=False):
    prep_owner: Literal["AMAZON", "SELF"]
    prep_type: str


class ProductAttributeBody(TypedDict, total=False):
    name: str
    value: str


class ProductQuantityBody(TypedDict, total=False):
    attributes: Sequence[ProductAttributeBody]
    quantity: Required[int]
    sku: Required[str]
    expiration: Moment
    prep_details: PrepDetailsBody


class ReplenishmentPreferencesBody(TypedDict, total=False):
    confirmation: Literal["AUTO", "MANUAL"]


class TrackingDetailsBody(TypedDict, total=False):
    carrier_code: CarrierCodeBody
    booking_id: Required[str]
