"""Local HTTP servers that stand for a provider's API and return scripted turns."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar, Self

from toolspan.testing.script import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolspan.testing.script import Turn


class ScriptedEndpoint(ABC):
    """Local HTTP server that plays a script, and records each request.

    Attributes:
        script: The model's turns; after them it answers `FINAL`.
        bodies: The requests so far, one for each turn.
        url: The base URL for the provider's client.
    """

    path: ClassVar[str] = ""
    """What the base URL of the provider's client ends in."""

    def __init__(self, script: list[Turn]) -> None:
        self.script = script
        self.bodies: list[dict[str, Any]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                kind, text = owner.respond(self.path, body)
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(text.encode())))
                self.send_header(
                    "connection", "close"
                )  # frameworks leave their clients open, which would block the shutdown
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the name is the base's
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}{self.path}"

    @abstractmethod
    def respond(self, path: str, body: dict[str, Any]) -> tuple[str, str]:
        """Return the content type and the text of the next response."""

    @property
    @abstractmethod
    def definitions(self) -> list[dict[str, Any]]:
        """The tool definitions sent: name, description and parameters of each."""

    @property
    @abstractmethod
    def results(self) -> list[str]:
        """The results of tools in the last request, as the model saw them."""

    def turn(self, body: dict[str, Any]) -> Turn:
        """Record a request and return the tool calls to respond with."""
        self.bodies.append(body)
        return self.script[len(self.bodies) - 1] if len(self.bodies) <= len(self.script) else []

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class ScriptedOpenAI(ScriptedEndpoint):
    """Serves chat.completions and responses from a script, whole or streamed, and records each request."""

    path = "/v1"

    def respond(self, path: str, body: dict[str, Any]) -> tuple[str, str]:
        """Return the next response, as JSON or as events."""
        chats = path.endswith("/chat/completions")
        turn = self.turn(body)
        answer = (_chat if chats else _response)(turn, len(self.bodies))
        if not body.get("stream"):
            return "application/json", json.dumps(answer)
        if chats:
            lines = [*(json.dumps(chunk) for chunk in _chunks(answer)), "[DONE]"]
            return "text/event-stream", "".join(f"data: {line}\n\n" for line in lines)
        return "text/event-stream", _event_lines(_parts_of_response(answer))

    @property
    def definitions(self) -> list[dict[str, Any]]:
        """The tool definitions sent: name, description and parameters of each."""
        return [tool.get("function", tool) for tool in self.bodies[0].get("tools", [])]

    @property
    def results(self) -> list[str]:
        """The tool messages of the last request, as the model saw them, in the order of their calls."""
        last = self.bodies[-1]
        if "messages" in last:
            called = [call["id"] for m in last["messages"] for call in m.get("tool_calls") or ()]
            found = [m for m in last["messages"] if m["role"] == "tool"]
            return [_text(m["content"]) for m in sorted(found, key=lambda m: called.index(m["tool_call_id"]))]
        return [_text(i["output"]) for i in last["input"] if i.get("type") == "function_call_output"]


class ScriptedAnthropic(ScriptedEndpoint):
    """Serves Anthropic's messages from a script, whole or streamed, and records each request.

    The command of the Claude Agent SDK also counts tokens and wants titles: what neither brings tools nor continues a
    thread is answered with `FINAL`, and is no turn.
    """

    def respond(self, path: str, body: dict[str, Any]) -> tuple[str, str]:
        """Return the next message, as JSON or as events."""
        if "count_tokens" in path:
            return "application/json", '{"input_tokens": 1}'
        is_turn = body.get("tools") or body.get("thread")
        message = _message(self.turn(body) if is_turn else [], len(self.bodies))
        if not body.get("stream"):
            return "application/json", json.dumps(message)
        return "text/event-stream", _event_lines(_events(message))

    @property
    def definitions(self) -> list[dict[str, Any]]:
        """The tool definitions sent: name, description and parameters of each."""
        tools = self.bodies[0].get("tools", [])
        return [
            {**{k: v for k, v in t.items() if k != "input_schema"}, "parameters": t["input_schema"]}
            for t in tools
        ]

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks with results of tools so far, each once, in the order of their calls."""
        said = (message["content"] for body in self.bodies for message in body["messages"])
        blocks = (block for content in said if isinstance(content, list) for block in content)
        found = {b["tool_use_id"]: b for b in blocks if b["type"] == "tool_result"}
        return [found[name] for name in sorted(found, key=lambda name: [*map(int, name.split("_")[1:])])]

    @property
    def results(self) -> list[str]:
        """The results of tools so far, as the model saw them."""
        return [_text(block["content"]) for block in self.blocks]

    @property
    def failed(self) -> list[bool]:
        """Which of the results are marked as errors."""
        return [bool(block.get("is_error")) for block in self.blocks]


class ScriptedGemini(ScriptedEndpoint):
    """Serves Gemini's generateContent from a script, whole or streamed, and records each request."""

    def respond(self, path: str, body: dict[str, Any]) -> tuple[str, str]:
        """Return the next response, as JSON or as events; a stream has one event for each part."""
        parts = _parts(self.turn(body), len(self.bodies))
        if "streamGenerateContent" not in path:
            return "application/json", json.dumps(_candidate(parts))
        lines = (f"data: {json.dumps(_candidate([part]))}\r\n\r\n" for part in parts)
        return "text/event-stream", "".join(lines)

    @property
    def definitions(self) -> list[dict[str, Any]]:
        """The tool definitions sent: name, description and parameters of each."""
        schemas = (
            "parametersJsonSchema",
            "parameters_json_schema",
            "parameters",
        )  # the API takes any spelling
        return [
            {
                "name": each["name"],
                "description": each["description"],
                "parameters": next(each[name] for name in schemas if name in each),
            }
            for tool in self.bodies[0].get("tools", ())
            for each in tool["functionDeclarations"]
        ]

    @property
    def results(self) -> list[str]:
        """The results of tools in the last request, as the model saw them: objects, as compact JSON."""
        parts = (part for content in self.bodies[-1]["contents"] for part in content["parts"])
        found = [part["functionResponse"]["response"] for part in parts if "functionResponse" in part]
        return [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in found]


def _event_lines(events: Iterable[dict[str, Any]]) -> str:
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def _chat(turn: Turn, number: int) -> dict[str, Any]:
    calls = [
        {
            "id": f"call_{number}_{n}",
            "type": "function",
            "function": {"name": call.name, "arguments": call.text},
        }
        for n, call in enumerate(turn)
    ]
    message: dict[str, Any] = {"role": "assistant", "content": None if calls else FINAL}
    if calls:
        message["tool_calls"] = calls
    choice = {
        "index": 0,
        "message": message,
        "finish_reason": "tool_calls" if calls else "stop",
        "logprobs": None,
    }
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    base = {"id": f"chat_{number}", "object": "chat.completion", "created": 1, "model": "scripted"}
    return {**base, "choices": [choice], "usage": usage}


def _chunks(completion: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a completion as the chunks of its stream."""
    (choice,) = completion["choices"]
    delta = dict(choice["message"])
    if "tool_calls" in delta:
        delta["tool_calls"] = [{"index": n, **call} for n, call in enumerate(delta["tool_calls"])]
    base = {**completion, "object": "chat.completion.chunk", "usage": None}
    yield base | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield base | {"choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]}
    yield base | {"choices": [], "usage": completion["usage"]}


def _parts_of_response(response: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a response as the events of its stream."""
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": {**response, "status": "in_progress", "output": []}}
    ]
    for index, item in enumerate(response["output"]):
        empty = {**item, "status": "in_progress", **({"content": []} if "content" in item else {})}
        events.append({"type": "response.output_item.added", "output_index": index, "item": empty})
        for part in item.get("content", ()):
            at = {"output_index": index, "content_index": 0, "item_id": item["id"]}
            bare = {**part, "text": ""}
            events += [
                {"type": "response.content_part.added", **at, "part": bare},
                {"type": "response.output_text.delta", **at, "delta": part["text"], "logprobs": []},
                {"type": "response.content_part.done", **at, "part": part},
            ]
        events.append({"type": "response.output_item.done", "output_index": index, "item": item})
    events.append({"type": "response.completed", "response": response})
    yield from ({**event, "sequence_number": number} for number, event in enumerate(events))


def _response(turn: Turn, number: int) -> dict[str, Any]:
    items: list[dict[str, Any]] = [
        {
            "type": "function_call",
            "id": f"fc_{number}_{n}",
            "call_id": f"call_{number}_{n}",
            "name": call.name,
            "arguments": call.text,
            "status": "completed",
        }
        for n, call in enumerate(turn)
    ]
    if not items:
        content = [{"type": "output_text", "text": FINAL, "annotations": []}]
        items = [
            {
                "type": "message",
                "id": f"msg_{number}",
                "role": "assistant",
                "status": "completed",
                "content": content,
            }
        ]
    usage = {
        "input_tokens": 1,
        "output_tokens": 1,
        "total_tokens": 2,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }
    return {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "model": "scripted",
        "output": items,
        "usage": usage,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "temperature": 1.0,
        "top_p": 1.0,
    }


def _message(turn: Turn, number: int) -> dict[str, Any]:
    content: list[dict[str, Any]] = [
        {"type": "tool_use", "id": f"toolu_{number}_{n}", "name": call.name, "input": call.arguments}
        for n, call in enumerate(turn)
    ]
    return {
        "id": f"msg_{number}",
        "type": "message",
        "role": "assistant",
        "model": "scripted",
        "content": content or [{"type": "text", "text": FINAL}],
        "stop_reason": "tool_use" if turn else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }


def _events(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a message as the events of its stream; the text of arguments comes as it was written."""
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}}
    ]
    for index, block in enumerate(message["content"]):
        if block["type"] == "text":
            empty, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
        else:
            given = block["input"]
            text = given if isinstance(given, str) else json.dumps(given)
            empty, delta = {**block, "input": {}}, {"type": "input_json_delta", "partial_json": text}
        events += [
            {"type": "content_block_start", "index": index, "content_block": empty},
            {"type": "content_block_delta", "index": index, "delta": delta},
            {"type": "content_block_stop", "index": index},
        ]
    ending = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    return [
        *events,
        {"type": "message_delta", "delta": ending, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    ]


def _parts(turn: Turn, number: int) -> list[dict[str, Any]]:
    return [
        {"functionCall": {"id": f"call_{number}_{n}", "name": call.name, "args": call.arguments}}
        for n, call in enumerate(turn)
    ] or [{"text": FINAL}]


def _candidate(parts: list[dict[str, Any]]) -> dict[str, Any]:
    content = {"role": "model", "parts": parts}
    usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
    candidate = {"index": 0, "content": content, "finishReason": "STOP"}
    return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "scripted"}
