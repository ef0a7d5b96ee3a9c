"""Straight to the API: fill in defaults, write the request, send it, and make a page of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from toolspan.execution.answers import decode, to_page
from toolspan.execution.sender import Sender, Upstream
from toolspan.operations.request import write_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Clock
    from toolspan.contract import Call
    from toolspan.execution.http import Answer, Http
    from toolspan.page import Page
    from toolspan.redaction import Redactor


class LocalUpstream(Upstream, Protocol):
    """What must be known of an API to turn calls into requests and answers into pages."""

    def fill(self, call: Call) -> Mapping[str, Any]:
        """Return the call's values with the connector's own defaults filled in."""
        ...

    def describe(self, page: Page, call: Call, answer: Answer) -> None:
        """Add to the page's meta what only this API knows."""
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
        page = to_page(call.operation, decode(call.operation, answer), self._redact)
        page.meta.warnings[:0] = call.warnings
        self.upstream.describe(page, call, answer)
        return page
