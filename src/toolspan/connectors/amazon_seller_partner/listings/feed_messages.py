"""Messages of a listings feed: reads the caller's, writes Amazon's document, and maps issues back to them.

Limits: https://developer-docs.amazon.com/sp-api/changelog/update-feed-size-and-rate-limit-changes-for-the-json_listings_feed
and https://developer-docs.amazon.com/sp-api/docs/feeds-api-best-practices
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.operations.names import snake, squash, suggestion
from toolspan.operations.plain import read_if_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LISTINGS_FEED = "JSON_LISTINGS_FEED"
VERSION = "2.0"
MOST_MESSAGES = 25_000
MOST_BYTES = 10 * 2**20
"""Bytes of one feed at most, as Amazon advises."""
_FIELDS = ("messageId", "sku", "operationType", "productType", "requirements", "attributes", "patches")
_BY_FORM = {squash(name): name for name in _FIELDS}
_REQUIREMENTS = ("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY")
# What each kind of message must hold besides its SKU, and what it may hold.
_SHAPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "UPDATE": (("productType", "attributes"), ("requirements",)),
    "PARTIAL_UPDATE": (("productType", "attributes"), ()),
    "PATCH": (("productType", "patches"), ()),
    "DELETE": ((), ()),
}
_TYPES: dict[str, tuple[type, str]] = {
    "messageId": (int, "a whole number"),
    "attributes": (dict, "an object of attribute names and lists of values"),
    "patches": (list, "a list of patches"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is sent."""

    wire: Mapping[str, Any]

    @property
    def number(self) -> int:
        """Its number in the feed, by which the processing report names it."""
        return int(self.wire["messageId"])

    def row(self, issues: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the result of the message as a row."""
        named = {"sku": self.wire["sku"], "operation_type": self.wire["operationType"]}
        return {"message_id": self.number, **named, **_result(issues)}


def read_messages(given: Sequence[Mapping[str, Any]], faults: list[str]) -> list[Message]:
    """Return the caller's messages in wire form; adds errors to `faults`."""
    read = [_read(message, number, faults) for number, message in enumerate(given, 1)]
    numbers = [message.get("messageId") for message in read]
    if len(set(map(str, numbers))) < len(numbers):
        faults.append("The message_id of each message must be unique; leave it out to have them numbered.")
    return [Message(message) for message in read]


def _read(message: Mapping[str, Any], number: int, faults: list[str]) -> dict[str, Any]:
    place, wire = f"messages.{number - 1}", {"messageId": number}
    for name, value in message.items():
        known = _BY_FORM.get(squash(str(name)))
        if known is None:
            faults.append(
                f'{place} has no field "{str(name)[:80]}".{suggestion(str(name), map(snake, _FIELDS))}'
            )
        elif value is not None:
            wire[known] = read_values(value) if known == "attributes" else read_if_json(value)
    faults.extend(f"{place}: {fault}" for fault in _wrong(wire))
    return wire


def _wrong(wire: dict[str, Any]) -> Iterator[str]:
    if not isinstance(wire.get("sku"), str) or not wire["sku"]:
        yield "sku is required, as text."
    kind = wire["operationType"] = str(wire.get("operationType", "")).upper()
    if kind not in _SHAPES:
        yield f"operation_type must be one of {', '.join(_SHAPES)}.{suggestion(kind, _SHAPES) if kind else ''}"
        return
    needed, allowed = _SHAPES[kind]
    for name in needed:
        if name not in wire:
            yield f"{snake(name)} is required for {kind}."
    for name in wire.keys() - {"messageId", "sku", "operationType", *needed, *allowed}:
        yield f"{snake(name)} does not belong to {kind}."
    for name, (kind_of, expected) in _TYPES.items():
        if name in wire and not isinstance(wire[name], kind_of):
            yield f"{snake(name)} must be {expected}."
    if wire.get("requirements", "LISTING") not in _REQUIREMENTS:
        yield f"requirements must be one of {', '.join(_REQUIREMENTS)}."


def read_values(attributes: Any) -> Any:
    """Return attributes with values given as JSON text decoded: models write the lists so."""
    attributes = read_if_json(attributes, "{")
    if not isinstance(attributes, dict):
        return attributes
    return {name: read_if_json(value) for name, value in attributes.items()}


def document(messages: Sequence[Message], seller_id: str, locale: str | None) -> dict[str, Any]:
    """Return the document in Amazon's form."""
    header = {"sellerId": seller_id, "version": VERSION} | ({"issueLocale": locale} if locale else {})
    return {"header": header, "messages": [message.wire for message in messages]}


def read_document(feed: Any, faults: list[str]) -> list[Message]:
    """Return the messages of a whole document in Amazon's form; adds errors to `faults`."""
    header, given = (feed.get("header"), feed.get("messages")) if isinstance(feed, dict) else (None, None)
    if not isinstance(header, dict) or not header.get("sellerId") or header.get("version") != VERSION:
        faults.append(f'content must have a header with sellerId and version "{VERSION}".')
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_MESSAGES or not all(map(_is_object, given)):
        faults.append(f"content must have messages, a list of 1 to {MOST_MESSAGES} objects.")
        return []
    messages = read_messages(given, faults)
    if not faults and any(message.wire != one for message, one in zip(messages, given, strict=True)):
        faults.append(
            "content is sent unchanged, so its messages need messageId and Amazon's spelling; give messages instead "
            "of content, and toolspan adds both."
        )
    return messages


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def results(report: Mapping[str, Any], messages: Sequence[Message] | None) -> list[dict[str, Any]]:
    """Return one row per message with its result; where the messages are not known, of those that the report names."""
    issues: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for issue in report.get("issues") or ():
        if isinstance(issue, dict):
            issues[issue.get("messageId")].append(issue)
    general = [{"message_id": None, **_result(issues.pop(None))}] if None in issues else []
    rows = general
    if messages is not None and not any(row["status"] == "INVALID" for row in general):
        rows = general + [message.row(issues.pop(message.number, ())) for message in messages]
    # An error of the feed as a whole means that no message was processed: list only what the report names.
    return rows + [
        {"message_id": number, **_named(found), **_result(found)} for number, found in issues.items()
    ]


def _named(issues: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return next(({"sku": issue["sku"]} for issue in issues if issue.get("sku")), {})


def _result(issues: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    refused = any(issue.get("severity") == "ERROR" for issue in issues)
    told = [{snake(name): value for name, value in issue.items() if name != "messageId"} for issue in issues]
    return {"status": "INVALID" if refused else "ACCEPTED", "issues": told}
