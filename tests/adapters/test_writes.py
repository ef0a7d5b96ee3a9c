"""Writes: their own tool, true hints, each framework's own approval, and never through a function that cannot ask."""

from __future__ import annotations

import pytest

from toolspan import NeedsApproval, Policy, build_connector_tools
from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import call

from .drivers import DRIVERS, FRAMEWORKS
from .shop import Shop

each = pytest.mark.parametrize("framework", FRAMEWORKS)
PATCH = {"entity": "things", "action": "patch", "params": {"thing_id": "1"}}
LIST = {"entity": "things", "action": "list"}


@pytest.fixture
def shop():
    return Shop(policy=Policy(writes=["things.*"]))


@each
def test_writes_are_a_tool_of_their_own_with_true_hints(framework, shop):
    driver = DRIVERS[framework]
    tools = {tool.name: tool for tool in shop.tools(framework)}
    assert list(tools) == ["inspect_connector", "read_skill_docs", "execute", "execute_write"]
    for name, tool in tools.items():
        writes = name == "execute_write"
        assert driver.approval(tool) is writes
        assert driver.reads_only(tool) in (not writes, None)


@each
def test_without_a_policy_there_is_no_tool_that_writes(framework):
    assert [tool.name for tool in Shop().tools(framework, shape="single")] == ["execute"]


async def test_fastmcp_hints_tell_what_is_destructive_and_what_may_be_repeated(shop):
    hints = {tool.name: tool.annotations for tool in shop.tools("fastmcp")}
    assert hints["execute"].destructive_hint is False
    assert hints["execute"].idempotent_hint is True
    assert hints["execute_write"].destructive_hint is True
    assert hints["execute_write"].idempotent_hint is False
    patch_only = Shop(policy=Policy(writes=["things.patch"])).tools("fastmcp")[-1]
    assert patch_only.annotations.destructive_hint is False


@each
async def test_each_tool_names_only_its_own_operations(framework, shop):
    definitions = (await DRIVERS[framework].run(shop.tools(framework), [call("execute", LIST)])).definitions
    actions = {
        d["name"]: d["parameters"]["properties"].get("action", {}).get("enum", []) for d in definitions
    }
    assert "patch" not in actions["execute"]
    assert "list" not in actions["execute_write"]
    assert "patch" in actions["execute_write"]


@each
async def test_the_reading_tool_refuses_a_write_and_names_the_other(framework, shop):
    tools = shop.tools(framework, prefix="shop_")
    (result,) = (await DRIVERS[framework].run(tools, [call("shop_execute", PATCH)])).results
    error = error_in(result)
    assert error["code"] == "invalid_input"
    assert error["hint"] == "Use shop_execute_write."
    assert shop.done == []


async def test_the_class_describes_reads_and_an_instance_its_policy(shop):
    async def fn(entity: str, action: str, params: dict | None = None):
        """Doc."""

    assert "patch" not in Shop.tool_utils(fn).__doc__
    assert "patch" not in shop.tool_utils(fn).__doc__
    assert "patch(thing_id)" in shop.tool_utils(writes=True)(fn).__doc__
    assert "patch(thing_id)" not in Shop(policy=Policy()).tool_utils(writes=True)(fn).__doc__
    assert "list" not in Shop(policy=Policy(reads=[])).tool_utils(fn).__doc__.partition("docs:")[0]


@each
async def test_a_decorated_function_cannot_write_unless_it_says_so(framework, shop):
    async def fn(entity: str, action: str, params: dict | None = None):
        return await shop.execute(entity, action, params)

    driver = DRIVERS[framework]
    for decorate in (Shop.tool_utils, shop.tool_utils, shop.agent_tool):
        (result,) = (await driver.run([driver.decorate(decorate(fn))], [call("fn", PATCH)])).results
        error = error_in(result)
        assert error["code"] == NeedsApproval.code
        assert "connector.tools()" in error["hint"]
    assert shop.done == []
    (result,) = (
        await driver.run([driver.decorate(shop.tool_utils(writes=True)(fn))], [call("fn", PATCH)])
    ).results
    assert parsed(result)["data"] == [{"did": "things.patch"}]


async def test_plain_functions_keep_the_split_and_cannot_ask(shop):
    refused = await build_connector_tools(shop).execute_write(**PATCH)
    assert refused["error"]["code"] == NeedsApproval.code
    assert shop.done == []
    shop = Shop(policy=Policy(writes=["things.*"], approve=False))
    tools = build_connector_tools(shop)
    await tools.execute_write(**PATCH)
    assert shop.done == ["things.patch"]
    assert "error" in await tools.execute(**PATCH)


async def test_outside_a_tool_the_policy_alone_decides(shop):
    await shop.execute(**PATCH)
    assert shop.done == ["things.patch"]
