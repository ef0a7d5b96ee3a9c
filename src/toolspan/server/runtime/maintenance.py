"""Background maintenance: purge expired rows, apply kill switches set by other processes."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self

from sqlalchemy import delete, or_, select

from toolspan.server.data import idempotency, jobs, results, schedules
from toolspan.server.data.audit import pause
from toolspan.server.data.tables import (
    audit,
    connectors,
    oauth_states,
    organizations,
    revoked_tokens,
    webhook_messages,
    workspaces,
)
from toolspan.server.data.tables import idempotency as idempotency_table
from toolspan.server.data.tables import jobs as jobs_table
from toolspan.server.data.tables import results as results_table
from toolspan.server.problems import Problem
from toolspan.server.runtime import heartbeat, slots
from toolspan.server.runtime.syncs import adopt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from toolspan.server.services import Services

logger = logging.getLogger("toolspan.server")
DAY_MS = 86_400_000
AUDIT_DAYS = 400
"""Days that audit events are stored. Amazon requires twelve months."""
JOB_DAYS = 30
SYNC_DAYS = 2
_PURGE_SECONDS = 3_600.0
_SCRUB_SECONDS = 5.0
_WATCH_SECONDS = 0.5
_SEND_SECONDS = 1.0


class Upkeep:
    """Runs maintenance in the background while the context is open.

    Args:
        services: Shared parts of the server.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._tasks: list[asyncio.Task[None]] = []
        self._ending = asyncio.Event()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self._often(self.purge, _PURGE_SECONDS)),
            loop.create_task(self._often(self.scrub, _SCRUB_SECONDS)),
            loop.create_task(self._often(self.obey, _WATCH_SECONDS)),
            loop.create_task(self._often(self._services.webhooks.send_due, _SEND_SECONDS)),
            loop.create_task(self._often(self.tend, jobs.LEASE_MS / 3_000)),
            loop.create_task(self._often(self._services.claims.renew, idempotency.LEASE_MS / 3_000)),
            loop.create_task(self._often(self._services.live.renew, slots.LEASE / 3)),
            loop.create_task(self._often(self._services.heartbeat.beat, heartbeat.SECONDS)),
        ]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        await asyncio.gather(*self._tasks)

    async def purge(self) -> None:
        """Purge expired rows."""
        now = self._services.now()
        async with self._services.database.write() as connection:
            await idempotency.forget(connection, idempotency_table.c.expires_at < now)
            await results.forget(connection, results_table.c.expires_at < now)
            await connection.execute(delete(oauth_states).where(oauth_states.c.expires_at < now))
            await connection.execute(delete(revoked_tokens).where(revoked_tokens.c.expires_at < now))
            await connection.execute(delete(audit).where(audit.c.at < now - AUDIT_DAYS * DAY_MS))
            await jobs.purge(connection, now)
            old = jobs_table.c.updated_at < now - JOB_DAYS * DAY_MS
            await connection.execute(
                delete(jobs_table).where(old, jobs_table.c.status.not_in(("pending", "running")))
            )
            # A connector is synced many times a day, and only the last ones are looked at.
            synced = jobs_table.c.updated_at < now - SYNC_DAYS * DAY_MS, jobs_table.c.kind == "sync"
            await connection.execute(delete(jobs_table).where(*synced, jobs_table.c.status == "succeeded"))
            sent = webhook_messages.c.created_at < now - JOB_DAYS * DAY_MS
            await connection.execute(delete(webhook_messages).where(sent))
        await self._services.database.scrub()

    async def scrub(self) -> None:
        """Empty the database's log if that failed after a deletion."""
        if not self._services.database.scrubbed:
            await self._services.database.scrub()

    async def tend(self) -> None:
        """Keep the leases of running jobs, take over the jobs of processes that died, and begin those that are due."""
        await self._services.jobs.renew()
        await self._services.jobs.resume()
        await self.begin_due()

    async def begin_due(self) -> None:
        """Begin the jobs of schedules that are due, each in one process."""
        services = self._services
        kinds = list(services.jobs.scheduled)
        if services.context_stores.unusable:
            kinds.remove(schedules.SYNC)
        async with services.database.write() as connection:
            if schedules.SYNC in kinds:
                await adopt(services, connection)
            begun = [
                await schedules.begin(connection, services.jobs, row, services.now())
                for row in await schedules.due(connection, kinds, services.now())
            ]
        for job_id in filter(None, begun):
            services.jobs.start(job_id)

    async def obey(self) -> None:
        """Stop calls of connectors that another process has switched off or deleted."""
        busy = self._services.live.busy_ids
        if not busy:
            return
        off = or_(
            connectors.c.stopped.is_(True),
            organizations.c.stopped.is_(True),
            workspaces.c.status == "inactive",
            connectors.c.deleted_at.is_not(None),
        )
        async with self._services.database.read() as connection:
            found = await connection.execute(
                select(connectors.c.id)
                .join(organizations, organizations.c.id == connectors.c.organization_id)
                .join(workspaces, workspaces.c.id == connectors.c.workspace_id)
                .where(connectors.c.id.in_(busy), off)
            )
            self._services.live.stop(list(found.scalars()))

    async def _often(self, work: Callable[[], Awaitable[None]], seconds: float) -> None:
        while not self._ending.is_set():
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - one error must not stop the maintenance
                logger.warning(
                    "upkeep waits: %s", error.code if isinstance(error, Problem) else type(error).__name__
                )
            await pause(self._ending, seconds)
