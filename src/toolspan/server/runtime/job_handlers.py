"""Handlers of the jobs, by kind."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from toolspan.errors import ToolspanError
from toolspan.server.data import connectors, idempotency, jobs, results, schedules, webhooks
from toolspan.server.data.limits import MB, Limits, full
from toolspan.server.data.secrets import drop_secret
from toolspan.server.data.tables import connectors as connectors_table
from toolspan.server.data.tables import idempotency as idempotency_table
from toolspan.server.data.tables import oauth_states
from toolspan.server.data.tables import results as results_table
from toolspan.server.problems import Problem
from toolspan.server.runtime import job_calls
from toolspan.server.runtime.calls import Calls, failure_type, ready, stored, switched_on
from toolspan.server.runtime.jobs import Ending, Kind, said_of
from toolspan.server.runtime.syncs import replicated
from toolspan.server.settings import stale_after
from toolspan.store.store import SyncReport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.page import Page
    from toolspan.server.runtime.jobs import Job
    from toolspan.server.runtime.pool import Live
    from toolspan.server.services import Services

Row = dict[str, Any]
NO_START = "The connector has no replication_start_date: nothing of it is replicated."
SHORT_SECONDS = 5.0
"""Seconds of a wait that is not worth a line of progress."""
AGAIN_SECONDS = 1.0
"""Seconds between attempts to empty the database's log while somebody reads it."""


class Work:
    """Handlers by kind of job. `services` is set after the server is built."""

    services: Services

    @cached_property
    def _calls(self) -> job_calls.JobCalls:
        return job_calls.JobCalls(self.services)

    async def execute(self, job: Job) -> Ending:
        """Wait for the end of a report or feed whose request ended before it."""
        return await self._calls.run(job)

    @property
    def by_kind(self) -> Mapping[str, Kind]:
        """Each kind of job. Another one needs a method here and nothing else."""
        return {
            "delete": Kind(self.delete),
            "check": Kind(self.check, resumed=False, alone=False, scheduled=True),
            job_calls.KIND: Kind(self.execute, alone=False),
            "sync": Kind(self.sync, scheduled=True),
        }

    async def delete(self, job: Job) -> Ending:
        """Delete credentials, stored responses and data of a removed connector."""
        connector_id = job.row["subject_id"]
        async with self.services.database.write() as connection:
            await drop_secret(connection, connector_id)
            await connectors.blank(connection, connectors_table.c.id == connector_id)
            await idempotency.forget(connection, idempotency_table.c.connector_id == connector_id)
            await results.forget(connection, results_table.c.connector_id == connector_id)
            await connection.execute(
                delete(oauth_states).where(
                    oauth_states.c.workspace_id == job.row["workspace_id"],
                    oauth_states.c.expires_at < self.services.now(),
                )
            )
        await self.services.context_stores.delete(connector_id)
        # The database's log holds the deleted name until it is emptied.
        while not await self.services.database.scrub():  # noqa: ASYNC110 - SQLite has no event for the end of a read
            await asyncio.sleep(AGAIN_SECONDS)
        return Ending(detail={"deleted": connector_id})

    async def check(self, job: Job) -> Ending:
        """Verify the credentials of a connector, and set its state accordingly."""
        services = self.services
        row = await stored(services, {**job.row, "id": job.row["subject_id"]})
        switched_on(row)

        async def work(live: Live) -> Page:
            return await live.connector.check()

        try:
            page = await Calls(services).perform(row, work)
        except (ToolspanError, Problem) as error:
            return Ending("failed", error={**said_of(error), "failure_type": failure_type(error)})
        async with job.transaction() as connection:
            await connectors.set_state(connection, row, "active", None, services.now())
        return Ending(detail={"marketplaces": len(page.data)})

    async def sync(self, job: Job) -> Ending:
        """Replicate the account of a connector into its context store, up to now."""
        services = self.services
        row = await stored(services, {**job.row, "id": job.row["subject_id"]})
        ready(row)
        if (since := replicated(row)) is None:
            return Ending("failed", error={"code": "configuration", "message": NO_START})
        if why := services.context_stores.unusable:
            return Ending("failed", error={"code": "configuration", "message": why})
        entities = (job.row["detail"] or {}).get("entities")
        report = SyncReport()

        async def work(live: Live) -> None:
            await self._check_room(row)
            async with aclosing(live.connector.store.iterate_sync(entities, since=since)) as steps:
                async for progress in steps:
                    report.add(progress)
                    said = f"{progress.entity}: {report[progress.entity]} records"
                    if progress.waits is None:
                        await job.tell(said)
                        await self._check_room(row)
                    elif progress.waits >= SHORT_SECONDS:
                        await job.tell(f"{said}, {progress.doing}")

        try:
            await Calls(services).perform(row, work)
        except (ToolspanError, Problem) as error:
            failure = {**said_of(error), "failure_type": failure_type(error)}
            return Ending("failed", _detail(report), failure, store=partial(self._say_stale, job.row, row))
        return Ending(detail=_detail(report))

    async def _say_stale(self, job: Row, row: Row, connection: AsyncConnection) -> None:
        """Say once of a context store that it is stale."""
        services = self.services
        now = services.now()
        planned = await schedules.get(connection, row["id"], schedules.SYNC)
        stale_ms = stale_after(planned["every_ms"]) if planned else services.settings.store_stale_ms
        if await jobs.is_first_stale(connection, job, row["created_at"], now, stale_ms):
            about = {"connector_id": row["id"], "workspace_id": row["workspace_id"]}
            await webhooks.emit(connection, webhooks.STALE, row["organization_id"], about, now)

    async def _check_room(self, row: Row) -> None:
        """Check that the context stores of an organisation may grow.

        Raises:
            Problem: 413.
        """
        if (most := Limits.of(row["organization_limits"]).store_mb) is None:
            return
        async with self.services.database.read() as connection:
            ids = await connectors.ids_of(connection, row["organization_id"])
        if await self.services.context_stores.size(ids, growing=row["id"]) >= most * MB:
            raise full(
                "store_mb", most, f"The context stores of your organisation hold {most} MB, as much as they may.",
                "Delete a connector, or give it a later replication_start_date.",
            )  # fmt: skip


def _detail(report: SyncReport) -> Row:
    """Return what a job shows of a sync: the records by entity, and the warnings where there are some."""
    return {**report, **({"warnings": report.warnings} if report.warnings else {})}
