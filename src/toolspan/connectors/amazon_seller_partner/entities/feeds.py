"""Feeds: many changes in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.entity import Entity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import feeds_2021_06_30
    from toolspan.connectors.amazon_seller_partner.records import parameters as p
    from toolspan.page import Page


class Feeds(Entity):
    """Many changes in one file, from the file to what became of each."""

    async def list(self, **params: Unpack[p.FeedsList]) -> Page[feeds_2021_06_30.Feed]:
        """Return feeds of the last 90 days by type and state (getFeeds)."""
        return await self._call("list", params)

    async def get(self, **params: Unpack[p.FeedsGet]) -> Page[feeds_2021_06_30.Feed]:
        """Return the state of one feed and, when done, its report's document id (getFeed)."""
        return await self._call("get", params)

    async def create_document(
        self, **params: Unpack[p.FeedsCreateDocument]
    ) -> Page[feeds_2021_06_30.CreateFeedDocumentResponse]:
        """Return a document id and the address to upload its content to (createFeedDocument)."""
        return await self._call("create_document", params)

    async def create(self, **params: Unpack[p.FeedsCreate]) -> Page[feeds_2021_06_30.CreateFeedResponse]:
        """Return the id of a feed that Amazon now carries out (createFeed)."""
        return await self._call("create", params)

    async def cancel(self, **params: Unpack[p.FeedsCancel]) -> Page[dict[str, Any]]:
        """Return an empty page once a queued feed is cancelled (cancelFeed)."""
        return await self._call("cancel", params)

    async def document(self, **params: Unpack[p.FeedsDocument]) -> Page[feeds_2021_06_30.FeedDocument]:
        """Return the short-lived download address of a processing report (getFeedDocument)."""
        return await self._call("document", params)

    async def submit(self, **params: Unpack[p.FeedsSubmit]) -> Page[dict[str, Any]]:
        """Return what became of each message: uploaded, carried out and waited for (createFeed and its neighbours)."""
        return await self._call("submit", params)

    async def result(self, **params: Unpack[p.FeedsResult]) -> Page[dict[str, Any]]:
        """Return what became of each message of a feed that Amazon has (getFeed and its report)."""
        return await self._call("result", params)

    def iterate(self, **params: Unpack[p.FeedsList]) -> AsyncIterator[feeds_2021_06_30.Feed]:
        """Yield the feeds of all pages (getFeeds)."""
        return self._iterate("list", params)

    def iterate_result(self, **params: Unpack[p.FeedsResult]) -> AsyncIterator[dict[str, Any]]:
        """Yield what became of each message of a feed that Amazon has (getFeed and its report)."""
        return self._iterate("result", params)

    def iterate_submit(self, **params: Unpack[p.FeedsSubmit]) -> AsyncIterator[dict[str, Any]]:
        """Yield what became of each message, however long Amazon takes (createFeed and its neighbours)."""
        return self._iterate("submit", params)
