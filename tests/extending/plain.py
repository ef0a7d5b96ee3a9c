"""A plain connector: records of a test, over a server on this machine that keeps every request as it came."""

from __future__ import annotations

import json
import socketserver
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar, Self

from toolspan import Policy
from toolspan.connector import Connector
from toolspan.operations.index import OperationIndex
from toolspan.page import Page
from toolspan.runtime.redaction import Redactor
from toolspan.tools.guides import Guides
from toolspan.transport.api import RestAPI
from toolspan.transport.executor import LocalExecutor
from toolspan.transport.http import Http

WRITING = Policy(writes=["*", "raw"], approve=False)


@dataclass
class Request:
    """A request as it came over the wire."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]


@dataclass
class Answer:
    """What the server sends back."""

    status: int = 200
    body: bytes | str | Any = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        content = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        heads = {"content-type": "application/json", **self.headers, "content-length": str(len(content))}
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            *(f"{k}: {v}" for k, v in heads.items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


class Server(socketserver.ThreadingTCPServer):
    """A server that answers from a function, or from a list, one after the other."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: list[Answer] = []
        self.answer: Callable[[Request], Answer] = lambda _: Answer()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def only(self) -> Request:
        (request,) = self.requests
        return request

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        while line := self.rfile.readline():
            headers: dict[str, str] = {}
            while head := self.rfile.readline().strip():
                name, _, value = head.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            body = self.rfile.read(int(headers.get("content-length", 0)))
            request = Request(line.decode("latin-1").strip(), headers, body)
            self.server.requests.append(request)
            answer = self.server.answers.pop(0) if self.server.answers else self.server.answer(request)
            self.wfile.write(answer.encoded())
            self.wfile.flush()


def operation(method: str = "GET", path: str = "/things", **more: Any) -> dict[str, Any]:
    """Return the record of `things.do`."""
    effect = "read" if method in ("GET", "HEAD") else "write"
    record = {"entity": "things", "action": "do", "summary": "Do it.", "effect": effect}
    return {**record, "method": method, "path": path, **more}


def body(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return the body of a record: an object of these properties."""
    kept = {
        key: more.pop(key)
        for key in ("media", "encoding", "content_type", "arguments", "required")
        if key in more
    }
    return {"schema": {"type": "object", "properties": dict(properties), **more}, **kept}


def connector_of(
    folder: Path,
    server: Server,
    records: Sequence[Mapping[str, Any]],
    api: RestAPI | None = None,
    **index: Any,
) -> Connector:
    """Return a connector for these records that calls the server."""
    folder.joinpath("operations.json").write_text(json.dumps({"operations": list(records), **index}))

    class Plain(Connector):
        slug: ClassVar[str] = "plain"
        title: ClassVar[str] = "Plain"
        operations: ClassVar[OperationIndex] = OperationIndex(folder / "operations.json")
        guides: ClassVar[Guides] = Guides(folder)

        def __init__(self) -> None:
            redactor = Redactor()
            executor = LocalExecutor(api or RestAPI(server.url), Http(), self_clock(), redactor)
            super().__init__(executor, policy=WRITING, redactor=redactor)

        async def check(self) -> Page:
            return await self.execute("things", "do")

    return Plain()


def self_clock() -> Any:
    from toolspan.clock import SYSTEM_CLOCK

    return SYSTEM_CLOCK
