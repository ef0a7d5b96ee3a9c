"""Migrates a database to the schema of this release."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.data.database import Database

LOCK = 0x746F6F6C7370616E
"""Advisory lock that serialises migrations of a PostgreSQL database."""
_IN_SQLITE = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
_IN_POSTGRESQL = "SELECT to_regclass('alembic_version')"
LOCATION = "toolspan.server:migrations"


def config(connection: Connection | None = None) -> Config:
    """Return the Alembic configuration with the packaged migrations."""
    made = Config()
    made.set_main_option("script_location", LOCATION)
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def newest() -> str:
    """Return the newest revision of this release."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    assert head is not None  # noqa: S101 - there is always a first migration
    return head


def known() -> set[str]:
    """Return the revisions that this release knows."""
    return {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


async def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate the database to the schema of this release, or of one on the way to it.

    Processes of the release before may run meanwhile and afterwards, so a migration only adds: what the release
    before needs goes away one release later.

    Raises:
        ConfigurationError: The database is damaged, or from a newer release.
    """
    await _with_schema(database, lambda connection: command.upgrade(config(connection), revision))


async def downgrade(database: Database, revision: str) -> None:
    """Migrate the database back to an older schema, for an older release."""
    await _with_schema(database, lambda connection: command.downgrade(config(connection), revision))


async def revision_of(database: Database) -> str | None:
    """Return the revision of the database; None for an empty one. Locks nothing.

    Raises:
        ConfigurationError: The database is damaged.
    """
    there = _IN_SQLITE if database.sqlite else _IN_POSTGRESQL
    try:
        async with database.read() as connection:
            if (await connection.execute(text(there))).scalar() is None:
                return None
            found = await connection.execute(text("SELECT version_num FROM alembic_version"))
            return found.scalar()
    except DBAPIError as error:
        raise _unusable(error) from None


async def alone(database: Database, connection: AsyncConnection) -> None:
    """Lock migrations of this database until the transaction ends.

    SQLite needs no lock: its write transactions exclude each other.
    """
    if not database.sqlite:
        await connection.execute(text("SET LOCAL lock_timeout = 0"))  # a migration may take long
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


async def _with_schema(database: Database, work: Any) -> None:
    revisions = known()

    def checked(connection: Connection) -> None:
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in revisions:
            raise ConfigurationError(
                f"The database has schema {current}, which this release does not know.",
                hint="It was written by a newer release: install that one, or restore a backup of before the upgrade.",
            )
        work(connection)

    try:
        async with asyncio.timeout(60), database.write() as connection:
            await alone(database, connection)
            if database.sqlite:
                await _check_file(connection)
            await connection.run_sync(checked)
    except (DBAPIError, CommandError) as error:
        raise _unusable(error) from None


def _unusable(error: DBAPIError | CommandError) -> ConfigurationError:
    reason = type(getattr(error, "orig", None) or error).__name__
    return ConfigurationError(
        f"The database cannot be used ({reason}): it is damaged, or is not one of toolspan.",
        hint="Restore it from a backup; nothing was changed.",
    )


async def _check_file(connection: Any) -> None:
    found = (await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar()
    if found != "ok":
        raise ConfigurationError(
            "The database file is damaged.", hint="Restore it from a backup; nothing was changed."
        )
