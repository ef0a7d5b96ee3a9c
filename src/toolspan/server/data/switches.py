"""Kill switch: stops or allows all calls of a connector, an organisation or a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from toolspan.server.data import connectors
from toolspan.server.data.tables import clients, organizations
from toolspan.server.data.tables import connectors as connectors_table

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]


async def switch_connector(
    connection: AsyncConnection, row: Row, *, stopped: bool, reason: str | None, now: int
) -> list[str]:
    """Switch a connector off or on; return the ids of the affected connectors."""
    changes = {"stopped": stopped, "stop_reason": reason if stopped else None}
    await connectors.change(connection, row, changes, now)
    return [row["id"]]


async def switch_organization(
    connection: AsyncConnection, organization_id: str, *, stopped: bool, reason: str | None, now: int
) -> list[str]:
    """Switch an organisation off or on; return the ids of the affected connectors."""
    await connection.execute(
        update(organizations)
        .where(organizations.c.id == organization_id)
        .values(stopped=stopped, stop_reason=reason if stopped else None, updated_at=now)
    )
    mine = select(connectors_table.c.id).where(connectors_table.c.organization_id == organization_id)
    return list((await connection.execute(mine)).scalars())


async def switch_client(
    connection: AsyncConnection, client_id: str, *, stopped: bool, now: int
) -> str | None:
    """Switch a client and its tokens off or on; return its name, or None if it does not exist."""
    changed = await connection.execute(
        update(clients)
        .where(clients.c.id == client_id)
        .values(disabled=stopped, updated_at=now)
        .returning(clients.c.name)
    )
    name: str | None = changed.scalar()
    return name
