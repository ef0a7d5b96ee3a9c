"""`feeds.submit`: uploads a feed, waits for it and returns the result of each message."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.documents import fetch, transfer, upload
from toolspan.connectors.amazon_seller_partner.executor import Handler
from toolspan.connectors.amazon_seller_partner.listings.checks import ListingChecks
from toolspan.connectors.amazon_seller_partner.listings.feed_content import (
    Content,
    ContentType,
    read_content,
    read_content_type,
)
from toolspan.connectors.amazon_seller_partner.listings.feed_messages import (
    LISTINGS_FEED,
    MOST_BYTES,
    document,
    read_document,
    read_messages,
)
from toolspan.connectors.amazon_seller_partner.listings.feed_types import check_feed_type, undo
from toolspan.connectors.amazon_seller_partner.listings.processing_reports import (
    ProcessingReport,
    error_text,
    read_report,
)
from toolspan.connectors.amazon_seller_partner.polling import Schedule, poll
from toolspan.errors import InvalidInput, OutcomeUnknown, ToolspanError, UpstreamError, shortened
from toolspan.operations.request import json_body
from toolspan.page import Meta, Page
from toolspan.runtime.sending import sending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Deadline
    from toolspan.connectors.amazon_seller_partner.listings.feed_messages import Message
    from toolspan.connectors.amazon_seller_partner.polling import LocalJobContext
    from toolspan.contract import Call

JSON = ContentType("application/json; charset=UTF-8", "application/json", "UTF-8", ("utf-8",))
_SUBMIT = "feeds.submit"
_NOT_YET_KNOWN = "<the id that feeds.create_document returns>"
SCHEDULE = Schedule(_SUBMIT, "processing the feed", first=5.0, longest=60.0)
RESUME_AFTER = 60.0
"""Seconds after which an unfinished feed is worth another call."""
REMEMBERED_FEEDS = 8
"""Feeds whose messages are remembered, so that a later feeds.result can name their SKUs."""
_SENT = ("feedType", "marketplaceIds", "feedOptions")
_QUOTED = 1_200  # characters of a processing report that an error quotes
_FAILURES = {
    "CANCELLED": "it was cancelled before Amazon began to process it: nothing was changed.",
    "FATAL": "Amazon could not process it (FATAL), or only a part of it: read the listings before you send it again.",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked submission: the body of createFeed, and the content to upload or the id of an uploaded document."""

    sent: Mapping[str, Any]
    warnings: list[str]
    content: Content | None = None
    messages: list[Message] | None = None
    document_id: str | None = None


class Feeds:
    """Handlers of the feeds of one account.

    Args:
        ctx: What the requests need.
    """

    def __init__(self, ctx: LocalJobContext) -> None:
        self._ctx = ctx
        self._api = ctx.api
        self._checks = ctx.shared(ListingChecks)
        self._messages: OrderedDict[str, list[Message]] = OrderedDict()

    async def submit(self, call: Call) -> Page:
        """Send a feed, wait for it and return the result of each message.

        Raises:
            DeadlineExceeded: The feed is not done yet; `resume` is the call that continues.
            InvalidInput: Messages are wrong, or too many or too large; nothing was uploaded.
            OutcomeUnknown: Amazon may or may not have accepted the feed.
            UpstreamError: Amazon cancelled the feed or could not process it.
        """
        prepared = await self._prepared(call)
        feed_id = await self._sent(prepared, call.deadline)
        return await self._results(feed_id, call, prepared.warnings, known=True)

    async def preview(self, call: Call) -> Page:
        """Check a submission and return its document and steps; nothing is written.

        Raises:
            InvalidInput: As `submit`.
        """
        prepared = await self._prepared(call)
        shown = {"operation": call.operation.name, "steps": list(call.operation.steps or ())} | _shown(
            prepared
        )
        meta = Meta(operation=call.operation.name, count=1, warnings=prepared.warnings)
        meta.marketplace = next(iter(prepared.sent.get("marketplaceIds") or ()), None)
        return Page.model_construct(data=[shown], meta=meta, raw=None)

    async def step(self, call: Call) -> Page:
        """Check the feed type or content type of one of the first two steps, and send its request.

        Raises:
            InvalidInput: Amazon no longer processes feeds of this type, or the content type is none.
        """
        warnings = _check_step(call)
        page = await self._ctx.executor.send(call)
        page.meta.warnings += warnings
        return page

    async def preview_step(self, call: Call) -> Page:
        """Check a step as `step` does, and return its request.

        Raises:
            InvalidInput: As `step`.
        """
        warnings = _check_step(call)
        page = await self._ctx.executor.preview_request(call)
        page.meta.warnings += warnings
        return page

    def filled(self, call: Call) -> Mapping[str, Any]:
        """Return the values that identify a submission: the same bytes or messages give the same, however written.

        Raises:
            InvalidInput: The content does not match its type, or no feed of this type can be sent.
        """
        values: dict[str, Any] = {"feedType": LISTINGS_FEED, **self._api.fill(call)}
        if "messages" in values:
            values["messages"] = [message.wire for message in read_messages(values["messages"], [])]
        content = _content(values) if "content" in values else None
        check_feed_type(str(values["feedType"]), _SUBMIT, content.type.media if content else None)
        if content:
            values["content"] = sha256(content.data).hexdigest()
        return values

    async def result(self, call: Call) -> Page:
        """Wait for a feed that Amazon has and return the result of each message.

        Raises:
            DeadlineExceeded: The feed is not done yet; `resume` is the call that continues.
            UpstreamError: Amazon cancelled the feed or could not process it.
        """
        return await self._results(call.values["feedId"], call, list(call.warnings), known=False)

    async def _results(self, feed_id: str, call: Call, warnings: list[str], *, known: bool) -> Page:
        """Wait for a feed and return its results; `known=True` once Amazon has accepted it."""
        try:
            feed = await self._done(feed_id, call.deadline)
            ended = _FAILURES.get(feed["processingStatus"])
            refused = bool(ended) and not call.values.get("ofFailed")
            failed = await self._failed(feed, call.deadline) if refused else None
            report = (
                ProcessingReport("", []) if refused else await self._report(feed, call.deadline, warnings)
            )
        except ToolspanError as error:
            resume = known or error.retryable or isinstance(error, UpstreamError)
            raise _of_feed(error, feed_id, resume=resume) from None
        if failed:
            sending().left = False  # the outcome is known: the write need not be looked up
            raise _of_feed(failed, feed_id, resume=False)
        if ended:
            warnings.insert(0, f"The feed failed: {ended}")
        page = _page(feed, report, warnings)
        page.meta.operation = call.operation.name
        return page

    # ------------------------------------------------------------------ sending

    async def _prepared(self, call: Call) -> Prepared:
        """Check a submission and return what it sends; nothing is uploaded."""
        values = self._api.fill(call)
        feed_type = str(values.get("feedType", LISTINGS_FEED))
        warnings = [*call.warnings, *check_feed_type(feed_type, _SUBMIT)]
        sent = {"feedType": feed_type} | {name: values[name] for name in _SENT if name in values}
        if document_id := values.get("inputFeedDocumentId"):
            return Prepared(sent, warnings, document_id=document_id)
        faults: list[str] = []
        messages, content = None, None
        if "content" in values:
            content = await asyncio.to_thread(_content, values)
            check_feed_type(feed_type, _SUBMIT, content.type.media)
            warnings += content.warnings
            if feed_type == LISTINGS_FEED:
                messages = read_document(content.parsed, faults)
        else:
            if feed_type != LISTINGS_FEED:
                faults.append(f"messages are for {LISTINGS_FEED} only: leave out feed_type.")
            messages = read_messages(values["messages"], faults)
        if faults:
            raise self._ctx.index.signature(call.operation).refuse(faults)
        if messages is not None:
            wires = [message.wire for message in messages]
            warnings += await self._checks.check_messages(call, values, wires)
        if content is None:
            seller = self._api.seller(call.operation)
            feed = document(messages or (), seller, values.get("issueLocale"))
            content = Content(json_body(feed), JSON, parsed=feed)
        if len(content.data) > MOST_BYTES:
            raise InvalidInput(
                f"feeds.submit: the feed has {len(content.data)} bytes; Amazon takes at most {MOST_BYTES} (10 MiB).",
                hint="Send it as several feeds, one after another.",
            )
        return Prepared(sent, warnings, content=content, messages=messages)

    async def _sent(self, prepared: Prepared, deadline: Deadline) -> str:
        """Upload and create the feed; return its id."""
        document_id = prepared.document_id
        if prepared.content is not None:
            document_id = await self._uploaded(prepared.content, deadline)
        body = {**prepared.sent, "inputFeedDocumentId": document_id}
        created = await self._ctx.step("feeds", "create", body, deadline)
        feed_id = created.get("feedId")
        if not isinstance(feed_id, str):
            raise OutcomeUnknown(
                "Amazon accepted a feed without returning its id.",
                hint="Look for it with feeds.list before you send it again.",
            )
        if prepared.messages is not None:
            self._remember(feed_id, prepared.messages)
        return feed_id

    async def _uploaded(self, content: Content, deadline: Deadline) -> str:
        """Upload the content and return the id of its document."""
        ctx, content_type = self._ctx, content.type.given

        async def address() -> dict[str, Any]:
            found = await ctx.step("feeds", "create_document", {"contentType": content_type}, deadline)
            if not isinstance(found.get("url"), str) or not isinstance(found.get("feedDocumentId"), str):
                raise UpstreamError("feeds.create_document: the response holds no address.")
            return found

        async def put(found: Mapping[str, Any]) -> str:
            headers = {"content-type": content_type}
            await upload(ctx.http, found["url"], content.data, headers, deadline, base_url=ctx.base_url)
            return str(found["feedDocumentId"])

        return await transfer(address, put, ctx.clock, deadline, _SUBMIT)

    def _remember(self, feed_id: str, messages: list[Message]) -> None:
        self._messages[feed_id] = messages
        while len(self._messages) > REMEMBERED_FEEDS:
            self._messages.popitem(last=False)

    # ------------------------------------------------------------------ waiting and reading

    async def _done(self, feed_id: str, deadline: Deadline) -> dict[str, Any]:
        return await poll(
            lambda: self._ctx.step("feeds", "get", {"feedId": feed_id}, deadline),
            lambda feed: bool(feed.get("processingStatus") == "DONE"),
            _FAILURES,
            SCHEDULE,
            clock=self._ctx.clock,
            deadline=deadline,
        )

    async def _failed(self, feed: dict[str, Any], deadline: Deadline) -> ToolspanError:
        """Return the error of a feed that failed, with the text of Amazon's document."""
        try:
            text = error_text(await self._report(feed, deadline, []))
        except ToolspanError:
            text = ""
        text = self._ctx.redact(text)  # before cutting: the redactor would not recognise half a secret
        if len(text) > _QUOTED:
            params = f'{{"feed_id": "{feed.get("feedId")}", "of_failed": true}}'
            text = (
                f"{text[:_QUOTED]} (the first {_QUOTED} of {len(text)} characters; "
                f"all of it: feeds.result with {params})"
            )
        more = f" Amazon's document says: {text}" if text else ""
        return UpstreamError(_FAILURES[feed["processingStatus"]] + more, retryable=False)

    async def _report(
        self, feed: Mapping[str, Any], deadline: Deadline, warnings: list[str]
    ) -> ProcessingReport:
        """Return the processing report, an empty one where there is none; adds to `warnings`."""
        document_id = feed.get("resultFeedDocumentId")
        if not document_id:
            return ProcessingReport("", [])
        document = await fetch(
            self._ctx,
            "feeds",
            {"feedDocumentId": document_id},
            deadline,
            marketplace_ids=feed.get("marketplaceIds"),
            operation=_SUBMIT,
        )
        messages = self._messages.get(str(feed.get("feedId")))
        report = await asyncio.to_thread(lambda: read_report("".join(document.pieces()), messages))
        warnings += [*filter(None, [document.remark]), *report.warnings]
        return report


def _check_step(call: Call) -> list[str]:
    if not call.validated:
        return []
    if "feedType" in call.values:
        return check_feed_type(call.values["feedType"], call.operation.name)
    read_content_type(call.values["contentType"], call.operation.name)
    return []


def _content(values: Mapping[str, Any]) -> Content:
    """Check the caller's content and return it; call it in a thread where it may be large."""
    content_type = read_content_type(str(values.get("contentType", "")), _SUBMIT)
    given = values["content"]
    if not isinstance(given, (str, bytes)):  # with validate=False a path has not been read
        raise InvalidInput(f"{_SUBMIT}: content must be text or bytes, not {type(given).__name__}.")
    return read_content(given, content_type, _SUBMIT)


def _shown(prepared: Prepared) -> dict[str, Any]:
    """Return a submission as data: how to undo it, the document, and the requests."""
    content, sent = prepared.content, prepared.sent
    last = {
        "operation": "feeds.create",
        "body": {**sent, "inputFeedDocumentId": prepared.document_id or _NOT_YET_KNOWN},
    }
    shown = {
        "feed_type": sent["feedType"],
        "marketplace_ids": sent.get("marketplaceIds"),
        "feed_options": sent.get("feedOptions"),
        "undo": undo(sent["feedType"]),
        "document": {"feed_document_id": prepared.document_id},
        "requests": [last],
    }
    if content is not None:
        kind = content.type.given
        shown["requests"] = [
            {"operation": "feeds.create_document", "body": {"contentType": kind}},
            {
                "method": "PUT",
                "to": "the address that it returns",
                "content_type": kind,
                "bytes": len(content.data),
            },
            last,
        ]
        shown["document"] = {
            "content_type": kind,
            "bytes": len(content.data),
            "sha256": sha256(content.data).hexdigest(),
            "messages": None if prepared.messages is None else len(prepared.messages),
            "content": content.text if content.parsed is None else content.parsed,
        }
    return _without_none(shown)


def _without_none(value: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _without_none(each) if name == "document" else each
        for name, each in value.items()
        if each is not None
    }


def _of_feed(error: ToolspanError, feed_id: str, *, resume: bool) -> ToolspanError:
    """Add to an error the feed that it is about and, where the outcome is open, how to resume."""
    error.message = shortened(f"Feed {feed_id}: {error.message}")
    error.args = (error.message,)
    if resume:
        pause = error.retry_after = error.retry_after or RESUME_AFTER
        error.hint = (
            f"Amazon has the feed and is processing it, which usually takes minutes: do not send it again. "
            f'Call feeds.result with {{"feed_id": "{feed_id}"}} after {pause:.0f} seconds.'
        )
        error.resume = {"entity": "feeds", "action": "result", "params": {"feed_id": feed_id}}
    return error


def _page(feed: Mapping[str, Any], report: ProcessingReport, warnings: list[str]) -> Page:
    known: dict[str, Any] = {
        "feed_id": feed.get("feedId"),
        "feed_type": feed.get("feedType"),
        "summary": report.summary,
    }
    meta = Meta(
        operation="feeds.submit",
        count=len(report.rows),
        marketplace=next(iter(feed.get("marketplaceIds") or ()), None),
        warnings=warnings,
        **{name: value for name, value in known.items() if value is not None},
    )
    return Page.model_construct(data=report.rows, meta=meta, raw=report.whole or None)


submit = Handler(Feeds, Feeds.submit, Feeds.preview, Feeds.filled)
"""Handler of `feeds.submit`."""
result = Handler(Feeds, Feeds.result)
"""Handler of `feeds.result`."""
step = Handler(Feeds, Feeds.step, Feeds.preview_step)
"""Handler of `feeds.create_document` and `feeds.create`."""
