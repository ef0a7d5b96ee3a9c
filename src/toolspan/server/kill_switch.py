"""Kill switch for operators: works directly on the database, without a token."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from toolspan.clock import SYSTEM_CLOCK
from toolspan.errors import ConfigurationError
from toolspan.server.data import connectors, switches
from toolspan.server.data.audit import Event, record
from toolspan.server.data.tables import clients, organizations
from toolspan.server.data.tables import connectors as connectors_table
from toolspan.server.setup import opened

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.settings import Settings

_MOST = 20  # ids listed in an error message


def switch(
    settings: Settings,
    *,
    connector_id: str | None = None,
    organization_id: str | None = None,
    client_id: str | None = None,
    stopped: bool,
    reason: str | None = None,
) -> str:
    """Stop or allow all calls of a connector, an organisation or a client; return its name.

    A running server stops running calls within a second. What is stopped here, no client of the server can allow again.

    Args:
        settings: Settings of the server, for its database.
        connector_id: The connector; give exactly one of the three ids.
        organization_id: The organisation.
        client_id: The client; while stopped, its secret and tokens are rejected.
        stopped: True stops calls, False allows them again.
        reason: Shown to callers while calls are stopped.

    Raises:
        ConfigurationError: The id is unknown, or not exactly one id is given.
    """
    given = {"stopped": stopped, "reason": " ".join((reason or "").split())[:500] or None}
    return asyncio.run(switched(settings, connector_id, organization_id, client_id, **given))


async def switched(
    settings: Settings,
    connector_id: str | None,
    organization_id: str | None,
    client_id: str | None = None,
    **given: Any,
) -> str:
    """Async variant of `switch`."""
    if [connector_id, organization_id, client_id].count(None) != 2:  # noqa: PLR2004 - all but one
        raise ConfigurationError("Name one connector, one organisation, or one client.")
    async with opened(settings) as database, database.write() as connection:
        if connector_id is not None:
            return await _connector(connection, connector_id.lower(), **given)
        if client_id is not None:
            return await _client(connection, client_id.lower(), given["stopped"])
        return await _organization(connection, str(organization_id).lower(), **given)


async def _connector(connection: AsyncConnection, connector_id: str, **given: Any) -> str:
    known = connectors_table.c.id == connector_id, connectors_table.c.deleted_at.is_(None)
    owner = (await connection.execute(select(connectors_table.c.organization_id).where(*known))).scalar()
    if owner is None:
        raise ConfigurationError(
            f"There is no connector {connector_id[:80]!r} in this database.",
            hint="List them with: toolspan server list",
        )
    row = await connectors.get(connection, owner, None, connector_id, lock=True)
    now = _now()
    await switches.switch_connector(connection, row, now=now, operator=True, **given)
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
    await switches.switch_organization(connection, organization_id, now=now, operator=True, **given)
    event = Event(now, "organization.switch", "ok", organization_id)
    await record(connection, replace(event, detail={"stopped": given["stopped"]}))
    return f'organisation "{names[organization_id]}"'


async def _client(connection: AsyncConnection, client_id: str, stopped: bool) -> str:  # noqa: FBT001 - from a dict
    now = _now()
    name = await switches.switch_client(connection, client_id, stopped=stopped, now=now)
    if name is None:
        found = (await connection.execute(select(clients.c.id, clients.c.name))).all()
        raise ConfigurationError(
            f"There is no client {client_id[:80]!r} in this database.",
            hint=f"There are: {', '.join(f'{row[0]} ({row[1]})' for row in found[:_MOST])}.",
        )
    await record(
        connection, Event(now, "client.switch", "ok", subject_id=client_id, detail={"stopped": stopped})
    )
    return f'client "{name}"'


def _now() -> int:
    return int(SYSTEM_CLOCK.time() * 1000)
