"""Drivers of the frameworks that stand beside the first four: each through its own runner, with a scripted model."""

from __future__ import annotations

import asyncio
import json
from itertools import count
from re import findall
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from toolspan.testing.endpoint import ScriptedAnthropic, ScriptedGemini
from toolspan.testing.script import FINAL, Call, Transcript

from .drivers import Framework

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.testing.script import Turn

QUESTION: dict[str, Any] = {"role": "user", "content": "go"}


class More(Framework):
    """A driver with one kind of model, or two; `wired` is what the second needs."""

    models = ("own",)
    wired: ClassVar[tuple[str, ...]] = ()
    decorates: ClassVar[tuple[str, ...]] = ("bare", "blocking")
    """Which functions the framework's own decorator takes: async ones, plain ones."""
    slow: ClassVar[bool] = False
    """Whether each run starts a program."""

    def handed(self, tool: Any) -> dict[str, Any]:
        raise NotImplementedError


class Anthropic(More):
    name = "anthropic"
    modules = ("anthropic",)
    sends_broken_json = False  # the API holds arguments as an object
    decorates = ("bare",)  # the runner of the async client refuses plain functions

    def decorate(self, fn: Callable[..., Any]) -> Any:
        from anthropic import beta_async_tool

        return beta_async_tool(fn)

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        from anthropic import AsyncAnthropic

        with ScriptedAnthropic(script) as server:
            async with AsyncAnthropic(base_url=server.url, api_key="none", max_retries=0) as client:
                runner = client.beta.messages.tool_runner(
                    model="scripted", max_tokens=1_000, tools=tools, messages=[QUESTION]
                )
                final = await runner.until_done()
            return Transcript(server.results, server.definitions, final.content[0].text, failed=server.failed)

    def handed(self, tool: Any) -> dict[str, Any]:
        return tool.to_dict()


class MCP(More):
    name = "mcp"
    modules = ("mcp",)
    sends_broken_json = False  # the client cannot send them
    decorates = ()

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        from mcp import Client

        transcript = Transcript([], [], FINAL)
        async with Client(server_of(tools)) as client:
            listed = (await client.list_tools()).tools
            transcript.definitions = [
                {"name": t.name, "description": t.description, "parameters": t.input_schema} for t in listed
            ]
            for call in (call for turn in script for call in turn):
                arguments = call.arguments if isinstance(call.arguments, dict) else json.loads(call.arguments)
                result = await client.call_tool(call.name, arguments)
                transcript.results.append("".join(part.text for part in result.content))
                transcript.structured.append(result.structured_content)
                transcript.failed.append(result.is_error)
        return transcript

    def handed(self, tool: Any) -> dict[str, Any]:
        return tool.definition.model_dump(mode="json", exclude_none=True, by_alias=True)

    def approval(self, tool: Any) -> bool:
        return not self.reads_only(tool)

    def reads_only(self, tool: Any) -> bool | None:
        return tool.definition.annotations and tool.definition.annotations.read_only_hint


def server_of(tools: list[Any]) -> Any:
    """Return a low-level server as its user writes one."""
    from mcp.server.lowlevel import Server
    from mcp_types import ListToolsResult

    by_name = {tool.name: tool for tool in tools}

    async def on_list_tools(_context: Any, _params: Any) -> ListToolsResult:
        return ListToolsResult(tools=[tool.definition for tool in tools])

    async def on_call_tool(context: Any, params: Any) -> Any:
        return await by_name[params.name].call(context, params)

    return Server("s", on_list_tools=on_list_tools, on_call_tool=on_call_tool)


class LlamaIndex(More):
    name = "llama_index"
    models = ("own", "chat")
    wired = ("llama_index.llms.openai_like",)  # requires an openai that the first four cannot have
    modules = ("llama_index.core",)
    sends_broken_json = False  # its blocks hold arguments as an object

    def decorate(self, fn: Callable[..., Any]) -> Any:
        from llama_index.core.tools import FunctionTool

        if asyncio.iscoroutinefunction(fn):
            return FunctionTool.from_defaults(async_fn=fn)
        return FunctionTool.from_defaults(fn)

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        model, definitions = scripted_llama(script)
        outputs, final = await self._run(tools, model)
        return Transcript(
            [output.content for output in outputs],
            definitions,
            final,
            failed=[output.is_error for output in outputs],
        )

    async def _wire(self, tools: list[Any], server: Any, model: str) -> str:
        from llama_index.llms.openai_like import OpenAILike

        speaking = OpenAILike(
            model=model,
            api_base=server.url,
            api_key="none",
            is_chat_model=True,
            is_function_calling_model=True,
        )
        return (await self._run(tools, speaking))[1]

    async def _run(self, tools: list[Any], model: Any) -> tuple[list[Any], str]:
        from llama_index.core.agent.workflow import FunctionAgent, ToolCallResult

        handler = FunctionAgent(tools=tools, llm=model, streaming=False).run("go", max_iterations=50)
        found: dict[str, Any] = {}
        try:
            async for event in handler.stream_events():
                if isinstance(event, ToolCallResult):
                    found[event.tool_id] = event.tool_output
            final = await handler
        except asyncio.CancelledError:  # the run goes on in tasks of its own
            await handler.cancel_run()
            raise
        return [
            found[name] for name in sorted(found, key=lambda name: [*map(int, findall(r"\d+", name))])
        ], str(final)

    def handed(self, tool: Any) -> dict[str, Any]:
        return tool.metadata.to_openai_tool(skip_length_check=True)


def scripted_llama(script: list[Turn]) -> tuple[Any, list[dict[str, Any]]]:
    """Return LlamaIndex's own scripted model, and the definitions that it gets."""
    from llama_index.core.base.llms.types import ChatMessage, TextBlock, ToolCallBlock
    from llama_index.core.llms.mock import MockFunctionCallingLLM

    definitions: list[dict[str, Any]] = []
    turns = count()

    def speak(_messages: Any, **options: Any) -> ChatMessage:
        definitions[:] = [
            tool.metadata.to_openai_tool(skip_length_check=True)["function"]  # as the classes of providers do
            for tool in options.get("tools") or ()
        ]
        number = next(turns)
        turn = script[number] if number < len(script) else []
        blocks = [
            ToolCallBlock(tool_call_id=f"{number}_{n}", tool_name=call.name, tool_kwargs=call.arguments)
            for n, call in enumerate(turn)
        ]
        return ChatMessage(role="assistant", blocks=blocks or [TextBlock(text=FINAL)])

    return MockFunctionCallingLLM(response_generator=speak), definitions


class GoogleADK(More):
    name = "google_adk"
    models = ("own", "gemini")
    endpoint = ScriptedGemini
    modules = ("google.adk",)
    sends_broken_json = False  # its parts hold arguments as an object
    wraps_text = True  # a response to a function is an object
    decorates = (
        "bare",
    )  # it runs plain functions on the loop, on which the emulator of these tests runs too

    def decorate(self, fn: Callable[..., Any]) -> Any:
        from google.adk.tools import FunctionTool

        return FunctionTool(fn)

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        model, seen = scripted_gemini(script)
        final = await self._run(tools, model)
        return Transcript(seen["results"], seen["definitions"], final)

    async def _wire(self, tools: list[Any], server: Any, model: str) -> str:
        from google.adk.models import Gemini

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GEMINI_API_KEY", "none")
            return await self._run(tools, Gemini(model=model, base_url=server.url))

    async def _run(self, tools: list[Any], model: Any) -> str:
        from google.adk.agents import Agent
        from google.adk.runners import InMemoryRunner
        from google.genai.types import Content, Part

        runner = InMemoryRunner(agent=Agent(name="a", model=model, tools=tools), app_name="app")
        session = await runner.session_service.create_session(app_name="app", user_id="u")
        final = ""
        message = Content(role="user", parts=[Part(text="go")])
        async for event in runner.run_async(user_id="u", session_id=session.id, new_message=message):
            final = "".join(part.text or "" for part in (event.content.parts if event.content else ()))
        await runner.close()
        return final

    def handed(self, tool: Any) -> dict[str, Any]:
        return tool._get_declaration().model_dump(mode="json", exclude_none=True)

    def approval(self, tool: Any) -> bool:
        return not self.reads_only(tool)

    def reads_only(self, tool: Any) -> bool | None:
        return tool.custom_metadata.get("read_only")


def scripted_gemini(script: list[Turn]) -> tuple[Any, dict[str, Any]]:
    """Return a model of the kit that plays a script, and what it saw at last."""
    from google.adk.models import BaseLlm, LlmResponse
    from google.genai.types import Content, FunctionCall, Part

    seen: dict[str, Any] = {"results": [], "definitions": []}
    turns = count()

    class Scripted(BaseLlm):
        async def generate_content_async(self, llm_request: Any, stream: bool = False) -> Any:  # noqa: FBT001, FBT002
            declared = [
                each for tool in llm_request.config.tools or () for each in tool.function_declarations
            ]
            seen["definitions"] = [
                {"name": d.name, "description": d.description, "parameters": d.parameters_json_schema}
                for d in declared
            ]
            parts = [part for content in llm_request.contents for part in content.parts]
            found = [part.function_response.response for part in parts if part.function_response]
            seen["results"] = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in found]
            number = next(turns)
            calls = [
                Part(function_call=FunctionCall(id=f"call_{number}_{n}", name=each.name, args=each.arguments))
                for n, each in enumerate(script[number] if number < len(script) else [])
            ]
            yield LlmResponse(content=Content(role="model", parts=calls or [Part(text=FINAL)]))

    return Scripted(model="scripted"), seen


class ClaudeAgentSDK(More):
    name = "claude_agent_sdk"
    modules = ("claude_agent_sdk",)
    slow = True
    sends_broken_json = False  # the API holds arguments as an object
    decorates = ()
    property_names = r"[a-zA-Z0-9_.-]{1,64}"  # the command leaves out a tool with another

    async def _own(self, tools: list[Any], script: list[Turn]) -> Transcript:
        return await run_claude(tools, script, allowed_tools=[f"mcp__s{n}" for n in range(len(tools))])

    def handed(self, tool: Any) -> dict[str, Any]:
        return {"name": tool["name"]}


async def run_claude(
    tools: list[Any], script: list[Turn], hear: Callable[[Any], None] = lambda _: None, **options: Any
) -> Transcript:
    """Run the SDK with its own command, which speaks to a local endpoint; `hear` gets each message."""
    from claude_agent_sdk import ClaudeAgentOptions, ClaudeSDKClient, ResultMessage

    servers = {f"s{number}": tool for number, tool in enumerate(tools)}
    names = {tool["name"]: f"mcp__{server}__{tool['name']}" for server, tool in servers.items()}
    turns = [[Call(names.get(each.name, each.name), each.arguments) for each in turn] for turn in script]
    final = ""
    with TemporaryDirectory() as home, ScriptedAnthropic(turns) as stub:
        configured = ClaudeAgentOptions(
            mcp_servers=servers, tools=[], setting_sources=[], cwd=home, env=quiet(home, stub.url), **options
        )
        async with ClaudeSDKClient(configured) as client:
            await client.query("go")
            async for message in client.receive_response():
                hear(message)
                if isinstance(message, ResultMessage):
                    final = message.result or ""
        short = {long: name for name, long in names.items()}
        definitions = [
            {**each, "name": short[each["name"]]} for each in stub.definitions if each["name"] in short
        ]
        return Transcript(stub.results, definitions, final, failed=stub.failed)


def quiet(home: str, url: str) -> dict[str, str]:
    """Return an environment in which the SDK's command speaks to nothing but an endpoint."""
    return {
        "HOME": home,
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_API_KEY": "none",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "ENABLE_TOOL_SEARCH": "false",
        "DISABLE_AUTOUPDATER": "1",
    }


MORE: dict[str, More] = {
    driver.name: driver for driver in (Anthropic(), MCP(), LlamaIndex(), GoogleADK(), ClaudeAgentSDK())
}
