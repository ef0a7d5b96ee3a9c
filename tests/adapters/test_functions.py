"""A user's own decorated functions: what they may raise, take, return and look like, in every framework."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass
from typing import Any

import pytest
from agents import RunContextWrapper
from fastmcp import Context
from langchain.tools import ToolRuntime
from pydantic import BaseModel
from pydantic_ai import RunContext

from toolspan import InvalidInput, UpstreamError, build_connector_tools, tool_utils, translate_exceptions
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector

from .checks import LIST, error_in, parsed, until_asked
from .drivers import DRIVERS, FRAMEWORKS, call
from .scripted import Call

each = pytest.mark.parametrize("framework", FRAMEWORKS)
ASKED = call("fn", {"entity": "orders", "action": "list"})


async def play(framework: str, fn: Any, *script: Any) -> list[str]:
    """Return what the model sees of calls of one decorated function."""
    return (await DRIVERS[framework].run([DRIVERS[framework].decorate(fn)], list(script or (ASKED,)))).results


@dataclass
class Deps:
    connector: Connector


async def with_run_context(ctx: RunContext[Deps], entity: str, action: str, params: dict | None = None):
    """Use the dependencies."""
    return await ctx.deps.connector.execute(entity, action, params)


async def with_wrapper(ctx: RunContextWrapper[Deps], entity: str, action: str, params: dict | None = None):
    """Use the context."""
    return await ctx.context.connector.execute(entity, action, params)


async def with_runtime(entity: str, action: str, runtime: ToolRuntime, params: dict | None = None):
    """Use the runtime."""
    assert runtime.tool_call_id
    return {"data": [{"entity": entity}]}


async def with_mcp_context(entity: str, action: str, ctx: Context, params: dict | None = None):
    """Use the context."""
    assert ctx.request_id
    return {"data": [{"entity": entity}]}


async def test_a_run_context_is_passed_on(connector):
    from pydantic_ai import Agent, Tool
    from pydantic_ai.models.test import TestModel

    tool = Tool(Connector.tool_utils(with_run_context))
    assert tool.takes_ctx
    model = TestModel(call_tools=[])
    await Agent(model, tools=[tool], deps_type=Deps).run("go", deps=Deps(connector))
    assert (
        "ctx"
        not in model.last_model_request_parameters.function_tools[0].parameters_json_schema["properties"]
    )


async def test_a_run_context_wrapper_is_passed_on(connector):
    from agents import Agent, RunConfig, Runner, function_tool
    from agents.testing import ScriptedModel, assistant_message, function_call

    fn = function_tool(strict_mode=False)(Connector.tool_utils(with_wrapper))
    model = ScriptedModel([[function_call("with_wrapper", LIST, call_id="c")], [assistant_message("done")]])
    agent = Agent("a", tools=[fn], model=model)
    run = await Runner.run(agent, "go", context=Deps(connector), run_config=RunConfig(tracing_disabled=True))
    assert "ctx" not in fn.params_json_schema["properties"]
    assert len(parsed(run.new_items[1].output)["data"]) == 5


async def test_a_tool_runtime_is_passed_on():
    (result,) = await play("langchain", Connector.tool_utils(with_runtime), call("with_runtime", LIST))
    assert parsed(result) == {"data": [{"entity": "orders"}]}


async def test_an_mcp_context_is_passed_on():
    (result,) = await play("fastmcp", Connector.tool_utils(with_mcp_context), call("with_mcp_context", LIST))
    assert parsed(result) == {"data": [{"entity": "orders"}]}


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
        (Deps, {"nan": float("nan"), 1: b"\xff", "half": "\ud83d"}, {"nan": None, "1": "_w==", "half": "?"}),
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


def test_signature_and_annotations_are_resolved():
    fn = Connector.tool_utils(with_run_context)
    hints = {name: p.annotation for name, p in inspect.signature(fn).parameters.items()}
    assert not any(isinstance(hint, str) for hint in [*hints.values(), *fn.__annotations__.values()])
    assert inspect.iscoroutinefunction(fn)
    assert fn.__name__ == "with_run_context"


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


async def test_langchain_tools_can_be_invoked_without_await(emulator, connect):
    connector = connect()
    tool = connector.tools("langchain", shape="single")[0]

    def ask() -> tuple[Any, Any]:
        message = tool.invoke({"type": "tool_call", "id": "1", "name": "execute", "args": LIST})
        wrong = tool.invoke(
            {"type": "tool_call", "id": "2", "name": "execute", "args": {**LIST, "entity": "order"}}
        )
        connector.sync.close()
        return message, wrong

    message, wrong = await asyncio.to_thread(ask)
    assert len(parsed(message.content)["data"]) == 5
    assert wrong.status == "error"
    assert error_in(wrong.content)["code"] == "not_found"


async def test_ready_made_plain_functions_work_by_hand(connector):
    tools = build_connector_tools(connector)
    assert [tool.__name__ for tool in tools.as_list()] == ["inspect_connector", "read_skill_docs", "execute"]
    assert tools.execute_write is None
    result = await tools.execute(entity="orders", action="list", params=LIST["params"])
    assert len(result["data"]) == 5
    assert "orders" in str(await tools.read_skill_docs(section="orders"))


@each
async def test_a_cancelled_call_leaves_nothing_behind(framework, connector, emulator):
    driver = DRIVERS[framework]
    emulator.faults.add("delay", path="/orders", seconds=20, real=True)
    tools = connector.tools(framework)
    parallel = [[Call("execute", LIST), Call("execute", LIST)]]
    run = asyncio.create_task(driver.run(tools, parallel))
    await until_asked(emulator)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    transcript = await driver.run(tools, parallel)
    assert [len(parsed(text)["data"]) for text in transcript.results] == [5, 5]


@each
async def test_a_bug_in_a_native_tool_does_not_end_the_run_and_is_logged(framework, connect, caplog):
    connector = connect(transport=None)
    secret = connector._executor.auth().refresh_token.get_secret_value()

    async def broken(*_: Any, **__: Any) -> Any:
        raise KeyError(f"oops {secret}")

    connector.execute = broken
    transcript = await DRIVERS[framework].run(connector.tools(framework), [call("execute", LIST)])
    error = error_in(transcript.results[0])
    assert error["code"] == "upstream"
    assert error["retryable"] is False
    assert "KeyError" in error["message"]
    assert "oops" not in error["message"]
    assert "oops [redacted]" in caplog.text
    assert secret not in caplog.text
