"""Rotation of the keys that encrypt rows: creates a key and re-encrypts each row's own key with it.

Does not decrypt contents. An interrupted rotation resumes where it stopped, and running servers load the new
key by themselves. Old keys stay in the file until they are dropped.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from toolspan.clock import SYSTEM_CLOCK
from toolspan.errors import ConfigurationError
from toolspan.server.data.audit import Event, record
from toolspan.server.data.secrets import named_keys
from toolspan.server.data.tables import secrets
from toolspan.server.security.envelope import Place, SealBroken, Sealed, rewrap
from toolspan.server.security.keys import locked, read_keys, write_keys
from toolspan.server.setup import check_key_set, opened

if TYPE_CHECKING:
    from toolspan.server.data.database import Database
    from toolspan.server.security.keys import KeySet
    from toolspan.server.settings import Settings

BATCH = 100


@dataclass(frozen=True, slots=True)
class Rotation:
    """Result of a rotation: the current key, the number of moved rows, and the old keys that no row needs.

    If it only finished an interrupted one, `finished` is true, and `prepared` names the new key that still waits.
    """

    kek: str
    rewrapped: int
    unused: tuple[str, ...]
    finished: bool = False
    prepared: str | None = None


def prepare_keys(settings: Settings) -> str:
    """Add new keys to the key file, which nothing uses before `rotate_keys`; return the name of the new KEK.

    With several hosts their key files get them first, so that every host can read what one of them writes.

    Raises:
        ConfigurationError: The key file or the database cannot be used, or they do not belong together.
    """
    with locked(settings.keys):
        return asyncio.run(_prepared(settings))


def rotate_keys(settings: Settings) -> Rotation:
    """Put the prepared keys to use, or new ones, and move every encrypted row to them.

    Raises:
        ConfigurationError: The key file or the database cannot be used, or a row cannot be decrypted.
    """
    with locked(settings.keys):
        return asyncio.run(_rotated(settings))


def drop_key(settings: Settings, name: str) -> None:
    """Remove an old key for good.

    Raises:
        ConfigurationError: The key is current or unknown, or a row still needs it.
    """
    with locked(settings.keys):
        asyncio.run(_dropped(settings, name))


async def _prepared(settings: Settings) -> str:
    keys = read_keys(settings.keys).prepared()
    async with opened(settings) as database:
        await _check(database, settings, keys)  # a foreign file must not be copied to the other hosts
    write_keys(settings.keys, keys)
    return list(keys.keks)[-1]


async def _rotated(settings: Settings) -> Rotation:
    keys = read_keys(settings.keys)
    async with opened(settings) as database:
        await _check(database, settings, keys)
        finished = await _left(database, keys) > 0  # an interrupted rotation, which goes on
        if not finished:
            keys = keys.rotated()
            write_keys(settings.keys, keys)
        moved = 0
        while count := await _move_batch(database, keys):
            moved += count
        async with database.read() as connection:
            named = await named_keys(connection)
        async with database.write() as connection:
            detail = {"kek": keys.kek, "rewrapped": moved}
            await record(
                connection, Event(int(SYSTEM_CLOCK.time() * 1000), "keys.rotate", "ok", detail=detail)
            )
        old, new = _old_and_new(keys)
        unused = tuple(name for name in old if name not in named)
        return Rotation(keys.kek, moved, unused, finished, new[-1] if finished and new else None)


def _old_and_new(keys: KeySet) -> tuple[list[str], list[str]]:
    """Return the names of the keys before the current one, and of the prepared ones behind it."""
    names = list(keys.keks)
    current = names.index(keys.kek)
    return names[:current], names[current + 1 :]


async def _check(database: Database, settings: Settings, keys: KeySet) -> None:
    async with database.read() as connection:
        await check_key_set(connection, keys, settings.keys)


async def _move_batch(database: Database, keys: KeySet) -> int:
    """Move a batch of rows; return their number. Skips rows that were replaced meanwhile, since they use the new key."""
    async with database.write() as connection:
        found = await connection.execute(select(secrets).where(secrets.c.kek_id != keys.kek).limit(BATCH))
        rows = [dict(row) for row in found.mappings()]
        for row in rows:
            sealed = _moved(keys, row)
            await connection.execute(
                update(secrets)
                .where(
                    secrets.c.owner_id == row["owner_id"],
                    secrets.c.kind == row["kind"],
                    secrets.c.version == row["version"],
                    secrets.c.wrap_nonce == row["wrap_nonce"],
                )
                .values(**sealed.columns())
            )
    return len(rows)


def _moved(keys: KeySet, row: dict[str, Any]) -> Sealed:
    try:
        return rewrap(keys, Place.of(row), Sealed.of(row))
    except SealBroken:
        raise ConfigurationError(
            f"The {row['kind']} of {row['owner_id']} cannot be decrypted with this key file; it was not changed.",
            hint="Put the key file of the host that wrote it here, or give the connector's credentials again with PUT, "
            "and run rotate-keys again: it goes on where it stopped.",
        ) from None


async def _left(database: Database, keys: KeySet) -> int:
    async with database.read() as connection:
        found = await connection.execute(
            select(func.count()).select_from(secrets).where(secrets.c.kek_id != keys.kek)
        )
        return int(found.scalar_one())


async def _dropped(settings: Settings, name: str) -> None:
    keys = read_keys(settings.keys)
    async with opened(settings) as database:
        await _check(database, settings, keys)
        if name not in _old_and_new(keys)[0]:
            raise ConfigurationError(f"{name[:40]} is not an old key of {settings.keys}.")
        async with (
            database.write() as connection
        ):  # on SQLite, the transaction excludes writers during the check
            used = await connection.execute(
                select(func.count()).select_from(secrets).where(secrets.c.kek_id == name)
            )
            if count := used.scalar_one():
                raise ConfigurationError(
                    f"{count} stored rows still need the key {name}.", hint="Run rotate-keys first."
                )
            write_keys(settings.keys, keys.without_kek(name))
            await record(
                connection, Event(int(SYSTEM_CLOCK.time() * 1000), "keys.drop", "ok", detail={"kek": name})
            )
