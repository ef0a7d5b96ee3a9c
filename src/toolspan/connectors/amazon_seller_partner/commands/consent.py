"""Where consent is asked for, what the address says to which the browser comes back, and what the code buys.

Facts: https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow. The code is
called `spapi_oauth_code`, lives five minutes and can be exchanged once.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from toolspan.clock import SYSTEM_CLOCK, Deadline
from toolspan.connectors.amazon_seller_partner.auth import PATIENCE, Grant, ask, fields_of
from toolspan.connectors.amazon_seller_partner.regions import FACTS, resolve_region
from toolspan.connectors.amazon_seller_partner.settings import TOKEN_URL
from toolspan.errors import (
    AuthenticationError,
    ConfigurationError,
    InvalidInput,
    NeedsReauthorization,
    UpstreamError,
)
from toolspan.transport.http import Http, Response, TransportFailure, checked_url
from toolspan.transport.tokens import usable

CONSENT = "/apps/authorize/consent"
LONGEST = 8_192
"""Characters of an address that a browser comes back to."""
_OURS = ("state", "selling_partner_id", "spapi_oauth_code", "mws_auth_token", "error", "error_description")
_FOR_ENDPOINT = {"EU": "DE", "FE": "JP"}
_MEANINGS = {
    "invalid_grant": "the code was used before, is older than five minutes, or the redirect is another one",
    "invalid_client": "the client id or client secret is wrong, or the secret has expired",
    "unauthorized_client": "the code is of another application",
}


@dataclass(frozen=True, slots=True)
class Application:
    """The application that asks: its registration with Amazon, and its client at Login with Amazon."""

    application_id: str
    client_id: str
    client_secret: str = field(repr=False)

    @classmethod
    def from_environment(cls, application_id: str | None) -> Application:
        """Return the application that the environment names.

        Raises:
            ConfigurationError: Something is missing.
        """
        found = {
            "SP_API_APPLICATION_ID": application_id or os.environ.get("SP_API_APPLICATION_ID"),
            "LWA_APP_ID": os.environ.get("LWA_APP_ID"),
            "LWA_CLIENT_SECRET": os.environ.get("LWA_CLIENT_SECRET"),
        }
        if missing := [name for name, value in found.items() if not value]:
            raise ConfigurationError(
                f"The application is not known: {', '.join(missing)} not set.",
                hint="They are in the developer console of Seller Central. SP_API_APPLICATION_ID is the "
                "application's own id (amzn1.sp.solution...), not the client id of Login with Amazon.",
            )
        return cls(*(value or "" for value in found.values()))


@dataclass(frozen=True, slots=True)
class Question:
    """One consent that is asked for. `redirect_uri` None leaves it to Amazon: the first one registered."""

    application: Application
    region: str
    redirect_uri: str | None = None
    draft: bool = False
    base_url: str | None = None
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def url(self) -> str:
        """Where the seller is asked.

        Raises:
            ConfigurationError: The region or the address is not valid.
        """
        query = {"application_id": self.application.application_id, "state": self.state}
        query |= {"redirect_uri": self.redirect_uri} if self.redirect_uri else {}
        query |= {"version": "beta"} if self.draft else {}
        own = _seller_central(self.region)  # also says whether there is such a region
        given = self.base_url or os.environ.get("TOOLSPAN_SELLER_CENTRAL_URL") or own
        return f"{checked_url(given, 'consent_url')}{CONSENT}?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class Landed:
    """What the seller came back with."""

    code: str = field(repr=False)
    seller_id: str
    redirect_uri: str


def _seller_central(region: str) -> str:
    place = resolve_region(region)
    country = place.country or _FOR_ENDPOINT.get(place.region, "US")
    rows = json.loads((FACTS / "marketplaces.json").read_bytes())
    return next(str(row["seller_central"]) for row in rows if row["country"] == country)


def read_landing(question: Question, url: str) -> Landed:
    """Return what an address says to which the browser came back.

    Raises:
        InvalidInput: It is not the answer to this question.
        NeedsReauthorization: The seller did not consent.
    """
    parts, pairs = _taken_apart(url)
    fields = dict(pairs)
    if len(fields) != len(pairs) or not compare_digest(
        fields.get("state", "").encode(), question.state.encode()
    ):
        raise InvalidInput(
            "This address does not answer the question that was asked: its state is another one.",
            hint="Paste the complete address that the browser ended on after this consent.",
        )
    code, seller_id = fields.get("spapi_oauth_code"), fields.get("selling_partner_id")
    if "error" in fields or not code:
        raise NeedsReauthorization("The seller did not consent.")
    if not usable(code) or not seller_id or not (seller_id.isascii() and seller_id.isalnum()):
        raise InvalidInput("The address lacks a usable spapi_oauth_code or selling_partner_id.")
    rest = urlencode([pair for pair in pairs if pair[0] not in _OURS])
    landed_on = urlunsplit((parts.scheme, parts.netloc, parts.path, rest, ""))
    return Landed(code, seller_id, question.redirect_uri or landed_on)


def _taken_apart(url: str) -> tuple[Any, list[tuple[str, str]]]:
    try:
        parts = urlsplit(url.strip()[:LONGEST])
        return parts, parse_qsl(parts.query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise InvalidInput("This is no address.") from None


async def exchange(application: Application, landed: Landed) -> str:
    """Return the refresh token for a code, which is sent once.

    Raises:
        ToolspanError: Login with Amazon gave none.
    """
    grant = Grant(
        {
            "grant_type": "authorization_code",
            "code": landed.code,
            "redirect_uri": landed.redirect_uri,
            "client_id": application.client_id,
            "client_secret": application.client_secret,
        }
    )
    url = checked_url(os.environ.get("TOOLSPAN_LWA_URL") or TOKEN_URL, "TOOLSPAN_LWA_URL")
    http = Http()
    try:
        outcome = await ask(http, url, grant, Deadline(SYSTEM_CLOCK, PATIENCE))
    finally:
        await http.aclose()
    return _refresh_token(outcome)


def _refresh_token(outcome: Response | TransportFailure) -> str:
    if isinstance(outcome, TransportFailure):
        raise UpstreamError(f"Login with Amazon could not be asked for a token: {outcome.text}.")
    fields = fields_of(outcome)
    token = fields.get("refresh_token")
    if outcome.ok and usable(token):
        return token
    code = str(fields.get("error", ""))
    kind = {"invalid_grant": NeedsReauthorization}.get(
        code, AuthenticationError if code in _MEANINGS else UpstreamError
    )
    meaning = _MEANINGS.get(code, f"it answered HTTP {outcome.status}")
    raise kind(
        f"Login with Amazon gave no token: {meaning}.", hint="Start again: a code is good for one try."
    )
