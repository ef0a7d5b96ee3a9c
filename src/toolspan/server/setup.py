"""First start, and preparation of database and keys before serving."""

from __future__ import annotations

import asyncio
import fcntl
import os
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from toolspan.clock import SYSTEM_CLOCK
from toolspan.errors import ConfigurationError
from toolspan.server.data import clients, migrate
from toolspan.server.data.audit import Event, record
from toolspan.server.data.database import Database, file_of, name_of
from toolspan.server.data.secrets import deployment_of, named_keys
from toolspan.server.data.tables import clients as clients_table
from toolspan.server.data.tables import deployment, organizations
from toolspan.server.problems import Busy, StorageFull
from toolspan.server.security.keys import KeyFile, locked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.server.security.keys import KeySet
    from toolspan.server.settings import Settings


_DEPLOYMENT = "deployment"  # id of its only row
_MOST = 20  # organisations listed in an error message


def init(settings: Settings, *, organization: str = "default") -> tuple[str, str]:
    """Create database, keys, an organisation and a client; return the client's id and secret.

    The secret cannot be shown again: only its hash is stored.

    Raises:
        ConfigurationError: There is a client already, or the database cannot be used.
    """
    return asyncio.run(initialised(settings, organization=organization))


async def initialised(settings: Settings, *, organization: str = "default") -> tuple[str, str]:
    """Async variant of `init`."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = int(SYSTEM_CLOCK.time() * 1000)
    with locked(settings.data_dir / "init"):
        async with _connected(settings) as database:
            return await _initialised(database, settings, organization, now)


async def _initialised(
    database: Database, settings: Settings, organization: str, now: int
) -> tuple[str, str]:
    await migrate.upgrade(database)
    keys = KeyFile(settings.keys)
    async with database.write() as connection:
        await migrate.alone(database, connection)
        if (await connection.execute(select(func.count()).select_from(clients_table))).scalar():
            raise ConfigurationError(
                "This server is already initialised and has a client.",
                hint="Use its id and secret, or add another client. A further host needs no first start, only keys.json of the "
                "first one.",
            )
        if await deployment_of(connection) is None and not await named_keys(connection):
            keys.create()
        await _adopt(connection, keys)
        organization_id = await clients.add_organization(connection, organization, now)
        made = await clients.add_client(connection, "first client", (organization_id,), now)
        await record(connection, Event(now, "server.init", "ok", organization_id, subject_id=made[0]))
    return made


def add_client(
    settings: Settings, organization_id: str | None = None, *, name: str = "client"
) -> tuple[str, str]:
    """Add a client to an organisation (default: the only one); return its id and secret.

    Raises:
        ConfigurationError: There is no such organisation, or there are several and none is given.
    """

    async def add() -> tuple[str, str]:
        async with opened(settings) as database, database.write() as connection:
            now, home = int(SYSTEM_CLOCK.time() * 1000), await organization_of(connection, organization_id)
            made = await clients.add_client(connection, name, (home,), now)
            await record(connection, Event(now, "client.create", "ok", home, subject_id=made[0]))
            return made

    return asyncio.run(add())


async def organization_of(connection: AsyncConnection, organization_id: str | None) -> str:
    """Return the id of an organisation; of the only one if none is given.

    Raises:
        ConfigurationError: There is no such organisation, or there are several and none is given.
    """
    found = await connection.execute(select(organizations.c.id, organizations.c.name))
    known = {str(key): str(name) for key, name in found}
    wanted = [organization_id.lower()] if organization_id else list(known)
    if len(wanted) != 1 or wanted[0] not in known:
        there = ", ".join(f"{key} ({name})" for key, name in list(known.items())[:_MOST])
        raise ConfigurationError(
            "Name one organisation, with --organization ID.", hint=f"There are: {there}."
        )
    return wanted[0]


async def prepared(settings: Settings) -> None:
    """Migrate the schema and check that the key file belongs to the database.

    Raises:
        ConfigurationError: It does not, or the server is not initialised.
    """
    async with opened(settings, older=True) as database:
        await migrate.upgrade(database)
        await adopt_keys(database, KeyFile(settings.keys))


@asynccontextmanager
async def opened(settings: Settings, *, older: bool = False) -> AsyncIterator[Database]:
    """Open the database of an initialised server. Changes nothing if it is not initialised.

    Args:
        settings: Settings of the server, for its database.
        older: True accepts a database of another release, to migrate it.

    Raises:
        ConfigurationError: The server is not initialised, its database is not available, or is of another release.
    """
    path = file_of(settings)
    if path is not None and not path.exists():
        raise _never()
    async with _connected(settings) as database:
        found = await migrate.revision_of(database)
        if found is None:
            raise _never()
        if found != migrate.newest() and not older:
            raise ConfigurationError(
                f"The database has schema {found}, and this release works on {migrate.newest()}; nothing was changed.",
                hint="Use the release of the server that runs on it. `toolspan serve` of a newer release migrates it.",
            )
        yield database


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[Database]:
    """Open the database; say what to check where it does not answer."""
    database = Database(settings)
    try:
        yield database
    except Busy as busy:
        raise ConfigurationError(
            f"The server's database {name_of(settings)} cannot be used: {busy.why}. Nothing was changed.",
            hint="Check --data-dir, --database and TOOLSPAN_DATABASE_URL, that the database is running, and that it "
            "exists: PostgreSQL's are made by createdb.",
        ) from None
    except StorageFull as problem:
        raise ConfigurationError(problem.message) from None
    finally:
        await database.close()


@contextmanager
def sole(settings: Settings) -> Iterator[None]:
    """Lock the SQLite file against other servers for the block. Commands may still use it.

    Raises:
        ConfigurationError: Another server uses the file.
    """
    path = file_of(settings)
    if path is None or not path.exists():
        yield
        return
    descriptor = os.open(
        path.with_name(f".{path.name}.serving"), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600
    )
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError(
                f"Another server is running on the database {path}.",
                hint="A SQLite database serves one process. Stop the other server, use another data directory, or use PostgreSQL.",
            ) from None
        yield
    finally:
        os.close(descriptor)


def _never() -> ConfigurationError:
    return ConfigurationError(
        "This server is not initialised.",
        hint="Initialise it with toolspan serve --init or toolspan server init.",
    )


async def check_keys(database: Database, keys: KeyFile) -> None:
    """Check that the key file is of this database, and has every key that stored rows need.

    Raises:
        ConfigurationError: It is another one, or a key is missing. Nothing was changed.
    """
    async with database.read() as connection:
        await check_key_set(connection, keys.current, keys.path)


async def check_key_set(connection: AsyncConnection, keys: KeySet, path: Path) -> None:
    """Check keys as `check_keys` does, with a connection."""
    if missing := await named_keys(connection) - set(keys.keks):
        raise ConfigurationError(
            f"The key file {path} lacks keys that stored credentials need: {', '.join(sorted(missing))}.",
            hint="Restore the key file that belongs to this database, or copy that of the host that rotated the keys. "
            "Nothing was changed.",
        )
    if await deployment_of(connection) not in (None, keys.deployment):
        raise ConfigurationError(
            f"The key file {path} is of another deployment than the database.",
            hint="Copy keys.json from the first host, or restore the key file of this database. Nothing was changed.",
        )


async def adopt_keys(database: Database, keys: KeyFile) -> None:
    """Check the keys as `check_keys` does; give the database their name if it has none, as one of an older release.

    Raises:
        ConfigurationError: As `check_keys`.
    """
    await check_keys(database, keys)
    async with database.read() as connection:
        if await deployment_of(connection) is not None:
            return
    async with database.write() as connection:
        await migrate.alone(database, connection)  # of two hosts that start at once, one gives the name
        await _adopt(connection, keys)


async def _adopt(connection: AsyncConnection, keys: KeyFile) -> None:
    current = keys.current
    await check_key_set(connection, current, keys.path)
    if await deployment_of(connection) is None:
        await connection.execute(insert(deployment).values(id=_DEPLOYMENT, name=current.deployment))
