"""The records of Amazon's replenishment-2022-11-07 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
FulfillmentChannelType = Literal["AMAZON", "MERCHANT"]
EligibilityStatus = Literal["ELIGIBLE", "INELIGIBLE", "SUSPENDED", "REPLENISHMENT_ONLY_ORDERING"]
AutoEnrollmentPreference = Literal["OPTED_IN", "OPTED_OUT"]
EnrollmentMethod = Literal["MANUAL", "AUTOMATIC"]
ProgramType = Literal["SUBSCRIBE_AND_SAVE"]


class GetSellingPartnerMetricsResponseMetric(TypedDict, total=False):
    notDeliveredDueToOOS: float
    totalSubscriptionsRevenue: float
    shippedSubscriptionUnits: float
    activeSubscriptions: float
    subscriberAverageRevenue: float
    nonSubscriberAverageRevenue: float
    lostRevenueDueToOOS: float
    subscriberAverageReorders: float
    nonSubscriberAverageReorders: float
    couponsRevenuePenetration: float
    revenueFromSubscriptionsWithMultipleDeliveries: float
    revenueFromActiveSubscriptionsWithSingleDelivery: float
    revenueFromCancelledSubscriptionsAfterSingleDelivery: float
    subscriberRetentionFor30Days: float
    subscriberRetentionFor90Days: float
    revenuePenetrationFor0PercentSellerFunding: float
    revenuePenetrationFor5PercentSellerFunding: float
    revenuePenetrationFor10PercentSellerFunding: float
    revenuePenetrationFor5PlusPercentSellerFunding: float
    shareOfCouponSubscriptions: float
    nonSubscriberLifeTimeValueFromOTP: float
    lostSubscriberLifeTimeValueFromOTP: float
    lostSubscriberLifeTimeValueFromSNS: float
    growingSubscriberLifeTimeValueFromOTP: float
    growingSubscriberLifeTimeValueFromSNS: float
    establishedSubscriberLifeTimeValueFromOTP: float
    establishedSubscriberLifeTimeValueFromSNS: float
    signupConversionFor0PercentSellerFunding: float
    signupConversionFor5PercentSellerFunding: float
    signupConversionFor10PercentSellerFunding: float
    signupConversionFor5PlusPercentSellerFunding: float
    revenuePenetration: float
    timeInterval: TimeInterval
    currencyCode: str


class TimeInterval(TypedDict, total=False):
    startDate: Required[str]
    endDate: Required[str]


class ListOfferMetricsResponseOffer(TypedDict, total=False):
    asin: str
    sku: str
    fulfillmentChannelType: FulfillmentChannelType
    brandName: str
    productGroup: str
    notDeliveredDueToOOS: float
    totalSubscriptionsRevenue: float
    shippedSubscriptionUnits: float
    activeSubscriptions: float
    revenuePenetration: float
    lostRevenueDueToOOS: float
    couponsRevenuePenetration: float
    shareOfCouponSubscriptions: float
    next30DayTotalSubscriptionsRevenue: float
    next60DayTotalSubscriptionsRevenue: float
    next90DayTotalSubscriptionsRevenue: float
    next30DayShippedSubscriptionUnits: float
    next60DayShippedSubscriptionUnits: float
    next90DayShippedSubscriptionUnits: float
    timeInterval: TimeInterval
    currencyCode: str


class ListOffersResponseOffer(TypedDict, total=False):
    sku: str
    asin: str
    marketplaceId: str
    eligibility: EligibilityStatus
    offerProgramConfiguration: OfferProgramConfiguration
    programType: ProgramType
    vendorCodes: list[str]
    price: float
    priceCurrencyCode: str
    inventory: int
    stockRisk: str
    deliveriesConditions: list[DeliveriesCondition]
    subscriptions: int
    fulfillmentNetworkIDType: str
    forecastDeliveries: ForecastDeliveries


class OfferProgramConfiguration(TypedDict, total=False):
    preferences: OfferProgramConfigurationPreferences
    promotions: OfferProgramConfigurationPromotions
    enrollmentMethod: EnrollmentMethod


class OfferProgramConfigurationPreferences(TypedDict, total=False):
    autoEnrollment: AutoEnrollmentPreference


class OfferProgramConfigurationPromotions(TypedDict, total=False):
    sellingPartnerFundedBaseDiscount: OfferProgramConfigurationPromotionsDiscountFunding
    sellingPartnerFundedTieredDiscount: OfferProgramConfigurationPromotionsDiscountFunding
    amazonFundedBaseDiscount: OfferProgramConfigurationPromotionsDiscountFunding
    amazonFundedTieredDiscount: OfferProgramConfigurationPromotionsDiscountFunding


class OfferProgramConfigurationPromotionsDiscountFunding(TypedDict, total=False):
    percentage: float


class DeliveriesCondition(TypedDict, total=False):
    condition: Literal[
        "NEXT_30_DAYS_DELIVERIES_PAUSED_PRICING",
        "NEXT_30_DAYS_DELIVERIES_PAUSED_NON_BUYABLE",
        "NEXT_30_DAYS_DELIVERIES_AT_LOW_INVENTORY_RISK_ONLY",
        "NEXT_30_DAYS_DELIVERIES_AT_LOW_INVENTORY_RISK",
        "NO_ISSUES_FOR_NEXT_30_DAYS_DELIVERIES",
    ]
    next30DaysDeliveries: int


class ForecastDeliveries(TypedDict, total=False):
    next15DaysDeliveries: int
    next30DaysDeliveries: int
    next60DaysDeliveries: int
    next90DaysDeliveries: int


class GetSellingPartnerMetricsRequestFiltersBody(TypedDict, total=False):
    asins: Sequence[str]
    skus: Sequence[str]
    fulfillment_channel_types: Sequence[Literal["AMAZON", "MERCHANT"]]
    brand_names: Sequence[str]
    product_groups: Sequence[str]


class TimeIntervalBody(TypedDict, total=False):
    start_date: Required[Moment]
    end_date: Required[Moment]
