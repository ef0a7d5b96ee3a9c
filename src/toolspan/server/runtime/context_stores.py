"""Context stores of a server: a DuckDB file or a PostgreSQL schema for each connector."""

from __future__ import annotations

import time
from asyncio import to_thread
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, TypedDict

from toolspan.errors import ConfigurationError
from toolspan.server.amazon.definition import CONNECTOR
from toolspan.store.duckdb_file import INSTALL, back_up
from toolspan.store.store import Store, database_at, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from toolspan.connector import Connector
    from toolspan.server.runtime.heartbeat import Heartbeat
    from toolspan.server.settings import Settings
    from toolspan.store.coverage import Coverage
    from toolspan.store.database import Database
    from toolspan.store.tables import StoreFacts

HOW_TO_SYNC = (
    "The server replicates a connector that has a replication_start_date in its replication_config: give it one with "
    "PUT, or have it synced with POST .../sync."
)
_FRESH = 60.0
"""Seconds for which a measured size is good."""


class _Chosen(TypedDict):
    personal: bool
    pseudonyms: bool
    raw: bool | Literal["query"]


class ContextStores:
    """Context stores of the connectors.

    Args:
        settings: Where they are.
        heartbeat: Knows whether other processes of the server run; none in a command.
    """

    def __init__(self, settings: Settings, heartbeat: Heartbeat | None = None) -> None:
        url = settings.store_url
        self._location = url.get_secret_value() if url else str(settings.stores)
        self._folder = settings.stores
        self._in_files = url is None
        self._processes = settings.processes
        self._seconds = settings.store_sync_seconds
        self._chosen: _Chosen = {
            "personal": False,
            "pseudonyms": settings.store_pseudonyms,
            "raw": settings.store_raw,
        }
        self._sizes: dict[str, tuple[float, int]] = {}
        self._heartbeat = heartbeat

    @cached_property
    def facts(self) -> StoreFacts:
        """What is replicated. Personal data is not."""
        return facts_of(CONNECTOR.streams, None, **self._chosen)

    @property
    def unusable(self) -> str | None:
        """Why nothing is replicated here; None where it is."""
        if not self._seconds:
            return "The server has no context store: it is switched off by TOOLSPAN_STORE_SYNC_SECONDS=0."
        if self._in_files and any(find_spec(name) is None for name in ("duckdb", "pyarrow")):
            return f"The server has no context store: its extra is not installed ({INSTALL})."
        return self.conflict

    @property
    def conflict(self) -> str | None:
        """Why the files of this server must not be opened; None where they may."""
        if not self._in_files:
            return None
        if self._processes > 1:
            why = f"TOOLSPAN_PROCESSES is {self._processes}"
        elif self._heartbeat and self._heartbeat.others:
            why = "another process of this server runs, or was killed within the last half minute"
        else:
            return None
        return (
            f"The server has no context store: files belong to one process, and {why}. "
            "Name a PostgreSQL database in TOOLSPAN_STORE_URL."
        )

    def of(self, connector: Connector, connector_id: str) -> Store:
        """Return the store of a connector."""
        # Named by the connector, not by its account: other credentials must find the same one, and two
        # organisations that hold the same seller must not.
        store = _ServerStore(connector, self._location, account=connector_id, **self._chosen)
        store.stores = self
        return store

    async def coverage(self, connector_id: str) -> list[Coverage]:
        """Return what is held of a connector."""
        return await to_thread(self._database(connector_id).coverage)

    async def delete(self, connector_id: str) -> None:
        """Delete what is held of a connector."""
        self._sizes.pop(connector_id, None)
        await to_thread(self._database(connector_id).drop)

    async def size(self, connector_ids: Iterable[str], *, growing: str | None = None) -> int:
        """Return the bytes that the stores of some connectors take.

        Args:
            connector_ids: The connectors.
            growing: The one that is asked for after each page: the others are measured once a minute.
        """
        now = time.monotonic()

        def measure() -> int:
            return sum(map(measured, connector_ids))

        def measured(connector_id: str) -> int:
            at, size = self._sizes.get(connector_id, (0.0, 0))
            if not at or growing in (None, connector_id) or now - at > _FRESH:
                size = self._database(connector_id).size
                self._sizes[connector_id] = now, size
            return size

        return await to_thread(measure)

    def back_up(self, folder: Path) -> list[Path]:
        """Copy the file of each store into a folder, also while the server syncs them; return the copies.

        Raises:
            ConfigurationError: The stores are in PostgreSQL, or one cannot be copied.
        """
        if not self._in_files:
            raise ConfigurationError(
                "The context stores are in PostgreSQL, not in files.",
                hint="Back them up with: pg_dump --schema 'toolspan_*' and the database of TOOLSPAN_STORE_URL.",
            )
        copies = []
        for file in sorted(self._folder.glob("*.duckdb")):
            copies.append(folder / file.name)
            back_up(file, copies[-1])
        return copies

    def _database(self, connector_id: str) -> Database:
        return database_at(self._location, connector_id, self.facts)


class _ServerStore(Store):
    """Context store that opens no file beside another process."""

    how_to_sync = HOW_TO_SYNC
    stores: ContextStores

    @property
    def location(self) -> str:
        """Folder or URL of the store.

        Raises:
            ConfigurationError: Its file may be open in another process.
        """
        if why := self.stores.conflict:
            raise ConfigurationError(why)
        return super().location
