"""Exchange rates of the European Central Bank, by api.frankfurter.dev: a connector outside of toolspan."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.clock import SYSTEM_CLOCK, Clock
from toolspan.connector import Connector
from toolspan.entity import Entity, EntityAttribute
from toolspan.operations.index import OperationIndex
from toolspan.runtime.redaction import Redactor
from toolspan.tools.guides import Guides
from toolspan.transport.executor import LocalExecutor
from toolspan.transport.http import Http, checked_url
from toolspan_frankfurter.upstream import FrankfurterUpstream

if TYPE_CHECKING:
    from toolspan.page import Page
    from toolspan.policy import Policy

_HERE = files(__package__)


class Rates(Entity):
    """Rates of one currency in others."""

    async def latest(self, **params: Any) -> Page[dict[str, Any]]:
        """Return the newest rates; `base` and `symbols` choose the currencies."""
        return await self._call("latest", params)

    async def on(self, **params: Any) -> Page[dict[str, Any]]:
        """Return the rates of one `day`."""
        return await self._call("on", params)


class FrankfurterConnector(Connector):
    """Reference exchange rates.

    Args:
        base_url: Another server of the same API.
        policy: What the connector may do; there is nothing to write.
        timeout: Seconds for one call.
        clock: Time for waits.
        transport: An httpx2 async transport instead of the network.

    Raises:
        ConfigurationError: The address makes no sense.
    """

    slug: ClassVar[str] = "frankfurter"
    title: ClassVar[str] = "Exchange rates"
    operations: ClassVar[OperationIndex] = OperationIndex(_HERE / "facts" / "operations.json")
    guides: ClassVar[Guides] = Guides(_HERE / "guides")
    rates = EntityAttribute(Rates)

    def __init__(
        self,
        *,
        base_url: str = "https://api.frankfurter.dev",
        policy: Policy | None = None,
        timeout: float | None = 30.0,
        clock: Clock = SYSTEM_CLOCK,
        transport: Any = None,
    ) -> None:
        redactor = Redactor()
        upstream = FrankfurterUpstream(checked_url(base_url, "base_url"))
        executor = LocalExecutor(upstream, Http(transport), clock, redactor)
        super().__init__(executor, policy=policy, timeout=timeout, clock=clock, redactor=redactor)

    async def check(self) -> Page:
        """Return the newest rates, which proves that the API answers."""
        return await self.rates.latest()
