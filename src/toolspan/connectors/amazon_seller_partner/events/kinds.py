"""Event classes: the common base, and one for each of the most used event types."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - pydantic reads it
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field


class Event(BaseModel):
    """Fields common to all events.

    Attributes:
        type: Such as `ORDER_CHANGE`.
        payload: The payload as Amazon sent it, without the extra object that some types put around it.
        payload_version: Version of the payload's shape.
        event_time: When it happened.
        publish_time: When Amazon sent it.
        notification_id: Id of the event; duplicates of one event share it.
        subscription_id: Subscription that the event belongs to.
        application_id: Application that owns the subscription.
        warnings: Which fields are missing or not as the type has them, and what of the payload differs from Amazon's
            schema.
    """

    model_config = ConfigDict(frozen=True, defer_build=True, coerce_numbers_to_str=True)
    paths: ClassVar[dict[str, str]] = {}
    """Dotted path of each field in the payload. Case is ignored, since it differs between event types."""

    type: str
    payload: dict[str, Any] = Field(repr=False)
    payload_version: str | None = None
    event_time: datetime | None = None
    publish_time: datetime | None = None
    notification_id: str | None = None
    subscription_id: str | None = None
    application_id: str | None = None
    warnings: list[str] = Field(default_factory=list)


class OrderChange(Event):
    """`ORDER_CHANGE`: the status of an order changed, or its buyer requested something."""

    paths = {
        "seller_id": "SellerId",
        "order_id": "AmazonOrderId",
        "change_type": "OrderChangeType",
        "change_reason": "OrderChangeTrigger.ChangeReason",
        "changed_at": "OrderChangeTrigger.TimeOfOrderChange",
        "marketplace_id": "Summary.MarketplaceId",
        "order_status": "Summary.OrderStatus",
        "fulfillment_type": "Summary.FulfillmentType",
        "items": "Summary.OrderItems",
    }
    seller_id: str
    order_id: str
    change_type: str
    change_reason: str | None = None
    changed_at: datetime | None = None
    marketplace_id: str | None = None
    order_status: str | None = None
    fulfillment_type: str | None = None
    items: list[dict[str, Any]] = Field(default_factory=list, repr=False)


class AnyOfferChanged(Event):
    """`ANY_OFFER_CHANGED`: one of the lowest offers on a product that the seller lists changed."""

    paths = {
        "seller_id": "SellerId",
        "asin": "OfferChangeTrigger.ASIN",
        "marketplace_id": "OfferChangeTrigger.MarketplaceId",
        "item_condition": "OfferChangeTrigger.ItemCondition",
        "changed_at": "OfferChangeTrigger.TimeOfOfferChange",
        "summary": "Summary",
        "offers": "Offers",
    }
    seller_id: str
    asin: str
    marketplace_id: str
    item_condition: str | None = None
    changed_at: datetime | None = None
    summary: dict[str, Any] = Field(default_factory=dict, repr=False)
    offers: list[dict[str, Any]] = Field(default_factory=list, repr=False)


class ReportProcessingFinished(Event):
    """`REPORT_PROCESSING_FINISHED`: a report is done, failed or was cancelled."""

    paths = {
        "report_id": "reportId",
        "report_type": "reportType",
        "status": "processingStatus",
        "document_id": "reportDocumentId",
        "seller_id": "sellerId",
    }
    report_id: str
    report_type: str
    status: str
    document_id: str | None = None
    seller_id: str | None = None


class FeedProcessingFinished(Event):
    """`FEED_PROCESSING_FINISHED`: a feed is done, failed or was cancelled."""

    paths = {
        "feed_id": "feedId",
        "feed_type": "feedType",
        "status": "processingStatus",
        "document_id": "resultFeedDocumentId",
        "seller_id": "sellerId",
    }
    feed_id: str
    feed_type: str
    status: str
    document_id: str | None = None
    seller_id: str | None = None


class DataKioskQueryFinished(Event):
    """`DATA_KIOSK_QUERY_PROCESSING_FINISHED`: a query is done, failed or was cancelled."""

    paths = {
        "query_id": "queryId",
        "status": "processingStatus",
        "document_id": "dataDocumentId",
        "error_document_id": "errorDocumentId",
        "next_token": "pagination.nextToken",
        "query": "query",
    }
    query_id: str
    status: str
    document_id: str | None = None
    error_document_id: str | None = None
    next_token: str | None = None
    query: str | None = Field(default=None, repr=False)


class ListingChange(Event):
    """Fields common to events about a listing."""

    paths = {"seller_id": "SellerId", "sku": "Sku", "marketplace_id": "MarketplaceId", "asin": "Asin"}
    seller_id: str
    sku: str
    marketplace_id: str | None = None
    asin: str | None = None


class ListingStatusChange(ListingChange):
    """`LISTINGS_ITEM_STATUS_CHANGE`: a listing became or stopped being buyable or discoverable, or was deleted."""

    paths = {**ListingChange.paths, "status": "Status", "created": "CreatedDate"}
    status: list[str]
    created: datetime | None = None


class ListingIssuesChange(ListingChange):
    """`LISTINGS_ITEM_ISSUES_CHANGE`: the issues of a listing changed; severity `NONE` means that none is left."""

    paths = {
        **ListingChange.paths,
        "severities": "Severities",
        "enforcement_actions": "EnforcementActions",
    }
    severities: list[str]
    enforcement_actions: list[str] = Field(default_factory=list)


class InventoryChange(Event):
    """`FBA_INVENTORY_AVAILABILITY_CHANGES`: stock in Amazon's warehouses changed, by marketplace."""

    paths = {
        "seller_id": "SellerId",
        "sku": "SKU",
        "asin": "ASIN",
        "fn_sku": "FNSKU",
        "by_marketplace": "FulfillmentInventoryByMarketplace",
    }
    seller_id: str
    sku: str
    asin: str
    fn_sku: str
    by_marketplace: list[dict[str, Any]] = Field(repr=False)


KINDS: dict[str, type[Event]] = {
    "ORDER_CHANGE": OrderChange,
    "ANY_OFFER_CHANGED": AnyOfferChanged,
    "REPORT_PROCESSING_FINISHED": ReportProcessingFinished,
    "FEED_PROCESSING_FINISHED": FeedProcessingFinished,
    "DATA_KIOSK_QUERY_PROCESSING_FINISHED": DataKioskQueryFinished,
    "LISTINGS_ITEM_STATUS_CHANGE": ListingStatusChange,
    "LISTINGS_ITEM_ISSUES_CHANGE": ListingIssuesChange,
    "FBA_INVENTORY_AVAILABILITY_CHANGES": InventoryChange,
}
"""Event classes by `notificationType`."""
