"""However many operations a connector has, its definitions stay small, true and useful."""

from __future__ import annotations

import json

import pytest

from toolspan import Policy
from toolspan.operations.index import OperationIndex
from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import call

from .drivers import DRIVERS, FRAMEWORKS
from .shop import Shop, record

each = pytest.mark.parametrize("framework", FRAMEWORKS)
ACTIONS = ("list", "get", "create", "patch")


def shop_of(number, folder, **options):
    """Return a shop with that many operations, a quarter of which write; `things_007` is needed most."""
    rows = [
        record(
            f"things_{n // 4:03}",
            ACTIONS[n % 4],
            "write" if n % 4 == 3 else "read",
            **({"priority": 1} if n // 4 == 7 else {}),
        )
        for n in range(number)
    ]
    folder.joinpath("operations.json").write_text(json.dumps({"operations": rows, "aliases": {}}))

    class Large(Shop):
        operations = OperationIndex(folder / "operations.json")

    return Large(**options)


def size(framework, tools):
    """Return the characters in which a framework hands tools to a model, or a client."""
    return sum(len(json.dumps(DRIVERS[framework].handed(tool), separators=(",", ":"))) for tool in tools)


@each
@pytest.mark.parametrize("shape", ["progressive", "single"])
@pytest.mark.parametrize("writes", [[], ["things_003.*"], ["*"]])
@pytest.mark.parametrize("number", [4, 40, 80, 120, 400])
def test_definitions_stay_within_their_characters(framework, shape, writes, number, tmp_path):
    shop = shop_of(number, tmp_path, policy=Policy(writes=writes if number > 12 else []))
    tools = shop.tools(framework, shape=shape)
    assert len(tools) == (3 if shape == "progressive" else 1) + bool(writes and number > 12)
    assert size(framework, tools) <= 3_000


def execute_of(shop):
    return DRIVERS["openai_agents"].handed(shop.tools("openai_agents", shape="single")[0])


def lines_of(shop):
    return execute_of(shop)["description"].split("\n")[1:-2]


def names_of(shop):
    """The operations that the description has no room for."""
    return execute_of(shop)["parameters"]["properties"]["entity"].get("description", "").split("\n")[1:]


def test_few_operations_are_named_in_full_and_their_names_are_choices(tmp_path):
    shop = shop_of(12, tmp_path)
    assert lines_of(shop) == [f"things_00{n}: list(), get(thing_id), create(thing_id)" for n in range(3)]
    fields = execute_of(shop)["parameters"]["properties"]
    assert fields["entity"]["enum"] == ["things_000", "things_001", "things_002", "docs", "results", "limits"]


def test_the_most_used_come_first_and_in_full(tmp_path):
    for number in (12 * 4, 400):
        assert lines_of(shop_of(number, tmp_path))[0] == "things_007: list(), get(thing_id), create(thing_id)"


def test_more_operations_are_named_without_parameters_before_any_is_left_out(tmp_path):
    shop = shop_of(36 * 4, tmp_path)
    lines, names = lines_of(shop), names_of(shop)
    assert len(lines) + len(names) == 36
    assert names[-1] == "things_035: list, get, create"
    assert "things_005: list(), get(thing_id), create(thing_id)" in lines


def test_entities_are_named_before_any_is_left_out(tmp_path):
    shop = shop_of(60 * 4, tmp_path)
    lines = lines_of(shop)
    others = execute_of(shop)["parameters"]["properties"]["entity"]["description"]
    assert others.startswith("By entity; docs read(entity) tells the actions: things_0")
    assert lines[0] == "things_007: list(), get(thing_id), create(thing_id)"
    assert len(lines) + others.count("things_") == 60


def test_what_is_left_out_is_counted(tmp_path):
    lines = lines_of(shop_of(400, tmp_path))
    assert lines[-2].endswith(": list(), get(thing_id), create(thing_id)")
    assert lines[-1] == f"... and {3 * (100 - len(lines) + 1)} more: docs search(query) finds them."


def test_choices_are_complete_or_there_are_none(tmp_path):
    for number in range(4, 200, 4):
        shop = shop_of(number, tmp_path)
        choices = execute_of(shop)["parameters"]["properties"]["entity"].get("enum")
        assert choices is None or len(choices) == number // 4 + 3
    assert choices is None


@each
async def test_what_is_left_out_can_be_found_and_called(framework, tmp_path):
    shop = shop_of(400, tmp_path)
    tools = shop.tools(framework, shape="single")
    script = [
        call("execute", {"entity": "docs", "action": "search", "params": {"query": "get things_099"}}),
        call("execute", {"entity": "things_099", "action": "get", "params": {"thing_id": "1"}}),
        call("execute", {"entity": "thing_099", "action": "get"}),
    ]
    found, got, wrong = (await DRIVERS[framework].run(tools, script)).results
    assert any(row.get("entity") == "things_099" for row in parsed(found)["data"])
    assert parsed(got)["data"] == [{"did": "things_099.get"}]
    error = error_in(wrong)
    assert 'Did you mean "things_099"?' in error["message"]
    assert "and 40 more" in error["hint"]


def test_a_decorated_function_leaves_room_for_its_own_words(tmp_path):
    @shop_of(400, tmp_path).tool_utils
    async def execute(entity: str, action: str, params: dict | None = None):
        """Do it."""

    assert len(json.dumps(execute.__doc__)) < 2_400
    assert "... and " in execute.__doc__
