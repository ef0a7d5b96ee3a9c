"""Limits of organisations, which operators set, and what is used of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from toolspan.server.data.tables import audit, connectors, idempotency, organizations, secrets
from toolspan.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]
MB = 1_000_000
ASK = "Ask the server's operator for a higher limit."


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one organisation; None for none.

    Args:
        calls_per_minute: Calls in one minute of UTC.
        calls_per_day: Calls in one day of UTC.
        concurrent_calls: Calls that run at the same time.
        connectors: Connectors that are not deleted.
        stored_mb: Megabytes of stored credentials, responses and results, encrypted.
        store_mb: Megabytes of context stores.
    """

    calls_per_minute: int | None = None
    calls_per_day: int | None = None
    concurrent_calls: int | None = None
    connectors: int | None = None
    stored_mb: int | None = None
    store_mb: int | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> Limits:
        """Return the limits of a stored organisation; those of newer releases are left out."""
        return cls(**{name: (stored or {}).get(name) for name in NAMES})


NAMES = tuple(field.name for field in fields(Limits))


async def get(connection: AsyncConnection, organization_id: str, *, lock: bool = False) -> Limits:
    """Return the limits of an organisation.

    Args:
        connection: Database connection.
        organization_id: The organisation.
        lock: Lock its row until the transaction ends.
    """
    wanted = select(organizations.c.limits).where(organizations.c.id == organization_id)
    found = await connection.execute(wanted.with_for_update() if lock else wanted)
    return Limits.of(found.scalar())


async def put(connection: AsyncConnection, organization_id: str, limits: Limits, now: int) -> None:
    """Set the limits of an organisation. They hold from its next call on, in every process."""
    stored = {name: value for name, value in asdict(limits).items() if value is not None} or None
    await connection.execute(
        update(organizations)
        .where(organizations.c.id == organization_id)
        .values(limits=stored, updated_at=now)
    )


async def check_connectors(connection: AsyncConnection, organization_id: str) -> None:
    """Reject one more connector if the organisation has as many as it may.

    Raises:
        Problem: 413.
    """
    if (await get(connection, organization_id)).connectors is None:
        return
    most = (
        await get(connection, organization_id, lock=True)
    ).connectors  # one at a time, or two could be the last
    if most is not None and await connectors_of(connection, organization_id) >= most:
        raise full(
            "connectors", most, f"Your organisation has {most} connectors, as many as it may.", "Delete one."
        )


async def connectors_of(connection: AsyncConnection, organization_id: str) -> int:
    """Return the number of connectors of an organisation."""
    mine = connectors.c.organization_id == organization_id, connectors.c.deleted_at.is_(None)
    return int(
        (await connection.execute(select(func.count()).select_from(connectors).where(*mine))).scalar_one()
    )


async def stored_bytes(connection: AsyncConnection, organization_id: str) -> int:
    """Return the size of what is stored encrypted for an organisation."""
    size = func.coalesce(func.sum(func.length(secrets.c.ciphertext)), 0)
    found = await connection.execute(select(size).where(secrets.c.organization_id == organization_id))
    return int(found.scalar_one())


async def next_expiry(connection: AsyncConnection, organization_id: str) -> int | None:
    """Return when the first stored response of an organisation expires, in milliseconds since the epoch."""
    mine = idempotency.c.organization_id == organization_id, idempotency.c.status.is_not(None)
    found = await connection.execute(select(func.min(idempotency.c.expires_at)).where(*mine))
    expires: int | None = found.scalar()
    return expires


async def calls_since(connection: AsyncConnection, organization_id: str, since: int) -> int:
    """Return the number of calls of an organisation in the audit log, without those that a limit refused."""
    mine = (
        audit.c.organization_id == organization_id,
        audit.c.at >= since,
        audit.c.action == "execute",
        audit.c.outcome.not_in(("started", "rate_limited")),
    )
    return int((await connection.execute(select(func.count()).select_from(audit).where(*mine))).scalar_one())


def full(name: str, most: int, message: str, hint: str, *, retry_after: int | None = None) -> Problem:
    """Return the error of a limit on what is stored."""
    details = {"limit": name, "allowed": most, "hint": f"{hint} {ASK}", "retryable": retry_after is not None}
    return Problem(413, "limit_reached", message, details=details, retry_after=retry_after)
