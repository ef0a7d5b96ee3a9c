"""Runs without `await`, and streamed runs, where the table of what is supported says that there are any."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from toolspan import Toolkit
from toolspan.testing import ScriptedAnthropic, ScriptedGemini, ScriptedOpenAI
from toolspan.testing.script import FINAL, Turn, call
from toolspan.tools.adapters import adapter
from toolspan_adapters._loops import STYLES

from .drivers import DRIVERS, scripted_chat_model, skip_without
from .loop_drivers import LOOPS
from .more_drivers import MORE, run_claude, scripted_gemini, scripted_llama

if TYPE_CHECKING:
    from collections.abc import Callable

QUESTION: Any = {"role": "user", "content": "go"}
SCRIPT = [call("double", {"number": 4}), call("shout", {"text": "hey"})]
DRIVEN = {**DRIVERS, **MORE}


def desk() -> Toolkit:
    kit = Toolkit("desk")

    @kit.tool
    async def double(number: int) -> dict[str, int]:
        """Twice a number."""
        await asyncio.sleep(0)
        return {"twice": 2 * number}

    @kit.tool
    def shout(text: str) -> dict[str, str]:
        """Text in capitals."""
        return {"loud": text.upper()}

    return kit


def holds(results: list[Any]) -> bool:
    seen = [json.loads(each) if isinstance(each, str) else each for each in results]
    return seen == [{"twice": 8}, {"loud": "HEY"}]


def without_await(run: Callable[[list[Any]], list[str]], tools: list[Any]) -> list[str]:
    """Return what a run gives in a thread without a loop; some frameworks make one there and leave it open."""
    try:
        return run(tools)
    finally:
        with suppress(RuntimeError):
            asyncio.get_event_loop_policy().get_event_loop().close()
            asyncio.set_event_loop(None)


def _parts(messages: list[Any]) -> list[str]:
    from pydantic_ai.messages import ToolReturnPart

    parts = [part for message in messages for part in message.parts]
    return [part.model_response_str() for part in parts if isinstance(part, ToolReturnPart)]


def sync_pydantic_ai(tools: list[Any]) -> list[str]:
    from pydantic_ai import Agent
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart
    from pydantic_ai.models.function import FunctionModel

    def play(messages: list[Any], _: Any) -> ModelResponse:
        turn = sum(isinstance(message, ModelResponse) for message in messages)
        if turn == len(SCRIPT):
            return ModelResponse([TextPart(FINAL)])
        return ModelResponse([ToolCallPart(each.name, each.arguments) for each in SCRIPT[turn]])

    return _parts(Agent(FunctionModel(play), tools=tools).run_sync("go").all_messages())


def sync_langchain(tools: list[Any]) -> list[str]:
    from langchain.agents import create_agent

    final = create_agent(scripted_chat_model(SCRIPT), tools=tools).invoke({"messages": [("user", "go")]})
    return [message.content for message in final["messages"] if message.type == "tool"]


def _openai_agent(tools: list[Any]) -> Any:
    from agents import Agent
    from agents.testing import ScriptedModel, assistant_message, function_call

    turns = [[function_call(c.name, c.text, call_id=f"{n}") for c in turn] for n, turn in enumerate(SCRIPT)]
    return Agent("a", tools=tools, model=ScriptedModel([*turns, [assistant_message(FINAL)]]))


def _outputs(items: list[Any]) -> list[str]:
    return [item.output for item in items if item.type == "tool_call_output_item"]


def sync_openai_agents(tools: list[Any]) -> list[str]:
    from agents import RunConfig, Runner

    return _outputs(
        Runner.run_sync(_openai_agent(tools), "go", run_config=RunConfig(tracing_disabled=True)).new_items
    )


def sync_anthropic(tools: list[Any]) -> list[str]:
    from anthropic import Anthropic

    with ScriptedAnthropic(SCRIPT) as server, Anthropic(base_url=server.url, api_key="none") as client:
        client.beta.messages.tool_runner(
            model="m", max_tokens=9, tools=tools, messages=[QUESTION]
        ).until_done()
        return server.results


def sync_llama_index(tools: list[Any]) -> list[str]:
    """Call the tools by hand: agents of LlamaIndex are awaited."""
    named = {tool.metadata.name: tool for tool in tools}
    return [named[each.name].call(**each.arguments).content for turn in SCRIPT for each in turn]


def sync_google_adk(tools: list[Any]) -> list[str]:
    from google.adk.agents import Agent
    from google.adk.runners import InMemoryRunner
    from google.genai.types import Content, Part

    model, seen = scripted_gemini(SCRIPT)
    runner = InMemoryRunner(agent=Agent(name="a", model=model, tools=tools), app_name="app")
    runner.auto_create_session = True
    message = Content(role="user", parts=[Part(text="go")])
    for _ in runner.run(user_id="u", session_id="s", new_message=message):
        pass
    return seen["results"]


SYNC: dict[str, Callable[[list[Any]], list[str]]] = {
    "pydantic_ai": sync_pydantic_ai,
    "langchain": sync_langchain,
    "openai_agents": sync_openai_agents,
    "anthropic": sync_anthropic,
    "llama_index": sync_llama_index,
    "google_adk": sync_google_adk,
}


async def streamed_pydantic_ai(tools: list[Any]) -> tuple[list[str], str]:
    from pydantic_ai import Agent
    from pydantic_ai.messages import ModelResponse
    from pydantic_ai.models.function import DeltaToolCall, FunctionModel

    async def speak(messages: list[Any], _: Any) -> Any:
        turn = sum(isinstance(message, ModelResponse) for message in messages)
        for piece in (FINAL[:2], FINAL[2:]) if turn == len(SCRIPT) else ():
            yield piece
        for number, each in enumerate(SCRIPT[turn] if turn < len(SCRIPT) else ()):
            yield {number: DeltaToolCall(each.name, each.text[:5], tool_call_id=f"{turn}")}
            yield {number: DeltaToolCall(json_args=each.text[5:])}

    async with Agent(FunctionModel(stream_function=speak), tools=tools).run_stream("go") as run:
        text = "".join([piece async for piece in run.stream_text(delta=True)])
        return _parts(run.all_messages()), text


async def streamed_langchain(tools: list[Any]) -> tuple[list[str], str]:
    from langchain.agents import create_agent

    agent, results, text = create_agent(scripted_chat_model(SCRIPT), tools=tools), [], ""
    async for step in agent.astream({"messages": [("user", "go")]}, stream_mode="updates"):
        for message in (each["messages"][-1] for each in step.values()):
            results += [message.content] if message.type == "tool" else []
            text = message.text
    return results, text


async def streamed_openai_agents(tools: list[Any]) -> tuple[list[str], str]:
    from agents import RunConfig, Runner

    run = Runner.run_streamed(_openai_agent(tools), "go", run_config=RunConfig(tracing_disabled=True))
    items = [event.item async for event in run.stream_events() if event.type == "run_item_stream_event"]
    return _outputs(items), run.final_output


async def streamed_anthropic(tools: list[Any]) -> tuple[list[str], str]:
    from anthropic import AsyncAnthropic

    text = ""
    with ScriptedAnthropic(SCRIPT) as server:
        async with AsyncAnthropic(base_url=server.url, api_key="none") as client:
            runner = client.beta.messages.tool_runner(
                model="m", max_tokens=9, stream=True, tools=tools, messages=[QUESTION]
            )
            async for stream in runner:
                async for event in stream:
                    text += event.text if event.type == "text" else ""
        return server.results, text


async def streamed_llama_index(tools: list[Any]) -> tuple[list[str], str]:
    from llama_index.core.agent.workflow import AgentStream, FunctionAgent, ToolCallResult

    model, _ = scripted_llama(SCRIPT)
    run = FunctionAgent(tools=tools, llm=model, streaming=True).run("go")
    results, text = [], ""
    async for event in run.stream_events():
        results += [event.tool_output.content] if isinstance(event, ToolCallResult) else []
        text += event.delta if isinstance(event, AgentStream) else ""
    await run
    return results, text


async def streamed_google_adk(tools: list[Any]) -> tuple[list[str], str]:
    from google.adk.agents import Agent, RunConfig
    from google.adk.agents.run_config import StreamingMode
    from google.adk.models import Gemini
    from google.adk.runners import InMemoryRunner
    from google.genai.types import Content, Part

    text = ""
    with ScriptedGemini(SCRIPT) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEMINI_API_KEY", "none")
        model = Gemini(model="gemini-2.5-flash", base_url=server.url)
        agent = Agent(name="a", model=model, tools=tools)
        async with InMemoryRunner(agent=agent, app_name="app") as runner:
            runner.auto_create_session = True
            async for event in runner.run_async(
                user_id="u",
                session_id="s",
                new_message=Content(role="user", parts=[Part(text="go")]),
                run_config=RunConfig(streaming_mode=StreamingMode.SSE),
            ):
                text += "".join(part.text or "" for part in event.content.parts) if event.partial else ""
        return server.results, text


async def streamed_claude_agent_sdk(tools: list[Any]) -> tuple[list[str], str]:
    from claude_agent_sdk import StreamEvent

    text = ""

    def hear(message: Any) -> None:
        nonlocal text
        delta = message.event.get("delta", {}) if isinstance(message, StreamEvent) else {}
        text += delta.get("text", "")

    allowed = [f"mcp__s{number}" for number in range(len(tools))]
    run = await run_claude(tools, SCRIPT, hear, allowed_tools=allowed, include_partial_messages=True)
    return run.results, text


STREAMED: dict[str, Callable[[list[Any]], Any]] = {
    "pydantic_ai": streamed_pydantic_ai,
    "langchain": streamed_langchain,
    "openai_agents": streamed_openai_agents,
    "anthropic": streamed_anthropic,
    "llama_index": streamed_llama_index,
    "google_adk": streamed_google_adk,
    "claude_agent_sdk": streamed_claude_agent_sdk,
}
each_framework = pytest.mark.parametrize("name", DRIVEN)


@each_framework
async def test_tools_run_without_await_where_the_table_says_it(name):
    assert ("sync" in adapter(name).features) is (name in SYNC)
    if name in SYNC:
        skip_without(*DRIVEN[name].modules)
        assert holds(await asyncio.to_thread(without_await, SYNC[name], desk().tools(name)))


@each_framework
async def test_a_run_is_streamed_where_the_table_says_it(name):
    assert ("streaming" in adapter(name).features) is (name in STREAMED)
    if name in STREAMED:
        skip_without(*DRIVEN[name].modules)
        results, text = await STREAMED[name](desk().tools(name))
        assert holds(results)
        assert text == FINAL


async def streamed_openai_chat(loop: Any, url: str) -> Any:
    from openai import AsyncOpenAI

    async with (
        AsyncOpenAI(base_url=url, api_key="none") as client,
        client.chat.completions.stream(model="m", messages=[QUESTION], tools=loop.tools) as stream,
    ):
        return await stream.get_final_completion()


async def streamed_openai_responses(loop: Any, url: str) -> Any:
    from openai import AsyncOpenAI

    async with (
        AsyncOpenAI(base_url=url, api_key="none") as client,
        client.responses.stream(model="m", input=[QUESTION], tools=loop.tools) as stream,
    ):
        return await stream.get_final_response()


async def streamed_messages(loop: Any, url: str) -> Any:
    from anthropic import AsyncAnthropic

    async with (
        AsyncAnthropic(base_url=url, api_key="none") as client,
        client.messages.stream(model="m", max_tokens=9, messages=[QUESTION], tools=loop.tools) as stream,
    ):
        return await stream.get_final_message()


async def streamed_gemini(loop: Any, url: str) -> Any:
    from google import genai

    client = genai.Client(api_key="none", http_options={"base_url": url})
    try:
        stream = await client.aio.models.generate_content_stream(
            model="m", contents="go", config={"tools": loop.tools}
        )
        return [chunk async for chunk in stream]
    finally:
        await client.aio.aclose()


LOOPED = {
    "openai-chat": (ScriptedOpenAI, streamed_openai_chat),
    "openai-responses": (ScriptedOpenAI, streamed_openai_responses),
    "anthropic": (ScriptedAnthropic, streamed_messages),
    "gemini": (ScriptedGemini, streamed_gemini),
}


@pytest.mark.parametrize("style", LOOPS)
async def test_a_loop_answers_what_was_streamed_and_works_without_await(style):
    assert {"sync", "streaming"} <= set(STYLES[style].features)
    endpoint, stream = LOOPED[style]
    both: Turn = [each for turn in SCRIPT for each in turn]
    loop = desk().loop(style)
    with endpoint([both]) as server:
        response = await stream(loop, server.url)
    awaited = await loop.answer(response)
    assert await asyncio.to_thread(loop.answer_sync, response) == awaited
    assert "twice" in str(awaited)
    assert "HEY" in str(awaited)
