"""Claude Agent SDK: an MCP server inside the program, for `ClaudeAgentOptions(mcp_servers=...)`.

The SDK's own `create_sdk_mcp_server` checks arguments itself, which hides the core's advice, and loses
results that are text; a low-level server of MCP's SDK in its place does neither. A person is asked before
the call by the SDK's permission callback, which `can_use_tool` makes, or by the function given as `ask`.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from toolspan.contract import Return, asking, error_text, respond, unique
from toolspan.errors import ConfigurationError, NotFound, ToolspanError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from claude_agent_sdk import CanUseTool, McpSdkServerConfig, PermissionResult, ToolPermissionContext
    from mcp_types import CallToolResult

    from toolspan.contract import Output, Person, Question, Signal, ToolSpec

_PROPERTY = re.compile(r"[a-zA-Z0-9_.-]{1,64}")
"""Names of parameters that Claude's API takes: a tool with another is left out, which only a log of the command says."""
_USE = "claudecode/toolUseId"
"""Under which the command passes the id of a call on."""


class ClaudeAgentSDKAdapter:
    """Turns tools into those of the Claude Agent SDK."""

    name = "claude_agent_sdk"
    title = "Claude Agent SDK"
    extra = "claude-agent-sdk"
    features = ("approvals", "streaming")
    callers = ("claude_agent_sdk",)

    def build(self, spec: ToolSpec, /) -> McpSdkServerConfig:
        """Return a server with this one tool: the SDK takes tools as servers only."""
        return self.collect(spec.name, [spec])

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:
        """Return the error as a result that is marked as one; a decorated function gives it in the SDK's form."""
        if decorated:
            return Return({"content": [{"type": "text", "text": error_text(error)}], "is_error": True})
        return Return(_result(error_text(error), failed=True))

    def encode(self, output: Output, /) -> dict[str, Any]:
        """Return the object as the SDK's `@tool` gives its results."""
        return {"content": [{"type": "text", "text": output.text}]}

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> McpSdkServerConfig:
        """Return a server of these tools, for the value of `mcp_servers`.

        Raises:
            ConfigurationError: Claude would not be shown one of the tools.
        """
        import claude_agent_sdk  # noqa: F401 - says early that the SDK is missing, and not only MCP's
        from mcp.server.lowlevel import Server
        from mcp_types import ListToolsResult, Tool, ToolAnnotations

        by_name = {spec.name: _shown(spec) for spec in unique(specs)}
        approved: set[str] = set()

        def definition(spec: ToolSpec) -> Tool:
            hints: dict[str, Any] = {f"{hint}_hint": value for hint, value in spec.hints.items()}
            return Tool(
                name=spec.name,
                title=spec.title,
                description=spec.description,
                input_schema=dict(spec.parameters),
                annotations=ToolAnnotations(**hints) if hints else None,
            )

        async def on_list_tools(*_: Any) -> ListToolsResult:
            return ListToolsResult(tools=[definition(spec) for spec in by_name.values()])

        async def on_call_tool(context: Any, params: Any) -> CallToolResult:
            if params.name not in by_name:
                known = f"The tools are: {', '.join(by_name)}."
                missing = NotFound(f"There is no tool called {params.name[:100]!r}.", hint=known)
                return _result(error_text(missing), failed=True)
            use = (params.meta or {}).get(_USE)
            ask = partial(_approval, approved, use)
            given = await respond(
                self, by_name[params.name], params.arguments or {}, ask, native=context, call_id=use
            )
            return _result(given["content"][0]["text"]) if isinstance(given, dict) else given

        class ConnectorServer(Server[Any]):
            """A server that knows its tools, and which calls of them a person has approved."""

            tools, approvals = by_name, approved

        server: Any = ConnectorServer(name, on_list_tools=on_list_tools, on_call_tool=on_call_tool)
        return {"type": "sdk", "name": name, "instance": server}


def _shown(spec: ToolSpec) -> ToolSpec:
    """Return a tool that Claude will be shown."""
    for name in spec.parameters.get("properties", ()):
        if not _PROPERTY.fullmatch(name):
            raise ConfigurationError(
                f"{spec.name} has a parameter {name!r}, and Claude is shown no tool with a name like that.",
                hint='Names of parameters have at most 64 letters without accents, digits, "_", "." and "-".',
            )
    return spec


async def _approval(approved: set[str], use: str | None, question: Question) -> str:
    """Return the approval id of a call to which the permission callback got a yes."""
    if use is None or use not in approved:
        raise question.unasked()
    approved.discard(use)
    return use


def _result(text: str, *, failed: bool = False) -> CallToolResult:
    from mcp_types import CallToolResult, TextContent

    return CallToolResult(content=[TextContent(text=text)], is_error=failed)


adapter = ClaudeAgentSDKAdapter()


def can_use_tool(
    mcp_servers: Mapping[str, Any], ask: Person, otherwise: CanUseTool | None = None
) -> CanUseTool:
    """Return the callback for `ClaudeAgentOptions(can_use_tool=...)` that asks a person before each write.

    Other calls of toolspan's tools are permitted. The SDK does not call it for tools in `allowed_tools`: writes must
    not stand there, and are refused if they do.

    Args:
        mcp_servers: The same as in the options.
        ask: Asks a person: gets the `Question` and returns True, False, or a text that says why not.
        otherwise: The callback for tools that are none of toolspan's; without it they are denied.
    """
    from claude_agent_sdk import PermissionResultAllow, PermissionResultDeny

    known = {
        f"mcp__{key}__{name}": (spec, config["instance"].approvals)
        for key, config in mcp_servers.items()
        for name, spec in getattr(config.get("instance"), "tools", {}).items()
    }

    async def decide(name: str, given: dict[str, Any], context: ToolPermissionContext) -> PermissionResult:
        if name not in known:
            if otherwise:
                return await otherwise(name, given, context)
            return PermissionResultDeny(message=f"Nobody can be asked whether {name} may be used.")
        spec, approved = known[name]
        try:
            question = spec.question(given) if spec.question else None
            if question:
                approved.add(await asking(ask, context.tool_use_id)(question))
        except ToolspanError as error:
            return PermissionResultDeny(message=error_text(error))
        return PermissionResultAllow(updated_input=given)

    return decide


def server(connector: Any, **options: Any) -> McpSdkServerConfig:
    """Return a server of a connector's tools, typed for `mcp_servers`; options as in `connector.tools`."""
    return connector.toolset("claude_agent_sdk", **options)  # type: ignore[no-any-return]
