"""Mixin with the tools of a connector: native tools, and decorators for a user's own functions.

What makes them is imported when they are asked for: importing a connector must stay cheap.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

from toolspan.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Unpack

    from toolspan.base import BaseConnector
    from toolspan.contract import Loop
    from toolspan.tools.options import ToolOptions


class ToolDecorator:
    """Decorator bound to a connector: to its class, for reads, or to an instance, for what its policy allows.

    Works bare and with arguments: `@Connector.tool_utils`, `@connector.tool_utils(framework="langchain")`.
    """

    def __init__(self, *, by_signature: bool = False) -> None:
        self._by_signature = by_signature

    def __set_name__(self, owner: type, name: str) -> None:
        self.__name__ = name

    def __get__(self, instance: BaseConnector | None, owner: type[BaseConnector]) -> Callable[..., Any]:
        return functools.partial(self._decorate, owner, instance.policy if instance is not None else Policy())

    def _decorate(
        self, owner: type[BaseConnector], policy: Policy, fn: Callable[..., Any] | None = None, **options: Any
    ) -> Any:
        if fn is None:
            return functools.partial(self._decorate, owner, policy, **options)
        from toolspan.tools.build import decorate  # noqa: PLC0415 - see above

        return decorate(owner, policy, fn, by_signature=self._by_signature, **options)


class ToolsMixin:
    """Tools of a connector. Mixed into `Connector`."""

    tool_utils = ToolDecorator()
    """Describes, bounds and translates a function with `entity`, `action` and `params`.

    On the class it describes the reads, on an instance what its policy allows. Options:
    `framework`, `max_output_chars`, `update_docstring`, `writes`.
    """
    agent_tool = ToolDecorator(by_signature=True)
    """As `tool_utils`; what the function is for follows from its parameters: entity and action, section, or neither."""

    def tools(self, framework: str, **options: Unpack[ToolOptions]) -> list[Any]:
        """Return native tools for a framework's own `tools=` argument.

        Args:
            framework: `pydantic_ai`, `langchain`, `openai_agents`, `fastmcp`, or a third party's.
            options: `shape`, `include`, `exclude`, `strict`, `prefix`, `max_output_chars`,
                `max_definition_chars`, `timeout`, `on_progress`, `ask`: see `ToolOptions`.

        Raises:
            ConfigurationError: The framework is unknown or not installed; the hint is the command to type.
                Or a pattern matches nothing.
        """
        from toolspan.tools import build  # noqa: PLC0415 - as above

        return [build.native(framework, "build", spec) for spec in build.specs_of(self._connector, **options)]

    def toolset(self, framework: str, **options: Unpack[ToolOptions]) -> Any:
        """Return the framework's own container of these tools; options as in `tools`.

        Raises:
            ConfigurationError: As in `tools`.
        """
        from toolspan.tools import build  # noqa: PLC0415 - as above

        return build.native(
            framework, "collect", self._connector.slug, build.specs_of(self._connector, **options)
        )

    def loop(self, style: str, **options: Unpack[ToolOptions]) -> Loop:
        """Return these tools for a loop of your own around a plain SDK.

        Example:
            ```python
            loop = connector.loop("openai-chat")
            messages = [{"role": "user", "content": "How many orders are still unshipped?"}]
            while True:
                response = await client.chat.completions.create(model=model, messages=messages, tools=loop.tools)
                added = await loop.answer(response)
                if not added:
                    break
                messages += added
            ```

        Args:
            style: `openai-responses`, `openai-chat`, `anthropic` or `gemini`.
            options: As in `tools`. Without `ask`, writes that need an approval are refused.

        Raises:
            ConfigurationError: There is no such style, or as in `tools`.
        """
        from toolspan.tools import build  # noqa: PLC0415 - as above

        return build.loop(style, build.specs_of(self._connector, **options))

    def mcp_server(self, **options: Unpack[ToolOptions]) -> Any:
        """Return an MCP server with these tools, to run or to mount; options as in `tools`.

        Guides are resources of it, and the connector's usual questions prompts.

        Raises:
            ConfigurationError: FastMCP is not installed.
        """
        from toolspan.tools.published import publish  # noqa: PLC0415 - as above

        server = self.toolset("fastmcp", **options)
        publish(server, [self._connector])
        return server

    def inspect(self, query: str | None = None) -> dict[str, Any]:
        """Return what the connector can do: its areas with the number of their operations.

        Args:
            query: Name of an area or entity, to list it; or a question or task in English, to find operations and
                guide sections.
        """
        from toolspan.tools.inspection import inspect_connector  # noqa: PLC0415 - as above

        return inspect_connector(self._connector, query)

    @property
    def _connector(self) -> BaseConnector:
        return cast("BaseConnector", self)
