"""Tables of a context store, and how each is filled: a connector's `facts/streams.toml`, read.

Importing this module loads no database.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

ColumnType = Literal["text", "integer", "number", "money", "boolean", "moment", "day", "local", "texts"]
SQL_TYPES: Mapping[str, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE PRECISION",
    "money": "DECIMAL(18,4)",
    "boolean": "BOOLEAN",
    "moment": "TIMESTAMPTZ",
    "day": "DATE",
    "local": "TIMESTAMP",
    "texts": "VARCHAR[]",
}
"""SQL types, the same in DuckDB and PostgreSQL. A moment is in UTC; a local time is the wall time of its place."""


@dataclass(frozen=True, slots=True)
class Column:
    """Column of a table.

    `local_to` names the moment from which a day or local time is computed, in the time zone of the row's place.
    """

    name: str
    type: ColumnType
    description: str
    local_to: str | None = None
    personal: bool = False

    @property
    def sql_type(self) -> str:
        """SQL type."""
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class Table:
    """Table of the store: `name` is the view that queries read, `stored` the table behind it.

    `key` identifies a row. `newer_by` is the moment that tells which of two versions of a row is newer.
    `parent` names the table of which this one holds the lines, `parent_key` the columns that they share: lines are
    replaced together, with their parent. `place` is the column whose time zone counts for local days.
    """

    name: str
    entity: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    newer_by: str | None = None
    parent: str | None = None
    parent_key: tuple[str, ...] = ()
    place: str | None = None

    @property
    def stored(self) -> str:
        """Name of the table behind the view."""
        return f"_{self.name}"

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def given(self) -> tuple[Column, ...]:
        """Columns that a source gives: all but those that are computed."""
        return tuple(column for column in self.columns if column.local_to is None)


@dataclass(frozen=True)
class Source:
    """Where the rows of a stream come from: the pages of an operation.

    `lower` and `upper` name the parameters of the time bounds, `updated_lower` and `updated_upper` those of changes.
    `paths` gives for each table the path of each column in a record; `lines` the path of inline lines.
    """

    operation: str
    lower: str
    upper: str
    paths: Mapping[str, Mapping[str, str]]
    updated_lower: str | None = None
    updated_upper: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    rank: int = 0


@dataclass(frozen=True)
class Stream:
    """Replication of one entity: its table, lines of it, and its source.

    `lag` are the seconds before now that the API does not give yet, `overlap` those that are read again,
    `window_days` the longest period of one slice, `token_life` the seconds for which a page token works, `reserved` the
    calls of the rate limit's burst that are left to others.
    """

    name: str
    tables: tuple[Table, ...]
    call: Source
    lag: float = 120.0
    overlap: float = 600.0
    window_days: float = 30.0
    token_life: float | None = None
    reserved: int = 0

    @property
    def table(self) -> Table:
        """The table of the entity itself."""
        return self.tables[0]


@dataclass(frozen=True)
class StoreFacts:
    """Tables and streams of a connector."""

    tables: Mapping[str, Table]
    streams: Mapping[str, Stream]

    def table_of(self, entity: str) -> Table:
        """Return the table of an entity.

        Raises:
            ConfigurationError: The entity is not replicated.
        """
        for table in self.tables.values():
            if table.entity == entity:
                return table
        raise ConfigurationError(
            f"{entity} is not replicated.",
            hint=f"Replicated are: {', '.join(t.entity for t in self.tables.values())}.",
        )


def read_facts(file: Traversable) -> StoreFacts:
    """Return the tables and streams that a `streams.toml` describes."""
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    tables = {name: _table(name, facts) for name, facts in document["tables"].items()}
    streams = {name: _stream(name, facts, tables) for name, facts in document["streams"].items()}
    return StoreFacts(tables, streams)


def _table(name: str, facts: Mapping[str, Any]) -> Table:
    personal = facts.get("personal", ())
    columns = (
        Column(column, kind, description, rest[0] if rest else None, column in personal)
        for column, (kind, description, *rest) in facts["columns"].items()
    )
    return Table(
        name,
        facts.get("entity", name),
        facts["description"],
        tuple(columns),
        tuple(facts["key"]),
        newer_by=facts.get("newer_by"),
        parent=facts.get("parent"),
        parent_key=tuple(facts.get("parent_key", ())),
        place=facts.get("place"),
    )


def _stream(name: str, facts: Mapping[str, Any], tables: Mapping[str, Table]) -> Stream:
    numbers = {
        key: facts[key] for key in ("lag", "overlap", "window_days", "token_life", "reserved") if key in facts
    }
    lines = [table for table in tables.values() if table.parent == name]
    return Stream(name, (tables[name], *lines), Source(**facts["call"]), **numbers)
