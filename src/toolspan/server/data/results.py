"""Results that were cut, encrypted, so that any server process can continue them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from toolspan.contract import StoredResult
from toolspan.runtime.results import LIFETIME
from toolspan.server.data.secrets import get_secret, put_secret
from toolspan.server.data.tables import results, secrets
from toolspan.server.security.envelope import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.clock import Clock
    from toolspan.server.data.database import Database
    from toolspan.server.security.keys import KeyFile

KIND = "result"
ROOM = 64 * 2**20
"""Characters stored for one organisation at most; the oldest results go first."""


class DatabaseResultStore:
    """Result store of one connector in the server's database.

    Args:
        database: Database of the server.
        keys: Keys that encrypt the results.
        clock: Decides when a result has expired.
        row: Row of the connector, to whose organisation and workspace the results are bound.
        room: Characters stored for its organisation at most.
    """

    def __init__(
        self, database: Database, keys: KeyFile, clock: Clock, row: Mapping[str, Any], *, room: int = ROOM
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._row = row
        self._room = room

    async def put(self, owner: str, handle: str, result: StoredResult, /) -> None:
        """Store a result for a quarter of an hour.

        Raises:
            Problem: The database is busy or full.
        """
        place = self._place(owner, handle)
        records = None if result.records is None else list(result.records)
        text = json.dumps({"records": records, "call": dict(result.call), "budget": result.budget})
        now = int(self._clock.time() * 1000)
        async with self._database.write() as connection:
            await connection.execute(
                insert(results).values(
                    id=place.owner_id,
                    organization_id=place.organization_id,
                    workspace_id=place.workspace_id,
                    connector_id=self._row["id"],
                    size=len(text),
                    expires_at=now + int(LIFETIME * 1000),
                )
            )
            await put_secret(connection, self._keys.current, place, {"text": text}, now)
            await _make_room(connection, place.organization_id, self._room)

    async def get(self, owner: str, handle: str, /) -> StoredResult | None:
        """Return a result of this owner; None where there is none.

        Raises:
            Problem: The database is busy.
            SealBroken: The row cannot be decrypted.
        """
        place = self._place(owner, handle)
        async with self._database.read() as connection:
            found = await connection.execute(
                select(results.c.expires_at).where(
                    results.c.id == place.owner_id, results.c.organization_id == place.organization_id
                )
            )
            until = found.scalar()
            if until is None or until <= int(self._clock.time() * 1000):
                return None
            content = await get_secret(connection, self._keys.current, place)
        return StoredResult(**json.loads(content["text"]))

    def _place(self, owner: str, handle: str) -> Place:
        """Return where a result lies; its id is a hash, so that nobody who reads the tables learns a handle."""
        name = "\0".join((self._row["id"], owner, handle)).encode()
        result_id = str(UUID(bytes=hashlib.sha256(name).digest()[:16]))
        return Place(self._row["organization_id"], self._row["workspace_id"], result_id, KIND, 1)


async def forget(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Delete results."""
    ids = select(results.c.id).where(which)
    await connection.execute(delete(secrets).where(secrets.c.kind == KIND, secrets.c.owner_id.in_(ids)))
    await connection.execute(delete(results).where(which))


async def _make_room(connection: AsyncConnection, organization_id: str, room: int) -> None:
    """Delete the oldest results of an organisation that is above its limit."""
    mine = results.c.organization_id == organization_id
    used = (await connection.execute(select(func.sum(results.c.size)).where(mine))).scalar() or 0
    if used <= room:
        return
    oldest = select(results.c.id, results.c.size).where(mine).order_by(results.c.expires_at, results.c.id)
    gone = []
    for result_id, size in await connection.execute(oldest):
        gone.append(result_id)
        used -= size
        if used <= room:
            break
    await forget(connection, results.c.id.in_(gone))
