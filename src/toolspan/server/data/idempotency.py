"""Idempotency keys: a call that is repeated with its key is answered again, not carried out again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from toolspan.server.data.secrets import get_secret, put_secret
from toolspan.server.data.tables import idempotency, secrets
from toolspan.server.problems import Problem
from toolspan.server.security.envelope import Place

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.security.keys import KeySet

ANSWER = "answer"
KEPT_MS = 24 * 3_600_000
"""Milliseconds that an answer is kept."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to carry out a call; or, with `status`, the answer that it got before."""

    connector_id: str
    key_hash: str
    attempt: str
    status: int | None = None
    body: Any = None


def hash_of(text: bytes) -> str:
    """Return the hash under which keys and bodies are kept."""
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
    """Return the right to carry out a call, or the answer that it got before.

    Args:
        connection: A writing one.
        keys: Open kept answers.
        connector: Whose call it is.
        key: As the caller gave it.
        body_hash: Of the call.
        repeatable: Whether carrying it out twice does no harm.
        now: Milliseconds since the epoch.
        busy_ms: How long it may take.

    Raises:
        Problem: 409 while it runs or where its outcome is not known, 422 for another call under the same key.
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
    values = {"attempt": attempt, "busy_until": now + busy_ms, "expires_at": now + KEPT_MS}
    if row is not None:  # whoever worked on it is gone, and it can be repeated
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
        raise _in_flight() from None
    return Claim(connector["id"], key_hash, attempt)


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
    """Keep the answer of a call, sealed, for those who repeat it."""
    done = await connection.execute(
        _mine(update(idempotency), held).values(status=status, expires_at=now + KEPT_MS)
    )
    if done.rowcount:
        await put_secret(connection, keys, _place(connector, held.attempt), {"body": body}, now)


async def release(connection: AsyncConnection, held: Claim) -> None:
    """Give up the right: the call was not carried out."""
    await connection.execute(_mine(delete(idempotency), held))


async def doubt(connection: AsyncConnection, held: Claim, now: int) -> None:
    """Say that nobody works on the call any more and that its outcome is not known."""
    await connection.execute(_mine(update(idempotency), held).values(busy_until=now))


async def forget(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Remove keys with the answers kept for them."""
    attempts = select(idempotency.c.attempt).where(which)
    await connection.execute(
        delete(secrets).where(secrets.c.kind == ANSWER, secrets.c.owner_id.in_(attempts))
    )
    await connection.execute(delete(idempotency).where(which))


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
        raise _in_flight()
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


def _in_flight() -> Problem:
    return Problem(
        409,
        "in_flight",
        "A call with this Idempotency-Key is under way. Repeat this one later to get its answer.",
        headers={"retry-after": "1"},
        details={"retryable": True, "retry_after": 1},
    )


def _mine(statement: Any, held: Claim) -> Any:
    return statement.where(
        idempotency.c.connector_id == held.connector_id,
        idempotency.c.key_hash == held.key_hash,
        idempotency.c.attempt == held.attempt,
    )


def _place(connector: Row, attempt: str) -> Place:
    return Place(connector["organization_id"], connector["workspace_id"], attempt, ANSWER, 1)
