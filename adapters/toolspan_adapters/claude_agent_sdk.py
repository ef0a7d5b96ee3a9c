"""Claude Agent SDK: an MCP server inside the program, for `ClaudeAgentOptions(mcp_servers=...)`.

The SDK's own `create_sdk_mcp_server` checks arguments itself, which hides the core's advice, and loses
results that are text; a low-level server of MCP's SDK in its place does neither. A person is asked by
the function given as `ask`, which works for tools in `allowed_tools` too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.contract import Return, error_text, respond, unique
from toolspan.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claude_agent_sdk import McpSdkServerConfig
    from mcp_types import CallToolResult

    from toolspan.contract import Output, Signal, ToolSpec
    from toolspan.errors import ToolspanError


class ClaudeAgentSDKAdapter:
    """Turns tools into those of the Claude Agent SDK."""

    name = "claude_agent_sdk"
    title = "Claude Agent SDK"
    extra = "claude-agent-sdk"
    features = ("streaming",)
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
        """Return a server of these tools, for the value of `mcp_servers`."""
        import claude_agent_sdk  # noqa: F401 - says early that the SDK is missing, and not only MCP's
        from mcp.server.lowlevel import Server
        from mcp_types import ListToolsResult, Tool, ToolAnnotations

        by_name = {spec.name: spec for spec in unique(specs)}

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
            given = await respond(self, by_name[params.name], params.arguments or {}, native=context)
            return _result(given["content"][0]["text"]) if isinstance(given, dict) else given

        server: Any = Server(name, on_list_tools=on_list_tools, on_call_tool=on_call_tool)
        return {"type": "sdk", "name": name, "instance": server}


def _result(text: str, *, failed: bool = False) -> CallToolResult:
    from mcp_types import CallToolResult, TextContent

    return CallToolResult(content=[TextContent(text=text)], is_error=failed)


adapter = ClaudeAgentSDKAdapter()


def server(connector: Any, **options: Any) -> McpSdkServerConfig:
    """Return a server of a connector's tools, typed for `mcp_servers`; options as in `connector.tools`."""
    return connector.toolset("claude_agent_sdk", **options)  # type: ignore[no-any-return]
