"""Outermost ASGI layer: records requests, applies faults, and sends responses."""

from __future__ import annotations

from email.utils import formatdate
from typing import TYPE_CHECKING

from toolspan.emulator.exchange import Exchange
from toolspan.emulator.recorder import RecordedRequest
from toolspan.emulator.routing import match

if TYPE_CHECKING:
    import random

    from starlette.types import ASGIApp, Receive, Scope, Send

    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.faults import Faults
    from toolspan.emulator.recorder import RequestLog

__all__ = ["Wire"]

_OTHER_PATHS = {"/auth/o2/token": "token", "/apps/authorize/consent": "consent"}
_PREFIXES = {"/documents/": "document", "/uploads/": "upload"}


class Wire:
    """ASGI application that clients connect to."""

    def __init__(
        self, inner: ASGIApp, log: RequestLog, faults: Faults, clock: EmulatorClock, randomness: random.Random
    ) -> None:
        self.inner = inner
        self.clock = clock
        self._log = log
        self._faults = faults
        self._random = randomness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        request = _record(scope, await _read(receive), self.clock.time())
        self._log.add(request)
        scope["toolspan.recorded"] = request  # the gateway adds what it finds out
        exchange = Exchange(
            self.inner, self.clock, self.signature, request, scope=scope, receive=receive, send=send
        )
        if not await self._faults.strike(exchange):
            await exchange.deliver(await exchange.perform())

    def signature(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """Return the headers of every response."""
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
