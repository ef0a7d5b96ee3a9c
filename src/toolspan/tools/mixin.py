"""The tool side of a connector: decorators for a user's own functions, and tools ready made.

What makes them is imported when they are asked for: importing a connector must stay cheap.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

from toolspan.policy import Policy
from toolspan.tools.settings import MAX_DEFINITION_CHARS, MAX_OUTPUT_CHARS, TOOL_TIMEOUT, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolspan.base import BaseConnector
    from toolspan.runtime.progress import Listener


class ToolDecorator:
    """A decorator that knows a connector: its class, for reads, or an instance, for what its policy allows.

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


class ToolFace:
    """What turns a connector into tools. Mixed into `Connector`."""

    tool_utils = ToolDecorator()
    """Describes, bounds and translates a function with `entity`, `action` and `params`.

    On the class it describes the reads, on an instance what its policy allows. Options:
    `framework`, `max_output_chars`, `update_docstring`, `writes`.
    """
    agent_tool = ToolDecorator(by_signature=True)
    """As `tool_utils`; what the function is for follows from its parameters: entity and action, section, or neither."""

    def tools(
        self,
        framework: str,
        *,
        shape: Shape = "progressive",
        include: Sequence[str] | None = None,
        exclude: Sequence[str] = (),
        strict: bool = False,
        prefix: str = "",
        max_output_chars: int = MAX_OUTPUT_CHARS,
        max_definition_chars: int = MAX_DEFINITION_CHARS,
        timeout: float = TOOL_TIMEOUT,
        on_progress: Listener | None = None,
    ) -> list[Any]:
        """Return native tools for a framework's own `tools=` argument.

        Args:
            framework: `pydantic_ai`, `langchain`, `openai_agents`, `fastmcp`, or a third party's.
            shape: `progressive` gives inspect_connector, read_skill_docs and execute; `single` execute alone;
                `typed` one tool per operation, such as orders_list, with docs_read and results_read_more.
            include: Operations that become typed tools, by name or pattern: `orders.*`, `reports.run`; all
                that the policy allows when left out.
            exclude: Names or patterns to leave out again.
            strict: Whether the tools are for strict mode: what may be left out may be null instead, and what
                is free, such as the params of execute, is the text of a JSON object.
            prefix: Put before each tool's name: letters, digits, underscores and hyphens; a whole name has at
                most 64.
            max_output_chars: Characters of one result at most; the rest can be read on.
            max_definition_chars: Characters of one typed tool's definition at most; deep parts of its
                parameters are free objects beyond.
            timeout: Seconds of one call at most.
            on_progress: Takes a `Progress` while a call waits or a report is made; may be async. Besides it,
                each framework hears through its own channel, where it has one.

        Raises:
            ConfigurationError: The framework is unknown or not installed; the hint is the command to type.
                Or a pattern matches nothing, or a name is none that all models take.
        """
        from toolspan.tools import build  # noqa: PLC0415 - as above

        made = build.specs_of(
            self._connector,
            shape=shape,
            include=include,
            exclude=exclude,
            strict=strict,
            prefix=prefix,
            max_output_chars=max_output_chars,
            max_definition_chars=max_definition_chars,
            timeout=timeout,
            on_progress=on_progress,
        )
        return [build.native(framework, "build", spec) for spec in made]

    def toolset(self, framework: str, **options: Any) -> Any:
        """Return the framework's own container of these tools; options as in `tools`.

        Raises:
            ConfigurationError: As in `tools`.
        """
        from toolspan.tools import build  # noqa: PLC0415 - as above

        return build.native(
            framework, "collect", self._connector.slug, build.specs_of(self._connector, **options)
        )

    def mcp_server(self, **options: Any) -> Any:
        """Return an MCP server with these tools, to run or to mount; options as in `tools`.

        Raises:
            ConfigurationError: FastMCP is not installed.
        """
        return self.toolset("fastmcp", **options)

    def inspect(self, query: str | None = None) -> dict[str, Any]:
        """Return what the connector can do; with a query, the operations and guide sections that fit it best."""
        from toolspan.tools.guides import inspect_connector  # noqa: PLC0415 - as above

        return inspect_connector(self._connector, query)

    @property
    def _connector(self) -> BaseConnector:
        return cast("BaseConnector", self)
