"""`Store`: the replicated data of a connector's account."""

from __future__ import annotations

import os
from asyncio import to_thread
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from toolspan.clock import now
from toolspan.errors import ConfigurationError, InvalidInput
from toolspan.operations.names import suggestion
from toolspan.store.duckdb_file import DuckDBFile
from toolspan.store.replication import Replication
from toolspan.store.tables import read_facts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from toolspan.base import BaseConnector
    from toolspan.store.coverage import Coverage
    from toolspan.store.replication import Progress
    from toolspan.store.tables import StoreFacts, Stream

FOLDER = "TOOLSPAN_STORE"
"""Variable with the folder of the stores."""
_DAYS = 180
"""Days that are replicated unless a start is given."""


class Store:
    """The data of one account, replicated into a DuckDB file: `connector.store`.

    Args:
        connector: Whose account it is.
        folder: Where the file is. Default: `TOOLSPAN_STORE`, then `.toolspan/store` in the home directory.
    """

    def __init__(self, connector: BaseConnector, folder: str | os.PathLike[str] | None = None) -> None:
        self._connector = connector
        self._folder = folder
        self._file: DuckDBFile | None = None

    @property
    def facts(self) -> StoreFacts:
        """Tables and streams.

        Raises:
            ConfigurationError: This API is not replicated.
        """
        return facts_of(type(self._connector))

    @property
    def path(self) -> Path:
        """The DuckDB file of the account."""
        folder = self._folder or os.environ.get(FOLDER) or Path.home() / ".toolspan" / "store"
        account = sha256(self._connector.identity().encode()).hexdigest()[:16]
        return Path(folder) / f"{self._connector.slug}-{account}.duckdb"

    @property
    def file(self) -> DuckDBFile:
        """Reads and writes the file."""
        path = self.path
        if self._file is None or self._file.path != path:
            self._file = DuckDBFile(path, tuple(self.facts.tables.values()))
        return self._file

    async def coverage(self) -> list[Coverage]:
        """Return what is held of each entity: from, to, as of."""
        return await to_thread(self.file.coverage)

    async def sync(
        self, entities: Iterable[str] | None = None, *, since: datetime | str | None = None
    ) -> dict[str, int]:
        """Replicate until everything is held up to now; return the records read by entity.

        It can be ended at any moment: the next one resumes.

        Args:
            entities: Entities to replicate. Default: all.
            since: From when on. Default: 180 days ago, or what was asked for before.

        Raises:
            InvalidInput: There is no such entity, or the start is no moment.
            ToolspanError: As `execute`.
        """
        counts: dict[str, int] = {}
        async for progress in self.iterate_sync(entities, since=since):
            counts[progress.entity] = counts.get(progress.entity, 0) + progress.records
        return counts

    async def iterate_sync(
        self, entities: Iterable[str] | None = None, *, since: datetime | str | None = None
    ) -> AsyncIterator[Progress]:
        """Replicate as `sync` does, and yield the progress after each page."""
        start = self._start(since)
        await to_thread(self.file.create)
        for stream in self._chosen(entities):
            async for progress in Replication(self._connector, self.file, stream, start).run():
                yield progress

    def _chosen(self, entities: Iterable[str] | None) -> list[Stream]:
        streams = self.facts.streams
        if entities is None:
            return list(streams.values())
        wanted = list(entities)
        for entity in wanted:
            if entity not in streams:
                raise InvalidInput(
                    f"{entity} is not replicated.{suggestion(entity, streams)}",
                    hint=f"Choose of: {', '.join(streams)}.",
                )
        return [streams[entity] for entity in wanted]

    def _start(self, since: datetime | str | None) -> datetime:
        if since is None:
            return now(self._connector.clock) - timedelta(days=_DAYS)
        try:
            start = datetime.fromisoformat(since) if isinstance(since, str) else since
        except ValueError:
            raise InvalidInput(
                f"since: {since!r} is no moment.", hint="Write it as 2026-01-01 or with a time."
            ) from None
        return start if start.tzinfo else start.replace(tzinfo=UTC)


@cache
def facts_of(kind: type[BaseConnector]) -> StoreFacts:
    """Return the tables and streams of a class of connectors.

    Raises:
        ConfigurationError: Its API is not replicated.
    """
    if kind.streams is None:
        raise ConfigurationError(f"Nothing of {kind.title} is replicated: the connector has no facts on it.")
    return read_facts(kind.streams)
