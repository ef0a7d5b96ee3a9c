"""The Amazon Seller Partner connector: credentials and a country in, pages and tools out."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from toolspan.clock import SYSTEM_CLOCK
from toolspan.connectors.amazon_seller_partner.entities import AmazonSellerPartnerEntities
from toolspan.connectors.amazon_seller_partner.regions import (
    FACTS,
    marketplace_ids,
    marketplace_places,
    marketplace_zone,
)
from toolspan.connectors.amazon_seller_partner.settings import LocalSettings
from toolspan.errors import ConfigurationError
from toolspan.operations.index import OperationIndex
from toolspan.runtime.redaction import Redactor
from toolspan.tools.guides import Guides

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

    from toolspan.clock import Clock
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
    """A seller's orders, money, catalogue, stock and reports to read, and listings and feeds to write.

    Nothing is requested, and no credential is needed, before the first call.

    Args:
        auth_config: Credentials; from the environment at the first call when left out. With
            `AirbyteAuthConfig` calls go through a server, which keeps the seller's credentials;
            then whatever is said of regions, sellers, URLs, limits and tokens below is the server's.
        region: Country code where the seller sells (`US`, `DE`, `UK`, ...): endpoint and default
            marketplace follow from it. `EU` and `FE` set only the endpoint. When left out:
            `config["region"]`, then `TOOLSPAN_REGION`, then US with a warning in every page.
        config: `{"region": ...}`, the other way to say it.
        seller_id: The seller's merchant token, for operations that want it in their path;
            `TOOLSPAN_SELLER_ID` when left out; with False there is none.
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
        journal: Remembers writes (`toolspan.journal`); the process's own when left out.
        on_write: Called before and after each write with a `WriteRecord`; may be async.
        rate_limiter: Counts calls beyond this process; the process's own when left out.
        results: Stores results that were too long for a model; in this process when left out.

    Raises:
        ConfigurationError: Region, environment, URL or policy are not valid.
    """

    slug: ClassVar[str] = "amazon-seller-partner"
    title: ClassVar[str] = "Amazon-Seller-Partner"
    definition_id: ClassVar[str] = "e55879a8-0ef8-4557-abcf-ab34c53ec460"
    """The id of this connector at servers."""
    operations: OperationIndex = OperationIndex(FACTS / "operations.json", compiled=True)
    filled_in: ClassVar[str] = "Marketplace and seller are filled in."
    command_line: ClassVar[str] = f"{__package__}.commands.support:AmazonSupport"
    guides: ClassVar[Guides] = Guides(files(__package__ or "") / "guides")  # pyright: ignore[reportIncompatibleVariableOverride]

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
        account_type: Literal["seller"] = "seller",
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
        redactor = Redactor()
        wiring: dict[str, Any] = {"clock": clock, "redactor": redactor, "transport": transport}
        super().__init__(
            _executor(auth_config, settings, self.operations, wiring),
            policy=policy,
            timeout=timeout,
            clock=clock,
            redactor=redactor,
            journal=journal,
            on_write=on_write,
            results=results,
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
        """Endpoint and default marketplace, in local mode.

        Raises:
            ConfigurationError: The connector is in hosted mode: the server knows them.
        """
        return self.api.selling_region

    def zone_of(self, operation: Operation) -> Callable[[Mapping[str, Any]], str | None]:
        """Return a function of a call's values: the time zone of its marketplace, else of the connector's; None in hosted mode."""
        about, places = self.about(), marketplace_places(operation)

        def zone(values: Mapping[str, Any]) -> str | None:
            named = next((values[name] for name in places if name in values), None)
            if named is None:
                return marketplace_zone(about.get("marketplace_id")) if "region" in about else None
            ids = marketplace_ids(list(map(str, named if isinstance(named, (list, tuple)) else [named])))
            return marketplace_zone(ids[0] if ids else None)

        return zone

    def account_names(self) -> list[str]:
        """Return country (or region), seller and workspace, as far as they are known."""
        about = self.about()
        names = [about.get("country") or about.get("region"), about.get("seller_id")]
        return [*filter(None, names), *super().account_names()]

    async def check(self) -> Page:
        """Return the marketplaces of the account: the cheapest call that proves credentials and endpoint.

        Raises:
            ToolspanError: Something is wrong; the class and hint say what.
        """
        return await self.execute("marketplaces", "list")


def _executor(
    auth: AmazonSellerPartnerAuthConfig | AirbyteAuthConfig | None,
    settings: LocalSettings,
    index: OperationIndex,
    wiring: dict[str, Any],
) -> AmazonExecutor | HostedExecutor:
    """Return the executor: straight to Amazon, or through a server when its credentials are given.

    Only what is used is imported: an import must not cost what only use needs.
    """
    from toolspan.types import AirbyteAuthConfig  # noqa: PLC0415 - see above

    if not isinstance(auth, AirbyteAuthConfig):
        from toolspan.connectors.amazon_seller_partner.executor import AmazonExecutor  # noqa: PLC0415 - see above

        return AmazonExecutor(auth, index=index, **settings.resolved(), **wiring)
    if given := settings.given():
        raise ConfigurationError(
            f"{', '.join(given)}: in hosted mode that is a matter of the server's connector.",
            hint="Leave it out here. Region and seller are set with HostedWorkspace.update_connector.",
        )
    from toolspan.hosted.executor import HostedExecutor  # noqa: PLC0415 - see above
    from toolspan.hosted.lookup import Kind  # noqa: PLC0415 - see above

    kind = Kind(AmazonSellerPartnerConnector.slug, AmazonSellerPartnerConnector.definition_id)
    return HostedExecutor(auth, kind, **wiring)
