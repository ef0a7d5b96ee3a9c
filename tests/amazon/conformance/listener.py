"""A web server on a real socket that keeps requests as they came and answers what it was told."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN_PATH, RESTRICTED_PATH = "/auth/o2/token", "/tokens/2021-03-01/restrictedDataToken"
REQUEST_ID = "6a1b3f0e-0000-4000-8000-000000000001"


@dataclass(frozen=True)
class Recorded:
    """A request as its bytes said it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Told:
    """An answer; a body of None is no body at all."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class Listener:
    """Login with Amazon, restricted data tokens, and one answer for everything else."""

    def __init__(self) -> None:
        self.requests: list[Recorded] = []
        self.restricted: list[Recorded] = []
        self.gives_restricted_tokens = True
        self.answer: Callable[[Recorded], Told] = lambda _: Told()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii").split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:])
            if name
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        path, _, query = target.partition("?")
        told = self._tell(Recorded(method, path, query, headers, body))
        content = b"" if told.body is None else json.dumps(told.body).encode()
        lines = [f"HTTP/1.1 {told.status} Told", f"content-length: {len(content)}", "connection: close"]
        lines += ["content-type: application/json"] if content else []
        lines += [
            f"{name}: {value}" for name, value in ({"x-amzn-RequestId": REQUEST_ID} | told.headers).items()
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        await writer.drain()
        writer.close()

    def _tell(self, request: Recorded) -> Told:
        if request.path == TOKEN_PATH:
            return Told(body={"access_token": "plain-token", "token_type": "bearer", "expires_in": 3600})
        if request.path == RESTRICTED_PATH and self.gives_restricted_tokens:
            self.restricted.append(request)
            return Told(body={"restrictedDataToken": "restricted-token", "expiresIn": 3600})
        self.requests.append(request)
        return self.answer(request)
