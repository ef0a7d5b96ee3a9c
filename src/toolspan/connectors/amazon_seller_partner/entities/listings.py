"""The seller's own listings: read, written, described and restricted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.entity import Entity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import listings_items_2021_08_01
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
