"""Audit log: who did what. Holds ids and hashes, never names, parameters or personal data.

Events of changes are written in the same transaction. Reads are frequent, so their events are written in
batches shortly afterwards, and before the server stops.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import insert, select

from toolspan.server.data.tables import audit
from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.data.database import Database

logger = logging.getLogger("toolspan.server")
ACTIONS = (
    "client.create",
    "client.rotate",
    "client.switch",
    "connector.access",
    "connector.check",
    "connector.create",
    "connector.delete",
    "connector.switch",
    "connector.sync",
    "connector.update",
    "execute",
    "job.cancel",
    "job.execute",
    "key.settle",
    "keys.drop",
    "keys.rotate",
    "oauth.application",
    "oauth.consent",
    "oauth.initiate",
    "organization.create",
    "organization.limits",
    "organization.switch",
    "schedule.delete",
    "schedule.put",
    "server.init",
    "token.issue",
    "token.revoke",
    "token.scope",
    "token.widget",
    "webhook.create",
    "webhook.delete",
    "webhook.rotate",
    "webhook.update",
    "workspace.create",
    "workspace.delete",
    "workspace.update",
)
"""Actions of events."""
_PAUSE = 0.25
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Event:
    """One audit event; `at` is in milliseconds since the epoch."""

    at: int
    action: str
    outcome: str
    organization_id: str | None = None
    workspace_id: str | None = None
    subject_id: str | None = None
    actor: str | None = None
    request_id: str | None = None
    detail: dict[str, Any] | None = None

    def row(self) -> dict[str, Any]:
        """Return the event as a database row."""
        return {"id": str(uuid4()), **{name: getattr(self, name) for name in _COLUMNS}}


_COLUMNS = tuple(column.name for column in fields(Event))


async def record(connection: AsyncConnection, event: Event) -> None:
    """Write an event in the transaction of its change."""
    await connection.execute(insert(audit).values(**event.row()))


async def events_of(
    connection: AsyncConnection, organization_id: str, subject_id: str, *, limit: int, before: int | None
) -> Sequence[dict[str, Any]]:
    """Return the newest events of a connector, optionally before a time."""
    wanted = [audit.c.organization_id == organization_id, audit.c.subject_id == subject_id]
    if before is not None:
        wanted.append(audit.c.at < before)
    found = await connection.execute(
        select(audit).where(*wanted).order_by(audit.c.at.desc(), audit.c.id).limit(limit)
    )
    return [dict(row) for row in found.mappings()]


async def newest(
    connection: AsyncConnection, wanted: Sequence[ColumnElement[bool]], limit: int
) -> list[dict[str, Any]]:
    """Return the newest events of all tenants, for operators."""
    found = await connection.execute(
        select(audit).where(*wanted).order_by(audit.c.at.desc(), audit.c.id).limit(limit)
    )
    return [dict(row) for row in found.mappings()]


class AuditLog:
    """Writes events in batches in the background.

    Args:
        database: Database of the events.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Event] = []
        self._writer: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self._writing = asyncio.Lock()
        self.lost = 0

    def note(self, event: Event) -> None:
        """Add an event to the next batch."""
        if len(self._waiting) >= _MOST:
            self.lost += 1
            return
        self._waiting.append(event)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.get_running_loop().create_task(self._later())

    async def flush(self) -> None:
        """Write all pending events, and wait for a batch that is being written."""
        async with self._writing:
            batch, self._waiting = self._waiting, []
            if batch:
                await self._write(batch)

    async def _write(self, batch: list[Event]) -> None:
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(audit), [event.row() for event in batch])
        except Problem as problem:
            self._waiting = batch + self._waiting
            logger.warning("audit events wait: %s", problem.code)
        except Exception as error:  # noqa: BLE001 - an error in one batch must not stop later ones
            self.lost += len(batch)
            logger.error("audit events are lost: %s", type(error).__name__)  # noqa: TRY400 - a trace may hold values

    async def close(self) -> None:
        """Write all pending events and stop. Does not interrupt a batch that is being written."""
        self._ending.set()
        if self._writer:
            await self._writer
        await self.flush()

    async def _later(self) -> None:
        while self._waiting and not self._ending.is_set():
            await pause(self._ending, _PAUSE)
            await self.flush()


async def pause(ending: asyncio.Event, seconds: float) -> None:
    """Wait for some seconds, or until `ending` is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await ending.wait()
