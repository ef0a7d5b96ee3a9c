"""Handlers of all supported operations, by full name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.emulator.views import (
    aplus,
    buyers,
    catalog,
    data_kiosk,
    feeds,
    fees,
    finances_2024,
    finances_v0,
    inbound_plans,
    inventory,
    listings,
    listings_restrictions,
    listings_writes,
    merchant_fulfillment,
    multichannel,
    notifications,
    orders_2026,
    orders_v0,
    pricing_2022,
    pricing_v0,
    product_types,
    report_schedules,
    reports,
    sales,
    sellers,
    shipment_confirmation,
    shipment_invoices,
    shipping,
    tokens,
    uploads,
    vendor_orders,
)

if TYPE_CHECKING:
    from toolspan.emulator.handling import Handlers

__all__ = ["CHECKED", "HANDLERS"]

CHECKED: Handlers = {
    **aplus.HANDLERS,
    **multichannel.HANDLERS,
    **data_kiosk.HANDLERS,
    **inbound_plans.HANDLERS,
    **merchant_fulfillment.HANDLERS,
    **shipment_confirmation.HANDLERS,
    **shipment_invoices.HANDLERS,
    **shipping.HANDLERS,
    **uploads.HANDLERS,
    **vendor_orders.HANDLERS,
}
"""Handlers whose requests are checked by Amazon's schemas."""
HANDLERS: Handlers = {
    **CHECKED,
    **orders_2026.HANDLERS,
    **orders_v0.HANDLERS,
    **finances_2024.HANDLERS,
    **finances_v0.HANDLERS,
    **catalog.HANDLERS,
    **listings.HANDLERS,
    **listings_restrictions.HANDLERS,
    **listings_writes.HANDLERS,
    **inventory.HANDLERS,
    **product_types.HANDLERS,
    **reports.HANDLERS,
    **report_schedules.HANDLERS,
    **feeds.HANDLERS,
    **sellers.HANDLERS,
    **tokens.HANDLERS,
    **pricing_v0.HANDLERS,
    **pricing_2022.HANDLERS,
    **fees.HANDLERS,
    **sales.HANDLERS,
    **notifications.HANDLERS,
    **buyers.HANDLERS,
}
