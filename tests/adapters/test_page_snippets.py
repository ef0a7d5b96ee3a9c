"""The snippets of the user's page as they stand there, all four frameworks imported side by side.

Only the import root and the line that makes the connector differ.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import agents as _agents  # noqa: F401 - all four are there at once
import fastmcp as _fastmcp  # noqa: F401
import langchain.agents as _langchain  # noqa: F401
import pydantic_ai as _pydantic_ai  # noqa: F401
import pytest

from toolspan.testing.bench import LIST, MONTH, error_in, parsed
from toolspan.testing.endpoint import ScriptedOpenAI
from toolspan.testing.script import Turn, call

from .drivers import DRIVERS, FRAMEWORKS
from .scripts import until_asked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

TOOL = "amazon_seller_partner_execute"
SNIPPETS = Path(__file__).parent / "snippets"


def read(framework: str) -> str:
    return (SNIPPETS / f"{framework}.txt").read_text()


def run_snippet(framework: str, connector: Any) -> dict[str, Any]:
    """Return the names that a snippet defines, with a local connector in place of the hosted one."""
    source = read(framework).replace("airbyte_agent_sdk", "toolspan")
    source = re.sub(r"^connector = .*$", "", source, flags=re.MULTILINE)
    names = {"__name__": f"snippet_of_{framework}", "connector": connector}
    exec(compile(source, f"{framework}.txt", "exec"), names)
    return names


@asynccontextmanager
async def running(framework: str, names: dict[str, Any]) -> AsyncIterator[Callable[..., Any]]:
    """Give a function that plays turns through the snippet's own agent, tool or server, and returns what the model saw."""
    if framework == "fastmcp":
        from fastmcp import Client

        async with Client(names["mcp"]) as client:

            async def ask(*script: Turn) -> list[str]:
                calls = [call for turn in script for call in turn]
                results = [await client.call_tool(c.name, c.arguments, raise_on_error=False) for c in calls]
                return ["".join(part.text for part in result.content) for result in results]

            yield ask
        return

    async def play(*script: Turn) -> list[str]:
        with ScriptedOpenAI(list(script)) as server:
            assert await RUNNERS[framework](names, server) == "done"
            return server.results

    yield play


async def _pydantic(names: dict[str, Any], server: ScriptedOpenAI) -> str:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    provider = OpenAIProvider(base_url=server.url, api_key="none")
    return (await names["agent"].run("go", model=OpenAIChatModel("scripted", provider=provider))).output


async def _langchain_agent(names: dict[str, Any], server: ScriptedOpenAI) -> str:
    return await DRIVERS["langchain"]._wire([names[TOOL]], server, "chat")


async def _openai(names: dict[str, Any], server: ScriptedOpenAI) -> str:
    from agents import OpenAIResponsesModel, RunConfig, Runner
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=server.url, api_key="none", max_retries=0) as client:
        config = RunConfig(model=OpenAIResponsesModel("scripted", client), tracing_disabled=True)
        return (await Runner.run(names["agent"], "go", run_config=config)).final_output


RUNNERS: dict[str, Callable[..., Any]] = {
    "pydantic_ai": _pydantic,
    "langchain": _langchain_agent,
    "openai_agents": _openai,
}


@pytest.fixture(params=FRAMEWORKS)
def framework(request):
    return request.param


@pytest.fixture
async def ask(framework, connector, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "none")  # Agent("openai:gpt-4o") wants one
    async with running(framework, run_snippet(framework, connector)) as play:
        yield play


def test_the_snippets_stand_on_the_page_line_by_line(framework, shared):
    page = (shared / "user-page.txt").read_text()
    lines = "\n".join(line.strip() for line in read(framework).splitlines() if line.strip())
    assert lines in page


async def test_a_good_call_gives_records_as_json(ask):
    (result,) = await ask(call(TOOL, LIST))
    assert len(parsed(result)["data"]) == 5


async def test_an_upstream_fault_and_a_wrong_name_twice_are_survived(ask, emulator):
    emulator.faults.add("status", status=500, path="/orders", times=4)
    wrong = {**LIST, "entity": "order"}
    first, second, third, _ = await ask(
        call(TOOL, LIST), call(TOOL, wrong), call(TOOL, wrong), call(TOOL, LIST)
    )
    assert error_in(first)["code"] == "upstream"
    assert error_in(second)["code"] == error_in(third)["code"] == "not_found"


async def test_params_may_come_as_the_text_of_an_object(ask):
    text = '{"created_after": "-30d", "max_results_per_page": 5}'
    (result,) = await ask(call(TOOL, {**LIST, "params": text}))
    assert len(parsed(result)["data"]) == 5


async def test_an_oversized_result_is_cut_and_can_be_read_on(ask, connector):
    (result,) = await ask(call(TOOL, MONTH))
    assert len(result) <= 40_000
    first = parsed(result)
    assert first["meta"]["read_on"]["tool"] == TOOL
    (result,) = await ask(call(TOOL, first["meta"]["read_on"]["arguments"]))
    ids = [record["orderId"] for record in first["data"] + parsed(result)["data"]]
    page = await connector.execute(**MONTH)
    assert ids == [record["orderId"] for record in page.data]
    assert len(ids) > len(first["data"])


async def test_a_cancelled_run_ends_at_once_and_the_next_one_works(ask, emulator):
    emulator.faults.add("delay", path="/orders", seconds=20, real=True)
    run = asyncio.create_task(ask(call(TOOL, LIST)))
    await until_asked(emulator)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    (result,) = await ask(call(TOOL, LIST))
    assert len(parsed(result)["data"]) == 5
