"""Workspaces are listed, renamed and deleted without surprises."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.server.conftest import Server

API = "/api/v1"
WORKSPACES = f"{API}/workspaces"
CONNECTORS = f"{API}/integrations/connectors"
FIELDS = {
    "id",
    "name",
    "organization_id",
    "status",
    "cache_enabled",
    "tombstone",
    "visibility",
    "color",
    "created_at",
    "updated_at",
}


async def test_pages_of_workspaces_follow_each_other_without_gap_or_repeat(server: Server) -> None:
    for number in range(7):
        await server.call("POST", WORKSPACES, {"name": f"shop {number}"})
    url, names = f"{WORKSPACES}?limit=3&name_contains=SHOP", []
    while url:
        page = (await server.call("GET", url)).json()
        assert all(set(one) >= FIELDS for one in page["data"])
        names += [one["name"] for one in page["data"]]
        url = page["next"]
    assert names == [f"shop {number}" for number in range(7)]
    assert (await server.call("GET", WORKSPACES)).json()["next"] is None


async def test_name_contains_is_text_and_not_a_pattern(server: Server) -> None:
    await server.call("POST", WORKSPACES, {"name": "plain"})
    for pattern in ("%", "_", "pl%n", "'; DROP TABLE workspaces; --"):
        assert (
            await server.call(
                "GET", WORKSPACES + "?name_contains=" + pattern.replace("%", "%25").replace(";", "%3B")
            )
        ).json()["data"] == []


async def test_an_invented_cursor_is_refused(server: Server) -> None:
    for cursor in ("x", "////", "LTE6eA", "a" * 300):
        assert (await server.call("GET", f"{WORKSPACES}?cursor={cursor}")).status_code == 422


async def test_an_inactive_workspace_disables_its_connectors_and_active_brings_them_back(
    server: Server,
) -> None:
    created = await server.create()
    one = f"{WORKSPACES}/{created['workspace_id']}"
    assert (await server.call("PUT", one, {"status": "inactive"})).json()["status"] == "inactive"
    assert (await server.call("GET", f"{WORKSPACES}/stats")).json() == {
        "active_count": 0,
        "inactive_count": 1,
        "total_count": 1,
    }
    refused = await server.execute(created["id"])
    assert refused.status_code == 403
    assert "inactive" in refused.json()["message"]
    assert (await server.call("GET", f"{CONNECTORS}/{created['id']}")).json()["state"] == "disabled"
    await server.call("PUT", one, {"status": "active"})
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 200


async def test_the_old_name_of_a_renamed_workspace_makes_no_empty_twin(server: Server) -> None:
    created = await server.create()
    renamed = await server.call("PUT", f"{WORKSPACES}/{created['workspace_id']}", {"name": "acme corp"})
    assert renamed.json()["name"] == "acme corp"
    twin = await server.call("POST", f"{API}/account/applications/scoped-token", {"workspace_name": "acme"})
    assert twin.status_code == 409
    assert "acme corp" in twin.json()["message"]
    assert (await server.call("GET", f"{WORKSPACES}/stats")).json()["total_count"] == 1
    back = await server.call("PUT", f"{WORKSPACES}/{created['workspace_id']}", {"name": "acme"})
    assert back.json()["name"] == "acme"


async def test_a_deleted_workspace_takes_its_connectors_and_credentials_with_it(server: Server) -> None:
    created = await server.create()
    one = f"{WORKSPACES}/{created['workspace_id']}"
    deleted = await server.call("DELETE", one)
    assert deleted.json()["id"] == created["workspace_id"]
    assert (await server.call("GET", one)).status_code == 404
    assert (await server.execute(created["id"])).status_code == 404
    assert await server.sql("SELECT count(*) FROM secrets") == [(0,)]
    again = await server.create()
    assert again["workspace_id"] != created["workspace_id"]


async def test_where_workspaces_are_not_made_by_naming_them_an_unknown_one_is_absent(start: object) -> None:
    async with start(autocreate_workspaces=False) as server:  # type: ignore[operator]
        assert (await server.call("POST", CONNECTORS, server.body())).status_code == 404
        await server.call("POST", WORKSPACES, {"name": "acme"})
        assert (await server.call("POST", CONNECTORS, server.body())).status_code == 200
