"""Syncs of context stores: which connectors are replicated, and their schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.server.data import schedules
from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.services import Services

Row = dict[str, Any]


def replicated(row: Row) -> str | None:
    """Return from when on a connector is replicated; None if it is not."""
    start = row["replication_config"].get("replication_start_date")
    return str(start) if start else None


def check_replicated(services: Services, row: Row) -> None:
    """Reject syncs of a connector that is not replicated.

    Raises:
        Problem: 409.
    """
    if why := services.context_stores.unusable:
        raise Problem(409, "configuration", why, details={"retryable": False})
    if replicated(row) is None:
        raise Problem(
            409, "configuration", "Nothing of this connector is replicated: it has no replication_start_date.",
            details={"hint": "Give it one with PUT, in replication_config.", "retryable": False},
        )  # fmt: skip


async def begin_syncs(services: Services, connection: AsyncConnection, row: Row) -> str | None:
    """Give a connector that is replicated its schedule of syncs, and add the first one, to be started after the commit.

    Returns:
        The job; None if the connector is not replicated, has no schedule any more, or one of its syncs is open.
    """
    if replicated(row) is None or services.context_stores.unusable:
        return None
    await adopt(services, connection, connector_id=row["id"])
    planned = await schedules.get(connection, row["id"], schedules.SYNC)
    return await schedules.begin(connection, services.jobs, planned, services.now()) if planned else None


async def adopt(services: Services, connection: AsyncConnection, *, connector_id: str | None = None) -> None:
    """Give connectors that are replicated the schedule of syncs that the settings say."""
    every_ms = services.settings.store_sync_seconds * 1000
    await schedules.adopt(connection, every_ms, services.now(), connector_id=connector_id)
