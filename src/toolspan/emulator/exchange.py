"""Request exchange: sends a response whole, cuts it off or resets the connection."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.recorder import RecordedRequest

__all__ = ["ConnectionCut", "Exchange"]


class ConnectionCut(ConnectionResetError):
    """Raised to in-process callers where a socket would be reset."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Complete response of the application, not sent yet."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Exchange:
    """One request, with the ways to end it: answer, cut or reset."""

    def __init__(
        self,
        inner: ASGIApp,
        clock: EmulatorClock,
        signature: Callable[[Scope], list[tuple[bytes, bytes]]],
        request: RecordedRequest,
        *,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        self.request = request
        self.clock = clock
        self._inner = inner
        self._signature = signature
        self._scope = scope
        self._receive = receive
        self._send = send

    async def perform(self) -> Reply:
        """Run the application and return its response without sending it."""
        with self.clock.working():
            return await _capture(self._inner, self._scope, self.request.body)

    async def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Send this response instead of the application's."""
        pairs = [(key.lower().encode(), value.encode()) for key, value in headers.items()]
        pairs.append((b"content-length", str(len(body)).encode()))
        await self.deliver(Reply(status, pairs, body))

    async def deliver(self, reply: Reply) -> None:
        """Send a complete response."""
        await self._start(reply)
        await self._send({"type": "http.response.body", "body": reply.body})

    async def cut(self, reply: Reply, size: int | None, *, abruptly: bool) -> None:
        """Send the headers and the first part of the body, then close the connection."""
        part = reply.body[: len(reply.body) // 2 if size is None else size]
        await self._start(reply)
        await self._send({"type": "http.response.body", "body": part, "more_body": True})
        await self._hang_up(abruptly=abruptly)

    async def reset(self) -> None:
        """Reset the connection without a response."""
        await self._hang_up(abruptly=True)

    async def _start(self, reply: Reply) -> None:
        self.request.status = reply.status
        headers = [*reply.headers, *self._signature(self._scope)]
        await self._send({"type": "http.response.start", "status": reply.status, "headers": headers})

    async def _hang_up(self, *, abruptly: bool) -> None:
        transport = _transport(self._send)
        if transport is None:
            raise ConnectionCut("the emulator cut this connection, as a fault asked it to")
        if abruptly:
            _reset(transport)
        else:
            transport.close()
        while (await self._receive())["type"] != "http.disconnect":
            pass


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
