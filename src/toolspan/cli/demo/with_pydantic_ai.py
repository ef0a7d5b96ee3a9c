"""The assistant in Pydantic AI: a `FunctionModel` in an `Agent`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.cli.demo.frameworks import (
    INSTRUCTIONS,
    Answered,
    Question,
    ToolCall,
    ToolUse,
    definition,
    next_step,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.connector import Connector


class InPydanticAI:
    """Runs questions through `Agent.run`."""

    title = "Pydantic AI"
    line = 'Agent(model, tools=connector.tools("pydantic_ai"))'
    install = 'pip install "toolspan[pydantic-ai]"'
    live_install = 'pip install "pydantic-ai-slim[openai]"'

    def load(self, *, live: bool) -> None:
        """Import Pydantic AI."""
        import pydantic_ai.models.function

        if live:
            import pydantic_ai.models.openai  # noqa: F401

    async def definitions(self, connector: Connector) -> list[Mapping[str, Any]]:
        """Return the tool definitions that a model gets."""
        from toolspan_adapters.pydantic_ai import tools

        offered = (tool.tool_def for tool in tools(connector))
        return [definition(tool.name, tool.description, tool.parameters_json_schema) for tool in offered]

    async def ask(self, connector: Connector, question: Question) -> Answered:
        """Run an agent on a question and return its answer."""
        from pydantic_ai import Agent

        from toolspan_adapters.pydantic_ai import tools

        model = _live(question.model) if question.model else _scripted(question)
        agent = Agent(model, tools=tools(connector), instructions=INSTRUCTIONS)
        result = await agent.run(question.text)
        return Answered(str(result.output), _uses(result.all_messages()))


def _scripted(question: Question) -> Any:
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart
    from pydantic_ai.models.function import FunctionModel

    def reply(messages: list[Any], _: Any) -> ModelResponse:
        step = next_step(question.script, [use.result for use in _uses(messages)])
        part = TextPart(step) if isinstance(step, str) else ToolCallPart(step.name, step.arguments)
        return ModelResponse(parts=[part])

    return FunctionModel(reply)


def _live(name: str) -> Any:
    from pydantic_ai.models.openai import OpenAIChatModel

    return OpenAIChatModel(name)


def _uses(messages: Sequence[Any]) -> list[ToolUse]:
    """Return the tool calls of a message history; a call that must be corrected counts too."""
    calls: dict[str, ToolCall] = {}
    uses = []
    for part in (part for message in messages for part in message.parts):
        if part.part_kind == "tool-call":
            calls[part.tool_call_id] = ToolCall(part.tool_name, part.args_as_dict())
        elif part.part_kind in ("tool-return", "retry-prompt") and part.tool_call_id in calls:
            uses.append(ToolUse(calls[part.tool_call_id], _text(part)))
    return uses


def _text(part: Any) -> str:
    if isinstance(part.content, str):
        return part.content
    return str(part.model_response_str() if part.part_kind == "tool-return" else part.model_response())


framework = InPydanticAI()
