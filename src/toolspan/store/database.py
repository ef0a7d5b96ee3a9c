"""Database of a context store: tables, state and coverage of one account, and the one way in which they are written."""

from __future__ import annotations

import json
import secrets
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.store.change import INTERNAL, coverage_of, names_of, write
from toolspan.store.tables import raw_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolspan.store.account import Account
    from toolspan.store.change import Change
    from toolspan.store.connection import Connection
    from toolspan.store.coverage import Coverage
    from toolspan.store.tables import StoreFacts, Stream, Table

FORMAT = 1
"""Version of the tables that are not described by facts: `_state`, `_coverage`, `_format`, `_key`."""
ACCOUNT = "_account"
"""Row of `_state` that names the account whose data it is."""
EXPORTS = "_exports"
"""Row of `_state` with the places that exports went to, outside of the store's own folder."""
TRACES = "_traces"
"""Row of `_state` that is there while files may still have what was deleted."""
_MISUNDERSTOOD = frozenset(
    [
        "BinderException",
        "CatalogException",
        "ConversionException",
        "ParserException",
        "SyntaxError",
        "UndefinedColumn",
        "UndefinedFunction",
        "DatatypeMismatch",
        "InvalidTextRepresentation",
    ]
)
"""Errors of DuckDB and PostgreSQL about the text of a condition."""
_CREATE = (
    "CREATE TABLE IF NOT EXISTS _format (version INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS _state (stream VARCHAR PRIMARY KEY, version BIGINT NOT NULL, state VARCHAR NOT NULL)",
    "CREATE TABLE IF NOT EXISTS _coverage (entity VARCHAR NOT NULL, starts TIMESTAMPTZ NOT NULL, ends TIMESTAMPTZ NOT NULL, as_of TIMESTAMPTZ NOT NULL)",
    "CREATE TABLE IF NOT EXISTS _key (key VARCHAR NOT NULL)",
)


class Database(ABC):
    """Tables, state and coverage of one account. Its methods block.

    Args:
        facts: The tables.
        account: Whose data it is; None takes any.
    """

    def __init__(self, facts: StoreFacts, account: Account | None = None) -> None:
        self.facts = facts
        self._account = account
        self._ready = False
        self._lock = Lock()  # one writer at a time: streams of one process wait here, not at the database

    # ------------------------------------------------------------------ for each database

    @property
    @abstractmethod
    def name(self) -> str:
        """Name for people: a path, or an address without password."""

    @property
    @abstractmethod
    def exists(self) -> bool:
        """Whether anything was written."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Connection]:
        """Open a connection with a transaction, which is committed at the end of the block."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """Open a connection for queries."""

    @abstractmethod
    def drop(self) -> None:
        """Delete everything."""

    @abstractmethod
    def renew(self, *, tables: bool = False, rows: bool = False) -> None:
        """Write all that is held again, so that the files have nothing that was deleted.

        Args:
            tables: Tables or columns were.
            rows: Values of rows were.
        """

    @property
    @abstractmethod
    def size(self) -> int:
        """Bytes that it takes; 0 if it is not there."""

    # ------------------------------------------------------------------ tables

    def create(self) -> None:
        """Make the tables, or bring those that are there to what the facts say now.

        Raises:
            ConfigurationError: A newer version of toolspan has written them, or they are of another account.
        """
        with self._lock:
            with self.transaction() as connection:
                self._create(connection)
                self._ready = True
                traces = _noted(connection, TRACES)
            if traces:  # also those of a process that was killed before it removed them
                self.renew(**traces)

    def _create(self, connection: Connection) -> None:
        for statement in _CREATE:
            connection.rows(statement)
        found = connection.rows("SELECT version FROM _format")
        if not found:
            connection.rows("INSERT INTO _format VALUES (?)", [FORMAT])
        self._check(connection, found)
        self._name(connection)
        if not connection.rows("SELECT 1 FROM _key"):
            connection.rows("INSERT INTO _key VALUES (?)", [secrets.token_hex(32)])
        for table in self.facts.tables.values():
            self._migrate(connection, table)
        self._drop_raw(connection)
        for table in self.facts.tables.values():
            if not table.hidden:
                _view(connection, table.name, table, None)
        for view in self.facts.views.values():
            with _condition(f"views.{view.name}.where"):
                _view(connection, view.name, view.table, view.where)

    def _name(self, connection: Connection) -> None:
        """Write whose data it is, where that is not known yet."""
        if self._account is None:
            return
        held = _noted(connection, ACCOUNT) or {"created": datetime.now(UTC).isoformat(timespec="seconds")}
        account = {name: value for name, value in asdict(self._account).items() if value}
        if held != held | account:
            _note(connection, ACCOUNT, held | account)

    def _check(self, connection: Connection, versions: Sequence[tuple[Any, ...]]) -> None:
        """Raise an error if a newer version of toolspan, or another account, has written the store."""
        if versions and versions[0][0] > FORMAT:
            raise ConfigurationError(
                f"{self.name}: a newer version of toolspan has written this store.",
                hint="Update toolspan, or give this version a store of its own.",
            )
        held = _noted(connection, ACCOUNT)
        if self._account is not None and held is not None:
            self._account.check(held, self.name)

    def _migrate(self, connection: Connection, table: Table) -> None:
        """Bring a table to what the facts say now; where that leaves gaps, its stream is read again."""
        wanted = {column.name: column.sql_type for column in table.columns} | INTERNAL
        held = self._columns(connection, table.stored)
        new = [name for name in wanted if name not in held]
        gone = [name for name in held if name not in wanted]
        changed = any(not _same(held[name], kind) for name, kind in wanted.items() if name in held)
        if held and not (new or gone or changed):
            return
        if held:
            self._forget(connection, table)
        if gone or changed:
            self._leave_traces(connection, table, raw=bool(gone))
        if held and not changed:
            for stored in (table.stored, table.stage):
                for name in gone:
                    connection.rows(f'ALTER TABLE {stored} DROP COLUMN "{name}"')
                for name in new:
                    connection.rows(f'ALTER TABLE {stored} ADD COLUMN "{name}" {wanted[name]}')
            return
        for stored in (table.stored, table.stage):
            connection.rows(f"DROP TABLE IF EXISTS {stored}")
            columns = ", ".join(f'"{name}" {kind}' for name, kind in wanted.items())
            connection.rows(f"CREATE TABLE {stored} ({columns})")
        self._index(connection, table)

    def _leave_traces(self, connection: Connection, table: Table, *, raw: bool) -> None:
        """Note that files will have deleted values; with `raw` delete the raw records too, which may have the same."""
        _note(connection, TRACES, {"tables": True})
        if raw:
            connection.rows(f"DROP VIEW IF EXISTS {raw_name(table.name)}")
            for stored in (f"_{raw_name(table.name)}", f"_stage_{raw_name(table.name)}"):
                connection.rows(f"DROP TABLE IF EXISTS {stored}")

    def _forget(self, connection: Connection, table: Table) -> None:
        """Forget how far a table was read, and its views, which would stand in the way of a change."""
        for relation in self.facts.relations.values():
            if getattr(relation, "table", relation) is table:
                connection.rows(f"DROP VIEW IF EXISTS {relation.name}")
        _read_again(connection, table.parent or table.name, table.entity)

    def _drop_raw(self, connection: Connection) -> None:
        """Delete the raw records that are no longer wanted, and the views of those that no query may read."""
        found = connection.rows(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        )
        held = {name for (name,) in found}
        for name in map(raw_name, self.facts.tables):
            wanted = self.facts.tables.get(name)
            if name in held and (wanted is None or wanted.hidden):
                connection.rows(f"DROP VIEW {name}")
            for stored in (f"_{name}", f"_stage_{name}"):
                if stored in held and wanted is None:
                    connection.rows(f"DROP TABLE {stored}")
                    _note(connection, TRACES, {"tables": True})

    def _columns(self, connection: Connection, table: str) -> dict[str, str]:
        found = connection.rows(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_name = ? AND table_schema = current_schema() ORDER BY ordinal_position",
            [table],
        )
        return dict(found)

    def _index(self, connection: Connection, table: Table) -> None:  # noqa: B027 - a working default
        """Make an index on the key of a table, where the database finds rows by it."""

    # ------------------------------------------------------------------ reading

    @contextmanager
    def _prepared(self) -> Iterator[Connection]:
        if not self._ready:
            self.create()
        with self.reading() as connection:
            yield connection

    def _rows(self, table: str, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return rows of one of the store's own tables; none if it is not there yet.

        Brings no table up to date: a reader may have other settings than the sync, and would drop what that has read.
        """
        if not self.exists:
            return []
        with self.reading() as connection:
            if not self._ready:
                if not self._columns(connection, table):
                    return []
                self._check(connection, connection.rows("SELECT version FROM _format"))
            return connection.rows(sql, values)

    def state(self, stream: str) -> tuple[int, dict[str, Any] | None]:
        """Return version and state of a stream; version 0 and None at its start."""
        rows = self._rows("_state", "SELECT version, state FROM _state WHERE stream = ?", [stream])
        return (rows[0][0], json.loads(rows[0][1])) if rows else (0, None)

    def coverage(self) -> list[Coverage]:
        """Return what is held of each entity."""
        return coverage_of(
            self._rows("_coverage", "SELECT entity, starts, ends, as_of FROM _coverage ORDER BY 1, 2")
        )

    def exports(self) -> list[str]:
        """Return where exports went to, outside of the store's own folder."""
        found = self._rows("_state", "SELECT state FROM _state WHERE stream = ?", [EXPORTS])
        return list(json.loads(found[0][0])["places"]) if found else []

    def note_export(self, place: str) -> None:
        """Remember where an export goes to: it stays when the store is deleted."""
        with self._lock, self.transaction() as connection:
            places = (_noted(connection, EXPORTS) or {}).get("places", [])
            if place not in places:
                _note(connection, EXPORTS, {"places": [*places, place]})

    def key(self) -> bytes:
        """Return the key for pseudonyms: made with the store, in no export, and gone with the store."""
        with self._prepared() as connection:
            return bytes.fromhex(connection.rows("SELECT key FROM _key")[0][0])

    def oldest(self, table: Table, column: str, where: str) -> datetime | None:
        """Return the oldest moment of the rows that fit a condition of the facts."""
        with self._prepared() as connection, _condition(f"open_while of {table.name}"):
            found = connection.rows(f'SELECT min("{column}") FROM {table.stored} WHERE {where}')[0][0]
        return found.astimezone(UTC) if found else None

    def changed(self, table: Table, since: datetime) -> int:
        """Return how many rows have their last change after a moment. Changes no tables, as `state`."""
        found = self._rows(
            table.stored, f'SELECT count(*) FROM {table.stored} WHERE "{table.newer_by}" >= ?', [since]
        )
        return int(found[0][0]) if found else 0

    def apart(self, table: Table) -> set[Any]:
        """Return the keys (their first column) that stand in more than one portion of the file that is being read."""
        with self._prepared() as connection:
            found = connection.rows(
                f"SELECT {names_of(table.key)} FROM {table.stage} GROUP BY {names_of(table.key)} HAVING count(*) > 1"
            )
        return {row[0] for row in found}

    def values(self, table: Table, column: str) -> list[Any]:
        """Return the values of a column, each once and in order; empty ones are left out."""
        with self._prepared() as connection:
            found = connection.rows(
                f'SELECT DISTINCT "{column}" FROM {table.stored} WHERE "{column}" <> \'\' ORDER BY 1'
            )
        return [row[0] for row in found]

    # ------------------------------------------------------------------ writing

    def purge(self, before: datetime) -> int:
        """Delete the personal data of what was delivered before a moment; return the number of rows that had some."""
        with self._lock:
            with self.transaction() as connection:
                count = self._purge(connection, before)
            if count:
                self.renew(rows=True)
        return count

    def _purge(self, connection: Connection, before: datetime) -> int:
        count = 0
        for table in self.facts.tables.values():
            personal = [f'"{column.name}"' for column in table.columns if column.personal]
            if not personal or table.delivered is None:
                continue
            some = " OR ".join(f"{name} IS NOT NULL" for name in personal)
            emptied = ", ".join(f"{name} = NULL" for name in personal)
            count += len(
                connection.rows(
                    f'UPDATE {table.stored} SET {emptied} WHERE "{table.delivered}" < ? AND ({some}) RETURNING 1',
                    [before],
                )
            )
        if count:
            _note(connection, TRACES, {"rows": True})
        return count

    def forget(self, stream: Stream) -> None:
        """Forget how far a stream was read, so that it is read again. Its rows stay until others take their place."""
        with self._lock, self.transaction() as connection:
            _read_again(connection, stream.name, stream.table.entity)

    def write(self, change: Change) -> int:
        """Write rows and state in one transaction; return the new version of the state.

        Raises:
            RateLimited: Another process writes the same stream.
        """
        if not self._ready:
            self.create()
        with self._lock, self.transaction() as connection:
            write(connection, change, self.facts.streams[change.stream].tables)
        return change.version + 1


@contextmanager
def _condition(where: str) -> Iterator[None]:
    """Name the place of a condition that the database does not understand; other errors pass."""
    try:
        yield
    except Exception as error:
        if type(error).__name__ not in _MISUNDERSTOOD:
            raise
        said = str(error).splitlines()[0][:200]
        raise ConfigurationError(
            f"{where}: {said}", hint="Write one condition over the columns of the table."
        ) from None


def _read_again(connection: Connection, stream: str, entity: str) -> None:
    connection.rows("DELETE FROM _state WHERE stream = ?", [stream])
    connection.rows("DELETE FROM _coverage WHERE entity = ?", [entity])


def _noted(connection: Connection, name: str) -> dict[str, Any] | None:
    """Return what the store says of itself in a row of `_state`."""
    found = connection.rows("SELECT state FROM _state WHERE stream = ?", [name])
    return json.loads(found[0][0]) if found else None


def _note(connection: Connection, name: str, said: Mapping[str, Any]) -> None:
    connection.rows(
        "INSERT INTO _state VALUES (?, 1, ?) ON CONFLICT (stream) DO UPDATE SET state = excluded.state",
        [name, json.dumps(said)],
    )


def _view(connection: Connection, name: str, table: Table, where: str | None) -> None:
    condition = f" WHERE {where}" if where else ""
    connection.rows(
        f"CREATE OR REPLACE VIEW {name} AS SELECT {names_of(table.by_name)} FROM {table.stored}{condition}"
    )


def _same(held: str, wanted: str) -> bool:
    """Return whether two spellings mean the same type; databases spell types out."""
    spelt = {
        "VARCHAR": ("character varying", "text"),
        "DOUBLE PRECISION": ("double", "double precision"),
        "DECIMAL(18,4)": ("decimal(18,4)", "numeric"),
        "TIMESTAMPTZ": ("timestamp with time zone",),
        "TIMESTAMP": ("timestamp without time zone",),
        "VARCHAR[]": ("array",),
    }
    return held.casefold() == wanted.casefold() or held.casefold() in spelt.get(wanted, ())
