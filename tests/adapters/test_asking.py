"""A function of the user's own asks the person, in every framework; and tools of which nothing is known give no hint."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from toolspan import ConfigurationError, Policy, build_connector_tools
from toolspan.contract import approved_at_gate
from toolspan.testing.script import Call, call
from toolspan.tools.build import specs_of

from .drivers import DRIVERS, FRAMEWORKS
from .shop import Shop

PATCH = {"entity": "things", "action": "patch", "params": {"thing_id": "7"}}


def shop() -> Shop:
    return Shop(policy=Policy(writes=["*"]))


async def ran(framework: str, person, *turns) -> tuple[Shop, list[str]]:
    connector = shop()
    tools = connector.tools(framework, ask=person)
    transcript = await DRIVERS[framework].run(tools, [*turns] or [call("execute_write", PATCH)], "own")
    return connector, transcript.results


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_a_yes_of_the_function_lets_the_write_pass(framework):
    asked = []

    async def person(question):
        asked.append((question.operation, dict(question.params)))
        return True

    connector, _ = await ran(framework, person)
    assert connector.done == ["things.patch"]
    assert asked == [("things.patch", {"thing_id": "7"})]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (False, "a person refused it."),
        ("not today", "a person refused it, saying: not today."),
        (1, "neither yes nor no"),
        (None, "neither yes nor no"),
    ],
)
async def test_anything_but_a_yes_sends_nothing_and_tells_the_model(framework, answer, told):
    connector, (result,) = await ran(framework, lambda _: answer)
    assert connector.done == []
    assert told in result
    assert "needs_approval" in result


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_a_function_that_fails_sends_nothing_and_ends_no_run(framework, caplog):
    def person(_):
        raise LookupError("secret words")

    connector, (result,) = await ran(framework, person)
    assert connector.done == []
    assert "LookupError" in result
    assert "secret words" not in result
    assert "secret words" in caplog.text


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_two_calls_at_once_are_asked_about_each_by_itself(framework):
    def person(question):
        return question.params["thing_id"] == "8"

    other = {**PATCH, "params": {"thing_id": "8"}}
    connector, results = await ran(
        framework, person, [Call("execute_write", PATCH), Call("execute_write", other)]
    )
    assert connector.done == ["things.patch"]
    assert sorted("needs_approval" in result for result in results) == [False, True]


async def test_a_plain_function_does_not_block_the_loop():
    loop, entered = asyncio.get_running_loop(), asyncio.Event()
    answer: asyncio.Future[bool] = loop.create_future()

    def person(_):
        loop.call_soon_threadsafe(entered.set)
        return asyncio.run_coroutine_threadsafe(_given(answer), loop).result(10)

    (tool,) = (spec for spec in specs_of(shop(), ask=person) if spec.name == "execute_write")
    running = asyncio.create_task(tool.run(PATCH))
    await entered.wait()
    answer.set_result(True)
    assert json.loads((await running).text)["data"]


async def _given(future):
    return await future


async def test_tools_without_a_framework_ask_too():
    connector = shop()
    tools = build_connector_tools(connector, ask=lambda _: True)
    await tools.execute_write(**PATCH)
    assert connector.done == ["things.patch"]


def test_what_is_no_function_is_refused_when_the_tools_are_built():
    with pytest.raises(ConfigurationError, match="ask takes a function"):
        shop().tools("pydantic_ai", ask=True)


async def test_at_a_gate_the_yes_has_been_given_before_the_tool_runs():
    connector = shop()
    (tool,) = (spec for spec in specs_of(connector) if spec.name == "execute_write")
    await tool.run(PATCH, approved_at_gate)
    assert connector.done == ["things.patch"]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_tool_of_which_nothing_is_known_gives_no_hint(framework):
    from toolspan.tools.adapters import adapter

    spec = replace(specs_of(shop())[0], read_only=None)
    tool = adapter(framework).build(spec)
    assert "read_only" not in json.dumps(DRIVERS[framework].handed(tool))
    assert "hint" not in json.dumps(DRIVERS[framework].handed(tool)).lower()
    assert "read_only" not in (getattr(tool, "metadata", None) or {})
