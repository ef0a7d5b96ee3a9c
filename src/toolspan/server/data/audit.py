"""Who did what: ids and hashes, never names, parameters or anything personal.

Changes are written with the change itself. Reads are many, so they are written in batches a
moment later; whatever is waiting is written before the server stops.
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

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.data.database import Database

logger = logging.getLogger("toolspan.server")
_PAUSE = 0.25
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at `at` milliseconds since the epoch."""

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
        """Return the event as it is written."""
        return {"id": str(uuid4()), **{name: getattr(self, name) for name in _COLUMNS}}


_COLUMNS = tuple(column.name for column in fields(Event))


async def record(connection: AsyncConnection, event: Event) -> None:
    """Write an event together with the change that it records."""
    await connection.execute(insert(audit).values(**event.row()))


async def events_of(
    connection: AsyncConnection, organization_id: str, subject_id: str, *, limit: int, before: int | None
) -> Sequence[dict[str, Any]]:
    """Return the newest events of a connector, or those before a moment."""
    wanted = [audit.c.organization_id == organization_id, audit.c.subject_id == subject_id]
    if before is not None:
        wanted.append(audit.c.at < before)
    found = await connection.execute(
        select(audit).where(*wanted).order_by(audit.c.at.desc(), audit.c.id).limit(limit)
    )
    return [dict(row) for row in found.mappings()]


class AuditLog:
    """Writes events in batches beside the calls that they record.

    Args:
        database: Where they are written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Event] = []
        self._writer: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self._writing = asyncio.Lock()
        self.lost = 0

    def note(self, event: Event) -> None:
        """Keep an event for the next batch."""
        if len(self._waiting) >= _MOST:
            self.lost += 1
            return
        self._waiting.append(event)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.get_running_loop().create_task(self._later())

    async def flush(self) -> None:
        """Write what is waiting; when this returns, what was being written is written too."""
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
        except Exception as error:  # noqa: BLE001 - one batch must not keep all that follow from being written
            self.lost += len(batch)
            logger.error("audit events are lost: %s", type(error).__name__)  # noqa: TRY400 - a trace may hold values

    async def close(self) -> None:
        """Write what is waiting and stop; a batch that is being written is not cut off."""
        self._ending.set()
        if self._writer:
            await self._writer
        await self.flush()

    async def _later(self) -> None:
        while self._waiting and not self._ending.is_set():
            await pause(self._ending, _PAUSE)
            await self.flush()


async def pause(ending: asyncio.Event, seconds: float) -> None:
    """Wait for so many seconds, or until it is time to end."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await ending.wait()
