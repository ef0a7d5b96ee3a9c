"""Approvals and progress of the frameworks beside the first four, where they have their own way."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from toolspan import ConfigurationError, Policy, Toolkit
from toolspan.testing.bench import LIST, error_in, parsed
from toolspan.testing.script import call

from .approval_drivers import TOOL, Arguments, Desk
from .more_drivers import run_claude, scripted_gemini, scripted_llama, server_of
from .shop import Shop

PATCH = {"entity": "things", "action": "patch", "params": {"thing_id": "1"}}
OTHER = {"entity": "things", "action": "patch", "params": {"thing_id": "2"}}
RUN = {"entity": "reports", "action": "run", "params": {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}}


class MCP(Desk):
    """Speaks the protocol itself, as a client that goes its own way would."""

    async def ask(self, tools: list[Any], arguments: Arguments) -> Desk:
        self.tools, self.arguments = tools, arguments
        result = await self._call(arguments)
        if hasattr(result, "input_requests"):
            ((self.ticket, request),) = result.input_requests.items()
            self.shown = request.params.message
        else:
            self.seen = result.content[0].text
        return self

    async def _call(self, arguments: Arguments, **answers: Any) -> Any:
        from mcp import Client

        async def unused(*_: Any) -> None:
            raise AssertionError

        async with Client(server_of(self.tools), elicitation_callback=unused) as client:
            return await client.session.call_tool(TOOL, arguments, allow_input_required=True, **answers)

    async def answer(self, *, yes: bool = True, changed: Arguments | None = None) -> str:
        from mcp_types import ElicitResult

        said = {self.ticket: ElicitResult(action="accept" if yes else "decline", content={} if yes else None)}
        result = await self._call(self.arguments if changed is None else changed, input_responses=said)
        return result.content[0].text


class LlamaIndex(Desk):
    """Answers the event of a workflow that waits."""

    async def ask(self, tools: list[Any], arguments: Arguments) -> Desk:
        from llama_index.core.agent.workflow import FunctionAgent

        model, _ = scripted_llama([call(TOOL, arguments)])
        self.handler = FunctionAgent(tools=tools, llm=model, streaming=False).run("go")
        self.events = self.handler.stream_events()
        await self._until_asked()
        return self

    async def _until_asked(self) -> None:
        from llama_index.core.agent.workflow import ToolCall, ToolCallResult
        from llama_index.core.workflow import InputRequiredEvent

        self.shown = None
        async for event in self.events:
            if isinstance(event, ToolCallResult):
                self.seen = event.tool_output.content
            elif isinstance(event, ToolCall):
                self.call = event
            if isinstance(event, InputRequiredEvent):
                self.request, self.shown = event, event.prefix
                return
        await self.handler

    async def answer(self, *, yes: Any = True, changed: Arguments | None = None) -> str:
        from llama_index.core.workflow import HumanResponseEvent

        if changed is not None:
            self.call.tool_kwargs.clear()
            self.call.tool_kwargs.update(changed)
        answer = HumanResponseEvent(approval_id=self.request.approval_id, response=yes)
        self.handler.ctx.send_event(answer)
        await self._until_asked()
        return self.seen


class GoogleADK(Desk):
    """Answers the kit's request for a confirmation."""

    async def ask(self, tools: list[Any], arguments: Arguments) -> Desk:
        from google.adk.agents import Agent
        from google.adk.runners import InMemoryRunner
        from google.genai.types import Content, Part

        model, self.saw = scripted_gemini([call(TOOL, arguments)])
        self.runner = InMemoryRunner(agent=Agent(name="a", model=model, tools=tools), app_name="app")
        self.session = await self.runner.session_service.create_session(app_name="app", user_id="u")
        await self._run(Content(role="user", parts=[Part(text="go")]))
        return self

    async def _run(self, message: Any) -> None:
        self.shown = None
        run = self.runner.run_async(user_id="u", session_id=self.session.id, new_message=message)
        async for event in run:
            for part in event.content.parts if event.content else ():
                if part.function_call and part.function_call.name == "adk_request_confirmation":
                    self.request = part.function_call
                    self.shown = part.function_call.args["toolConfirmation"]
        self.seen = self.saw["results"][-1] if self.saw["results"] else None

    async def answer(self, *, yes: bool = True, changed: Arguments | None = None) -> str:
        from google.genai.types import Content, FunctionResponse, Part

        if changed is not None:
            stored = self.runner.session_service.sessions["app"]["u"][self.session.id]
            parts = [
                part for event in stored.events for part in (event.content.parts if event.content else ())
            ]
            for part in parts:
                if part.function_call and part.function_call.name == TOOL:
                    part.function_call.args = changed
                if part.function_call and part.function_call.name == "adk_request_confirmation":
                    part.function_call.args["originalFunctionCall"]["args"] = changed
        response = FunctionResponse(
            id=self.request.id, name="adk_request_confirmation", response={"confirmed": yes}
        )
        await self._run(Content(role="user", parts=[Part(function_response=response)]))
        return self.seen


class ClaudeAgentSDK(Desk):
    """Answers the function that the permission callback asks."""

    async def ask(self, tools: list[Any], arguments: Arguments) -> Desk:
        from toolspan_adapters.claude_agent_sdk import can_use_tool

        shown, self.said, self.changed = asyncio.Queue[str](), asyncio.Queue[bool](), None

        async def person(question: Any) -> Any:
            await shown.put(question.prompt)
            return await self.said.get()

        permit = can_use_tool({f"s{number}": tool for number, tool in enumerate(tools)}, person)

        async def decide(*call: Any) -> Any:
            answer = await permit(*call)
            if self.changed:
                answer.updated_input = self.changed
            return answer

        self.run = asyncio.ensure_future(run_claude(tools, [call(TOOL, arguments)], can_use_tool=decide))
        asked = asyncio.ensure_future(shown.get())
        await asyncio.wait([self.run, asked], return_when=asyncio.FIRST_COMPLETED)
        if asked.done():
            self.shown = asked.result()
        else:
            asked.cancel()
            self.seen = self.run.result().results[-1]
        return self

    async def answer(self, *, yes: Any = True, changed: Arguments | None = None) -> str:
        self.changed = changed
        await self.said.put(yes)
        return (await self.run).results[-1]


DESKS = {"mcp": MCP, "llama_index": LlamaIndex, "google_adk": GoogleADK, "claude_agent_sdk": ClaudeAgentSDK}
each = pytest.mark.parametrize("other", DESKS)


@pytest.fixture
def shop():
    return Shop(policy=Policy(writes=["things.*"]))


@each
async def test_a_write_waits_for_a_person_who_sees_its_arguments(other, shop):
    desk = await DESKS[other]().ask(shop.tools(other), PATCH)
    assert shop.done == []
    assert '"thing_id": "1"' in (desk.shown if isinstance(desk.shown, str) else json.dumps(desk.shown))
    assert parsed(await desk.answer())["data"] == [{"did": "things.patch"}]
    assert shop.done == ["things.patch"]


@each
async def test_a_no_reaches_the_model_and_nothing_is_done(other, shop):
    desk = await DESKS[other]().ask(shop.tools(other), PATCH)
    assert "a person refused it" in error_in(await desk.answer(yes=False))["message"]
    assert shop.done == []


@pytest.mark.parametrize("other", ["mcp", "google_adk", "claude_agent_sdk"])
async def test_arguments_changed_after_the_question_need_a_new_approval(other, shop):
    desk = await DESKS[other]().ask(shop.tools(other), PATCH)
    seen = await desk.answer(changed=OTHER)
    assert shop.done == []
    assert error_in(seen)["code"] == "needs_approval"


@pytest.mark.parametrize("other", ["mcp", "google_adk"])
@pytest.mark.parametrize("own", [False, True], ids=["connector", "toolkit"])
async def test_a_second_yes_carries_out_nothing_more(other, own, shop):
    kit, done = Toolkit("desk"), []

    @kit.tool(name=TOOL, writes=True, approve=True)
    async def note(text: str) -> dict[str, int]:
        """Write a note."""
        done.append(text)
        return {"notes": len(done)}

    tools, arguments = (kit.tools(other), {"text": "a"}) if own else (shop.tools(other), PATCH)
    desk = await DESKS[other]().ask(tools, arguments)
    first = await desk.answer()
    await desk.answer()
    assert (done, shop.done) == ((["a"], []) if own else ([], ["things.patch"]))
    assert parsed(first)


@each
async def test_a_wrong_call_is_corrected_before_anybody_is_asked(other, shop):
    desk = await DESKS[other]().ask(shop.tools(other), {**PATCH, "params": {}})
    assert desk.shown is None
    assert error_in(desk.seen)["code"] == "invalid_input"


@each
async def test_nobody_is_asked_where_the_policy_leaves_it_to_the_program(other):
    shop = Shop(policy=Policy(writes=["things.*"], approve=False))
    desk = await DESKS[other]().ask(shop.tools(other), PATCH)
    assert (desk.shown, shop.done) == (None, ["things.patch"])


async def test_the_event_of_another_question_does_not_answer_in_llama_index(shop):
    pytest.importorskip("llama_index.core")
    from llama_index.core.workflow import HumanResponseEvent

    tools = shop.tools("llama_index")
    first, second = await LlamaIndex().ask(tools, PATCH), await LlamaIndex().ask(tools, OTHER)
    assert first.request.approval_id != second.request.approval_id
    second.handler.ctx.send_event(HumanResponseEvent(approval_id=first.request.approval_id, response=True))
    assert "a person refused it" in error_in(await second.answer(yes=False))["message"]
    assert shop.done == []
    await first.answer(yes=False)


async def test_arguments_changed_in_the_events_of_llama_index_are_not_sent():
    """The event holds the same object that the tool got: the question is about a copy of its own."""
    pytest.importorskip("llama_index.core")
    shop, sent = Shop(policy=Policy(writes=["things.*"])), []
    executed = shop.execute

    async def execute(entity, action, params, **options):
        sent.append(dict(params))
        return await executed(entity, action, params, **options)

    shop.execute = execute
    desk = await LlamaIndex().ask(shop.tools("llama_index"), PATCH)
    await desk.answer(changed=OTHER)
    assert sent in ([], [{"thing_id": "1"}])


async def test_an_unclear_answer_in_llama_index_sends_nothing(shop):
    pytest.importorskip("llama_index.core")
    desk = await LlamaIndex().ask(shop.tools("llama_index"), PATCH)
    assert "neither yes nor no" in error_in(await desk.answer(yes="perhaps"))["message"]
    assert shop.done == []


@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.parametrize(("action", "done"), [("accept", ["things.patch"]), ("decline", [])])
async def test_mcp_clients_of_both_protocols_ask_their_person(mode, action, done, shop):
    pytest.importorskip("mcp")
    from mcp import Client
    from mcp_types import ElicitResult

    asked = []

    async def person(_context, params):
        asked.append(params.message)
        return ElicitResult(action=action, content={} if action == "accept" else None)

    async with Client(shop.toolset("mcp"), elicitation_callback=person, mode=mode) as client:
        result = await client.call_tool("execute_write", PATCH)
    assert '"thing_id": "1"' in asked[0]
    assert (result.is_error, shop.done) == (not done, done)


async def test_an_mcp_client_that_cannot_ask_cannot_write(shop):
    pytest.importorskip("mcp")
    from mcp import Client

    async with Client(shop.toolset("mcp")) as client:
        result = await client.call_tool("execute_write", PATCH)
        unknown = await client.call_tool("exekute", {})
    assert error_in(result.content[0].text)["code"] == "needs_approval"
    assert shop.done == []
    assert unknown.is_error
    assert "execute_write" in error_in(unknown.content[0].text)["hint"]


async def test_progress_reaches_an_mcp_client(connector):
    pytest.importorskip("mcp")
    from mcp import Client

    told = []

    async def hear(progress, _total, message):
        told.append((progress, message))

    heard: list[Any] = []
    server = connector.toolset("mcp", timeout=600, on_progress=heard.append)
    async with Client(server) as client:
        result = await client.call_tool("execute", RUN, progress_callback=hear)
    assert parsed(result.content[0].text)["data"]
    assert [message for _, message in told] == [event.message for event in heard]
    assert [number for number, _ in told] == list(range(1, len(told) + 1))


async def test_progress_is_an_event_of_llama_index(connector):
    pytest.importorskip("llama_index.core")
    from llama_index.core.agent.workflow import FunctionAgent, ToolCallResult

    heard: list[Any] = []
    model, _ = scripted_llama([call("execute", RUN)])
    tools = connector.tools("llama_index", timeout=600, on_progress=heard.append)
    handler = FunctionAgent(tools=tools, llm=model, streaming=False).run("go")
    told, result = [], ""
    async for event in handler.stream_events():
        if type(event).__name__ == "ToolspanProgress":
            told.append(event.message)
        if isinstance(event, ToolCallResult):
            result = event.tool_output.content
    await handler
    assert parsed(result)["data"]
    assert told == [event.message for event in heard]
    assert told


async def test_the_tools_of_llama_index_work_without_await(connector):
    pytest.importorskip("llama_index.core")
    from asyncio import to_thread

    tool = connector.tools("llama_index")[-1]
    output = await to_thread(lambda: tool.call(**LIST))
    assert len(parsed(output.content)["data"]) == 5
    failed = await to_thread(lambda: tool(entity="order", action="list"))
    assert failed.is_error
    await to_thread(connector.sync.close)
    (listed,) = (
        each for each in connector.toolset("llama_index").to_tool_list() if each.metadata.name == "execute"
    )
    assert listed.metadata.get_parameters_dict() == tool.metadata.get_parameters_dict()


async def test_the_blocking_client_of_anthropic_runs_the_same_tools(connector):
    pytest.importorskip("anthropic")
    from asyncio import to_thread

    from anthropic import Anthropic

    from toolspan.testing import ScriptedAnthropic

    wrong = {**LIST, "entity": "order"}
    with ScriptedAnthropic([call("execute", LIST), call("execute", wrong)]) as server:
        client = Anthropic(base_url=server.url, api_key="none", max_retries=0)
        question = {"role": "user", "content": "go"}
        runner = client.beta.messages.tool_runner(
            model="m", max_tokens=9, tools=connector.tools("anthropic"), messages=[question]
        )
        final = await to_thread(runner.until_done)
        good, bad = server.results
        assert server.failed == [False, True]
    client.close()
    await to_thread(connector.sync.close)
    assert final.content[0].text == "done"
    assert len(parsed(good)["data"]) == 5
    assert error_in(bad)["code"] == "not_found"


async def test_a_streamed_run_of_anthropic_ends_as_the_script_does(connector):
    pytest.importorskip("anthropic")
    from anthropic import AsyncAnthropic

    from toolspan.testing import ScriptedAnthropic

    with ScriptedAnthropic([call("execute", LIST)]) as server:
        async with AsyncAnthropic(base_url=server.url, api_key="none", max_retries=0) as client:
            runner = client.beta.messages.tool_runner(
                model="m", max_tokens=9, stream=True,
                tools=connector.tools("anthropic"), messages=[{"role": "user", "content": "go"}],
            )  # fmt: skip
            text = ""
            async for stream in runner:
                async for event in stream:
                    text += event.text if event.type == "text" else ""
        assert len(parsed(server.results[0])["data"]) == 5
    assert text == "done"


async def test_the_toolset_of_google_adk_gives_the_tools_that_its_filter_lets_pass(connector):
    pytest.importorskip("google.adk")
    toolset = connector.toolset("google_adk")
    assert [tool.name for tool in await toolset.get_tools()] == [
        "inspect_connector",
        "read_skill_docs",
        "execute",
    ]
    toolset.tool_filter = ["execute"]
    assert [tool.name for tool in await toolset.get_tools()] == ["execute"]
    await toolset.close()


async def test_claude_may_not_write_where_its_permission_callback_is_not_called(shop):
    """The SDK calls it for no tool that `allowed_tools` names."""
    pytest.importorskip("claude_agent_sdk")
    tools = shop.tools("claude_agent_sdk")
    allowed = [f"mcp__s{number}" for number in range(len(tools))]
    seen = await run_claude(tools, [call(TOOL, PATCH)], allowed_tools=allowed)
    assert "no person can be asked" in error_in(seen.results[0])["message"]
    assert shop.done == []


async def test_claude_permits_reads_and_asks_another_callback_about_other_tools(shop):
    pytest.importorskip("claude_agent_sdk")
    from claude_agent_sdk import PermissionResultAllow, ToolPermissionContext

    from toolspan_adapters.claude_agent_sdk import can_use_tool

    servers = {"desk": shop.toolset("claude_agent_sdk"), "other": {"type": "stdio", "command": "x"}}

    async def otherwise(*_):
        return PermissionResultAllow()

    context = ToolPermissionContext(tool_use_id="1")
    read = {"entity": "things", "action": "list"}
    permit = can_use_tool(servers, lambda _: False)
    assert (await permit("mcp__desk__execute", read, context)).behavior == "allow"
    assert (await permit("Bash", {}, context)).behavior == "deny"
    assert (await permit("mcp__desk__execute_write", PATCH, context)).behavior == "deny"
    assert (await can_use_tool(servers, lambda _: False, otherwise)("Bash", {}, context)).behavior == "allow"


def test_a_tool_that_claude_would_not_be_shown_is_refused():
    pytest.importorskip("claude_agent_sdk")
    from dataclasses import replace

    from toolspan.tools.adapters import adapter
    from toolspan.tools.build import specs_of

    spec = specs_of(Shop())[0]
    with pytest.raises(ConfigurationError, match=r"\$filter"):
        adapter("claude_agent_sdk").build(replace(spec, parameters={"properties": {"$filter": {}}}))
