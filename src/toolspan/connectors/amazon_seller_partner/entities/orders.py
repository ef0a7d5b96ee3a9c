"""Orders and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.entity import Entity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import (
        orders_2026_01_01,
        orders_v0,
    )
    from toolspan.connectors.amazon_seller_partner.records import parameters as p
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
