"""OAuth applications, and the states of running consents."""

from __future__ import annotations

import hashlib
import secrets as randomness
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from toolspan.server.amazon.building import client_secrets
from toolspan.server.data.credentials import SERVER_APP, place_of_app, server_app
from toolspan.server.data.secrets import check_sealable, drop_secret, get_secret, put_secret
from toolspan.server.data.tables import connectors, oauth_apps, oauth_states, revoked_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.security.keys import KeySet
    from toolspan.server.settings import Settings

Row = dict[str, Any]
STATE_MS = 600_000
"""Milliseconds within which a consent must complete."""
_CODES = UUID("5a1d3f0e-8d0b-4f6c-9d8f-3c1c5e6f7a21")


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """An application and its client secrets, newest first."""

    id: str
    application_id: str
    lwa_app_id: str
    secrets: tuple[str, ...] = field(repr=False)
    redirect_uri: str | None
    draft: bool


async def active_app(
    connection: AsyncConnection, keys: KeySet, settings: Settings, organization_id: str, definition_id: str
) -> OAuthApp | None:
    """Return the application of an organisation, else that of the settings, else None."""
    found = await connection.execute(
        select(oauth_apps).where(
            oauth_apps.c.organization_id == organization_id,
            oauth_apps.c.definition_id == definition_id,
            oauth_apps.c.active.is_(True),
        )
    )
    row = found.mappings().first()
    return await _opened(connection, keys, dict(row)) if row else _of_settings(settings)


async def app_of(
    connection: AsyncConnection, keys: KeySet, settings: Settings, organization_id: str, app_id: str
) -> OAuthApp | None:
    """Return the application of a consent, or None if it was removed."""
    if app_id.startswith(SERVER_APP):
        app = _of_settings(settings)
        return app if app and app.id == app_id else None
    found = await connection.execute(
        select(oauth_apps).where(oauth_apps.c.organization_id == organization_id, oauth_apps.c.id == app_id)
    )
    row = found.mappings().first()
    return await _opened(connection, keys, dict(row)) if row else None


async def put_app(
    connection: AsyncConnection,
    keys: KeySet,
    organization_id: str,
    definition_id: str,
    *,
    given: Mapping[str, Any],
    now: int,
) -> Row:
    """Store the application of an organisation. The previous client secret stays usable."""
    mine = (oauth_apps.c.organization_id == organization_id, oauth_apps.c.definition_id == definition_id)
    await connection.execute(update(oauth_apps).where(*mine).values(active=False))
    found = await connection.execute(
        select(oauth_apps).where(*mine, oauth_apps.c.lwa_app_id == given["lwa_app_id"]).with_for_update()
    )
    old = found.mappings().first()
    secret: Row = {"lwa_app_id": given["lwa_app_id"], "lwa_client_secret": given["lwa_client_secret"]}
    values = {name: given[name] for name in ("application_id", "redirect_uri", "draft")} | {
        "active": True,
        "updated_at": now,
    }
    if old is None:
        row: Row = {
            "id": str(uuid4()),
            "organization_id": organization_id,
            "definition_id": definition_id,
            "created_at": now,
        }
        row |= {"lwa_app_id": given["lwa_app_id"], "secret_version": 1, **values}
        await connection.execute(insert(oauth_apps).values(**row))
    else:
        kept = await get_secret(
            connection, keys, place_of_app(organization_id, old["id"], old["secret_version"])
        )
        if kept["lwa_client_secret"] != secret["lwa_client_secret"]:
            secret["previous_lwa_client_secret"] = kept["lwa_client_secret"]
        row = {**old, **values, "secret_version": old["secret_version"] + 1}
        await connection.execute(update(oauth_apps).where(oauth_apps.c.id == old["id"]).values(**row))
    await check_sealable(connection, keys)
    await put_secret(
        connection, keys, place_of_app(organization_id, row["id"], row["secret_version"]), secret, now
    )
    return row


async def drop_app(connection: AsyncConnection, organization_id: str, definition_id: str) -> None:
    """Deactivate an organisation's applications; delete those without connectors."""
    mine = (oauth_apps.c.organization_id == organization_id, oauth_apps.c.definition_id == definition_id)
    await connection.execute(update(oauth_apps).where(*mine).values(active=False))
    used = select(connectors.c.oauth_app).where(
        connectors.c.oauth_app.is_not(None), connectors.c.deleted_at.is_(None)
    )
    idle = list(
        (
            await connection.execute(select(oauth_apps.c.id).where(*mine, oauth_apps.c.id.not_in(used)))
        ).scalars()
    )
    for app_id in idle:
        await drop_secret(connection, app_id)
        await connection.execute(delete(oauth_apps).where(oauth_apps.c.id == app_id))


async def begin(connection: AsyncConnection, values: Row, now: int) -> str:
    """Store the context of a consent and return its state. Stores only a hash of the state."""
    state = randomness.token_urlsafe(32)
    row = {**values, "state_hash": hashed(state), "expires_at": now + STATE_MS}
    await connection.execute(insert(oauth_states).values(**row))
    return state


async def peek(connection: AsyncConnection, state: str, now: int) -> Row | None:
    """Return the context of a consent without consuming its state."""
    found = await connection.execute(
        select(oauth_states).where(
            oauth_states.c.state_hash == hashed(state), oauth_states.c.expires_at > now
        )
    )
    row = found.mappings().first()
    return dict(row) if row else None


async def take(connection: AsyncConnection, state: str, now: int) -> Row | None:
    """Consume a state and return its context; None if it was already consumed."""
    found = await connection.execute(
        delete(oauth_states).where(oauth_states.c.state_hash == hashed(state)).returning(*oauth_states.c)
    )
    row = found.mappings().first()
    return dict(row) if row and row["expires_at"] > now else None


async def spend(connection: AsyncConnection, code: str, now: int) -> bool:
    """Mark a code as used; return False if it already was. Stores only a hash of the code."""
    try:
        async with connection.begin_nested():
            await connection.execute(
                insert(revoked_tokens).values(jti=str(uuid5(_CODES, code)), expires_at=now + STATE_MS)
            )
    except IntegrityError:
        return False
    return True


def hashed(state: str) -> str:
    """Hash a state for storage."""
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()


async def _opened(connection: AsyncConnection, keys: KeySet, row: Row) -> OAuthApp:
    place = place_of_app(row["organization_id"], row["id"], row["secret_version"])
    secret = await get_secret(connection, keys, place)
    return OAuthApp(
        row["id"],
        row["application_id"],
        row["lwa_app_id"],
        tuple(client_secrets(secret)),
        row["redirect_uri"],
        row["draft"],
    )


def _of_settings(settings: Settings) -> OAuthApp | None:
    if not (settings.oauth_application_id and settings.oauth_lwa_app_id and settings.oauth_lwa_client_secret):
        return None
    known = server_app(settings)
    return OAuthApp(
        SERVER_APP + known["lwa_app_id"],
        settings.oauth_application_id,
        known["lwa_app_id"],
        (known["lwa_client_secret"],),
        settings.oauth_redirect_uri,
        settings.oauth_draft,
    )
