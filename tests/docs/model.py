"""A local model for the snippets of the docs: asks for unshipped orders, then says how many there are.

Where it may write, it sets the stock to the number that it is told.
"""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

ARGUMENTS = json.dumps(
    {
        "entity": "orders",
        "action": "list",
        "params": {"created_after": "-30d", "fulfillment_statuses": ["UNSHIPPED"]},
    }
)
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
    if "execute_write" in names:
        said = next(message["content"] for message in messages if message.get("role") == "user")
        return {"name": "execute_write", "arguments": _stock(json.dumps(said))}
    return {"name": _tool(tools), "arguments": ARGUMENTS}


def _answer(results: list[str]) -> str:
    found = json.loads(results[-1])
    if found.get("data") and "submissionId" in found["data"][0]:
        return f"The new stock was {found['data'][0]['status'].lower()}."
    return f"{found['meta'].get('count', 0)} orders are unshipped."


def _tool(tools: list[dict[str, Any]]) -> str:
    flat = [tool.get("function", tool) for tool in tools]
    return next(tool["name"] for tool in flat if "entity" in tool["parameters"]["properties"])


async def chat(request: Any) -> JSONResponse:
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
    choice = {"index": 0, "message": message, "finish_reason": "stop" if results else "tool_calls"}
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


async def responses(request: Any) -> JSONResponse:
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
    return JSONResponse(
        {"id": "r1", "object": "response", "created_at": 1, "status": "completed", "model": body["model"], "output": [output],
         "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "usage": usage}
    )  # fmt: skip


app = Starlette(
    routes=[
        Route("/v1/chat/completions", chat, methods=["POST"]),
        Route("/v1/responses", responses, methods=["POST"]),
    ]
)
