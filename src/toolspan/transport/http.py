"""The one seam through which bytes leave: sends a request, gives back an answer or a fault."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable
from urllib.parse import urlsplit

import httpx2

from toolspan.errors import ConfigurationError, TooLarge, ToolspanError, quoted
from toolspan.transport.body import read_body

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping

    from toolspan.clock import Deadline
    from toolspan.transport.body import Sink


def checked_url(url: str, name: str) -> str:
    """Return a base URL without a slash at its end.

    Args:
        url: As a user gave it.
        name: What the user calls it, for the error.

    Raises:
        ConfigurationError: It is not https (http only on loopback), or holds more than host and path.
    """
    try:
        parts = urlsplit(url) if url.isascii() and url.isprintable() and " " not in url else urlsplit("")
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigurationError(f"{name} must hold no query, fragment or user.")
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and local)):
        raise ConfigurationError(
            f"{name} must be an https URL (http only on loopback), not {quoted(url) if '://' not in url else repr(url[:80])}."
        )
    return url.rstrip("/")


JSON_CAP = 32 * 2**20
"""Bytes of one JSON answer at most, after decompression."""
CONNECT_TIMEOUT = 5.0
"""Seconds for a connection to be made."""
_FOREVER = 300.0  # seconds for one read when the call itself has no deadline

OUT_OF_FILES = "this process has no file descriptors left (ulimit -n raises the limit)"
"""What faults and errors say where a socket could not be opened."""

FaultKind = Literal["connect", "timeout", "dropped", "too_large", "invalid"]


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response that arrived whole; what it says is hidden where a traceback would show it."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Return whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the 2xx class


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer. `sent` is False only where the request provably did not leave."""

    kind: FaultKind
    text: str
    sent: bool = True


@runtime_checkable
class Wire(Protocol):
    """What sends a request and reads its answer on one event loop."""

    async def exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        timeouts: Mapping[str, float],
        cap: int,
        into: Sink | None = None,
    ) -> Answer:
        """Return the answer, read under the cap; its body goes into a sink if there is one.

        Raises:
            httpx2.HTTPError: There is none.
            ToolspanError: Its body is too large or damaged.
        """
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


class _Httpx2Wire:
    """The usual wire: an httpx2 client."""

    def __init__(self, transport: httpx2.AsyncBaseTransport | None) -> None:
        limits = httpx2.Limits(max_connections=256, max_keepalive_connections=64)
        self._client = httpx2.AsyncClient(transport=transport, follow_redirects=False, limits=limits)

    async def exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        timeouts: Mapping[str, float],
        cap: int,
        into: Sink | None = None,
    ) -> Answer:
        request = httpx2.Request(method, url, headers=headers, content=body, extensions={"timeout": timeouts})
        response = await self._client.send(request, stream=True)
        try:
            stream: AsyncIterable[bytes] = response.stream  # type: ignore[assignment]
            content = await read_body(stream, response.headers.get("content-encoding", ""), cap, into)
        finally:
            await response.aclose()
        return Answer(response.status_code, response.headers, content)

    async def aclose(self) -> None:
        await self._client.aclose()


class Http:
    """Connections, kept apart by event loop and made at first use.

    Args:
        transport: Any httpx2 async transport to use instead of the network (mock, ASGI, aiohttp), or
            what makes one per event loop. One that is a `Wire` by itself is used without a client.
    """

    def __init__(
        self, transport: httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None = None
    ) -> None:
        self._transport = transport
        self._wires: dict[asyncio.AbstractEventLoop, tuple[Wire, AsyncGenerator[None]]] = {}

    async def _wire(self) -> Wire:
        loop = asyncio.get_running_loop()
        if loop in self._wires:
            return self._wires[loop][0]
        for ended in [known for known in list(self._wires) if known.is_closed()]:
            del self._wires[ended]
        wire, guard = self._new_wire(), self._until_loop_ends(loop)
        self._wires[loop] = wire, guard
        await anext(guard)
        return wire

    def _new_wire(self) -> Wire:
        transport = self._transport
        if transport is not None and not isinstance(transport, httpx2.AsyncBaseTransport):
            transport = transport()
        if isinstance(transport, Wire):
            return transport
        try:
            return _Httpx2Wire(transport)
        except (ValueError, OSError, ImportError, httpx2.InvalidURL) as error:
            if _out_of_files(error):
                raise httpx2.ConnectError(OUT_OF_FILES) from error
            raise ConfigurationError(
                f"The proxy or TLS settings of the environment cannot be used ({type(error).__name__}).",
                hint="Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.",
            ) from None

    async def _until_loop_ends(self, loop: asyncio.AbstractEventLoop) -> AsyncGenerator[None]:
        """Close the loop's connections when `asyncio.run` ends: it finishes generators that were left open."""
        try:
            yield
        finally:
            wire, _ = self._wires.pop(loop, (None, None))
            if wire:
                await wire.aclose()

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
    ) -> Answer | Fault:
        """Send one request and read its whole answer.

        Args:
            method: HTTP method.
            url: Complete URL, already encoded.
            headers: Headers to send; nothing but host and length is added.
            deadline: Until when.
            body: Bytes to send.
            cap: Bytes of the answer at most, after decompression.
            into: Takes the body piece by piece, so that the answer holds none.

        Raises:
            ConfigurationError: The environment's proxy or TLS settings make no sense.
        """
        if deadline.remaining() == 0:
            return Fault("timeout", "no time was left to send it", sent=False)
        try:
            wire = await self._wire()
        except httpx2.ConnectError as error:
            return _fault(error, url)
        exchange = wire.exchange(method, url, headers, body, timeouts=_timeouts(deadline), cap=cap, into=into)
        del headers, body  # a traceback of what follows must not hold them
        try:
            async with asyncio.timeout(deadline.remaining()):
                return await exchange
        except (UnicodeError, TypeError) as error:
            return Fault("invalid", f"the request cannot be written: {type(error).__name__}", sent=False)
        except ToolspanError as error:
            return Fault("too_large" if isinstance(error, TooLarge) else "dropped", error.message)
        except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            return _fault(error, url)
        except asyncio.CancelledError as error:
            error.__context__ = None
            raise error.with_traceback(None)  # noqa: B904 - the frames below hold the credentials

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        _, guard = self._wires.get(asyncio.get_running_loop(), (None, None))
        if guard:
            await guard.aclose()


def _timeouts(deadline: Deadline) -> dict[str, float]:
    left = deadline.remaining()
    left = _FOREVER if left is None else max(left, 0.001)
    return {"connect": min(CONNECT_TIMEOUT, left), "read": left, "write": left, "pool": left}


def _fault(error: Exception, url: str) -> Fault:
    """Describe a transport error without keeping it: it holds the request and its headers.

    Of the URL it names the host alone: a path or a query may hold a signature.
    """
    where = f" ({_host(url)})"
    reason = _reason(error) + where
    if isinstance(error, (httpx2.ConnectTimeout, httpx2.PoolTimeout)):
        return Fault("timeout", f"the connection could not be made in time{where}", sent=False)
    if isinstance(error, (httpx2.TimeoutException, TimeoutError)):
        return Fault("timeout", f"the answer did not come in time{where}")
    if isinstance(
        error, (httpx2.ConnectError, httpx2.ProxyError, httpx2.UnsupportedProtocol, httpx2.InvalidURL)
    ):
        return Fault("connect", reason, sent=False)
    return Fault("dropped", reason)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return "the URL names no host"


def _reason(error: BaseException) -> str:
    """Say in one of our own phrases what went wrong underneath; upstream text is left out."""
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
    "RemoteProtocolError": "the answer broke off or was not valid HTTP",
    "ReadError": "the connection was reset",
}
