"""The assistant with FastMCP: an MCP client on the connector's server, as in any MCP host."""

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
    from collections.abc import Awaitable, Callable, Mapping

    from toolspan.connector import Connector

    Model = Callable[[list[ToolUse]], Awaitable[ToolCall | str]]


class InFastMCP:
    """Runs questions through an MCP client, connected to the server in memory."""

    title = "FastMCP"
    line = 'FastMCP("seller", tools=connector.tools("fastmcp"))'
    install = 'pip install "toolspan[fastmcp]"'
    live_install = "pip install openai"

    def load(self, *, live: bool) -> None:
        """Import FastMCP."""
        import fastmcp.client  # noqa: F401

        if live:
            import openai  # noqa: F401

    async def definitions(self, connector: Connector) -> list[Mapping[str, Any]]:
        """Return the tool definitions that a client gets from the server."""
        from fastmcp import Client

        async with Client(connector.mcp_server()) as client:
            listed = await client.list_tools()
        return [definition(tool.name, tool.description, tool.input_schema) for tool in listed]

    async def ask(self, connector: Connector, question: Question) -> Answered:
        """Run a minimal MCP host on a question and return its answer."""
        from fastmcp import Client

        async with Client(connector.mcp_server()) as client:
            model = (
                _live(question, await self.definitions(connector)) if question.model else _scripted(question)
            )
            uses: list[ToolUse] = []
            while not isinstance(step := await model(uses), str):
                result = await client.call_tool(step.name, step.arguments, raise_on_error=False)
                uses.append(ToolUse(step, "".join(getattr(block, "text", "") for block in result.content)))
        return Answered(step, uses)


def _scripted(question: Question) -> Model:
    async def model(uses: list[ToolUse]) -> ToolCall | str:
        return next_step(question.script, [use.result for use in uses])

    return model


def _live(question: Question, offered: list[Mapping[str, Any]]) -> Model:
    """Return a minimal host: OpenAI's chat API with the server's tools, one call at a time."""
    from openai import AsyncOpenAI

    client: Any = AsyncOpenAI()
    start = [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": question.text}]
    tools = [{"type": "function", "function": dict(tool)} for tool in offered]

    async def model(uses: list[ToolUse]) -> ToolCall | str:
        messages = [
            *start,
            *(message for number, use in enumerate(uses) for message in _messages(number, use)),
        ]
        answer = await client.chat.completions.create(
            model=question.model, messages=messages, tools=tools, parallel_tool_calls=False
        )
        said = answer.choices[0].message
        if not said.tool_calls:
            return str(said.content or "")
        called = said.tool_calls[0].function
        return ToolCall(called.name, json.loads(called.arguments or "{}"))

    return model


def _messages(number: int, use: ToolUse) -> list[dict[str, Any]]:
    function = {"name": use.call.name, "arguments": json.dumps(use.call.arguments)}
    call = {"id": f"call_{number}", "type": "function", "function": function}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": f"call_{number}", "content": use.result},
    ]


framework = InFastMCP()
