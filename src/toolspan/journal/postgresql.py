"""Write journal in PostgreSQL: shared by all processes that use the database, on whatever machines."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from toolspan.errors import ConfigurationError
from toolspan.journal.base import DAY, Entry, Intent, this_process

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

_PATIENCE = 5.0
"""Seconds that one step may take, a wait for other processes included; it takes some milliseconds."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS toolspan_writes (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner text NOT NULL, key text NOT NULL, digest text NOT NULL, attempt text NOT NULL UNIQUE,
    operation text NOT NULL, target text, holder text NOT NULL, began double precision NOT NULL,
    busy_until double precision NOT NULL, until double precision NOT NULL, receipt text
);
CREATE INDEX IF NOT EXISTS toolspan_writes_by_key ON toolspan_writes (owner, key, number);
CREATE INDEX IF NOT EXISTS toolspan_writes_by_target ON toolspan_writes (owner, target, number);
CREATE INDEX IF NOT EXISTS toolspan_writes_by_time ON toolspan_writes (owner, began);
CREATE INDEX IF NOT EXISTS toolspan_writes_by_end ON toolspan_writes (until);
CREATE TABLE IF NOT EXISTS toolspan_approvals (
    owner text NOT NULL, ticket text NOT NULL, digest text NOT NULL, until double precision NOT NULL,
    PRIMARY KEY (owner, ticket)
);
"""
_ENTRY = """
SELECT digest, attempt, holder, began, busy_until, until, receipt, EXISTS (
    SELECT 1 FROM toolspan_writes newer
    WHERE newer.owner = found.owner AND newer.target = %(target)s AND newer.number > found.number
) FROM toolspan_writes found WHERE owner = %(owner)s AND key = %(key)s ORDER BY number DESC LIMIT 1
"""


class PostgreSQLJournal:
    """Remembers writes in a PostgreSQL database.

    Its two tables (`toolspan_writes`, `toolspan_approvals`) are made at first use; they hold hashes, times, names of
    operations and the answers that writes got. A write that another process is at work on is waited for, as long as
    that process lives: each holds an advisory lock on its own name while it is connected, so give the database's own
    address, not that of a pool that shares connections between transactions.

    Args:
        url: Such as `postgresql://user@host/name`; what it leaves out comes from `PGPASSWORD` and `~/.pgpass`.

    Raises:
        ConfigurationError: The extra `postgresql` is not installed, or the URL is not valid.
    """

    def __init__(self, url: str) -> None:
        try:
            from psycopg import ProgrammingError  # noqa: PLC0415 - the extra, asked for where it is needed
            from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - as above
        except ImportError:
            raise ConfigurationError(
                "A journal in PostgreSQL needs the extra postgresql.",
                hint='Install it with pip install "toolspan[postgresql]".',
            ) from None
        try:
            given = conninfo_to_dict(url)
        except ProgrammingError:
            raise ConfigurationError(
                "The URL of the journal is not valid.", hint="It looks like postgresql://user@host/name."
            ) from None
        self._url = url
        self._name = f"{given.get('dbname') or 'its database'} at {given.get('host') or 'this machine'}"
        self._sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, _Session] = WeakKeyDictionary()

    async def begin(self, intent: Intent, /) -> Entry | None:
        """Record a write that is about to be sent; return the entry that replays or blocks it."""
        step = asyncio.ensure_future(self._begin(intent))
        try:
            return await asyncio.shield(step)
        except asyncio.CancelledError:  # nothing is sent: leave nothing that would block the write
            with suppress(ConfigurationError):
                if await step is None:
                    await self.withdraw(intent)
            raise

    async def _begin(self, intent: Intent) -> Entry | None:
        async with self._step() as run:
            await run("SELECT pg_advisory_xact_lock(%s)", _number(intent.owner))  # one at a time, in order
            await run("DELETE FROM toolspan_writes WHERE until <= %s", intent.now - DAY)
            rows = await run(
                _ENTRY, {"owner": intent.owner, "key": intent.key, "target": intent.target or ""}
            )
            if rows:
                *columns, overtaken = rows[0]
                entry = Entry(*columns)
                if entry.stands_against(intent, overtaken=overtaken):
                    return await _with_life(entry, run)
            await run(
                "INSERT INTO toolspan_writes"
                " (owner, key, digest, attempt, operation, target, holder, began, busy_until, until)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                intent.owner, intent.key, intent.digest, intent.attempt, intent.operation, intent.target,
                this_process(), intent.now, intent.busy_until, intent.until,
            )  # fmt: skip
        return None

    async def settle(self, intent: Intent, receipt: str | None, /) -> None:
        """Record how a write ended."""
        async with self._step() as run:
            found = await run(
                "UPDATE toolspan_writes SET receipt = %s, busy_until = 0 WHERE attempt = %s RETURNING 1",
                receipt,
                intent.attempt,
            )
        if not found:
            raise self._unusable("the write that was recorded there is not in it any more")

    async def withdraw(self, intent: Intent, /) -> None:
        """Forget a write that was not carried out."""
        async with self._step() as run:
            await run("DELETE FROM toolspan_writes WHERE attempt = %s", intent.attempt)

    async def begun_before(self, intent: Intent, since: float, /) -> Sequence[float]:
        """Return when earlier writes of the owner began."""
        async with self._step() as run:
            rows = await run(
                "SELECT began FROM toolspan_writes WHERE owner = %s AND began >= %s AND number <"
                " (SELECT number FROM toolspan_writes WHERE attempt = %s) ORDER BY number",
                intent.owner,
                since,
                intent.attempt,
            )
        return [row[0] for row in rows]

    async def ask(self, owner: str, ticket: str, digest: str, until: float, /) -> None:
        """Record what a person is being asked."""
        async with self._step() as run:
            await run(
                "INSERT INTO toolspan_approvals VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (owner, ticket) DO UPDATE SET digest = excluded.digest, until = excluded.until",
                owner,
                ticket,
                digest,
                until,
            )

    async def take(self, owner: str, ticket: str, digest: str, now: float, /) -> bool:
        """Use up an approval id; return whether it was for exactly this."""
        async with self._step() as run:
            rows = await run(
                "DELETE FROM toolspan_approvals WHERE owner = %s AND ticket = %s RETURNING digest, until",
                owner,
                ticket,
            )
            await run("DELETE FROM toolspan_approvals WHERE until <= %s", now)
        return bool(rows) and rows[0][0] == digest and now < rows[0][1]

    async def drop(self, owner: str, ticket: str, /) -> None:
        """Forget what a person was asked."""
        async with self._step() as run:
            await run("DELETE FROM toolspan_approvals WHERE owner = %s AND ticket = %s", owner, ticket)

    def close(self) -> None:
        """Close the connections of all event loops. A later write opens one again."""
        for session in self._sessions.values():
            session.close()

    @asynccontextmanager
    async def _step(self) -> AsyncIterator[Any]:
        """Give a function that runs statements in one transaction.

        Raises:
            ConfigurationError: The database cannot be used.
        """
        from psycopg import Error, OperationalError  # noqa: PLC0415 - the extra

        session = self._sessions.setdefault(asyncio.get_running_loop(), _Session())
        try:
            async with asyncio.timeout(_PATIENCE), session.lock:
                try:
                    run = await session.connected(self._url)
                    await run("BEGIN")
                    yield run
                    await run("COMMIT")
                except BaseException:
                    session.close()  # which rolls back, also in the middle of a statement
                    raise
        except (Error, OSError, TimeoutError) as error:
            reason = str(error).partition("\n")[0] or type(error).__name__
            passing = isinstance(error, (OperationalError, OSError, TimeoutError))
            raise self._unusable(reason, retryable=passing) from None

    def _unusable(self, reason: str, *, retryable: bool = False) -> ConfigurationError:
        return ConfigurationError(
            f"The journal of writes cannot be used ({self._name}): {reason}.",
            hint="Without it no write is sent. Give PostgreSQLJournal a database that answers and can be written.",
            retryable=retryable,
        )


class _Session:
    """The connection of one event loop, which holds the lock that says that this process lives."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self._connection: Any = None

    async def connected(self, url: str) -> Any:
        """Return a function that runs statements on the connection, a new one where the last one broke."""
        from psycopg import AsyncConnection  # noqa: PLC0415 - the extra

        run = self._run
        if self._connection is None or self._connection.closed:
            self._connection = await AsyncConnection.connect(
                url, autocommit=True, connect_timeout=int(_PATIENCE)
            )
            await run("BEGIN")
            await run("SELECT pg_advisory_xact_lock(%s)", _number("schema"))
            if await run("SELECT to_regclass('toolspan_approvals')") == [(None,)]:
                await run(_SCHEMA)
            await run("COMMIT")
            await run("SELECT pg_advisory_lock_shared(%s)", _number(this_process()))
        return run

    async def _run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        given = values[0] if values and isinstance(values[0], dict) else values
        cursor = await self._connection.execute(statement, given or None)
        return await cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        """Close the connection, from any thread and whether or not its loop still runs."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.pgconn.finish()

    def __del__(self) -> None:
        self.close()  # its event loop has ended


async def _with_life(entry: Entry, run: Any) -> Entry:
    """Return the entry with whether its process lives, where that is another one."""
    if entry.receipt is not None or not entry.busy_until or entry.holder == this_process():
        return entry
    free = await run("SELECT pg_try_advisory_xact_lock(%s)", _number(entry.holder))
    return replace(entry, holder_lives=not free[0][0])


def _number(name: str) -> int:
    """Return the number of an advisory lock."""
    return int.from_bytes(hashlib.sha256(f"toolspan journal {name}".encode()).digest()[:8], signed=True)
