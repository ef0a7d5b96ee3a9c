"""A large toolkit as tools that find, describe and call all others, through each framework's own runner."""

from __future__ import annotations

import json

import pytest
from tests.adapters.approval_drivers import DESKS
from tests.adapters.drivers import DRIVERS, FRAMEWORKS

from toolspan import ConfigurationError, Toolkit
from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import call

each = pytest.mark.parametrize("framework", FRAMEWORKS)


def desk(count: int = 30) -> tuple[Toolkit, list]:
    """A toolkit of many functions that read, and one that writes."""
    kit, done = Toolkit("desk"), []

    @kit.tool(writes=False)
    def exchange_rate(base: str, quote: str = "USD") -> str:
        """Reference rate of one currency in another."""
        return f"{base}/{quote}"

    @kit.tool(writes=True, approve=True)
    def create_ticket(subject: str) -> str:
        """Opens a ticket for the support team."""
        done.append(subject)
        return "open"

    for number in range(count):

        def read(day: str) -> str:
            return day

        read.__doc__ = f"Reads gauge {number}."
        kit.tool(name=f"gauge_{number}", writes=False)(read)
    return kit, done


async def play(framework, tools, *calls):
    turns = [call(name, arguments) for name, arguments in calls]
    return (await DRIVERS[framework].run(tools, turns, "own")).results


@each
async def test_a_tool_is_found_described_and_called(framework):
    kit, _ = desk()
    tools = kit.tools(framework, shape="search")
    found, described, called, again = await play(
        framework,
        tools,
        ("find_tools", {"query": "rate of a currency"}),
        ("describe_tool", {"tool": "exchange_rate"}),
        ("call_tool", {"tool": "exchange_rate", "arguments": {"base": "EUR"}}),
        ("call_tool", {"tool": "exchange_rate", "arguments": json.dumps({"base": "JPY"})}),
    )
    assert parsed(found)["data"][0] == {
        "tool": "exchange_rate",
        "does": "Reference rate of one currency in another.",
        "arguments": ["base", "quote?"],
    }
    assert parsed(described)["arguments"]["required"] == ["base"]
    assert "EUR/USD" in called
    assert "JPY/USD" in again


@each
async def test_all_names_are_told_and_definitions_stay_short(framework):
    kit, _ = desk(300)
    tools = kit.tools(framework, shape="search")
    (names,) = await play(framework, tools, ("find_tools", {}))
    assert len(parsed(names)["data"]) == 303
    assert len(json.dumps([DRIVERS[framework].handed(tool) for tool in tools])) <= 3_000


@each
async def test_wrong_names_and_arguments_are_answered_with_what_is_right(framework):
    kit, done = desk()
    tools = kit.tools(framework, shape="search")
    unknown, other = await play(
        framework,
        tools,
        ("call_tool", {"tool": "exchange_rte"}),
        ("call_tool", {"tool": "create_ticket", "arguments": {"subject": "x"}}),
    )
    missing, text = await play(
        framework,
        tools,
        ("call_tool", {"tool": "exchange_rate", "arguments": {}}),
        ("call_tool", {"tool": "exchange_rate", "arguments": "EUR"}),
    )
    assert error_in(unknown)["code"] == "not_found"
    assert "exchange_rate" in error_in(unknown)["message"]
    assert error_in(other)["hint"] == "Use call_write_tool."
    assert "base" in error_in(missing)["message"]
    assert error_in(text)["code"] == "invalid_input"
    assert done == []


@each
@pytest.mark.parametrize("yes", [True, False])
async def test_a_person_approves_what_is_called_through_it(framework, yes, monkeypatch):
    monkeypatch.setattr("tests.adapters.approval_drivers.TOOL", "call_write_tool")
    kit, done = desk()
    arguments = {"tool": "create_ticket", "arguments": {"subject": "Broken mug"}}
    waiting = await DESKS[framework]().ask(kit.tools(framework, shape="search"), arguments)
    assert "Broken mug" in json.dumps(waiting.shown)
    await waiting.answer(yes=yes)
    assert done == (["Broken mug"] if yes else [])


@each
def test_hints_are_true_of_all_that_can_be_called(framework):
    kit, _ = desk()
    reads = {tool.name: DRIVERS[framework].reads_only(tool) for tool in kit.tools(framework, shape="search")}
    assert reads["call_tool"] in (True, None)
    assert reads["call_write_tool"] in (False, None)


async def test_of_a_tool_of_which_nothing_is_known_no_hint_is_given():
    kit = Toolkit("desk")

    @kit.tool
    def anything(a: str) -> str:
        """Does something."""
        return a

    hints = {spec.name: spec.hints for spec in kit.specs(shape="search")}
    assert hints["call_tool"] == {}
    assert hints["find_tools"]["read_only"] is True


async def test_strict_tools_take_their_arguments_as_text():
    kit, _ = desk()
    tools = {spec.name: spec for spec in kit.specs(shape="search", strict=True)}
    arguments = {"tool": "exchange_rate", "arguments": json.dumps({"base": "EUR"})}
    assert "EUR/USD" in (await tools["call_tool"].run(arguments)).text
    assert len((await tools["find_tools"].run({"query": None})).value["data"]) == 33


def test_another_shape_is_refused():
    with pytest.raises(ConfigurationError, match="shape of a toolkit"):
        desk()[0].specs(shape="typed")


@pytest.mark.parametrize(("count", "shown"), [(3, 6), (60, 0)])
async def test_a_search_in_vain_tells_the_names_of_a_small_toolkit(count, shown):
    kit, _ = desk(count)
    find = next(spec for spec in kit.specs(shape="search") if spec.name == "find_tools")
    told = json.loads((await find.run({"query": "number of the first record"})).text)
    assert len(told["data"]) == shown
    assert "No tool has these words" in told["meta"]["notice"]
