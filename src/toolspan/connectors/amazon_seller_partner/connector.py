"""Connector for the Amazon Selling Partner API."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from toolspan.clock import DEFAULT_TIMEOUT, SYSTEM_CLOCK
from toolspan.connectors.amazon_seller_partner.accounts import withheld_from
from toolspan.connectors.amazon_seller_partner.entities import AmazonSellerPartnerEntities
from toolspan.connectors.amazon_seller_partner.regions import (
    FACTS,
    marketplace_ids,
    marketplace_places,
    marketplace_zone,
)
from toolspan.connectors.amazon_seller_partner.settings import LocalSettings
from toolspan.errors import ConfigurationError
from toolspan.operations.index import OperationIndex, PartialIndex
from toolspan.runtime.redaction import Redactor
from toolspan.tools.guides import Guides

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from importlib.resources.abc import Traversable

    import httpx2

    from toolspan.clock import Clock, Timeout
    from toolspan.connectors.amazon_seller_partner.accounts import AccountType
    from toolspan.connectors.amazon_seller_partner.api import SellingPartnerAPI
    from toolspan.connectors.amazon_seller_partner.executor import AmazonExecutor
    from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
    from toolspan.connectors.amazon_seller_partner.regions import SellingRegion
    from toolspan.contract import Journal, RateLimiter, ResultStore, Token, TokenStore
    from toolspan.hosted.executor import HostedExecutor
    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.policy import Policy
    from toolspan.types import AirbyteAuthConfig
    from toolspan.writes.audit import OnWrite

    Transport = httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None


class AmazonSellerPartnerConnector(AmazonSellerPartnerEntities):
    """Reads a seller's orders, finances, catalog, inventory and reports; writes listings and feeds.

    The constructor sends no request; credentials are read at the first call.

    Args:
        auth_config: Credentials. Default: the environment, read at the first call. With
            `AirbyteAuthConfig`, calls go through a server that stores the seller's credentials;
            then region, seller, URLs, limits and tokens are settings of the server.
        region: Country code where the seller sells (`US`, `DE`, `UK`, ...). It selects the endpoint and
            the default marketplace; `EU` and `FE` select only the endpoint. Default: `config["region"]`,
            then `TOOLSPAN_REGION`, then US with a warning in every page.
        config: `{"region": ...}`; an alternative to `region`.
        seller_id: The seller's merchant token, for operations with it in their path. Default:
            `TOOLSPAN_SELLER_ID`. False means none, even if that variable is set.
        environment: `sandbox` calls Amazon's static sandbox.
        base_url: API host to call instead of Amazon's. Default: `TOOLSPAN_SP_API_URL`.
        token_url: Token endpoint to use instead of Amazon's. Default: `TOOLSPAN_LWA_URL`.
        transport: An httpx2 async transport (mock, ASGI, aiohttp), or a function that returns one per event loop.
        policy: What the connector may do. Default: reads only.
        rate_limits: False sends calls without pacing them by the usage plan.
        account_type: `seller`, `vendor` (who sells to Amazon) or `both`: which operations are offered.
        timeout: Seconds for one call, waits and retries included.
        clock: Clock for dates, waits and limits.
        on_token_refresh: Called with each new `Token`; may be async.
        token_store: Shares access tokens with other connectors and processes. Default: Redis at `TOOLSPAN_REDIS_URL`.
        journal: Records writes (`toolspan.journal`). Default: one in memory, shared within the process.
        on_write: Called before and after each write with a `WriteRecord`; may be async.
        rate_limiter: Counts calls across processes. Default: Redis at `TOOLSPAN_REDIS_URL`; without it, those of
            this process.
        results: Stores results that are too long for a model. Default: a store in this process.

    Raises:
        ConfigurationError: Region, environment, URL or policy is not valid.
    """

    slug: ClassVar[str] = "amazon-seller-partner"
    title: ClassVar[str] = "Amazon-Seller-Partner"
    definition_id: ClassVar[str] = "e55879a8-0ef8-4557-abcf-ab34c53ec460"
    """Id of this connector's definition on a server."""
    every_operation: ClassVar[OperationIndex] = OperationIndex(FACTS / "operations.json", compiled=True)
    """Operations of all account types, those of the sandbox included; `operations` holds what this account has."""
    operations: OperationIndex = PartialIndex(every_operation, withheld_from("seller", sandbox=False))
    bulk: ClassVar[str | None] = "reports.run"
    filled_in: ClassVar[str] = (
        "Marketplace and seller are filled in; marketplaces of other regions need another connector."
    )
    command_line: ClassVar[str] = f"{__package__}.commands.support:AmazonSupport"
    guides: ClassVar[Guides] = Guides(files(__package__ or "") / "guides")  # pyright: ignore[reportIncompatibleVariableOverride]
    questions = files(__package__ or "") / "questions.toml"
    streams: Traversable | Mapping[str, Any] | None = FACTS / "streams.toml"
    search_folder: ClassVar[Traversable | None] = files(__package__ or "") / "search"

    def __init__(
        self,
        auth_config: AmazonSellerPartnerAuthConfig | AirbyteAuthConfig | None = None,
        *,
        region: str | None = None,
        config: Mapping[str, str] | None = None,
        seller_id: str | Literal[False] | None = None,
        environment: Literal["production", "sandbox"] = "production",
        base_url: str | None = None,
        token_url: str | None = None,
        transport: Transport = None,
        policy: Policy | None = None,
        rate_limits: bool = True,
        account_type: AccountType = "seller",
        timeout: float | None = 30.0,
        clock: Clock = SYSTEM_CLOCK,
        on_token_refresh: Callable[[Token], Any] | None = None,
        token_store: TokenStore | None = None,
        journal: Journal | None = None,
        on_write: OnWrite | None = None,
        rate_limiter: RateLimiter | None = None,
        results: ResultStore | None = None,
    ) -> None:
        settings = LocalSettings(
            region=region,
            config=config,
            seller_id=seller_id,
            environment=environment,
            base_url=base_url,
            token_url=token_url,
            rate_limits=rate_limits,
            account_type=account_type,
            on_token_refresh=on_token_refresh,
            token_store=token_store,
            rate_limiter=rate_limiter,
        )
        index = _offered(account_type, environment)
        redactor = Redactor()
        wiring: dict[str, Any] = {"clock": clock, "redactor": redactor, "transport": transport}
        super().__init__(
            _executor(auth_config, settings, index, wiring),
            policy=policy,
            timeout=timeout,
            clock=clock,
            redactor=redactor,
            journal=journal,
            on_write=on_write,
            results=results,
            operations=index,
        )

    @property
    def api(self) -> SellingPartnerAPI:
        """The Selling Partner API of the account, in local mode.

        Raises:
            ConfigurationError: The connector is in hosted mode.
        """
        from toolspan.connectors.amazon_seller_partner.executor import AmazonExecutor  # noqa: PLC0415 - see below

        if not isinstance(self._executor, AmazonExecutor):
            raise ConfigurationError("This connector works through a server.")
        return self._executor.api

    @property
    def selling_region(self) -> SellingRegion:
        """Endpoint and default marketplace of the account, in local mode.

        Raises:
            ConfigurationError: The connector is in hosted mode, where the server chooses them.
        """
        return self.api.selling_region

    def zone_of(self, operation: Operation) -> Callable[[Mapping[str, Any]], str | None]:
        """Return a function from a call's values to the time zone of its marketplace.

        Without a marketplace in the call it is the connector's own; None in hosted mode.
        """
        about, places = self.about(), marketplace_places(operation)

        def zone(values: Mapping[str, Any]) -> str | None:
            named = next((values[name] for name in places if name in values), None)
            if named is None:
                return marketplace_zone(about.get("marketplace_id")) if "region" in about else None
            ids = marketplace_ids(list(map(str, named if isinstance(named, (list, tuple)) else [named])))
            return marketplace_zone(ids[0] if ids else None)

        return zone

    def zone_at(self, place: str | None) -> str:
        """Return the time zone of a marketplace; UTC for an unknown id."""
        return marketplace_zone(place)

    def account_id(self) -> str | None:
        """Return the seller's id, where it is known."""
        return self.about().get("seller_id")

    def account_names(self) -> list[str]:
        """Return the known ones of country (or region), seller and workspace."""
        about = self.about()
        names = [about.get("country") or about.get("region"), about.get("seller_id")]
        return [*filter(None, names), *super().account_names()]

    async def check(self, *, timeout: Timeout = DEFAULT_TIMEOUT) -> Page:
        """List the marketplaces of the account: the cheapest call that verifies credentials and endpoint.

        The policy does not apply to it: it says what callers may read.

        Args:
            timeout: Seconds for the call; None allows any time.

        Raises:
            ToolspanError: The check failed; class and hint say why.
        """
        return await self._read_always("marketplaces", "list", timeout)


def _offered(account_type: str, environment: str) -> OperationIndex:
    """Return what an account has."""
    if (account_type, environment) == ("seller", "production"):
        return AmazonSellerPartnerConnector.operations
    return _part(account_type, environment)


@cache
def _part(account_type: str, environment: str) -> OperationIndex:
    """Return the index of an account, the same for all connectors of its kind."""
    withheld = withheld_from(account_type, sandbox=environment == "sandbox")
    return PartialIndex(AmazonSellerPartnerConnector.every_operation, withheld)


def _executor(
    auth: AmazonSellerPartnerAuthConfig | AirbyteAuthConfig | None,
    settings: LocalSettings,
    index: OperationIndex,
    wiring: dict[str, Any],
) -> AmazonExecutor | HostedExecutor:
    """Return the executor: local, or hosted when the credentials are those of a server.

    Imports only the one it returns, so that importing the connector stays cheap.
    """
    from toolspan.types import AirbyteAuthConfig  # noqa: PLC0415 - see above

    if not isinstance(auth, AirbyteAuthConfig):
        from toolspan.connectors.amazon_seller_partner.executor import AmazonExecutor  # noqa: PLC0415 - see above

        return AmazonExecutor(auth, index=index, **settings.resolved(), **wiring)
    if given := settings.given():
        raise ConfigurationError(
            f"{', '.join(given)}: in hosted mode this is a setting of the server's connector.",
            hint="Omit it here. Set region and seller with HostedWorkspace.update_connector.",
        )
    from toolspan.hosted.executor import HostedExecutor  # noqa: PLC0415 - see above
    from toolspan.hosted.lookup import Kind  # noqa: PLC0415 - see above

    kind = Kind(AmazonSellerPartnerConnector.slug, AmazonSellerPartnerConnector.definition_id)
    return HostedExecutor(auth, kind, **wiring)
