"""Operator tasks on the database: organisations, client secrets, idempotency keys in doubt."""

from __future__ import annotations

import asyncio
import secrets as randomness
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, cast, or_, select, update

from toolspan.clock import SYSTEM_CLOCK
from toolspan.errors import ConfigurationError
from toolspan.server.data import clients, idempotency
from toolspan.server.data import limits as stored_limits
from toolspan.server.data.audit import Event, record
from toolspan.server.data.names import clean_name
from toolspan.server.data.tables import audit, organizations
from toolspan.server.data.tables import clients as clients_table
from toolspan.server.data.tables import connectors as connectors_table
from toolspan.server.data.tables import idempotency as keys_table
from toolspan.server.models.base import iso
from toolspan.server.problems import Problem
from toolspan.server.security.keys import read_keys
from toolspan.server.setup import opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.data.limits import Limits
    from toolspan.server.settings import Settings

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doubt:
    """An idempotency key whose call may or may not have been executed.

    `operation`, `started_at` and `request_id` are those of the call, from the audit log; None if it has no such row.
    """

    key: str
    connector_id: str
    connector_name: str
    until: str
    operation: str | None = None
    started_at: str | None = None
    request_id: str | None = None


def add_organization(settings: Settings, name: str) -> str:
    """Add an organisation and return its id.

    Raises:
        ConfigurationError: The name is not valid, or the server is not initialised.
    """
    return asyncio.run(_added(settings, name))


def limits(
    settings: Settings, organization_id: str, changes: Mapping[str, int | None] | None = None
) -> Limits:
    """Return the limits of an organisation, after changing some.

    Args:
        settings: Settings of the server, for its database.
        organization_id: The organisation.
        changes: New values by name of the limit; None removes one.

    Raises:
        ConfigurationError: There is no such organisation.
    """
    return asyncio.run(_limits(settings, organization_id.lower(), changes or {}))


def rotate_secret(settings: Settings, client_id: str) -> str:
    """Replace a client's secret and return the new one. The old one is invalid at once.

    Raises:
        ConfigurationError: There is no such client.
    """
    return asyncio.run(_rotated(settings, client_id.lower()))


def doubts(settings: Settings) -> list[Doubt]:
    """Return the idempotency keys with unknown outcome."""
    return asyncio.run(_doubts(settings))


def settle(settings: Settings, connector_id: str, key: str, *, carried_out: bool) -> None:
    """Record the outcome of a call in doubt.

    Args:
        settings: Settings of the server, for its database.
        connector_id: The connector of the call.
        key: Name from `doubts`, or the key itself.
        carried_out: True: a repeated call returns that it was executed. False: it is executed.

    Raises:
        ConfigurationError: There is no such key in doubt.
    """
    asyncio.run(_settled(settings, connector_id.lower(), key, carried_out=carried_out))


async def _added(settings: Settings, name: str) -> str:
    try:
        cleaned = clean_name(name)
    except ValueError as error:
        raise ConfigurationError(f"The name {error}.") from None
    async with opened(settings) as database, database.write() as connection:
        organization_id = await clients.add_organization(connection, cleaned, _now())
        await record(connection, Event(_now(), "organization.create", "ok", organization_id))
    return organization_id


async def _limits(settings: Settings, organization_id: str, changes: Mapping[str, int | None]) -> Limits:
    async with opened(settings) as database, database.write() as connection:
        found = (await connection.execute(select(organizations.c.id, organizations.c.name))).all()
        if organization_id not in {row[0] for row in found}:
            known = ", ".join(f"{row[0]} ({row[1]})" for row in found[:20])
            raise ConfigurationError(
                f"There is no organisation {organization_id[:80]!r} in this database.",
                hint=f"There are: {known}.",
            )
        made = replace(await stored_limits.get(connection, organization_id, lock=True), **changes)
        if changes:
            await stored_limits.put(connection, organization_id, made, _now())
            await record(
                connection, Event(_now(), "organization.limits", "ok", organization_id, detail=dict(changes))
            )
    return made


async def _rotated(settings: Settings, client_id: str) -> str:
    secret = randomness.token_urlsafe(32)
    async with opened(settings) as database, database.write() as connection:
        changed = await connection.execute(
            update(clients_table)
            .where(clients_table.c.id == client_id)
            .values(secret_hash=clients.hashed(secret), updated_at=_now())
        )
        if not changed.rowcount:
            found = (await connection.execute(select(clients_table.c.id, clients_table.c.name))).all()
            known = ", ".join(f"{row[0]} ({row[1]})" for row in found[:20])
            raise ConfigurationError(
                f"There is no client {client_id[:80]!r} in this database.", hint=f"There are: {known}."
            )
        await record(connection, Event(_now(), "client.rotate", "ok", subject_id=client_id))
    return secret


async def _doubts(settings: Settings) -> list[Doubt]:
    async with opened(settings) as database, database.read() as connection:
        found = await connection.execute(
            select(keys_table, connectors_table.c.name)
            .join(connectors_table, connectors_table.c.id == keys_table.c.connector_id)
            .where(idempotency.in_doubt(_now()))
            .order_by(keys_table.c.expires_at)
        )
        rows = [dict(row) for row in found.mappings()]
        calls = await _calls(connection, {row["connector_id"] for row in rows})
    return [_doubt(row, calls) for row in rows]


async def _calls(connection: AsyncConnection, connector_ids: set[str]) -> dict[tuple[str, str], Row]:
    """Return the audit rows of the connectors' calls with an idempotency key, by connector and name of the key."""
    found = await connection.execute(
        select(audit)
        .where(
            audit.c.subject_id.in_(connector_ids),
            audit.c.outcome == "started",
            cast(audit.c.detail, Text).contains("key_hash"),
        )
        .order_by(audit.c.at)
    )
    return {(row["subject_id"], row["detail"]["key_hash"]): dict(row) for row in found.mappings()}


def _doubt(row: Row, calls: dict[tuple[str, str], Row]) -> Doubt:
    key = row["key_hash"][: idempotency.SHOWN]
    doubt = Doubt(key, row["connector_id"], row["name"], iso(row["expires_at"]))
    call = calls.get((row["connector_id"], key))
    if call is None:
        return doubt
    operation, at = call["detail"].get("operation"), iso(call["at"])
    return replace(doubt, operation=operation, started_at=at, request_id=call["request_id"])


async def _settled(settings: Settings, connector_id: str, key: str, *, carried_out: bool) -> None:
    async with opened(settings) as database, database.write() as connection:
        row = await _find(connection, connector_id, key)
        which = and_(
            keys_table.c.connector_id == connector_id,
            keys_table.c.key_hash == row["key_hash"],
            idempotency.in_doubt(_now()),
        )
        if carried_out:
            await _answer(connection, settings, row)
            await connection.execute(update(keys_table).where(which).values(busy_until=0))
        else:
            await idempotency.forget(connection, which)
        detail = {"key_hash": row["key_hash"][: idempotency.SHOWN], "carried_out": carried_out}
        owner = row["organization_id"], row["workspace_id"]
        await record(connection, Event(_now(), "key.settle", "ok", *owner, connector_id, detail=detail))


async def _find(connection: AsyncConnection, connector_id: str, key: str) -> Row:
    hashes = (
        keys_table.c.key_hash == idempotency.hash_of(key.encode()),
        keys_table.c.key_hash.startswith(key, autoescape=True),
    )
    named = or_(*hashes) if len(key) >= idempotency.SHOWN else hashes[0]
    found = await connection.execute(
        select(keys_table).where(
            keys_table.c.connector_id == connector_id, named, idempotency.in_doubt(_now())
        )
    )
    row = found.mappings().first()
    if row is None:
        raise ConfigurationError(
            "This connector has no such key in doubt.",
            hint="List them with: toolspan server doubts",
        )
    return dict(row)


async def _answer(connection: AsyncConnection, settings: Settings, row: Row) -> None:
    """Store the response for repeated calls."""
    problem = Problem(
        idempotency.CONFLICT, "carried_out", "The first call with this Idempotency-Key was executed, as confirmed by an operator. "
        "Its response was not stored.", details={"retryable": False},
    )  # fmt: skip
    held = idempotency.Claim(row["connector_id"], row["key_hash"], row["attempt"])
    owner = {"organization_id": row["organization_id"], "workspace_id": row["workspace_id"]}
    await idempotency.settle(
        connection,
        read_keys(settings.keys),
        owner,
        held,
        status=idempotency.CONFLICT,
        body=problem.body(""),
        now=_now(),
    )


def _now() -> int:
    return int(SYSTEM_CLOCK.time() * 1000)
