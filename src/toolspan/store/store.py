"""`Store`: the replicated data of a connector's account."""

from __future__ import annotations

import asyncio
import os
from asyncio import to_thread
from collections.abc import Mapping
from contextlib import aclosing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from toolspan.clock import now
from toolspan.errors import ConfigurationError, InvalidInput, NotFound, PolicyDenied
from toolspan.operations.dates import read_moment
from toolspan.runtime.progress import on_progress
from toolspan.store import export
from toolspan.store.account import Account
from toolspan.store.duckdb_file import DuckDBFile, exports_of
from toolspan.store.postgres import PostgresSchema, is_postgres
from toolspan.store.replication import RETENTION, Replication
from toolspan.store.stream_files import facts_from, read_facts
from toolspan.store.tables import StoreFacts, hook, not_replicated

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Sequence
    from datetime import datetime
    from importlib.resources.abc import Traversable

    from toolspan.base import BaseConnector
    from toolspan.operations.index import OperationIndex
    from toolspan.store.coverage import Coverage
    from toolspan.store.database import Database
    from toolspan.store.plan import Plan
    from toolspan.store.replication import Progress
    from toolspan.store.tables import Stream

LOCATION = "TOOLSPAN_STORE"
"""Variable with the folder of the stores, or the URL of a PostgreSQL database."""
STREAMS = "TOOLSPAN_STREAMS"
"""Variable with the path of a TOML file in the form of `streams.toml`: tables and streams of the user's own."""
PERSONAL = "TOOLSPAN_STORE_PERSONAL"
"""Variable that, set to 1, has personal data replicated too."""
PSEUDONYMS = "TOOLSPAN_STORE_PSEUDONYMS"
"""Variable that, set to 1, has columns such as `buyer_key` filled: keyed hashes, by which rows of one person are found."""
RAW = "TOOLSPAN_STORE_RAW"
"""Variable that, set to 1, has the records themselves stored as JSON too, in tables such as `orders_raw`; `query` lets queries
read them."""
DAYS = 180
"""Days that are replicated unless a start is given."""
_RAW: Mapping[str, bool | Literal["query"]] = {"1": True, "query": "query"}
_RECENT = timedelta(minutes=5)
"""How long ago a start must lie: APIs give the last minutes later, so that a later one would read nothing."""


class SyncReport(dict[str, int]):
    """Records that a sync has read, by entity.

    `warnings` are sentences on what it did not read, and why: the past that the API no longer has, and what can only be
    read by a later run.
    """

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def add(self, progress: Progress) -> None:
        """Count what a step has read."""
        self[progress.entity] = self.get(progress.entity, 0) + progress.records
        if progress.warning:
            self.warnings.append(progress.warning)


class Store:
    """The data of one account, replicated into a database of its own: `connector.store`.

    Args:
        connector: Whose account it is.
        location: Folder of its DuckDB file, or URL of a PostgreSQL database, where it has a schema. Default:
            `TOOLSPAN_STORE`, then `.toolspan/store` in the home directory.
        account: Name of the account's file or schema. Default: the connector's, with a hash of its credentials' account.
        streams: Path of a TOML file with tables and streams besides those of the connector. Default: `TOOLSPAN_STREAMS`.
        personal: Whether personal data is replicated; it is deleted 30 days after delivery. Default:
            `TOOLSPAN_STORE_PERSONAL`, then False.
        pseudonyms: Whether columns such as `buyer_key` are filled. Default: `TOOLSPAN_STORE_PSEUDONYMS`, then False.
        raw: Whether the records themselves are stored as well; `query` lets queries read them. Default:
            `TOOLSPAN_STORE_RAW`, then False.
    """

    how_to_sync = "Run `toolspan sync`, or connector.store.sync() in a program."
    """What a caller is advised to do while nothing is held."""

    def __init__(
        self,
        connector: BaseConnector,
        location: str | os.PathLike[str] | None = None,
        *,
        account: str | None = None,
        streams: str | os.PathLike[str] | None = None,
        personal: bool | None = None,
        pseudonyms: bool | None = None,
        raw: bool | Literal["query"] | None = None,
    ) -> None:
        self._connector = connector
        self._location = location
        self._account = account
        self._streams = streams
        self._personal = personal
        self._pseudonyms = pseudonyms
        self._raw: bool | Literal["query"] | None = raw
        self._database: Database | None = None
        self._places: Sequence[str] | None = None
        self._where = ""
        self._facts: tuple[Any, StoreFacts] | None = None

    @property
    def facts(self) -> StoreFacts:
        """Tables, views and streams.

        Raises:
            ConfigurationError: This API is not replicated.
        """
        own = self._connector.streams
        more = str(self._streams or os.environ.get(STREAMS) or "") or None
        if own is None and more is None:
            raise ConfigurationError(
                f"Nothing of {self._connector.title} is replicated: the connector has no facts on it.",
                hint=f"Name a TOML file with its tables and streams in {STREAMS}.",
            )
        personal = self._personal if self._personal is not None else os.environ.get(PERSONAL) == "1"
        pseudonyms = self._pseudonyms if self._pseudonyms is not None else os.environ.get(PSEUDONYMS) == "1"
        raw = self._raw if self._raw is not None else _RAW.get(os.environ.get(RAW, ""), False)
        asked = (own, more, personal, pseudonyms, raw)
        if self._facts is None or self._facts[0] != asked:
            self._facts = (
                asked,
                facts_of(
                    own, more, self._connector.operations, personal=personal, pseudonyms=pseudonyms, raw=raw
                ),
            )
        return self._facts[1]

    @property
    def location(self) -> str:
        """Folder or URL of the store.

        Raises:
            ConfigurationError: It is the URL of something else than PostgreSQL.
        """
        named = str(self._location or os.environ.get(LOCATION) or Path.home() / ".toolspan" / "store")
        scheme, url, _ = named.partition("://")
        if url and not is_postgres(named):
            raise ConfigurationError(
                f"{LOCATION}: there is no store at {scheme}:// addresses.",
                hint="Name a folder, or a database as postgresql://user@host/name.",
            )
        return named

    @property
    def account(self) -> str:
        """Name of the account's file or schema: connector, and a hash of the account."""
        if self._account is not None:
            return self._account
        return f"{self._connector.slug}-{sha256(self._connector.identity().encode()).hexdigest()[:16]}"

    @property
    def path(self) -> Path:
        """The DuckDB file of the account.

        Raises:
            ConfigurationError: The store is in PostgreSQL.
        """
        if is_postgres(self.location):
            raise ConfigurationError(
                f"The store is in PostgreSQL ({self.database.name}), and this needs a DuckDB file.",
                hint="Name a folder in TOOLSPAN_STORE. Search works in PostgreSQL as well.",
            )
        return Path(self.location) / f"{self.account}.duckdb"

    @property
    def database(self) -> Database:
        """Reads and writes the store."""
        location, facts = self.location, self.facts
        where = f"{location} {self.account}"
        if self._database is None or self._where != where or self._database.facts is not facts:
            self._where = where
            self._database = database_at(location, self.account, facts, self._named())
        return self._database

    def check_account(self, held: Mapping[str, Any] | None) -> None:
        """Check that what the store says of its account is about this one; one that says nothing is taken.

        Raises:
            ConfigurationError: It is another one.
        """
        if held is not None:
            self._named().check(held, self.database.name)

    def _named(self) -> Account:
        return Account(self._connector.slug, self.account, self._connector.account_id())

    async def coverage(self) -> list[Coverage]:
        """Return what is held of each entity: from, to, as of."""
        return await to_thread(self.database.coverage)

    async def plan(
        self, entities: Iterable[str] | None = None, *, since: datetime | str | None = None
    ) -> list[Plan]:
        """Return from where each entity would be read, in how many calls, and how long that takes.

        Arguments and errors as in `sync`.
        """
        replications = await self._replications(entities, since)
        return [await replication.plan() for replication in replications]

    async def sync(
        self, entities: Iterable[str] | None = None, *, since: datetime | str | None = None
    ) -> SyncReport:
        """Replicate until everything is held up to now; return the records read by entity, with `warnings`.

        It can be ended at any moment: the next one resumes. It ends without what can only be read later, such as a
        report that failed and may be requested again in half an hour: a warning names the time.

        Args:
            entities: Entities to replicate. Default: all that are no option and that the connector's policy allows to be read.
            since: From when on: a moment, a date, or text such as `2026-01-01` and `-90d`. Default: 180 days ago, or what was asked for before.

        Raises:
            InvalidInput: There is no such entity, or the start is no moment of the past.
            PolicyDenied: The policy allows none of what is replicated.
            ToolspanError: As `execute`; the other entities were replicated.
        """
        report = SyncReport()
        async with aclosing(self.iterate_sync(entities, since=since)) as steps:
            async for progress in steps:
                report.add(progress)
        return report

    async def iterate_sync(
        self, entities: Iterable[str] | None = None, *, since: datetime | str | None = None
    ) -> AsyncGenerator[Progress]:
        """Replicate as `sync` does, entities side by side, and yield the progress after each step and before each wait.

        Raises:
            ToolspanError: As `sync`.
        """
        await to_thread(self.database.create)
        await to_thread(self.database.purge, now(self._connector.clock) - RETENTION)
        replications = await self._replications(entities, since)
        async with aclosing(side_by_side(replications)) as steps:
            async for progress in steps:
                yield progress

    async def _replications(
        self, entities: Iterable[str] | None, since: datetime | str | None
    ) -> list[Replication]:
        streams = self._chosen(entities)
        start = self._start(since)
        places = await self.places()
        return [
            Replication(self._connector, self.database, stream, start, places, extend=since is not None)
            for stream in streams
        ]

    async def export(
        self, to: str | os.PathLike[str] | Any = None, tables: Iterable[str] | None = None
    ) -> Any:
        """Export tables: to Parquet files in a folder, or through a pipeline of dlt to where it leads.

        Args:
            to: The folder, or a pipeline as `dlt.pipeline(...)` makes it (extra `export`). Default: a folder beside the
                DuckDB file, which `delete` deletes too. What went elsewhere is the caller's to delete.
            tables: Names of tables and views. Default: all tables; of the views, such as `fees`, those that are named,
                since their rows are in the tables.

        Returns:
            The files; of a pipeline, what dlt says of the load.

        Raises:
            InvalidInput: There is no such table.
            NotFound: Nothing is held yet.
            ConfigurationError: An extra is not installed, the folder cannot be written to, or none is named for a store
                in PostgreSQL.
        """
        relations = export.chosen(self.database, tables)
        if not await to_thread(lambda: self.database.exists):
            raise NotFound("The context store of this account holds nothing yet.", hint=self.how_to_sync)
        if to is None:
            return await to_thread(export.to_parquet, self.database, exports_of(self.path), relations)
        if isinstance(to, (str, os.PathLike)):
            return await to_thread(export.to_parquet, self.database, Path(to), relations, elsewhere=True)
        return await to_thread(export.through_dlt, self.database, to, relations)

    async def delete(self) -> list[str]:
        """Delete what is held of the account, and the exports in the folder beside its file.

        Returns:
            Where other exports went to: folders, and pipelines of dlt. They are the caller's to delete.
        """
        elsewhere = await to_thread(self.database.exports)
        await to_thread(self.database.drop)
        return elsewhere

    async def places(self) -> Sequence[str]:
        """Return the places of the account, such as its countries; none where the API has none."""
        if self._places is None:
            name = self.facts.places
            self._places = await hook(name)(self._connector) if name else ()
        return self._places or ()

    def _chosen(self, entities: Iterable[str] | None) -> list[Stream]:
        streams = self.facts.streams
        if entities is None:
            return self._allowed(streams)
        names = [entities] if isinstance(entities, str) else list(entities)
        for name in names:
            if name not in streams:
                wrong, hint = not_replicated(self.facts, name)
                raise InvalidInput(wrong, hint=hint)
        return [streams[name] for name in names]

    def _allowed(self, streams: Mapping[str, Stream]) -> list[Stream]:
        """Return the streams that are no option and that the connector's policy allows."""
        known = [stream for stream in streams.values() if not stream.optional]
        allowed = [
            stream
            for stream in known
            if stream.source.allowed(self._connector.policy, self._connector.operations)
        ]
        if known and not allowed:
            raise PolicyDenied(
                "The connector's policy allows none of the entities that are replicated.",
                hint=f"Allow one of the reads: {', '.join(dict.fromkeys(stream.source.operation for stream in known))}.",
            )
        return allowed

    def _start(self, since: datetime | str | None) -> datetime:
        moment = now(self._connector.clock)
        if since is None:
            return moment - timedelta(days=DAYS)
        try:
            start = read_moment(since, moment)
        except ValueError as error:
            raise InvalidInput(f"since: {error}, not {str(since)[:60]!r}") from None
        if why := not_past(start, moment):
            raise InvalidInput(f"since: {why}", hint="Give a date of the past, such as -90d.")
        return start


def not_past(start: datetime, moment: datetime) -> str | None:
    """Return why nothing can be replicated from a start on, at a moment; None where something can."""
    if start <= moment - _RECENT:
        return None
    where = "lies ahead" if start > moment else "is less than five minutes ago"
    return f"{start:%Y-%m-%d %H:%M} UTC {where}, and only the past can be replicated."


def database_at(location: str, name: str, facts: StoreFacts, account: Account | None = None) -> Database:
    """Return the database of an account in a folder or a PostgreSQL database.

    Args:
        location: The folder, or the URL.
        name: Name of the account's file or schema.
        facts: The tables.
        account: Whose data it is; None takes any.
    """
    if is_postgres(location):
        return PostgresSchema(location, f"toolspan_{name}".replace("-", "_"), facts, account)
    return DuckDBFile(Path(location) / f"{name}.duckdb", facts, account)


def facts_of(
    own: Traversable | Mapping[str, Any] | None,
    more: str | None,
    operations: OperationIndex | None = None,
    *,
    personal: bool = False,
    pseudonyms: bool = False,
    raw: bool | Literal["query"] = False,
) -> StoreFacts:
    """Return the tables and streams of a connector, and those of a file of the user's.

    Args:
        own: Those of the connector: its file, or what an overlay says.
        more: Path of the user's file.
        operations: Operations of the connector, which those of the user's file, or an overlay, must be among.
        personal: Whether personal data is replicated.
        pseudonyms: Whether pseudonyms are.
        raw: Whether the records themselves are, and whether queries read them.

    Raises:
        ConfigurationError: A file cannot be read, or does not describe them.
    """
    facts = StoreFacts({}, {}, {})
    if own is not None:
        facts = facts_from(own, "the overlay", operations) if isinstance(own, Mapping) else read_facts(own)
    if more is not None:
        facts = facts.joined(read_facts(Path(more), operations))
    facts = facts.chosen(personal=personal, pseudonyms=pseudonyms)
    return facts.with_raw(personal=personal, shown=raw == "query") if raw else facts


async def side_by_side(replications: Sequence[Replication]) -> AsyncGenerator[Progress]:
    """Run replications at the same time, and yield the progress of all; the first error is raised once all have ended."""
    ended = {replication.name: asyncio.Event() for replication in replications}
    steps: asyncio.Queue[Progress | Exception | None] = asyncio.Queue()
    tasks = [asyncio.create_task(_queued(replication, ended, steps)) for replication in replications]
    failed: Exception | None = None
    try:
        left = len(tasks)
        while left:
            step = await steps.get()
            if step is None:
                left -= 1
            elif isinstance(step, Exception):
                failed = failed or step
            else:
                yield step
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if failed:
        raise failed


def _put(steps: asyncio.Queue[Progress | Exception | None], step: Progress | None) -> None:
    if step is not None:
        steps.put_nowait(step)


async def _queued(
    replication: Replication,
    ended: Mapping[str, asyncio.Event],
    steps: asyncio.Queue[Progress | Exception | None],
) -> None:
    """Run one replication after the one that it waits for; put its progress, its error and None into the queue."""
    try:
        if replication.after in ended:
            await ended[replication.after].wait()
        with on_progress(lambda event: _put(steps, replication.waiting(event))):
            async for progress in replication.run():
                steps.put_nowait(progress)
    except Exception as error:  # noqa: BLE001 - raised by the reader of the queue
        steps.put_nowait(error)
    finally:
        ended[replication.name].set()
        steps.put_nowait(None)
