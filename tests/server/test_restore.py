"""Backup and restore, by the scripts of deploy/: what was stored works again, with the right key file only."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
import pytest
from pydantic import SecretStr
from tests.postgres import fresh_postgres
from tests.required import absent
from tests.server.conftest import running

from toolspan.errors import ConfigurationError
from toolspan.server import drop_key, rotate_keys, verify
from toolspan.server.runtime.context_stores import ContextStores
from toolspan.store import points
from toolspan.store.points import COMMITTED

if TYPE_CHECKING:
    from tests.server.conftest import Server

    from toolspan.server import Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SINCE = "2026-06-01T00:00:00Z"
RECENT = {"created_after": "2026-11-01T00:00:00Z"}


def environment(made: Settings) -> dict[str, str]:
    """The environment in which an operator runs the scripts."""
    given = {**os.environ, "TOOLSPAN_DATA_DIR": str(made.data_dir)}
    given["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{given['PATH']}"
    if made.database_url is not None:
        url = urlsplit(made.database_url.get_secret_value())
        given |= {"PGHOST": url.hostname, "PGPORT": str(url.port), "PGUSER": url.username}
        given["TOOLSPAN_DATABASE_URL"] = made.database_url.get_secret_value()
    if made.store_url is not None:
        given["TOOLSPAN_STORE_URL"] = made.store_url.get_secret_value()
    return given


def script(made: Settings, name: str, *arguments: Any) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(DEPLOY / name), *map(str, arguments)]
    return subprocess.run(
        command, env=environment(made), capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def tools(backend: str) -> None:
    if backend == "postgresql" and not (shutil.which("pg_dump") and shutil.which("createdb")):
        absent("needs pg_dump and createdb")


async def backed_up(server: Server, folder: Path) -> tuple[Path, Path]:
    """Back up a server that runs; the dump and the key file."""
    done = await asyncio.to_thread(script, server.settings, "backup.sh", folder / "db", folder / "keys")
    assert done.returncode == 0, done.stderr
    dump, keys = map(Path, done.stdout.splitlines())
    assert dump.parent.stat().st_mode & 0o077 == 0
    assert keys.stat().st_mode & 0o077 == 0
    return dump, keys


@pytest.mark.usefixtures("tools")
async def test_a_backup_of_a_running_server_is_restored_and_works(
    start: Any, tmp_path: Path, own_postgres: str, backend: str
) -> None:
    async with start() as server:
        connector = await server.create()
        await server.call("POST", "/api/v1/webhooks", {"url": "https://example.com/"})
        dump, keys = await backed_up(server, tmp_path)
        await server.create(name="after the backup")
    drill = await asyncio.to_thread(script, server.settings, "restore-drill.sh", dump, keys)
    assert (drill.returncode, drill.stderr) == (0, "")
    assert drill.stdout == "All 2 stored secrets open, of 1 connectors in 1 organisations.\n"

    data = tmp_path / "elsewhere"
    data.mkdir(mode=0o700)
    shutil.copy(keys, data / "keys.json")
    changes: dict[str, Any] = {"data_dir": data}
    if backend == "sqlite":
        shutil.copy(dump, data / "toolspan.db")
    else:
        restore = ["pg_restore", "--no-owner", "--exit-on-error", "--dbname", own_postgres, str(dump)]
        await asyncio.to_thread(subprocess.run, restore, check=True)
        changes["database_url"] = type(server.settings.database_url)(own_postgres)
    made = server.settings.model_copy(update=changes)
    async with running(made, (server.client_id, server.client_secret), server.emulator) as restored:
        assert (await restored.execute(connector["id"], params=RECENT)).status_code == 200
        names = await restored.sql("SELECT name FROM connectors")
    assert names == [("Mine",)]


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("stores", ["files", "postgresql"])
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_context_stores_that_were_backed_up_under_a_sync_go_on_in_a_new_server(
    start: Any, tmp_path: Path, stores: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("duckdb")
    with fresh_postgres() as old, fresh_postgres() as new:
        places = [SecretStr(old), SecretStr(new)] if stores == "postgresql" else [None, None]
        done: list[subprocess.CompletedProcess[str]] = []
        folders = [tmp_path / name for name in ("db", "keys", "stores")]

        def back_up_once(point: str) -> None:
            pages.append(point)
            if pages.count(COMMITTED) == 2 and not done:
                done.append(script(server.settings, "backup.sh", *folders))

        pages: list[str] = []
        async with start(store_sync_seconds=900, store_url=places[0]) as server:
            monkeypatch.setattr(points, "listener", back_up_once)
            config = {"replication_start_date": SINCE}
            made = await server.create(entities=[{"entity": "orders"}], replication_config=config)
            whole = await synced(server, connector_id := made["id"])
            monkeypatch.setattr(points, "listener", None)
        assert done[0].returncode == 0, done[0].stderr
        dump, keys, store = map(Path, done[0].stdout.splitlines())

        data = tmp_path / "elsewhere"
        data.mkdir(mode=0o700)
        shutil.copy(keys, data / "keys.json")
        shutil.copy(dump, data / "toolspan.db")
        if stores == "files":
            shutil.copytree(store.parent, data / "stores")
        else:
            restore = ["pg_restore", "--no-owner", "--exit-on-error", "--dbname", new, str(store)]
            await asyncio.to_thread(subprocess.run, restore, check=True)
        settings = server.settings.model_copy(update={"data_dir": data, "store_url": places[1]})
        part = held(settings, connector_id)
        assert 0 < len(part["orders"]) < len(whole["orders"])
        async with running(settings, (server.client_id, server.client_secret), server.emulator) as restored:
            assert await synced(restored, connector_id) == whole


async def synced(server: Server, connector_id: str) -> dict[str, list[Any]]:
    """The rows of a connector's store after a sync."""
    answer = await server.call("POST", f"/api/v1/integrations/connectors/{connector_id}/sync")
    ended = await server.job(answer.json()["job_id"])
    assert ended["status"] == "succeeded", ended
    return held(server.settings, connector_id)


def held(made: Settings, connector_id: str) -> dict[str, list[Any]]:
    database = ContextStores(made)._database(connector_id)
    with database.reading() as connection:
        return {
            name: sorted(connection.rows(f"SELECT * FROM {name}"), key=repr)
            for name in ("orders", "order_items")
        }


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("backend", ["postgresql"])
async def test_the_drill_fails_with_a_key_file_of_another_time_and_leaves_nothing(
    start: Any, tmp_path: Path
) -> None:
    async with start() as server:
        await server.create()
        _, before = await backed_up(server, tmp_path / "before")
        old = await asyncio.to_thread(rotate_keys, server.settings)
        dump, after = await backed_up(server, tmp_path / "after")
        await asyncio.to_thread(drop_key, server.settings, old.unused[0])
        assert (await asyncio.to_thread(verify, server.settings)).secrets == 1
    wrong = await asyncio.to_thread(script, server.settings, "restore-drill.sh", dump, before)
    assert wrong.returncode == 2
    assert "1 of 1 stored secrets do not open" in wrong.stderr
    assert (await asyncio.to_thread(script, server.settings, "restore-drill.sh", dump, after)).returncode == 0
    with psycopg.connect(server.settings.database_url.get_secret_value()) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'toolspan_drill_%'")
        assert left.fetchall() == []


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_secret_that_was_changed_or_moved_is_found(server: Server) -> None:
    for name in ("one", "two"):
        await server.create(name=name)
    await server.sql("UPDATE secrets SET ciphertext = (SELECT ciphertext FROM secrets LIMIT 1)")
    with pytest.raises(ConfigurationError, match="1 of 2 stored secrets do not open"):
        await asyncio.to_thread(verify, server.settings)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_password_is_not_handed_on_in_arguments(server: Server, tmp_path: Path) -> None:
    secret = server.settings.model_copy(
        update={"database_url": SecretStr("postgresql://me:canary@127.0.0.1:5432/x")}
    )
    done = await asyncio.to_thread(script, secret, "backup.sh", tmp_path / "db", tmp_path / "keys")
    assert done.returncode == 2
    assert "PGPASSWORD" in done.stderr
