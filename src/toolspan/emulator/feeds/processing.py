"""Processing of listings feeds: applies or rejects each message and reports the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import ApiError
from toolspan.emulator.parameters import standard_json
from toolspan.emulator.views.listings_writes import patch, put

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolspan.emulator.accounts import Seller
    from toolspan.emulator.facts import Marketplace

__all__ = ["carry_out"]

Issue = dict[str, Any]
_MOST_MESSAGES = 25_000
_VERSION = "2.0"
_NOT_A_MESSAGE = "The provided message did not meet the schema validation requirements for a feed message."
# Required and forbidden keys of each operation type.
_SHAPES: dict[str, tuple[set[str], set[str]]] = {
    "UPDATE": ({"productType", "attributes"}, {"patches"}),
    "PARTIAL_UPDATE": ({"productType", "attributes"}, {"patches", "requirements"}),
    "PATCH": ({"productType", "patches"}, {"attributes", "requirements"}),
    "DELETE": (set(), {"productType", "requirements", "attributes", "patches"}),
}
_FIELDS = {"messageId", "sku", "operationType", "productType", "requirements", "attributes", "patches"}


def carry_out(
    content: bytes, feed_id: str, seller: Seller, marketplaces: Sequence[Marketplace], now: float
) -> dict[str, Any]:
    """Process a JSON_LISTINGS_FEED and return its processing report."""
    issues: list[Issue] = []
    processed = accepted = 0
    messages, fault = _messages(content, seller)
    if fault is not None:
        issues.append(fault)
    for message in messages:
        processed += 1
        found = list(_message(message, seller, marketplaces, now))
        accepted += not found
        issues += found
    return {
        "header": {"sellerId": seller.seller_id, "version": _VERSION, "feedId": feed_id},
        "issues": issues,
        "summary": {
            "errors": len(issues),
            "warnings": 0,
            "messagesProcessed": processed,
            "messagesAccepted": accepted,
            "messagesInvalid": processed - accepted,
        },
    }


def _messages(content: bytes, seller: Seller) -> tuple[list[Any], Issue | None]:
    """Return the messages, or the error of the feed as a whole."""
    try:
        feed = standard_json(content.decode("utf-8"))
    except ValueError:
        feed = None
    if not isinstance(feed, dict):
        return [], _issue("4002001", "Item 'Feed' cannot be parsed.")
    header, messages = feed.get("header"), feed.get("messages")
    if not isinstance(header, dict) or header.get("sellerId") != seller.seller_id:
        return [], _issue("4002005", "Attribute 'Merchant' is required, but not present.")
    if header.get("version") != _VERSION:
        return [], _issue("4002006", "The attribute 'version' does not match the required value.")
    if not isinstance(messages, list) or not 1 <= len(messages) <= _MOST_MESSAGES:
        return [], _issue("4002001", "Item 'Messages' cannot be parsed.")
    ids = [one.get("messageId") for one in messages if isinstance(one, dict)]
    if len(set(map(str, ids))) < len(messages):
        return [], _issue("4002007", "The message identifiers of a feed must be unique.")
    return messages, None


def _message(
    message: dict[str, Any], seller: Seller, marketplaces: Sequence[Marketplace], now: float
) -> Iterator[Issue]:
    number = message.get("messageId")
    if not _well_formed(message):
        yield _issue("4002008", _NOT_A_MESSAGE, number)
        return
    seen = set[str]()
    for marketplace in marketplaces:
        try:
            found = _applied(message, seller, marketplace, now)
        except ApiError:
            yield _issue("4002008", _NOT_A_MESSAGE, number)
            return
        for one in found:
            names = one["attributeNames"]
            if (key := f"{one['code']} {names}") not in seen:
                seen.add(key)
                issue = _issue(one["code"], one["message"], number)
                yield issue | ({"attributeName": names[0], "attributeNames": names} if names else {})


def _well_formed(message: dict[str, Any]) -> bool:
    needed, refused = _SHAPES.get(str(message.get("operationType")), ({"operationType"}, _FIELDS))
    number = message.get("messageId")
    return (
        isinstance(number, int)
        and number >= 1
        and isinstance(message.get("sku"), str)
        and bool(message["sku"])
        and needed <= message.keys() <= _FIELDS - refused
    )


def _applied(
    message: dict[str, Any], seller: Seller, marketplace: Marketplace, now: float
) -> list[dict[str, Any]]:
    shelf, sku, kind = seller.world.shelf, message["sku"], message["operationType"]
    if kind == "DELETE":
        shelf.delete(sku, marketplace, now)
        return []
    if kind == "UPDATE":
        return put(shelf, sku, marketplace, message, now, keep=True)
    if kind == "PARTIAL_UPDATE":
        changes = [
            {"op": "replace", "path": f"/attributes/{name}", "value": value}
            for name, value in message["attributes"].items()
        ]
        message = {"productType": message["productType"], "patches": changes}
    return patch(shelf, sku, marketplace, message, now, keep=True)


def _issue(code: str, message: str, number: Any = None) -> Issue:
    issue: Issue = {"code": code, "severity": "ERROR", "message": message}
    return {"messageId": number, **issue} if number is not None else issue
