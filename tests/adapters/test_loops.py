"""Loops of one's own around the plain SDKs, through each SDK's own client, and with plain dicts."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from toolspan import ConfigurationError, Policy
from toolspan.testing.adapter_checks import CHECKS
from toolspan.testing.bench import LIST, Bench, all_hold, error_in, parsed
from toolspan.testing.script import Call

from .loop_drivers import LOOPS
from .shop import Shop

each = pytest.mark.parametrize("style", LOOPS)
PATCH = {"entity": "things", "action": "patch", "params": {"thing_id": "1"}}
OTHER = {"entity": "things", "action": "patch", "params": {"thing_id": "2"}}
READ = {"entity": "things", "action": "list"}


def said(style: str, *calls: tuple[str, Any]) -> dict[str, Any]:
    """Return a response of one API as a plain dict, as it stands on the wire."""
    if style == "openai-chat":
        listed = [
            {
                "id": f"c{n}",
                "type": "function",
                "function": {
                    "name": name,
                    "arguments": given if isinstance(given, str) else json.dumps(given),
                },
            }
            for n, (name, given) in enumerate(calls)
        ]
        return {"choices": [{"message": {"role": "assistant", "content": None, "tool_calls": listed}}]}
    if style == "openai-responses":
        return {
            "output": [
                {"type": "reasoning", "id": "r", "summary": []},
                *(
                    {
                        "type": "function_call",
                        "call_id": f"c{n}",
                        "name": name,
                        "arguments": given if isinstance(given, str) else json.dumps(given),
                    }
                    for n, (name, given) in enumerate(calls)
                ),
            ]
        }
    if style == "anthropic":
        blocks = [
            {"type": "tool_use", "id": f"c{n}", "name": name, "input": given}
            for n, (name, given) in enumerate(calls)
        ]
        return {"role": "assistant", "content": [{"type": "text", "text": "I look."}, *blocks]}
    parts = [
        {"functionCall": {"name": name, "args": given}, "thoughtSignature": "c2ln"} for name, given in calls
    ]
    return {"candidates": [{"content": {"role": "model", "parts": parts}}]}


def seen(style: str, messages: list[Any]) -> list[str]:
    """Return the texts of the results in the messages that a loop gave."""
    if style == "openai-chat":
        return [message["content"] for message in messages if message["role"] == "tool"]
    if style == "openai-responses":
        return [item["output"] for item in messages if item["type"] == "function_call_output"]
    if style == "anthropic":
        return [block["content"] for block in messages[-1]["content"]]
    return [json.dumps(part["functionResponse"]["response"]) for part in messages[-1]["parts"]]


@each
async def test_a_loop_passes_every_check(style, emulator, connect):
    def make(connector, **options):
        return [connector.loop(style, **options)]

    await all_hold(Bench(LOOPS[style], make, connect, emulator), CHECKS)


@each
async def test_plain_dicts_are_answered_in_the_form_of_the_api(style, connector):
    loop = connector.loop(style)
    response = said(style, ("execute", LIST), ("execute", {**LIST, "entity": "order"}))
    before = json.dumps(response)
    messages = await loop.answer(response)
    good, bad = seen(style, messages)
    assert len(parsed(good)["data"]) == 5
    assert error_in(bad)["code"] == "not_found"
    assert json.dumps(response) == before
    json.dumps(messages)
    if style == "anthropic":
        assert [block.get("is_error", False) for block in messages[-1]["content"]] == [False, True]
        assert [block["tool_use_id"] for block in messages[-1]["content"]] == ["c0", "c1"]
    if style == "openai-responses":
        assert [item["type"] for item in messages] == [
            "reasoning",
            *["function_call"] * 2,
            *["function_call_output"] * 2,
        ]
    if style == "gemini":
        assert messages[0]["parts"][0]["thoughtSignature"] == "c2ln"


@each
async def test_the_models_own_message_can_be_left_out(style, connect):
    loop, response = connect().loop(style), said(style, ("inspect_connector", {}))
    with_it, without = await loop.answer(response), await loop.answer(response, echo=False)
    assert with_it[-len(without) :] == without
    assert len(with_it) > len(without) == 1


@each
async def test_an_unknown_tool_and_unusable_arguments_are_told_to_the_model(style, connect):
    loop = connect().loop(style)
    unknown, broken = seen(
        style, await loop.answer(said(style, ("exekute", {}), ("execute", ["not", "an object"])))
    )
    assert "inspect_connector, read_skill_docs, execute" in error_in(unknown)["hint"]
    assert error_in(broken)["code"] == "invalid_input"


@each
async def test_a_response_without_calls_ends_the_loop(style, connect):
    assert await connect().loop(style).answer(said(style)) == []


@each
async def test_a_response_of_another_api_is_named(style, connect):
    other = next(name for name in LOOPS if name != style)
    with pytest.raises(ConfigurationError, match=style) as caught:
        await connect().loop(style).answer(said(other, ("execute", LIST)))
    assert other in caught.value.hint
    with pytest.raises(ConfigurationError, match="not NoneType"):
        await connect().loop(style).answer(None)


async def test_an_unknown_style_is_refused_with_the_choices(connect):
    with pytest.raises(ConfigurationError, match='Did you mean "openai-chat"') as caught:
        connect().loop("openai-chats")
    assert "gemini" in caught.value.hint
    assert connect().loop("OpenAI_Chat").tools == connect().loop("openai-chat").tools


@each
async def test_strict_tools_say_so_where_the_api_knows_it(style, connect):
    loop = connect().loop(style, shape="single", strict=True)
    (tool,) = loop.tools
    if style != "gemini":
        assert tool.get("function", tool)["strict"] is True
    params = {"entity": "docs", "action": "read", "params": "{}", "select_fields": None}
    (result,) = seen(style, await loop.answer(said(style, ("execute", params))))
    assert parsed(result)["data"]


@each
async def test_a_write_is_done_after_a_yes_and_not_after_a_no(style):
    shop, shown = Shop(policy=Policy(writes=["things.*"])), []

    async def ask(question):
        shown.append(question.params)
        return question.params["thing_id"] == "1"

    loop = shop.loop(style, ask=ask)
    response = said(style, ("execute_write", PATCH), ("execute", READ), ("execute_write", OTHER))
    yes, _, no = seen(style, await loop.answer(response))
    assert parsed(yes)["data"] == [{"did": "things.patch"}]
    assert "a person refused it" in error_in(no)["message"]
    assert sorted(shop.done) == ["things.list", "things.patch"]
    assert shown == [{"thing_id": "1"}, {"thing_id": "2"}]


@each
async def test_arguments_changed_while_a_person_is_asked_are_not_sent(style):
    shop = Shop(policy=Policy(writes=["things.*"]))
    executed, sent = shop.execute, []

    async def execute(entity, action, params, **options):
        sent.append(dict(params))
        return await executed(entity, action, params, **options)

    shop.execute = execute
    given = json.loads(json.dumps(PATCH))

    def ask(question):
        given["params"]["thing_id"] = "2"
        return True

    await shop.loop(style, ask=ask).answer(said(style, ("execute_write", given)))
    assert sent == [{"thing_id": "1"}]


@each
@pytest.mark.parametrize("answer", [None, "yes", 1, False])
async def test_only_true_is_a_yes(style, answer):
    shop = Shop(policy=Policy(writes=["things.*"]))

    async def ask(_):
        return answer

    (result,) = seen(style, await shop.loop(style, ask=ask).answer(said(style, ("execute_write", PATCH))))
    assert error_in(result)["code"] == "needs_approval"
    assert shop.done == []


@each
async def test_without_a_callback_a_write_is_refused(style):
    shop = Shop(policy=Policy(writes=["things.*"]))
    (result,) = seen(style, await shop.loop(style).answer(said(style, ("execute_write", PATCH))))
    assert error_in(result)["code"] == "needs_approval"
    assert shop.done == []


@each
async def test_a_person_is_asked_one_question_at_a_time(style):
    shop, open_, most = Shop(policy=Policy(writes=["things.*"])), 0, 0

    async def ask(_):
        nonlocal open_, most
        open_ += 1
        most = max(most, open_)
        for _ in range(3):
            await asyncio.sleep(0)
        open_ -= 1
        return True

    await shop.loop(style, ask=ask).answer(said(style, ("execute_write", PATCH), ("execute_write", OTHER)))
    assert most == 1
    assert len(shop.done) == 2


@each
async def test_it_works_without_await(style, connect):
    loop, response = connect().loop(style), said(style, ("inspect_connector", {}))
    (result,) = seen(style, await asyncio.to_thread(loop.answer_sync, response))
    assert parsed(result)["connector"] == "Amazon-Seller-Partner"


async def test_a_paused_turn_of_anthropic_is_sent_back(connect):
    paused = said("anthropic") | {"stop_reason": "pause_turn"}
    assert await connect().loop("anthropic").answer(paused) == [
        {"role": "assistant", "content": paused["content"]}
    ]


async def test_the_message_of_a_stream_of_anthropic_is_answered(connector):
    pytest.importorskip("anthropic")
    from anthropic import AsyncAnthropic

    from toolspan.testing import ScriptedAnthropic

    loop, question = connector.loop("anthropic"), {"role": "user", "content": "go"}
    with ScriptedAnthropic([[Call("execute", LIST), Call("inspect_connector", {})]]) as server:
        client = AsyncAnthropic(base_url=server.url, api_key="none", max_retries=0)
        ask = client.messages.stream(model="m", max_tokens=9, messages=[question], tools=loop.tools)
        async with client, ask as stream:
            message = await stream.get_final_message()
    first, second = seen("anthropic", await loop.answer(message))
    assert len(parsed(first)["data"]) == 5
    assert parsed(second)["connector"]


async def test_the_parts_of_a_stream_of_gemini_are_answered_together(connector):
    pytest.importorskip("google.genai")
    from google import genai

    from toolspan.testing import ScriptedGemini

    loop = connector.loop("gemini")
    with ScriptedGemini([[Call("execute", LIST), Call("inspect_connector", {})]]) as server:
        client = genai.Client(api_key="none", http_options={"base_url": server.url})
        stream = await client.aio.models.generate_content_stream(
            model="m", contents="go", config={"tools": loop.tools}
        )
        chunks = [chunk async for chunk in stream]
        await client.aio.aclose()
    first, second = seen("gemini", await loop.answer(chunks))
    assert len(parsed(first)["data"]) == 5
    assert parsed(second)["connector"]
