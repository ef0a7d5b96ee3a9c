"""Webhooks of organisations, and the outbox of their messages.

A message is added in the transaction of its event. Whichever process claims it sends it; a claim ends by
itself, so that a message is sent at least once, each time with the same id.
"""

from __future__ import annotations

import secrets as randomness
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import delete, func, insert, select, update

from toolspan.server.data.secrets import check_sealable, drop_secret, get_secret, put_secret
from toolspan.server.data.tables import jobs, webhook_messages, webhooks
from toolspan.server.encoding import encoded
from toolspan.server.models.base import iso
from toolspan.server.problems import Problem, not_found
from toolspan.server.security.envelope import Place
from toolspan.webhooks import PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.security.keys import KeySet

Row = dict[str, Any]
KIND = "webhook"
JOB_ENDED, NEEDS_REAUTHORIZATION, TEST = "job.ended", "connector.needs_reauthorization", "webhook.test"
STALE = "store.stale"
EVENTS = (NEEDS_REAUTHORIZATION, JOB_ENDED, STALE)
"""Events that a webhook can be for."""
MOST = 10
"""Webhooks of one organisation."""
CLAIM_MS = 60_000
"""Milliseconds until a claimed message may be claimed again, since its process seems to have died."""
OVERLAP_MS = 24 * 3_600_000
"""Milliseconds that a replaced secret signs beside the new one."""
PENDING, DELIVERED, FAILED = "pending", "delivered", "failed"
_AT_ONCE = 16  # messages of one organisation in one claim


async def add(
    connection: AsyncConnection,
    keys: KeySet,
    organization_id: str,
    *,
    url: str,
    events: Sequence[str],
    now: int,
) -> tuple[Row, str]:
    """Add a webhook; return it and its secret, which is stored encrypted.

    Raises:
        Problem: 409 if the organisation has as many as it may.
    """
    count = select(func.count()).where(webhooks.c.organization_id == organization_id)
    if ((await connection.execute(count)).scalar() or 0) >= MOST:
        raise Problem(
            409, "conflict", f"An organisation has {MOST} webhooks at most. Delete one first.", details={"retryable": False}
        )  # fmt: skip
    row: Row = {
        "id": str(uuid4()),
        "organization_id": organization_id,
        "url": url,
        "events": list(events),
        "active": True,
        "reason": None,
        "secret_version": 1,
        "created_at": now,
        "updated_at": now,
    }
    await connection.execute(insert(webhooks).values(**row))
    secret = _new_secret()
    await check_sealable(connection, keys)
    await put_secret(connection, keys, _place(row), {"secret": secret}, now)
    return row, secret


async def get(
    connection: AsyncConnection, organization_id: str, webhook_id: str, *, lock: bool = False
) -> Row:
    """Return a webhook.

    Raises:
        Problem: 404, the same for missing webhooks and those of other organisations.
    """
    wanted = webhooks.c.id == webhook_id[:64].lower(), webhooks.c.organization_id == organization_id
    statement = select(webhooks).where(*wanted)
    found = await connection.execute(statement.with_for_update() if lock else statement)
    row = found.mappings().first()
    if row is None:
        raise not_found("webhook")
    return dict(row)


async def of_organization(connection: AsyncConnection, organization_id: str) -> list[Row]:
    """Return the webhooks of an organisation, the oldest first."""
    mine = select(webhooks).where(webhooks.c.organization_id == organization_id)
    found = await connection.execute(mine.order_by(webhooks.c.created_at, webhooks.c.id))
    return [dict(row) for row in found.mappings()]


async def change(connection: AsyncConnection, row: Row, changes: Mapping[str, Any], now: int) -> Row:
    """Change a webhook and return it."""
    values = {**changes, "updated_at": now}
    await connection.execute(update(webhooks).where(webhooks.c.id == row["id"]).values(**values))
    return {**row, **values}


async def replace_secret(connection: AsyncConnection, keys: KeySet, row: Row, now: int) -> str:
    """Give a webhook a new secret and return it. The one before it signs as well for a day."""
    old = await get_secret(connection, keys, _place(row))
    secret = _new_secret()
    newer = await change(connection, row, {"secret_version": row["secret_version"] + 1}, now)
    content = {"secret": secret, "previous": old["secret"], "previous_until": now + OVERLAP_MS}
    await check_sealable(connection, keys)
    await put_secret(connection, keys, _place(newer), content, now)
    return secret


async def secrets_of(connection: AsyncConnection, keys: KeySet, row: Row, now: int) -> tuple[str, ...]:
    """Return the secrets that sign the messages of a webhook, the newest first.

    Raises:
        SealBroken: They cannot be decrypted.
    """
    content = await get_secret(connection, keys, _place(row))
    older = (content["previous"],) if content.get("previous_until", 0) > now else ()
    return (content["secret"], *older)


async def remove(connection: AsyncConnection, row: Row) -> None:
    """Delete a webhook, its secret and its messages."""
    await drop_secret(connection, row["id"], KIND)
    await connection.execute(delete(webhook_messages).where(webhook_messages.c.webhook_id == row["id"]))
    await connection.execute(delete(webhooks).where(webhooks.c.id == row["id"]))


async def emit(
    connection: AsyncConnection,
    event: str,
    organization_id: str,
    data: Mapping[str, Any],
    now: int,
    *,
    only: str | None = None,
) -> None:
    """Add an event to the outbox, for each active webhook of the organisation that is for it.

    Args:
        connection: Connection of the transaction in which the event happens.
        event: Type of the event.
        organization_id: Whose webhooks.
        data: Content; ids and states, no personal data.
        now: Milliseconds since the epoch.
        only: The one webhook to send to, whichever events it is for.
    """
    mine = webhooks.c.organization_id == organization_id, webhooks.c.active.is_(True)
    found = await connection.execute(select(webhooks.c.id, webhooks.c.events).where(*mine))
    wanted = [row[0] for row in found if (row[0] == only if only else event in row[1])]
    if not wanted:
        return
    content = {"type": event, "timestamp": iso(now), "data": {"organization_id": organization_id, **data}}
    fresh = {
        "organization_id": organization_id,
        "event": event,
        "payload": encoded(content).decode(),
        "status": PENDING,
        "attempts": 0,
        "due_at": now,
        "response": None,
        "error": None,
        "created_at": now,
        "updated_at": now,
    }
    rows = [{"id": str(uuid4()), "webhook_id": webhook_id, **fresh} for webhook_id in wanted]
    await connection.execute(insert(webhook_messages), rows)


async def job_ended(connection: AsyncConnection, job_id: str, now: int) -> None:
    """Add the end of a job to the outbox, as it is recorded in this transaction."""
    row = (await connection.execute(select(jobs).where(jobs.c.id == job_id))).mappings().one()
    data = {
        "job_id": job_id,
        "kind": row["kind"],
        "status": row["status"],
        "error_code": (row["error"] or {}).get("code"),
        "workspace_id": row["workspace_id"],
        "connector_id": row["subject_id"],
    }
    await emit(connection, JOB_ENDED, row["organization_id"], data, now)


async def due(connection: AsyncConnection, now: int) -> bool:
    """Return whether a message is to be sent now."""
    return (
        await connection.execute(select(webhook_messages.c.id).where(*_due(now)).limit(1))
    ).first() is not None


async def claim(connection: AsyncConnection, now: int, limit: int) -> list[Row]:
    """Claim messages that are due, and return them with their webhook; of each organisation only some."""
    turn = func.row_number().over(
        partition_by=webhook_messages.c.organization_id, order_by=webhook_messages.c.due_at
    )
    waiting = (
        select(webhook_messages.c.id, turn.label("turn"), webhook_messages.c.due_at)
        .where(*_due(now))
        .subquery()
    )
    chosen = select(waiting.c.id).where(waiting.c.turn <= _AT_ONCE).order_by(waiting.c.due_at).limit(limit)
    ids = list((await connection.execute(chosen)).scalars())
    free = select(webhook_messages.c.id).where(webhook_messages.c.id.in_(ids), *_due(now))
    mine = list((await connection.execute(free.with_for_update(skip_locked=True))).scalars())
    if not mine:
        return []
    await connection.execute(
        update(webhook_messages)
        .where(webhook_messages.c.id.in_(mine))
        .values(due_at=now + CLAIM_MS, attempts=webhook_messages.c.attempts + 1)
    )
    found = await connection.execute(
        select(webhook_messages, webhooks.c.url, webhooks.c.secret_version)
        .join(webhooks, webhooks.c.id == webhook_messages.c.webhook_id)
        .where(webhook_messages.c.id.in_(mine))
    )
    return [dict(row) for row in found.mappings()]


async def record(connection: AsyncConnection, message: Row, changes: Mapping[str, Any], now: int) -> None:
    """Record how an attempt ended, unless another process has claimed the message since."""
    await connection.execute(
        update(webhook_messages)
        .where(webhook_messages.c.id == message["id"], webhook_messages.c.attempts == message["attempts"])
        .values(**changes, updated_at=now)
    )


async def repeat(connection: AsyncConnection, row: Row, message_id: str, now: int) -> None:
    """Send a message again, with its id and a full set of attempts.

    Raises:
        Problem: 404.
    """
    mine = webhook_messages.c.webhook_id == row["id"], webhook_messages.c.id == message_id[:64].lower()
    done = await connection.execute(
        update(webhook_messages).where(*mine).values(status=PENDING, attempts=0, due_at=now, updated_at=now)
    )
    if not done.rowcount:
        raise not_found("message")


async def messages_of(connection: AsyncConnection, row: Row, *, limit: int, status: str | None) -> list[Row]:
    """Return the newest messages of a webhook."""
    wanted = [webhook_messages.c.webhook_id == row["id"]]
    if status is not None:
        wanted.append(webhook_messages.c.status == status)
    newest = webhook_messages.c.created_at.desc(), webhook_messages.c.id
    found = await connection.execute(select(webhook_messages).where(*wanted).order_by(*newest).limit(limit))
    return [dict(message) for message in found.mappings()]


def _due(now: int) -> tuple[ColumnElement[bool], ...]:
    active = select(webhooks.c.id).where(webhooks.c.active.is_(True))
    mine = webhook_messages.c.webhook_id.in_(active)
    return webhook_messages.c.status == PENDING, webhook_messages.c.due_at <= now, mine


def _new_secret() -> str:
    return PREFIX + b64encode(randomness.token_bytes(32)).decode()


def _place(row: Row) -> Place:
    webhook_id = row.get("webhook_id") or row["id"]
    return Place(row["organization_id"], "", webhook_id, KIND, row["secret_version"])
