"""Runs the server with uvicorn: listening, connection limits, graceful shutdown."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import sys
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import uvicorn
from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from toolspan.errors import ConfigurationError
from toolspan.server.app import create_app, create_metrics_app
from toolspan.server.data.database import file_of
from toolspan.server.files import Seldom, fitted, raise_limit
from toolspan.server.http.dispatch import problem_response, request_id_of
from toolspan.server.problems import Problem
from toolspan.server.runtime.job_queue import check_usable
from toolspan.server.settings import LOOPBACK
from toolspan.server.setup import prepared, sole

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from toolspan.server.settings import Settings

logger = logging.getLogger("toolspan.server")
HEADER_SECONDS = 10.0
"""Seconds within which the headers of a request must arrive."""
MAX_HEAD_BYTES, MAX_REQUEST_BYTES = 2**16, 2**22
"""Bytes of a request, before the end of its headers and in total, after which its connection is closed.

Requests above the smaller regular limits get an error response; these limits cut off clients that keep sending.
"""
WRITE_SECONDS, SLOWEST = 20.0, 2**14
"""Seconds within which a client must read this many bytes of a waiting response."""
MAX_UNREAD = 2**27
"""Maximum bytes of unread responses, over all connections."""
_BACKLOG = 1_024
_METRICS_CONNECTIONS = 32


def serve(settings: Settings, *, ready: Callable[[str], None] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code.

    The first signal lets running calls finish; a second one stops at once.

    Args:
        settings: The server's settings.
        ready: Called with the base URL once connections are accepted.

    Raises:
        ConfigurationError: The address is not loopback and has no TLS, or database or keys are not usable.
    """
    check_settings(settings)
    _warn_of_proxy(settings)
    for name in (logger.name, "asyncio"):
        logging.getLogger(name).addFilter(Seldom())
    settings = fitted(settings, raise_limit())
    with sole(settings):
        asyncio.run(prepared(settings))
        listening = listen(settings.host, settings.port)
        settings = settings.model_copy(update={"port": listening.getsockname()[1]})
        app, leaving = create_app(settings), asyncio.Event()
        server = _Server(_config(settings, leaving, app), ready, leaving, settings.stop_delay)
        try:
            asyncio.run(_beside(_metrics_server(settings, app), server.serve(sockets=[listening])))
        except SystemExit:  # of uvicorn, whose application did not start
            if failure := _failure(app):
                raise failure from None
            raise
    return 0 if server.started else 1


def _metrics_server(settings: Settings, app: ASGIApp) -> tuple[uvicorn.Server, socket.socket] | None:
    """Return the server of the metrics port, with its socket.

    Raises:
        ConfigurationError: The address cannot be used.
    """
    if settings.metrics_port is None:
        return None
    listening = listen(settings.metrics_host, settings.metrics_port, "TOOLSPAN_METRICS_PORT")
    logger.info("Metrics are at http://%s:%d/metrics.", settings.metrics_host, listening.getsockname()[1])
    config = uvicorn.Config(
        create_metrics_app(app, settings), lifespan="off", ws="none", log_config=None, access_log=False,
        server_header=False, limit_concurrency=_METRICS_CONNECTIONS, timeout_graceful_shutdown=1,
    )  # fmt: skip
    return _Aside(config), listening


async def _beside(aside: tuple[uvicorn.Server, socket.socket] | None, serving: Awaitable[None]) -> None:
    """Serve, and with it the metrics port."""
    if aside is None:
        await serving
        return
    server, listening = aside
    task = asyncio.ensure_future(server.serve(sockets=[listening]))
    try:
        await serving
    finally:
        server.should_exit = True
        await task


def listen(host: str, port: int, setting: str = "TOOLSPAN_PORT") -> socket.socket:
    """Return a listening socket. Port 0 takes any free port.

    Args:
        host: Host name or address.
        port: The port.
        setting: Setting of the port, named in the error.

    Raises:
        ConfigurationError: The address cannot be used.
    """
    with ExitStack() as unless_used:
        try:
            family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            # asyncio disables Nagle's algorithm only if the protocol is explicit.
            listening = unless_used.enter_context(
                socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            )
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(_BACKLOG)
        except OSError as error:
            raise ConfigurationError(
                f"Cannot listen on {host}:{port}: {error.strerror}.",
                hint=f"Set {setting} to another port, or end what uses this one; 0 takes any that is free."
                if error.errno == errno.EADDRINUSE
                else f"Check {setting.replace('PORT', 'HOST')} and {setting}.",
            ) from None
        unless_used.pop_all()
    listening.setblocking(False)
    return listening


def check_settings(settings: Settings) -> None:
    """Check the settings that only a whole server needs, before anything is created.

    Raises:
        ConfigurationError: The server cannot be run with them.
    """
    check_address(settings)
    check_processes(settings)
    if settings.jobs == "procrastinate":
        check_usable(settings)
    if settings.metrics_port is not None and settings.metrics_port == settings.port != 0:
        raise ConfigurationError(
            "metrics_port and port are the same.", hint="Set TOOLSPAN_METRICS_PORT to another one."
        )


def check_address(settings: Settings) -> None:
    """Check that credentials are not sent in clear text over a network.

    Raises:
        ConfigurationError: The host is not loopback, TLS is not configured, and `allow_insecure` is not set.
    """
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        raise ConfigurationError("tls_certificate and tls_key belong together.")
    if settings.host not in LOOPBACK and not settings.tls_certificate and not settings.allow_insecure:
        raise ConfigurationError(
            f"Listening on {settings.host} without TLS would send tokens and credentials in the clear.",
            hint="Keep the host on loopback behind a proxy that terminates TLS, configure a certificate, or set TOOLSPAN_ALLOW_INSECURE=1 "
            "if the network itself is secure.",
        )


def check_processes(settings: Settings) -> None:
    """Check that several processes can share their limits and tokens.

    Raises:
        ConfigurationError: There are several, and no Redis.
    """
    if settings.processes > 1 and settings.redis_url is None:
        if file_of(settings) is not None:
            raise ConfigurationError(
                f"TOOLSPAN_PROCESSES is {settings.processes}, and a SQLite database serves one process.",
                hint="Set TOOLSPAN_DATABASE_URL to a PostgreSQL database, and TOOLSPAN_REDIS_URL; or leave "
                "TOOLSPAN_PROCESSES out.",
            )
        raise ConfigurationError(
            f"TOOLSPAN_PROCESSES is {settings.processes}, and without Redis each process would use the whole rate limit.",
            hint="Set TOOLSPAN_REDIS_URL, such as redis://127.0.0.1:6379/0.",
        )


def _warn_of_proxy(settings: Settings) -> None:
    """Warn if a proxy is in use but not trusted: all clients then share one address."""
    if settings.public_url and not settings.tls_certificate and not settings.trusted_proxies:
        logger.warning(
            "A public URL is set, but TOOLSPAN_TRUSTED_PROXIES is not: all callers count as the proxy, and wrong "
            "client secrets of one are counted against all. Set it to the proxy's address, such as 127.0.0.1."
        )


def _config(
    settings: Settings, leaving: asyncio.Event | None = None, app: ASGIApp | None = None
) -> uvicorn.Config:
    return uvicorn.Config(
        _answering(app or create_app(settings), leaving or asyncio.Event()),
        host=settings.host,
        port=settings.port,
        http=cast("Any", partial(_Patient, callers=_Callers(settings.max_connections))),
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


def _answering(app: ASGIApp, leaving: asyncio.Event) -> ASGIApp:
    """Wrap the application for its end.

    Calls that the shutdown cancels get a JSON error; uvicorn's own is plain text. A server that is about to stop
    is not ready, and closes each connection with its response, so that a proxy uses none that is being closed.
    """

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "lifespan.startup.failed" and _failure(app):
                message["message"] = ""  # a traceback; `serve` raises the error
            if leaving.is_set() and message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        if leaving.is_set() and scope.get("path") == "/readyz":
            await problem_response(_going(), str(uuid4()))(scope, receive, sending)
            return
        try:
            await app(scope, receive, sending)
        except asyncio.CancelledError:
            if begun or scope["type"] != "http":
                raise
            await problem_response(_stopping(scope), request_id_of(Request(scope)))(scope, receive, send)

    return answered


def _failure(app: ASGIApp) -> ConfigurationError | None:
    """Return the wrong setting for which an application did not start."""
    return getattr(getattr(app, "state", None), "failure", None)


def _going() -> Problem:
    return Problem(503, "not_ready", "The server is about to stop.", details={"retryable": True})


def _stopping(scope: Scope) -> Problem:
    """Return the error response of a request that the shutdown cancelled."""
    harmless = scope["method"] in ("GET", "HEAD") or scope.get("toolspan.harmless", False)
    said = (
        "Try again shortly."
        if harmless
        else "It may or may not have been executed. Check before repeating it."
    )
    return Problem(
        503, "stopping", f"The server stopped before this request finished. {said}",
        headers={"connection": "close"}, retry_after=2, retryable=harmless,
    )  # fmt: skip


class _Aside(uvicorn.Server):
    """A second server of the process, which handles no signals."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals to the first server."""
        yield


class _Server(uvicorn.Server):
    """Exits with code 0 after the first signal, at once after the second; calls `ready` at the start.

    Args:
        config: Configuration of uvicorn.
        ready: Called with the URL.
        leaving: Set at the first signal.
        delay: Seconds between that signal and the end of the listening socket.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[str], None] | None,
        leaving: asyncio.Event | None = None,
        delay: float = 0.0,
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._leaving = leaving or asyncio.Event()
        self._delay = delay

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit or self._ready is None:
            return
        scheme = "https" if self.config.is_ssl else "http"
        host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
        self._ready(f"{scheme}://{host}:{self.config.port}")

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Handle signals while serving. uvicorn would raise them again afterwards, which kills the process."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)

    def _told(self) -> None:
        if self._leaving.is_set():
            self.should_exit = self.force_exit = True
            sys.stderr.write("toolspan: stopped at once; running calls were cancelled.\n")
            return
        self._leaving.set()
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, setattr, self, "should_exit", True)
        else:
            self.should_exit = True


class _Patient(HttpToolsProtocol):
    """Closes slow connections: those whose request never completes or whose response is never read."""

    _waiting: asyncio.TimerHandle | None = None
    _blocked: asyncio.TimerHandle | None = None
    _most = MAX_HEAD_BYTES
    _taken = 0

    def __init__(self, *args: Any, callers: _Callers, **more: Any) -> None:
        super().__init__(*args, **more)
        self._callers = callers

    @property
    def idle(self) -> bool:
        """True if no request is running."""
        return self.cycle is None or self.cycle.response_complete

    @property
    def unread(self) -> int:
        """Unread bytes of responses."""
        return self.transport.get_write_buffer_size()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        super().connection_made(cast("asyncio.Transport", _Gathering(transport, self.loop)))
        self._wait()
        if not self._callers.admit(self):
            self._refuse(
                Problem(
                    503,
                    "busy",
                    "The server has too many connections.",
                    retry_after=2,
                )
            )

    def pause_writing(self) -> None:
        super().pause_writing()
        self._callers.blocked(self)
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unblock()

    def _watch(self) -> None:
        self._blocked = self.loop.call_later(WRITE_SECONDS, self._look, self.unread)

    def _look(self, before: int) -> None:
        if before - self.unread < SLOWEST:
            self.transport.abort()
        else:
            self._watch()

    def _unblock(self) -> None:
        self._callers.unblocked(self)
        if self._blocked is not None:
            self._blocked.cancel()
            self._blocked = None

    def data_received(self, data: bytes) -> None:
        if self._waiting is None and self.idle:
            self._wait()
        self._taken += len(data)
        super().data_received(data)
        if self._taken > self._most:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - parser messages do not help the caller
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
        self._unblock()
        self._callers.gone(self)
        super().connection_lost(exc)

    def _refuse(self, problem: Problem) -> None:
        """Send an error in the common format for something that is not a valid request, and close."""
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


class _Callers:
    """Connections of one server, oldest first.

    Args:
        most: Maximum number of connections.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: dict[_Patient, None] = {}
        self._blocked: dict[_Patient, None] = {}

    def admit(self, caller: _Patient) -> bool:
        """Return True if the connection is accepted; closes the oldest idle one if the limit is reached."""
        if len(self._open) >= self._most:
            idle = next((other for other in self._open if other.idle), None)
            if idle is None:
                return False
            self.gone(idle)
            idle.transport.close()
        self._open[caller] = None
        return True

    def gone(self, caller: _Patient) -> None:
        """Remove a closed connection."""
        self._open.pop(caller, None)

    def blocked(self, caller: _Patient) -> None:
        """Register a connection that does not read. If unread data exceeds the limit, closes the longest blocked ones."""
        self._blocked[caller] = None
        held = sum(other.unread for other in self._blocked)
        while held > MAX_UNREAD:
            slowest = next(iter(self._blocked))
            del self._blocked[slowest]
            held -= slowest.unread
            slowest.transport.abort()

    def unblocked(self, caller: _Patient) -> None:
        """Unregister a connection that reads again."""
        self._blocked.pop(caller, None)


class _Gathering:
    """Transport wrapper that joins all writes of one event-loop iteration into one.

    uvicorn writes headers and body separately, which would be two packets and two wake-ups on each side.
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
