"""The records of Amazon's sellerWallet_2024-03-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
BankAccountNumberFormat = Literal["IBAN", "BBAN"]
BankAccountOwnershipType = Literal["THIRD_PARTY", "SELF"]
BankNumberFormat = Literal["BIC", "BASIC"]
BankAccountHolderStatus = Literal["ACTIVE", "INACTIVE", "UNDER_REVIEW", "VERIFICATION_FAILED"]
BalanceType = Literal["AVAILABLE", "LOCKED_IN", "LOCKED_OUT", "TOTAL"]
RateDirection = Literal["BUY", "SELL"]
FeeType = Literal["MISCELLANEOUS_FEE", "TAX", "TRANSACTION_FEE"]
TransactionType = Literal["CREDIT", "DEBIT"]
TransactionStatus = Literal[
    "EXPIRED", "FAILED", "FAILED_CREDITS_APPLIED", "IN_PROGRESS", "PENDING_USER_APPROVAL", "SUCCESSFUL"
]
TransferScheduleStatus = Literal["ENABLED", "DISABLED", "EXPIRED", "DELETED"]
ScheduleExpressionType = Literal["RECURRING", "ONE_TIME"]
RecurringFrequency = Literal["DAILY", "WEEKLY", "BIWEEKLY", "MONTHLY"]
ScheduleTransferType = Literal["TIME_BASED"]
PaymentPreferencePaymentType = Literal["PERCENTAGE", "AMOUNT"]


class BankAccount(TypedDict, total=False):
    accountId: str
    accountHolderName: str
    bankAccountNumberFormat: BankAccountNumberFormat
    bankName: str
    bankAccountOwnershipType: Required[BankAccountOwnershipType]
    routingNumber: str
    bankNumberFormat: BankNumberFormat
    accountCountryCode: Required[str]
    accountCurrency: Required[str]
    bankAccountNumberTail: Required[str]
    bankAccountHolderStatus: BankAccountHolderStatus


class Balance(TypedDict, total=False):
    accountId: Required[str]
    balanceType: BalanceType
    balanceAmount: Required[float]
    balanceCurrency: Required[str]
    lastUpdateDate: Required[str]


class TransferRatePreview(TypedDict, total=False):
    baseAmount: Required[Currency]
    fxRateDetails: Required[FxRateDetails]
    transferAmount: Required[Currency]
    fees: Required[list[Fee]]


class Currency(TypedDict, total=False):
    currencyCode: str
    currencyAmount: float


class FxRateDetails(TypedDict, total=False):
    fxRateId: Required[str]
    baseRate: Required[float]
    effectiveFxRate: Required[float]
    rateDirection: Required[RateDirection]


class Fee(TypedDict, total=False):
    feeId: Required[str]
    feeType: Required[FeeType]
    feeRateValue: Required[str]
    feeAmount: Required[Currency]


class Transaction(TypedDict, total=False):
    accountId: Required[str]
    transactionId: Required[str]
    transactionType: Required[TransactionType]
    transactionStatus: Required[TransactionStatus]
    transactionRequestDate: Required[str]
    expectedCompletionDate: str
    transactionActualCompletionDate: str
    lastUpdateDate: Required[str]
    requesterName: str
    transactionRequesterSource: Required[str]
    transactionDescription: Required[str]
    transactionSourceAccount: TransactionAccount
    transactionDestinationAccount: Required[TransactionAccount]
    transactionRequestAmount: Required[Currency]
    transferRateDetails: Required[TransferRatePreview]
    transactionFinalAmount: Currency
    transactionFailureReason: str


class TransactionAccount(TypedDict, total=False):
    accountId: str
    bankAccountHolderName: str
    bankName: Required[str]
    bankAccountNumberFormat: Required[BankAccountNumberFormat]
    bankAccountNumberTail: str
    bankAccountCountryCode: str
    bankAccountCurrency: Required[str]


class CreateTransactionResponse(TypedDict, total=False):
    transaction: Required[Transaction]
    callBackURL: Required[str]


class TransferSchedule(TypedDict, total=False):
    transferScheduleId: Required[str]
    transactionType: Required[TransactionType]
    transactionSourceAccount: TransactionAccount
    transactionDestinationAccount: Required[TransactionAccount]
    transferScheduleStatus: Required[TransferScheduleStatus]
    transferScheduleInformation: Required[TransferScheduleInformation]
    paymentPreference: PaymentPreference
    transferScheduleFailures: Required[list[TransferScheduleFailures]]


class TransferScheduleInformation(TypedDict, total=False):
    scheduleStartDate: str
    scheduleEndDate: str
    scheduleExpression: ScheduleExpression
    scheduleType: ScheduleTransferType


class ScheduleExpression(TypedDict, total=False):
    scheduleExpressionType: Required[ScheduleExpressionType]
    recurringFrequency: RecurringFrequency


class PaymentPreference(TypedDict, total=False):
    paymentPreferencePaymentType: Required[PaymentPreferencePaymentType]
    value: Required[float]


class TransferScheduleFailures(TypedDict, total=False):
    transferScheduleFailureDate: Required[str]
    transferScheduleFailureReason: Required[str]


class DeleteTransferSchedule(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str


class BankAccountBody(TypedDict, total=False):
    account_id: str
    account_holder_name: str
    bank_account_number_format: Literal["IBAN", "BBAN"]
    bank_name: str
    bank_account_ownership_type: Required[Literal["THIRD_PARTY", "SELF"]]
    routing_number: str
    bank_number_format: Literal["BIC", "BASIC"]
    account_country_code: Required[str]
    account_currency: Required[str]
    bank_account_number_tail: Required[str]
    bank_account_holder_status: Literal["ACTIVE", "INACTIVE", "UNDER_REVIEW", "VERIFICATION_FAILED"]


class CurrencyBody(TypedDict, total=False):
    currency_code: str
    currency_amount: float


class FeeBody(TypedDict, total=False):
    fee_id: Required[str]
    fee_type: Required[Literal["MISCELLANEOUS_FEE", "TAX", "TRANSACTION_FEE"]]
    fee_rate_value: Required[str]
    fee_amount: Required[CurrencyBody]


class FxRateDetailsBody(TypedDict, total=False):
    fx_rate_id: Required[str]
    base_rate: Required[float]
    effective_fx_rate: Required[float]
    rate_direction: Required[Literal["BUY", "SELL"]]


class PayeeContactInformationBody(TypedDict, total=False):
    payee_first_name: Required[str]
    payee_middle_name: str
    payee_last_name: Required[str]
    address_line1: Required[str]
    address_line2: str
    city: Required[str]
    state: Required[str]
    postal_code: Required[str]
    country: str
    country_code: Required[str]
    email_address: Required[str]
    phone_number: Required[str]
    payee_entity_type: Required[Literal["INDIVIDUAL", "BUSINESS", "TAX_AUTHORITY"]]


class PaymentPreferenceBody(TypedDict, total=False):
    payment_preference_payment_type: Required[Literal["PERCENTAGE", "AMOUNT"]]
    value: Required[float]


class ScheduleExpressionBody(TypedDict, total=False):
    schedule_expression_type: Required[Literal["RECURRING", "ONE_TIME"]]
    recurring_frequency: Literal["DAILY", "WEEKLY", "BIWEEKLY", "MONTHLY"]


class TransactionAccountBody(TypedDict, total=False):
    account_id: str
    bank_account_holder_name: str
    bank_name: Required[str]
    bank_account_number_format: Required[Literal["IBAN", "BBAN"]]
    bank_account_number_tail: str
    bank_account_country_code: str
    bank_account_currency: Required[str]


class TransactionInstrumentDetailsBody(TypedDict, total=False):
    bank_account: Required[BankAccountBody]
    bank_account_number: Required[str]
    account_holder_name: Required[str]


class TransferRatePreviewBody(TypedDict, total=False):
    base_amount: Required[CurrencyBody]
    fx_rate_details: Required[FxRateDetailsBody]
    transfer_amount: Required[CurrencyBody]
    fees: Required[Sequence[FeeBody]]


class TransferScheduleFailuresBody(TypedDict, total=False):
    transfer_schedule_failure_date: Required[Moment]
    transfer_schedule_failure_reason: Required[str]


class TransferScheduleInformationBody(TypedDict, total=False):
    schedule_start_date: Moment
    schedule_end_date: Moment
    schedule_expression: ScheduleExpressionBody
    schedule_type: Literal["TIME_BASED"]
