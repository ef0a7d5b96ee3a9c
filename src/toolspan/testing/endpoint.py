"""Local HTTP server for OpenAI's two APIs that returns scripted turns."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

from toolspan.testing.script import FINAL

if TYPE_CHECKING:
    from toolspan.testing.script import Turn


class ScriptedOpenAI:
    """Serves chat.completions and responses from a script, and records each request."""

    def __init__(self, script: list[Turn]) -> None:
        self.script = script
        self.bodies: list[dict[str, Any]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                turn = owner.turn(body)
                speak = _chat if self.path.endswith("/chat/completions") else _response
                answer = speak(turn, len(owner.bodies))
                text = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(text)))
                self.send_header(
                    "connection", "close"
                )  # frameworks leave their clients open, which would block the shutdown
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the name is the base's
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def turn(self, body: dict[str, Any]) -> Turn:
        """Record a request and return the tool calls to respond with."""
        self.bodies.append(body)
        return self.script[len(self.bodies) - 1] if len(self.bodies) <= len(self.script) else []

    @property
    def definitions(self) -> list[dict[str, Any]]:
        """The tool definitions sent: name, description and parameters of each."""
        return [tool.get("function", tool) for tool in self.bodies[0].get("tools", [])]

    @property
    def results(self) -> list[str]:
        """The tool messages of the last request, as the model saw them."""
        last = self.bodies[-1]
        if "messages" in last:
            return [_text(m["content"]) for m in last["messages"] if m["role"] == "tool"]
        return [_text(i["output"]) for i in last["input"] if i.get("type") == "function_call_output"]

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


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
