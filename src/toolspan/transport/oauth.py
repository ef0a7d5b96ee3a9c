"""OAuth token endpoint: requests access tokens for a grant, with retries."""

from __future__ import annotations

import random
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote_plus, urlencode

from pydantic_core import from_json

from toolspan.clock import Deadline
from toolspan.contract import Token
from toolspan.errors import (
    AuthenticationError,
    DeadlineExceeded,
    NeedsReauthorization,
    ToolspanError,
    UpstreamError,
)
from toolspan.transport.http import Http, Response, TransportFailure
from toolspan.transport.retry import TRIES, back_off, retry_after
from toolspan.transport.tokens import lifetime, usable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.clock import Clock
    from toolspan.runtime.redaction import Redactor

PATIENCE = 20.0
"""Seconds to get one token, retries included. The deadline of a call may end earlier."""
_MAX_BODY = 2**16  # bytes; a real token response has about a thousand

Meaning = tuple[type[ToolspanError], str, str | None]
"""Of an error code of a token endpoint: the error, what it means, and what to do."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Form fields and headers of one token request. Its `repr` hides them, since they are secrets."""

    fields: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def with_client(
    fields: Mapping[str, str], client_id: str, client_secret: str | None, *, basic: bool = False
) -> Grant:
    """Return a grant with the client's id and secret, in the form or as basic authentication."""
    if basic and client_secret is not None:
        pair = f"{quote_plus(client_id)}:{quote_plus(client_secret)}"
        return Grant(fields, {"authorization": f"Basic {b64encode(pair.encode()).decode()}"})
    secret = {} if client_secret is None else {"client_secret": client_secret}
    return Grant({**fields, "client_id": client_id, **secret})


async def ask(http: Http, token_url: str, grant: Grant, deadline: Deadline) -> Response | TransportFailure:
    """Send a grant to the token endpoint once and return the response. Never retries."""
    headers = {
        "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
        "accept": "application/json",
        **grant.headers,
    }
    content = urlencode(grant.fields).encode()
    sending = http.send("POST", token_url, headers, deadline, body=content, cap=_MAX_BODY)
    del headers, content  # a traceback of what follows must not hold them
    return await sending


def fields_of(outcome: Response | TransportFailure) -> dict[str, Any]:
    """Return the JSON object of a response, or an empty dict."""
    try:
        body = from_json(outcome.body) if isinstance(outcome, Response) else {}
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


class TokenClient:
    """Requests access tokens from a token endpoint.

    Args:
        http: The HTTP client.
        clock: Clock for retries and their waits.
        token_url: The token endpoint.
        redactor: Masks each token that is received.
    """

    server: ClassVar[str] = "The token endpoint"
    """What errors call it."""
    meanings: ClassVar[Mapping[str, Meaning]] = {
        "invalid_grant": (
            NeedsReauthorization,
            "the refresh token is invalid, revoked or expired",
            "The user must authorize the application again.",
        ),
        "invalid_client": (
            AuthenticationError,
            "the client id or client secret is wrong",
            "Check id and secret of the client.",
        ),
        "unauthorized_client": (
            AuthenticationError,
            "the client may not use this grant",
            "Check what the client is registered for.",
        ),
        "invalid_scope": (
            AuthenticationError,
            "the client does not have this scope",
            "Check the scopes of the client.",
        ),
        "access_denied": (AuthenticationError, "access was denied", None),
    }
    """Meaning of each error code."""

    def __init__(self, http: Http, clock: Clock, token_url: str, redactor: Redactor) -> None:
        self._http = http
        self._clock = clock
        self._token_url = token_url
        self._redactor = redactor
        self._random = random.Random()  # noqa: S311 - jitter, not secrecy

    async def token(self, grant: Grant) -> Token:
        """Return a new access token for `grant`.

        Raises:
            NeedsReauthorization: The refresh token is invalid, revoked or expired.
            AuthenticationError: The endpoint rejects the client.
            UpstreamError: The endpoint failed or could not be reached.
        """
        deadline = Deadline(self._clock, PATIENCE)
        attempt = 1
        while True:
            outcome = await ask(self._http, self._token_url, grant, deadline)
            if isinstance(outcome, Response) and outcome.ok:
                return self._read(outcome)
            pause = back_off(outcome, attempt, self._random)
            if not _transient(outcome) or attempt >= TRIES or not deadline.allows(pause):
                raise self._error(outcome)
            await self._clock.sleep(pause)
            attempt += 1

    def _read(self, response: Response) -> Token:
        fields = fields_of(response)
        value = fields.get("access_token")
        if not usable(value):
            raise UpstreamError(f"{self.server} returned no usable access token.", retryable=True)
        self._redactor.add(value)
        following = fields.get("refresh_token")
        if usable(following):
            self._redactor.add(following)
        return Token(value, lifetime(fields.get("expires_in")), following if usable(following) else None)

    def _error(self, outcome: Response | TransportFailure) -> ToolspanError:
        if isinstance(outcome, TransportFailure):
            fault_kind = DeadlineExceeded if outcome.kind == "timeout" else UpstreamError
            return fault_kind(
                f"{self.server} could not be reached for a token: {outcome.text}.", retryable=True
            )
        fields = self._redactor.value(fields_of(outcome))
        code = str(fields.get("error", ""))
        unknown = (AuthenticationError, f"it returned HTTP {outcome.status}", None)
        kind, meaning, hint = self.meanings.get(code, unknown)
        if code not in self.meanings and _transient(outcome):
            kind = UpstreamError
        return kind(
            f"{self.server} returned no token: {meaning}.",
            hint=hint,
            status=outcome.status,
            upstream_code=code or None,
            details=str(fields.get("error_description") or "") or None,
            retryable=_transient(outcome),
            retry_after=retry_after(outcome),
        )


def _transient(outcome: Response | TransportFailure) -> bool:
    if isinstance(outcome, TransportFailure):
        return outcome.kind in ("connect", "timeout", "dropped")
    return outcome.status == 429 or outcome.status >= 500  # noqa: PLR2004 - throttled, or the server's own fault
