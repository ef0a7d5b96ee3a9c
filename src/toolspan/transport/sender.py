"""Sends requests of one API: pace, authorise, send, and deal with what comes back, under one deadline."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Protocol

from toolspan.errors import DeadlineExceeded, RateLimited, TooLarge, ToolspanError, UpstreamError
from toolspan.runtime import progress
from toolspan.runtime.sending import changes, in_doubt, sending
from toolspan.transport.http import Answer, Fault, Http
from toolspan.transport.rate_limits import Pacer, limiter_of
from toolspan.transport.retry import THROTTLED, TRIES, RetryBudget, back_off, refused, repeatable
from toolspan.transport.retry import retry_after as asked_wait

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.clock import Clock, Deadline
    from toolspan.contract import LimitState, RateLimiter, UsagePlan
    from toolspan.operations.model import Operation
    from toolspan.operations.request import WireRequest

RENEWALS = 2
"""Times that one call may go on with other credentials: a newer token, and then one for restricted data."""


class Credentials(Protocol):
    """What proves to the API who is calling, for one request."""

    def headers(self) -> Mapping[str, str]:
        """Return the headers that carry it."""
        ...


class Upstream(Protocol):
    """What must be known of one API, besides its operations, to send requests to it."""

    @property
    def base_url(self) -> str:
        """Where requests go."""
        ...

    def plan(self, operation: Operation) -> UsagePlan | None:
        """Return the rate limit of an operation; None for no limit."""
        ...

    async def credentials(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> Credentials:
        """Return valid credentials for this request."""
        ...

    async def renewed(self, credentials: Any, response: Answer, deadline: Deadline, *, again: bool) -> bool:
        """Return whether the response refused the credentials and others are now to be had.

        Args:
            credentials: What the request carried.
            response: What came back.
            deadline: Until when.
            again: Whether others were got for this call before; another kind of them may still help.
        """
        ...

    def error(self, operation: Operation, response: Answer) -> ToolspanError:
        """Return the error that an unsuccessful response means."""
        ...

    def rate(self, response: Answer) -> float | None:
        """Return the calls per second that the response says are in force."""
        ...

    def alternative(self, operation: Operation) -> str | None:
        """Return a sentence on what replaces many calls of an operation, for those that its rate limit stops."""
        ...

    def verdict(self, operation: Operation, response: Answer) -> ToolspanError | None:
        """Return the error of a response that is the last word whatever its status; None where the retry rule decides."""
        ...


class Sender:
    """Sends requests until there is an response to give back.

    Args:
        upstream: What is particular to the API.
        http: Where requests leave.
        clock: Time for waits and limits.
        rate_limits: Whether to pace calls by the usage plan.
        rate_limiter: Counts calls; one of this process, shared by all connectors with this clock, when left out.
        undone: Says of a response whether it proves that its request changed nothing.
    """

    def __init__(
        self,
        upstream: Upstream,
        http: Http,
        clock: Clock,
        *,
        rate_limits: bool = True,
        rate_limiter: RateLimiter | None = None,
        undone: Callable[[Answer], bool] = refused,
    ) -> None:
        self._undone = undone
        self._upstream = upstream
        self._http = http
        self._clock = clock
        self._pacer = Pacer(rate_limiter or limiter_of(clock)) if rate_limits else None
        self._budget = RetryBudget()
        self._dice = random.Random()  # noqa: S311 - jitter, not secrecy

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
        attempt, renewals = 1, 0
        plan = self._upstream.plan(operation) if self._pacer else None
        known = sending()
        while True:
            if self._pacer and plan:
                await self._free(plan, operation, deadline)
            credentials = await self._upstream.credentials(operation, request, values, deadline)
            before, known.left = known.left, known.left or changes(operation)
            outcome = await self._send(request, credentials, deadline)
            if not outcome.sent if isinstance(outcome, Fault) else self._undone(outcome):
                known.left = before
            await progress.answered(operation.name, outcome.status if isinstance(outcome, Answer) else None)
            if isinstance(outcome, Answer):
                await self._learn(plan, outcome)
                if outcome.ok:
                    self._budget.refund()
                    return outcome
                if verdict := self._upstream.verdict(operation, outcome):
                    raise verdict
                if renewals < RENEWALS and await self._upstream.renewed(
                    credentials, outcome, deadline, again=renewals > 0
                ):
                    renewals += 1
                    continue
            pause = back_off(outcome, attempt, self._dice, paced=plan is not None)
            if attempt >= TRIES or not self._again(operation, outcome, pause, deadline):
                raise self._failure(operation, outcome, deadline)
            await progress.wait(self._clock, pause, operation.name, "before trying again")
            attempt += 1

    async def _free(self, plan: UsagePlan, operation: Operation, deadline: Deadline) -> None:
        """Wait for the next free call; where that takes too long, say what else may be done."""
        if self._pacer:
            try:
                await self._pacer.acquire(plan, self._clock, deadline, operation.name)
            except RateLimited as error:
                error.hint = " ".join(filter(None, (error.hint, self._upstream.alternative(operation))))
                raise

    def _again(self, operation: Operation, outcome: Answer | Fault, pause: float, deadline: Deadline) -> bool:
        return repeatable(operation, outcome) and deadline.allows(pause) and self._budget.spend()

    async def limit(self, operation: Operation) -> LimitState | None:
        """Return what is left of an operation's rate limit; None where it has none."""
        plan = self._upstream.plan(operation) if self._pacer else None
        return await self._pacer.peek(plan) if self._pacer and plan else None

    async def _send(
        self, request: WireRequest, credentials: Credentials, deadline: Deadline
    ) -> Answer | Fault:
        url = self._upstream.base_url + request.target
        plain = {"accept": "application/json", "accept-encoding": "gzip", **request.headers}
        if request.body is not None:
            plain["content-type"] = "application/json"
        return await self._http.send(
            request.method, url, {**plain, **credentials.headers()}, deadline, body=request.body
        )

    async def _learn(self, plan: UsagePlan | None, answer: Answer) -> None:
        """Correct the count by what the response says of the limit."""
        if self._pacer is None or plan is None:
            return
        if (rate := self._upstream.rate(answer)) is not None:
            await self._pacer.limiter.learn(plan, rate)
        if answer.status == THROTTLED:
            await self._pacer.limiter.penalise(plan, asked_wait(answer) or 0.0)

    def _failure(self, operation: Operation, outcome: Answer | Fault, deadline: Deadline) -> ToolspanError:
        done = outcome.sent if isinstance(outcome, Fault) else not self._undone(outcome)
        if done and changes(operation):
            what = outcome.text if isinstance(outcome, Fault) else f"the answer was HTTP {outcome.status}"
            return in_doubt(operation, what)
        if isinstance(outcome, Answer):
            error = self._upstream.error(operation, outcome)
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
