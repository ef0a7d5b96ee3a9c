"""An httpx2 transport on aiohttp, for those who send much: `transport=AiohttpTransport`.

Needs the `aiohttp` extra. Give the class itself, so that each event loop gets its own.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import httpx2
from yarl import URL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MAX_CONNECTIONS = 256
_PIECE = 2**16


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Sends requests through one aiohttp session; raises what httpx2's own transport would.

    Args:
        session: A session to use instead of an own one. It is not closed here.
    """

    def __init__(self, session: aiohttp.ClientSession | None = None) -> None:
        self._given = session
        self._session = session

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=MAX_CONNECTIONS)
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("accept", "accept-encoding", "user-agent", "content-type"),
                trust_env=True,
            )
        return self._session

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request and return its response with the body still to be read."""
        try:
            response = await self._open().request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=_headers(request),
                data=request.content or None,
                allow_redirects=False,
                timeout=_timeout(request),
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _translated(error, request) from None
        headers = list(response.raw_headers)
        return httpx2.Response(response.status, headers=headers, stream=_Body(response, request))

    async def aclose(self) -> None:
        """Close the session, unless it was given."""
        if self._session is not None and self._given is None:
            await self._session.close()


class _Body(httpx2.AsyncByteStream):
    def __init__(self, response: aiohttp.ClientResponse, request: httpx2.Request) -> None:
        self._response = response
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._response.content.iter_chunked(_PIECE):
                yield piece
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _translated(error, self._request) from None

    async def aclose(self) -> None:
        self._response.release()


def _headers(request: httpx2.Request) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]


def _timeout(request: httpx2.Request) -> aiohttp.ClientTimeout:
    given = request.extensions.get("timeout", {})
    return aiohttp.ClientTimeout(
        total=None, sock_connect=given.get("connect"), sock_read=given.get("read"), connect=given.get("pool")
    )


def _translated(error: Exception, request: httpx2.Request) -> httpx2.TransportError:
    """Return httpx2's error for an aiohttp one, so that the retry rule sees the same thing."""
    kinds: tuple[
        tuple[type[BaseException] | tuple[type[BaseException], ...], type[httpx2.TransportError]], ...
    ] = (
        (aiohttp.ConnectionTimeoutError, httpx2.ConnectTimeout),
        ((aiohttp.ServerTimeoutError, asyncio.TimeoutError), httpx2.ReadTimeout),
        (aiohttp.ClientHttpProxyError, httpx2.ProxyError),
        (aiohttp.ClientConnectorError, httpx2.ConnectError),
        (aiohttp.InvalidURL, httpx2.UnsupportedProtocol),
        ((aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError), httpx2.RemoteProtocolError),
    )
    kind = next((ours for theirs, ours in kinds if isinstance(error, theirs)), httpx2.ReadError)
    return kind(str(error)[:200], request=request)
