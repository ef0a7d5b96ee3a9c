"""Nobody reaches what belongs to others, nor learns that it is there."""

from __future__ import annotations

import unicodedata
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.server.api import ENDPOINTS
from toolspan.server.routes import webhooks

if TYPE_CHECKING:
    from tests.server.conftest import Server

ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"])
API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
ATTEMPTS: list[tuple[str, str, Any]] = [
    ("GET", CONNECTORS + "/{id}", None),
    ("PUT", CONNECTORS + "/{id}", {"name": "taken over"}),
    ("PUT", CONNECTORS + "/{id}", {"credentials": {"refresh_token": "Atzr-other"}}),
    ("DELETE", CONNECTORS + "/{id}", None),
    ("POST", CONNECTORS + "/{id}/check", {}),
    ("GET", CONNECTORS + "/{id}/inspect", None),
    ("GET", CONNECTORS + "/{id}/events", None),
    ("POST", CONNECTORS + "/{id}/execute", {"entity": "orders", "action": "list"}),
    ("POST", CONNECTORS + "/{id}/execute", {"entity": "orders", "action": "list", "dry_run": True}),
    ("POST", CONNECTORS + "/{id}/sync", {}),
    ("GET", CONNECTORS + "/{id}/schedules", None),
    ("GET", CONNECTORS + "/{id}/schedules/check", None),
    ("PUT", CONNECTORS + "/{id}/schedules/check", {"every_minutes": 60}),
    ("DELETE", CONNECTORS + "/{id}/schedules/check", None),
    ("POST", CONNECTORS + "/{id}/execute/prepare", {"entity": "orders", "action": "list"}),
]
COVERED = {
    (method, path.replace("{id}", "{connector_id}").replace("schedules/check", "schedules/{kind}"))
    for method, path, _ in ATTEMPTS
}
APART = {
    "/api/v1/integrations/connectors/{connector_id}/kill-switch",  # below: a scoped token gets 403 first
    "/api/v1/workspaces/{workspace_id}",  # below
    "/api/v1/jobs/{job_id}",  # below
    "/api/v1/jobs/{job_id}/events",  # below
    "/api/v1/jobs/{job_id}/result",  # below
    "/api/v1/jobs/{job_id}/cancel",  # below
    "/api/v1/integrations/definitions/sources/{definition_id}",  # the same for all tenants
    "/api/v1/integrations/templates/sources/{template_id}",  # the same for all tenants
    "/api/v1/integrations/connectors/oauth/callback",  # holds no id
}


def test_every_endpoint_that_takes_an_id_of_a_tenant_is_tried_here() -> None:
    """A1: whoever adds one adds an attempt."""
    named = {(one.method, one.path) for one in ENDPOINTS if "_id}" in one.path}
    apart = {*APART, *(one.path for one in webhooks.ENDPOINTS)}  # test_webhooks.py tries those
    assert {(method, path) for method, path in named if path not in apart} <= COVERED


@pytest.mark.parametrize("stranger", ["another organisation", "another workspace"])
async def test_the_connector_of_another_tenant_is_as_absent_as_one_that_never_was(
    server: Server, stranger: str
) -> None:
    """A1."""
    mine = await server.create()
    bearer = (
        (await server.another_organization())[0]
        if stranger == "another organisation"
        else await server.scoped("other")
    )
    before = (await server.call("GET", f"{CONNECTORS}/{mine['id']}")).json()
    requests = len(server.emulator.requests)
    for method, path, body in ATTEMPTS:
        answers = [
            await server.call(method, path.format(id=id_), body, bearer=bearer)
            for id_ in (mine["id"], str(uuid.uuid4()))
        ]
        bodies = [{**answer.json(), "request_id": ""} for answer in answers]
        assert [answer.status_code for answer in answers] == [404, 404], path
        assert bodies[0] == bodies[1]
        assert sorted(answers[0].headers) == sorted(answers[1].headers)
    assert (await server.call("GET", f"{CONNECTORS}/{mine['id']}")).json() == before
    assert len(server.emulator.requests) == requests
    events = (await server.call("GET", f"{CONNECTORS}/{mine['id']}/events")).json()["data"]
    assert not [
        event
        for event in events
        if event["action"] == "connector.access" and event["organization_id"] != server.organization_id
    ]
    await server.services.audit_log.close()  # a batch may be on its way
    attempts = await server.sql(
        "SELECT outcome FROM audit WHERE action = 'connector.access' AND subject_id = :id", id=mine["id"]
    )
    assert attempts == [("not_found",)] * len(ATTEMPTS)


async def test_workspaces_and_jobs_of_others_are_absent_too(server: Server) -> None:
    """A1."""
    mine = await server.create()
    job = (await server.call("DELETE", f"{CONNECTORS}/{mine['id']}")).json()["job_id"]
    foreign, _ = await server.another_organization()
    scoped = await server.scoped("other")
    switch = f"{CONNECTORS}/{(await server.create())['id']}/kill-switch"
    assert (await server.call("PUT", switch, {"stopped": True}, bearer=foreign)).status_code == 404
    assert (await server.call("PUT", switch, {"stopped": True}, bearer=scoped)).status_code == 403
    for bearer in (foreign, scoped):
        for path in (f"{API}/jobs/{job}", f"{API}/workspaces/{mine['workspace_id']}"):
            assert (await server.call("GET", path, bearer=bearer)).status_code == 404
        for method, path in (("GET", "events"), ("GET", "result"), ("POST", "cancel")):
            answer = await server.call(method, f"{API}/jobs/{job}/{path}", bearer=bearer)
            assert answer.status_code == 404
        listed = await server.call("GET", f"{CONNECTORS}?workspace_name=acme", bearer=bearer)
        assert listed.status_code == 404
        assert (
            await server.call("GET", f"{CONNECTORS}?workspace_id={mine['workspace_id']}", bearer=bearer)
        ).status_code == 404
    assert (
        await server.call("PUT", f"{API}/workspaces/{mine['workspace_id']}", {"name": "x"}, bearer=foreign)
    ).status_code == 404
    assert (
        await server.call("DELETE", f"{API}/workspaces/{mine['workspace_id']}", bearer=foreign)
    ).status_code == 404


async def test_the_application_of_one_organisation_is_not_seen_or_removed_by_another(server: Server) -> None:
    """A1: oauth/credentials."""
    foreign, _ = await server.another_organization()
    configuration = {
        "application_id": "amzn1.sp.solution.x",
        "lwa_app_id": "amzn1.application-oa2-client.x",
        "lwa_client_secret": "made-up",
    }
    body = {"connector_type": "amazon-seller-partner", "configuration": configuration}
    mine = (await server.call("PUT", f"{API}/oauth/credentials", body)).json()
    consent = {
        "workspace_name": "acme",
        "connector_type": "amazon-seller-partner",
        "redirect_url": "https://yourapp.com/x",
    }
    initiate = f"{CONNECTORS}/oauth/initiate"
    assert (await server.call("POST", initiate, consent, bearer=foreign)).status_code == 400
    theirs = (await server.call("PUT", f"{API}/oauth/credentials", body, bearer=foreign)).json()
    assert theirs["id"] != mine["id"]
    path = f"{API}/oauth/credentials/connector_type/amazon-seller-partner"
    assert (await server.call("DELETE", path, bearer=foreign)).status_code == 204
    assert (await server.call("POST", initiate, consent)).status_code == 200


async def test_a_scoped_token_creates_and_consents_only_in_its_own_workspace(server: Server) -> None:
    scoped = await server.scoped("own")
    await server.scoped("other")
    assert (
        await server.call("POST", CONNECTORS, server.body(workspace_name="own"), bearer=scoped)
    ).status_code == 200
    for name in ("other", "brand new"):
        body = server.body(workspace_name=name)
        assert (await server.call("POST", CONNECTORS, body, bearer=scoped)).status_code == 404


READS, EXECUTES, MANAGES = "reads", "executes", "manages"
ONE = CONNECTORS + "/{connector}"
RIGHTS: list[tuple[str, str, Any, str]] = [
    ("GET", f"{API}/account/applications/scoped-token/info", None, READS),
    ("GET", CONNECTORS + "?workspace_name=acme", None, READS),
    ("GET", ONE, None, READS),
    ("GET", ONE + "/inspect", None, READS),
    ("GET", ONE + "/events", None, READS),
    ("GET", f"{API}/jobs/{{job}}", None, READS),
    ("GET", f"{API}/workspaces/{{workspace}}", None, READS),
    ("POST", ONE + "/execute", {"entity": "marketplaces", "action": "list"}, EXECUTES),
    ("POST", ONE + "/check", {}, EXECUTES),
    ("POST", ONE + "/check", {"credentials": {"refresh_token": "Atzr-made-up"}}, EXECUTES),
    ("POST", CONNECTORS, "a new connector", EXECUTES),
    ("POST", CONNECTORS + "/check", "a new connector", EXECUTES),
    ("PUT", ONE, {"name": "renamed"}, EXECUTES),
    ("PUT", ONE, {"entities": [{"entity": "feeds", "modes": ["read", "write"]}]}, MANAGES),
    ("PUT", ONE, {"entities": []}, MANAGES),
    ("PUT", ONE, {"name": "x", "credentials": {"refresh_token": "Atzr-made-up"}}, MANAGES),
    ("PUT", ONE + "/kill-switch", {"stopped": False}, MANAGES),
    ("PUT", f"{API}/organization/kill-switch", {"stopped": False}, MANAGES),
    ("GET", f"{API}/workspaces", None, MANAGES),
    ("GET", f"{API}/workspaces/stats", None, MANAGES),
    ("POST", f"{API}/workspaces", {"name": "another"}, MANAGES),
    ("PUT", f"{API}/workspaces/{{workspace}}", {"status": "active"}, MANAGES),
    ("POST", f"{API}/account/applications/scoped-token", {"workspace_name": "acme"}, MANAGES),
    ("POST", f"{API}/account/applications/widget-token", {"workspace_name": "acme", "allowed_origin": "https://a.example"}, MANAGES),
    ("DELETE", f"{API}/oauth/credentials/connector_type/amazon-seller-partner", None, MANAGES),
    ("DELETE", ONE, None, MANAGES),
    ("DELETE", f"{API}/workspaces/{{workspace}}", None, MANAGES),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["application", "scoped", "widget"])
async def test_each_kind_of_token_may_do_what_its_scope_says_and_no_more(server: Server, kind: str) -> None:
    mine = await server.create()
    job = (await server.call("DELETE", f"{CONNECTORS}/{(await server.create(name='Gone'))['id']}")).json()[
        "job_id"
    ]
    origin = {"origin": "https://yourapp.com"} if kind == "widget" else {}
    given = {"workspace_name": "acme", **({"allowed_origin": origin["origin"]} if origin else {})}
    minted = await server.call("POST", f"{API}/account/applications/{kind}-token", given)
    bearer = server.bearer if kind == "application" else minted.json()["token"]
    names = {"connector": mine["id"], "job": job, "workspace": mine["workspace_id"]}
    for method, path, body, right in RIGHTS:
        content = server.body(name="New") if body == "a new connector" else body
        answer = await server.call(method, path.format(**names), content, bearer=bearer, **origin)
        refused = answer.status_code == 403
        if "scoped-token/info" in path:
            assert refused is (kind == "application")
        else:
            assert refused is (kind != "application" and right == MANAGES), (method, path, answer.text)
            assert refused or answer.is_success, answer.text
        if refused:
            assert answer.json()["errors"][0]["error_code"] == "forbidden"


async def test_the_same_workspace_name_means_another_workspace_in_another_organisation(
    server: Server,
) -> None:
    mine = await server.create()
    foreign, _ = await server.another_organization()
    theirs = (await server.call("POST", CONNECTORS, server.body(), bearer=foreign)).json()
    assert theirs["workspace_id"] != mine["workspace_id"]


@ONE_DATABASE
@pytest.mark.parametrize(
    "name",
    [
        "ac\u200bme",
        "acme\u0000",
        "ac\u202eme",
        "\u2066acme",
        "acme\u00ad",
        "",
        "   ",
        "a" * 201,
        "ac\nme",
        "\ud83d",
    ],
)
async def test_names_with_invisible_characters_are_refused(server: Server, name: str) -> None:
    """A33."""
    content = {"workspace_name": name}
    sent = {"authorization": f"Bearer {server.bearer}", "content-type": "application/json"}
    text = '{"workspace_name": ' + __import__("json").dumps(content["workspace_name"]) + "}"
    answer = await server.http.post(f"{API}/account/applications/scoped-token", content=text, headers=sent)
    assert answer.status_code == 422


@ONE_DATABASE
@pytest.mark.parametrize("twin", ["\u0130stanbul", "\u0131stanbul", "ISTANBUL", "i\u0307stanbul"])
async def test_a_turkish_i_makes_no_other_workspace(server: Server, twin: str) -> None:
    """A33: with a dot or without, small or capital."""
    await server.scoped("istanbul")
    assert (await server.call("POST", f"{API}/workspaces", {"name": twin})).status_code == 409


async def test_two_spellings_of_one_name_are_one_workspace(server: Server) -> None:
    """A33."""
    composed, decomposed = unicodedata.normalize("NFC", "café"), unicodedata.normalize("NFD", "café")
    first = await server.create(workspace_name=composed)
    second = await server.create(workspace_name=f"  {decomposed} ")
    assert first["workspace_id"] == second["workspace_id"]
    assert second["workspace_name"] == composed


@pytest.mark.parametrize("twin", ["ACME", "Acme", "\uff41\uff43\uff4d\uff45", "acme"])
async def test_a_name_that_people_would_confuse_is_taken(server: Server, twin: str) -> None:
    """A33."""
    await server.scoped("acme")
    made = await server.call("POST", f"{API}/workspaces", {"name": twin})
    assert made.status_code == 409
    if twin != "acme":
        minted = await server.call(
            "POST", f"{API}/account/applications/scoped-token", {"workspace_name": twin}
        )
        assert minted.status_code == 409


FOREIGN = {
    "TOOLSPAN_SELLER_ID": "ACANARY7F3A91C2D8",
    "TOOLSPAN_REGION": "JP",
    "TOOLSPAN_SP_API_URL": "http://127.0.0.1:9/canary",
    "TOOLSPAN_LWA_URL": "http://127.0.0.1:9/canary",
    "LWA_APP_ID": "canary-7f3a91c2d8",
    "LWA_CLIENT_SECRET": "canary-7f3a91c2d8",
    "SP_API_REFRESH_TOKEN": "canary-7f3a91c2d8",
    "SP_API_ACCESS_TOKEN": "canary-7f3a91c2d8",
    "TOOLSPAN_CLIENT_ID": "canary-7f3a91c2d8",
    "TOOLSPAN_CLIENT_SECRET": "canary-7f3a91c2d8",
    "AIRBYTE_CLIENT_ID": "canary-7f3a91c2d8",
    "AIRBYTE_CLIENT_SECRET": "canary-7f3a91c2d8",
}
"""What belongs to whoever started the process, in every variable that the core reads."""


@ONE_DATABASE
@pytest.mark.parametrize("region", ["US", None])
async def test_a_connector_takes_nothing_from_the_environment_of_the_servers_process(
    server: Server, monkeypatch: pytest.MonkeyPatch, region: str | None
) -> None:
    for name, value in FOREIGN.items():
        monkeypatch.setenv(name, value)
    created = await server.create(environment={"region": region} if region else None)
    listing = {"sku": "SKU-1"}
    nameless = await server.execute(created["id"], "listings_items", "get", listing)
    assert nameless.status_code == 422, nameless.text
    assert "merchant token" in nameless.json()["message"]
    answer = await server.execute(created["id"], params={"created_after": "-7d"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["connector_metadata"]["marketplace"] == "ATVPDKIKX0DER"
    sent = str([(request.path, request.query, request.body) for request in server.emulator.requests])
    assert "canary" not in sent.lower()


@ONE_DATABASE
async def test_the_seller_of_one_connector_is_not_that_of_another(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOOLSPAN_SELLER_ID", FOREIGN["TOOLSPAN_SELLER_ID"])
    named = await server.create(environment={"region": "US", "seller_id": server.emulator.seller_id})
    answer = await server.execute(named["id"], "listings_items", "list", {})
    assert answer.status_code == 200, answer.text
    paths = [request.path for request in server.emulator.requests if "/listings/" in request.path]
    assert paths
    assert all(path.endswith(f"/items/{server.emulator.seller_id}") for path in paths)
