"""Text that is none, and numbers that are too long for most: refused or kept whole, on both databases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.server.test_limits import envelope

if TYPE_CHECKING:
    from tests.server.conftest import Server

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
TOKEN = f"{API}/account/applications/token"
SCOPED = f"{API}/account/applications/scoped-token"
NUL, HALF = "\\u0000", "\\ud800"


@pytest.mark.parametrize("character", [NUL, HALF], ids=["NUL", "half a character"])
@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("POST", TOKEN, '{"client_id": "a%s", "client_secret": "b"}'),
        ("POST", TOKEN, '{"client_id": "a", "client_secret": "b%s"}'),
        ("POST", TOKEN, '{"client_id": "a", "client_secret": "b", "more%s": 1}'),
        ("POST", SCOPED, '{"workspace_name": "a%s"}'),
        ("POST", f"{API}/workspaces", '{"name": "a%s"}'),
        ("POST", CONNECTORS, '{"workspace_name": "acme", "connector_type": "a%s", "credentials": {"refresh_token": "x"}}'),
        ("PUT", f"{API}/organization/kill-switch", '{"stopped": false, "reason": "a%s"}'),
        ("POST", CONNECTORS + "/{id}/execute", '{"entity": "orders%s", "action": "list"}'),
        ("POST", CONNECTORS + "/{id}/execute", '{"entity": "orders", "action": "list", "intent": "a%s"}'),
        ("POST", CONNECTORS + "/{id}/execute", '{"entity": "orders", "action": "list", "params": {"a": [{"%s": 1}]}}'),
        ("PUT", CONNECTORS + "/{id}", '{"name": "a%s"}'),
        ("PUT", f"{API}/oauth/credentials", '{"connector_type": "a%s", "configuration": {}}'),
    ],
)  # fmt: skip
async def test_what_a_database_cannot_keep_is_refused_in_a_body(
    server: Server, method: str, path: str, content: str, character: str
) -> None:
    path = path.format(id=(await server.create())["id"])
    sent = {"authorization": f"Bearer {server.bearer}", "content-type": "application/json"}
    answer = await server.http.request(method, path, content=(content % character).encode(), headers=sent)
    envelope(answer, 422)


@pytest.mark.parametrize("bad", ["%00", "%ED%A0%80", "%FF"])
@pytest.mark.parametrize(
    "path",
    [
        CONNECTORS + "/a{bad}",
        CONNECTORS + "/a{bad}/events",
        f"{API}/jobs/{{bad}}",
        f"{API}/workspaces/{{bad}}",
        f"{API}/workspaces?name_contains={{bad}}",
        f"{API}/workspaces?cursor={{bad}}",
        CONNECTORS + "?workspace_name={bad}",
        CONNECTORS + "/oauth/callback?state={bad}",
        CONNECTORS + "/oauth/start?state={bad}",
        f"{API}/integrations/definitions/sources/{{bad}}",
        f"{API}/skills/docs?id={{bad}}",
        "/nothing{bad}",
    ],
)
async def test_what_is_no_text_is_refused_in_an_address(server: Server, path: str, bad: str) -> None:
    envelope(await server.call("GET", path.format(bad=bad)), 422)


async def test_a_header_that_is_no_text_is_refused(server: Server) -> None:
    for name in ("x-organization-id", "idempotency-key", "authorization"):
        headers = [(b"authorization", f"Bearer {server.bearer}".encode()), (name.encode(), b"a\x00\xff")]
        answer = await server.http.post(TOKEN, json={"client_id": "a", "client_secret": "b"}, headers=headers)
        assert 400 <= answer.status_code < 500
        made = server.body()
        assert 400 <= (await server.http.put(CONNECTORS, json=made, headers=headers)).status_code < 500


HUGE = 2**80


async def test_a_whole_number_of_any_length_comes_through_whole_and_again(server: Server) -> None:
    created = await server.create()
    body = {"orders": [{"orderId": "1", "huge": HUGE, "small": -HUGE}]}
    server.emulator.faults.add("status", operation="searchOrders", status=200, body=body)
    key = {"idempotency_key": "one"}
    for _ in range(2):
        answer = await server.execute(created["id"], params={"created_after": "-7d"}, headers=key)
        assert answer.status_code == 200, answer.text
        assert json.loads(answer.content)["result"][0] == body["orders"][0]
