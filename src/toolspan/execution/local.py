"""Straight to the API: pace, authorise, send, and deal with what comes back, under one deadline."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Protocol

from toolspan.errors import DeadlineExceeded, TooLarge, ToolspanError, UpstreamError
from toolspan.execution.answers import decode, in_doubt, to_page
from toolspan.execution.http import Answer, Fault, Http
from toolspan.execution.retry import THROTTLED, TRIES, RetryBudget, back_off, provably_not_done, repeatable
from toolspan.execution.retry import retry_after as asked_wait
from toolspan.limits import Limits, limits_of
from toolspan.operations.request import write_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Clock, Deadline
    from toolspan.contract import Call
    from toolspan.limits import Bucket
    from toolspan.operations.model import Operation
    from toolspan.operations.request import WireRequest
    from toolspan.page import Page
    from toolspan.redaction import Redactor


class Credentials(Protocol):
    """What proves to the API who is calling, for one request."""

    def headers(self) -> Mapping[str, str]:
        """Return the headers that carry it."""
        ...


class Upstream(Protocol):
    """What the executor must know of one API besides its operations."""

    base_url: str

    def fill(self, call: Call) -> Mapping[str, Any]:
        """Return the call's values with the connector's own defaults filled in."""
        ...

    def plan(self, operation: Operation) -> tuple[object, float, float] | None:
        """Return bucket key, calls per second and burst; None for no limit."""
        ...

    async def credentials(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> Credentials:
        """Return valid credentials for this request."""
        ...

    async def renewed(self, credentials: Any, answer: Answer, deadline: Deadline) -> bool:
        """Return whether the answer refused the credentials and newer ones are now to be had."""
        ...

    def error(self, operation: Operation, answer: Answer) -> ToolspanError:
        """Return the error that an unsuccessful answer means."""
        ...

    def rate(self, answer: Answer) -> float | None:
        """Return the calls per second that the answer says are in force."""
        ...

    def describe(self, page: Page, call: Call, answer: Answer) -> None:
        """Add to the page's meta what only this API knows."""
        ...


class LocalExecutor:
    """Carries out calls against the API itself.

    Args:
        upstream: What is particular to the API.
        http: Where requests leave.
        clock: Time for waits and limits.
        redact: Masks what the API says.
        rate_limits: Whether to pace calls by the usage plan.
    """

    def __init__(
        self, upstream: Upstream, http: Http, clock: Clock, redact: Redactor, *, rate_limits: bool = True
    ) -> None:
        self.upstream = upstream
        self._http = http
        self._clock = clock
        self._redact = redact
        self._limits = limits_of(clock) if rate_limits else None
        self._budget = RetryBudget()
        self._dice = random.Random()  # noqa: S311 - jitter, not secrecy

    async def execute(self, call: Call, /) -> Page:
        """Carry out one call and return its page."""
        values = self.upstream.fill(call) if call.checked else call.values
        request = write_request(call.operation, values)
        answer = await self.perform(call.operation, request, values, call.deadline)
        page = to_page(call.operation, decode(call.operation, answer), self._redact)
        page.meta.warnings[:0] = call.warnings
        self.upstream.describe(page, call, answer)
        return page

    async def aclose(self) -> None:
        """Give back the connections of the running event loop."""
        await self._http.aclose()

    async def perform(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> Answer:
        """Send a request until there is an answer to give back.

        Raises:
            ToolspanError: It failed for good, or no time is left to try again.
        """
        attempt, renewed, bucket = 1, False, self._bucket(operation)
        while True:
            if bucket:
                await Limits.acquire(bucket, self._clock, deadline, operation.name)
            credentials = await self.upstream.credentials(operation, request, values, deadline)
            outcome = await self._send(request, credentials, deadline)
            if isinstance(outcome, Answer):
                self._learn(bucket, outcome)
                if outcome.ok:
                    self._budget.refund()
                    return outcome
                if not renewed and await self.upstream.renewed(credentials, outcome, deadline):
                    renewed = True
                    continue
            pause = back_off(outcome, attempt, self._dice, paced=bucket is not None)
            if attempt >= TRIES or not self._again(operation, outcome, pause, deadline):
                raise self._failure(operation, outcome, deadline)
            await self._clock.sleep(pause)
            attempt += 1

    def _again(self, operation: Operation, outcome: Answer | Fault, pause: float, deadline: Deadline) -> bool:
        return repeatable(operation, outcome) and deadline.allows(pause) and self._budget.spend()

    def _bucket(self, operation: Operation) -> Bucket | None:
        plan = self.upstream.plan(operation) if self._limits else None
        return self._limits.bucket(*plan, self._clock.monotonic()) if self._limits and plan else None

    async def _send(
        self, request: WireRequest, credentials: Credentials, deadline: Deadline
    ) -> Answer | Fault:
        url = self.upstream.base_url + request.target
        plain = {"accept": "application/json", "accept-encoding": "gzip", **request.headers}
        if request.body is not None:
            plain["content-type"] = "application/json"
        return await self._http.send(
            request.method, url, {**plain, **credentials.headers()}, deadline, body=request.body
        )

    def _learn(self, bucket: Bucket | None, answer: Answer) -> None:
        """Correct the bucket by what the answer says of the limit."""
        if bucket is None:
            return
        now = self._clock.monotonic()
        if (rate := self.upstream.rate(answer)) is not None:
            bucket.correct(rate, now)
        if answer.status == THROTTLED:
            bucket.penalise(now, asked_wait(answer) or 0.0)

    def _failure(self, operation: Operation, outcome: Answer | Fault, deadline: Deadline) -> ToolspanError:
        server_fault = isinstance(outcome, Fault) or outcome.status >= 500  # noqa: PLR2004 - the 5xx class
        if server_fault and not operation.idempotent and not provably_not_done(outcome):
            what = outcome.text if isinstance(outcome, Fault) else f"the answer was HTTP {outcome.status}"
            return in_doubt(operation, what)
        if isinstance(outcome, Answer):
            error = self.upstream.error(operation, outcome)
            error.retry_after = asked_wait(outcome) if error.retry_after is None else error.retry_after
            return error
        return _unreachable(operation, outcome, deadline)


def _unreachable(operation: Operation, fault: Fault, deadline: Deadline) -> ToolspanError:
    if fault.kind == "timeout" and not deadline.allows(0.001):
        return deadline.exceeded(f"waiting for the answer of {operation.name}")
    if fault.kind == "timeout":
        return DeadlineExceeded(f"{operation.name}: {fault.text}.")
    if fault.kind == "too_large":
        return TooLarge(fault.text)
    return UpstreamError(
        f"{operation.name}: {fault.text}.",
        retryable=fault.kind in ("connect", "dropped"),
        hint="Check the network, proxy and base URL." if not fault.sent else None,
    )
