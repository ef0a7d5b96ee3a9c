"""Jobs: work that continues after the response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import func, insert, or_, select, update

from toolspan.server.data import webhooks
from toolspan.server.data.tables import jobs
from toolspan.server.problems import not_found

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]
OPEN = ("pending", "running")
LEASE_MS = 30_000
"""Milliseconds that a job stays with its process after that last renewed the lease."""


async def add(
    connection: AsyncConnection, connector: Row, kind: str, now: int, detail: Row | None = None
) -> str:
    """Add a job for a connector and return its id."""
    job_id = str(uuid4())
    await connection.execute(
        insert(jobs).values(
            id=job_id,
            organization_id=connector["organization_id"],
            workspace_id=connector["workspace_id"],
            kind=kind,
            subject_id=connector["id"],
            status="pending",
            detail=detail,
            error=None,
            created_at=now,
            updated_at=now,
        )
    )
    return job_id


async def get(
    connection: AsyncConnection, organization_id: str, workspace_id: str | None, job_id: str
) -> Row:
    """Return a job.

    Raises:
        Problem: 404.
    """
    wanted = [jobs.c.id == job_id[:64], jobs.c.organization_id == organization_id]
    if workspace_id is not None:
        wanted.append(jobs.c.workspace_id == workspace_id)
    found = await connection.execute(select(jobs).where(*wanted))
    row = found.mappings().first()
    if row is None:
        raise not_found("job")
    return dict(row)


async def claim(connection: AsyncConnection, job_id: str, runner: str, now: int) -> Row | None:
    """Take an open job for a process, and return it; None if it has ended or another process runs it."""
    free = or_(jobs.c.runner.is_(None), jobs.c.runner == runner, _abandoned(now))
    done = await connection.execute(
        update(jobs)
        .where(jobs.c.id == job_id, jobs.c.status.in_(OPEN), free)
        .values(status="running", runner=runner, leased_until=now + LEASE_MS, updated_at=now)
    )
    if not done.rowcount:
        return None
    found = await connection.execute(select(jobs).where(jobs.c.id == job_id))
    return dict(found.mappings().one())


async def renew(connection: AsyncConnection, job_ids: Collection[str], runner: str, now: int) -> set[str]:
    """Renew the leases of jobs that a process runs, and return the ids of those that are still its own."""
    mine = (jobs.c.id.in_(job_ids), jobs.c.runner == runner, jobs.c.status.in_(OPEN))
    await connection.execute(update(jobs).where(*mine).values(leased_until=now + LEASE_MS))
    return set((await connection.execute(select(jobs.c.id).where(*mine))).scalars())


async def release(connection: AsyncConnection, now: int, *, runner: str | None = None) -> None:
    """End the leases of a process that stops, or without `runner` all, so that the jobs are taken over at once."""
    whose = () if runner is None else (jobs.c.runner == runner,)
    await connection.execute(update(jobs).where(*whose, jobs.c.status.in_(OPEN)).values(leased_until=now))


async def finish(
    connection: AsyncConnection,
    job_id: str,
    runner: str,
    status: str,
    now: int,
    *,
    detail: Row | None = None,
    error: Row | None = None,
) -> bool:
    """Record how a job ended; return False, and record nothing, if another process has taken it over."""
    done = await connection.execute(
        update(jobs)
        .where(jobs.c.id == job_id, jobs.c.runner == runner, jobs.c.status.in_(OPEN))
        .values(status=status, detail=detail, error=error, updated_at=now)
    )
    if done.rowcount:
        await webhooks.job_ended(connection, job_id, now)
    return bool(done.rowcount)


async def abandoned(connection: AsyncConnection, kind: str, now: int) -> list[str]:
    """Return the open jobs of a kind whose process no longer renews their lease, the oldest first."""
    found = await connection.execute(
        select(jobs.c.id)
        .where(jobs.c.kind == kind, jobs.c.status.in_(OPEN), _abandoned(now))
        .order_by(jobs.c.created_at)
    )
    return list(found.scalars())


def _abandoned(now: int) -> ColumnElement[bool]:
    # A server of the release before leases sets none: its jobs count from their last change.
    return func.coalesce(jobs.c.leased_until, jobs.c.updated_at + LEASE_MS) <= now
