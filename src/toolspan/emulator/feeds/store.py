"""Feed store: status follows the clock; feeds are processed when due."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.emulator.feeds.answers import answer, decoded
from toolspan.emulator.feeds.effects import Effects, take_effect
from toolspan.emulator.feeds.processing import carry_out
from toolspan.emulator.feeds.reading import Unreadable

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from toolspan.emulator.accounts import Seller
    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.feeds.uploads import Upload
    from toolspan.emulator.reports.documents import Document, Documents

__all__ = ["FEED_TYPES", "LISTINGS", "REMOVED", "Feed", "Feeds"]

RETENTION = 90 * 86400
LISTINGS = "JSON_LISTINGS_FEED"
JSON = "application/json; charset=UTF-8"
REMOVED = frozenset(
    {
        "POST_FLAT_FILE_BOOKLOADER_DATA", "POST_FLAT_FILE_CONVERGENCE_LISTINGS_DATA", "POST_FLAT_FILE_INVLOADER_DATA",
        "POST_FLAT_FILE_LISTINGS_DATA", "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA",
        "POST_INVENTORY_AVAILABILITY_DATA", "POST_PRODUCT_DATA", "POST_PRODUCT_IMAGE_DATA",
        "POST_PRODUCT_OVERRIDES_DATA", "POST_PRODUCT_PRICING_DATA", "POST_PRODUCT_RELATIONSHIP_DATA",
        "POST_UIEE_BOOKLOADER_DATA",
    }
)  # fmt: skip
"""Feed types that Amazon removed on 2025-07-31; such a feed ends FATAL."""
_XML = ("text/xml", "application/xml")
_FLAT = ("text/tab-separated-values", "text/plain")
_MEDIA = {
    LISTINGS: ("application/json",),
    "POST_EASYSHIP_DOCUMENTS": (*_XML, *_FLAT),
    "POST_EXPECTED_SHIP_DATE_SOD": _XML,
    "POST_EXPECTED_SHIP_DATE_SOD_FLAT_FILE": _FLAT,
    "POST_FBA_INBOUND_CARTON_CONTENTS": _XML,
    "POST_FLAT_FILE_FBA_CREATE_REMOVAL": _FLAT,
    "POST_FLAT_FILE_FULFILLMENT_DATA": _FLAT,
    "POST_FLAT_FILE_FULFILLMENT_ORDER_CANCELLATION_REQUEST_DATA": _FLAT,
    "POST_FLAT_FILE_FULFILLMENT_ORDER_REQUEST_DATA": _FLAT,
    "POST_FLAT_FILE_IL_ALLOCATION_REQUESTS_CONFIRMATION_FEED": _FLAT,
    "POST_FLAT_FILE_IL_SNAPSHOT_FEED": _FLAT,
    "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA": _FLAT,
    "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA": _FLAT,
    "POST_FULFILLMENT_ORDER_CANCELLATION_REQUEST_DATA": _XML,
    "POST_FULFILLMENT_ORDER_REQUEST_DATA": _XML,
    "POST_INVOICE_CONFIRMATION_DATA": _XML,
    "POST_ORDER_ACKNOWLEDGEMENT_DATA": _XML,
    "POST_ORDER_FULFILLMENT_DATA": _XML,
    "POST_PAYMENT_ADJUSTMENT_DATA": _XML,
    "UPLOAD_VAT_INVOICE": ("application/pdf",),
}
"""Supported feed types with the content types of their documents."""
FEED_TYPES = REMOVED | _MEDIA.keys()


@dataclass(slots=True, eq=False)
class Feed:
    """Feed; its status follows the clock until it is final."""

    feed_id: str
    feed_type: str
    owner: tuple[str, str]
    seller: Seller
    marketplaces: tuple[Marketplace, ...]
    upload: Upload
    created: float
    queued_at: float
    started_at: float
    ready_at: float
    options: Mapping[str, str] = field(default_factory=dict)
    must_fail: bool = False
    report: tuple[bytes, str] | None = None
    outcome: str | None = None
    document: Document | None = None

    def status(self, now: float) -> str:
        """Processing status at a monotonic time."""
        if self.outcome is not None:
            return self.outcome
        return "IN_QUEUE" if now < self.started_at else "IN_PROGRESS"

    def at(self, moment: float) -> float:
        """Wall-clock time of a monotonic time in its life."""
        return self.created + moment - self.queued_at


class Feeds:
    """Feeds of all sellers, with controls for tests.

    Attributes:
        queue_seconds: how long a feed is IN_QUEUE.
        progress_seconds: how long it is IN_PROGRESS after that.
    """

    def __init__(self, clock: EmulatorClock, randomness: random.Random, documents: Documents) -> None:
        self._clock = clock
        self._random = randomness
        self._documents = documents
        self._feeds: dict[str, Feed] = {}
        self._failing = 0
        self._reports: list[tuple[bytes, str]] = []
        self.queue_seconds = 10.0
        self.progress_seconds = 30.0

    def fail_next(self) -> None:
        """Make the next feed end FATAL, with a document that states the reason."""
        self._failing += 1

    def report_next(self, body: bytes, content_type: str = "text/plain") -> None:
        """Set the processing report of the next feed, whatever its content; with `fail_next`, that of its failure."""
        self._reports.append((body, content_type))

    def create(
        self,
        owner: tuple[str, str],
        seller: Seller,
        feed_type: str,
        upload: Upload,
        *,
        marketplaces: tuple[Marketplace, ...],
        options: Mapping[str, str],
    ) -> Feed:
        """Queue a feed."""
        now = self._clock.monotonic()
        started = now + self.queue_seconds
        feed_id = f"{60_000 + len(self._feeds)}0{self._random.randrange(10**5, 10**6)}"
        feed = Feed(
            feed_id, feed_type, owner, seller, marketplaces, upload, self._clock.time(), now, started,
            started + self.progress_seconds, options,
        )  # fmt: skip
        if self._failing:
            self._failing -= 1
            feed.must_fail = True
        if self._reports:
            feed.report = self._reports.pop(0)
        self._feeds[feed_id] = feed
        return feed

    def settle(self) -> None:
        """Process all feeds that are due, in order of their due times."""
        now = self._clock.monotonic()
        due = [one for one in self._feeds.values() if one.outcome is None and one.ready_at <= now]
        for feed in sorted(due, key=lambda one: one.ready_at):
            self._finish(feed)

    def find(self, owner: tuple[str, str], feed_id: str) -> Feed | None:
        """Return a feed of this application and seller."""
        feed = self._feeds.get(feed_id)
        return feed if feed and feed in self.all(owner) else None

    def all(self, owner: tuple[str, str]) -> list[Feed]:
        """Return the feeds of the last 90 days, newest first."""
        now = self._clock.time()
        mine = [one for one in self._feeds.values() if one.owner == owner and now - one.created <= RETENTION]
        return sorted(mine, key=lambda one: (one.created, one.feed_id), reverse=True)

    def by_document(self, owner: tuple[str, str], document_id: str) -> Feed | None:
        """Return the feed whose processing report is this document."""
        ended = (one for one in self.all(owner) if one.document)
        return next((one for one in ended if one.document and one.document.document_id == document_id), None)

    def cancel(self, feed: Feed) -> bool:
        """Cancel a feed while it is in the queue; return whether that succeeded."""
        if feed.status(self._clock.monotonic()) != "IN_QUEUE":
            return False
        feed.outcome = "CANCELLED"
        feed.started_at = feed.ready_at = self._clock.monotonic()
        return True

    def _finish(self, feed: Feed) -> None:
        fault = _impossible(feed)
        body, content_type = b"", JSON
        if fault is None:
            try:
                body, content_type = _carried_out(feed)
            except Unreadable as unreadable:
                fault = str(unreadable)
        if fault is not None:
            body = _written({"errorDetails": fault})
        if feed.report is not None:
            body, content_type = feed.report
        feed.outcome = "DONE" if fault is None else "FATAL"
        feed.document = self._documents.make(feed.seller.region, lambda: body, content_type, compress=True)


def _carried_out(feed: Feed) -> tuple[bytes, str]:
    """Process a readable feed; return its processing report and content type."""
    content, content_type = feed.upload.content or b"", feed.upload.content_type
    if feed.feed_type == LISTINGS:
        now = feed.at(feed.ready_at)
        report = carry_out(content, feed.feed_id, feed.seller, feed.marketplaces, now)
        return _written(report), JSON
    text = None if _media(content_type) == "application/pdf" else decoded(content, content_type)
    effects = Effects(feed.seller.world, feed.marketplaces[0], feed.at(feed.ready_at))
    take_effect(feed.feed_type, text, feed.options, effects)
    country = feed.marketplaces[0].country
    return answer(text, content_type, country, feed.seller.seller_id, feed.feed_id, effects.faults)


def _written(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _impossible(feed: Feed) -> str | None:
    """Return why a feed cannot be processed at all, or None."""
    if feed.must_fail:
        return "A fault made the feed fail."
    if feed.feed_type in REMOVED:
        return f"The feed type {feed.feed_type} is no longer supported."
    if not feed.upload.content:
        return "The feed document has no content."
    fits = _MEDIA[feed.feed_type]
    return None if _media(feed.upload.content_type) in fits else "One or more items are invalid."
