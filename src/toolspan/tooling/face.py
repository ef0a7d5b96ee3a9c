"""The tool side of a connector: decorators for a user's own functions, and tools ready made."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, cast

from toolspan.errors import InvalidInput, NotFound
from toolspan.tooling.catalogue import description_of
from toolspan.tooling.decorators import Role, guard_of, translate
from toolspan.tooling.guard import MAX_OUTPUT_CHARS
from toolspan.tooling.registry import adapter, not_installed
from toolspan.tooling.search import inspect_connector
from toolspan.tooling.specs import TOOL_TIMEOUT, Shape, specs_of

if TYPE_CHECKING:
    from collections.abc import Callable

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
        self,
        owner: type[Connector],
        policy: Policy,
        fn: Callable[..., Any] | None = None,
        *,
        framework: str | None = None,
        max_output_chars: int | None = MAX_OUTPUT_CHARS,
        update_docstring: bool = True,
    ) -> Any:
        if fn is None:
            options = {
                "framework": framework,
                "max_output_chars": max_output_chars,
                "update_docstring": update_docstring,
            }
            return functools.partial(self._decorate, owner, policy, **cast("Any", options))
        role = self._role(owner, policy, fn) if update_docstring else None
        return translate(fn, framework=framework, guard=guard_of(max_output_chars), role=role)

    def _role(self, owner: type[Connector], policy: Policy, fn: Callable[..., Any]) -> Role:
        if self._by_signature and callable(fn):
            names = set(inspect.signature(fn).parameters)
            if "section" in names:
                return Role(
                    f"How to use {owner.title}: parameters, limits, traps and examples of each entity."
                )
            if "entity" not in names:
                return Role(f"What this {owner.title} connector can do, or which operations fit a question.")
        return Role(*description_of(owner, policy))


class ToolFace:
    """What turns a connector into tools. Mixed into `Connector`."""

    tool_utils = ToolDecorator()
    """Describes, bounds and translates a function with `entity`, `action` and `params`."""
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
        return [self._native(framework, "build", spec) for spec in specs]

    def toolset(self, framework: str, **options: Any) -> Any:
        """Return the framework's own container of these tools; options as in `tools`.

        Raises:
            ConfigurationError: As in `tools`.
        """
        return self._native(framework, "collect", self._connector.slug, specs_of(self._connector, **options))

    def mcp_server(self, **options: Any) -> Any:
        """Return an MCP server with these tools, to run or to mount; options as in `tools`.

        Raises:
            ConfigurationError: FastMCP is not installed.
        """
        return self.toolset("fastmcp", **options)

    def inspect(self, query: str | None = None) -> dict[str, Any]:
        """Return what the connector can do; with a query, the operations and guide sections that fit it best."""
        return inspect_connector(self._connector, query)

    def check_offered(self, entity: str, action: str, names: set[str]) -> None:
        """Refuse an allowed operation that belongs to another tool.

        Raises:
            InvalidInput: The operation is a write and this tool reads, or the reverse.
        """
        try:
            operation = self._connector.operations.find(entity, action)
        except NotFound:
            return
        if operation.name not in names and self._connector.policy.allows(operation):
            other = "execute_write" if operation.effect == "write" else "execute"
            raise InvalidInput(f"{operation.name} is not offered by this tool.", hint=f"Use {other}.")

    @property
    def _connector(self) -> Connector:
        return cast("Connector", self)

    @staticmethod
    def _native(framework: str, method: str, *arguments: Any) -> Any:
        chosen = adapter(framework)
        try:
            return getattr(chosen, method)(*arguments)
        except ModuleNotFoundError as error:
            raise not_installed(chosen.name, error.name) from None


class ConnectorTools:
    """The three tools of a connector by name, and as a list for `tools=`."""

    def __init__(
        self, inspect_connector: Any, read_skill_docs: Any, execute: Any, execute_write: Any = None
    ) -> None:
        self.inspect_connector = inspect_connector
        self.read_skill_docs = read_skill_docs
        self.execute = execute
        self.execute_write = execute_write

    def as_list(self) -> list[Any]:
        """Return the tools in the order in which an agent uses them."""
        tools = [self.inspect_connector, self.read_skill_docs, self.execute, self.execute_write]
        return [tool for tool in tools if tool is not None]


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
    if framework:
        return ConnectorTools(*connector.tools(framework, **options))
    return ConnectorTools(*(_plain(spec) for spec in specs_of(connector, **options)))


def _plain(spec: ToolSpec) -> Callable[..., Any]:
    """Return a tool as a function with real parameters, for any framework's own decorator."""

    async def tool(**arguments: Any) -> Any:
        return await spec.run({name: value for name, value in arguments.items() if value is not None})

    required = spec.parameters.get("required", ())
    parameters, hints = [], {}
    for name, schema in spec.parameters["properties"].items():
        kind = _KINDS[schema["type"]]
        hints[name] = kind if name in required else kind | None
        default = inspect.Parameter.empty if name in required else None
        parameters.append(
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hints[name])
        )
    tool.__name__ = tool.__qualname__ = spec.name
    tool.__doc__ = spec.description
    tool.__annotations__ = hints
    tool.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return translate(tool, framework=None, guard=None)


_KINDS: dict[str, Any] = {"string": str, "object": dict, "array": list, "integer": int}
