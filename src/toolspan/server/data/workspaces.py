"""Workspaces: the tenants of an organisation, identified by id; names are labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from toolspan.server.data import idempotency, results
from toolspan.server.data.connectors import blank
from toolspan.server.data.names import folded
from toolspan.server.data.tables import connectors, secrets, workspace_names, workspaces
from toolspan.server.data.tables import idempotency as idempotency_table
from toolspan.server.data.tables import results as results_table
from toolspan.server.problems import Problem, not_found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]


async def by_id(
    connection: AsyncConnection, organization_id: str, workspace_id: str, *, lock: bool = False
) -> Row:
    """Return a workspace; with `lock`, locked until the transaction ends.

    Raises:
        Problem: 404.
    """
    statement = select(workspaces).where(
        workspaces.c.organization_id == organization_id,
        workspaces.c.id == workspace_id,
        workspaces.c.deleted_at.is_(None),
    )
    found = await connection.execute(statement.with_for_update() if lock else statement)
    row = found.mappings().first()
    if row is None:
        raise not_found("workspace")
    return dict(row)


async def by_name(connection: AsyncConnection, organization_id: str, name: str) -> Row | None:
    """Return the workspace with exactly this name, or None.

    Raises:
        Problem: 409 if it is a former name, or differs only in spelling.
    """
    taken = await connection.execute(
        select(workspace_names).where(
            workspace_names.c.organization_id == organization_id, workspace_names.c.folded == folded(name)
        )
    )
    held = taken.mappings().first()
    if held is None:
        return None
    row = await by_id(connection, organization_id, held["workspace_id"])
    if row["name"] != name:
        raise _taken(name, row["name"])
    return row


async def create(connection: AsyncConnection, organization_id: str, name: str, now: int) -> Row:
    """Add a workspace.

    Raises:
        Problem: 409 if the name is taken.
    """
    if await by_name(connection, organization_id, name) is not None:
        raise _taken(name, name)
    row = {
        "id": str(uuid4()),
        "organization_id": organization_id,
        "name": name,
        "status": "active",
        "cache_enabled": None,
        "color": None,
        "created_at": now,
        "updated_at": now,
        "deleted_at": None,
    }
    try:
        async with connection.begin_nested():
            await connection.execute(insert(workspaces).values(**row))
            await _hold(connection, row, name)
    except IntegrityError:  # a concurrent request took the name
        raise _taken(name, name) from None
    return row


async def rename(connection: AsyncConnection, row: Row, name: str) -> None:
    """Rename a workspace. The old name stays reserved, so that it never creates an empty workspace.

    Raises:
        Problem: 409 if the new name belongs to another workspace.
    """
    held = await connection.execute(
        select(workspace_names.c.workspace_id).where(
            workspace_names.c.organization_id == row["organization_id"],
            workspace_names.c.folded == folded(name),
        )
    )
    holder = held.scalar()
    if holder not in (None, row["id"]):
        raise _taken(name, name)
    if holder is None:
        await _hold(connection, row, name)


async def change(connection: AsyncConnection, row: Row, changes: Mapping[str, Any], now: int) -> Row:
    """Change a workspace and return it."""
    if changes.get("name") not in (None, row["name"]):
        await rename(connection, row, changes["name"])
    values = {**changes, "updated_at": now}
    await connection.execute(update(workspaces).where(workspaces.c.id == row["id"]).values(**values))
    return {**row, **values}


async def connector_ids(connection: AsyncConnection, row: Row) -> list[str]:
    """Return the ids of a workspace's connectors."""
    found = await connection.execute(
        select(connectors.c.id).where(
            connectors.c.workspace_id == row["id"], connectors.c.deleted_at.is_(None)
        )
    )
    return list(found.scalars())


async def remove(connection: AsyncConnection, row: Row, now: int) -> list[str]:
    """Delete a workspace with its connectors and their credentials; return the connectors' ids."""
    ids = await connector_ids(connection, row)
    await connection.execute(
        update(connectors)
        .where(connectors.c.id.in_(ids))
        .values(deleted_at=now, version=connectors.c.version + 1)
    )
    await blank(connection, connectors.c.id.in_(ids))
    await idempotency.forget(connection, idempotency_table.c.workspace_id == row["id"])
    await results.forget(connection, results_table.c.workspace_id == row["id"])
    await connection.execute(secrets.delete().where(secrets.c.workspace_id == row["id"]))
    await connection.execute(
        update(workspaces).where(workspaces.c.id == row["id"]).values(name="", deleted_at=now, updated_at=now)
    )
    await connection.execute(workspace_names.delete().where(workspace_names.c.workspace_id == row["id"]))
    return ids


async def page(
    connection: AsyncConnection,
    organization_id: str,
    *,
    name_contains: str | None,
    status: str | None,
    limit: int,
    after: tuple[int, str] | None,
) -> Sequence[Row]:
    """Return up to `limit` + 1 workspaces after `after`, oldest first."""
    wanted = [workspaces.c.organization_id == organization_id, workspaces.c.deleted_at.is_(None)]
    if name_contains:
        wanted.append(workspaces.c.name.icontains(name_contains, autoescape=True))
    if status:
        wanted.append(workspaces.c.status == status)
    if after:
        at, last = after
        made = workspaces.c.created_at
        wanted.append(or_(made > at, and_(made == at, workspaces.c.id > last)))
    found = await connection.execute(
        select(workspaces).where(*wanted).order_by(workspaces.c.created_at, workspaces.c.id).limit(limit + 1)
    )
    return [dict(row) for row in found.mappings()]


async def counts(connection: AsyncConnection, organization_id: str) -> dict[str, int]:
    """Return the number of workspaces by status."""
    found = await connection.execute(
        select(workspaces.c.status, func.count())
        .where(workspaces.c.organization_id == organization_id, workspaces.c.deleted_at.is_(None))
        .group_by(workspaces.c.status)
    )
    return {str(row[0]): int(row[1]) for row in found}


async def _hold(connection: AsyncConnection, row: Row, name: str) -> None:
    await connection.execute(
        insert(workspace_names).values(
            organization_id=row["organization_id"], folded=folded(name), name=name, workspace_id=row["id"]
        )
    )


def _taken(name: str, holder: str) -> Problem:
    how = (
        "is taken"
        if name == holder
        else f'belongs to the workspace now called "{holder}", or differs from it only in spelling'
    )
    return Problem(409, "conflict", f'The workspace name "{name}" {how}.', field="workspace_name")
