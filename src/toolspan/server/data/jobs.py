"""Jobs: work that continues after the response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import insert, select, update

from toolspan.server.data.tables import jobs
from toolspan.server.problems import not_found

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]
OPEN = ("pending", "running")


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


async def claim(connection: AsyncConnection, job_id: str, now: int) -> Row | None:
    """Mark a job as running and return it; None if it has already ended."""
    done = await connection.execute(
        update(jobs)
        .where(jobs.c.id == job_id, jobs.c.status.in_(OPEN))
        .values(status="running", updated_at=now)
    )
    if not done.rowcount:
        return None
    found = await connection.execute(select(jobs).where(jobs.c.id == job_id))
    return dict(found.mappings().one())


async def finish(
    connection: AsyncConnection,
    job_id: str,
    status: str,
    now: int,
    *,
    detail: Row | None = None,
    error: Row | None = None,
) -> None:
    """Record how a job ended."""
    await connection.execute(
        update(jobs)
        .where(jobs.c.id == job_id)
        .values(status=status, detail=detail, error=error, updated_at=now)
    )


async def left_open(connection: AsyncConnection, kind: str) -> list[str]:
    """Return the unfinished jobs of a kind."""
    found = await connection.execute(
        select(jobs.c.id).where(jobs.c.kind == kind, jobs.c.status.in_(OPEN)).order_by(jobs.c.created_at)
    )
    return list(found.scalars())
