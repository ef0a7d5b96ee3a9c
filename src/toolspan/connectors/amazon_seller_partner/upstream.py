"""What the executor must know of the Selling Partner API: hosts, defaults, tokens, limits, refusals."""

from __future__ import annotations

import asyncio
import hashlib
import platform
from collections import OrderedDict
from dataclasses import dataclass, field
from time import gmtime, strftime
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

from toolspan.auth import Token, TokenProvider
from toolspan.connectors.amazon_seller_partner.places import (
    marketplace_ids,
    marketplace_region,
    marketplaces_in,
)
from toolspan.connectors.amazon_seller_partner.refusals import error_of, hides_reason, refuses_token
from toolspan.errors import InvalidInput, UpstreamError
from toolspan.operations.model import DATA_ELEMENTS, Operation
from toolspan.operations.names import snake
from toolspan.operations.request import WireRequest
from toolspan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.auth import TokenStore
    from toolspan.clock import Clock, Deadline
    from toolspan.connectors.amazon_seller_partner.lwa import LoginWithAmazon
    from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
    from toolspan.connectors.amazon_seller_partner.places import Place
    from toolspan.contract import Call
    from toolspan.execution.http import Answer
    from toolspan.execution.local import LocalExecutor
    from toolspan.page import Page
    from toolspan.redaction import Redactor

SANDBOX_PLAN = (5.0, 15.0)
"""Calls per second and burst of every operation in Amazon's sandbox."""
USER_AGENT = f"toolspan/{__version__} (Language=Python/{platform.python_version()}; Platform={platform.system()}; Caller=AI-agent)"
"""Amazon asks for application, version and language; its agent policy asks that agents say so."""
RESTRICTED_DATA_TOKEN = Operation(
    "restricted_data_tokens", "create", "Get a token for restricted data.", "read",
    api="tokens_2021-03-01", operation_id="createRestrictedDataToken",
    method="POST", path="/tokens/2021-03-01/restrictedDataToken", rate=1.0, burst=10,
)  # fmt: skip
_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class AccessToken:
    """The token that one request carries, and what it was got for."""

    value: str = field(repr=False)
    provider: TokenProvider | None = field(repr=False)
    operation: Operation
    path: str
    wall_time: float

    def headers(self) -> Mapping[str, str]:
        """Return the headers of a request to the Selling Partner API."""
        stamp = strftime("%Y%m%dT%H%M%SZ", gmtime(self.wall_time))
        return {"x-amz-access-token": self.value, "x-amz-date": stamp, "user-agent": USER_AGENT}


class AmazonUpstream:
    """The Selling Partner API as one application sees it for one selling account.

    Args:
        auth: Gives the credentials; asked at the first call.
        lwa: Requests access tokens.
        place: Endpoint and default marketplace.
        index: The operations.
    """

    executor: LocalExecutor

    def __init__(
        self,
        auth: Callable[[], AmazonSellerPartnerAuthConfig],
        lwa: LoginWithAmazon,
        place: Place,
        *,
        base_url: str,
        clock: Clock,
        redactor: Redactor,
        seller_id: str | None,
        sandbox: bool,
        token_store: TokenStore | None,
        on_token_refresh: Callable[[Token], Any] | None,
    ) -> None:
        self.base_url = base_url
        self.place = place
        self._auth = auth
        self._lwa = lwa
        self._clock = clock
        self._redactor = redactor
        self._seller_id = seller_id
        self._sandbox = sandbox
        self._store = token_store
        self._on_token_refresh = on_token_refresh
        self._providers: dict[str | None, TokenProvider] = {}
        self._restricted_paths: OrderedDict[str, None] = OrderedDict()
        self._account: str | None = None

    # ------------------------------------------------------------------ defaults

    def fill(self, call: Call) -> Mapping[str, Any]:
        """Return the call's values with marketplace, seller and fixed defaults filled in."""
        operation, values = call.operation, dict(call.values)
        self._check_marketplaces(operation, values)
        cursor = operation.cursor
        if not (cursor and cursor.alone and cursor.parameter in values):
            for name in operation.marketplace_parameters if operation.marketplace != "never" else ():
                if name not in values:
                    self._fill_marketplace(operation, name, values)
            for name, value in operation.defaults.items():
                values.setdefault(name, value)
        self._fill_seller(operation, values)
        return values

    def _fill_marketplace(self, operation: Operation, name: str, values: dict[str, Any]) -> None:
        given = next((values[p] for p in operation.marketplace_parameters if p in values), None)
        marketplace = (given[0] if isinstance(given, list) else given) or self.place.marketplace_id
        if marketplace:
            values[name] = [marketplace] if name.lower().endswith("ids") else marketplace
        elif operation.marketplace == "required":
            choices = ", ".join(
                f"{country} {id_}" for country, id_ in marketplaces_in(self.place.region).items()
            )
            raise InvalidInput(
                f'{operation.name} needs a marketplace, and region="{self.place.region}" names none.',
                hint=f"Give {snake(name)} with one of: {choices}; or connect with a country code.",
            )

    def _check_marketplaces(self, operation: Operation, values: dict[str, Any]) -> None:
        for name in operation.marketplace_parameters:
            if name not in values:
                continue
            given = values[name]
            ids = marketplace_ids(given if isinstance(given, list) else [given])
            for marketplace in ids:
                region = marketplace_region(marketplace)
                if region not in (None, self.place.region):
                    raise InvalidInput(
                        f"{operation.name}: {marketplace} is a marketplace of {region}, this connector calls the {self.place.region} endpoint.",
                        hint="Use a connector of that region, with that region's refresh token.",
                    )
            values[name] = ids if isinstance(given, list) else ids[0]

    def _fill_seller(self, operation: Operation, values: dict[str, Any]) -> None:
        if not self._seller_id:
            return
        required = {p.name for p in operation.parameters if p.required}
        required |= {
            rule["name"]
            for rule in operation.rules
            if rule["kind"] == "required_when" and all(values.get(k) in v for k, v in rule["when"].items())
        }
        for name in operation.seller_parameters:
            if name in required:
                values.setdefault(name, self._seller_id)

    # ------------------------------------------------------------------ limits

    @property
    def account(self) -> str:
        """A hash that stands for application and grant."""
        if self._account is None:
            auth = self._auth()
            secret = f"{auth.lwa_app_id}\0{auth.refresh_token.get_secret_value()}\0{self.base_url}"
            self._account = hashlib.sha256(secret.encode()).hexdigest()[:24]
        return self._account

    def plan(self, operation: Operation) -> tuple[object, float, float] | None:
        """Return bucket key, rate and burst of an operation; None where Amazon publishes none."""
        if not operation.rate or not operation.burst:
            return None
        rate, burst = SANDBOX_PLAN if self._sandbox else (operation.rate, float(operation.burst))
        return (self.account, operation.api, operation.operation_id), rate, burst

    def rate(self, answer: Answer) -> float | None:
        """Return the rate of the answer's `x-amzn-RateLimit-Limit`, if it is a number."""
        try:
            return float(answer.headers.get("x-amzn-ratelimit-limit", ""))
        except ValueError:
            return None

    # ------------------------------------------------------------------ tokens

    async def credentials(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> AccessToken:
        """Return a valid token for this request, a restricted data token where one is needed."""
        elements = values.get(DATA_ELEMENTS)
        if elements or request.path in self._restricted_paths:
            value = await self._restricted(request, elements, deadline)
            return AccessToken(value, None, operation, request.path, self._clock.time())
        provider = self._provider(operation.grantless_scope)
        try:
            async with asyncio.timeout(deadline.remaining()):
                value = await provider.get()
        except TimeoutError:
            raise deadline.exceeded("getting an access token") from None
        return AccessToken(value, provider, operation, request.path, self._clock.time())

    async def renewed(self, credentials: AccessToken, answer: Answer) -> bool:
        """Return whether the answer refused the token and another one is now to be had."""
        if credentials.provider and refuses_token(answer):
            await credentials.provider.renew(credentials.value)
            return True
        restricted = credentials.operation.restricted or {}
        if credentials.provider and restricted.get("when") == "report" and hides_reason(answer):
            self.restrict(credentials.path)
            return True
        return False

    def restrict(self, path: str) -> None:
        """Remember that this path, as sent, wants a restricted data token."""
        self._restricted_paths[path] = None
        while len(self._restricted_paths) > _REMEMBERED:
            self._restricted_paths.popitem(last=False)

    async def _restricted(self, request: WireRequest, elements: list[str] | None, deadline: Deadline) -> str:
        resource: dict[str, Any] = {"method": request.method, "path": request.path}
        if elements:
            resource["dataElements"] = elements
        body = to_json({"restrictedResources": [resource]})
        wanted = WireRequest("POST", RESTRICTED_DATA_TOKEN.path, body=body)
        answer = await self.executor.perform(RESTRICTED_DATA_TOKEN, wanted, {}, deadline)
        token = from_json(answer.body).get("restrictedDataToken")
        if not isinstance(token, str):
            raise UpstreamError("Amazon answered without a restricted data token.")
        self._redactor.add(token)
        return token

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
            store=self._store,
            key=self.account,
            initial=auth.access_token.get_secret_value() if auth.access_token else None,
            on_token=self._on_token_refresh,
        )

    def _grantless_tokens(self, scope: str) -> TokenProvider:
        auth = self._auth()
        return TokenProvider(
            lambda: self._lwa.token(_scope_grant(auth, scope)),
            clock=self._clock,
            store=self._store,
            key=f"{self.account}:{scope}",
        )

    # ------------------------------------------------------------------ answers

    def error(self, operation: Operation, answer: Answer) -> Any:
        """Return the error that an unsuccessful answer means."""
        return error_of(operation, answer)

    def describe(self, page: Page, call: Call, answer: Answer) -> None:
        """Add request id, limit, marketplace and what the caller should know to the page."""
        operation, meta = call.operation, page.meta
        meta.request_id = answer.headers.get("x-amzn-requestid")
        meta.rate_limit = self.rate(answer)
        if operation.marketplace != "never":
            meta.marketplace = self.place.marketplace_id
        if operation.deprecated:
            meta.warnings.append(
                f"{operation.name} is deprecated: Amazon removes it on {operation.deprecated['removal_date']}. "
                f"Use {operation.deprecated['replacement']}."
            )


def _refresh_grant(auth: AmazonSellerPartnerAuthConfig) -> dict[str, str]:
    return {
        "grant_type": "refresh_token",
        "refresh_token": auth.refresh_token.get_secret_value(),
        **_client(auth),
    }


def _scope_grant(auth: AmazonSellerPartnerAuthConfig, scope: str) -> dict[str, str]:
    return {"grant_type": "client_credentials", "scope": scope, **_client(auth)}


def _client(auth: AmazonSellerPartnerAuthConfig) -> dict[str, str]:
    return {"client_id": auth.lwa_app_id, "client_secret": auth.lwa_client_secret.get_secret_value()}
