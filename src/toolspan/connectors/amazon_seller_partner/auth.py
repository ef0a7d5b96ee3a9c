"""Tokens for the Selling Partner API: seller tokens, grantless tokens and restricted data tokens (RDTs)."""

from __future__ import annotations

import hashlib
import platform
from collections import OrderedDict
from dataclasses import dataclass, field
from time import gmtime, strftime
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import to_json

from toolspan.clock import within
from toolspan.connectors.amazon_seller_partner.errors import hides_reason, refuses_token
from toolspan.errors import AuthenticationError, NeedsReauthorization, UpstreamError
from toolspan.operations.model import Operation
from toolspan.operations.request import WireRequest
from toolspan.transport.credentials import Credentials
from toolspan.transport.oauth import Grant, TokenClient
from toolspan.transport.responses import decode
from toolspan.transport.tokens import TokenProvider, sealed, usable
from toolspan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.clock import Clock, Deadline
    from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
    from toolspan.contract import Token, TokenStore
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.executor import LocalExecutor
    from toolspan.transport.http import Response
    from toolspan.transport.oauth import Meaning


class LoginWithAmazon(TokenClient):
    """Requests access tokens for one application; arguments as in `TokenClient`."""

    server: ClassVar[str] = "Login with Amazon"
    meanings: ClassVar[Mapping[str, Meaning]] = {
        "invalid_grant": (
            NeedsReauthorization,
            "the refresh token is invalid, revoked or expired",
            "The seller must authorize the application again; an authorization lasts 365 days. Check that the token belongs to this application and region.",
        ),
        "invalid_client": (
            AuthenticationError,
            "the client id or client secret is wrong, or the secret has expired",
            "Check lwa_app_id and lwa_client_secret in the developer console. A secret is valid for 180 days, and for 7 days after a rotation.",
        ),
        "unauthorized_client": (
            AuthenticationError,
            "the application may not use this refresh token",
            "The token was issued to another application: use the client id that the seller authorized.",
        ),
        "invalid_scope": (
            AuthenticationError,
            "the application does not have this scope",
            "Check the roles of the application.",
        ),
        "access_denied": (
            AuthenticationError,
            "access was denied",
            "Check the status of the application in the developer console.",
        ),
    }


USER_AGENT = f"toolspan/{__version__} (Language=Python/{platform.python_version()}; Platform={platform.system()}; Caller=AI-agent)"
"""User-Agent header. Amazon requires application, version and language; its agent policy requires agents to identify themselves."""
RESTRICTED_DATA_TOKEN = Operation(
    "restricted_data_tokens", "create", "Get a token for restricted data.", "read",
    api="tokens_2021-03-01", operation_id="createRestrictedDataToken",
    method="POST", path="/tokens/2021-03-01/restrictedDataToken", idempotent=True, rate=1.0, burst=10,
)  # fmt: skip
DATA_ELEMENTS = "dataElements"
"""Local parameter that requests restricted data. It goes into the token request and not into the call."""
GETTING = "getting an access token"
_MAX_RESTRICTED_PATHS = 1_000


@dataclass(frozen=True, slots=True)
class AccessToken(Credentials):
    """Access token of one request, with the operation and path it is for."""

    value: str = field(repr=False)
    provider: TokenProvider | None = field(repr=False)
    operation: Operation
    path: str
    wall_time: float

    def headers(self) -> Mapping[str, str]:
        """Return the headers of a request to the Selling Partner API."""
        stamp = strftime("%Y%m%dT%H%M%SZ", gmtime(self.wall_time))
        return {"x-amz-access-token": self.value, "x-amz-date": stamp, "user-agent": USER_AGENT}


class AmazonTokens:
    """The tokens of one application for one selling account.

    Args:
        auth: Returns the credentials; called at the first request.
        lwa: Requests access tokens.
        base_url: The API that the tokens are for.
        clock: Clock for their expiry.
        redactor: Masks each token that is received.
        token_store: Shares access tokens with other connectors and processes.
        on_token_refresh: Called with each new access token of the seller.
    """

    executor: LocalExecutor

    def __init__(
        self,
        auth: Callable[[], AmazonSellerPartnerAuthConfig],
        lwa: LoginWithAmazon,
        *,
        base_url: str,
        clock: Clock,
        redactor: Redactor,
        token_store: TokenStore | None = None,
        on_token_refresh: Callable[[Token], Any] | None = None,
    ) -> None:
        self._auth = auth
        self._lwa = lwa
        self._base_url = base_url
        self._clock = clock
        self._redactor = redactor
        self._store = token_store
        self._on_token_refresh = on_token_refresh
        self._providers: dict[str | None, TokenProvider] = {}
        self._restricted_paths: OrderedDict[str, None] = OrderedDict()
        self._account: str | None = None

    @property
    def account(self) -> str:
        """Hash that identifies application, grant and API; the key of shared tokens and limits."""
        if self._account is None:
            auth = self._auth()
            secret = f"{auth.lwa_app_id}\0{auth.refresh_token.get_secret_value()}\0{self._base_url}"
            self._account = hashlib.sha256(secret.encode()).hexdigest()[:24]
        return self._account

    async def credentials(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> AccessToken:
        """Return a valid token for this request; a restricted data token where one is needed."""
        elements = values.get(DATA_ELEMENTS)
        always = operation.extra.get("restricted") == "always"
        if always or elements or request.path in self._restricted_paths:
            value = await self._restricted(request, elements, deadline)
            return AccessToken(value, None, operation, request.path, self._clock.time())
        provider = self._provider(operation.extra.get("grantless_scope"))
        value = await within(deadline, provider.get(), GETTING)
        self._redactor.add(value)
        return AccessToken(value, provider, operation, request.path, self._clock.time())

    async def renewed(
        self, credentials: AccessToken, answer: Response, deadline: Deadline, *, again: bool
    ) -> bool:
        """Return True if the response rejected the token and a retry gets another one.

        A call refreshes its token once. A restricted data token may follow that: Amazon reports an
        expired token before it reports that the path needs a restricted one.
        """
        if credentials.provider and refuses_token(answer):
            if again:
                return False
            await within(deadline, credentials.provider.renew(credentials.value), GETTING)
            return True
        restricted = credentials.operation.extra.get("restricted")
        if credentials.provider and restricted == "report" and hides_reason(answer):
            self.restrict(credentials.path)
            return True
        return False

    def restrict(self, path: str) -> None:
        """Use a restricted data token for this path from now on."""
        self._restricted_paths[path] = None
        while len(self._restricted_paths) > _MAX_RESTRICTED_PATHS:
            self._restricted_paths.popitem(last=False)

    async def _restricted(self, request: WireRequest, elements: list[str] | None, deadline: Deadline) -> str:
        resource: dict[str, Any] = {"method": request.method, "path": request.path}
        if elements:
            resource["dataElements"] = elements
        body = to_json({"restrictedResources": [resource]})
        wanted = WireRequest("POST", RESTRICTED_DATA_TOKEN.path, body=body)
        answer = await self.executor.perform(RESTRICTED_DATA_TOKEN, wanted, {}, deadline)
        token = decode(RESTRICTED_DATA_TOKEN, answer).get("restrictedDataToken")
        if not usable(token):
            raise UpstreamError("Amazon's response holds no restricted data token.")
        self._redactor.add(token)
        return str(token)

    def _provider(self, scope: str | None) -> TokenProvider:
        provider = self._providers.get(scope)
        if provider is None:
            provider = self._providers[scope] = (
                self._seller_tokens() if scope is None else self._grantless_tokens(scope)
            )
        return provider

    def _seller_tokens(self) -> TokenProvider:
        auth = self._auth()
        return TokenProvider(
            lambda: self._lwa.token(_refresh_grant(auth)),
            clock=self._clock,
            store=sealed(self._store, *_secrets(auth)),
            key=self.account,
            initial=auth.access_token.get_secret_value() if auth.access_token else None,
            on_token=self._on_token_refresh,
        )

    def _grantless_tokens(self, scope: str) -> TokenProvider:
        auth = self._auth()
        return TokenProvider(
            lambda: self._lwa.token(_scope_grant(auth, scope)),
            clock=self._clock,
            store=sealed(self._store, *_secrets(auth)),
            key=f"{self.account}:{scope}",
        )


def _secrets(auth: AmazonSellerPartnerAuthConfig) -> tuple[str, str]:
    """Return the secrets that every process of the account knows."""
    return auth.lwa_client_secret.get_secret_value(), auth.refresh_token.get_secret_value()


def _refresh_grant(auth: AmazonSellerPartnerAuthConfig) -> Grant:
    refresh_token = auth.refresh_token.get_secret_value()
    return Grant({"grant_type": "refresh_token", "refresh_token": refresh_token, **_client(auth)})


def _scope_grant(auth: AmazonSellerPartnerAuthConfig, scope: str) -> Grant:
    return Grant({"grant_type": "client_credentials", "scope": scope, **_client(auth)})


def _client(auth: AmazonSellerPartnerAuthConfig) -> dict[str, str]:
    return {"client_id": auth.lwa_app_id, "client_secret": auth.lwa_client_secret.get_secret_value()}
