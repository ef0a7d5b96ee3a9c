"""Catalogue, stock and where the account sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.entity import Entity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import (
        catalog_items_2022_04_01,
        sellers_v1,
    )
    from toolspan.connectors.amazon_seller_partner.records import fba_inventory_v1 as fba_inventory
    from toolspan.connectors.amazon_seller_partner.records import parameters as p
    from toolspan.page import Page


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
