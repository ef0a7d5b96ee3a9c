"""Jobs: work that continues after the response.

A job that runs has a lease: it belongs to the process `runner` until `leased_until`. Every later step
of that process checks that the job is still its own, so that a process that was slow, and not dead,
stores nothing of a job that another one has taken over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from sqlalchemy import and_, delete, func, insert, select, update

from toolspan.server.data import webhooks
from toolspan.server.data.tables import connectors, jobs, schedules, secrets
from toolspan.server.problems import not_found
from toolspan.server.security.envelope import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]
OPEN = ("pending", "running")
LEASE_MS = 30_000
"""Milliseconds that a job stays with its process after that last renewed the lease."""
Claim = Literal["claimed", "queued", "leased", "ended"]
"""What came of a claim; `queued` is a job behind another one of its connector, `leased` one that another process runs."""
CALL, RESULT = "job_call", "job_result"
"""Kinds of what is sealed of a job: the call that it makes, and what came of it."""
RESULT_MS = 24 * 3_600_000
"""Milliseconds that a result is stored."""
CANCELLED = {"code": "cancelled", "message": "The job was cancelled before it ended."}


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


def place(row: Row, kind: str) -> Place:
    """Return the identity of what is sealed of a job."""
    return Place(row["organization_id"], row["workspace_id"], row["id"], kind, 1)


async def page(
    connection: AsyncConnection,
    organization_id: str,
    workspace_id: str | None,
    *,
    connector_id: str | None = None,
    status: str | None = None,
    limit: int,
) -> list[Row]:
    """Return the jobs of an organisation or workspace, the newest first."""
    given = {"workspace_id": workspace_id, "subject_id": connector_id, "status": status}
    wanted = [jobs.c[name] == value for name, value in given.items() if value is not None]
    return await newest(connection, [jobs.c.organization_id == organization_id, *wanted], limit)


async def newest(connection: AsyncConnection, wanted: Sequence[ColumnElement[bool]], limit: int) -> list[Row]:
    """Return the newest jobs of those that are wanted, for operators of all tenants."""
    found = await connection.execute(
        select(jobs).where(*wanted).order_by(jobs.c.created_at.desc(), jobs.c.id).limit(limit)
    )
    return [dict(row) for row in found.mappings()]


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """Return the number of jobs of all tenants by status."""
    found = await connection.execute(select(jobs.c.status, func.count()).group_by(jobs.c.status))
    return dict.fromkeys((*OPEN, "succeeded", "failed", "cancelled"), 0) | {
        str(row[0]): int(row[1]) for row in found
    }


async def open_of(connection: AsyncConnection, connector_id: str, kind: str) -> list[Row]:
    """Return the open jobs of a connector and kind."""
    found = await connection.execute(
        select(jobs).where(jobs.c.subject_id == connector_id, jobs.c.kind == kind, jobs.c.status.in_(OPEN))
    )
    return [dict(row) for row in found.mappings()]


async def last_ended(connection: AsyncConnection, connector_id: str, kind: str) -> Row | None:
    """Return the job of a connector and kind that ended last; None if none has."""
    mine = (
        jobs.c.subject_id == connector_id,
        jobs.c.kind == kind,
        jobs.c.status.in_(("succeeded", "failed")),
    )
    found = await connection.execute(select(jobs).where(*mine).order_by(jobs.c.updated_at.desc()).limit(1))
    row = found.mappings().first()
    return dict(row) if row else None


async def has_result(connection: AsyncConnection, job_id: str) -> bool:
    """Return whether the result of a job is stored."""
    which = (secrets.c.owner_id == job_id, secrets.c.kind == RESULT)
    return (await connection.execute(select(secrets.c.owner_id).where(*which))).first() is not None


async def is_first_stale(
    connection: AsyncConnection, job: Row, created_at: int, now: int, stale_ms: int
) -> bool:
    """Return whether a sync that fails now is the first one since its context store is stale.

    Args:
        connection: Database connection.
        job: The sync.
        created_at: When its connector was created.
        now: Milliseconds since the epoch.
        stale_ms: Milliseconds after its last sync from which on a store is stale.
    """
    syncs = jobs.c.subject_id == job["subject_id"], jobs.c.kind == "sync", jobs.c.id != job["id"]
    succeeded = select(func.max(jobs.c.updated_at)).where(*syncs, jobs.c.status == "succeeded")
    stale_at = ((await connection.execute(succeeded)).scalar() or created_at) + stale_ms
    earlier = select(jobs.c.id).where(*syncs, jobs.c.status == "failed", jobs.c.updated_at >= stale_at)
    return now >= stale_at and (await connection.execute(earlier.limit(1))).first() is None


async def rows(connection: AsyncConnection, job_ids: Collection[str]) -> list[Row]:
    """Return jobs by id."""
    found = await connection.execute(select(jobs).where(jobs.c.id.in_(job_ids)))
    return [dict(row) for row in found.mappings()]


async def is_open(connection: AsyncConnection, job_id: str) -> bool:
    """Return whether a job has not ended yet."""
    found = await connection.execute(select(jobs.c.id).where(jobs.c.id == job_id, jobs.c.status.in_(OPEN)))
    return found.first() is not None


async def claim(
    connection: AsyncConnection, job_id: str, runner: str, now: int, *, alone: Collection[str] = ()
) -> tuple[Claim, Row]:
    """Take a job for a process if it may run now; return what came of that, and the job.

    Args:
        connection: Connection of a write transaction.
        job_id: The job.
        runner: The process.
        now: Milliseconds since the epoch.
        alone: Kinds of which one job of a connector runs at a time.
    """
    row = await _locked(connection, job_id)
    if row is None or row["status"] not in OPEN:
        return "ended", row or {}
    if row["runner"] not in (None, runner) and _lease_end(row) > now:
        return "leased", row
    if row["kind"] in alone and await _before(connection, row, now, alone):
        return "queued", row
    taken = {
        "status": "running",
        "runner": runner,
        "attempts": row["attempts"] + 1,
        "leased_until": now + LEASE_MS,
        "updated_at": now,
    }
    await connection.execute(update(jobs).where(jobs.c.id == job_id).values(**taken))
    return "claimed", {**row, **taken}


async def _locked(connection: AsyncConnection, job_id: str) -> Row | None:
    """Lock a job, and its connector first: in that order a deletion locks them, too."""
    subject = select(jobs.c.subject_id).where(jobs.c.id == job_id).scalar_subquery()
    await connection.execute(select(connectors.c.id).where(connectors.c.id == subject).with_for_update())
    found = await connection.execute(select(jobs).where(jobs.c.id == job_id).with_for_update())
    row = found.mappings().first()
    return dict(row) if row else None


async def _before(connection: AsyncConnection, row: Row, now: int, alone: Collection[str]) -> bool:
    """Return whether another job of the connector runs."""
    found = await connection.execute(
        select(jobs.c.id)
        .where(
            jobs.c.subject_id == row["subject_id"],
            jobs.c.id != row["id"],
            jobs.c.kind.in_(alone),
            jobs.c.status == "running",
            jobs.c.leased_until > now,
        )
        .limit(1)
    )
    return found.first() is not None


async def renew(connection: AsyncConnection, job_ids: Collection[str], runner: str, now: int) -> set[str]:
    """Renew the leases of jobs that a process runs, and return the ids of those that are still its own."""
    mine = (jobs.c.id.in_(job_ids), *_of(runner))
    await connection.execute(update(jobs).where(*mine).values(leased_until=now + LEASE_MS))
    return set((await connection.execute(select(jobs.c.id).where(*mine))).scalars())


async def hold(
    connection: AsyncConnection, job_id: str, runner: str, now: int, progress: Row | None = None
) -> bool:
    """Lock a job until the transaction ends, and record its progress; return False if it is no longer the process's."""
    values: Row = {"leased_until": now + LEASE_MS}
    if progress is not None:
        values |= {"progress": progress, "updated_at": now}
    done = await connection.execute(update(jobs).where(jobs.c.id == job_id, *_of(runner)).values(**values))
    return bool(done.rowcount)


async def release(connection: AsyncConnection, now: int, *, runner: str | None = None) -> list[str]:
    """End the leases of a process that stops, or without `runner` all; return the jobs, which can be taken over at once."""
    whose = jobs.c.status.in_(OPEN) if runner is None else and_(*_of(runner))
    await connection.execute(update(jobs).where(whose).values(leased_until=now))
    return list((await connection.execute(select(jobs.c.id).where(whose))).scalars())


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
    """Record how a job ended; return False, and record nothing, if it is no longer the process's."""
    return bool(
        await _end(
            connection, and_(jobs.c.id == job_id, *_of(runner)), status, now, error=error, detail=detail
        )
    )


async def cancel(connection: AsyncConnection, which: ColumnElement[bool], now: int) -> list[str]:
    """Cancel open jobs and return their ids. A process that runs one of them stops it at its next step."""
    return await _end(connection, which, "cancelled", now, error=CANCELLED)


async def forget(connection: AsyncConnection, connector_ids: Collection[str], now: int) -> None:
    """Cancel the open jobs of deleted connectors, and delete their schedules and what is sealed of any of their jobs."""
    theirs = jobs.c.subject_id.in_(connector_ids)
    await connection.execute(delete(schedules).where(schedules.c.connector_id.in_(connector_ids)))
    await cancel(connection, theirs, now)
    await connection.execute(delete(secrets).where(secrets.c.owner_id.in_(select(jobs.c.id).where(theirs))))


async def purge(connection: AsyncConnection, now: int) -> None:
    """Delete results a day after the end of their jobs, and the calls of jobs that ended without one."""
    for kind, stored_ms in ((RESULT, RESULT_MS), (CALL, 2 * RESULT_MS)):
        old = (secrets.c.kind == kind, secrets.c.created_at < now - stored_ms)
        await connection.execute(delete(secrets).where(*old))


async def _end(
    connection: AsyncConnection, which: ColumnElement[bool], status: str, now: int, **how: Row | None
) -> list[str]:
    """Record the end of open jobs and return their ids: every end of a job is recorded here."""
    ending = and_(which, jobs.c.status.in_(OPEN))
    found = await connection.execute(select(jobs.c.id).where(ending).with_for_update())
    if ended := list(found.scalars()):
        await connection.execute(
            update(jobs).where(jobs.c.id.in_(ended)).values(status=status, updated_at=now, **how)
        )
    for job_id in ended:
        await webhooks.job_ended(connection, job_id, now)
    return ended


async def abandoned(connection: AsyncConnection, kinds: Collection[str], now: int) -> list[Row]:
    """Return the open jobs of these kinds whose process no longer renews their lease, the oldest first."""
    lease_end = func.coalesce(jobs.c.leased_until, jobs.c.updated_at + LEASE_MS)
    found = await connection.execute(
        select(jobs)
        .where(jobs.c.kind.in_(kinds), jobs.c.status.in_(OPEN), lease_end <= now)
        .order_by(jobs.c.created_at)
    )
    return [dict(row) for row in found.mappings()]


def _of(runner: str) -> tuple[ColumnElement[bool], ...]:
    return jobs.c.runner == runner, jobs.c.status.in_(OPEN)


def _lease_end(row: Row) -> int:
    # A server of the release before leases sets none: its jobs count from their last change.
    end = row["leased_until"]
    return int(row["updated_at"] + LEASE_MS if end is None else end)
