"""The records of Amazon's financesInvoices_2026-06-25 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class InvoiceHeader(TypedDict, total=False):
    invoiceNumber: Required[str]
    invoiceStatus: Required[
        Literal["IN_PROGRESS", "REJECTED", "PARTIALLY_PAID", "PARTIALLY_DEDUCTED", "PAID", "DEDUCTED"]
    ]
    invoiceType: Required[Literal["AP_INVENTORY", "OTHER"]]
    billingPeriod: BillingPeriod
    payer: Required[PartnerMetadata]
    payee: Required[PartnerMetadata]
    invoiceIdentifier: Required[str]
    issueDate: Required[str]
    dueDate: str
    paymentTerms: str
    invoiceAmount: Required[Currency]
    invoiceAmountBreakdowns: list[Breakdown]
    invoiceSettlementBreakdowns: list[Breakdown]
    relatedIdentifiers: list[RelatedIdentifier]
    creationDate: Required[str]
    lastUpdatedDate: Required[str]


class BillingPeriod(TypedDict, total=False):
    startDate: Required[str]
    endDate: Required[str]


class PartnerMetadata(TypedDict, total=False):
    partnerId: Required[str]
    partnerType: Required[Literal["SELLER", "VENDOR", "AMAZON"]]
    partnerEntities: list[str]
    partnerName: str
    partnerAddress: str
    taxRegistrationNumber: str


class Currency(TypedDict, total=False):
    currencyCode: Required[str]
    currencyAmount: Required[float]


class Breakdown(TypedDict, total=False):
    breakdownType: Required[str]
    breakdownAmount: Required[Currency]
    breakdowns: list[Breakdown]


class RelatedIdentifier(TypedDict, total=False):
    relatedIdentifierName: Required[
        Literal[
            "PAYEE_CODE",
            "PURCHASE_ORDER_IDS",
            "SHORTAGE_INVOICE_IDS",
            "ASN_IDS",
            "RETURN_IDS",
            "AGREEMENT_IDS",
            "PRODUCT_LINE",
            "VENDOR_CODE",
            "UNIQUE_PAYMENT_IDS",
            "WAREHOUSE_ID",
        ]
    ]
    relatedIdentifierValue: Required[list[str]]


class InvoiceItem(TypedDict, total=False):
    lineItemId: Required[str]
    unitCost: Currency
    quantity: int
    taxRateCodes: list[str]
    totalAmount: Required[Currency]
    totalAmountBreakdown: list[Breakdown]
    lineItemContext: Required[LineItemContext]
    relatedItemIdentifiers: list[RelatedIdentifier]


class LineItemContext(TypedDict, total=False):
    lineItemType: Required[Literal["GOODS", "SERVICES", "OTHERS"]]
    itemIdentifiers: list[ItemIdentifier]
    itemDescription: str
    serviceChargeType: Literal["DAMAGE_ALLOWANCE", "PRICE_PROTECTION", "FBA_INVENTORY_STORAGE_FEE", "OTHER"]
    serviceChargePeriod: ServiceChargePeriod
    matchingContext: MatchingContext


class ItemIdentifier(TypedDict, total=False):
    itemIdentifierName: Required[Literal["ASIN", "EXTERNAL_ID", "SKU", "UPC", "EAN", "ISBN"]]
    itemIdentifierValue: Required[str]


class ServiceChargePeriod(TypedDict, total=False):
    startDate: Required[str]
    endDate: Required[str]


class MatchingContext(TypedDict, total=False):
    matchedQuantity: Required[int]
    matchedAmount: Required[Currency]
    quantityVariance: int
    priceVariance: Currency
    paidQuantity: int
    paidAmount: Currency
    varianceReasons: list[VarianceReason]


class VarianceReason(TypedDict, total=False):
    varianceType: Required[Literal["PQV", "PPV", "OTHER"]]
    defectTypes: list[str]
