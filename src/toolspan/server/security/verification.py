"""Verification of a database and its key file, as after a restore: decrypts every stored secret, changes nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from toolspan.errors import ConfigurationError
from toolspan.server.data.tables import connectors, organizations, secrets
from toolspan.server.security.envelope import Place, SealBroken, Sealed, unseal
from toolspan.server.security.keys import read_keys
from toolspan.server.setup import opened

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.security.keys import KeySet
    from toolspan.server.settings import Settings

_BATCH = 500
_SHOWN = 5  # broken rows named in a message


@dataclass(frozen=True, slots=True)
class Verification:
    """What a database holds: organisations, connectors that are not deleted, and secrets, all of which open."""

    organizations: int
    connectors: int
    secrets: int


def verify(settings: Settings) -> Verification:
    """Decrypt every stored secret with the key file.

    Raises:
        ConfigurationError: Some do not open, or database or key file cannot be used.
    """
    return asyncio.run(_verified(settings))


async def _verified(settings: Settings) -> Verification:
    keys = read_keys(settings.keys)
    async with opened(settings, older=True) as database, database.read() as connection:
        count, broken = await _opened(connection, keys)
        if broken:
            raise ConfigurationError(
                f"{len(broken)} of {count} stored secrets do not open with {settings.keys}: {'; '.join(list(dict.fromkeys(broken))[:_SHOWN])}.",
                hint="Use the key file that was backed up with this database or after it.",
            )
        live = select(func.count()).select_from(connectors).where(connectors.c.deleted_at.is_(None))
        all_of_them = select(func.count()).select_from(organizations)
        return Verification(
            int((await connection.execute(all_of_them)).scalar_one()),
            int((await connection.execute(live)).scalar_one()),
            count,
        )


async def _opened(connection: AsyncConnection, keys: KeySet) -> tuple[int, list[str]]:
    """Return the number of secrets, and why some do not open."""
    count, last = 0, ("", "")
    broken: list[str] = []
    while True:
        after = (secrets.c.owner_id > last[0]) | (
            (secrets.c.owner_id == last[0]) & (secrets.c.kind > last[1])
        )
        order = secrets.c.owner_id, secrets.c.kind
        found = await connection.execute(select(secrets).where(after).order_by(*order).limit(_BATCH))
        rows = [dict(row) for row in found.mappings()]
        if not rows:
            return count, broken
        for row in rows:
            try:
                unseal(keys, Place.of(row), Sealed.of(row))
            except SealBroken as error:
                broken.append(str(error))
        count, last = count + len(rows), (rows[-1]["owner_id"], rows[-1]["kind"])
