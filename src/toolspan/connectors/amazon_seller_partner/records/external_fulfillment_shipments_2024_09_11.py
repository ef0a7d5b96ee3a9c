"""The records of Amazon's externalFulfillmentShipments_2024-09-11 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Required

from typing_extensions import TypedDict

Priority = Literal["HIGH", "LOW"]
PieceType = Literal["SINGLE", "MULTIPLE"]
RequirementLevel = Literal["REQUIRED", "DISALLOWED"]
PresenceStatus = Literal["ABSENT", "PRESENT"]
CustomAttributeType = Literal["STRING", "BOOLEAN", "INTEGER", "DOUBLE", "JSON_STRING"]
Status = Literal["SUCCESS", "FAILURE"]


class Shipment(TypedDict, total=False):
    id: Required[str]
    locationId: Required[str]
    marketplaceAttributes: Required[MarketplaceAttributes]
    shipmentInfo: Required[ShipmentInfo]
    invoiceInfo: InvoiceInfo
    partyInfoList: list[PartyIdentificationInfo]
    shipmentRequirements: Required[ShipmentRequirements]
    charges: Required[list[Charge]]
    status: Required[
        Literal[
            "CREATED",
            "ACCEPTED",
            "CONFIRMED",
            "PACKAGE_CREATED",
            "PICKUP_SLOT_RETRIEVED",
            "INVOICE_GENERATED",
            "SHIPLABEL_GENERATED",
            "CANCELLED",
            "SHIPPED",
            "DELIVERED",
        ]
    ]
    subStatus: Literal[
        "PENDING_SCHEDULE",
        "PENDING_PICKUP",
        "PENDING_DROP_OFF",
        "LABEL_CANCELED",
        "PICKED_UP",
        "DROPPED_OFF",
        "AT_ORIGIN_FC",
        "AT_DESTINATION_FC",
        "DELIVERED",
        "NOT_DELIVERED",
        "UNDELIVERABLE",
        "LOST",
        "OUT_FOR_DELIVERY",
        "DAMAGED",
    ]
    reason: str
    lineItems: Required[list[ShipmentLineItem]]
    shippingInfo: Required[ShippingInfo]
    packages: list[Package]
    creationDateTime: Required[str]
    lastUpdatedDateTime: Required[str]
    earliestPackDateTime: str


class MarketplaceAttributes(TypedDict, total=False):
    marketplaceId: Required[str]
    channelName: Required[str]
    merchantId: str
    customAttributes: list[Literal["PRIME", "FASTTRACK"]]


class ShipmentInfo(TypedDict, total=False):
    shipmentType: Required[Literal["NEW", "EXCHANGE", "REPLACEMENT"]]
    originalShipmentInfo: ReplacedShipmentInfo
    numberOfUnits: Required[int]
    priority: Required[Priority]
    buyerOrderId: Required[str]
    orderStatesEligibleForRejection: list[str]
    orderPlacedTimestamp: str
    processingSource: Literal["EXTERNAL_PLATFORM", "INTERNAL_PLATFORM"]
    paymentMethod: Literal["CASH_ON_DELIVERY", "PREPAID"]


class ReplacedShipmentInfo(TypedDict, total=False):
    id: Required[str]
    locationId: Required[str]
    marketplaceAttributes: Required[MarketplaceAttributes]
    originalLineItems: list[OriginalLineItem]


class OriginalLineItem(TypedDict, total=False):
    replacingSku: Required[str]
    originalSku: Required[str]
    charges: Required[list[Charge]]


class Charge(TypedDict, total=False):
    baseCharge: Required[ChargeBreakup]
    taxBreakup: list[Tax]
    chargeType: Required[Literal["PRODUCT", "SHIPPING", "GIFT_WRAP", "TOTAL", "OTHER"]]
    totalCharge: Required[ChargeBreakup]
    totalTax: Required[Tax]


class ChargeBreakup(TypedDict, total=False):
    baseAmount: Required[Amount]
    discountAmount: Required[Amount]
    netAmount: Required[Amount]


class Amount(TypedDict, total=False):
    value: Required[str]
    currencyCode: Required[str]


class Tax(TypedDict, total=False):
    type: Literal["VAT", "CST", "IGST", "SGST", "CGST", "UTGST", "CESS", "OTHER", "TOTAL"]
    rate: str
    charge: Required[ChargeBreakup]


class InvoiceInfo(TypedDict, total=False):
    invoiceId: Required[str]
    creationDateTime: Required[str]


class PartyIdentificationInfo(TypedDict, total=False):
    partyId: Required[str]
    partyType: Required[Literal["BILL_TO_PARTY", "SHIP_TO_PARTY", "SHIP_FROM_PARTY", "SELLING_PARTY"]]
    address: Address
    taxInfo: TaxRegistrationInfo


class Address(TypedDict, total=False):
    name: str
    addressLine1: str
    addressLine2: str
    addressLine3: str
    district: str
    municipality: str
    state: str
    city: str
    countryCode: str
    postalCode: Required[str]
    email: str
    copyEmails: list[str]
    phoneNumber: str
    addressType: str
    geocodes: Geocodes


class Geocodes(TypedDict, total=False):
    latitude: Required[str]
    longitude: Required[str]
    elevation: str


class TaxRegistrationInfo(TypedDict, total=False):
    type: Literal["VAT", "GST"]
    number: str
    address: Address
    messages: str


class ShipmentRequirements(TypedDict, total=False):
    pSlip: Required[PackingSlipRequirement]
    invoice: Required[InvoiceRequirement]


class PackingSlipRequirement(TypedDict, total=False):
    requirement: Literal["REQUIRED", "NOT_REQUIRED"]
    status: Literal["GENERATED", "NOT_GENERATED"]


class InvoiceRequirement(TypedDict, total=False):
    requirement: Literal["REQUIRED", "NOT_REQUIRED"]
    status: Literal["PENDING", "AVAILABLE", "NOT_AVAILABLE"]


class ShipmentLineItem(TypedDict, total=False):
    shipmentLineItemId: Required[str]
    merchantSku: Required[str]
    numberOfUnits: Required[int]
    serialNumbers: list[str]
    pieceType: PieceType
    hazmatLabels: list[str]
    giftAttributes: GiftAttributes
    charges: Required[list[Charge]]
    cancellations: list[Cancellation]
    hsnCode: str
    recommendedCountryOfOrigin: str
    countryOfOrigin: str
    recommendedCurrencyCode: str
    itemValue: Amount
    complianceAttributes: Required[ComplianceAttributes]
    customAttributes: list[CustomAttribute]


class GiftAttributes(TypedDict, total=False):
    giftWrapRequirement: Required[RequirementLevel]
    giftWrapLabel: str
    giftMessagePresence: Required[PresenceStatus]
    giftMessage: Document


class Document(TypedDict, total=False):
    format: Literal["ZPL", "PDF", "PNG", "PLAIN_TEXT"]
    content: str


class Cancellation(TypedDict, total=False):
    cancelledQuantity: Required[int]
    cancelledTimestamp: Required[str]
    cancellationType: Required[Literal["SELLER_REJECTED", "MARKETPLACE_CANCELLED", "SYSTEM_CANCELLED"]]
    cancellationReason: str


class ComplianceAttributes(TypedDict, total=False):
    hazmatLabelsRequirement: Required[RequirementLevel]
    serialNumberRequirement: Required[RequirementLevel]
    countryOfOriginRequirement: Required[RequirementLevel]
    itemValueRequirement: Required[RequirementLevel]


class CustomAttribute(TypedDict, total=False):
    key: str
    type: CustomAttributeType
    value: str


class ShippingInfo(TypedDict, total=False):
    recommendedShipMethod: str
    expectedShippingDateTimeInUTC: Required[str]
    shipToAddress: Address
    shippingType: Literal["MARKETPLACE", "SELF"]
    recommendedPackages: list[RecommendedPackage]


class RecommendedPackage(TypedDict, total=False):
    dimensions: Required[PackageDimensions]
    weight: Required[Weight]
    lineItems: Required[list[RecommendedPackageLineItem]]


class PackageDimensions(TypedDict, total=False):
    length: Required[Dimension]
    width: Required[Dimension]
    height: Required[Dimension]


class Dimension(TypedDict, total=False):
    value: Required[str]
    dimensionUnit: Required[Literal["CM", "M", "IN"]]


class Weight(TypedDict, total=False):
    value: Required[str]
    weightUnit: Required[Literal["G", "KG", "LB", "OZ"]]


class RecommendedPackageLineItem(TypedDict, total=False):
    lineItemId: Required[str]


class Package(TypedDict, total=False):
    id: Required[str]
    dimensions: Required[PackageDimensions]
    weight: Required[Weight]
    hazmatLabels: list[str]
    packageLineItems: Required[list[PackageLineItem]]
    status: Literal[
        "CREATED",
        "PICKUP_SLOT_RETRIEVED",
        "INVOICE_GENERATED",
        "SHIPLABEL_GENERATED",
        "SHIPPED",
        "DELIVERED",
        "CANCELLED",
    ]
    packageHandlingRequirements: Literal["NORMAL", "FRAGILE"]


class PackageLineItem(TypedDict, total=False):
    packageLineItemId: Required[str]
    quantity: Required[int]
    serialNumbers: list[str]
    pieces: int
    countryOfOrigin: str
    itemValue: Amount


class ShippingOptionsResponse(TypedDict, total=False):
    shippingOptions: list[ShippingOptions]
    recommendedShippingOption: ShippingOptions


class ShippingOptions(TypedDict, total=False):
    shippingOptionId: Required[str]
    shipBy: Required[Literal["MARKETPLACE", "SELLER", "THIRD_PARTY_CARRIER", "OTHER"]]
    carrierName: str
    pickupWindow: TimeWindow
    timeSlot: TimeWindow
    handoverLocation: HandoverLocation


class TimeWindow(TypedDict, total=False):
    startTime: Required[int]
    endTime: Required[int]
    handoverMethod: Literal["PICKUP", "DROPOFF"]


class HandoverLocation(TypedDict, total=False):
    address: Address
    distance: Distance
    mapUrl: str


class Distance(TypedDict, total=False):
    value: Required[str]
    distanceUnit: Required[Literal["MI", "KM"]]


class PackageShipLabel(TypedDict, total=False):
    packageId: str
    shipLabelMetadata: ShipLabelMetadata
    fileData: DocumentV2
    status: Status
    errorDetails: Error


class ShipLabelMetadata(TypedDict, total=False):
    shippingOptionId: str
    carrierName: Required[str]
    trackingId: Required[str]
    pickupWindow: TimeWindow
    timeSlot: TimeWindow
    handoverLocation: HandoverLocation


class DocumentV2(TypedDict, total=False):
    url: Required[str]


class Error(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str


class AmountBody(TypedDict, total=False):
    value: Required[str]
    currency_code: Required[str]


class CourierSupportedAttributesBody(TypedDict, total=False):
    carrier_name: Required[str]
    tracking_id: Required[str]


class DimensionBody(TypedDict, total=False):
    value: Required[str]
    dimension_unit: Required[Literal["CM", "M", "IN"]]


class LineItemBody(TypedDict, total=False):
    id: Required[str]
    quantity: int


class LineItemWithReasonBody(TypedDict, total=False):
    line_item: Required[LineItemBody]
    reason: Literal["OUT_OF_STOCK", "CUSTOMER_REQUESTED"]


class PackageBody(TypedDict, total=False):
    id: Required[str]
    dimensions: Required[PackageDimensionsBody]
    weight: Required[WeightBody]
    hazmat_labels: Sequence[str]
    package_line_items: Required[Sequence[PackageLineItemBody]]
    status: Literal[
        "CREATED",
        "PICKUP_SLOT_RETRIEVED",
        "INVOICE_GENERATED",
        "SHIPLABEL_GENERATED",
        "SHIPPED",
        "DELIVERED",
        "CANCELLED",
    ]
    package_handling_requirements: Literal["NORMAL", "FRAGILE"]


class PackageDimensionsBody(TypedDict, total=False):
    length: Required[DimensionBody]
    width: Required[DimensionBody]
    height: Required[DimensionBody]


class PackageLineItemBody(TypedDict, total=False):
    package_line_item_id: Required[str]
    quantity: Required[int]
    serial_numbers: Sequence[str]
    pieces: int
    country_of_origin: str
    item_value: AmountBody


class WeightBody(TypedDict, total=False):
    value: Required[str]
    weight_unit: Required[Literal["G", "KG", "LB", "OZ"]]
