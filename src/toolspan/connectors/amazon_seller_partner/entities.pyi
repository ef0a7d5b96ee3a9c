"""Types of the typed entities. Written by scripts/build_facts.py: do not edit."""

from collections.abc import Mapping
from os import PathLike
from typing import Any, ClassVar

from typing_extensions import Unpack

from toolspan.connector import Connector
from toolspan.connectors.amazon_seller_partner.records import (
    aplus_content_2020_11_01,
    app_integrations_2024_04_01,
    awd_2024_05_09,
    catalog_items_2022_04_01,
    customer_feedback_2024_06_01,
    data_kiosk_2023_11_15,
    delivery_invoices_2022_07_01,
    direct_fulfillment_inventory_v1,
    direct_fulfillment_orders_2021_12_28,
    direct_fulfillment_payments_v1,
    direct_fulfillment_sandbox_2021_10_28,
    direct_fulfillment_shipping_2021_12_28,
    direct_fulfillment_transactions_2021_12_28,
    easy_ship_2022_03_23,
    external_fulfillment_inventory_2024_09_11,
    external_fulfillment_returns_2024_09_11,
    external_fulfillment_shipments_2024_09_11,
    fba_inbound_v1,
    fba_inventory_v1,
    feeds_2021_06_30,
    finances_2024_06_19,
    finances_invoices_2026_06_25,
    finances_v0,
    fulfillment_inbound_2024_03_20,
    fulfillment_inbound_v0,
    fulfillment_outbound_2020_07_01,
    fulfillment_outbound_2026_07_04,
    invoices_2024_06_19,
    listings_items_2021_08_01,
    listings_restrictions_2021_08_01,
    merchant_fulfillment_v0,
    messaging_v1,
    notifications_v1,
    orders_2026_01_01,
    orders_v0,
    parameters,
    product_fees_v0,
    product_pricing_2022_05_01,
    product_pricing_v0,
    product_types_2020_09_01,
    replenishment_2022_11_07,
    reports_2021_06_30,
    sales_v1,
    seller_wallet_2024_03_01,
    sellers_v1,
    services_v1,
    shipment_invoicing_v0,
    shipping_v2,
    solicitations_v1,
    supply_sources_2020_07_01,
    tokens_2021_03_01,
    tracking_2026_01_30,
    transfers_2024_06_01,
    uploads_2020_11_01,
    vehicles_2024_11_01,
    vendor_invoices_v1,
    vendor_orders_v1,
    vendor_shipments_v1,
    vendor_transactions_v1,
)
from toolspan.connectors.amazon_seller_partner.reports.files import Saved
from toolspan.entity import Entity
from toolspan.page import Page, Records
from toolspan.sync import SyncConnector, SyncEntity, SyncRecords

class AmazonInvoices(Entity):
    """Invoices from Amazon to you: fees and services, with their lines."""

    async def get(
        self, **params: Unpack[parameters.AmazonInvoicesGet]
    ) -> Page[finances_invoices_2026_06_25.InvoiceItem]:
        """Read one invoice from Amazon with its lines."""

    def iterate_get(
        self, **params: Unpack[parameters.AmazonInvoicesGet]
    ) -> Records[finances_invoices_2026_06_25.InvoiceItem]:
        """All pages: Read one invoice from Amazon with its lines."""

    async def list(
        self, **params: Unpack[parameters.AmazonInvoicesList]
    ) -> Page[finances_invoices_2026_06_25.InvoiceHeader]:
        """List invoices and credit notes that Amazon made out to you."""

    def iterate(
        self, **params: Unpack[parameters.AmazonInvoicesList]
    ) -> Records[finances_invoices_2026_06_25.InvoiceHeader]:
        """All pages: List invoices and credit notes that Amazon made out to you."""

class AmazonShipping(Entity):
    """Amazon Shipping v2: rates, labels, tracking and claims, for orders of any channel."""

    async def access_points(
        self, **params: Unpack[parameters.AmazonShippingAccessPoints]
    ) -> Page[shipping_v2.GetAccessPointsResult]:
        """List lockers and shops near a postal code."""

    async def additional_inputs(
        self, **params: Unpack[parameters.AmazonShippingAdditionalInputs]
    ) -> Page[dict[str, dict[str, Any]]]:
        """Ask which extra data a rate wants before it can be bought."""

    async def cancel(self, **params: Unpack[parameters.AmazonShippingCancel]) -> Page[dict[str, Any]]:
        """Cancel a bought shipment."""

    async def create_claim(
        self, **params: Unpack[parameters.AmazonShippingCreateClaim]
    ) -> Page[shipping_v2.CreateClaimResponse]:
        """File a claim for a parcel that was lost, damaged or stolen from."""

    async def delivery_feedback(
        self, **params: Unpack[parameters.AmazonShippingDeliveryFeedback]
    ) -> Page[dict[str, Any]]:
        """Say what to do with a parcel that could not be delivered."""

    async def direct_purchase(
        self, **params: Unpack[parameters.AmazonShippingDirectPurchase]
    ) -> Page[shipping_v2.DirectPurchaseResult]:
        """Buy the label of an Amazon order in one step, at the best rate."""

    async def documents(
        self, **params: Unpack[parameters.AmazonShippingDocuments]
    ) -> Page[shipping_v2.GetShipmentDocumentsResult]:
        """Get the label and papers of a bought shipment again."""

    async def one_click(
        self, **params: Unpack[parameters.AmazonShippingOneClick]
    ) -> Page[shipping_v2.OneClickShipmentResult]:
        """Get rates and buy the first that fits your list of services, in one step."""

    async def purchase(
        self, **params: Unpack[parameters.AmazonShippingPurchase]
    ) -> Page[shipping_v2.PurchaseShipmentResult]:
        """Buy one of the rates that were offered, and get the label."""

    async def rates(
        self, **params: Unpack[parameters.AmazonShippingRates]
    ) -> Page[shipping_v2.GetRatesResult]:
        """Ask Amazon Shipping for carriers, speeds and prices."""

    async def tracking(
        self, **params: Unpack[parameters.AmazonShippingTracking]
    ) -> Page[shipping_v2.GetTrackingResult]:
        """Track a parcel of Amazon Shipping."""

class AplusContent(Entity):
    """A+ content: the pictures and texts below a product's description."""

    async def asins(
        self, **params: Unpack[parameters.AplusContentAsins]
    ) -> Page[aplus_content_2020_11_01.AsinMetadata]:
        """List the ASINs that an A+ document belongs to."""

    def iterate_asins(
        self, **params: Unpack[parameters.AplusContentAsins]
    ) -> Records[aplus_content_2020_11_01.AsinMetadata]:
        """All pages: List the ASINs that an A+ document belongs to."""

    async def create(
        self, **params: Unpack[parameters.AplusContentCreate]
    ) -> Page[aplus_content_2020_11_01.PostContentDocumentResponse]:
        """Draft an A+ document; nothing is shown until it is submitted and approved."""

    async def get(
        self, **params: Unpack[parameters.AplusContentGet]
    ) -> Page[aplus_content_2020_11_01.ContentRecord]:
        """Read one A+ document: its modules, its state, or both."""

    async def list(
        self, **params: Unpack[parameters.AplusContentList]
    ) -> Page[aplus_content_2020_11_01.ContentMetadataRecord]:
        """List your A+ documents with their state."""

    def iterate(
        self, **params: Unpack[parameters.AplusContentList]
    ) -> Records[aplus_content_2020_11_01.ContentMetadataRecord]:
        """All pages: List your A+ documents with their state."""

    async def publish_records(
        self, **params: Unpack[parameters.AplusContentPublishRecords]
    ) -> Page[aplus_content_2020_11_01.PublishRecord]:
        """List which A+ content is shown on an ASIN."""

    def iterate_publish_records(
        self, **params: Unpack[parameters.AplusContentPublishRecords]
    ) -> Records[aplus_content_2020_11_01.PublishRecord]:
        """All pages: List which A+ content is shown on an ASIN."""

    async def set_asins(self, **params: Unpack[parameters.AplusContentSetAsins]) -> Page[dict[str, Any]]:
        """Set the ASINs of an A+ document; those not named lose it."""

    async def submit(self, **params: Unpack[parameters.AplusContentSubmit]) -> Page[dict[str, Any]]:
        """Submit an A+ document for approval; once approved it is published."""

    async def suspend(self, **params: Unpack[parameters.AplusContentSuspend]) -> Page[dict[str, Any]]:
        """Take published A+ content off its products; the document stays."""

    async def update(
        self, **params: Unpack[parameters.AplusContentUpdate]
    ) -> Page[aplus_content_2020_11_01.PostContentDocumentResponse]:
        """Replace an A+ document by a new draft."""

    async def validate(
        self, **params: Unpack[parameters.AplusContentValidate]
    ) -> Page[aplus_content_2020_11_01.Error]:
        """Check an A+ document against ASINs before it is made."""

class Applications(Entity):
    """Your own application: its secret, and its notices to sellers in Seller Central."""

    async def create_notice(
        self, **params: Unpack[parameters.ApplicationsCreateNotice]
    ) -> Page[app_integrations_2024_04_01.CreateNotificationResponse]:
        """Show a notice of your application to the seller in Seller Central."""

    async def delete_notices(
        self, **params: Unpack[parameters.ApplicationsDeleteNotices]
    ) -> Page[dict[str, Any]]:
        """Take all notices of one template back."""

    async def notice_done(self, **params: Unpack[parameters.ApplicationsNoticeDone]) -> Page[dict[str, Any]]:
        """Say that the seller did what a notice asked for."""

    async def rotate_secret(
        self, **params: Unpack[parameters.ApplicationsRotateSecret]
    ) -> Page[dict[str, Any]]:
        """Rotate the application's client secret; the new one comes by notification."""

class AwdInbound(Entity):
    """Orders that bring stock to Amazon Warehousing and Distribution (AWD), and their shipments."""

    async def cancel(self, **params: Unpack[parameters.AwdInboundCancel]) -> Page[dict[str, Any]]:
        """Cancel an inbound order of AWD with its shipment."""

    async def check_eligibility(
        self, **params: Unpack[parameters.AwdInboundCheckEligibility]
    ) -> Page[awd_2024_05_09.InboundEligibility]:
        """Check whether boxes may be sent to AWD, and what is wrong with them."""

    async def confirm(self, **params: Unpack[parameters.AwdInboundConfirm]) -> Page[dict[str, Any]]:
        """Confirm a draft: its boxes are expected at AWD from then on."""

    async def create(
        self, **params: Unpack[parameters.AwdInboundCreate]
    ) -> Page[awd_2024_05_09.InboundOrderReference]:
        """Draft an order that brings boxes of stock to AWD."""

    async def get(self, **params: Unpack[parameters.AwdInboundGet]) -> Page[awd_2024_05_09.InboundOrder]:
        """Read one inbound order of AWD."""

    async def label_page_types(
        self, **params: Unpack[parameters.AwdInboundLabelPageTypes]
    ) -> Page[awd_2024_05_09.ShipmentLabelPageTypes]:
        """List the paper sizes in which the labels of a shipment are available."""

    async def labels(
        self, **params: Unpack[parameters.AwdInboundLabels]
    ) -> Page[awd_2024_05_09.ShipmentLabels]:
        """Get the box labels of a shipment to AWD, as an address to download."""

    async def set_tracking(self, **params: Unpack[parameters.AwdInboundSetTracking]) -> Page[dict[str, Any]]:
        """Hand in the tracking numbers of a shipment to AWD."""

    async def shipment(
        self, **params: Unpack[parameters.AwdInboundShipment]
    ) -> Page[awd_2024_05_09.InboundShipment]:
        """Read one shipment to AWD: state, tracking, what was received."""

    async def shipments(
        self, **params: Unpack[parameters.AwdInboundShipments]
    ) -> Page[awd_2024_05_09.InboundShipmentSummary]:
        """List shipments to AWD by state or time of change."""

    def iterate_shipments(
        self, **params: Unpack[parameters.AwdInboundShipments]
    ) -> Records[awd_2024_05_09.InboundShipmentSummary]:
        """All pages: List shipments to AWD by state or time of change."""

    async def update(self, **params: Unpack[parameters.AwdInboundUpdate]) -> Page[dict[str, Any]]:
        """Change a draft of an inbound order; the whole order is sent again."""

class AwdInventory(Entity):
    """Stock in Amazon Warehousing and Distribution (AWD)."""

    async def list(
        self, **params: Unpack[parameters.AwdInventoryList]
    ) -> Page[awd_2024_05_09.InventorySummary]:
        """List stock at AWD by SKU, on hand and on its way."""

    def iterate(
        self, **params: Unpack[parameters.AwdInventoryList]
    ) -> Records[awd_2024_05_09.InventorySummary]:
        """All pages: List stock at AWD by SKU, on hand and on its way."""

class AwdOutbound(Entity):
    """Orders that send AWD stock to other channels."""

    async def confirm(self, **params: Unpack[parameters.AwdOutboundConfirm]) -> Page[dict[str, Any]]:
        """Confirm an outbound order: the stock leaves AWD."""

    async def create(
        self, **params: Unpack[parameters.AwdOutboundCreate]
    ) -> Page[awd_2024_05_09.OutboundOrderReference]:
        """Draft an order that sends AWD stock to a channel."""

    async def get(self, **params: Unpack[parameters.AwdOutboundGet]) -> Page[awd_2024_05_09.OutboundOrder]:
        """Read one outbound order of AWD."""

    async def list(self, **params: Unpack[parameters.AwdOutboundList]) -> Page[awd_2024_05_09.OutboundOrder]:
        """List orders that send AWD stock to other channels."""

    def iterate(self, **params: Unpack[parameters.AwdOutboundList]) -> Records[awd_2024_05_09.OutboundOrder]:
        """All pages: List orders that send AWD stock to other channels."""

    async def update(
        self, **params: Unpack[parameters.AwdOutboundUpdate]
    ) -> Page[awd_2024_05_09.OutboundOrderReference]:
        """Change an outbound order that is not confirmed; the whole order is sent again."""

class AwdReplenishment(Entity):
    """Orders that send AWD stock on to FBA."""

    async def confirm(self, **params: Unpack[parameters.AwdReplenishmentConfirm]) -> Page[dict[str, Any]]:
        """Confirm the order: the stock goes from AWD to FBA."""

    async def create(
        self, **params: Unpack[parameters.AwdReplenishmentCreate]
    ) -> Page[awd_2024_05_09.ReplenishmentOrderReference]:
        """Draft an order that sends AWD stock on to FBA."""

    async def get(
        self, **params: Unpack[parameters.AwdReplenishmentGet]
    ) -> Page[awd_2024_05_09.ReplenishmentOrder]:
        """Read one order that sends AWD stock on to FBA."""

    async def list(
        self, **params: Unpack[parameters.AwdReplenishmentList]
    ) -> Page[awd_2024_05_09.ReplenishmentOrder]:
        """List orders that send AWD stock on to FBA."""

    def iterate(
        self, **params: Unpack[parameters.AwdReplenishmentList]
    ) -> Records[awd_2024_05_09.ReplenishmentOrder]:
        """All pages: List orders that send AWD stock on to FBA."""

class Balances(Entity):
    """What Amazon holds for you, now and at past dates, and summaries of periods."""

    async def list(self, **params: Unpack[parameters.BalancesList]) -> Page[finances_2024_06_19.Balance]:
        """List balances of the account, now or at a date, with what they consist of."""

    def iterate(self, **params: Unpack[parameters.BalancesList]) -> Records[finances_2024_06_19.Balance]:
        """All pages: List balances of the account, now or at a date, with what they consist of."""

    async def summary(
        self, **params: Unpack[parameters.BalancesSummary]
    ) -> Page[finances_2024_06_19.Summary]:
        """Sum up income, fees and transfers of a period or settlement."""

    def iterate_summary(
        self, **params: Unpack[parameters.BalancesSummary]
    ) -> Records[finances_2024_06_19.Summary]:
        """All pages: Sum up income, fees and transfers of a period or settlement."""

class CarrierAccounts(Entity):
    """Your own accounts with carriers, linked to Amazon Shipping."""

    async def inputs(
        self, **params: Unpack[parameters.CarrierAccountsInputs]
    ) -> Page[shipping_v2.LinkableCarrier]:
        """List the carriers that can be linked, and what each wants to know."""

    async def link(
        self, **params: Unpack[parameters.CarrierAccountsLink]
    ) -> Page[shipping_v2.LinkCarrierAccountResponse]:
        """Link an account that you have with a carrier."""

    async def link_again(
        self, **params: Unpack[parameters.CarrierAccountsLinkAgain]
    ) -> Page[shipping_v2.LinkCarrierAccountResponse]:
        """Link an account with a carrier, or renew its data."""

    async def list(self, **params: Unpack[parameters.CarrierAccountsList]) -> Page[shipping_v2.ActiveAccount]:
        """List the carrier accounts that are linked."""

    async def unlink(
        self, **params: Unpack[parameters.CarrierAccountsUnlink]
    ) -> Page[shipping_v2.UnlinkCarrierAccountResponse]:
        """Remove the link to a carrier account."""

class CatalogItems(Entity):
    """Products of Amazon's catalogue."""

    async def context_store_search(
        self, **params: Unpack[parameters.CatalogItemsContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated catalog items by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.CatalogItemsContextStoreSearch]
    ) -> Records[dict[str, Any]]:
        """All pages: Search the replicated catalog items by a filter, sorted, page by page."""

    async def context_store_sql_query(
        self, **params: Unpack[parameters.CatalogItemsContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated catalog items with one SELECT over the context store."""

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

class CollectionForms(Entity):
    """Manifests that the driver takes along, in Amazon Shipping."""

    async def create(
        self, **params: Unpack[parameters.CollectionFormsCreate]
    ) -> Page[shipping_v2.CollectionsFormDocument]:
        """Make the manifest of the parcels that a carrier picks up."""

    async def get(
        self, **params: Unpack[parameters.CollectionFormsGet]
    ) -> Page[shipping_v2.CollectionsFormDocument]:
        """Get a manifest again, to print it."""

    async def list(
        self, **params: Unpack[parameters.CollectionFormsList]
    ) -> Page[shipping_v2.CollectionFormsHistoryRecord]:
        """List manifests that were made before."""

    async def unmanifested(
        self, **params: Unpack[parameters.CollectionFormsUnmanifested]
    ) -> Page[shipping_v2.UnmanifestedCarrierInformation]:
        """List carriers and places with parcels that stand on no manifest yet."""

class ContextStore(Entity):
    """Replicated data of the account: totals, history, joins in SQL; no rate limit."""

    async def describe(self, **params: Unpack[parameters.ContextStoreDescribe]) -> Page[dict[str, Any]]:
        """List the tables of the context store, or the columns of one, and how fresh they are."""

    async def search(self, **params: Unpack[parameters.ContextStoreSearch]) -> Page[dict[str, Any]]:
        """Search one table of the context store by a filter, sorted, page by page."""

    def iterate_search(self, **params: Unpack[parameters.ContextStoreSearch]) -> Records[dict[str, Any]]:
        """All pages: Search one table of the context store by a filter, sorted, page by page."""

    async def sql_query(self, **params: Unpack[parameters.ContextStoreSqlQuery]) -> Page[dict[str, Any]]:
        """Answer a question on the account's history with one SELECT: totals, ranks, joins."""

class CustomerFeedback(Entity):
    """What buyers praise and complain of, in reviews and returns: topics and trends."""

    async def browse_node(
        self, **params: Unpack[parameters.CustomerFeedbackBrowseNode]
    ) -> Page[customer_feedback_2024_06_01.BrowseNodeResponse]:
        """Read the category (browse node) of an ASIN, for comparing with it."""

    async def category_return_topics(
        self, **params: Unpack[parameters.CustomerFeedbackCategoryReturnTopics]
    ) -> Page[customer_feedback_2024_06_01.BrowseNodeReturnTopicsResponse]:
        """List why buyers return products of a category."""

    async def category_return_trends(
        self, **params: Unpack[parameters.CustomerFeedbackCategoryReturnTrends]
    ) -> Page[customer_feedback_2024_06_01.BrowseNodeReturnTrendsResponse]:
        """Read how reasons for returns in a category went over time."""

    async def category_review_topics(
        self, **params: Unpack[parameters.CustomerFeedbackCategoryReviewTopics]
    ) -> Page[customer_feedback_2024_06_01.BrowseNodeReviewTopicsResponse]:
        """List what reviews of a category praise and complain of."""

    async def category_review_trends(
        self, **params: Unpack[parameters.CustomerFeedbackCategoryReviewTrends]
    ) -> Page[customer_feedback_2024_06_01.BrowseNodeReviewTrendsResponse]:
        """Read how topics in reviews of a category went over six months."""

    async def review_topics(
        self, **params: Unpack[parameters.CustomerFeedbackReviewTopics]
    ) -> Page[customer_feedback_2024_06_01.ItemReviewTopicsResponse]:
        """List what reviews of an ASIN praise and complain of."""

    async def review_trends(
        self, **params: Unpack[parameters.CustomerFeedbackReviewTrends]
    ) -> Page[customer_feedback_2024_06_01.ItemReviewTrendsResponse]:
        """Read how topics in reviews of an ASIN went over six months."""

class DataKiosk(Entity):
    """Figures by GraphQL query: sales and traffic, economics, vendor analytics."""

    async def cancel(self, **params: Unpack[parameters.DataKioskCancel]) -> Page[dict[str, Any]]:
        """Stop a query of Data Kiosk."""

    async def create(
        self, **params: Unpack[parameters.DataKioskCreate]
    ) -> Page[data_kiosk_2023_11_15.CreateQueryResponse]:
        """Start a GraphQL query of Data Kiosk; its document is ready some minutes later."""

    async def document(
        self, **params: Unpack[parameters.DataKioskDocument]
    ) -> Page[data_kiosk_2023_11_15.GetDocumentResponse]:
        """Get the download address of the result of a query."""

    async def get(self, **params: Unpack[parameters.DataKioskGet]) -> Page[data_kiosk_2023_11_15.Query]:
        """Read whether a query of Data Kiosk is done, and its document id."""

    async def list(self, **params: Unpack[parameters.DataKioskList]) -> Page[data_kiosk_2023_11_15.Query]:
        """List queries of Data Kiosk and how far they are."""

    def iterate(self, **params: Unpack[parameters.DataKioskList]) -> Records[data_kiosk_2023_11_15.Query]:
        """All pages: List queries of Data Kiosk and how far they are."""

    async def query(self, **params: Unpack[parameters.DataKioskQuery]) -> Page[dict[str, Any]]:
        """Ask Data Kiosk in GraphQL, wait for the document and read its rows."""

    def iterate_query(self, **params: Unpack[parameters.DataKioskQuery]) -> Records[dict[str, Any]]:
        """All pages: Ask Data Kiosk in GraphQL, wait for the document and read its rows."""

    async def schema(self, **params: Unpack[parameters.DataKioskSchema]) -> Page[dict[str, Any]]:
        """Show what Data Kiosk can be asked: data sets, then the queries and types of one."""

class DirectFulfillment(Entity):
    """Orders that a vendor ships to Amazon's customers itself (direct fulfilment, drop shipping)."""

    async def acknowledge(
        self, **params: Unpack[parameters.DirectFulfillmentAcknowledge]
    ) -> Page[direct_fulfillment_orders_2021_12_28.TransactionId]:
        """Accept or reject orders of direct fulfilment."""

    async def confirm_shipments(
        self, **params: Unpack[parameters.DirectFulfillmentConfirmShipments]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.TransactionReference]:
        """Say that orders were shipped, with items and parcels."""

    async def create_container_label(
        self, **params: Unpack[parameters.DirectFulfillmentCreateContainerLabel]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.ContainerLabel]:
        """Make the label of a container that holds several parcels."""

    async def create_labels(
        self, **params: Unpack[parameters.DirectFulfillmentCreateLabels]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.ShippingLabel]:
        """Make the shipping labels of one order at once."""

    async def create_test_orders(
        self, **params: Unpack[parameters.DirectFulfillmentCreateTestOrders]
    ) -> Page[direct_fulfillment_sandbox_2021_10_28.TransactionReference]:
        """Make test orders, in the sandbox only."""

    async def get(
        self, **params: Unpack[parameters.DirectFulfillmentGet]
    ) -> Page[direct_fulfillment_orders_2021_12_28.Order]:
        """Read one order that you ship to Amazon's customer."""

    async def invoice(
        self, **params: Unpack[parameters.DirectFulfillmentInvoice]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.CustomerInvoice]:
        """Get the invoice for the customer of one order."""

    async def invoices(
        self, **params: Unpack[parameters.DirectFulfillmentInvoices]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.CustomerInvoice]:
        """List invoices for customers, by time."""

    def iterate_invoices(
        self, **params: Unpack[parameters.DirectFulfillmentInvoices]
    ) -> Records[direct_fulfillment_shipping_2021_12_28.CustomerInvoice]:
        """All pages: List invoices for customers, by time."""

    async def label(
        self, **params: Unpack[parameters.DirectFulfillmentLabel]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.ShippingLabel]:
        """Get the shipping label of one order."""

    async def labels(
        self, **params: Unpack[parameters.DirectFulfillmentLabels]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.ShippingLabel]:
        """List shipping labels by the time they were made."""

    def iterate_labels(
        self, **params: Unpack[parameters.DirectFulfillmentLabels]
    ) -> Records[direct_fulfillment_shipping_2021_12_28.ShippingLabel]:
        """All pages: List shipping labels by the time they were made."""

    async def list(
        self, **params: Unpack[parameters.DirectFulfillmentList]
    ) -> Page[direct_fulfillment_orders_2021_12_28.Order]:
        """List orders that you ship to Amazon's customers, by time."""

    def iterate(
        self, **params: Unpack[parameters.DirectFulfillmentList]
    ) -> Records[direct_fulfillment_orders_2021_12_28.Order]:
        """All pages: List orders that you ship to Amazon's customers, by time."""

    async def packing_slip(
        self, **params: Unpack[parameters.DirectFulfillmentPackingSlip]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.PackingSlip]:
        """Get the packing slip of one order."""

    async def packing_slips(
        self, **params: Unpack[parameters.DirectFulfillmentPackingSlips]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.PackingSlip]:
        """List packing slips by time."""

    def iterate_packing_slips(
        self, **params: Unpack[parameters.DirectFulfillmentPackingSlips]
    ) -> Records[direct_fulfillment_shipping_2021_12_28.PackingSlip]:
        """All pages: List packing slips by time."""

    async def request_labels(
        self, **params: Unpack[parameters.DirectFulfillmentRequestLabels]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.TransactionReference]:
        """Ask for shipping labels; they can be fetched when they are made."""

    async def set_inventory(
        self, **params: Unpack[parameters.DirectFulfillmentSetInventory]
    ) -> Page[direct_fulfillment_inventory_v1.TransactionReference]:
        """Report the stock of a warehouse for direct fulfilment."""

    async def submit_invoices(
        self, **params: Unpack[parameters.DirectFulfillmentSubmitInvoices]
    ) -> Page[direct_fulfillment_payments_v1.TransactionReference]:
        """Send invoices for orders of direct fulfilment to Amazon."""

    async def test_orders(
        self, **params: Unpack[parameters.DirectFulfillmentTestOrders]
    ) -> Page[direct_fulfillment_sandbox_2021_10_28.Transaction]:
        """Read the test orders that were made, in the sandbox only."""

    async def transaction(
        self, **params: Unpack[parameters.DirectFulfillmentTransaction]
    ) -> Page[direct_fulfillment_transactions_2021_12_28.Transaction]:
        """Read whether a submission of direct fulfilment was processed, and its errors."""

    async def update_status(
        self, **params: Unpack[parameters.DirectFulfillmentUpdateStatus]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.TransactionReference]:
        """Report where parcels of your own carrier are."""

class EasyShip(Entity):
    """Parcels that Amazon picks up at your door (Easy Ship, in some countries)."""

    async def create(self, **params: Unpack[parameters.EasyShipCreate]) -> Page[easy_ship_2022_03_23.Package]:
        """Book the pick-up of an Easy Ship order."""

    async def create_bulk(
        self, **params: Unpack[parameters.EasyShipCreateBulk]
    ) -> Page[easy_ship_2022_03_23.CreateScheduledPackagesResponse]:
        """Book pick-ups for many Easy Ship orders and get all labels as one file."""

    async def get(self, **params: Unpack[parameters.EasyShipGet]) -> Page[easy_ship_2022_03_23.Package]:
        """Read the scheduled parcel of an Easy Ship order: slot, state, tracking."""

    async def slots(
        self, **params: Unpack[parameters.EasyShipSlots]
    ) -> Page[easy_ship_2022_03_23.ListHandoverSlotsResponse]:
        """List when Amazon could pick a parcel up, by its size and weight."""

    async def update(self, **params: Unpack[parameters.EasyShipUpdate]) -> Page[easy_ship_2022_03_23.Package]:
        """Move the pick-up of parcels to another slot."""

class ExternalFulfillment(Entity):
    """Orders that Amazon gives to your own warehouse: shipments, stock and returns there."""

    async def create_invoice(
        self, **params: Unpack[parameters.ExternalFulfillmentCreateInvoice]
    ) -> Page[external_fulfillment_shipments_2024_09_11.Document]:
        """Make the invoices of a shipment."""

    async def create_labels(
        self, **params: Unpack[parameters.ExternalFulfillmentCreateLabels]
    ) -> Page[external_fulfillment_shipments_2024_09_11.PackageShipLabel]:
        """Make the labels of packages, at need again."""

    async def create_packages(
        self, **params: Unpack[parameters.ExternalFulfillmentCreatePackages]
    ) -> Page[dict[str, Any]]:
        """Say into which packages a shipment is put."""

    async def get(
        self, **params: Unpack[parameters.ExternalFulfillmentGet]
    ) -> Page[external_fulfillment_shipments_2024_09_11.Shipment]:
        """Read one shipment that your own warehouse is to send."""

    async def get_return(
        self, **params: Unpack[parameters.ExternalFulfillmentGetReturn]
    ) -> Page[external_fulfillment_returns_2024_09_11.Return]:
        """Read one return to your own location."""

    async def invoice(
        self, **params: Unpack[parameters.ExternalFulfillmentInvoice]
    ) -> Page[external_fulfillment_shipments_2024_09_11.Document]:
        """Get the invoices of a shipment."""

    async def list(
        self, **params: Unpack[parameters.ExternalFulfillmentList]
    ) -> Page[external_fulfillment_shipments_2024_09_11.Shipment]:
        """List shipments that your own warehouse is to send, by state."""

    def iterate(
        self, **params: Unpack[parameters.ExternalFulfillmentList]
    ) -> Records[external_fulfillment_shipments_2024_09_11.Shipment]:
        """All pages: List shipments that your own warehouse is to send, by state."""

    async def process(self, **params: Unpack[parameters.ExternalFulfillmentProcess]) -> Page[dict[str, Any]]:
        """Accept or reject a shipment."""

    async def returns(
        self, **params: Unpack[parameters.ExternalFulfillmentReturns]
    ) -> Page[external_fulfillment_returns_2024_09_11.Return]:
        """List returns that come back to your own locations."""

    def iterate_returns(
        self, **params: Unpack[parameters.ExternalFulfillmentReturns]
    ) -> Records[external_fulfillment_returns_2024_09_11.Return]:
        """All pages: List returns that come back to your own locations."""

    async def set_inventory(
        self, **params: Unpack[parameters.ExternalFulfillmentSetInventory]
    ) -> Page[external_fulfillment_inventory_2024_09_11.InventoryResponse]:
        """Read or set stock of SKUs at your own locations, up to ten at once."""

    async def set_package_status(
        self, **params: Unpack[parameters.ExternalFulfillmentSetPackageStatus]
    ) -> Page[dict[str, Any]]:
        """Say that a package was shipped or delivered."""

    async def shipping_options(
        self, **params: Unpack[parameters.ExternalFulfillmentShippingOptions]
    ) -> Page[external_fulfillment_shipments_2024_09_11.ShippingOptionsResponse]:
        """List the carriers for a package of a shipment."""

    async def update_package(
        self, **params: Unpack[parameters.ExternalFulfillmentUpdatePackage]
    ) -> Page[dict[str, Any]]:
        """Change contents or size of a package."""

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

    async def context_store_search(
        self, **params: Unpack[parameters.FinancialEventGroupsContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated financial event groups by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.FinancialEventGroupsContextStoreSearch]
    ) -> Records[dict[str, Any]]:
        """All pages: Search the replicated financial event groups by a filter, sorted, page by page."""

    async def context_store_sql_query(
        self, **params: Unpack[parameters.FinancialEventGroupsContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated financial event groups with one SELECT over the context store."""

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

class InboundItems(Entity):
    """What FBA wants of an item before it is sent in: eligibility, prep, labels, compliance."""

    async def compliance(
        self, **params: Unpack[parameters.InboundItemsCompliance]
    ) -> Page[fulfillment_inbound_2024_03_20.ComplianceDetail]:
        """Read the tax details that India wants of items before they are sent in."""

    async def eligibility(
        self, **params: Unpack[parameters.InboundItemsEligibility]
    ) -> Page[fba_inbound_v1.ItemEligibilityPreview]:
        """Ask whether an ASIN may be sent to FBA, and why not."""

    async def labels(
        self, **params: Unpack[parameters.InboundItemsLabels]
    ) -> Page[fulfillment_inbound_2024_03_20.DocumentDownload]:
        """Make the labels of single units (FNSKU barcodes), as addresses to download."""

    async def prep_details(
        self, **params: Unpack[parameters.InboundItemsPrepDetails]
    ) -> Page[fulfillment_inbound_2024_03_20.MskuPrepDetail]:
        """Read what preparation items need, and who does it."""

    async def prep_instructions(
        self, **params: Unpack[parameters.InboundItemsPrepInstructions]
    ) -> Page[fulfillment_inbound_v0.GetPrepInstructionsResult]:
        """Read labelling and preparation rules of SKUs or ASINs for a country."""

    async def set_compliance(
        self, **params: Unpack[parameters.InboundItemsSetCompliance]
    ) -> Page[fulfillment_inbound_2024_03_20.UpdateItemComplianceDetailsResponse]:
        """Set the tax details of an item for India."""

    async def set_prep_details(
        self, **params: Unpack[parameters.InboundItemsSetPrepDetails]
    ) -> Page[fulfillment_inbound_2024_03_20.SetPrepDetailsResponse]:
        """Say who prepares and labels items, and how."""

class InboundPlans(Entity):
    """Plans for sending stock to FBA: items, packing and placement."""

    async def boxes(
        self, **params: Unpack[parameters.InboundPlansBoxes]
    ) -> Page[fulfillment_inbound_2024_03_20.Box]:
        """List the boxes of a whole plan."""

    def iterate_boxes(
        self, **params: Unpack[parameters.InboundPlansBoxes]
    ) -> Records[fulfillment_inbound_2024_03_20.Box]:
        """All pages: List the boxes of a whole plan."""

    async def cancel(
        self, **params: Unpack[parameters.InboundPlansCancel]
    ) -> Page[fulfillment_inbound_2024_03_20.CancelInboundPlanResponse]:
        """Cancel a plan with all its shipments; may cost once transport is booked."""

    async def confirm_packing_option(
        self, **params: Unpack[parameters.InboundPlansConfirmPackingOption]
    ) -> Page[fulfillment_inbound_2024_03_20.ConfirmPackingOptionResponse]:
        """Choose one way of packing; it stays for the plan."""

    async def confirm_placement_option(
        self, **params: Unpack[parameters.InboundPlansConfirmPlacementOption]
    ) -> Page[fulfillment_inbound_2024_03_20.ConfirmPlacementOptionResponse]:
        """Accept one split over warehouses and its placement fee, for good."""

    async def create(
        self, **params: Unpack[parameters.InboundPlansCreate]
    ) -> Page[fulfillment_inbound_2024_03_20.CreateInboundPlanResponse]:
        """Start a plan for sending stock to FBA: items, quantities and where from."""

    async def generate_packing_options(
        self, **params: Unpack[parameters.InboundPlansGeneratePackingOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.GeneratePackingOptionsResponse]:
        """Have Amazon work out the ways in which a plan can be packed."""

    async def generate_placement_options(
        self, **params: Unpack[parameters.InboundPlansGeneratePlacementOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.GeneratePlacementOptionsResponse]:
        """Have Amazon work out to which warehouses a plan goes and what that costs."""

    async def get(
        self, **params: Unpack[parameters.InboundPlansGet]
    ) -> Page[fulfillment_inbound_2024_03_20.InboundPlan]:
        """Read one plan: its state, shipments and chosen options."""

    async def items(
        self, **params: Unpack[parameters.InboundPlansItems]
    ) -> Page[fulfillment_inbound_2024_03_20.Item]:
        """List the items of a plan with their labels and prep."""

    def iterate_items(
        self, **params: Unpack[parameters.InboundPlansItems]
    ) -> Records[fulfillment_inbound_2024_03_20.Item]:
        """All pages: List the items of a plan with their labels and prep."""

    async def list(
        self, **params: Unpack[parameters.InboundPlansList]
    ) -> Page[fulfillment_inbound_2024_03_20.InboundPlanSummary]:
        """List plans for sending stock to FBA, by state."""

    def iterate(
        self, **params: Unpack[parameters.InboundPlansList]
    ) -> Records[fulfillment_inbound_2024_03_20.InboundPlanSummary]:
        """All pages: List plans for sending stock to FBA, by state."""

    async def operation(
        self, **params: Unpack[parameters.InboundPlansOperation]
    ) -> Page[fulfillment_inbound_2024_03_20.InboundOperationStatus]:
        """Read whether a step of a plan has finished, and what was wrong with it."""

    async def packing_group_boxes(
        self, **params: Unpack[parameters.InboundPlansPackingGroupBoxes]
    ) -> Page[fulfillment_inbound_2024_03_20.Box]:
        """List the boxes that were declared for a packing group."""

    def iterate_packing_group_boxes(
        self, **params: Unpack[parameters.InboundPlansPackingGroupBoxes]
    ) -> Records[fulfillment_inbound_2024_03_20.Box]:
        """All pages: List the boxes that were declared for a packing group."""

    async def packing_group_items(
        self, **params: Unpack[parameters.InboundPlansPackingGroupItems]
    ) -> Page[fulfillment_inbound_2024_03_20.Item]:
        """List the items that go together into the boxes of a packing group."""

    def iterate_packing_group_items(
        self, **params: Unpack[parameters.InboundPlansPackingGroupItems]
    ) -> Records[fulfillment_inbound_2024_03_20.Item]:
        """All pages: List the items that go together into the boxes of a packing group."""

    async def packing_options(
        self, **params: Unpack[parameters.InboundPlansPackingOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.PackingOption]:
        """List the ways of packing a plan, once they are generated."""

    def iterate_packing_options(
        self, **params: Unpack[parameters.InboundPlansPackingOptions]
    ) -> Records[fulfillment_inbound_2024_03_20.PackingOption]:
        """All pages: List the ways of packing a plan, once they are generated."""

    async def pallets(
        self, **params: Unpack[parameters.InboundPlansPallets]
    ) -> Page[fulfillment_inbound_2024_03_20.Pallet]:
        """List the pallets of a plan."""

    def iterate_pallets(
        self, **params: Unpack[parameters.InboundPlansPallets]
    ) -> Records[fulfillment_inbound_2024_03_20.Pallet]:
        """All pages: List the pallets of a plan."""

    async def placement_options(
        self, **params: Unpack[parameters.InboundPlansPlacementOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.PlacementOption]:
        """List where Amazon would split a plan to, with the fee of each option."""

    def iterate_placement_options(
        self, **params: Unpack[parameters.InboundPlansPlacementOptions]
    ) -> Records[fulfillment_inbound_2024_03_20.PlacementOption]:
        """All pages: List where Amazon would split a plan to, with the fee of each option."""

    async def rename(self, **params: Unpack[parameters.InboundPlansRename]) -> Page[dict[str, Any]]:
        """Rename a plan."""

    async def set_packing(
        self, **params: Unpack[parameters.InboundPlansSetPacking]
    ) -> Page[fulfillment_inbound_2024_03_20.SetPackingInformationResponse]:
        """Say what lies in which box: contents, weight and size."""

class InboundShipments(Entity):
    """Shipments of a plan on their way to FBA: contents, labels, tracking."""

    async def bill_of_lading(
        self, **params: Unpack[parameters.InboundShipmentsBillOfLading]
    ) -> Page[fulfillment_inbound_v0.BillOfLadingDownloadURL]:
        """Get the bill of lading of a pallet shipment, as an address to download."""

    async def boxes(
        self, **params: Unpack[parameters.InboundShipmentsBoxes]
    ) -> Page[fulfillment_inbound_2024_03_20.Box]:
        """List the boxes of one shipment."""

    def iterate_boxes(
        self, **params: Unpack[parameters.InboundShipmentsBoxes]
    ) -> Records[fulfillment_inbound_2024_03_20.Box]:
        """All pages: List the boxes of one shipment."""

    async def changed_items(
        self, **params: Unpack[parameters.InboundShipmentsChangedItems]
    ) -> Page[fulfillment_inbound_v0.InboundShipmentItem]:
        """List items of all shipments that changed in a time, sent and received quantities."""

    def iterate_changed_items(
        self, **params: Unpack[parameters.InboundShipmentsChangedItems]
    ) -> Records[fulfillment_inbound_v0.InboundShipmentItem]:
        """All pages: List items of all shipments that changed in a time, sent and received quantities."""

    async def confirm_content_update_preview(
        self, **params: Unpack[parameters.InboundShipmentsConfirmContentUpdatePreview]
    ) -> Page[fulfillment_inbound_2024_03_20.ConfirmShipmentContentUpdatePreviewResponse]:
        """Change the contents of a booked shipment and accept the new transport cost."""

    async def content_update_preview(
        self, **params: Unpack[parameters.InboundShipmentsContentUpdatePreview]
    ) -> Page[fulfillment_inbound_2024_03_20.ContentUpdatePreview]:
        """Read one preview of changed contents."""

    async def content_update_previews(
        self, **params: Unpack[parameters.InboundShipmentsContentUpdatePreviews]
    ) -> Page[fulfillment_inbound_2024_03_20.ContentUpdatePreview]:
        """List previews of changed contents, with what the change does to transport cost."""

    def iterate_content_update_previews(
        self, **params: Unpack[parameters.InboundShipmentsContentUpdatePreviews]
    ) -> Records[fulfillment_inbound_2024_03_20.ContentUpdatePreview]:
        """All pages: List previews of changed contents, with what the change does to transport cost."""

    async def delivery_challan_document(
        self, **params: Unpack[parameters.InboundShipmentsDeliveryChallanDocument]
    ) -> Page[fulfillment_inbound_2024_03_20.DocumentDownload]:
        """Get the delivery challan of a shipment in India, as a download address."""

    async def generate_content_update_previews(
        self, **params: Unpack[parameters.InboundShipmentsGenerateContentUpdatePreviews]
    ) -> Page[fulfillment_inbound_2024_03_20.GenerateShipmentContentUpdatePreviewsResponse]:
        """Ask what changing the contents of a booked shipment would cost."""

    async def get(
        self, **params: Unpack[parameters.InboundShipmentsGet]
    ) -> Page[fulfillment_inbound_2024_03_20.Shipment]:
        """Read one shipment of a plan: destination, dates, transport, confirmation id."""

    async def items(
        self, **params: Unpack[parameters.InboundShipmentsItems]
    ) -> Page[fulfillment_inbound_2024_03_20.Item]:
        """List the items of one shipment with quantities."""

    def iterate_items(
        self, **params: Unpack[parameters.InboundShipmentsItems]
    ) -> Records[fulfillment_inbound_2024_03_20.Item]:
        """All pages: List the items of one shipment with quantities."""

    async def labels(
        self, **params: Unpack[parameters.InboundShipmentsLabels]
    ) -> Page[fulfillment_inbound_v0.LabelDownloadURL]:
        """Get the box or pallet labels of a shipment, as an address to download."""

    async def list(
        self, **params: Unpack[parameters.InboundShipmentsList]
    ) -> Page[fulfillment_inbound_v0.InboundShipmentInfo]:
        """List shipments to FBA over all plans, by state, id or time of change."""

    def iterate(
        self, **params: Unpack[parameters.InboundShipmentsList]
    ) -> Records[fulfillment_inbound_v0.InboundShipmentInfo]:
        """All pages: List shipments to FBA over all plans, by state, id or time of change."""

    async def pallets(
        self, **params: Unpack[parameters.InboundShipmentsPallets]
    ) -> Page[fulfillment_inbound_2024_03_20.Pallet]:
        """List the pallets of one shipment."""

    def iterate_pallets(
        self, **params: Unpack[parameters.InboundShipmentsPallets]
    ) -> Records[fulfillment_inbound_2024_03_20.Pallet]:
        """All pages: List the pallets of one shipment."""

    async def received(
        self, **params: Unpack[parameters.InboundShipmentsReceived]
    ) -> Page[fulfillment_inbound_v0.InboundShipmentItem]:
        """List what was sent and what was received of a shipment, by its confirmation id."""

    async def rename(self, **params: Unpack[parameters.InboundShipmentsRename]) -> Page[dict[str, Any]]:
        """Rename a shipment."""

    async def set_source_address(
        self, **params: Unpack[parameters.InboundShipmentsSetSourceAddress]
    ) -> Page[fulfillment_inbound_2024_03_20.UpdateShipmentSourceAddressResponse]:
        """Change where a shipment is sent from, before placement is confirmed."""

    async def set_tracking(
        self, **params: Unpack[parameters.InboundShipmentsSetTracking]
    ) -> Page[fulfillment_inbound_2024_03_20.UpdateShipmentTrackingDetailsResponse]:
        """Hand in tracking numbers of your own carrier."""

class InboundTransport(Entity):
    """Carriers, delivery windows and appointments of shipments to FBA."""

    async def appointment_slots(
        self, **params: Unpack[parameters.InboundTransportAppointmentSlots]
    ) -> Page[fulfillment_inbound_2024_03_20.SelfShipAppointmentSlotsAvailability]:
        """List slots for bringing a shipment to the warehouse yourself."""

    async def cancel_appointment(
        self, **params: Unpack[parameters.InboundTransportCancelAppointment]
    ) -> Page[fulfillment_inbound_2024_03_20.CancelSelfShipAppointmentResponse]:
        """Give an appointment at the warehouse back."""

    async def confirm_delivery_window(
        self, **params: Unpack[parameters.InboundTransportConfirmDeliveryWindow]
    ) -> Page[fulfillment_inbound_2024_03_20.ConfirmDeliveryWindowOptionsResponse]:
        """Choose the window in which a shipment arrives."""

    async def confirm_options(
        self, **params: Unpack[parameters.InboundTransportConfirmOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.ConfirmTransportationOptionsResponse]:
        """Book the chosen carriers for all shipments of a plan; this costs."""

    async def delivery_windows(
        self, **params: Unpack[parameters.InboundTransportDeliveryWindows]
    ) -> Page[fulfillment_inbound_2024_03_20.DeliveryWindowOption]:
        """List when a shipment of your own carrier may arrive."""

    def iterate_delivery_windows(
        self, **params: Unpack[parameters.InboundTransportDeliveryWindows]
    ) -> Records[fulfillment_inbound_2024_03_20.DeliveryWindowOption]:
        """All pages: List when a shipment of your own carrier may arrive."""

    async def generate_appointment_slots(
        self, **params: Unpack[parameters.InboundTransportGenerateAppointmentSlots]
    ) -> Page[fulfillment_inbound_2024_03_20.GenerateSelfShipAppointmentSlotsResponse]:
        """Ask for slots in which you can bring a shipment yourself."""

    async def generate_delivery_windows(
        self, **params: Unpack[parameters.InboundTransportGenerateDeliveryWindows]
    ) -> Page[fulfillment_inbound_2024_03_20.GenerateDeliveryWindowOptionsResponse]:
        """Ask for the windows in which a shipment may arrive."""

    async def generate_options(
        self, **params: Unpack[parameters.InboundTransportGenerateOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.GenerateTransportationOptionsResponse]:
        """Ask for carriers and prices: parcels or pallets, ready from when."""

    async def options(
        self, **params: Unpack[parameters.InboundTransportOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.TransportationOption]:
        """List carriers and prices for the shipments of a placement."""

    def iterate_options(
        self, **params: Unpack[parameters.InboundTransportOptions]
    ) -> Records[fulfillment_inbound_2024_03_20.TransportationOption]:
        """All pages: List carriers and prices for the shipments of a placement."""

    async def schedule_appointment(
        self, **params: Unpack[parameters.InboundTransportScheduleAppointment]
    ) -> Page[fulfillment_inbound_2024_03_20.SelfShipAppointmentDetails]:
        """Take or move an appointment at the warehouse."""

class Inventory(Entity):
    """Stock in Amazon's warehouses."""

    async def add_test_stock(
        self, **params: Unpack[parameters.InventoryAddTestStock]
    ) -> Page[dict[str, Any]]:
        """Add stock of test items, in the sandbox only."""

    async def context_store_search(
        self, **params: Unpack[parameters.InventoryContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated inventory by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.InventoryContextStoreSearch]
    ) -> Records[dict[str, Any]]:
        """All pages: Search the replicated inventory by a filter, sorted, page by page."""

    async def context_store_sql_query(
        self, **params: Unpack[parameters.InventoryContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated inventory with one SELECT over the context store."""

    async def create_test_item(
        self, **params: Unpack[parameters.InventoryCreateTestItem]
    ) -> Page[dict[str, Any]]:
        """Make a test item, in the sandbox only."""

    async def delete_test_item(
        self, **params: Unpack[parameters.InventoryDeleteTestItem]
    ) -> Page[dict[str, Any]]:
        """Delete a test item, in the sandbox only."""

    async def list(
        self, **params: Unpack[parameters.InventoryList]
    ) -> Page[fba_inventory_v1.InventorySummary]:
        """List stock in Amazon's warehouses by SKU."""

    def iterate(
        self, **params: Unpack[parameters.InventoryList]
    ) -> Records[fba_inventory_v1.InventorySummary]:
        """All pages: List stock in Amazon's warehouses by SKU."""

class Invoices(Entity):
    """Tax invoices that Amazon issues for your sales (Brazil and others): search, export, request."""

    async def attributes(
        self, **params: Unpack[parameters.InvoicesAttributes]
    ) -> Page[invoices_2024_06_19.InvoicesAttributes]:
        """List the types, states and series of invoices that a marketplace knows."""

    async def create_export(
        self, **params: Unpack[parameters.InvoicesCreateExport]
    ) -> Page[invoices_2024_06_19.ExportInvoicesResponse]:
        """Ask for a ZIP file of many invoices."""

    async def create_government_invoice(
        self, **params: Unpack[parameters.InvoicesCreateGovernmentInvoice]
    ) -> Page[dict[str, Any]]:
        """Request a government invoice for a shipment."""

    async def document(
        self, **params: Unpack[parameters.InvoicesDocument]
    ) -> Page[invoices_2024_06_19.InvoicesDocument]:
        """Get the download address of an export of invoices."""

    async def export(self, **params: Unpack[parameters.InvoicesExport]) -> Page[invoices_2024_06_19.Export]:
        """Read whether an export of invoices is done, and its document ids."""

    async def exports(self, **params: Unpack[parameters.InvoicesExports]) -> Page[invoices_2024_06_19.Export]:
        """List exports of invoices and how far they are."""

    def iterate_exports(
        self, **params: Unpack[parameters.InvoicesExports]
    ) -> Records[invoices_2024_06_19.Export]:
        """All pages: List exports of invoices and how far they are."""

    async def get(self, **params: Unpack[parameters.InvoicesGet]) -> Page[invoices_2024_06_19.Invoice]:
        """Read one tax invoice."""

    async def government_document(
        self, **params: Unpack[parameters.InvoicesGovernmentDocument]
    ) -> Page[invoices_2024_06_19.InvoiceDocument]:
        """Get the download address of a government invoice."""

    async def government_status(
        self, **params: Unpack[parameters.InvoicesGovernmentStatus]
    ) -> Page[invoices_2024_06_19.GovernmentInvoiceStatusResponse]:
        """Read whether a government invoice was issued, and what was wrong."""

    async def list(self, **params: Unpack[parameters.InvoicesList]) -> Page[invoices_2024_06_19.Invoice]:
        """Find tax invoices by date, type, state or order."""

    def iterate(self, **params: Unpack[parameters.InvoicesList]) -> Records[invoices_2024_06_19.Invoice]:
        """All pages: Find tax invoices by date, type, state or order."""

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
        """Change parts of a listing: price, quantity, pictures, texts or any other attribute."""

    async def put(
        self, **params: Unpack[parameters.ListingsItemsPut]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Create a listing or replace all of its attributes."""

class Marketplaces(Entity):
    """Where the account sells."""

    async def account(self, **params: Unpack[parameters.MarketplacesAccount]) -> Page[sellers_v1.Account]:
        """Read the seller's account: business, contact, plan, marketplaces."""

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

class MultiChannelFeatures(Entity):
    """What multi-channel fulfilment can do in a marketplace, such as blank boxes."""

    async def inventory(
        self, **params: Unpack[parameters.MultiChannelFeaturesInventory]
    ) -> Page[fulfillment_outbound_2020_07_01.FeatureSku]:
        """List the stock for which a feature, such as blank boxes, can be used."""

    def iterate_inventory(
        self, **params: Unpack[parameters.MultiChannelFeaturesInventory]
    ) -> Records[fulfillment_outbound_2020_07_01.FeatureSku]:
        """All pages: List the stock for which a feature, such as blank boxes, can be used."""

    async def list(
        self, **params: Unpack[parameters.MultiChannelFeaturesList]
    ) -> Page[fulfillment_outbound_2020_07_01.Feature]:
        """List what multi-channel fulfilment offers in a marketplace, and whether you may use it."""

    async def sku(
        self, **params: Unpack[parameters.MultiChannelFeaturesSku]
    ) -> Page[fulfillment_outbound_2020_07_01.GetFeatureSkuResult]:
        """Read how many units of a SKU can be shipped with a feature."""

class MultiChannelOrders(Entity):
    """Orders of other shops that Amazon ships from FBA stock (multi-channel fulfilment)."""

    async def cancel(self, **params: Unpack[parameters.MultiChannelOrdersCancel]) -> Page[dict[str, Any]]:
        """Ask Amazon to stop a multi-channel order; too late once it is packed."""

    async def cancel_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersCancel2026]
    ) -> Page[dict[str, Any]]:
        """Ask Amazon to stop a multi-channel order (2026-07-04)."""

    async def create(self, **params: Unpack[parameters.MultiChannelOrdersCreate]) -> Page[dict[str, Any]]:
        """Have Amazon ship FBA stock to a customer of another shop."""

    async def create_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersCreate2026]
    ) -> Page[fulfillment_outbound_2026_07_04.FulfillmentOrder]:
        """Have Amazon ship FBA stock to a customer of another shop (2026-07-04)."""

    async def create_return(
        self, **params: Unpack[parameters.MultiChannelOrdersCreateReturn]
    ) -> Page[fulfillment_outbound_2020_07_01.CreateFulfillmentReturnResult]:
        """Announce that a customer sends items of a multi-channel order back."""

    async def delivery_offers(
        self, **params: Unpack[parameters.MultiChannelOrdersDeliveryOffers]
    ) -> Page[fulfillment_outbound_2020_07_01.DeliveryOffer]:
        """Ask by when a product could reach a customer, for a shop's product page."""

    async def delivery_offers_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersDeliveryOffers2026]
    ) -> Page[fulfillment_outbound_2026_07_04.OfferResult]:
        """Ask for delivery dates of products (2026-07-04)."""

    async def get(
        self, **params: Unpack[parameters.MultiChannelOrdersGet]
    ) -> Page[fulfillment_outbound_2020_07_01.GetFulfillmentOrderResult]:
        """Read one multi-channel order with items, shipments, parcels and returns."""

    async def get_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersGet2026]
    ) -> Page[fulfillment_outbound_2026_07_04.FulfillmentOrder]:
        """Read one multi-channel order (2026-07-04)."""

    async def list(
        self, **params: Unpack[parameters.MultiChannelOrdersList]
    ) -> Page[fulfillment_outbound_2020_07_01.FulfillmentOrder]:
        """List multi-channel orders that changed since a date."""

    def iterate(
        self, **params: Unpack[parameters.MultiChannelOrdersList]
    ) -> Records[fulfillment_outbound_2020_07_01.FulfillmentOrder]:
        """All pages: List multi-channel orders that changed since a date."""

    async def list_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersList2026]
    ) -> Page[fulfillment_outbound_2026_07_04.FulfillmentOrder]:
        """List multi-channel orders that changed since a time (2026-07-04)."""

    def iterate_list_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersList2026]
    ) -> Records[fulfillment_outbound_2026_07_04.FulfillmentOrder]:
        """All pages: List multi-channel orders that changed since a time (2026-07-04)."""

    async def preview(
        self, **params: Unpack[parameters.MultiChannelOrdersPreview]
    ) -> Page[fulfillment_outbound_2020_07_01.FulfillmentPreview]:
        """Ask what shipping a multi-channel order would cost, how fast, and what cannot be shipped."""

    async def preview_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersPreview2026]
    ) -> Page[fulfillment_outbound_2026_07_04.GetOrderPreviewResponse]:
        """Preview speed and cost of a multi-channel order (2026-07-04)."""

    async def return_reasons(
        self, **params: Unpack[parameters.MultiChannelOrdersReturnReasons]
    ) -> Page[fulfillment_outbound_2020_07_01.ReasonCodeDetails]:
        """List the reasons that can be given for a return of a SKU."""

    async def set_status(
        self, **params: Unpack[parameters.MultiChannelOrdersSetStatus]
    ) -> Page[dict[str, Any]]:
        """Move a test order on, in the sandbox only."""

    async def set_status_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersSetStatus2026]
    ) -> Page[dict[str, Any]]:
        """Move a test order of the 2026-07-04 version on, in the sandbox only."""

    async def tracking(
        self, **params: Unpack[parameters.MultiChannelOrdersTracking]
    ) -> Page[fulfillment_outbound_2020_07_01.PackageTrackingDetails]:
        """Track one parcel of a multi-channel order."""

    async def update(self, **params: Unpack[parameters.MultiChannelOrdersUpdate]) -> Page[dict[str, Any]]:
        """Change an order on hold, or release it for shipping."""

    async def update_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersUpdate2026]
    ) -> Page[dict[str, Any]]:
        """Change or release a multi-channel order on hold (2026-07-04)."""

    async def update_package_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersUpdatePackage2026]
    ) -> Page[dict[str, Any]]:
        """Move a parcel of a test order on, in the sandbox only."""

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

    async def send_test(
        self, **params: Unpack[parameters.NotificationSubscriptionsSendTest]
    ) -> Page[dict[str, Any]]:
        """Send a made-up notification to a queue, in the sandbox only."""

class OrderItems(Entity):
    """Items of an order of the 2026-01-01 API."""

    async def context_store_search(
        self, **params: Unpack[parameters.OrderItemsContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated order items by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.OrderItemsContextStoreSearch]
    ) -> Records[dict[str, Any]]:
        """All pages: Search the replicated order items by a filter, sorted, page by page."""

    async def context_store_sql_query(
        self, **params: Unpack[parameters.OrderItemsContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated order items with one SELECT over the context store."""

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

    async def confirm_shipment(
        self, **params: Unpack[parameters.OrdersConfirmShipment]
    ) -> Page[dict[str, Any]]:
        """Mark an own-shipped order as shipped, with carrier and tracking number."""

    async def context_store_search(
        self, **params: Unpack[parameters.OrdersContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated orders by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.OrdersContextStoreSearch]
    ) -> Records[dict[str, Any]]:
        """All pages: Search the replicated orders by a filter, sorted, page by page."""

    async def context_store_sql_query(
        self, **params: Unpack[parameters.OrdersContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated orders with one SELECT over the context store."""

    async def get(self, **params: Unpack[parameters.OrdersGet]) -> Page[orders_2026_01_01.Order]:
        """Read one order with its items."""

    async def list(self, **params: Unpack[parameters.OrdersList]) -> Page[orders_2026_01_01.Order]:
        """Find orders by creation or last-update time; items are always included."""

    def iterate(self, **params: Unpack[parameters.OrdersList]) -> Records[orders_2026_01_01.Order]:
        """All pages: Find orders by creation or last-update time; items are always included."""

    async def regulated_info(
        self, **params: Unpack[parameters.OrdersRegulatedInfo]
    ) -> Page[orders_v0.OrderRegulatedInfo]:
        """Read what must be checked of an order of regulated products."""

    async def set_pickup_status(
        self, **params: Unpack[parameters.OrdersSetPickupStatus]
    ) -> Page[dict[str, Any]]:
        """Say that a store pick-up order is ready, collected or refused."""

    async def set_verification(
        self, **params: Unpack[parameters.OrdersSetVerification]
    ) -> Page[dict[str, Any]]:
        """Approve or reject an order of regulated products."""

class OrdersV0(Entity):
    """Orders of the old API, which Amazon removes on 2027-03-27."""

    async def get(self, **params: Unpack[parameters.OrdersV0Get]) -> Page[orders_v0.Order]:
        """Read one order through the old API, without its items."""

    async def list(self, **params: Unpack[parameters.OrdersV0List]) -> Page[orders_v0.Order]:
        """Find orders through the old API, which still filters by buyer, payment and seller order id."""

    def iterate(self, **params: Unpack[parameters.OrdersV0List]) -> Records[orders_v0.Order]:
        """All pages: Find orders through the old API, which still filters by buyer, payment and seller order id."""

class Payouts(Entity):
    """Transfers from Amazon to your bank: past, expected and on demand."""

    async def create(
        self, **params: Unpack[parameters.PayoutsCreate]
    ) -> Page[transfers_2024_06_01.InitiatePayoutResponse]:
        """Have Amazon pay out what is available now, in Europe once a day."""

    async def expected(
        self, **params: Unpack[parameters.PayoutsExpected]
    ) -> Page[transfers_2024_06_01.ExpectedPayout]:
        """List the payouts that are coming, with date and amount."""

    def iterate_expected(
        self, **params: Unpack[parameters.PayoutsExpected]
    ) -> Records[transfers_2024_06_01.ExpectedPayout]:
        """All pages: List the payouts that are coming, with date and amount."""

    async def list(self, **params: Unpack[parameters.PayoutsList]) -> Page[transfers_2024_06_01.Payout]:
        """List payouts to your bank with their state."""

    def iterate(self, **params: Unpack[parameters.PayoutsList]) -> Records[transfers_2024_06_01.Payout]:
        """All pages: List payouts to your bank with their state."""

    async def payment_methods(
        self, **params: Unpack[parameters.PayoutsPaymentMethods]
    ) -> Page[transfers_2024_06_01.PaymentMethodDetails]:
        """List bank accounts and cards that are on file for payouts and charges."""

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

class Replenishment(Entity):
    """Subscribe & Save: revenue, subscribers, offers."""

    async def metrics(
        self, **params: Unpack[parameters.ReplenishmentMetrics]
    ) -> Page[replenishment_2022_11_07.GetSellingPartnerMetricsResponseMetric]:
        """Read Subscribe & Save figures of the whole account."""

    async def offer_metrics(
        self, **params: Unpack[parameters.ReplenishmentOfferMetrics]
    ) -> Page[replenishment_2022_11_07.ListOfferMetricsResponseOffer]:
        """Read Subscribe & Save figures by product."""

    def iterate_offer_metrics(
        self, **params: Unpack[parameters.ReplenishmentOfferMetrics]
    ) -> Records[replenishment_2022_11_07.ListOfferMetricsResponseOffer]:
        """All pages: Read Subscribe & Save figures by product."""

    async def offers(
        self, **params: Unpack[parameters.ReplenishmentOffers]
    ) -> Page[replenishment_2022_11_07.ListOffersResponseOffer]:
        """List products that are or can be in Subscribe & Save, with their discounts."""

    def iterate_offers(
        self, **params: Unpack[parameters.ReplenishmentOffers]
    ) -> Records[replenishment_2022_11_07.ListOffersResponseOffer]:
        """All pages: List products that are or can be in Subscribe & Save, with their discounts."""

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

class Services(Entity):
    """Jobs of home services, such as assembly: appointments, technicians, capacity."""

    async def add_appointment(
        self, **params: Unpack[parameters.ServicesAddAppointment]
    ) -> Page[services_v1.SetAppointmentResponse]:
        """Make an appointment for a service job; the buyer is notified."""

    async def assign_appointment_resources(
        self, **params: Unpack[parameters.ServicesAssignAppointmentResources]
    ) -> Page[services_v1.AssignAppointmentResourcesResponse]:
        """Assign technicians to an appointment."""

    async def cancel(self, **params: Unpack[parameters.ServicesCancel]) -> Page[dict[str, Any]]:
        """Cancel a service job; the buyer is notified."""

    async def cancel_reservation(
        self, **params: Unpack[parameters.ServicesCancelReservation]
    ) -> Page[dict[str, Any]]:
        """Give blocked time of a technician or team back."""

    async def capacity(
        self, **params: Unpack[parameters.ServicesCapacity]
    ) -> Page[services_v1.RangeCapacity]:
        """Read the capacity of a technician or team, as ranges of time."""

    def iterate_capacity(
        self, **params: Unpack[parameters.ServicesCapacity]
    ) -> Records[services_v1.RangeCapacity]:
        """All pages: Read the capacity of a technician or team, as ranges of time."""

    async def complete(self, **params: Unpack[parameters.ServicesComplete]) -> Page[dict[str, Any]]:
        """Say that a service job is done."""

    async def create_reservation(
        self, **params: Unpack[parameters.ServicesCreateReservation]
    ) -> Page[services_v1.CreateReservationRecord]:
        """Block time of a technician or team."""

    async def create_upload(
        self, **params: Unpack[parameters.ServicesCreateUpload]
    ) -> Page[services_v1.ServiceDocumentUploadDestination]:
        """Make an address to which a program uploads a paper of a job."""

    async def fixed_capacity(
        self, **params: Unpack[parameters.ServicesFixedCapacity]
    ) -> Page[services_v1.FixedSlot]:
        """Read the capacity of a technician or team, in slots of one length."""

    def iterate_fixed_capacity(
        self, **params: Unpack[parameters.ServicesFixedCapacity]
    ) -> Records[services_v1.FixedSlot]:
        """All pages: Read the capacity of a technician or team, in slots of one length."""

    async def get(self, **params: Unpack[parameters.ServicesGet]) -> Page[services_v1.ServiceJob]:
        """Read one service job with its appointments."""

    async def job_slots(
        self, **params: Unpack[parameters.ServicesJobSlots]
    ) -> Page[services_v1.AppointmentSlotReport]:
        """List the free slots for a service job."""

    async def list(self, **params: Unpack[parameters.ServicesList]) -> Page[services_v1.ServiceJob]:
        """Find service jobs by state, order, time or place."""

    def iterate(self, **params: Unpack[parameters.ServicesList]) -> Records[services_v1.ServiceJob]:
        """All pages: Find service jobs by state, order, time or place."""

    async def reschedule_appointment(
        self, **params: Unpack[parameters.ServicesRescheduleAppointment]
    ) -> Page[services_v1.SetAppointmentResponse]:
        """Move an appointment; the buyer is notified."""

    async def set_appointment_data(
        self, **params: Unpack[parameters.ServicesSetAppointmentData]
    ) -> Page[dict[str, Any]]:
        """Report when an appointment took place, by whom, with papers."""

    async def slots(
        self, **params: Unpack[parameters.ServicesSlots]
    ) -> Page[services_v1.AppointmentSlotReport]:
        """List the free slots for a service by its ASIN and store."""

    async def update_reservation(
        self, **params: Unpack[parameters.ServicesUpdateReservation]
    ) -> Page[services_v1.UpdateReservationRecord]:
        """Change blocked time of a technician or team."""

    async def update_schedule(
        self, **params: Unpack[parameters.ServicesUpdateSchedule]
    ) -> Page[services_v1.UpdateScheduleRecord]:
        """Set when a technician or team works."""

class ShipmentInvoices(Entity):
    """Invoices that you hand to Amazon before it ships (Brazil)."""

    async def fba_shipment(
        self, **params: Unpack[parameters.ShipmentInvoicesFbaShipment]
    ) -> Page[shipment_invoicing_v0.ShipmentDetail]:
        """Read what an invoice for an FBA shipment in Brazil must say."""

    async def fba_status(
        self, **params: Unpack[parameters.ShipmentInvoicesFbaStatus]
    ) -> Page[shipment_invoicing_v0.ShipmentInvoiceStatusResponse]:
        """Read whether Amazon accepted the invoice of an FBA shipment in Brazil."""

    async def fba_submit(
        self, **params: Unpack[parameters.ShipmentInvoicesFbaSubmit]
    ) -> Page[dict[str, Any]]:
        """Hand in the invoice of an FBA shipment in Brazil."""

    async def status(
        self, **params: Unpack[parameters.ShipmentInvoicesStatus]
    ) -> Page[delivery_invoices_2022_07_01.GetInvoiceStatusResponse]:
        """Read whether Amazon accepted the invoice of an order or shipment."""

    async def submit(self, **params: Unpack[parameters.ShipmentInvoicesSubmit]) -> Page[dict[str, Any]]:
        """Hand in the invoice of an order or shipment that Amazon delivers."""

class ShippingLabels(Entity):
    """Labels for own-shipped Amazon orders (Buy Shipping, Merchant Fulfillment)."""

    async def additional_inputs(
        self, **params: Unpack[parameters.ShippingLabelsAdditionalInputs]
    ) -> Page[merchant_fulfillment_v0.GetAdditionalSellerInputsResult]:
        """Ask which extra data a carrier wants, such as customs data."""

    async def cancel(
        self, **params: Unpack[parameters.ShippingLabelsCancel]
    ) -> Page[merchant_fulfillment_v0.Shipment]:
        """Cancel a bought label and ask for the money back."""

    async def create(
        self, **params: Unpack[parameters.ShippingLabelsCreate]
    ) -> Page[merchant_fulfillment_v0.Shipment]:
        """Buy a label for an own-shipped Amazon order; the order counts as shipped."""

    async def get(
        self, **params: Unpack[parameters.ShippingLabelsGet]
    ) -> Page[merchant_fulfillment_v0.Shipment]:
        """Read a bought shipment again, with its label."""

    async def rates(
        self, **params: Unpack[parameters.ShippingLabelsRates]
    ) -> Page[merchant_fulfillment_v0.GetEligibleShipmentServicesResult]:
        """List carriers, speeds and prices for shipping an own-shipped Amazon order."""

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

class SupplySources(Entity):
    """Your stores and warehouses: opening times, handling, pick-up."""

    async def archive(self, **params: Unpack[parameters.SupplySourcesArchive]) -> Page[dict[str, Any]]:
        """Close a store for good."""

    async def create(
        self, **params: Unpack[parameters.SupplySourcesCreate]
    ) -> Page[supply_sources_2020_07_01.CreateSupplySourceResponse]:
        """Add a store or warehouse."""

    async def get(
        self, **params: Unpack[parameters.SupplySourcesGet]
    ) -> Page[supply_sources_2020_07_01.SupplySource]:
        """Read one store: address, opening times, what it can do."""

    async def list(
        self, **params: Unpack[parameters.SupplySourcesList]
    ) -> Page[supply_sources_2020_07_01.SupplySourceList]:
        """List your stores and warehouses."""

    def iterate(
        self, **params: Unpack[parameters.SupplySourcesList]
    ) -> Records[supply_sources_2020_07_01.SupplySourceList]:
        """All pages: List your stores and warehouses."""

    async def set_status(self, **params: Unpack[parameters.SupplySourcesSetStatus]) -> Page[dict[str, Any]]:
        """Switch a store on or off."""

    async def update(self, **params: Unpack[parameters.SupplySourcesUpdate]) -> Page[dict[str, Any]]:
        """Change opening times, handling and abilities of a store."""

class Tokens(Entity):
    """Restricted data tokens; calls that need one get it by themselves."""

    async def create(
        self, **params: Unpack[parameters.TokensCreate]
    ) -> Page[tokens_2021_03_01.CreateRestrictedDataTokenResponse]:
        """Make a token for personal data; for programs, since calls here get their own."""

class Tracking(Entity):
    """Freight on its way to or from Amazon's warehouses."""

    async def get(self, **params: Unpack[parameters.TrackingGet]) -> Page[tracking_2026_01_30.TrackingDetail]:
        """Track freight to or from Amazon's warehouses by one of its numbers."""

class Transactions(Entity):
    """Money movements: sales, refunds, fees."""

    async def context_store_search(
        self, **params: Unpack[parameters.TransactionsContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated transactions by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.TransactionsContextStoreSearch]
    ) -> Records[dict[str, Any]]:
        """All pages: Search the replicated transactions by a filter, sorted, page by page."""

    async def context_store_sql_query(
        self, **params: Unpack[parameters.TransactionsContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated transactions with one SELECT over the context store."""

    async def list(
        self, **params: Unpack[parameters.TransactionsList]
    ) -> Page[finances_2024_06_19.Transaction]:
        """List money movements (sales, refunds, fees) by posting date, order or payout."""

    def iterate(
        self, **params: Unpack[parameters.TransactionsList]
    ) -> Records[finances_2024_06_19.Transaction]:
        """All pages: List money movements (sales, refunds, fees) by posting date, order or payout."""

class Uploads(Entity):
    """Places to upload files to, for A+ content, messages and others."""

    async def create(
        self, **params: Unpack[parameters.UploadsCreate]
    ) -> Page[uploads_2020_11_01.UploadDestination]:
        """Make an address to which a program uploads one file."""

    async def send(self, **params: Unpack[parameters.UploadsSend]) -> Page[dict[str, Any]]:
        """Upload one file, and get the id by which A+ content and messages name it."""

class Vehicles(Entity):
    """Amazon's list of vehicles, for sellers of parts."""

    async def list(self, **params: Unpack[parameters.VehiclesList]) -> Page[vehicles_2024_11_01.Vehicle]:
        """List the cars or motorbikes that Amazon knows, new and changed ones by date."""

    def iterate(self, **params: Unpack[parameters.VehiclesList]) -> Records[vehicles_2024_11_01.Vehicle]:
        """All pages: List the cars or motorbikes that Amazon knows, new and changed ones by date."""

class VendorInvoices(Entity):
    """A vendor's invoices to Amazon."""

    async def submit(
        self, **params: Unpack[parameters.VendorInvoicesSubmit]
    ) -> Page[vendor_invoices_v1.TransactionId]:
        """Send invoices or credit notes to Amazon."""

class VendorOrders(Entity):
    """Purchase orders of Amazon to a vendor: read, acknowledge, received quantities."""

    async def acknowledge(
        self, **params: Unpack[parameters.VendorOrdersAcknowledge]
    ) -> Page[vendor_orders_v1.TransactionId]:
        """Accept, reject or backorder the items of purchase orders."""

    async def get(self, **params: Unpack[parameters.VendorOrdersGet]) -> Page[vendor_orders_v1.Order]:
        """Read one purchase order of Amazon."""

    async def list(self, **params: Unpack[parameters.VendorOrdersList]) -> Page[vendor_orders_v1.Order]:
        """List purchase orders of Amazon by time, within seven days."""

    def iterate(self, **params: Unpack[parameters.VendorOrdersList]) -> Records[vendor_orders_v1.Order]:
        """All pages: List purchase orders of Amazon by time, within seven days."""

    async def status(
        self, **params: Unpack[parameters.VendorOrdersStatus]
    ) -> Page[vendor_orders_v1.OrderStatus]:
        """List what is confirmed and received of purchase orders."""

    def iterate_status(
        self, **params: Unpack[parameters.VendorOrdersStatus]
    ) -> Records[vendor_orders_v1.OrderStatus]:
        """All pages: List what is confirmed and received of purchase orders."""

class VendorShipments(Entity):
    """A vendor's shipments to Amazon: routing, advance notices, parcel labels."""

    async def confirm(
        self, **params: Unpack[parameters.VendorShipmentsConfirm]
    ) -> Page[vendor_shipments_v1.TransactionReference]:
        """Send advance notices (ASN): what is on its way, how it is packed."""

    async def labels(
        self, **params: Unpack[parameters.VendorShipmentsLabels]
    ) -> Page[vendor_shipments_v1.TransportLabel]:
        """Get parcel labels of shipments."""

    def iterate_labels(
        self, **params: Unpack[parameters.VendorShipmentsLabels]
    ) -> Records[vendor_shipments_v1.TransportLabel]:
        """All pages: Get parcel labels of shipments."""

    async def list(
        self, **params: Unpack[parameters.VendorShipmentsList]
    ) -> Page[vendor_shipments_v1.Shipment]:
        """List shipments with their pick-up, carrier and state."""

    def iterate(
        self, **params: Unpack[parameters.VendorShipmentsList]
    ) -> Records[vendor_shipments_v1.Shipment]:
        """All pages: List shipments with their pick-up, carrier and state."""

    async def submit(
        self, **params: Unpack[parameters.VendorShipmentsSubmit]
    ) -> Page[vendor_shipments_v1.TransactionReference]:
        """Ask Amazon to pick shipments up (collect), with their size and weight."""

class VendorTransactions(Entity):
    """Outcomes of a vendor's submissions."""

    async def get(
        self, **params: Unpack[parameters.VendorTransactionsGet]
    ) -> Page[vendor_transactions_v1.Transaction]:
        """Read whether an acknowledgement, notice or invoice was processed, and its errors."""

class Wallet(Entity):
    """The Seller Wallet: an account with Amazon, its balances, transfers and schedules."""

    async def balances(
        self, **params: Unpack[parameters.WalletBalances]
    ) -> Page[seller_wallet_2024_03_01.Balance]:
        """Read the balances of a wallet account."""

    async def create_schedule(
        self, **params: Unpack[parameters.WalletCreateSchedule]
    ) -> Page[seller_wallet_2024_03_01.TransferSchedule]:
        """Set up a standing transfer; needs digital signatures, so for programs."""

    async def create_transaction(
        self, **params: Unpack[parameters.WalletCreateTransaction]
    ) -> Page[seller_wallet_2024_03_01.CreateTransactionResponse]:
        """Transfer money from the wallet; needs digital signatures, so for programs."""

    async def delete_schedule(
        self, **params: Unpack[parameters.WalletDeleteSchedule]
    ) -> Page[seller_wallet_2024_03_01.DeleteTransferSchedule]:
        """Delete a standing transfer."""

    async def get(self, **params: Unpack[parameters.WalletGet]) -> Page[seller_wallet_2024_03_01.BankAccount]:
        """Read one account of the Seller Wallet."""

    async def list(
        self, **params: Unpack[parameters.WalletList]
    ) -> Page[seller_wallet_2024_03_01.BankAccount]:
        """List the accounts of the Seller Wallet."""

    async def schedule(
        self, **params: Unpack[parameters.WalletSchedule]
    ) -> Page[seller_wallet_2024_03_01.TransferSchedule]:
        """Read one standing transfer."""

    async def schedules(
        self, **params: Unpack[parameters.WalletSchedules]
    ) -> Page[seller_wallet_2024_03_01.TransferSchedule]:
        """List the standing transfers of a wallet account."""

    def iterate_schedules(
        self, **params: Unpack[parameters.WalletSchedules]
    ) -> Records[seller_wallet_2024_03_01.TransferSchedule]:
        """All pages: List the standing transfers of a wallet account."""

    async def transaction(
        self, **params: Unpack[parameters.WalletTransaction]
    ) -> Page[seller_wallet_2024_03_01.Transaction]:
        """Read one transfer of the wallet."""

    async def transactions(
        self, **params: Unpack[parameters.WalletTransactions]
    ) -> Page[seller_wallet_2024_03_01.Transaction]:
        """List transfers into and out of a wallet account."""

    def iterate_transactions(
        self, **params: Unpack[parameters.WalletTransactions]
    ) -> Records[seller_wallet_2024_03_01.Transaction]:
        """All pages: List transfers into and out of a wallet account."""

    async def transfer_preview(
        self, **params: Unpack[parameters.WalletTransferPreview]
    ) -> Page[seller_wallet_2024_03_01.TransferRatePreview]:
        """Ask what a transfer from the wallet would cost, exchange rate included."""

    async def update_schedule(
        self, **params: Unpack[parameters.WalletUpdateSchedule]
    ) -> Page[seller_wallet_2024_03_01.TransferSchedule]:
        """Change a standing transfer; needs digital signatures, so for programs."""

class SyncAmazonInvoices(SyncEntity):
    """Invoices from Amazon to you: fees and services, with their lines."""

    def get(
        self, **params: Unpack[parameters.AmazonInvoicesGet]
    ) -> Page[finances_invoices_2026_06_25.InvoiceItem]:
        """Read one invoice from Amazon with its lines."""

    def iterate_get(
        self, **params: Unpack[parameters.AmazonInvoicesGet]
    ) -> SyncRecords[finances_invoices_2026_06_25.InvoiceItem]:
        """All pages: Read one invoice from Amazon with its lines."""

    def list(
        self, **params: Unpack[parameters.AmazonInvoicesList]
    ) -> Page[finances_invoices_2026_06_25.InvoiceHeader]:
        """List invoices and credit notes that Amazon made out to you."""

    def iterate(
        self, **params: Unpack[parameters.AmazonInvoicesList]
    ) -> SyncRecords[finances_invoices_2026_06_25.InvoiceHeader]:
        """All pages: List invoices and credit notes that Amazon made out to you."""

class SyncAmazonShipping(SyncEntity):
    """Amazon Shipping v2: rates, labels, tracking and claims, for orders of any channel."""

    def access_points(
        self, **params: Unpack[parameters.AmazonShippingAccessPoints]
    ) -> Page[shipping_v2.GetAccessPointsResult]:
        """List lockers and shops near a postal code."""

    def additional_inputs(
        self, **params: Unpack[parameters.AmazonShippingAdditionalInputs]
    ) -> Page[dict[str, dict[str, Any]]]:
        """Ask which extra data a rate wants before it can be bought."""

    def cancel(self, **params: Unpack[parameters.AmazonShippingCancel]) -> Page[dict[str, Any]]:
        """Cancel a bought shipment."""

    def create_claim(
        self, **params: Unpack[parameters.AmazonShippingCreateClaim]
    ) -> Page[shipping_v2.CreateClaimResponse]:
        """File a claim for a parcel that was lost, damaged or stolen from."""

    def delivery_feedback(
        self, **params: Unpack[parameters.AmazonShippingDeliveryFeedback]
    ) -> Page[dict[str, Any]]:
        """Say what to do with a parcel that could not be delivered."""

    def direct_purchase(
        self, **params: Unpack[parameters.AmazonShippingDirectPurchase]
    ) -> Page[shipping_v2.DirectPurchaseResult]:
        """Buy the label of an Amazon order in one step, at the best rate."""

    def documents(
        self, **params: Unpack[parameters.AmazonShippingDocuments]
    ) -> Page[shipping_v2.GetShipmentDocumentsResult]:
        """Get the label and papers of a bought shipment again."""

    def one_click(
        self, **params: Unpack[parameters.AmazonShippingOneClick]
    ) -> Page[shipping_v2.OneClickShipmentResult]:
        """Get rates and buy the first that fits your list of services, in one step."""

    def purchase(
        self, **params: Unpack[parameters.AmazonShippingPurchase]
    ) -> Page[shipping_v2.PurchaseShipmentResult]:
        """Buy one of the rates that were offered, and get the label."""

    def rates(self, **params: Unpack[parameters.AmazonShippingRates]) -> Page[shipping_v2.GetRatesResult]:
        """Ask Amazon Shipping for carriers, speeds and prices."""

    def tracking(
        self, **params: Unpack[parameters.AmazonShippingTracking]
    ) -> Page[shipping_v2.GetTrackingResult]:
        """Track a parcel of Amazon Shipping."""

class SyncAplusContent(SyncEntity):
    """A+ content: the pictures and texts below a product's description."""

    def asins(
        self, **params: Unpack[parameters.AplusContentAsins]
    ) -> Page[aplus_content_2020_11_01.AsinMetadata]:
        """List the ASINs that an A+ document belongs to."""

    def iterate_asins(
        self, **params: Unpack[parameters.AplusContentAsins]
    ) -> SyncRecords[aplus_content_2020_11_01.AsinMetadata]:
        """All pages: List the ASINs that an A+ document belongs to."""

    def create(
        self, **params: Unpack[parameters.AplusContentCreate]
    ) -> Page[aplus_content_2020_11_01.PostContentDocumentResponse]:
        """Draft an A+ document; nothing is shown until it is submitted and approved."""

    def get(
        self, **params: Unpack[parameters.AplusContentGet]
    ) -> Page[aplus_content_2020_11_01.ContentRecord]:
        """Read one A+ document: its modules, its state, or both."""

    def list(
        self, **params: Unpack[parameters.AplusContentList]
    ) -> Page[aplus_content_2020_11_01.ContentMetadataRecord]:
        """List your A+ documents with their state."""

    def iterate(
        self, **params: Unpack[parameters.AplusContentList]
    ) -> SyncRecords[aplus_content_2020_11_01.ContentMetadataRecord]:
        """All pages: List your A+ documents with their state."""

    def publish_records(
        self, **params: Unpack[parameters.AplusContentPublishRecords]
    ) -> Page[aplus_content_2020_11_01.PublishRecord]:
        """List which A+ content is shown on an ASIN."""

    def iterate_publish_records(
        self, **params: Unpack[parameters.AplusContentPublishRecords]
    ) -> SyncRecords[aplus_content_2020_11_01.PublishRecord]:
        """All pages: List which A+ content is shown on an ASIN."""

    def set_asins(self, **params: Unpack[parameters.AplusContentSetAsins]) -> Page[dict[str, Any]]:
        """Set the ASINs of an A+ document; those not named lose it."""

    def submit(self, **params: Unpack[parameters.AplusContentSubmit]) -> Page[dict[str, Any]]:
        """Submit an A+ document for approval; once approved it is published."""

    def suspend(self, **params: Unpack[parameters.AplusContentSuspend]) -> Page[dict[str, Any]]:
        """Take published A+ content off its products; the document stays."""

    def update(
        self, **params: Unpack[parameters.AplusContentUpdate]
    ) -> Page[aplus_content_2020_11_01.PostContentDocumentResponse]:
        """Replace an A+ document by a new draft."""

    def validate(
        self, **params: Unpack[parameters.AplusContentValidate]
    ) -> Page[aplus_content_2020_11_01.Error]:
        """Check an A+ document against ASINs before it is made."""

class SyncApplications(SyncEntity):
    """Your own application: its secret, and its notices to sellers in Seller Central."""

    def create_notice(
        self, **params: Unpack[parameters.ApplicationsCreateNotice]
    ) -> Page[app_integrations_2024_04_01.CreateNotificationResponse]:
        """Show a notice of your application to the seller in Seller Central."""

    def delete_notices(self, **params: Unpack[parameters.ApplicationsDeleteNotices]) -> Page[dict[str, Any]]:
        """Take all notices of one template back."""

    def notice_done(self, **params: Unpack[parameters.ApplicationsNoticeDone]) -> Page[dict[str, Any]]:
        """Say that the seller did what a notice asked for."""

    def rotate_secret(self, **params: Unpack[parameters.ApplicationsRotateSecret]) -> Page[dict[str, Any]]:
        """Rotate the application's client secret; the new one comes by notification."""

class SyncAwdInbound(SyncEntity):
    """Orders that bring stock to Amazon Warehousing and Distribution (AWD), and their shipments."""

    def cancel(self, **params: Unpack[parameters.AwdInboundCancel]) -> Page[dict[str, Any]]:
        """Cancel an inbound order of AWD with its shipment."""

    def check_eligibility(
        self, **params: Unpack[parameters.AwdInboundCheckEligibility]
    ) -> Page[awd_2024_05_09.InboundEligibility]:
        """Check whether boxes may be sent to AWD, and what is wrong with them."""

    def confirm(self, **params: Unpack[parameters.AwdInboundConfirm]) -> Page[dict[str, Any]]:
        """Confirm a draft: its boxes are expected at AWD from then on."""

    def create(
        self, **params: Unpack[parameters.AwdInboundCreate]
    ) -> Page[awd_2024_05_09.InboundOrderReference]:
        """Draft an order that brings boxes of stock to AWD."""

    def get(self, **params: Unpack[parameters.AwdInboundGet]) -> Page[awd_2024_05_09.InboundOrder]:
        """Read one inbound order of AWD."""

    def label_page_types(
        self, **params: Unpack[parameters.AwdInboundLabelPageTypes]
    ) -> Page[awd_2024_05_09.ShipmentLabelPageTypes]:
        """List the paper sizes in which the labels of a shipment are available."""

    def labels(self, **params: Unpack[parameters.AwdInboundLabels]) -> Page[awd_2024_05_09.ShipmentLabels]:
        """Get the box labels of a shipment to AWD, as an address to download."""

    def set_tracking(self, **params: Unpack[parameters.AwdInboundSetTracking]) -> Page[dict[str, Any]]:
        """Hand in the tracking numbers of a shipment to AWD."""

    def shipment(
        self, **params: Unpack[parameters.AwdInboundShipment]
    ) -> Page[awd_2024_05_09.InboundShipment]:
        """Read one shipment to AWD: state, tracking, what was received."""

    def shipments(
        self, **params: Unpack[parameters.AwdInboundShipments]
    ) -> Page[awd_2024_05_09.InboundShipmentSummary]:
        """List shipments to AWD by state or time of change."""

    def iterate_shipments(
        self, **params: Unpack[parameters.AwdInboundShipments]
    ) -> SyncRecords[awd_2024_05_09.InboundShipmentSummary]:
        """All pages: List shipments to AWD by state or time of change."""

    def update(self, **params: Unpack[parameters.AwdInboundUpdate]) -> Page[dict[str, Any]]:
        """Change a draft of an inbound order; the whole order is sent again."""

class SyncAwdInventory(SyncEntity):
    """Stock in Amazon Warehousing and Distribution (AWD)."""

    def list(self, **params: Unpack[parameters.AwdInventoryList]) -> Page[awd_2024_05_09.InventorySummary]:
        """List stock at AWD by SKU, on hand and on its way."""

    def iterate(
        self, **params: Unpack[parameters.AwdInventoryList]
    ) -> SyncRecords[awd_2024_05_09.InventorySummary]:
        """All pages: List stock at AWD by SKU, on hand and on its way."""

class SyncAwdOutbound(SyncEntity):
    """Orders that send AWD stock to other channels."""

    def confirm(self, **params: Unpack[parameters.AwdOutboundConfirm]) -> Page[dict[str, Any]]:
        """Confirm an outbound order: the stock leaves AWD."""

    def create(
        self, **params: Unpack[parameters.AwdOutboundCreate]
    ) -> Page[awd_2024_05_09.OutboundOrderReference]:
        """Draft an order that sends AWD stock to a channel."""

    def get(self, **params: Unpack[parameters.AwdOutboundGet]) -> Page[awd_2024_05_09.OutboundOrder]:
        """Read one outbound order of AWD."""

    def list(self, **params: Unpack[parameters.AwdOutboundList]) -> Page[awd_2024_05_09.OutboundOrder]:
        """List orders that send AWD stock to other channels."""

    def iterate(
        self, **params: Unpack[parameters.AwdOutboundList]
    ) -> SyncRecords[awd_2024_05_09.OutboundOrder]:
        """All pages: List orders that send AWD stock to other channels."""

    def update(
        self, **params: Unpack[parameters.AwdOutboundUpdate]
    ) -> Page[awd_2024_05_09.OutboundOrderReference]:
        """Change an outbound order that is not confirmed; the whole order is sent again."""

class SyncAwdReplenishment(SyncEntity):
    """Orders that send AWD stock on to FBA."""

    def confirm(self, **params: Unpack[parameters.AwdReplenishmentConfirm]) -> Page[dict[str, Any]]:
        """Confirm the order: the stock goes from AWD to FBA."""

    def create(
        self, **params: Unpack[parameters.AwdReplenishmentCreate]
    ) -> Page[awd_2024_05_09.ReplenishmentOrderReference]:
        """Draft an order that sends AWD stock on to FBA."""

    def get(
        self, **params: Unpack[parameters.AwdReplenishmentGet]
    ) -> Page[awd_2024_05_09.ReplenishmentOrder]:
        """Read one order that sends AWD stock on to FBA."""

    def list(
        self, **params: Unpack[parameters.AwdReplenishmentList]
    ) -> Page[awd_2024_05_09.ReplenishmentOrder]:
        """List orders that send AWD stock on to FBA."""

    def iterate(
        self, **params: Unpack[parameters.AwdReplenishmentList]
    ) -> SyncRecords[awd_2024_05_09.ReplenishmentOrder]:
        """All pages: List orders that send AWD stock on to FBA."""

class SyncBalances(SyncEntity):
    """What Amazon holds for you, now and at past dates, and summaries of periods."""

    def list(self, **params: Unpack[parameters.BalancesList]) -> Page[finances_2024_06_19.Balance]:
        """List balances of the account, now or at a date, with what they consist of."""

    def iterate(self, **params: Unpack[parameters.BalancesList]) -> SyncRecords[finances_2024_06_19.Balance]:
        """All pages: List balances of the account, now or at a date, with what they consist of."""

    def summary(self, **params: Unpack[parameters.BalancesSummary]) -> Page[finances_2024_06_19.Summary]:
        """Sum up income, fees and transfers of a period or settlement."""

    def iterate_summary(
        self, **params: Unpack[parameters.BalancesSummary]
    ) -> SyncRecords[finances_2024_06_19.Summary]:
        """All pages: Sum up income, fees and transfers of a period or settlement."""

class SyncCarrierAccounts(SyncEntity):
    """Your own accounts with carriers, linked to Amazon Shipping."""

    def inputs(self, **params: Unpack[parameters.CarrierAccountsInputs]) -> Page[shipping_v2.LinkableCarrier]:
        """List the carriers that can be linked, and what each wants to know."""

    def link(
        self, **params: Unpack[parameters.CarrierAccountsLink]
    ) -> Page[shipping_v2.LinkCarrierAccountResponse]:
        """Link an account that you have with a carrier."""

    def link_again(
        self, **params: Unpack[parameters.CarrierAccountsLinkAgain]
    ) -> Page[shipping_v2.LinkCarrierAccountResponse]:
        """Link an account with a carrier, or renew its data."""

    def list(self, **params: Unpack[parameters.CarrierAccountsList]) -> Page[shipping_v2.ActiveAccount]:
        """List the carrier accounts that are linked."""

    def unlink(
        self, **params: Unpack[parameters.CarrierAccountsUnlink]
    ) -> Page[shipping_v2.UnlinkCarrierAccountResponse]:
        """Remove the link to a carrier account."""

class SyncCatalogItems(SyncEntity):
    """Products of Amazon's catalogue."""

    def context_store_search(
        self, **params: Unpack[parameters.CatalogItemsContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated catalog items by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.CatalogItemsContextStoreSearch]
    ) -> SyncRecords[dict[str, Any]]:
        """All pages: Search the replicated catalog items by a filter, sorted, page by page."""

    def context_store_sql_query(
        self, **params: Unpack[parameters.CatalogItemsContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated catalog items with one SELECT over the context store."""

    def get(self, **params: Unpack[parameters.CatalogItemsGet]) -> Page[catalog_items_2022_04_01.Item]:
        """Read one catalogue item by ASIN."""

    def list(self, **params: Unpack[parameters.CatalogItemsList]) -> Page[catalog_items_2022_04_01.Item]:
        """Search Amazon's catalogue by keywords or by product identifiers."""

    def iterate(
        self, **params: Unpack[parameters.CatalogItemsList]
    ) -> SyncRecords[catalog_items_2022_04_01.Item]:
        """All pages: Search Amazon's catalogue by keywords or by product identifiers."""

class SyncCollectionForms(SyncEntity):
    """Manifests that the driver takes along, in Amazon Shipping."""

    def create(
        self, **params: Unpack[parameters.CollectionFormsCreate]
    ) -> Page[shipping_v2.CollectionsFormDocument]:
        """Make the manifest of the parcels that a carrier picks up."""

    def get(
        self, **params: Unpack[parameters.CollectionFormsGet]
    ) -> Page[shipping_v2.CollectionsFormDocument]:
        """Get a manifest again, to print it."""

    def list(
        self, **params: Unpack[parameters.CollectionFormsList]
    ) -> Page[shipping_v2.CollectionFormsHistoryRecord]:
        """List manifests that were made before."""

    def unmanifested(
        self, **params: Unpack[parameters.CollectionFormsUnmanifested]
    ) -> Page[shipping_v2.UnmanifestedCarrierInformation]:
        """List carriers and places with parcels that stand on no manifest yet."""

class SyncContextStore(SyncEntity):
    """Replicated data of the account: totals, history, joins in SQL; no rate limit."""

    def describe(self, **params: Unpack[parameters.ContextStoreDescribe]) -> Page[dict[str, Any]]:
        """List the tables of the context store, or the columns of one, and how fresh they are."""

    def search(self, **params: Unpack[parameters.ContextStoreSearch]) -> Page[dict[str, Any]]:
        """Search one table of the context store by a filter, sorted, page by page."""

    def iterate_search(self, **params: Unpack[parameters.ContextStoreSearch]) -> SyncRecords[dict[str, Any]]:
        """All pages: Search one table of the context store by a filter, sorted, page by page."""

    def sql_query(self, **params: Unpack[parameters.ContextStoreSqlQuery]) -> Page[dict[str, Any]]:
        """Answer a question on the account's history with one SELECT: totals, ranks, joins."""

class SyncCustomerFeedback(SyncEntity):
    """What buyers praise and complain of, in reviews and returns: topics and trends."""

    def browse_node(
        self, **params: Unpack[parameters.CustomerFeedbackBrowseNode]
    ) -> Page[customer_feedback_2024_06_01.BrowseNodeResponse]:
        """Read the category (browse node) of an ASIN, for comparing with it."""

    def category_return_topics(
        self, **params: Unpack[parameters.CustomerFeedbackCategoryReturnTopics]
    ) -> Page[customer_feedback_2024_06_01.BrowseNodeReturnTopicsResponse]:
        """List why buyers return products of a category."""

    def category_return_trends(
        self, **params: Unpack[parameters.CustomerFeedbackCategoryReturnTrends]
    ) -> Page[customer_feedback_2024_06_01.BrowseNodeReturnTrendsResponse]:
        """Read how reasons for returns in a category went over time."""

    def category_review_topics(
        self, **params: Unpack[parameters.CustomerFeedbackCategoryReviewTopics]
    ) -> Page[customer_feedback_2024_06_01.BrowseNodeReviewTopicsResponse]:
        """List what reviews of a category praise and complain of."""

    def category_review_trends(
        self, **params: Unpack[parameters.CustomerFeedbackCategoryReviewTrends]
    ) -> Page[customer_feedback_2024_06_01.BrowseNodeReviewTrendsResponse]:
        """Read how topics in reviews of a category went over six months."""

    def review_topics(
        self, **params: Unpack[parameters.CustomerFeedbackReviewTopics]
    ) -> Page[customer_feedback_2024_06_01.ItemReviewTopicsResponse]:
        """List what reviews of an ASIN praise and complain of."""

    def review_trends(
        self, **params: Unpack[parameters.CustomerFeedbackReviewTrends]
    ) -> Page[customer_feedback_2024_06_01.ItemReviewTrendsResponse]:
        """Read how topics in reviews of an ASIN went over six months."""

class SyncDataKiosk(SyncEntity):
    """Figures by GraphQL query: sales and traffic, economics, vendor analytics."""

    def cancel(self, **params: Unpack[parameters.DataKioskCancel]) -> Page[dict[str, Any]]:
        """Stop a query of Data Kiosk."""

    def create(
        self, **params: Unpack[parameters.DataKioskCreate]
    ) -> Page[data_kiosk_2023_11_15.CreateQueryResponse]:
        """Start a GraphQL query of Data Kiosk; its document is ready some minutes later."""

    def document(
        self, **params: Unpack[parameters.DataKioskDocument]
    ) -> Page[data_kiosk_2023_11_15.GetDocumentResponse]:
        """Get the download address of the result of a query."""

    def get(self, **params: Unpack[parameters.DataKioskGet]) -> Page[data_kiosk_2023_11_15.Query]:
        """Read whether a query of Data Kiosk is done, and its document id."""

    def list(self, **params: Unpack[parameters.DataKioskList]) -> Page[data_kiosk_2023_11_15.Query]:
        """List queries of Data Kiosk and how far they are."""

    def iterate(self, **params: Unpack[parameters.DataKioskList]) -> SyncRecords[data_kiosk_2023_11_15.Query]:
        """All pages: List queries of Data Kiosk and how far they are."""

    def query(self, **params: Unpack[parameters.DataKioskQuery]) -> Page[dict[str, Any]]:
        """Ask Data Kiosk in GraphQL, wait for the document and read its rows."""

    def iterate_query(self, **params: Unpack[parameters.DataKioskQuery]) -> SyncRecords[dict[str, Any]]:
        """All pages: Ask Data Kiosk in GraphQL, wait for the document and read its rows."""

    def schema(self, **params: Unpack[parameters.DataKioskSchema]) -> Page[dict[str, Any]]:
        """Show what Data Kiosk can be asked: data sets, then the queries and types of one."""

class SyncDirectFulfillment(SyncEntity):
    """Orders that a vendor ships to Amazon's customers itself (direct fulfilment, drop shipping)."""

    def acknowledge(
        self, **params: Unpack[parameters.DirectFulfillmentAcknowledge]
    ) -> Page[direct_fulfillment_orders_2021_12_28.TransactionId]:
        """Accept or reject orders of direct fulfilment."""

    def confirm_shipments(
        self, **params: Unpack[parameters.DirectFulfillmentConfirmShipments]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.TransactionReference]:
        """Say that orders were shipped, with items and parcels."""

    def create_container_label(
        self, **params: Unpack[parameters.DirectFulfillmentCreateContainerLabel]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.ContainerLabel]:
        """Make the label of a container that holds several parcels."""

    def create_labels(
        self, **params: Unpack[parameters.DirectFulfillmentCreateLabels]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.ShippingLabel]:
        """Make the shipping labels of one order at once."""

    def create_test_orders(
        self, **params: Unpack[parameters.DirectFulfillmentCreateTestOrders]
    ) -> Page[direct_fulfillment_sandbox_2021_10_28.TransactionReference]:
        """Make test orders, in the sandbox only."""

    def get(
        self, **params: Unpack[parameters.DirectFulfillmentGet]
    ) -> Page[direct_fulfillment_orders_2021_12_28.Order]:
        """Read one order that you ship to Amazon's customer."""

    def invoice(
        self, **params: Unpack[parameters.DirectFulfillmentInvoice]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.CustomerInvoice]:
        """Get the invoice for the customer of one order."""

    def invoices(
        self, **params: Unpack[parameters.DirectFulfillmentInvoices]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.CustomerInvoice]:
        """List invoices for customers, by time."""

    def iterate_invoices(
        self, **params: Unpack[parameters.DirectFulfillmentInvoices]
    ) -> SyncRecords[direct_fulfillment_shipping_2021_12_28.CustomerInvoice]:
        """All pages: List invoices for customers, by time."""

    def label(
        self, **params: Unpack[parameters.DirectFulfillmentLabel]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.ShippingLabel]:
        """Get the shipping label of one order."""

    def labels(
        self, **params: Unpack[parameters.DirectFulfillmentLabels]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.ShippingLabel]:
        """List shipping labels by the time they were made."""

    def iterate_labels(
        self, **params: Unpack[parameters.DirectFulfillmentLabels]
    ) -> SyncRecords[direct_fulfillment_shipping_2021_12_28.ShippingLabel]:
        """All pages: List shipping labels by the time they were made."""

    def list(
        self, **params: Unpack[parameters.DirectFulfillmentList]
    ) -> Page[direct_fulfillment_orders_2021_12_28.Order]:
        """List orders that you ship to Amazon's customers, by time."""

    def iterate(
        self, **params: Unpack[parameters.DirectFulfillmentList]
    ) -> SyncRecords[direct_fulfillment_orders_2021_12_28.Order]:
        """All pages: List orders that you ship to Amazon's customers, by time."""

    def packing_slip(
        self, **params: Unpack[parameters.DirectFulfillmentPackingSlip]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.PackingSlip]:
        """Get the packing slip of one order."""

    def packing_slips(
        self, **params: Unpack[parameters.DirectFulfillmentPackingSlips]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.PackingSlip]:
        """List packing slips by time."""

    def iterate_packing_slips(
        self, **params: Unpack[parameters.DirectFulfillmentPackingSlips]
    ) -> SyncRecords[direct_fulfillment_shipping_2021_12_28.PackingSlip]:
        """All pages: List packing slips by time."""

    def request_labels(
        self, **params: Unpack[parameters.DirectFulfillmentRequestLabels]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.TransactionReference]:
        """Ask for shipping labels; they can be fetched when they are made."""

    def set_inventory(
        self, **params: Unpack[parameters.DirectFulfillmentSetInventory]
    ) -> Page[direct_fulfillment_inventory_v1.TransactionReference]:
        """Report the stock of a warehouse for direct fulfilment."""

    def submit_invoices(
        self, **params: Unpack[parameters.DirectFulfillmentSubmitInvoices]
    ) -> Page[direct_fulfillment_payments_v1.TransactionReference]:
        """Send invoices for orders of direct fulfilment to Amazon."""

    def test_orders(
        self, **params: Unpack[parameters.DirectFulfillmentTestOrders]
    ) -> Page[direct_fulfillment_sandbox_2021_10_28.Transaction]:
        """Read the test orders that were made, in the sandbox only."""

    def transaction(
        self, **params: Unpack[parameters.DirectFulfillmentTransaction]
    ) -> Page[direct_fulfillment_transactions_2021_12_28.Transaction]:
        """Read whether a submission of direct fulfilment was processed, and its errors."""

    def update_status(
        self, **params: Unpack[parameters.DirectFulfillmentUpdateStatus]
    ) -> Page[direct_fulfillment_shipping_2021_12_28.TransactionReference]:
        """Report where parcels of your own carrier are."""

class SyncEasyShip(SyncEntity):
    """Parcels that Amazon picks up at your door (Easy Ship, in some countries)."""

    def create(self, **params: Unpack[parameters.EasyShipCreate]) -> Page[easy_ship_2022_03_23.Package]:
        """Book the pick-up of an Easy Ship order."""

    def create_bulk(
        self, **params: Unpack[parameters.EasyShipCreateBulk]
    ) -> Page[easy_ship_2022_03_23.CreateScheduledPackagesResponse]:
        """Book pick-ups for many Easy Ship orders and get all labels as one file."""

    def get(self, **params: Unpack[parameters.EasyShipGet]) -> Page[easy_ship_2022_03_23.Package]:
        """Read the scheduled parcel of an Easy Ship order: slot, state, tracking."""

    def slots(
        self, **params: Unpack[parameters.EasyShipSlots]
    ) -> Page[easy_ship_2022_03_23.ListHandoverSlotsResponse]:
        """List when Amazon could pick a parcel up, by its size and weight."""

    def update(self, **params: Unpack[parameters.EasyShipUpdate]) -> Page[easy_ship_2022_03_23.Package]:
        """Move the pick-up of parcels to another slot."""

class SyncExternalFulfillment(SyncEntity):
    """Orders that Amazon gives to your own warehouse: shipments, stock and returns there."""

    def create_invoice(
        self, **params: Unpack[parameters.ExternalFulfillmentCreateInvoice]
    ) -> Page[external_fulfillment_shipments_2024_09_11.Document]:
        """Make the invoices of a shipment."""

    def create_labels(
        self, **params: Unpack[parameters.ExternalFulfillmentCreateLabels]
    ) -> Page[external_fulfillment_shipments_2024_09_11.PackageShipLabel]:
        """Make the labels of packages, at need again."""

    def create_packages(
        self, **params: Unpack[parameters.ExternalFulfillmentCreatePackages]
    ) -> Page[dict[str, Any]]:
        """Say into which packages a shipment is put."""

    def get(
        self, **params: Unpack[parameters.ExternalFulfillmentGet]
    ) -> Page[external_fulfillment_shipments_2024_09_11.Shipment]:
        """Read one shipment that your own warehouse is to send."""

    def get_return(
        self, **params: Unpack[parameters.ExternalFulfillmentGetReturn]
    ) -> Page[external_fulfillment_returns_2024_09_11.Return]:
        """Read one return to your own location."""

    def invoice(
        self, **params: Unpack[parameters.ExternalFulfillmentInvoice]
    ) -> Page[external_fulfillment_shipments_2024_09_11.Document]:
        """Get the invoices of a shipment."""

    def list(
        self, **params: Unpack[parameters.ExternalFulfillmentList]
    ) -> Page[external_fulfillment_shipments_2024_09_11.Shipment]:
        """List shipments that your own warehouse is to send, by state."""

    def iterate(
        self, **params: Unpack[parameters.ExternalFulfillmentList]
    ) -> SyncRecords[external_fulfillment_shipments_2024_09_11.Shipment]:
        """All pages: List shipments that your own warehouse is to send, by state."""

    def process(self, **params: Unpack[parameters.ExternalFulfillmentProcess]) -> Page[dict[str, Any]]:
        """Accept or reject a shipment."""

    def returns(
        self, **params: Unpack[parameters.ExternalFulfillmentReturns]
    ) -> Page[external_fulfillment_returns_2024_09_11.Return]:
        """List returns that come back to your own locations."""

    def iterate_returns(
        self, **params: Unpack[parameters.ExternalFulfillmentReturns]
    ) -> SyncRecords[external_fulfillment_returns_2024_09_11.Return]:
        """All pages: List returns that come back to your own locations."""

    def set_inventory(
        self, **params: Unpack[parameters.ExternalFulfillmentSetInventory]
    ) -> Page[external_fulfillment_inventory_2024_09_11.InventoryResponse]:
        """Read or set stock of SKUs at your own locations, up to ten at once."""

    def set_package_status(
        self, **params: Unpack[parameters.ExternalFulfillmentSetPackageStatus]
    ) -> Page[dict[str, Any]]:
        """Say that a package was shipped or delivered."""

    def shipping_options(
        self, **params: Unpack[parameters.ExternalFulfillmentShippingOptions]
    ) -> Page[external_fulfillment_shipments_2024_09_11.ShippingOptionsResponse]:
        """List the carriers for a package of a shipment."""

    def update_package(
        self, **params: Unpack[parameters.ExternalFulfillmentUpdatePackage]
    ) -> Page[dict[str, Any]]:
        """Change contents or size of a package."""

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

    def context_store_search(
        self, **params: Unpack[parameters.FinancialEventGroupsContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated financial event groups by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.FinancialEventGroupsContextStoreSearch]
    ) -> SyncRecords[dict[str, Any]]:
        """All pages: Search the replicated financial event groups by a filter, sorted, page by page."""

    def context_store_sql_query(
        self, **params: Unpack[parameters.FinancialEventGroupsContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated financial event groups with one SELECT over the context store."""

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

class SyncInboundItems(SyncEntity):
    """What FBA wants of an item before it is sent in: eligibility, prep, labels, compliance."""

    def compliance(
        self, **params: Unpack[parameters.InboundItemsCompliance]
    ) -> Page[fulfillment_inbound_2024_03_20.ComplianceDetail]:
        """Read the tax details that India wants of items before they are sent in."""

    def eligibility(
        self, **params: Unpack[parameters.InboundItemsEligibility]
    ) -> Page[fba_inbound_v1.ItemEligibilityPreview]:
        """Ask whether an ASIN may be sent to FBA, and why not."""

    def labels(
        self, **params: Unpack[parameters.InboundItemsLabels]
    ) -> Page[fulfillment_inbound_2024_03_20.DocumentDownload]:
        """Make the labels of single units (FNSKU barcodes), as addresses to download."""

    def prep_details(
        self, **params: Unpack[parameters.InboundItemsPrepDetails]
    ) -> Page[fulfillment_inbound_2024_03_20.MskuPrepDetail]:
        """Read what preparation items need, and who does it."""

    def prep_instructions(
        self, **params: Unpack[parameters.InboundItemsPrepInstructions]
    ) -> Page[fulfillment_inbound_v0.GetPrepInstructionsResult]:
        """Read labelling and preparation rules of SKUs or ASINs for a country."""

    def set_compliance(
        self, **params: Unpack[parameters.InboundItemsSetCompliance]
    ) -> Page[fulfillment_inbound_2024_03_20.UpdateItemComplianceDetailsResponse]:
        """Set the tax details of an item for India."""

    def set_prep_details(
        self, **params: Unpack[parameters.InboundItemsSetPrepDetails]
    ) -> Page[fulfillment_inbound_2024_03_20.SetPrepDetailsResponse]:
        """Say who prepares and labels items, and how."""

class SyncInboundPlans(SyncEntity):
    """Plans for sending stock to FBA: items, packing and placement."""

    def boxes(
        self, **params: Unpack[parameters.InboundPlansBoxes]
    ) -> Page[fulfillment_inbound_2024_03_20.Box]:
        """List the boxes of a whole plan."""

    def iterate_boxes(
        self, **params: Unpack[parameters.InboundPlansBoxes]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.Box]:
        """All pages: List the boxes of a whole plan."""

    def cancel(
        self, **params: Unpack[parameters.InboundPlansCancel]
    ) -> Page[fulfillment_inbound_2024_03_20.CancelInboundPlanResponse]:
        """Cancel a plan with all its shipments; may cost once transport is booked."""

    def confirm_packing_option(
        self, **params: Unpack[parameters.InboundPlansConfirmPackingOption]
    ) -> Page[fulfillment_inbound_2024_03_20.ConfirmPackingOptionResponse]:
        """Choose one way of packing; it stays for the plan."""

    def confirm_placement_option(
        self, **params: Unpack[parameters.InboundPlansConfirmPlacementOption]
    ) -> Page[fulfillment_inbound_2024_03_20.ConfirmPlacementOptionResponse]:
        """Accept one split over warehouses and its placement fee, for good."""

    def create(
        self, **params: Unpack[parameters.InboundPlansCreate]
    ) -> Page[fulfillment_inbound_2024_03_20.CreateInboundPlanResponse]:
        """Start a plan for sending stock to FBA: items, quantities and where from."""

    def generate_packing_options(
        self, **params: Unpack[parameters.InboundPlansGeneratePackingOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.GeneratePackingOptionsResponse]:
        """Have Amazon work out the ways in which a plan can be packed."""

    def generate_placement_options(
        self, **params: Unpack[parameters.InboundPlansGeneratePlacementOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.GeneratePlacementOptionsResponse]:
        """Have Amazon work out to which warehouses a plan goes and what that costs."""

    def get(
        self, **params: Unpack[parameters.InboundPlansGet]
    ) -> Page[fulfillment_inbound_2024_03_20.InboundPlan]:
        """Read one plan: its state, shipments and chosen options."""

    def items(
        self, **params: Unpack[parameters.InboundPlansItems]
    ) -> Page[fulfillment_inbound_2024_03_20.Item]:
        """List the items of a plan with their labels and prep."""

    def iterate_items(
        self, **params: Unpack[parameters.InboundPlansItems]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.Item]:
        """All pages: List the items of a plan with their labels and prep."""

    def list(
        self, **params: Unpack[parameters.InboundPlansList]
    ) -> Page[fulfillment_inbound_2024_03_20.InboundPlanSummary]:
        """List plans for sending stock to FBA, by state."""

    def iterate(
        self, **params: Unpack[parameters.InboundPlansList]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.InboundPlanSummary]:
        """All pages: List plans for sending stock to FBA, by state."""

    def operation(
        self, **params: Unpack[parameters.InboundPlansOperation]
    ) -> Page[fulfillment_inbound_2024_03_20.InboundOperationStatus]:
        """Read whether a step of a plan has finished, and what was wrong with it."""

    def packing_group_boxes(
        self, **params: Unpack[parameters.InboundPlansPackingGroupBoxes]
    ) -> Page[fulfillment_inbound_2024_03_20.Box]:
        """List the boxes that were declared for a packing group."""

    def iterate_packing_group_boxes(
        self, **params: Unpack[parameters.InboundPlansPackingGroupBoxes]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.Box]:
        """All pages: List the boxes that were declared for a packing group."""

    def packing_group_items(
        self, **params: Unpack[parameters.InboundPlansPackingGroupItems]
    ) -> Page[fulfillment_inbound_2024_03_20.Item]:
        """List the items that go together into the boxes of a packing group."""

    def iterate_packing_group_items(
        self, **params: Unpack[parameters.InboundPlansPackingGroupItems]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.Item]:
        """All pages: List the items that go together into the boxes of a packing group."""

    def packing_options(
        self, **params: Unpack[parameters.InboundPlansPackingOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.PackingOption]:
        """List the ways of packing a plan, once they are generated."""

    def iterate_packing_options(
        self, **params: Unpack[parameters.InboundPlansPackingOptions]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.PackingOption]:
        """All pages: List the ways of packing a plan, once they are generated."""

    def pallets(
        self, **params: Unpack[parameters.InboundPlansPallets]
    ) -> Page[fulfillment_inbound_2024_03_20.Pallet]:
        """List the pallets of a plan."""

    def iterate_pallets(
        self, **params: Unpack[parameters.InboundPlansPallets]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.Pallet]:
        """All pages: List the pallets of a plan."""

    def placement_options(
        self, **params: Unpack[parameters.InboundPlansPlacementOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.PlacementOption]:
        """List where Amazon would split a plan to, with the fee of each option."""

    def iterate_placement_options(
        self, **params: Unpack[parameters.InboundPlansPlacementOptions]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.PlacementOption]:
        """All pages: List where Amazon would split a plan to, with the fee of each option."""

    def rename(self, **params: Unpack[parameters.InboundPlansRename]) -> Page[dict[str, Any]]:
        """Rename a plan."""

    def set_packing(
        self, **params: Unpack[parameters.InboundPlansSetPacking]
    ) -> Page[fulfillment_inbound_2024_03_20.SetPackingInformationResponse]:
        """Say what lies in which box: contents, weight and size."""

class SyncInboundShipments(SyncEntity):
    """Shipments of a plan on their way to FBA: contents, labels, tracking."""

    def bill_of_lading(
        self, **params: Unpack[parameters.InboundShipmentsBillOfLading]
    ) -> Page[fulfillment_inbound_v0.BillOfLadingDownloadURL]:
        """Get the bill of lading of a pallet shipment, as an address to download."""

    def boxes(
        self, **params: Unpack[parameters.InboundShipmentsBoxes]
    ) -> Page[fulfillment_inbound_2024_03_20.Box]:
        """List the boxes of one shipment."""

    def iterate_boxes(
        self, **params: Unpack[parameters.InboundShipmentsBoxes]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.Box]:
        """All pages: List the boxes of one shipment."""

    def changed_items(
        self, **params: Unpack[parameters.InboundShipmentsChangedItems]
    ) -> Page[fulfillment_inbound_v0.InboundShipmentItem]:
        """List items of all shipments that changed in a time, sent and received quantities."""

    def iterate_changed_items(
        self, **params: Unpack[parameters.InboundShipmentsChangedItems]
    ) -> SyncRecords[fulfillment_inbound_v0.InboundShipmentItem]:
        """All pages: List items of all shipments that changed in a time, sent and received quantities."""

    def confirm_content_update_preview(
        self, **params: Unpack[parameters.InboundShipmentsConfirmContentUpdatePreview]
    ) -> Page[fulfillment_inbound_2024_03_20.ConfirmShipmentContentUpdatePreviewResponse]:
        """Change the contents of a booked shipment and accept the new transport cost."""

    def content_update_preview(
        self, **params: Unpack[parameters.InboundShipmentsContentUpdatePreview]
    ) -> Page[fulfillment_inbound_2024_03_20.ContentUpdatePreview]:
        """Read one preview of changed contents."""

    def content_update_previews(
        self, **params: Unpack[parameters.InboundShipmentsContentUpdatePreviews]
    ) -> Page[fulfillment_inbound_2024_03_20.ContentUpdatePreview]:
        """List previews of changed contents, with what the change does to transport cost."""

    def iterate_content_update_previews(
        self, **params: Unpack[parameters.InboundShipmentsContentUpdatePreviews]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.ContentUpdatePreview]:
        """All pages: List previews of changed contents, with what the change does to transport cost."""

    def delivery_challan_document(
        self, **params: Unpack[parameters.InboundShipmentsDeliveryChallanDocument]
    ) -> Page[fulfillment_inbound_2024_03_20.DocumentDownload]:
        """Get the delivery challan of a shipment in India, as a download address."""

    def generate_content_update_previews(
        self, **params: Unpack[parameters.InboundShipmentsGenerateContentUpdatePreviews]
    ) -> Page[fulfillment_inbound_2024_03_20.GenerateShipmentContentUpdatePreviewsResponse]:
        """Ask what changing the contents of a booked shipment would cost."""

    def get(
        self, **params: Unpack[parameters.InboundShipmentsGet]
    ) -> Page[fulfillment_inbound_2024_03_20.Shipment]:
        """Read one shipment of a plan: destination, dates, transport, confirmation id."""

    def items(
        self, **params: Unpack[parameters.InboundShipmentsItems]
    ) -> Page[fulfillment_inbound_2024_03_20.Item]:
        """List the items of one shipment with quantities."""

    def iterate_items(
        self, **params: Unpack[parameters.InboundShipmentsItems]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.Item]:
        """All pages: List the items of one shipment with quantities."""

    def labels(
        self, **params: Unpack[parameters.InboundShipmentsLabels]
    ) -> Page[fulfillment_inbound_v0.LabelDownloadURL]:
        """Get the box or pallet labels of a shipment, as an address to download."""

    def list(
        self, **params: Unpack[parameters.InboundShipmentsList]
    ) -> Page[fulfillment_inbound_v0.InboundShipmentInfo]:
        """List shipments to FBA over all plans, by state, id or time of change."""

    def iterate(
        self, **params: Unpack[parameters.InboundShipmentsList]
    ) -> SyncRecords[fulfillment_inbound_v0.InboundShipmentInfo]:
        """All pages: List shipments to FBA over all plans, by state, id or time of change."""

    def pallets(
        self, **params: Unpack[parameters.InboundShipmentsPallets]
    ) -> Page[fulfillment_inbound_2024_03_20.Pallet]:
        """List the pallets of one shipment."""

    def iterate_pallets(
        self, **params: Unpack[parameters.InboundShipmentsPallets]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.Pallet]:
        """All pages: List the pallets of one shipment."""

    def received(
        self, **params: Unpack[parameters.InboundShipmentsReceived]
    ) -> Page[fulfillment_inbound_v0.InboundShipmentItem]:
        """List what was sent and what was received of a shipment, by its confirmation id."""

    def rename(self, **params: Unpack[parameters.InboundShipmentsRename]) -> Page[dict[str, Any]]:
        """Rename a shipment."""

    def set_source_address(
        self, **params: Unpack[parameters.InboundShipmentsSetSourceAddress]
    ) -> Page[fulfillment_inbound_2024_03_20.UpdateShipmentSourceAddressResponse]:
        """Change where a shipment is sent from, before placement is confirmed."""

    def set_tracking(
        self, **params: Unpack[parameters.InboundShipmentsSetTracking]
    ) -> Page[fulfillment_inbound_2024_03_20.UpdateShipmentTrackingDetailsResponse]:
        """Hand in tracking numbers of your own carrier."""

class SyncInboundTransport(SyncEntity):
    """Carriers, delivery windows and appointments of shipments to FBA."""

    def appointment_slots(
        self, **params: Unpack[parameters.InboundTransportAppointmentSlots]
    ) -> Page[fulfillment_inbound_2024_03_20.SelfShipAppointmentSlotsAvailability]:
        """List slots for bringing a shipment to the warehouse yourself."""

    def cancel_appointment(
        self, **params: Unpack[parameters.InboundTransportCancelAppointment]
    ) -> Page[fulfillment_inbound_2024_03_20.CancelSelfShipAppointmentResponse]:
        """Give an appointment at the warehouse back."""

    def confirm_delivery_window(
        self, **params: Unpack[parameters.InboundTransportConfirmDeliveryWindow]
    ) -> Page[fulfillment_inbound_2024_03_20.ConfirmDeliveryWindowOptionsResponse]:
        """Choose the window in which a shipment arrives."""

    def confirm_options(
        self, **params: Unpack[parameters.InboundTransportConfirmOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.ConfirmTransportationOptionsResponse]:
        """Book the chosen carriers for all shipments of a plan; this costs."""

    def delivery_windows(
        self, **params: Unpack[parameters.InboundTransportDeliveryWindows]
    ) -> Page[fulfillment_inbound_2024_03_20.DeliveryWindowOption]:
        """List when a shipment of your own carrier may arrive."""

    def iterate_delivery_windows(
        self, **params: Unpack[parameters.InboundTransportDeliveryWindows]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.DeliveryWindowOption]:
        """All pages: List when a shipment of your own carrier may arrive."""

    def generate_appointment_slots(
        self, **params: Unpack[parameters.InboundTransportGenerateAppointmentSlots]
    ) -> Page[fulfillment_inbound_2024_03_20.GenerateSelfShipAppointmentSlotsResponse]:
        """Ask for slots in which you can bring a shipment yourself."""

    def generate_delivery_windows(
        self, **params: Unpack[parameters.InboundTransportGenerateDeliveryWindows]
    ) -> Page[fulfillment_inbound_2024_03_20.GenerateDeliveryWindowOptionsResponse]:
        """Ask for the windows in which a shipment may arrive."""

    def generate_options(
        self, **params: Unpack[parameters.InboundTransportGenerateOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.GenerateTransportationOptionsResponse]:
        """Ask for carriers and prices: parcels or pallets, ready from when."""

    def options(
        self, **params: Unpack[parameters.InboundTransportOptions]
    ) -> Page[fulfillment_inbound_2024_03_20.TransportationOption]:
        """List carriers and prices for the shipments of a placement."""

    def iterate_options(
        self, **params: Unpack[parameters.InboundTransportOptions]
    ) -> SyncRecords[fulfillment_inbound_2024_03_20.TransportationOption]:
        """All pages: List carriers and prices for the shipments of a placement."""

    def schedule_appointment(
        self, **params: Unpack[parameters.InboundTransportScheduleAppointment]
    ) -> Page[fulfillment_inbound_2024_03_20.SelfShipAppointmentDetails]:
        """Take or move an appointment at the warehouse."""

class SyncInventory(SyncEntity):
    """Stock in Amazon's warehouses."""

    def add_test_stock(self, **params: Unpack[parameters.InventoryAddTestStock]) -> Page[dict[str, Any]]:
        """Add stock of test items, in the sandbox only."""

    def context_store_search(
        self, **params: Unpack[parameters.InventoryContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated inventory by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.InventoryContextStoreSearch]
    ) -> SyncRecords[dict[str, Any]]:
        """All pages: Search the replicated inventory by a filter, sorted, page by page."""

    def context_store_sql_query(
        self, **params: Unpack[parameters.InventoryContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated inventory with one SELECT over the context store."""

    def create_test_item(self, **params: Unpack[parameters.InventoryCreateTestItem]) -> Page[dict[str, Any]]:
        """Make a test item, in the sandbox only."""

    def delete_test_item(self, **params: Unpack[parameters.InventoryDeleteTestItem]) -> Page[dict[str, Any]]:
        """Delete a test item, in the sandbox only."""

    def list(self, **params: Unpack[parameters.InventoryList]) -> Page[fba_inventory_v1.InventorySummary]:
        """List stock in Amazon's warehouses by SKU."""

    def iterate(
        self, **params: Unpack[parameters.InventoryList]
    ) -> SyncRecords[fba_inventory_v1.InventorySummary]:
        """All pages: List stock in Amazon's warehouses by SKU."""

class SyncInvoices(SyncEntity):
    """Tax invoices that Amazon issues for your sales (Brazil and others): search, export, request."""

    def attributes(
        self, **params: Unpack[parameters.InvoicesAttributes]
    ) -> Page[invoices_2024_06_19.InvoicesAttributes]:
        """List the types, states and series of invoices that a marketplace knows."""

    def create_export(
        self, **params: Unpack[parameters.InvoicesCreateExport]
    ) -> Page[invoices_2024_06_19.ExportInvoicesResponse]:
        """Ask for a ZIP file of many invoices."""

    def create_government_invoice(
        self, **params: Unpack[parameters.InvoicesCreateGovernmentInvoice]
    ) -> Page[dict[str, Any]]:
        """Request a government invoice for a shipment."""

    def document(
        self, **params: Unpack[parameters.InvoicesDocument]
    ) -> Page[invoices_2024_06_19.InvoicesDocument]:
        """Get the download address of an export of invoices."""

    def export(self, **params: Unpack[parameters.InvoicesExport]) -> Page[invoices_2024_06_19.Export]:
        """Read whether an export of invoices is done, and its document ids."""

    def exports(self, **params: Unpack[parameters.InvoicesExports]) -> Page[invoices_2024_06_19.Export]:
        """List exports of invoices and how far they are."""

    def iterate_exports(
        self, **params: Unpack[parameters.InvoicesExports]
    ) -> SyncRecords[invoices_2024_06_19.Export]:
        """All pages: List exports of invoices and how far they are."""

    def get(self, **params: Unpack[parameters.InvoicesGet]) -> Page[invoices_2024_06_19.Invoice]:
        """Read one tax invoice."""

    def government_document(
        self, **params: Unpack[parameters.InvoicesGovernmentDocument]
    ) -> Page[invoices_2024_06_19.InvoiceDocument]:
        """Get the download address of a government invoice."""

    def government_status(
        self, **params: Unpack[parameters.InvoicesGovernmentStatus]
    ) -> Page[invoices_2024_06_19.GovernmentInvoiceStatusResponse]:
        """Read whether a government invoice was issued, and what was wrong."""

    def list(self, **params: Unpack[parameters.InvoicesList]) -> Page[invoices_2024_06_19.Invoice]:
        """Find tax invoices by date, type, state or order."""

    def iterate(self, **params: Unpack[parameters.InvoicesList]) -> SyncRecords[invoices_2024_06_19.Invoice]:
        """All pages: Find tax invoices by date, type, state or order."""

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
        """Change parts of a listing: price, quantity, pictures, texts or any other attribute."""

    def put(
        self, **params: Unpack[parameters.ListingsItemsPut]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Create a listing or replace all of its attributes."""

class SyncMarketplaces(SyncEntity):
    """Where the account sells."""

    def account(self, **params: Unpack[parameters.MarketplacesAccount]) -> Page[sellers_v1.Account]:
        """Read the seller's account: business, contact, plan, marketplaces."""

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

class SyncMultiChannelFeatures(SyncEntity):
    """What multi-channel fulfilment can do in a marketplace, such as blank boxes."""

    def inventory(
        self, **params: Unpack[parameters.MultiChannelFeaturesInventory]
    ) -> Page[fulfillment_outbound_2020_07_01.FeatureSku]:
        """List the stock for which a feature, such as blank boxes, can be used."""

    def iterate_inventory(
        self, **params: Unpack[parameters.MultiChannelFeaturesInventory]
    ) -> SyncRecords[fulfillment_outbound_2020_07_01.FeatureSku]:
        """All pages: List the stock for which a feature, such as blank boxes, can be used."""

    def list(
        self, **params: Unpack[parameters.MultiChannelFeaturesList]
    ) -> Page[fulfillment_outbound_2020_07_01.Feature]:
        """List what multi-channel fulfilment offers in a marketplace, and whether you may use it."""

    def sku(
        self, **params: Unpack[parameters.MultiChannelFeaturesSku]
    ) -> Page[fulfillment_outbound_2020_07_01.GetFeatureSkuResult]:
        """Read how many units of a SKU can be shipped with a feature."""

class SyncMultiChannelOrders(SyncEntity):
    """Orders of other shops that Amazon ships from FBA stock (multi-channel fulfilment)."""

    def cancel(self, **params: Unpack[parameters.MultiChannelOrdersCancel]) -> Page[dict[str, Any]]:
        """Ask Amazon to stop a multi-channel order; too late once it is packed."""

    def cancel_2026(self, **params: Unpack[parameters.MultiChannelOrdersCancel2026]) -> Page[dict[str, Any]]:
        """Ask Amazon to stop a multi-channel order (2026-07-04)."""

    def create(self, **params: Unpack[parameters.MultiChannelOrdersCreate]) -> Page[dict[str, Any]]:
        """Have Amazon ship FBA stock to a customer of another shop."""

    def create_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersCreate2026]
    ) -> Page[fulfillment_outbound_2026_07_04.FulfillmentOrder]:
        """Have Amazon ship FBA stock to a customer of another shop (2026-07-04)."""

    def create_return(
        self, **params: Unpack[parameters.MultiChannelOrdersCreateReturn]
    ) -> Page[fulfillment_outbound_2020_07_01.CreateFulfillmentReturnResult]:
        """Announce that a customer sends items of a multi-channel order back."""

    def delivery_offers(
        self, **params: Unpack[parameters.MultiChannelOrdersDeliveryOffers]
    ) -> Page[fulfillment_outbound_2020_07_01.DeliveryOffer]:
        """Ask by when a product could reach a customer, for a shop's product page."""

    def delivery_offers_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersDeliveryOffers2026]
    ) -> Page[fulfillment_outbound_2026_07_04.OfferResult]:
        """Ask for delivery dates of products (2026-07-04)."""

    def get(
        self, **params: Unpack[parameters.MultiChannelOrdersGet]
    ) -> Page[fulfillment_outbound_2020_07_01.GetFulfillmentOrderResult]:
        """Read one multi-channel order with items, shipments, parcels and returns."""

    def get_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersGet2026]
    ) -> Page[fulfillment_outbound_2026_07_04.FulfillmentOrder]:
        """Read one multi-channel order (2026-07-04)."""

    def list(
        self, **params: Unpack[parameters.MultiChannelOrdersList]
    ) -> Page[fulfillment_outbound_2020_07_01.FulfillmentOrder]:
        """List multi-channel orders that changed since a date."""

    def iterate(
        self, **params: Unpack[parameters.MultiChannelOrdersList]
    ) -> SyncRecords[fulfillment_outbound_2020_07_01.FulfillmentOrder]:
        """All pages: List multi-channel orders that changed since a date."""

    def list_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersList2026]
    ) -> Page[fulfillment_outbound_2026_07_04.FulfillmentOrder]:
        """List multi-channel orders that changed since a time (2026-07-04)."""

    def iterate_list_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersList2026]
    ) -> SyncRecords[fulfillment_outbound_2026_07_04.FulfillmentOrder]:
        """All pages: List multi-channel orders that changed since a time (2026-07-04)."""

    def preview(
        self, **params: Unpack[parameters.MultiChannelOrdersPreview]
    ) -> Page[fulfillment_outbound_2020_07_01.FulfillmentPreview]:
        """Ask what shipping a multi-channel order would cost, how fast, and what cannot be shipped."""

    def preview_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersPreview2026]
    ) -> Page[fulfillment_outbound_2026_07_04.GetOrderPreviewResponse]:
        """Preview speed and cost of a multi-channel order (2026-07-04)."""

    def return_reasons(
        self, **params: Unpack[parameters.MultiChannelOrdersReturnReasons]
    ) -> Page[fulfillment_outbound_2020_07_01.ReasonCodeDetails]:
        """List the reasons that can be given for a return of a SKU."""

    def set_status(self, **params: Unpack[parameters.MultiChannelOrdersSetStatus]) -> Page[dict[str, Any]]:
        """Move a test order on, in the sandbox only."""

    def set_status_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersSetStatus2026]
    ) -> Page[dict[str, Any]]:
        """Move a test order of the 2026-07-04 version on, in the sandbox only."""

    def tracking(
        self, **params: Unpack[parameters.MultiChannelOrdersTracking]
    ) -> Page[fulfillment_outbound_2020_07_01.PackageTrackingDetails]:
        """Track one parcel of a multi-channel order."""

    def update(self, **params: Unpack[parameters.MultiChannelOrdersUpdate]) -> Page[dict[str, Any]]:
        """Change an order on hold, or release it for shipping."""

    def update_2026(self, **params: Unpack[parameters.MultiChannelOrdersUpdate2026]) -> Page[dict[str, Any]]:
        """Change or release a multi-channel order on hold (2026-07-04)."""

    def update_package_2026(
        self, **params: Unpack[parameters.MultiChannelOrdersUpdatePackage2026]
    ) -> Page[dict[str, Any]]:
        """Move a parcel of a test order on, in the sandbox only."""

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

    def send_test(
        self, **params: Unpack[parameters.NotificationSubscriptionsSendTest]
    ) -> Page[dict[str, Any]]:
        """Send a made-up notification to a queue, in the sandbox only."""

class SyncOrderItems(SyncEntity):
    """Items of an order of the 2026-01-01 API."""

    def context_store_search(
        self, **params: Unpack[parameters.OrderItemsContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated order items by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.OrderItemsContextStoreSearch]
    ) -> SyncRecords[dict[str, Any]]:
        """All pages: Search the replicated order items by a filter, sorted, page by page."""

    def context_store_sql_query(
        self, **params: Unpack[parameters.OrderItemsContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated order items with one SELECT over the context store."""

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

    def confirm_shipment(self, **params: Unpack[parameters.OrdersConfirmShipment]) -> Page[dict[str, Any]]:
        """Mark an own-shipped order as shipped, with carrier and tracking number."""

    def context_store_search(
        self, **params: Unpack[parameters.OrdersContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated orders by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.OrdersContextStoreSearch]
    ) -> SyncRecords[dict[str, Any]]:
        """All pages: Search the replicated orders by a filter, sorted, page by page."""

    def context_store_sql_query(
        self, **params: Unpack[parameters.OrdersContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated orders with one SELECT over the context store."""

    def get(self, **params: Unpack[parameters.OrdersGet]) -> Page[orders_2026_01_01.Order]:
        """Read one order with its items."""

    def list(self, **params: Unpack[parameters.OrdersList]) -> Page[orders_2026_01_01.Order]:
        """Find orders by creation or last-update time; items are always included."""

    def iterate(self, **params: Unpack[parameters.OrdersList]) -> SyncRecords[orders_2026_01_01.Order]:
        """All pages: Find orders by creation or last-update time; items are always included."""

    def regulated_info(
        self, **params: Unpack[parameters.OrdersRegulatedInfo]
    ) -> Page[orders_v0.OrderRegulatedInfo]:
        """Read what must be checked of an order of regulated products."""

    def set_pickup_status(self, **params: Unpack[parameters.OrdersSetPickupStatus]) -> Page[dict[str, Any]]:
        """Say that a store pick-up order is ready, collected or refused."""

    def set_verification(self, **params: Unpack[parameters.OrdersSetVerification]) -> Page[dict[str, Any]]:
        """Approve or reject an order of regulated products."""

class SyncOrdersV0(SyncEntity):
    """Orders of the old API, which Amazon removes on 2027-03-27."""

    def get(self, **params: Unpack[parameters.OrdersV0Get]) -> Page[orders_v0.Order]:
        """Read one order through the old API, without its items."""

    def list(self, **params: Unpack[parameters.OrdersV0List]) -> Page[orders_v0.Order]:
        """Find orders through the old API, which still filters by buyer, payment and seller order id."""

    def iterate(self, **params: Unpack[parameters.OrdersV0List]) -> SyncRecords[orders_v0.Order]:
        """All pages: Find orders through the old API, which still filters by buyer, payment and seller order id."""

class SyncPayouts(SyncEntity):
    """Transfers from Amazon to your bank: past, expected and on demand."""

    def create(
        self, **params: Unpack[parameters.PayoutsCreate]
    ) -> Page[transfers_2024_06_01.InitiatePayoutResponse]:
        """Have Amazon pay out what is available now, in Europe once a day."""

    def expected(
        self, **params: Unpack[parameters.PayoutsExpected]
    ) -> Page[transfers_2024_06_01.ExpectedPayout]:
        """List the payouts that are coming, with date and amount."""

    def iterate_expected(
        self, **params: Unpack[parameters.PayoutsExpected]
    ) -> SyncRecords[transfers_2024_06_01.ExpectedPayout]:
        """All pages: List the payouts that are coming, with date and amount."""

    def list(self, **params: Unpack[parameters.PayoutsList]) -> Page[transfers_2024_06_01.Payout]:
        """List payouts to your bank with their state."""

    def iterate(self, **params: Unpack[parameters.PayoutsList]) -> SyncRecords[transfers_2024_06_01.Payout]:
        """All pages: List payouts to your bank with their state."""

    def payment_methods(
        self, **params: Unpack[parameters.PayoutsPaymentMethods]
    ) -> Page[transfers_2024_06_01.PaymentMethodDetails]:
        """List bank accounts and cards that are on file for payouts and charges."""

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

class SyncReplenishment(SyncEntity):
    """Subscribe & Save: revenue, subscribers, offers."""

    def metrics(
        self, **params: Unpack[parameters.ReplenishmentMetrics]
    ) -> Page[replenishment_2022_11_07.GetSellingPartnerMetricsResponseMetric]:
        """Read Subscribe & Save figures of the whole account."""

    def offer_metrics(
        self, **params: Unpack[parameters.ReplenishmentOfferMetrics]
    ) -> Page[replenishment_2022_11_07.ListOfferMetricsResponseOffer]:
        """Read Subscribe & Save figures by product."""

    def iterate_offer_metrics(
        self, **params: Unpack[parameters.ReplenishmentOfferMetrics]
    ) -> SyncRecords[replenishment_2022_11_07.ListOfferMetricsResponseOffer]:
        """All pages: Read Subscribe & Save figures by product."""

    def offers(
        self, **params: Unpack[parameters.ReplenishmentOffers]
    ) -> Page[replenishment_2022_11_07.ListOffersResponseOffer]:
        """List products that are or can be in Subscribe & Save, with their discounts."""

    def iterate_offers(
        self, **params: Unpack[parameters.ReplenishmentOffers]
    ) -> SyncRecords[replenishment_2022_11_07.ListOffersResponseOffer]:
        """All pages: List products that are or can be in Subscribe & Save, with their discounts."""

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

class SyncServices(SyncEntity):
    """Jobs of home services, such as assembly: appointments, technicians, capacity."""

    def add_appointment(
        self, **params: Unpack[parameters.ServicesAddAppointment]
    ) -> Page[services_v1.SetAppointmentResponse]:
        """Make an appointment for a service job; the buyer is notified."""

    def assign_appointment_resources(
        self, **params: Unpack[parameters.ServicesAssignAppointmentResources]
    ) -> Page[services_v1.AssignAppointmentResourcesResponse]:
        """Assign technicians to an appointment."""

    def cancel(self, **params: Unpack[parameters.ServicesCancel]) -> Page[dict[str, Any]]:
        """Cancel a service job; the buyer is notified."""

    def cancel_reservation(
        self, **params: Unpack[parameters.ServicesCancelReservation]
    ) -> Page[dict[str, Any]]:
        """Give blocked time of a technician or team back."""

    def capacity(self, **params: Unpack[parameters.ServicesCapacity]) -> Page[services_v1.RangeCapacity]:
        """Read the capacity of a technician or team, as ranges of time."""

    def iterate_capacity(
        self, **params: Unpack[parameters.ServicesCapacity]
    ) -> SyncRecords[services_v1.RangeCapacity]:
        """All pages: Read the capacity of a technician or team, as ranges of time."""

    def complete(self, **params: Unpack[parameters.ServicesComplete]) -> Page[dict[str, Any]]:
        """Say that a service job is done."""

    def create_reservation(
        self, **params: Unpack[parameters.ServicesCreateReservation]
    ) -> Page[services_v1.CreateReservationRecord]:
        """Block time of a technician or team."""

    def create_upload(
        self, **params: Unpack[parameters.ServicesCreateUpload]
    ) -> Page[services_v1.ServiceDocumentUploadDestination]:
        """Make an address to which a program uploads a paper of a job."""

    def fixed_capacity(
        self, **params: Unpack[parameters.ServicesFixedCapacity]
    ) -> Page[services_v1.FixedSlot]:
        """Read the capacity of a technician or team, in slots of one length."""

    def iterate_fixed_capacity(
        self, **params: Unpack[parameters.ServicesFixedCapacity]
    ) -> SyncRecords[services_v1.FixedSlot]:
        """All pages: Read the capacity of a technician or team, in slots of one length."""

    def get(self, **params: Unpack[parameters.ServicesGet]) -> Page[services_v1.ServiceJob]:
        """Read one service job with its appointments."""

    def job_slots(
        self, **params: Unpack[parameters.ServicesJobSlots]
    ) -> Page[services_v1.AppointmentSlotReport]:
        """List the free slots for a service job."""

    def list(self, **params: Unpack[parameters.ServicesList]) -> Page[services_v1.ServiceJob]:
        """Find service jobs by state, order, time or place."""

    def iterate(self, **params: Unpack[parameters.ServicesList]) -> SyncRecords[services_v1.ServiceJob]:
        """All pages: Find service jobs by state, order, time or place."""

    def reschedule_appointment(
        self, **params: Unpack[parameters.ServicesRescheduleAppointment]
    ) -> Page[services_v1.SetAppointmentResponse]:
        """Move an appointment; the buyer is notified."""

    def set_appointment_data(
        self, **params: Unpack[parameters.ServicesSetAppointmentData]
    ) -> Page[dict[str, Any]]:
        """Report when an appointment took place, by whom, with papers."""

    def slots(self, **params: Unpack[parameters.ServicesSlots]) -> Page[services_v1.AppointmentSlotReport]:
        """List the free slots for a service by its ASIN and store."""

    def update_reservation(
        self, **params: Unpack[parameters.ServicesUpdateReservation]
    ) -> Page[services_v1.UpdateReservationRecord]:
        """Change blocked time of a technician or team."""

    def update_schedule(
        self, **params: Unpack[parameters.ServicesUpdateSchedule]
    ) -> Page[services_v1.UpdateScheduleRecord]:
        """Set when a technician or team works."""

class SyncShipmentInvoices(SyncEntity):
    """Invoices that you hand to Amazon before it ships (Brazil)."""

    def fba_shipment(
        self, **params: Unpack[parameters.ShipmentInvoicesFbaShipment]
    ) -> Page[shipment_invoicing_v0.ShipmentDetail]:
        """Read what an invoice for an FBA shipment in Brazil must say."""

    def fba_status(
        self, **params: Unpack[parameters.ShipmentInvoicesFbaStatus]
    ) -> Page[shipment_invoicing_v0.ShipmentInvoiceStatusResponse]:
        """Read whether Amazon accepted the invoice of an FBA shipment in Brazil."""

    def fba_submit(self, **params: Unpack[parameters.ShipmentInvoicesFbaSubmit]) -> Page[dict[str, Any]]:
        """Hand in the invoice of an FBA shipment in Brazil."""

    def status(
        self, **params: Unpack[parameters.ShipmentInvoicesStatus]
    ) -> Page[delivery_invoices_2022_07_01.GetInvoiceStatusResponse]:
        """Read whether Amazon accepted the invoice of an order or shipment."""

    def submit(self, **params: Unpack[parameters.ShipmentInvoicesSubmit]) -> Page[dict[str, Any]]:
        """Hand in the invoice of an order or shipment that Amazon delivers."""

class SyncShippingLabels(SyncEntity):
    """Labels for own-shipped Amazon orders (Buy Shipping, Merchant Fulfillment)."""

    def additional_inputs(
        self, **params: Unpack[parameters.ShippingLabelsAdditionalInputs]
    ) -> Page[merchant_fulfillment_v0.GetAdditionalSellerInputsResult]:
        """Ask which extra data a carrier wants, such as customs data."""

    def cancel(
        self, **params: Unpack[parameters.ShippingLabelsCancel]
    ) -> Page[merchant_fulfillment_v0.Shipment]:
        """Cancel a bought label and ask for the money back."""

    def create(
        self, **params: Unpack[parameters.ShippingLabelsCreate]
    ) -> Page[merchant_fulfillment_v0.Shipment]:
        """Buy a label for an own-shipped Amazon order; the order counts as shipped."""

    def get(self, **params: Unpack[parameters.ShippingLabelsGet]) -> Page[merchant_fulfillment_v0.Shipment]:
        """Read a bought shipment again, with its label."""

    def rates(
        self, **params: Unpack[parameters.ShippingLabelsRates]
    ) -> Page[merchant_fulfillment_v0.GetEligibleShipmentServicesResult]:
        """List carriers, speeds and prices for shipping an own-shipped Amazon order."""

class SyncSolicitations(SyncEntity):
    """Requests to the buyer of an order for a review."""

    def actions(self, **params: Unpack[parameters.SolicitationsActions]) -> Page[solicitations_v1.LinkObject]:
        """List what the buyer of an order can be asked for now, such as a review."""

    def request_review(self, **params: Unpack[parameters.SolicitationsRequestReview]) -> Page[dict[str, Any]]:
        """Ask the buyer of an order for a product review and seller feedback, once."""

class SyncSupplySources(SyncEntity):
    """Your stores and warehouses: opening times, handling, pick-up."""

    def archive(self, **params: Unpack[parameters.SupplySourcesArchive]) -> Page[dict[str, Any]]:
        """Close a store for good."""

    def create(
        self, **params: Unpack[parameters.SupplySourcesCreate]
    ) -> Page[supply_sources_2020_07_01.CreateSupplySourceResponse]:
        """Add a store or warehouse."""

    def get(
        self, **params: Unpack[parameters.SupplySourcesGet]
    ) -> Page[supply_sources_2020_07_01.SupplySource]:
        """Read one store: address, opening times, what it can do."""

    def list(
        self, **params: Unpack[parameters.SupplySourcesList]
    ) -> Page[supply_sources_2020_07_01.SupplySourceList]:
        """List your stores and warehouses."""

    def iterate(
        self, **params: Unpack[parameters.SupplySourcesList]
    ) -> SyncRecords[supply_sources_2020_07_01.SupplySourceList]:
        """All pages: List your stores and warehouses."""

    def set_status(self, **params: Unpack[parameters.SupplySourcesSetStatus]) -> Page[dict[str, Any]]:
        """Switch a store on or off."""

    def update(self, **params: Unpack[parameters.SupplySourcesUpdate]) -> Page[dict[str, Any]]:
        """Change opening times, handling and abilities of a store."""

class SyncTokens(SyncEntity):
    """Restricted data tokens; calls that need one get it by themselves."""

    def create(
        self, **params: Unpack[parameters.TokensCreate]
    ) -> Page[tokens_2021_03_01.CreateRestrictedDataTokenResponse]:
        """Make a token for personal data; for programs, since calls here get their own."""

class SyncTracking(SyncEntity):
    """Freight on its way to or from Amazon's warehouses."""

    def get(self, **params: Unpack[parameters.TrackingGet]) -> Page[tracking_2026_01_30.TrackingDetail]:
        """Track freight to or from Amazon's warehouses by one of its numbers."""

class SyncTransactions(SyncEntity):
    """Money movements: sales, refunds, fees."""

    def context_store_search(
        self, **params: Unpack[parameters.TransactionsContextStoreSearch]
    ) -> Page[dict[str, Any]]:
        """Search the replicated transactions by a filter, sorted, page by page."""

    def iterate_context_store_search(
        self, **params: Unpack[parameters.TransactionsContextStoreSearch]
    ) -> SyncRecords[dict[str, Any]]:
        """All pages: Search the replicated transactions by a filter, sorted, page by page."""

    def context_store_sql_query(
        self, **params: Unpack[parameters.TransactionsContextStoreSqlQuery]
    ) -> Page[dict[str, Any]]:
        """Answer a question on the replicated transactions with one SELECT over the context store."""

    def list(self, **params: Unpack[parameters.TransactionsList]) -> Page[finances_2024_06_19.Transaction]:
        """List money movements (sales, refunds, fees) by posting date, order or payout."""

    def iterate(
        self, **params: Unpack[parameters.TransactionsList]
    ) -> SyncRecords[finances_2024_06_19.Transaction]:
        """All pages: List money movements (sales, refunds, fees) by posting date, order or payout."""

class SyncUploads(SyncEntity):
    """Places to upload files to, for A+ content, messages and others."""

    def create(
        self, **params: Unpack[parameters.UploadsCreate]
    ) -> Page[uploads_2020_11_01.UploadDestination]:
        """Make an address to which a program uploads one file."""

    def send(self, **params: Unpack[parameters.UploadsSend]) -> Page[dict[str, Any]]:
        """Upload one file, and get the id by which A+ content and messages name it."""

class SyncVehicles(SyncEntity):
    """Amazon's list of vehicles, for sellers of parts."""

    def list(self, **params: Unpack[parameters.VehiclesList]) -> Page[vehicles_2024_11_01.Vehicle]:
        """List the cars or motorbikes that Amazon knows, new and changed ones by date."""

    def iterate(self, **params: Unpack[parameters.VehiclesList]) -> SyncRecords[vehicles_2024_11_01.Vehicle]:
        """All pages: List the cars or motorbikes that Amazon knows, new and changed ones by date."""

class SyncVendorInvoices(SyncEntity):
    """A vendor's invoices to Amazon."""

    def submit(
        self, **params: Unpack[parameters.VendorInvoicesSubmit]
    ) -> Page[vendor_invoices_v1.TransactionId]:
        """Send invoices or credit notes to Amazon."""

class SyncVendorOrders(SyncEntity):
    """Purchase orders of Amazon to a vendor: read, acknowledge, received quantities."""

    def acknowledge(
        self, **params: Unpack[parameters.VendorOrdersAcknowledge]
    ) -> Page[vendor_orders_v1.TransactionId]:
        """Accept, reject or backorder the items of purchase orders."""

    def get(self, **params: Unpack[parameters.VendorOrdersGet]) -> Page[vendor_orders_v1.Order]:
        """Read one purchase order of Amazon."""

    def list(self, **params: Unpack[parameters.VendorOrdersList]) -> Page[vendor_orders_v1.Order]:
        """List purchase orders of Amazon by time, within seven days."""

    def iterate(self, **params: Unpack[parameters.VendorOrdersList]) -> SyncRecords[vendor_orders_v1.Order]:
        """All pages: List purchase orders of Amazon by time, within seven days."""

    def status(self, **params: Unpack[parameters.VendorOrdersStatus]) -> Page[vendor_orders_v1.OrderStatus]:
        """List what is confirmed and received of purchase orders."""

    def iterate_status(
        self, **params: Unpack[parameters.VendorOrdersStatus]
    ) -> SyncRecords[vendor_orders_v1.OrderStatus]:
        """All pages: List what is confirmed and received of purchase orders."""

class SyncVendorShipments(SyncEntity):
    """A vendor's shipments to Amazon: routing, advance notices, parcel labels."""

    def confirm(
        self, **params: Unpack[parameters.VendorShipmentsConfirm]
    ) -> Page[vendor_shipments_v1.TransactionReference]:
        """Send advance notices (ASN): what is on its way, how it is packed."""

    def labels(
        self, **params: Unpack[parameters.VendorShipmentsLabels]
    ) -> Page[vendor_shipments_v1.TransportLabel]:
        """Get parcel labels of shipments."""

    def iterate_labels(
        self, **params: Unpack[parameters.VendorShipmentsLabels]
    ) -> SyncRecords[vendor_shipments_v1.TransportLabel]:
        """All pages: Get parcel labels of shipments."""

    def list(self, **params: Unpack[parameters.VendorShipmentsList]) -> Page[vendor_shipments_v1.Shipment]:
        """List shipments with their pick-up, carrier and state."""

    def iterate(
        self, **params: Unpack[parameters.VendorShipmentsList]
    ) -> SyncRecords[vendor_shipments_v1.Shipment]:
        """All pages: List shipments with their pick-up, carrier and state."""

    def submit(
        self, **params: Unpack[parameters.VendorShipmentsSubmit]
    ) -> Page[vendor_shipments_v1.TransactionReference]:
        """Ask Amazon to pick shipments up (collect), with their size and weight."""

class SyncVendorTransactions(SyncEntity):
    """Outcomes of a vendor's submissions."""

    def get(
        self, **params: Unpack[parameters.VendorTransactionsGet]
    ) -> Page[vendor_transactions_v1.Transaction]:
        """Read whether an acknowledgement, notice or invoice was processed, and its errors."""

class SyncWallet(SyncEntity):
    """The Seller Wallet: an account with Amazon, its balances, transfers and schedules."""

    def balances(self, **params: Unpack[parameters.WalletBalances]) -> Page[seller_wallet_2024_03_01.Balance]:
        """Read the balances of a wallet account."""

    def create_schedule(
        self, **params: Unpack[parameters.WalletCreateSchedule]
    ) -> Page[seller_wallet_2024_03_01.TransferSchedule]:
        """Set up a standing transfer; needs digital signatures, so for programs."""

    def create_transaction(
        self, **params: Unpack[parameters.WalletCreateTransaction]
    ) -> Page[seller_wallet_2024_03_01.CreateTransactionResponse]:
        """Transfer money from the wallet; needs digital signatures, so for programs."""

    def delete_schedule(
        self, **params: Unpack[parameters.WalletDeleteSchedule]
    ) -> Page[seller_wallet_2024_03_01.DeleteTransferSchedule]:
        """Delete a standing transfer."""

    def get(self, **params: Unpack[parameters.WalletGet]) -> Page[seller_wallet_2024_03_01.BankAccount]:
        """Read one account of the Seller Wallet."""

    def list(self, **params: Unpack[parameters.WalletList]) -> Page[seller_wallet_2024_03_01.BankAccount]:
        """List the accounts of the Seller Wallet."""

    def schedule(
        self, **params: Unpack[parameters.WalletSchedule]
    ) -> Page[seller_wallet_2024_03_01.TransferSchedule]:
        """Read one standing transfer."""

    def schedules(
        self, **params: Unpack[parameters.WalletSchedules]
    ) -> Page[seller_wallet_2024_03_01.TransferSchedule]:
        """List the standing transfers of a wallet account."""

    def iterate_schedules(
        self, **params: Unpack[parameters.WalletSchedules]
    ) -> SyncRecords[seller_wallet_2024_03_01.TransferSchedule]:
        """All pages: List the standing transfers of a wallet account."""

    def transaction(
        self, **params: Unpack[parameters.WalletTransaction]
    ) -> Page[seller_wallet_2024_03_01.Transaction]:
        """Read one transfer of the wallet."""

    def transactions(
        self, **params: Unpack[parameters.WalletTransactions]
    ) -> Page[seller_wallet_2024_03_01.Transaction]:
        """List transfers into and out of a wallet account."""

    def iterate_transactions(
        self, **params: Unpack[parameters.WalletTransactions]
    ) -> SyncRecords[seller_wallet_2024_03_01.Transaction]:
        """All pages: List transfers into and out of a wallet account."""

    def transfer_preview(
        self, **params: Unpack[parameters.WalletTransferPreview]
    ) -> Page[seller_wallet_2024_03_01.TransferRatePreview]:
        """Ask what a transfer from the wallet would cost, exchange rate included."""

    def update_schedule(
        self, **params: Unpack[parameters.WalletUpdateSchedule]
    ) -> Page[seller_wallet_2024_03_01.TransferSchedule]:
        """Change a standing transfer; needs digital signatures, so for programs."""

class SyncAmazonSellerPartner(SyncConnector):
    """The connector without `await`."""

    amazon_invoices: SyncAmazonInvoices
    amazon_shipping: SyncAmazonShipping
    aplus_content: SyncAplusContent
    applications: SyncApplications
    awd_inbound: SyncAwdInbound
    awd_inventory: SyncAwdInventory
    awd_outbound: SyncAwdOutbound
    awd_replenishment: SyncAwdReplenishment
    balances: SyncBalances
    carrier_accounts: SyncCarrierAccounts
    catalog_items: SyncCatalogItems
    collection_forms: SyncCollectionForms
    context_store: SyncContextStore
    customer_feedback: SyncCustomerFeedback
    data_kiosk: SyncDataKiosk
    direct_fulfillment: SyncDirectFulfillment
    easy_ship: SyncEasyShip
    external_fulfillment: SyncExternalFulfillment
    feeds: SyncFeeds
    fees: SyncFees
    financial_event_groups: SyncFinancialEventGroups
    financial_events: SyncFinancialEvents
    inbound_items: SyncInboundItems
    inbound_plans: SyncInboundPlans
    inbound_shipments: SyncInboundShipments
    inbound_transport: SyncInboundTransport
    inventory: SyncInventory
    invoices: SyncInvoices
    listings_items: SyncListingsItems
    marketplaces: SyncMarketplaces
    messaging: SyncMessaging
    multi_channel_features: SyncMultiChannelFeatures
    multi_channel_orders: SyncMultiChannelOrders
    notification_destinations: SyncNotificationDestinations
    notification_subscriptions: SyncNotificationSubscriptions
    order_items: SyncOrderItems
    order_items_v0: SyncOrderItemsV0
    orders: SyncOrders
    orders_v0: SyncOrdersV0
    payouts: SyncPayouts
    pricing: SyncPricing
    product_types: SyncProductTypes
    replenishment: SyncReplenishment
    report_schedules: SyncReportSchedules
    reports: SyncReports
    restrictions: SyncRestrictions
    sales: SyncSales
    services: SyncServices
    shipment_invoices: SyncShipmentInvoices
    shipping_labels: SyncShippingLabels
    solicitations: SyncSolicitations
    supply_sources: SyncSupplySources
    tokens: SyncTokens
    tracking: SyncTracking
    transactions: SyncTransactions
    uploads: SyncUploads
    vehicles: SyncVehicles
    vendor_invoices: SyncVendorInvoices
    vendor_orders: SyncVendorOrders
    vendor_shipments: SyncVendorShipments
    vendor_transactions: SyncVendorTransactions
    wallet: SyncWallet
    list_financial_event_groups: SyncFinancialEventGroups
    list_financial_events: SyncFinancialEvents

class AmazonSellerPartnerEntities(Connector):
    """A connector with Amazon's entities as attributes."""

    entity_classes: ClassVar[Mapping[str, type[Entity]]]
    amazon_invoices: AmazonInvoices
    amazon_shipping: AmazonShipping
    aplus_content: AplusContent
    applications: Applications
    awd_inbound: AwdInbound
    awd_inventory: AwdInventory
    awd_outbound: AwdOutbound
    awd_replenishment: AwdReplenishment
    balances: Balances
    carrier_accounts: CarrierAccounts
    catalog_items: CatalogItems
    collection_forms: CollectionForms
    context_store: ContextStore
    customer_feedback: CustomerFeedback
    data_kiosk: DataKiosk
    direct_fulfillment: DirectFulfillment
    easy_ship: EasyShip
    external_fulfillment: ExternalFulfillment
    feeds: Feeds
    fees: Fees
    financial_event_groups: FinancialEventGroups
    financial_events: FinancialEvents
    inbound_items: InboundItems
    inbound_plans: InboundPlans
    inbound_shipments: InboundShipments
    inbound_transport: InboundTransport
    inventory: Inventory
    invoices: Invoices
    listings_items: ListingsItems
    marketplaces: Marketplaces
    messaging: Messaging
    multi_channel_features: MultiChannelFeatures
    multi_channel_orders: MultiChannelOrders
    notification_destinations: NotificationDestinations
    notification_subscriptions: NotificationSubscriptions
    order_items: OrderItems
    order_items_v0: OrderItemsV0
    orders: Orders
    orders_v0: OrdersV0
    payouts: Payouts
    pricing: Pricing
    product_types: ProductTypes
    replenishment: Replenishment
    report_schedules: ReportSchedules
    reports: Reports
    restrictions: Restrictions
    sales: Sales
    services: Services
    shipment_invoices: ShipmentInvoices
    shipping_labels: ShippingLabels
    solicitations: Solicitations
    supply_sources: SupplySources
    tokens: Tokens
    tracking: Tracking
    transactions: Transactions
    uploads: Uploads
    vehicles: Vehicles
    vendor_invoices: VendorInvoices
    vendor_orders: VendorOrders
    vendor_shipments: VendorShipments
    vendor_transactions: VendorTransactions
    wallet: Wallet
    list_financial_event_groups: FinancialEventGroups
    list_financial_events: FinancialEvents

    @property
    def sync(self) -> SyncAmazonSellerPartner:
        """The same connector without `await`, for scripts and notebooks."""

    async def check(self) -> Page: ...
