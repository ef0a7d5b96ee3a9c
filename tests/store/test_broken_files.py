"""Files, disks and places that fail: what is said of them, and that a sync resumes once they are mended."""

from __future__ import annotations

import os

import pytest

from toolspan import ConfigurationError, InvalidInput, NotFound
from toolspan.store.duckdb_file import trouble

from .truth import orders_of, rows


def _overwrite(path, start):
    with path.open("r+b") as file:
        file.seek(start)
        file.write(os.urandom(path.stat().st_size - start))


@pytest.mark.parametrize("start", [0, 12_288, 12_288 + 262_144])
async def test_a_damaged_file_is_said_to_be_damaged_and_is_replicated_anew(connect, emulator, start):
    connector = connect()
    await connector.store.sync(["orders"], since="-3d")
    path = connector.store.path
    _overwrite(path, start)
    with pytest.raises(ConfigurationError, match="The store is damaged") as caught:
        await connector.context_store.sql_query(
            sql="SELECT max(total), max(order_id), max(status) FROM orders"
        )
    assert "move the file away and sync again" in caught.value.hint
    again = connect()
    with pytest.raises(ConfigurationError, match=r"\.duckdb is damaged"):
        await again.store.sync(["orders"], since="-30d")
    path.unlink()
    await connect().store.sync(["orders"], since="-3d")
    assert rows(connector, "SELECT count(*) > 0 FROM orders") == [(True,)]


async def test_a_text_that_speaks_of_damage_is_no_damage(connect):
    connector = connect()
    await connector.store.sync(["orders"], since="-3d")
    with pytest.raises(InvalidInput):
        await connector.context_store.sql_query(sql="SELECT error('Corrupt database file') FROM orders")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ('Failed to commit: Could not write file "x.wal": No space left on device', "cannot grow"),
        ('IO Error: Cannot open file "x": Read-only file system', "cannot be written to"),
    ],
)
def test_a_full_or_read_only_disk_is_named(said, wrong):
    assert wrong in trouble("The store x", said).message


def test_another_error_of_the_database_is_none_of_the_disk():
    assert trouble("The store x", "Binder Error: there is no column") is None


async def test_a_folder_that_cannot_be_made_is_named(connect, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TOOLSPAN_STORE", str(tmp_path / "file" / "store"))
    with pytest.raises(ConfigurationError, match="The folder of the store cannot be made"):
        await connect().store.sync(["inventory"])


async def test_a_url_of_another_database_is_refused_without_its_password(connect, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE", "mysql://me:secret-canary@host/shop")
    with pytest.raises(ConfigurationError, match="no store at mysql://") as caught:
        await connect().store.sync(["inventory"])
    assert "secret-canary" not in str(caught.value)


async def test_an_export_of_nothing_says_how_to_sync_and_makes_no_file(connect, folder, tmp_path):
    folder.mkdir()
    with pytest.raises(NotFound, match="holds nothing yet"):
        await connect().store.export(tmp_path / "lake", ["orders"])
    assert not list(folder.iterdir())


async def test_a_start_that_lies_ahead_is_refused(connect):
    with pytest.raises(InvalidInput, match="2027-01-01 00:00 UTC lies ahead"):
        await connect().store.sync(["orders"], since="2027-01-01")


async def test_one_name_will_do_where_several_are_taken(connect, emulator, tmp_path):
    connector = connect()
    await connector.store.sync("orders", since="-60d")
    assert rows(connector, "SELECT count(*) FROM orders") <= [(len(orders_of(emulator)),)]
    (file,) = await connector.store.export(tmp_path, "orders")
    assert file.name == "orders.parquet"
