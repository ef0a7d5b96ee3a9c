"""Schedules: a connector's checks, begun again and again by whichever server is there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.server.runtime.maintenance import Upkeep

if TYPE_CHECKING:
    from collections.abc import Sequence

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
HOUR = 3_600.0


async def scheduled(server: Any, minutes: int = 60) -> str:
    """A connector whose credentials are checked every so often."""
    made = await server.create()
    answer = await server.call("PUT", path(made["id"]), {"every_minutes": minutes})
    assert answer.status_code == 200, answer.text
    assert answer.json()["every_minutes"] == minutes
    return made["id"]


def path(connector_id: str, kind: str = "/check") -> str:
    return f"{CONNECTORS}/{connector_id}/schedules{kind}"


async def checks(server: Any) -> Sequence[dict[str, Any]]:
    """The checks so far, each once it has ended."""
    listed = (await server.call("GET", f"{API}/jobs")).json()["data"]
    return [await server.job(one["id"]) for one in listed if one["kind"] == "check"]


async def beat(server: Any, seconds: float = 0.0) -> None:
    if seconds:
        server.emulator.clock.advance(seconds)
        server.bearer = (await server.sign_in())["access_token"]
    await Upkeep(server.services).begin_due()


async def test_a_scheduled_check_runs_at_once_and_then_every_hour(server: Any) -> None:
    connector_id = await scheduled(server)
    await beat(server)
    await beat(server)
    (first,) = await checks(server)
    assert (first["status"], first["kind"], first["connector_id"]) == ("succeeded", "check", connector_id)
    await beat(server, HOUR / 2)
    assert len(await checks(server)) == 1
    await beat(server, HOUR / 2)
    assert len(await checks(server)) == 2
    (shown,) = (await server.call("GET", path(connector_id, ""))).json()["data"]
    assert shown["last_job_id"] == (await checks(server))[0]["id"]


async def test_beats_that_were_missed_are_not_made_up_for(server: Any) -> None:
    await scheduled(server)
    await beat(server)
    await checks(server)
    await beat(server, 30 * HOUR)
    await beat(server)
    assert len(await checks(server)) == 2


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_of_two_servers_one_begins_a_job_that_is_due(start: Any) -> None:
    async with start() as one, start() as other:
        await scheduled(one)
        await asyncio.gather(*(beat(server) for server in (one, other) * 3))
        assert len(await checks(one)) == 1


async def test_a_check_that_fails_says_so_and_the_next_one_is_due_all_the_same(server: Any) -> None:
    connector_id = await scheduled(server)
    server.emulator.revoke_grant()
    await beat(server)
    (failed,) = await checks(server)
    assert (failed["status"], failed["error"]["code"]) == ("failed", "needs_reauthorization")
    shown = (await server.call("GET", f"{CONNECTORS}/{connector_id}")).json()
    assert shown["state"] == "needs_reauth"


async def test_a_stopped_or_deleted_connector_has_no_scheduled_jobs(server: Any) -> None:
    connector_id = await scheduled(server)
    await server.call("PUT", f"{CONNECTORS}/{connector_id}/kill-switch", {"stopped": True})
    await beat(server)
    assert await checks(server) == []
    deleted = await server.call("DELETE", f"{CONNECTORS}/{connector_id}")
    await server.job(deleted.json()["job_id"])
    assert await server.sql("SELECT count(*) FROM schedules") == [(0,)]


async def test_a_schedule_is_changed_and_removed(server: Any) -> None:
    connector_id = await scheduled(server)
    await server.call("PUT", path(connector_id), {"every_minutes": 5})
    (shown,) = (await server.call("GET", path(connector_id, ""))).json()["data"]
    assert shown["every_minutes"] == 5
    assert (await server.call("DELETE", path(connector_id))).status_code == 204
    gone = await server.call("DELETE", path(connector_id))
    assert (gone.status_code, gone.json()["errors"][0]["error_code"]) == (404, "schedule_not_found")
    await beat(server)
    assert await checks(server) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"every_minutes": True}, "every_minutes: must be a whole number"),
        ({"every_minutes": 4}, "every_minutes: must be at least 5"),
        ({}, "expected every_minutes, or"),
        ({"every_minutes": 60, "default": True}, "expected every_minutes, or"),
        ({"default": True}, "no schedule of the kind check by default"),
    ],
)
async def test_a_schedule_that_is_none_is_refused_with_what_is_expected(
    server: Any, body: dict[str, Any], said: str
) -> None:
    connector_id = await scheduled(server)
    answer = await server.call("PUT", path(connector_id), body)
    assert (answer.status_code, said in answer.json()["message"]) == (422, True), answer.text


async def test_only_checks_are_scheduled_and_only_by_who_manages_the_connector(server: Any) -> None:
    connector_id = await scheduled(server)
    assert (await server.call("PUT", path(connector_id, "/delete"), {"every_minutes": 5})).status_code == 422
    assert (await server.call("PUT", path(connector_id), {"every_minutes": 1})).status_code == 422
    scoped, other = await server.scoped("acme"), await server.scoped("another")
    bearer, organization = await server.another_organization()
    for method, body in (("PUT", {"every_minutes": 5}), ("DELETE", None)):
        assert (await server.call(method, path(connector_id), body, bearer=scoped)).status_code == 403
        assert (await server.call(method, path(connector_id), body, bearer=other)).status_code == 404
        theirs = await server.call(
            method, path(connector_id), body, bearer=bearer, x_organization_id=organization
        )
        assert theirs.status_code == 404
    assert (await server.call("GET", path(connector_id, ""), bearer=other)).status_code == 404
