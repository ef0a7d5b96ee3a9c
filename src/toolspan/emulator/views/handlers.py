"""Handlers of all supported operations, by full name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.emulator.views import (
    buyers,
    catalog,
    feeds,
    fees,
    finances_2024,
    finances_v0,
    inventory,
    listings,
    listings_restrictions,
    listings_writes,
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
    tokens,
)

if TYPE_CHECKING:
    from toolspan.emulator.handling import Handlers

__all__ = ["HANDLERS"]

HANDLERS: Handlers = {
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
