"""Schedules: kinds of jobs of a connector that are begun again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from toolspan.server.data import jobs
from toolspan.server.data.tables import connectors, schedules
from toolspan.server.problems import not_found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.runtime.jobs import JobRunner

Row = dict[str, Any]
_AT_ONCE = 100


async def put(connection: AsyncConnection, connector: Row, kind: str, every_ms: int, now: int) -> Row:
    """Add a schedule, or change how often its jobs are begun; return it. The first job is begun at once."""
    known = await _find(connection, connector["id"], kind)
    if known is not None:
        changes = {"every_ms": every_ms, "next_at": min(known["next_at"], now + every_ms), "updated_at": now}
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
        "created_at": now,
        "updated_at": now,
    }
    await connection.execute(insert(schedules).values(**row))
    return row


async def of_connector(connection: AsyncConnection, connector_id: str) -> list[Row]:
    """Return the schedules of a connector by kind."""
    mine = select(schedules).where(schedules.c.connector_id == connector_id)
    return [dict(row) for row in (await connection.execute(mine.order_by(schedules.c.kind))).mappings()]


async def remove(connection: AsyncConnection, connector_id: str, kind: str) -> None:
    """Remove a schedule. A job of it that runs is not ended.

    Raises:
        Problem: 404.
    """
    done = await connection.execute(delete(schedules).where(*_is(connector_id, kind)))
    if not done.rowcount:
        raise not_found("schedule")


async def due(connection: AsyncConnection, kinds: Sequence[str], now: int) -> list[Row]:
    """Return schedules that are due, locked for this transaction: no other process has them."""
    found = await connection.execute(
        select(schedules)
        .where(schedules.c.kind.in_(kinds), schedules.c.next_at <= now)
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
    on = select(connectors.c.id).where(
        connectors.c.id == connector_id, connectors.c.deleted_at.is_(None), connectors.c.stopped.is_(False)
    )
    if (await connection.execute(on)).first() is None:
        return False
    return not await jobs.open_of(connection, connector_id, kind)


async def _find(connection: AsyncConnection, connector_id: str, kind: str) -> Row | None:
    found = await connection.execute(select(schedules).where(*_is(connector_id, kind)).with_for_update())
    row = found.mappings().first()
    return dict(row) if row else None


def _is(connector_id: str, kind: str) -> tuple[Any, ...]:
    return schedules.c.connector_id == connector_id, schedules.c.kind == kind
