"""Idempotency keys: a call repeated with its key gets the stored response and is not executed again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import and_, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from toolspan.server.data.secrets import get_secret, put_secret
from toolspan.server.data.tables import idempotency, secrets
from toolspan.server.problems import Problem
from toolspan.server.security.envelope import Place

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.security.keys import KeySet

ANSWER = "answer"
CONFLICT = 409
"""Status of a response that says the outcome is unknown."""
SHOWN = 16
"""Characters of a key's hash that serve as its name."""
KEPT_MS = 24 * 3_600_000
"""Milliseconds that a response is stored."""
LEASE_MS = 10_000
"""Milliseconds for which repetitions wait for a call after its process last renewed the lease."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim to execute a call; or, if `status` is set, the stored response of the first one."""

    connector_id: str
    key_hash: str
    attempt: str
    status: int | None = None
    body: Any = None


class InFlight(Problem):
    """The first call with a key is under way; `leased` if its process was alive a moment ago."""

    def __init__(self, *, leased: bool) -> None:
        super().__init__(
            409,
            "in_flight",
            "A call with this Idempotency-Key is under way. Repeat this one later to get its answer.",
            retry_after=1,
        )
        self.leased = leased


def hash_of(text: bytes) -> str:
    """Hash a key or body for storage."""
    return hashlib.sha256(text).hexdigest()


async def claim(
    connection: AsyncConnection,
    keys: KeySet,
    connector: Row,
    key: str,
    body_hash: str,
    *,
    repeatable: bool,
    now: int,
    busy_ms: int,
) -> Claim:
    """Claim a key for a call, or return the stored response of the first call.

    Args:
        connection: Connection of a write transaction.
        keys: Keys that decrypt stored responses.
        connector: The connector of the call.
        key: Idempotency key from the request.
        body_hash: Hash of the request body.
        repeatable: True if executing the call twice is harmless.
        now: Milliseconds since the epoch.
        busy_ms: Maximum duration of a call, in milliseconds.

    Raises:
        InFlight: The first call runs.
        Problem: 409 if its outcome is unknown, 422 if the key was used for another call.
    """
    key_hash = hash_of(key.encode())
    row = await _find(connection, connector["id"], key_hash)
    if row is not None and row["expires_at"] <= now:
        await forget(
            connection, (idempotency.c.connector_id == connector["id"]) & (idempotency.c.key_hash == key_hash)
        )
        row = None
    if row is not None:
        _check(row, body_hash, now)
        if row["status"] is not None:
            content = await get_secret(connection, keys, _place(connector, row["attempt"]))
            return Claim(connector["id"], key_hash, row["attempt"], row["status"], content["body"])
    attempt = str(uuid4())
    values = {
        "attempt": attempt,
        "busy_until": now + busy_ms,
        "leased_until": now + LEASE_MS,
        "expires_at": now + KEPT_MS,
    }
    if row is not None:  # the first caller is gone, and a repetition is harmless
        mine = (idempotency.c.connector_id == connector["id"], idempotency.c.key_hash == key_hash)
        await connection.execute(update(idempotency).where(*mine).values(**values))
        return Claim(connector["id"], key_hash, attempt)
    fresh = {
        "connector_id": connector["id"],
        "key_hash": key_hash,
        "organization_id": connector["organization_id"],
        "workspace_id": connector["workspace_id"],
        "body_hash": body_hash,
        "repeatable": repeatable,
        "status": None,
    }
    try:
        await connection.execute(insert(idempotency).values(**fresh, **values))
    except IntegrityError:
        raise InFlight(leased=True) from None
    return Claim(connector["id"], key_hash, attempt)


async def look(connection: AsyncConnection, connector_id: str, key: str, now: int) -> tuple[bool, bool]:
    """Return whether the call with a key runs, and whether its process was alive a moment ago."""
    found = await connection.execute(
        select(idempotency.c.status, idempotency.c.busy_until, idempotency.c.leased_until).where(
            idempotency.c.connector_id == connector_id, idempotency.c.key_hash == hash_of(key.encode())
        )
    )
    row = found.mappings().first()
    if row is None or row["status"] is not None or row["busy_until"] <= now:
        return False, False
    return True, (row["leased_until"] or 0) > now


async def renew(connection: AsyncConnection, held: Collection[Claim], now: int) -> None:
    """Renew the leases of calls that run."""
    keys = [(claim.connector_id, claim.key_hash) for claim in held]
    await connection.execute(
        update(idempotency)
        .where(
            tuple_(idempotency.c.connector_id, idempotency.c.key_hash).in_(keys),
            idempotency.c.attempt.in_([claim.attempt for claim in held]),
        )
        .values(leased_until=now + LEASE_MS)
    )


async def settle(
    connection: AsyncConnection,
    keys: KeySet,
    connector: Row,
    held: Claim,
    *,
    status: int,
    body: Any,
    now: int,
) -> None:
    """Store the response of a call, encrypted, for repetitions."""
    done = await connection.execute(
        _mine(update(idempotency), held).values(status=status, expires_at=now + KEPT_MS)
    )
    if done.rowcount:
        await put_secret(connection, keys, _place(connector, held.attempt), {"body": body}, now)


async def release(connection: AsyncConnection, held: Claim) -> None:
    """Release the claim: the call was not executed."""
    await connection.execute(_mine(delete(idempotency), held))


async def doubt(connection: AsyncConnection, held: Claim, now: int) -> None:
    """Mark the call as ended with an unknown outcome."""
    await connection.execute(_mine(update(idempotency), held).values(busy_until=now))


async def forget(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Delete keys and their stored responses."""
    attempts = select(idempotency.c.attempt).where(which)
    await connection.execute(
        delete(secrets).where(secrets.c.kind == ANSWER, secrets.c.owner_id.in_(attempts))
    )
    await connection.execute(delete(idempotency).where(which))


def in_doubt(now: int) -> ColumnElement[bool]:
    """Return the SQL condition for keys in doubt: the call has ended, its outcome is unknown and not settled."""
    column = idempotency.c
    cut_off = and_(column.status.is_(None), column.repeatable.is_(False), column.busy_until <= now)
    return and_(or_(cut_off, column.status == CONFLICT), column.busy_until > 0, column.expires_at > now)


async def doubts(connection: AsyncConnection, now: int) -> int:
    """Return the number of keys in doubt, of all tenants."""
    found = await connection.execute(select(func.count()).select_from(idempotency).where(in_doubt(now)))
    return int(found.scalar_one())


async def _find(connection: AsyncConnection, connector_id: str, key_hash: str) -> Row | None:
    found = await connection.execute(
        select(idempotency)
        .where(idempotency.c.connector_id == connector_id, idempotency.c.key_hash == key_hash)
        .with_for_update()
    )
    row = found.mappings().first()
    return dict(row) if row else None


def _check(row: Row, body_hash: str, now: int) -> None:
    if row["body_hash"] != body_hash:
        raise Problem(
            422, "idempotency_key", "This Idempotency-Key was used for another call. Use a new one.",
            field="Idempotency-Key",
        )  # fmt: skip
    if row["status"] is None and row["busy_until"] > now:
        raise InFlight(leased=(row["leased_until"] or 0) > now)
    if row["status"] is None and not row["repeatable"]:
        raise Problem(
            409,
            "outcome_unknown",
            "The first call with this Idempotency-Key was interrupted: it may or may not have been carried out.",
            details={
                "retryable": False,
                "hint": "Read the state that it would have changed; then use a new key.",
            },
        )


def _mine(statement: Any, held: Claim) -> Any:
    return statement.where(
        idempotency.c.connector_id == held.connector_id,
        idempotency.c.key_hash == held.key_hash,
        idempotency.c.attempt == held.attempt,
    )


def _place(connector: Row, attempt: str) -> Place:
    return Place(connector["organization_id"], connector["workspace_id"], attempt, ANSWER, 1)
