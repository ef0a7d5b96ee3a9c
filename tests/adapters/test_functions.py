"""A user's own decorated functions: what they may raise, take, return and look like, in every framework."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import Any

import pytest
from pydantic import BaseModel

from toolspan import InvalidInput, UpstreamError, tool_utils, translate_exceptions
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
from toolspan.testing.bench import LIST, error_in, parsed
from toolspan.testing.script import call

from .drivers import DRIVERS, FRAMEWORKS
from .scripts import ASKED, play

each = pytest.mark.parametrize("framework", FRAMEWORKS)


@pytest.mark.parametrize("name", ["ModelRetry", "ToolFailed", "ApprovalRequired", "CallDeferred"])
async def test_control_flow_of_pydantic_ai_passes_through(name):
    import pydantic_ai

    kind = getattr(pydantic_ai, name)

    @Connector.tool_utils
    async def fn(entity: str, action: str, params: dict | None = None):
        raise kind("wait") if name in ("ModelRetry", "ToolFailed") else kind()

    with pytest.raises(kind):
        await fn("orders", "list")


async def test_a_model_retry_of_the_user_reaches_the_model():
    from pydantic_ai import ModelRetry

    @Connector.tool_utils
    async def fn(entity: str, action: str, params: dict | None = None):
        if params is None:
            raise ModelRetry("say which")
        return {"ok": True}

    again = call("fn", {"entity": "orders", "action": "list", "params": {"a": 1}})
    first, second = await play("pydantic_ai", fn, ASKED, again)
    assert parsed(first) == {"error": "say which"}
    assert parsed(second) == {"ok": True}


async def test_an_interrupt_of_langgraph_stops_and_resumes_the_run():
    from langchain.agents import create_agent
    from langchain_core.tools import tool
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.types import Command, interrupt

    from .drivers import scripted_chat_model

    @tool
    @Connector.tool_utils
    async def fn(entity: str, action: str, params: dict | None = None):
        """Ask first."""
        return {"answer": interrupt("may I?")}

    agent = create_agent(scripted_chat_model([ASKED]), tools=[fn], checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}}
    paused = await agent.ainvoke({"messages": [("user", "go")]}, thread)
    assert paused["__interrupt__"][0].value == "may I?"
    final = await agent.ainvoke(Command(resume="yes"), thread)
    assert parsed(next(m.content for m in final["messages"] if m.type == "tool")) == {"answer": "yes"}


@each
async def test_a_validation_error_of_the_body_is_not_told_as_ours(framework):
    class Order(BaseModel):
        total: int

    @Connector.tool_utils
    async def fn(entity: str, action: str, params: dict | None = None):
        Order.model_validate({"total": "many"})

    with pytest.raises(ValueError, match="total"):
        await fn("orders", "list")
    (result,) = await play(framework, fn)
    assert "invalid_input" not in result


@each
async def test_an_error_of_ours_that_the_user_raises_is_told(framework):
    @Connector.tool_utils
    async def fn(entity: str, action: str, params: dict | None = None):
        raise InvalidInput("Only orders of this year.", hint="Ask for less.")

    (result,) = await play(framework, fn)
    assert error_in(result) == {
        "code": "invalid_input",
        "message": "Only orders of this year.",
        "retryable": False,
        "hint": "Ask for less.",
    }


@each
@pytest.mark.parametrize("blocking", [False, True], ids=["async", "sync"])
async def test_a_failure_is_told_without_a_framework_named(framework, blocking):
    async def fn(entity: str, action: str, params: dict | None = None):
        raise UpstreamError("down")

    def fn_sync(entity: str, action: str, params: dict | None = None):
        raise UpstreamError("down")

    fn_sync.__name__ = "fn"
    (result,) = await play(framework, Connector.tool_utils(fn_sync if blocking else fn))
    assert error_in(result)["code"] == "upstream"


@each
@pytest.mark.parametrize(
    ("annotation", "value", "seen"),
    [
        (dict, {"a": 1}, {"a": 1}),
        (dict[str, Any], {"data": [1]}, {"data": [1]}),
        (list, [{"a": 1}], {"data": [{"a": 1}]}),
        (list[dict], [], {"data": []}),
        (str, '{"a": 1}', {"a": 1}),
        (inspect.Parameter.empty, None, {"data": []}),
        (None, None, {"data": []}),
        (int, 7, {"data": [7]}),
        (
            BaseModel,
            {"nan": float("nan"), 1: b"\xff", "half": "\ud83d"},
            {"nan": None, "1": "_w==", "half": "?"},
        ),
    ],
    ids=["dict", "typed dict", "list", "empty list", "text", "nothing", "none", "number", "oddities"],
)
async def test_whatever_a_body_returns_the_model_sees_an_object(framework, annotation, value, seen):
    async def fn(entity: str, action: str, params: dict | None = None):
        """Give it back."""
        return value

    if annotation is not inspect.Parameter.empty:
        fn.__annotations__["return"] = annotation
    (result,) = await play(framework, Connector.tool_utils(fn))
    got = parsed(result)
    if "half" in got:
        got["1"] = "_w=="  # base64 of either alphabet
    assert got == seen


@each
async def test_a_docstring_is_kept_and_followed_by_the_operations(framework):
    @Connector.tool_utils
    async def fn(entity: str, action: str, params: dict | None = None):
        """Ask the shop.

        Politely.
        """

    driver = DRIVERS[framework]
    definition = (await driver.run([driver.decorate(fn)], [])).definitions or [{"description": fn.__doc__}]
    assert definition[0]["description"].startswith(
        "Ask the shop.\n\nPolitely.\n\nOperations of Amazon-Seller-Partner"
    )


def test_the_docstring_can_be_left_alone():
    @Connector.tool_utils(update_docstring=False)
    async def fn(entity: str, action: str, params: dict | None = None):
        """Mine."""

    assert fn.__doc__ == "Mine."


async def test_one_function_serves_all_four_at_once(connector):
    @Connector.tool_utils
    async def fn(entity: str, action: str, params: dict | None = None):
        return await connector.execute(entity, action, params)

    tools = {name: driver.decorate(fn) for name, driver in DRIVERS.items()}
    wrong = call("fn", {"entity": "order", "action": "list"})
    runs = [DRIVERS[name].run([tool], [wrong, call("fn", LIST)]) for name, tool in tools.items()]
    for transcript in await asyncio.gather(*runs):
        assert error_in(transcript.results[0])["code"] == "not_found"
        assert len(parsed(transcript.results[1])["data"]) == 5


async def test_a_call_from_a_plain_script_gives_data():
    @Connector.tool_utils
    async def fn(entity: str, action: str, params: dict | None = None):
        raise InvalidInput("No.")

    told = await fn("orders", "list")
    assert told == {"error": {"code": "invalid_input", "message": "No.", "retryable": False}}
    assert parsed(str(told)) == told


@pytest.mark.parametrize("framework", ["pydantic_ai", "fastmcp"])
async def test_a_named_framework_gets_its_signal_even_from_a_script(framework):
    @translate_exceptions(framework=framework)
    async def fn():
        raise InvalidInput("No.")

    kind = {"pydantic_ai": "ToolFailed", "fastmcp": "ToolError"}[framework]
    with pytest.raises(Exception, match="invalid_input") as caught:
        await fn()
    assert type(caught.value).__name__ == kind


def test_wrong_order_of_decorators_is_refused_with_the_right_one():
    from agents import function_tool
    from langchain_core.tools import tool

    def fn(entity: str, action: str):
        """Doc."""

    for wrapped in (tool(fn), function_tool(fn), object(), print):
        with pytest.raises(TypeError, match="under the framework's decorator"):
            Connector.tool_utils(wrapped)


def test_double_decoration_and_generators_are_refused():
    async def fn(entity: str, action: str): ...

    async def stream(entity: str, action: str):
        yield 1

    def rows(entity: str, action: str):
        yield 1

    for again in (Connector.tool_utils, tool_utils, translate_exceptions):
        with pytest.raises(TypeError, match="decorated already"):
            again(Connector.tool_utils(fn))
    for generator in (stream, rows):
        with pytest.raises(TypeError, match="generator"):
            Connector.tool_utils(generator)


async def test_methods_can_be_decorated(connector):
    class Shop:
        @Connector.tool_utils
        async def execute(self, entity: str, action: str, params: dict | None = None):
            return await connector.execute(entity, action, params)

    result = (await play("pydantic_ai", Shop().execute, call("execute", LIST)))[0]
    assert len(parsed(result)["data"]) == 5


@pytest.mark.parametrize("params", [[1], "not json"])
async def test_params_of_the_wrong_kind_come_back_as_advice_where_the_framework_would_hide_the_fault(
    connector, params
):
    agents = pytest.importorskip("agents")
    from agents.tool_context import ToolContext

    @agents.function_tool(strict_mode=False)
    @Connector.tool_utils
    async def execute(entity: str, action: str, params: dict | None = None):
        """Execute."""
        return await connector.execute(entity, action, params or {})

    arguments = json.dumps({"entity": "orders", "action": "list", "params": params})
    context = ToolContext(context=None, tool_name="execute", tool_call_id="1", tool_arguments=arguments)
    error = json.loads(await execute.on_invoke_tool(context, arguments))["error"]
    assert error["code"] == "invalid_input"
    assert "params" in error["message"]
