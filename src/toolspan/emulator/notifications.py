"""Store of notification destinations and subscriptions, with Amazon's uniqueness rules."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import ApiError, invalid, not_found

if TYPE_CHECKING:
    import random

    from toolspan.emulator.accounts import App

__all__ = ["EVENT_BRIDGE_TYPES", "QUEUE_TYPES", "Notifications", "Subscription"]

QUEUE_TYPES = frozenset(
    {
        "ACCOUNT_STATUS_CHANGED", "ANY_OFFER_CHANGED", "B2B_ANY_OFFER_CHANGED", "DATA_KIOSK_QUERY_PROCESSING_FINISHED",
        "DETAIL_PAGE_TRAFFIC_EVENT", "EXTERNAL_FULFILLMENT_SHIPMENT_STATUS_CHANGE", "FBA_INVENTORY_AVAILABILITY_CHANGES",
        "FBA_OUTBOUND_SHIPMENT_STATUS", "FEED_PROCESSING_FINISHED", "FEE_PROMOTION", "FULFILLMENT_ORDER_STATUS",
        "ITEM_INVENTORY_EVENT_CHANGE", "ITEM_SALES_EVENT_CHANGE", "ORDER_CHANGE", "PRICING_HEALTH",
        "REPORT_PROCESSING_FINISHED", "TRANSACTION_UPDATE",
    }
)  # fmt: skip
EVENT_BRIDGE_TYPES = frozenset(
    {
        "BRANDED_ITEM_CONTENT_CHANGE", "ITEM_PRODUCT_TYPE_CHANGE", "LISTINGS_ITEM_ISSUES_CHANGE",
        "LISTINGS_ITEM_MFN_QUANTITY_CHANGE", "LISTINGS_ITEM_STATUS_CHANGE", "PRODUCT_TYPE_DEFINITIONS_CHANGE",
    }
)  # fmt: skip
_ARN = re.compile(r"arn:aws:sqs:\S+:\S+:\S+")
_LONGEST_NAME = 256


@dataclass(slots=True, eq=False)
class Subscription:
    """Subscription of a seller: event type, payload version and destination."""

    owner: tuple[str, str]
    kind: str
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """Payload version."""
        return str(self.body["payloadVersion"])


class Notifications:
    """Destinations and subscriptions of all applications."""

    def __init__(self, randomness: random.Random) -> None:
        self._random = randomness
        self._destinations: dict[str, dict[str, dict[str, Any]]] = {}
        self.subscriptions: dict[str, Subscription] = {}

    def destinations(self, app: App) -> list[dict[str, Any]]:
        """Return all destinations of an application."""
        return list(self._destinations.get(app.client_id, {}).values())

    def destination(self, app: App, destination_id: str) -> dict[str, Any]:
        """Return a destination of an application."""
        found = self._destinations.get(app.client_id, {}).get(destination_id)
        if found is None:
            raise not_found(f"Destination {destination_id} does not exist.")
        return found

    def add_destination(self, app: App, name: Any, specification: Any) -> dict[str, Any]:
        """Create a destination; a duplicate of the application's is a conflict."""
        if not isinstance(name, str) or not 1 <= len(name) <= _LONGEST_NAME:
            raise invalid("Missing or invalid request parameters: [name]")
        resource, label = _resource(specification)
        if any(one["resource"] == resource for one in self.destinations(app)):
            raise ApiError(
                409,
                "Conflict",
                "The requested resource conflict with a resource in the server.",
                f"A destination with {label} already exists for the application {app.application_id}",
            )
        number = self._id()
        made = {"destinationId": number, "name": name, "resource": resource}
        self._destinations.setdefault(app.client_id, {})[number] = made
        return made

    def drop_destination(self, app: App, destination_id: str) -> None:
        """Delete a destination that no subscription uses."""
        self.destination(app, destination_id)
        if any(one.body["destinationId"] == destination_id for one in self.subscriptions.values()):
            raise ApiError(
                403, "Unauthorized", "The requested action is forbidden.", "Destination has subscriptions"
            )
        del self._destinations[app.client_id][destination_id]

    def subscribe(self, app: App, owner: tuple[str, str], kind: str, body: dict[str, Any]) -> Subscription:
        """Create a subscription; a second one of the same type and version is a conflict."""
        destination = self._destinations.get(app.client_id, {}).get(str(body.get("destinationId")))
        if destination is None:
            raise invalid("Missing or invalid request parameters: [destinationId]")
        wanted = "eventBridge" if kind in EVENT_BRIDGE_TYPES else "sqs"
        if wanted not in destination["resource"]:
            raise invalid(f"{kind} cannot be delivered to this kind of destination.")
        if any(one.version == body["payloadVersion"] for one in self.of(owner, kind)):
            raise ApiError(
                409,
                "StateConflict",
                "The resource specified conflicts with the current state.",
                f"Subscription already exist for notification type {kind}",
            )
        made = Subscription(owner, kind, {"subscriptionId": self._id(), **body})
        self.subscriptions[made.body["subscriptionId"]] = made
        return made

    def of(self, owner: tuple[str, str], kind: str) -> list[Subscription]:
        """Return a seller's subscriptions to a type."""
        return [one for one in self.subscriptions.values() if (one.owner, one.kind) == (owner, kind)]

    def subscription(self, app: App, kind: str, subscription_id: str) -> Subscription:
        """Return a subscription of any seller of an application."""
        found = self.subscriptions.get(subscription_id)
        if found is None or found.kind != kind or found.owner[0] != app.client_id:
            raise not_found(f"Subscription {subscription_id} does not exist.")
        return found

    def _id(self) -> str:
        return str(uuid.UUID(bytes=self._random.randbytes(16), version=4))


def _resource(specification: Any) -> tuple[dict[str, Any], str]:
    """Return the resource in a destination's specification, and its name in errors."""
    given = specification if isinstance(specification, dict) else {}
    kinds = [kind for kind in ("sqs", "eventBridge") if isinstance(given.get(kind), dict)]
    if len(kinds) != 1:
        raise invalid("resourceSpecification must hold either sqs or eventBridge.")
    wanted = given[kinds[0]]
    if kinds == ["sqs"]:
        if not _ARN.fullmatch(str(wanted.get("arn"))):
            raise invalid("Missing or invalid request parameters: [arn]")
        return {"sqs": {"arn": wanted["arn"]}}, f"arn {wanted['arn']}"
    account, region = str(wanted.get("accountId", "")), str(wanted.get("region", ""))
    if not account.isdigit() or not region:
        raise invalid("Missing or invalid request parameters: [accountId, region]")
    name = f"aws.partner/sellingpartnerapi.amazon.com/{account}/{region}"
    return {"eventBridge": {"name": name, "accountId": account, "region": region}}, f"account {account}"
