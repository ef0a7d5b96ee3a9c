"""A function can have the framework's own context object, and raise the framework's own signals through our layer."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from toolspan.contract import ToolSpec
from toolspan.runtime.calling import native_context
from toolspan.testing.script import call
from toolspan.tools.adapters import adapter
from toolspan.tools.output import OutputLimiter
from toolspan.tools.specs import ToolSpecBuilder

from .drivers import DRIVERS, FRAMEWORKS
from .shop import Shop

SCHEMA: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}


def spec_of(body) -> ToolSpec:
    """Return a tool made as those of a connector are."""
    return ToolSpecBuilder(Shop(), "", OutputLimiter(9_000), 25.0).spec("own", "Own", "Own.", SCHEMA, body)


CONTEXTS = {
    "pydantic_ai": "RunContext",
    "langchain": "ToolRuntime",
    "openai_agents": "ToolContext",
    "fastmcp": "Context",
}


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_the_frameworks_own_context_can_be_had_inside_a_tool(framework):
    async def body(_):
        return {"context": type(native_context()).__name__}

    transcript = await DRIVERS[framework].run([adapter(framework).build(spec_of(body))], [call("own", {})])
    assert json.loads(transcript.results[0])["context"] == CONTEXTS[framework]
    assert native_context() is None


def test_langchain_gives_its_context_to_blocking_runs_too():
    pytest.importorskip("langchain")
    from langchain.agents import create_agent

    from .drivers import scripted_chat_model

    @dataclass
    class Who:
        name: str

    async def body(_):
        return {"who": native_context().context.name}

    tool = adapter("langchain").build(spec_of(body))
    agent = create_agent(scripted_chat_model([call("own", {})]), tools=[tool], context_schema=Who)
    final = agent.invoke({"messages": [("user", "go")]}, context=Who("Ann"))
    assert json.loads(final["messages"][-2].content)["who"] == "Ann"


async def test_a_tool_outside_of_any_graph_has_no_context():
    pytest.importorskip("langchain_core")

    async def body(arguments):
        return {"context": native_context(), "got": dict(arguments)}

    tool = adapter("langchain").build(spec_of(body))
    assert json.loads(await tool.ainvoke({})) == {"context": None, "got": {}}
    assert json.loads(tool.invoke({})) == {"context": None, "got": {}}


SIGNALS = {
    "pydantic_ai": ["pydantic_ai.ModelRetry", "pydantic_ai.ApprovalRequired", "pydantic_ai.CallDeferred"],
    "langchain": ["langgraph.errors.GraphInterrupt", "langchain_core.tools.ToolException"],
    "openai_agents": ["agents.exceptions.UserError"],
    "fastmcp": ["fastmcp.exceptions.ToolError"],
}
CASES = [(framework, signal) for framework, signals in SIGNALS.items() for signal in signals]


@pytest.mark.parametrize(("framework", "signal"), CASES)
@pytest.mark.parametrize("made_from", [False, True])
async def test_a_frameworks_own_signal_passes_untouched(framework, signal, made_from):
    kind = _named(signal)
    if made_from:
        kind = type("Mine", (kind,), {})
    raised = kind() if kind.__init__ is Exception.__init__ or "Deferred" in signal else _made(kind)

    async def body(_):
        raise raised

    from toolspan.contract import respond

    with pytest.raises(kind) as caught:
        await respond(adapter(framework), spec_of(body), {})
    assert caught.value is raised


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_anothers_signal_is_a_failure_of_the_tool(framework):
    other = "pydantic_ai.ModelRetry" if framework != "pydantic_ai" else "fastmcp.exceptions.ToolError"

    async def body(_):
        raise _made(_named(other))

    transcript = await DRIVERS[framework].run([adapter(framework).build(spec_of(body))], [call("own", {})])
    assert "the tool itself failed" in transcript.results[0]
    assert "words" not in transcript.results[0]


async def test_interrupt_pauses_a_graph_inside_a_tool():
    pytest.importorskip("langchain")
    from langchain.agents import create_agent
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.types import Command, interrupt

    from .drivers import scripted_chat_model

    async def body(_):
        return {"said": interrupt("Which one?")}

    tool = adapter("langchain").build(spec_of(body))
    agent = create_agent(scripted_chat_model([call("own", {})]), tools=[tool], checkpointer=InMemorySaver())
    thread: Any = {"configurable": {"thread_id": "1"}}
    paused = await agent.ainvoke({"messages": [("user", "go")]}, thread)
    assert paused["__interrupt__"][0].value == "Which one?"
    final = await agent.ainvoke(Command(resume="the red one"), thread)
    assert json.loads(final["messages"][-2].content)["said"] == "the red one"


def _named(path: str) -> Any:
    module, _, name = path.rpartition(".")
    pytest.importorskip(module.partition(".")[0])
    __import__(module)
    return getattr(sys.modules[module], name)


def _made(kind: Any) -> Exception:
    try:
        return kind("words")
    except TypeError:
        return kind()
