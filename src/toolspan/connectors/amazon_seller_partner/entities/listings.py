"""The seller's own listings: read, written, described and restricted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.entity import Entity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import (
        listings_items_2021_08_01,
        listings_restrictions_2021_08_01,
        product_types_2020_09_01,
    )
    from toolspan.connectors.amazon_seller_partner.records import parameters as p
    from toolspan.page import Page


class ListingsItems(Entity):
    """The seller's own listings."""

    async def list(self, **params: Unpack[p.ListingsItemsList]) -> Page[listings_items_2021_08_01.Item]:
        """Return listings by identifier, status, issue or date (searchListingsItems)."""
        return await self._call("list", params)

    async def get(self, **params: Unpack[p.ListingsItemsGet]) -> Page[listings_items_2021_08_01.Item]:
        """Return one listing by SKU (getListingsItem)."""
        return await self._call("get", params)

    async def put(
        self, **params: Unpack[p.ListingsItemsPut]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Return what Amazon makes of a new or fully replaced listing (putListingsItem)."""
        return await self._call("put", params)

    async def patch(
        self, **params: Unpack[p.ListingsItemsPatch]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Return what Amazon makes of changes to some attributes (patchListingsItem)."""
        return await self._call("patch", params)

    async def delete(
        self, **params: Unpack[p.ListingsItemsDelete]
    ) -> Page[listings_items_2021_08_01.ListingsItemSubmissionResponse]:
        """Return what Amazon makes of the removal of a listing (deleteListingsItem)."""
        return await self._call("delete", params)

    def iterate(self, **params: Unpack[p.ListingsItemsList]) -> AsyncIterator[listings_items_2021_08_01.Item]:
        """Yield the listings of all pages (searchListingsItems)."""
        return self._iterate("list", params)


class ProductTypes(Entity):
    """What Amazon wants to know of each kind of product."""

    async def search(
        self, **params: Unpack[p.ProductTypesSearch]
    ) -> Page[product_types_2020_09_01.ProductType]:
        """Return product types by keywords or by the name of an item (searchDefinitionsProductTypes)."""
        return await self._call("search", params)

    async def get(
        self, **params: Unpack[p.ProductTypesGet]
    ) -> Page[product_types_2020_09_01.ProductTypeDefinition]:
        """Return the definition of a product type, with its schema's address (getDefinitionsProductType)."""
        return await self._call("get", params)

    async def attributes(self, **params: Unpack[p.ProductTypesAttributes]) -> Page[dict[str, Any]]:
        """Return the attributes of a product type, read from its schema (getDefinitionsProductType and a download)."""
        return await self._call("attributes", params)

    def iterate_attributes(self, **params: Unpack[p.ProductTypesAttributes]) -> AsyncIterator[dict[str, Any]]:
        """Yield the attributes of a product type (getDefinitionsProductType and a download)."""
        return self._iterate("attributes", params)


class Restrictions(Entity):
    """What the account may not list."""

    async def list(
        self, **params: Unpack[p.RestrictionsList]
    ) -> Page[listings_restrictions_2021_08_01.Restriction]:
        """Return what keeps the seller from offering a product (getListingsRestrictions)."""
        return await self._call("list", params)
