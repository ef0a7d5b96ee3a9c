"""A database that is busy, full, damaged or of another release."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from toolspan.errors import ConfigurationError
from toolspan.server.data import migrate
from toolspan.server.data.database import Database
from toolspan.server.data.tables import metadata
from toolspan.server.problems import Busy
from toolspan.server.runtime.maintenance import Upkeep

if TYPE_CHECKING:
    from tests.server.conftest import Server

    from toolspan.server import Settings

CONNECTORS = "/api/v1/integrations/connectors"
SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


async def test_where_no_connection_is_free_the_answer_is_503_and_later_calls_work(start: Any) -> None:
    """F22."""
    async with start(pool_size=1, pool_timeout=1.0) as server:
        await server.services.audit_log.flush()
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
    """F19."""
    monkeypatch.setattr("toolspan.server.data.database.BUSY_TIMEOUT_MS", 20)
    async with start() as server:
        created = await server.create()
        await server.services.audit_log.flush()
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
    """F18."""
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
    """F20."""
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
    """F20."""
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
    database: Database,
) -> None:
    """F20."""
    await migrate.downgrade(database, "base")
    assert await migrate.revision_of(database) is None
    await migrate.upgrade(database)
    assert await migrate.revision_of(database) == migrate.newest()
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(table.select().limit(1))
    assert await differences(database) == []


async def differences(database: Database) -> list[Any]:
    """What autogenerate would still change, but for the job queue's tables, which make themselves."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not str(name).startswith("procrastinate_")

    async with database.write() as connection:
        return await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync, opts={"include_name": ours}), metadata
            )
        )


def in_files(server: Server, content: bytes) -> bool:
    """Whether these bytes stand in any file of the server."""
    return any(content in path.read_bytes() for path in server.settings.data_dir.iterdir())


@SQLITE
async def test_what_was_purged_or_deleted_is_in_no_file_any_more(server: Server) -> None:
    """A30: kept answers can be personal; so can names, and a seller's id is one."""
    name, seller = "Jane Canary-7f3a91c2d8", "ACANARY7F3A91"
    kept = (await server.create(environment={"region": "US"}))["id"]
    gone = (await server.create(name=name, environment={"region": "US", "seller_id": seller}))["id"]
    await server.execute(kept, params={"created_after": "-7d"}, headers={"Idempotency-Key": "one"})
    answer = bytes((await server.sql("SELECT ciphertext FROM secrets WHERE kind = 'answer'"))[0][0])
    sealed = bytes((await server.sql("SELECT ciphertext FROM secrets WHERE owner_id = :id", id=gone))[0][0])
    traces = (answer[40:120], sealed[40:120], name.encode(), seller.encode())
    assert all(in_files(server, trace) for trace in traces)
    await server.job((await server.call("DELETE", f"{CONNECTORS}/{gone}")).json()["job_id"])
    assert [in_files(server, trace) for trace in traces] == [True, False, False, False]
    server.emulator.clock.advance(24 * 3_600 + 1)
    await Upkeep(server.services).purge()
    assert not any(in_files(server, trace) for trace in traces)


async def test_a_deleted_workspace_leaves_no_name_key_or_answer_behind(server: Server) -> None:
    """A30: rows of both databases, files of SQLite."""
    name = "Canary-7f3a91c2d8 and daughters"
    created = await server.create(workspace_name=name, name=name, environment={"region": "US"})
    await server.execute(created["id"], params={"created_after": "-7d"}, headers={"Idempotency-Key": "one"})
    deleted = await server.call("DELETE", f"/api/v1/workspaces/{created['workspace_id']}")
    assert deleted.status_code == 200
    for table in ("secrets", "idempotency", "workspace_names"):
        assert await server.sql(f"SELECT count(*) FROM {table}") == [(0,)]
    for table in metadata.sorted_tables:
        assert name not in str(await server.sql(f"SELECT * FROM {table.name}")), table.name
    assert not in_files(server, name.encode())


async def test_access_tokens_are_never_stored(server: Server) -> None:
    """A30: what opens a seller's data for an hour is kept in memory alone."""
    created = await server.create(environment={"region": "US"})
    await server.execute(created["id"], params={"created_after": "-7d"})
    await server.services.audit_log.flush()
    rows = [str(await server.sql(f"SELECT * FROM {table.name}")) for table in metadata.sorted_tables]
    tokens = {
        value
        for request in server.emulator.requests
        for name, value in request.headers
        if name.lower() == "x-amz-access-token"
    }
    assert tokens
    for token in tokens:
        assert token not in "".join(rows)
        assert not in_files(server, token.encode())


async def test_two_servers_on_one_database_each_get_a_token_once_and_neither_loses_the_grant(
    start: Any,
) -> None:
    """F4: tokens are kept per process; a refresh does not replace the refresh token, so no write can be stale."""
    async with start() as first, start() as second:
        created = await first.create(environment={"region": "US"})
        before = await first.sql("SELECT version, ciphertext FROM secrets")
        calls = [one.execute(created["id"], "marketplaces", "list") for one in (first, second) * 4]
        assert {answer.status_code for answer in await asyncio.gather(*calls)} <= {200, 429}
        asked = [one for one in first.emulator.requests if one.path.endswith("/token")]
        assert len(asked) == 2
        assert await second.sql("SELECT version, ciphertext FROM secrets") == before


@SQLITE
async def test_a_key_file_that_others_can_read_stops_the_start(start: Any, made_settings: Any) -> None:
    """A25, F32: before anything is served or changed."""
    path = made_settings[0].keys
    path.chmod(0o644)
    before = path.read_bytes()
    with pytest.raises(ConfigurationError, match="open to others"):
        async with start():
            pass
    assert path.read_bytes() == before


async def opening(database: Database, steps: int) -> None:
    """A transaction that is cancelled some steps after its beginning."""

    async def write() -> None:
        async with database.write() as connection:
            await connection.execute(text("SELECT 1"))

    task = asyncio.create_task(write())
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])


async def test_no_connection_or_thread_of_a_cancelled_transaction_outlives_the_database(
    made_settings: tuple[Settings, Any],
) -> None:
    running, opened = set(threading.enumerate()), []
    for steps in range(12):
        database = Database(made_settings[0])
        connect = database._connections._connect

        async def counted(*arguments: Any, connect: Any = connect, **options: Any) -> Any:
            opened.append(await connect(*arguments, **options))
            return opened[-1]

        database._connections._connect = counted
        await opening(database, steps)
        await database.close()
    assert opened
    assert all(is_closed(connection) for connection in opened)
    left = set(threading.enumerate()) - running
    for thread in left:
        thread.join(10)
    assert not any(thread.is_alive() for thread in left if "_connection_worker_thread" in thread.name)


def is_closed(connection: Any) -> bool:
    """Whether a connection of either driver is closed."""
    return connection.closed if hasattr(connection, "closed") else connection._connection is None


@SQLITE
async def test_a_connection_that_cannot_be_opened_leaves_no_thread(database: Database) -> None:
    assert database.path is not None
    database.path.rename(database.path.with_suffix(".moved"))
    running = set(threading.enumerate())
    with pytest.raises(Busy):
        async with database.write():
            pass
    for thread in set(threading.enumerate()) - running:
        thread.join(10)
        assert not thread.is_alive()


async def test_a_database_that_is_closed_takes_the_connections_in_use_with_it(database: Database) -> None:
    held = await database.engine.connect()
    driver = (await held.get_raw_connection()).driver_connection
    await database.close()
    assert is_closed(driver)
    with suppress(DBAPIError):
        await held.close()
