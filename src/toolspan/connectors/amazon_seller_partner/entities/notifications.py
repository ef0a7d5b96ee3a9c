"""Who is told of what: destinations of events, and subscriptions to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.entity import Entity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import notifications_v1
    from toolspan.connectors.amazon_seller_partner.records import parameters as p
    from toolspan.page import Page


class NotificationDestinations(Entity):
    """Queues and event buses of the application; no seller is asked."""

    async def list(
        self, **params: Unpack[p.NotificationDestinationsList]
    ) -> Page[notifications_v1.Destination]:
        """Return all destinations of the application (getDestinations)."""
        return await self._call("list", params)

    async def get(
        self, **params: Unpack[p.NotificationDestinationsGet]
    ) -> Page[notifications_v1.Destination]:
        """Return one destination (getDestination)."""
        return await self._call("get", params)

    async def create(
        self, **params: Unpack[p.NotificationDestinationsCreate]
    ) -> Page[notifications_v1.Destination]:
        """Return the destination that a queue or an event bus now is (createDestination)."""
        return await self._call("create", params)

    async def delete(self, **params: Unpack[p.NotificationDestinationsDelete]) -> Page[dict[str, Any]]:
        """Return an empty page once the destination is deleted (deleteDestination)."""
        return await self._call("delete", params)


class NotificationSubscriptions(Entity):
    """The types of events that Amazon sends of a seller."""

    async def list(
        self, **params: Unpack[p.NotificationSubscriptionsList]
    ) -> Page[notifications_v1.Subscription]:
        """Return the seller's subscriptions to one type (getSubscriptions)."""
        return await self._call("list", params)

    async def get(
        self, **params: Unpack[p.NotificationSubscriptionsGet]
    ) -> Page[notifications_v1.Subscription]:
        """Return the seller's subscription to one type (getSubscription)."""
        return await self._call("get", params)

    async def get_by_id(
        self, **params: Unpack[p.NotificationSubscriptionsGetById]
    ) -> Page[notifications_v1.Subscription]:
        """Return a subscription of any seller of the application (getSubscriptionById)."""
        return await self._call("get_by_id", params)

    async def create(
        self, **params: Unpack[p.NotificationSubscriptionsCreate]
    ) -> Page[notifications_v1.Subscription]:
        """Return the subscription that now sends the seller's events (createSubscription)."""
        return await self._call("create", params)

    async def delete(self, **params: Unpack[p.NotificationSubscriptionsDelete]) -> Page[dict[str, Any]]:
        """Return an empty page once the subscription has ended (deleteSubscriptionById)."""
        return await self._call("delete", params)

    def iterate(
        self, **params: Unpack[p.NotificationSubscriptionsList]
    ) -> AsyncIterator[notifications_v1.Subscription]:
        """Yield the subscriptions of all pages (getSubscriptions)."""
        return self._iterate("list", params)
