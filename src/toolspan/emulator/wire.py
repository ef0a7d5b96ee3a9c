"""The outermost layer: records each request, lets faults strike, and sends the answer."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from toolspan.emulator.recorder import RecordedRequest
from toolspan.emulator.routing import match

if TYPE_CHECKING:
    import asyncio
    import random
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.faults import Faults
    from toolspan.emulator.recorder import RequestLog

__all__ = ["ConnectionCut", "Exchange", "Wire"]

_OTHER_PATHS = {"/auth/o2/token": "token", "/apps/authorize/consent": "consent"}
_PREFIXES = {"/documents/": "document", "/uploads/": "upload"}


class ConnectionCut(ConnectionResetError):
    """What an in-process caller gets where a socket would have been reset."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A finished answer of the application, not sent yet."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Exchange:
    """One request and the several ways in which it can end."""

    def __init__(
        self, wire: Wire, request: RecordedRequest, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self.request = request
        self.clock = wire.clock
        self._wire = wire
        self._scope = scope
        self._receive = receive
        self._send = send

    async def perform(self) -> Reply:
        """Let the application do its work; nothing is sent yet."""
        with self.clock.working():
            return await _capture(self._wire.inner, self._scope, self.request.body)

    async def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Send this instead of what the application would say."""
        pairs = [(key.lower().encode(), value.encode()) for key, value in headers.items()]
        pairs.append((b"content-length", str(len(body)).encode()))
        await self.deliver(Reply(status, pairs, body))

    async def deliver(self, reply: Reply) -> None:
        """Send an answer whole."""
        await self._start(reply)
        await self._send({"type": "http.response.body", "body": reply.body})

    async def cut(self, reply: Reply, size: int | None, *, abruptly: bool) -> None:
        """Send the head and the first part of the body, then end the connection."""
        part = reply.body[: len(reply.body) // 2 if size is None else size]
        await self._start(reply)
        await self._send({"type": "http.response.body", "body": part, "more_body": True})
        await self._hang_up(abruptly=abruptly)

    async def reset(self) -> None:
        """End the connection without a word."""
        await self._hang_up(abruptly=True)

    async def _start(self, reply: Reply) -> None:
        self.request.status = reply.status
        headers = [*reply.headers, *self._wire.signature(self._scope)]
        await self._send({"type": "http.response.start", "status": reply.status, "headers": headers})

    async def _hang_up(self, *, abruptly: bool) -> None:
        transport = _transport(self._send)
        if transport is None:
            raise ConnectionCut("the emulator cut this connection, as it was told to")
        if abruptly:
            _reset(transport)
        else:
            transport.close()
        while (await self._receive())["type"] != "http.disconnect":
            pass


class Wire:
    """The ASGI application that clients talk to."""

    def __init__(
        self, inner: ASGIApp, log: RequestLog, faults: Faults, clock: EmulatorClock, randomness: random.Random
    ) -> None:
        self.inner = inner
        self.clock = clock
        self._log = log
        self._faults = faults
        self._random = randomness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        request = _record(scope, await _read(receive), self.clock.time())
        self._log.add(request)
        exchange = Exchange(self, request, scope, receive, send)
        if not await self._faults.strike(exchange):
            await exchange.deliver(await exchange.perform())

    def signature(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """The headers that every answer carries."""
        number = self._random.randbytes(16).hex()
        request_id = "-".join((number[:8], number[8:12], number[12:16], number[16:20], number[20:]))
        date = (b"date", formatdate(self.clock.time(), usegmt=True).encode())
        if scope["path"].startswith(tuple(_PREFIXES)):
            return [date, (b"x-amz-request-id", number[:16].upper().encode())]
        return [
            date,
            (b"x-amzn-requestid", request_id.encode()),
            (b"x-amz-apigw-id", number[:15].encode()),
        ]


def _record(scope: Scope, body: bytes, now: float) -> RecordedRequest:
    path = scope.get("raw_path") or scope["path"].encode()
    scope["raw_path"] = path
    query = scope["query_string"]
    return RecordedRequest(
        method=scope["method"],
        target=(path + b"?" + query if query else path).decode("latin-1"),
        headers=tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in scope["headers"]),
        body=body,
        time=now,
        operation=_operation(scope["method"], path.decode("latin-1")),
    )


def _operation(method: str, path: str) -> str | None:
    if route := match(method, path):
        return route[0].name
    found = (name for prefix, name in _PREFIXES.items() if path.startswith(prefix))
    return _OTHER_PATHS.get(path) or next(found, None)


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


async def _capture(app: ASGIApp, scope: Scope, body: bytes) -> Reply:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return Reply(sent[0]["status"], list(sent[0].get("headers", ())), content)


def _transport(send: Any) -> asyncio.Transport | None:
    # uvicorn's send is a method of the cycle that owns the connection; in-process there is none.
    return getattr(getattr(send, "__self__", None), "transport", None)


def _reset(transport: asyncio.Transport) -> None:
    connection = transport.get_extra_info("socket")
    # Linger zero makes the kernel send RST, where closing alone would send a polite FIN.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
