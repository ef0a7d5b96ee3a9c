"""Syncs of context stores: which connectors are replicated, and when the next sync is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.server.data import connectors, jobs

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.services import Services

Row = dict[str, Any]
AT_ONCE = 20
"""Syncs that are started at one look at what is due."""


def replicated(row: Row) -> str | None:
    """Return from when on a connector is replicated; None if it is not."""
    start = row["replication_config"].get("replication_start_date")
    return str(start) if start else None


async def add_sync(services: Services, connection: AsyncConnection, row: Row) -> str | None:
    """Add the sync of a connector, to be started after the commit; None if it is not replicated or one is open."""
    if replicated(row) is None or services.context_stores.unusable:
        return None
    if await jobs.open_of(connection, row["id"], "sync"):
        return None
    return await services.jobs.add(connection, row, "sync")


async def add_due(services: Services) -> None:
    """Add the syncs of connectors whose last one is as long ago as the settings say, and start them."""
    if services.context_stores.unusable:
        return
    before = services.now() - services.settings.store_sync_seconds * 1000
    async with services.database.read() as connection:
        due = await connectors.unsynced(connection, before, AT_ONCE)
    for row in due:
        async with services.database.write() as connection:
            sync = await add_sync(services, connection, row)
        if sync:
            services.jobs.start(sync)
