"""The records of Amazon's productFeesV0 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Any, Literal, Required

from typing_extensions import TypedDict

IdType = Literal["ASIN", "SellerSKU"]
OptionalFulfillmentProgram = Literal["FBA_CORE", "FBA_SNL", "FBA_EFN"]


class FeesEstimateResult(TypedDict, total=False):
    Status: str
    FeesEstimateIdentifier: FeesEstimateIdentifier
    FeesEstimate: FeesEstimate
    Error: FeesEstimateError


class FeesEstimateIdentifier(TypedDict, total=False):
    MarketplaceId: str
    SellerId: str
    IdType: IdType
    IdValue: str
    IsAmazonFulfilled: bool
    PriceToEstimateFees: PriceToEstimateFees
    SellerInputIdentifier: str
    OptionalFulfillmentProgram: OptionalFulfillmentProgram


class PriceToEstimateFees(TypedDict, total=False):
    ListingPrice: Required[MoneyType]
    Shipping: MoneyType
    Points: Points


class MoneyType(TypedDict, total=False):
    CurrencyCode: str
    Amount: float


class Points(TypedDict, total=False):
    PointsNumber: int
    PointsMonetaryValue: MoneyType


class FeesEstimate(TypedDict, total=False):
    TimeOfFeesEstimation: Required[str]
    TotalFeesEstimate: MoneyType
    FeeDetailList: list[FeeDetail]


class FeeDetail(TypedDict, total=False):
    FeeType: Required[str]
    FeeAmount: Required[MoneyType]
    FeePromotion: MoneyType
    TaxAmount: MoneyType
    FinalFee: Required[MoneyType]
    IncludedFeeDetailList: list[IncludedFeeDetail]


class IncludedFeeDetail(TypedDict, total=False):
    FeeType: Required[str]
    FeeAmount: Required[MoneyType]
    FeePromotion: MoneyType
    TaxAmount: MoneyType
    FinalFee: Required[MoneyType]


class FeesEstimateError(TypedDict, total=False):
    Type: Required[str]
    Code: Required[str]
    Message: Required[str]
    Detail: Required[list[dict[str, Any]]]
