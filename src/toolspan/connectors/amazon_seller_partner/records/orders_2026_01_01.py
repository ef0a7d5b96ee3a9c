"""The records of Amazon's orders_2026-01-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict

FulfillmentStatus = Literal[
    "PENDING_AVAILABILITY",
    "PENDING",
    "UNSHIPPED",
    "PARTIALLY_SHIPPED",
    "SHIPPED",
    "CANCELLED",
    "UNFULFILLABLE",
]
ConstraintType = Literal["MANDATORY"]


class Order(TypedDict, total=False):
    orderId: Required[str]
    orderAliases: list[Alias]
    createdTime: Required[str]
    lastUpdatedTime: Required[str]
    programs: list[str]
    associatedOrders: list[AssociatedOrder]
    salesChannel: Required[SalesChannel]
    buyer: Buyer
    recipient: Recipient
    proceeds: OrderProceeds
    payment: OrderPayment
    tax: OrderTax
    fulfillment: OrderFulfillment
    orderItems: Required[list[OrderItem]]
    packages: list[OrderPackage]
    fulfillmentOrders: list[FulfillmentOrder]


class Alias(TypedDict, total=False):
    aliasId: Required[str]
    aliasType: Required[str]


class AssociatedOrder(TypedDict, total=False):
    orderId: str
    associationType: str


class SalesChannel(TypedDict, total=False):
    channelName: Required[str]
    marketplaceId: str
    marketplaceName: str


class Buyer(TypedDict, total=False):
    buyerName: str
    buyerEmail: str
    buyerCompanyName: str
    buyerPurchaseOrderNumber: str


class Recipient(TypedDict, total=False):
    deliveryAddress: CustomerAddress
    deliveryPreference: DeliveryPreference


class CustomerAddress(TypedDict, total=False):
    name: str
    companyName: str
    addressLine1: str
    addressLine2: str
    addressLine3: str
    city: str
    districtOrCounty: str
    stateOrRegion: str
    municipality: str
    postalCode: str
    countryCode: str
    phone: str
    extendedFields: AddressExtendedFields
    addressType: str


class AddressExtendedFields(TypedDict, total=False):
    streetName: str
    streetNumber: str
    complement: str
    neighborhood: str


class DeliveryPreference(TypedDict, total=False):
    dropOffLocation: str
    addressInstruction: str
    deliveryTime: PreferredDeliveryTime
    deliveryCapabilities: list[str]


class PreferredDeliveryTime(TypedDict, total=False):
    businessHours: list[BusinessHour]
    exceptionDates: list[ExceptionDate]


class BusinessHour(TypedDict, total=False):
    dayOfWeek: Literal["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
    timeWindows: list[TimeWindow]


class TimeWindow(TypedDict, total=False):
    startTime: HourMinute
    endTime: HourMinute


class HourMinute(TypedDict, total=False):
    hour: int
    minute: int


class ExceptionDate(TypedDict, total=False):
    exceptionDate: str
    exceptionDateType: Literal["CLOSED", "OPEN"]
    timeWindows: list[TimeWindow]


class OrderProceeds(TypedDict, total=False):
    grandTotal: Money
    breakdowns: list[OrderProceedsBreakdown]


class Money(TypedDict, total=False):
    amount: Required[str]
    currencyCode: Required[str]


class OrderProceedsBreakdown(TypedDict, total=False):
    type: Required[str]
    status: str
    subtotal: Required[Money]


class OrderPayment(TypedDict, total=False):
    paymentExecutions: list[PaymentExecution]


class PaymentExecution(TypedDict, total=False):
    paymentMethod: str
    paymentAmount: Money
    acquirerId: str
    cardBrand: str
    authorizationCode: str


class OrderTax(TypedDict, total=False):
    taxRegistrations: list[OrderTaxRegistration]
    taxInvoicing: OrderTaxInvoicing


class OrderTaxRegistration(TypedDict, total=False):
    entityType: str
    legalName: str
    taxRegistrationType: str
    taxRegistrationNumber: str
    taxRegistrationAddress: CustomerAddress
    taxRegistrationAttributes: list[TaxRegistrationAttribute]


class TaxRegistrationAttribute(TypedDict, total=False):
    key: str
    value: str


class OrderTaxInvoicing(TypedDict, total=False):
    buyerInvoicePreference: str
    invoiceStatus: str


class OrderFulfillment(TypedDict, total=False):
    fulfillmentStatus: Required[FulfillmentStatus]
    fulfilledBy: str
    fulfillmentServiceLevel: str
    shipByWindow: DateTimeRange
    deliverByWindow: DateTimeRange
    labelPrintingWindow: DateTimeRange


class DateTimeRange(TypedDict, total=False):
    earliestDateTime: str
    latestDateTime: str


class OrderItem(TypedDict, total=False):
    orderItemId: Required[str]
    quantityOrdered: Required[int]
    measurement: Measurement
    associatedOrderItems: list[AssociatedOrderItem]
    programs: list[str]
    product: Required[ItemProduct]
    proceeds: ItemProceeds
    expense: ItemExpense
    promotion: ItemPromotion
    cancellation: ItemCancellation
    fulfillment: ItemFulfillment
    tax: ItemTax


class Measurement(TypedDict, total=False):
    unit: Required[
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
    value: Required[float]


class AssociatedOrderItem(TypedDict, total=False):
    orderId: str
    orderItemId: str
    associationType: str


class ItemProduct(TypedDict, total=False):
    asin: str
    title: str
    sellerSku: str
    condition: ItemCondition
    price: ItemPrice
    serialNumbers: list[str]
    customization: ItemCustomization


class ItemCondition(TypedDict, total=False):
    conditionType: str
    conditionSubtype: str
    conditionNote: str


class ItemPrice(TypedDict, total=False):
    unitPrice: Money
    priceDesignation: str


class ItemCustomization(TypedDict, total=False):
    customizedUrl: str


class ItemProceeds(TypedDict, total=False):
    proceedsTotal: Money
    breakdowns: list[ItemProceedsBreakdown]


class ItemProceedsBreakdown(TypedDict, total=False):
    type: Required[str]
    subtotal: Required[Money]
    detailedBreakdowns: list[ItemProceedsDetailedBreakdown]


class ItemProceedsDetailedBreakdown(TypedDict, total=False):
    subtype: str
    value: Money


class ItemExpense(TypedDict, total=False):
    pointsCost: ItemPointsCost


class ItemPointsCost(TypedDict, total=False):
    pointsGranted: PointsGranted


class PointsGranted(TypedDict, total=False):
    pointsNumber: int
    pointsMonetaryValue: Money


class ItemPromotion(TypedDict, total=False):
    breakdowns: list[ItemPromotionBreakdown]


class ItemPromotionBreakdown(TypedDict, total=False):
    promotionId: str


class ItemCancellation(TypedDict, total=False):
    cancellationRequest: ItemCancellationRequest
    cancellationExecution: ItemCancellationExecution


class ItemCancellationRequest(TypedDict, total=False):
    requester: str
    cancelReason: str


class ItemCancellationExecution(TypedDict, total=False):
    cancelledBy: str
    cancelReason: str


class ItemFulfillment(TypedDict, total=False):
    quantityFulfilled: int
    quantityUnfulfilled: int
    picking: ItemPicking
    packing: ItemPacking
    shipping: ItemShipping


class ItemPicking(TypedDict, total=False):
    substitutionPreference: ItemSubstitutionPreference


class ItemSubstitutionPreference(TypedDict, total=False):
    substitutionType: Required[Literal["CUSTOMER_PREFERENCE", "AMAZON_RECOMMENDED", "DO_NOT_SUBSTITUTE"]]
    substitutionOptions: list[ItemSubstitutionOption]


class ItemSubstitutionOption(TypedDict, total=False):
    asin: str
    quantityOrdered: int
    sellerSku: str
    title: str
    measurement: Measurement


class ItemPacking(TypedDict, total=False):
    giftOption: GiftOption
    serialNumberRequirement: SerialNumberRequirement


class GiftOption(TypedDict, total=False):
    giftMessage: str
    giftWrapLevel: str


class SerialNumberRequirement(TypedDict, total=False):
    requirementType: str


class ItemShipping(TypedDict, total=False):
    scheduledDeliveryWindow: DateTimeRange
    shippingConstraints: ItemShippingConstraints
    internationalShipping: ItemInternationalShipping


class ItemShippingConstraints(TypedDict, total=False):
    palletDelivery: ConstraintType
    cashOnDelivery: ConstraintType
    signatureConfirmation: ConstraintType
    recipientIdentityVerification: ConstraintType
    recipientAgeVerification: ConstraintType


class ItemInternationalShipping(TypedDict, total=False):
    iossNumber: str


class ItemTax(TypedDict, total=False):
    taxCalculationBreakdowns: list[ItemTaxCalculationBreakdown]
    taxCollections: list[ItemTaxCollection]


class ItemTaxCalculationBreakdown(TypedDict, total=False):
    reportingScheme: str


class ItemTaxCollection(TypedDict, total=False):
    model: str
    responsibleParty: str


class OrderPackage(TypedDict, total=False):
    packageReferenceId: Required[str]
    createdTime: str
    packageStatus: PackageStatus
    carrier: str
    shipTime: str
    shippingService: str
    trackingNumber: str
    shipFromAddress: MerchantAddress
    packageItems: list[PackageItem]


class PackageStatus(TypedDict, total=False):
    status: Required[Literal["PENDING", "IN_TRANSIT", "SHIPPED", "DELIVERED", "CANCELLED", "UNDELIVERABLE"]]
    detailedStatus: str


class MerchantAddress(TypedDict, total=False):
    name: str
    addressLine1: str
    addressLine2: str
    addressLine3: str
    city: str
    districtOrCounty: str
    stateOrRegion: str
    municipality: str
    postalCode: str
    countryCode: str


class PackageItem(TypedDict, total=False):
    orderItemId: Required[str]
    quantity: Required[int]
    transparencyCodes: list[str]


class FulfillmentOrder(TypedDict, total=False):
    fulfillmentOrderId: Required[str]
