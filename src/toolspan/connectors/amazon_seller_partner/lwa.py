"""Login with Amazon: how access tokens are got, and what its refusals mean.

Facts: https://developer-docs.amazon.com/sp-api/docs/connect-to-the-selling-partner-api
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pydantic_core import from_json

from toolspan.auth import Token, lifetime, usable
from toolspan.clock import Deadline
from toolspan.errors import (
    AuthenticationError,
    DeadlineExceeded,
    NeedsReauthorization,
    ToolspanError,
    UpstreamError,
)
from toolspan.execution.http import Answer, Fault, Http
from toolspan.execution.retry import TRIES, back_off, retry_after

if TYPE_CHECKING:
    from toolspan.clock import Clock
    from toolspan.redaction import Redactor

PATIENCE = 20.0
"""Seconds for one token, retries included; callers may give up earlier on their own."""
_LARGEST = 2**16  # bytes of an answer; a real one has about a thousand


@dataclass(frozen=True, slots=True)
class Grant:
    """The form fields of one token request; hidden where a traceback would show them."""

    fields: dict[str, str] = field(repr=False)


async def ask(http: Http, token_url: str, grant: Grant, deadline: Deadline) -> Answer | Fault:
    """Return what the token endpoint answers to a grant, which is sent once."""
    headers = {
        "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
        "accept": "application/json",
    }
    content = urlencode(grant.fields).encode()
    return await http.send("POST", token_url, headers, deadline, body=content, cap=_LARGEST)


def fields_of(outcome: Answer | Fault) -> dict[str, Any]:
    """Return the JSON fields of an answer; none where it has no such thing."""
    try:
        body = from_json(outcome.body) if isinstance(outcome, Answer) else {}
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


class LoginWithAmazon:
    """Requests access tokens for one application.

    Args:
        http: Where requests leave.
        clock: Time for retries.
        token_url: The token endpoint.
        redactor: Told of every token.
    """

    def __init__(self, http: Http, clock: Clock, token_url: str, redactor: Redactor) -> None:
        self._http = http
        self._clock = clock
        self._token_url = token_url
        self._redactor = redactor
        self._dice = random.Random()  # noqa: S311 - jitter, not secrecy

    async def token(self, grant: Grant) -> Token:
        """Return a new access token for `grant`.

        Raises:
            NeedsReauthorization: The refresh token is invalid, revoked or expired.
            AuthenticationError: The application itself is refused.
            UpstreamError: Login with Amazon failed or could not be reached.
        """
        deadline = Deadline(self._clock, PATIENCE)
        attempt = 1
        while True:
            outcome = await ask(self._http, self._token_url, grant, deadline)
            if isinstance(outcome, Answer) and outcome.ok:
                return self._read(outcome)
            pause = back_off(outcome, attempt, self._dice)
            if not _passing(outcome) or attempt >= TRIES or not deadline.allows(pause):
                raise _refusal(outcome, self._redactor)
            await self._clock.sleep(pause)
            attempt += 1

    def _read(self, answer: Answer) -> Token:
        fields = fields_of(answer)
        value = fields.get("access_token")
        if not usable(value):
            raise UpstreamError("Login with Amazon answered without a usable access token.", retryable=True)
        self._redactor.add(value)
        return Token(value, lifetime(fields.get("expires_in")))


def _passing(outcome: Answer | Fault) -> bool:
    if isinstance(outcome, Fault):
        return outcome.kind in ("connect", "timeout", "dropped")
    return outcome.status == 429 or outcome.status >= 500  # noqa: PLR2004 - throttled, or the server's own fault


_REFUSALS: dict[str, tuple[type[ToolspanError], str, str | None]] = {
    "invalid_grant": (
        NeedsReauthorization,
        "the refresh token is invalid, revoked or expired",
        "The seller must authorize the application again; a consent lasts 365 days. Check that the token is of this application and region.",
    ),
    "invalid_client": (
        AuthenticationError,
        "the client id or client secret is wrong, or the secret has expired",
        "Check lwa_app_id and lwa_client_secret in the developer console; a secret lives 180 days, and 7 more after rotation.",
    ),
    "unauthorized_client": (
        AuthenticationError,
        "the application may not use this refresh token",
        "The token was issued to another application: use the client id that the seller authorized.",
    ),
    "invalid_scope": (
        AuthenticationError,
        "the scope is not granted to this application",
        "Check the roles of the application.",
    ),
    "access_denied": (
        AuthenticationError,
        "access was denied",
        "Check the status of the application in the developer console.",
    ),
}


def _refusal(outcome: Answer | Fault, redact: Redactor) -> ToolspanError:
    if isinstance(outcome, Fault):
        fault_kind = DeadlineExceeded if outcome.kind == "timeout" else UpstreamError
        return fault_kind(
            f"Login with Amazon could not be asked for a token: {outcome.text}.", retryable=True
        )
    fields = redact.value(fields_of(outcome))
    code = str(fields.get("error", ""))
    kind, meaning, hint = _REFUSALS.get(
        code, (AuthenticationError, f"it answered HTTP {outcome.status}", None)
    )
    if code not in _REFUSALS and _passing(outcome):
        kind = UpstreamError
    return kind(
        f"Login with Amazon gave no token: {meaning}.",
        hint=hint,
        status=outcome.status,
        upstream_code=code or None,
        details=str(fields.get("error_description") or "") or None,
        retryable=_passing(outcome),
        retry_after=retry_after(outcome),
    )
