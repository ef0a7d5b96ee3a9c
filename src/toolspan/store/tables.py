"""Tables of a context store, and how each is filled: what a connector's `facts/streams.toml` says.

Importing this module loads no database.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from toolspan.errors import ConfigurationError, NotFound
from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.operations.index import OperationIndex
    from toolspan.policy import Policy

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
_PACE = frozenset(
    [
        "made",
        "columns",
        "uses",
        "wait",
        "again",
        "window_days",
        "first_window_days",
        "page_records",
        "most_records",
        "rank",
    ]
)
"""Settings of a source that change nothing in its rows."""
RECORD = "record"
"""Column of the record itself in tables of raw records."""


@dataclass(frozen=True, slots=True)
class Column:
    """Column of a table.

    `local_to` names the moment from which a day or local time is computed, in the time zone of the row's place.
    `personal` marks data of persons, which is replicated only where it is asked for; `pseudonym` what is stored only as
    a keyed hash of it, where that is asked for.
    """

    name: str
    type: ColumnType
    description: str
    local_to: str | None = None
    personal: bool = False
    pseudonym: bool = False

    @property
    def sql_type(self) -> str:
        """SQL type."""
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class Table:
    """Table of the store: `name` is the view that queries read, `stored` the table behind it.

    `key` identifies a row. `newer_by` is the moment that tells which of two versions of a row is newer.
    `parent` names the table of which this one holds the lines, `parent_key` the columns that they share: lines are
    replaced together, with their parent. `place` is the column whose time zone counts for local days. `delivered` is
    the moment after which the personal data of a row is no longer needed. `personal_fields` are the fields of its records,
    at any depth, with data of persons. `raw` marks a table of raw records, beside the table that is its `parent`;
    `hidden` one that no query reads.
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
    delivered: str | None = None
    personal_fields: tuple[str, ...] = ()
    raw: bool = False
    hidden: bool = False

    @property
    def stored(self) -> str:
        """Name of the table behind the view."""
        return f"_{self.name}"

    @property
    def stage(self) -> str:
        """Name of the table for pages of a period that is not complete yet."""
        return f"_stage_{self.name}"

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def given(self) -> tuple[Column, ...]:
        """Columns that a source gives: all but those that are computed."""
        return tuple(column for column in self.columns if column.local_to is None)


@dataclass(frozen=True)
class View:
    """Rows of a table that fit a condition, under a name of their own, such as `fees`."""

    name: str
    description: str
    table: Table
    where: str

    @property
    def entity(self) -> str:
        """Entity of the table."""
        return self.table.entity

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the table."""
        return self.table.columns


@dataclass(frozen=True)
class Source:
    """Where the rows of a stream come from: the pages of an operation, or the file of a job.

    Args:
        operation: The operation whose pages are read; of a job, the one that starts it.
        paths: For each table, the path of each column in a record.
        lower: Parameter of the lower time bound; without one, everything is read each time.
        upper: Parameter of the upper time bound; without one, the past is read in one go.
        updated_lower: Parameter of the lower bound of changes.
        updated_upper: Parameter of the upper bound of changes.
        params: Further parameters.
        personal: Parameters that are given instead where personal data is replicated.
        pseudonyms: Parameters that are given instead where pseudonyms are.
        places: Parameter of the places that are read, such as countries.
        one_place: True reads each place by itself.
        lines: For each table of lines, their path in a record, or `module:function` that returns them.
        records: `module:function` that makes records of what the source gives, and what is known of all of it.
        together: Of a job with `records`: the field by which rows belong together in one record, wherever in the file they
            stand; its value is the key of the record. Without it, `records` is given the whole file at once.
        each: Reads the records of known values: the `column` of a `table` of the store, `size` of them at a time in `param`.
        whole_days: Whether periods begin and end with days of UTC.
        rows: Of a job: `module:function` that waits for it, at most `timeout` seconds, and yields its rows.
        job_id: Of a job: the field of its id.
        found: The job is not started: `operation` lists the files that there are.
        made: Of a job: `module:function` that returns finished jobs of the same kind, whose files are read instead of new
            ones. What has changed since they were made is read like any change, and must be found by its time.
        columns: Of a job with `made`: fields that the rows of such a file must have.
        uses: Of a job: the operations whose rate limits it needs.
        wait: Of a job: seconds that it usually takes.
        again: Of a job: seconds after which a failed one is worth another try.
        window_days: Longest period of one slice.
        first_window_days: Period of the newest slice: it is short, so that something is there soon.
        page_records: Records of one page.
        most_records: Records that one file should not exceed.
        rank: Which of two sources counts where both give the same version of a row: the higher one.
    """

    operation: str
    paths: Mapping[str, Mapping[str, str]]
    lower: str | None = None
    upper: str | None = None
    updated_lower: str | None = None
    updated_upper: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)
    pseudonyms: Mapping[str, Any] = field(default_factory=dict)
    places: str | None = None
    one_place: bool = False
    lines: Mapping[str, str] = field(default_factory=dict)
    records: str | None = None
    together: str | None = None
    each: Mapping[str, Any] | None = None
    whole_days: bool = False
    rows: str | None = None
    job_id: str = ""
    found: bool = False
    made: str | None = None
    columns: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    wait: float = 300.0
    again: float = 1800.0
    window_days: float = 30.0
    first_window_days: float | None = None
    page_records: int = 100
    most_records: int = 100_000
    rank: int = 0

    @property
    def in_portions(self) -> bool:
        """Whether a file is read and written in portions, and never held as a whole."""
        return self.records is None or self.together is not None

    def allowed(self, policy: Policy, operations: OperationIndex) -> bool:
        """Return whether a policy allows the operations that are called for it."""
        try:
            needed = [operations.find(*name.split(".")) for name in (self.operation, *self.uses)]
        except NotFound:
            return True  # reading it gives that error
        return all(map(policy.allows, needed))


@dataclass(frozen=True)
class Stream:
    """Replication of one entity: its table, lines of it, and where they come from.

    `call` reads pages, `job` a file; where both are given, the one that is sooner done fills the past. `changes` is a file
    like that of `job`, of what has changed in a period; it is read where `call` would take longer. `replaces` is
    the column by which the rows of a period are replaced together; with `whole` all rows are, and with neither a row
    replaces an older version of itself. `lag` are the seconds before now that the API does not give yet, `overlap`
    those that are read again, farther back while rows are there that fit `open_while`. `reserved` are the calls of a
    burst that are left to others. `history_days` bounds how far back the API goes. `count` is `module:function` that
    returns how many records a period has. `every` are the seconds for which what was read is new enough.
    `optional` streams are read only where they are asked for. `after` names a stream that is read first.
    """

    name: str
    tables: tuple[Table, ...]
    call: Source | None = None
    job: Source | None = None
    changes: Source | None = None
    replaces: str | None = None
    whole: bool = False
    lag: float = 120.0
    overlap: float = 600.0
    open_while: str | None = None
    reserved: int = 0
    history_days: float | None = None
    count: str | None = None
    every: float = 0.0
    optional: bool = False
    after: str | None = None

    @property
    def table(self) -> Table:
        """The table of the entity itself."""
        return self.tables[0]

    @property
    def sources(self) -> Mapping[str, Source]:
        """Sources by name."""
        return {name: source for name in ("call", "job", "changes") if (source := getattr(self, name))}

    @property
    def past(self) -> Mapping[str, Source]:
        """Sources of the past, by name."""
        return {name: source for name, source in self.sources.items() if name != "changes"}

    @property
    def updates(self) -> Mapping[str, Source]:
        """Sources of changes, by name; the first is read from where nothing speaks for another."""
        first = next(iter(self.sources))
        return {name: source for name, source in self.sources.items() if name in (first, "changes")}

    @property
    def source(self) -> Source:
        """The source that changes are read from."""
        return next(iter(self.sources.values()))

    @cached_property
    def definition(self) -> str:
        """Hash of what decides which rows are held and what is in them; how fast they are read is left out."""
        tables = [
            [table.name, table.key, table.newer_by, table.place, table.parent_key, _local(table)]
            for table in self.tables
            if not table.raw
        ]
        sources = {
            name: {key: value for key, value in asdict(source).items() if key not in _PACE}
            for name, source in self.sources.items()
        }
        told = json.dumps([tables, sources, self.replaces, self.whole], sort_keys=True, default=str)
        return sha256(told.encode()).hexdigest()[:16]

    @property
    def by_period(self) -> bool:
        """Whether periods are read, rather than everything each time."""
        return any(source.lower and not source.found for source in self.sources.values())


@dataclass(frozen=True)
class StoreFacts:
    """Tables, views and streams of a connector; `places` is `module:function` that returns the account's places."""

    tables: Mapping[str, Table]
    views: Mapping[str, View]
    streams: Mapping[str, Stream]
    places: str | None = None

    def joined(self, other: StoreFacts) -> StoreFacts:
        """Return these facts with others added, which go before those of the same name."""
        return StoreFacts(
            {**self.tables, **other.tables},
            {**self.views, **other.views},
            {**self.streams, **other.streams},
            other.places or self.places,
        )

    def chosen(self, *, personal: bool, pseudonyms: bool) -> StoreFacts:
        """Return these facts without the columns that were not chosen, and without asking for their data."""
        tables = {
            name: replace(
                table,
                columns=tuple(
                    c
                    for c in table.columns
                    if (personal or not c.personal) and (pseudonyms or not c.pseudonym)
                ),
            )
            for name, table in self.tables.items()
        }
        views = {name: replace(view, table=tables[view.table.name]) for name, view in self.views.items()}
        streams = {
            name: replace(
                stream,
                tables=tuple(tables[table.name] for table in stream.tables),
                call=stream.call
                and replace(
                    stream.call,
                    personal=stream.call.personal if personal else {},
                    pseudonyms=stream.call.pseudonyms if pseudonyms else {},
                ),
            )
            for name, stream in self.streams.items()
        }
        return StoreFacts(tables, views, streams, self.places)

    def with_raw(self, *, personal: bool, shown: bool) -> StoreFacts:
        """Return these facts with a table of raw records beside the table of each stream.

        Args:
            personal: Whether personal data stays in the records; it is deleted with that of the table.
            shown: Whether queries read them.
        """
        beside = {
            name: _raw(stream.table, personal=personal, shown=shown) for name, stream in self.streams.items()
        }
        streams = {
            name: replace(stream, tables=(*stream.tables, beside[name]))
            for name, stream in self.streams.items()
        }
        return replace(
            self, tables={**self.tables, **{raw.name: raw for raw in beside.values()}}, streams=streams
        )

    @property
    def relations(self) -> Mapping[str, Table | View]:
        """All that a query can read, by name."""
        return {name: table for name, table in self.tables.items() if not table.hidden} | dict(self.views)


def not_replicated(facts: StoreFacts, name: str) -> tuple[str, str]:
    """Return what is wrong with a name that is none of a stream, and what to do."""
    names = [each.strip() for each in name.split(",")]
    if len(names) > 1 and all(each in facts.streams for each in names):
        options = " ".join(f"--entity {each}" for each in names)
        return f"{name[:80]} are {len(names)} names in one text.", f"Give each by itself: {options}."
    relation = facts.relations.get(name)
    table = relation.table if isinstance(relation, View) else relation
    if table is not None and (stream := table.parent or table.name) in facts.streams:
        return f"{name} is not replicated by itself: it comes with {stream}.", f"Name {stream}."
    listed = ", ".join(facts.streams)
    return f"{name[:80]} is not replicated.{suggestion(name[:80], facts.streams)}", f"Choose of: {listed}."


def hook(name: str) -> Callable[..., Any]:
    """Return the function that a fact names as `module:function`.

    Raises:
        ConfigurationError: There is none.
    """
    module, _, function = name.partition(":")
    try:
        return getattr(import_module(module), function)  # type: ignore[no-any-return]
    except (ImportError, AttributeError) as error:
        raise ConfigurationError(f"The function {name} of a stream cannot be loaded: {error}.") from None


def raw_name(table: str) -> str:
    """Return the name of the table with the raw records of another one."""
    return f"{table}_raw"


def _local(table: Table) -> list[tuple[str, str | None]]:
    return [(column.name, column.local_to) for column in table.columns]


def _raw(table: Table, *, personal: bool, shown: bool) -> Table:
    names = dict.fromkeys((*table.key, *((table.delivered,) if table.delivered else ())))
    record = Column(
        RECORD,
        "text",
        "the record as the API gave it, in JSON",
        personal=personal and table.delivered is not None,
    )
    return Table(
        raw_name(table.name),
        table.entity,
        f"Records of {table.name} as the API gave them.",
        (*(table.by_name[name] for name in names), record),
        table.key,
        parent=table.name,
        parent_key=table.key,
        delivered=table.delivered,
        personal_fields=() if personal else table.personal_fields,
        raw=True,
        hidden=not shown,
    )
