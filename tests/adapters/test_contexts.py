"""The context parameters of each framework still arrive under `tool_utils`."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import pytest
from agents import RunContextWrapper
from fastmcp import Context
from langchain.tools import ToolRuntime
from pydantic_ai import RunContext

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
from toolspan.testing.bench import LIST, parsed
from toolspan.testing.script import call

from .drivers import FRAMEWORKS
from .scripts import play

each = pytest.mark.parametrize("framework", FRAMEWORKS)


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


def test_signature_and_annotations_are_resolved():
    fn = Connector.tool_utils(with_run_context)
    hints = {name: p.annotation for name, p in inspect.signature(fn).parameters.items()}
    assert not any(isinstance(hint, str) for hint in [*hints.values(), *fn.__annotations__.values()])
    assert inspect.iscoroutinefunction(fn)
    assert fn.__name__ == "with_run_context"
