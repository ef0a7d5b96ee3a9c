"""SQLite reads in the event loop, without a thread.

A read by key takes some tens of microseconds; a hand-over to a thread takes many times that. In WAL mode
readers never wait for writers, so a read cannot block the loop for long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Executable
    from sqlalchemy.engine import URL

PATIENCE_MS = 100
"""Milliseconds that a read may wait, as while another process recovers the file."""


class Reader:
    """A read-only connection with the interface of an asynchronous one.

    Args:
        url: The database.
    """

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url.set(drivername="sqlite"),
            poolclass=StaticPool,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
            connect_args={"timeout": PATIENCE_MS / 1000},
        )
        event.listen(self._engine, "connect", _read_only)
        self._connection: Connection | None = None

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run one query and return its result."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection.execute(statement, parameters)

    def close(self) -> None:
        """Close the connection. A later query opens a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._engine.dispose()


def _read_only(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={PATIENCE_MS}", "query_only=ON", "trusted_schema=OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
