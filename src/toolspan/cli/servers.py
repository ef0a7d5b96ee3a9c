"""What the commands about a server share: its settings, and what they print."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from toolspan.cli.extras import load
from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from toolspan.server import Settings


def settings_of(data_dir: Path | None, database: str | None, **more: Any) -> Settings:
    """Return the settings that options, and for the rest the environment, give.

    Raises:
        ConfigurationError: The extra is missing, a value is not valid, or a password was typed.
    """
    module = load("server")
    if database and _holds_password(database):
        raise ConfigurationError(
            "--database must not hold a password: other users of this machine could read it.",
            hint="Put it into PGPASSWORD or ~/.pgpass, or set TOOLSPAN_DATABASE_URL.",
        )
    made: Settings = module.settings(data_dir=data_dir, database_url=database, **more)
    _ = made.sqlalchemy_url  # refused here, before anything is made
    return made


def _holds_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.password is not None or "password=" in parts.query


def print_variables(**variables: str) -> None:
    """Print lines that a shell can read, on standard output."""
    sys.stdout.writelines(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())
    sys.stdout.flush()


def print_client(client: tuple[str, str]) -> None:
    """Print a new client's id and secret, this once."""
    from toolspan.cli.console import tell

    print_variables(TOOLSPAN_CLIENT_ID=client[0], TOOLSPAN_CLIENT_SECRET=client[1])
    tell("This is the only time that the client's secret is shown: keep it.")
