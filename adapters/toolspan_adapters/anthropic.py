"""Anthropic's tool runner: tools for `client.beta.messages.tool_runner(tools=...)`, async and blocking.

The runner makes a list of keys of a dict, and a repr of any exception but its own `ToolError`: results are
JSON text, errors that text in a `ToolError`, which the model gets as a failed result. It asks nobody and
runs a call even after a denial was appended: a person is asked by the function given as `ask`.
"""

from __future__ import annotations

import sys
from inspect import CO_COROUTINE
from typing import TYPE_CHECKING, Any

from toolspan.contract import Raise, error_text, read_arguments, resolve, respond, unique
from toolspan.errors import ToolspanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anthropic.lib.tools import BetaAsyncFunctionTool

    from toolspan.contract import Output, Signal, ToolSpec


class AnthropicAdapter:
    """Turns tools into those of Anthropic's tool runner."""

    name = "anthropic"
    title = "Anthropic's tool runner"
    extra = "anthropic"
    features = ("strict", "sync", "streaming")
    callers = ("anthropic",)

    def build(self, spec: ToolSpec, /) -> BetaAsyncFunctionTool[Any]:
        """Return a tool for the runners of both clients, `AsyncAnthropic` and `Anthropic`."""
        from anthropic.lib.tools import BetaAsyncFunctionTool, BetaFunctionTool

        async def call(given: object) -> str:
            try:
                arguments = given if isinstance(given, dict) else read_arguments(str(given or ""))
            except ToolspanError as error:
                return str(resolve(self.signal(error, decorated=False)))
            return str(await respond(self, spec, arguments))

        class ConnectorTool(BetaAsyncFunctionTool[Any], BetaFunctionTool[Any]):
            """A tool of both kinds, since each runner refuses the other's; the core checks the arguments."""

            def call(self, input: object) -> Any:  # noqa: A002 - the name is the SDK's
                """Return the result to the blocking runner, and what gives it to the one that awaits it."""
                awaited = sys._getframe(1).f_code.co_flags & CO_COROUTINE  # noqa: SLF001 - nothing else tells them apart
                return call(input) if awaited else spec.wait(call(input))

        return ConnectorTool(
            call,
            name=spec.name,
            description=spec.description,
            input_schema=dict(spec.parameters),
            strict=spec.strict or None,
        )

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:  # noqa: ARG002 - the same for both
        """Return the exception whose content the model gets as a failed result."""
        from anthropic.lib.tools import ToolError

        return Raise(ToolError(error_text(error)))

    def encode(self, output: Output, /) -> str:
        """Return JSON text."""
        return output.text

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> list[BetaAsyncFunctionTool[Any]]:  # noqa: ARG002 - a list has no name
        """Return the list of tools: the SDK has no container for functions."""
        return [self.build(spec) for spec in unique(specs)]


adapter = AnthropicAdapter()


def tools(connector: Any, **options: Any) -> list[BetaAsyncFunctionTool[Any]]:
    """Return a connector's tools, typed for `tool_runner(tools=...)`; options as in `connector.tools`."""
    return connector.tools("anthropic", **options)  # type: ignore[no-any-return]
