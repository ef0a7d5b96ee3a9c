"""The records of Amazon's transfers_2024-06-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict

PayoutStatusName = Literal["STARTED", "IN_TRANSIT", "PAID", "FAILED", "CANCELLED", "NO_PAYOUT"]
PayoutTypeName = Literal["SCHEDULED", "ON_DEMAND"]
PaymentMethodName = Literal["BANK_ACCOUNT", "DEBIT_CARD"]
RelatedIdentifierName = Literal["SETTLEMENT_ID"]
PaymentMethodType = Literal["BANK_ACCOUNT", "CARD", "SELLER_WALLET"]
AssignmentType = Literal["DEFAULT_DEPOSIT_METHOD"]
ExpectedPayoutStatusName = Literal["SCHEDULED", "DISABLED", "AT_RISK", "NO_PAYOUT_EXPECTED"]


class Payout(TypedDict, total=False):
    id: Required[str]
    partnerMetadata: Required[PartnerMetadata]
    currentStatus: Required[PayoutStatusName]
    statusHistory: Required[list[PayoutStatusEntry]]
    type: PayoutTypeName
    amount: Currency
    accountTail: str
    paymentMethod: PaymentMethodName
    creationDate: str
    paymentRail: str
    traceId: str
    period: Period
    relatedIdentifiers: list[RelatedIdentifier]


class PartnerMetadata(TypedDict, total=False):
    partnerId: Required[str]
    accountType: Required[str]
    marketplaceId: Required[str]


class PayoutStatusEntry(TypedDict, total=False):
    status: Required[PayoutStatusName]
    lastUpdatedDate: Required[str]
    failureReason: str


class Currency(TypedDict, total=False):
    currencyCode: str
    currencyAmount: float


class Period(TypedDict, total=False):
    startDate: Required[str]
    endDate: str


class RelatedIdentifier(TypedDict, total=False):
    relatedIdentifierName: Required[RelatedIdentifierName]
    relatedIdentifierValue: Required[str]


class InitiatePayoutResponse(TypedDict, total=False):
    payoutReferenceId: Required[str]


class PaymentMethodDetails(TypedDict, total=False):
    accountHolderName: str
    paymentMethodId: str
    tail: str
    expiryDate: ExpiryDate
    countryCode: str
    paymentMethodType: PaymentMethodType
    assignmentType: AssignmentType


class ExpiryDate(TypedDict, total=False):
    month: str
    year: str


class ExpectedPayout(TypedDict, total=False):
    partnerMetadata: Required[PartnerMetadata]
    amount: Currency
    status: Required[ExpectedPayoutStatusName]
    period: Period
    scheduledDate: str
    accountTail: str
    paymentMethod: PaymentMethodName
    relatedIdentifiers: list[RelatedIdentifier]
