"""Types of the typed entities. Written by scripts/build_facts.py: do not edit."""

from collections.abc import Mapping
from os import PathLike
from typing import Any, ClassVar

from typing_extensions import Unpack

from toolspan.connector import Connector
from toolspan.connectors.amazon_seller_partner.records import (
    catalog_items_2022_04_01,
    fba_inventory_v1,
    feeds_2021_06_30,
    finances_2024_06_19,
    finances_v0,
    listings_items_2021_08_01,
    listings_restrictions_2021_08_01,
    messaging_v1,
    notifications_v1,
    orders_2026_01_01,
    orders_v0,
    parameters,
    product_fees_v0,
    product_pricing_2022_05_01,
    product_pricing_v0,
    product_types_2020_09_01,
    reports_2021_06_30,
    sales_v1,
    sellers_v1,
    solicitations_v1,
)
from toolspan.connectors.amazon_seller_partner.reports.files import Saved
from toolspan.entity import Entity
from toolspan.page import Page, Records
from toolspan.sync import SyncConnector, SyncEntity, SyncRecords

class CatalogItems(Entity):
    """Products of Amazon's catalogue."""

    async def get(self, **params: Unpack[parameters.CatalogItemsGet]) -> Page[catalog_items_2022_04_01.Item]:
        """Read one catalogue item by ASIN."""

    async def list(
        self, **params: Unpack[parameters.CatalogItemsList]
    ) -> Page[catalog_items_2022_04_01.Item]:
        """Search Amazon's catalogue by keywords or by product identifiers."""

    def iterate(
        self, **params: Unpack[parameters.CatalogItemsList]
    ) -> Records[catalog_items_2022_04_01.Item]:
        """All pages: Search Amazon's catalogue by keywords or by product identifiers."""

class Feeds(Entity):
    """Many changes in one file, from the file to the outcome of each."""

    async def cancel(self, **params: Unpack[parameters.FeedsCancel]) -> Page[dict[str, Any]]:
        """Cancel a feed that is still in the queue: nothing of it is carried out."""

    async def create(
        self, **params: Unpack[parameters.FeedsCreate]
    ) -> Page[feeds_2021_06_30.CreateFeedResponse]:
        """Let Amazon carry out an uploaded feed document."""

    async def create_document(
        self, **params: Unpack[parameters.FeedsCreateDocument]
    ) -> Page[feeds_2021_06_30.CreateFeedDocumentResponse]:
        """Get a document id and the short-lived address to upload a feed's content to."""

    async def document(
        self, **params: Unpack[parameters.FeedsDocument]
    ) -> Page[feeds_2021_06_30.FeedDocument]:
        """Read the short-lived download address of a feed's processing report."""

    async def get(self, **params: Unpack[parameters.FeedsGet]) -> Page[feeds_2021_06_30.Feed]:
        """Read the state of one feed and, when done, the id of its processing report."""

    async def list(self, **params: Unpack[parameters.FeedsList]) -> Page[feeds_2021_06_30.Feed]:
        """List feeds of the last 90 days, by type and state."""

    def iterate(self, **params: Unpack[parameters.FeedsList]) -> Records[feeds_2021_06_30.Feed]:
        """All pages: List feeds of the last 90 days, by type and state."""

    async def result(self, **params: Unpack[parameters.FeedsResult]) -> Page[dict[str, Any]]:
        """Wait for a feed that Amazon has, and read the outcome of each message."""

    def iterate_result(self, **params: Unpack[parameters.FeedsResult]) -> Records[dict[str, Any]]:
        """All pages: Wait for a feed that Amazon has, and read the outcome of each message."""

    async def submit(self, **params: Unpack[parameters.FeedsSubmit]) -> Page[dict[str, Any]]:
        """Upload a feed, let Amazon carry it out, wait, and read the outcome of each message."""

    def iterate_submit(self, **params: Unpack[parameters.FeedsSubmit]) -> Records[dict[str, Any]]:
        """All pages: Upload a feed, let Amazon carry it out, wait, and read the outcome of each message."""

class Fees(Entity):
    """Estimates of what Amazon would keep of a sale."""

    async def batch(self, **params: Unpack[parameters.FeesBatch]) -> Page[product_fees_v0.FeesEstimateResult]:
        """Estimate Amazon's fees for up to 20 ASINs or SKUs, each with its own status."""

    async def by_asin(
        self, **params: Unpack[parameters.FeesByAsin]
    ) -> Page[product_fees_v0.FeesEstimateResult]:
        """Estimate Amazon's fees for one ASIN at a price."""

    async def by_sku(
        self, **params: Unpack[parameters.FeesBySku]
    ) -> Page[product_fees_v0.FeesEstimateResult]:
        """Estimate Amazon's fees for one of the seller's SKUs at a price."""

class FinancialEventGroups(Entity):
    """Payout periods."""

    async def list(
        self, **params: Unpack[parameters.FinancialEventGroupsList]
    ) -> Page[finances_v0.FinancialEventGroup]:
        """List payout periods with their balances and transfer state."""

    def iterate(
        self, **params: Unpack[parameters.FinancialEventGroupsList]
    ) -> Records[finances_v0.FinancialEventGroup]:
        """All pages: List payout periods with their balances and transfer state."""

class FinancialEvents(Entity):
    """Events of the old finances API, which Amazon removes on 2027-08-27."""

    async def list(self, **params: Unpack[parameters.FinancialEventsList]) -> Page[dict[str, Any]]:
        """List financial events by posting date through the old API, all kinds flattened into one list."""

    def iterate(self, **params: Unpack[parameters.FinancialEventsList]) -> Records[dict[str, Any]]:
        """All pages: List financial events by posting date through the old API, all kinds flattened into one list."""

class Inventory(Entity):
    """Stock in Amazon's warehouses."""

    async def list(
        self, **params: Unpack[parameters.InventoryList]
    ) -> Page[fba_inventory_v1.InventorySummary]:
        """List stock in Amazon's warehouses by SKU."""

    def iterate(
        self, **params: Unpack[parameters.InventoryList]
    ) -> Records[fba_inventory_v1.InventorySummary]:
        """All pages: List stock in Amazon's warehouses by SKU."""

class ListingsItems(Entity):
    """The seller's own listings."""

    async def delete(
        self, **params: Unpack[parameters.ListingsItemsDelete]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Delete a listing from one marketplace."""

    async def get(
        self, **params: Unpack[parameters.ListingsItemsGet]
    ) -> Page[listings_items_2021_08_01.Item]:
        """Read one of the seller's listings by SKU."""

    async def list(
        self, **params: Unpack[parameters.ListingsItemsList]
    ) -> Page[listings_items_2021_08_01.Item]:
        """List the seller's own listings, by identifier, status, issue or date."""

    def iterate(
        self, **params: Unpack[parameters.ListingsItemsList]
    ) -> Records[listings_items_2021_08_01.Item]:
        """All pages: List the seller's own listings, by identifier, status, issue or date."""

    async def patch(
        self, **params: Unpack[parameters.ListingsItemsPatch]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Change some attributes of a listing, such as its price or quantity."""

    async def put(
        self, **params: Unpack[parameters.ListingsItemsPut]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Create a listing or replace all of its attributes."""

class Marketplaces(Entity):
    """Where the account sells."""

    async def list(
        self, **params: Unpack[parameters.MarketplacesList]
    ) -> Page[sellers_v1.MarketplaceParticipation]:
        """List the marketplaces this account sells in, with their ids."""

class Messaging(Entity):
    """Messages to the buyer of an order, of the kinds that Amazon allows for it."""

    async def actions(self, **params: Unpack[parameters.MessagingActions]) -> Page[messaging_v1.LinkObject]:
        """List the kinds of messages that the buyer of an order can be sent now."""

    async def attributes(
        self, **params: Unpack[parameters.MessagingAttributes]
    ) -> Page[messaging_v1.GetAttributesResponse]:
        """Read in which language the buyer of an order wants to be written to."""

    async def confirm_customization_details(
        self, **params: Unpack[parameters.MessagingConfirmCustomizationDetails]
    ) -> Page[dict[str, Any]]:
        """Ask the buyer to give or check customization details."""

    async def confirm_delivery_details(
        self, **params: Unpack[parameters.MessagingConfirmDeliveryDetails]
    ) -> Page[dict[str, Any]]:
        """Ask the buyer to arrange a delivery or to confirm contact details for it."""

    async def confirm_order_details(
        self, **params: Unpack[parameters.MessagingConfirmOrderDetails]
    ) -> Page[dict[str, Any]]:
        """Ask the buyer a question about the order before it ships."""

    async def confirm_service_details(
        self, **params: Unpack[parameters.MessagingConfirmServiceDetails]
    ) -> Page[dict[str, Any]]:
        """Ask the buyer of a home service to arrange or prepare a visit."""

    async def digital_access_key(
        self, **params: Unpack[parameters.MessagingDigitalAccessKey]
    ) -> Page[dict[str, Any]]:
        """Send the buyer the access key of digital content in the order."""

    async def invoice(self, **params: Unpack[parameters.MessagingInvoice]) -> Page[dict[str, Any]]:
        """Send the buyer an invoice as a document."""

    async def legal_disclosure(
        self, **params: Unpack[parameters.MessagingLegalDisclosure]
    ) -> Page[dict[str, Any]]:
        """Send the buyer documents that the law requires."""

    async def unexpected_problem(
        self, **params: Unpack[parameters.MessagingUnexpectedProblem]
    ) -> Page[dict[str, Any]]:
        """Tell the buyer of an unexpected problem with the order."""

    async def warranty(self, **params: Unpack[parameters.MessagingWarranty]) -> Page[dict[str, Any]]:
        """Send the buyer the warranty of something in the order."""

class NotificationDestinations(Entity):
    """Queues and event buses of the application; no seller is asked."""

    async def create(
        self, **params: Unpack[parameters.NotificationDestinationsCreate]
    ) -> Page[notifications_v1.Destination]:
        """Name a queue (SQS) or an event bus (EventBridge) as a destination for events."""

    async def delete(
        self, **params: Unpack[parameters.NotificationDestinationsDelete]
    ) -> Page[dict[str, Any]]:
        """Delete a destination that no subscription uses any more."""

    async def get(
        self, **params: Unpack[parameters.NotificationDestinationsGet]
    ) -> Page[notifications_v1.Destination]:
        """Read one destination."""

    async def list(
        self, **params: Unpack[parameters.NotificationDestinationsList]
    ) -> Page[notifications_v1.Destination]:
        """List the queues and event buses that Amazon can send this application's events to."""

class NotificationSubscriptions(Entity):
    """The types of events that Amazon sends of a seller."""

    async def create(
        self, **params: Unpack[parameters.NotificationSubscriptionsCreate]
    ) -> Page[notifications_v1.Subscription]:
        """Let Amazon send the seller's events of one type to a destination."""

    async def delete(
        self, **params: Unpack[parameters.NotificationSubscriptionsDelete]
    ) -> Page[dict[str, Any]]:
        """End a subscription, whichever seller's of this application it is."""

    async def get(
        self, **params: Unpack[parameters.NotificationSubscriptionsGet]
    ) -> Page[notifications_v1.Subscription]:
        """Read the seller's subscription to one type of event."""

    async def get_by_id(
        self, **params: Unpack[parameters.NotificationSubscriptionsGetById]
    ) -> Page[notifications_v1.Subscription]:
        """Read a subscription of any seller of this application by its id."""

    async def list(
        self, **params: Unpack[parameters.NotificationSubscriptionsList]
    ) -> Page[notifications_v1.Subscription]:
        """List the seller's subscriptions to one type of event, all payload versions."""

    def iterate(
        self, **params: Unpack[parameters.NotificationSubscriptionsList]
    ) -> Records[notifications_v1.Subscription]:
        """All pages: List the seller's subscriptions to one type of event, all payload versions."""

class OrderItems(Entity):
    """Items of an order of the 2026-01-01 API."""

    async def list(self, **params: Unpack[parameters.OrderItemsList]) -> Page[orders_2026_01_01.OrderItem]:
        """Read the items of one order, all in one answer."""

class OrderItemsV0(Entity):
    """Items of an order of the old API, which Amazon removes on 2027-03-27."""

    async def list(self, **params: Unpack[parameters.OrderItemsV0List]) -> Page[orders_v0.OrderItem]:
        """Read the items of one order through the old API."""

    def iterate(self, **params: Unpack[parameters.OrderItemsV0List]) -> Records[orders_v0.OrderItem]:
        """All pages: Read the items of one order through the old API."""

class Orders(Entity):
    """Orders of the 2026-01-01 API, items included."""

    async def get(self, **params: Unpack[parameters.OrdersGet]) -> Page[orders_2026_01_01.Order]:
        """Read one order with its items."""

    async def list(self, **params: Unpack[parameters.OrdersList]) -> Page[orders_2026_01_01.Order]:
        """Find orders by creation or last-update time; items are always included."""

    def iterate(self, **params: Unpack[parameters.OrdersList]) -> Records[orders_2026_01_01.Order]:
        """All pages: Find orders by creation or last-update time; items are always included."""

class OrdersV0(Entity):
    """Orders of the old API, which Amazon removes on 2027-03-27."""

    async def get(self, **params: Unpack[parameters.OrdersV0Get]) -> Page[orders_v0.Order]:
        """Read one order through the old API, without its items."""

    async def list(self, **params: Unpack[parameters.OrdersV0List]) -> Page[orders_v0.Order]:
        """Find orders through the old API, which still filters by buyer, payment and seller order id."""

    def iterate(self, **params: Unpack[parameters.OrdersV0List]) -> Records[orders_v0.Order]:
        """All pages: Find orders through the old API, which still filters by buyer, payment and seller order id."""

class Pricing(Entity):
    """Prices and offers on product pages; in a batch each record has its own status."""

    async def competitive_prices(
        self, **params: Unpack[parameters.PricingCompetitivePrices]
    ) -> Page[product_pricing_v0.Price]:
        """Read competitive prices, offer counts and sales ranks of up to 20 ASINs or SKUs."""

    async def competitive_summary(
        self, **params: Unpack[parameters.PricingCompetitiveSummary]
    ) -> Page[product_pricing_2022_05_01.CompetitiveSummaryResponse]:
        """Read featured offers, reference prices and lowest offers of up to 20 ASINs."""

    async def featured_offer_expected_price(
        self, **params: Unpack[parameters.PricingFeaturedOfferExpectedPrice]
    ) -> Page[product_pricing_2022_05_01.FeaturedOfferExpectedPriceResponse]:
        """Read the price at which up to 40 own SKUs would become the featured offer."""

    async def item_offers(
        self, **params: Unpack[parameters.PricingItemOffers]
    ) -> Page[product_pricing_v0.GetOffersResult]:
        """Read the 20 lowest offers of everybody on one ASIN, with a summary."""

    async def item_offers_batch(
        self, **params: Unpack[parameters.PricingItemOffersBatch]
    ) -> Page[product_pricing_v0.ItemOffersResponse]:
        """Read the offers of everybody on up to 20 ASINs."""

    async def listing_offers(
        self, **params: Unpack[parameters.PricingListingOffers]
    ) -> Page[product_pricing_v0.GetOffersResult]:
        """Read the offers that compete with one of the seller's SKUs, with a summary."""

    async def listing_offers_batch(
        self, **params: Unpack[parameters.PricingListingOffersBatch]
    ) -> Page[product_pricing_v0.ListingOffersResponse]:
        """Read the offers that compete with up to 20 of the seller's SKUs."""

    async def own_prices(
        self, **params: Unpack[parameters.PricingOwnPrices]
    ) -> Page[product_pricing_v0.Price]:
        """Read the seller's own prices of up to 20 ASINs or SKUs."""

class ProductTypes(Entity):
    """What Amazon wants to know of each kind of product."""

    async def attributes(self, **params: Unpack[parameters.ProductTypesAttributes]) -> Page[dict[str, Any]]:
        """List the attributes of a product type: which are required, what each takes."""

    def iterate_attributes(
        self, **params: Unpack[parameters.ProductTypesAttributes]
    ) -> Records[dict[str, Any]]:
        """All pages: List the attributes of a product type: which are required, what each takes."""

    async def get(
        self, **params: Unpack[parameters.ProductTypesGet]
    ) -> Page[product_types_2020_09_01.ProductTypeDefinition]:
        """Read the definition of a product type, with the address of its JSON Schema."""

    async def search(
        self, **params: Unpack[parameters.ProductTypesSearch]
    ) -> Page[product_types_2020_09_01.ProductType]:
        """Find product types by keywords or by the name of an item."""

class ReportSchedules(Entity):
    """Schedules by which Amazon makes a report again and again."""

    async def cancel(self, **params: Unpack[parameters.ReportSchedulesCancel]) -> Page[dict[str, Any]]:
        """End a schedule; the reports that it made stay."""

    async def create(
        self, **params: Unpack[parameters.ReportSchedulesCreate]
    ) -> Page[reports_2021_06_30.CreateReportScheduleResponse]:
        """Let Amazon make a report again and again; it replaces a schedule of the same type and marketplaces."""

    async def get(
        self, **params: Unpack[parameters.ReportSchedulesGet]
    ) -> Page[reports_2021_06_30.ReportSchedule]:
        """Read one schedule: type, period and when the next report is made."""

    async def list(
        self, **params: Unpack[parameters.ReportSchedulesList]
    ) -> Page[reports_2021_06_30.ReportSchedule]:
        """List the schedules by which Amazon makes reports of these types."""

class Reports(Entity):
    """Amazon's bulk files, from the request to the rows."""

    async def cancel(self, **params: Unpack[parameters.ReportsCancel]) -> Page[dict[str, Any]]:
        """Cancel a report that is still in the queue."""

    async def create(
        self, **params: Unpack[parameters.ReportsCreate]
    ) -> Page[reports_2021_06_30.CreateReportResponse]:
        """Ask Amazon to make a report."""

    async def document(
        self, **params: Unpack[parameters.ReportsDocument]
    ) -> Page[reports_2021_06_30.ReportDocument]:
        """Read the short-lived download address of a finished report."""

    async def get(self, **params: Unpack[parameters.ReportsGet]) -> Page[reports_2021_06_30.Report]:
        """Read the state of one report and, when done, its document id."""

    async def list(self, **params: Unpack[parameters.ReportsList]) -> Page[reports_2021_06_30.Report]:
        """List reports made in the last 90 days, by type and state."""

    def iterate(self, **params: Unpack[parameters.ReportsList]) -> Records[reports_2021_06_30.Report]:
        """All pages: List reports made in the last 90 days, by type and state."""

    async def run(self, **params: Unpack[parameters.ReportsRun]) -> Page[dict[str, Any]]:
        """Make a report, wait for it, download it and read its rows."""

    def iterate_run(self, **params: Unpack[parameters.ReportsRun]) -> Records[dict[str, Any]]:
        """All pages: Make a report, wait for it, download it and read its rows."""

    async def download(
        self,
        *,
        to: str | PathLike[str],
        timeout: float | None = None,
        **params: Unpack[parameters.ReportsRun],
    ) -> Saved:
        """Make a report, wait for it and save its document; the file appears whole or not at all."""

class Restrictions(Entity):
    """What the account may not list."""

    async def list(
        self, **params: Unpack[parameters.RestrictionsList]
    ) -> Page[listings_restrictions_2021_08_01.Restriction]:
        """List what keeps the seller from offering a product, and where to apply."""

class Sales(Entity):
    """Orders, units and sales as Amazon counts them."""

    async def metrics(self, **params: Unpack[parameters.SalesMetrics]) -> Page[sales_v1.OrderMetricsInterval]:
        """Count orders, units and sales over an interval, by hour, day, week, month or in total."""

class Solicitations(Entity):
    """Requests to the buyer of an order for a review."""

    async def actions(
        self, **params: Unpack[parameters.SolicitationsActions]
    ) -> Page[solicitations_v1.LinkObject]:
        """List what the buyer of an order can be asked for now, such as a review."""

    async def request_review(
        self, **params: Unpack[parameters.SolicitationsRequestReview]
    ) -> Page[dict[str, Any]]:
        """Ask the buyer of an order for a product review and seller feedback, once."""

class Transactions(Entity):
    """Money movements: sales, refunds, fees."""

    async def list(
        self, **params: Unpack[parameters.TransactionsList]
    ) -> Page[finances_2024_06_19.Transaction]:
        """List money movements (sales, refunds, fees) by posting date, order or payout."""

    def iterate(
        self, **params: Unpack[parameters.TransactionsList]
    ) -> Records[finances_2024_06_19.Transaction]:
        """All pages: List money movements (sales, refunds, fees) by posting date, order or payout."""

class SyncCatalogItems(SyncEntity):
    """Products of Amazon's catalogue."""

    def get(self, **params: Unpack[parameters.CatalogItemsGet]) -> Page[catalog_items_2022_04_01.Item]:
        """Read one catalogue item by ASIN."""

    def list(self, **params: Unpack[parameters.CatalogItemsList]) -> Page[catalog_items_2022_04_01.Item]:
        """Search Amazon's catalogue by keywords or by product identifiers."""

    def iterate(
        self, **params: Unpack[parameters.CatalogItemsList]
    ) -> SyncRecords[catalog_items_2022_04_01.Item]:
        """All pages: Search Amazon's catalogue by keywords or by product identifiers."""

class SyncFeeds(SyncEntity):
    """Many changes in one file, from the file to the outcome of each."""

    def cancel(self, **params: Unpack[parameters.FeedsCancel]) -> Page[dict[str, Any]]:
        """Cancel a feed that is still in the queue: nothing of it is carried out."""

    def create(self, **params: Unpack[parameters.FeedsCreate]) -> Page[feeds_2021_06_30.CreateFeedResponse]:
        """Let Amazon carry out an uploaded feed document."""

    def create_document(
        self, **params: Unpack[parameters.FeedsCreateDocument]
    ) -> Page[feeds_2021_06_30.CreateFeedDocumentResponse]:
        """Get a document id and the short-lived address to upload a feed's content to."""

    def document(self, **params: Unpack[parameters.FeedsDocument]) -> Page[feeds_2021_06_30.FeedDocument]:
        """Read the short-lived download address of a feed's processing report."""

    def get(self, **params: Unpack[parameters.FeedsGet]) -> Page[feeds_2021_06_30.Feed]:
        """Read the state of one feed and, when done, the id of its processing report."""

    def list(self, **params: Unpack[parameters.FeedsList]) -> Page[feeds_2021_06_30.Feed]:
        """List feeds of the last 90 days, by type and state."""

    def iterate(self, **params: Unpack[parameters.FeedsList]) -> SyncRecords[feeds_2021_06_30.Feed]:
        """All pages: List feeds of the last 90 days, by type and state."""

    def result(self, **params: Unpack[parameters.FeedsResult]) -> Page[dict[str, Any]]:
        """Wait for a feed that Amazon has, and read the outcome of each message."""

    def iterate_result(self, **params: Unpack[parameters.FeedsResult]) -> SyncRecords[dict[str, Any]]:
        """All pages: Wait for a feed that Amazon has, and read the outcome of each message."""

    def submit(self, **params: Unpack[parameters.FeedsSubmit]) -> Page[dict[str, Any]]:
        """Upload a feed, let Amazon carry it out, wait, and read the outcome of each message."""

    def iterate_submit(self, **params: Unpack[parameters.FeedsSubmit]) -> SyncRecords[dict[str, Any]]:
        """All pages: Upload a feed, let Amazon carry it out, wait, and read the outcome of each message."""

class SyncFees(SyncEntity):
    """Estimates of what Amazon would keep of a sale."""

    def batch(self, **params: Unpack[parameters.FeesBatch]) -> Page[product_fees_v0.FeesEstimateResult]:
        """Estimate Amazon's fees for up to 20 ASINs or SKUs, each with its own status."""

    def by_asin(self, **params: Unpack[parameters.FeesByAsin]) -> Page[product_fees_v0.FeesEstimateResult]:
        """Estimate Amazon's fees for one ASIN at a price."""

    def by_sku(self, **params: Unpack[parameters.FeesBySku]) -> Page[product_fees_v0.FeesEstimateResult]:
        """Estimate Amazon's fees for one of the seller's SKUs at a price."""

class SyncFinancialEventGroups(SyncEntity):
    """Payout periods."""

    def list(
        self, **params: Unpack[parameters.FinancialEventGroupsList]
    ) -> Page[finances_v0.FinancialEventGroup]:
        """List payout periods with their balances and transfer state."""

    def iterate(
        self, **params: Unpack[parameters.FinancialEventGroupsList]
    ) -> SyncRecords[finances_v0.FinancialEventGroup]:
        """All pages: List payout periods with their balances and transfer state."""

class SyncFinancialEvents(SyncEntity):
    """Events of the old finances API, which Amazon removes on 2027-08-27."""

    def list(self, **params: Unpack[parameters.FinancialEventsList]) -> Page[dict[str, Any]]:
        """List financial events by posting date through the old API, all kinds flattened into one list."""

    def iterate(self, **params: Unpack[parameters.FinancialEventsList]) -> SyncRecords[dict[str, Any]]:
        """All pages: List financial events by posting date through the old API, all kinds flattened into one list."""

class SyncInventory(SyncEntity):
    """Stock in Amazon's warehouses."""

    def list(self, **params: Unpack[parameters.InventoryList]) -> Page[fba_inventory_v1.InventorySummary]:
        """List stock in Amazon's warehouses by SKU."""

    def iterate(
        self, **params: Unpack[parameters.InventoryList]
    ) -> SyncRecords[fba_inventory_v1.InventorySummary]:
        """All pages: List stock in Amazon's warehouses by SKU."""

class SyncListingsItems(SyncEntity):
    """The seller's own listings."""

    def delete(
        self, **params: Unpack[parameters.ListingsItemsDelete]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Delete a listing from one marketplace."""

    def get(self, **params: Unpack[parameters.ListingsItemsGet]) -> Page[listings_items_2021_08_01.Item]:
        """Read one of the seller's listings by SKU."""

    def list(self, **params: Unpack[parameters.ListingsItemsList]) -> Page[listings_items_2021_08_01.Item]:
        """List the seller's own listings, by identifier, status, issue or date."""

    def iterate(
        self, **params: Unpack[parameters.ListingsItemsList]
    ) -> SyncRecords[listings_items_2021_08_01.Item]:
        """All pages: List the seller's own listings, by identifier, status, issue or date."""

    def patch(
        self, **params: Unpack[parameters.ListingsItemsPatch]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Change some attributes of a listing, such as its price or quantity."""

    def put(
        self, **params: Unpack[parameters.ListingsItemsPut]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Create a listing or replace all of its attributes."""

class SyncMarketplaces(SyncEntity):
    """Where the account sells."""

    def list(
        self, **params: Unpack[parameters.MarketplacesList]
    ) -> Page[sellers_v1.MarketplaceParticipation]:
        """List the marketplaces this account sells in, with their ids."""

class SyncMessaging(SyncEntity):
    """Messages to the buyer of an order, of the kinds that Amazon allows for it."""

    def actions(self, **params: Unpack[parameters.MessagingActions]) -> Page[messaging_v1.LinkObject]:
        """List the kinds of messages that the buyer of an order can be sent now."""

    def attributes(
        self, **params: Unpack[parameters.MessagingAttributes]
    ) -> Page[messaging_v1.GetAttributesResponse]:
        """Read in which language the buyer of an order wants to be written to."""

    def confirm_customization_details(
        self, **params: Unpack[parameters.MessagingConfirmCustomizationDetails]
    ) -> Page[dict[str, Any]]:
        """Ask the buyer to give or check customization details."""

    def confirm_delivery_details(
        self, **params: Unpack[parameters.MessagingConfirmDeliveryDetails]
    ) -> Page[dict[str, Any]]:
        """Ask the buyer to arrange a delivery or to confirm contact details for it."""

    def confirm_order_details(
        self, **params: Unpack[parameters.MessagingConfirmOrderDetails]
    ) -> Page[dict[str, Any]]:
        """Ask the buyer a question about the order before it ships."""

    def confirm_service_details(
        self, **params: Unpack[parameters.MessagingConfirmServiceDetails]
    ) -> Page[dict[str, Any]]:
        """Ask the buyer of a home service to arrange or prepare a visit."""

    def digital_access_key(
        self, **params: Unpack[parameters.MessagingDigitalAccessKey]
    ) -> Page[dict[str, Any]]:
        """Send the buyer the access key of digital content in the order."""

    def invoice(self, **params: Unpack[parameters.MessagingInvoice]) -> Page[dict[str, Any]]:
        """Send the buyer an invoice as a document."""

    def legal_disclosure(self, **params: Unpack[parameters.MessagingLegalDisclosure]) -> Page[dict[str, Any]]:
        """Send the buyer documents that the law requires."""

    def unexpected_problem(
        self, **params: Unpack[parameters.MessagingUnexpectedProblem]
    ) -> Page[dict[str, Any]]:
        """Tell the buyer of an unexpected problem with the order."""

    def warranty(self, **params: Unpack[parameters.MessagingWarranty]) -> Page[dict[str, Any]]:
        """Send the buyer the warranty of something in the order."""

class SyncNotificationDestinations(SyncEntity):
    """Queues and event buses of the application; no seller is asked."""

    def create(
        self, **params: Unpack[parameters.NotificationDestinationsCreate]
    ) -> Page[notifications_v1.Destination]:
        """Name a queue (SQS) or an event bus (EventBridge) as a destination for events."""

    def delete(self, **params: Unpack[parameters.NotificationDestinationsDelete]) -> Page[dict[str, Any]]:
        """Delete a destination that no subscription uses any more."""

    def get(
        self, **params: Unpack[parameters.NotificationDestinationsGet]
    ) -> Page[notifications_v1.Destination]:
        """Read one destination."""

    def list(
        self, **params: Unpack[parameters.NotificationDestinationsList]
    ) -> Page[notifications_v1.Destination]:
        """List the queues and event buses that Amazon can send this application's events to."""

class SyncNotificationSubscriptions(SyncEntity):
    """The types of events that Amazon sends of a seller."""

    def create(
        self, **params: Unpack[parameters.NotificationSubscriptionsCreate]
    ) -> Page[notifications_v1.Subscription]:
        """Let Amazon send the seller's events of one type to a destination."""

    def delete(self, **params: Unpack[parameters.NotificationSubscriptionsDelete]) -> Page[dict[str, Any]]:
        """End a subscription, whichever seller's of this application it is."""

    def get(
        self, **params: Unpack[parameters.NotificationSubscriptionsGet]
    ) -> Page[notifications_v1.Subscription]:
        """Read the seller's subscription to one type of event."""

    def get_by_id(
        self, **params: Unpack[parameters.NotificationSubscriptionsGetById]
    ) -> Page[notifications_v1.Subscription]:
        """Read a subscription of any seller of this application by its id."""

    def list(
        self, **params: Unpack[parameters.NotificationSubscriptionsList]
    ) -> Page[notifications_v1.Subscription]:
        """List the seller's subscriptions to one type of event, all payload versions."""

    def iterate(
        self, **params: Unpack[parameters.NotificationSubscriptionsList]
    ) -> SyncRecords[notifications_v1.Subscription]:
        """All pages: List the seller's subscriptions to one type of event, all payload versions."""

class SyncOrderItems(SyncEntity):
    """Items of an order of the 2026-01-01 API."""

    def list(self, **params: Unpack[parameters.OrderItemsList]) -> Page[orders_2026_01_01.OrderItem]:
        """Read the items of one order, all in one answer."""

class SyncOrderItemsV0(SyncEntity):
    """Items of an order of the old API, which Amazon removes on 2027-03-27."""

    def list(self, **params: Unpack[parameters.OrderItemsV0List]) -> Page[orders_v0.OrderItem]:
        """Read the items of one order through the old API."""

    def iterate(self, **params: Unpack[parameters.OrderItemsV0List]) -> SyncRecords[orders_v0.OrderItem]:
        """All pages: Read the items of one order through the old API."""

class SyncOrders(SyncEntity):
    """Orders of the 2026-01-01 API, items included."""

    def get(self, **params: Unpack[parameters.OrdersGet]) -> Page[orders_2026_01_01.Order]:
        """Read one order with its items."""

    def list(self, **params: Unpack[parameters.OrdersList]) -> Page[orders_2026_01_01.Order]:
        """Find orders by creation or last-update time; items are always included."""

    def iterate(self, **params: Unpack[parameters.OrdersList]) -> SyncRecords[orders_2026_01_01.Order]:
        """All pages: Find orders by creation or last-update time; items are always included."""

class SyncOrdersV0(SyncEntity):
    """Orders of the old API, which Amazon removes on 2027-03-27."""

    def get(self, **params: Unpack[parameters.OrdersV0Get]) -> Page[orders_v0.Order]:
        """Read one order through the old API, without its items."""

    def list(self, **params: Unpack[parameters.OrdersV0List]) -> Page[orders_v0.Order]:
        """Find orders through the old API, which still filters by buyer, payment and seller order id."""

    def iterate(self, **params: Unpack[parameters.OrdersV0List]) -> SyncRecords[orders_v0.Order]:
        """All pages: Find orders through the old API, which still filters by buyer, payment and seller order id."""

class SyncPricing(SyncEntity):
    """Prices and offers on product pages; in a batch each record has its own status."""

    def competitive_prices(
        self, **params: Unpack[parameters.PricingCompetitivePrices]
    ) -> Page[product_pricing_v0.Price]:
        """Read competitive prices, offer counts and sales ranks of up to 20 ASINs or SKUs."""

    def competitive_summary(
        self, **params: Unpack[parameters.PricingCompetitiveSummary]
    ) -> Page[product_pricing_2022_05_01.CompetitiveSummaryResponse]:
        """Read featured offers, reference prices and lowest offers of up to 20 ASINs."""

    def featured_offer_expected_price(
        self, **params: Unpack[parameters.PricingFeaturedOfferExpectedPrice]
    ) -> Page[product_pricing_2022_05_01.FeaturedOfferExpectedPriceResponse]:
        """Read the price at which up to 40 own SKUs would become the featured offer."""

    def item_offers(
        self, **params: Unpack[parameters.PricingItemOffers]
    ) -> Page[product_pricing_v0.GetOffersResult]:
        """Read the 20 lowest offers of everybody on one ASIN, with a summary."""

    def item_offers_batch(
        self, **params: Unpack[parameters.PricingItemOffersBatch]
    ) -> Page[product_pricing_v0.ItemOffersResponse]:
        """Read the offers of everybody on up to 20 ASINs."""

    def listing_offers(
        self, **params: Unpack[parameters.PricingListingOffers]
    ) -> Page[product_pricing_v0.GetOffersResult]:
        """Read the offers that compete with one of the seller's SKUs, with a summary."""

    def listing_offers_batch(
        self, **params: Unpack[parameters.PricingListingOffersBatch]
    ) -> Page[product_pricing_v0.ListingOffersResponse]:
        """Read the offers that compete with up to 20 of the seller's SKUs."""

    def own_prices(self, **params: Unpack[parameters.PricingOwnPrices]) -> Page[product_pricing_v0.Price]:
        """Read the seller's own prices of up to 20 ASINs or SKUs."""

class SyncProductTypes(SyncEntity):
    """What Amazon wants to know of each kind of product."""

    def attributes(self, **params: Unpack[parameters.ProductTypesAttributes]) -> Page[dict[str, Any]]:
        """List the attributes of a product type: which are required, what each takes."""

    def iterate_attributes(
        self, **params: Unpack[parameters.ProductTypesAttributes]
    ) -> SyncRecords[dict[str, Any]]:
        """All pages: List the attributes of a product type: which are required, what each takes."""

    def get(
        self, **params: Unpack[parameters.ProductTypesGet]
    ) -> Page[product_types_2020_09_01.ProductTypeDefinition]:
        """Read the definition of a product type, with the address of its JSON Schema."""

    def search(
        self, **params: Unpack[parameters.ProductTypesSearch]
    ) -> Page[product_types_2020_09_01.ProductType]:
        """Find product types by keywords or by the name of an item."""

class SyncReportSchedules(SyncEntity):
    """Schedules by which Amazon makes a report again and again."""

    def cancel(self, **params: Unpack[parameters.ReportSchedulesCancel]) -> Page[dict[str, Any]]:
        """End a schedule; the reports that it made stay."""

    def create(
        self, **params: Unpack[parameters.ReportSchedulesCreate]
    ) -> Page[reports_2021_06_30.CreateReportScheduleResponse]:
        """Let Amazon make a report again and again; it replaces a schedule of the same type and marketplaces."""

    def get(self, **params: Unpack[parameters.ReportSchedulesGet]) -> Page[reports_2021_06_30.ReportSchedule]:
        """Read one schedule: type, period and when the next report is made."""

    def list(
        self, **params: Unpack[parameters.ReportSchedulesList]
    ) -> Page[reports_2021_06_30.ReportSchedule]:
        """List the schedules by which Amazon makes reports of these types."""

class SyncReports(SyncEntity):
    """Amazon's bulk files, from the request to the rows."""

    def cancel(self, **params: Unpack[parameters.ReportsCancel]) -> Page[dict[str, Any]]:
        """Cancel a report that is still in the queue."""

    def create(
        self, **params: Unpack[parameters.ReportsCreate]
    ) -> Page[reports_2021_06_30.CreateReportResponse]:
        """Ask Amazon to make a report."""

    def document(
        self, **params: Unpack[parameters.ReportsDocument]
    ) -> Page[reports_2021_06_30.ReportDocument]:
        """Read the short-lived download address of a finished report."""

    def get(self, **params: Unpack[parameters.ReportsGet]) -> Page[reports_2021_06_30.Report]:
        """Read the state of one report and, when done, its document id."""

    def list(self, **params: Unpack[parameters.ReportsList]) -> Page[reports_2021_06_30.Report]:
        """List reports made in the last 90 days, by type and state."""

    def iterate(self, **params: Unpack[parameters.ReportsList]) -> SyncRecords[reports_2021_06_30.Report]:
        """All pages: List reports made in the last 90 days, by type and state."""

    def run(self, **params: Unpack[parameters.ReportsRun]) -> Page[dict[str, Any]]:
        """Make a report, wait for it, download it and read its rows."""

    def iterate_run(self, **params: Unpack[parameters.ReportsRun]) -> SyncRecords[dict[str, Any]]:
        """All pages: Make a report, wait for it, download it and read its rows."""

    def download(
        self,
        *,
        to: str | PathLike[str],
        timeout: float | None = None,
        **params: Unpack[parameters.ReportsRun],
    ) -> Saved:
        """Make a report, wait for it and save its document; the file appears whole or not at all."""

class SyncRestrictions(SyncEntity):
    """What the account may not list."""

    def list(
        self, **params: Unpack[parameters.RestrictionsList]
    ) -> Page[listings_restrictions_2021_08_01.Restriction]:
        """List what keeps the seller from offering a product, and where to apply."""

class SyncSales(SyncEntity):
    """Orders, units and sales as Amazon counts them."""

    def metrics(self, **params: Unpack[parameters.SalesMetrics]) -> Page[sales_v1.OrderMetricsInterval]:
        """Count orders, units and sales over an interval, by hour, day, week, month or in total."""

class SyncSolicitations(SyncEntity):
    """Requests to the buyer of an order for a review."""

    def actions(self, **params: Unpack[parameters.SolicitationsActions]) -> Page[solicitations_v1.LinkObject]:
        """List what the buyer of an order can be asked for now, such as a review."""

    def request_review(self, **params: Unpack[parameters.SolicitationsRequestReview]) -> Page[dict[str, Any]]:
        """Ask the buyer of an order for a product review and seller feedback, once."""

class SyncTransactions(SyncEntity):
    """Money movements: sales, refunds, fees."""

    def list(self, **params: Unpack[parameters.TransactionsList]) -> Page[finances_2024_06_19.Transaction]:
        """List money movements (sales, refunds, fees) by posting date, order or payout."""

    def iterate(
        self, **params: Unpack[parameters.TransactionsList]
    ) -> SyncRecords[finances_2024_06_19.Transaction]:
        """All pages: List money movements (sales, refunds, fees) by posting date, order or payout."""

class SyncAmazonSellerPartner(SyncConnector):
    """The connector without `await`."""

    catalog_items: SyncCatalogItems
    feeds: SyncFeeds
    fees: SyncFees
    financial_event_groups: SyncFinancialEventGroups
    financial_events: SyncFinancialEvents
    inventory: SyncInventory
    listings_items: SyncListingsItems
    marketplaces: SyncMarketplaces
    messaging: SyncMessaging
    notification_destinations: SyncNotificationDestinations
    notification_subscriptions: SyncNotificationSubscriptions
    order_items: SyncOrderItems
    order_items_v0: SyncOrderItemsV0
    orders: SyncOrders
    orders_v0: SyncOrdersV0
    pricing: SyncPricing
    product_types: SyncProductTypes
    report_schedules: SyncReportSchedules
    reports: SyncReports
    restrictions: SyncRestrictions
    sales: SyncSales
    solicitations: SyncSolicitations
    transactions: SyncTransactions
    list_financial_event_groups: SyncFinancialEventGroups
    list_financial_events: SyncFinancialEvents

class AmazonSellerPartnerEntities(Connector):
    """A connector with Amazon's entities as attributes."""

    entity_classes: ClassVar[Mapping[str, type[Entity]]]
    catalog_items: CatalogItems
    feeds: Feeds
    fees: Fees
    financial_event_groups: FinancialEventGroups
    financial_events: FinancialEvents
    inventory: Inventory
    listings_items: ListingsItems
    marketplaces: Marketplaces
    messaging: Messaging
    notification_destinations: NotificationDestinations
    notification_subscriptions: NotificationSubscriptions
    order_items: OrderItems
    order_items_v0: OrderItemsV0
    orders: Orders
    orders_v0: OrdersV0
    pricing: Pricing
    product_types: ProductTypes
    report_schedules: ReportSchedules
    reports: Reports
    restrictions: Restrictions
    sales: Sales
    solicitations: Solicitations
    transactions: Transactions
    list_financial_event_groups: FinancialEventGroups
    list_financial_events: FinancialEvents

    @property
    def sync(self) -> SyncAmazonSellerPartner:
        """The same connector without `await`, for scripts and notebooks."""

    async def check(self) -> Page: ...
