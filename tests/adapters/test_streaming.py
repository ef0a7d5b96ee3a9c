"""Streamed runs, and the progress of long calls through each framework's own channel."""

from __future__ import annotations

import asyncio
import json

import pytest

from toolspan import Progress
from toolspan.testing.bench import LIST, parsed
from toolspan.testing.script import FINAL, call

from .drivers import DRIVERS, FRAMEWORKS, scripted_chat_model

RUN = {"entity": "reports", "action": "run", "params": {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}}


async def in_pydantic_ai(tools, arguments):
    """Return the names and texts of the events of a streamed run, and the text of the tool's result."""
    from pydantic_ai import Agent
    from pydantic_ai.messages import CustomEvent, FunctionToolResultEvent, ModelResponse
    from pydantic_ai.models.function import DeltaToolCall, FunctionModel
    from pydantic_ai.run import AgentRunResultEvent

    async def speak(messages, _info):
        if any(isinstance(message, ModelResponse) for message in messages):
            yield FINAL
        else:
            text = json.dumps(arguments)
            yield {0: DeltaToolCall("execute", text[:20], tool_call_id="1")}
            yield {0: DeltaToolCall(json_args=text[20:])}

    progress, result, final = [], "", ""
    async with Agent(FunctionModel(stream_function=speak), tools=tools).run_stream_events("go") as events:
        async for event in events:
            if isinstance(event, CustomEvent):
                assert (event.name, event.tool_call_id) == ("toolspan_progress", "1")
                progress.append(event.message)
            if isinstance(event, FunctionToolResultEvent):
                result = event.part.model_response_str()
            if isinstance(event, AgentRunResultEvent):
                final = event.result.output
    return progress, result, final


async def in_langchain(tools, arguments):
    from langchain.agents import create_agent

    agent = create_agent(scripted_chat_model([call("execute", arguments)]), tools=tools)
    progress, result, final = [], "", ""
    async for mode, piece in agent.astream({"messages": [("user", "go")]}, stream_mode=["custom", "updates"]):
        if mode == "custom":
            progress.append(piece["toolspan_progress"]["message"])
        for step in piece.values() if mode == "updates" else ():
            message = step["messages"][-1]
            result, final = (message.content, final) if message.type == "tool" else (result, message.content)
    return progress, result, final


async def in_openai_agents(tools, arguments):
    from agents import Agent, RunConfig, Runner
    from agents.testing import ScriptedModel, assistant_message, function_call

    turns = [[function_call("execute", json.dumps(arguments), call_id="1")], [assistant_message(FINAL)]]
    run = Runner.run_streamed(
        Agent("a", tools=tools, model=ScriptedModel(turns)), "go", run_config=RunConfig(tracing_disabled=True)
    )
    result = ""
    async for event in run.stream_events():
        if event.type == "run_item_stream_event" and event.name == "tool_output":
            result = event.item.output
    return None, result, run.final_output


async def in_fastmcp(tools, arguments):
    from fastmcp import Client, FastMCP

    told = []

    async def hear(progress, total, message):
        assert total is None
        assert progress == len(told) + 1
        told.append(message)

    async with Client(FastMCP("s", tools=tools)) as client:
        result = await client.call_tool("execute", arguments, progress_handler=hear)
    return told, result.content[0].text, FINAL


STREAMED = dict(zip(FRAMEWORKS, (in_pydantic_ai, in_langchain, in_openai_agents, in_fastmcp), strict=True))
each = pytest.mark.parametrize("framework", FRAMEWORKS)


@each
async def test_a_streamed_run_gives_the_records_and_ends_as_the_script_does(framework, connector):
    progress, result, final = await STREAMED[framework](connector.tools(framework), LIST)
    assert len(parsed(result)["data"]) == 5
    assert final == FINAL
    assert not progress


@each
async def test_a_long_report_is_told_of_while_it_is_made(framework, connector):
    heard: list[Progress] = []
    tools = connector.tools(framework, timeout=600, on_progress=heard.append)
    progress, result, final = await STREAMED[framework](tools, RUN)
    assert parsed(result)["data"]
    assert final == FINAL
    assert len(heard) >= 2
    assert any("Amazon is making the report" in event.message for event in heard)
    assert {event.operation for event in heard} == {"reports.run"}
    if framework != "openai_agents":  # its streams have no place for events of a tool
        assert progress == [event.message for event in heard]


@each
async def test_a_wait_for_the_limit_is_told_with_its_seconds(framework, connector):
    for _ in range(20):
        await connector.orders.list(created_after="-1d")
    heard: list[Progress] = []
    tools = connector.tools(framework, timeout=600, on_progress=heard.append)
    progress, result, _ = await STREAMED[framework](tools, LIST)
    assert parsed(result)["data"]
    assert [event.operation for event in heard] == ["orders.list"]
    assert heard[0].seconds > 100
    assert "its rate limit" in heard[0].message
    assert progress in (None, [heard[0].message])


@each
async def test_a_listener_that_fails_does_not_end_the_call(framework, connector, caplog):
    def fail(_):
        raise ValueError("secret-of-the-listener")

    tools = connector.tools(framework, timeout=600, on_progress=fail)
    assert parsed((await DRIVERS[framework].run(tools, [call("execute", RUN)])).results[0])["data"]
    assert "Progress could not be reported (ValueError)." in caplog.text
    assert "secret-of-the-listener" not in caplog.text


async def test_langchain_events_carry_progress_too(connector):
    from langchain.agents import create_agent

    model = scripted_chat_model([call("execute", RUN)])
    model.disable_streaming = True  # the scripted model cannot stream a turn without text
    agent = create_agent(model, tools=connector.tools("langchain", timeout=600))
    events = agent.astream_events({"messages": [("user", "go")]}, version="v2")
    told = [event["data"] async for event in events if event["event"] == "on_custom_event"]
    assert told
    assert all(event["operation"] == "reports.run" for event in told)


async def test_a_plain_call_of_langchain_tells_progress_to_its_callbacks(connector):
    tool = connector.tools("langchain", shape="single", timeout=600)[0]
    assert json.loads(await asyncio.to_thread(tool.invoke, RUN))["data"]
    await asyncio.to_thread(connector.sync.close)


async def test_progress_of_parallel_calls_goes_to_the_call_that_it_is_about(connector):
    from fastmcp import Client, FastMCP

    told: dict[str, list[str]] = {"run": [], "list": []}
    async with Client(FastMCP("s", tools=connector.tools("fastmcp", timeout=600))) as client:

        async def ask(name, arguments):
            async def hear(_progress, _total, message):
                told[name].append(message)

            return await client.call_tool("execute", arguments, progress_handler=hear)

        await asyncio.gather(ask("run", RUN), ask("list", LIST))
    assert told["run"]
    assert not told["list"]
