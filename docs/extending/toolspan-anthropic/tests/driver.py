"""Runs the SDK's own tool runner against a local endpoint that speaks the Messages API and plays a script."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

from anthropic import AsyncAnthropic

from toolspan.testing import Driver, Transcript, Turn
from toolspan.testing.script import FINAL


class ScriptedMessages:
    """Answers /v1/messages with the turns of a script, and keeps what it was sent."""

    def __init__(self, script: list[Turn]) -> None:
        self.script = script
        self.bodies: list[dict[str, Any]] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                endpoint.bodies.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                text = json.dumps(endpoint.message()).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def message(self) -> dict[str, Any]:
        """Return the next message of the model."""
        number = len(self.bodies) - 1
        turn = self.script[number] if number < len(self.script) else []
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

    @property
    def results(self) -> list[dict[str, Any]]:
        """The tool results that the model was sent, each once."""
        messages = (message for body in self.bodies for message in body["messages"])
        said = (message["content"] for message in messages if isinstance(message["content"], list))
        blocks = [block for content in said for block in content if block["type"] == "tool_result"]
        return list({block["tool_use_id"]: block for block in blocks}.values())

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class AnthropicDriver(Driver):
    """Plays a script through `tool_runner`."""

    name = "anthropic"
    sends_broken_json = False  # the wire format holds arguments as an object

    async def run(self, tools: list[Any], script: list[Turn], model: str = "own") -> Transcript:
        """Return what the model saw."""
        with ScriptedMessages(script) as endpoint:
            async with AsyncAnthropic(base_url=endpoint.url, api_key="none", max_retries=0) as client:
                runner = client.beta.messages.tool_runner(
                    model="scripted",
                    max_tokens=1_000,
                    tools=tools,
                    messages=[{"role": "user", "content": "go"}],
                )
                final = await runner.until_done()
        definitions = [
            {"name": t["name"], "description": t["description"], "parameters": t["input_schema"]}
            for t in endpoint.bodies[0]["tools"]
        ]
        return Transcript(
            [_text(block["content"]) for block in endpoint.results],
            definitions,
            final.content[0].text,
            failed=[bool(block.get("is_error")) for block in endpoint.results],
        )


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part["text"] for part in content)
