"""Definitions as models and gateways accept them: names, sizes of descriptions, and a type for every value."""

from __future__ import annotations

import json
from functools import cache

import pytest

from toolspan import ConfigurationError, Policy, build_connector_tools
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.tools.build import specs_of
from toolspan.tools.describe import brief, definition_size
from toolspan.tools.inspection import inspect_connector
from toolspan.tools.json_schema import typed
from toolspan.tools.strict_schema import loosened, strictened

FRAMEWORKS = ["pydantic_ai", "langchain", "openai_agents", "fastmcp"]
LONGEST = 1_024
POLICIES = {
    "reads": None,
    "one write": Policy(writes=["feeds.submit"]),
    "all": Policy(writes=["*"]),
    "few": Policy(reads=["orders.*"]),
}


@cache
def specs(shape, policy, strict):
    connector = AmazonSellerPartnerConnector(region="US", policy=POLICIES[policy])
    return specs_of(connector, shape=shape, strict=strict)


def parts_of(schema, path=""):
    """Every schema inside a schema, with where it stands."""
    yield path, schema
    for key in ("properties", "$defs"):
        for name, part in schema.get(key, {}).items():
            yield from parts_of(part, f"{path}.{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from parts_of(schema[key], f"{path}.{key}")
    for key in ("anyOf", "oneOf", "allOf"):
        for number, part in enumerate(schema.get(key, ())):
            yield from parts_of(part, f"{path}.{key}{number}")


each_way = pytest.mark.parametrize("strict", [False, True])
each_shape = pytest.mark.parametrize("shape", ["progressive", "single", "typed"])
each_policy = pytest.mark.parametrize("policy", POLICIES)


@each_shape
@each_policy
@each_way
def test_no_description_is_longer_than_gateways_take(shape, policy, strict):
    for spec in specs(shape, policy, strict):
        assert len(spec.description) <= LONGEST
        for path, part in parts_of(spec.parameters):
            assert len(part.get("description", "")) <= LONGEST, (spec.name, path)


@each_shape
@each_policy
@each_way
def test_every_part_of_every_schema_says_what_it_is(shape, policy, strict):
    for spec in specs(shape, policy, strict):
        for path, part in parts_of(spec.parameters):
            assert {"type", "anyOf", "$ref"} & set(part), (spec.name, path)
            assert part.get("type") != "array" or "items" in part, (spec.name, path)


@pytest.mark.parametrize("policy", ["reads", "one write", "few", "all"])
@pytest.mark.parametrize("shape", ["progressive", "single"])
def test_what_the_description_has_no_room_for_is_told_elsewhere(shape, policy):
    made = specs(shape, policy, False)
    assert sum(map(definition_size, made)) <= 3_000
    for spec in made:
        if spec.name.startswith("execute"):
            assert "order_items: list," not in f"{spec.description},"  # without what it requires
            told = f"{spec.description}{spec.parameters['properties']['entity']}"
            reads = "Orders and buyers, " if policy == "all" else "orders: "
            writes = {"one write": "feeds: ", "all": "hanges at Amazon"}.get(policy, "listings_items: ")
            wanted = reads if spec.name == "execute" else writes
            assert wanted in told


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("docstring", ["", "Do it.", "Do it. " * 60])
def test_a_decorated_function_is_described_within_the_limit(framework, docstring):
    async def seller(entity: str, action: str, params: dict) -> dict:
        return {}

    seller.__doc__ = docstring
    made = AmazonSellerPartnerConnector.tool_utils(framework=framework)(seller)
    assert len(made.__doc__) <= LONGEST
    assert ("orders: get(order_id" if len(docstring) < 100 else "operations of Amazon") in made.__doc__


def test_operations_that_do_not_fit_are_told_by_area_rather_than_left_out():
    connector = AmazonSellerPartnerConnector(region="US", account_type="both")
    execute = specs_of(connector)[2]
    assert "listings_items: get(sku, ..), list(..)" in execute.description
    areas = execute.parameters["properties"]["entity"]["description"].partition(": ")[2].split(", ")
    assert "Own stores and services" in areas
    for area in areas:
        assert inspect_connector(connector, area)["area"] == area


@pytest.mark.parametrize(
    "prefix", ["my shop/", "1st_", "-a", "a" * 60, "shop.", "caf\u00e9_", "a\n", " ", 5, "x" * 46]
)
@pytest.mark.parametrize("shape", ["progressive", "single", "typed"])
def test_a_name_that_models_refuse_is_no_name(prefix, shape):
    connector = AmazonSellerPartnerConnector(region="US")
    makers = [
        lambda: connector.tools("pydantic_ai", shape=shape, prefix=prefix),
        lambda: connector.toolset("langchain", shape=shape, prefix=prefix),
        lambda: connector.mcp_server(shape=shape, prefix=prefix),
        lambda: build_connector_tools(connector, shape=shape, prefix=prefix),
    ]
    if prefix == "x" * 46 and shape != "typed":
        assert connector.tools("pydantic_ai", shape=shape, prefix=prefix)
        return
    for make in makers:
        with pytest.raises(ConfigurationError, match="name of a tool"):
            make()


@pytest.mark.parametrize("prefix", ["", "de_", "_x", "Shop-2_"])
def test_a_good_prefix_stands_before_every_name(prefix):
    connector = AmazonSellerPartnerConnector(region="US")
    assert all(spec.name.startswith(prefix) for spec in specs_of(connector, prefix=prefix, shape="typed"))


FREE = {
    "type": "object",
    "properties": {
        "any": {},
        "bag": {"additionalProperties": {}},
        "one": {"enum": ["a", "b"]},
        "either": {"enum": ["a", 1]},
        "many": {"type": "array"},
        "listed": {"items": {"type": "string"}},
    },
}


def test_a_free_schema_is_typed_without_becoming_narrower():
    schema = typed(FREE)
    for path, part in parts_of(schema):
        assert {"type", "anyOf"} & set(part), path
    assert schema["properties"]["one"] == {"enum": ["a", "b"], "type": "string"}
    assert schema["properties"]["bag"] == {"type": "object", "additionalProperties": True}
    assert {part["type"] for part in schema["properties"]["any"]["anyOf"]} == {
        "string",
        "number",
        "boolean",
        "object",
        "array",
    }


@pytest.mark.parametrize("value", ["text", 5, True, {"a": 1}, [{"a": 1}]])
def test_any_value_comes_back_from_the_strict_form(value):
    schema = typed(FREE)
    strictened(schema)
    sent = json.dumps(value) if isinstance(value, dict) else value
    assert loosened({"any": sent}, schema)["any"] == value


def test_a_text_is_cut_between_words():
    assert brief("one two three", 13) == "one two three"
    assert brief("one two three four", 13) == "one two ..."
    assert len(brief("x" * 50, 20)) <= 20
