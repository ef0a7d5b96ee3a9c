"""The typed face of the connector: one class per entity, one method per action.

`tests/typed` holds it against the index: every operation has its method here and no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.connector import Connector
from toolspan.connectors.amazon_seller_partner.entities.feeds import Feeds
from toolspan.connectors.amazon_seller_partner.entities.goods import (
    CatalogItems,
    Inventory,
    Marketplaces,
)
from toolspan.connectors.amazon_seller_partner.entities.listings import (
    ListingsItems,
    ProductTypes,
    Restrictions,
)
from toolspan.connectors.amazon_seller_partner.entities.messaging import Messaging, Solicitations
from toolspan.connectors.amazon_seller_partner.entities.money import (
    FinancialEventGroups,
    FinancialEvents,
    Transactions,
)
from toolspan.connectors.amazon_seller_partner.entities.notifications import (
    NotificationDestinations,
    NotificationSubscriptions,
)
from toolspan.connectors.amazon_seller_partner.entities.orders import (
    OrderItems,
    OrderItemsV0,
    Orders,
    OrdersV0,
)
from toolspan.connectors.amazon_seller_partner.entities.pricing import Pricing
from toolspan.connectors.amazon_seller_partner.entities.reports import Reports, ReportSchedules
from toolspan.connectors.amazon_seller_partner.entities.selling import Fees, Sales
from toolspan.entity import EntityAttribute

if TYPE_CHECKING:
    from toolspan.connectors.amazon_seller_partner.records.sync import SyncAmazonSellerPartner


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
    product_types = EntityAttribute(ProductTypes)
    restrictions = EntityAttribute(Restrictions)
    feeds = EntityAttribute(Feeds)
    inventory = EntityAttribute(Inventory)
    marketplaces = EntityAttribute(Marketplaces)
    pricing = EntityAttribute(Pricing)
    fees = EntityAttribute(Fees)
    sales = EntityAttribute(Sales)
    messaging = EntityAttribute(Messaging)
    solicitations = EntityAttribute(Solicitations)
    notification_destinations = EntityAttribute(NotificationDestinations)
    notification_subscriptions = EntityAttribute(NotificationSubscriptions)
    reports = EntityAttribute(Reports)
    report_schedules = EntityAttribute(ReportSchedules)
    list_financial_event_groups = EntityAttribute(FinancialEventGroups)
    list_financial_events = EntityAttribute(FinancialEvents)

    if TYPE_CHECKING:

        @property
        def sync(self) -> SyncAmazonSellerPartner:
            """The same connector without `await`, for scripts and notebooks."""
            ...
