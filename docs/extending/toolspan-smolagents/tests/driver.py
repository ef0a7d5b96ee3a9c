"""Runs smolagents' own tool calling agent with a scripted model."""

from __future__ import annotations

import json
from typing import Any

from smolagents import ToolCallingAgent
from smolagents.models import (
    ChatMessage,
    ChatMessageToolCall,
    ChatMessageToolCallFunction,
    MessageRole,
    Model,
    get_tool_json_schema,
)

from toolspan.testing import Call, Driver, Transcript, Turn
from toolspan.testing.script import FINAL


class ScriptedModel(Model):
    """Plays the turns of a script, then gives its final answer."""

    def __init__(self, script: list[Turn]) -> None:
        super().__init__()
        self.turns = iter([*script, [Call("final_answer", {"answer": FINAL})]])
        self.tools: list[Any] = []

    def generate(self, messages: Any, tools_to_call_from: Any = None, **_: Any) -> ChatMessage:
        self.tools = tools_to_call_from or []
        calls = [
            ChatMessageToolCall(
                id=f"call_{n}",
                type="function",
                function=ChatMessageToolCallFunction(name=call.name, arguments=call.arguments),
            )
            for n, call in enumerate(next(self.turns))
        ]
        return ChatMessage(role=MessageRole.ASSISTANT, content="", tool_calls=calls)


class SmolagentsDriver(Driver):
    """Plays a script through `ToolCallingAgent`."""

    name = "smolagents"
    sends_broken_json = False  # the agent reads the arguments itself
    checks_arguments = True

    async def run(self, tools: list[Any], script: list[Turn], model: str = "own") -> Transcript:
        """Return what the model saw."""
        from asyncio import to_thread

        scripted = ScriptedModel(script)
        agent = ToolCallingAgent(tools=tools, model=scripted, verbosity_level=0, max_steps=50)
        final = await to_thread(agent.run, "go")
        results: list[str] = []
        for step, turn in zip(agent.memory.steps[1:], script, strict=False):
            seen = step.observations or str(step.error)
            results += [line for line in seen.splitlines() if line] if len(turn) > 1 else [seen]
        definitions = [
            get_tool_json_schema(tool)["function"] for tool in scripted.tools if tool.name != "final_answer"
        ]
        return Transcript(results, json.loads(json.dumps(definitions)), str(final))
