"""Encrypted rows: credentials, client secrets of OAuth applications, stored responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from toolspan.server.data.tables import deployment, secrets
from toolspan.server.security.envelope import KeyMissing, Place, SealBroken, Sealed, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.security.keys import KeySet

CREDENTIALS = "credentials"
OAUTH_APP = "oauth_app"


async def deployment_of(connection: AsyncConnection) -> str | None:
    """Return the name of the deployment; None in a database that has none yet."""
    name: str | None = (await connection.execute(select(deployment.c.name))).scalar()
    return name


async def named_keys(connection: AsyncConnection) -> set[str]:
    """Return the names of the keys that stored rows need."""
    return set((await connection.execute(select(secrets.c.kek_id).distinct())).scalars())


async def check_sealable(connection: AsyncConnection, keys: KeySet) -> None:
    """Check that a new secret could be read by the other hosts: that the key file is current and of this database.

    Raises:
        KeyMissing: It is not. Sealed with it, the secret would be lost once the other hosts drop the old key.
    """
    if await deployment_of(connection) not in (None, keys.deployment):
        raise KeyMissing(
            "the key file is of another deployment than the database: copy the file of the first host"
        )
    if missing := {name for name in await named_keys(connection) if keys.kek_of(name) is None}:
        raise KeyMissing(
            f"the key file lacks {', '.join(sorted(missing))}: copy the file of the host that rotated the keys"
        )


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
