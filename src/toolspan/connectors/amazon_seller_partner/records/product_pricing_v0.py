"""The records of Amazon's productPricingV0 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Any, Literal, Required

from typing_extensions import TypedDict

OfferCustomerType = Literal["B2C", "B2B"]
QuantityDiscountType = Literal["QUANTITY_DISCOUNT"]
ConditionType = Literal["New", "Used", "Collectible", "Refurbished", "Club"]
FulfillmentChannelType = Literal["Amazon", "Merchant"]
ItemCondition = Literal["New", "Used", "Collectible", "Refurbished", "Club"]
CustomerType = Literal["Consumer", "Business"]


class Price(TypedDict, total=False):
    status: Required[str]
    SellerSKU: str
    ASIN: str
    Product: Product


class Product(TypedDict, total=False):
    Identifiers: Required[IdentifierType]
    AttributeSets: list[dict[str, Any]]
    Relationships: list[dict[str, Any]]
    CompetitivePricing: CompetitivePricingType
    SalesRankings: list[SalesRankType]
    Offers: list[OfferType]


class IdentifierType(TypedDict, total=False):
    MarketplaceASIN: Required[ASINIdentifier]
    SKUIdentifier: SellerSKUIdentifier


class ASINIdentifier(TypedDict, total=False):
    MarketplaceId: Required[str]
    ASIN: Required[str]


class SellerSKUIdentifier(TypedDict, total=False):
    MarketplaceId: Required[str]
    SellerId: Required[str]
    SellerSKU: Required[str]


class CompetitivePricingType(TypedDict, total=False):
    CompetitivePrices: Required[list[CompetitivePriceType]]
    NumberOfOfferListings: Required[list[OfferListingCountType]]
    TradeInValue: MoneyType


class CompetitivePriceType(TypedDict, total=False):
    CompetitivePriceId: Required[str]
    Price: Required[PriceType]
    condition: str
    subcondition: str
    offerType: OfferCustomerType
    quantityTier: int
    quantityDiscountType: QuantityDiscountType
    sellerId: str
    belongsToRequester: bool


class PriceType(TypedDict, total=False):
    LandedPrice: MoneyType
    ListingPrice: Required[MoneyType]
    Shipping: MoneyType
    Points: Points


class MoneyType(TypedDict, total=False):
    CurrencyCode: str
    Amount: float


class Points(TypedDict, total=False):
    PointsNumber: int
    PointsMonetaryValue: MoneyType


class OfferListingCountType(TypedDict, total=False):
    Count: Required[int]
    condition: Required[str]


class SalesRankType(TypedDict, total=False):
    ProductCategoryId: Required[str]
    Rank: Required[int]


class OfferType(TypedDict, total=False):
    offerType: OfferCustomerType
    BuyingPrice: Required[PriceType]
    RegularPrice: Required[MoneyType]
    businessPrice: MoneyType
    quantityDiscountPrices: list[QuantityDiscountPriceType]
    FulfillmentChannel: Required[str]
    ItemCondition: Required[str]
    ItemSubCondition: Required[str]
    SellerSKU: Required[str]


class QuantityDiscountPriceType(TypedDict, total=False):
    quantityTier: Required[int]
    quantityDiscountType: Required[QuantityDiscountType]
    listingPrice: Required[MoneyType]


class GetOffersResult(TypedDict, total=False):
    marketplaceId: Required[str]
    ASIN: str
    SKU: str
    ItemCondition: Required[ConditionType]
    status: Required[str]
    Identifier: Required[ItemIdentifier]
    Summary: Required[Summary]
    Offers: Required[list[OfferDetail]]


class ItemIdentifier(TypedDict, total=False):
    MarketplaceId: Required[str]
    ASIN: str
    SellerSKU: str
    ItemCondition: Required[ConditionType]


class Summary(TypedDict, total=False):
    TotalOfferCount: Required[int]
    NumberOfOffers: list[OfferCountType]
    LowestPrices: list[LowestPriceType]
    BuyBoxPrices: list[BuyBoxPriceType]
    ListPrice: MoneyType
    CompetitivePriceThreshold: MoneyType
    SuggestedLowerPricePlusShipping: MoneyType
    SalesRankings: list[SalesRankType]
    BuyBoxEligibleOffers: list[OfferCountType]
    OffersAvailableTime: str


class OfferCountType(TypedDict, total=False):
    condition: str
    fulfillmentChannel: FulfillmentChannelType
    OfferCount: int


class LowestPriceType(TypedDict, total=False):
    condition: Required[str]
    fulfillmentChannel: Required[str]
    offerType: OfferCustomerType
    quantityTier: int
    quantityDiscountType: QuantityDiscountType
    LandedPrice: MoneyType
    ListingPrice: Required[MoneyType]
    Shipping: MoneyType
    Points: Points


class BuyBoxPriceType(TypedDict, total=False):
    condition: Required[str]
    offerType: OfferCustomerType
    quantityTier: int
    quantityDiscountType: QuantityDiscountType
    LandedPrice: Required[MoneyType]
    ListingPrice: Required[MoneyType]
    Shipping: Required[MoneyType]
    Points: Points
    sellerId: str


class OfferDetail(TypedDict, total=False):
    MyOffer: bool
    offerType: OfferCustomerType
    SubCondition: Required[str]
    SellerId: str
    ConditionNotes: str
    SellerFeedbackRating: SellerFeedbackType
    ShippingTime: Required[DetailedShippingTimeType]
    ListingPrice: Required[MoneyType]
    quantityDiscountPrices: list[QuantityDiscountPriceType]
    Points: Points
    Shipping: Required[MoneyType]
    ShipsFrom: ShipsFromType
    IsFulfilledByAmazon: Required[bool]
    PrimeInformation: PrimeInformationType
    IsBuyBoxWinner: bool
    IsFeaturedMerchant: bool


class SellerFeedbackType(TypedDict, total=False):
    SellerPositiveFeedbackRating: float
    FeedbackCount: Required[int]


class DetailedShippingTimeType(TypedDict, total=False):
    minimumHours: int
    maximumHours: int
    availableDate: str
    availabilityType: Literal["NOW", "FUTURE_WITHOUT_DATE", "FUTURE_WITH_DATE"]


class ShipsFromType(TypedDict, total=False):
    State: str
    Country: str


class PrimeInformationType(TypedDict, total=False):
    IsPrime: Required[bool]
    IsNationalPrime: Required[bool]


class ItemOffersResponse(TypedDict, total=False):
    headers: HttpResponseHeaders
    status: GetOffersHttpStatusLine
    body: Required[GetOffersResponse]
    request: Required[ItemOffersRequestParams]


HttpResponseHeaders = TypedDict(
    "HttpResponseHeaders", {"Date": "str", "x-amzn-RequestId": "str"}, total=False
)


class GetOffersHttpStatusLine(TypedDict, total=False):
    statusCode: int
    reasonPhrase: str


class GetOffersResponse(TypedDict, total=False):
    payload: GetOffersResult
    errors: list[Error]


class Error(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str


class ItemOffersRequestParams(TypedDict, total=False):
    MarketplaceId: Required[str]
    ItemCondition: Required[ItemCondition]
    CustomerType: CustomerType
    Asin: str


class ListingOffersResponse(TypedDict, total=False):
    headers: HttpResponseHeaders
    status: GetOffersHttpStatusLine
    body: Required[GetOffersResponse]
    request: ListingOffersRequestParams


class ListingOffersRequestParams(TypedDict, total=False):
    MarketplaceId: Required[str]
    ItemCondition: Required[ItemCondition]
    CustomerType: CustomerType
    SellerSKU: Required[str]
