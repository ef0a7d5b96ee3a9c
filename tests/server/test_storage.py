"""A database that is busy, full, damaged or of another release."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text

from toolspan.errors import ConfigurationError
from toolspan.server.data import migrate
from toolspan.server.data.database import Database
from toolspan.server.data.tables import metadata

if TYPE_CHECKING:
    from tests.server.conftest import Server

CONNECTORS = "/api/v1/integrations/connectors"
SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


async def test_where_no_connection_is_free_the_answer_is_503_and_later_calls_work(start: Any) -> None:
    async with start(pool_size=1, pool_timeout=0.05) as server:
        await server.services.journal.flush()
        async with server.services.database.write():
            answer = await server.call("POST", CONNECTORS, server.body())
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.json()["errors"][0]["details"]["retryable"] is True
        assert (await server.call("POST", CONNECTORS, server.body())).status_code == 200


@SQLITE
async def test_while_another_process_holds_the_database_writes_get_503_and_reads_go_on(
    start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolspan.server.data.database.BUSY_TIMEOUT_MS", 20)
    async with start() as server:
        created = await server.create()
        await server.services.journal.flush()
        holder = sqlite3.connect(
            server.settings.data_dir / "toolspan.db", isolation_level=None, check_same_thread=False
        )
        await asyncio.to_thread(holder.execute, "BEGIN IMMEDIATE")
        refused = await server.call("POST", CONNECTORS, server.body())
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "2"
        assert (await server.call("GET", f"{CONNECTORS}/{created['id']}")).status_code == 200
        holder.execute("ROLLBACK")
        holder.close()
        assert (await server.call("POST", CONNECTORS, server.body())).status_code == 200
        assert await server.sql("SELECT count(*) FROM connectors") == await server.sql(
            "SELECT count(*) FROM secrets"
        )


@SQLITE
@pytest.mark.parametrize(
    ("fault", "repair"),
    [
        ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"),
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    ],
)
async def test_where_the_disk_is_full_or_read_only_writes_are_refused_whole_and_reads_go_on(
    server: Server, fault: str, repair: str
) -> None:
    created = await server.create()
    state = {"statement": fault}

    def impose(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute(state["statement"])

    event.listen(server.services.database.engine.sync_engine, "checkout", impose)
    statuses = set()
    for number in range(40):
        body = server.body(workspace_name=f"w{number}", name="x" * 200)
        statuses.add((await server.call("POST", CONNECTORS, body)).status_code)
    assert 507 in statuses
    assert statuses <= {200, 507}
    assert (await server.call("GET", f"{CONNECTORS}/{created['id']}")).status_code == 200
    state["statement"] = repair
    assert (await server.call("POST", CONNECTORS, server.body())).status_code == 200
    assert await server.sql("SELECT count(*) FROM connectors") == await server.sql(
        "SELECT count(*) FROM secrets"
    )


@SQLITE
async def test_a_damaged_file_is_refused_at_start(start: Any, made_settings: Any) -> None:
    path = made_settings[0].data_dir / "toolspan.db"
    content = bytearray(path.read_bytes())
    for damaged in (
        b"not a database, " * 400,
        bytes(content[: len(content) // 2 + 100]),
        bytes(content[:4096]) + b"\xff" * (len(content) - 4096),
    ):
        path.write_bytes(damaged)
        with pytest.raises(ConfigurationError, match="damaged"):
            async with start():
                pass
        assert path.read_bytes()[: len(damaged)] == damaged


async def test_a_database_of_a_newer_release_is_refused(start: Any) -> None:
    async with start() as server:
        await server.sql("UPDATE alembic_version SET version_num = '9999'")
    try:
        with pytest.raises(ConfigurationError, match="newer"):
            async with start():
                pass
    finally:
        await put_back(server)


async def put_back(server: Server) -> None:
    database = Database(server.settings)
    async with database.write() as connection:
        await connection.execute(
            text("UPDATE alembic_version SET version_num = :known"), {"known": migrate.newest()}
        )
    await database.close()


async def test_migrations_go_down_and_up_again_and_make_the_tables_of_this_release(
    made_settings: Any,
) -> None:
    database = Database(made_settings[0])
    await migrate.downgrade(database, "base")
    assert await migrate.revision_of(database) is None
    await migrate.upgrade(database)
    assert await migrate.revision_of(database) == migrate.newest()
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(table.select().limit(1))
    assert await differences(database) == []
    await database.close()


async def differences(database: Database) -> list[Any]:
    """What autogenerate would still change."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    async with database.write() as connection:
        return await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
