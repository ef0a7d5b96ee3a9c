"""One driver per framework: it runs an agent through the framework's own runner with a scripted model.

`model` is "own" for the framework's own test model (for FastMCP the in-memory client), "chat"
or "responses" for a real OpenAI client against a recording endpoint.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from itertools import starmap
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from toolspan.testing.endpoint import ScriptedEndpoint, ScriptedOpenAI
from toolspan.testing.script import FINAL, Driver, Transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.testing.script import Turn


def skip_without(*modules: str) -> None:
    """Skip the test where a module is not installed."""
    for module in modules:
        if not is_here(module):
            pytest.skip(f"needs {module}")


def is_here(module: str) -> bool:
    """Return whether a module is installed; it is not imported, which takes seconds for some."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even what it lies in
        return False


class Framework(Driver):
    """How one framework is driven, by its own test model or over the wire. `modules` are what that needs."""

    models = ("own", "chat", "responses")
    modules: ClassVar[tuple[str, ...]]
    endpoint: ClassVar[type[ScriptedEndpoint]] = ScriptedOpenAI

    def decorate(self, fn: Callable[..., Any]) -> Any:
        """Return the framework's own tool for a function, with the settings of the user's page."""
        raise NotImplementedError

    async def run(self, tools: list[Any], script: list[Turn], model: str = "own") -> Transcript:
        """Run an agent until the script is played."""
        if model == "own":
            return await self._own(tools, script)
        with self.endpoint(script) as server:
            final = await self._wire(tools, server, model)
            return Transcript(server.results, server.definitions, final)

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        raise NotImplementedError

    async def _wire(self, tools: list[Any], server: Any, model: str) -> str:
        raise NotImplementedError

    def handed(self, tool: Any) -> dict[str, Any]:
        """Return all that the framework tells a model, or a client, of a tool."""
        raise NotImplementedError


class PydanticAI(Framework):
    name = "pydantic_ai"
    modules = ("pydantic_ai",)

    def decorate(self, fn: Callable[..., Any]) -> Any:
        from pydantic_ai import Tool

        return Tool(fn)

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        from pydantic_ai import Agent
        from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart, ToolReturnPart
        from pydantic_ai.models.function import FunctionModel

        seen: list[Any] = []
        definitions: list[dict[str, Any]] = []

        def play(messages: list[Any], info: Any) -> ModelResponse:
            parts = [
                part for message in messages for part in message.parts if isinstance(part, ToolReturnPart)
            ]
            seen[:] = [(part.model_response_str(), part.outcome) for part in parts]
            definitions[:] = [
                {
                    "name": t.name,
                    "description": t.description,
                    "parameters": t.parameters_json_schema,
                    "strict": t.strict,
                }
                for t in info.function_tools
            ]
            turn = len([message for message in messages if isinstance(message, ModelResponse)])
            if turn >= len(script):
                return ModelResponse(parts=[TextPart(FINAL)])
            return ModelResponse(parts=[ToolCallPart(call.name, call.text) for call in script[turn]])

        run = await Agent(FunctionModel(play), tools=tools).run("go")
        failed = [outcome != "success" for _, outcome in seen]
        return Transcript([text for text, _ in seen], definitions, run.output, failed=failed)

    async def _wire(self, tools: list[Any], server: ScriptedOpenAI, model: str) -> str:
        from pydantic_ai import Agent
        from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
        from pydantic_ai.providers.openai import OpenAIProvider

        kind = OpenAIChatModel if model == "chat" else OpenAIResponsesModel
        provider = OpenAIProvider(base_url=server.url, api_key="none")
        run = await Agent(kind("scripted", provider=provider), tools=tools).run("go")
        return run.output

    def handed(self, tool: Any) -> dict[str, Any]:
        schema = tool.function_schema.json_schema
        return {
            "name": tool.name,
            "description": tool.description,
            "parameters": schema,
            "strict": tool.strict,
        }

    def approval(self, tool: Any) -> bool:
        return tool.takes_ctx and tool.metadata.get("read_only") is False

    def reads_only(self, tool: Any) -> bool | None:
        return tool.metadata.get("read_only")


class LangChain(Framework):
    name = "langchain"
    modules = ("langchain_core", "langchain")
    sends_broken_json = False  # such calls are shown to no tool
    marks_decorated = False

    def decorate(self, fn: Callable[..., Any]) -> Any:
        from langchain_core.tools import tool

        return tool(fn)

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        from langchain.agents import create_agent
        from langchain_core.utils.function_calling import convert_to_openai_tool

        model = scripted_chat_model(script)
        final = await create_agent(model, tools=tools).ainvoke({"messages": [("user", "go")]})
        definitions = [convert_to_openai_tool(t)["function"] for t in model.bound]
        messages = [m for m in final["messages"] if m.type == "tool"]
        failed = [m.status == "error" for m in messages]
        return Transcript(
            [m.content for m in messages], definitions, final["messages"][-1].content, failed=failed
        )

    async def _wire(self, tools: list[Any], server: ScriptedOpenAI, model: str) -> str:
        from langchain.agents import create_agent
        from langchain_openai import ChatOpenAI

        chat = ChatOpenAI(
            model="scripted",
            base_url=server.url,
            api_key="none",
            max_retries=0,
            use_responses_api=model == "responses",
        )
        final = await create_agent(chat, tools=tools).ainvoke({"messages": [("user", "go")]})
        return str(final["messages"][-1].text)

    def handed(self, tool: Any) -> dict[str, Any]:
        from langchain_core.utils.function_calling import convert_to_openai_tool

        return convert_to_openai_tool(tool)

    def approval(self, tool: Any) -> bool:
        return tool.metadata.get("read_only") is False

    def reads_only(self, tool: Any) -> bool | None:
        return tool.metadata.get("read_only")


def scripted_chat_model(script: list[Turn]) -> Any:
    """Return a LangChain chat model that plays a script and remembers the tools bound to it."""
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage

    def spoken(number: int, turn: Turn) -> AIMessage:
        calls = [
            {"name": c.name, "args": c.arguments, "id": f"call_{number}_{n}"} for n, c in enumerate(turn)
        ]
        return AIMessage("", tool_calls=calls)

    class Scripted(GenericFakeChatModel):
        bound: list[Any]

        def bind_tools(self, tools: Any, **_: Any) -> Any:
            self.bound.extend(tools)
            return self

    return Scripted(messages=iter([*starmap(spoken, enumerate(script)), AIMessage(FINAL)]), bound=[])


class OpenAIAgents(Framework):
    name = "openai_agents"
    modules = ("agents",)

    def decorate(self, fn: Callable[..., Any]) -> Any:
        from agents import function_tool

        return function_tool(strict_mode=False)(fn)

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        from agents import Agent, RunConfig, Runner
        from agents.testing import ScriptedModel, assistant_message, function_call

        turns = [
            [function_call(c.name, c.text, call_id=f"call_{t}_{n}") for n, c in enumerate(turn)]
            for t, turn in enumerate(script)
        ]
        model = ScriptedModel([*turns, [assistant_message(FINAL)]])
        run = await Runner.run(
            Agent("a", tools=tools, model=model),
            "go",
            max_turns=50,
            run_config=RunConfig(tracing_disabled=True),
        )
        model.assert_complete()
        definitions = [
            {
                "name": t.name,
                "description": t.description,
                "parameters": t.params_json_schema,
                "strict": t.strict_json_schema,
            }
            for t in model.first_call.tools
        ]
        last = model.last_call.input
        outputs = [
            item["output"]
            for item in last
            if isinstance(item, dict) and item.get("type") == "function_call_output"
        ]
        return Transcript(outputs, definitions, run.final_output)

    async def _wire(self, tools: list[Any], server: ScriptedOpenAI, model: str) -> str:
        from agents import Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, RunConfig, Runner
        from openai import AsyncOpenAI

        kind = OpenAIChatCompletionsModel if model == "chat" else OpenAIResponsesModel
        async with AsyncOpenAI(base_url=server.url, api_key="none", max_retries=0) as client:
            agent = Agent("a", tools=tools, model=kind(model="scripted", openai_client=client))
            run = await Runner.run(agent, "go", max_turns=50, run_config=RunConfig(tracing_disabled=True))
        return run.final_output

    def handed(self, tool: Any) -> dict[str, Any]:
        schema, strict = tool.params_json_schema, tool.strict_json_schema
        return {"name": tool.name, "description": tool.description, "parameters": schema, "strict": strict}

    def approval(self, tool: Any) -> bool:
        return tool.needs_approval is not False

    def reads_only(self, tool: Any) -> bool | None:
        return None


class FastMCP(Framework):
    name = "fastmcp"
    modules = ("fastmcp",)
    models = ("own",)
    sends_broken_json = False  # the client cannot send them
    mask_error_details = False

    def decorate(self, fn: Callable[..., Any]) -> Any:
        from fastmcp.tools import Tool

        return Tool.from_function(fn)

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        from fastmcp import Client
        from fastmcp import FastMCP as Server

        transcript = Transcript([], [], FINAL)
        async with Client(Server("s", tools=tools, mask_error_details=self.mask_error_details)) as client:
            listed = await client.list_tools()
            transcript.definitions = [
                {"name": t.name, "description": t.description, "parameters": t.input_schema} for t in listed
            ]
            for call in (call for turn in script for call in turn):
                arguments = call.arguments if isinstance(call.arguments, dict) else json.loads(call.arguments)
                result = await client.call_tool(call.name, arguments, raise_on_error=False)
                transcript.results.append("".join(part.text for part in result.content))
                transcript.structured.append(result.structured_content)
                transcript.failed.append(result.is_error)
        return transcript

    def handed(self, tool: Any) -> dict[str, Any]:
        return tool.to_mcp_tool().model_dump(mode="json", exclude_none=True, by_alias=True)

    def approval(self, tool: Any) -> bool:
        return not (
            tool.annotations and tool.annotations.read_only_hint
        )  # a hint is all that the protocol has

    def reads_only(self, tool: Any) -> bool | None:
        return tool.annotations and tool.annotations.read_only_hint


DRIVERS: dict[str, Framework] = {
    driver.name: driver for driver in (PydanticAI(), LangChain(), OpenAIAgents(), FastMCP())
}
FRAMEWORKS = tuple(DRIVERS)
