"""Stored connectors. Every query is limited to an organisation and, for its tokens, to a workspace."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, exists, func, insert, select, update

from toolspan.server.data import limits, webhooks
from toolspan.server.data import schedules as schedules_of
from toolspan.server.data.names import folded
from toolspan.server.data.states import EFFECTIVE, STATES, USABLE
from toolspan.server.data.tables import connectors, jobs, oauth_apps, organizations, schedules, workspaces
from toolspan.server.problems import not_found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]
_NOTHING: Row = {
    "name": "",
    "region": None,
    "region_source": None,
    "seller_id": None,
    "replication_config": {},
    "environment": {},
    "entities": None,
    "state_reason": None,
    "stop_reason": None,
}
_CONTEXT = (
    workspaces.c.status.label("workspace_status"),
    workspaces.c.name.label("workspace_name"),
    organizations.c.name.label("organization_name"),
    organizations.c.stopped.label("organization_stopped"),
    organizations.c.stop_reason.label("organization_stop_reason"),
    organizations.c.stopped_by_operator.label("organization_stopped_by_operator"),
    organizations.c.limits.label("organization_limits"),
    oauth_apps.c.secret_version.label("oauth_secret_version"),
)


async def get(
    connection: AsyncConnection,
    organization_id: str,
    workspace_id: str | None,
    connector_id: str,
    *,
    lock: bool = False,
) -> Row:
    """Return a connector, joined with the state of its workspace and organisation.

    Args:
        connection: Database connection.
        organization_id: The caller's organisation.
        workspace_id: The caller's workspace, if the token is limited to one.
        connector_id: Id from the request.
        lock: Lock the row until the transaction ends.

    Raises:
        Problem: 404, the same for missing connectors and those of other tenants.
    """
    whose = {"connector": connector_id[:64], "organization": organization_id}
    if workspace_id is not None:
        whose["workspace"] = workspace_id
    found = await connection.execute(_one(scoped=workspace_id is not None, lock=lock), whose)
    row = found.mappings().first()
    if row is None:
        raise not_found("connector")
    return dict(row)


@cache
def _one(*, scoped: bool, lock: bool) -> Select[Any]:
    """Return the query for one connector. Cached, since each call needs it and building it takes longer than running it."""
    wanted = [
        connectors.c.id == bindparam("connector"),
        connectors.c.organization_id == bindparam("organization"),
        connectors.c.deleted_at.is_(None),
    ]
    if scoped:
        wanted.append(connectors.c.workspace_id == bindparam("workspace"))
    statement = _in_context(wanted)
    return statement.with_for_update(of=connectors) if lock else statement


def _in_context(wanted: Sequence[ColumnElement[bool]]) -> Select[Any]:
    return (
        select(connectors, *_CONTEXT)
        .join(workspaces, workspaces.c.id == connectors.c.workspace_id)
        .join(organizations, organizations.c.id == connectors.c.organization_id)
        .join(oauth_apps, oauth_apps.c.id == connectors.c.oauth_app, isouter=True)
        .where(*wanted)
    )


async def of_workspace(
    connection: AsyncConnection, organization_id: str, workspace_id: str, definition_id: str | None
) -> list[Row]:
    """Return the connectors of a workspace, the oldest first."""
    wanted = [
        connectors.c.organization_id == organization_id,
        connectors.c.workspace_id == workspace_id,
        connectors.c.deleted_at.is_(None),
    ]
    if definition_id:
        wanted.append(connectors.c.definition_id == definition_id)
    found = await connection.execute(_in_context(wanted).order_by(connectors.c.created_at, connectors.c.id))
    return [dict(row) for row in found.mappings()]


async def everywhere(
    connection: AsyncConnection, wanted: Sequence[ColumnElement[bool]], limit: int
) -> list[Row]:
    """Return connectors of all tenants, for operators; by workspace, the oldest first."""
    order = workspaces.c.name, connectors.c.created_at, connectors.c.id
    statement = _in_context([connectors.c.deleted_at.is_(None), *wanted]).order_by(*order).limit(limit)
    return [dict(row) for row in (await connection.execute(statement)).mappings()]


async def by_state(connection: AsyncConnection) -> dict[str, int]:
    """Return the number of connectors of all tenants by effective state."""
    counted = (
        select(EFFECTIVE.label("effective"), func.count())
        .select_from(connectors)
        .join(workspaces, workspaces.c.id == connectors.c.workspace_id)
        .join(organizations, organizations.c.id == connectors.c.organization_id)
        .where(connectors.c.deleted_at.is_(None))
        .group_by("effective")
    )
    found = {str(row[0]): int(row[1]) for row in await connection.execute(counted)}
    return dict.fromkeys(STATES, 0) | found


async def ids_of(connection: AsyncConnection, organization_id: str) -> list[str]:
    """Return the ids of an organisation's connectors that are not deleted."""
    mine = connectors.c.organization_id == organization_id, connectors.c.deleted_at.is_(None)
    return list((await connection.execute(select(connectors.c.id).where(*mine))).scalars())


async def count_stale(connection: AsyncConnection, now: int, patience_ms: int, least_ms: int) -> int:
    """Return the number of connectors that are replicated and whose last successful sync is too long ago.

    Args:
        connection: Database connection.
        now: Milliseconds since the epoch.
        patience_ms: Milliseconds that are too long where no other schedule of syncs was set.
        least_ms: Those that are not too long, however often a connector is synced.
    """
    mine = schedules.c.connector_id == connectors.c.id, schedules.c.kind == schedules_of.SYNC
    own = case((4 * schedules.c.every_ms > least_ms, 4 * schedules.c.every_ms), else_=least_ms)
    patience = select(own).where(*mine, schedules.c.status == "set").scalar_subquery()
    before = now - func.coalesce(patience, patience_ms)
    synced = exists().where(
        jobs.c.subject_id == connectors.c.id,
        jobs.c.kind == schedules_of.SYNC,
        jobs.c.status == "succeeded",
        jobs.c.updated_at > before,
    )
    statement = _in_context(
        [
            connectors.c.deleted_at.is_(None),
            schedules_of.START.is_not(None),
            EFFECTIVE.in_(USABLE),
            connectors.c.created_at < before,
            ~exists().where(*mine, schedules.c.status == "removed"),
            ~synced,
        ]
    )
    return (await connection.execute(select(func.count()).select_from(statement.subquery()))).scalar_one()


async def of_name(connection: AsyncConnection, row: Row, name: str) -> list[Row]:
    """Return the connectors of the same workspace whose names are equal or easily confused."""
    rows = await of_workspace(connection, row["organization_id"], row["workspace_id"], None)
    return [other for other in rows if folded(other["name"]) == folded(name) and other["id"] != row["id"]]


async def add(connection: AsyncConnection, row: Row) -> None:
    """Add a connector.

    Raises:
        Problem: 413 if its organisation has as many as it may.
    """
    await limits.check_connectors(connection, row["organization_id"])
    await connection.execute(insert(connectors).values(**row))


async def change(connection: AsyncConnection, row: Row, changes: Mapping[str, Any], now: int) -> Row:
    """Change a connector and return it. Increments its version, so that running copies are replaced."""
    values = {**changes, "version": row["version"] + 1, "updated_at": now}
    await connection.execute(update(connectors).where(connectors.c.id == row["id"]).values(**values))
    return {**row, **values}


async def blank(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Erase the data of deleted connectors. Their ids stay for the audit log."""
    await connection.execute(update(connectors).where(which).values(**_NOTHING))


async def set_state(connection: AsyncConnection, row: Row, state: str, reason: str | None, now: int) -> bool:
    """Set the state of a connector unless its credentials have changed since; return whether it was set."""
    done = await connection.execute(
        update(connectors)
        .where(connectors.c.id == row["id"], connectors.c.secret_version == row["secret_version"])
        .values(state=state, state_reason=reason, updated_at=now)
    )
    return bool(done.rowcount)


async def needs_reauthorization(connection: AsyncConnection, row: Row, reason: str, now: int) -> bool:
    """Mark a connector whose seller must consent again, and emit the event if it was not marked yet.

    Returns:
        False, and nothing is changed, if its credentials have changed since.
    """
    mine = connectors.c.id == row["id"], connectors.c.secret_version == row["secret_version"]
    first = await connection.execute(
        update(connectors).where(*mine, connectors.c.state != "needs_reauth").values(state="needs_reauth")
    )
    if first.rowcount:
        data = {"connector_id": row["id"], "workspace_id": row["workspace_id"], "reason": reason}
        await webhooks.emit(connection, webhooks.NEEDS_REAUTHORIZATION, row["organization_id"], data, now)
    return await set_state(connection, row, "needs_reauth", reason, now)
