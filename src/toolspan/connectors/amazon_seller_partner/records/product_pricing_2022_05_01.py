"""The records of Amazon's productPricing_2022-05-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict

Condition = Literal["New", "Used", "Collectible", "Refurbished", "Club"]
FulfillmentType = Literal["AFN", "MFN"]


class CompetitiveSummaryResponse(TypedDict, total=False):
    status: Required[HttpStatusLine]
    body: Required[CompetitiveSummaryResponseBody]


class HttpStatusLine(TypedDict, total=False):
    statusCode: int
    reasonPhrase: str


class CompetitiveSummaryResponseBody(TypedDict, total=False):
    asin: Required[str]
    marketplaceId: Required[str]
    featuredBuyingOptions: list[FeaturedBuyingOption]
    lowestPricedOffers: list[LowestPricedOffer]
    referencePrices: list[ReferencePrice]
    similarItems: list[SimilarItems]
    errors: list[Error]


class FeaturedBuyingOption(TypedDict, total=False):
    buyingOptionType: Required[Literal["New"]]
    segmentedFeaturedOffers: Required[list[SegmentedFeaturedOffer]]


class SegmentedFeaturedOffer(TypedDict, total=False):
    sellerId: Required[str]
    condition: Required[Condition]
    subCondition: Literal[
        "New",
        "Mint",
        "VeryGood",
        "Good",
        "Acceptable",
        "Poor",
        "Club",
        "OEM",
        "Warranty",
        "RefurbishedWarranty",
        "Refurbished",
        "OpenBox",
        "Other",
    ]
    fulfillmentType: Required[FulfillmentType]
    listingPrice: Required[MoneyType]
    shippingOptions: list[ShippingOption]
    points: Points
    primeDetails: PrimeDetails
    promotions: list[Promotion]
    featuredOfferSegments: Required[list[FeaturedOfferSegment]]


class MoneyType(TypedDict, total=False):
    currencyCode: str
    amount: float


class ShippingOption(TypedDict, total=False):
    shippingOptionType: Required[Literal["DEFAULT"]]
    price: Required[MoneyType]


class Points(TypedDict, total=False):
    pointsNumber: int
    pointsMonetaryValue: MoneyType


class PrimeDetails(TypedDict, total=False):
    eligibility: Required[Literal["NATIONAL", "REGIONAL", "NONE"]]


class Promotion(TypedDict, total=False):
    promotionType: Required[str]
    promotionSavings: Required[PromotionSavings]
    purchaseRequirements: PurchaseRequirements


class PromotionSavings(TypedDict, total=False):
    discount: PromotionDiscount
    discountedPrice: MoneyType


class PromotionDiscount(TypedDict, total=False):
    type: str
    amountOff: MoneyType
    percentOff: float


class PurchaseRequirements(TypedDict, total=False):
    condition: PurchaseCondition


class PurchaseCondition(TypedDict, total=False):
    quantityThreshold: QuantityThreshold
    amountThreshold: AmountThreshold


class QuantityThreshold(TypedDict, total=False):
    type: Required[str]
    quantity: Required[int]


class AmountThreshold(TypedDict, total=False):
    type: Required[str]
    currency: Required[MoneyType]


class FeaturedOfferSegment(TypedDict, total=False):
    customerMembership: Required[Literal["PRIME", "NON_PRIME", "DEFAULT"]]
    segmentDetails: Required[SegmentDetails]


class SegmentDetails(TypedDict, total=False):
    glanceViewWeightPercentage: float
    sampleLocation: SampleLocation


class SampleLocation(TypedDict, total=False):
    postalCode: PostalCode


class PostalCode(TypedDict, total=False):
    countryCode: str
    value: str


class LowestPricedOffer(TypedDict, total=False):
    lowestPricedOffersInput: Required[LowestPricedOffersInput]
    offers: Required[list[Offer]]


class LowestPricedOffersInput(TypedDict, total=False):
    itemCondition: Required[Condition]
    offerType: Required[Literal["Consumer"]]


class Offer(TypedDict, total=False):
    sellerId: Required[str]
    condition: Required[Condition]
    subCondition: Literal[
        "New",
        "Mint",
        "VeryGood",
        "Good",
        "Acceptable",
        "Poor",
        "Club",
        "OEM",
        "Warranty",
        "RefurbishedWarranty",
        "Refurbished",
        "OpenBox",
        "Other",
    ]
    fulfillmentType: Required[FulfillmentType]
    listingPrice: Required[MoneyType]
    shippingOptions: list[ShippingOption]
    points: Points
    primeDetails: PrimeDetails
    promotions: list[Promotion]


class ReferencePrice(TypedDict, total=False):
    name: Required[str]
    price: Required[MoneyType]


class SimilarItems(TypedDict, total=False):
    items: list[Item]


class Item(TypedDict, total=False):
    asin: Required[str]


class Error(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str


class FeaturedOfferExpectedPriceResponse(TypedDict, total=False):
    headers: Required[dict[str, str]]
    status: Required[HttpStatusLine]
    request: Required[FeaturedOfferExpectedPriceRequestParams]
    body: FeaturedOfferExpectedPriceResponseBody


class FeaturedOfferExpectedPriceRequestParams(TypedDict, total=False):
    marketplaceId: Required[str]
    sku: Required[str]
    segment: Segment


class Segment(TypedDict, total=False):
    segmentDetails: SegmentDetails


class FeaturedOfferExpectedPriceResponseBody(TypedDict, total=False):
    offerIdentifier: OfferIdentifier
    featuredOfferExpectedPriceResults: list[FeaturedOfferExpectedPriceResult]
    errors: list[Error]


class OfferIdentifier(TypedDict, total=False):
    marketplaceId: Required[str]
    sellerId: str
    sku: str
    asin: Required[str]
    fulfillmentType: FulfillmentType


class FeaturedOfferExpectedPriceResult(TypedDict, total=False):
    featuredOfferExpectedPrice: FeaturedOfferExpectedPrice
    resultStatus: Required[str]
    competingFeaturedOffer: FeaturedOffer
    currentFeaturedOffer: FeaturedOffer


class FeaturedOfferExpectedPrice(TypedDict, total=False):
    listingPrice: Required[MoneyType]
    points: Points


class FeaturedOffer(TypedDict, total=False):
    offerIdentifier: Required[OfferIdentifier]
    condition: Condition
    price: Price


class Price(TypedDict, total=False):
    listingPrice: Required[MoneyType]
    shippingPrice: MoneyType
    points: Points
