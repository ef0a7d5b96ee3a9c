"""What must be known of the API besides its operations: no credentials, few limits, plain errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput, NotFound, RateLimited, ToolspanError, UpstreamError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Deadline
    from toolspan.contract import Call
    from toolspan.operations.model import Operation
    from toolspan.operations.request import WireRequest
    from toolspan.page import Page
    from toolspan.transport.http import Answer


class Nobody:
    """Credentials of an API that asks for none."""

    def headers(self) -> Mapping[str, str]:
        """Return nothing."""
        return {}


class FrankfurterUpstream:
    """The API at one address.

    Args:
        base_url: Where requests go.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def plan(self, operation: Operation) -> tuple[object, float, float] | None:
        """Return the pace that we keep by courtesy: the API publishes none."""
        if not operation.rate or not operation.burst:
            return None
        return (self.base_url, operation.name), operation.rate, float(operation.burst)

    def fill(self, call: Call) -> Mapping[str, Any]:
        """Return the values as they are: there are no defaults to fill in."""
        return call.values

    async def credentials(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> Nobody:
        """Return nobody."""
        return Nobody()

    async def renewed(self, credentials: Any, answer: Answer, deadline: Deadline, *, again: bool) -> bool:
        """Return False: there is nothing to renew."""
        return False

    def rate(self, answer: Answer) -> float | None:
        """Return None: answers say nothing of limits."""
        return None

    def verdict(self, operation: Operation, answer: Answer) -> ToolspanError | None:
        """Return None: the retry rule decides."""
        return None

    def error(self, operation: Operation, answer: Answer) -> ToolspanError:
        """Return the error that an unsuccessful answer means."""
        message = f"{operation.name}: the API answered HTTP {answer.status}: {_said(answer)}"
        if answer.status == 404:
            return NotFound(
                message, hint="There are rates from 1999-01-04 on, of the currencies of currencies.list."
            )
        if answer.status == 429:
            return RateLimited(message)
        if answer.status < 500:
            return InvalidInput(message)
        return UpstreamError(message, retryable=True)

    def describe(self, page: Page, call: Call, answer: Answer) -> None:
        """Add nothing: the answer says all there is."""


def _said(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body).get("message", ""))[:200]
    except (ValueError, AttributeError):
        return "no reason was given"
