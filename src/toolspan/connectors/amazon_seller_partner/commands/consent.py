"""A seller's consent: the URL of the consent page, the redirect, and the exchange of the code.

Facts: https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow. The code is
called `spapi_oauth_code`, is valid for five minutes and can be exchanged once.
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
from toolspan.connectors.amazon_seller_partner.regions import FACTS, resolve_region
from toolspan.connectors.amazon_seller_partner.settings import TOKEN_URL
from toolspan.errors import (
    AuthenticationError,
    ConfigurationError,
    InvalidInput,
    NeedsReauthorization,
    UpstreamError,
)
from toolspan.transport.http import Http, Response, TransportFailure
from toolspan.transport.oauth import PATIENCE, Grant, ask, fields_of
from toolspan.transport.tokens import usable
from toolspan.transport.urls import checked_url

CONSENT = "/apps/authorize/consent"
LONGEST = 8_192
"""Maximum length of a redirect URL, in characters."""
_CONSENT_PARAMETERS = (
    "state",
    "selling_partner_id",
    "spapi_oauth_code",
    "mws_auth_token",
    "error",
    "error_description",
)
_COUNTRY_OF_ENDPOINT = {"EU": "DE", "FE": "JP"}
_MEANINGS = {
    "invalid_grant": "the code was used before, is older than five minutes, or belongs to another redirect URI",
    "invalid_client": "the client id or client secret is wrong, or the secret has expired",
    "unauthorized_client": "the code belongs to another application",
}


@dataclass(frozen=True, slots=True)
class Application:
    """An application: its id at Amazon, and its client at Login with Amazon."""

    application_id: str
    client_id: str
    client_secret: str = field(repr=False)

    @classmethod
    def from_environment(cls, application_id: str | None) -> Application:
        """Return the application from the environment.

        Raises:
            ConfigurationError: A variable is missing.
        """
        found = {
            "SP_API_APPLICATION_ID": application_id or os.environ.get("SP_API_APPLICATION_ID"),
            "LWA_APP_ID": os.environ.get("LWA_APP_ID"),
            "LWA_CLIENT_SECRET": os.environ.get("LWA_CLIENT_SECRET"),
        }
        if missing := [name for name, value in found.items() if not value]:
            raise ConfigurationError(
                f"The application is incomplete: {', '.join(missing)} not set.",
                hint="Copy them from the developer console of Seller Central. SP_API_APPLICATION_ID is the "
                "application's own id (amzn1.sp.solution...), not the client id of Login with Amazon.",
            )
        return cls(*(value or "" for value in found.values()))


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A request for a seller's consent. Without `redirect_uri`, Amazon uses the first registered one."""

    application: Application
    region: str
    redirect_uri: str | None = None
    draft: bool = False
    base_url: str | None = None
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def url(self) -> str:
        """URL of the consent page.

        Raises:
            ConfigurationError: The region or the URL is not valid.
        """
        query = {"application_id": self.application.application_id, "state": self.state}
        query |= {"redirect_uri": self.redirect_uri} if self.redirect_uri else {}
        query |= {"version": "beta"} if self.draft else {}
        own = _seller_central(
            self.region
        )  # raises if there is no such region, even when another URL is given
        given = self.base_url or os.environ.get("TOOLSPAN_SELLER_CENTRAL_URL") or own
        return f"{checked_url(given, 'consent_url')}{CONSENT}?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class Authorization:
    """The result of a consent: a code to exchange, and the seller's id."""

    code: str = field(repr=False)
    seller_id: str
    redirect_uri: str


def _seller_central(region: str) -> str:
    selling_region = resolve_region(region)
    country = selling_region.country or _COUNTRY_OF_ENDPOINT.get(selling_region.region, "US")
    rows = json.loads((FACTS / "marketplaces.json").read_bytes())
    return next(str(row["seller_central"]) for row in rows if row["country"] == country)


def parse_redirect(request: ConsentRequest, url: str) -> Authorization:
    """Return the authorization in a redirect URL.

    Raises:
        InvalidInput: The URL does not belong to this request.
        NeedsReauthorization: The seller did not consent.
    """
    parts, pairs = _split(url)
    fields = dict(pairs)
    if len(fields) != len(pairs) or not compare_digest(
        fields.get("state", "").encode(), request.state.encode()
    ):
        raise InvalidInput(
            "This address does not belong to this login: its state differs.",
            hint="Paste the complete address that the browser ended on after this consent.",
        )
    code, seller_id = fields.get("spapi_oauth_code"), fields.get("selling_partner_id")
    if "error" in fields or not code:
        raise NeedsReauthorization("The seller did not consent.")
    if not usable(code) or not seller_id or not (seller_id.isascii() and seller_id.isalnum()):
        raise InvalidInput("The address lacks a usable spapi_oauth_code or selling_partner_id.")
    rest = urlencode([pair for pair in pairs if pair[0] not in _CONSENT_PARAMETERS])
    landed_on = urlunsplit((parts.scheme, parts.netloc, parts.path, rest, ""))
    return Authorization(code, seller_id, request.redirect_uri or landed_on)


def _split(url: str) -> tuple[Any, list[tuple[str, str]]]:
    try:
        parts = urlsplit(url.strip()[:LONGEST])
        return parts, parse_qsl(parts.query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise InvalidInput("This is not a URL.") from None


async def exchange(application: Application, authorization: Authorization) -> str:
    """Exchange a code for a refresh token. Never retries: a code works once.

    Raises:
        ToolspanError: Login with Amazon returned no refresh token.
    """
    grant = Grant(
        {
            "grant_type": "authorization_code",
            "code": authorization.code,
            "redirect_uri": authorization.redirect_uri,
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
        raise UpstreamError(f"Login with Amazon could not be reached for a token: {outcome.text}.")
    fields = fields_of(outcome)
    token = fields.get("refresh_token")
    if outcome.ok and usable(token):
        return token
    code = str(fields.get("error", ""))
    kind = {"invalid_grant": NeedsReauthorization}.get(
        code, AuthenticationError if code in _MEANINGS else UpstreamError
    )
    meaning = _MEANINGS.get(code, f"it returned HTTP {outcome.status}")
    raise kind(
        f"Login with Amazon returned no token: {meaning}.", hint="Start again: a code works only once."
    )
