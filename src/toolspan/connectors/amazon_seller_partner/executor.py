"""Local mode: calls the Selling Partner API with the user's own credentials.

Imported when a connector is made, not with its class: that keeps the import of the connector light.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from toolspan.connectors.amazon_seller_partner.api import SellingPartnerAPI
from toolspan.connectors.amazon_seller_partner.auth import AmazonTokens, LoginWithAmazon
from toolspan.connectors.amazon_seller_partner.errors import FORBIDDEN, of_another_seller
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.connectors.amazon_seller_partner.polling import LocalJobContext
from toolspan.connectors.amazon_seller_partner.regions import filled_with
from toolspan.errors import ConfigurationError, PermissionDenied
from toolspan.transport.executor import LocalExecutor
from toolspan.transport.http import Http

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    import httpx2

    from toolspan.clock import Clock
    from toolspan.connectors.amazon_seller_partner.regions import SellingRegion
    from toolspan.contract import Call, RateLimiter, Token, TokenStore
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.runtime.redaction import Redactor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Handler(Generic[T]):
    """Executes an operation that is more than one request; `handler` in `facts/names` names it.

    Args:
        kind: A class, of which each executor has one instance, made from its `LocalJobContext`.
        execute: The method of the class that executes a call.
        preview: The method that returns what a dry run shows; by default the steps, or the request.
        filled: The method that returns the values that are sent; by default those with the API's defaults.
    """

    kind: Callable[[LocalJobContext], T]
    execute: Callable[[T, Call], Awaitable[Page]]
    preview: Callable[[T, Call], Awaitable[Page]] | None = None
    filled: Callable[[T, Call], Mapping[str, Any]] | None = None

    async def __call__(self, executor: AmazonExecutor, call: Call) -> Page:
        """Execute a call."""
        return await self.execute(executor.context.shared(self.kind), call)


class AmazonExecutor(LocalExecutor):
    """Executes calls against Amazon.

    Args:
        auth: Credentials; from the environment at the first call when None.
        selling_region: Endpoint and default marketplace.
        index: The operations.
        base_url: URL of the API.
        own_url: The same if the user gave it: its host may serve documents too.
        token_url: URL of the token endpoint.
        transport: As in the connector.
        clock: Time for dates, waits and rate limits.
        redactor: Learns every secret.
        seller_id: Fills seller ids.
        sandbox: True applies the sandbox's rate limits.
        rate_limits: True paces calls by the usage plan.
        token_store: Shares access tokens.
        on_token_refresh: Called with each new token.
        rate_limiter: Counts calls; this process's own when None.
        warning: Warning of every page that depends on the marketplace.

    Attributes:
        context: What handlers need.
    """

    api: SellingPartnerAPI

    def __init__(
        self,
        auth: AmazonSellerPartnerAuthConfig | None,
        *,
        selling_region: SellingRegion,
        index: OperationIndex,
        base_url: str,
        own_url: str | None,
        token_url: str,
        transport: httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None,
        clock: Clock,
        redactor: Redactor,
        seller_id: str | None,
        sandbox: bool,
        rate_limits: bool,
        token_store: TokenStore | None,
        on_token_refresh: Callable[[Token], Any] | None,
        rate_limiter: RateLimiter | None,
        warning: str | None,
    ) -> None:
        if auth is not None and not isinstance(auth, AmazonSellerPartnerAuthConfig):
            raise ConfigurationError(
                f"auth_config must be an AmazonSellerPartnerAuthConfig or an AirbyteAuthConfig, not {type(auth).__name__}.",
                hint="Write auth_config=AmazonSellerPartnerAuthConfig(**values).",
            )
        self._auth = auth
        self._warning = warning
        if auth:
            redactor.keep(*_secrets(auth))
        http = Http(transport)
        tokens = AmazonTokens(
            self.auth,
            LoginWithAmazon(http, clock, token_url, redactor),
            base_url=base_url,
            clock=clock,
            redactor=redactor,
            token_store=token_store,
            on_token_refresh=on_token_refresh,
        )
        api = SellingPartnerAPI(
            tokens,
            selling_region,
            index,
            base_url=base_url,
            token_url=token_url,
            clock=clock,
            redactor=redactor,
            seller_id=seller_id,
            sandbox=sandbox,
        )
        super().__init__(api, http, clock, redactor, rate_limits=rate_limits, rate_limiter=rate_limiter)
        tokens.executor = self
        self.context = LocalJobContext(
            executor=self, index=index, http=http, clock=clock, redact=redactor, base_url=own_url, api=api
        )

    def auth(self) -> AmazonSellerPartnerAuthConfig:
        """Return the credentials, read from the environment if none were given.

        Raises:
            ConfigurationError: There are none.
        """
        if self._auth is None:
            self._auth = AmazonSellerPartnerAuthConfig.from_env()
            self._redact.keep(*_secrets(self._auth))
        return self._auth

    async def execute(self, call: Call, /) -> Page:
        """Execute one call: by its operation's handler, as one request, or raw."""
        try:
            page = await super().execute(call)
        except PermissionDenied as error:
            given = [
                call.values[name] for name in filled_with(call.operation, "seller") if name in call.values
            ]
            if error.status == FORBIDDEN and given and given[0] != self.api.seller_id:
                of_another_seller(error, str(given[0]), self.api.seller_id)
            raise
        if self._warning and "marketplace" in call.operation.extra:
            page.meta.warnings.append(self._warning)
        return page

    def filled(self, call: Call, /) -> Mapping[str, Any]:
        """Return the values of a call as they are sent."""
        handler = _handler(call.operation)
        if handler and handler.filled:
            return handler.filled(self.context.shared(handler.kind), call)
        return super().filled(call)

    async def preview(self, call: Call, /) -> Page:
        """Return what a dry run shows: the request of a call, or the steps that it would take."""
        handler = _handler(call.operation)
        if handler and handler.preview:
            return await handler.preview(self.context.shared(handler.kind), call)
        return await super().preview(call)


def _handler(operation: Operation) -> Handler[Any] | None:
    return operation.load_handler() if operation.handler else None


def _secrets(auth: AmazonSellerPartnerAuthConfig) -> list[str]:
    secrets = [auth.lwa_client_secret, auth.refresh_token, auth.access_token]
    return [secret.get_secret_value() for secret in secrets if secret]
