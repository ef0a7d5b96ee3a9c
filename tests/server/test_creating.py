"""One body makes one connector: repeated, raced, and under a taken name."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.server.conftest import Server

CONNECTORS = "/api/v1/integrations/connectors"
ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"])


async def names(server: Server, workspace: str = "acme") -> list[str]:
    listed = await server.call("GET", f"{CONNECTORS}?workspace_name={workspace}")
    return [row["name"] for row in listed.json()["data"]]


async def state(server: Server, connector_id: str) -> str:
    return (await server.call("GET", f"{CONNECTORS}/{connector_id}")).json()["state"]


async def test_the_same_body_again_answers_the_first_connector(server: Server) -> None:
    first = await server.create()
    again = await server.create()
    assert again == first
    fresh = {**server.emulator.credentials, "access_token": "Atza|another-hour"}
    assert (await server.create(credentials=fresh))["id"] == first["id"]
    assert await server.sql("SELECT count(*) FROM secrets") == [(1,)]


async def test_the_same_body_many_times_at_once_makes_one_connector(server: Server) -> None:
    answers = await asyncio.gather(*(server.create(workspace_name="race") for _ in range(8)))
    assert len({answer["id"] for answer in answers}) == 1
    assert len(await names(server, "race")) == 1


async def test_of_different_bodies_under_one_name_at_once_one_is_made(server: Server) -> None:
    await server.create()  # the workspace is there
    accounts = [server.emulator.add_account() for _ in range(6)]
    bodies = [server.body(name="New", credentials=account) for account in accounts]
    answers = await asyncio.gather(*(server.call("POST", CONNECTORS, body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    assert sorted(await names(server)) == ["Mine", "New"]


@pytest.mark.parametrize(
    "changes",
    [
        {"credentials": {"refresh_token": "Atzr|another"}},
        {"credentials": {"lwa_client_secret": "amzn1.oa2-cs.v1.another"}},
        {"name": "MINE"},
        {"name": "  Mine "},
        {"replication_config": {"replication_start_date": "2024-06-01T00:00:00Z"}},
        {"environment": {"region": "CA"}},
        {"entities": [{"entity": "orders", "modes": ["read"]}]},
    ],
    ids=lambda changes: next(iter(changes)),
)
@ONE_DATABASE
async def test_another_body_under_a_taken_name_is_refused_and_changes_nothing(
    server: Server, changes: dict[str, Any]
) -> None:
    first = await server.create()
    if "credentials" in changes:
        changes = {"credentials": {**server.emulator.credentials, **changes["credentials"]}}
    refused = await server.call("POST", CONNECTORS, server.body(**changes))
    if changes == {"name": "  Mine "}:  # the same name: blanks around it belong to no name
        assert refused.json()["id"] == first["id"]
        return
    assert refused.status_code == 409, refused.text
    fault = refused.json()["errors"][0]
    assert (fault["field"], fault["details"]["connector_id"]) == ("name", first["id"])
    assert "another name" in fault["details"]["hint"]
    assert "Atzr|" not in refused.text
    assert (await server.execute(first["id"], "marketplaces")).status_code == 200


@ONE_DATABASE
async def test_a_name_is_free_in_another_workspace_and_after_a_delete(server: Server) -> None:
    first = await server.create()
    other = {"credentials": server.emulator.add_account()}
    assert (await server.create(workspace_name="other", **other))["id"] != first["id"]
    await server.call("DELETE", f"{CONNECTORS}/{first['id']}")
    assert (await server.create(**other))["name"] == "Mine"


@ONE_DATABASE
async def test_connectors_without_a_name_are_told_apart_too(server: Server) -> None:
    first = await server.create(name=None)
    assert (await server.create(name=None))["id"] == first["id"]
    other = server.body(name=None, credentials=server.emulator.add_account())
    assert (await server.call("POST", CONNECTORS, other)).status_code == 409


async def test_a_connector_does_not_take_the_name_of_another_by_a_change(server: Server) -> None:
    await server.create()
    second = await server.create(name="Second", credentials=server.emulator.add_account())
    one = f"{CONNECTORS}/{second['id']}"
    refused = await server.call("PUT", one, {"name": "mine"})
    assert refused.status_code == 409
    assert (await server.call("PUT", one, {"name": "SECOND"})).json()["name"] == "SECOND"


@ONE_DATABASE
async def test_a_create_asks_amazon_nothing_and_the_first_call_proves_the_credentials(server: Server) -> None:
    asked = len(server.emulator.requests)
    server.emulator.faults.add("status", status=503, times=None)
    created = await server.create(environment={"region": "US"})
    assert (created["state"], len(server.emulator.requests)) == ("unchecked", asked)
    server.emulator.faults.clear()
    assert (await server.execute(created["id"], "docs", "search", {"query": "orders"})).status_code == 200
    assert await state(server, created["id"]) == "unchecked"
    assert (await server.execute(created["id"], "marketplaces")).status_code == 200
    assert await state(server, created["id"]) == "active"


@ONE_DATABASE
async def test_what_a_caller_has_checked_is_active_at_once(server: Server) -> None:
    created = await server.create()
    assert created["state"] == "unchecked"
    assert (await server.create(checked=True))["state"] == "active"
    assert (await server.create())["state"] == "active"
