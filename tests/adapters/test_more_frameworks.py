"""The frameworks beside the first four, each through its own runner."""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import partial

import pytest

from toolspan import ConfigurationError, Policy
from toolspan.testing.adapter_checks import (
    CHECKS,
    a_long_result_can_be_read_to_its_end,
    definitions_are_short_closed_and_plain,
    every_property_name_reaches_the_tool,
)
from toolspan.testing.bench import LIST, Bench, all_hold, error_in, parsed
from toolspan.testing.script import Call, call
from toolspan.tools.adapters import adapter

from .drivers import skip_without
from .more_drivers import MORE
from .shop import Shop
from .test_contract import CORE, WIRED
from .tool_factories import bare, blocking, progressive

each = pytest.mark.parametrize("other", MORE)
PATCH = {"entity": "things", "action": "patch", "params": {"thing_id": "1"}}


@each
@pytest.mark.timeout(600)
async def test_native_tools_pass_every_check(other, emulator, connect):
    driver = MORE[other]
    few = [check for check in CORE if check is not a_long_result_can_be_read_to_its_end]  # many runs
    held = [*few, every_property_name_reaches_the_tool] if driver.slow else CHECKS
    bench = Bench(driver, partial(progressive, driver), connect, emulator)
    await all_hold(replace(bench, build=adapter(other).build), held)


@pytest.mark.parametrize(
    ("other", "model"), [(name, model) for name in MORE for model in MORE[name].models if model != "own"]
)
async def test_it_holds_on_the_wire_of_the_frameworks_own_model_class(other, model, emulator, connect):
    driver = MORE[other]
    skip_without(*driver.wired)
    await all_hold(Bench(driver, partial(progressive, driver), connect, emulator, model=model), WIRED)


@each
@pytest.mark.parametrize("way", [bare, blocking], ids=lambda way: way.__name__)
async def test_a_decorated_function_gives_results_and_errors_as_json(other, way, emulator, connect):
    driver = MORE[other]
    if way.__name__ not in driver.decorates:
        pytest.skip("it decorates no such functions")
    held = [check for check in CORE if check is not definitions_are_short_closed_and_plain]
    await all_hold(Bench(driver, partial(way, driver), connect, emulator, native=False), held)


@each
def test_the_typed_door_gives_the_same_tools(other, connect_plain):
    door = importlib.import_module(f"toolspan_adapters.{other}")
    connector = connect_plain()
    if other == "claude_agent_sdk":  # it takes servers
        assert door.server(connector)["name"] == "amazon-seller-partner"
        return
    (tool,) = door.tools(connector, shape="single", prefix="a_")
    handed = MORE[other].handed(tool)
    assert handed.get("function", handed)["name"] == "a_execute"


@pytest.fixture
def connect_plain():
    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector

    return lambda: AmazonSellerPartnerConnector(region="US")


@each
async def test_typed_tools_have_the_parameters_of_their_operation(other, connector):
    tools = connector.tools(other, shape="typed", include=["orders.list"])
    arguments = {"created_after": "-30d", "max_results_per_page": 2}
    transcript = await MORE[other].run(tools, [call("orders_list", arguments)])
    assert len(parsed(transcript.results[0])["data"]) == 2
    listed = {each["name"]: each["parameters"]["properties"] for each in transcript.definitions}
    assert "max_results_per_page" in listed["orders_list"]


@each
@pytest.mark.parametrize(("answer", "done"), [(True, ["things.patch"]), (False, []), ("not today", [])])
async def test_a_function_of_ones_own_is_asked_before_a_write(other, answer, done):
    shop, shown = Shop(policy=Policy(writes=["things.*"])), []

    def ask(question):
        shown.append(dict(question.params))
        return answer

    (result,) = (await MORE[other].run(shop.tools(other, ask=ask), [call("execute_write", PATCH)])).results
    assert (shown, shop.done) == ([{"thing_id": "1"}], done)
    if not done:
        assert "a person refused it" in error_in(result)["message"]


@each
async def test_arguments_of_any_name_reach_the_core(other, connector):
    names = ["self", "context", "ctx", "input", "args", "kwargs", "tool_context", "config", "name"]
    arguments = {**LIST, **dict.fromkeys(names, 1)}
    (result,) = (await MORE[other].run(connector.tools(other), [call("execute", arguments)])).results
    assert all(name in error_in(result)["message"] for name in names)


@each
async def test_several_calls_of_one_turn_are_all_answered(other, connector):
    turn = [
        Call("execute", {**LIST, "params": {**LIST["params"], "max_results_per_page": n}}) for n in (1, 2, 3)
    ]
    results = (await MORE[other].run(connector.tools(other), [turn])).results
    assert [len(parsed(text)["data"]) for text in results] == [1, 2, 3]


@each
def test_an_absent_framework_is_named_with_the_command_that_installs_it(other, connect_plain, monkeypatch):
    import sys

    for name in [name for name in sys.modules if name.startswith(MORE[other].modules)]:
        monkeypatch.setitem(sys.modules, name, None)
    for module in MORE[other].modules:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigurationError) as caught:
        connect_plain().tools(other)
    assert f'pip install "toolspan[{adapter(other).extra}]"' in caught.value.hint
