"""The parameters of each operation as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from os import PathLike
from typing import Any, Literal, Required, TypeAlias, TypeVar

from typing_extensions import TypedDict

ItemT = TypeVar("ItemT")
Many: TypeAlias = Sequence[ItemT] | ItemT
"""Several values, or one as it is."""
Moment: TypeAlias = str | date | datetime
"""ISO 8601 text, text such as "-30d" or "today", or Python's own."""
File: TypeAlias = str | bytes | PathLike[str]
"""The text of a file, its bytes, or a path (`pathlib.Path`) at which it lies; a plain string is never a path."""


class CatalogItemsGet(TypedDict, total=False):
    asin: Required[str]
    marketplace_ids: Many[str] | None
    included_data: (
        Many[
            Literal[
                "attributes",
                "classifications",
                "dimensions",
                "identifiers",
                "images",
                "productTypes",
                "relationships",
                "salesRanks",
                "summaries",
                "vendorDetails",
            ]
        ]
        | None
    )
    locale: str | None


class CatalogItemsList(TypedDict, total=False):
    identifiers: Many[str] | None
    identifiers_type: Literal["ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC"] | None
    marketplace_ids: Many[str] | None
    included_data: (
        Many[
            Literal[
                "attributes",
                "classifications",
                "dimensions",
                "identifiers",
                "images",
                "productTypes",
                "relationships",
                "salesRanks",
                "summaries",
                "vendorDetails",
            ]
        ]
        | None
    )
    locale: str | None
    seller_id: str | None
    keywords: Many[str] | None
    brand_names: Many[str] | None
    classification_ids: Many[str] | None
    page_size: int | None
    page_token: str | None
    keywords_locale: str | None


class FeedsCancel(TypedDict, total=False):
    feed_id: Required[str]


class FeedsCreate(TypedDict, total=False):
    feed_type: Required[str]
    marketplace_ids: Many[str] | None
    input_feed_document_id: Required[str]
    feed_options: Mapping[str, str] | None


class FeedsCreateDocument(TypedDict, total=False):
    content_type: Required[str]


class FeedsDocument(TypedDict, total=False):
    feed_document_id: Required[str]
    enable_content_encoding_url_header: bool | None


class FeedsGet(TypedDict, total=False):
    feed_id: Required[str]


class FeedsList(TypedDict, total=False):
    feed_types: Many[str] | None
    marketplace_ids: Many[str] | None
    page_size: int | None
    processing_statuses: Many[Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]] | None
    created_since: Moment | None
    created_until: Moment | None
    next_token: str | None


class FeedsResult(TypedDict, total=False):
    of_failed: bool | None
    feed_id: Required[str]


class FeedsSubmit(TypedDict, total=False):
    messages: Many[Mapping[str, Any]] | None
    content: File | None
    content_type: str | None
    issue_locale: str | None
    feed_type: str | None
    marketplace_ids: Many[str] | None
    input_feed_document_id: str | None
    feed_options: Mapping[str, str] | None


class FeesBatch(TypedDict, total=False):
    body: Required[Many[Mapping[str, Any]]]


class FeesByAsin(TypedDict, total=False):
    fees_estimate_request: Required[Mapping[str, Any]]
    asin: Required[str]


class FeesBySku(TypedDict, total=False):
    fees_estimate_request: Required[Mapping[str, Any]]
    seller_sku: Required[str]


class FinancialEventGroupsList(TypedDict, total=False):
    max_results_per_page: int | None
    financial_event_group_started_before: Moment | None
    financial_event_group_started_after: Moment | None
    next_token: str | None


class FinancialEventsList(TypedDict, total=False):
    max_results_per_page: int | None
    posted_after: Moment | None
    posted_before: Moment | None
    next_token: str | None


class InventoryList(TypedDict, total=False):
    details: bool | None
    granularity_type: Literal["Marketplace"] | None
    granularity_id: str | None
    start_date_time: Moment | None
    seller_skus: Many[str] | None
    seller_sku: str | None
    next_token: str | None
    marketplace_ids: Many[str] | None


class ListingsItemsDelete(TypedDict, total=False):
    seller_id: str | None
    sku: Required[str]
    marketplace_ids: Many[str] | None
    issue_locale: str | None


class ListingsItemsGet(TypedDict, total=False):
    seller_id: str | None
    sku: Required[str]
    marketplace_ids: Many[str] | None
    issue_locale: str | None
    included_data: (
        Many[
            Literal[
                "summaries",
                "attributes",
                "issues",
                "offers",
                "fulfillmentAvailability",
                "procurement",
                "relationships",
                "productTypes",
            ]
        ]
        | None
    )


class ListingsItemsList(TypedDict, total=False):
    seller_id: str | None
    marketplace_ids: Many[str] | None
    issue_locale: str | None
    included_data: (
        Many[
            Literal[
                "summaries",
                "attributes",
                "issues",
                "offers",
                "fulfillmentAvailability",
                "procurement",
                "relationships",
                "productTypes",
            ]
        ]
        | None
    )
    identifiers: Many[str] | None
    identifiers_type: Literal["ASIN", "EAN", "FNSKU", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC"] | None
    variation_parent_sku: str | None
    package_hierarchy_sku: str | None
    created_after: Moment | None
    created_before: Moment | None
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    with_issue_severity: Many[Literal["WARNING", "ERROR"]] | None
    with_status: Many[Literal["BUYABLE", "DISCOVERABLE"]] | None
    without_status: Many[Literal["BUYABLE", "DISCOVERABLE"]] | None
    sort_by: Literal["sku", "createdDate", "lastUpdatedDate"] | None
    sort_order: Literal["ASC", "DESC"] | None
    page_size: int | None
    page_token: str | None


class ListingsItemsPatch(TypedDict, total=False):
    product_type: Required[str]
    patches: Required[Many[Mapping[str, Any]]]
    seller_id: str | None
    sku: Required[str]
    marketplace_ids: Many[str] | None
    included_data: Many[Literal["identifiers", "issues"]] | None
    mode: Literal["VALIDATION_PREVIEW"] | None
    issue_locale: str | None


class ListingsItemsPut(TypedDict, total=False):
    product_type: Required[str]
    requirements: Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"] | None
    attributes: Required[Mapping[str, Any]]
    seller_id: str | None
    sku: Required[str]
    marketplace_ids: Many[str] | None
    included_data: Many[Literal["identifiers", "issues"]] | None
    mode: Literal["VALIDATION_PREVIEW"] | None
    issue_locale: str | None


class MarketplacesList(TypedDict, total=False):
    pass


class MessagingActions(TypedDict, total=False):
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingAttributes(TypedDict, total=False):
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingConfirmCustomizationDetails(TypedDict, total=False):
    text: str | None
    attachments: Many[Mapping[str, Any]] | None
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingConfirmDeliveryDetails(TypedDict, total=False):
    text: Required[str]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingConfirmOrderDetails(TypedDict, total=False):
    text: Required[str]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingConfirmServiceDetails(TypedDict, total=False):
    text: Required[str]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingDigitalAccessKey(TypedDict, total=False):
    text: str | None
    attachments: Many[Mapping[str, Any]] | None
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingInvoice(TypedDict, total=False):
    attachments: Required[Many[Mapping[str, Any]]]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingLegalDisclosure(TypedDict, total=False):
    attachments: Required[Many[Mapping[str, Any]]]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingUnexpectedProblem(TypedDict, total=False):
    text: Required[str]
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class MessagingWarranty(TypedDict, total=False):
    attachments: Many[Mapping[str, Any]] | None
    coverage_start_date: Moment | None
    coverage_end_date: Moment | None
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class NotificationDestinationsCreate(TypedDict, total=False):
    resource_specification: Required[Mapping[str, Any]]
    name: Required[str]


class NotificationDestinationsDelete(TypedDict, total=False):
    destination_id: Required[str]


class NotificationDestinationsGet(TypedDict, total=False):
    destination_id: Required[str]


class NotificationDestinationsList(TypedDict, total=False):
    pass


class NotificationSubscriptionsCreate(TypedDict, total=False):
    payload_version: Required[str]
    destination_id: Required[str]
    processing_directive: Mapping[str, Any] | None
    notification_type: Required[
        Literal[
            "ACCOUNT_STATUS_CHANGED",
            "ANY_OFFER_CHANGED",
            "B2B_ANY_OFFER_CHANGED",
            "BRANDED_ITEM_CONTENT_CHANGE",
            "DATA_KIOSK_QUERY_PROCESSING_FINISHED",
            "DETAIL_PAGE_TRAFFIC_EVENT",
            "EXTERNAL_FULFILLMENT_SHIPMENT_STATUS_CHANGE",
            "FBA_INVENTORY_AVAILABILITY_CHANGES",
            "FBA_OUTBOUND_SHIPMENT_STATUS",
            "FEED_PROCESSING_FINISHED",
            "FEE_PROMOTION",
            "FULFILLMENT_ORDER_STATUS",
            "ITEM_INVENTORY_EVENT_CHANGE",
            "ITEM_PRODUCT_TYPE_CHANGE",
            "ITEM_SALES_EVENT_CHANGE",
            "LISTINGS_ITEM_ISSUES_CHANGE",
            "LISTINGS_ITEM_MFN_QUANTITY_CHANGE",
            "LISTINGS_ITEM_STATUS_CHANGE",
            "ORDER_CHANGE",
            "PRICING_HEALTH",
            "PRODUCT_TYPE_DEFINITIONS_CHANGE",
            "REPORT_PROCESSING_FINISHED",
            "TRANSACTION_UPDATE",
        ]
    ]


class NotificationSubscriptionsDelete(TypedDict, total=False):
    subscription_id: Required[str]
    notification_type: Required[str]


class NotificationSubscriptionsGet(TypedDict, total=False):
    notification_type: Required[str]
    payload_version: str | None


class NotificationSubscriptionsGetById(TypedDict, total=False):
    subscription_id: Required[str]
    notification_type: Required[str]


class NotificationSubscriptionsList(TypedDict, total=False):
    notification_types: Required[Many[str]]
    payload_version: str | None
    page_size: int | None
    next_token: str | None


class OrderItemsList(TypedDict, total=False):
    order_id: Required[str]
    included_data: (
        Many[
            Literal[
                "BUYER",
                "RECIPIENT",
                "PROCEEDS",
                "EXPENSE",
                "PROMOTION",
                "CANCELLATION",
                "FULFILLMENT",
                "PACKAGES",
                "TAX",
                "PAYMENT",
                "FULFILLMENT_ORDERS",
            ]
        ]
        | None
    )


class OrderItemsV0List(TypedDict, total=False):
    order_id: Required[str]
    next_token: str | None
    data_elements: Many[Literal["buyerInfo"]] | None


class OrdersGet(TypedDict, total=False):
    order_id: Required[str]
    included_data: (
        Many[
            Literal[
                "BUYER",
                "RECIPIENT",
                "PROCEEDS",
                "EXPENSE",
                "PROMOTION",
                "CANCELLATION",
                "FULFILLMENT",
                "PACKAGES",
                "TAX",
                "PAYMENT",
                "FULFILLMENT_ORDERS",
            ]
        ]
        | None
    )


class OrdersList(TypedDict, total=False):
    created_after: Moment | None
    created_before: Moment | None
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    fulfillment_statuses: (
        Many[
            Literal[
                "PENDING_AVAILABILITY",
                "PENDING",
                "UNSHIPPED",
                "PARTIALLY_SHIPPED",
                "SHIPPED",
                "CANCELLED",
                "UNFULFILLABLE",
            ]
        ]
        | None
    )
    marketplace_ids: Many[str] | None
    fulfilled_by: Many[Literal["MERCHANT", "AMAZON"]] | None
    max_results_per_page: int | None
    pagination_token: str | None
    included_data: (
        Many[
            Literal[
                "BUYER",
                "RECIPIENT",
                "PROCEEDS",
                "EXPENSE",
                "PROMOTION",
                "CANCELLATION",
                "FULFILLMENT",
                "PACKAGES",
                "TAX",
                "PAYMENT",
                "FULFILLMENT_ORDERS",
            ]
        ]
        | None
    )


class OrdersV0Get(TypedDict, total=False):
    order_id: Required[str]
    data_elements: Many[Literal["buyerInfo", "shippingAddress", "buyerTaxInformation"]] | None


class OrdersV0List(TypedDict, total=False):
    created_after: Moment | None
    created_before: Moment | None
    last_updated_after: Moment | None
    last_updated_before: Moment | None
    order_statuses: (
        Many[
            Literal[
                "PendingAvailability",
                "Pending",
                "Unshipped",
                "PartiallyShipped",
                "Shipped",
                "InvoiceUnconfirmed",
                "Canceled",
                "Unfulfillable",
            ]
        ]
        | None
    )
    marketplace_ids: Many[str] | None
    fulfillment_channels: Many[Literal["AFN", "MFN"]] | None
    payment_methods: Many[Literal["COD", "CVS", "Other"]] | None
    buyer_email: str | None
    seller_order_id: str | None
    max_results_per_page: int | None
    easy_ship_shipment_statuses: (
        Many[
            Literal[
                "PendingSchedule",
                "PendingPickUp",
                "PendingDropOff",
                "LabelCanceled",
                "PickedUp",
                "DroppedOff",
                "AtOriginFC",
                "AtDestinationFC",
                "Delivered",
                "RejectedByBuyer",
                "Undeliverable",
                "ReturningToSeller",
                "ReturnedToSeller",
                "Lost",
                "OutForDelivery",
                "Damaged",
            ]
        ]
        | None
    )
    electronic_invoice_statuses: (
        Many[Literal["NotRequired", "NotFound", "Processing", "Errored", "Accepted"]] | None
    )
    next_token: str | None
    amazon_order_ids: Many[str] | None
    actual_fulfillment_supply_source_id: str | None
    is_ispu: bool | None
    store_chain_store_id: str | None
    earliest_delivery_date_before: Moment | None
    earliest_delivery_date_after: Moment | None
    latest_delivery_date_before: Moment | None
    latest_delivery_date_after: Moment | None
    data_elements: Many[Literal["buyerInfo", "shippingAddress", "buyerTaxInformation"]] | None


class PricingCompetitivePrices(TypedDict, total=False):
    marketplace_id: str | None
    asins: Many[str] | None
    skus: Many[str] | None
    item_type: Required[Literal["Asin", "Sku"]]
    customer_type: Literal["Consumer", "Business"] | None


class PricingCompetitiveSummary(TypedDict, total=False):
    requests: Required[Many[Mapping[str, Any]]]


class PricingFeaturedOfferExpectedPrice(TypedDict, total=False):
    requests: Required[Many[Mapping[str, Any]]]


class PricingItemOffers(TypedDict, total=False):
    marketplace_id: str | None
    item_condition: Literal["New", "Used", "Collectible", "Refurbished", "Club"] | None
    asin: Required[str]
    customer_type: Literal["Consumer", "Business"] | None


class PricingItemOffersBatch(TypedDict, total=False):
    requests: Required[Many[Mapping[str, Any]]]


class PricingListingOffers(TypedDict, total=False):
    marketplace_id: str | None
    item_condition: Literal["New", "Used", "Collectible", "Refurbished", "Club"] | None
    seller_sku: Required[str]
    customer_type: Literal["Consumer", "Business"] | None


class PricingListingOffersBatch(TypedDict, total=False):
    requests: Required[Many[Mapping[str, Any]]]


class PricingOwnPrices(TypedDict, total=False):
    marketplace_id: str | None
    asins: Many[str] | None
    skus: Many[str] | None
    item_type: Required[Literal["Asin", "Sku"]]
    item_condition: Literal["New", "Used", "Collectible", "Refurbished", "Club"] | None
    offer_type: Literal["B2C", "B2B"] | None


class ProductTypesAttributes(TypedDict, total=False):
    names: Many[str] | None
    required_only: bool | None
    product_type: Required[str]
    seller_id: str | None
    marketplace_ids: Many[str] | None
    product_type_version: str | None
    requirements: Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"] | None
    requirements_enforced: Literal["ENFORCED", "NOT_ENFORCED"] | None
    locale: (
        Literal[
            "DEFAULT",
            "ar",
            "ar_AE",
            "de",
            "de_DE",
            "en",
            "en_AE",
            "en_AU",
            "en_CA",
            "en_GB",
            "en_IN",
            "en_SG",
            "en_US",
            "es",
            "es_ES",
            "es_MX",
            "es_US",
            "fr",
            "fr_CA",
            "fr_FR",
            "it",
            "it_IT",
            "ja",
            "ja_JP",
            "nl",
            "nl_NL",
            "pl",
            "pl_PL",
            "pt",
            "pt_BR",
            "pt_PT",
            "sv",
            "sv_SE",
            "tr",
            "tr_TR",
            "zh",
            "zh_CN",
            "zh_TW",
        ]
        | None
    )
    parentage_level: Literal["NONE", "CHILD", "PARENT"] | None


class ProductTypesGet(TypedDict, total=False):
    product_type: Required[str]
    seller_id: str | None
    marketplace_ids: Many[str] | None
    product_type_version: str | None
    requirements: Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"] | None
    requirements_enforced: Literal["ENFORCED", "NOT_ENFORCED"] | None
    locale: (
        Literal[
            "DEFAULT",
            "ar",
            "ar_AE",
            "de",
            "de_DE",
            "en",
            "en_AE",
            "en_AU",
            "en_CA",
            "en_GB",
            "en_IN",
            "en_SG",
            "en_US",
            "es",
            "es_ES",
            "es_MX",
            "es_US",
            "fr",
            "fr_CA",
            "fr_FR",
            "it",
            "it_IT",
            "ja",
            "ja_JP",
            "nl",
            "nl_NL",
            "pl",
            "pl_PL",
            "pt",
            "pt_BR",
            "pt_PT",
            "sv",
            "sv_SE",
            "tr",
            "tr_TR",
            "zh",
            "zh_CN",
            "zh_TW",
        ]
        | None
    )
    parentage_level: Literal["NONE", "CHILD", "PARENT"] | None


class ProductTypesSearch(TypedDict, total=False):
    keywords: Many[str] | None
    marketplace_ids: Many[str] | None
    item_name: str | None
    locale: str | None
    search_locale: str | None


class ReportSchedulesCancel(TypedDict, total=False):
    report_schedule_id: Required[str]


class ReportSchedulesCreate(TypedDict, total=False):
    report_type: Required[str]
    marketplace_ids: Many[str] | None
    report_options: Mapping[str, str] | None
    period: Required[
        Literal[
            "PT5M",
            "PT15M",
            "PT30M",
            "PT1H",
            "PT2H",
            "PT4H",
            "PT8H",
            "PT12H",
            "P1D",
            "P2D",
            "P3D",
            "PT84H",
            "P7D",
            "P14D",
            "P15D",
            "P18D",
            "P30D",
            "P1M",
        ]
    ]
    next_report_creation_time: Moment | None


class ReportSchedulesGet(TypedDict, total=False):
    report_schedule_id: Required[str]


class ReportSchedulesList(TypedDict, total=False):
    report_types: Required[Many[str]]


class ReportsCancel(TypedDict, total=False):
    report_id: Required[str]


class ReportsCreate(TypedDict, total=False):
    report_options: Mapping[str, str] | None
    report_type: Required[str]
    data_start_time: Moment | None
    data_end_time: Moment | None
    marketplace_ids: Many[str] | None


class ReportsDocument(TypedDict, total=False):
    report_document_id: Required[str]
    enable_content_encoding_url_header: bool | None


class ReportsGet(TypedDict, total=False):
    report_id: Required[str]


class ReportsList(TypedDict, total=False):
    report_types: Many[str] | None
    processing_statuses: Many[Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]] | None
    marketplace_ids: Many[str] | None
    page_size: int | None
    created_since: Moment | None
    created_until: Moment | None
    next_token: str | None


class ReportsRun(TypedDict, total=False):
    report_id: str | None
    report_document_id: str | None
    offset: int | None
    limit: int | None
    typed: bool | None
    reuse_within: int | None
    report_options: Mapping[str, str] | None
    report_type: str | None
    data_start_time: Moment | None
    data_end_time: Moment | None
    marketplace_ids: Many[str] | None


class RestrictionsList(TypedDict, total=False):
    asin: Required[str]
    condition_type: (
        Literal[
            "new_new",
            "new_open_box",
            "new_oem",
            "refurbished_refurbished",
            "used_like_new",
            "used_very_good",
            "used_good",
            "used_acceptable",
            "collectible_like_new",
            "collectible_very_good",
            "collectible_good",
            "collectible_acceptable",
            "club_club",
        ]
        | None
    )
    seller_id: str | None
    marketplace_ids: Many[str] | None
    reason_locale: str | None
    product_type: str | None


class SalesMetrics(TypedDict, total=False):
    marketplace_ids: Many[str] | None
    interval: Required[str]
    granularity_time_zone: str | None
    granularity: Required[Literal["Hour", "Day", "Week", "Month", "Year", "Total"]]
    buyer_type: Literal["B2B", "B2C", "All"] | None
    fulfillment_network: Literal["MFN", "AFN"] | None
    first_day_of_week: Literal["Monday", "Sunday"] | None
    asin: str | None
    sku: str | None
    amazon_program: Literal["AmazonHaul"] | None


class SolicitationsActions(TypedDict, total=False):
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class SolicitationsRequestReview(TypedDict, total=False):
    amazon_order_id: Required[str]
    marketplace_ids: Many[str] | None


class TransactionsList(TypedDict, total=False):
    posted_after: Moment | None
    posted_before: Moment | None
    marketplace_id: str | None
    transaction_status: Literal["DEFERRED", "RELEASED", "DEFERRED_RELEASED"] | None
    related_identifier_name: Literal["ORDER_ID", "FINANCIAL_EVENT_GROUP_ID"] | None
    related_identifier_value: str | None
    next_token: str | None
