"""The kill switch for an operator, who works on the database and needs no token."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from toolspan.clock import SYSTEM_CLOCK
from toolspan.errors import ConfigurationError
from toolspan.server.data import connectors, switches
from toolspan.server.data.audit import Event, record
from toolspan.server.data.database import Database
from toolspan.server.data.tables import connectors as connectors_table
from toolspan.server.data.tables import organizations

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.settings import Settings

_MOST = 20  # ids that a message names


def switch(
    settings: Settings,
    *,
    connector_id: str | None = None,
    organization_id: str | None = None,
    stopped: bool,
    reason: str | None = None,
) -> str:
    """Stop all calls of a connector or an organisation, or let them go on; return what it is called.

    A running server ends the calls under way within a second.

    Args:
        settings: Whose database it is.
        connector_id: The connector that is meant; or
        organization_id: the organisation. Exactly one of the two.
        stopped: Whether to stop.
        reason: Shown to callers while it is stopped.

    Raises:
        ConfigurationError: There is no such connector or organisation, or not exactly one is named.
    """
    given = {"stopped": stopped, "reason": " ".join((reason or "").split())[:500] or None}
    return asyncio.run(switched(settings, connector_id, organization_id, **given))


async def switched(
    settings: Settings, connector_id: str | None, organization_id: str | None, **given: Any
) -> str:
    """Do as `switch`, in a running event loop."""
    if (connector_id is None) == (organization_id is None):
        raise ConfigurationError("Name one connector, or one organisation.")
    database = Database(settings)
    try:
        async with database.write() as connection:
            if connector_id is not None:
                return await _connector(connection, connector_id.lower(), **given)
            return await _organization(connection, str(organization_id).lower(), **given)
    finally:
        await database.close()


async def _connector(connection: AsyncConnection, connector_id: str, **given: Any) -> str:
    known = connectors_table.c.id == connector_id, connectors_table.c.deleted_at.is_(None)
    owner = (await connection.execute(select(connectors_table.c.organization_id).where(*known))).scalar()
    if owner is None:
        raise ConfigurationError(
            f"There is no connector {connector_id[:80]!r} in this database.",
            hint="GET /api/v1/integrations/connectors?workspace_name=... lists the ids.",
        )
    row = await connectors.get(connection, owner, None, connector_id, lock=True)
    now = _now()
    await switches.switch_connector(connection, row, now=now, **given)
    event = Event(now, "connector.switch", "ok", owner, row["workspace_id"], connector_id)
    await record(connection, replace(event, detail={"stopped": given["stopped"]}))
    return f'connector "{row["name"]}"'


async def _organization(connection: AsyncConnection, organization_id: str, **given: Any) -> str:
    found = await connection.execute(select(organizations.c.id, organizations.c.name))
    names = {str(row[0]): str(row[1]) for row in found}
    if organization_id not in names:
        raise ConfigurationError(
            f"There is no organisation {organization_id[:80]!r} in this database.",
            hint=f"There are: {', '.join(list(names)[:_MOST])}.",
        )
    now = _now()
    await switches.switch_organization(connection, organization_id, now=now, **given)
    event = Event(now, "organization.switch", "ok", organization_id)
    await record(connection, replace(event, detail={"stopped": given["stopped"]}))
    return f'organisation "{names[organization_id]}"'


def _now() -> int:
    return int(SYSTEM_CLOCK.time() * 1000)
