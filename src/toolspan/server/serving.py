"""Listening: uvicorn, on loopback unless told otherwise, stopped without cutting off a call."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from toolspan.errors import ConfigurationError
from toolspan.server.app import create_app
from toolspan.server.http.dispatch import problem_response
from toolspan.server.problems import Problem
from toolspan.server.settings import LOOPBACK
from toolspan.server.setup import prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from toolspan.server.settings import Settings

logger = logging.getLogger("toolspan.server")
HEADER_SECONDS = 10.0
"""Seconds in which the headers of a request must have arrived."""
MAX_HEAD_BYTES, MAX_REQUEST_BYTES = 2**16, 2**22
"""Bytes of a request, before the end of its head and in all, after which its connection is closed without an answer.

Far beyond what is refused with one: only who sends on all the same is cut off.
"""
_BACKLOG = 1_024


def serve(settings: Settings, *, ready: Callable[[str], None] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code.

    The first signal lets calls under way end, the second does not.

    Args:
        settings: How the server is set up.
        ready: Called with the base URL once connections are accepted.

    Raises:
        ConfigurationError: The address would be open to others without TLS, or database and keys are not in order.
    """
    check_address(settings)
    _warn_of_proxy(settings)
    asyncio.run(prepared(settings))
    listening = listen(settings.host, settings.port)
    port = listening.getsockname()[1]
    server = _Server(_config(settings.model_copy(update={"port": port})), ready)
    asyncio.run(server.serve(sockets=[listening]))
    return 0 if server.started else 1


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any free one, and links then name the one that was taken.

    Raises:
        ConfigurationError: The address cannot be used.
    """
    with ExitStack() as unless_used:
        try:
            family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            # The protocol is named because asyncio switches Nagle's algorithm off only then.
            listening = unless_used.enter_context(
                socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            )
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(_BACKLOG)
        except OSError as error:
            raise ConfigurationError(f"{host}:{port} cannot be listened on: {error.strerror}.") from None
        unless_used.pop_all()
    listening.setblocking(False)
    return listening


def check_address(settings: Settings) -> None:
    """Refuse to listen where others could read along.

    Raises:
        ConfigurationError: The host is not loopback, there is no TLS, and `allow_insecure` is not set.
    """
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        raise ConfigurationError("tls_certificate and tls_key belong together.")
    if settings.host not in LOOPBACK and not settings.tls_certificate and not settings.allow_insecure:
        raise ConfigurationError(
            f"Listening on {settings.host} without TLS would send tokens and credentials in the clear.",
            hint="Keep the host on loopback behind a proxy that ends TLS, give a certificate, or set TOOLSPAN_ALLOW_INSECURE=1 "
            "where the network itself is safe.",
        )


def _warn_of_proxy(settings: Settings) -> None:
    """Say that all callers look like one where a proxy stands before the server and is not trusted."""
    if settings.public_url and not settings.tls_certificate and not settings.trusted_proxies:
        logger.warning(
            "A public URL is set, but TOOLSPAN_TRUSTED_PROXIES is not: all callers count as the proxy, and wrong "
            "client secrets of one are counted against all. Set it to the proxy's address, such as 127.0.0.1."
        )


def _config(settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        http=_Patient,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=75,
        timeout_graceful_shutdown=settings.drain_timeout,
        backlog=_BACKLOG,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=str(settings.tls_key) if settings.tls_key else None,
    )


class _Server(uvicorn.Server):
    """Ends with exit code 0 after a first signal, at once after a second, and says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[str], None] | None) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit or self._ready is None:
            return
        scheme = "https" if self.config.is_ssl else "http"
        host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
        self._ready(f"{scheme}://{host}:{self.config.port}")

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Obey signals while serving; uvicorn's own way would raise them again and end by them."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)

    def _told(self) -> None:
        if self.should_exit:
            self.force_exit = True
            sys.stderr.write("toolspan: stopped at once; calls under way were cut off.\n")
        self.should_exit = True


class _Patient(HttpToolsProtocol):
    """Closes connections whose requests do not arrive or do not end: they would hold a socket, or memory, for ever."""

    _waiting: asyncio.TimerHandle | None = None
    _most = MAX_HEAD_BYTES
    _taken = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        super().connection_made(cast("asyncio.Transport", _Gathering(transport, self.loop)))
        self._wait()

    def data_received(self, data: bytes) -> None:
        if self._waiting is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()
        self._taken += len(data)
        super().data_received(data)
        if self._taken > self._most:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - what a parser says helps nobody
        self._refuse(Problem(400, "bad_request", "The request is not valid HTTP."))

    def on_message_begin(self) -> None:
        self._taken, self._most = 0, MAX_HEAD_BYTES
        if self._waiting is None:
            self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._most = MAX_REQUEST_BYTES
        self._arrived()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._arrived()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def _refuse(self, problem: Problem) -> None:
        """Answer what never becomes a request, in the shape of every other failure, and close."""
        response = problem_response(problem, str(uuid4()))
        response.headers["connection"] = "close"
        head = [
            STATUS_LINE[problem.status],
            *(b"%b: %b\r\n" % pair for pair in response.raw_headers),
            b"\r\n",
        ]
        self.transport.write(b"".join(head) + bytes(response.body))
        self.transport.close()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _arrived(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class _Gathering:
    """A transport that sends in one piece what is written in one turn of the event loop.

    uvicorn writes head and body of an answer apart: two packets, for which both sides wake twice.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._parts:
            self._loop.call_soon(self._send)
        self._parts.append(data)

    def close(self) -> None:
        self._send()
        self._transport.close()

    def _send(self) -> None:
        parts, self._parts = self._parts, []
        if parts:
            self._transport.write(b"".join(parts))
