"""Connections of an engine: each is closed in the end, whatever was cancelled meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine


class Connections:
    """Opens connections for the pool and closes those that the pool lost sight of.

    A pool forgets a connection whose opening was cancelled, and one that is still in use when the pool is disposed of.

    Args:
        connect: Opens a connection of the driver, such as `psycopg.AsyncConnection.connect`.
    """

    def __init__(self, connect: Callable[..., Awaitable[Any]]) -> None:
        self._connect = connect
        self._opened: WeakSet[Any] = WeakSet()
        self._pending: set[asyncio.Task[Any]] = set()

    async def open(self, *arguments: Any, **options: Any) -> Any:
        """Open a connection of the driver; when cancelled, close it as soon as it is open.

        Args:
            *arguments: Positional arguments for the driver.
            **options: Options for the driver.
        """
        opening = self._follow(self._connected(*arguments, **options))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            self._follow(_unwanted(opening))
            raise

    async def close(self) -> None:
        """Close all connections that are still open."""
        while self._pending:
            await asyncio.gather(*self._pending, return_exceptions=True)
        for connection in list(self._opened):
            await connection.close()

    async def _connected(self, *arguments: Any, **options: Any) -> Any:
        connection = await self._connect(*arguments, **options)
        self._opened.add(connection)
        return connection

    def _follow(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
        return task


async def _unwanted(opening: asyncio.Task[Any]) -> None:
    try:
        connection = await opening
    except Exception:  # noqa: BLE001 - it did not open, and nobody waits for it any more
        return
    await connection.close()


class SQLiteConnection(aiosqlite.Connection):
    """A connection whose thread can be waited for.

    A thread that ends after its event loop was closed fails with an error that belongs to nobody.
    """

    _stopped: asyncio.Future[Any] | None = None

    def stop(self) -> asyncio.Future[Any] | None:
        """Stop the thread, once; return what becomes done when it has ended."""
        if self._stopped is None:
            self._stopped = super().stop()
        return self._stopped

    async def close(self) -> None:
        """Close the connection and wait until its thread has ended."""
        await super().close()
        if self._stopped is not None:
            await self._stopped


async def connect_sqlite(*arguments: Any, **options: Any) -> SQLiteConnection:
    """Open a SQLite file in a thread of its own.

    Args:
        *arguments: Positional arguments of `sqlite3.connect`.
        **options: Options of `sqlite3.connect`.
    """
    connection = SQLiteConnection(lambda: sqlite3.connect(*arguments, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: a process that ends waits for no connection
    try:
        await connection
    except sqlite3.Error:
        await connection.close()
        raise
    return connection
