"""`Store`: the replicated data of a connector's account."""

from __future__ import annotations

import asyncio
import os
from asyncio import to_thread
from contextlib import aclosing
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from toolspan.clock import now
from toolspan.errors import ConfigurationError, InvalidInput
from toolspan.operations.dates import read_moment
from toolspan.operations.names import suggestion
from toolspan.store.duckdb_file import DuckDBFile
from toolspan.store.replication import Replication
from toolspan.store.tables import hook, read_facts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
    from datetime import datetime

    from toolspan.base import BaseConnector
    from toolspan.store.coverage import Coverage
    from toolspan.store.database import Database
    from toolspan.store.plan import Plan
    from toolspan.store.replication import Progress
    from toolspan.store.tables import StoreFacts, Stream

FOLDER = "TOOLSPAN_STORE"
"""Variable with the folder of the stores."""
DAYS = 180
"""Days that are replicated unless a start is given."""


class Store:
    """The data of one account, replicated into a DuckDB file: `connector.store`.

    Args:
        connector: Whose account it is.
        folder: Where the file is. Default: `TOOLSPAN_STORE`, then `.toolspan/store` in the home directory.
        path: The file itself, instead of one in a folder that is named by the account.
    """

    def __init__(
        self,
        connector: BaseConnector,
        folder: str | os.PathLike[str] | None = None,
        *,
        path: Path | None = None,
    ) -> None:
        self._connector = connector
        self._folder = folder
        self._path = path
        self._database: DuckDBFile | None = None
        self._places: Sequence[str] | None = None

    @property
    def facts(self) -> StoreFacts:
        """Tables, views and streams.

        Raises:
            ConfigurationError: This API is not replicated.
        """
        return facts_of(type(self._connector))

    @property
    def path(self) -> Path:
        """The DuckDB file of the account."""
        if self._path is not None:
            return self._path
        folder = self._folder or os.environ.get(FOLDER) or Path.home() / ".toolspan" / "store"
        account = sha256(self._connector.identity().encode()).hexdigest()[:16]
        return Path(folder) / f"{self._connector.slug}-{account}.duckdb"

    @property
    def database(self) -> Database:
        """Reads and writes the file."""
        path = self.path
        if self._database is None or self._database.path != path:
            self._database = DuckDBFile(path, self.facts)
        return self._database

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
    ) -> dict[str, int]:
        """Replicate until everything is held up to now; return the records read by entity.

        It can be ended at any moment: the next one resumes.

        Args:
            entities: Entities to replicate. Default: all that are no option.
            since: From when on: a moment, a date, or text such as `2026-01-01` and `-90d`. Default: 180 days ago, or what was asked for before.

        Raises:
            InvalidInput: There is no such entity, or the start is no moment.
            ToolspanError: As `execute`; the other entities were replicated.
        """
        counts: dict[str, int] = {}
        async with aclosing(self.iterate_sync(entities, since=since)) as steps:
            async for progress in steps:
                counts[progress.entity] = counts.get(progress.entity, 0) + progress.records
        return counts

    async def iterate_sync(
        self, entities: Iterable[str] | None = None, *, since: datetime | str | None = None
    ) -> AsyncGenerator[Progress]:
        """Replicate as `sync` does, entities side by side, and yield the progress after each step.

        Raises:
            ToolspanError: As `sync`.
        """
        await to_thread(self.database.create)
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

    async def places(self) -> Sequence[str]:
        """Return the places of the account, such as its countries; none where the API has none."""
        if self._places is None:
            name = self.facts.places
            self._places = await hook(name)(self._connector) if name else ()
        return self._places or ()

    def _chosen(self, entities: Iterable[str] | None) -> list[Stream]:
        streams = self.facts.streams
        if entities is None:
            return [stream for stream in streams.values() if not stream.optional]
        wanted = list(entities)
        for entity in wanted:
            if entity not in streams:
                raise InvalidInput(
                    f"{entity} is not replicated.{suggestion(entity, streams)}",
                    hint=f"Choose of: {', '.join(streams)}.",
                )
        return [streams[entity] for entity in wanted]

    def _start(self, since: datetime | str | None) -> datetime:
        moment = now(self._connector.clock)
        if since is None:
            return moment - timedelta(days=DAYS)
        try:
            return read_moment(since, moment)
        except ValueError as error:
            raise InvalidInput(f"since: {error}") from None


@cache
def facts_of(kind: type[BaseConnector]) -> StoreFacts:
    """Return the tables and streams of a class of connectors.

    Raises:
        ConfigurationError: Its API is not replicated.
    """
    if kind.streams is None:
        raise ConfigurationError(f"Nothing of {kind.title} is replicated: the connector has no facts on it.")
    return read_facts(kind.streams)


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


async def _queued(
    replication: Replication,
    ended: Mapping[str, asyncio.Event],
    steps: asyncio.Queue[Progress | Exception | None],
) -> None:
    """Run one replication after the one that it waits for; put its progress, its error and None into the queue."""
    try:
        if replication.after in ended:
            await ended[replication.after].wait()
        async for progress in replication.run():
            steps.put_nowait(progress)
    except Exception as error:  # noqa: BLE001 - raised by the reader of the queue
        steps.put_nowait(error)
    finally:
        ended[replication.name].set()
        steps.put_nowait(None)
