"""Pydantic AI: `Tool`s with the core's schema, and an `AbstractToolset` with a stable id.

What the model can correct is a `ModelRetry`, anything else a `ToolFailed`, which costs no retry.
A decorated function only ever gets `ToolFailed`: its retry budget is the user's. What needs a
person is deferred (`ApprovalRequired`), with what to show them as the metadata of the request.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from toolspan.contract import Raise, error_text, respond, unique

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_ai import FunctionToolset, RunContext, Tool

    from toolspan.contract import Output, Progress, Question, Signal, ToolSpec
    from toolspan.errors import ToolspanError

RETRIES = 3
"""Corrections of one tool that a run allows; Pydantic AI's own default of 1 ends it at the second."""
_CORRECTABLE = ("invalid_input", "not_found")


class PydanticAIAdapter:
    """Turns tools into those of Pydantic AI."""

    name = "pydantic_ai"
    title = "Pydantic AI"
    extra = "pydantic-ai"
    features = ("strict", "approvals", "progress", "sync", "streaming")
    callers = ("pydantic_ai",)

    def build(self, spec: ToolSpec, /) -> Tool[Any]:
        """Return a `Tool` whose arguments the core checks."""
        from pydantic_ai import ApprovalRequired, Tool

        async def call(context: RunContext[Any], /, **arguments: Any) -> Any:
            async def ask(question: Question) -> str:
                ticket = context.tool_call_id or ""
                if not context.tool_call_approved:
                    await question.asked(ticket)
                    raise ApprovalRequired(metadata=question.to_dict())
                return ticket

            return await respond(
                self,
                spec,
                arguments,
                ask,
                partial(_emit, context),
                native=context,
                call_id=context.tool_call_id,
                conversation=getattr(context, "conversation_id", None) or getattr(context, "run_id", None),
                deps=context.deps,
            )

        schema = dict(spec.parameters)
        tool = Tool.from_schema(
            call, name=spec.name, description=spec.description, json_schema=schema, takes_ctx=True
        )
        tool.function_schema.validator = _Arguments(tool.function_schema.validator)  # type: ignore[assignment]
        tool.max_retries = RETRIES
        tool.strict = spec.strict
        hints = {name: value for name, value in spec.hints.items() if name != "idempotent"}
        tool.metadata = {**hints, "tags": list(spec.tags)}
        return tool

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:
        """Return `ModelRetry` for what the model can correct in a native tool, else `ToolFailed`."""
        from pydantic_ai import ModelRetry, ToolFailed

        correctable = error.code in _CORRECTABLE and error.status is None and not decorated
        return Raise(ModelRetry(error_text(error)) if correctable else ToolFailed(error_text(error)))

    def encode(self, output: Output, /) -> Any:
        """Return the object, which Pydantic AI writes as JSON, or text."""
        return output.value

    def definition(self, tool: Tool[Any], /) -> dict[str, Any]:
        """Return what a model gets of a tool."""
        schema = tool.function_schema.json_schema
        return {"name": tool.name, "description": tool.description, "parameters": schema}

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> FunctionToolset[Any]:
        """Return a toolset with the connector's name as its id, as durable runs need it."""
        from pydantic_ai import FunctionToolset

        return FunctionToolset([self.build(spec) for spec in unique(specs)], id=name, max_retries=RETRIES)


class _Arguments:
    """The framework's reader of arguments, for which no text and `null` are no arguments: it calls with `**None`."""

    def __init__(self, validator: Any) -> None:
        self._validator = validator

    def validate_json(self, text: str, **options: Any) -> Any:
        """Return the arguments of a text, which may be part of one while it streams."""
        value = self._validator.validate_json(text if text.strip() else "{}", **options)
        return self.validate_json(value, **options) if isinstance(value, str) else value or {}

    def validate_python(self, value: Any, **options: Any) -> Any:
        """Return the arguments."""
        return self._validator.validate_python(value or {}, **options)


@cache
def _event() -> Any:
    """Return the class of our events; one class, since Pydantic AI knows them by name."""
    from pydantic_ai import CustomEvent

    @dataclass(kw_only=True)
    class ToolspanProgress(CustomEvent):
        """What a tool that takes long is doing."""

        operation: str
        message: str
        seconds: float | None = None

    return ToolspanProgress


async def _emit(context: RunContext[Any], progress: Progress) -> None:
    """Pass progress on as a `CustomEvent` named `toolspan_progress` in the stream of events."""
    try:
        event = _event()(**progress.to_dict())
    except ImportError:  # an older Pydantic AI has no events of one's own
        return
    await context.emit(event)


adapter = PydanticAIAdapter()


def tools(connector: Any, **options: Any) -> list[Tool[Any]]:
    """Return the tools of a connector or a toolkit, typed for `Agent(tools=...)`; options as in its own `tools`."""
    return connector.tools("pydantic_ai", **options)  # type: ignore[no-any-return]
