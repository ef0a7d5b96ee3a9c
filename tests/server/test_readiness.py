"""What the server says of itself when its database or its keys are not in order, and when a name is gone."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from toolspan.server.problems import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.conftest import Server

    from toolspan.server.data.database import Database

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
TOKEN = f"{API}/account/applications/token"
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def path_of(server: Server) -> Path:
    return server.settings.data_dir / "toolspan.db"


@pytest.fixture
def locked(server: Server) -> Iterator[None]:
    """Another process that holds the database."""
    with closing(sqlite3.connect(path_of(server), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@ON_SQLITE
@pytest.mark.usefixtures("locked")
async def test_a_locked_database_is_not_ready(server: Server) -> None:
    answer = await server.http.get("/readyz")
    assert answer.status_code == 503
    assert "locked" in answer.json()["reasons"]["database"]


FULL = """
import asyncio, resource, signal, sys
from toolspan.clock import SYSTEM_CLOCK
from toolspan.server import settings
from toolspan.server.data.database import Database
from toolspan.server.data.probing import WriteProbe

async def main():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))  # as little as a full disk lets pass
    database = Database(settings(data_dir=sys.argv[1]))
    print(await WriteProbe(database, SYSTEM_CLOCK).fault())
    await database.close()

asyncio.run(main())
"""


@ON_SQLITE
async def test_a_disk_that_is_full_is_noticed_though_the_probe_is_taken_back(server: Server) -> None:
    command = [sys.executable, "-c", FULL, str(server.settings.data_dir)]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
    assert "full" in done.stdout


@ON_SQLITE
@pytest.mark.parametrize("replaced", [False, True])
async def test_a_database_whose_file_is_gone_is_not_ready(server: Server, *, replaced: bool) -> None:
    content = path_of(server).read_bytes()
    path_of(server).rename(path_of(server).with_suffix(".moved"))
    if replaced:
        path_of(server).write_bytes(content)
    answer = await server.http.get("/readyz")
    assert answer.status_code == 503
    assert ("replaced" if replaced else "missing") in answer.json()["reasons"]["database"]
    assert str(server.settings.data_dir) not in answer.text


@ON_SQLITE
async def test_a_database_whose_file_is_gone_does_not_come_back_empty(database: Database) -> None:
    assert database.path is not None
    database.path.rename(database.path.with_suffix(".moved"))
    with pytest.raises(Busy):
        async with database.write():
            pass
    assert not database.path.exists()


async def test_a_probe_leaves_nothing_and_is_not_repeated_for_each_who_asks(server: Server) -> None:
    before = await server.sql("SELECT count(*) FROM revoked_tokens")
    assert (await server.http.get("/readyz")).status_code == 200
    assert await server.sql("SELECT count(*) FROM revoked_tokens") == before
    broken = "ALTER TABLE revoked_tokens RENAME TO elsewhere"
    await server.sql(broken)
    try:
        assert (await server.http.get("/readyz")).status_code == 200
        server.emulator.clock.advance(11)
        answer = await server.http.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"]["database"] == "failed"
    finally:
        await server.sql("ALTER TABLE elsewhere RENAME TO revoked_tokens")


@ON_SQLITE
@pytest.mark.parametrize("gone", ["missing", "open to others", "garbled", "a folder without access"])
async def test_strangers_learn_nothing_of_a_key_file_that_cannot_be_used(server: Server, gone: str) -> None:
    created = await server.create()
    keys = server.settings.keys
    if gone == "missing":
        keys.unlink()
    elif gone == "open to others":
        keys.chmod(0o644)
    elif gone == "garbled":
        keys.write_bytes(b"{}")
    else:
        keys.unlink()
        keys.symlink_to(keys.with_name("a" * 300))
    sign_in = {"client_id": server.client_id, "client_secret": server.client_secret}
    answers = [
        await server.http.post(TOKEN, json=sign_in),
        await server.call("GET", f"{API}/workspaces", bearer="eyJhbGciOiJIUzI1NiJ9.e30.x"),
        await server.call("GET", f"{CONNECTORS}/{created['id']}"),
        await server.execute(created["id"], "marketplaces", "list"),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert answer.json()["errors"][0]["error_code"] == "not_ready"
        assert str(server.settings.data_dir) not in answer.text
    ready = await server.http.get("/readyz")
    assert "key file" in ready.json()["reasons"]["keys"]
    assert str(server.settings.data_dir) not in ready.text


@ON_SQLITE
async def test_a_delete_has_succeeded_only_when_the_name_is_in_no_file_any_more(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolspan.server.runtime.job_handlers.AGAIN_SECONDS", 0.01)
    made = await server.create(name="canary-name-7f3a91c2d8")
    with closing(sqlite3.connect(path_of(server), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM connectors").fetchone()
        job = (await server.call("DELETE", f"{CONNECTORS}/{made['id']}")).json()["job_id"]
        while not await server.sql("SELECT id FROM connectors WHERE id = :id AND name = ''", id=made["id"]):
            pass
        assert not await server.services.database.scrub()
        assert (await server.call("GET", f"{API}/jobs/{job}")).json()["status"] == "running"
        reader.execute("ROLLBACK")
    assert (await server.job(job))["status"] == "succeeded"
    held = b"".join(path.read_bytes() for path in server.settings.data_dir.glob("toolspan.db*"))
    assert b"canary-name" not in held


@ON_SQLITE
async def test_what_could_not_leave_the_log_at_once_leaves_it_later(server: Server) -> None:
    from toolspan.server.runtime.maintenance import Upkeep

    made = await server.create(workspace_name="canary-name-7f3a91c2d8")
    with closing(sqlite3.connect(path_of(server), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM connectors").fetchone()
        assert (await server.call("DELETE", f"{API}/workspaces/{made['workspace_id']}")).status_code == 200
        reader.execute("ROLLBACK")
    while not server.services.database.scrubbed:  # whoever writes meanwhile keeps the log from being emptied
        await Upkeep(server.services).scrub()
    held = b"".join(path.read_bytes() for path in server.settings.data_dir.glob("toolspan.db*"))
    assert b"canary-name" not in held
