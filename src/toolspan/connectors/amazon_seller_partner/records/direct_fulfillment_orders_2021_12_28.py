"""The records of Amazon's vendorDirectFulfillmentOrders_2021-12-28 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime


class Order(TypedDict, total=False):
    purchaseOrderNumber: Required[str]
    orderDetails: OrderDetails


class OrderDetails(TypedDict, total=False):
    customerOrderNumber: Required[str]
    orderDate: Required[str]
    orderStatus: Literal["NEW", "SHIPPED", "ACCEPTED", "CANCELLED"]
    shipmentDetails: Required[ShipmentDetails]
    taxTotal: TaxItemDetails
    sellingParty: Required[PartyIdentification]
    shipFromParty: Required[PartyIdentification]
    shipToParty: Required[Address]
    billToParty: Required[PartyIdentification]
    hasCustomizableItems: bool
    items: Required[list[OrderItem]]


class ShipmentDetails(TypedDict, total=False):
    isPriorityShipment: Required[bool]
    isScheduledDeliveryShipment: bool
    isPslipRequired: Required[bool]
    isGift: bool
    shipMethod: Required[str]
    shipmentDates: Required[ShipmentDates]
    messageToCustomer: Required[str]


class ShipmentDates(TypedDict, total=False):
    requiredShipDate: Required[str]
    promisedDeliveryDate: str


class TaxItemDetails(TypedDict, total=False):
    taxLineItem: list[TaxDetails]


class TaxDetails(TypedDict, total=False):
    taxRate: str
    taxAmount: Required[Money]
    taxableAmount: Money
    type: Literal["CONSUMPTION", "GST", "MwSt.", "PST", "TOTAL", "TVA", "VAT"]


class Money(TypedDict, total=False):
    currencyCode: str
    amount: str


class PartyIdentification(TypedDict, total=False):
    partyId: Required[str]
    address: Address
    taxInfo: TaxRegistrationDetails


class Address(TypedDict, total=False):
    name: Required[str]
    attention: str
    addressLine1: Required[str]
    addressLine2: str
    addressLine3: str
    city: str
    county: str
    district: str
    stateOrRegion: Required[str]
    postalCode: str
    countryCode: Required[str]
    phone: str


class TaxRegistrationDetails(TypedDict, total=False):
    taxRegistrationType: Literal["VAT", "GST"]
    taxRegistrationNumber: Required[str]
    taxRegistrationAddress: Address
    taxRegistrationMessages: str


class OrderItem(TypedDict, total=False):
    itemSequenceNumber: Required[str]
    buyerProductIdentifier: str
    vendorProductIdentifier: str
    title: str
    orderedQuantity: Required[ItemQuantity]
    scheduledDeliveryShipment: ScheduledDeliveryShipment
    giftDetails: GiftDetails
    netPrice: Required[Money]
    taxDetails: TaxItemDetails
    totalPrice: Money
    buyerCustomizedInfo: BuyerCustomizedInfoDetail


class ItemQuantity(TypedDict, total=False):
    amount: int
    unitOfMeasure: Literal["Each"]


class ScheduledDeliveryShipment(TypedDict, total=False):
    scheduledDeliveryServiceType: str
    earliestNominatedDeliveryDate: str
    latestNominatedDeliveryDate: str


class GiftDetails(TypedDict, total=False):
    giftMessage: str
    giftWrapId: str


class BuyerCustomizedInfoDetail(TypedDict, total=False):
    customizedUrl: str


class TransactionId(TypedDict, total=False):
    transactionId: str


class AcknowledgementStatusBody(TypedDict, total=False):
    code: str
    description: str


class AddressBody(TypedDict, total=False):
    name: Required[str]
    attention: str
    address_line1: Required[str]
    address_line2: str
    address_line3: str
    city: str
    county: str
    district: str
    state_or_region: Required[str]
    postal_code: str
    country_code: Required[str]
    phone: str


class ItemQuantityBody(TypedDict, total=False):
    amount: int
    unit_of_measure: Literal["Each"]


class OrderAcknowledgementItemBody(TypedDict, total=False):
    purchase_order_number: Required[str]
    vendor_order_number: Required[str]
    acknowledgement_date: Required[Moment]
    acknowledgement_status: Required[AcknowledgementStatusBody]
    selling_party: Required[PartyIdentificationBody]
    ship_from_party: Required[PartyIdentificationBody]
    item_acknowledgements: Required[Sequence[OrderItemAcknowledgementBody]]


class OrderItemAcknowledgementBody(TypedDict, total=False):
    item_sequence_number: Required[str]
    buyer_product_identifier: str
    vendor_product_identifier: str
    acknowledged_quantity: Required[ItemQuantityBody]


class PartyIdentificationBody(TypedDict, total=False):
    party_id: Required[str]
    address: AddressBody
    tax_info: TaxRegistrationDetailsBody


class TaxRegistrationDetailsBody(TypedDict, total=False):
    tax_registration_type: Literal["VAT", "GST"]
    tax_registration_number: Required[str]
    tax_registration_address: AddressBody
    tax_registration_messages: str
