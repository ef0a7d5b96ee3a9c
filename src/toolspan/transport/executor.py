"""Straight to the API: fill in defaults, write the request, send it, and make a page of the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from urllib.parse import parse_qsl

from pydantic_core import from_json

from toolspan.errors import InvalidInput
from toolspan.operations.names import snake
from toolspan.operations.request import WireRequest, write_request
from toolspan.page import Meta, Page
from toolspan.runtime.sending import sending
from toolspan.transport.responses import decode, to_page
from toolspan.transport.sender import Sender, Upstream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Clock
    from toolspan.contract import Call
    from toolspan.operations.model import Operation
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.http import Answer, Http


class LocalUpstream(Upstream, Protocol):
    """What must be known of an API to turn calls into requests and answers into pages."""

    def fill(self, call: Call) -> Mapping[str, Any]:
        """Return the call's values with the connector's own defaults filled in."""
        ...

    def describe(self, page: Page, call: Call, answer: Answer) -> None:
        """Add to the page's meta what only this API knows."""
        ...


@runtime_checkable
class Checking(Protocol):
    """An upstream whose API can check a call without effect."""

    def only_checked(self, operation: Operation) -> Mapping[str, Any]:
        """Return the values that make the API check a call and do nothing; none where it cannot."""
        ...


class LocalExecutor(Sender):
    """Carries out calls against the API itself.

    Args:
        upstream: What is particular to the API.
        http: Where requests leave.
        clock: Time for waits and limits.
        redact: Masks what the API says.
        rate_limits: Whether to pace calls by the usage plan.
    """

    def __init__(
        self, upstream: LocalUpstream, http: Http, clock: Clock, redact: Redactor, *, rate_limits: bool = True
    ) -> None:
        super().__init__(upstream, http, clock, rate_limits=rate_limits)
        self.upstream = upstream
        self._redact = redact

    async def execute(self, call: Call, /) -> Page:
        """Carry out one call and return its page."""
        values = self.upstream.fill(call) if call.checked else call.values
        request = write_request(call.operation, values)
        answer = await self.perform(call.operation, request, values, call.deadline)
        try:
            page = to_page(call.operation, decode(call.operation, answer), self._redact)
        except InvalidInput:  # its only record says of itself that it was refused
            sending().left = False
            raise
        page.meta.warnings[:0] = call.warnings
        self.upstream.describe(page, call, answer)
        if not page.data and call.operation.records_kind in ("list", "lists"):
            page.meta.filters = filters_of(call.operation, values)
        return page

    def filled(self, call: Call, /) -> Mapping[str, Any]:
        """Return the values of a call as they are sent."""
        return self.upstream.fill(call) if call.checked else call.values

    async def preview(self, call: Call, /) -> Page:
        """Return the request of a call; where the API can check it without effect, with what it says."""
        operation = call.operation
        checking = self.upstream.only_checked(operation) if isinstance(self.upstream, Checking) else {}
        values = {**(self.upstream.fill(call) if call.checked else call.values), **checking}
        request = write_request(operation, values)
        shown = _shown(operation, request)
        page = Page.model_construct(data=[shown], meta=Meta(operation=operation.name, count=1), raw=None)
        if checking:
            harmless = replace(operation, effect="read", idempotent=True)
            answer = await self.perform(harmless, request, values, call.deadline)
            said = to_page(operation, decode(harmless, answer), self._redact)
            self.upstream.describe(said, call, answer)
            page.meta = said.meta.model_copy(update={"count": 1})
            shown["answer"] = said.data[0] if said.data else None
        page.meta.warnings[:0] = call.warnings
        return page


def filters_of(operation: Operation, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return by what a list was filtered: whoever gets nothing sees whether it looked in the right place."""
    apart = {*operation.seller_parameters, operation.cursor.parameter if operation.cursor else ""}
    return {snake(name): value for name, value in values.items() if name not in apart}


def _shown(operation: Operation, request: WireRequest) -> dict[str, Any]:
    """Return a request as data, without what authorises it."""
    query: dict[str, Any] = {}
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        query[name] = (
            [*query[name], value]
            if isinstance(query.get(name), list)
            else ([query[name], value] if name in query else value)
        )
    return {
        "operation": operation.name,
        "method": request.method,
        "path": request.path,
        "query": query,
        "body": from_json(request.body) if request.body else None,
    }
