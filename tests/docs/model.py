"""A local model for the snippets of the docs: asks for unshipped orders, then says how many there are.

Where it may write, it sets the stock to the number that it is told.
"""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

PARAMS = {"created_after": "-30d", "fulfillment_statuses": ["UNSHIPPED"]}
CALL = {"entity": "orders", "action": "list"}
USAGE = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}


def _stock(said: str) -> str:
    """Return the arguments of the write that a user asks for."""
    quantity = int(re.findall(r"\d+", said)[-1])
    value = [{"fulfillment_channel_code": "DEFAULT", "quantity": quantity}]
    patch = {"op": "replace", "path": "/attributes/fulfillment_availability", "value": value}
    params = {"sku": "MUG 003 B", "product_type": "DRINKING_CUP", "patches": [patch]}
    return json.dumps({"entity": "listings_items", "action": "patch", "params": params})


def _call(tools: list[dict[str, Any]], messages: list[dict[str, Any]]) -> dict[str, str]:
    """Return name and arguments of the call that the model makes first."""
    names = [tool.get("function", tool)["name"] for tool in tools]
    if writing := [name for name in names if name.endswith("execute_write")]:
        said = next(message["content"] for message in messages if message.get("role") == "user")
        return {"name": writing[0], "arguments": _stock(json.dumps(said))}
    return _reading(tools)


def _answer(results: list[str]) -> str:
    found = json.loads(results[-1])
    if found.get("data") and "submissionId" in found["data"][0]:
        return f"The new stock was {found['data'][0]['status'].lower()}."
    return f"{found['meta'].get('count', 0)} orders are unshipped."


def _reading(tools: list[dict[str, Any]]) -> dict[str, str]:
    """Return the tool to call and its arguments: a typed one where there is one, in strict form where it asks for it."""
    flat = {tool["name"]: tool for tool in (tool.get("function", tool) for tool in tools)}
    if "orders_list" in flat:
        fields = flat["orders_list"]["parameters"]["properties"]
        nulls = dict.fromkeys(fields) if flat["orders_list"].get("strict") else {}
        return {"name": "orders_list", "arguments": json.dumps(nulls | PARAMS)}
    name = next(name for name, tool in flat.items() if "entity" in tool["parameters"]["properties"])
    text = (
        {"params": json.dumps(PARAMS), "select_fields": None}
        if flat[name].get("strict")
        else {"params": PARAMS}
    )
    return {"name": name, "arguments": json.dumps(CALL | text)}


def _events(events: list[dict[str, Any]], *, named: bool) -> StreamingResponse:
    """Send events as a server does that streams; those of the responses API have names, chat ends with a word."""

    async def lines() -> Any:
        for number, event in enumerate(events):
            head = f"event: {event['type']}\n" if named else ""
            yield f"{head}data: {json.dumps(event | ({'sequence_number': number} if named else {}))}\n\n"
        if not named:
            yield "data: [DONE]\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


async def chat(request: Any) -> Response:
    """Answer one chat completion."""
    body = await request.json()
    results = [m["content"] for m in body["messages"] if m["role"] == "tool"]
    results = [r if isinstance(r, str) else "".join(part["text"] for part in r) for r in results]
    message: dict[str, Any] = {"role": "assistant", "content": _answer(results) if results else None}
    if not results:
        call = _call(body["tools"], body["messages"])
        message["tool_calls"] = [
            {"id": f"call_{abs(hash(call['arguments']))}", "type": "function", "function": call}
        ]
    ending = "stop" if results else "tool_calls"
    if body.get("stream"):
        calls = [{"index": 0, **call} for call in message.pop("tool_calls", ())]
        delta = message | ({"tool_calls": calls} if calls else {})
        base = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}
        first = base | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        last = base | {"choices": [{"index": 0, "delta": {}, "finish_reason": ending}], "usage": USAGE}
        return _events([first, last], named=False)
    choice = {"index": 0, "message": message, "finish_reason": ending}
    return JSONResponse(
        {
            "id": "c1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [choice],
            "usage": USAGE,
        }
    )


async def responses(request: Any) -> Response:
    """Answer one call of the responses API."""
    body = await request.json()
    given = body["input"] if isinstance(body["input"], list) else []
    results = [item["output"] for item in given if item.get("type") == "function_call_output"]
    if results:
        text = {"type": "output_text", "text": _answer(results), "annotations": []}
        output = {
            "type": "message",
            "id": "m1",
            "role": "assistant",
            "status": "completed",
            "content": [text],
        }
    else:
        output = {
            "type": "function_call",
            "id": "f1",
            "call_id": "call_1",
            **_call(body["tools"], given or [{"role": "user", "content": body["input"]}]),
            "status": "completed",
        }
    usage = {
        "input_tokens": 1,
        "output_tokens": 1,
        "total_tokens": 2,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }
    answer: dict[str, Any] = {
        "id": "r1", "object": "response", "created_at": 1, "status": "completed", "model": body["model"],
        "output": [output], "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "usage": usage,
    }  # fmt: skip
    if not body.get("stream"):
        return JSONResponse(answer)
    begun = {"type": "response.created", "response": answer | {"status": "in_progress", "output": []}}
    item = {"output_index": 0, "item": output}
    deltas = []
    if results:
        place = {"output_index": 0, "content_index": 0, "item_id": "m1"}
        text = output["content"][0]
        deltas = [
            {"type": "response.content_part.added", **place, "part": {**text, "text": ""}},
            {"type": "response.output_text.delta", **place, "delta": text["text"], "logprobs": []},
            {"type": "response.content_part.done", **place, "part": text},
        ]
    added = {"type": "response.output_item.added", **item}
    done = {"type": "response.output_item.done", **item}
    return _events(
        [begun, added, *deltas, done, {"type": "response.completed", "response": answer}], named=True
    )


def _texts(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


async def messages(request: Any) -> Response:
    """Answer one message of Anthropic's API."""
    body = await request.json()
    said = [m["content"] for m in body["messages"] if isinstance(m["content"], list)]
    blocks = [block for content in said for block in content if block["type"] == "tool_result"]
    results = [_texts(block["content"]) for block in blocks]
    block: dict[str, Any] = {"type": "text", "text": _answer(results) if results else ""}
    if not results:
        tools = [{**tool, "parameters": tool["input_schema"]} for tool in body["tools"]]
        call = _call(tools, body["messages"])
        block = {
            "type": "tool_use",
            "id": "toolu_1",
            "name": call["name"],
            "input": json.loads(call["arguments"]),
        }
    answer = {
        "id": "m1", "type": "message", "role": "assistant", "model": body["model"], "content": [block],
        "stop_reason": "end_turn" if results else "tool_use", "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }  # fmt: skip
    if not body.get("stream"):
        return JSONResponse(answer)
    empty, delta = (
        ({**block, "text": ""}, {"type": "text_delta", "text": block["text"]})
        if results
        else (
            {**block, "input": {}},
            {"type": "input_json_delta", "partial_json": json.dumps(block["input"])},
        )
    )
    events = [
        {"type": "message_start", "message": {**answer, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": empty},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": answer["stop_reason"], "stop_sequence": None},
            "usage": {"output_tokens": 1},
        },
        {"type": "message_stop"},
    ]
    return _events(events, named=True)


async def contents(request: Any) -> Response:
    """Answer one request of Gemini's API."""
    body = await request.json()
    parts = [part for content in body["contents"] for part in content["parts"]]
    found = [part["functionResponse"]["response"] for part in parts if "functionResponse" in part]
    if found:
        part: dict[str, Any] = {"text": _answer([json.dumps(found[-1])])}
    else:
        listed = [each for tool in body["tools"] for each in tool["functionDeclarations"]]
        schema = next(
            name for name in ("parametersJsonSchema", "parameters_json_schema") if name in listed[0]
        )
        tools = [{"name": each["name"], "parameters": each[schema]} for each in listed]
        call = _call(tools, [{"role": "user", "content": _texts(parts)}])
        part = {"functionCall": {"id": "c1", "name": call["name"], "args": json.loads(call["arguments"])}}
    candidate = {"index": 0, "content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}
    answer = {"candidates": [candidate], "modelVersion": "local"}
    if "stream" in request.url.path:
        return StreamingResponse(
            iter([f"data: {json.dumps(answer)}\r\n\r\n"]), media_type="text/event-stream"
        )
    return JSONResponse(answer)


app = Starlette(
    routes=[
        Route("/v1/chat/completions", chat, methods=["POST"]),
        Route("/v1/responses", responses, methods=["POST"]),
        Route("/v1/messages", messages, methods=["POST"]),
        Route("/{version}/models/{call}", contents, methods=["POST"]),
    ]
)
