"""Sockets: uvicorn's HTTP protocol on a loopback port, in this loop or in a thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.server import ServerState

if TYPE_CHECKING:
    from starlette.types import ASGIApp

__all__ = ["Listener", "ThreadedListener", "bind"]


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio disables Nagle's algorithm only if the protocol is given explicitly; without
    # that every response waits 40 ms for an acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    listening.setblocking(False)
    return listening


class Listener:
    """Serves an ASGI application on a socket, in the running event loop.

    It uses uvicorn's protocol class directly: uvicorn's own server polls for shutdown ten times a
    second and installs signal handlers, while a test run starts hundreds of these.
    """

    def __init__(self, app: ASGIApp, listening: socket.socket) -> None:
        self._config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=75,
        )
        self._socket = listening
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Start accepting connections."""
        if not self._config.loaded:
            self._config.load()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, sock=self._socket)

    async def stop(self) -> None:
        """Stop accepting, and abort all connections and their requests."""
        if self._server is not None:
            self._server.close()
        tasks = tuple(self._state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for connection in tuple(self._state.connections):
            connection.transport.close()
        # One loop turn lets the transports close their sockets.
        await asyncio.sleep(0)

    def _protocol(self) -> asyncio.Protocol:
        protocol: Any = self._config.http_protocol_class
        made: asyncio.Protocol = protocol(config=self._config, server_state=self._state, app_state={})
        return made


class ThreadedListener:
    """`Listener` in its own thread, for blocking clients."""

    def __init__(self, app: ASGIApp, listening: socket.socket) -> None:
        self._listener = Listener(app, listening)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="toolspan-emulator", daemon=True)

    def start(self) -> None:
        """Start the thread and wait until it accepts connections."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listener.start(), self._loop).result()

    def stop(self) -> None:
        """Abort all connections and end the thread."""
        asyncio.run_coroutine_threadsafe(self._listener.stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
