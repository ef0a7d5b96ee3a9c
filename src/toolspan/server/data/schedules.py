"""Schedules: kinds of jobs of a connector that are begun again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, exists, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from toolspan.server.data import jobs
from toolspan.server.data.states import EFFECTIVE, USABLE
from toolspan.server.data.tables import connectors, organizations, schedules, workspaces
from toolspan.server.problems import not_found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.runtime.jobs import JobRunner

Row = dict[str, Any]
SYNC = "sync"
"""Kind of which each connector with a start of replication has a schedule by default."""
_AT_ONCE = 20
START = connectors.c.replication_config["replication_start_date"].as_string()
"""From when on a connector is replicated."""


async def put(
    connection: AsyncConnection, connector: Row, kind: str, every_ms: int, now: int, *, status: str = "set"
) -> Row:
    """Add a schedule, or change how often its jobs are begun; return it. The first job is begun at once.

    With the status `default` it follows the settings from then on.
    """
    known = await _find(connection, connector["id"], kind)
    if known is not None:
        begun = now if known["status"] == "removed" else known["next_at"]
        changes = {
            "every_ms": every_ms,
            "next_at": min(begun, now + every_ms),
            "status": status,
            "updated_at": now,
        }
        await connection.execute(update(schedules).where(*_is(connector["id"], kind)).values(**changes))
        return {**known, **changes}
    row: Row = {
        "connector_id": connector["id"],
        "kind": kind,
        "organization_id": connector["organization_id"],
        "workspace_id": connector["workspace_id"],
        "every_ms": every_ms,
        "next_at": now,
        "last_job": None,
        "status": status,
        "created_at": now,
        "updated_at": now,
    }
    await connection.execute(insert(schedules).values(**row))
    return row


async def adopt(
    connection: AsyncConnection, every_ms: int, now: int, *, connector_id: str | None = None
) -> None:
    """Give connectors that are replicated the schedule of syncs that the settings say, unless they have one or had it removed."""
    known = schedules.c.connector_id == connectors.c.id, schedules.c.kind == SYNC
    mine = connectors.c.id == connector_id if connector_id else connectors.c.deleted_at.is_(None)
    values: Row = {
        "connector_id": connectors.c.id,
        "kind": literal(SYNC),
        "organization_id": connectors.c.organization_id,
        "workspace_id": connectors.c.workspace_id,
        "every_ms": literal(every_ms),
        "next_at": literal(now),
        "status": literal("default"),
        "created_at": literal(now),
        "updated_at": literal(now),
    }
    lacking = select(*values.values()).where(mine, START.is_not(None), ~exists().where(*known))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(schedules).from_select(list(values), lacking)
    await connection.execute(adding.on_conflict_do_nothing())  # two processes may look at once
    changed = schedules.c.status == "default", schedules.c.every_ms != every_ms
    sooner = case((schedules.c.next_at > now + every_ms, now + every_ms), else_=schedules.c.next_at)
    await connection.execute(update(schedules).where(*changed).values(every_ms=every_ms, next_at=sooner))


async def of_connector(connection: AsyncConnection, connector_id: str) -> list[Row]:
    """Return the schedules of a connector by kind."""
    mine = select(schedules).where(schedules.c.connector_id == connector_id, _ON)
    return [dict(row) for row in (await connection.execute(mine.order_by(schedules.c.kind))).mappings()]


async def get(connection: AsyncConnection, connector_id: str, kind: str) -> Row | None:
    """Return a schedule; None if there is none."""
    found = await connection.execute(select(schedules).where(*_is(connector_id, kind), _ON))
    row = found.mappings().first()
    return dict(row) if row else None


async def remove(connection: AsyncConnection, connector_id: str, kind: str, now: int) -> None:
    """Remove a schedule. A job of it that runs is not ended.

    Raises:
        Problem: 404.
    """
    mine = (*_is(connector_id, kind), _ON)
    gone = update(schedules).where(*mine).values(status="removed", updated_at=now)
    done = await connection.execute(gone if kind == SYNC else delete(schedules).where(*mine))
    if not done.rowcount:
        raise not_found("schedule")


async def due(connection: AsyncConnection, kinds: Sequence[str], now: int) -> list[Row]:
    """Return schedules that are due, locked for this transaction: no other process has them."""
    found = await connection.execute(
        select(schedules)
        .where(schedules.c.kind.in_(kinds), schedules.c.next_at <= now, _ON)
        .order_by(schedules.c.next_at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return [dict(row) for row in found.mappings()]


async def begin(connection: AsyncConnection, runner: JobRunner, row: Row, now: int) -> str | None:
    """Add the job of a schedule that is due, and plan the next one; None if the last has not ended or nothing may run.

    Beats that were missed, as while no server ran, are not made up for.
    """
    every, planned = row["every_ms"], row["next_at"]
    changes: Row = {"next_at": max(planned + every, now + every // 2)}
    job_id = None
    if await _may_run(connection, row["connector_id"], row["kind"]):
        connector = {**row, "id": row["connector_id"]}
        job_id = changes["last_job"] = await runner.add(
            connection, connector, row["kind"], {"scheduled": True}
        )
    await connection.execute(
        update(schedules).where(*_is(row["connector_id"], row["kind"])).values(**changes)
    )
    return job_id


async def _may_run(connection: AsyncConnection, connector_id: str, kind: str) -> bool:
    # A check may find that a seller has consented again; a sync could only fail.
    states = USABLE if kind == SYNC else (*USABLE, "needs_reauth")
    on = (
        select(connectors.c.id)
        .join(workspaces, workspaces.c.id == connectors.c.workspace_id)
        .join(organizations, organizations.c.id == connectors.c.organization_id)
        .where(connectors.c.id == connector_id, connectors.c.deleted_at.is_(None), EFFECTIVE.in_(states))
    )
    if (await connection.execute(on)).first() is None:
        return False
    return not await jobs.open_of(connection, connector_id, kind)


async def _find(connection: AsyncConnection, connector_id: str, kind: str) -> Row | None:
    found = await connection.execute(select(schedules).where(*_is(connector_id, kind)).with_for_update())
    row = found.mappings().first()
    return dict(row) if row else None


_ON = schedules.c.status != "removed"


def _is(connector_id: str, kind: str) -> tuple[Any, ...]:
    return schedules.c.connector_id == connector_id, schedules.c.kind == kind
