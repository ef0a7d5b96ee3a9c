"""The records of Amazon's fulfillmentOutbound_2020-07-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
ShippingSpeedCategory = Literal["Standard", "Expedited", "Priority", "ScheduledDelivery"]
FulfillmentAction = Literal["Ship", "Hold"]
FulfillmentPolicy = Literal["FillOrKill", "FillAll", "FillAllAvailable"]
FulfillmentOrderStatus = Literal[
    "New",
    "Received",
    "Planning",
    "Processing",
    "Cancelled",
    "Complete",
    "CompletePartialled",
    "Unfulfillable",
    "Invalid",
]
CurrentStatus = Literal[
    "IN_TRANSIT",
    "DELIVERED",
    "RETURNING",
    "RETURNED",
    "UNDELIVERABLE",
    "DELAYED",
    "AVAILABLE_FOR_PICKUP",
    "CUSTOMER_ACTION",
    "UNKNOWN",
    "OUT_FOR_DELIVERY",
    "DELIVERY_ATTEMPTED",
    "PICKUP_SUCCESSFUL",
    "PICKUP_CANCELLED",
    "PICKUP_ATTEMPTED",
    "PICKUP_SCHEDULED",
    "RETURN_REQUEST_ACCEPTED",
    "REFUND_ISSUED",
    "RETURN_RECEIVED_IN_FC",
]
AdditionalLocationInfo = Literal[
    "AS_INSTRUCTED",
    "CARPORT",
    "CUSTOMER_PICKUP",
    "DECK",
    "DOOR_PERSON",
    "FRONT_DESK",
    "FRONT_DOOR",
    "GARAGE",
    "GUARD",
    "MAIL_ROOM",
    "MAIL_SLOT",
    "MAILBOX",
    "MC_BOY",
    "MC_GIRL",
    "MC_MAN",
    "MC_WOMAN",
    "NEIGHBOR",
    "OFFICE",
    "OUTBUILDING",
    "PATIO",
    "PORCH",
    "REAR_DOOR",
    "RECEPTIONIST",
    "RECEIVER",
    "SECURE_LOCATION",
    "SIDE_DOOR",
]
EventCode = Literal[
    "EVENT_101",
    "EVENT_102",
    "EVENT_201",
    "EVENT_202",
    "EVENT_203",
    "EVENT_204",
    "EVENT_205",
    "EVENT_206",
    "EVENT_301",
    "EVENT_302",
    "EVENT_304",
    "EVENT_306",
    "EVENT_307",
    "EVENT_308",
    "EVENT_309",
    "EVENT_401",
    "EVENT_402",
    "EVENT_403",
    "EVENT_404",
    "EVENT_405",
    "EVENT_406",
    "EVENT_407",
    "EVENT_408",
    "EVENT_409",
    "EVENT_411",
    "EVENT_412",
    "EVENT_413",
    "EVENT_414",
    "EVENT_415",
    "EVENT_416",
    "EVENT_417",
    "EVENT_418",
    "EVENT_419",
    "EVENT_801",
    "EVENT_804",
]
FulfillmentReturnItemStatus = Literal["New", "Processed"]
ReturnItemDisposition = Literal[
    "Sellable", "Defective", "CustomerDamaged", "CarrierDamaged", "FulfillerDamaged"
]
InvalidItemReasonCode = Literal[
    "InvalidValues", "DuplicateRequest", "NoCompletedShipItems", "NoReturnableQuantity"
]


class FulfillmentPreview(TypedDict, total=False):
    shippingSpeedCategory: Required[ShippingSpeedCategory]
    scheduledDeliveryInfo: ScheduledDeliveryInfo
    isFulfillable: Required[bool]
    isCODCapable: Required[bool]
    estimatedShippingWeight: Weight
    estimatedFees: list[Fee]
    fulfillmentPreviewShipments: list[FulfillmentPreviewShipment]
    unfulfillablePreviewItems: list[UnfulfillablePreviewItem]
    orderUnfulfillableReasons: list[str]
    marketplaceId: Required[str]
    featureConstraints: list[FeatureSettings]


class ScheduledDeliveryInfo(TypedDict, total=False):
    deliveryTimeZone: Required[str]
    deliveryWindows: Required[list[DeliveryWindow]]


class DeliveryWindow(TypedDict, total=False):
    startDate: Required[str]
    endDate: Required[str]


class Weight(TypedDict, total=False):
    unit: Required[Literal["KG", "KILOGRAMS", "LB", "POUNDS"]]
    value: Required[str]


class Fee(TypedDict, total=False):
    name: Required[
        Literal[
            "FBAPerUnitFulfillmentFee",
            "FBAPerOrderFulfillmentFee",
            "FBATransportationFee",
            "FBAFulfillmentCODFee",
        ]
    ]
    amount: Required[Money]


class Money(TypedDict, total=False):
    currencyCode: Required[str]
    value: Required[str]


class FulfillmentPreviewShipment(TypedDict, total=False):
    earliestShipDate: str
    latestShipDate: str
    earliestArrivalDate: str
    latestArrivalDate: str
    shippingNotes: list[str]
    fulfillmentPreviewItems: Required[list[FulfillmentPreviewItem]]


class FulfillmentPreviewItem(TypedDict, total=False):
    sellerSku: Required[str]
    quantity: Required[int]
    sellerFulfillmentOrderItemId: Required[str]
    estimatedShippingWeight: Weight
    shippingWeightCalculationMethod: Literal["Package", "Dimensional"]


class UnfulfillablePreviewItem(TypedDict, total=False):
    sellerSku: Required[str]
    quantity: Required[int]
    sellerFulfillmentOrderItemId: Required[str]
    itemUnfulfillableReasons: list[str]


class FeatureSettings(TypedDict, total=False):
    featureName: str
    featureFulfillmentPolicy: Literal["Required", "NotRequired"]


class DeliveryOffer(TypedDict, total=False):
    expiresAt: str
    dateRange: DateRange
    policy: DeliveryPolicy


class DateRange(TypedDict, total=False):
    earliest: Required[str]
    latest: Required[str]


class DeliveryPolicy(TypedDict, total=False):
    message: DeliveryMessage


class DeliveryMessage(TypedDict, total=False):
    text: str
    locale: str


class FulfillmentOrder(TypedDict, total=False):
    sellerFulfillmentOrderId: Required[str]
    marketplaceId: Required[str]
    displayableOrderId: Required[str]
    displayableOrderDate: Required[str]
    displayableOrderComment: Required[str]
    shippingSpeedCategory: Required[ShippingSpeedCategory]
    deliveryWindow: DeliveryWindow
    destinationAddress: Required[Address]
    fulfillmentAction: FulfillmentAction
    fulfillmentPolicy: FulfillmentPolicy
    codSettings: CODSettings
    receivedDate: Required[str]
    fulfillmentOrderStatus: Required[FulfillmentOrderStatus]
    statusUpdatedDate: Required[str]
    notificationEmails: list[str]
    featureConstraints: list[FeatureSettings]


class Address(TypedDict, total=False):
    name: Required[str]
    addressLine1: Required[str]
    addressLine2: str
    addressLine3: str
    city: str
    districtOrCounty: str
    stateOrRegion: str
    postalCode: Required[str]
    countryCode: Required[str]
    phone: str


class CODSettings(TypedDict, total=False):
    isCodRequired: Required[bool]
    codCharge: Money
    codChargeTax: Money
    shippingCharge: Money
    shippingChargeTax: Money


class PackageTrackingDetails(TypedDict, total=False):
    packageNumber: Required[int]
    trackingNumber: str
    customerTrackingLink: str
    carrierCode: str
    carrierPhoneNumber: str
    carrierURL: str
    shipDate: str
    estimatedArrivalDate: str
    shipToAddress: TrackingAddress
    currentStatus: CurrentStatus
    currentStatusDescription: str
    deliveryWindow: DateRange
    signedForBy: str
    additionalLocationInfo: AdditionalLocationInfo
    trackingEvents: list[TrackingEvent]


class TrackingAddress(TypedDict, total=False):
    city: Required[str]
    state: Required[str]
    country: Required[str]


class TrackingEvent(TypedDict, total=False):
    eventDate: Required[str]
    eventAddress: Required[TrackingAddress]
    eventCode: Required[EventCode]
    eventDescription: Required[str]


class ReasonCodeDetails(TypedDict, total=False):
    returnReasonCode: Required[str]
    description: Required[str]
    translatedDescription: str


class CreateFulfillmentReturnResult(TypedDict, total=False):
    returnItems: list[ReturnItem]
    invalidReturnItems: list[InvalidReturnItem]
    returnAuthorizations: list[ReturnAuthorization]


class ReturnItem(TypedDict, total=False):
    sellerReturnItemId: Required[str]
    sellerFulfillmentOrderItemId: Required[str]
    amazonShipmentId: Required[str]
    sellerReturnReasonCode: Required[str]
    returnComment: str
    amazonReturnReasonCode: str
    status: Required[FulfillmentReturnItemStatus]
    statusChangedDate: Required[str]
    returnAuthorizationId: str
    returnReceivedCondition: ReturnItemDisposition
    fulfillmentCenterId: str


class InvalidReturnItem(TypedDict, total=False):
    sellerReturnItemId: Required[str]
    sellerFulfillmentOrderItemId: Required[str]
    invalidItemReason: Required[InvalidItemReason]


class InvalidItemReason(TypedDict, total=False):
    invalidItemReasonCode: Required[InvalidItemReasonCode]
    description: Required[str]


class ReturnAuthorization(TypedDict, total=False):
    returnAuthorizationId: Required[str]
    fulfillmentCenterId: Required[str]
    returnToAddress: Required[Address]
    amazonRmaId: Required[str]
    rmaPageURL: Required[str]


class GetFulfillmentOrderResult(TypedDict, total=False):
    fulfillmentOrder: Required[FulfillmentOrder]
    fulfillmentOrderItems: Required[list[FulfillmentOrderItem]]
    fulfillmentShipments: list[FulfillmentShipment]
    returnItems: Required[list[ReturnItem]]
    returnAuthorizations: Required[list[ReturnAuthorization]]
    paymentInformation: list[PaymentInformation]


class FulfillmentOrderItem(TypedDict, total=False):
    sellerSku: Required[str]
    sellerFulfillmentOrderItemId: Required[str]
    quantity: Required[int]
    giftMessage: str
    displayableComment: str
    fulfillmentNetworkSku: str
    orderItemDisposition: str
    cancelledQuantity: Required[int]
    unfulfillableQuantity: Required[int]
    estimatedShipDate: str
    estimatedArrivalDate: str
    perUnitPrice: Money
    perUnitTax: Money
    perUnitDeclaredValue: Money


class FulfillmentShipment(TypedDict, total=False):
    amazonShipmentId: Required[str]
    fulfillmentCenterId: Required[str]
    fulfillmentShipmentStatus: Required[
        Literal["PENDING", "SHIPPED", "CANCELLED_BY_FULFILLER", "CANCELLED_BY_SELLER"]
    ]
    shippingDate: str
    estimatedArrivalDate: str
    shippingNotes: list[str]
    fulfillmentShipmentItem: Required[list[FulfillmentShipmentItem]]
    fulfillmentShipmentPackage: list[FulfillmentShipmentPackage]


class FulfillmentShipmentItem(TypedDict, total=False):
    sellerSku: Required[str]
    sellerFulfillmentOrderItemId: Required[str]
    quantity: Required[int]
    packageNumber: int
    serialNumber: str
    manufacturerLotCodes: list[str]


class FulfillmentShipmentPackage(TypedDict, total=False):
    packageNumber: Required[int]
    carrierCode: Required[str]
    trackingNumber: str
    amazonFulfillmentTrackingNumber: str
    estimatedArrivalDate: str
    lockerDetails: LockerDetails
    deliveryInformation: DeliveryInformation


class LockerDetails(TypedDict, total=False):
    lockerNumber: str
    lockerAccessCode: str


class DeliveryInformation(TypedDict, total=False):
    deliveryDocumentList: list[DeliveryDocument]
    dropOffLocation: DropOffLocation


class DeliveryDocument(TypedDict, total=False):
    documentType: Required[str]
    url: str


class DropOffLocation(TypedDict, total=False):
    type: Required[
        Literal[
            "FRONT_DOOR",
            "DELIVERY_BOX",
            "GAS_METER_BOX",
            "BICYCLE_BASKET",
            "GARAGE",
            "RECEPTIONIST",
            "FALLBACK_NEIGHBOR_DELIVERY",
            "DO_NOT_LEAVE_UNATTENDED",
        ]
    ]
    attributes: dict[str, str]


class PaymentInformation(TypedDict, total=False):
    paymentTransactionId: Required[str]
    paymentMode: Required[str]
    paymentDate: Required[str]


class Feature(TypedDict, total=False):
    featureName: Required[str]
    featureDescription: Required[str]
    sellerEligible: bool


class FeatureSku(TypedDict, total=False):
    sellerSku: str
    fnSku: str
    asin: str
    skuCount: float
    overlappingSkus: list[str]


class GetFeatureSkuResult(TypedDict, total=False):
    marketplaceId: Required[str]
    featureName: Required[str]
    isEligible: Required[bool]
    ineligibleReasons: list[str]
    sellerSku: str
    fnSku: str
    asin: str
    skuCount: float


class AddressBody(TypedDict, total=False):
    name: Required[str]
    address_line1: Required[str]
    address_line2: str
    address_line3: str
    city: str
    district_or_county: str
    state_or_region: str
    postal_code: Required[str]
    country_code: Required[str]
    phone: str


class AmountBody(TypedDict, total=False):
    unit_of_measure: Required[Literal["Eaches"]]
    value: Required[str]


class CODSettingsBody(TypedDict, total=False):
    is_cod_required: Required[bool]
    cod_charge: MoneyBody
    cod_charge_tax: MoneyBody
    shipping_charge: MoneyBody
    shipping_charge_tax: MoneyBody


class CreateFulfillmentOrderItemBody(TypedDict, total=False):
    seller_sku: Required[str]
    seller_fulfillment_order_item_id: Required[str]
    quantity: Required[int]
    gift_message: str
    displayable_comment: str
    fulfillment_network_sku: str
    per_unit_declared_value: MoneyBody
    per_unit_price: MoneyBody
    per_unit_tax: MoneyBody


class CreateReturnItemBody(TypedDict, total=False):
    seller_return_item_id: Required[str]
    seller_fulfillment_order_item_id: Required[str]
    amazon_shipment_id: Required[str]
    return_reason_code: Required[str]
    return_comment: str


class DeliveryPreferencesBody(TypedDict, total=False):
    delivery_instructions: str
    drop_off_location: DropOffLocationBody


class DeliveryWindowBody(TypedDict, total=False):
    start_date: Required[Moment]
    end_date: Required[Moment]


class DestinationBody(TypedDict, total=False):
    delivery_address: VariablePrecisionAddressBody
    ip_address: str


class DropOffLocationBody(TypedDict, total=False):
    type: Required[
        Literal[
            "FRONT_DOOR",
            "DELIVERY_BOX",
            "GAS_METER_BOX",
            "BICYCLE_BASKET",
            "GARAGE",
            "RECEPTIONIST",
            "FALLBACK_NEIGHBOR_DELIVERY",
            "DO_NOT_LEAVE_UNATTENDED",
        ]
    ]
    attributes: Mapping[str, str]


class FeatureSettingsBody(TypedDict, total=False):
    feature_name: str
    feature_fulfillment_policy: Literal["Required", "NotRequired"]


class GetDeliveryOffersProductBody(TypedDict, total=False):
    product_identifier: Required[ProductIdentifierBody]
    amount: AmountBody


class GetDeliveryOffersTermsBody(TypedDict, total=False):
    origin: Required[OriginBody]
    destination: Required[DestinationBody]


class GetFulfillmentPreviewItemBody(TypedDict, total=False):
    seller_sku: Required[str]
    quantity: Required[int]
    per_unit_declared_value: MoneyBody
    seller_fulfillment_order_item_id: Required[str]


class MoneyBody(TypedDict, total=False):
    currency_code: Required[str]
    value: Required[str]


class OriginBody(TypedDict, total=False):
    country_code: Required[str]


class PaymentInformationBody(TypedDict, total=False):
    payment_transaction_id: Required[str]
    payment_mode: Required[str]
    payment_date: Required[Moment]


class ProductIdentifierBody(TypedDict, total=False):
    merchant_sku: Required[str]


class UpdateFulfillmentOrderItemBody(TypedDict, total=False):
    seller_sku: str
    seller_fulfillment_order_item_id: Required[str]
    quantity: Required[int]
    gift_message: str
    displayable_comment: str
    fulfillment_network_sku: str
    order_item_disposition: str
    per_unit_declared_value: MoneyBody
    per_unit_price: MoneyBody
    per_unit_tax: MoneyBody


class VariablePrecisionAddressBody(TypedDict, total=False):
    address_line1: str
    address_line2: str
    address_line3: str
    city: str
    district_or_county: str
    state_or_region: str
    postal_code: Required[str]
    country_code: Required[str]
