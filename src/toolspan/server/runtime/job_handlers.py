"""Handlers of the jobs, by kind."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from toolspan.errors import ToolspanError
from toolspan.server.data import connectors, idempotency, results
from toolspan.server.data.secrets import drop_secret
from toolspan.server.data.tables import connectors as connectors_table
from toolspan.server.data.tables import idempotency as idempotency_table
from toolspan.server.data.tables import oauth_states
from toolspan.server.data.tables import results as results_table
from toolspan.server.problems import Problem
from toolspan.server.runtime import job_calls
from toolspan.server.runtime.calls import Calls, failure_type, stored, switched_on
from toolspan.server.runtime.jobs import Ending, Kind, said_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.page import Page
    from toolspan.server.runtime.jobs import Job
    from toolspan.server.runtime.pool import Live
    from toolspan.server.services import Services

Row = dict[str, Any]
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
