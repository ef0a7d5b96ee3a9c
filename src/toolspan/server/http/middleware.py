"""Security middleware: request ids, Host check, size limits, security headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit
from uuid import uuid4

from toolspan.server.http.dispatch import problem_response
from toolspan.server.problems import Problem
from toolspan.server.runtime import access_log

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence
    from typing import Any

    from starlette.applications import Starlette
    from starlette.types import Receive, Scope, Send

MAX_HEADERS = 100
MAX_HEADER_BYTES = 16_384
MAX_PATH = 2_048
MAX_QUERY = 8_192
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,36}")
_SAFE = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
]
"""Security headers. Pages of this server need no scripts, frames, external styles or caching."""


class Shield:
    """ASGI middleware around the application.

    Args:
        app: The wrapped application; `state` is its state.
        hosts: Accepted host names; empty for any.
        secure: True if clients use TLS; then HSTS is sent.
    """

    def __init__(self, app: Starlette, hosts: Sequence[str], *, secure: bool) -> None:
        self._app = app
        self.state = app.state
        self._hosts = frozenset(host.lower() for host in hosts)
        self._headers = [*_SAFE, *([(b"strict-transport-security", b"max-age=31536000")] if secure else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        request_id = _request_id(headers)
        scope["toolspan.request_id"] = request_id
        entry = access_log.begin(request_id, scope["method"])

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
                extra = [*self._headers, (b"x-request-id", request_id.encode())]
                message["headers"] = [*message.get("headers", ()), *extra]
            await send(message)

        problem = self._refusal(scope, headers)
        try:
            if problem:
                await problem_response(problem, request_id)(scope, receive, sending)
            else:
                await self._app(scope, receive, sending)
        finally:
            entry.write()

    def _refusal(self, scope: Scope, headers: list[tuple[bytes, bytes]]) -> Problem | None:
        if (
            len(headers) > MAX_HEADERS
            or sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES
        ):
            return Problem(431, "too_large", "The headers are too many or too large.")
        if len(scope.get("raw_path") or b"") > MAX_PATH or len(scope["query_string"]) > MAX_QUERY:
            return Problem(414, "too_large", "The URL is too long.")
        if not (_readable(scope.get("raw_path") or b"") and _readable(scope["query_string"])):
            return Problem(
                422, "invalid_input", "The URL holds a NUL character, or bytes that are not UTF-8."
            )
        if self._hosts and not self._known_host(headers):
            return Problem(421, "host", "The Host header names another server.")
        return None

    def _known_host(self, headers: list[tuple[bytes, bytes]]) -> bool:
        given = [value for name, value in headers if name == b"host"]
        try:
            host = urlsplit(f"//{given[0].decode('ascii')}").hostname if len(given) == 1 else None
        except ValueError:
            return False
        return host in self._hosts


def _readable(part: bytes) -> bool:
    """Return True if a part of a URL is UTF-8 without NUL. Databases reject other text."""
    if b"%" not in part and part.isascii():
        return True
    try:
        return "\0" not in unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        return False


def _request_id(headers: list[tuple[bytes, bytes]]) -> str:
    """Return the caller's request id if it is valid, or a new one."""
    given = [value for name, value in headers if name == b"x-request-id"]
    return given[0].decode() if len(given) == 1 and _GIVEN_ID.fullmatch(given[0]) else str(uuid4())
