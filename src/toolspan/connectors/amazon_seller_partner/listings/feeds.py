"""A feed in one call: uploaded, created, waited for, and read what became of each message."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.documents import download, transferred, upload
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
    read_report,
    said,
)
from toolspan.connectors.amazon_seller_partner.regions import marketplaces_in
from toolspan.contract import Call
from toolspan.errors import InvalidInput, OutcomeUnknown, ToolspanError, UpstreamError, shortened
from toolspan.operations.request import json_body
from toolspan.page import Meta, Page
from toolspan.runtime.progress import wait
from toolspan.runtime.sending import sending

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from toolspan.clock import Deadline
    from toolspan.connectors.amazon_seller_partner.api import SellingPartnerAPI
    from toolspan.connectors.amazon_seller_partner.documents import Document
    from toolspan.connectors.amazon_seller_partner.listings.checks import Submissions
    from toolspan.connectors.amazon_seller_partner.listings.feed_messages import Message
    from toolspan.connectors.amazon_seller_partner.reports.run import Surroundings

JSON = ContentType("application/json; charset=UTF-8", "application/json", "UTF-8", ("utf-8",))
_SUBMIT = "feeds.submit"
_GIVEN_LATER = "<the id that feeds.create_document gives>"
FIRST_POLL, POLL_GROWTH, LONGEST_POLL = 5.0, 1.5, 60.0
"""Seconds between looks at a feed that is not done."""
RESUME_AFTER = 60.0
"""Seconds after which looking at an unfinished feed again is worth it."""
KEPT_FEEDS = 8
"""Feeds whose messages are remembered, so that their results can name SKUs when they are asked for again."""
_SENT = ("feedType", "marketplaceIds", "feedOptions")
_QUOTED = 1_200  # characters of a report that an error quotes
_ENDS = {
    "CANCELLED": "it was cancelled before Amazon began with it, and nothing of it was carried out.",
    "FATAL": "Amazon could not carry it out (FATAL), or only a part of it: read the listings before it is sent again.",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A submission that was checked: content to upload, or the id of a document that is uploaded already."""

    sent: Mapping[str, Any]
    warnings: list[str]
    content: Content | None = None
    messages: list[Message] | None = None
    document_id: str | None = None


class Feeds:
    """Submits feeds for one account.

    Args:
        around: Where they are made and fetched.
        upstream: Fills in marketplace and seller.
        submissions: Checks messages against the schemas of their product types.
    """

    def __init__(self, around: Surroundings, upstream: SellingPartnerAPI, submissions: Submissions) -> None:
        self._around = around
        self._upstream = upstream
        self._submissions = submissions
        self._kept: OrderedDict[str, list[Message]] = OrderedDict()

    async def submit(self, call: Call) -> Page:
        """Return what became of each message of a new feed.

        Raises:
            DeadlineExceeded: It is not done yet; `resume` is the call that goes on.
            InvalidInput: Messages are wrong, or too many or too large; nothing was uploaded.
            OutcomeUnknown: Amazon may or may not have taken the feed.
            UpstreamError: Amazon cancelled it or could not carry it out.
        """
        prepared = await self._prepared(call)
        feed_id = await self._sent(prepared, call.deadline)
        return await self._ended(feed_id, call, prepared.warnings, known=True)

    async def preview(self, call: Call) -> Page:
        """Return the document and the steps of a submission, checked as the submission itself is; nothing is written.

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

    async def step(self, call: Call, carry_out: Callable[[Call], Awaitable[Page]]) -> Page:
        """Return the page of one of the first two steps alone, after what it says of its type was checked.

        Raises:
            InvalidInput: Amazon carries feeds of this type out no more, or the content type is none.
        """
        warnings = []
        if call.validated and "feedType" in call.values:
            warnings = check_feed_type(call.values["feedType"], call.operation.name)
        elif call.validated:
            read_content_type(call.values["contentType"], call.operation.name)
        page = await carry_out(call)
        page.meta.warnings += warnings
        return page

    def filled(self, call: Call) -> Mapping[str, Any]:
        """Return what stands for a submission: the same bytes, or messages, are the same, however they were given.

        Raises:
            InvalidInput: The content is not what its type says, or no feed of this type can be sent.
        """
        values: dict[str, Any] = {"feedType": LISTINGS_FEED, **self._upstream.fill(call)}
        if "messages" in values:
            values["messages"] = [message.wire for message in read_messages(values["messages"], [])]
        content = _content(values) if "content" in values else None
        check_feed_type(str(values["feedType"]), _SUBMIT, content.type.media if content else None)
        if content:
            values["content"] = sha256(content.data).hexdigest()
        return values

    async def result(self, call: Call) -> Page:
        """Return what became of each message of a feed that Amazon has.

        Raises:
            DeadlineExceeded: It is not done yet; `resume` is the call that goes on.
            UpstreamError: Amazon cancelled it or could not carry it out.
        """
        return await self._ended(call.values["feedId"], call, list(call.warnings), known=False)

    async def _ended(self, feed_id: str, call: Call, warnings: list[str], *, known: bool) -> Page:
        """Return what became of a feed; `known` says that Amazon certainly has it, whatever it answers now."""
        try:
            feed = await self._done(feed_id, call.deadline)
            ended = _ENDS.get(feed["processingStatus"])
            if ended and not call.values.get("ofFailed"):
                failed = await self._failed(feed, call.deadline)
            else:
                failed, report = None, await self._report(feed, call.deadline, warnings)
        except ToolspanError as error:
            goes_on = known or error.retryable or isinstance(error, UpstreamError)
            raise _of_feed(error, feed_id, goes_on=goes_on) from None
        if failed:
            sending().left = False  # how it ended is known
            raise _of_feed(failed, feed_id, goes_on=False)
        if ended:
            warnings.insert(0, f"The feed failed: {ended}")
        page = _page(feed, report, warnings)
        page.meta.operation = call.operation.name
        return page

    # ------------------------------------------------------------------ sending

    async def _prepared(self, call: Call) -> Prepared:
        """Return what a submission sends, having checked what can be checked; nothing was uploaded."""
        values = self._upstream.fill(call)
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
            raise self._around.index.signature(call.operation).refuse(faults)
        if messages is not None:
            wires = [message.wire for message in messages]
            warnings += await self._submissions.check_messages(call, values, wires)
        if content is None:
            seller = self._upstream.seller(call.operation)
            feed = document(messages or (), seller, values.get("issueLocale"))
            content = Content(json_body(feed), JSON, parsed=feed)
        if len(content.data) > MOST_BYTES:
            raise InvalidInput(
                f"feeds.submit: the feed has {len(content.data)} bytes, and at most {MOST_BYTES} (10 MiB) are taken.",
                hint="Send it as several feeds, one after another.",
            )
        return Prepared(sent, warnings, content=content, messages=messages)

    async def _sent(self, prepared: Prepared, deadline: Deadline) -> str:
        """Return the id of the feed that Amazon now has."""
        document_id = prepared.document_id
        if prepared.content is not None:
            document_id = await self._uploaded(prepared.content, deadline)
        created = await self._step("create", {**prepared.sent, "inputFeedDocumentId": document_id}, deadline)
        feed_id = created.get("feedId")
        if not isinstance(feed_id, str):
            raise OutcomeUnknown(
                "Amazon answered that it took a feed, without giving its id.",
                hint="Look for it with feeds.list before it is sent again.",
            )
        if prepared.messages is not None:
            self._keep(feed_id, prepared.messages)
        return feed_id

    async def _uploaded(self, content: Content, deadline: Deadline) -> str:
        """Return the id of a document that holds the content."""
        around, content_type = self._around, content.type.given

        async def place() -> dict[str, Any]:
            found = await self._step("create_document", {"contentType": content_type}, deadline)
            if not isinstance(found.get("url"), str) or not isinstance(found.get("feedDocumentId"), str):
                raise UpstreamError("feeds.create_document: the answer holds no address.")
            return found

        async def transfer(found: Mapping[str, Any]) -> str:
            await upload(
                around.http, found["url"], content.data, content_type, deadline, base_url=around.base_url
            )
            return str(found["feedDocumentId"])

        return await transferred(place, transfer, around.clock, deadline, "feeds.submit")

    def _keep(self, feed_id: str, messages: list[Message]) -> None:
        self._kept[feed_id] = messages
        while len(self._kept) > KEPT_FEEDS:
            self._kept.popitem(last=False)

    # ------------------------------------------------------------------ waiting and reading

    async def _done(self, feed_id: str, deadline: Deadline) -> dict[str, Any]:
        pause = FIRST_POLL
        while True:
            feed = await self._step("get", {"feedId": feed_id}, deadline)
            state = feed.get("processingStatus")
            if state == "DONE" or state in _ENDS:
                return feed
            if not deadline.allows(pause):
                raise deadline.exceeded(f"Amazon was carrying it out ({state})")
            await wait(self._around.clock, pause, "feeds.submit", f"Amazon is working on the feed ({state})")
            pause = min(LONGEST_POLL, pause * POLL_GROWTH)

    async def _failed(self, feed: dict[str, Any], deadline: Deadline) -> ToolspanError:
        """Return the error of a feed that was not carried out, or not whole, with what Amazon says of it."""
        try:
            told = said(await self._report(feed, deadline, []))
        except ToolspanError:
            told = ""
        told = self._around.redact(told)  # before it is cut: half a secret would not be known as one
        if len(told) > _QUOTED:
            params = f'{{"feed_id": "{feed.get("feedId")}", "of_failed": true}}'
            told = (
                f"{told[:_QUOTED]} (the first {_QUOTED} of {len(told)} characters; "
                f"all of it: feeds.result with {params})"
            )
        more = f" Amazon's document says: {told}" if told else ""
        return UpstreamError(_ENDS[feed["processingStatus"]] + more, retryable=False)

    async def _report(
        self, feed: Mapping[str, Any], deadline: Deadline, warnings: list[str]
    ) -> ProcessingReport:
        """Return the processing report, an empty one where there is none; what is to say of it is added to the warnings."""
        document_id = feed.get("resultFeedDocumentId")
        if not document_id:
            return ProcessingReport("", [])
        around = self._around

        async def place() -> dict[str, Any]:
            found = await self._step("document", {"feedDocumentId": document_id}, deadline)
            if not isinstance(found.get("url"), str):
                raise UpstreamError("feeds.document: the answer holds no address.")
            return found

        async def transfer(found: Mapping[str, Any]) -> Document:
            return await download(
                around.http,
                found["url"],
                deadline,
                gzipped=found.get("compressionAlgorithm") == "GZIP",
                japanese=marketplaces_in("FE")["JP"] in (feed.get("marketplaceIds") or [around.marketplace]),
                base_url=around.base_url,
            )

        document = await transferred(place, transfer, around.clock, deadline, "feeds.submit")
        messages = self._kept.get(str(feed.get("feedId")))
        report = await asyncio.to_thread(lambda: read_report("".join(document.pieces()), messages))
        warnings += [*filter(None, [document.remark]), *report.warnings]
        return report

    async def _step(self, action: str, values: Mapping[str, Any], deadline: Deadline) -> dict[str, Any]:
        operation = self._around.index.find("feeds", action)
        page = await self._around.executor.execute(Call(operation, values, deadline))
        if not page.data or not isinstance(page.data[0], dict):
            raise UpstreamError(f"{operation.name}: the answer is not an object.")
        return page.data[0]


def _content(values: Mapping[str, Any]) -> Content:
    """Return what the caller's own content is, and check it; work for a thread where it is large."""
    content_type = read_content_type(str(values.get("contentType", "")), _SUBMIT)
    given = values["content"]
    if not isinstance(given, (str, bytes)):  # without validation nobody has read the file at a path
        raise InvalidInput(f"{_SUBMIT}: content must be text or bytes, not {type(given).__name__}.")
    return read_content(given, content_type, _SUBMIT)


def _shown(prepared: Prepared) -> dict[str, Any]:
    """Return a submission as data: what becomes of it, the document, and the body of each step that has one."""
    content, sent = prepared.content, prepared.sent
    last = {
        "operation": "feeds.create",
        "body": {**sent, "inputFeedDocumentId": prepared.document_id or _GIVEN_LATER},
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
                "to": "the address that it gives",
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


def _of_feed(error: ToolspanError, feed_id: str, *, goes_on: bool) -> ToolspanError:
    """Say in an error which feed it is about and, where its end is not known, how to go on with it."""
    error.message = shortened(f"Feed {feed_id}: {error.message}")
    error.args = (error.message,)
    if goes_on:
        pause = error.retry_after = error.retry_after or RESUME_AFTER
        error.hint = (
            f"Amazon has the feed and works on it, for minutes as a rule: do not send it again. "
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
