"""aiohttp transport, for high request rates: `transport=AiohttpTransport`.

Needs the `aiohttp` extra. Give the class itself, so that each event loop gets its own.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

import aiohttp
import httpx2
from yarl import URL

from toolspan.transport.body import check_finite, read_body
from toolspan.transport.http import Response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from toolspan.transport.body import Sink

MAX_CONNECTIONS = 256
_PIECE = 2**16


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Sends requests through one aiohttp session; raises what httpx2's own transport would.

    Args:
        session: A session to use instead of an own one. It is not closed here; its own second try
            where a kept connection breaks is switched off.
    """

    def __init__(self, session: aiohttp.ClientSession | None = None) -> None:
        self._given = session
        self._session = session and _sending_once(session)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = _sending_once(new_session())
        return self._session

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
        """Send one request and return its response, read up to the cap, without an httpx2 client in between."""
        try:
            async with self._request(method, url, headers, body, timeouts) as response:
                encoding = response.headers.get("content-encoding", "")
                check_finite(response.headers.get("content-type", "").lower())
                content = await read_body(response.content.iter_any(), encoding, cap, into)
                return Response(response.status, response.headers, content)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _translated(error) from None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request of an httpx2 client and return its response with the body still to be read."""
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        timeouts = request.extensions.get("timeout", {})
        try:
            response = await self._request(
                request.method, str(request.url), headers, request.content or None, timeouts
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _translated(error) from None
        return httpx2.Response(response.status, headers=list(response.raw_headers), stream=_Body(response))

    def _request(
        self, method: str, url: str, headers: Any, body: bytes | None, timeouts: Mapping[str, float]
    ) -> Any:
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=timeouts.get("pool"),
            sock_connect=timeouts.get("connect"),
            sock_read=timeouts.get("read"),
        )
        return self._open().request(
            method,
            URL(url, encoded=True),
            headers=headers,
            data=body,
            allow_redirects=False,
            timeout=timeout,
        )

    async def aclose(self) -> None:
        """Close the session, unless it was given."""
        if self._session is not None and self._given is None:
            await self._session.close()
            await asyncio.sleep(0)  # sockets close in the loop's next turn, which may be its last


def new_session(
    connections: int = MAX_CONNECTIONS, observers: Sequence[aiohttp.TraceConfig] = ()
) -> aiohttp.ClientSession:
    """Return a session that adds nothing to a request; several transports can share it, and its sockets.

    Args:
        connections: Sockets at most.
        observers: Observers of its requests.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("accept", "accept-encoding", "user-agent", "content-type"),
        trace_configs=list(observers),
        trust_env=bool(getproxies()),  # it costs a file look-up per request: only where there is a proxy
    )


def _sending_once(session: aiohttp.ClientSession) -> aiohttp.ClientSession:
    """Switch off aiohttp's own second try, of writes too: retries are the connector's, and there is no public switch."""
    session._retry_connection = False  # noqa: SLF001
    return session


class _Body(httpx2.AsyncByteStream):
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._response.content.iter_chunked(_PIECE):
                yield piece
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _translated(error) from None

    async def aclose(self) -> None:
        self._response.release()


def _translated(error: Exception) -> httpx2.TransportError:
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
    return kind(str(error)[:200])
