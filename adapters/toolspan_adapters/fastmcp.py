"""FastMCP: tools with hints, structured results and unmasked `ToolError`s, and a server of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.contract import Raise, error_text, respond

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastmcp import FastMCP
    from fastmcp.tools import FunctionTool

    from toolspan.contract import Output, Signal, ToolSpec
    from toolspan.errors import ToolspanError


class FastMCPAdapter:
    """Turns tools into those of FastMCP."""

    name = "fastmcp"
    extra = "fastmcp"
    callers = (
        "fastmcp",
    )  # a server of the plain SDK masks every exception but its own: it gets errors as data

    def build(self, spec: ToolSpec, /) -> FunctionTool:
        """Return a tool with the core's schema and true hints."""
        from fastmcp.tools import FunctionTool
        from mcp.types import ToolAnnotations

        async def call(**arguments: Any) -> Any:
            return await respond(self, spec, arguments)

        return FunctionTool(
            fn=call,
            name=spec.name,
            title=spec.title,
            description=spec.description,
            parameters=dict(spec.parameters),
            annotations=ToolAnnotations(
                read_only_hint=spec.read_only,
                destructive_hint=spec.destructive,
                idempotent_hint=spec.idempotent,
            ),
        )

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:  # noqa: ARG002 - the same for both
        """Return a `ToolError`, whose text the server never masks."""
        from fastmcp.exceptions import ToolError

        return Raise(ToolError(error_text(error)))

    def encode(self, output: Output, /) -> dict[str, Any]:
        """Return the object; FastMCP sends it as text and as structured content."""
        return output.value

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> FastMCP[Any]:
        """Return a server with these tools."""
        from fastmcp import FastMCP

        return FastMCP(name, tools=[self.build(spec) for spec in specs])


adapter = FastMCPAdapter()


def tools(connector: Any, **options: Any) -> list[FunctionTool]:
    """Return a connector's tools, typed for `FastMCP(tools=...)`; options as in `connector.tools`."""
    return connector.tools("fastmcp", **options)  # type: ignore[no-any-return]
