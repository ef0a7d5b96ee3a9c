"""The Anthropic SDK: tools for `client.beta.messages.tool_runner(tools=...)`.

A raised `ToolError` reaches the model as a result that is marked as failed; any other exception
would reach it as a repr. A result must be text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.contract import Raise, error_text, respond

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anthropic.lib.tools import BetaAsyncFunctionTool

    from toolspan.contract import Output, Signal, ToolSpec
    from toolspan.errors import ToolspanError


class AnthropicAdapter:
    """Turns tools into those of the Anthropic SDK."""

    name = "anthropic"
    extra = "anthropic"
    callers = ("anthropic",)

    def build(self, spec: ToolSpec, /) -> BetaAsyncFunctionTool[Any]:
        """Return a tool with the core's schema; the core checks the arguments."""
        from anthropic import beta_async_tool

        async def call(**arguments: Any) -> str:
            return str(await respond(self, spec, arguments))

        return beta_async_tool(
            call, name=spec.name, description=spec.description, input_schema=dict(spec.parameters)
        )

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:
        """Return the exception whose content the model gets as a failed result."""
        from anthropic.lib.tools import ToolError

        return Raise(ToolError(error_text(error)))

    def encode(self, output: Output, /) -> str:
        """Return JSON text."""
        return output.text

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> list[Any]:
        """Return the tools: the SDK has no container of its own."""
        return [self.build(spec) for spec in specs]


adapter = AnthropicAdapter()
