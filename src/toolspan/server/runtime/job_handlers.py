"""What the jobs do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from toolspan.errors import ToolspanError
from toolspan.server.data import connectors, idempotency
from toolspan.server.data.secrets import drop_secret
from toolspan.server.data.tables import connectors as connectors_table
from toolspan.server.data.tables import idempotency as idempotency_table
from toolspan.server.data.tables import oauth_states
from toolspan.server.problems import Problem
from toolspan.server.runtime.calls import Calls, failure_type, stored

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from toolspan.page import Page
    from toolspan.server.runtime.jobs import Ending
    from toolspan.server.runtime.pool import Live
    from toolspan.server.services import Services

Row = dict[str, Any]
AGAIN_SECONDS = 1.0
"""Seconds until the database's log is tried again, where somebody reads it."""


class Work:
    """The kinds of jobs. `services` is set once the server is put together."""

    services: Services

    @property
    def by_kind(self) -> Mapping[str, Callable[[Row], Awaitable[Ending]]]:
        """What to do for each kind."""
        return {"delete": self.delete, "check": self.check}

    async def delete(self, job: Row) -> Ending:
        """Remove credentials, stored responses and all details of a connector that was taken out of use."""
        connector_id = job["subject_id"]
        async with self.services.database.write() as connection:
            await drop_secret(connection, connector_id)
            await connectors.blank(connection, connectors_table.c.id == connector_id)
            await idempotency.forget(connection, idempotency_table.c.connector_id == connector_id)
            await connection.execute(
                delete(oauth_states).where(
                    oauth_states.c.workspace_id == job["workspace_id"],
                    oauth_states.c.expires_at < self.services.now(),
                )
            )
        # Until the database's log is empty, the name stands in it.
        while not await self.services.database.scrub():  # noqa: ASYNC110 - SQLite tells nobody when a reader ends
            await asyncio.sleep(AGAIN_SECONDS)
        return "succeeded", {"deleted": connector_id}, None

    async def check(self, job: Row) -> Ending:
        """Prove that the credentials of a connector work, and set its state by it."""
        services = self.services
        row = await stored(services, {**job, "id": job["subject_id"]})

        async def work(live: Live) -> Page:
            return await live.connector.check()

        try:
            page = await Calls(services).perform(row, work)
        except (ToolspanError, Problem) as error:
            said = (
                error.to_dict()
                if isinstance(error, ToolspanError)
                else {"code": error.code, "message": error.message}
            )
            return "failed", None, {**said, "failure_type": failure_type(error)}
        async with services.database.write() as connection:
            await connectors.set_state(connection, row, "active", None, services.now())
        return "succeeded", {"marketplaces": len(page.data)}, None
