"""Listings on their way to Amazon: checked as far as they can be, sent, and told what became of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from toolspan.errors import ToolspanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolspan.clock import Deadline
    from toolspan.connectors.amazon_seller_partner.api import SellingPartnerAPI
    from toolspan.connectors.amazon_seller_partner.listings.attributes import AttributeSchema
    from toolspan.connectors.amazon_seller_partner.listings.product_types import Definitions
    from toolspan.contract import Call
    from toolspan.operations.index import OperationIndex
    from toolspan.page import Page

PREFIX = "/attributes/"
_NAME = re.compile(r"\w+", re.ASCII)
_ISSUES_SHOWN = 5


class Submissions:
    """Checks what is put and patched against the schema of its product type.

    A schema that cannot be had blocks nothing: the page then says that nothing was checked here,
    and Amazon checks by itself in any case.

    Args:
        definitions: Where schemas come from.
        index: Says how a call is refused.
        upstream: Fills in the marketplace, which decides which schema it is.
    """

    def __init__(self, definitions: Definitions, index: OperationIndex, upstream: SellingPartnerAPI) -> None:
        self._definitions = definitions
        self._index = index
        self._upstream = upstream

    async def check(self, call: Call) -> list[str]:
        """Return warnings about a put or a patch.

        Raises:
            InvalidInput: Names, types or values are wrong; the message names every fault.
        """
        values = self._upstream.fill(call)
        operation = self._index.signature(call.operation)
        if faults := list(_malformed(values)):
            raise operation.refuse(faults)
        try:
            schemas = await self._schemas(values, call.deadline)
        except ToolspanError as error:
            return [
                f"The attributes were not checked before sending: the schema could not be had ({error.code})."
            ]
        if faults := list(_faults(values, *schemas)):
            raise operation.refuse(faults)
        return []

    async def check_messages(
        self, call: Call, values: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]
    ) -> list[str]:
        """Return warnings about the messages of a feed, as `check` does of one submission.

        Raises:
            InvalidInput: Names, types or values are wrong; the message names the faults with their places.
        """
        operation, unread = self._index.signature(call.operation), set[str]()
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
            f"Attributes of {named} were not checked before sending: the schema could not be had."
        ] * bool(unread)

    async def _schemas(
        self, values: Mapping[str, Any], deadline: Deadline
    ) -> tuple[AttributeSchema, AttributeSchema]:
        """Return the schema that knows every attribute, and the one that says what this call requires."""
        wanted = {"productType": values["productType"], "marketplaceIds": values["marketplaceIds"][:1]}
        whole = (await self._definitions.get(wanted, deadline)).schema
        requirements = values.get("requirements", "LISTING")
        if requirements == "LISTING":
            return whole, whole
        return whole, (await self._definitions.get({**wanted, "requirements": requirements}, deadline)).schema


def report(page: Page) -> None:
    """Say in a page that a submission was refused: its HTTP status does not."""
    for answer in page.data:
        if isinstance(answer, dict) and answer.get("status") == "INVALID":
            issues = [issue for issue in answer.get("issues") or () if isinstance(issue, dict)]
            said = " ".join(str(issue.get("message")) for issue in issues[:_ISSUES_SHOWN])
            page.meta.warnings.append(
                f"Amazon did not accept this (INVALID), and nothing changes: {said or 'no reason is given.'}"
            )


def _malformed(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the patches whatever the product type."""
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
