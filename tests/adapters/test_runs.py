"""Runs that are cancelled, blocking, by hand, or that meet a bug of ours."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from toolspan import build_connector_tools
from toolspan.testing.bench import LIST, error_in, parsed
from toolspan.testing.script import Call, call

from .drivers import DRIVERS, FRAMEWORKS
from .scripts import until_asked

each = pytest.mark.parametrize("framework", FRAMEWORKS)


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
