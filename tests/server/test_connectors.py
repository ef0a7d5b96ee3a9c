"""Connectors are made, shown without their secrets, changed in place and deleted."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from toolspan.server.data.jobs import LEASE_MS
from toolspan.server.kill_switch import switched
from toolspan.server.runtime.maintenance import Upkeep

if TYPE_CHECKING:
    from tests.server.conftest import Server

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
DEFINITION = "e55879a8-0ef8-4557-abcf-ab34c53ec460"
ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.mark.parametrize(
    "kind",
    [
        "Amazon-Seller-Partner",
        "amazon_seller_partner",
        "amazon seller partner",
        "AMAZONSELLERPARTNER",
        "Amazon Seller-Partner",
    ],
)
@ONE_DATABASE
async def test_the_connector_type_is_known_in_any_spelling(server: Server, kind: str) -> None:
    created = await server.create(connector_type=kind)
    assert created["source_template"]["source_definition_id"] == DEFINITION


@ONE_DATABASE
async def test_the_kind_is_named_exactly_once(server: Server) -> None:
    created = await server.create(connector_type=None, definition_id=DEFINITION)
    template = created["source_template"]["id"]
    assert (await server.create(connector_type=None, source_template_id=template))["id"]
    twice = await server.call("POST", CONNECTORS, server.body(definition_id=DEFINITION))
    assert twice.status_code == 422
    assert (await server.call("POST", CONNECTORS, server.body(connector_type=None))).status_code == 422
    unknown = await server.call("POST", CONNECTORS, server.body(connector_type="shopify"))
    assert unknown.status_code == 404
    assert "Amazon-Seller-Partner" in unknown.json()["message"]


@pytest.mark.parametrize(
    "credentials", [{"token": "x"}, {"api_key": "x"}, {"api_token": "x", "bearer_token": "y"}]
)
@ONE_DATABASE
async def test_token_authentication_answers_that_it_is_not_available(
    server: Server, credentials: dict[str, str]
) -> None:
    answer = await server.call("POST", CONNECTORS, server.body(credentials=credentials))
    assert answer.status_code == 400
    assert "not available" in answer.json()["message"]
    assert all(
        name in answer.json()["message"] for name in ("lwa_app_id", "lwa_client_secret", "refresh_token")
    )


@ONE_DATABASE
async def test_faults_of_credentials_name_the_field_and_show_no_value(server: Server) -> None:
    good = server.emulator.credentials
    for credentials, field in (
        ({**good, "refresh_token": ""}, "credentials.refresh_token"),
        (
            {name: value for name, value in good.items() if name != "refresh_token"},
            "credentials.refresh_token",
        ),
        (
            {**good, "lwa_client_secret": "canary-7f3a91c2d8\n"[:-1] + "\u00e9"},
            "credentials.lwa_client_secret",
        ),
        ({**good, "extra": "canary-7f3a91c2d8"}, "credentials.extra"),
        ({**good, "refresh_token": ["canary-7f3a91c2d8"]}, "credentials.refresh_token"),
        ({**good, "refresh_token": "x" * 5_000}, "credentials.refresh_token"),
    ):
        answer = await server.call("POST", CONNECTORS, server.body(credentials=credentials))
        assert answer.status_code == 422
        assert field in [error["field"] for error in answer.json()["errors"]]
        assert "canary" not in answer.text
        assert good["lwa_client_secret"] not in answer.text


@ONE_DATABASE
async def test_an_empty_access_token_is_no_access_token(server: Server) -> None:
    created = await server.create(credentials={**server.emulator.credentials, "access_token": ""})
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 200


@ONE_DATABASE
async def test_a_stale_access_token_gives_way_to_the_refresh_token(server: Server) -> None:
    created = await server.create(
        credentials={**server.emulator.credentials, "access_token": "Atza-stale-canary-7f3a91c2d8"}
    )
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 200


@pytest.mark.parametrize(
    "moment",
    [
        "2024-01-01",
        "2024-01-01T00:00:00",
        "2024-01-01T00:00:00+00:00",
        "2024-13-01T00:00:00Z",
        "2024-01-01 00:00:00Z",
        "yesterday",
        "",
        1704067200,
        "\uff12024-01-01T00:00:00Z",
    ],
)
@ONE_DATABASE
async def test_a_start_date_that_is_not_iso_with_z_is_refused_and_the_answer_says_what_is_wanted(
    server: Server, moment: Any
) -> None:
    answer = await server.call(
        "POST", CONNECTORS, server.body(replication_config={"replication_start_date": moment})
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "replication_config.replication_start_date"
    if isinstance(moment, str):
        assert "2024-01-01T00:00:00Z" in answer.json()["message"]


@ONE_DATABASE
async def test_the_region_comes_from_where_it_was_given(start: Any) -> None:
    async with start(region="CA") as server:
        for changes, region, source in (
            ({}, "CA", "server"),
            ({"environment": {"region": "uk"}}, "GB", "environment"),
            ({"replication_config": {"region": "JP"}}, "JP", "replication_config"),
            ({"environment": {"region": "na"}}, "US", "environment"),
            ({"environment": {"region": "EU"}}, "EU", "environment"),
        ):
            created = await server.create(name=f"Of {region} by {source}", **changes)
            assert (created["region"], created["region_source"]) == (region, source)
        refused = await server.call("POST", CONNECTORS, server.body(environment={"region": "XX"}))
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "environment.region"


async def test_a_region_that_nobody_gave_is_discovered_at_the_first_call(server: Server) -> None:
    created = await server.create()
    assert created["region"] is None
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 200
    shown = (await server.call("GET", f"{CONNECTORS}/{created['id']}")).json()
    assert (shown["region"], shown["region_source"]) == ("US", "discovered")
    asked = len(server.emulator.requests)
    await server.execute(created["id"], "marketplaces", "list")
    assert len(server.emulator.requests) == asked + 1


async def test_connectors_are_listed_by_workspace_and_definition(server: Server) -> None:
    created = await server.create()
    for query in (
        "workspace_name=acme",
        "customer_name=acme",
        "external_user_id=acme",
        f"workspace_id={created['workspace_id']}",
    ):
        listed = (await server.call("GET", f"{CONNECTORS}?{query}&definition_id={DEFINITION}")).json()
        assert [one["id"] for one in listed["data"]] == [created["id"]]
        assert listed["data"][0]["summarized_source_template"]["actor_definition_id"] == DEFINITION
    other = await server.call("GET", f"{CONNECTORS}?workspace_name=acme&definition_id={created['id']}")
    assert other.json()["data"] == []
    assert (await server.call("GET", CONNECTORS)).status_code == 400
    assert (await server.call("GET", f"{CONNECTORS}?workspace_name=nobody")).status_code == 404


def spellings(secret: str) -> set[str]:
    """The forms in which a secret could be echoed."""
    plain = {secret, quote(secret, safe=""), secret[:8], secret[-12:], json.dumps(secret)[1:-1]}
    return plain | {base64.b64encode(b"\0" * lead + secret.encode()).decode()[4:-4] for lead in range(3)}


async def test_no_answer_ever_holds_any_part_of_a_credential(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """A6."""
    caplog.set_level("DEBUG")
    secret, token = "Kq7-canary-7f3a91c2d8/+=|", "Zr9|canary-7f3a91c2d8%20"
    given = {
        "lwa_app_id": "amzn1.application-oa2-client.Wx5canary-7f3a91c2d8",
        "lwa_client_secret": secret,
        "refresh_token": token,
        "access_token": "Yv3" + token,
    }
    created = await server.create(credentials=given)
    one = f"{CONNECTORS}/{created['id']}"
    texts = [json.dumps(created)]
    for method, path, body in (
        ("GET", one, None), ("GET", f"{CONNECTORS}?workspace_name=acme", None), ("GET", f"{one}/inspect", None),
        ("POST", f"{one}/check", {}), ("POST", f"{CONNECTORS}/check", server.body(credentials=given)),
        ("POST", f"{one}/execute", {"entity": "orders", "action": "list", "params": {"created_after": "-7d"}}),
        ("PUT", one, {"credentials": {"refresh_token": token + "2"}}), ("GET", f"{one}/events", None),
        ("GET", "/openapi.json", None), ("GET", "/metrics", None), ("GET", "/readyz", None),
        ("POST", CONNECTORS, server.body(credentials=given, name=7)), ("DELETE", one, None),
    ):  # fmt: skip
        answer = await server.call(method, path, body)
        texts += [answer.text, str(answer.headers)]
    texts += [record.getMessage() for record in caplog.records]
    for value in given.values():
        for form in spellings(value):
            assert not [text for text in texts if form in text], form


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("secret", ["Kq7-canary-7f3a91c2d8", "Atzr|IwEBICanary7f3a91c2d8"])
async def test_a_secret_in_the_place_of_an_entity_is_not_quoted(server: Server, secret: str) -> None:
    answer = await server.call("POST", CONNECTORS, server.body(entities=[{"entity": secret}]))
    assert answer.status_code == 422
    assert secret not in answer.text
    mistyped = await server.call("POST", CONNECTORS, server.body(entities=[{"entity": "order"}]))
    assert 'Did you mean "orders"?' in mistyped.json()["message"]


async def test_credentials_are_replaced_in_place_and_used_at_once(server: Server) -> None:
    created = await server.create()
    await server.execute(created["id"], params={"created_after": "-7d"})
    account = server.emulator.add_account()
    updated = await server.call(
        "PUT", f"{CONNECTORS}/{created['id']}", {"credentials": account, "name": "Renamed"}
    )
    assert updated.json()["name"] == "Renamed"
    server.emulator.revoke_grant()
    answer = await server.execute(created["id"], params={"created_after": "-7d"})
    assert answer.status_code == 200, answer.text
    assert await server.sql("SELECT version FROM secrets WHERE owner_id = :id", id=created["id"]) == [(2,)]


async def test_other_credentials_are_unchecked_until_they_are_used_and_the_same_change_nothing(
    server: Server,
) -> None:
    created = await server.create(environment={"region": "US"}, checked=True)
    path = f"{CONNECTORS}/{created['id']}"
    same = {"credentials": server.emulator.credentials}
    assert (await server.call("PUT", path, same)).json()["state"] == "active"
    wrong = {"credentials": {"lwa_client_secret": "wrong"}}
    assert (await server.call("PUT", path, wrong)).json()["state"] == "unchecked"
    assert (await server.call("PUT", path, same)).json()["state"] == "unchecked"
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 200
    assert (await server.call("GET", path)).json()["state"] == "active"


async def test_one_credential_can_be_replaced_alone(server: Server) -> None:
    created = await server.create()
    secret = server.emulator.rotate_secret()
    server.emulator.clock.advance(8 * 86_400)
    server.bearer = (await server.sign_in())["access_token"]
    refused = await server.execute(created["id"], params={"created_after": "-7d"})
    assert refused.status_code == 424
    await server.call("PUT", f"{CONNECTORS}/{created['id']}", {"credentials": {"lwa_client_secret": secret}})
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 200


async def test_settings_are_changed_and_cleared_as_asked(server: Server) -> None:
    created = await server.create(entities=[{"entity": "orders", "modes": ["read"]}])
    one = f"{CONNECTORS}/{created['id']}"
    denied = await server.execute(created["id"], "transactions", "list", {"posted_after": "-7d"})
    assert denied.status_code == 403
    assert denied.json()["errors"][0]["error_code"] == "policy_denied"
    assert '{"entity": "transactions", "modes": ["read"]} in "entities"' in denied.text.replace("\\", "")
    kept = (
        await server.call(
            "PUT", one, {"replication_config": {"replication_start_date": "2026-01-01T00:00:00Z"}}
        )
    ).json()
    assert kept["entities"][0]["entity"] == "orders"
    assert kept["replication_config"]["replication_start_date"] == "2026-01-01T00:00:00Z"
    assert (await server.call("PUT", one, {"entities": []})).json()["entities"] is None
    assert (
        await server.execute(created["id"], "transactions", "list", {"posted_after": "-7d"})
    ).status_code == 200
    unknown = await server.call("PUT", one, {"entities": [{"entity": "ordres"}]})
    assert unknown.status_code == 422
    assert "orders" in unknown.json()["message"]


async def test_deleting_answers_with_a_job_and_the_credentials_are_gone_when_it_has_ended(
    server: Server,
) -> None:
    created = await server.create()
    deleted = await server.call("DELETE", f"{CONNECTORS}/{created['id']}")
    assert deleted.status_code == 202
    assert (await server.call("GET", f"{CONNECTORS}/{created['id']}")).status_code == 404
    assert (await server.execute(created["id"])).status_code == 404
    job = await server.job(deleted.json()["job_id"])
    assert (job["status"], job["kind"], job["connector_id"]) == ("succeeded", "delete", created["id"])
    assert await server.sql("SELECT count(*) FROM secrets") == [(0,)]


async def test_a_job_that_a_stopped_server_left_is_finished_by_the_next(start: Any) -> None:
    """F24."""
    async with start() as server:
        created = await server.create()
        server.services.jobs.start = lambda _job: None
        job = (await server.call("DELETE", f"{CONNECTORS}/{created['id']}")).json()["job_id"]
        assert await server.sql("SELECT count(*) FROM secrets") == [(1,)]
        server.emulator.clock.advance(LEASE_MS / 1000)
    async with start() as server:
        assert (await server.job(job))["status"] == "succeeded"
        assert await server.sql("SELECT count(*) FROM secrets") == [(0,)]


async def test_a_check_tells_whether_credentials_work_and_sets_the_state(server: Server) -> None:
    created = await server.create()
    one = f"{CONNECTORS}/{created['id']}"
    assert (await server.call("POST", f"{one}/check", {})).json()["status"] == "succeeded"
    server.emulator.revoke_grant()
    failed = (await server.call("POST", f"{one}/check")).json()
    assert failed["status"] == "failed"
    assert failed["failure_reason"]["failure_type"] == "config_error"
    assert "authorize" in failed["failure_reason"]["hint"]
    shown = (await server.call("GET", one)).json()
    assert shown["state"] == "needs_reauth"
    assert "refresh_token" in shown["state_reason"]
    account = server.emulator.add_account()
    await server.call("PUT", one, {"credentials": account})
    assert (await server.call("GET", one)).json()["state"] == "unchecked"
    assert (await server.call("POST", f"{one}/check")).json()["status"] == "succeeded"
    assert (await server.call("GET", one)).json()["state"] == "active"
    assert (await server.call("POST", f"{one}/check")).json()["status"] == "succeeded"


@ONE_DATABASE
async def test_credentials_can_be_checked_before_they_are_stored(server: Server) -> None:
    assert (await server.call("POST", f"{CONNECTORS}/check", server.body())).json()["status"] == "succeeded"
    wrong = server.body(credentials={**server.emulator.credentials, "refresh_token": "Atzr-nothing"})
    assert (await server.call("POST", f"{CONNECTORS}/check", wrong)).json()["status"] == "failed"
    assert await server.sql("SELECT count(*) FROM connectors") == [(0,)]


@ONE_DATABASE
async def test_inspect_says_what_an_agent_needs(server: Server) -> None:
    created = await server.create()
    seen = (await server.call("GET", f"{CONNECTORS}/{created['id']}/inspect")).json()
    assert seen["docs_skill_id"] == "amazon-seller-partner"
    assert {"entity", "action", "summary"} <= set(seen["operations"][0])
    assert any("region" in warning for warning in seen["warnings"])
    docs = (await server.call("GET", f"{API}/skills/docs?id={seen['docs_skill_id']}&section=orders")).json()
    assert docs["content"]
    assert docs["data"]["markdown"].startswith("#")
    assert (await server.call("GET", f"{API}/skills/search?query=fees")).json()["data"]
    assert (
        await server.call("GET", f"{API}/skills/docs?id=amazon-seller-partner&section=nothing")
    ).status_code == 404


@ONE_DATABASE
async def test_secrets_that_grow_old_are_warned_of(server: Server) -> None:
    created = await server.create()
    server.emulator.clock.advance(160 * 86_400)
    server.bearer = (await server.sign_in())["access_token"]
    seen = (await server.call("GET", f"{CONNECTORS}/{created['id']}/inspect")).json()
    assert any("180 days" in warning for warning in seen["warnings"])


@ONE_DATABASE
async def test_definitions_and_templates_describe_the_one_connector(server: Server) -> None:
    sources = f"{API}/integrations/definitions/sources"
    assert (await server.call("GET", f"{sources}?name=seller")).json()["definitions"][0][
        "sourceDefinitionId"
    ] == DEFINITION
    assert (await server.call("GET", f"{sources}?name=shopify")).json()["definitions"] == []
    assert (await server.call("GET", f"{sources}/{DEFINITION}")).json()["example_questions"]["direct"]
    listed = (await server.call("GET", f"{API}/integrations/templates/sources/global")).json()["data"]
    shown = (await server.call("GET", f"{API}/integrations/templates/sources/{listed[0]['id']}")).json()
    copied = await server.call(
        "POST", f"{API}/integrations/templates/sources", {"original_source_template_id": listed[0]["id"]}
    )
    assert (copied.status_code, "used by every organisation" in copied.json()["message"]) == (501, True)
    fields = shown["user_config_spec"]["connectionSpecification"]["properties"]["credentials"]["properties"]
    assert all(field["airbyte_secret"] for field in fields.values())


async def test_events_hold_ids_and_no_personal_data(server: Server) -> None:
    """A30."""
    created = await server.create()
    await server.execute(created["id"], params={"created_after": "-7d"}, intent="find the order of Jane Doe")
    events = (await server.call("GET", f"{CONNECTORS}/{created['id']}/events")).json()["data"]
    assert [event["action"] for event in events] == ["execute", "connector.create"]
    assert events[0]["actor"] == server.client_id
    assert events[0]["detail"]["operation"] == "orders.list"
    assert "Jane" not in json.dumps(events)


@pytest.mark.parametrize("who", ["connector", "organization"])
async def test_the_kill_switch_refuses_new_calls_and_ends_those_under_way(server: Server, who: str) -> None:
    """F35."""
    created = await server.create(environment={"region": "US"})
    path = (
        f"{CONNECTORS}/{created['id']}/kill-switch"
        if who == "connector"
        else f"{API}/organization/kill-switch"
    )
    hanging = await server.hanging(created["id"])
    thrown = await server.call("PUT", path, {"stopped": True, "reason": "incident 7"})
    assert thrown.json()["ended_calls"] == 1
    ended = await hanging
    assert ended.status_code == 403
    refused = await server.execute(created["id"])
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["error_code"] == "connector_disabled"
    assert "incident 7" in refused.json()["message"]
    assert (await server.call("GET", f"{CONNECTORS}/{created['id']}")).json()["state"] == "disabled"
    await server.call("PUT", path, {"stopped": False})
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 200


@pytest.mark.parametrize("who", ["connector", "organization"])
async def test_what_the_operator_stopped_no_client_starts_again(server: Server, who: str) -> None:
    created = await server.create(environment={"region": "US"})
    ids = {f"{who}_id": created["id"] if who == "connector" else server.organization_id}
    path = f"{CONNECTORS}/{created['id']}" if who == "connector" else f"{API}/organization"
    await switched(
        server.settings,
        ids.get("connector_id"),
        ids.get("organization_id"),
        stopped=True,
        reason="incident 7",
    )
    for stopped in (False, True):  # a stop of its own would take the operator's place
        refused = await server.call("PUT", f"{path}/kill-switch", {"stopped": stopped})
        assert (refused.status_code, refused.json()["errors"][0]["error_code"]) == (
            403,
            "stopped_by_operator",
        )
        assert "operator" in refused.json()["message"]
    called = await server.execute(created["id"])
    assert (called.status_code, "incident 7" in called.text, "kill-switch" in called.text) == (
        403,
        True,
        False,
    )
    await switched(
        server.settings, ids.get("connector_id"), ids.get("organization_id"), stopped=False, reason=None
    )
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 200
    for stopped in (True, False):
        assert (await server.call("PUT", f"{path}/kill-switch", {"stopped": stopped})).status_code == 200


async def test_a_switch_thrown_by_another_process_ends_calls_too(server: Server) -> None:
    """F35."""
    created = await server.create(environment={"region": "US"})
    hanging = await server.hanging(created["id"])
    await server.sql("UPDATE connectors SET stopped = :yes WHERE id = :id", yes=True, id=created["id"])
    await Upkeep(server.services).obey()
    assert (await hanging).status_code == 403


@pytest.mark.parametrize("who", ["connector", "organization"])
async def test_an_operator_stops_and_starts_calls_without_a_token(server: Server, who: str) -> None:
    created = await server.create(environment={"region": "US"})
    meant = (created["id"], None) if who == "connector" else (None, server.organization_id)
    hanging = await server.hanging(created["id"])
    await switched(server.settings, *meant, stopped=True, reason="incident 8")
    await Upkeep(server.services).obey()
    assert (await hanging).status_code == 403
    refused = await server.execute(created["id"])
    assert (refused.status_code, "incident 8" in refused.json()["message"]) == (403, True)
    await switched(server.settings, *meant, stopped=False, reason=None)
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 200
    noted = await server.sql("SELECT action FROM audit WHERE action = :action", action=f"{who}.switch")
    assert len(noted) == 2


async def test_a_deleted_connector_makes_no_call_with_what_it_had(server: Server) -> None:
    """F31: neither with rows nor with what is kept in memory."""
    created = await server.create(environment={"region": "US"})
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 200
    held = [lane.live for lane in server.services.live._lanes.values()]
    assert len(held) == 1
    hanging = await server.hanging(created["id"])
    await server.call("DELETE", f"{CONNECTORS}/{created['id']}")
    await hanging
    sent = len(server.emulator.requests)
    assert (await server.execute(created["id"], params={"created_after": "-7d"})).status_code == 404
    assert len(server.emulator.requests) == sent
    assert [lane.live for lane in server.services.live._lanes.values()] == [None]


async def test_deleting_ends_calls_under_way(server: Server) -> None:
    """F31."""
    created = await server.create(environment={"region": "US"})
    hanging = await server.hanging(created["id"])
    deleted = await server.call("DELETE", f"{CONNECTORS}/{created['id']}")
    assert deleted.status_code == 202
    assert (await hanging).status_code == 403


async def test_a_check_tries_what_an_update_would_change_and_stores_nothing(server: Server) -> None:
    created = await server.create(environment={"region": "US"})
    path = f"{CONNECTORS}/{created['id']}"
    wrong = {"credentials": {"lwa_client_secret": "wrong"}}
    tried = (await server.call("POST", f"{path}/check", wrong)).json()
    assert (tried["status"], tried["failure_reason"]["failure_type"]) == ("failed", "config_error")
    right = {"credentials": {"lwa_client_secret": server.emulator.credentials["lwa_client_secret"]}}
    assert (await server.call("POST", f"{path}/check", right)).json()["status"] == "succeeded"
    assert (await server.call("GET", path)).json() == created
    assert (await server.call("POST", f"{path}/check")).json()["status"] == "succeeded"
    events = (await server.call("GET", f"{path}/events")).json()["data"]
    assert [event["action"] for event in events].count("connector.check") == 3


async def test_a_secret_id_of_a_consent_is_refused_with_what_to_do(server: Server) -> None:
    body = server.body(server_side_oauth_secret_id="s-1")
    del body["credentials"]
    answer = await server.call("POST", CONNECTORS, body)
    assert answer.status_code == 422
    assert "connector_id is in the redirect" in answer.json()["message"]


async def test_a_connector_that_is_switched_off_is_not_checked_at_amazon_either(server: Server) -> None:
    created = await server.create(environment={"region": "US"})
    path = f"{CONNECTORS}/{created['id']}"
    await server.call("PUT", f"{path}/kill-switch", {"stopped": True, "reason": "incident 7"})
    sent = len(server.emulator.requests)
    for body in (None, {"credentials": {"lwa_client_secret": "wrong"}}):
        refused = await server.call("POST", f"{path}/check", body)
        assert refused.status_code == 403
        assert "incident 7" in refused.text
    assert len(server.emulator.requests) == sent


async def test_creates_in_a_new_workspace_at_the_same_time_all_find_it(server: Server) -> None:
    asked = [server.call("POST", CONNECTORS, server.body(workspace_name="race")) for _ in range(6)]
    answers = await asyncio.gather(*asked)
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.json()["workspace_id"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("slip", "meant"), [("enviroment", "environment"), ("replicaton_config", "replication_config"), ("workspaceName", "workspace_name")]
)  # fmt: skip
async def test_a_misspelt_field_is_refused_with_the_one_that_was_meant(
    server: Server, slip: str, meant: str
) -> None:
    refused = await server.call("POST", CONNECTORS, server.body(**{slip: {}}))
    assert refused.status_code == 422
    assert f"{meant} is meant" in refused.text


async def test_a_dry_run_in_another_spelling_is_no_call(server: Server) -> None:
    created = await server.create(environment={"region": "US"})
    sent = len(server.emulator.requests)
    body = {"entity": "marketplaces", "action": "list", "dryRun": True}
    refused = await server.call("POST", f"{CONNECTORS}/{created['id']}/execute", body)
    assert refused.status_code == 422
    assert "dry_run is meant" in refused.text
    assert len(server.emulator.requests) == sent


async def test_a_field_that_nobody_knows_is_passed_over(server: Server) -> None:
    assert (await server.call("POST", CONNECTORS, server.body(colour_of_the_day="red"))).status_code == 200


async def test_another_token_than_the_one_that_was_meant_is_never_revoked(server: Server) -> None:
    path = f"{API}/account/applications/token/revoke"
    refused = await server.call("POST", path, {"access_token": server.bearer})
    assert refused.status_code in (404, 422)
    assert (await server.call("GET", f"{API}/workspaces")).status_code == 200


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_key_that_would_be_ignored_is_refused(server: Server) -> None:
    key = {"idempotency_key": "one"}
    refused = await server.call("POST", CONNECTORS, server.body(), **key)
    assert refused.status_code == 422
    assert "Idempotency-Key" in refused.json()["message"]
    assert (await server.call("GET", f"{CONNECTORS}?workspace_name=acme", **key)).status_code == 404
    created = await server.create()
    assert (await server.execute(created["id"], "marketplaces", "list", headers=key)).status_code == 200


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_list_of_connectors_can_be_bounded(server: Server) -> None:
    made = [(await server.create(name=f"Number {number}"))["id"] for number in range(3)]
    for limit, expected in ((1, made[:1]), (3, made)):
        listed = await server.call("GET", f"{CONNECTORS}?workspace_name=acme&limit={limit}")
        assert [one["id"] for one in listed.json()["data"]] == expected
    assert (await server.call("GET", f"{CONNECTORS}?workspace_name=acme&limit=0")).status_code == 422


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"workspace_name": 7}, "workspace_name: must be text"),
        ({"workspace_name": None}, "workspace_name: must be text"),
        ({"entities": {}}, "entities: must be a list"),
        ({"entities": [{}]}, "entities.0.entity: is missing"),
        ({"entities": [{"entity": "orders", "modes": ["delete"]}]}, "entities.0.modes.0: must be 'read' or 'write'"),
        ({"environment": "US"}, "environment: must be an object"),
        ({"environment": {"country": "US"}}, "environment.country: is not known here"),
        ({"credentials": None}, "credentials are required"),
    ],
)  # fmt: skip
async def test_faults_of_a_request_are_told_in_words_of_the_api(
    server: Server, given: Any, said: str
) -> None:
    answer = await server.call("POST", CONNECTORS, server.body(**given))
    assert answer.status_code == 422
    assert said in answer.json()["message"]
    assert "Input should" not in answer.text
    assert "Value error" not in answer.text
