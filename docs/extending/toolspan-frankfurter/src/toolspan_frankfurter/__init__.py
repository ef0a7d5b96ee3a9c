"""Exchange rates of the European Central Bank, by api.frankfurter.dev: a connector outside of toolspan."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, ClassVar, Unpack

from toolspan.authoring import (
    SYSTEM_CLOCK,
    Clock,
    Connector,
    ConnectorOptions,
    Entity,
    Guides,
    Http,
    LocalExecutor,
    Operation,
    OperationIndex,
    Page,
    Redactor,
    Response,
    RestAPI,
    checked_url,
)
from toolspan.errors import NotFound, ToolspanError

_HERE = files(__package__)


class FrankfurterAPI(RestAPI):
    """The API at one address: no credentials, nothing to fill in, errors by their status."""

    def error(self, operation: Operation, response: Response) -> ToolspanError:
        """Return the error of a response, with advice where a day or a currency is not known."""
        error = super().error(operation, response)
        if isinstance(error, NotFound):
            error.hint = "There are rates from 1999-01-04 on, of the currencies of currencies.list."
        return error


class FrankfurterConnector(Connector):
    """Reference exchange rates.

    Args:
        base_url: Another server of the same API.
        transport: An httpx2 async transport instead of the network.
        clock: Time for waits.
        options: As in every connector: `policy`, `timeout`, `journal`, `on_write`, `results`.

    Raises:
        ConfigurationError: The address makes no sense.
    """

    slug: ClassVar[str] = "frankfurter"
    title: ClassVar[str] = "Exchange rates"
    operations: OperationIndex = OperationIndex(_HERE / "facts" / "operations.json")
    guides: ClassVar[Guides] = Guides(_HERE / "guides")
    currencies: Entity
    rates: Entity

    def __init__(
        self,
        *,
        base_url: str = "https://api.frankfurter.dev",
        transport: Any = None,
        clock: Clock = SYSTEM_CLOCK,
        **options: Unpack[ConnectorOptions],
    ) -> None:
        redactor = Redactor()
        api = FrankfurterAPI(checked_url(base_url, "base_url"))
        executor = LocalExecutor(api, Http(transport), clock, redactor)
        super().__init__(executor, clock=clock, redactor=redactor, **options)

    async def check(self) -> Page:
        """Return the newest rates, which proves that the API answers."""
        return await self.execute("rates", "latest")
