"""The tool side of a connector: decorators for a user's own functions, and tools ready made."""

from __future__ import annotations

import functools
import inspect
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from toolspan.errors import InvalidInput, NotFound
from toolspan.tooling.catalogue import description_of
from toolspan.tooling.decorators import check_function, translate
from toolspan.tooling.guard import MAX_OUTPUT_CHARS, Guard
from toolspan.tooling.registry import adapter, not_installed
from toolspan.tooling.search import inspect_connector
from toolspan.tooling.signature import Role, set_signature
from toolspan.tooling.specs import DOCS, INSPECT, TOOL_TIMEOUT, Shape, specs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.connector import Connector
    from toolspan.contract import ToolSpec
    from toolspan.policy import Policy


class ToolDecorator:
    """A decorator that knows a connector: its class, for reads, or an instance, for what its policy allows.

    Works bare and with arguments: `@Connector.tool_utils`, `@connector.tool_utils(framework="langchain")`.
    """

    def __init__(self, *, by_signature: bool = False) -> None:
        self._by_signature = by_signature

    def __set_name__(self, owner: type, name: str) -> None:
        self.__name__ = name

    def __get__(self, instance: Connector | None, owner: type[Connector]) -> Callable[..., Any]:
        from toolspan.policy import Policy  # noqa: PLC0415 - only a decorated function needs it

        policy = instance.policy if instance is not None else Policy()
        return functools.partial(self._decorate, owner, policy)

    def _decorate(
        self, owner: type[Connector], policy: Policy, fn: Callable[..., Any] | None = None, **options: Any
    ) -> Any:
        if fn is None:
            return functools.partial(self._decorate, owner, policy, **options)
        return self._apply(owner, policy, fn, **options)

    def _apply(
        self,
        owner: type[Connector],
        policy: Policy,
        fn: Callable[..., Any],
        *,
        framework: str | None = None,
        max_output_chars: int | None = MAX_OUTPUT_CHARS,
        update_docstring: bool = True,
        writes: bool = False,
    ) -> Any:
        """Decorate a function.

        Args:
            owner: The connector's class.
            policy: Decides which operations are described.
            fn: The function; it goes under the framework's own decorator.
            framework: Name of an adapter; the calling framework is looked for when left out.
            max_output_chars: Characters of one result at most; None for no bound.
            update_docstring: Whether the operations are described in the function's docstring.
            writes: Whether the function may write; it cannot ask a person, so the framework around it must.
        """
        check_function(fn)
        role = self._role(owner, policy, fn, writes=writes)
        return translate(
            fn,
            framework=framework,
            guard=Guard(max_output_chars),
            role=role if update_docstring else replace(role, description=""),
            writes=writes,
        )

    def _role(self, owner: type[Connector], policy: Policy, fn: Callable[..., Any], *, writes: bool) -> Role:
        if self._by_signature:
            names = set(inspect.signature(fn).parameters)
            if "section" in names:
                return Role(DOCS.format(owner.title))
            if "entity" not in names:
                return Role(INSPECT.format(owner.title))
        return Role(*description_of(owner, policy, writes=writes))


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
        prefix: str = "",
        max_output_chars: int = MAX_OUTPUT_CHARS,
        timeout: float = TOOL_TIMEOUT,
    ) -> list[Any]:
        """Return native tools for a framework's own `tools=` argument.

        Args:
            framework: `pydantic_ai`, `langchain`, `openai_agents`, `fastmcp`, or a third party's.
            shape: `progressive` gives inspect_connector, read_skill_docs and execute; `single` execute alone.
            prefix: Put before each tool's name.
            max_output_chars: Characters of one result at most; the rest can be read on.
            timeout: Seconds of one call at most.

        Raises:
            ConfigurationError: The framework is unknown or not installed; the hint is the command to type.
        """
        specs = specs_of(
            self._connector, shape=shape, prefix=prefix, max_output_chars=max_output_chars, timeout=timeout
        )
        return [self.native(framework, "build", spec) for spec in specs]

    def toolset(self, framework: str, **options: Any) -> Any:
        """Return the framework's own container of these tools; options as in `tools`.

        Raises:
            ConfigurationError: As in `tools`.
        """
        return self.native(framework, "collect", self._connector.slug, specs_of(self._connector, **options))

    def mcp_server(self, **options: Any) -> Any:
        """Return an MCP server with these tools, to run or to mount; options as in `tools`.

        Raises:
            ConfigurationError: FastMCP is not installed.
        """
        return self.toolset("fastmcp", **options)

    def inspect(self, query: str | None = None) -> dict[str, Any]:
        """Return what the connector can do; with a query, the operations and guide sections that fit it best."""
        return inspect_connector(self._connector, query)

    def check_offered(self, entity: str, action: str, names: set[str], prefix: str = "") -> None:
        """Refuse an allowed operation that belongs to another tool.

        Args:
            entity: As in `execute`.
            action: As in `execute`.
            names: The operations of this tool.
            prefix: Stands before the names of the tools.

        Raises:
            InvalidInput: The operation is a write and this tool reads, or the reverse.
        """
        try:
            operation = self._connector.operations.find(entity, action)
        except NotFound:
            return
        if operation.name not in names and self._connector.policy.allows(operation):
            other = "execute_write" if operation.effect == "write" else "execute"
            raise InvalidInput(f"{operation.name} is not offered by this tool.", hint=f"Use {prefix}{other}.")

    @property
    def _connector(self) -> Connector:
        return cast("Connector", self)

    @staticmethod
    def native(framework: str, method: str, *arguments: Any) -> Any:
        """Return what an adapter's method gives, or say how to install its framework."""
        chosen = adapter(framework)
        try:
            return getattr(chosen, method)(*arguments)
        except ModuleNotFoundError as error:
            raise not_installed(chosen.name, error.name) from None


class ConnectorTools:
    """The tools of a connector by name, and as a list for `tools=`.

    `inspect_connector`, `read_skill_docs`, `execute`, and `execute_write` where the policy names
    writes; None for what is not there.
    """

    inspect_connector: Any = None
    read_skill_docs: Any = None
    execute: Any = None
    execute_write: Any = None

    def __init__(self, tools: Mapping[str, Any]) -> None:
        self._tools = dict(tools)
        self.__dict__.update(self._tools)

    def as_list(self) -> list[Any]:
        """Return the tools in the order in which an agent uses them."""
        return list(self._tools.values())


def build_connector_tools(
    connector: Connector, *, framework: str | None = None, **options: Any
) -> ConnectorTools:
    """Return the three tools of a connector.

    Args:
        connector: Whose operations they call.
        framework: Native tools of this framework; plain async functions when left out, which take
            keyword arguments and tell errors in the way of the framework that calls them.
        options: As in `Connector.tools`.

    Raises:
        ConfigurationError: The framework is unknown or not installed.
    """
    specs = specs_of(connector, **options)
    make = functools.partial(connector.native, framework, "build") if framework else _plain
    return ConnectorTools({_bare(spec, options): make(spec) for spec in specs})


def _bare(spec: ToolSpec, options: Mapping[str, Any]) -> str:
    return spec.name.removeprefix(options.get("prefix", ""))


def _plain(spec: ToolSpec) -> Callable[..., Any]:
    """Return a tool as a function with real parameters, for any framework's own decorator."""

    async def tool(**arguments: Any) -> Any:
        return await spec.run({name: value for name, value in arguments.items() if value is not None})

    tool.__name__ = tool.__qualname__ = spec.name
    tool.__doc__ = spec.description
    set_signature(tool, spec.parameters)
    return translate(tool, framework=None, guard=None, writes=True)
