"""Context stores of a server: one DuckDB file for each connector."""

from __future__ import annotations

import shutil
from asyncio import to_thread
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from toolspan.store.duckdb_file import DuckDBFile
from toolspan.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from toolspan.connector import Connector
    from toolspan.server.settings import Settings
    from toolspan.store.coverage import Coverage
    from toolspan.store.tables import StoreFacts

Row = dict[str, Any]


class ContextStores:
    """Context stores of the connectors.

    Args:
        settings: Where the files are.
    """

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.stores
        self._processes = settings.processes
        self._seconds = settings.store_sync_seconds

    @property
    def unusable(self) -> str | None:
        """Why nothing is replicated here; None where it is."""
        if not self._seconds:
            return "The server has no context store: it is switched off by TOOLSPAN_STORE_SYNC_SECONDS=0."
        if find_spec("duckdb") is None or find_spec("pyarrow") is None:
            return (
                'The server has no context store: its extra is not installed (pip install "toolspan[store]").'
            )
        if self._processes > 1:
            return (
                "The server has no context store: its files belong to one process, and TOOLSPAN_PROCESSES is "
                f"{self._processes}."
            )
        return None

    def of(self, connector: Connector, connector_id: str) -> Store:
        """Return the store of a connector."""
        # Named by the connector, not by its account: other credentials must find the same file, and two
        # organisations that hold the same seller must not.
        return Store(connector, path=self._path(connector_id))

    async def coverage(self, connector_id: str, facts: StoreFacts) -> list[Coverage]:
        """Return what is held of a connector."""
        return await to_thread(DuckDBFile(self._path(connector_id), facts).coverage)

    async def delete(self, connector_id: str) -> None:
        """Delete what is held of a connector."""
        await to_thread(shutil.rmtree, self._folder / connector_id, ignore_errors=True)

    async def size(self, connector_ids: Iterable[str]) -> int:
        """Return the bytes of the files of some connectors."""
        return await to_thread(
            lambda: sum(_size(self._folder / connector_id) for connector_id in connector_ids)
        )

    def _path(self, connector_id: str) -> Path:
        return self._folder / connector_id / "store.duckdb"


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("*") if file.is_file())
