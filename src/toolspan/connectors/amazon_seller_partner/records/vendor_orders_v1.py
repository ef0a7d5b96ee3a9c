"""The records of Amazon's vendorOrders API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime


class Order(TypedDict, total=False):
    purchaseOrderNumber: Required[str]
    purchaseOrderState: Required[Literal["New", "Acknowledged", "Closed"]]
    orderDetails: OrderDetails


class OrderDetails(TypedDict, total=False):
    purchaseOrderDate: Required[str]
    purchaseOrderChangedDate: str
    purchaseOrderStateChangedDate: Required[str]
    purchaseOrderType: Literal["RegularOrder", "ConsignedOrder", "NewProductIntroduction", "RushOrder"]
    importDetails: ImportDetails
    dealCode: str
    paymentMethod: Literal["Invoice", "Consignment", "CreditCard", "Prepaid"]
    buyingParty: PartyIdentification
    sellingParty: PartyIdentification
    shipToParty: PartyIdentification
    billToParty: PartyIdentification
    shipWindow: str
    deliveryWindow: str
    items: Required[list[OrderItem]]


class ImportDetails(TypedDict, total=False):
    methodOfPayment: Literal[
        "PaidByBuyer",
        "CollectOnDelivery",
        "DefinedByBuyerAndSeller",
        "FOBPortOfCall",
        "PrepaidBySeller",
        "PaidBySeller",
    ]
    internationalCommercialTerms: Literal[
        "ExWorks",
        "FreeCarrier",
        "FreeOnBoard",
        "FreeAlongSideShip",
        "CarriagePaidTo",
        "CostAndFreight",
        "CarriageAndInsurancePaidTo",
        "CostInsuranceAndFreight",
        "DeliveredAtTerminal",
        "DeliveredAtPlace",
        "DeliverDutyPaid",
    ]
    portOfDelivery: str
    importContainers: str
    shippingInstructions: str


class PartyIdentification(TypedDict, total=False):
    partyId: Required[str]
    address: Address
    taxInfo: TaxRegistrationDetails


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
    taxRegistrationType: Required[Literal["VAT", "GST"]]
    taxRegistrationNumber: Required[str]


class OrderItem(TypedDict, total=False):
    itemSequenceNumber: Required[str]
    amazonProductIdentifier: str
    vendorProductIdentifier: str
    orderedQuantity: Required[ItemQuantity]
    isBackOrderAllowed: Required[bool]
    netCost: Money
    listPrice: Money


class ItemQuantity(TypedDict, total=False):
    amount: int
    unitOfMeasure: Literal["Cases", "Eaches"]
    unitSize: int


class Money(TypedDict, total=False):
    currencyCode: str
    amount: str
    unitOfMeasure: Literal["POUNDS", "OUNCES", "GRAMS", "KILOGRAMS"]


class TransactionId(TypedDict, total=False):
    transactionId: str


class OrderStatus(TypedDict, total=False):
    purchaseOrderNumber: Required[str]
    purchaseOrderStatus: Required[Literal["OPEN", "CLOSED"]]
    purchaseOrderDate: Required[str]
    lastUpdatedDate: str
    sellingParty: Required[PartyIdentification]
    shipToParty: Required[PartyIdentification]
    itemStatus: Required[list[OrderItemStatus]]


class OrderItemStatus(TypedDict, total=False):
    itemSequenceNumber: Required[str]
    buyerProductIdentifier: str
    vendorProductIdentifier: str
    netCost: Money
    listPrice: Money
    orderedQuantity: OrderItemStatusOrderedQuantity
    acknowledgementStatus: OrderItemStatusAcknowledgementStatus
    receivingStatus: OrderItemStatusReceivingStatus


class OrderItemStatusOrderedQuantity(TypedDict, total=False):
    orderedQuantity: ItemQuantity
    orderedQuantityDetails: list[OrderedQuantityDetails]


class OrderedQuantityDetails(TypedDict, total=False):
    updatedDate: str
    orderedQuantity: ItemQuantity
    cancelledQuantity: ItemQuantity


class OrderItemStatusAcknowledgementStatus(TypedDict, total=False):
    confirmationStatus: Literal["ACCEPTED", "PARTIALLY_ACCEPTED", "REJECTED", "UNCONFIRMED"]
    acceptedQuantity: ItemQuantity
    rejectedQuantity: ItemQuantity
    acknowledgementStatusDetails: list[AcknowledgementStatusDetails]


class AcknowledgementStatusDetails(TypedDict, total=False):
    acknowledgementDate: str
    acceptedQuantity: ItemQuantity
    rejectedQuantity: ItemQuantity


class OrderItemStatusReceivingStatus(TypedDict, total=False):
    receiveStatus: Literal["NOT_RECEIVED", "PARTIALLY_RECEIVED", "RECEIVED"]
    receivedQuantity: ItemQuantity
    lastReceiveDate: str


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


class ItemQuantityBody(TypedDict, total=False):
    amount: int
    unit_of_measure: Literal["Cases", "Eaches"]
    unit_size: int


class MoneyBody(TypedDict, total=False):
    currency_code: str
    amount: str
    unit_of_measure: Literal["POUNDS", "OUNCES", "GRAMS", "KILOGRAMS"]


class OrderAcknowledgementBody(TypedDict, total=False):
    purchase_order_number: Required[str]
    selling_party: Required[PartyIdentificationBody]
    acknowledgement_date: Required[Moment]
    items: Required[Sequence[OrderAcknowledgementItemBody]]


class OrderAcknowledgementItemBody(TypedDict, total=False):
    item_sequence_number: str
    amazon_product_identifier: str
    vendor_product_identifier: str
    ordered_quantity: Required[ItemQuantityBody]
    net_cost: MoneyBody
    list_price: MoneyBody
    discount_multiplier: str
    item_acknowledgements: Required[Sequence[OrderItemAcknowledgementBody]]


class OrderItemAcknowledgementBody(TypedDict, total=False):
    acknowledgement_code: Required[Literal["Accepted", "Backordered", "Rejected"]]
    acknowledged_quantity: Required[ItemQuantityBody]
    scheduled_ship_date: Moment
    scheduled_delivery_date: Moment
    rejection_reason: Literal["TemporarilyUnavailable", "InvalidProductIdentifier", "ObsoleteProduct"]


class PartyIdentificationBody(TypedDict, total=False):
    party_id: Required[str]
    address: AddressBody
    tax_info: TaxRegistrationDetailsBody


class TaxRegistrationDetailsBody(TypedDict, total=False):
    tax_registration_type: Required[Literal["VAT", "GST"]]
    tax_registration_number: Required[str]
