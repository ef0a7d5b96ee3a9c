"""Change of a context store: the rows of a page with the state of its stream, and how they are written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from toolspan.errors import RateLimited
from toolspan.store.coverage import Coverage, joined
from toolspan.store.points import INSIDE, reached

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.store.connection import Connection
    from toolspan.store.rows import Batch
    from toolspan.store.tables import Column, Table

INTERNAL = {"_source": "VARCHAR", "_rank": "SMALLINT"}
"""Columns of stored tables that no view shows: the operation that gave a row, and its rank among sources."""


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


def write(connection: Connection, change: Change, tables: Sequence[Table]) -> None:
    """Write a change.

    Args:
        connection: Within a transaction.
        change: What to write.
        tables: Tables of its stream.

    Raises:
        RateLimited: Another process writes the same stream.
    """
    _advance(connection, change)
    for number, batch in enumerate(change.batches):
        connection.load(f"_in_{number}", batch)
    if change.replace is not None or change.portion:
        _stage(connection, change, tables)
    elif change.batches and len(change.batches[0]):
        given = [
            (batch.table, f"SELECT {_casts(batch, change)}, _number FROM _in_{number}")
            for number, batch in enumerate(change.batches)
        ]
        _upsert(connection, given, new=_all_new(connection, change.batches[0]))
    reached(INSIDE)
    _cover(connection, change)


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
    keys = names_of(table.key)
    if new:
        for each, query in given:
            names = names_of([*each.by_name, *INTERNAL])
            connection.rows(f"INSERT INTO {each.stored} ({names}) SELECT {names} FROM ({query}) AS given")
        return
    names = names_of([*table.by_name, *INTERNAL])
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
        shared = names_of(among)
        connection.rows(f"DELETE FROM {written.stored} WHERE ({shared}) IN (SELECT {shared} FROM _new)")
    connection.rows(f"INSERT INTO {table.stored} ({names}) SELECT {names} FROM _new")
    for each, query in lines:
        names, shared = names_of([*each.by_name, *INTERNAL]), names_of(each.parent_key)
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
        f"SELECT 1 FROM {own.table.stored} WHERE ({names_of(keys)}) IN (SELECT {given} FROM _in_0) LIMIT 1"
    )


def _all_new_staged(connection: Connection, table: Table) -> bool:
    keys = names_of(table.key)
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
        names = names_of([*batch.table.by_name, *INTERNAL])
        connection.rows(
            f"INSERT INTO {batch.table.stage} ({names}) SELECT {names} FROM (SELECT {_casts(batch, change)} FROM _in_{number}) AS given"
        )
    if not change.last:
        return
    if change.replace is not None:
        _replace(connection, *change.replace, tables)
    else:
        given = [
            (table, f"SELECT {names_of([*table.by_name, *INTERNAL])}, 0 AS _number FROM {table.stage}")
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
        shared = names_of(table.parent_key)
        connection.rows(
            f"DELETE FROM {table.stored} WHERE ({shared}) IN (SELECT {shared} FROM {own.stored} WHERE {where})",
            values,
        )
    connection.rows(f"DELETE FROM {own.stored} WHERE {where}", values)
    for table in tables:
        shared = names_of(
            table.parent_key or table.key
        )  # pages can shift: a record that came twice counts once
        if table is own:
            connection.rows(
                f"DELETE FROM {own.stored} WHERE ({shared}) IN (SELECT {shared} FROM {own.stage})"
            )
        names, keys = names_of([*table.by_name, *INTERNAL]), names_of(table.key)
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
            f"DELETE FROM {batch.table.stage} WHERE ({names_of(names)}) IN (SELECT {given} FROM _in_0)"
        )


def _cover(connection: Connection, change: Change) -> None:
    if change.covered is None and change.as_of is None:
        return
    held = coverage_of(
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


def coverage_of(rows: Sequence[tuple[Any, ...]]) -> list[Coverage]:
    """Return rows of `_coverage` as objects."""
    return [Coverage(row[0], *(moment.astimezone(UTC) for moment in row[1:])) for row in rows]


def names_of(names: Any) -> str:
    """Return names of columns for a statement."""
    return ", ".join(f'"{name}"' for name in names)


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
