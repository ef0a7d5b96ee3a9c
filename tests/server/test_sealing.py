"""What is sealed opens in its place, with its key, and nowhere else."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.errors import ConfigurationError
from toolspan.server import drop_key, prepare_keys, rotate_keys
from toolspan.server.data.database import Database
from toolspan.server.security.envelope import Place, SealBroken, Sealed, rewrap, seal, unseal
from toolspan.server.security.keys import KeyFile, KeySet, read_keys, write_keys
from toolspan.server.security.rotation import _rotated
from toolspan.server.setup import initialised

if TYPE_CHECKING:
    from tests.server.conftest import Server

KEYS = KeySet.new()
PLACE = Place("org", "workspace", "connector", "credentials", 3)
RECENT = {"created_after": "-7d"}


@pytest.mark.parametrize("part", ["wrap_nonce", "wrapped_key", "nonce", "ciphertext"])
def test_a_flipped_bit_anywhere_is_noticed(part: str) -> None:
    """A25."""
    sealed = seal(KEYS, PLACE, {"refresh_token": "x"})
    for position in (0, -1):
        content = bytearray(getattr(sealed, part))
        content[position] ^= 1
        with pytest.raises(SealBroken):
            unseal(KEYS, PLACE, dataclasses.replace(sealed, **{part: bytes(content)}))


@pytest.mark.parametrize(
    "change",
    [
        {"organization_id": "other"},
        {"workspace_id": "other"},
        {"owner_id": "other"},
        {"kind": "oauth_app"},
        {"version": 2},
    ],
)
def test_a_row_opens_only_in_its_place(change: dict[str, Any]) -> None:
    """A25."""
    sealed = seal(KEYS, PLACE, {"refresh_token": "x"})
    assert unseal(KEYS, PLACE, sealed) == {"refresh_token": "x"}
    with pytest.raises(SealBroken):
        unseal(KEYS, dataclasses.replace(PLACE, **change), sealed)
    with pytest.raises(SealBroken):
        rewrap(KEYS.rotated(), dataclasses.replace(PLACE, **change), sealed)


def test_places_whose_names_hold_the_separator_are_not_confused() -> None:
    first, second = Place("a|b", "c", "d", "k", 1), Place("a", "b|c", "d", "k", 1)
    assert first.bound() != second.bound()


def test_an_unknown_key_opens_nothing() -> None:
    """A25."""
    sealed = seal(KEYS, PLACE, {})
    with pytest.raises(SealBroken, match="not in the key file"):
        unseal(KeySet.new(), PLACE, sealed)
    renamed = KeySet("d", {sealed.kek_id: os.urandom(32)}, sealed.kek_id, KEYS.signing, KEYS.signer)
    with pytest.raises(SealBroken):
        unseal(renamed, PLACE, sealed)


def test_nothing_secret_shows_in_the_forms_of_keys_and_rows() -> None:
    sealed = seal(KEYS, PLACE, {"refresh_token": "canary-7f3a91c2d8"})
    assert "canary" not in repr(sealed) + str(sealed)
    assert repr(next(iter(KEYS.keks.values())))[2:10] not in repr(KEYS)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """A25."""
    path = tmp_path / "keys.json"
    KeyFile(path).create()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for mode in (0o644, 0o640, 0o604, 0o660):
        path.chmod(mode)
        with pytest.raises(ConfigurationError, match="open to others"):
            read_keys(path)
    path.chmod(0o600)
    link = tmp_path / "link.json"
    link.symlink_to(path)
    with pytest.raises(ConfigurationError):
        read_keys(link)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b'{"version": 2}',
        b'{"version": 1, "kek": "a", "keks": {"a": "AAAA"}, "signing": {}, "signer": ""}',
    ],
)
def test_a_damaged_key_file_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.json"
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="backup"):
        raise_with_hint(path)


def raise_with_hint(path: Path) -> None:
    try:
        read_keys(path)
    except ConfigurationError as error:
        raise ConfigurationError(str(error)) from None


async def test_everything_that_the_server_writes_is_private(server: Server) -> None:
    """A26."""
    await server.create()
    data = server.settings.data_dir
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    for path in data.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


async def test_no_credential_stands_in_the_files_in_any_form(server: Server) -> None:
    created = await server.create()
    await server.execute(created["id"], params=RECENT)
    await server.services.audit_log.flush()
    rows = [
        str(await server.sql(f"SELECT * FROM {table}"))
        for table in ("connectors", "secrets", "audit", "jobs")
    ]
    content = (
        b"".join(path.read_bytes() for path in server.settings.data_dir.iterdir()) + "".join(rows).encode()
    )
    for value in server.emulator.credentials.values():
        assert value.encode() not in content


async def test_a_row_that_was_moved_between_connectors_is_refused(server: Server) -> None:
    """A25."""
    mine = await server.create(environment={"region": "US"})
    theirs = await server.create(
        environment={"region": "US"}, workspace_name="other", credentials=server.emulator.add_account()
    )
    await server.sql("DELETE FROM secrets WHERE owner_id = :id", id=mine["id"])
    await server.sql(
        "UPDATE secrets SET owner_id = :mine, workspace_id = :workspace WHERE owner_id = :id",
        mine=mine["id"],
        workspace=mine["workspace_id"],
        id=theirs["id"],
    )
    answer = await server.execute(mine["id"], params=RECENT)
    assert answer.status_code == 500
    assert answer.json()["errors"][0]["error_code"] == "sealed"
    assert not server.emulator.requests


async def test_an_older_version_that_was_put_back_is_refused(server: Server) -> None:
    """A25."""
    created = await server.create(environment={"region": "US"})
    old = (await server.sql("SELECT kek_id, wrap_nonce, wrapped_key, nonce, ciphertext FROM secrets"))[0]
    await server.call(
        "PUT",
        f"/api/v1/integrations/connectors/{created['id']}",
        {"credentials": server.emulator.add_account()},
    )
    names = ("kek_id", "wrap_nonce", "wrapped_key", "nonce", "ciphertext")
    await server.sql(
        "UPDATE secrets SET " + ", ".join(f"{name} = :{name}" for name in names),
        **dict(zip(names, old, strict=True)),
    )
    assert (await server.execute(created["id"], params=RECENT)).status_code == 500


async def test_without_its_key_the_server_does_not_start_and_changes_nothing(start: Any) -> None:
    """F32."""
    async with start() as server:
        await server.create()
        rows = await server.sql("SELECT * FROM secrets")
    path = server.settings.keys
    kept = path.read_bytes()
    for content in (None, KeySet.new().to_bytes()):
        path.unlink()
        if content:
            path.touch(0o600)
            path.write_bytes(content)
        with pytest.raises(ConfigurationError, match="key"):
            async with start():
                pass
        path.touch(0o600)
        path.write_bytes(kept)
    async with start() as server:
        assert await server.sql("SELECT * FROM secrets") == rows


async def test_a_foreign_key_file_is_refused_also_without_secrets(start: Any) -> None:
    async with start() as server:
        rows = await server.sql("SELECT name FROM deployment")
    path = server.settings.keys
    kept = read_keys(path)
    assert rows == [(kept.deployment,)]
    write_keys(path, KeySet.new())
    foreign = path.read_bytes()
    with pytest.raises(ConfigurationError, match="another deployment") as caught:
        async with start():
            pass
    assert "from the first host" in caught.value.hint
    for change in (rotate_keys, prepare_keys):
        with pytest.raises(ConfigurationError, match="another deployment"):
            await asyncio.to_thread(change, server.settings)
    assert path.read_bytes() == foreign
    write_keys(path, kept.prepared().rotated())
    async with start() as server:
        await server.create()


async def test_an_older_database_takes_the_name_of_the_file_that_opens_it(start: Any) -> None:
    async with start() as server:
        await server.create()
        await server.sql("DELETE FROM deployment")
    path = server.settings.keys
    kept = read_keys(path)
    write_keys(path, KeySet.new())
    with pytest.raises(ConfigurationError, match="lacks keys"):
        async with start():
            pass
    write_keys(path, kept)
    async with start() as server:
        assert await server.sql("SELECT name FROM deployment") == [(kept.deployment,)]


async def test_a_refused_first_start_makes_no_key_file(made_settings: Any) -> None:
    made, _ = made_settings
    made.keys.unlink()
    with pytest.raises(ConfigurationError, match="already initialised"):
        await initialised(made)
    assert not made.keys.exists()


async def test_a_server_that_is_not_ready_seals_no_new_secret(server: Server) -> None:
    created = await server.create()
    path = server.settings.keys
    old = read_keys(path)
    await _rotated(server.settings)
    write_keys(path, old)
    rows = await server.sql("SELECT kek_id, version FROM secrets")
    new = {"credentials": server.emulator.add_account()}
    answer = await server.call("PUT", f"/api/v1/integrations/connectors/{created['id']}", new)
    assert (answer.status_code, answer.json()["errors"][0]["error_code"]) == (503, "not_ready")
    assert await server.sql("SELECT kek_id, version FROM secrets") == rows


async def test_rotation_moves_every_row_and_a_running_server_goes_on(server: Server) -> None:
    created = [await server.create(environment={"region": "US"}, workspace_name=f"w{n}") for n in range(3)]
    old = server.services.keys.current.kek
    done = await _rotated(server.settings)
    assert done.rewrapped == 3
    assert done.unused == (old,)
    assert await server.sql("SELECT DISTINCT kek_id FROM secrets") == [(done.kek,)]
    for one in created:
        assert (await server.execute(one["id"], params=RECENT)).status_code == 200
    await server.create(workspace_name="later")
    assert await server.sql("SELECT DISTINCT kek_id FROM secrets") == [(done.kek,)]
    assert (await server.call("GET", "/api/v1/workspaces")).status_code == 200


async def test_an_interrupted_rotation_is_finished_by_the_next(server: Server) -> None:
    await server.create()
    await server.create(workspace_name="other")
    keys = read_keys(server.settings.keys).rotated()
    write_keys(server.settings.keys, keys)
    done = await _rotated(server.settings)
    assert done.kek == keys.kek
    assert done.rewrapped == 2
    assert (done.finished, done.prepared) == (True, None)


async def test_a_prepared_key_waits_while_an_interrupted_rotation_is_finished(server: Server) -> None:
    await server.create()
    old = read_keys(server.settings.keys)
    write_keys(server.settings.keys, old.rotated())
    name = await asyncio.to_thread(prepare_keys, server.settings)
    done = await _rotated(server.settings)
    assert (done.finished, done.prepared, done.unused) == (True, name, (old.kek,))
    done = await _rotated(server.settings)
    assert (done.finished, done.kek) == (False, name)


async def test_a_row_that_cannot_be_decrypted_is_named_and_left(server: Server) -> None:
    created = await server.create()
    await server.sql("UPDATE secrets SET wrap_nonce = :other", other=b"123456789012")
    rows = await server.sql("SELECT * FROM secrets")
    with pytest.raises(ConfigurationError, match=created["id"]) as caught:
        await _rotated(server.settings)
    assert "run rotate-keys again" in caught.value.hint
    assert await server.sql("SELECT * FROM secrets") == rows


def test_a_key_that_came_to_the_file_unseen_is_found_by_reading_it_once_more(tmp_path: Path) -> None:
    """A network file system may show the state of before."""
    file = KeyFile(tmp_path / "keys.json")
    before = file.create()
    write_keys(file.path, before.rotated())
    sealed = seal(read_keys(file.path), PLACE, {"refresh_token": "x"})
    found = file.path.lstat()
    file._seen = (found.st_ino, found.st_ctime_ns, found.st_size)
    assert file.current.kek == before.kek
    assert unseal(file.current, PLACE, sealed) == {"refresh_token": "x"}
    assert file.current.kek == sealed.kek_id


async def test_a_prepared_key_is_not_used_and_not_dropped_before_the_rotation(server: Server) -> None:
    await server.create()
    old = read_keys(server.settings.keys)
    name = await asyncio.to_thread(prepare_keys, server.settings)
    assert await asyncio.to_thread(prepare_keys, server.settings) == name
    assert (server.services.keys.current.kek, server.services.keys.current.signer) == (old.kek, old.signer)
    with pytest.raises(ConfigurationError, match="not an old key"):
        await asyncio.to_thread(drop_key, server.settings, name)
    done = await _rotated(server.settings)
    assert (done.kek, done.rewrapped, done.unused) == (name, 1, (old.kek,))


async def test_a_key_is_dropped_only_when_nothing_needs_it(server: Server) -> None:
    created = await server.create(environment={"region": "US"})
    old = server.services.keys.current
    write_keys(server.settings.keys, old.rotated())
    for name in (old.kek, read_keys(server.settings.keys).kek, "kek-unknown"):
        with pytest.raises(ConfigurationError):
            await asyncio.to_thread(drop_key, server.settings, name)
    done = await _rotated(server.settings)
    await asyncio.to_thread(drop_key, server.settings, old.kek)
    assert set(read_keys(server.settings.keys).keks) == {done.kek}
    assert (await server.execute(created["id"], params=RECENT)).status_code == 200


async def test_two_rotations_at_once_lose_nothing(server: Server) -> None:
    """A25."""
    created = [await server.create(environment={"region": "US"}, workspace_name=f"w{n}") for n in range(4)]
    await asyncio.gather(*(asyncio.to_thread(rotate_keys, server.settings) for _ in range(2)))
    for one in created:
        assert (await server.execute(one["id"], params=RECENT)).status_code == 200
    rows = await server.sql("SELECT DISTINCT kek_id FROM secrets")
    assert rows == [(read_keys(server.settings.keys).kek,)]


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_database_that_is_a_symbolic_link_is_refused(made_settings: Any, tmp_path: Path) -> None:
    """A26."""
    made, _ = made_settings
    real = made.data_dir / "toolspan.db"
    planted = tmp_path / "elsewhere.db"
    real.rename(planted)
    real.symlink_to(planted)
    with pytest.raises(ConfigurationError, match="symbolic link"):
        Database(made)


def test_sealed_rows_survive_being_read_as_memoryviews() -> None:
    sealed = seal(KEYS, PLACE, {"a": "b"})
    row = {
        name: memoryview(value) if isinstance(value, bytes) else value
        for name, value in sealed.columns().items()
    }
    assert unseal(KEYS, PLACE, Sealed.of(row)) == {"a": "b"}
