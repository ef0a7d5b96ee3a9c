"""The ways in which a connector becomes tools of a framework, and the bench for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan import build_connector_tools
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector

if TYPE_CHECKING:
    from collections.abc import Callable

    from .drivers import Driver


def progressive(driver: Driver, connector: Connector, **options: Any) -> list[Any]:
    return connector.tools(driver.name, **options)


def single(driver: Driver, connector: Connector, **options: Any) -> list[Any]:
    return connector.tools(driver.name, shape="single", **options)


def built(driver: Driver, connector: Connector, **options: Any) -> list[Any]:
    return build_connector_tools(connector, framework=driver.name, **options).as_list()


def bare(driver: Driver, connector: Connector, **options: Any) -> list[Any]:
    decorate = Connector.tool_utils(**options) if options else Connector.tool_utils

    @decorate
    async def execute(entity: str, action: str, params: dict | None = None):
        """Call the shop."""
        result = await connector.execute(entity, action, params or {})
        return result.model_dump(mode="json")

    return [driver.decorate(execute)]


def named(driver: Driver, connector: Connector, **options: Any) -> list[Any]:
    @Connector.tool_utils(framework=driver.name, **options)
    async def execute(entity: str, action: str, params: dict | None = None):
        return await connector.execute(entity, action, params or {})

    return [driver.decorate(execute)]


def agent_tool(driver: Driver, connector: Connector, **options: Any) -> list[Any]:
    decorate = connector.agent_tool(**options) if options else connector.agent_tool

    @decorate
    async def execute(entity: str, action: str, params: dict | None = None) -> dict:
        return await connector.execute(entity, action, params or {})

    @decorate
    async def read_skill_docs(section: str | None = None):
        return await connector.execute("docs", "read", {"section": section})

    @decorate
    async def inspect_connector(query: str | None = None):
        return connector.inspect(query)

    return [driver.decorate(fn) for fn in (inspect_connector, read_skill_docs, execute)]


def plain(driver: Driver, connector: Connector, **options: Any) -> list[Any]:
    return [driver.decorate(fn) for fn in build_connector_tools(connector, **options).as_list()]


def blocking(driver: Driver, connector: Connector, **options: Any) -> list[Any]:
    decorate = Connector.tool_utils(**options) if options else Connector.tool_utils

    @decorate
    def execute(entity: str, action: str, params: dict | None = None):
        """Call the shop."""
        return connector.sync.execute(entity, action, params or {})

    return [driver.decorate(execute)]


NATIVE: dict[str, Callable[..., list[Any]]] = {"progressive": progressive, "single": single, "built": built}
DECORATED: dict[str, Callable[..., list[Any]]] = {
    "bare": bare,
    "named": named,
    "agent_tool": agent_tool,
    "plain": plain,
    "blocking": blocking,
}
WAYS = NATIVE | DECORATED
