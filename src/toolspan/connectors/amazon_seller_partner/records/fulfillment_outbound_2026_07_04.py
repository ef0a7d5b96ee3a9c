"""The records of Amazon's fulfillmentOutbound_2026-07-04 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime


class GetOrderPreviewResponse(TypedDict, total=False):
    plannedShipments: Required[list[PreviewPlannedShipment]]
    constraints: list[Constraint]


class PreviewPlannedShipment(TypedDict, total=False):
    estimatedShippingWeight: Weight
    items: Required[list[PreviewPlannedShipmentItem]]
    offers: list[PreviewDeliveryOffer]


class Weight(TypedDict, total=False):
    unit: Required[str]
    value: Required[str]


class PreviewPlannedShipmentItem(TypedDict, total=False):
    productIdentifier: Required[ProductIdentifier]
    amount: Required[Amount]


class ProductIdentifier(TypedDict, total=False):
    amazonSku: Required[str]


class Amount(TypedDict, total=False):
    unit: str
    value: Required[str]


class PreviewDeliveryOffer(TypedDict, total=False):
    estimatedPrice: EstimatedPrice
    fulfillmentConfiguration: PreviewOfferFulfillmentConfiguration


class EstimatedPrice(TypedDict, total=False):
    rollupPrices: Required[list[RollupPrice]]
    totalPrice: Required[Money]


class RollupPrice(TypedDict, total=False):
    type: Required[str]
    value: Required[Money]


class Money(TypedDict, total=False):
    currencyCode: Required[str]
    amount: Required[str]


class PreviewOfferFulfillmentConfiguration(TypedDict, total=False):
    serviceLevel: PreviewOfferServiceLevel
    services: PreviewOfferServices


class PreviewOfferServiceLevel(TypedDict, total=False):
    serviceTier: str
    deliveryInterval: TimeInterval
    shipInterval: TimeInterval


class TimeInterval(TypedDict, total=False):
    startTime: Required[str]
    endTime: Required[str]


class PreviewOfferServices(TypedDict, total=False):
    packaging: PreviewPackagingService
    delivery: PreviewDeliveryService
    additional: dict[str, str]


class PreviewPackagingService(TypedDict, total=False):
    packagingOption: str
    overbox: str


class PreviewDeliveryService(TypedDict, total=False):
    paymentOnDelivery: str


class Constraint(TypedDict, total=False):
    message: Required[str]
    type: Required[str]
    code: Required[str]
    details: list[ConstraintDetail]


class ConstraintDetail(TypedDict, total=False):
    type: Required[str]
    value: Required[str]


class OfferResult(TypedDict, total=False):
    item: OfferItem
    offers: list[OfferOption]
    constraints: list[Constraint]


class OfferItem(TypedDict, total=False):
    productIdentifier: ProductIdentifier


class OfferOption(TypedDict, total=False):
    expiryTime: str
    fulfillmentConfiguration: OfferOptionFulfillmentConfiguration


class OfferOptionFulfillmentConfiguration(TypedDict, total=False):
    serviceLevel: OfferServiceLevel


class OfferServiceLevel(TypedDict, total=False):
    serviceTier: str
    deliveryInterval: TimeInterval


class FulfillmentOrder(TypedDict, total=False):
    orderId: Required[str]
    channel: str
    receiveTime: Required[str]
    status: str
    statusUpdateTime: str
    fulfillmentConfiguration: OrderResponseFulfillmentConfiguration
    origin: OrderOrigin
    destination: OrderDestination
    lineItems: Required[list[OrderLineItem]]
    shipments: list[Shipment]
    paymentInformation: PaymentInformation


class OrderResponseFulfillmentConfiguration(TypedDict, total=False):
    serviceLevel: ServiceLevel
    action: str
    policy: str
    services: OrderServices


class ServiceLevel(TypedDict, total=False):
    serviceTiers: list[str]
    deliveryInterval: TimeInterval


class OrderServices(TypedDict, total=False):
    packaging: PackagingService
    delivery: dict[str, Any]
    additional: dict[str, str]


class PackagingService(TypedDict, total=False):
    packagingOption: str
    overbox: str
    packingSlip: OrderPackingSlip


class OrderPackingSlip(TypedDict, total=False):
    templateName: str
    templateAttributes: dict[str, str]


class OrderOrigin(TypedDict, total=False):
    countryCode: Required[str]


class OrderDestination(TypedDict, total=False):
    deliveryAddress: Required[Address]
    deliveryNotes: str
    dropOffLocation: OrderDropOffLocation


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
    email: str


class OrderDropOffLocation(TypedDict, total=False):
    type: str
    attributes: dict[str, dict[str, Any]]


class OrderLineItem(TypedDict, total=False):
    lineItemId: Required[str]
    product: Required[OrderProduct]
    amount: Required[Amount]
    cancelledAmount: Amount
    unfulfillableAmount: Amount
    fulfillmentConfiguration: LineItemFulfillmentConfiguration


class OrderProduct(TypedDict, total=False):
    productIdentifier: Required[ProductIdentifier]
    perUnitDeclaredValue: Money


class LineItemFulfillmentConfiguration(TypedDict, total=False):
    services: OrderLineItemServices


class OrderLineItemServices(TypedDict, total=False):
    packaging: OrderLineItemPackagingService
    delivery: OrderLineItemDeliveryService


class OrderLineItemPackagingService(TypedDict, total=False):
    packingSlip: OrderPackingSlip


class OrderLineItemDeliveryService(TypedDict, total=False):
    paymentOnDelivery: OrderLineItemPaymentOnDelivery


class OrderLineItemPaymentOnDelivery(TypedDict, total=False):
    perUnitServicePrice: Money


class Shipment(TypedDict, total=False):
    amazonShipmentId: Required[str]
    amazonFacility: Required[AmazonFacility]
    status: Required[str]
    shipTime: str
    deliveryTime: str
    shippingNotes: list[str]
    items: Required[list[ShipmentItem]]
    packages: list[Package]
    serviceLevel: ShipmentServiceLevel


class AmazonFacility(TypedDict, total=False):
    facilityId: Required[str]
    address: Address


class ShipmentItem(TypedDict, total=False):
    productIdentifier: Required[ProductIdentifier]
    lineItemId: Required[str]
    amount: Required[Amount]
    packageId: str
    unitIdentifiers: dict[str, list[str]]
    shipmentItemId: str


class Package(TypedDict, total=False):
    packageId: Required[str]
    deliveryTime: str
    status: str
    tracking: Tracking
    shipmentItemIds: list[str]


class Tracking(TypedDict, total=False):
    carrier: CarrierTracking
    amazon: AmazonTracking
    dropOffLocation: OrderDropOffLocation
    proofOfDelivery: ProofOfDelivery


class CarrierTracking(TypedDict, total=False):
    trackingNumber: str
    carrierCode: Required[str]
    trackingUrl: str


class AmazonTracking(TypedDict, total=False):
    trackingNumber: str
    trackingUrl: str


class ProofOfDelivery(TypedDict, total=False):
    deliveryPhotoUrl: str
    receivedBy: str


class ShipmentServiceLevel(TypedDict, total=False):
    serviceTier: str


class PaymentInformation(TypedDict, total=False):
    payments: list[Payment]


class Payment(TypedDict, total=False):
    paymentId: str
    paymentMethod: str
    paymentTime: str


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
    email: str


class AmazonTrackingBody(TypedDict, total=False):
    tracking_number: str
    tracking_url: str


class AmountBody(TypedDict, total=False):
    unit: str
    value: Required[str]


class CarrierTrackingBody(TypedDict, total=False):
    tracking_number: str
    carrier_code: Required[str]
    tracking_url: str


class CreateOrderLineItemBody(TypedDict, total=False):
    line_item_id: Required[str]
    product: Required[OrderProductBody]
    amount: Required[AmountBody]
    fulfillment_configuration: LineItemFulfillmentConfigurationBody


class LineItemFulfillmentConfigurationBody(TypedDict, total=False):
    services: OrderLineItemServicesBody


class MoneyBody(TypedDict, total=False):
    currency_code: Required[str]
    amount: Required[str]


class OfferDestinationBody(TypedDict, total=False):
    delivery_address: VariablePrecisionAddressBody
    ip_address: str


class OfferFulfillmentConfigurationBody(TypedDict, total=False):
    service_level: PreviewServiceLevelBody


class OfferItemBody(TypedDict, total=False):
    product_identifier: ProductIdentifierBody


class OrderDestinationBody(TypedDict, total=False):
    delivery_address: Required[AddressBody]
    delivery_notes: str
    drop_off_location: OrderDropOffLocationBody


class OrderDropOffLocationBody(TypedDict, total=False):
    type: str
    attributes: Mapping[str, Any]


class OrderFulfillmentConfigurationBody(TypedDict, total=False):
    service_level: ServiceLevelBody
    action: str
    policy: str
    services: OrderServicesBody


class OrderLineItemDeliveryServiceBody(TypedDict, total=False):
    payment_on_delivery: OrderLineItemPaymentOnDeliveryBody


class OrderLineItemPackagingServiceBody(TypedDict, total=False):
    packing_slip: OrderPackingSlipBody


class OrderLineItemPaymentOnDeliveryBody(TypedDict, total=False):
    per_unit_service_price: MoneyBody


class OrderLineItemServicesBody(TypedDict, total=False):
    packaging: OrderLineItemPackagingServiceBody
    delivery: OrderLineItemDeliveryServiceBody


class OrderOriginBody(TypedDict, total=False):
    country_code: Required[str]


class OrderPackingSlipBody(TypedDict, total=False):
    template_name: str
    template_attributes: Mapping[str, str]


class OrderProductBody(TypedDict, total=False):
    product_identifier: Required[ProductIdentifierBody]
    per_unit_declared_value: MoneyBody


class OrderServicesBody(TypedDict, total=False):
    packaging: PackagingServiceBody
    delivery: Mapping[str, Any]
    additional: Mapping[str, str]


class PackagingServiceBody(TypedDict, total=False):
    packaging_option: str
    overbox: str
    packing_slip: OrderPackingSlipBody


class PaymentBody(TypedDict, total=False):
    payment_id: str
    payment_method: str
    payment_time: Moment


class PaymentInformationBody(TypedDict, total=False):
    payments: Sequence[PaymentBody]


class PreviewDestinationBody(TypedDict, total=False):
    delivery_address: Required[AddressBody]


class PreviewFulfillmentConfigurationBody(TypedDict, total=False):
    service_level: PreviewServiceLevelBody
    services: PreviewServicesBody


class PreviewLineItemBody(TypedDict, total=False):
    product: Required[PreviewProductBody]
    amount: Required[AmountBody]


class PreviewPackagingServiceBody(TypedDict, total=False):
    packaging_option: str
    overbox: str


class PreviewProductBody(TypedDict, total=False):
    product_identifier: Required[ProductIdentifierBody]
    per_unit_declared_value: MoneyBody


class PreviewServiceLevelBody(TypedDict, total=False):
    service_tiers: Sequence[str]


class PreviewServicesBody(TypedDict, total=False):
    packaging: PreviewPackagingServiceBody
    additional: Mapping[str, str]


class ProductIdentifierBody(TypedDict, total=False):
    amazon_sku: Required[str]


class ProofOfDeliveryBody(TypedDict, total=False):
    delivery_photo_url: str
    received_by: str


class ServiceLevelBody(TypedDict, total=False):
    service_tiers: Sequence[str]
    delivery_interval: TimeIntervalBody


class TimeIntervalBody(TypedDict, total=False):
    start_time: Required[Moment]
    end_time: Required[Moment]


class TrackingBody(TypedDict, total=False):
    carrier: CarrierTrackingBody
    amazon: AmazonTrackingBody
    drop_off_location: OrderDropOffLocationBody
    proof_of_delivery: ProofOfDeliveryBody


class UpdateOrderFulfillmentConfigurationBody(TypedDict, total=False):
    action: str


class VariablePrecisionAddressBody(TypedDict, total=False):
    address_line1: str
    address_line2: str
    address_line3: str
    city: str
    district_or_county: str
    state_or_region: str
    postal_code: Required[str]
    country_code: Required[str]
