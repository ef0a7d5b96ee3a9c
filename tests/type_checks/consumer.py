"""A consumer of the typed face that uses every method; it is type-checked and never executed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, assert_type

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.events import Event, OrderChange, parse_event, parse_events
from toolspan.connectors.amazon_seller_partner.records import (
    catalog_items_2022_04_01 as catalog,
)
from toolspan.connectors.amazon_seller_partner.records import (
    fba_inventory_v1,
    finances_2024_06_19,
    finances_v0,
    messaging_v1,
    notifications_v1,
    orders_v0,
    reports_2021_06_30,
    sales_v1,
    sellers_v1,
    solicitations_v1,
)
from toolspan.connectors.amazon_seller_partner.records import (
    feeds_2021_06_30 as feeds,
)
from toolspan.connectors.amazon_seller_partner.records import (
    listings_items_2021_08_01 as listings,
)
from toolspan.connectors.amazon_seller_partner.records import (
    listings_restrictions_2021_08_01 as restrictions,
)
from toolspan.connectors.amazon_seller_partner.records import (
    orders_2026_01_01 as orders,
)
from toolspan.connectors.amazon_seller_partner.records import (
    product_fees_v0 as fees,
)
from toolspan.connectors.amazon_seller_partner.records import (
    product_pricing_2022_05_01 as pricing,
)
from toolspan.connectors.amazon_seller_partner.records import (
    product_pricing_v0 as pricing_v0,
)
from toolspan.connectors.amazon_seller_partner.records import (
    product_types_2020_09_01 as product_types,
)
from toolspan.connectors.amazon_seller_partner.reports.files import Saved
from toolspan.page import Page

connector = AmazonSellerPartnerConnector(region="US")
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
ORDER = "902-3159896-1390916"


async def orders_and_items(until: datetime | None) -> None:
    page = await connector.orders.list(
        created_after=SINCE, created_before=until, fulfillment_statuses=["UNSHIPPED"], included_data="BUYER"
    )
    assert_type(page, Page[orders.Order])
    assert_type(page.data[0]["orderId"], str)
    assert_type(await connector.orders.get(order_id=ORDER), Page[orders.Order])
    async for order in connector.orders.iterate(last_updated_after="-30d", max_results_per_page=100):
        assert_type(order, orders.Order)
    assert_type(await connector.order_items.list(order_id=ORDER), Page[orders.OrderItem])


async def orders_and_items_of_the_old_api() -> None:
    assert_type(
        await connector.orders_v0.list(created_after=date(2026, 11, 1), data_elements=["buyerInfo"]),
        Page[orders_v0.Order],
    )
    assert_type(
        await connector.orders_v0.get(order_id=ORDER, data_elements="shippingAddress"), Page[orders_v0.Order]
    )
    async for order in connector.orders_v0.iterate(created_after=SINCE, is_ispu=True):
        assert_type(order, orders_v0.Order)
    assert_type(await connector.order_items_v0.list(order_id=ORDER), Page[orders_v0.OrderItem])
    async for item in connector.order_items_v0.iterate(order_id=ORDER):
        assert_type(item, orders_v0.OrderItem)


async def money() -> None:
    assert_type(await connector.context_store.sql_query(sql="SELECT 1"), Page[dict[str, Any]])
    assert_type(
        await connector.transactions.list(posted_after=SINCE, transaction_status="RELEASED"),
        Page[finances_2024_06_19.Transaction],
    )
    async for transaction in connector.transactions.iterate(posted_after=SINCE):
        assert_type(transaction, finances_2024_06_19.Transaction)
    groups = await connector.financial_event_groups.list(financial_event_group_started_after=SINCE)
    assert_type(groups, Page[finances_v0.FinancialEventGroup])
    async for group in connector.financial_event_groups.iterate(max_results_per_page=100):
        assert_type(group, finances_v0.FinancialEventGroup)
    assert_type(await connector.financial_events.list(posted_after=SINCE), Page[dict[str, Any]])
    async for event in connector.financial_events.iterate(posted_after=SINCE):
        assert_type(event, dict[str, Any])
    assert_type(await connector.list_financial_events.list(posted_after=SINCE), Page[dict[str, Any]])
    assert_type(await connector.list_financial_event_groups.list(), Page[finances_v0.FinancialEventGroup])


async def products() -> None:
    assert_type(await connector.catalog_items.list(keywords=("water", "bottle")), Page[catalog.Item])
    assert_type(
        await connector.catalog_items.get(asin="B07N4M94X4", included_data=["images"]), Page[catalog.Item]
    )
    async for item in connector.catalog_items.iterate(identifiers="B07N4M94X4", identifiers_type="ASIN"):
        assert_type(item, catalog.Item)
    assert_type(await connector.listings_items.list(with_status="BUYABLE"), Page[listings.Item])
    assert_type(await connector.listings_items.get(sku="BOTTLE-750-BLUE"), Page[listings.Item])
    async for listing in connector.listings_items.iterate(sort_by="sku"):
        assert_type(listing, listings.Item)
    price: listings.PatchOperationBody = {
        "op": "replace",
        "path": "/attributes/list_price",
        "value": [{"value": 9.99}],
    }
    submitted = await connector.listings_items.patch(
        sku="BOTTLE-750-BLUE", product_type="BOTTLE", patches=[price], mode="VALIDATION_PREVIEW"
    )
    assert_type(submitted, Page[listings.ListingsItemSubmissionResponse])
    put = await connector.listings_items.put(
        sku="B", product_type="BOTTLE", attributes={"brand": [{"value": "A"}]}
    )
    assert_type(put.data[0]["submissionId"], str)
    deleted = await connector.listings_items.delete(sku="BOTTLE-750-BLUE", marketplace_ids="ATVPDKIKX0DER")
    assert_type(deleted, Page[listings.ListingsItemSubmissionResponse])
    assert_type(await connector.product_types.search(keywords="lamp"), Page[product_types.ProductType])
    definition = await connector.product_types.get(product_type="LAMP", requirements="LISTING")
    assert_type(definition, Page[product_types.ProductTypeDefinition])
    rows = await connector.product_types.attributes(product_type="LAMP", names="color", required_only=False)
    assert_type(rows, Page[dict[str, Any]])
    async for attribute in connector.product_types.iterate_attributes(product_type="LAMP"):
        assert_type(attribute, dict[str, Any])
    restricted = await connector.restrictions.list(asin="B07N4M94X4", condition_type="new_new")
    assert_type(restricted, Page[restrictions.Restriction])
    assert_type(await connector.inventory.list(details=True), Page[fba_inventory_v1.InventorySummary])
    async for stock in connector.inventory.iterate(seller_skus=["BOTTLE-750-BLUE"]):
        assert_type(stock, fba_inventory_v1.InventorySummary)


async def schedules() -> None:
    made = await connector.report_schedules.create(report_type="GET_X", period="P1D")
    assert_type(made.one, reports_2021_06_30.CreateReportScheduleResponse)
    listed = await connector.report_schedules.list(report_types=["GET_X"])
    assert_type(listed, Page[reports_2021_06_30.ReportSchedule])
    one = await connector.report_schedules.get(report_schedule_id="1")
    assert_type(one, Page[reports_2021_06_30.ReportSchedule])
    assert_type(await connector.report_schedules.cancel(report_schedule_id="1"), Page[dict[str, Any]])


async def places_and_reports() -> None:
    assert_type(await connector.marketplaces.list(), Page[sellers_v1.MarketplaceParticipation])
    assert_type(await connector.reports.list(report_types=["GET_X"]), Page[reports_2021_06_30.Report])
    assert_type(await connector.reports.get(report_id="1"), Page[reports_2021_06_30.Report])
    created = await connector.reports.create(report_type="GET_X", report_options={"custom": "true"})
    assert_type(created.one, reports_2021_06_30.CreateReportResponse)
    assert_type(await connector.reports.cancel(report_id="1"), Page[dict[str, Any]])
    assert_type(
        await connector.reports.document(report_document_id="1"), Page[reports_2021_06_30.ReportDocument]
    )
    assert_type(await connector.reports.run(report_id="1", offset=0, limit=10), Page[dict[str, Any]])
    assert_type(await connector.reports.download(to=Path("x.txt"), report_type="GET_X", timeout=60), Saved)
    await schedules()
    async for report in connector.reports.iterate(report_types="GET_X"):
        assert_type(report, reports_2021_06_30.Report)
    async for row in connector.reports.iterate_run(report_type="GET_X", data_start_time="-30d"):
        assert_type(row, dict[str, Any])


async def prices() -> None:
    summary = await connector.pricing.competitive_summary(
        requests=[{"asin": "B07N4M94X4", "included_data": ["featuredBuyingOptions"]}]
    )
    assert_type(summary, Page[pricing.CompetitiveSummaryResponse])
    assert_type(
        await connector.pricing.featured_offer_expected_price(requests={"sku": "A"}),
        Page[pricing.FeaturedOfferExpectedPriceResponse],
    )
    assert_type(await connector.pricing.own_prices(item_type="Sku", skus="A"), Page[pricing_v0.Price])
    assert_type(
        await connector.pricing.competitive_prices(item_type="Asin", asins=["B07N4M94X4"]),
        Page[pricing_v0.Price],
    )
    assert_type(await connector.pricing.item_offers(asin="B07N4M94X4"), Page[pricing_v0.GetOffersResult])
    assert_type(
        await connector.pricing.listing_offers(seller_sku="A", item_condition="Used"),
        Page[pricing_v0.GetOffersResult],
    )
    assert_type(
        await connector.pricing.item_offers_batch(requests=[{"asin": "B07N4M94X4"}]),
        Page[pricing_v0.ItemOffersResponse],
    )
    assert_type(
        await connector.pricing.listing_offers_batch(requests=[{"seller_sku": "A"}]),
        Page[pricing_v0.ListingOffersResponse],
    )


async def fees_and_sales() -> None:
    request = {"PriceToEstimateFees": {"ListingPrice": {"CurrencyCode": "USD", "Amount": 24.99}}}
    assert_type(
        await connector.fees.by_asin(asin="B07N4M94X4", fees_estimate_request=request),
        Page[fees.FeesEstimateResult],
    )
    assert_type(
        await connector.fees.by_sku(seller_sku="A", fees_estimate_request=request),
        Page[fees.FeesEstimateResult],
    )
    several = [{"IdType": "ASIN", "IdValue": "B07N4M94X4", "FeesEstimateRequest": request}]
    assert_type(await connector.fees.batch(body=several), Page[fees.FeesEstimateResult])
    assert_type(
        await connector.sales.metrics(interval="-7d--now", granularity="Total"),
        Page[sales_v1.OrderMetricsInterval],
    )


async def notifications() -> None:
    resource: notifications_v1.DestinationResourceSpecificationBody = {
        "sqs": {"arn": "arn:aws:sqs:us-east-1:123456789012:events"}
    }
    assert_type(
        await connector.notification_destinations.create(name="events", resource_specification=resource),
        Page[notifications_v1.Destination],
    )
    assert_type(await connector.notification_destinations.list(), Page[notifications_v1.Destination])
    assert_type(
        await connector.notification_destinations.get(destination_id="1"), Page[notifications_v1.Destination]
    )
    assert_type(await connector.notification_destinations.delete(destination_id="1"), Page[dict[str, Any]])
    created = await connector.notification_subscriptions.create(
        notification_type="ORDER_CHANGE", payload_version="1.0", destination_id="1"
    )
    assert_type(created.one, notifications_v1.Subscription)
    assert_type(
        await connector.notification_subscriptions.list(notification_types="ORDER_CHANGE"),
        Page[notifications_v1.Subscription],
    )
    assert_type(
        await connector.notification_subscriptions.get(notification_type="ORDER_CHANGE"),
        Page[notifications_v1.Subscription],
    )
    assert_type(
        await connector.notification_subscriptions.get_by_id(notification_type="X", subscription_id="1"),
        Page[notifications_v1.Subscription],
    )
    assert_type(
        await connector.notification_subscriptions.delete(notification_type="X", subscription_id="1"),
        Page[dict[str, Any]],
    )
    async for subscription in connector.notification_subscriptions.iterate(notification_types=["X"]):
        assert_type(subscription, notifications_v1.Subscription)


def events(body: str) -> None:
    event = parse_event(body)
    assert_type(event, Event)
    if isinstance(event, OrderChange):
        assert_type(event.order_id, str)
    assert_type(parse_events({"Records": []}), list[Event])


async def words_to_buyers() -> None:
    assert_type(await connector.messaging.actions(amazon_order_id=ORDER), Page[messaging_v1.LinkObject])
    assert_type(
        await connector.messaging.attributes(amazon_order_id=ORDER), Page[messaging_v1.GetAttributesResponse]
    )
    paper = {"uploadDestinationId": "1", "fileName": "a.pdf"}
    sent: list[Page[dict[str, Any]]] = [
        await connector.messaging.confirm_customization_details(amazon_order_id=ORDER, text="?"),
        await connector.messaging.confirm_delivery_details(amazon_order_id=ORDER, text="?"),
        await connector.messaging.confirm_order_details(amazon_order_id=ORDER, text="?"),
        await connector.messaging.confirm_service_details(amazon_order_id=ORDER, text="?"),
        await connector.messaging.unexpected_problem(amazon_order_id=ORDER, text="!"),
        await connector.messaging.digital_access_key(amazon_order_id=ORDER, text="!"),
        await connector.messaging.legal_disclosure(amazon_order_id=ORDER, attachments=[paper]),
        await connector.messaging.warranty(amazon_order_id=ORDER, coverage_start_date=SINCE),
        await connector.messaging.invoice(amazon_order_id=ORDER, attachments=paper),
        await connector.solicitations.request_review(amazon_order_id=ORDER),
    ]
    assert_type(sent[0].data, list[dict[str, Any]])
    assert_type(
        await connector.solicitations.actions(amazon_order_id=ORDER), Page[solicitations_v1.LinkObject]
    )


async def many_changes_in_one_file(messages: list[dict[str, Any]]) -> None:
    await connector.feeds.submit(content=Path("a.txt"), content_type="text/plain", feed_type="X")
    await connector.feeds.submit(content=b"a", content_type="text/plain", feed_type="X")
    rows = await connector.feeds.submit(messages=messages, marketplace_ids="ATVPDKIKX0DER")
    assert_type(rows, Page[dict[str, Any]])
    async for row in connector.feeds.iterate_submit(messages=messages):
        assert_type(row, dict[str, Any])
    assert_type(await connector.feeds.result(feed_id="1"), Page[dict[str, Any]])
    async for row in connector.feeds.iterate_result(feed_id="1"):
        assert_type(row, dict[str, Any])
    assert_type(await connector.feeds.list(feed_types="JSON_LISTINGS_FEED"), Page[feeds.Feed])
    async for feed in connector.feeds.iterate(feed_types=["JSON_LISTINGS_FEED"], created_since="-7d"):
        assert_type(feed, feeds.Feed)
    assert_type(await connector.feeds.get(feed_id="1"), Page[feeds.Feed])
    place = await connector.feeds.create_document(content_type="application/json; charset=UTF-8")
    assert_type(place, Page[feeds.CreateFeedDocumentResponse])
    made = await connector.feeds.create(feed_type="JSON_LISTINGS_FEED", input_feed_document_id="1")
    assert_type(made, Page[feeds.CreateFeedResponse])
    assert_type(await connector.feeds.cancel(feed_id="1"), Page[dict[str, Any]])
    assert_type(await connector.feeds.document(feed_document_id="1"), Page[feeds.FeedDocument])


def without_await() -> None:
    sync = connector.sync
    assert_type(sync.orders.list(created_after=SINCE), Page[orders.Order])
    assert_type([order["orderId"] for order in sync.orders.iterate(created_after=SINCE)], list[str])
    assert_type(sync.order_items.list(order_id=ORDER), Page[orders.OrderItem])
    assert_type(sync.orders_v0.get(order_id=ORDER), Page[orders_v0.Order])
    assert_type(sync.order_items_v0.list(order_id=ORDER), Page[orders_v0.OrderItem])
    assert_type(sync.transactions.list(posted_after=SINCE), Page[finances_2024_06_19.Transaction])
    assert_type(sync.list_financial_event_groups.list(), Page[finances_v0.FinancialEventGroup])
    assert_type(sync.list_financial_events.list(posted_after=SINCE), Page[dict[str, Any]])
    assert_type(sync.catalog_items.get(asin="B07N4M94X4"), Page[catalog.Item])
    assert_type(sync.listings_items.get(sku="BOTTLE-750-BLUE"), Page[listings.Item])
    assert_type(sync.inventory.list(), Page[fba_inventory_v1.InventorySummary])
    assert_type(sync.marketplaces.list(), Page[sellers_v1.MarketplaceParticipation])
    assert_type(sync.reports.run(report_type="GET_X"), Page[dict[str, Any]])
    assert_type(list(sync.reports.iterate_run(report_type="GET_X")), list[dict[str, Any]])
    assert_type(sync.reports.download(to="x.txt", report_id="1"), Saved)
    assert_type(sync.execute("orders", "list", {"created_after": SINCE}), Page[dict[str, Any]])


async def refused() -> None:
    """Each of these lines is an error, and the checker must say so."""
    await connector.orders.list(bogus=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await connector.orders.get()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await connector.orders.list(created_after=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await connector.orders.list(fulfilled_by="SOMEONE")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    connector.ordres  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    connector.sync.ordres  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    connector.sync.orders.list(bogus=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
