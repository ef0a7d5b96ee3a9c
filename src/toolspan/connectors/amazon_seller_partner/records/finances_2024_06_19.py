"""The records of Amazon's finances_2024-06-19 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class Transaction(TypedDict, total=False):
    sellingPartnerMetadata: SellingPartnerMetadata
    relatedIdentifiers: list[RelatedIdentifier]
    transactionType: str
    transactionId: str
    transactionStatus: str
    description: str
    postedDate: str
    totalAmount: Currency
    marketplaceDetails: MarketplaceDetails
    items: list[Item]
    contexts: list[Context]
    breakdowns: list[Breakdown]


class SellingPartnerMetadata(TypedDict, total=False):
    sellingPartnerId: str
    accountType: str
    marketplaceId: str


class RelatedIdentifier(TypedDict, total=False):
    relatedIdentifierName: Literal[
        "ORDER_ID",
        "SHIPMENT_ID",
        "FINANCIAL_EVENT_GROUP_ID",
        "REFUND_ID",
        "INVOICE_ID",
        "DISBURSEMENT_ID",
        "TRANSFER_ID",
        "DEFERRED_TRANSACTION_ID",
        "RELEASE_TRANSACTION_ID",
        "SETTLEMENT_ID",
    ]
    relatedIdentifierValue: str


class Currency(TypedDict, total=False):
    currencyCode: str
    currencyAmount: float


class MarketplaceDetails(TypedDict, total=False):
    marketplaceId: str
    marketplaceName: str


class Item(TypedDict, total=False):
    description: str
    relatedIdentifiers: list[ItemRelatedIdentifier]
    totalAmount: Currency
    breakdowns: list[Breakdown]
    contexts: list[Context]


class ItemRelatedIdentifier(TypedDict, total=False):
    itemRelatedIdentifierName: Literal[
        "ORDER_ADJUSTMENT_ITEM_ID", "COUPON_ID", "REMOVAL_SHIPMENT_ITEM_ID", "TRANSACTION_ID"
    ]
    itemRelatedIdentifierValue: str


class Breakdown(TypedDict, total=False):
    breakdownType: str
    breakdownAmount: Currency
    breakdowns: list[Breakdown]


class Context(TypedDict, total=False):
    contextType: Required[str]
    storeName: Literal["AMAZON_HAUL"]
    orderType: str
    channel: str
    asin: str
    sku: str
    quantityShipped: int
    fulfillmentNetwork: str
    paymentType: str
    paymentMethod: str
    paymentReference: str
    paymentDate: str
    deferralReason: str
    maturityDate: str
    startTime: str
    endTime: str


class Balance(TypedDict, total=False):
    partnerMetadata: PartnerMetadata
    balanceType: Literal["AVAILABLE", "RESERVED", "ACCOUNT_LEVEL_RESERVE", "DEFERRED", "TOTAL"]
    amount: Currency
    balances: list[Balance]
    asOfDate: str
    lastUpdatedTime: str


class PartnerMetadata(TypedDict, total=False):
    partnerId: str
    accountType: str
    marketplaceId: str


class Summary(TypedDict, total=False):
    partnerMetadata: PartnerMetadata
    netProceeds: Currency
    relatedIdentifiers: list[RelatedIdentifier]
    breakdowns: list[Breakdown]
    periodStart: str
    periodEnd: str
