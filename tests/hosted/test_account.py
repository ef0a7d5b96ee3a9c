"""Whose client calls which server: one family of variables, never mixed, and no secret to a host that nobody named."""

from __future__ import annotations

import json

import httpx2
import pytest

from toolspan import AirbyteAuthConfig, ConfigurationError, HostedWorkspace, UpstreamError, connect
from toolspan.hosted.session import account_of

from .fake import CANARY, LIST, URL, FakeServer

OURS = {"TOOLSPAN_CLIENT_ID": "ours", "TOOLSPAN_CLIENT_SECRET": f"{CANARY}-ours"}
PAGE = {"AIRBYTE_CLIENT_ID": "page", "AIRBYTE_CLIENT_SECRET": f"{CANARY}-page"}
SERVER = {"TOOLSPAN_API_URL": "https://toolspan.example"}
AIRBYTE = "https://api.airbyte.ai"


def account(environment, **given):
    found = account_of(AirbyteAuthConfig(**given), environment)
    return (
        found.client_id,
        found.client_secret.removeprefix(f"{CANARY}-"),
        found.organization_id,
        found.api_url,
    )


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        (OURS | SERVER, ("ours", "ours", None, "https://toolspan.example")),
        (PAGE, ("page", "page", None, AIRBYTE)),
        (PAGE | SERVER, ("page", "page", None, "https://toolspan.example")),
        (OURS | PAGE | SERVER, ("ours", "ours", None, "https://toolspan.example")),
        (OURS | SERVER | {"TOOLSPAN_ORGANIZATION_ID": "o1", "AIRBYTE_ORGANIZATION_ID": "o2"}, ("ours", "ours", "o1", "https://toolspan.example")),
        (OURS | SERVER | {"AIRBYTE_ORGANIZATION_ID": "o2"}, ("ours", "ours", None, "https://toolspan.example")),
        (PAGE | {"AIRBYTE_ORGANIZATION_ID": "o2"}, ("page", "page", "o2", AIRBYTE)),
        (PAGE | {"TOOLSPAN_CLIENT_ID": "", "TOOLSPAN_CLIENT_SECRET": " "}, ("page", "page", None, AIRBYTE)),
    ],
    ids=["ours", "the page's", "the page's, own server", "both", "our organization", "no foreign organization", "the page's organization", "empty ones are none"],
)  # fmt: skip
def test_id_secret_and_organization_come_from_one_family_and_ours_goes_first(environment, found):
    assert account(environment) == found


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "TOOLSPAN_CLIENT_ID, TOOLSPAN_CLIENT_SECRET not set"),
        ({"TOOLSPAN_CLIENT_ID": "ours"} | PAGE | SERVER, "TOOLSPAN_CLIENT_SECRET not set"),
        ({"TOOLSPAN_CLIENT_SECRET": CANARY} | PAGE | SERVER, "TOOLSPAN_CLIENT_ID not set"),
        ({"TOOLSPAN_CLIENT_ID": "ours", "AIRBYTE_CLIENT_SECRET": CANARY} | SERVER, "TOOLSPAN_CLIENT_SECRET not set"),
        ({"TOOLSPAN_ORGANIZATION_ID": "o1"} | PAGE, "TOOLSPAN_CLIENT_ID, TOOLSPAN_CLIENT_SECRET not set"),
        ({"AIRBYTE_CLIENT_ID": "page"} | SERVER, "AIRBYTE_CLIENT_SECRET not set"),
        (OURS | {"TOOLSPAN_CLIENT_SECRET": ""} | PAGE | SERVER, r"TOOLSPAN_CLIENT_SECRET not set \(empty\)"),
    ],
)  # fmt: skip
def test_half_a_client_is_refused_and_never_completed_by_the_other_family(environment, named):
    with pytest.raises(ConfigurationError, match=named) as caught:
        account(environment)
    assert caught.value.hint
    assert CANARY not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    ("environment", "given"),
    [
        (OURS, {}),
        (OURS | PAGE, {}),
        (OURS | {"TOOLSPAN_API_URL": ""}, {}),
        (PAGE | {"TOOLSPAN_API_URL": " "}, {}),
        ({"TOOLSPAN_CLIENT_SECRET": CANARY}, {"airbyte_client_id": "given"}),
        ({"TOOLSPAN_CLIENT_ID": "ours"}, {"airbyte_client_secret": CANARY}),
        ({"TOOLSPAN_ORGANIZATION_ID": "o1"}, {"airbyte_client_id": "given", "airbyte_client_secret": CANARY}),
    ],
)
def test_with_our_names_or_an_empty_url_no_server_is_assumed(environment, given):
    with pytest.raises(ConfigurationError, match="TOOLSPAN_API_URL is"):
        account(environment, **given)


def test_what_is_given_goes_before_either_family():
    given = {"airbyte_client_id": "given", "airbyte_client_secret": f"{CANARY}-given"}
    assert account({}, **given) == ("given", "given", None, AIRBYTE)
    assert account(OURS | PAGE | SERVER, **given) == ("given", "given", None, "https://toolspan.example")
    assert account(OURS, api_url="https://mine.example")[3] == "https://mine.example"
    assert (
        account(PAGE | {"TOOLSPAN_API_URL": ""}, api_url="https://mine.example")[3] == "https://mine.example"
    )


def opened(door, transport):
    if door == "workspace":
        return HostedWorkspace.from_env("acme", transport=transport)
    return connect(door, workspace_name="acme", transport=transport)


async def called(door, client):
    return await (client.list_connectors() if door == "workspace" else client.execute(*LIST))


@pytest.fixture
def anywhere(fake):
    """A network in which every host answers, so that a request to the wrong one is seen."""
    return httpx2.MockTransport(fake)


@pytest.mark.parametrize("door", ["amazon-seller-partner", "another-connector", "workspace"])
async def test_no_door_sends_our_client_anywhere_before_a_server_is_named(
    door, fake: FakeServer, anywhere, monkeypatch
):
    for name, value in (OURS | PAGE).items():
        monkeypatch.setenv(name, value)
    fake.rows[0]["summarized_source_template"] |= {"name": door} if door == "another-connector" else {}
    async with opened(door, anywhere) as client:
        with pytest.raises(ConfigurationError, match="TOOLSPAN_API_URL is not set"):
            await called(door, client)
        assert fake.requests == []
        monkeypatch.setenv("TOOLSPAN_API_URL", URL)
        await called(door, client)
    assert {request.url.host for request in fake.requests} == {"127.0.0.1"}
    assert json.loads(fake.requests[0].content)["client_id"] == "ours"


@pytest.mark.parametrize("door", ["amazon-seller-partner", "another-connector", "workspace"])
async def test_a_server_that_cannot_be_reached_is_named(door, monkeypatch):
    for name, value in (OURS | {"TOOLSPAN_API_URL": "http://127.0.0.1:9"}).items():
        monkeypatch.setenv(name, value)
    async with opened(door, None) as client:
        with pytest.raises(UpstreamError, match=r"refused \(127\.0\.0\.1:9\)") as caught:
            await called(door, client)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("door", ["blocking connector", "blocking workspace"])
def test_the_blocking_faces_name_no_server_by_themselves_either(
    door, fake: FakeServer, anywhere, monkeypatch
):
    for name, value in OURS.items():
        monkeypatch.setenv(name, value)
    workspace = opened("workspace", anywhere).sync
    connector = opened("amazon-seller-partner", anywhere).sync
    with pytest.raises(ConfigurationError, match="TOOLSPAN_API_URL is not set"):
        workspace.list_connectors() if door == "blocking workspace" else connector.execute(*LIST)
    assert fake.requests == []


def test_a_workspace_takes_a_server_beside_its_configuration_but_not_two(fake):
    auth = AirbyteAuthConfig(airbyte_client_id="a", airbyte_client_secret=CANARY)
    assert HostedWorkspace("acme", auth, api_url=URL)._session.base_url == URL
    with pytest.raises(ConfigurationError, match="Two servers"):
        HostedWorkspace("acme", fake.auth(), api_url="https://elsewhere.example")
