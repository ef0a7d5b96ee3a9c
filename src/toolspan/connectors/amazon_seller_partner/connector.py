"""The Amazon Seller Partner connector: credentials and a country in, pages and tools out."""

from __future__ import annotations

import os
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import urlsplit

from toolspan.clock import SYSTEM_CLOCK, Deadline
from toolspan.connector import DEFAULT_TIMEOUT, Timeout
from toolspan.connectors.amazon_seller_partner.entities import AmazonSellerPartnerEntities
from toolspan.connectors.amazon_seller_partner.lwa import TOKEN_URL, LoginWithAmazon
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.connectors.amazon_seller_partner.places import FACTS, find_place
from toolspan.connectors.amazon_seller_partner.raw import raw_operation, raw_request
from toolspan.connectors.amazon_seller_partner.reports import Reports
from toolspan.connectors.amazon_seller_partner.tokens import AmazonTokens
from toolspan.connectors.amazon_seller_partner.upstream import AmazonUpstream
from toolspan.errors import ConfigurationError, PolicyDenied, ToolspanError
from toolspan.execution.answers import decode
from toolspan.execution.http import Http
from toolspan.execution.local import LocalExecutor
from toolspan.operations.index import OperationIndex
from toolspan.page import Meta, Page
from toolspan.redaction import Redactor
from toolspan.tooling.guides import Guides

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

    from toolspan.auth import Token, TokenStore
    from toolspan.clock import Clock
    from toolspan.contract import Call
    from toolspan.policy import Policy


class AmazonSellerPartnerConnector(AmazonSellerPartnerEntities):
    """Reads a seller's orders, finances, catalogue, listings, inventory and reports.

    Nothing is requested, and no credential is needed, before the first call.

    Args:
        auth_config: Credentials; from the environment at the first call when left out.
        region: Country code where the seller sells (`US`, `DE`, `UK`, ...): endpoint and default
            marketplace follow from it. `EU` and `FE` set only the endpoint. When left out:
            `config["region"]`, then `TOOLSPAN_REGION`, then US with a warning in every page.
        config: `{"region": ...}`, the other way to say it.
        seller_id: The seller's merchant token, for operations that want it in their path;
            `TOOLSPAN_SELLER_ID` when left out.
        environment: `sandbox` calls Amazon's static sandbox.
        base_url: Calls this host instead of Amazon's (`TOOLSPAN_SP_API_URL`).
        token_url: Gets tokens here instead of at Amazon (`TOOLSPAN_LWA_URL`).
        transport: An httpx2 async transport (mock, ASGI, aiohttp), or a function that makes one per event loop.
        policy: What the connector may do; reads only by default.
        rate_limits: False sends without pacing by the usage plan.
        account_type: `seller` or `vendor`; it decides which operations are offered.
        timeout: Seconds for one call, waits and retries included.
        clock: Time for dates, waits and limits.
        on_token_refresh: Called with each new `Token`; may be async.
        token_store: Shares access tokens beyond this connector.

    Raises:
        ConfigurationError: Region, environment, URL or policy are not valid.
    """

    slug: ClassVar[str] = "amazon-seller-partner"
    title: ClassVar[str] = "Amazon-Seller-Partner"
    operations: ClassVar[OperationIndex] = OperationIndex(FACTS / "operations.json")
    guides: ClassVar[Guides] = Guides(files(__package__ or "") / "guides")

    def __init__(
        self,
        auth_config: AmazonSellerPartnerAuthConfig | None = None,
        *,
        region: str | None = None,
        config: Mapping[str, str] | None = None,
        seller_id: str | None = None,
        environment: Literal["production", "sandbox"] = "production",
        base_url: str | None = None,
        token_url: str | None = None,
        transport: httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None = None,
        policy: Policy | None = None,
        rate_limits: bool = True,
        account_type: Literal["seller"] = "seller",
        timeout: float | None = 30.0,
        clock: Clock = SYSTEM_CLOCK,
        on_token_refresh: Callable[[Token], Any] | None = None,
        token_store: TokenStore | None = None,
    ) -> None:
        named = region or _from_config(config) or os.environ.get("TOOLSPAN_REGION")
        self.region_warning = (
            None if named else 'No region was given: "US" was assumed. Pass region="<country code>".'
        )
        self.place = find_place(named or "US")
        if environment not in ("production", "sandbox"):
            raise ConfigurationError(f'environment must be "production" or "sandbox", not {environment!r}.')
        if account_type != "seller":
            raise ConfigurationError(
                f'account_type must be "seller", not {account_type!r}.',
                hint="Vendor operations are not in this release.",
            )
        given_url = base_url or os.environ.get("TOOLSPAN_SP_API_URL")
        sandbox = environment == "sandbox"
        self._given_auth = auth_config
        self._http = Http(transport)
        redactor = Redactor(*_secrets(auth_config))
        lwa_url = _checked_url(token_url or os.environ.get("TOOLSPAN_LWA_URL") or TOKEN_URL, "token_url")
        api_url = _checked_url(
            given_url or (self.place.sandbox_endpoint if sandbox else self.place.endpoint), "base_url"
        )
        tokens = AmazonTokens(
            lambda: self._auth,
            LoginWithAmazon(self._http, clock, lwa_url, redactor),
            base_url=api_url,
            clock=clock,
            redactor=redactor,
            token_store=token_store,
            on_token_refresh=on_token_refresh,
        )
        self.upstream = AmazonUpstream(
            tokens,
            self.place,
            self.operations,
            base_url=api_url,
            clock=clock,
            redactor=redactor,
            seller_id=seller_id or os.environ.get("TOOLSPAN_SELLER_ID"),
            sandbox=sandbox,
        )
        executor = tokens.executor = LocalExecutor(
            self.upstream, self._http, clock, redactor, rate_limits=rate_limits
        )
        self._local = executor
        super().__init__(executor, policy=policy, timeout=timeout, clock=clock, redactor=redactor)
        self._reports = Reports(self, self._http, base_url=given_url)

    @cached_property
    def _auth(self) -> AmazonSellerPartnerAuthConfig:
        if self._given_auth is not None:
            return self._given_auth
        auth = AmazonSellerPartnerAuthConfig.from_env()
        self.redact.keep(*_secrets(auth))
        return auth

    async def carry_out(self, call: Call) -> Page:
        """Carry out one checked call, or the steps of a composite."""
        page = await (self._reports.run(call) if call.operation.steps else self._executor.execute(call))
        if self.region_warning and call.operation.marketplace != "never":
            page.meta.warnings.append(self.region_warning)
        return page

    def about(self) -> dict[str, Any]:
        """Return the region and the marketplace that calls go to."""
        place = {
            "region": self.place.region,
            "country": self.place.country,
            "marketplace_id": self.place.marketplace_id,
        }
        return {name: value for name, value in place.items() if value}

    async def check(self) -> Page:
        """Return the marketplaces of the account: the cheapest call that proves credentials and endpoint.

        Raises:
            ToolspanError: Something is wrong; the class and hint say what.
        """
        return await self.execute("marketplaces", "list")

    async def raw(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
    ) -> Page:
        """Return what any path of the API answers, under the same tokens, limits, policy and redaction.

        Args:
            method: HTTP method; anything beyond GET and HEAD needs `Policy(writes=["raw"])`.
            path: Path from the first slash on, percent-encoded by the caller, without a query.
            query: Query parameters; lists are sent comma-separated.
            body: JSON body.
            timeout: Seconds for this call.

        Raises:
            InvalidInput: The path or method cannot be sent.
            PolicyDenied: The policy does not allow raw writes.
            ToolspanError: As `execute`.
        """
        try:
            operation = raw_operation(method, path)
            if not self.policy.allows_raw(operation.method):
                raise PolicyDenied(
                    f"raw {operation.method} is not allowed by this connector's policy.",
                    hint='Whoever owns the connector can allow it with Policy(writes=["raw"]).',
                )
            seconds = self.timeout if not isinstance(timeout, (int, float, type(None))) else timeout
            deadline = Deadline(self.clock, seconds)
            answer = await self._local.perform(operation, raw_request(operation, query, body), {}, deadline)
            content = decode(operation, answer)
        except ToolspanError as error:
            raise self.redact.error(error) from None
        data = content if isinstance(content, list) else [] if content is None else [content]
        request_id = self.redact(answer.headers.get("x-amzn-requestid", "")) or None
        meta = Meta(operation=operation.name, count=len(data), request_id=request_id)
        return Page.model_construct(data=data, meta=meta, raw=content)


def _from_config(config: Mapping[str, str] | None) -> str | None:
    if not config:
        return None
    if unknown := [name for name in config if name != "region"]:
        raise ConfigurationError(
            f"config has unknown keys: {', '.join(unknown)}.", hint='It takes {"region": "<country code>"}.'
        )
    return config.get("region")


def _checked_url(url: str, name: str) -> str:
    try:
        parts = urlsplit(url) if url.isascii() and url.isprintable() else urlsplit("")
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigurationError(f"{name} must hold no query, fragment or user.")
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and local)):
        raise ConfigurationError(f"{name} must be an https URL (http only on loopback), not {url[:80]!r}.")
    return url.rstrip("/")


def _secrets(auth: AmazonSellerPartnerAuthConfig | None) -> list[str]:
    if auth is None:
        return []
    secrets = [auth.lwa_client_secret, auth.refresh_token, auth.access_token]
    return [secret.get_secret_value() for secret in secrets if secret]
