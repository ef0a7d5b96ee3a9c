"""A seller's consent: URLs of the consent page, and the exchange of the code.

Facts: https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow. The code is
called `spapi_oauth_code`, is valid for five minutes and can be exchanged once. Amazon has no PKCE, so only
the state links the redirect to the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from toolspan.clock import Deadline
from toolspan.connectors.amazon_seller_partner.settings import TOKEN_URL
from toolspan.errors import AuthenticationError, NeedsReauthorization, ToolspanError, UpstreamError
from toolspan.server.amazon.places import amazon_hosts, consent_base
from toolspan.server.problems import Problem
from toolspan.transport.http import Http, Response, TransportFailure
from toolspan.transport.oauth import PATIENCE, Grant, ask, fields_of
from toolspan.transport.tokens import usable

if TYPE_CHECKING:
    from toolspan.clock import Clock
    from toolspan.server.data.oauth import OAuthApp
    from toolspan.server.settings import Settings

CONSENT = "/apps/authorize/consent"


def consent_url(app: OAuthApp, redirect_uri: str, region: str | None, settings: Settings) -> str:
    """Return the URL of the consent page for this region and application, without the state."""
    query = {"application_id": app.application_id, "redirect_uri": redirect_uri}
    if app.draft:
        query["version"] = "beta"
    return f"{consent_base(region, settings)}{CONSENT}?{urlencode(query)}"


def appstore_url(callback: str, amazon_state: str, app: OAuthApp, redirect_uri: str) -> str:
    """Return the URL to which a seller from Amazon's Appstore is redirected, without the state."""
    query = {"amazon_state": amazon_state, "redirect_uri": redirect_uri}
    if app.draft:
        query["version"] = "beta"
    return f"{callback}?{urlencode(query)}"


def check_amazon_callback(callback: str, settings: Settings) -> None:
    """Reject an `amazon_callback_uri` that is not a page of Amazon.

    Raises:
        Problem: 400.
    """
    try:
        parts = urlsplit(callback) if callback.isascii() and callback.isprintable() else urlsplit("")
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    origin = f"{parts.scheme}://{parts.netloc}"
    own = settings.seller_central_url
    secure = parts.scheme == "https" or (own is not None and origin == own)
    if (
        not secure
        or parts.netloc.lower() not in amazon_hosts(settings)
        or parts.query
        or parts.fragment
        or "\\" in callback
    ):
        raise Problem(
            400, "invalid_input", "amazon_callback_uri is not a page of Amazon's Seller Central.", field="amazon_callback_uri"
        )  # fmt: skip


async def exchange_code(app: OAuthApp, code: str, redirect_uri: str, settings: Settings, clock: Clock) -> str:
    """Exchange a code for a refresh token. Sends the code once; again only if the client was rejected.

    Raises:
        ToolspanError: Login with Amazon returned no token. Its message is not repeated.
    """
    http = Http()
    try:
        for number, secret in enumerate(app.secrets, start=1):
            grant = Grant(
                {
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": redirect_uri,
                    "client_id": app.lwa_app_id,
                    "client_secret": secret,
                }
            )
            outcome = await ask(http, settings.lwa_url or TOKEN_URL, grant, Deadline(clock, PATIENCE))
            if number == len(app.secrets) or _error(outcome) != "invalid_client":
                return _refresh_token(outcome)
    finally:
        await http.aclose()
    raise AuthenticationError("The application has no client secret.")


def _refresh_token(outcome: Response | TransportFailure) -> str:
    token = fields_of(outcome).get("refresh_token")
    if isinstance(outcome, Response) and outcome.ok and usable(token):
        return token
    raise _REFUSALS.get(_error(outcome), UpstreamError)(
        _MEANINGS.get(_error(outcome), "Login with Amazon could not be reached.")
    )


def _error(outcome: Response | TransportFailure) -> str:
    return str(fields_of(outcome).get("error", ""))


_REFUSALS: dict[str, type[ToolspanError]] = {
    "invalid_grant": NeedsReauthorization,
    "invalid_client": AuthenticationError,
    "unauthorized_client": AuthenticationError,
}
_MEANINGS = {
    "invalid_grant": "The consent is no longer valid: it was used before or took too long.",
    "invalid_client": "Amazon refuses the application's client id or secret.",
    "unauthorized_client": "The consent belongs to another application.",
}
