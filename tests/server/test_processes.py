"""Several servers on one database: what one is told holds for the next call of the other, whatever it remembers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.server.security.keys import read_keys, write_keys

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.server.conftest import Server

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
TOKEN = f"{API}/account/applications/token"
RECENT = {"created_after": "2026-11-01T00:00:00Z"}
READS = 5


@pytest.fixture
async def pair(start: Any) -> AsyncIterator[tuple[Server, Server]]:
    """Two servers with one database and one key file, as two processes have them."""
    async with start() as one, start() as other:
        yield one, other


async def stop_connector(other: Server, connector: dict[str, Any], _token: str) -> Any:
    return await other.call("PUT", f"{CONNECTORS}/{connector['id']}/kill-switch", {"stopped": True})


async def stop_organization(other: Server, _connector: dict[str, Any], _token: str) -> Any:
    return await other.call("PUT", f"{API}/organization/kill-switch", {"stopped": True})


async def close_workspace(other: Server, _connector: dict[str, Any], _token: str) -> Any:
    workspaces = (await other.call("GET", f"{API}/workspaces")).json()["data"]
    return await other.call("PUT", f"{API}/workspaces/{workspaces[0]['id']}", {"status": "inactive"})


async def delete_connector(other: Server, connector: dict[str, Any], _token: str) -> Any:
    return await other.call("DELETE", f"{CONNECTORS}/{connector['id']}")


async def revoke(other: Server, _connector: dict[str, Any], token: str) -> Any:
    return await other.call("POST", f"{TOKEN}/revoke", {"token": token})


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (stop_connector, 403),
        (stop_organization, 403),
        (close_workspace, 403),
        (delete_connector, 404),
        (revoke, 401),
    ],
)
async def test_what_one_server_is_told_the_other_obeys_at_its_next_call(
    pair: tuple[Server, Server], change: Any, status: int
) -> None:
    one, other = pair
    connector = await one.create()
    for _ in range(2):
        assert (await one.execute(connector["id"], params=RECENT)).status_code == 200
    assert (await change(other, connector, one.bearer)).is_success
    assert (await one.execute(connector["id"], params=RECENT)).status_code == status


async def test_a_client_that_is_disabled_by_hand_is_refused_by_every_server(
    pair: tuple[Server, Server],
) -> None:
    one, other = pair
    assert (await one.call("GET", f"{API}/workspaces")).status_code == 200
    await other.sql("UPDATE clients SET disabled = :yes WHERE id = :id", yes=True, id=one.client_id)
    for server in pair:
        assert (await server.call("GET", f"{API}/workspaces")).status_code == 401


async def test_credentials_that_one_server_is_given_the_other_uses_at_its_next_call(
    pair: tuple[Server, Server],
) -> None:
    one, other = pair
    connector = await one.create()
    assert (await one.execute(connector["id"], params=RECENT)).status_code == 200
    given = {"credentials": one.emulator.add_account()}
    assert (await other.call("PUT", f"{CONNECTORS}/{connector['id']}", given)).status_code == 200
    one.emulator.revoke_grant()
    assert (await one.execute(connector["id"], params=RECENT)).status_code == 200


async def test_a_token_whose_signing_key_is_taken_away_is_refused_though_it_was_accepted_before(
    server: Server,
) -> None:
    assert (await server.call("GET", f"{API}/workspaces")).status_code == 200
    path = server.settings.keys
    keys, fresh = read_keys(path), type(read_keys(path)).new()
    write_keys(path, replace(keys, signer=fresh.signer, signing=fresh.signing))
    assert (await server.call("GET", f"{API}/workspaces")).status_code == 401


async def test_reads_are_in_the_audit_after_the_server_has_ended_though_they_came_last(start: Any) -> None:
    async with start() as server:
        connector = await server.create()
        answers = [await server.execute(connector["id"], params=RECENT) for _ in range(READS)]
    async with start() as server:
        found = await server.sql(
            "SELECT request_id FROM audit WHERE action = 'execute' AND subject_id = :id", id=connector["id"]
        )
    assert {row[0] for row in found} == {answer.headers["x-request-id"] for answer in answers}
