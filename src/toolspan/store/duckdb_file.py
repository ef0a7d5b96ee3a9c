"""A store in one DuckDB file: opened for each transaction and closed again, so that readers get their turn."""

from __future__ import annotations

import json
import random
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError, UpstreamError
from toolspan.store.coverage import Coverage, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import duckdb

    from toolspan.store.rows import Batch
    from toolspan.store.tables import Table

PATIENCE = 5.0
"""Seconds for which an open file is tried again: a writer holds it for some 30 ms at a time."""
_LOCKED = ("Conflicting lock", "different configuration", "being used by another process")
_INTERNAL = {"_source": "VARCHAR", "_rank": "SMALLINT"}
"""Columns of stored tables that no view shows: the operation that gave a row, and its rank among sources."""
_CREATE = """
CREATE TABLE IF NOT EXISTS _state (stream VARCHAR PRIMARY KEY, version BIGINT NOT NULL, state VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS _coverage (
    entity VARCHAR NOT NULL, starts TIMESTAMPTZ NOT NULL, ends TIMESTAMPTZ NOT NULL, as_of TIMESTAMPTZ NOT NULL
);
"""


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
        covered: The period that is complete now.
        as_of: The moment up to which all changes to what is held are known now.
    """

    stream: str
    version: int
    state: Mapping[str, Any]
    batches: Sequence[Batch] = ()
    source: str = ""
    rank: int = 0
    covered: Coverage | None = None
    as_of: datetime | None = None
    entity: str = field(default="", kw_only=True)


def duckdb_module() -> Any:
    """Return DuckDB's module.

    Raises:
        ConfigurationError: The extra is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415 - the extra, loaded when a store is used
        import pyarrow  # noqa: F401, ICN001, PLC0415 - as above
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The context store needs the module {error.name}, which is not installed.",
            hint='Install it with: pip install "toolspan[store]"',
        ) from None
    return duckdb


@contextmanager
def opened(
    path: Path, *, read_only: bool = False, patience: float = PATIENCE, **config: Any
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file, waiting for whoever has it open.

    Args:
        path: The file.
        read_only: Whether nothing is written; the file must be there.
        patience: Seconds to wait for another process.
        config: Settings of DuckDB.

    Raises:
        ConfigurationError: The file is locked for longer, or is none of DuckDB's.
    """
    duckdb = duckdb_module()
    end = time.monotonic() + patience
    while True:
        try:
            connection = duckdb.connect(str(path), read_only=read_only, config=config)
            break
        except duckdb.Error as error:
            if not any(word in str(error) for word in _LOCKED) or time.monotonic() > end:
                raise ConfigurationError(
                    f"The store {path.name} cannot be opened: {str(error).splitlines()[0][:200]}",
                    hint="Another program may have it open: close it, or give the store another folder.",
                ) from None
            time.sleep(random.uniform(0.005, 0.03))  # noqa: S311 - jitter
    try:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


class DuckDBFile:
    """Tables, state and coverage of one account in a DuckDB file. Its methods block.

    Args:
        path: The file; made at the first write.
        tables: The tables.
    """

    def __init__(self, path: Path, tables: Sequence[Table]) -> None:
        self.path = path
        self.tables = tuple(tables)
        self._ready = False

    @property
    def exists(self) -> bool:
        """Whether anything was written."""
        return self.path.exists()

    @contextmanager
    def _writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with opened(self.path) as connection:
            if not self._ready:
                self._create(connection)
                self._ready = True
            connection.execute("BEGIN TRANSACTION")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _create(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.path.chmod(0o600)
        connection.execute(_CREATE)
        for table in self.tables:
            columns = [f'"{column.name}" {column.sql_type}' for column in table.columns]
            columns += [f"{name} {kind}" for name, kind in _INTERNAL.items()]
            shown = ", ".join(f'"{column.name}"' for column in table.columns)
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table.stored} ({', '.join(columns)})")
            connection.execute(f"CREATE OR REPLACE VIEW {table.name} AS SELECT {shown} FROM {table.stored}")

    def create(self) -> None:
        """Create the file with empty tables where there is none."""
        with self._writing():
            pass

    def state(self, stream: str) -> tuple[int, dict[str, Any] | None]:
        """Return version and state of a stream; version 0 and None at its start."""
        if not self.exists:
            return 0, None
        with opened(self.path) as connection:
            if not self._ready:
                self._create(connection)
                self._ready = True
            row = connection.execute(
                "SELECT version, state FROM _state WHERE stream = ?", [stream]
            ).fetchone()
        return (row[0], json.loads(row[1])) if row else (0, None)

    def coverage(self) -> list[Coverage]:
        """Return what is held of each entity."""
        if not self.exists:
            return []
        with opened(self.path) as connection:
            rows = connection.execute(
                "SELECT entity, starts, ends, as_of FROM _coverage ORDER BY 1, 2"
            ).fetchall()
        return [Coverage(row[0], *(moment.astimezone(UTC) for moment in row[1:])) for row in rows]

    def write(self, change: Change) -> int:
        """Write rows and state in one transaction; return the new version of the state.

        Raises:
            UpstreamError: Another process writes the same stream.
        """
        with self._writing() as connection:
            self._advance(connection, change)
            if change.batches:
                self._replace(connection, change)
            self._cover(connection, change)
        return change.version + 1

    def _advance(self, connection: duckdb.DuckDBPyConnection, change: Change) -> None:
        row = connection.execute("SELECT version FROM _state WHERE stream = ?", [change.stream]).fetchone()
        if (row[0] if row else 0) != change.version:
            raise UpstreamError(
                f"{change.stream}: another process replicates the same account at this moment.",
                hint="Let one of them do it. Nothing was lost: run it again later.",
            )
        connection.execute(
            "INSERT OR REPLACE INTO _state VALUES (?, ?, ?)",
            [change.stream, change.version + 1, json.dumps(change.state)],
        )

    def _replace(self, connection: duckdb.DuckDBPyConnection, change: Change) -> None:
        """Write the rows that are not older than what is held, and the lines of those."""
        own, *lines = change.batches
        if not len(own):
            return
        table = own.table
        keys = ", ".join(f'"{name}"' for name in table.key)
        connection.register("_incoming", _arrow(own))
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE _new AS SELECT * FROM (SELECT {_casts(own, change)} FROM _incoming) "
            f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY _number DESC) = 1"
        )
        if table.newer_by:
            same = " AND ".join(f'n."{name}" = h."{name}"' for name in table.key)
            connection.execute(
                f"DELETE FROM _new n USING {table.stored} h WHERE {same} AND "
                f'(h."{table.newer_by}" > n."{table.newer_by}" OR (h."{table.newer_by}" = n."{table.newer_by}" AND h._rank > n._rank))'
            )
        for written, among in (
            (table, table.key),
            *((batch.table, batch.table.parent_key) for batch in lines),
        ):
            names = ", ".join(f'"{name}"' for name in among)
            connection.execute(f"DELETE FROM {written.stored} WHERE ({names}) IN (SELECT {names} FROM _new)")
        connection.execute(f"INSERT INTO {table.stored} BY NAME SELECT * EXCLUDE (_number) FROM _new")
        for batch in lines:
            connection.register("_incoming_lines", _arrow(batch))
            names = ", ".join(f'"{name}"' for name in batch.table.parent_key)
            connection.execute(
                f"INSERT INTO {batch.table.stored} BY NAME SELECT * EXCLUDE (_number) FROM "
                f"(SELECT {_casts(batch, change)} FROM _incoming_lines) WHERE ({names}) IN (SELECT {names} FROM _new)"
            )

    def _cover(self, connection: duckdb.DuckDBPyConnection, change: Change) -> None:
        if change.covered is None and change.as_of is None:
            return
        rows = connection.execute(
            "SELECT entity, starts, ends, as_of FROM _coverage WHERE entity = ?", [change.entity]
        ).fetchall()
        held = [Coverage(row[0], *(moment.astimezone(UTC) for moment in row[1:])) for row in rows]
        if change.as_of:
            held = [Coverage(each.entity, each.starts, each.ends, change.as_of) for each in held]
        connection.execute("DELETE FROM _coverage WHERE entity = ?", [change.entity])
        for each in joined([*held, change.covered] if change.covered else held):
            connection.execute(
                "INSERT INTO _coverage VALUES (?, ?, ?, ?)", [each.entity, each.starts, each.ends, each.as_of]
            )


def _arrow(batch: Batch) -> Any:
    """Return a batch as an Arrow table: lists as they are, all else as text, which DuckDB casts faster than Python."""
    import pyarrow as pa  # noqa: PLC0415 - the extra

    by_name = batch.table.by_name
    arrays = {}
    for name, values in batch.columns.items():
        if by_name[name].type == "texts":
            arrays[name] = pa.array(values, pa.list_(pa.string()))
        else:
            arrays[name] = pa.array(
                [v if v is None or isinstance(v, str) else _text(v) for v in values], pa.string()
            )
    if batch.zones is not None:
        arrays["_zone"] = pa.array(batch.zones, pa.string())
    arrays["_number"] = pa.array(range(len(batch)), pa.int64())
    return pa.table(arrays)


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, (dict, list, bool)) else str(value)


def _casts(batch: Batch, change: Change) -> str:
    """Return the select list that turns a batch's texts into the columns of its table."""
    terms = []
    for column in batch.table.columns:
        if column.local_to is not None:
            wall = f"(CAST(nullif(\"{column.local_to}\", '') AS TIMESTAMPTZ) AT TIME ZONE _zone)"
            terms.append(f'CAST({wall} AS {column.sql_type}) AS "{column.name}"')
        elif column.name in batch.columns:
            given = (
                f'"{column.name}"' if column.type in ("text", "texts") else f"nullif(\"{column.name}\", '')"
            )
            terms.append(f'CAST({given} AS {column.sql_type}) AS "{column.name}"')
    source = change.source.replace("'", "''")
    return ", ".join(
        [*terms, f"'{source}' AS _source", f"CAST({change.rank} AS SMALLINT) AS _rank", "_number"]
    )
