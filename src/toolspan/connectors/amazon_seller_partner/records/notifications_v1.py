"""The records of Amazon's notifications API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict

AggregationTimePeriod = Literal["FiveMinutes", "TenMinutes"]
OrderChangeTypeEnum = Literal["BuyerRequestedChange", "DeliveryTipChange", "OrderStatusChange"]


class Destination(TypedDict, total=False):
    name: Required[str]
    destinationId: Required[str]
    resource: Required[DestinationResource]


class DestinationResource(TypedDict, total=False):
    sqs: SqsResource
    eventBridge: EventBridgeResource


class SqsResource(TypedDict, total=False):
    arn: Required[str]


class EventBridgeResource(TypedDict, total=False):
    name: Required[str]
    region: Required[str]
    accountId: Required[str]


class Subscription(TypedDict, total=False):
    subscriptionId: Required[str]
    payloadVersion: Required[str]
    destinationId: Required[str]
    processingDirective: ProcessingDirective


class ProcessingDirective(TypedDict, total=False):
    eventFilter: EventFilter
    filterExpression: str


class EventFilter(TypedDict, total=False):
    aggregationSettings: AggregationSettings
    marketplaceIds: list[str]
    orderChangeTypes: list[OrderChangeTypeEnum]
    trackingIdentifier: TrackingIdentifier
    eventFilterType: Required[
        Literal["ANY_OFFER_CHANGED", "ORDER_CHANGE", "SHIPMENT_TRACKING_MILESTONE_CHANGED"]
    ]


class AggregationSettings(TypedDict, total=False):
    aggregationTimePeriod: Required[AggregationTimePeriod]


class TrackingIdentifier(TypedDict, total=False):
    id: str
    acsin: str
    aftn: str
    containerNumber: str
    houseBillOfLadingNumber: str
    carrierTracking: TrackingIdentifierCarrierTracking


class TrackingIdentifierCarrierTracking(TypedDict, total=False):
    trackingNumber: Required[str]
    carrierCode: str


class DestinationResourceSpecificationBody(TypedDict, total=False):
    sqs: SqsResourceBody
    event_bridge: EventBridgeResourceSpecificationBody


class EventBridgeResourceSpecificationBody(TypedDict, total=False):
    region: Required[str]
    account_id: Required[str]


class SqsResourceBody(TypedDict, total=False):
    arn: Required[str]


class TestNotificationBody(TypedDict, total=False):
    payload_version: Required[str]
    test_scenario: str
