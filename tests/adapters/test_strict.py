"""Strict mode: schemas that its checks accept unchanged, and calls as its models write them."""

from __future__ import annotations

import json

import pytest

from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import call

from .drivers import DRIVERS

SHAPES = ("typed", "progressive", "single")
STRICT = [
    (name, model) for name in ("openai_agents", "pydantic_ai") for model in ("own", "chat", "responses")
]
NULLS = {"created_after": "-30d", "max_results_per_page": 3}


def all_of(definitions, name):
    fields = next(d for d in definitions if d["name"] == name)["parameters"]["properties"]
    return dict.fromkeys(fields)


@pytest.mark.parametrize(("framework", "model"), STRICT)
async def test_typed_calls_with_a_null_for_all_that_is_left_out(framework, model, connector):
    tools = connector.tools(framework, shape="typed", include=["orders.*"], strict=True)
    driver = DRIVERS[framework]
    definitions = (
        await driver.run(tools, [call("orders_get", {"order_id": "x", "included_data": None})])
    ).definitions
    arguments = all_of(definitions, "orders_list") | NULLS
    transcript = await driver.run(tools, [call("orders_list", arguments)], model)
    assert len(parsed(transcript.results[0])["data"]) == 3
    for definition in transcript.definitions:
        assert definition["strict"] is True
        assert definition["parameters"]["required"] == list(definition["parameters"]["properties"])
        assert definition["parameters"]["additionalProperties"] is False


@pytest.mark.parametrize(("framework", "model"), STRICT)
async def test_execute_takes_its_free_params_as_text(framework, model, connector):
    tools = connector.tools(framework, strict=True)
    script = [
        call("execute", {"entity": "orders", "action": "list", "params": json.dumps(NULLS), "select_fields": ["orderId"]}),
        call("execute", {"entity": "marketplaces", "action": "list", "params": None, "select_fields": None}),
        call("execute", {"entity": "orders", "action": "list", "params": "{", "select_fields": None}),
        call("inspect_connector", {"query": None}),
        call("read_skill_docs", {"section": None}),
    ]  # fmt: skip
    transcript = await DRIVERS[framework].run(tools, script, model)
    orders, places, broken, about, outline = transcript.results
    assert [set(order) for order in parsed(orders)["data"]] == [{"orderId"}] * 3
    assert parsed(places)["data"]
    assert error_in(broken)["code"] == "invalid_input"
    assert parsed(about)["connector"]
    assert parsed(outline)["data"]
    assert all(definition["strict"] is True for definition in transcript.definitions)


@pytest.mark.parametrize("shape", SHAPES)
async def test_openai_s_own_check_changes_nothing(shape, connect):
    from agents.strict_schema import ensure_strict_json_schema

    for tool in connect().tools("openai_agents", shape=shape, strict=True):
        assert (
            ensure_strict_json_schema(json.loads(json.dumps(tool.params_json_schema)))
            == tool.params_json_schema
        )


@pytest.mark.parametrize("shape", SHAPES)
async def test_pydantic_ai_finds_every_tool_fit_for_strict_mode_as_it_is(shape, connect):
    from pydantic_ai.profiles.openai import OpenAIJsonSchemaTransformer

    for tool in connect().tools("pydantic_ai", shape=shape, strict=True):
        transformer = OpenAIJsonSchemaTransformer(
            json.loads(json.dumps(tool.function_schema.json_schema)), strict=None
        )
        assert transformer.walk() == tool.function_schema.json_schema
        assert transformer.is_strict_compatible


@pytest.mark.parametrize("shape", SHAPES)
async def test_langchain_loses_nothing_when_tools_are_bound_strictly(shape, connect):
    from langchain_core.utils.function_calling import convert_to_openai_tool

    for tool in connect().tools("langchain", shape=shape, strict=True):
        if tool.name == "awd_inbound_check_eligibility":
            continue  # its body contains itself: LangChain writes it out, one level deep
        bound = convert_to_openai_tool(tool, strict=True)["function"]
        assert bound["parameters"] == tool.args_schema


async def test_without_strict_the_sdk_refuses_the_open_params(connect):
    from agents.exceptions import UserError
    from agents.strict_schema import ensure_strict_json_schema

    execute = connect().tools("openai_agents", shape="single")[0]
    with pytest.raises(UserError):
        ensure_strict_json_schema(json.loads(json.dumps(execute.params_json_schema)))
