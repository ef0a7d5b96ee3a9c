"""HTTP client: sends one request, returns a `Response` or a `TransportFailure`; never raises transport errors."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import ssl
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable
from urllib.parse import urlsplit

import httpx2

from toolspan.errors import ConfigurationError, TooLarge, ToolspanError
from toolspan.runtime.tracebacks import without_frames
from toolspan.transport.body import EndlessStream, check_finite, read_body

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping

    from toolspan.clock import Deadline
    from toolspan.transport.body import Sink


JSON_CAP = 32 * 2**20
"""Largest JSON response in bytes, after decompression."""
CONNECT_TIMEOUT = 5.0
"""Seconds allowed for making a connection."""
_FOREVER = 300.0  # seconds for one read when the call itself has no deadline

OUT_OF_FILES = "this process has no file descriptors left (ulimit -n raises the limit)"
"""The text of failures and errors when no socket could be opened."""

FailureKind = Literal["connect", "timeout", "dropped", "too_large", "invalid", "stream"]


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response read to its end. Headers and body are kept out of its `repr`, so tracebacks do not show them."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Return whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the 2xx class


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """Why there is no response. `sent` is False only if the request provably did not leave."""

    kind: FailureKind
    text: str
    sent: bool = True


@runtime_checkable
class Transport(Protocol):
    """Sends requests and reads responses, on one event loop."""

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        timeouts: Mapping[str, float],
        cap: int,
        into: Sink | None = None,
    ) -> Response:
        """Send one request and return its response, read up to the cap; the body goes into `into` if given.

        Raises:
            httpx2.HTTPError: There is no response.
            ToolspanError: The body is too large or damaged.
        """
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


class _Httpx2Transport:
    """The default transport: an httpx2 client."""

    def __init__(self, transport: httpx2.AsyncBaseTransport | None) -> None:
        limits = httpx2.Limits(max_connections=256, max_keepalive_connections=64)
        self._client = httpx2.AsyncClient(transport=transport, follow_redirects=False, limits=limits)

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        timeouts: Mapping[str, float],
        cap: int,
        into: Sink | None = None,
    ) -> Response:
        request = httpx2.Request(method, url, headers=headers, content=body, extensions={"timeout": timeouts})
        token = _ours.set(True)
        try:
            response = await self._client.send(request, stream=True)
        finally:
            _ours.reset(token)
        try:
            stream: AsyncIterable[bytes] = response.stream  # type: ignore[assignment]
            encoding, kind = _content_of(response.headers.raw)
            check_finite(kind)
            content = await read_body(stream, encoding, cap, into)
        finally:
            await response.aclose()
        return Response(response.status_code, response.headers, content)

    async def aclose(self) -> None:
        await self._client.aclose()


def _without_query(record: logging.LogRecord) -> bool:
    """Leave the query out of the address that httpx2 logs of a request of ours: credentials may be in it."""
    if _ours.get() and isinstance(record.args, tuple):
        record.args = tuple(
            each.copy_with(query=None, userinfo=b"") if isinstance(each, httpx2.URL) else each
            for each in record.args
        )
    return True


_ours: ContextVar[bool] = ContextVar("toolspan_request", default=False)
logging.getLogger("httpx2").addFilter(_without_query)
_HOLDING = ("toolspan.transport", "httpx2", "httpcore2", "h11", "anyio", "aiohttp")
"""Modules whose frames hold requests with credentials."""
_KINDS: dict[type[ToolspanError], FailureKind] = {TooLarge: "too_large", EndlessStream: "stream"}


def _content_of(raw: list[tuple[bytes, bytes]]) -> tuple[str, str]:
    """Return the content encoding and the media type of raw headers: one look is cheaper than two by name."""
    encoding = kind = b""
    for name, value in raw:
        if len(name) == 16 and name.lower() == b"content-encoding":  # noqa: PLR2004 - its length
            encoding = encoding + b", " + value if encoding else value
        elif len(name) == 12 and name.lower() == b"content-type":  # noqa: PLR2004 - as above
            kind = value
    return encoding.decode("latin-1"), kind.decode("latin-1").lower()


class Http:
    """HTTP client with one connection pool per event loop, opened at first use.

    Args:
        transport: An httpx2 async transport to use instead of the network (mock, ASGI, aiohttp), or a
            callable that makes one per event loop. A `Transport` is used directly, without a client.
    """

    def __init__(
        self, transport: httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None = None
    ) -> None:
        self._transport = transport
        self._by_loop: dict[asyncio.AbstractEventLoop, tuple[Transport, AsyncGenerator[None]]] = {}

    async def _of_loop(self) -> Transport:
        loop = asyncio.get_running_loop()
        if loop in self._by_loop:
            return self._by_loop[loop][0]
        for ended in [known for known in list(self._by_loop) if known.is_closed()]:
            del self._by_loop[ended]
        transport, guard = self._new_transport(), self._until_loop_ends(loop)
        self._by_loop[loop] = transport, guard
        await anext(guard)
        return transport

    def _new_transport(self) -> Transport:
        transport = self._transport
        if transport is not None and not isinstance(transport, httpx2.AsyncBaseTransport):
            transport = transport()
        if isinstance(transport, Transport):
            return transport
        try:
            return _Httpx2Transport(transport)
        except (ValueError, OSError, ImportError, httpx2.InvalidURL) as error:
            if _out_of_files(error):
                raise httpx2.ConnectError(OUT_OF_FILES) from error
            raise ConfigurationError(
                f"The environment's proxy or TLS settings cannot be used ({type(error).__name__}).",
                hint="Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.",
            ) from None

    async def _until_loop_ends(self, loop: asyncio.AbstractEventLoop) -> AsyncGenerator[None]:
        """Close the loop's connections when `asyncio.run` ends: it closes generators that are still open."""
        try:
            yield
        finally:
            transport, _ = self._by_loop.pop(loop, (None, None))
            if transport:
                await transport.aclose()

    async def open(self) -> None:
        """Prepare what the first request needs: modules and certificates, which take a fourth of a second.

        Raises:
            ConfigurationError: The environment's proxy or TLS settings cannot be used.
        """
        if asyncio.get_running_loop() in self._by_loop:
            return
        with suppress(httpx2.ConnectError):  # `send` returns it
            if isinstance(await self._of_loop(), _Httpx2Transport):
                from anyio.lowlevel import checkpoint  # noqa: PLC0415 - of httpx2

                await checkpoint()  # imports the backend of its connections

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        deadline: Deadline,
        *,
        body: bytes | None = None,
        cap: int = JSON_CAP,
        into: Sink | None = None,
    ) -> Response | TransportFailure:
        """Send one request and read its whole response.

        Args:
            method: HTTP method.
            url: Complete URL, already encoded.
            headers: Headers to send; nothing but host and length is added.
            deadline: When to give up.
            body: Bytes to send.
            cap: Largest response in bytes, after decompression.
            into: Takes the body piece by piece; the response then holds none.

        Raises:
            ConfigurationError: The environment's proxy or TLS settings cannot be used.
        """
        if deadline.remaining() == 0:
            return TransportFailure("timeout", "no time was left to send it", sent=False)
        host = _host(url)
        try:
            transport = await self._of_loop()
        except httpx2.ConnectError as error:
            return _failure(error, host)
        sending = transport.send(method, url, headers, body, timeouts=_timeouts(deadline), cap=cap, into=into)
        del url, headers, body  # a traceback of what follows must not hold them
        try:
            async with asyncio.timeout(deadline.remaining()):
                return await sending
        except (UnicodeError, TypeError) as error:
            return TransportFailure(
                "invalid", f"the request cannot be written: {type(error).__name__}", sent=False
            )
        except ToolspanError as error:
            return TransportFailure(_KINDS.get(type(error), "dropped"), error.message)
        except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            return _failure(error, host)
        except asyncio.CancelledError as error:
            raise without_frames(error)  # noqa: B904 - the same error
        except Exception as error:  # noqa: BLE001 - a fault of a user's own transport keeps the user's own frames
            raise without_frames(error, _HOLDING)  # noqa: B904 - as above

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        _, guard = self._by_loop.get(asyncio.get_running_loop(), (None, None))
        if guard:
            await guard.aclose()


def _timeouts(deadline: Deadline) -> dict[str, float]:
    left = deadline.remaining()
    left = _FOREVER if left is None else max(left, 0.001)
    return {"connect": min(CONNECT_TIMEOUT, left), "read": left, "write": left, "pool": left}


def _failure(error: Exception, host: str) -> TransportFailure:
    """Describe a transport error without keeping it, as it holds the request and its headers.

    Only the host of the URL is named: a path or query may hold a signature.
    """
    where = f" ({host})"
    reason = _reason(error) + where
    if isinstance(error, (httpx2.ConnectTimeout, httpx2.PoolTimeout)):
        return TransportFailure("timeout", f"the connection could not be made in time{where}", sent=False)
    if isinstance(error, (httpx2.TimeoutException, TimeoutError)):
        return TransportFailure("timeout", f"the response did not come in time{where}")
    if isinstance(
        error, (httpx2.ConnectError, httpx2.ProxyError, httpx2.UnsupportedProtocol, httpx2.InvalidURL)
    ):
        return TransportFailure("connect", reason, sent=False)
    return TransportFailure("dropped", reason)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return "the URL names no host"


def _reason(error: BaseException) -> str:
    """Return one of our own phrases for the underlying error; upstream text is left out."""
    seen: BaseException | None = error
    while seen is not None:
        if _out_of_files(seen):
            return OUT_OF_FILES
        for kinds, phrase in _PHRASES:
            if isinstance(seen, kinds):
                return phrase
        seen = seen.__cause__ or seen.__context__
    return _LAST_PHRASES.get(type(error).__name__, "the connection broke")


def _out_of_files(error: BaseException) -> bool:
    """Return whether a descriptor was missing; a name that was not resolved may hide that."""
    if isinstance(error, socket.gaierror):
        try:
            os.close(os.dup(0))
        except OSError as missing:
            error = missing
    return isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE)


_PHRASES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((ssl.SSLCertVerificationError,), "the server's TLS certificate is not trusted"),
    ((ssl.SSLError,), "the TLS handshake failed"),
    ((ConnectionRefusedError,), "the connection was refused"),
    ((ConnectionResetError, BrokenPipeError), "the connection was reset"),
)
_LAST_PHRASES = {
    "ConnectError": "the host could not be reached or its name not resolved",
    "ProxyError": "the proxy refused the connection",
    "UnsupportedProtocol": "only http and https URLs can be called",
    "InvalidURL": "the URL is not valid",
    "RemoteProtocolError": "the response broke off or was not valid HTTP",
    "ReadError": "the connection was reset",
}
