"""Running an application on a server: connectors, tokens and workspaces."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from toolspan import (
    ConfigurationError,
    HostedWorkspace,
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    UpstreamError,
)
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig

from .fake import CANARY, answer, problem

KIND = "amazon-seller-partner"
START = {"replication_start_date": "2025-01-01T00:00:00Z"}


@pytest.fixture
async def workspace(served):
    async with served.workspace() as made:
        yield made


@pytest.fixture
def faked(fake):
    return HostedWorkspace("acme", fake.auth(), clock=fake.clock, transport=httpx2.MockTransport(fake))


async def test_a_connector_is_created_shown_changed_and_deleted(served, workspace):
    credentials = AmazonSellerPartnerAuthConfig(**served.emulator.credentials)
    created = await workspace.create_connector(
        "Amazon Seller Partner", credentials=credentials, replication_config=START, environment={"region": "US"}, name="Second"
    )  # fmt: skip
    assert (created.name, created.state, created.region) == ("Second", "active", "US")
    assert created.replication_config == START
    shown = await workspace.get_connector(created.id)
    assert shown == created
    changed = await workspace.update_connector(
        created.id, name="Third", entities=[{"entity": "orders", "modes": ["read"]}]
    )
    assert (changed.name, changed.replication_config) == ("Third", START)
    assert {one.name for one in await workspace.list_connectors()} >= {"Third"}
    workspace.timeout = None  # the clock stands still while the server empties its log
    job = await workspace.delete_connector(created.id, wait=True)
    assert (job.ended, job.status) == (True, "succeeded")
    with pytest.raises(NotFound):
        await workspace.get_connector(created.id)


async def test_what_the_owner_of_a_connector_allows_holds_at_the_server(served, workspace):
    connector_id = (await workspace.list_connectors())[0].id
    await workspace.update_connector(connector_id, entities=[{"entity": "inventory", "modes": ["read"]}])
    async with served.connect() as connector:
        assert (await connector.execute("inventory", "list")).data
        with pytest.raises(Exception, match="policy") as caught:
            await connector.execute("orders", "list", {"created_after": "-3d"})
    assert caught.value.code == "policy_denied"


async def test_a_check_that_succeeds_says_so(workspace):
    found = await workspace.check_connector((await workspace.list_connectors())[0].id)
    assert found.ok


async def test_what_was_done_is_written_down(workspace):
    connector_id = (await workspace.list_connectors())[0].id
    await workspace.update_connector(connector_id, name="Renamed")
    events = await workspace.audit_events(connector_id, limit=10)
    assert [event.action for event in events[:2]] == ["connector.update", "connector.create"]


async def test_a_wrong_field_is_named(served, workspace):
    with pytest.raises(InvalidInput, match="replication_start_date"):
        await workspace.create_connector(
            KIND,
            credentials=served.emulator.credentials,
            replication_config={"replication_start_date": "last year"},
        )


async def test_an_unknown_kind_of_connector_is_refused(workspace):
    with pytest.raises(NotFound, match="connector type"):
        await workspace.create_connector(
            "zendesk",
            credentials={"lwa_app_id": "a" * 9, "lwa_client_secret": "b" * 9, "refresh_token": "c" * 9},
        )


async def test_a_scoped_token_is_for_one_workspace(workspace):
    token = await workspace.scoped_token()
    info = await workspace.scoped_token_info(token)
    assert info.workspace_name == "acme"
    assert info.workspace_id == (await workspace.get_workspace()).id
    assert token.token.get_secret_value() not in f"{token!r} {token.model_dump_json()}"


async def test_workspaces_are_listed_changed_and_deleted(served, workspace):
    for number in range(3):
        async with served.workspace(f"tenant {number}") as one:
            await one.scoped_token()
    found = await workspace.list_workspaces(name_contains="tenant")
    assert [one.name for one in found] == ["tenant 0", "tenant 1", "tenant 2"]
    assert (await workspace.update_workspace(found[0].id, status="inactive")).status == "inactive"
    assert len(await workspace.list_workspaces(name_contains="tenant", status="active")) == 2
    await workspace.delete_workspace(found[1].id)
    with pytest.raises(NotFound):
        await workspace.get_workspace(found[1].id)


async def test_a_workspace_that_does_not_exist_is_said_so(served):
    async with served.workspace("nobody") as nobody:
        with pytest.raises(NotFound, match="nobody"):
            await nobody.get_workspace()


async def test_the_environment_names_the_client(served, monkeypatch):
    workspace = HostedWorkspace.from_env("acme")
    with pytest.raises(ConfigurationError, match="TOOLSPAN_CLIENT_ID"):
        await workspace.list_connectors()
    for name, value in served.environment.items():
        monkeypatch.setenv(name, value)
    async with workspace:
        assert len(await workspace.list_connectors()) == 1


def test_the_blocking_face_has_the_same_methods(faked, fake):
    fake.other = lambda _: answer({"data": [{"id": "w", "name": "acme"}]})
    sync = faked.sync
    assert sync.get_workspace().id == "w"
    assert sync.name == "acme"
    assert {"create_connector", "initiate_oauth", "connector_id_from_callback"} <= set(dir(sync))
    sync.close()


async def test_leaving_the_blocking_face_closes_its_connections(served):
    def script():
        workspace = served.workspace()
        with workspace.sync as sync:
            assert len(sync.list_connectors()) == 1
            opened = [wire for wire, _ in workspace._session._sender._http._by_loop.values()]
        assert [wire._client.is_closed for wire in opened] == [True]
        assert not workspace._session._sender._http._by_loop
        with served.connect().sync as rows:
            assert rows.marketplaces.list().data

    await asyncio.to_thread(script)


async def test_a_creation_whose_answer_is_lost_is_in_doubt_and_not_repeated(faked, fake):
    fake.other = lambda _: problem(502, "gateway")
    async with faked:
        with pytest.raises(OutcomeUnknown, match=r"connectors\.create") as caught:
            await faked.create_connector(KIND, credentials={"refresh_token": f"Atzr|{CANARY}"})
    assert "list the connectors" in caught.value.hint
    assert len(fake.of("/connectors")) == 1


async def test_credentials_that_a_server_repeats_are_masked(faked, fake):
    fake.other = lambda request: problem(422, f"refused {request.content.decode()}")
    async with faked:
        with pytest.raises(InvalidInput) as caught:
            await faked.create_connector(KIND, credentials={"refresh_token": f"{CANARY}-refresh"})
    assert "refused" in caught.value.message
    assert CANARY not in str(caught.value.to_dict())


async def test_an_answer_without_what_it_must_hold_is_an_error(faked, fake):
    fake.other = lambda _: answer({"name": "only"})
    async with faked:
        with pytest.raises(UpstreamError, match="id"):
            await faked.get_connector("c1")


async def test_fields_of_newer_servers_are_kept(faked, fake):
    fake.other = lambda _: answer({"id": "c1", "name": "x", "shade": "blue"})
    async with faked:
        assert (await faked.get_connector("c1")).shade == "blue"


async def test_a_widget_token_is_made(workspace):
    token = await workspace.widget_token("https://yourapp.com")
    assert token.token.get_secret_value().count(".") == 2


async def test_new_credentials_are_tried_before_they_take_the_place_of_the_old(workspace):
    connector = (await workspace.list_connectors())[0]
    tried = await workspace.check_connector(connector.id, credentials={"refresh_token": "Atzr|wrong"})
    assert not tried.ok
    assert (await workspace.check_connector(connector.id)).ok
