"""Checks of listings before they are sent, and a warning where Amazon rejects one all the same."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.executor import Handler
from toolspan.connectors.amazon_seller_partner.listings.feed_messages import read_values
from toolspan.connectors.amazon_seller_partner.listings.product_types import ProductTypes
from toolspan.errors import ToolspanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolspan.clock import Deadline
    from toolspan.connectors.amazon_seller_partner.listings.attributes import AttributeSchema
    from toolspan.connectors.amazon_seller_partner.polling import LocalJobContext
    from toolspan.contract import Call
    from toolspan.page import Page

PREFIX = "/attributes/"
_NAME = re.compile(r"\w+", re.ASCII)
_ISSUES_SHOWN = 5


class ListingChecks:
    """Checks put, patched and fed listings against the schema of their product type.

    A schema that cannot be downloaded blocks nothing: the page then warns that the listing was not
    checked here. Amazon checks it in any case.

    Args:
        ctx: What the requests need.
    """

    def __init__(self, ctx: LocalJobContext) -> None:
        self._ctx = ctx
        self._types = ctx.shared(ProductTypes)

    async def submit(self, call: Call) -> Page:
        """Check a put or a patch, send it, and warn if Amazon rejects it.

        Raises:
            InvalidInput: As `check`.
        """
        call = _with_lists(call)
        warnings = await self.check(call) if call.validated else []
        page = await self._ctx.executor.send(call)
        page.meta.warnings.extend(warnings)
        warn_if_rejected(page)
        return page

    async def preview(self, call: Call) -> Page:
        """Return the request of a put or a patch as `submit` sends it."""
        return await self._ctx.executor.preview_request(_with_lists(call))

    async def check(self, call: Call) -> list[str]:
        """Check a put or a patch and return warnings.

        Raises:
            InvalidInput: Names, types or values are wrong; the message names every one.
        """
        values = self._ctx.api.fill(call)
        operation = self._ctx.index.signature(call.operation)
        if faults := list(_malformed(values)):
            raise operation.refuse(faults)
        try:
            schemas = await self._schemas(values, call.deadline)
        except ToolspanError as error:
            return [
                f"The attributes were not checked before sending: the schema could not be downloaded ({error.code})."
            ]
        if faults := list(_faults(values, *schemas)):
            raise operation.refuse(faults)
        return []

    async def check_messages(
        self, call: Call, values: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]
    ) -> list[str]:
        """Check the messages of a feed, as `check` does a put, and return warnings.

        Raises:
            InvalidInput: Names, types or values are wrong; the message names each with its path.
        """
        operation, unread = self._ctx.index.signature(call.operation), set[str]()
        faults: list[str] = []
        for number, message in enumerate(messages):
            if "productType" not in message:
                continue
            found = list(_malformed(message))
            if not found and message["productType"] not in unread:
                try:
                    schemas = await self._schemas({**values, **message}, call.deadline)
                except ToolspanError:
                    unread.add(message["productType"])
                    continue
                found = list(_faults(message, *schemas))
            faults += [f"messages.{number}: {fault}" for fault in found]
        if faults:
            raise operation.refuse(faults)
        named = ", ".join(sorted(unread))
        return [
            f"Attributes of {named} were not checked before sending: the schema could not be downloaded."
        ] * bool(unread)

    async def _schemas(
        self, values: Mapping[str, Any], deadline: Deadline
    ) -> tuple[AttributeSchema, AttributeSchema]:
        """Return the schema with every attribute, and the schema with what this call requires."""
        wanted = {"productType": values["productType"], "marketplaceIds": values["marketplaceIds"][:1]}
        whole = (await self._types.get(wanted, deadline)).schema
        requirements = values.get("requirements", "LISTING")
        if requirements == "LISTING":
            return whole, whole
        return whole, (await self._types.get({**wanted, "requirements": requirements}, deadline)).schema


def warn_if_rejected(page: Page) -> None:
    """Add a warning to a page whose listing Amazon rejected: the HTTP status is that of a success."""
    for record in page.data:
        if isinstance(record, dict) and record.get("status") == "INVALID":
            issues = [issue for issue in record.get("issues") or () if isinstance(issue, dict)]
            said = " ".join(str(issue.get("message")) for issue in issues[:_ISSUES_SHOWN])
            page.meta.warnings.append(
                f"Amazon rejected this (INVALID), and nothing changes: {said or 'no reason is given.'}"
            )


def _malformed(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield errors of patches that no product type would accept."""
    for number, patch in enumerate(values.get("patches") or ()):
        name = str(patch.get("path", "")).removeprefix(PREFIX)
        place = f"patches.{number}"
        if not str(patch.get("path", "")).startswith(PREFIX) or not _NAME.fullmatch(name):
            word = next(iter(_NAME.findall(str(patch.get("path", "")).replace("attributes", ""))), "<name>")
            yield f'{place}.path must be "{PREFIX}" and one attribute\'s name, never deeper, such as "{PREFIX}{word}".'
        if patch.get("op") != "delete" and not patch.get("value"):
            yield f"{place}.value is required: a list of objects, one per marketplace, language or channel."


def _faults(values: Mapping[str, Any], known: AttributeSchema, needed: AttributeSchema) -> Iterator[str]:
    attributes: Mapping[str, Any] = values.get("attributes") or {}
    for name, value in attributes.items():
        yield from _attribute(known, name, value, whole=True)
    if "attributes" in values and values.get("operationType") != "PARTIAL_UPDATE":
        yield from needed.missing(attributes)
    for patch in values.get("patches") or ():
        name = patch["path"].removeprefix(PREFIX)
        op = patch.get("op")
        if op == "delete":  # its value only points at what to delete
            yield from filter(None, [known.unknown(name)])
        else:
            yield from _attribute(known, name, patch["value"], whole=op != "merge")


def _attribute(known: AttributeSchema, name: str, value: Any, *, whole: bool) -> Iterator[str]:
    unknown = known.unknown(name)
    yield from [unknown] if unknown else known.wrong(name, value, whole=whole)


def _with_lists(call: Call) -> Call:
    """Return a call whose attributes are lists of values, also where a list came as JSON text."""
    if not call.validated or "attributes" not in call.values:
        return call
    return replace(call, values={**call.values, "attributes": read_values(call.values["attributes"])})


submit = Handler(ListingChecks, ListingChecks.submit, ListingChecks.preview)
"""Handler of `listings_items.put` and `listings_items.patch`."""
