"""The records of Amazon's ordersV0 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
VerificationStatus = Literal["Pending", "Approved", "Rejected", "Expired", "Cancelled"]
EasyShipShipmentStatus = Literal[
    "PendingSchedule",
    "PendingPickUp",
    "PendingDropOff",
    "LabelCanceled",
    "PickedUp",
    "DroppedOff",
    "AtOriginFC",
    "AtDestinationFC",
    "Delivered",
    "RejectedByBuyer",
    "Undeliverable",
    "ReturningToSeller",
    "ReturnedToSeller",
    "Lost",
    "OutForDelivery",
    "Damaged",
]
ElectronicInvoiceStatus = Literal["NotRequired", "NotFound", "Processing", "Errored", "Accepted"]
AssociationType = Literal["VALUE_ADD_SERVICE"]
ConstraintType = Literal["MANDATORY"]


class OrderRegulatedInfo(TypedDict, total=False):
    AmazonOrderId: Required[str]
    RegulatedInformation: Required[RegulatedInformation]
    RequiresDosageLabel: Required[bool]
    RegulatedOrderVerificationStatus: Required[RegulatedOrderVerificationStatus]


class RegulatedInformation(TypedDict, total=False):
    Fields: Required[list[RegulatedInformationField]]


class RegulatedInformationField(TypedDict, total=False):
    FieldId: Required[str]
    FieldLabel: Required[str]
    FieldType: Required[Literal["Text", "FileAttachment"]]
    FieldValue: Required[str]


class RegulatedOrderVerificationStatus(TypedDict, total=False):
    Status: Required[VerificationStatus]
    RequiresMerchantAction: Required[bool]
    ValidRejectionReasons: Required[list[RejectionReason]]
    RejectionReason: RejectionReason
    ReviewDate: str
    ExternalReviewerId: str
    ValidVerificationDetails: list[ValidVerificationDetail]
    ValidInterimStatusCodes: list[ValidInterimStatusCode]


class RejectionReason(TypedDict, total=False):
    RejectionReasonId: Required[str]
    RejectionReasonDescription: Required[str]


class ValidVerificationDetail(TypedDict, total=False):
    VerificationDetailType: Required[str]
    ValidVerificationStatuses: Required[list[VerificationStatus]]


class ValidInterimStatusCode(TypedDict, total=False):
    StatusCode: Required[str]
    StatusDescription: Required[str]


class Order(TypedDict, total=False):
    AmazonOrderId: Required[str]
    SellerOrderId: str
    PurchaseDate: Required[str]
    LastUpdateDate: Required[str]
    OrderStatus: Required[
        Literal[
            "Pending",
            "Unshipped",
            "PartiallyShipped",
            "Shipped",
            "Canceled",
            "Unfulfillable",
            "InvoiceUnconfirmed",
            "PendingAvailability",
        ]
    ]
    FulfillmentChannel: Literal["MFN", "AFN"]
    SalesChannel: str
    OrderChannel: str
    ShipServiceLevel: str
    OrderTotal: Money
    NumberOfItemsShipped: int
    NumberOfItemsUnshipped: int
    PaymentExecutionDetail: list[PaymentExecutionDetailItem]
    PaymentMethod: Literal["COD", "CVS", "Other"]
    PaymentMethodDetails: list[str]
    MarketplaceId: str
    ShipmentServiceLevelCategory: str
    EasyShipShipmentStatus: EasyShipShipmentStatus
    CbaDisplayableShippingLabel: str
    OrderType: Literal["StandardOrder", "LongLeadTimeOrder", "Preorder", "BackOrder", "SourcingOnDemandOrder"]
    EarliestShipDate: str
    LatestShipDate: str
    EarliestDeliveryDate: str
    LatestDeliveryDate: str
    IsBusinessOrder: bool
    IsPrime: bool
    IsPremiumOrder: bool
    IsGlobalExpressEnabled: bool
    ReplacedOrderId: str
    IsReplacementOrder: bool
    PromiseResponseDueDate: str
    IsEstimatedShipDateSet: bool
    IsSoldByAB: bool
    IsIBA: bool
    DefaultShipFromLocationAddress: Address
    BuyerInvoicePreference: Literal["INDIVIDUAL", "BUSINESS"]
    BuyerTaxInformation: BuyerTaxInformation
    FulfillmentInstruction: FulfillmentInstruction
    IsISPU: bool
    IsAccessPointOrder: bool
    MarketplaceTaxInfo: MarketplaceTaxInfo
    SellerDisplayName: str
    ShippingAddress: Address
    BuyerInfo: BuyerInfo
    AutomatedShippingSettings: AutomatedShippingSettings
    HasRegulatedItems: bool
    ElectronicInvoiceStatus: ElectronicInvoiceStatus


class Money(TypedDict, total=False):
    CurrencyCode: str
    Amount: str


class PaymentExecutionDetailItem(TypedDict, total=False):
    Payment: Required[Money]
    PaymentMethod: Required[str]
    AcquirerId: str
    CardBrand: str
    AuthorizationCode: str


class Address(TypedDict, total=False):
    Name: str
    CompanyName: str
    AddressLine1: str
    AddressLine2: str
    AddressLine3: str
    City: str
    County: str
    District: str
    StateOrRegion: str
    Municipality: str
    PostalCode: str
    CountryCode: str
    Phone: str
    ExtendedFields: AddressExtendedFields
    AddressType: Literal["Residential", "Commercial"]


class AddressExtendedFields(TypedDict, total=False):
    StreetName: str
    StreetNumber: str
    Complement: str
    Neighborhood: str
    GeoCoordinates: GeoCoordinates


class GeoCoordinates(TypedDict, total=False):
    Latitude: float
    Longitude: float


class BuyerTaxInformation(TypedDict, total=False):
    BuyerLegalCompanyName: str
    BuyerBusinessAddress: str
    BuyerTaxRegistrationId: str
    BuyerTaxOffice: str


class FulfillmentInstruction(TypedDict, total=False):
    FulfillmentSupplySourceId: str


class MarketplaceTaxInfo(TypedDict, total=False):
    TaxClassifications: list[TaxClassification]


class TaxClassification(TypedDict, total=False):
    Name: str
    Value: str


class BuyerInfo(TypedDict, total=False):
    BuyerEmail: str
    BuyerName: str
    BuyerCounty: str
    BuyerTaxInfo: BuyerTaxInfo
    PurchaseOrderNumber: str


class BuyerTaxInfo(TypedDict, total=False):
    CompanyLegalName: str
    TaxingRegion: str
    TaxClassifications: list[TaxClassification]


class AutomatedShippingSettings(TypedDict, total=False):
    HasAutomatedShippingSettings: bool
    AutomatedCarrier: str
    AutomatedShipMethod: str


class OrderItem(TypedDict, total=False):
    ASIN: Required[str]
    SellerSKU: str
    OrderItemId: Required[str]
    AssociatedItems: list[AssociatedItem]
    Title: str
    QuantityOrdered: Required[int]
    QuantityShipped: int
    ProductInfo: ProductInfoDetail
    PointsGranted: PointsGrantedDetail
    ItemPrice: Money
    ShippingPrice: Money
    ItemTax: Money
    ShippingTax: Money
    ShippingDiscount: Money
    ShippingDiscountTax: Money
    PromotionDiscount: Money
    PromotionDiscountTax: Money
    PromotionIds: list[str]
    CODFee: Money
    CODFeeDiscount: Money
    IsGift: str
    ConditionNote: str
    ConditionId: str
    ConditionSubtypeId: str
    ScheduledDeliveryStartDate: str
    ScheduledDeliveryEndDate: str
    PriceDesignation: str
    TaxCollection: TaxCollection
    SerialNumberRequired: bool
    IsTransparency: bool
    IossNumber: str
    StoreChainStoreId: str
    DeemedResellerCategory: Literal["IOSS", "UOSS"]
    BuyerInfo: ItemBuyerInfo
    BuyerRequestedCancel: BuyerRequestedCancel
    SerialNumbers: list[str]
    SubstitutionPreferences: SubstitutionPreferences
    Measurement: Measurement
    ShippingConstraints: ShippingConstraints
    AmazonPrograms: AmazonPrograms


class AssociatedItem(TypedDict, total=False):
    OrderId: str
    OrderItemId: str
    AssociationType: AssociationType


class ProductInfoDetail(TypedDict, total=False):
    NumberOfItems: str


class PointsGrantedDetail(TypedDict, total=False):
    PointsNumber: int
    PointsMonetaryValue: Money


class TaxCollection(TypedDict, total=False):
    Model: Literal["MarketplaceFacilitator"]
    ResponsibleParty: Literal["Amazon Services, Inc."]


class ItemBuyerInfo(TypedDict, total=False):
    BuyerCustomizedInfo: BuyerCustomizedInfoDetail
    GiftWrapPrice: Money
    GiftWrapTax: Money
    GiftMessageText: str
    GiftWrapLevel: str


class BuyerCustomizedInfoDetail(TypedDict, total=False):
    CustomizedURL: str


class BuyerRequestedCancel(TypedDict, total=False):
    IsBuyerRequestedCancel: str
    BuyerCancelReason: str


class SubstitutionPreferences(TypedDict, total=False):
    SubstitutionType: Required[Literal["CUSTOMER_PREFERENCE", "AMAZON_RECOMMENDED", "DO_NOT_SUBSTITUTE"]]
    SubstitutionOptions: list[SubstitutionOption]


class SubstitutionOption(TypedDict, total=False):
    ASIN: str
    QuantityOrdered: int
    SellerSKU: str
    Title: str
    Measurement: Measurement


class Measurement(TypedDict, total=False):
    Unit: Required[
        Literal[
            "OUNCES",
            "POUNDS",
            "KILOGRAMS",
            "GRAMS",
            "MILLIGRAMS",
            "INCHES",
            "FEET",
            "METERS",
            "CENTIMETERS",
            "MILLIMETERS",
            "SQUARE_METERS",
            "SQUARE_CENTIMETERS",
            "SQUARE_FEET",
            "SQUARE_INCHES",
            "GALLONS",
            "PINTS",
            "QUARTS",
            "FLUID_OUNCES",
            "LITERS",
            "CUBIC_METERS",
            "CUBIC_FEET",
            "CUBIC_INCHES",
            "CUBIC_CENTIMETERS",
            "COUNT",
        ]
    ]
    Value: Required[float]


class ShippingConstraints(TypedDict, total=False):
    PalletDelivery: ConstraintType
    SignatureConfirmation: ConstraintType
    RecipientIdentityVerification: ConstraintType
    RecipientAgeVerification: ConstraintType


class AmazonPrograms(TypedDict, total=False):
    Programs: Required[list[str]]


class ApprovedAttributeBody(TypedDict, total=False):
    attribute_name: Required[str]
    original_value: Required[str]
    approved_value: Required[str]


class ConfirmShipmentOrderItemBody(TypedDict, total=False):
    order_item_id: Required[str]
    quantity: Required[int]
    transparency_codes: Sequence[str]


class InterimStatusDetailBody(TypedDict, total=False):
    status_code: Required[str]
    status_date_time: Required[Moment]


class PackageDetailBody(TypedDict, total=False):
    package_reference_id: Required[str]
    carrier_code: Required[str]
    carrier_name: str
    shipping_method: str
    tracking_number: Required[str]
    ship_date: Required[Moment]
    ship_from_supply_source_id: str
    order_items: Required[Sequence[ConfirmShipmentOrderItemBody]]


class PrescriptionDetailBody(TypedDict, total=False):
    prescription_id: Required[str]
    expiration_date: Required[Moment]
    written_quantity: Required[int]
    total_refills_authorized: Required[int]
    refills_remaining: Required[int]
    clinic_id: Required[str]
    usage_instructions: Required[str]


class UpdateVerificationStatusRequestBodyBody(TypedDict, total=False):
    status: Literal["Pending", "Approved", "Rejected", "Expired", "Cancelled"]
    external_reviewer_id: Required[str]
    rejection_reason_id: str
    verification_details: VerificationDetailsBody


class VerificationDetailsBody(TypedDict, total=False):
    prescription_detail: PrescriptionDetailBody
    approved_alternative_details: Sequence[ApprovedAttributeBody]
    interim_status_detail: InterimStatusDetailBody
