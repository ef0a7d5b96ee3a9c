"""Typed tools: one per operation, through each framework's own runner."""

from __future__ import annotations

import json

import pytest

from toolspan import ConfigurationError, Policy, build_connector_tools
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.operations.index import OperationIndex
from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import call
from toolspan.tools.build import specs_of

from .drivers import DRIVERS, FRAMEWORKS
from .shop import Shop, record

each = pytest.mark.parametrize("framework", FRAMEWORKS)
CHOICE = ["orders.*", "reports.run"]
NAMES = [
    "orders_get",
    "orders_list",
    "orders_regulated_info",
    "reports_run",
    "docs_read",
    "results_read_more",
]
MONTH = {"created_after": "-30d"}
FEW = {**MONTH, "max_results_per_page": 3, "fulfilled_by": ["MERCHANT", "AMAZON"]}


def typed(connector, framework, **options):
    return connector.tools(framework, shape="typed", **{"include": CHOICE, **options})


async def play(framework, tools, *calls, model="own"):
    return await DRIVERS[framework].run(tools, [call(name, arguments) for name, arguments in calls], model)


@each
async def test_a_tool_per_operation_gives_the_records_of_its_operation(framework, connector):
    page = await connector.orders.list(**FEW)
    transcript = await play(framework, typed(connector, framework), ("orders_list", FEW))
    assert parsed(transcript.results[0])["data"] == page.data
    assert [definition["name"] for definition in transcript.definitions][:6] == NAMES


MODELS = [(name, model) for name in FRAMEWORKS for model in DRIVERS[name].models]


@pytest.mark.parametrize(("framework", "model"), MODELS)
async def test_types_choices_ranges_and_descriptions_reach_the_model(framework, model, connector):
    tools = typed(connector, framework)
    transcript = await play(framework, tools, ("orders_list", FEW), model=model)
    definition = next(d for d in transcript.definitions if d["name"] == "orders_list")
    fields = definition["parameters"]["properties"]
    assert fields["max_results_per_page"] == {"type": "integer", "minimum": 1, "maximum": 100}
    assert fields["fulfilled_by"]["items"]["enum"] == ["MERCHANT", "AMAZON"]
    assert fields["created_after"]["format"] == "date-time"
    assert "-30d" in fields["created_after"]["description"]
    assert fields["select_fields"]["type"] == "array"
    assert "Give exactly one of created_after, last_updated_after." in definition["description"]
    assert definition.get("strict") in (None, False)
    get = next(d for d in transcript.definitions if d["name"] == "orders_get")
    assert get["parameters"]["required"] == ["order_id"]


@each
async def test_pages_fields_and_the_rest_of_a_long_result_are_within_reach(framework, connector):
    tools = typed(connector, framework, max_output_chars=6_000)
    fields = {"select_fields": ["orderId"]}
    first, cut = (await play(framework, tools, ("orders_list", FEW | fields), ("orders_list", MONTH))).results
    following, read_on = parsed(first)["meta"]["next_params"], parsed(cut)["meta"]["read_on"]
    second, rest, guide = (
        await play(
            framework,
            tools,
            ("orders_list", following | fields),
            (read_on["tool"], read_on["arguments"]),
            ("docs_read", {"section": "orders#list"}),
        )
    ).results
    pages = [parsed(text)["data"] for text in (first, second)]
    assert [len(page) for page in pages] == [3, 3]
    assert all(set(order) == {"orderId"} for page in pages for order in page)
    assert len({order["orderId"] for page in pages for order in page}) == 6
    assert parsed(rest)["data"]
    assert "orders#list" in parsed(guide)["data"][0]["text"]


@each
async def test_wrong_parameters_are_named_and_the_run_goes_on(framework, connector, emulator):
    tools = typed(connector, framework)
    wrong = {"created_afer": "-30d", "max_results_per_page": 500}
    await connector.orders.list(**FEW)
    before = len(emulator.requests)
    transcript = await play(
        framework, tools, ("orders_list", wrong), ("orders_get", {}), ("orders_list", FEW)
    )
    first, second = (error_in(text) for text in transcript.results[:2])
    assert first["code"] == second["code"] == "invalid_input"
    assert 'Did you mean "created_after"?' in first["message"]
    assert "less than or equal to 100" in first["message"]
    assert "order_id is required" in second["message"]
    assert len(parsed(transcript.results[2])["data"]) == 3
    assert len(emulator.requests) == before + 1


@each
async def test_plain_functions_are_typed_under_each_framework_s_own_decorator(framework, connector):
    built = build_connector_tools(connector, shape="typed", include=CHOICE)
    tools = [DRIVERS[framework].decorate(tool) for tool in built.as_list()]
    arguments = FEW | {"fulfilled_by": json.dumps(FEW["fulfilled_by"])}  # as some clients write lists
    transcript = await play(
        framework, tools, ("orders_list", arguments), ("reports_run", {"report_type": "GET_X"})
    )
    assert len(parsed(transcript.results[0])["data"]) == 3
    assert error_in(transcript.results[1])["code"] == "invalid_input"
    definition = next(d for d in transcript.definitions if d["name"] == "orders_list")
    assert "maximum" in json.dumps(definition["parameters"]["properties"]["max_results_per_page"])


async def test_every_way_to_tools_takes_the_shape(connect):
    connector, options = connect(), {"shape": "typed", "include": CHOICE, "prefix": "shop_"}
    names = [f"shop_{name}" for name in NAMES]
    assert [tool.name for tool in connector.toolset("langchain", **options).get_tools()] == names
    assert list(connector.toolset("pydantic_ai", **options).tools) == names
    assert [tool.name for tool in connector.toolset("openai_agents", **options)] == names
    built = build_connector_tools(connector, framework="langchain", **options)
    assert built.orders_list.name == "shop_orders_list"


async def test_the_mcp_server_offers_typed_tools_with_true_hints(connector):
    from fastmcp import Client

    server = connector.mcp_server(shape="typed", exclude=["docs.*", "*_v0.*"])
    async with Client(server) as client:
        tools = {tool.name: tool for tool in await client.list_tools()}
        result = await client.call_tool("orders_list", FEW)
    assert len(result.structured_content["data"]) == 3
    assert tools["orders_list"].annotations.read_only_hint is True
    assert tools["reports_create"].annotations.idempotent_hint is False
    assert "results_read_more" in tools
    assert not {"docs_read", "orders_v0_list"} & set(tools)


@each
def test_the_policy_decides_which_writes_are_there_and_each_has_its_own_hints(framework):
    driver = DRIVERS[framework]
    assert [tool.name for tool in Shop().tools(framework, shape="typed")][:1] == ["things_list"]
    shop = Shop(policy=Policy(writes=["things.delete"]))
    tools = {tool.name: tool for tool in shop.tools(framework, shape="typed")}
    assert "things_patch" not in tools
    assert driver.approval(tools["things_delete"]) is True
    assert driver.approval(tools["things_list"]) is False
    assert driver.reads_only(tools["things_delete"]) in (False, None)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"include": ["order.*"]}, 'Did you mean "orders.*"?'),
        ({"include": ["orders.lst"]}, 'Did you mean "orders.list"?'),
        ({"exclude": ["orders.lits"]}, 'Did you mean "orders.list"?'),
        ({"include": "orders.*"}, 'include=["orders.*"]'),
        ({"include": []}, 'include=["orders.*"]'),
        ({"include": ["orders.*"], "exclude": ["orders.*"]}, "leave no operation"),
        ({"exclude": ["*"]}, "exclude less"),
        ({"shape": "single", "include": ["orders.*"]}, 'shape="typed"'),
        ({"shape": "types"}, '"typed"'),
        ({"max_definition_chars": 10}, "from 400 on"),
    ],
)
async def test_a_misspelt_choice_fails_at_once(options, said, connect):
    with pytest.raises(ConfigurationError) as refused:
        connect().tools("langchain", **{"shape": "typed", **options})
    assert said in str(refused.value)


def test_a_choice_that_the_policy_forbids_fails_at_once_and_says_how_to_allow_it():
    with pytest.raises(ConfigurationError, match=r'writes=\["things.patch"\]'):
        Shop().tools("langchain", shape="typed", include=["things.patch"])


@each
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("most", [4_000, 3_500])
async def test_no_definition_is_longer_than_its_ceiling(framework, strict, most, connect):
    connector = connect(policy=Policy(writes=["*"]))
    tools = connector.tools(framework, shape="typed", strict=strict, max_definition_chars=most)
    offered = [one for one in AmazonSellerPartnerConnector.operations if one.listed and not one.for_programs]
    assert len(tools) == len(offered) + 2
    for tool in tools:
        handed = DRIVERS[framework].handed(tool)
        assert len(json.dumps(handed, separators=(",", ":"))) <= most, handed.get("name")


TREE = {"type": "object", "properties": {"name": {"type": "string"}, "leaves": {"type": "array", "items": {"$ref": "#/$defs/T"}}}}  # fmt: skip
BODY = {"required": True, "schema": {"type": "object", "properties": {"tree": {"$ref": "#/$defs/T"}}, "$defs": {"T": TREE}}}  # fmt: skip


@each
@pytest.mark.parametrize("strict", [False, True])
async def test_a_recursive_body_can_be_offered_and_called(framework, strict, tmp_path):
    row = record("things", "plant", "read", path="/things", body=BODY, parameters=[])
    tmp_path.joinpath("operations.json").write_text(json.dumps({"operations": [row]}))

    class Garden(Shop):
        operations = OperationIndex(tmp_path / "operations.json")

    tools = Garden().tools(framework, shape="typed", strict=strict)
    tree = {"tree": {"name": "a", "leaves": [{"name": "b", "leaves": None}] if strict else [{"name": "b"}]}}
    wrong = {"tree": {"name": "a", "leaves": [{"name": ["b"]}]}}
    good, bad = (await play(framework, tools, ("things_plant", tree), ("things_plant", wrong))).results
    assert parsed(good)["data"] == [{"did": "things.plant"}]
    assert "tree.leaves.0.name" in error_in(bad)["message"]


async def test_a_ceiling_that_an_operation_cannot_keep_is_refused(connect):
    with pytest.raises(ConfigurationError, match=r"600 is too little for orders_v0\.list") as refused:
        connect().tools("langchain", shape="typed", include=["orders_v0.list"], max_definition_chars=600)
    assert 'exclude=["orders_v0.list"]' in str(refused.value)


@each
async def test_read_on_names_the_tool_with_its_prefix(framework, connector):
    long = {"max_output_chars": 6_000, "prefix": "us_"}
    tools = typed(connector, framework, **long)
    (cut,) = (await play(framework, tools, ("us_orders_list", MONTH))).results
    assert parsed(cut)["meta"]["read_on"]["tool"] == "us_results_read_more"
    tools = connector.tools(framework, **long)
    call = {"entity": "orders", "action": "list", "params": MONTH}
    (cut,) = (await play(framework, tools, ("us_execute", call))).results
    read_on = parsed(cut)["meta"]["read_on"]
    assert read_on["tool"] == "us_execute"
    (rest,) = (await play(framework, tools, (read_on["tool"], read_on["arguments"]))).results
    assert parsed(rest)["data"]


async def test_of_strict_tools_read_on_has_its_params_as_text(connector):
    (tool,) = specs_of(connector, shape="single", strict=True, max_output_chars=6_000)
    strict = {"entity": "orders", "action": "list", "params": json.dumps(MONTH), "select_fields": None}
    arguments = (await tool.run(strict)).value["meta"]["read_on"]["arguments"]
    assert isinstance(arguments["params"], str)
    assert (await tool.run({**arguments, "select_fields": None})).value["data"]


async def test_without_a_tool_that_reads_on_none_is_promised(connector):
    tools = specs_of(
        connector,
        shape="typed",
        include=["orders.list"],
        exclude=["results.read_more"],
        max_output_chars=6_000,
    )
    meta = (await tools[0].run(MONTH)).value["meta"]
    assert "read_on" not in meta
    assert "handle" not in meta
    assert "ask for less" in meta["notice"]
