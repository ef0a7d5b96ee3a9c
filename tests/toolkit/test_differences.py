"""The table of what differs between frameworks says what each one really does with functions of a toolkit."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.approval_drivers import DESKS
from tests.adapters.drivers import DRIVERS, skip_without
from tests.adapters.loop_drivers import LOOPS
from tests.adapters.more_drivers import MORE, scripted_llama
from tests.adapters.test_more_approvals import DESKS as MORE_DESKS

from toolspan import CallContext, InvalidInput, Toolkit
from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import Driver, call
from toolspan.testing.toolkit_checks import Shop
from toolspan.tools.adapters import adapter

PAGE = Path(__file__).resolve().parents[2] / "docs/own-tools.md"
ALL = {**DRIVERS, **MORE, **{f'loop("{style}")': driver for style, driver in LOOPS.items()}}
each = pytest.mark.parametrize("name", ALL)
asking = pytest.mark.parametrize("name", {**DESKS, **MORE_DESKS})


@pytest.fixture(autouse=True)
def _name_is_here(request: pytest.FixtureRequest) -> None:
    values = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    skip_without(*(ALL[values["name"]].modules if "name" in values else ()))


def says(row: str, name: str) -> bool:
    """Return whether a row of the table names a framework."""
    (line,) = re.findall(rf"^\| {re.escape(row)}.*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    shown = f"`{name}`" if name.startswith("loop") else adapter(name).title
    return shown in line.split(" | ")[1].split(", ")


def tools(name: str, kit: Toolkit) -> list[Any]:
    return [kit.loop(ALL[name].name)] if name.startswith("loop") else kit.tools(name)


def desk() -> Toolkit:
    kit = Toolkit("desk")

    @kit.tool
    def text() -> str:
        """Text."""
        return "text"

    @kit.tool
    def known(context: CallContext) -> dict[str, Any]:
        """What is known of a call."""
        return {"id": context.call_id, "framework": context.framework and True}

    @kit.tool
    def fail() -> str:
        """Fail."""
        raise InvalidInput("It failed.")

    return kit


@each
async def test_results_marks_and_contexts_differ_where_the_table_says_it(name):
    driver = ALL[name]
    script = [call("text", {}), call("known", {}), call("fail", {})]
    run = await driver.run(tools(name, desk()), script)
    text, known, failed = run.results
    assert error_in(failed)["message"] == "It failed."
    found = {
        "A text is shown as": text != "text",
        "A failure has no mark": not any(run.failed),
        "`context.call_id`": parsed(known)["id"] is None,
        "`context.framework`": parsed(known)["framework"] is None,
        "A tool is left out": driver.property_names != Driver.property_names,
    }
    assert {row: says(row, name) for row in found} == found


@each
async def test_a_run_ends_after_some_failures_where_the_table_says_it(name):
    failing = ALL[name].run(tools(name, desk()), [call("text", {"wrong": 1})] * 5)
    if says("A run ends", name):
        with pytest.raises(Exception, match="exceeded max retries count of 3"):
            await failing
    else:
        assert len((await failing).results) == 5


@asking
async def test_arguments_changed_after_the_question_are_refused_or_never_seen(name):
    shop, person = Shop(), {**DESKS, **MORE_DESKS}[name]()
    built = [adapter(name).build(spec) for spec in shop.kit().specs()]
    await person.ask(built, {"subject": "broken"})
    await person.answer(yes=True, changed={"subject": "everything"})
    assert shop.done in ([], ["broken"])
    assert says("Arguments changed", name) is bool(shop.done)


async def test_a_run_of_llama_index_goes_on_when_the_task_that_awaits_it_is_cancelled():
    pytest.importorskip("llama_index.core")
    from llama_index.core.agent.workflow import FunctionAgent

    kit, begun, ended = Toolkit("desk"), asyncio.Event(), asyncio.Event()

    @kit.tool
    async def hang() -> None:
        """Hang."""
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    model, _ = scripted_llama([call("hang", {})])
    handler = FunctionAgent(tools=kit.tools("llama_index"), llm=model, streaming=False).run("go")

    async def wait():
        async for _ in handler.stream_events():
            pass

    waiting = asyncio.ensure_future(wait())
    await begun.wait()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert not ended.is_set()
    await handler.cancel_run()
    await ended.wait()
    assert says("Cancelling the task", "llama_index")
