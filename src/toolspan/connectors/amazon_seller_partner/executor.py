"""Local mode: the Selling Partner API, called with the user's own credentials.

Imported when a connector is made, not with its class: an import must not cost what only use needs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.api import SellingPartnerAPI
from toolspan.connectors.amazon_seller_partner.auth import AmazonTokens, LoginWithAmazon
from toolspan.connectors.amazon_seller_partner.errors import FORBIDDEN, of_another_seller
from toolspan.connectors.amazon_seller_partner.listings.checks import Submissions, report
from toolspan.connectors.amazon_seller_partner.listings.feed_messages import read_values
from toolspan.connectors.amazon_seller_partner.listings.feeds import Feeds
from toolspan.connectors.amazon_seller_partner.listings.product_types import Definitions
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.connectors.amazon_seller_partner.regions import filled_with
from toolspan.connectors.amazon_seller_partner.reports.run import Reports, Surroundings
from toolspan.errors import ConfigurationError, PermissionDenied
from toolspan.operations.request import write_request
from toolspan.transport.executor import LocalExecutor
from toolspan.transport.http import Http

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    import httpx2

    from toolspan.clock import Clock
    from toolspan.connectors.amazon_seller_partner.regions import Place
    from toolspan.contract import Call, RateLimiter, Token, TokenStore
    from toolspan.operations.index import OperationIndex
    from toolspan.page import Page
    from toolspan.runtime.redaction import Redactor


class AmazonExecutor(LocalExecutor):
    """Carries out calls against Amazon, composites and raw ones too.

    Args:
        auth: Credentials; from the environment at the first call when None.
        place: Endpoint and default marketplace.
        index: The operations.
        base_url: Where requests go.
        own_url: The same if it was given and is not Amazon's: documents may come from there too.
        token_url: Where tokens come from.
        transport: As in the connector.
        clock: Time for dates, waits and limits.
        redactor: Learns every secret.
        seller_id: Fills seller ids.
        sandbox: Whether the sandbox's limits hold.
        rate_limits: Whether to pace calls.
        token_store: Shares access tokens.
        on_token_refresh: Called with each new token.
        rate_limiter: Counts calls; this process's own when None.
        warning: Said with every page that depends on the marketplace.
    """

    api: SellingPartnerAPI

    def __init__(
        self,
        auth: AmazonSellerPartnerAuthConfig | None,
        *,
        place: Place,
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
        self._index = index
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
            place,
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
        around = Surroundings(
            self, index, http, clock, redactor, own_url, place.marketplace_id, self._restrict_document
        )
        self.reports = Reports(around)
        definitions = Definitions(around)
        self._submissions = Submissions(definitions, index, api)
        self._feeds = feeds = Feeds(around, api, self._submissions)
        self._composites: dict[str, Callable[[Call], Awaitable[Page]]] = {
            "reports.run": self.reports.run,
            "product_types.attributes": definitions.attributes,
            "feeds.create_document": self._feed_step,
            "feeds.create": self._feed_step,
            "feeds.submit": feeds.submit,
            "feeds.result": feeds.result,
            "listings_items.put": self._submitted,
            "listings_items.patch": self._submitted,
        }
        self._fillers: dict[str, Callable[[Call], Mapping[str, Any]]] = {"feeds.submit": feeds.filled}

    def auth(self) -> AmazonSellerPartnerAuthConfig:
        """Return the credentials, read from the environment if none were given.

        Raises:
            ConfigurationError: There are none.
        """
        if self._auth is None:
            self._auth = AmazonSellerPartnerAuthConfig.from_env()
            self._redact.keep(*_secrets(self._auth))
        return self._auth

    def _restrict_document(self, document_id: str) -> None:
        operation = self._index.find("reports", "document")
        self.api.restrict(write_request(operation, {"reportDocumentId": document_id}).path)

    async def execute(self, call: Call, /) -> Page:
        """Carry out one call, the steps of a composite, or a raw call."""
        try:
            page = await self._composites.get(call.operation.name, super().execute)(call)
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

    async def _feed_step(self, call: Call) -> Page:
        return await self._feeds.step(call, super().execute)

    async def _submitted(self, call: Call) -> Page:
        if call.validated and "attributes" in call.values:
            attributes = read_values(call.values["attributes"])
            call = replace(call, values={**call.values, "attributes": attributes})
        warnings = await self._submissions.check(call) if call.validated else []
        page = await super().execute(call)
        page.meta.warnings.extend(warnings)
        report(page)
        return page

    def filled(self, call: Call, /) -> Mapping[str, Any]:
        """Return the values of a call as they are sent."""
        return self._fillers.get(call.operation.name, super().filled)(call)

    async def preview(self, call: Call, /) -> Page:
        """Return the request of a call; of a composite, the steps that it would take."""
        operation = call.operation
        if operation.name == "feeds.submit":
            return await self._feeds.preview(call)
        if self._composites.get(operation.name) == self._feed_step:
            return await self._feeds.step(call, super().preview)
        return await super().preview(call)


def _secrets(auth: AmazonSellerPartnerAuthConfig) -> list[str]:
    secrets = [auth.lwa_client_secret, auth.refresh_token, auth.access_token]
    return [secret.get_secret_value() for secret in secrets if secret]
