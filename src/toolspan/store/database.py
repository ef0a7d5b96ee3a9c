"""Database of a context store: tables, state and coverage of one account, and the one way in which they are written."""

from __future__ import annotations

import json
import secrets
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from toolspan.errors import ConfigurationError, RateLimited
from toolspan.store.coverage import Coverage, joined
from toolspan.store.points import INSIDE, reached
from toolspan.store.tables import raw_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolspan.store.account import Account
    from toolspan.store.rows import Batch
    from toolspan.store.tables import Column, StoreFacts, Stream, Table

FORMAT = 1
"""Version of the tables that are not described by facts: `_state`, `_coverage`, `_format`, `_key`."""
INTERNAL = {"_source": "VARCHAR", "_rank": "SMALLINT"}
"""Columns of stored tables that no view shows: the operation that gave a row, and its rank among sources."""
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


class Connection(Protocol):
    """Open connection within one transaction.

    `columnar` says whether it is cheap to look for keys in a whole table.
    """

    columnar: bool

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement with `?` for each value and return its rows."""
        ...

    def portions(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Run a query and yield its rows, at most `size` at a time."""
        ...

    def load(self, name: str, batch: Batch) -> None:
        """Make the texts of a batch readable as a table with the column `_number`, and `_zone` where it has zones."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction writes: rows of a page with the state of its stream.

    Args:
        stream: Name of the stream.
        version: Version of the state that this change builds upon; the write fails if another one was faster.
        state: The state after it.
        batches: The rows: those of the entity, then those of its lines.
        source: The operation that gave them.
        rank: Which of two sources counts where both give the same version of a row: the higher one.
        replace: Rows that are replaced, as a condition with its values; None writes row by row, over older versions.
        portion: Whether it is one of several portions of a file, which readers see together or not at all. The last one
            has only rows that replace those of earlier portions.
        first: With `replace` or `portion`: whether this is the first one, before which no other counts.
        last: With `replace` or `portion`: whether this is the last one, with which all are written.
        covered: The period that is complete now.
        as_of: The moment up to which all changes to what is held are known now.
        purged: Of what was delivered before this moment, personal data is not written.
    """

    stream: str
    version: int
    state: Mapping[str, Any]
    batches: Sequence[Batch] = ()
    source: str = ""
    rank: int = 0
    replace: tuple[str, Sequence[Any]] | None = None
    portion: bool = False
    first: bool = True
    last: bool = True
    covered: Coverage | None = None
    as_of: datetime | None = None
    purged: datetime | None = None
    entity: str = field(default="", kw_only=True)


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
        return _coverage(
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
                f"SELECT {_names(table.key)} FROM {table.stage} GROUP BY {_names(table.key)} HAVING count(*) > 1"
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
            _advance(connection, change)
            for number, batch in enumerate(change.batches):
                connection.load(f"_in_{number}", batch)
            if change.replace is not None or change.portion:
                _stage(connection, change, self.facts.streams[change.stream].tables)
            elif change.batches and len(change.batches[0]):
                given = [
                    (batch.table, f"SELECT {_casts(batch, change)}, _number FROM _in_{number}")
                    for number, batch in enumerate(change.batches)
                ]
                _upsert(connection, given, new=_all_new(connection, change.batches[0]))
            reached(INSIDE)
            _cover(connection, change)
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


def _advance(connection: Connection, change: Change) -> None:
    state = json.dumps(change.state)
    if change.version:
        done = connection.rows(
            "UPDATE _state SET version = version + 1, state = ? WHERE stream = ? AND version = ? RETURNING version",
            [state, change.stream, change.version],
        )
    else:
        done = connection.rows(
            "INSERT INTO _state VALUES (?, 1, ?) ON CONFLICT DO NOTHING RETURNING version",
            [change.stream, state],
        )
    if not done:
        raise RateLimited(
            f"{change.stream}: another process replicates the same account at this moment.",
            hint="Let one of them do it. Nothing was lost: run it again later.",
        )


def _upsert(connection: Connection, given: Sequence[tuple[Table, str]], *, new: bool) -> None:
    """Write the rows that are not older than what is held, and the lines of those.

    Args:
        connection: Within a transaction.
        given: Each table with the query of its rows, that of the lines after that of what they belong to. Of two rows
            with one key, that with the higher `_number` counts.
        new: Whether no row is held in any version, and none comes twice.
    """
    (table, rows), *lines = given
    keys = _names(table.key)
    if new:
        for each, query in given:
            names = _names([*each.by_name, *INTERNAL])
            connection.rows(f"INSERT INTO {each.stored} ({names}) SELECT {names} FROM ({query}) AS given")
        return
    names = _names([*table.by_name, *INTERNAL])
    connection.rows("DROP TABLE IF EXISTS _new")
    connection.rows(
        f"CREATE TEMP TABLE _new AS SELECT DISTINCT ON ({keys}) * FROM ({rows}) AS given ORDER BY {keys}, _number DESC"
    )
    if table.newer_by:
        same = " AND ".join(f'_new."{name}" = h."{name}"' for name in table.key)
        moment = f'"{table.newer_by}"'
        connection.rows(
            f"DELETE FROM _new USING {table.stored} AS h WHERE {same} AND "
            f"(h.{moment} > _new.{moment} OR (h.{moment} = _new.{moment} AND h._rank > _new._rank))"
        )
    for written, among in ((table, table.key), *((each, each.parent_key) for each, _ in lines)):
        shared = _names(among)
        connection.rows(f"DELETE FROM {written.stored} WHERE ({shared}) IN (SELECT {shared} FROM _new)")
    connection.rows(f"INSERT INTO {table.stored} ({names}) SELECT {names} FROM _new")
    for each, query in lines:
        names, shared = _names([*each.by_name, *INTERNAL]), _names(each.parent_key)
        connection.rows(
            f"INSERT INTO {each.stored} ({names}) SELECT {names} FROM ({query}) AS given "
            f"WHERE ({shared}) IN (SELECT {shared} FROM _new)"
        )


def _all_new(connection: Connection, own: Batch) -> bool:
    """Return whether no row of a batch is held in any version, as in most of what is read of the past."""
    keys = own.table.key
    if not connection.columnar or len(set(zip(*(own.columns[name] for name in keys), strict=True))) < len(
        own
    ):
        return False
    given = ", ".join(_value(own.table.by_name[name], own) for name in keys)
    return not connection.rows(
        f"SELECT 1 FROM {own.table.stored} WHERE ({_names(keys)}) IN (SELECT {given} FROM _in_0) LIMIT 1"
    )


def _all_new_staged(connection: Connection, table: Table) -> bool:
    keys = _names(table.key)
    twice = f"SELECT 1 FROM {table.stage} GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
    held = f"SELECT 1 FROM {table.stored} WHERE ({keys}) IN (SELECT {keys} FROM {table.stage}) LIMIT 1"
    return connection.columnar and not connection.rows(held) and not connection.rows(twice)


def _stage(connection: Connection, change: Change, tables: Sequence[Table]) -> None:
    """Collect the pages of a period, or the portions of a file, beside the table, and write them with the last one.

    So readers see all or none.
    """
    if change.first:
        _empty_stage(connection, tables)
    elif change.portion and change.last:
        _make_way(connection, change)
    for number, batch in enumerate(change.batches):
        names = _names([*batch.table.by_name, *INTERNAL])
        connection.rows(
            f"INSERT INTO {batch.table.stage} ({names}) SELECT {names} FROM (SELECT {_casts(batch, change)} FROM _in_{number}) AS given"
        )
    if not change.last:
        return
    if change.replace is not None:
        _replace(connection, *change.replace, tables)
    else:
        given = [
            (table, f"SELECT {_names([*table.by_name, *INTERNAL])}, 0 AS _number FROM {table.stage}")
            for table in tables
        ]
        _upsert(connection, given, new=_all_new_staged(connection, tables[0]))
    _empty_stage(connection, tables)


def _empty_stage(connection: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        connection.rows(f"DELETE FROM {table.stage}")


def _replace(connection: Connection, where: str, values: Sequence[Any], tables: Sequence[Table]) -> None:
    """Replace the rows that fit a condition, and their lines, by those of the stage."""
    own, *lines = tables
    for table in lines:
        shared = _names(table.parent_key)
        connection.rows(
            f"DELETE FROM {table.stored} WHERE ({shared}) IN (SELECT {shared} FROM {own.stored} WHERE {where})",
            values,
        )
    connection.rows(f"DELETE FROM {own.stored} WHERE {where}", values)
    for table in tables:
        shared = _names(
            table.parent_key or table.key
        )  # pages can shift: a record that came twice counts once
        if table is own:
            connection.rows(
                f"DELETE FROM {own.stored} WHERE ({shared}) IN (SELECT {shared} FROM {own.stage})"
            )
        names, keys = _names([*table.by_name, *INTERNAL]), _names(table.key)
        connection.rows(
            f"INSERT INTO {table.stored} ({names}) SELECT DISTINCT ON ({keys}) {names} FROM {table.stage} ORDER BY {keys}"
        )


def _make_way(connection: Connection, change: Change) -> None:
    """Delete the rows of earlier portions that the last portion replaces, with their lines."""
    own = change.batches[0]
    for batch in change.batches:
        names = batch.table.parent_key or batch.table.key
        given = ", ".join(_value(own.table.by_name[name], own) for name in names)
        connection.rows(
            f"DELETE FROM {batch.table.stage} WHERE ({_names(names)}) IN (SELECT {given} FROM _in_0)"
        )


def _cover(connection: Connection, change: Change) -> None:
    if change.covered is None and change.as_of is None:
        return
    held = _coverage(
        connection.rows("SELECT entity, starts, ends, as_of FROM _coverage WHERE entity = ?", [change.entity])
    )
    if change.as_of:
        held = [Coverage(each.entity, each.starts, each.ends, change.as_of) for each in held]
    if change.covered and change.covered.starts == change.covered.ends:  # all of it, as it was at one moment
        held = []
    connection.rows("DELETE FROM _coverage WHERE entity = ?", [change.entity])
    for each in joined([*held, change.covered] if change.covered else held):
        connection.rows(
            "INSERT INTO _coverage VALUES (?, ?, ?, ?)", [each.entity, each.starts, each.ends, each.as_of]
        )


def _coverage(rows: Sequence[tuple[Any, ...]]) -> list[Coverage]:
    return [Coverage(row[0], *(moment.astimezone(UTC) for moment in row[1:])) for row in rows]


def _view(connection: Connection, name: str, table: Table, where: str | None) -> None:
    condition = f" WHERE {where}" if where else ""
    connection.rows(
        f"CREATE OR REPLACE VIEW {name} AS SELECT {_names(table.by_name)} FROM {table.stored}{condition}"
    )


def _names(names: Any) -> str:
    return ", ".join(f'"{name}"' for name in names)


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


def _casts(batch: Batch, change: Change) -> str:
    """Return the select list that turns a batch's texts into the columns of its table."""
    terms = [f'{_cast(column, batch, change.purged)} AS "{column.name}"' for column in batch.table.columns]
    source = change.source.replace("'", "''")
    return ", ".join([*terms, f"'{source}' AS _source", f"CAST({change.rank} AS SMALLINT) AS _rank"])


def _cast(column: Column, batch: Batch, purged: datetime | None) -> str:
    cast, delivered = _value(column, batch), batch.table.delivered
    if not column.personal or purged is None or delivered is None:
        return cast
    if delivered not in batch.columns:
        return f"CAST(NULL AS {column.sql_type})"
    late = f"CAST(nullif(\"{delivered}\", '') AS TIMESTAMPTZ) >= CAST('{purged.isoformat()}' AS TIMESTAMPTZ)"
    return f"CASE WHEN {late} THEN {cast} END"


def _value(column: Column, batch: Batch) -> str:
    if column.local_to is not None and column.local_to in batch.columns:
        zone = "'UTC'" if batch.zones is None else "_zone"
        wall = f"CAST(nullif(\"{column.local_to}\", '') AS TIMESTAMPTZ) AT TIME ZONE {zone}"
        return f"CAST({wall} AS {column.sql_type})"
    if column.name not in batch.columns:
        return f"CAST(NULL AS {column.sql_type})"
    if column.type in ("text", "texts"):
        return f'"{column.name}"'
    return f"CAST(nullif(\"{column.name}\", '') AS {column.sql_type})"
