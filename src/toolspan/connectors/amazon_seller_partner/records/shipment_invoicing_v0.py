"""The records of Amazon's shipmentInvoicingV0 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

AddressTypeEnum = Literal["Residential", "Commercial"]
PaymentMethodEnum = Literal["CreditCard", "DebitCard", "Pix", "BankSlip", "GiftCard", "Other"]
ShipmentInvoiceStatus = Literal["Processing", "Accepted", "Errored", "NotFound"]


class ShipmentDetail(TypedDict, total=False):
    WarehouseId: str
    AmazonOrderId: str
    AmazonShipmentId: str
    PurchaseDate: str
    ShippingAddress: Address
    PaymentMethodDetails: list[str]
    Payments: list[PaymentInformation]
    MarketplaceId: str
    SellerId: str
    BuyerName: str
    BuyerCounty: str
    BuyerTaxInfo: BuyerTaxInfo
    MarketplaceTaxInfo: MarketplaceTaxInfo
    SellerDisplayName: str
    ShipmentItems: list[ShipmentItem]


class Address(TypedDict, total=False):
    Name: str
    AddressLine1: str
    AddressLine2: str
    AddressLine3: str
    City: str
    County: str
    District: str
    StateOrRegion: str
    PostalCode: str
    CountryCode: str
    Phone: str
    AddressType: AddressTypeEnum


class PaymentInformation(TypedDict, total=False):
    PaymentMethod: PaymentMethodEnum
    AcquirerId: str
    CardBrand: str
    PaymentValue: Money
    AuthorizationCode: str


class Money(TypedDict, total=False):
    CurrencyCode: str
    Amount: str


class BuyerTaxInfo(TypedDict, total=False):
    CompanyLegalName: str
    TaxingRegion: str
    TaxClassifications: list[TaxClassification]


class TaxClassification(TypedDict, total=False):
    Name: str
    Value: str


class MarketplaceTaxInfo(TypedDict, total=False):
    CompanyLegalName: str
    TaxingRegion: str
    TaxClassifications: list[TaxClassification]


class ShipmentItem(TypedDict, total=False):
    ASIN: str
    SellerSKU: str
    OrderItemId: str
    Title: str
    QuantityOrdered: float
    ItemPrice: Money
    ShippingPrice: Money
    GiftWrapPrice: Money
    ShippingDiscount: Money
    PromotionDiscount: Money
    SerialNumbers: list[str]


class ShipmentInvoiceStatusResponse(TypedDict, total=False):
    Shipments: ShipmentInvoiceStatusInfo


class ShipmentInvoiceStatusInfo(TypedDict, total=False):
    AmazonShipmentId: str
    InvoiceStatus: ShipmentInvoiceStatus
