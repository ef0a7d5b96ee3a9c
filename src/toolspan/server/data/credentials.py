"""Credentials of connectors: their own, or a seller's consent to an OAuth application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.server.data.secrets import CREDENTIALS, OAUTH_APP, check_sealable, get_secret, put_secret
from toolspan.server.security.envelope import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.security.keys import KeySet
    from toolspan.server.settings import Settings

Row = dict[str, Any]
SERVER_APP = "server:"
"""Marks the application of the settings, as opposed to one of an organisation."""


def place_of(row: Row) -> Place:
    """Return the encryption context of a connector's credentials."""
    return Place(row["organization_id"], row["workspace_id"], row["id"], CREDENTIALS, row["secret_version"])


def place_of_app(organization_id: str, app_id: str, version: int) -> Place:
    """Return the encryption context of an application's client secrets."""
    return Place(organization_id, "", app_id, OAUTH_APP, version)


async def store(
    connection: AsyncConnection, keys: KeySet, row: Row, contents: Mapping[str, Any], now: int
) -> None:
    """Encrypt and store the credentials of a connector.

    Raises:
        KeyMissing: The key file is not the current one of this database.
    """
    await check_sealable(connection, keys)
    await put_secret(connection, keys, place_of(row), contents, now)


async def own(connection: AsyncConnection, keys: KeySet, row: Row) -> dict[str, Any]:
    """Return a connector's own credentials, without those of its application.

    Raises:
        SealBroken: The stored credentials cannot be decrypted.
    """
    return await get_secret(connection, keys, place_of(row))


async def opened(connection: AsyncConnection, keys: KeySet, row: Row, settings: Settings) -> dict[str, Any]:
    """Return all credentials that a connector needs to get tokens, including those of its application.

    Raises:
        SealBroken: The stored credentials cannot be decrypted.
        ConfigurationError: Its application is no longer in the settings.
    """
    grant = await own(connection, keys, row)
    app: str | None = row["oauth_app"]
    if app is None:
        return grant
    if app.startswith(SERVER_APP):
        return {**server_app(settings, app), **grant}
    place = place_of_app(row["organization_id"], app, row["oauth_secret_version"])
    return {**await get_secret(connection, keys, place), **grant}


def server_app(settings: Settings, app: str | None = None) -> dict[str, Any]:
    """Return client id and secret of the application in the settings.

    Raises:
        ConfigurationError: The settings have none, or another one than `app`.
    """
    secret = settings.oauth_lwa_client_secret
    known = settings.oauth_lwa_app_id
    if not known or not secret or (app is not None and app != SERVER_APP + known):
        raise ConfigurationError(
            "The server's settings no longer hold the application that this connector was authorised for.",
            hint="Set TOOLSPAN_OAUTH_LWA_APP_ID and TOOLSPAN_OAUTH_LWA_CLIENT_SECRET, or let the seller consent again.",
        )
    return {"lwa_app_id": known, "lwa_client_secret": secret.get_secret_value()}
