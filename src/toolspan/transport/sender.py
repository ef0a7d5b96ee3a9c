"""Sender: rate limit, credentials, request, retries, under one deadline."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Protocol

from toolspan.errors import DeadlineExceeded, TooLarge, ToolspanError, UpstreamError
from toolspan.runtime import progress
from toolspan.runtime.sending import changes, in_doubt, sending
from toolspan.runtime.tracebacks import Hidden
from toolspan.transport.http import Http, Response, TransportFailure
from toolspan.transport.rate_limits import Pacer, limiter_of
from toolspan.transport.retry import THROTTLED, TRIES, RetryBudget, back_off, refused, repeatable
from toolspan.transport.retry import retry_after as asked_wait

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from toolspan.clock import Clock, Deadline
    from toolspan.contract import LimitState, RateLimiter, UsagePlan
    from toolspan.operations.model import Operation
    from toolspan.operations.request import WireRequest
    from toolspan.transport.credentials import Credentials

REDIRECTS = frozenset({301, 302, 303, 307, 308})
RENEWALS = 2
"""Times one call may change its credentials: a newer token, then one for restricted data."""
_LONG = 30.0
"""Seconds of waiting after which a token may have expired; it is renewed a minute before that."""


class Upstream(Protocol):
    """What `Sender` has to know about an API, besides its operations."""

    @property
    def base_url(self) -> str:
        """Where requests go."""
        ...

    @property
    def follows_redirects(self) -> bool:
        """Whether a read follows a redirect."""
        ...

    def url_of(self, operation: Operation) -> str:
        """Return where the requests of an operation with a server of its own go."""
        ...

    def plan(self, operation: Operation) -> UsagePlan | None:
        """Return the rate limit of an operation; None for no limit."""
        ...

    async def credentials(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> Credentials:
        """Return valid credentials for this request."""
        ...

    async def renewed(self, credentials: Any, response: Response, deadline: Deadline, *, again: bool) -> bool:
        """Return True if the response rejected the credentials and they have been refreshed.

        Args:
            credentials: Those of the request.
            response: The response.
            deadline: When to give up.
            again: Whether this call has refreshed them before; another kind may still help.
        """
        ...

    def error(self, operation: Operation, response: Response) -> ToolspanError:
        """Return the error for an unsuccessful response."""
        ...

    def rate(self, response: Response) -> float | None:
        """Return the rate limit in calls per second that the response states; None if it states none."""
        ...

    def verdict(self, operation: Operation, response: Response) -> ToolspanError | None:
        """Return the error of a response that must not be retried, whatever its status; None to let the retry rule decide."""
        ...


class Sender:
    """Sends requests, with retries, until there is a response to return.

    Args:
        upstream: The API.
        http: The HTTP client.
        clock: Time for waits and limits.
        rate_limits: Whether to keep to the rate limits.
        rate_limiter: Counts calls. By default one per process, shared by all connectors with this clock.
        undone: Returns whether a response proves that its request changed nothing.
    """

    def __init__(
        self,
        upstream: Upstream,
        http: Http,
        clock: Clock,
        *,
        rate_limits: bool = True,
        rate_limiter: RateLimiter | None = None,
        undone: Callable[[Response], bool] = refused,
    ) -> None:
        self._undone = undone
        self._upstream = upstream
        self._http = http
        self._clock = clock
        self._pacer = Pacer(rate_limiter or limiter_of(clock)) if rate_limits else None
        self._budget = RetryBudget()
        self._dice = random.Random()  # noqa: S311 - jitter, not secrecy

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self._http.aclose()

    @property
    def warnings(self) -> list[str]:
        """What a rate limiter says of itself, such as that processes do not share their limits at the moment."""
        warning = getattr(self._pacer.limiter, "warning", None) if self._pacer else None
        return [warning] if warning else []

    async def perform(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> Response:
        """Send a request, with retries, and return its response.

        Raises:
            ToolspanError: It failed for good, or no time is left for a retry.
        """
        attempt, renewals = 1, 0
        plan = self._upstream.plan(operation) if self._pacer else None
        known = sending()
        while True:
            # Before the slot is taken: calls that waited for a token with a slot each would be sent all at once.
            credentials = await self._upstream.credentials(operation, request, values, deadline)
            if self._pacer and plan and await self._waited(plan, operation, deadline) > _LONG:
                credentials = await self._upstream.credentials(operation, request, values, deadline)
            before, known.left = known.left, known.left or changes(operation)
            outcome = await self._send(operation, request, credentials, deadline)
            if not outcome.sent if isinstance(outcome, TransportFailure) else self._undone(outcome):
                known.left = before
            await progress.answered(operation.name, outcome.status if isinstance(outcome, Response) else None)
            if isinstance(outcome, Response):
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
            await progress.wait(self._clock, pause, operation.name, "before a retry")
            attempt += 1

    async def _waited(self, plan: UsagePlan, operation: Operation, deadline: Deadline) -> float:
        """Wait for the rate limit, or raise an error if that takes too long; return the seconds that it took."""
        begun = self._clock.monotonic()
        if self._pacer:
            await self._http.open()  # before the slot is taken, which would be used late
            await self._pacer.acquire(plan, self._clock, deadline, operation.name)
        return self._clock.monotonic() - begun

    def _again(
        self, operation: Operation, outcome: Response | TransportFailure, pause: float, deadline: Deadline
    ) -> bool:
        return repeatable(operation, outcome) and deadline.allows(pause) and self._budget.spend()

    async def limit(self, operation: Operation) -> LimitState | None:
        """Return the state of an operation's rate limit; None if it has none."""
        plan = self._upstream.plan(operation) if self._pacer else None
        return await self._pacer.peek(plan) if self._pacer and plan else None

    async def _send(
        self, operation: Operation, request: WireRequest, credentials: Credentials, deadline: Deadline
    ) -> Response | TransportFailure:
        # Credentials are in headers or query of the request: a local variable with them would show in a traceback.
        applied = Hidden(credentials.apply(request))
        base = self._upstream.base_url if operation.server is None else self._upstream.url_of(operation)
        outcome = await _sent(self._http, base, applied.value, deadline)
        if isinstance(outcome, TransportFailure) or outcome.status not in REDIRECTS:
            return outcome
        if request.method in ("GET", "HEAD") and self._upstream.follows_redirects:
            from toolspan.transport.redirects import followed  # noqa: PLC0415 - redirects are rare

            url, headers = Hidden(base + applied.value.target), Hidden(_headers(applied.value))
            return await followed(self._http, request.method, url, headers, outcome, deadline)
        return outcome

    async def _learn(self, plan: UsagePlan | None, response: Response) -> None:
        """Adjust the rate limiter to what the response says about the limit."""
        if self._pacer is None or plan is None:
            return
        if (rate := self._upstream.rate(response)) is not None:
            await self._pacer.limiter.learn(plan, rate)
        if response.status == THROTTLED:
            await self._pacer.limiter.penalise(plan, asked_wait(response) or 0.0)

    def _failure(
        self, operation: Operation, outcome: Response | TransportFailure, deadline: Deadline
    ) -> ToolspanError:
        done = outcome.sent if isinstance(outcome, TransportFailure) else not self._undone(outcome)
        if done and changes(operation):
            what = (
                outcome.text
                if isinstance(outcome, TransportFailure)
                else f"the response was HTTP {outcome.status}"
            )
            return in_doubt(operation, what)
        if isinstance(outcome, Response):
            error = self._upstream.error(operation, outcome)
            error.retry_after = asked_wait(outcome) if error.retry_after is None else error.retry_after
            return error
        return _unreachable(operation, outcome, deadline)


def _sent(
    http: Http, base: str, request: WireRequest, deadline: Deadline
) -> Coroutine[Any, Any, Response | TransportFailure]:
    url, headers = base + request.target, _headers(request)
    return http.send(request.method, url, headers, deadline, body=request.body)


def _headers(request: WireRequest) -> dict[str, str]:
    """Return the headers of a request, with those that every request has."""
    headers = {"accept": "application/json", "accept-encoding": "gzip", **request.headers}
    if request.body is not None:
        headers["content-type"] = request.content_type
    return headers


def _unreachable(operation: Operation, failure: TransportFailure, deadline: Deadline) -> ToolspanError:
    if failure.kind == "timeout" and not deadline.allows(0.001):
        return deadline.exceeded(f"waiting for the response of {operation.name}")
    if failure.kind == "timeout":
        return DeadlineExceeded(f"{operation.name}: {failure.text}.")
    if failure.kind == "too_large":
        return TooLarge(failure.text)
    return UpstreamError(
        f"{operation.name}: {failure.text}.",
        retryable=failure.kind in ("connect", "dropped"),
        hint="Check the network, proxy and base URL." if not failure.sent else None,
    )
