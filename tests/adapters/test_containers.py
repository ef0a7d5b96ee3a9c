"""Each framework's own container of tools, the typed doors, and names for several connectors at once."""

from __future__ import annotations

import importlib

import pytest

from toolspan.testing.bench import LIST, error_in, parsed
from toolspan.testing.script import call

from .drivers import DRIVERS, FRAMEWORKS

each = pytest.mark.parametrize("framework", FRAMEWORKS)
NAMES = ["inspect_connector", "read_skill_docs", "execute"]


async def test_the_toolset_of_pydantic_ai_has_a_stable_id_and_runs(connector):
    from pydantic_ai import Agent
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart, ToolReturnPart
    from pydantic_ai.models.function import FunctionModel

    toolset = connector.toolset("pydantic_ai")
    assert toolset.id == connector.toolset("pydantic_ai").id == "amazon-seller-partner"

    def play(messages, _info):
        turn = sum(isinstance(message, ModelResponse) for message in messages)
        wrong = {**LIST, "entity": "order"}
        return ModelResponse(
            parts=[ToolCallPart("execute", wrong if turn < 3 else LIST) if turn < 4 else TextPart("done")]
        )

    run = await Agent(FunctionModel(play), toolsets=[toolset]).run("go")
    parts = [
        part for message in run.all_messages() for part in message.parts if isinstance(part, ToolReturnPart)
    ]
    assert [part.outcome for part in parts] == ["retried"] * 3 + ["success"]


async def test_the_toolkit_of_langchain_gives_its_tools(connect):
    assert [tool.name for tool in connect().toolset("langchain").get_tools()] == NAMES


async def test_openai_agents_has_no_container_and_gets_a_list(connect):
    assert [tool.name for tool in connect().toolset("openai_agents", shape="single")] == ["execute"]


async def test_the_mcp_server_can_be_run_and_mounted(connector):
    from fastmcp import Client, FastMCP

    outer = FastMCP("outer")
    outer.mount(connector.mcp_server(), namespace="shop")
    async with Client(outer) as client:
        assert {tool.name for tool in await client.list_tools()} == {f"shop_{name}" for name in NAMES}
        result = await client.call_tool("shop_execute", LIST)
    assert len(result.structured_content["data"]) == 5


@each
async def test_the_typed_doors_give_the_same_tools(framework, connect):
    door = importlib.import_module(f"toolspan_adapters.{framework}")
    connector = connect()
    assert [tool.name for tool in door.tools(connector, shape="single", prefix="a_")] == ["a_execute"]
    assert [type(tool) for tool in door.tools(connector)] == [
        type(tool) for tool in connector.tools(framework)
    ]


@each
async def test_a_prefix_keeps_two_connectors_apart(framework, connect):
    async with connect() as one, connect() as two:
        tools = [*one.tools(framework, prefix="us_"), *two.tools(framework, prefix="de_")]
        script = [
            call("us_execute", LIST),
            call("de_inspect_connector", {}),
            call("us_execute", {"entity": "orders"}),
        ]
        results = (await DRIVERS[framework].run(tools, script)).results
    assert len(parsed(results[0])["data"]) == 5
    assert parsed(results[1])["connector"] == "Amazon-Seller-Partner"
    assert error_in(results[2])["message"].startswith("us_execute: ")


@each
async def test_an_agent_can_learn_through_every_tool(framework, connector):
    script = [
        call("inspect_connector", {"query": "which orders shipped late"}),
        call("read_skill_docs", {}),
        call("read_skill_docs", {"section": "orders#list"}),
        call("execute", {"entity": "docs", "action": "search", "params": {"query": "refunds"}}),
        call("execute", {"entity": "docs", "action": "read", "params": {"section": "transactions"}}),
        call("read_skill_docs", {"section": "ordrs"}),
    ]
    found, outline, section, hits, guide, wrong = (
        await DRIVERS[framework].run(connector.tools(framework), script)
    ).results
    assert "orders" in [row["entity"] for row in parsed(found)["found"]]
    assert "orders" in [row["section"] for row in parsed(outline)["data"]]
    assert "created_after" in parsed(section)["data"][0]["text"]
    assert parsed(hits)["data"]
    assert parsed(guide)["data"][0]["text"].startswith("# transactions")
    assert 'Did you mean "orders"?' in error_in(wrong)["message"]
