"""What a server holds, for operators: read from its database, beside a running server or without one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from toolspan.clock import SYSTEM_CLOCK
from toolspan.errors import ConfigurationError
from toolspan.server.data import audit, connectors, idempotency, jobs, migrate
from toolspan.server.data.database import name_of
from toolspan.server.data.states import EFFECTIVE, state_of
from toolspan.server.data.tables import audit as audit_table
from toolspan.server.data.tables import clients as clients_table
from toolspan.server.data.tables import connectors as connectors_table
from toolspan.server.data.tables import jobs as jobs_table
from toolspan.server.data.tables import memberships, organizations, workspaces
from toolspan.server.models.base import iso
from toolspan.server.security.keys import KeyFile
from toolspan.server.setup import check_keys, opened

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.settings import Settings

Row = dict[str, Any]
Wanted = list["ColumnElement[bool]"]
MOST = 100_000
"""Maximum rows of one list."""


def connectors_of(
    settings: Settings,
    *,
    organization_id: str | None = None,
    workspace: str | None = None,
    state: str | None = None,
    limit: int = MOST,
) -> list[Row]:
    """Return the stored connectors, by workspace and age.

    Args:
        settings: Settings of the server, for its database.
        organization_id: Only those of this organisation.
        workspace: Only those of the workspace with this name or id.
        state: Only those in this state: active, unchecked, needs_reauth or disabled.
        limit: Maximum number of connectors.

    Raises:
        ConfigurationError: The server is not initialised, or there is no such organisation or workspace.
    """

    async def found(connection: AsyncConnection) -> list[Row]:
        wanted = await _tenants(connection, connectors_table, organization_id, workspace)
        if state is not None:
            wanted.append(EFFECTIVE == state)  # noqa: SIM300 - SQL
        return [_connector(row) for row in await connectors.everywhere(connection, wanted, limit)]

    return _read(settings, found)


def _connector(row: Row) -> Row:
    state, reason = state_of(row)
    return {
        "id": row["id"],
        "name": row["name"],
        "workspace": row["workspace_name"],
        "region": row["region"],
        "state": state,
        "reason": reason,
        "seller_id": row["seller_id"],
        "credentials": "application" if row["oauth_app"] else "own",
        "credentials_since": iso(row["secret_at"]),
        "organization": row["organization_name"],
        "organization_id": row["organization_id"],
        "workspace_id": row["workspace_id"],
        "created_at": iso(row["created_at"]),
        "updated_at": iso(row["updated_at"]),
    }


def workspaces_of(settings: Settings, *, organization_id: str | None = None, limit: int = MOST) -> list[Row]:
    """Return the workspaces with their numbers of connectors, by name.

    Raises:
        ConfigurationError: The server is not initialised, or there is no such organisation.
    """

    async def found(connection: AsyncConnection) -> list[Row]:
        wanted = await _tenants(connection, workspaces, organization_id, None)
        held = (connectors_table.c.workspace_id == workspaces.c.id, connectors_table.c.deleted_at.is_(None))
        rows = await connection.execute(
            select(workspaces, _count(connectors_table, *held).label("connectors"))
            .where(workspaces.c.deleted_at.is_(None), *wanted)
            .order_by(workspaces.c.name, workspaces.c.id)
            .limit(limit)
        )
        return [
            {
                **{name: row[name] for name in ("id", "name", "status", "connectors", "organization_id")},
                "created_at": iso(row["created_at"]),
            }
            for row in rows.mappings()
        ]

    return _read(settings, found)


def clients_of(settings: Settings, *, organization_id: str | None = None, limit: int = MOST) -> list[Row]:
    """Return the clients with their organisations, the oldest first.

    Raises:
        ConfigurationError: The server is not initialised, or there is no such organisation.
    """

    async def found(connection: AsyncConnection) -> list[Row]:
        if organization_id is not None:
            await _known(connection, organization_id)
        member = select(memberships.c.client_id).where(memberships.c.organization_id == organization_id)
        mine = () if organization_id is None else (clients_table.c.id.in_(member),)
        rows = await connection.execute(
            select(clients_table)
            .where(*mine)
            .order_by(clients_table.c.created_at, clients_table.c.id)
            .limit(limit)
        )
        of = await connection.execute(
            select(memberships.c.client_id, organizations.c.id, organizations.c.name)
            .join(organizations, organizations.c.id == memberships.c.organization_id)
            .order_by(organizations.c.name)
        )
        homes: dict[str, list[Row]] = {}
        for client_id, home, name in of:
            homes.setdefault(client_id, []).append({"id": home, "name": name})
        return [
            {
                "id": row["id"],
                "name": row["name"],
                "state": "disabled" if row["disabled"] else "active",
                "organizations": homes.get(row["id"], []),
                "created_at": iso(row["created_at"]),
            }
            for row in rows.mappings()
        ]

    return _read(settings, found)


def organizations_of(settings: Settings, *, limit: int = MOST) -> list[Row]:
    """Return the organisations with their numbers of workspaces, connectors and clients, the oldest first.

    Raises:
        ConfigurationError: The server is not initialised.
    """

    async def found(connection: AsyncConnection) -> list[Row]:
        mine = organizations.c.id
        rows = await connection.execute(
            select(
                organizations,
                _count(
                    workspaces, workspaces.c.organization_id == mine, workspaces.c.deleted_at.is_(None)
                ).label("workspaces"),
                _count(
                    connectors_table,
                    connectors_table.c.organization_id == mine,
                    connectors_table.c.deleted_at.is_(None),
                ).label("connectors"),
                _count(memberships, memberships.c.organization_id == mine).label("clients"),
            )
            .order_by(organizations.c.created_at, organizations.c.id)
            .limit(limit)
        )
        return [
            {
                "id": row["id"],
                "name": row["name"],
                "state": "disabled" if row["stopped"] else "active",
                "reason": row["stop_reason"],
                **{name: row[name] for name in ("workspaces", "connectors", "clients")},
                "created_at": iso(row["created_at"]),
            }
            for row in rows.mappings()
        ]

    return _read(settings, found)


def _count(table: Table, *wanted: ColumnElement[bool]) -> Any:
    """Return the subquery that counts the rows of a table for each row of the query around it."""
    return select(func.count()).select_from(table).where(*wanted).scalar_subquery()


def audit_events(
    settings: Settings,
    *,
    organization_id: str | None = None,
    subject_id: str | None = None,
    client_id: str | None = None,
    action: str | None = None,
    outcome: str | None = None,
    request_id: str | None = None,
    since: int | None = None,
    before: int | None = None,
    limit: int = MOST,
) -> list[Row]:
    """Return audit events, the newest first.

    Args:
        settings: Settings of the server, for its database.
        organization_id: Only those of this organisation.
        subject_id: Only those of this connector, workspace or client.
        client_id: Only those of requests of this client.
        action: Only this action, such as `execute`, or those that begin with it, such as `connector.`.
        outcome: Only this outcome, such as `ok` or `rate_limited`.
        request_id: Only those of this request.
        since: Only those from this moment on, in milliseconds since the epoch.
        before: Only those before this moment.
        limit: Maximum number of events.

    Raises:
        ConfigurationError: The server is not initialised, or has no such action.
    """
    column = audit_table.c
    wanted: Wanted = []
    if action is not None and not any(
        known.startswith(action) if action.endswith(".") else known == action for known in audit.ACTIONS
    ):
        raise ConfigurationError(
            f"There is no action {action[:80]!r} in the audit log.",
            hint=f"There are: {', '.join(audit.ACTIONS)}.",
        )
    for given, is_wanted in (
        (organization_id, column.organization_id),
        (subject_id, column.subject_id),
        (client_id, column.actor),
        (outcome, column.outcome),
        (request_id, column.request_id),
    ):
        if given is not None:
            wanted.append(is_wanted == given)
    if action is not None:
        starts = column.action.startswith(action, autoescape=True)
        wanted.append(starts if action.endswith(".") else column.action == action)
    if since is not None:
        wanted.append(column.at >= since)
    if before is not None:
        wanted.append(column.at < before)

    async def found(connection: AsyncConnection) -> list[Row]:
        return [_event(row) for row in await audit.newest(connection, wanted, limit)]

    return _read(settings, found)


def _event(row: Row) -> Row:
    named = ("action", "outcome", "subject_id", "actor", "request_id", "organization_id", "workspace_id")
    return {"at": iso(row["at"]), **{name: row[name] for name in named}, "detail": row["detail"]}


def jobs_of(
    settings: Settings, *, connector_id: str | None = None, status: str | None = None, limit: int = MOST
) -> list[Row]:
    """Return jobs, the newest first.

    Args:
        settings: Settings of the server, for its database.
        connector_id: Only those of this connector.
        status: Only those with this status; `open` for all that have not ended.
        limit: Maximum number of jobs.

    Raises:
        ConfigurationError: The server is not initialised.
    """
    column = jobs_table.c
    wanted: Wanted = []
    if connector_id is not None:
        wanted.append(column.subject_id == connector_id)
    if status is not None:
        wanted.append(column.status.in_(jobs.OPEN if status == "open" else (status,)))

    async def found(connection: AsyncConnection) -> list[Row]:
        return [_job(row) for row in await jobs.newest(connection, wanted, limit)]

    return _read(settings, found)


def _job(row: Row) -> Row:
    return {
        **{name: row[name] for name in ("id", "kind", "status")},
        "connector_id": row["subject_id"],
        "created_at": iso(row["created_at"]),
        "updated_at": iso(row["updated_at"]),
        "runner": row["runner"] if row["status"] in jobs.OPEN else None,
        "error": row["error"],
        "detail": row["detail"],
        "organization_id": row["organization_id"],
        "workspace_id": row["workspace_id"],
    }


def status(settings: Settings) -> Row:
    """Return the state of database and keys, and how much the server holds. `fault` is None, or what is wrong.

    Raises:
        ConfigurationError: The server is not initialised, or its database is not available.
    """

    async def found() -> Row:
        now = int(SYSTEM_CLOCK.time() * 1000)
        async with opened(settings) as database, database.read() as connection:
            fault = None
            try:
                await check_keys(database, KeyFile(settings.keys))
            except ConfigurationError as error:
                fault = error.message
            held = {
                table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
                for table in (organizations, clients_table)
            }
            live = workspaces.c.deleted_at.is_(None)
            spaces = await connection.execute(select(func.count()).select_from(workspaces).where(live))
            return {
                "database": name_of(settings),
                "schema": migrate.newest(),
                "keys": "ok" if fault is None else "failed",
                **held,
                "workspaces": spaces.scalar_one(),
                "connectors": await connectors.by_state(connection),
                "jobs": await jobs.counts(connection),
                "in_doubt": await idempotency.doubts(connection, now),
                "fault": fault,
            }

    return asyncio.run(found())


def _read(settings: Settings, found: Callable[[AsyncConnection], Awaitable[list[Row]]]) -> list[Row]:
    async def read() -> list[Row]:
        async with opened(settings) as database, database.read() as connection:
            return await found(connection)

    return asyncio.run(read())


async def _tenants(
    connection: AsyncConnection, table: Table, organization_id: str | None, workspace: str | None
) -> Wanted:
    """Return the conditions for rows of an organisation and a workspace.

    Raises:
        ConfigurationError: There is none of that name or id.
    """
    wanted: Wanted = []
    if organization_id is not None:
        await _known(connection, organization_id)
        wanted.append(table.c.organization_id == organization_id)
    if workspace is not None:
        named = or_(workspaces.c.name == workspace, workspaces.c.id == workspace.lower())
        there = select(workspaces.c.id).where(named, workspaces.c.deleted_at.is_(None))
        if (await connection.execute(there)).first() is None:
            raise ConfigurationError(
                f"There is no workspace {workspace[:80]!r} in this database.",
                hint="List them with: toolspan server list workspaces",
            )
        wanted.append(table.c.workspace_id.in_(there))
    return wanted


async def _known(connection: AsyncConnection, organization_id: str) -> None:
    known = select(organizations.c.id).where(organizations.c.id == organization_id)
    if (await connection.execute(known)).first() is None:
        raise ConfigurationError(
            f"There is no organisation {organization_id[:80]!r} in this database.",
            hint="List them with: toolspan server list organizations",
        )
