"""Encrypted rows: credentials, client secrets of OAuth applications, stored responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from toolspan.server.data.tables import secrets
from toolspan.server.security.envelope import Place, SealBroken, Sealed, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.security.keys import KeySet

CREDENTIALS = "credentials"
OAUTH_APP = "oauth_app"


async def put_secret(
    connection: AsyncConnection, keys: KeySet, place: Place, content: Mapping[str, Any], now: int
) -> None:
    """Encrypt and store `content`; replaces an older version."""
    sealed = seal(keys, place, content)
    await drop_secret(connection, place.owner_id, place.kind)
    await connection.execute(
        insert(secrets).values(
            owner_id=place.owner_id,
            kind=place.kind,
            organization_id=place.organization_id,
            workspace_id=place.workspace_id,
            version=place.version,
            created_at=now,
            **sealed.columns(),
        )
    )


async def get_secret(connection: AsyncConnection, keys: KeySet, place: Place) -> dict[str, Any]:
    """Return stored content, decrypted.

    Raises:
        SealBroken: The content is missing or cannot be decrypted.
    """
    found = await connection.execute(
        select(secrets).where(secrets.c.owner_id == place.owner_id, secrets.c.kind == place.kind)
    )
    row = found.mappings().first()
    if row is None:
        raise SealBroken(f"there are no {place.kind} of {place.owner_id}")
    return unseal(keys, place, Sealed.of(dict(row)))


async def drop_secret(connection: AsyncConnection, owner_id: str, kind: str | None = None) -> None:
    """Delete the encrypted rows of an owner, of one kind or all."""
    which = [secrets.c.owner_id == owner_id, *([secrets.c.kind == kind] if kind else [])]
    await connection.execute(delete(secrets).where(*which))
