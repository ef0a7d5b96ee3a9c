"""Database access: short transactions on SQLite (one writer at a time) or PostgreSQL."""

from __future__ import annotations

import logging
import os
import re
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from toolspan.errors import ConfigurationError
from toolspan.server.data.connections import Connections, connect_sqlite
from toolspan.server.data.sqlite_reader import Reader
from toolspan.server.problems import Busy, StorageFull

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.engine import URL

    from toolspan.server.settings import Settings

logger = logging.getLogger("toolspan.server")
BUSY_TIMEOUT_MS = 5_000
"""Milliseconds to wait for another writer, or for a lock."""
_BRIEFLY_MS = 200
_FULL = (
    "disk is full",
    "readonly",
    "disk i/o error",
    "no space left",
    "read-only",
    "attempt to write a readonly",
)
_UNKNOWN = "it does not answer"
_REASONS = {
    r"locked|lock timeout": "it is locked by another process",
    r'database "[^"]*" does not exist': "there is no database of this name",
    r'role "[^"]*"|authentication failed|no password supplied|no pg_hba\.conf entry': "login refused",
    r"connection refused": "connection refused",
    r"resolve host|translate host|name or service not known": "the host is not known",
    r"timeout expired|timed out": "no answer in time",
    r"too many|remaining connection slots": "it has too many connections",
    r"starting up|shutting down": "it is starting or shutting down",
    r"unable to open database file": "the file cannot be opened",
}
_PRIVATE_DIR, _PRIVATE_FILE = 0o700, 0o600


class Database:
    """Opens connections for one transaction each.

    Args:
        settings: Settings with the URL and the pool size.
        waited: Called with the seconds until a connection was free and, for a write on SQLite, until it could begin.
    """

    def __init__(self, settings: Settings, waited: Callable[[float], None] = lambda _: None) -> None:
        self._waited = waited
        url = make_url(settings.sqlalchemy_url)
        self.path: Path | None = None
        self.inode = 0
        self.scrubbed = True
        self.sqlite = url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"pool_size": settings.pool_size, "pool_timeout": settings.pool_timeout}
        if self.sqlite:
            self.path, self.inode = _private(url.database)
            url = _existing(url)
            self._connections = Connections(connect_sqlite)
            arguments: dict[str, Any] = {"timeout": BUSY_TIMEOUT_MS / 1000}
        else:
            import psycopg  # noqa: PLC0415 - a server on SQLite needs none of it

            self._connections = Connections(psycopg.AsyncConnection.connect)
            options["pool_pre_ping"] = True
            arguments = {"connect_timeout": 5}
        options["connect_args"] = {**arguments, "async_creator_fn": self._connections.open}
        self.engine: AsyncEngine = create_async_engine(url, max_overflow=0, hide_parameters=True, **options)
        if self.sqlite:
            event.listen(self.engine.sync_engine, "connect", _configure)
            event.listen(self.engine.sync_engine, "begin", _begin)
        else:
            event.listen(self.engine.sync_engine, "connect", _patient)
        self._reader = Reader(url) if self.sqlite else None
        self._readers = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writers = self.engine.execution_options(writes=True) if self.sqlite else self.engine

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection for reads. Each query is its own snapshot."""
        with _translated():
            if self._reader is not None:
                yield cast("AsyncConnection", self._reader)  # reads use only `execute`
                return
            start = perf_counter()
            async with self._readers.connect() as connection:
                self._waited(perf_counter() - start)
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction: commits at the end of the block, rolls back on an error."""
        with _translated():
            start = perf_counter()
            async with self._writers.begin() as connection:
                self._waited(perf_counter() - start)
                yield connection

    async def scrub(self) -> bool:
        """Purge deleted data from the files; return True when done.

        SQLite zeroes deleted data, but its log still holds it: this truncates the log, unless somebody reads or
        writes at the same time; then try again. PostgreSQL purges deleted data by itself, when it vacuums.
        """
        if not self.sqlite:
            return True
        with _translated():
            async with self.engine.connect() as connection:
                await connection.exec_driver_sql(
                    f"PRAGMA busy_timeout={_BRIEFLY_MS}"
                )  # blocks writers during the checkpoint
                try:
                    found = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).first()
                finally:
                    await connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        self.scrubbed = found is not None and found[0] == 0
        return self.scrubbed

    async def close(self) -> None:
        """Close all connections."""
        if self._reader is not None:
            self._reader.close()
        await self.engine.dispose()
        await self._connections.close()


class _translated:  # noqa: N801 - used like a function
    """Translates driver errors for a busy or full database into error responses."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, PoolTimeout):
            logger.warning("no connection to the database became free in time")
            raise Busy("no connection became free in time") from None
        if isinstance(error, DBAPIError):
            text = str(error.orig).lower()
            if any(phrase in text for phrase in _FULL):
                raise StorageFull from None
            lost = error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))
            if "locked" in text or lost:
                why = _why(text)
                logger.warning("the database does not answer: %s", why)
                raise Busy(why) from None


def _why(text: str) -> str:
    """Return the reason of a driver's error in words. Its own text may hold the user, which is nobody's business."""
    return next((why for said, why in _REASONS.items() if re.search(said, text)), _UNKNOWN)


def name_of(settings: Settings) -> str:
    """Return the database without user and password."""
    path, url = file_of(settings), make_url(settings.sqlalchemy_url)
    if path:
        return f"SQLite {path}"
    host = url.host or url.query.get("host") or "local"
    return f"PostgreSQL {host}:{url.port or 5432}/{url.database}"


def file_of(settings: Settings) -> Path | None:
    """Return the file of a SQLite database; None for PostgreSQL."""
    url = make_url(settings.sqlalchemy_url)
    return Path(url.database).resolve() if url.get_backend_name() == "sqlite" and url.database else None


def _existing(url: URL) -> URL:
    """Return the URL such that connecting never creates the file: a lost database must not come back empty."""
    return url.set(
        database=f"file:{quote(str(url.database))}", query={**url.query, "mode": "rw", "uri": "true"}
    )


def _private(database: str | None) -> tuple[Path, int]:
    """Restrict the SQLite file and its companion files to their owner; return path and inode."""
    if not database or database == ":memory:":
        raise ConfigurationError("SQLite needs a file: sqlite:///path.")
    path = Path(database)
    made = not path.parent.exists()
    path.parent.mkdir(mode=_PRIVATE_DIR, parents=True, exist_ok=True)
    if made:
        path.parent.chmod(_PRIVATE_DIR)
    if path.is_symlink():
        raise ConfigurationError(f"{path} is a symbolic link; name the file itself.")
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, _PRIVATE_FILE))
    except OSError as error:
        raise ConfigurationError(f"The database {path} cannot be opened: {error.strerror}.") from None
    found = path.stat()
    if found.st_mode & 0o077:
        path.chmod(_PRIVATE_FILE)
    return path, found.st_ino


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # _begin starts transactions
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",  # credentials and recorded outcomes must survive a power failure
        "foreign_keys=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _patient(connection: Any, _record: object) -> None:
    """Set the lock timeout of PostgreSQL to that of SQLite. Its default is to wait forever."""
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
    cursor.close()
    connection.commit()


def _begin(connection: Any) -> None:
    """Begin a transaction for writers. Readers run in autocommit, so they hold no lock."""
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
