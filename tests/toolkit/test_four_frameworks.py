"""Functions of a toolkit and a connector beside them, through the real runner of every framework."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pytest
from tests.adapters.drivers import DRIVERS, FRAMEWORKS
from tests.adapters.shop import Shop

from toolspan import CallContext, ConfigurationError, InvalidInput, Toolkit
from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import Call, call

each = pytest.mark.parametrize("framework", FRAMEWORKS)


@dataclass
class Rate:
    base: str
    quote: str
    day: date


def desk() -> Toolkit:
    """Return a toolkit of two functions."""
    kit = Toolkit("desk")

    @kit.tool
    async def exchange_rate(base: str, quote: Literal["EUR", "USD"] = "USD", day: date | None = None) -> Rate:
        """Reference rate of one currency in another.

        Args:
            base: Three letters, such as EUR.
            quote: In which it is wanted.
        """
        return Rate(base, quote, day or date(2026, 11, 20))

    @kit.tool(errors={LookupError: InvalidInput})
    def greet(name: str, *, context: CallContext) -> str:
        """Greet somebody."""
        if name == "nobody":
            raise LookupError("there is nobody of that name")
        if name == "secret":
            raise RuntimeError("password=hunter2")
        return f"hello {name} by {context.tool}"

    return kit


async def results(framework: str, kit: Toolkit, *turns: list[Call]) -> list[str]:
    transcript = await DRIVERS[framework].run(kit.tools(framework), list(turns))
    assert transcript.final == "done"
    return transcript.results


@each
async def test_objects_and_text_reach_the_model_as_themselves(framework):
    said, greeting = await results(
        framework, desk(), call("exchange_rate", {"base": "EUR"}), call("greet", {"name": "Ann"})
    )
    assert json.loads(said) == {"base": "EUR", "quote": "USD", "day": "2026-11-20"}
    assert greeting == "hello Ann by greet"


@each
async def test_every_fault_of_a_call_is_named_and_the_run_goes_on(framework):
    wrong = {"bse": "EUR", "quote": "USDT", "day": "soon"}
    first, second = await results(
        framework, desk(), call("exchange_rate", wrong), call("exchange_rate", {"BASE": "EUR"})
    )
    error = error_in(first)
    assert error["code"] == "invalid_input"
    for part in ('"bse". Did you mean "base"?', "quote: must be one of", "day:", "base is required"):
        assert part in error["message"]
    assert parsed(second)["base"] == "EUR"


@each
async def test_a_mapped_exception_is_told_with_its_text_and_any_other_with_its_class_alone(framework):
    mapped, other = await results(
        framework, desk(), call("greet", {"name": "nobody"}), call("greet", {"name": "secret"})
    )
    assert error_in(mapped)["message"] == "there is nobody of that name"
    assert error_in(other)["code"] == "upstream"
    assert "RuntimeError" in error_in(other)["message"]
    assert "hunter2" not in other


@each
async def test_a_connector_stands_beside_the_functions_under_its_prefix(framework):
    kit, shop = desk(), Shop()
    kit.add(shop, prefix="shop", shape="single")
    listed = {"entity": "things", "action": "list"}
    (said, rate) = await results(
        framework, kit, call("shop_execute", listed), call("exchange_rate", {"base": "EUR"})
    )
    assert parsed(said)["data"] == [{"did": "things.list"}]
    assert parsed(rate)["base"] == "EUR"


async def test_a_program_calls_a_tool_as_a_model_would():
    kit = desk()
    assert await kit.call("exchange_rate", {"base": "EUR"}) == {
        "base": "EUR",
        "quote": "USD",
        "day": "2026-11-20",
    }
    assert await kit.call("greet", {"name": "Ann"}) == "hello Ann by greet"
    with pytest.raises(InvalidInput, match="there is nobody of that name"):
        await kit.call("greet", {"name": "nobody"})


def test_the_decorator_returns_the_function_itself():
    kit = Toolkit("desk")

    def half(number: float) -> float:
        """Half of a number."""
        return number / 2

    assert kit.tool(half) is half
    assert kit.tool(name="half_of")(half) is half
    assert half(3) == 1.5
    assert [spec.name for spec in kit.specs()] == ["half", "half_of"]


def test_a_name_that_is_taken_is_refused_when_it_is_added():
    kit = desk()
    with pytest.raises(ConfigurationError, match="Two tools of the toolkit desk are called greet"):

        @kit.tool
        def greet(name: str) -> str:
            """Greet again."""
            return name


def test_what_was_given_out_gets_no_more_tools():
    kit = desk()
    kit.specs()
    with pytest.raises(ConfigurationError, match="cannot get more tools"):
        kit.add(Shop())


def test_a_sync_run_calls_both_kinds_of_functions():
    pytest.importorskip("langchain_core")
    tools = {tool.name: tool for tool in desk().tools("langchain")}
    assert json.loads(tools["exchange_rate"].invoke({"base": "EUR"}))["base"] == "EUR"
    assert tools["greet"].invoke({"name": "Ann"}) == "hello Ann by greet"


def test_an_async_call_runs_on_the_loop_of_its_caller():
    kit = Toolkit("desk")

    @kit.tool
    async def loop_of() -> bool:
        """Whether it runs on the caller's loop."""
        return asyncio.get_running_loop() is loop

    async def main() -> object:
        nonlocal loop
        loop = asyncio.get_running_loop()
        return await kit.call("loop_of")

    loop = None
    assert asyncio.run(main()) == {"result": True}
