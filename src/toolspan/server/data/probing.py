"""Readiness probe: tests that the database accepts writes."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import insert

from toolspan.server.data.tables import revoked_tokens
from toolspan.server.problems import Busy, StorageFull

if TYPE_CHECKING:
    from pathlib import Path

    from toolspan.clock import Clock
    from toolspan.server.data.database import Database

SECONDS_KEPT = 10.0
"""Seconds that a result is cached."""
PATIENCE = 3.0
"""Timeout of one probe, in seconds."""
_LOCK_SECONDS = 2.0
_BYTES = 2**17  # exceeds the page cache, so that the write reaches the disk
_NOBODY = "00000000-0000-0000-0000-000000000000"


class WriteProbe:
    """Tests a write at most every ten seconds, whatever the number of requests.

    Args:
        database: The database to test.
        clock: Monotonic clock.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._asking = asyncio.Lock()
        self._found: tuple[float, str | None] | None = None

    async def fault(self) -> str | None:
        """Return why the database accepts no writes; None if it does."""
        async with self._asking:
            now = self._clock.monotonic()
            if self._found is None or not 0 <= now - self._found[0] < SECONDS_KEPT:
                self._found = now, await self._tried()
            return self._found[1]

    async def _tried(self) -> str | None:
        try:
            async with asyncio.timeout(PATIENCE):
                if self._database.path is not None:
                    return await asyncio.to_thread(_write_file, self._database.path, self._database.inode)
                await self._write()
        except (TimeoutError, Busy):
            return "it is locked, or does not answer in time"
        except StorageFull:
            return "its disk is full, or it cannot be written"
        except Exception as error:  # noqa: BLE001 - any error means that the database does not work
            return f"it fails ({type(error).__name__})"
        return None

    async def _write(self) -> None:
        with suppress(_TakenBack):
            async with self._database.write() as connection:
                await connection.execute(insert(revoked_tokens).values(jti=_NOBODY, expires_at=0))
                raise _TakenBack


class _TakenBack(Exception):
    """Rolls a transaction back."""


def _write_file(path: Path, inode: int) -> str | None:
    """Test a write to a SQLite file through a separate connection with a tiny cache, so that the disk is involved."""
    try:
        if path.stat().st_ino != inode:
            return "its file was replaced while the server ran: start the server again"
    except OSError:
        return "its file is missing"
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw", uri=True, timeout=_LOCK_SECONDS, isolation_level=None
    )
    try:
        connection.execute("PRAGMA cache_size=4")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO revoked_tokens (jti, expires_at) VALUES (zeroblob(?), 0)", (_BYTES,))
        connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        return _FAULTS.get(error.sqlite_errorcode & 0xFF, f"it fails ({type(error).__name__})")
    finally:
        connection.close()
    return None


_FULL = "its disk is full, or it cannot be written"
_FAULTS = {
    sqlite3.SQLITE_BUSY: "it is locked by another process",
    sqlite3.SQLITE_LOCKED: "it is locked by another process",
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _FULL,
    sqlite3.SQLITE_IOERR: _FULL,
    sqlite3.SQLITE_CANTOPEN: "its file cannot be opened",
    sqlite3.SQLITE_CORRUPT: "its file is damaged",
    sqlite3.SQLITE_NOTADB: "its file is damaged",
}
