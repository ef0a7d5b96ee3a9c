"""Organisations, and the clients that may act for them."""

from __future__ import annotations

import hashlib
import secrets as randomness
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import bindparam, delete, insert, select

from toolspan.server.data.tables import clients, memberships, organizations, revoked_tokens

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_NOBODY = "0" * 64
_STILL_GOOD = select(clients.c.id).where(
    clients.c.id == bindparam("client"),
    clients.c.disabled.is_(False),
    ~select(revoked_tokens.c.jti).where(revoked_tokens.c.jti == bindparam("token")).exists(),
)


@dataclass(frozen=True, slots=True)
class KnownClient:
    """An authenticated client."""

    id: str
    organizations: tuple[str, ...]


def hashed(secret: str) -> str:
    """Hash a secret for storage. The secrets are random, so a slow password hash would only add load."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


async def add_organization(connection: AsyncConnection, name: str, now: int) -> str:
    """Add an organisation and return its id."""
    organization_id = str(uuid4())
    await connection.execute(
        insert(organizations).values(
            id=organization_id, name=name, stopped=False, created_at=now, updated_at=now
        )
    )
    return organization_id


async def add_client(
    connection: AsyncConnection, name: str, organization_ids: tuple[str, ...], now: int
) -> tuple[str, str]:
    """Add a client of these organisations; return its id and its secret, which is not stored."""
    client_id, secret = str(uuid4()), randomness.token_urlsafe(32)
    await connection.execute(
        insert(clients).values(
            id=client_id,
            name=name,
            secret_hash=hashed(secret),
            disabled=False,
            created_at=now,
            updated_at=now,
        )
    )
    rows = [
        {"client_id": client_id, "organization_id": organization_id} for organization_id in organization_ids
    ]
    await connection.execute(insert(memberships), rows)
    return client_id, secret


async def authenticate(connection: AsyncConnection, client_id: str, secret: str) -> KnownClient | None:
    """Return the client, or None if id or secret is wrong. Both cases take the same time: one read and one hash."""
    found = await connection.execute(select(clients).where(clients.c.id == client_id))
    row = found.mappings().first()
    right = compare_digest(row["secret_hash"] if row else _NOBODY, hashed(secret))
    if row is None or not right or row["disabled"]:
        return None
    member = await connection.execute(
        select(memberships.c.organization_id)
        .where(memberships.c.client_id == client_id)
        .order_by(memberships.c.organization_id)
    )
    return KnownClient(client_id, tuple(member.scalars()))


async def revoke(connection: AsyncConnection, jti: str, expires_at: int, now: int) -> None:
    """Revoke a token, and purge expired revocations."""
    await connection.execute(delete(revoked_tokens).where(revoked_tokens.c.expires_at < now))
    known = await connection.execute(select(revoked_tokens.c.jti).where(revoked_tokens.c.jti == jti))
    if known.first() is None:
        await connection.execute(insert(revoked_tokens).values(jti=jti, expires_at=expires_at))


async def still_good(connection: AsyncConnection, client_id: str, jti: str) -> bool:
    """Return True if neither the token is revoked nor its client disabled."""
    found = await connection.execute(_STILL_GOOD, {"client": client_id, "token": jti})
    return found.first() is not None
