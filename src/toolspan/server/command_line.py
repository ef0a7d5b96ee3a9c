"""Options and output that the server's commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from toolspan.cli.console import print_variables, tell
from toolspan.cli.extras import load
from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from toolspan.server import Settings

Connector = Annotated[str | None, typer.Option(metavar="ID", help="Connector id.")]
Organization = Annotated[str | None, typer.Option(metavar="ID", help="Organisation id.")]
Client = Annotated[str | None, typer.Option(metavar="ID", help="Client id.")]
Limit = Annotated[int, typer.Option(min=1, max=100_000, help="Maximum number of rows.")]


def settings_of(data_dir: Path | None, database: str | None, **more: Any) -> Settings:
    """Return the settings from options and, for the rest, from the environment.

    Raises:
        ConfigurationError: The extra is missing, a value is not valid, or a URL holds a password.
    """
    module = load("server")
    if database and _holds_password(database):
        raise ConfigurationError(
            "--database must not hold a password: other users of this machine could read it.",
            hint="Use PGPASSWORD, ~/.pgpass or TOOLSPAN_DATABASE_URL.",
        )
    made: Settings = module.settings(data_dir=data_dir, database_url=database, **more)
    _ = made.sqlalchemy_url  # rejects an unsupported URL before anything is created
    return made


def _holds_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.password is not None or "password=" in parts.query


def print_client(client: tuple[str, str]) -> None:
    """Print a new client's id and secret. Nothing can show the secret again."""
    print_variables(TOOLSPAN_CLIENT_ID=client[0], TOOLSPAN_CLIENT_SECRET=client[1])
    tell("The client's secret is shown only once. Store it now.")
