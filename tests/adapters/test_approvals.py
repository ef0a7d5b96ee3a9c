"""A person approves arguments, not a tool: in each framework's own way, for these arguments, once."""

from __future__ import annotations

import functools
import json
import pickle
from copy import deepcopy
from typing import ClassVar

import pytest

from toolspan import ConfigurationError, Policy
from toolspan.contract import Question
from toolspan.journal import MemoryJournal, SQLiteJournal
from toolspan.testing.bench import error_in, parsed
from toolspan.tools.build import specs_of

from . import approval_drivers as desks
from .approval_drivers import DESKS
from .drivers import FRAMEWORKS
from .shop import Shop

each = pytest.mark.parametrize("framework", FRAMEWORKS)
PATCH = {"entity": "things", "action": "patch", "params": {"thing_id": "1"}}
OTHER = {"entity": "things", "action": "patch", "params": {"thing_id": "2"}}
DELETE = {"entity": "things", "action": "delete", "params": {"thing_id": "1"}}


class Named(Shop):
    """A shop that knows whose account it acts on, as the real connector does."""

    def identity(self):
        return "the shop of Ms Miller"


def shop_with(**policy):
    return Shop(policy=Policy(writes=["things.*"], **policy))


@each
async def test_a_write_waits_for_a_person_who_sees_its_arguments(framework):
    shop = shop_with()
    desk = await DESKS[framework]().ask(shop.tools(framework), PATCH)
    assert shop.done == []
    assert '"thing_id": "1"' in (desk.shown if isinstance(desk.shown, str) else json.dumps(desk.shown))
    assert parsed(await desk.answer())["data"] == [{"did": "things.patch"}]
    assert shop.done == ["things.patch"]


@each
async def test_a_no_is_told_to_the_model_and_nothing_is_done(framework):
    shop = shop_with()
    desk = await DESKS[framework]().ask(shop.tools(framework), PATCH)
    seen = await desk.answer(yes=False)
    assert any(word in seen.lower() for word in ("refused", "denied", "not approved"))
    assert shop.done == []


@each
@pytest.mark.parametrize("changed", [OTHER, DELETE, {**PATCH, "params": {"thing_id": "1 "}}])
async def test_arguments_changed_after_the_question_need_a_new_approval(framework, changed):
    shop = shop_with()
    desk = await DESKS[framework]().ask(shop.tools(framework), PATCH)
    error = error_in(await desk.answer(changed=changed))
    assert error["code"] == "needs_approval"
    assert "asked again" in error["hint"]
    assert shop.done == []
    again = await DESKS[framework]().ask(shop.tools(framework), changed)
    await again.answer()
    assert len(shop.done) == 1


@each
@pytest.mark.parametrize(
    "approve",
    [["things.delete"], lambda operation, params: params["thing_id"] != "1" or operation.destructive],
)
async def test_a_policy_says_by_name_or_by_arguments_which_writes_need_a_person(framework, approve):
    shop = shop_with(approve=approve)
    desk = await DESKS[framework]().ask(shop.tools(framework), PATCH)
    assert desk.shown is None
    assert parsed(desk.seen)["data"] == [{"did": "things.patch"}]
    assert (await DESKS[framework]().ask(shop.tools(framework), DELETE)).shown is not None
    assert shop.done == ["things.patch"]


@each
async def test_nobody_is_asked_where_the_policy_leaves_it_to_the_program(framework):
    shop = shop_with(approve=False)
    desk = await DESKS[framework]().ask(shop.tools(framework), DELETE)
    assert (desk.shown, shop.done) == (None, ["things.delete"])


@each
async def test_a_wrong_call_is_corrected_before_anybody_is_asked(framework):
    shop = shop_with()
    for wrong in ({**PATCH, "params": {}}, {**PATCH, "action": "paint"}):
        desk = await DESKS[framework]().ask(shop.tools(framework), wrong)
        assert desk.shown is None
        assert error_in(desk.seen)["code"] in ("invalid_input", "not_found")


@each
async def test_a_policy_that_fails_asks(framework):
    shop = shop_with(approve=lambda operation, params: params["no such thing"])
    assert (await DESKS[framework]().ask(shop.tools(framework), PATCH)).shown is not None


@each
@pytest.mark.parametrize("said", [None, "", 0, [], "no"])
async def test_only_false_lets_a_write_pass(framework, said):
    shop = shop_with(approve=lambda *_: said)
    assert (await DESKS[framework]().ask(shop.tools(framework), PATCH)).shown is not None
    assert shop.done == []


def test_an_async_function_in_approve_fails_at_construction():
    async def approve(*_):
        return False

    class Approve:
        async def __call__(self, *_):
            return False

    for given in (approve, functools.partial(approve), Approve()):
        with pytest.raises(ConfigurationError, match="not an async one"):
            shop_with(approve=given)


@pytest.mark.parametrize("framework", ["langchain", "fastmcp"])
async def test_a_question_that_was_refused_cannot_be_taken_later(framework):
    class Kept(MemoryJournal):
        tickets: ClassVar[list] = []

        async def ask(self, owner, ticket, digest, until):
            self.tickets.append((owner, ticket, digest))
            await super().ask(owner, ticket, digest, until)

    journal = Kept()
    shop = Named(policy=Policy(writes=["things.*"]), journal=journal)
    desk = await DESKS[framework]().ask(shop.tools(framework), PATCH)
    await desk.answer(yes=False)
    assert not await journal.take(*journal.tickets[-1], shop.clock.time())


@each
async def test_an_approval_is_good_for_one_call(framework):
    shop = shop_with(repeat_window=0)
    desk = await DESKS[framework]().ask(shop.tools(framework), PATCH)
    await desk.answer()
    if framework in ("pydantic_ai", "fastmcp"):  # the others keep by themselves what was answered
        assert error_in(await desk.answer())["code"] == "needs_approval"
    assert shop.done == ["things.patch"]


@each
async def test_an_answer_may_come_to_another_process_with_the_same_journal(framework, tmp_path):
    file = tmp_path / "writes.db"
    asked, answered = (
        Named(policy=Policy(writes=["things.*"]), journal=SQLiteJournal(file)) for _ in range(2)
    )
    desk = await DESKS[framework]().ask(asked.tools(framework), PATCH)
    await desk.move(answered.tools(framework))
    assert parsed(await desk.answer())["data"] == [{"did": "things.patch"}]
    assert (asked.done, answered.done) == ([], ["things.patch"])


async def test_arguments_that_the_approver_changes_need_a_new_approval_in_pydantic_ai():
    from pydantic_ai import DeferredToolResults, ToolApproved

    shop = shop_with()
    desk = await DESKS["pydantic_ai"]().ask(shop.tools("pydantic_ai"), PATCH)
    changed = DeferredToolResults(approvals={desk.request.tool_call_id: ToolApproved(override_args=OTHER)})
    await desk.agent.run(message_history=desk.history, deferred_tool_results=changed)
    assert error_in(desk.seen)["code"] == "needs_approval"
    assert shop.done == []


async def test_an_edit_in_place_of_an_approval_needs_a_new_call_in_langchain():
    from langgraph.types import Command

    shop = shop_with()
    desk = await DESKS["langchain"]().ask(shop.tools("langchain"), PATCH)
    assert desk.shown["review_configs"][0]["allowed_decisions"] == ["approve", "reject"]
    edit = {"type": "edit", "edited_action": {"name": "execute_write", "args": OTHER}}
    await desk._run(Command(resume={"decisions": [edit]}))
    error = error_in(desk.seen)
    assert error["code"] == "needs_approval"
    assert json.dumps(OTHER) in error["message"]
    assert "refused" not in error["message"]
    assert "new call with the changed arguments" in error["hint"]
    assert shop.done == []


@pytest.mark.parametrize(
    "answer",
    [
        {"decisions": []}, {"decisions": None}, {"decisions": ["approve"]}, {"decisions": [{}]}, "yes", True,
        {"decisions": {"type": "approve"}}, {"decisions": [{"type": "approve"}, {"type": "reject"}]},
    ],
)  # fmt: skip
async def test_what_is_neither_yes_nor_no_carries_nothing_out_in_langchain(answer):
    from langgraph.types import Command

    shop = shop_with()
    desk = await DESKS["langchain"]().ask(shop.tools("langchain"), PATCH)
    await desk._run(Command(resume=answer))
    error = error_in(desk.seen)
    assert (error["code"], shop.done) == ("needs_approval", [])
    assert "neither yes nor no" in error["message"]
    assert '{"type": "approve"}' in error["hint"]


async def test_two_writes_in_one_turn_are_answered_each_by_its_interrupt_in_langchain():
    from langchain.agents import create_agent
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.types import Command

    class Model(GenericFakeChatModel):
        def bind_tools(self, *_, **__):
            return self

    shop = shop_with()
    calls = [
        {"name": "execute_write", "args": given, "id": str(n)} for n, given in enumerate((PATCH, DELETE))
    ]
    model = Model(messages=iter([AIMessage("", tool_calls=calls), AIMessage("done")]))
    agent = create_agent(model, tools=shop.tools("langchain"), checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}}
    state = await agent.ainvoke({"messages": [("user", "go")]}, thread)
    answers = {}
    for question in state["__interrupt__"]:
        (action,) = question.value["action_requests"]
        kind = "approve" if action["name"] == "things.patch" else "reject"
        answers[question.id] = {"decisions": [{"type": kind}]}
    state = await agent.ainvoke(Command(resume=answers), thread)
    assert len(answers) == 2
    assert (shop.done, "__interrupt__" in state) == (["things.patch"], False)
    assert "a person refused it" in state["messages"][-2].content


async def test_a_blanket_yes_does_not_reach_other_arguments_in_openai_agents():
    from agents import Agent, RunConfig, Runner
    from agents.testing import ScriptedModel, assistant_message, function_call

    shop = shop_with()
    calls = [
        [function_call("execute_write", json.dumps(given), call_id=f"call_{n}")]
        for n, given in enumerate((PATCH, OTHER))
    ]
    model = ScriptedModel([*calls, [assistant_message("done")]])
    agent, quiet = (
        Agent("a", tools=shop.tools("openai_agents"), model=model),
        RunConfig(tracing_disabled=True),
    )
    state = (await Runner.run(agent, "go", run_config=quiet)).to_state()
    state.approve(state.get_interruptions()[0], always_approve=True)
    await Runner.run(agent, state, run_config=quiet)
    last = [item["output"] for item in model.last_call.input if item.get("type") == "function_call_output"]
    error = error_in(last[-1])
    assert error["code"] == "needs_approval"
    assert "always_approve=True" in error["hint"]
    assert "asked again" not in error["hint"]
    assert shop.done == ["things.patch"]


async def test_a_state_whose_arguments_were_changed_ends_the_run_in_openai_agents():
    from agents import ModelBehaviorError

    shop = shop_with()
    desk = await DESKS["openai_agents"]().ask(shop.tools("openai_agents"), PATCH)
    with pytest.raises(ModelBehaviorError):
        await desk.answer(changed=OTHER, forged=False)
    assert shop.done == []


@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.parametrize(("action", "done"), [("accept", ["things.patch"]), ("decline", []), ("cancel", [])])
async def test_mcp_clients_of_both_protocols_ask_their_person(mode, action, done):
    from fastmcp import Client
    from fastmcp.client.elicitation import ElicitResult

    shop, asked = shop_with(), []

    async def person(message, *_):
        asked.append(message)
        return ElicitResult(action=action, content={} if action == "accept" else None)

    async with Client(shop.mcp_server(), elicitation_handler=person, mode=mode) as client:
        result = await client.call_tool("execute_write", PATCH, raise_on_error=False)
    assert '"thing_id": "1"' in asked[0]
    assert (result.is_error, shop.done) == (not done, done)


async def test_an_mcp_client_that_cannot_ask_cannot_write():
    from fastmcp import Client

    shop = shop_with()
    async with Client(shop.mcp_server()) as client:
        result = await client.call_tool("execute_write", PATCH, raise_on_error=False)
    assert error_in(result.content[0].text)["code"] == "needs_approval"
    assert shop.done == []


async def test_langchain_asks_in_blocking_runs_and_refuses_outside_of_a_graph():
    from langchain.agents import create_agent
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.types import Command

    from toolspan.testing.script import call

    from .drivers import scripted_chat_model

    shop = shop_with()
    tools = shop.tools("langchain")
    assert "no person can be asked" in tools[-1].invoke(PATCH)
    model = scripted_chat_model([call("execute_write", PATCH)])
    agent = create_agent(model, tools=tools, checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}}
    assert "__interrupt__" in agent.invoke({"messages": [("user", "go")]}, thread)
    assert shop.done == []
    agent.invoke(Command(resume={"decisions": [{"type": "approve"}]}), thread)
    assert shop.done == ["things.patch"]


def test_a_misspelt_name_in_approve_fails_at_construction():
    with pytest.raises(ConfigurationError, match="patsch"):
        shop_with(approve=["things.patsch"])


@each
async def test_a_typed_write_waits_for_a_person_too(framework, monkeypatch):
    monkeypatch.setattr(desks, "TOOL", "things_patch")
    shop = shop_with()
    desk = await DESKS[framework]().ask(shop.tools(framework, shape="typed"), {"thing_id": "1"})
    assert shop.done == []
    assert '"thing_id": "1"' in (desk.shown if isinstance(desk.shown, str) else json.dumps(desk.shown))
    assert parsed(await desk.answer())["data"] == [{"did": "things.patch"}]
    assert shop.done == ["things.patch"]


EDITS = {
    "the thing": lambda params: params.update(thing_id="2"),
    "all": lambda params: params.clear(),
    "one": lambda params: params.pop("thing_id"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("of", ["question", "arguments", "policy"])
async def test_whoever_is_asked_cannot_change_what_is_sent(edit, of):
    def approve(_, params):
        if of == "policy":
            edit(params)
        return True

    shop, shown = shop_with(approve=approve), []
    executed = shop.execute

    async def execute(entity, action, params, **options):
        shown.append(deepcopy(dict(params)))
        return await executed(entity, action, {"thing_id": "1"}, **options)

    shop.execute = execute
    spec = {spec.name: spec for spec in specs_of(shop)}["execute_write"]
    arguments = {"entity": "things", "action": "patch", "params": {"thing_id": "1"}}

    async def ask(question):
        await question.asked("t")
        if of == "question":
            with pytest.raises(TypeError, match="cannot be changed"):
                edit(question.params)
        elif of == "arguments":
            edit(arguments["params"])
        assert question.params == {"thing_id": "1"}
        assert json.loads(json.dumps(question.to_dict()))["params"] == {"thing_id": "1"}
        return "t"

    await spec.run(arguments, ask)
    assert shown == [{"thing_id": "1"}]


def test_a_question_is_frozen_to_the_bottom_and_its_copies_are_not():
    given = {"patches": [{"value": [{"amount": 1}]}]}
    question = Question("things.patch", given, "d", None, None)
    for change in (
        lambda: question.params["patches"].append(1), lambda: question.params["patches"][0].update(op="x"),
        lambda: question.params["patches"][0]["value"][0].pop("amount"),
    ):  # fmt: skip
        with pytest.raises(TypeError, match="answer no"):
            change()
    given["patches"][0]["value"][0]["amount"] = 2
    assert question.params == {"patches": [{"value": [{"amount": 1}]}]}
    shown = question.to_dict()["params"]
    shown["patches"].append(1)
    assert type(shown["patches"][0]) is dict
    assert pickle.loads(pickle.dumps(question.params)) == question.params
