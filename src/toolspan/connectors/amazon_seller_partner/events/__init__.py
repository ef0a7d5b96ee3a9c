"""Parses the events that Amazon sends to queues and event buses into typed objects.

    event = parse_event(message["Body"])
    match event:
        case OrderChange():
            await connector.orders.get(order_id=event.order_id)
        case ReportProcessingFinished(status="DONE"):
            await connector.reports.document(report_document_id=event.document_id)

Types without a class of their own become an `Event` with the common fields. An event that is not as its type
should be is no error, so that a queue goes on: what cannot be read is left out and named in `warnings`, and so is
what in a payload, at any depth, differs from the schema that Amazon publishes of its type and version
(github.com/amzn/selling-partner-api-models, schemas/notifications). Events can arrive late,
more than once and out of order; `notification_id` identifies duplicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import ValidationError, from_json

from toolspan.connectors.amazon_seller_partner.events.kinds import (
    KINDS,
    AnyOfferChanged,
    DataKioskQueryFinished,
    Event,
    FeedProcessingFinished,
    InventoryChange,
    ListingChange,
    ListingIssuesChange,
    ListingStatusChange,
    OrderChange,
    ReportProcessingFinished,
)
from toolspan.connectors.amazon_seller_partner.events.schemas import is_wrapper, payload_differences
from toolspan.errors import InvalidInput
from toolspan.operations.names import squash

__all__ = [
    "KINDS",
    "AnyOfferChanged",
    "DataKioskQueryFinished",
    "Event",
    "FeedProcessingFinished",
    "InventoryChange",
    "ListingChange",
    "ListingIssuesChange",
    "ListingStatusChange",
    "OrderChange",
    "ReportProcessingFinished",
    "parse_event",
    "parse_events",
]

Body = str | bytes | Mapping[str, Any]


_COMMON = {
    "type": "notificationType",
    "payload": "payload",
    "payload_version": "payloadVersion",
    "event_time": "eventTime",
    "publish_time": "notificationMetadata.publishTime",
    "notification_id": "notificationMetadata.notificationId",
    "subscription_id": "notificationMetadata.subscriptionId",
    "application_id": "notificationMetadata.applicationId",
}
_WRAPPERS = ("detail", "body", "message", "sns")
"""Keys that hold the event: of EventBridge, of a queue's message, of SNS, and of SNS in a Lambda function."""
_MAX_WRAPPERS = 4


def parse_event(body: Body) -> Event:
    """Return the event of a message.

    Args:
        body: The event itself or the message around it: one queue message (as boto3 or a Lambda function
            receives it, directly or through SNS) or an EventBridge event; as text, bytes or decoded JSON.

    Raises:
        InvalidInput: It is not a Selling Partner API event, or has no payload.
    """
    envelope = _envelope(body)
    common = _fields_at(envelope, _COMMON)
    kind = KINDS.get(str(common.get("type")), Event)
    common["payload"] = payload = _unwrapped(common.get("payload"))
    said = payload_differences(common.get("type"), common.get("payload_version"), payload)
    values = common | _fields_at(payload, kind.paths) | ({"warnings": said} if said else {})
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        return _readable(kind, values, error)


def parse_events(body: Body) -> list[Event]:
    """Return the events of a batch: the `Records` of a Lambda function, the `Messages` of a queue, or one event.

    Raises:
        InvalidInput: As `parse_event`, for the first invalid event.
    """
    found = _object(body)
    for name in ("Records", "Messages"):
        if isinstance(found.get(name), list):
            return [parse_event(each) for each in found[name]]
    return [parse_event(found)]


def _envelope(body: Any) -> Mapping[str, Any]:
    for _ in range(_MAX_WRAPPERS):
        found = _object(body)
        keys = {squash(str(key)): key for key in found}
        if "notificationtype" in keys:
            return found
        if isinstance(found.get("Records", found.get("Messages")), list):
            raise InvalidInput("This is a batch of messages, not one.", hint="Use parse_events for a batch.")
        inner = next((keys[name] for name in _WRAPPERS if name in keys), None)
        if inner is None:
            break
        body = found[inner]
    raise InvalidInput(
        "This is not an event of the Selling Partner API: it has no notificationType.",
        hint="Pass the body of one message as received from the queue or the event bus.",
    )


def _object(body: Any) -> Mapping[str, Any]:
    if isinstance(body, (str, bytes)):
        try:
            body = from_json(body)
        except ValueError:
            raise InvalidInput("This is not an event: its text is not valid JSON.") from None
    if not isinstance(body, Mapping):
        raise InvalidInput(f"An event is a JSON object, not {type(body).__name__}.")
    return body


def _unwrapped(payload: Any) -> Any:
    """Return the payload without the extra object that some event types put around it."""
    if isinstance(payload, Mapping) and len(payload) == 1:
        ((name, inner),) = payload.items()
        if is_wrapper(name) and isinstance(inner, Mapping):
            return dict(inner)
    return payload


def _fields_at(found: Any, paths: Mapping[str, str]) -> dict[str, Any]:
    values = {field: _at(found, path) for field, path in paths.items()}
    return {field: value for field, value in values.items() if value is not None}


def _at(found: Any, path: str) -> Any:
    """Return the value at a dotted path. Ignores the case of names, which differs between event types."""
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = next((value for key, value in found.items() if squash(str(key)) == squash(name)), None)
    return found


def _readable(kind: type[Event], values: dict[str, Any], error: ValidationError) -> Event:
    """Return what can be read of an event: of its type where what is required is right, else with the common fields.

    Raises:
        InvalidInput: It has no type or no payload.
    """
    wrong = {str(fault["loc"][0]) for fault in error.errors(include_url=False)}
    said = _error_message(kind, values.get("type"), error)
    if wrong & {"type", "payload"}:
        raise InvalidInput(said)
    if any(kind.model_fields[name].is_required() for name in wrong):
        said += f" It is an Event with its payload, not a {kind.__name__}."
        kind = Event
    kept = {name: value for name, value in values.items() if name in kind.model_fields and name not in wrong}
    return kind.model_validate(kept | {"warnings": [said, *kept.get("warnings", ())]})


def _error_message(kind: type[Event], name: Any, error: ValidationError) -> str:
    paths = {**_COMMON, **kind.paths}
    wrong = [
        paths.get(str(fault["loc"][0]), str(fault["loc"][0])) for fault in error.errors(include_url=False)
    ]
    return (
        f"An event of type {str(name)[:80]} has missing or invalid fields: {', '.join(dict.fromkeys(wrong))}."
    )
