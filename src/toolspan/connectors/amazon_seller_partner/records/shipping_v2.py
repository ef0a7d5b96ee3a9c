"""The records of Amazon's shippingV2 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
DocumentFormat = Literal["PDF", "PNG", "ZPL"]
DocumentType = Literal["PACKSLIP", "LABEL", "RECEIPT", "CUSTOM_FORM"]
RateItemID = Literal[
    "BASE_RATE",
    "TRANSACTION_FEE",
    "ADULT_SIGNATURE_CONFIRMATION",
    "SIGNATURE_CONFIRMATION",
    "NO_CONFIRMATION",
    "WAIVE_SIGNATURE",
    "IMPLIED_LIABILITY",
    "HIDDEN_POSTAGE",
    "DECLARED_VALUE",
    "SUNDAY_HOLIDAY_DELIVERY",
    "DELIVERY_CONFIRMATION",
    "IMPORT_DUTY_CHARGE",
    "VAT",
    "NO_SATURDAY_DELIVERY",
    "INSURANCE",
    "COD",
    "FUEL_SURCHARGE",
    "INSPECTION_CHARGE",
    "DELIVERY_AREA_SURCHARGE",
    "WAYBILL_CHARGE",
    "AMAZON_SPONSORED_DISCOUNT",
    "INTEGRATOR_SPONSORED_DISCOUNT",
    "OVERSIZE_SURCHARGE",
    "CONGESTION_CHARGE",
    "RESIDENTIAL_SURCHARGE",
    "ADDITIONAL_SURCHARGE",
    "SURCHARGE",
    "REBATE",
    "HIGH_CUBE_SURCHARGE",
    "HIGH_LENGTH_SURCHARGE",
    "HIGH_WIDTH_SURCHARGE",
    "DEMAND_SURCHARGE",
    "NONSTANDARD_FEE",
]
RateItemType = Literal["MANDATORY", "OPTIONAL", "INCLUDED"]
PaymentType = Literal["PAY_THROUGH_AMAZON", "PAY_DIRECT_TO_CARRIER"]
IneligibilityReasonCode = Literal[
    "NO_COVERAGE",
    "PICKUP_SLOT_RESTRICTION",
    "UNSUPPORTED_VAS",
    "VAS_COMBINATION_RESTRICTION",
    "SIZE_RESTRICTIONS",
    "WEIGHT_RESTRICTIONS",
    "LATE_DELIVERY",
    "PROGRAM_CONSTRAINTS",
    "TERMS_AND_CONDITIONS_NOT_ACCEPTED",
    "UNKNOWN",
]
EventCode = Literal[
    "ReadyForReceive",
    "PickupDone",
    "Delivered",
    "Departed",
    "DeliveryAttempted",
    "Lost",
    "OutForDelivery",
    "ArrivedAtCarrierFacility",
    "Rejected",
    "Undeliverable",
    "PickupCancelled",
    "ReturnInitiated",
    "AvailableForPickup",
    "RecipientRequestedAlternateDeliveryTiming",
]
ShipmentType = Literal["FORWARD", "RETURNS"]
Status = Literal[
    "PreTransit",
    "InTransit",
    "Delivered",
    "Lost",
    "OutForDelivery",
    "Rejected",
    "Undeliverable",
    "DeliveryAttempted",
    "PickupCancelled",
    "AwaitingCustomerPickup",
]
DetailCodes = Literal[
    "BusinessClosed",
    "CustomerUnavailable",
    "PaymentNotReady",
    "OtpNotAvailable",
    "DeliveryAttempted",
    "UnableToAccess",
    "UnableToContactRecipient",
    "DeliveredToBehindWheelieBin",
    "DeliveredToPorch",
    "DeliveredToGarage",
    "DeliveredToGarden",
    "DeliveredToGreenhouse",
    "DeliveredToMailSlot",
    "DeliveredToMailRoom",
    "DeliveredToNeighbor",
    "DeliveredToRearDoor",
    "DeliveredToReceptionist",
    "DeliveredToShed",
    "DeliveredWithOTP",
    "Signed",
    "Damaged",
    "IncorrectItems",
    "NotRequired",
    "Rejected",
    "RejectedByRecipientWithVerification",
    "CancelledByRecipient",
    "AddressNotFound",
    "HazmatShipment",
    "Undeliverable",
    "ArrivedAtLocalFacility",
]
AccessPointType = Literal[
    "HELIX", "CAMPUS_LOCKER", "OMNI_LOCKER", "ODIN_LOCKER", "DOBBY_LOCKER", "CORE_LOCKER", "3P", "CAMPUS_ROOM"
]
AccountType = Literal["SHIPPER_ACCOUNT", "SHIPPER_ACCOUNT_WITH_INVOICE", "AMAZON_ACCOUNT"]
InputType = Literal["TEXTBOX", "PASSWORD"]
AccountStatus = Literal["ACTIVE", "INACTIVE", "PENDING", "SUSPENDED"]
GenerationStatus = Literal["Completed", "InProgress"]


class GetRatesResult(TypedDict, total=False):
    requestToken: Required[str]
    rates: Required[list[Rate]]
    ineligibleRates: list[IneligibleRate]


class Rate(TypedDict, total=False):
    rateId: Required[str]
    carrierId: Required[str]
    carrierName: Required[str]
    serviceId: Required[str]
    serviceName: Required[str]
    billedWeight: Weight
    totalCharge: Required[Currency]
    promise: Required[Promise]
    supportedDocumentSpecifications: Required[list[SupportedDocumentSpecification]]
    availableValueAddedServiceGroups: list[AvailableValueAddedServiceGroup]
    requiresAdditionalInputs: Required[bool]
    rateItemList: list[RateItem]
    paymentType: PaymentType
    benefits: Benefits


class Weight(TypedDict, total=False):
    unit: Required[Literal["GRAM", "KILOGRAM", "OUNCE", "POUND"]]
    value: Required[float]


class Currency(TypedDict, total=False):
    value: Required[float]
    unit: Required[str]


class Promise(TypedDict, total=False):
    deliveryWindow: TimeWindow
    pickupWindow: TimeWindow


class TimeWindow(TypedDict, total=False):
    start: str
    end: str


class SupportedDocumentSpecification(TypedDict, total=False):
    format: Required[DocumentFormat]
    size: Required[DocumentSize]
    printOptions: Required[list[PrintOption]]


class DocumentSize(TypedDict, total=False):
    width: Required[float]
    length: Required[float]
    unit: Required[Literal["INCH", "CENTIMETER"]]


class PrintOption(TypedDict, total=False):
    supportedDPIs: list[int]
    supportedPageLayouts: Required[list[str]]
    supportedFileJoiningOptions: Required[list[bool]]
    supportedDocumentDetails: Required[list[SupportedDocumentDetail]]


class SupportedDocumentDetail(TypedDict, total=False):
    name: Required[DocumentType]
    isMandatory: Required[bool]


class AvailableValueAddedServiceGroup(TypedDict, total=False):
    groupId: Required[str]
    groupDescription: Required[str]
    isRequired: Required[bool]
    valueAddedServices: list[ValueAddedService]


class ValueAddedService(TypedDict, total=False):
    id: Required[str]
    name: Required[str]
    cost: Required[Currency]


class RateItem(TypedDict, total=False):
    rateItemID: RateItemID
    rateItemType: RateItemType
    rateItemCharge: Currency
    rateItemNameLocalization: str


class Benefits(TypedDict, total=False):
    includedBenefits: Required[list[str]]
    excludedBenefits: Required[list[ExcludedBenefit]]


class ExcludedBenefit(TypedDict, total=False):
    benefit: Required[str]
    reasonCodes: list[str]


class IneligibleRate(TypedDict, total=False):
    serviceId: Required[str]
    serviceName: Required[str]
    carrierName: Required[str]
    carrierId: Required[str]
    ineligibilityReasons: Required[list[IneligibilityReason]]


class IneligibilityReason(TypedDict, total=False):
    code: Required[IneligibilityReasonCode]
    message: Required[str]


class PurchaseShipmentResult(TypedDict, total=False):
    shipmentId: Required[str]
    packageDocumentDetails: Required[list[PackageDocumentDetail]]
    promise: Required[Promise]
    benefits: Benefits


class PackageDocumentDetail(TypedDict, total=False):
    packageClientReferenceId: Required[str]
    packageDocuments: Required[list[PackageDocument]]
    trackingId: str


class PackageDocument(TypedDict, total=False):
    type: Required[DocumentType]
    format: Required[DocumentFormat]
    contents: Required[str]


class DirectPurchaseResult(TypedDict, total=False):
    shipmentId: Required[str]
    packageDocumentDetailList: list[PackageDocumentDetail]


class OneClickShipmentResult(TypedDict, total=False):
    shipmentId: Required[str]
    packageDocumentDetails: Required[list[PackageDocumentDetail]]
    promise: Required[Promise]
    carrier: Required[Carrier]
    service: Required[Service]
    totalCharge: Required[Currency]


class Carrier(TypedDict, total=False):
    id: Required[str]
    name: Required[str]


class Service(TypedDict, total=False):
    id: Required[str]
    name: Required[str]


class GetTrackingResult(TypedDict, total=False):
    trackingId: Required[str]
    alternateLegTrackingId: Required[str]
    eventHistory: Required[list[Event]]
    promisedDeliveryDate: Required[str]
    summary: Required[TrackingSummary]


class Event(TypedDict, total=False):
    eventCode: Required[EventCode]
    location: Location
    eventTime: Required[str]
    shipmentType: ShipmentType


class Location(TypedDict, total=False):
    stateOrRegion: str
    city: str
    countryCode: str
    postalCode: str


class TrackingSummary(TypedDict, total=False):
    status: Status
    trackingDetailCodes: TrackingDetailCodes


class TrackingDetailCodes(TypedDict, total=False):
    forward: Required[list[DetailCodes]]
    returns: Required[list[DetailCodes]]


class GetShipmentDocumentsResult(TypedDict, total=False):
    shipmentId: Required[str]
    packageDocumentDetail: Required[PackageDocumentDetail]
    benefits: Benefits


class GetAccessPointsResult(TypedDict, total=False):
    accessPointsMap: Required[dict[str, list[AccessPoint]]]


class AccessPoint(TypedDict, total=False):
    accessPointId: str
    name: str
    timezone: str
    type: AccessPointType
    accessibilityAttributes: AccessibilityAttributes
    address: Address
    exceptionOperatingHours: list[ExceptionOperatingHours]
    assistanceType: Literal["STAFF_ASSISTED", "SELF_ASSISTED"]
    score: str
    standardOperatingHours: dict[str, OperatingHours]


class AccessibilityAttributes(TypedDict, total=False):
    distance: str
    driveTime: int


class Address(TypedDict, total=False):
    name: Required[str]
    addressLine1: Required[str]
    addressLine2: str
    addressLine3: str
    companyName: str
    stateOrRegion: Required[str]
    city: Required[str]
    countryCode: Required[str]
    postalCode: Required[str]
    email: str
    phoneNumber: str
    geocode: Geocode


class Geocode(TypedDict, total=False):
    latitude: str
    longitude: str


class ExceptionOperatingHours(TypedDict, total=False):
    dateRange: DateRange
    operatingHours: OperatingHours


class DateRange(TypedDict, total=False):
    startDate: str
    endDate: str


class OperatingHours(TypedDict, total=False):
    closingTime: TimeOfDay
    openingTime: TimeOfDay
    midDayClosures: list[TimeOfDay]


class TimeOfDay(TypedDict, total=False):
    hourOfDay: int
    minuteOfHour: int
    secondOfMinute: int


class CreateClaimResponse(TypedDict, total=False):
    claimId: str


class LinkableCarrier(TypedDict, total=False):
    carrierId: str
    linkableAccountTypes: list[LinkableAccountType]


class LinkableAccountType(TypedDict, total=False):
    accountType: AccountType
    carrierAccountInputs: list[CarrierAccountInput]


class CarrierAccountInput(TypedDict, total=False):
    descriptionLocalizationKey: str
    name: str
    groupName: str
    inputType: InputType
    isMandatory: bool
    isConfidential: bool
    isHidden: bool
    validationMetadata: list[ValidationMetadata]


class ValidationMetadata(TypedDict, total=False):
    errorMessage: str
    validationStrategy: str
    value: str


class ActiveAccount(TypedDict, total=False):
    accountId: str
    carrierId: str


class LinkCarrierAccountResponse(TypedDict, total=False):
    registrationStatus: AccountStatus
    accountId: str


class UnlinkCarrierAccountResponse(TypedDict, total=False):
    isUnlinked: bool


class CollectionsFormDocument(TypedDict, total=False):
    base64EncodedContent: str
    documentFormat: str


class CollectionFormsHistoryRecord(TypedDict, total=False):
    carrierName: str
    creationDate: str
    generationStatus: GenerationStatus
    collectionFormId: str
    shipFromAddress: Address


class UnmanifestedCarrierInformation(TypedDict, total=False):
    carrierId: str
    carrierName: str
    unmanifestedShipmentLocationList: list[UnmanifestedShipmentLocation]


class UnmanifestedShipmentLocation(TypedDict, total=False):
    address: Address
    lastManifestDate: str


class AccessPointDetailsBody(TypedDict, total=False):
    access_point_id: str


class AddressBody(TypedDict, total=False):
    name: Required[str]
    address_line1: Required[str]
    address_line2: str
    address_line3: str
    company_name: str
    state_or_region: Required[str]
    city: Required[str]
    country_code: Required[str]
    postal_code: Required[str]
    email: str
    phone_number: str
    geocode: GeocodeBody


class AmazonOrderDetailsBody(TypedDict, total=False):
    order_id: Required[str]


class AmazonShipmentDetailsBody(TypedDict, total=False):
    shipment_id: Required[str]


class CarrierAccountBody(TypedDict, total=False):
    carrier_account_id: Required[str]
    carrier_id: Required[str]


class CarrierAccountAttributeBody(TypedDict, total=False):
    attribute_name: str
    property_group: str
    value: str


class ChannelDetailsBody(TypedDict, total=False):
    channel_type: Required[Literal["AMAZON", "EXTERNAL"]]
    amazon_order_details: AmazonOrderDetailsBody
    amazon_shipment_details: AmazonShipmentDetailsBody


class ChargeComponentBody(TypedDict, total=False):
    amount: CurrencyBody
    charge_type: Literal["TAX", "DISCOUNT"]


class ClientReferenceDetailBody(TypedDict, total=False):
    client_reference_type: Required[Literal["IntegratorShipperId", "IntegratorMerchantId"]]
    client_reference_id: Required[str]


class CollectOnDeliveryBody(TypedDict, total=False):
    amount: Required[CurrencyBody]


class CurrencyBody(TypedDict, total=False):
    value: Required[float]
    unit: Required[str]


class DangerousGoodsDetailsBody(TypedDict, total=False):
    united_nations_regulatory_id: str
    transportation_regulatory_class: str
    packing_group: Literal["I", "II", "III"]
    packing_instruction: Literal[
        "PI965_SECTION_IA",
        "PI965_SECTION_IB",
        "PI965_SECTION_II",
        "PI966_SECTION_I",
        "PI966_SECTION_II",
        "PI967_SECTION_I",
        "PI967_SECTION_II",
        "PI968_SECTION_IA",
        "PI968_SECTION_IB",
        "PI969_SECTION_I",
        "PI969_SECTION_II",
        "PI970_SECTION_I",
        "PI970_SECTION_II",
    ]


class DateRangeBody(TypedDict, total=False):
    start_date: str
    end_date: str


class DimensionsBody(TypedDict, total=False):
    length: Required[float]
    width: Required[float]
    height: Required[float]
    unit: Required[Literal["INCH", "CENTIMETER"]]


class DirectFulfillmentItemIdentifiersBody(TypedDict, total=False):
    line_item_id: Required[str]
    piece_number: str


class DocumentSizeBody(TypedDict, total=False):
    width: Required[float]
    length: Required[float]
    unit: Required[Literal["INCH", "CENTIMETER"]]


class GeocodeBody(TypedDict, total=False):
    latitude: str
    longitude: str


class GoodsOwnerBody(TypedDict, total=False):
    merchant_id: Required[str]


class InvoiceDetailsBody(TypedDict, total=False):
    invoice_number: str
    invoice_date: Moment


class ItemBody(TypedDict, total=False):
    item_value: CurrencyBody
    description: str
    item_identifier: str
    quantity: Required[int]
    weight: WeightBody
    liquid_volume: LiquidVolumeBody
    is_hazmat: bool
    dangerous_goods_details: DangerousGoodsDetailsBody
    product_type: str
    invoice_details: InvoiceDetailsBody
    serial_numbers: Sequence[str]
    direct_fulfillment_item_identifiers: DirectFulfillmentItemIdentifiersBody


class LiquidVolumeBody(TypedDict, total=False):
    unit: Required[Literal["ML", "L", "FL_OZ", "GAL", "PT", "QT", "C"]]
    value: Required[float]


class NdrRequestDataBody(TypedDict, total=False):
    reschedule_date: Moment
    additional_address_notes: str


class OneClickShipmentValueAddedServiceBody(TypedDict, total=False):
    id: Required[str]
    amount: CurrencyBody


class PackageBody(TypedDict, total=False):
    dimensions: Required[DimensionsBody]
    weight: Required[WeightBody]
    insured_value: Required[CurrencyBody]
    is_hazmat: bool
    seller_display_name: str
    charges: Sequence[ChargeComponentBody]
    package_client_reference_id: Required[str]
    items: Required[Sequence[ItemBody]]


class RequestedDocumentSpecificationBody(TypedDict, total=False):
    format: Required[Literal["PDF", "PNG", "ZPL"]]
    size: Required[DocumentSizeBody]
    dpi: int
    page_layout: str
    need_file_joining: Required[bool]
    requested_document_types: Required[Sequence[Literal["PACKSLIP", "LABEL", "RECEIPT", "CUSTOM_FORM"]]]
    requested_label_customization: RequestedLabelCustomizationBody


class RequestedLabelCustomizationBody(TypedDict, total=False):
    request_attributes: Sequence[
        Literal["PACKAGE_CLIENT_REFERENCE_ID", "SELLER_DISPLAY_NAME", "COLLECT_ON_DELIVERY_AMOUNT"]
    ]


class RequestedValueAddedServiceBody(TypedDict, total=False):
    id: Required[str]


class ServiceSelectionBody(TypedDict, total=False):
    service_id: Required[Sequence[str]]


class ShipperInstructionBody(TypedDict, total=False):
    delivery_notes: str


class TaxDetailBody(TypedDict, total=False):
    tax_type: Required[Literal["GST"]]
    tax_registration_number: Required[str]


class ValueAddedServiceDetailsBody(TypedDict, total=False):
    collect_on_delivery: CollectOnDeliveryBody


class WeightBody(TypedDict, total=False):
    unit: Required[Literal["GRAM", "KILOGRAM", "OUNCE", "POUND"]]
    value: Required[float]
