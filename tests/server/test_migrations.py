"""Migrations: each only adds to the schema, so that processes of the release before work on after it."""

from __future__ import annotations

from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from tests.server.conftest import Server

from toolspan.server.data import migrate
from toolspan.server.data.database import Database


def in_order() -> list[str]:
    """The revisions, the oldest first."""
    scripts = ScriptDirectory.from_config(migrate.config()).walk_revisions()
    return [script.revision for script in scripts][::-1]


def schema_of(connection: Connection) -> dict[str, dict[str, Any]]:
    found = inspect(connection)
    return {
        table: {
            "columns": {column["name"]: column for column in found.get_columns(table)},
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(
                str(index["column_names"]) for index in found.get_indexes(table) if index["unique"]
            ),
            "checks": found.get_check_constraints(table) + found.get_foreign_keys(table),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


async def schema(database: Database) -> dict[str, dict[str, Any]]:
    async with database.write() as connection:
        return await connection.run_sync(schema_of)


def takings(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> list[str]:
    """What a program that knows only the schema before would miss, or be refused."""
    found = [f"{table} is gone" for table in before if table not in after]
    for table in before.keys() & after.keys():
        old, new = before[table], after[table]
        found += [
            f"{what} of {table} is another" for what in ("key", "unique", "checks") if old[what] != new[what]
        ]
        for name, column in old["columns"].items():
            now = new["columns"].get(name)
            if now is None:
                found.append(f"{table}.{name} is gone")
            elif str(now["type"]) != str(column["type"]) or now["nullable"] != column["nullable"]:
                found.append(f"{table}.{name} is another")
        for name in new["columns"].keys() - old["columns"].keys():
            column = new["columns"][name]
            if not column["nullable"] and column["default"] is None:
                found.append(f"{table}.{name} must be given")
    return found


async def test_each_migration_only_adds_so_that_the_release_before_works_on(database: Database) -> None:
    try:
        await migrate.downgrade(database, in_order()[0])
        before = await schema(database)
        for revision in in_order()[1:]:
            await migrate.upgrade(database, revision)
            after = await schema(database)
            assert takings(before, after) == [], revision
            before = after
    finally:
        await migrate.upgrade(database)


async def test_what_a_migration_takes_away_is_found(database: Database) -> None:
    whole = await schema(database)
    await migrate.downgrade(database, in_order()[0])
    part = await schema(database)
    assert takings(whole, part)
    await migrate.upgrade(database)


async def test_a_running_server_stays_ready_on_a_newer_schema_and_not_on_an_older_one(server: Server) -> None:
    for revision, status in (("9999", 200), (in_order()[0], 503), (migrate.newest(), 200)):
        await server.sql("UPDATE alembic_version SET version_num = :to", to=revision)
        ready = await server.http.get("/readyz")
        assert ready.status_code == status, revision
    assert (await server.create())["id"]
