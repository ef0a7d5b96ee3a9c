"""The records of Amazon's customerFeedback_2024-06-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Required

from typing_extensions import TypedDict


class ItemReviewTopicsResponse(TypedDict, total=False):
    asin: Required[str]
    itemName: Required[str]
    marketplaceId: Required[str]
    countryCode: Required[str]
    dateRange: Required[DateRange]
    topics: Required[ItemReviewTopics]


class DateRange(TypedDict, total=False):
    startDate: Required[str]
    endDate: Required[str]


class ItemReviewTopics(TypedDict, total=False):
    positiveTopics: list[ItemReviewTopic]
    negativeTopics: list[ItemReviewTopic]


class ItemReviewTopic(TypedDict, total=False):
    topic: Required[str]
    asinMetrics: Required[ItemReviewTopicMetrics]
    parentAsinMetrics: ItemReviewTopicMetrics
    browseNodeMetrics: ItemReviewBrowseNodeMetrics
    childAsinMetrics: ChildAsinMetrics
    reviewSnippets: list[str]
    subtopics: list[ItemReviewSubtopic]


class ItemReviewTopicMetrics(TypedDict, total=False):
    numberOfMentions: int
    occurrencePercentage: float
    starRatingImpact: float


class ItemReviewBrowseNodeMetrics(TypedDict, total=False):
    occurrencePercentage: BrowseNodeOccurrence
    starRatingImpact: BrowseNodeStarRatingImpact


class BrowseNodeOccurrence(TypedDict, total=False):
    allProducts: Required[float]


class BrowseNodeStarRatingImpact(TypedDict, total=False):
    allProducts: Required[float]


class ChildAsinMetrics(TypedDict, total=False):
    mostMentions: ChildAsinMentionMetrics
    leastMentions: ChildAsinMentionMetrics


class ChildAsinMentionMetrics(TypedDict, total=False):
    asin: Required[str]
    numberOfMentions: Required[int]


class ItemReviewSubtopic(TypedDict, total=False):
    subtopic: Required[str]
    metrics: Required[ItemReviewSubtopicMetrics]
    reviewSnippets: list[str]


class ItemReviewSubtopicMetrics(TypedDict, total=False):
    numberOfMentions: Required[int]
    occurrencePercentage: Required[float]


class ItemReviewTrendsResponse(TypedDict, total=False):
    asin: Required[str]
    itemName: Required[str]
    marketplaceId: Required[str]
    countryCode: Required[str]
    dateRange: Required[DateRange]
    reviewTrends: Required[ItemReviewTrends]


class ItemReviewTrends(TypedDict, total=False):
    positiveTopics: list[ItemReviewTrend]
    negativeTopics: list[ItemReviewTrend]


class ItemReviewTrend(TypedDict, total=False):
    topic: Required[str]
    trendMetrics: Required[list[ItemReviewTrendPoint]]


class ItemReviewTrendPoint(TypedDict, total=False):
    dateRange: Required[DateRange]
    asinMetrics: Required[ReviewTrendMetrics]
    parentAsinMetrics: ReviewTrendMetrics
    browseNodeMetrics: BrowseNodeTrendMetrics


class ReviewTrendMetrics(TypedDict, total=False):
    occurrencePercentage: Required[float]


class BrowseNodeTrendMetrics(TypedDict, total=False):
    occurrencePercentage: Required[BrowseNodeOccurrence]


class BrowseNodeResponse(TypedDict, total=False):
    browseNodeId: Required[str]
    displayName: Required[str]


class BrowseNodeReviewTopicsResponse(TypedDict, total=False):
    browseNodeId: Required[str]
    displayName: Required[str]
    marketplaceId: Required[str]
    countryCode: Required[str]
    dateRange: Required[DateRange]
    topics: Required[BrowseNodeReviewTopics]


class BrowseNodeReviewTopics(TypedDict, total=False):
    positiveTopics: list[BrowseNodeReviewTopic]
    negativeTopics: list[BrowseNodeReviewTopic]


class BrowseNodeReviewTopic(TypedDict, total=False):
    topic: Required[str]
    browseNodeMetrics: Required[BrowseNodeReviewTopicMetrics]
    reviewSnippets: list[str]
    subtopics: list[BrowseNodeSubtopic]


class BrowseNodeReviewTopicMetrics(TypedDict, total=False):
    occurrencePercentage: BrowseNodeAllOccurrence
    starRatingImpact: BrowseNodeAllStarRatingImpact


class BrowseNodeAllOccurrence(TypedDict, total=False):
    topTwentyFivePercentProducts: Required[float]
    allProducts: Required[float]


class BrowseNodeAllStarRatingImpact(TypedDict, total=False):
    topTwentyFivePercentProducts: Required[float]
    allProducts: Required[float]


class BrowseNodeSubtopic(TypedDict, total=False):
    subtopic: Required[str]
    metrics: Required[BrowseNodeReviewSubtopicMetrics]
    reviewSnippets: list[str]


class BrowseNodeReviewSubtopicMetrics(TypedDict, total=False):
    occurrencePercentage: Required[float]


class BrowseNodeReviewTrendsResponse(TypedDict, total=False):
    browseNodeId: Required[str]
    displayName: Required[str]
    marketplaceId: Required[str]
    countryCode: Required[str]
    dateRange: Required[DateRange]
    reviewTrends: Required[BrowseNodeReviewTrends]


class BrowseNodeReviewTrends(TypedDict, total=False):
    positiveTopics: list[BrowseNodeReviewTrend]
    negativeTopics: list[BrowseNodeReviewTrend]


class BrowseNodeReviewTrend(TypedDict, total=False):
    topic: Required[str]
    trendMetrics: Required[list[BrowseNodeReviewTrendPoint]]


class BrowseNodeReviewTrendPoint(TypedDict, total=False):
    dateRange: Required[DateRange]
    browseNodeMetrics: Required[BrowseNodeReviewTrendMetrics]


class BrowseNodeReviewTrendMetrics(TypedDict, total=False):
    occurrencePercentage: Required[BrowseNodeAllOccurrence]


class BrowseNodeReturnTopicsResponse(TypedDict, total=False):
    browseNodeId: Required[str]
    displayName: Required[str]
    marketplaceId: Required[str]
    countryCode: Required[str]
    dateRange: Required[DateRange]
    topics: Required[list[BrowseNodeReturnTopics]]


class BrowseNodeReturnTopics(TypedDict, total=False):
    topic: Required[str]
    browseNodeMetrics: Required[BrowseNodeTrendMetrics]


class BrowseNodeReturnTrendsResponse(TypedDict, total=False):
    browseNodeId: Required[str]
    displayName: Required[str]
    marketplaceId: Required[str]
    countryCode: Required[str]
    dateRange: Required[DateRange]
    returnTrends: Required[list[BrowseNodeReturnTrend]]


class BrowseNodeReturnTrend(TypedDict, total=False):
    topic: Required[str]
    trendMetrics: Required[list[BrowseNodeReturnTrendPoint]]


class BrowseNodeReturnTrendPoint(TypedDict, total=False):
    dateRange: Required[DateRange]
    browseNodeMetrics: Required[BrowseNodeTrendMetrics]
