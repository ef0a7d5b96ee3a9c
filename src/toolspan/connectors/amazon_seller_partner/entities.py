"""The typed face of the connector: one class per entity, one method per action.

`tests/typed` holds it against the index: every operation has its method here and no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.connector import Connector
from toolspan.entity import Entity, EntityAttribute

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import (
        catalog_items_2022_04_01,
        finances_2024_06_19,
        finances_v0,
        listings_items_2021_08_01,
        orders_2026_01_01,
        orders_v0,
        sellers_v1,
    )
    from toolspan.connectors.amazon_seller_partner.records import fba_inventory_v1 as fba_inventory
    from toolspan.connectors.amazon_seller_partner.records import parameters as p
    from toolspan.connectors.amazon_seller_partner.records import reports_2021_06_30 as reports
    from toolspan.connectors.amazon_seller_partner.records.sync import SyncAmazonSellerPartner
    from toolspan.page import Page


class Orders(Entity):
    """Orders of the 2026-01-01 API, items included."""

    async def list(self, **params: Unpack[p.OrdersList]) -> Page[orders_2026_01_01.Order]:
        """Return orders by creation or last-update time (searchOrders)."""
        return await self._call("list", params)

    async def get(self, **params: Unpack[p.OrdersGet]) -> Page[orders_2026_01_01.Order]:
        """Return one order with its items (getOrder)."""
        return await self._call("get", params)

    def iterate(self, **params: Unpack[p.OrdersList]) -> AsyncIterator[orders_2026_01_01.Order]:
        """Yield the orders of all pages (searchOrders)."""
        return self._iterate("list", params)


class OrderItems(Entity):
    """Items of an order of the 2026-01-01 API."""

    async def list(self, **params: Unpack[p.OrderItemsList]) -> Page[orders_2026_01_01.OrderItem]:
        """Return all items of one order (getOrder)."""
        return await self._call("list", params)


class OrdersV0(Entity):
    """Orders of the old API, which Amazon removes on 2027-03-27."""

    async def list(self, **params: Unpack[p.OrdersV0List]) -> Page[orders_v0.Order]:
        """Return orders by time, buyer, payment or seller order id (getOrders)."""
        return await self._call("list", params)

    async def get(self, **params: Unpack[p.OrdersV0Get]) -> Page[orders_v0.Order]:
        """Return one order without its items (getOrder)."""
        return await self._call("get", params)

    def iterate(self, **params: Unpack[p.OrdersV0List]) -> AsyncIterator[orders_v0.Order]:
        """Yield the orders of all pages (getOrders)."""
        return self._iterate("list", params)


class OrderItemsV0(Entity):
    """Items of an order of the old API, which Amazon removes on 2027-03-27."""

    async def list(self, **params: Unpack[p.OrderItemsV0List]) -> Page[orders_v0.OrderItem]:
        """Return items of one order (getOrderItems)."""
        return await self._call("list", params)

    def iterate(self, **params: Unpack[p.OrderItemsV0List]) -> AsyncIterator[orders_v0.OrderItem]:
        """Yield the items of all pages (getOrderItems)."""
        return self._iterate("list", params)


class Transactions(Entity):
    """Money movements: sales, refunds, fees."""

    async def list(self, **params: Unpack[p.TransactionsList]) -> Page[finances_2024_06_19.Transaction]:
        """Return transactions by posting date, order or payout (listTransactions)."""
        return await self._call("list", params)

    def iterate(self, **params: Unpack[p.TransactionsList]) -> AsyncIterator[finances_2024_06_19.Transaction]:
        """Yield the transactions of all pages (listTransactions)."""
        return self._iterate("list", params)


class FinancialEventGroups(Entity):
    """Payout periods."""

    async def list(
        self, **params: Unpack[p.FinancialEventGroupsList]
    ) -> Page[finances_v0.FinancialEventGroup]:
        """Return payout periods with balances and transfer state (listFinancialEventGroups)."""
        return await self._call("list", params)

    def iterate(
        self, **params: Unpack[p.FinancialEventGroupsList]
    ) -> AsyncIterator[finances_v0.FinancialEventGroup]:
        """Yield the payout periods of all pages (listFinancialEventGroups)."""
        return self._iterate("list", params)


class FinancialEvents(Entity):
    """Events of the old finances API, which Amazon removes on 2027-08-27."""

    async def list(self, **params: Unpack[p.FinancialEventsList]) -> Page[dict[str, Any]]:
        """Return events of all kinds as rows that name their list in `eventList` (listFinancialEvents)."""
        return await self._call("list", params)

    def iterate(self, **params: Unpack[p.FinancialEventsList]) -> AsyncIterator[dict[str, Any]]:
        """Yield the events of all pages (listFinancialEvents)."""
        return self._iterate("list", params)


class CatalogItems(Entity):
    """Products of Amazon's catalogue."""

    async def list(self, **params: Unpack[p.CatalogItemsList]) -> Page[catalog_items_2022_04_01.Item]:
        """Return catalogue items by keywords or identifiers (searchCatalogItems)."""
        return await self._call("list", params)

    async def get(self, **params: Unpack[p.CatalogItemsGet]) -> Page[catalog_items_2022_04_01.Item]:
        """Return one catalogue item by ASIN (getCatalogItem)."""
        return await self._call("get", params)

    def iterate(self, **params: Unpack[p.CatalogItemsList]) -> AsyncIterator[catalog_items_2022_04_01.Item]:
        """Yield the catalogue items of all pages (searchCatalogItems)."""
        return self._iterate("list", params)


class ListingsItems(Entity):
    """The seller's own listings."""

    async def list(self, **params: Unpack[p.ListingsItemsList]) -> Page[listings_items_2021_08_01.Item]:
        """Return listings by identifier, status, issue or date (searchListingsItems)."""
        return await self._call("list", params)

    async def get(self, **params: Unpack[p.ListingsItemsGet]) -> Page[listings_items_2021_08_01.Item]:
        """Return one listing by SKU (getListingsItem)."""
        return await self._call("get", params)

    def iterate(self, **params: Unpack[p.ListingsItemsList]) -> AsyncIterator[listings_items_2021_08_01.Item]:
        """Yield the listings of all pages (searchListingsItems)."""
        return self._iterate("list", params)


class Inventory(Entity):
    """Stock in Amazon's warehouses."""

    async def list(self, **params: Unpack[p.InventoryList]) -> Page[fba_inventory.InventorySummary]:
        """Return stock by SKU (getInventorySummaries)."""
        return await self._call("list", params)

    def iterate(self, **params: Unpack[p.InventoryList]) -> AsyncIterator[fba_inventory.InventorySummary]:
        """Yield the stock of all pages (getInventorySummaries)."""
        return self._iterate("list", params)


class Marketplaces(Entity):
    """Where the account sells."""

    async def list(self, **params: Unpack[p.MarketplacesList]) -> Page[sellers_v1.MarketplaceParticipation]:
        """Return the account's marketplaces with their ids (getMarketplaceParticipations)."""
        return await self._call("list", params)


class Reports(Entity):
    """Amazon's bulk files, from the request to the rows."""

    async def list(self, **params: Unpack[p.ReportsList]) -> Page[reports.Report]:
        """Return reports of the last 90 days by type and state (getReports)."""
        return await self._call("list", params)

    async def get(self, **params: Unpack[p.ReportsGet]) -> Page[reports.Report]:
        """Return the state of one report and, when done, its document id (getReport)."""
        return await self._call("get", params)

    async def create(self, **params: Unpack[p.ReportsCreate]) -> Page[reports.CreateReportResponse]:
        """Return the id of a report that Amazon now makes (createReport)."""
        return await self._call("create", params)

    async def cancel(self, **params: Unpack[p.ReportsCancel]) -> Page[dict[str, Any]]:
        """Return an empty page once a queued report is cancelled (cancelReport)."""
        return await self._call("cancel", params)

    async def document(self, **params: Unpack[p.ReportsDocument]) -> Page[reports.ReportDocument]:
        """Return the short-lived download address of a finished report (getReportDocument)."""
        return await self._call("document", params)

    async def run(self, **params: Unpack[p.ReportsRun]) -> Page[dict[str, Any]]:
        """Return the rows of a report: made, waited for and downloaded (createReport and its followers)."""
        return await self._call("run", params)

    def iterate(self, **params: Unpack[p.ReportsList]) -> AsyncIterator[reports.Report]:
        """Yield the reports of all pages (getReports)."""
        return self._iterate("list", params)

    def iterate_run(self, **params: Unpack[p.ReportsRun]) -> AsyncIterator[dict[str, Any]]:
        """Yield the rows of a report, however long Amazon makes it (createReport and its followers)."""
        return self._iterate("run", params)


class AmazonSellerPartnerEntities(Connector):
    """A connector with Amazon's entities as attributes."""

    orders = EntityAttribute(Orders)
    order_items = EntityAttribute(OrderItems)
    orders_v0 = EntityAttribute(OrdersV0)
    order_items_v0 = EntityAttribute(OrderItemsV0)
    transactions = EntityAttribute(Transactions)
    financial_event_groups = EntityAttribute(FinancialEventGroups)
    financial_events = EntityAttribute(FinancialEvents)
    catalog_items = EntityAttribute(CatalogItems)
    listings_items = EntityAttribute(ListingsItems)
    inventory = EntityAttribute(Inventory)
    marketplaces = EntityAttribute(Marketplaces)
    reports = EntityAttribute(Reports)
    list_financial_event_groups = EntityAttribute(FinancialEventGroups)
    list_financial_events = EntityAttribute(FinancialEvents)

    if TYPE_CHECKING:

        @property
        def sync(self) -> SyncAmazonSellerPartner:
            """The same connector without `await`, for scripts and notebooks."""
            ...
