"""The assistant in the OpenAI Agents SDK: a `Model` in `Runner.run`."""

from __future__ import annotations

import json
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


class InOpenAIAgents:
    """Runs questions through `Runner.run`."""

    title = "OpenAI Agents"
    line = 'Agent(name=..., model=model, tools=connector.tools("openai_agents"))'
    install = 'pip install "toolspan[openai-agents]"'
    live_install = install

    def load(self, *, live: bool) -> None:  # noqa: ARG002 - the SDK brings its client along
        """Import the SDK."""
        import agents  # noqa: F401

    async def definitions(self, connector: Connector) -> list[Mapping[str, Any]]:
        """Return the tool definitions that a model gets."""
        from toolspan_adapters.openai_agents import tools

        offered: list[Any] = tools(connector)
        return [definition(tool.name, tool.description, tool.params_json_schema) for tool in offered]

    async def ask(self, connector: Connector, question: Question) -> Answered:
        """Run an agent on a question and return its answer."""
        from agents import Agent, RunConfig, Runner

        from toolspan_adapters.openai_agents import tools

        model = _live(question.model) if question.model else _scripted(question)
        agent = Agent(name="assistant", instructions=INSTRUCTIONS, model=model, tools=tools(connector))
        result = await Runner.run(agent, question.text, run_config=RunConfig(tracing_disabled=True))
        return Answered(str(result.final_output), _uses(result.to_input_list()))


def _scripted(question: Question) -> Any:
    from agents import Model, ModelResponse, Usage

    class Assistant(Model):
        """The scripted assistant as a model."""

        async def get_response(self, *arguments: Any, **named: Any) -> ModelResponse:
            said = named["input"] if "input" in named else arguments[1]
            uses = [] if isinstance(said, str) else _uses(said)
            step = next_step(question.script, [use.result for use in uses])
            return ModelResponse(output=[_item(step, len(uses))], usage=Usage(), response_id=None)

        def stream_response(self, *_arguments: Any, **_options: Any) -> Any:
            raise NotImplementedError

    return Assistant()


def _live(name: str) -> Any:
    from agents import OpenAIChatCompletionsModel
    from openai import AsyncOpenAI

    return OpenAIChatCompletionsModel(model=name, openai_client=AsyncOpenAI())


def _item(step: ToolCall | str, number: int) -> Any:
    from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText

    if isinstance(step, ToolCall):
        text = json.dumps(step.arguments)
        return ResponseFunctionToolCall(
            name=step.name, arguments=text, call_id=f"call_{number}", type="function_call"
        )
    content = ResponseOutputText(text=step, type="output_text", annotations=[])
    return ResponseOutputMessage(
        id="answer", content=[content], role="assistant", status="completed", type="message"
    )


def _uses(items: Sequence[Any]) -> list[ToolUse]:
    """Return the tool calls of a list of input items."""
    calls: dict[str, ToolCall] = {}
    uses = []
    for item in items:
        if item.get("type") == "function_call":
            calls[item["call_id"]] = ToolCall(item["name"], json.loads(item["arguments"] or "{}"))
        elif item.get("type") == "function_call_output":
            uses.append(ToolUse(calls[item["call_id"]], str(item["output"])))
    return uses


framework = InOpenAIAgents()
