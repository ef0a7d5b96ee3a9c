"""Write journal in a SQLite file: outlives the process, and is shared by all processes that use the file."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from toolspan.errors import ConfigurationError
from toolspan.journal.base import DAY, Entry, Intent, this_process

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PATIENCE = 5.0
"""Seconds to wait for another process that writes to the file; it takes some milliseconds."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS writes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, attempt TEXT NOT NULL,
    operation TEXT NOT NULL, target TEXT, holder TEXT NOT NULL,
    began REAL NOT NULL, busy_until REAL NOT NULL, until REAL NOT NULL, receipt TEXT
);
CREATE INDEX IF NOT EXISTS writes_by_key ON writes (owner, key);
CREATE INDEX IF NOT EXISTS writes_by_target ON writes (owner, target);
CREATE INDEX IF NOT EXISTS writes_by_time ON writes (owner, began);
CREATE TABLE IF NOT EXISTS tickets (
    owner TEXT NOT NULL, ticket TEXT NOT NULL, digest TEXT NOT NULL, until REAL NOT NULL,
    PRIMARY KEY (owner, ticket)
);
PRAGMA application_id = 1953722226;
PRAGMA user_version = 1;
"""
_OURS, _VERSION = 1_953_722_226, 1
"""What tells a journal from any other file, an empty one above all: to take that for a journal would send everything again."""
_KNOWN: dict[Path, int] = {}
"""Journals that this process has used, with the number of the last write: one that is gone since then is not made again,
and one that knows of fewer writes than before is another."""
_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL)
_COLUMNS = "digest, attempt, holder, began, busy_until, until, receipt"


class SQLiteJournal:
    """Remembers writes in a file.

    The file holds hashes, times, names of operations and the answers that writes got. It can be read
    by its owner only. Each step that changes something waits until the disk has it: a write takes two
    such waits more, some milliseconds on an idle disk and tens of them on a busy one.

    Args:
        path: The file; made at first use, its folder must be there. A file that is there and is no
            journal, or an empty one, is refused: what it remembered would be sent again.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path).absolute()

    async def begin(self, intent: Intent, /) -> Entry | None:
        """Record a write that is about to be sent; return the entry that replays or blocks it."""
        with self._transaction() as db:
            db.execute("DELETE FROM writes WHERE until <= ?", (intent.now - DAY,))
            row = db.execute(
                f"SELECT number, {_COLUMNS} FROM writes WHERE owner = ? AND key = ? ORDER BY number DESC LIMIT 1",  # noqa: S608 - our own names
                (intent.owner, intent.key),
            ).fetchone()
            if row:
                number, entry = row[0], Entry(*row[1:])
                if entry.stands_against(intent, overtaken=_overtaken(db, number, intent)):
                    return entry
            db.execute(
                "INSERT INTO writes (owner, key, digest, attempt, operation, target, holder, began, busy_until, until)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (intent.owner, intent.key, intent.digest, intent.attempt, intent.operation, intent.target,
                 this_process(), intent.now, intent.busy_until, intent.until),
            )  # fmt: skip
        return None

    async def settle(self, intent: Intent, receipt: str | None, /) -> None:
        """Record how a write ended."""
        with self._transaction() as db:
            done = db.execute(
                "UPDATE writes SET receipt = ?, busy_until = 0 WHERE attempt = ?", (receipt, intent.attempt)
            )
            if not done.rowcount:
                raise sqlite3.DatabaseError("the write that was recorded there is not in it any more")

    async def withdraw(self, intent: Intent, /) -> None:
        """Forget a write that was not carried out."""
        with self._transaction() as db:
            db.execute("DELETE FROM writes WHERE attempt = ?", (intent.attempt,))

    async def begun_before(self, intent: Intent, since: float, /) -> Sequence[float]:
        """Return when earlier writes of the owner began."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT began FROM writes WHERE owner = ? AND began >= ? AND number <"
                " (SELECT number FROM writes WHERE attempt = ?) ORDER BY number",
                (intent.owner, since, intent.attempt),
            ).fetchall()
        return [row[0] for row in rows]

    async def ask(self, owner: str, ticket: str, digest: str, until: float, /) -> None:
        """Record what a person is being asked."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO tickets VALUES (?, ?, ?, ?)", (owner, ticket, digest, until))

    async def take(self, owner: str, ticket: str, digest: str, now: float, /) -> bool:
        """Use up an approval id; return whether it was for exactly this."""
        with self._transaction() as db:
            row = db.execute(
                "SELECT digest, until FROM tickets WHERE owner = ? AND ticket = ?", (owner, ticket)
            ).fetchone()
            db.execute(
                "DELETE FROM tickets WHERE (owner = ? AND ticket = ?) OR until <= ?", (owner, ticket, now)
            )
        return row is not None and row[0] == digest and now < row[1]

    async def drop(self, owner: str, ticket: str, /) -> None:
        """Forget what a person was asked."""
        with self._transaction() as db:
            db.execute("DELETE FROM tickets WHERE owner = ? AND ticket = ?", (owner, ticket))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Give a connection inside a transaction; one for each step, so that threads and forks share none.

        Raises:
            ConfigurationError: The file cannot be used.
        """
        try:
            unclean = self._found()
            with closing(sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)) as db:
                db.execute("PRAGMA synchronous = FULL")
                db.execute("BEGIN IMMEDIATE")
                self._check(db, whole=unclean)
                yield db
                last = _last(db)
                db.execute("COMMIT")
            _KNOWN[self._path] = max(last, _KNOWN[self._path])
        except (sqlite3.Error, OSError, ValueError, TypeError, ArithmeticError) as error:
            raise ConfigurationError(
                f"The journal of writes cannot be used ({self._path}): {error}.",
                hint="Without it no write is sent. Give SQLiteJournal a file that can be read and written.",
                retryable=getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING,
            ) from None

    def _found(self) -> bool:
        """Make the file if it never was there; return whether it is used for the first time after a crash."""
        if self._path in _KNOWN:
            self._path.stat()
            return False
        if not self._path.exists():
            self._make()
        os.close(os.open(self._path, os.O_RDWR))
        return self._path.with_name(f"{self._path.name}-journal").exists()

    def _make(self) -> None:
        """Make the file so that it appears whole: whoever finds it finds a journal."""
        new = self._path.with_name(f".{self._path.name}.{secrets.token_hex(6)}")
        try:
            os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            with closing(sqlite3.connect(new, isolation_level=None)) as db:
                db.execute("PRAGMA synchronous = FULL")
                db.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
            with suppress(FileExistsError):  # another process was faster
                os.link(new, self._path)
        finally:
            new.unlink(missing_ok=True)

    def _check(self, db: sqlite3.Connection, *, whole: bool) -> None:
        """Refuse a file that is no journal, or a damaged one."""
        marks = tuple(
            db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        if marks != (_OURS, _VERSION):
            raise sqlite3.DatabaseError(
                "it is there, but it is not a journal of this version, or its content is gone; what it "
                "remembered could be sent again, so look what was carried out before you remove it"
            )
        if whole and (said := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(f"it is damaged ({said})")
        if _last(db) < _KNOWN.setdefault(self._path, 0):
            raise sqlite3.DatabaseError(
                "it is another one than before: it was replaced, by an empty or older one, while this process ran; "
                "what it remembered could be sent again, so look what was carried out before you go on"
            )


def _last(db: sqlite3.Connection) -> int:
    """Return the number of the last write; it outlives the write itself."""
    found: int = db.execute(
        "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'writes'"
    ).fetchone()[0]
    return found


def _overtaken(db: sqlite3.Connection, number: int, intent: Intent) -> bool:
    """Return whether a later write went to the same target."""
    if not intent.target:
        return False
    found = db.execute(
        "SELECT 1 FROM writes WHERE owner = ? AND target = ? AND number > ? LIMIT 1",
        (intent.owner, intent.target, number),
    ).fetchone()
    return found is not None
