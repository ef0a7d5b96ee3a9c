"""Notifications v1: destinations and subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid, missing_or_invalid, not_found
from toolspan.emulator.notifications import EVENT_BRIDGE_TYPES, QUEUE_TYPES
from toolspan.emulator.parameters import Parameters, integer, list_of, text
from toolspan.emulator.views.paging import paged

if TYPE_CHECKING:
    from toolspan.emulator.handling import Call

_TYPES = QUEUE_TYPES | EVENT_BRIDGE_TYPES
_LIST = Parameters(
    list_of("notificationTypes", tuple(_TYPES), most=1, required=True),
    text("payloadVersion"),
    integer("pageSize", 1, 100, 100),
    text("nextToken"),
)
_GET = Parameters(text("payloadVersion"))


def get_destinations(call: Call) -> dict[str, Any]:
    """All destinations of the application."""
    return {"payload": call.services.notifications.destinations(call.caller.app)}


def get_destination(call: Call) -> dict[str, Any]:
    """One destination."""
    return {"payload": call.services.notifications.destination(call.caller.app, call.path["destinationId"])}


def create_destination(call: Call) -> dict[str, Any]:
    """Create a destination."""
    body = call.json()
    made = call.services.notifications.add_destination(
        call.caller.app, body.get("name"), body.get("resourceSpecification")
    )
    return {"payload": made}


def delete_destination(call: Call) -> dict[str, Any]:
    """Delete a destination."""
    call.services.notifications.drop_destination(call.caller.app, call.path["destinationId"])
    return {}


def get_subscriptions(call: Call) -> dict[str, Any]:
    """One page of the seller's subscriptions to a type."""
    values = _LIST.read(call.query, call.now)
    found = [
        one.body
        for kind in values["notificationTypes"]
        for one in call.services.notifications.of(_owner(call), kind)
        if values["payloadVersion"] in (None, one.version)
    ]
    page = paged(call, values, "nextToken", values["pageSize"], lambda: found, free=("pageSize",))
    token = {"nextToken": page.token} if page.token else {}
    return {"payload": {"subscriptions": list(page.rows), **token}}


def get_subscription(call: Call) -> dict[str, Any]:
    """The seller's subscription to a type, by default of the newest version."""
    version = _GET.read(call.query, call.now)["payloadVersion"]
    found = call.services.notifications.of(_owner(call), _kind(call))
    matching = [one for one in found if version in (None, one.version)]
    if not matching:
        raise not_found(f"No subscription was found for notification type {_kind(call)}.")
    return {"payload": max(matching, key=lambda one: one.version).body}


def get_subscription_by_id(call: Call) -> dict[str, Any]:
    """A subscription of any seller of the application."""
    found = call.services.notifications.subscription(
        call.caller.app, _kind(call), call.path["subscriptionId"]
    )
    return {"payload": found.body}


def create_subscription(call: Call) -> dict[str, Any]:
    """Create a subscription of the seller."""
    body = call.json()
    if not isinstance(body.get("payloadVersion"), str):
        raise missing_or_invalid("payloadVersion")
    directive = body.get("processingDirective") or {}
    if {"eventFilter", "filterExpression"} <= directive.keys():
        raise invalid("A processing directive holds either an eventFilter or a filterExpression.")
    kept: dict[str, Any] = {
        name: body[name]
        for name in ("payloadVersion", "destinationId", "processingDirective")
        if name in body
    }
    made = call.services.notifications.subscribe(call.caller.app, _owner(call), _kind(call), kept)
    return {"payload": made.body}


def delete_subscription_by_id(call: Call) -> dict[str, Any]:
    """Delete a subscription of any seller of the application."""
    notifications = call.services.notifications
    found = notifications.subscription(call.caller.app, _kind(call), call.path["subscriptionId"])
    del notifications.subscriptions[found.body["subscriptionId"]]
    return {}


def _owner(call: Call) -> tuple[str, str]:
    return call.caller.app.client_id, call.seller.seller_id


def _kind(call: Call) -> str:
    kind = call.path["notificationType"]
    if kind not in _TYPES:
        raise missing_or_invalid("notificationType")
    return kind


HANDLERS = {
    "notifications.getDestinations": get_destinations,
    "notifications.getDestination": get_destination,
    "notifications.createDestination": create_destination,
    "notifications.deleteDestination": delete_destination,
    "notifications.getSubscriptions": get_subscriptions,
    "notifications.getSubscription": get_subscription,
    "notifications.getSubscriptionById": get_subscription_by_id,
    "notifications.createSubscription": create_subscription,
    "notifications.deleteSubscriptionById": delete_subscription_by_id,
}
