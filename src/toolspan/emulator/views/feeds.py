"""Feeds 2021-06-30: upload documents, feeds and processing reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from toolspan.emulator.errors import denied, invalid, missing_or_invalid, not_found
from toolspan.emulator.feeds.store import FEED_TYPES, LISTINGS
from toolspan.emulator.handling import Answer
from toolspan.emulator.parameters import Parameters, flag, integer, list_of, moment, ordered, text
from toolspan.emulator.roles import LISTING
from toolspan.emulator.times import iso_offset
from toolspan.emulator.views.paging import sold_in

if TYPE_CHECKING:
    from toolspan.emulator.feeds.store import Feed
    from toolspan.emulator.handling import Call, Handlers
    from toolspan.emulator.parameters import Values

_RETENTION = 90 * 86400
_STATUSES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
_MOST_MARKETPLACES = 25


def _needs_types(values: Values, _now: float) -> None:
    if values["feedTypes"] is None:
        raise invalid("Either feedTypes or nextToken must be provided.")


def _within_retention(values: Values, now: float) -> None:
    if values["createdSince"] is not None and values["createdSince"] < now - _RETENTION - 60:
        raise invalid("createdSince must not be more than 90 days ago.")


_LIST = Parameters(
    list_of("feedTypes", most=10),
    list_of("processingStatuses", _STATUSES),
    list_of("marketplaceIds", most=10),
    integer("pageSize", 1, 100, 10),
    moment("createdSince"),
    moment("createdUntil"),
    text("nextToken"),
    rules=(_needs_types, _within_retention, ordered("createdSince", "createdUntil")),
)
_DOCUMENT = Parameters(flag("enableContentEncodingUrlHeader"))


def create_feed_document(call: Call) -> Answer:
    """A feed document with its upload URL, valid for five minutes."""
    content_type = call.json().get("contentType")
    if not isinstance(content_type, str) or not content_type:
        raise missing_or_invalid("contentType")
    uploads = call.services.uploads
    upload = uploads.make(call.seller.region, call.caller.key, content_type)
    address = uploads.link(call.services.base_url(), upload)
    return Answer(201, {"feedDocumentId": upload.document_id, "url": address})


def create_feed(call: Call) -> Answer:
    """Queue a feed."""
    body = call.json()
    feed_type, ids = body.get("feedType"), body.get("marketplaceIds")
    if feed_type not in FEED_TYPES:
        raise missing_or_invalid("feedType")
    if feed_type == LISTINGS and LISTING not in call.caller.app.roles:
        raise denied()
    if not isinstance(ids, list) or not 1 <= len(ids) <= _MOST_MARKETPLACES:
        raise missing_or_invalid("marketplaceIds")
    options = body.get("feedOptions") or {}
    if not isinstance(options, dict) or not all(isinstance(value, str) for value in options.values()):
        raise missing_or_invalid("feedOptions")
    upload = call.services.uploads.find(call.caller.key, str(body.get("inputFeedDocumentId")))
    if upload is None:
        raise missing_or_invalid("inputFeedDocumentId")
    marketplaces = sold_in(call, "marketplaceIds", ids)
    feed = call.services.feeds.create(
        call.caller.key, call.seller, feed_type, upload, marketplaces=marketplaces, options=options
    )
    return Answer(202, {"feedId": feed.feed_id})


def get_feeds(call: Call) -> dict[str, Any]:
    """One page of feeds; a token must be the only parameter, and implies size and filters."""
    values = _LIST.read(call.query, call.now, unless="nextToken")
    token, cursors = values["nextToken"], call.services.cursors
    if token is None:
        filters = {"pageSize": values["pageSize"]}
        page = cursors.first(call.scope, filters, _select(call, values), values["pageSize"])
    elif len(parse_qs(call.query, keep_blank_values=True)) > 1:
        raise invalid("nextToken must be the only parameter.")
    else:
        page = cursors.next(token, call.scope, {}, cursors.filters(token).get("pageSize", 1))
    body: dict[str, Any] = {"feeds": [_render(call, feed) for feed in page.rows]}
    return body | ({"nextToken": page.token} if page.token is not None else {})


def _select(call: Call, values: Values) -> list[Feed]:
    until, since = values["createdUntil"], values["createdSince"]
    statuses, marketplaces = values["processingStatuses"], values["marketplaceIds"]
    now = call.services.clock.monotonic()
    return [
        feed
        for feed in call.services.feeds.all(call.caller.key)
        if feed.feed_type in values["feedTypes"]
        and (since is None or feed.created >= since)
        and (until is None or feed.created <= until)
        and (statuses is None or feed.status(now) in statuses)
        and (marketplaces is None or any(one.marketplace_id in marketplaces for one in feed.marketplaces))
    ]


def get_feed(call: Call) -> dict[str, Any]:
    """One feed."""
    return _render(call, _feed(call))


def cancel_feed(call: Call) -> Answer:
    """Cancel a feed that is still queued."""
    feed = _feed(call)
    if not call.services.feeds.cancel(feed):
        raise invalid(f"Feed {feed.feed_id} can no longer be cancelled.")
    return Answer(200)


def get_feed_document(call: Call) -> dict[str, Any]:
    """Download URL of a processing report, valid for five minutes."""
    values = _DOCUMENT.read(call.query, call.now)
    document_id = call.path["feedDocumentId"]
    feed = call.services.feeds.by_document(call.caller.key, document_id)
    if feed is None or feed.document is None:
        raise not_found(f"Feed document {document_id} was not found.")
    encoded = values["enableContentEncodingUrlHeader"]
    link = call.services.documents.link(call.services.base_url(), feed.document, content_encoding=encoded)
    body = {"feedDocumentId": document_id, "url": link}
    return body | ({"compressionAlgorithm": "GZIP"} if feed.document.compressed else {})


def _feed(call: Call) -> Feed:
    feed_id = call.path["feedId"]
    feed: Feed | None = call.services.feeds.find(call.caller.key, feed_id)
    if feed is None:
        raise not_found(f"Feed {feed_id} was not found.")
    return feed


def _render(call: Call, feed: Feed) -> dict[str, Any]:
    status = feed.status(call.services.clock.monotonic())
    body: dict[str, Any] = {
        "feedId": feed.feed_id,
        "feedType": feed.feed_type,
        "marketplaceIds": [one.marketplace_id for one in feed.marketplaces],
        "createdTime": iso_offset(feed.created),
        "processingStatus": status,
    }
    if status != "IN_QUEUE":
        body["processingStartTime"] = iso_offset(feed.at(feed.started_at))
    if status not in ("IN_QUEUE", "IN_PROGRESS"):
        body["processingEndTime"] = iso_offset(feed.at(feed.ready_at))
    if feed.document is not None:
        body["resultFeedDocumentId"] = feed.document.document_id
    return body


HANDLERS: Handlers = {
    "feeds_2021-06-30.getFeeds": get_feeds,
    "feeds_2021-06-30.createFeed": create_feed,
    "feeds_2021-06-30.getFeed": get_feed,
    "feeds_2021-06-30.cancelFeed": cancel_feed,
    "feeds_2021-06-30.createFeedDocument": create_feed_document,
    "feeds_2021-06-30.getFeedDocument": get_feed_document,
}
