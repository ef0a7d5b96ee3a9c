"""OpenAI Agents: `FunctionTool`s with strict mode off, since `params` is an open object.

The SDK turns any result that is not text into a Python repr, and hides the text of exceptions
from the model: results and errors both go back as JSON text. What needs a person interrupts the
run through `needs_approval`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from toolspan.contract import Return, error_text, read_arguments, resolve, respond, unique
from toolspan.errors import NeedsApproval, ToolspanError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agents import FunctionTool, Tool
    from agents.tool_context import ToolContext

    from toolspan.contract import Ask, Output, Question, Signal, ToolSpec


_STANDING = (
    "Do not repeat it: this run holds a standing approval (always_approve=True) of {}, so nobody is asked, and it "
    "stands for no arguments but those it was given for. Whoever runs the agent lifts it with a new run, in which each "
    "call is approved by itself; Policy(approve=...) says which writes need nobody."
)


class OpenAIAgentsAdapter:
    """Turns tools into those of the OpenAI Agents SDK."""

    name = "openai_agents"
    title = "OpenAI Agents"
    extra = "openai-agents"
    features = ("strict", "approvals", "sync", "streaming")
    callers = ("agents:function_tool",)

    def is_calling(self) -> bool:
        """Return whether a function tool of the SDK is running: it calls plain functions in a thread."""
        tracing = sys.modules.get("agents.tracing")
        span = tracing.get_current_span() if tracing else None
        return span is not None and span.span_data.type == "function"

    def build(self, spec: ToolSpec, /) -> FunctionTool:
        """Return a `FunctionTool` that reads its arguments itself and never raises."""
        from agents import FunctionTool

        async def needs_approval(_: Any, arguments: dict[str, Any], call_id: str) -> bool:
            try:
                question = spec.question(arguments) if spec.question else None
            except ToolspanError:
                return False  # the call itself says what is wrong with it
            if question:
                await question.asked(call_id)
            return question is not None

        async def invoke(context: ToolContext[Any], text: str) -> Any:
            async def ask(_: Question) -> str:
                return context.tool_call_id  # the SDK calls only what was approved

            try:
                arguments = read_arguments(text or "")
            except ToolspanError as error:
                return resolve(self.signal(error, decorated=False))
            running = replace(spec, run=partial(_run, spec, context)) if spec.question else spec
            return await respond(
                self,
                running,
                arguments,
                ask,
                native=context,
                call_id=context.tool_call_id,
                conversation="",  # ids of its models are unique
                deps=context.context,
            )

        return FunctionTool(
            name=spec.name,
            description=spec.description,
            params_json_schema=dict(spec.parameters),
            on_invoke_tool=invoke,
            strict_json_schema=spec.strict,
            needs_approval=needs_approval if spec.question else False,
        )

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:  # noqa: ARG002 - the same for both
        """Return the error as JSON text."""
        return Return(error_text(error))

    def encode(self, output: Output, /) -> str:
        """Return JSON text."""
        return output.text

    def definition(self, tool: FunctionTool, /) -> dict[str, Any]:
        """Return what a model gets of a tool."""
        return {
            "name": tool.name,
            "description": tool.description,
            "parameters": tool.params_json_schema,
            "strict": tool.strict_json_schema,
        }

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> list[Tool]:  # noqa: ARG002 - the SDK has no container
        """Return the list of tools: the SDK has no container of its own for local tools."""
        return [self.build(spec) for spec in unique(specs)]


async def _run(spec: ToolSpec, context: ToolContext[Any], arguments: Mapping[str, Any], ask: Ask) -> Output:
    """Carry out a call; where the SDK asked nobody because of a standing approval, say so."""
    try:
        return await spec.run(arguments, ask)
    except NeedsApproval as error:
        if context.is_tool_approved(spec.name, token_hex(8)):  # it would let any call pass
            error.hint = _STANDING.format(spec.name)
        raise


adapter = OpenAIAgentsAdapter()


def tools(connector: Any, **options: Any) -> list[Tool]:
    """Return the tools of a connector or a toolkit, typed for `Agent(tools=...)`; options as in its own `tools`."""
    return connector.tools("openai_agents", **options)  # type: ignore[no-any-return]
