"""A framework's own signals, raised in a user's function, do what they do in that framework: through its real runner."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.adapters.drivers import DRIVERS, scripted_chat_model
from tests.adapters.more_drivers import MORE, scripted_llama

from toolspan import CallContext, Toolkit
from toolspan.testing.bench import parsed
from toolspan.testing.script import call

kinds = pytest.mark.parametrize("writes", [None, True], ids=["reads", "writes"])


@kinds
@pytest.mark.parametrize("plain", [False, True], ids=["async", "plain"])
async def test_interrupt_pauses_a_graph_and_its_answer_goes_on(writes, plain):
    pytest.importorskip("langchain")
    from langchain.agents import create_agent
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.types import Command, interrupt

    kit, done = Toolkit("desk"), []

    def choose(what: str) -> dict[str, str]:
        """Choose one."""
        said = interrupt(f"Which {what}?")
        done.append(said)
        return {"chosen": said}

    async def choose_async(what: str) -> dict[str, str]:
        """Choose one."""
        return choose(what)

    kit.tool(choose if plain else choose_async, name="choose", writes=writes)
    model = scripted_chat_model([call("choose", {"what": "colour"})])
    agent = create_agent(model, tools=kit.tools("langchain"), checkpointer=InMemorySaver())
    thread: Any = {"configurable": {"thread_id": "1"}}
    paused = await agent.ainvoke({"messages": [("user", "go")]}, thread)
    assert paused["__interrupt__"][0].value == "Which colour?"
    assert done == []
    final = await agent.ainvoke(Command(resume="red"), thread)
    assert json.loads(final["messages"][-2].content) == {"chosen": "red"}
    assert done == ["red"]


@kinds
@pytest.mark.parametrize("plain", [False, True], ids=["async", "plain"])
async def test_model_retry_tells_the_model_and_the_next_call_counts(writes, plain):
    pytest.importorskip("pydantic_ai")
    from pydantic_ai import Agent, ModelRetry
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart
    from pydantic_ai.models.function import FunctionModel

    kit, done = Toolkit("desk"), []

    def file(subject: str) -> dict[str, str]:
        """File something."""
        if not subject.istitle():
            raise ModelRetry("Begin the subject with a capital.")
        done.append(subject)
        return {"filed": subject}

    async def file_async(subject: str) -> dict[str, str]:
        """File something."""
        return file(subject)

    kit.tool(file if plain else file_async, name="file", writes=writes)
    seen: list[Any] = []

    def play(messages: list[Any], _: Any) -> ModelResponse:
        seen.append(messages[-1].parts[-1])
        if len(seen) == 3:
            return ModelResponse([TextPart("done")])
        return ModelResponse([ToolCallPart("file", {"subject": "Broken" if seen[1:] else "broken"})])

    await Agent(FunctionModel(play), tools=kit.tools("pydantic_ai")).run("go")
    _, retry, returned = seen
    assert (retry.content, retry.outcome) == ("Begin the subject with a capital.", "retried")
    assert returned.content == {"filed": "Broken"}
    assert done == ["Broken"]


async def test_approval_required_defers_the_call_and_the_yes_carries_it_out():
    pytest.importorskip("pydantic_ai")
    from pydantic_ai import Agent, ApprovalRequired, DeferredToolRequests, DeferredToolResults
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart
    from pydantic_ai.models.function import FunctionModel

    kit, done = Toolkit("desk"), []

    @kit.tool(writes=True)
    async def file(subject: str, context: CallContext) -> dict[str, str]:
        """File something."""
        if not context.framework.tool_call_approved:
            raise ApprovalRequired
        done.append(subject)
        return {"filed": subject}

    def play(messages: list[Any], _: Any) -> ModelResponse:
        first = len(messages) == 1
        return ModelResponse([ToolCallPart("file", {"subject": "a"}) if first else TextPart("done")])

    tools, output = kit.tools("pydantic_ai"), [str, DeferredToolRequests]
    agent = Agent(FunctionModel(play), tools=tools, output_type=output)
    asked = await agent.run("go")
    (request,) = asked.output.approvals
    assert done == []
    yes = DeferredToolResults(approvals={request.tool_call_id: True})
    assert (await agent.run(message_history=asked.all_messages(), deferred_tool_results=yes)).output == "done"
    assert done == ["a"]


@kinds
async def test_a_function_waits_for_an_event_of_llama_index(writes):
    pytest.importorskip("llama_index.core")
    from llama_index.core.agent.workflow import FunctionAgent, ToolCallResult
    from llama_index.core.workflow import HumanResponseEvent, InputRequiredEvent

    kit, done = Toolkit("desk"), []

    @kit.tool(writes=writes)
    async def choose(what: str, context: CallContext) -> dict[str, str]:
        """Choose one."""
        event = InputRequiredEvent(prefix=f"Which {what}?")
        answer = await context.framework.wait_for_event(HumanResponseEvent, waiter_event=event)
        done.append(answer.response)
        return {"chosen": answer.response}

    model, _ = scripted_llama([call("choose", {"what": "colour"})])
    run = FunctionAgent(tools=kit.tools("llama_index"), llm=model, streaming=False).run("go")
    seen = []
    async for event in run.stream_events():
        if isinstance(event, InputRequiredEvent):
            seen.append(event.prefix)
            run.ctx.send_event(HumanResponseEvent(response="red"))
        if isinstance(event, ToolCallResult):
            seen.append(parsed(event.tool_output.content))
    await run
    assert seen == ["Which colour?", {"chosen": "red"}]
    assert done == ["red"]


ERRORS = {
    "langchain": ("langchain_core.tools", "ToolException"),
    "fastmcp": ("fastmcp.exceptions", "ToolError"),
    "anthropic": ("anthropic.lib.tools", "ToolError"),
}


@kinds
@pytest.mark.parametrize("name", ERRORS)
async def test_an_error_of_the_framework_reaches_the_model_in_its_own_words(name, writes):
    module, kind = ERRORS[name]
    error = getattr(pytest.importorskip(module), kind)
    kit = Toolkit("desk")

    @kit.tool(writes=writes)
    async def fail() -> None:
        """Fail."""
        raise error("it is closed today")

    run = await {**DRIVERS, **MORE}[name].run(kit.tools(name), [call("fail", {})])
    assert run.results == ["it is closed today"]
    assert run.failed == [True]
