"""Tokens: who gets one, what it is good for, and what is refused."""

from __future__ import annotations

import base64
import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from toolspan.server.api import ENDPOINTS
from toolspan.server.data import clients
from toolspan.server.http.exchange import Access
from toolspan.server.security.keys import KeySet

if TYPE_CHECKING:
    from tests.server.conftest import Server

ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"])
API = "/api/v1"
TOKEN = f"{API}/account/applications/token"
SCOPED = f"{API}/account/applications/scoped-token"


async def test_a_token_tells_its_lifetime_and_organisation(server: Server) -> None:
    token = await server.sign_in()
    assert token["token_type"] == "bearer"
    assert token["expires_in"] == 900
    assert uuid.UUID(token["organization_id"])


async def test_an_unknown_client_and_a_wrong_secret_get_the_same_answer(server: Server) -> None:
    """A5, A31."""
    wrong = await server.http.post(
        TOKEN, json={"client_id": server.client_id, "client_secret": "canary-7f3a91c2d8"}
    )
    unknown = await server.http.post(
        TOKEN, json={"client_id": str(uuid.uuid4()), "client_secret": "canary-7f3a91c2d8"}
    )
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.headers["www-authenticate"].startswith("Bearer")
    first, second = wrong.json(), unknown.json()
    assert first.pop("request_id") != second.pop("request_id")
    assert first == second
    assert "canary" not in wrong.text


async def test_what_was_tried_as_a_secret_is_in_no_log_and_no_row(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """A5: not even of a failed attempt."""
    caplog.set_level("DEBUG")
    tried = {"client_id": "canary-id-7f3a91c2d8", "client_secret": "canary-7f3a91c2d8"}
    for _ in range(server.settings.token_attempts + 1):
        answer = await server.http.post(TOKEN, json=tried)
    assert answer.status_code == 429
    await server.services.audit_log.flush()
    kept = await server.sql("SELECT * FROM audit")
    assert kept
    assert "canary" not in caplog.text + str(kept) + answer.text


async def test_after_too_many_failures_wrong_secrets_wait_and_the_right_one_does_not(server: Server) -> None:
    """A5."""
    wrong = {"client_id": server.client_id, "client_secret": "guess"}
    for _ in range(server.settings.token_attempts):
        assert (await server.http.post(TOKEN, json=wrong)).status_code == 401
    refused = await server.http.post(TOKEN, json=wrong)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.json()["errors"][0]["details"]["retry_after"] == int(refused.headers["retry-after"])
    await server.sign_in()
    assert (await server.http.post(TOKEN, json=wrong)).status_code == 429
    server.emulator.clock.advance(61)
    assert (await server.http.post(TOKEN, json=wrong)).status_code == 401


async def test_a_stranger_who_guesses_behind_the_same_proxy_keeps_nobody_out(server: Server) -> None:
    """A5."""
    statuses = [
        (
            await server.http.post(TOKEN, json={"client_id": str(uuid.uuid4()), "client_secret": "guess"})
        ).status_code
        for _ in range(server.settings.token_attempts * 3 + 5)
    ]
    assert statuses.count(429) == 5
    await server.sign_in()


async def test_an_address_that_tries_many_clients_is_refused_for_all_of_them(server: Server) -> None:
    """A5."""
    statuses = []
    for _ in range(server.settings.token_attempts * 3 + 1):
        answer = await server.http.post(
            TOKEN, json={"client_id": str(uuid.uuid4()), "client_secret": "guess"}
        )
        statuses.append(answer.status_code)
    assert statuses[-1] == 429
    assert statuses.count(401) == server.settings.token_attempts * 3


def part(data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def forged(server: Server, **changes: Any) -> str:
    """A token signed with the server's own key, with other claims or another header."""
    keys = server.services.keys.current
    header = {"alg": "HS256", "kid": keys.signer} | changes.pop("header", {})
    now = int(server.services.clock.time())
    claims = {
        "iss": keys.deployment, "aud": "toolspan-api", "sub": server.client_id, "jti": str(uuid.uuid4()),
        "iat": now, "exp": now + 900, "typ": "application", "orgs": [server.organization_id],
    } | changes  # fmt: skip
    key = OctKey.import_key(keys.signing[keys.signer], {"kid": header.get("kid") or "none"})
    return jwt.encode(
        header,
        {name: value for name, value in claims.items() if value is not None},
        key,
        algorithms=["HS256", "HS384"],
    )


FORGERIES = {
    "expired": {"exp": 1_000},
    "wrong audience": {"aud": "somebody-else"},
    "wrong issuer": {"iss": str(uuid.uuid4())},
    "no expiry": {"exp": None},
    "no id": {"jti": None},
    "unknown kind": {"typ": "root"},
    "scoped without a workspace": {"typ": "scoped"},
    "workspace in an application token": {
        "io.airbyte.auth.workspace_scope": {"workspaceId": str(uuid.uuid4())}
    },
    "workspace that is no id": {
        "typ": "scoped",
        "io.airbyte.auth.workspace_scope": {"workspaceId": "' OR 1=1"},
    },
    "unknown key": {"header": {"kid": "sig-00000000"}},
    "key that is a path": {"header": {"kid": "../../../dev/null"}},
    "key that is SQL": {"header": {"kid": "' UNION SELECT 'x"}},
    "other algorithm": {"header": {"alg": "HS384"}},
    "client that does not exist": {"sub": str(uuid.uuid4())},
}


async def test_a_token_as_the_forgeries_start_from_is_good(server: Server) -> None:
    assert (await server.call("GET", f"{API}/workspaces", bearer=forged(server))).status_code == 200


@ONE_DATABASE
@pytest.mark.parametrize("case", FORGERIES)
async def test_a_forged_token_is_refused_and_told_nothing(server: Server, case: str) -> None:
    """A4."""
    await refused(server, forged(server, **FORGERIES[case]))


@ONE_DATABASE
async def test_tokens_that_are_not_signed_by_this_deployment_are_refused(server: Server) -> None:
    """A4."""
    head, body, signature = server.bearer.split(".")
    other = KeySet.new()
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    foreign = jwt.encode(
        {"alg": "HS256", "kid": server.services.keys.current.signer},
        claims,
        OctKey.import_key(other.signing[other.signer]),
        algorithms=["HS256"],
    )
    flipped = signature[:-2] + ("AA" if signature[-2:] != "AA" else "BB")
    for token in (
        foreign, f"{head}.{body}.", f"{head}.{body}", f"{head}.{body}.{flipped}", f"{part({'alg': 'none'})}.{body}.",
        f"{part({'alg': 'RS256', 'kid': server.services.keys.current.signer})}.{body}.{signature}", "", "x", "a.b.c", "A" * 10_000,
    ):  # fmt: skip
        await refused(server, token)


async def refused(server: Server, token: str) -> None:
    answer = await server.call("GET", f"{API}/workspaces", bearer=token)
    assert answer.status_code == 401
    assert answer.json()["message"] == "The bearer token is missing, not valid, expired or revoked."
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_expires_after_its_time(server: Server) -> None:
    server.emulator.clock.advance(901)
    await refused(server, server.bearer)


async def test_a_revoked_token_is_refused_and_others_of_the_client_are_not(server: Server) -> None:
    """A4."""
    other = (await server.sign_in())["access_token"]
    assert (await server.call("POST", f"{TOKEN}/revoke", {"token": other})).status_code == 204
    await refused(server, other)
    assert (await server.call("GET", f"{API}/workspaces")).status_code == 200
    assert (await server.call("POST", f"{TOKEN}/revoke")).status_code == 204
    await refused(server, server.bearer)


async def test_nobody_revokes_the_tokens_of_others(server: Server) -> None:
    stranger, _ = await server.another_organization()
    assert (
        await server.call("POST", f"{TOKEN}/revoke", {"token": server.bearer}, bearer=stranger)
    ).status_code == 403
    assert (await server.call("GET", f"{API}/workspaces")).status_code == 200


async def test_a_disabled_client_loses_its_tokens_at_once(server: Server) -> None:
    await server.sql("UPDATE clients SET disabled = :yes WHERE id = :id", yes=True, id=server.client_id)
    await refused(server, server.bearer)
    answer = await server.http.post(
        TOKEN, json={"client_id": server.client_id, "client_secret": server.client_secret}
    )
    assert answer.status_code == 401


async def test_minting_a_scoped_token_makes_the_workspace_and_the_token_knows_it(server: Server) -> None:
    scoped = await server.scoped("acme")
    info = await server.call("GET", f"{SCOPED}/info", bearer=scoped)
    assert info.json()["workspace_name"] == "acme"
    assert info.json()["organization_id"] == server.organization_id
    named = await server.call("GET", f"{API}/workspaces?name_contains=acm")
    assert [one["id"] for one in named.json()["data"]] == [info.json()["workspace_id"]]
    assert (await server.call("GET", f"{SCOPED}/info")).status_code == 403


@ONE_DATABASE
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", SCOPED, {"workspace_name": "acme"}),
        ("GET", f"{API}/workspaces", None),
        ("POST", f"{API}/workspaces", {"name": "x"}),
        ("GET", f"{API}/workspaces/stats", None),
        ("PUT", f"{API}/oauth/credentials", {}),
        ("DELETE", f"{API}/oauth/credentials/connector_type/amazon-seller-partner", None),
        ("PUT", f"{API}/organization/kill-switch", {"stopped": True}),
    ],
)
async def test_a_scoped_token_may_do_nothing_for_the_organisation(
    server: Server, method: str, path: str, body: Any
) -> None:
    """A3."""
    answer = await server.call(method, path, body, bearer=await server.scoped("acme"))
    assert answer.status_code == 403


@ONE_DATABASE
async def test_no_endpoint_of_the_organisation_is_left_open_to_a_scoped_token(server: Server) -> None:
    """A3: all of them, whoever adds another."""
    scoped = await server.scoped("acme")
    own = [one for one in ENDPOINTS if one.access is Access.APPLICATION]
    assert len(own) >= 10
    for one in own:
        path = re.sub(r"\{\w+\}", str(uuid.uuid4()), one.path)
        answer = await server.call(one.method, path, {} if one.body else None, bearer=scoped)
        assert answer.status_code == 403, one


async def test_a_client_of_several_organisations_says_which_it_means(server: Server) -> None:
    async with server.services.database.write() as connection:
        second = await clients.add_organization(connection, "second", server.services.now())
        made = await clients.add_client(
            connection, "both", (server.organization_id, second), server.services.now()
        )
    token = await server.sign_in(*made)
    assert token["organization_id"] is None
    bare = await server.call("GET", f"{API}/workspaces", bearer=token["access_token"])
    assert bare.status_code == 400
    assert "specify target organization" in bare.json()["message"]
    named = await server.call(
        "GET", f"{API}/workspaces", bearer=token["access_token"], x_organization_id=second
    )
    assert named.status_code == 200
    assert (await server.sign_in(*made, **{"x-organization-id": second}))["organization_id"] == second


async def test_the_organisation_header_is_checked(server: Server) -> None:
    """A2."""
    _, foreign = await server.another_organization()
    assert (await server.call("GET", f"{API}/workspaces", x_organization_id=foreign)).status_code == 403
    assert (await server.call("GET", f"{API}/workspaces", x_organization_id="acme")).status_code == 422
    mine = server.organization_id
    assert (await server.call("GET", f"{API}/workspaces", x_organization_id=mine)).status_code == 200
    headers = [
        ("authorization", f"Bearer {server.bearer}"),
        ("x-organization-id", mine),
        ("x-organization-id", mine),
    ]
    assert (await server.http.get(f"{API}/workspaces", headers=headers)).status_code == 400


async def test_the_answer_with_a_token_says_that_keys_are_kept(server: Server) -> None:
    assert (await server.sign_in())["features"] == ["idempotency_keys", "checked_connectors", "jobs"]


WIDGET = f"{API}/account/applications/widget-token"


async def test_a_widget_token_works_for_its_workspace_from_its_origin_alone(server: Server) -> None:
    mine, other = await server.create(), await server.create(workspace_name="other")
    wanted = {"workspace_name": "acme", "allowed_origin": "https://yourapp.com/"}
    token = (await server.call("POST", WIDGET, wanted)).json()["token"]
    path = f"{API}/integrations/connectors"
    seen = await server.call("GET", f"{path}/{mine['id']}", bearer=token, origin="https://yourapp.com")
    assert seen.status_code == 200
    foreign = await server.call("GET", f"{path}/{other['id']}", bearer=token, origin="https://yourapp.com")
    assert foreign.status_code == 404
    for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
        refused = await server.call("GET", f"{path}/{mine['id']}", bearer=token, **headers)
        assert refused.status_code == 403
    assert (await server.call("POST", WIDGET, wanted, bearer=token)).status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        "yourapp.com",
        "http://yourapp.com",
        "https://yourapp.com/path",
        "https://a@b.c",
        "*",
        "null",
        "https://[x",
    ],
)
async def test_a_widget_token_needs_an_origin(server: Server, origin: str) -> None:
    answer = await server.call("POST", WIDGET, {"workspace_name": "acme", "allowed_origin": origin})
    assert answer.status_code == 422
    assert "allowed_origin" in answer.json()["message"]
