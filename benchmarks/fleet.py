"""Several server processes on one database, and one address in front of them."""

from __future__ import annotations

import asyncio
import multiprocessing
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from toolspan.server import serve, settings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from types import TracebackType

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["toolspan.server.app", "toolspan.server.serving", "psycopg", "redis.asyncio"])
_START_SECONDS = 60.0
_CHUNK = 2**16


class Fleet:
    """Server processes. Each may be started, killed, and started again; all end with the block.

    Args:
        given: The settings of each.
    """

    def __init__(self, *given: dict[str, Any]) -> None:
        self.given = given
        self._processes: list[Any] = [None] * len(given)
        self.urls = [""] * len(given)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in range(len(self._processes)):
            self.kill(number)

    def start(self, number: int) -> str:
        """Start a process, and return its URL once it accepts connections."""
        here, there = _FORKS.Pipe(duplex=False)
        process = _FORKS.Process(target=_serve, args=(self.given[number] | {"port": 0}, there), daemon=True)
        process.start()
        there.close()
        with here:
            if not here.poll(_START_SECONDS):
                raise RuntimeError(f"server {number} did not start")
            self._processes[number], self.urls[number] = process, here.recv()
        return self.urls[number]

    def kill(self, number: int) -> None:
        """Kill a process at once (SIGKILL)."""
        process, self._processes[number], self.urls[number] = self._processes[number], None, ""
        if process is not None:
            process.kill()
            process.join()

    def pid(self, number: int) -> int:
        """Return the id of a process."""
        found: int = self._processes[number].pid
        return found


def _serve(given: dict[str, Any], ready: Connection) -> None:
    serve(settings(**given), ready=ready.send)


class Balancer:
    """TCP balancer: each connection goes to the next process that accepts it.

    Args:
        fleet: The processes.
    """

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._next = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=1_024)
        host, port = self._server.sockets[0].getsockname()
        return f"http://{host}:{port}"

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._join(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what both sides send, until one of them closes."""
        back = await self._connected()
        if back is None:
            writer.close()
            return
        pipes = [asyncio.ensure_future(_pipe(reader, back[1])), asyncio.ensure_future(_pipe(back[0], writer))]
        try:
            await asyncio.wait(pipes, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pipe in pipes:
                pipe.cancel()
            back[1].close()
            writer.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        urls = self._fleet.urls
        for _ in urls:
            self._next += 1
            host, _, port = urls[self._next % len(urls)].rpartition("/")[2].partition(":")
            with suppress(OSError, ValueError):
                return await asyncio.open_connection(host, int(port))
        return None


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
