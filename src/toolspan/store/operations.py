"""Operations of the context store: what it holds, a search of one table, and SQL over all."""

from __future__ import annotations

import json
import re
import time
from asyncio import to_thread
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from toolspan.clock import now
from toolspan.errors import NotFound
from toolspan.operations.dates import find_zone
from toolspan.operations.names import squash, suggestion
from toolspan.page import Meta, Page
from toolspan.store.coverage import Coverage
from toolspan.store.database import ACCOUNT
from toolspan.store.postgres import is_postgres
from toolspan.store.sandbox import MAX_BYTES, SECONDS, Query, Rows, Sandbox, too_slow
from toolspan.store.search import Search
from toolspan.store.tables import View
from toolspan.store.values import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from toolspan.clock import Clock
    from toolspan.contract import Call
    from toolspan.operations.model import Operation
    from toolspan.store.search import CompiledSearch
    from toolspan.store.store import Store
    from toolspan.store.tables import Stream, Table

DEFAULT_LIMIT = 100
MOST_ROWS = 10_000
"""The largest limit."""
FRESH = 900.0
"""Seconds after which what is held may lack something that matters."""
_HELD = (
    f"SELECT entity, starts, ends, as_of, (SELECT state FROM _state WHERE stream = '{ACCOUNT}') AS account "  # noqa: S608
    "FROM _coverage ORDER BY entity, starts"
)


class Owner(Protocol):
    """Connector whose account the store holds."""

    clock: Clock

    @property
    def store(self) -> Store:
        """Its store."""
        ...

    def zone_of(self, operation: Operation) -> Callable[[Mapping[str, Any]], str | None]:
        """Return a function from the values of a call to its time zone."""
        ...


@cache
def sandbox() -> Sandbox:
    """Return the sandbox of this process."""
    return Sandbox()


class Freshness:
    """What the store holds of some tables, and which live call must be added.

    Args:
        owner: The connector.
        held: Periods that are held.
    """

    def __init__(self, owner: Owner, held: Iterable[Coverage]) -> None:
        self._now = now(owner.clock)
        self._how_to_sync = owner.store.how_to_sync
        self._streams = {
            table.name: stream for stream in owner.store.facts.streams.values() for table in stream.tables
        }
        self._periods: dict[str, list[Coverage]] = {}
        for period in held:
            self._periods.setdefault(period.entity, []).append(period)

    def coverage(self, tables: Iterable[Table | View]) -> dict[str, Any]:
        """Return what is held of each table; of a sync under way, the periods."""
        found: dict[str, Any] = {}
        for table in tables:
            entity = self._streams[_base(table).name].table.entity
            periods = [_period(each) for each in self._periods.get(entity, ())]
            found[table.name] = periods[0] if len(periods) == 1 else periods or "nothing yet"
        return found

    def warnings(self, tables: Sequence[Table | View], since: datetime | None = None) -> list[str]:
        """Return what is missing of some tables, one sentence a stream."""
        streams = {(stream := self._streams[_base(table).name]).name: stream for table in tables}
        return [text for stream in streams.values() if (text := self._missing(stream, since))]

    def _missing(self, stream: Stream, since: datetime | None) -> str:
        periods = self._periods.get(stream.table.entity, [])
        name = stream.table.name
        if not periods:
            return f"Nothing of {name} is held yet. {self._how_to_sync}"
        if len(periods) > 1:
            return f"{name}: a sync is under way, and some periods are missing (see coverage)."
        (held,) = periods
        if since and since < held.starts:
            return f"{name} is held from {_written(held.starts)} on: what is older is not in this result."
        if (self._now - held.as_of).total_seconds() > max(FRESH, stream.every):
            return f"{name} is held up to {_written(held.as_of)}: {_live(stream, held.as_of)} gives what came since."
        return ""


def _live(stream: Stream, since: datetime) -> str:
    """Return the live call that gives what has changed since a moment; what only reports give is synced again."""
    source = stream.call
    if source is None:
        return "another sync"
    lower = source.updated_lower or source.lower
    return f'{source.operation} with {lower} "{_written(since)}"' if lower else source.operation


async def describe(owner: Owner, call: Call) -> Page:
    """Handler of `context_store.describe`: return the tables, or the columns of one.

    Raises:
        NotFound: There is no such table.
    """
    facts = owner.store.facts
    name = call.values.get("table")
    freshness = await _freshness(owner)
    if name is not None:
        table = _table(owner, name)
        data: list[dict[str, Any]] = [
            {"column": column.name, "type": column.type, "description": column.description}
            for column in table.columns
        ]
        more: dict[str, Any] = {"table": table.name, "description": table.description}
        return _page(call, data, freshness, [table], **more)
    held = freshness.coverage(facts.relations.values())
    data = [
        {"table": table.name, "description": table.description, "held": held[table.name]}
        for table in facts.relations.values()
    ]
    return _page(call, data, freshness, (), dialect="DuckDB")


async def search(owner: Owner, call: Call) -> Page:
    """Handler of `context_store.search`: return the rows of a table that fit a filter, sorted.

    Raises:
        InvalidInput: The query is wrong; all faults are named.
        NotFound: There is no such table, or nothing is held.
    """
    values = call.values
    table = _table(owner, values.get("table") or call.operation.entity)
    limit = values.get("limit") or DEFAULT_LIMIT
    zone = find_zone(owner.zone_of(call.operation)({}) or "UTC")
    in_postgres = is_postgres(owner.store.location)
    compiled = Search(
        table,
        _base(table).key,
        _aliases(owner, table),
        now(owner.clock),
        zone=zone,
        dialect="postgresql" if in_postgres else "duckdb",
    ).compile(values.get("query"), values.get("fields"), limit, values.get("cursor"))
    if in_postgres:
        rows, freshness = await _in_postgres(owner, call, compiled, limit)
    else:
        rows, freshness = await _asked(owner, call, compiled.sql, compiled.params, limit=limit)
    cursor = compiled.cursor(rows.data[-1]) if rows.data and (rows.more or rows.full) else None
    data = [compiled.clean(row) for row in rows.data]
    return _page(
        call, data, freshness, [table], since=compiled.since, has_more=cursor is not None, next_token=cursor,
        **({"cursor": cursor} if cursor else {}), took_ms=_milliseconds(rows),
    )  # fmt: skip


async def sql_query(owner: Owner, call: Call) -> Page:
    """Handler of `context_store.sql_query`: return the rows of one SELECT over the tables.

    Raises:
        InvalidInput: The text is refused, or cannot be run; the message says why.
        DeadlineExceeded: It took too long.
        TooLarge: It took too much memory.
        NotFound: Nothing is held.
    """
    tables = owner.store.facts.relations
    limit = call.values.get("limit") or DEFAULT_LIMIT
    rows, freshness = await _asked(owner, call, call.values["sql"], (), limit=limit, tables=list(tables))
    used = [tables[name] for name in rows.tables if name in tables]
    page = _page(
        call, rows.data, freshness, used, has_more=rows.more, took_ms=_milliseconds(rows)
    )  # fmt: skip
    if rows.more:
        page.meta.warnings.append(_cut(rows, limit))
    return page


def _cut(rows: Rows, limit: int) -> str:
    """Return what to do about a result that is not whole."""
    said = f"There are more rows than these {len(rows.data):,}"
    if rows.full:
        return f"{said}, which fill a result of {MAX_BYTES // 2**20} MB: name fewer columns, or aggregate."
    if limit >= MOST_ROWS:
        return f"{said}, the most of one result: aggregate, or narrow the condition."
    return f"{said}: aggregate, or ask with a larger limit, up to {MOST_ROWS:,}."


_TOPICS = {
    "sales": "orders",
    "revenue": "orders",
    "cancellations": "orders",
    "products": "order_items",
    "stock": "inventory",
}
_TOPICS |= {
    "margin": "transaction_lines",
    "profit": "transaction_lines",
    "payouts": "settlements",
    "sold": "order_items",
}
"""Words of questions that no table is called by, with the table that answers them."""


async def held_for(owner: Owner, question: str) -> dict[str, Any]:
    """Return what is held of the tables that a question names, with the live call for what came since; empty if nothing."""
    relations = owner.store.facts.relations
    words = {squash(word) for word in re.findall(r"\w+", question.lower())}
    words |= {word + end for word in words for end in ("s", "es")} | {a + b for a in words for b in words}
    topics = {squash(name): name for name in relations} | _TOPICS
    named = {topics[word] for word in words & topics.keys() if topics[word] in relations}
    if not named or not await to_thread(lambda: owner.store.database.exists):
        return {}
    tables = [relations[name] for name in sorted(named)]
    freshness = Freshness(owner, await to_thread(owner.store.database.coverage))
    held = {name: each for name, each in freshness.coverage(tables).items() if each != "nothing yet"}
    if held and (later := freshness.warnings([relations[name] for name in held])):
        held["later"] = " ".join(later)
    return held


def _table(owner: Owner, name: str) -> Table | View:
    tables = owner.store.facts.relations
    by_form = {
        squash(table.entity): table.name for table in reversed(list(owner.store.facts.tables.values()))
    }
    by_form |= {squash(table): table for table in tables}
    found = by_form.get(squash(name))
    if found is None:
        raise NotFound(
            f"There is no table {name[:80]!r} in the context store.{suggestion(name, tables)}",
            hint=f"The tables are: {', '.join(tables)}.",
        )
    return tables[found]


def _aliases(owner: Owner, table: Table | View) -> dict[str, str]:
    """Return the API's own names of a table's columns, as in its records: a path, and its last part where it is the only one."""
    whole: dict[str, str] = {}
    last: dict[str, set[str]] = {}
    for stream in owner.store.facts.streams.values():
        paths = stream.call.paths.get(_base(table).name, {}) if stream.call else {}
        for column, path in paths.items():
            bare = path.lstrip("-.")
            if not any(sign in bare for sign in "[#@="):
                whole[squash(bare)] = column
                last.setdefault(squash(bare.rpartition(".")[2]), set()).add(column)
    alone = {name: next(iter(columns)) for name, columns in last.items() if len(columns) == 1}
    return {**alone, **whole}


def _base(table: Table | View) -> Table:
    return table.table if isinstance(table, View) else table


def _nothing(owner: Owner) -> NotFound:
    return NotFound(
        "The context store of this account holds nothing yet.",
        hint=f"{owner.store.how_to_sync} Until then make live calls.",
    )


async def _asked(
    owner: Owner,
    call: Call,
    sql: str,
    params: Sequence[Any],
    *,
    limit: int,
    tables: Sequence[str] | None = None,
) -> tuple[Rows, Freshness]:
    path = owner.store.path
    if not path.exists():
        raise _nothing(owner)
    query = Query(path, sql, params, tables=tables, limit=limit, aside=_HELD)
    rows = await sandbox().query(query, seconds=call.deadline.remaining())
    if rows.aside and rows.aside[0]["account"]:
        owner.store.check_account(json.loads(rows.aside[0]["account"]))
    held = [
        Coverage(row["entity"], *(datetime.fromisoformat(row[name]) for name in ("starts", "ends", "as_of")))
        for row in rows.aside
    ]
    return rows, Freshness(owner, held)


async def _in_postgres(
    owner: Owner, call: Call, compiled: CompiledSearch, limit: int
) -> tuple[Rows, Freshness]:
    """Return the rows of a search in PostgreSQL: its text is the program's own, and the database ends what takes too long."""
    database = owner.store.database
    seconds = min(SECONDS, call.deadline.remaining() or SECONDS)

    def read() -> tuple[list[tuple[Any, ...]], list[Coverage]]:
        if not database.exists:
            raise _nothing(owner)
        with database.reading() as connection:
            connection.rows(f"SET LOCAL statement_timeout = {max(1, round(seconds * 1_000))}")
            try:
                return connection.rows(compiled.sql, compiled.params), database.coverage()
            except Exception as error:
                if (
                    type(error).__name__ != "QueryCanceled"
                ):  # psycopg's, which is imported where it is used alone
                    raise
                raise too_slow(seconds) from None

    began = time.monotonic()
    found, held = await to_thread(read)
    data = [dict(zip(compiled.names, map(plain, row), strict=True)) for row in found[:limit]]
    seconds = time.monotonic() - began
    return Rows(data, {}, len(found) > limit, full=False, seconds=seconds, tables=[], aside=[]), Freshness(
        owner, held
    )


async def _freshness(owner: Owner) -> Freshness:
    database = owner.store.database
    return Freshness(owner, await to_thread(lambda: database.coverage() if database.exists else []))


def _page(
    call: Call,
    data: list[dict[str, Any]],
    freshness: Freshness,
    tables: Sequence[Table | View],
    *,
    since: datetime | None = None,
    **meta: Any,
) -> Page:
    warnings = [*call.warnings, *freshness.warnings(tables, since)]
    meta |= {"coverage": freshness.coverage(tables)} if tables else {}
    said = Meta(operation=call.operation.name, count=len(data), warnings=warnings, **meta)
    return Page.model_construct(data=data, meta=said, raw=None)


def _period(held: Coverage) -> dict[str, str]:
    return {"from": _written(held.starts), "to": _written(held.ends), "as_of": _written(held.as_of)}


def _milliseconds(rows: Rows) -> int:
    return max(1, round(rows.seconds * 1_000))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
