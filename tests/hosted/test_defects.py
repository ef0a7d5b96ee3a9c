"""What the peer's client gets wrong, each as a test of ours. Numbers are those of the list of its known defects."""

from __future__ import annotations

import asyncio
import gzip
import json
import pickle

import httpx2
import pytest

from toolspan import (
    AuthenticationError,
    ConfigurationError,
    HostedWorkspace,
    InvalidInput,
    NotFound,
    Policy,
    RateLimited,
    TooLarge,
    UpstreamError,
)
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector

from .fake import CANARY, CONNECTORS, LIST, TOKEN_PATH, answer, problem, success

PAGED = {
    "data": [{"id": "w1", "name": "first"}],
    "next": "https://elsewhere.example/api/v1/workspaces?cursor=two&limit=100",
}


async def test_1_a_connector_is_created_in_a_workspace_that_is_new(served):
    connector_id = await served.create("brand new")
    async with served.workspace("brand new") as workspace:
        assert [one.id for one in await workspace.list_connectors()] == [connector_id]


async def test_1_a_workspace_that_was_renamed_gets_no_empty_twin(served):
    async with served.workspace() as workspace:
        await workspace.update_workspace((await workspace.get_workspace()).id, name="acme gmbh")
        with pytest.raises(UpstreamError, match="belongs to the workspace now called"):
            await workspace.scoped_token()


async def test_2_bad_credentials_are_found_by_a_check(served):
    wrong = {**served.emulator.credentials, "refresh_token": f"Atzr|{CANARY}"}
    async with served.workspace() as workspace:
        connector_id = (await workspace.list_connectors())[0].id
        found = await workspace.check_connector(connector_id, credentials=wrong)
    assert not found.ok
    assert "refresh token" in found.error_message


@pytest.mark.parametrize(
    "metadata", [{"has_next_page": True, "end_cursor": "two"}, {"hasNextPage": True, "endCursor": "two"}, {"next_token": "two"}]
)  # fmt: skip
async def test_3_pagination_is_read_in_every_spelling(fake, metadata):
    fake.execute = lambda _: success(({"orderId": "1"},), **metadata)
    async with fake.connect() as connector:
        meta = (await connector.execute(*LIST)).meta
    assert (meta.has_more, meta.next_token, meta.model_extra) == (True, "two", {})
    assert meta.next_params == {"created_after": "2026-11-01T00:00:00Z", "pagination_token": "two"}


async def test_4_a_page_says_nothing_of_the_servers_own_ids(fake):
    async with fake.connect() as connector:
        page = await connector.execute(*LIST)
    assert "source_id" not in str(page.model_dump())
    assert "connector_instance_id" not in str(page.model_dump())


@pytest.mark.parametrize("body", [b"", b"   ", b"<html>", b"[]", b"null", b'{"status": "succ', b"\xff\xfe"])
async def test_5_a_success_without_a_usable_body_is_an_error(fake, body):
    fake.execute = lambda _: answer(body)
    async with fake.connect() as connector:
        with pytest.raises(UpstreamError):
            await connector.execute(*LIST)


async def test_6_credentials_are_rotated_in_place(served):
    async with served.workspace() as workspace, served.connect() as connector:
        connector_id = (await workspace.list_connectors())[0].id
        await connector.execute("marketplaces", "list")
        fresh = served.emulator.rotate_secret()
        served.emulator.revoke_access_tokens()
        await workspace.update_connector(connector_id, credentials={"lwa_client_secret": fresh})
        assert (await connector.execute("marketplaces", "list")).data
        assert (await workspace.get_connector(connector_id)).state == "active"


async def test_6_a_write_carries_a_key_and_a_read_none(fake):
    fake.execute = lambda _: success({"reportId": "1"})
    async with fake.connect() as connector:
        await connector.execute("reports", "create", {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"})
        await connector.execute(*LIST)
    write, read = fake.of("/execute")
    assert len(write.headers["idempotency-key"]) == 32
    assert "idempotency-key" not in read.headers


async def test_7_a_crowd_of_first_callers_asks_for_one_token_and_one_connector(fake):
    async with fake.connect() as connector:
        await asyncio.gather(*(connector.execute(*LIST) for _ in range(20)))
    assert (len(fake.of(TOKEN_PATH)), len(fake.of(CONNECTORS)), len(fake.executed)) == (1, 1, 20)


async def test_8_a_token_is_used_as_long_as_the_server_says(fake):
    fake.lasts = 120
    async with fake.connect(timeout=None) as connector:
        for pause in (0, 30, 20, 80):
            fake.clock.advance(pause)
            await connector.execute(*LIST)
            await asyncio.sleep(0.01)
    used = [request.headers["authorization"].rpartition("-")[2] for request in fake.of("/execute")]
    assert used == ["1", "1", "1", "2"]


async def test_8_a_token_that_lives_a_second_is_not_used_after_it(fake):
    fake.lasts = 1
    async with fake.connect() as connector:
        await connector.execute(*LIST)
        fake.clock.advance(5)
        await connector.execute(*LIST)
    first, second = (request.headers["authorization"] for request in fake.of("/execute"))
    assert first != second


async def test_9_a_refused_token_is_renewed_once(fake):
    fake.execute = lambda request: (
        success()
        if request.headers["authorization"].endswith("-2")
        else problem(401, "The token has expired.")
    )
    async with fake.connect() as connector:
        await asyncio.gather(*(connector.execute(*LIST) for _ in range(10)))
    assert len(fake.of(TOKEN_PATH)) == 2


async def test_9_a_server_that_refuses_every_token_is_not_asked_for_ever(fake):
    fake.execute = lambda _: problem(401, "no")
    async with fake.connect() as connector:
        with pytest.raises(AuthenticationError):
            await connector.execute(*LIST)
    assert (len(fake.of(TOKEN_PATH)), len(fake.executed)) == (2, 2)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_10_a_read_is_tried_again_after_a_passing_failure(fake, status):
    replies = [problem(status, "not now", retry_after="3"), success(({"orderId": "1"},))]
    fake.execute = lambda _: replies.pop(0)
    before = fake.clock.monotonic()
    async with fake.connect() as connector:
        page = await connector.execute(*LIST)
    assert page.one["orderId"] == "1"
    assert fake.clock.monotonic() - before >= 3


async def test_10_tries_come_to_an_end(fake):
    fake.execute = lambda _: problem(429, "too many", retry_after="1")
    async with fake.connect() as connector:
        with pytest.raises(RateLimited) as caught:
            await connector.execute(*LIST)
    assert caught.value.retry_after == 1
    assert len(fake.executed) == 3


@pytest.mark.parametrize(
    "body",
    [
        {"status": "error", "result": [], "message": "it failed"},
        {"status": "success"},
        {"status": "success", "result": "text"},
        {"status": "success", "result": [], "connector_metadata": ["x"]},
        {"status": "success", "result": [], "connector_metadata": {"warnings": 7}},
        {"message": "it failed"},
    ],
)
async def test_11_what_is_no_success_is_never_an_empty_page(fake, body):
    fake.execute = lambda _: answer(body)
    async with fake.connect() as connector:
        with pytest.raises(UpstreamError):
            await connector.execute(*LIST)


async def test_12_a_workspace_on_the_second_page_is_found_and_the_token_goes_to_no_other_host(fake):
    pages = [PAGED, {"data": [{"id": "w2", "name": "acme"}], "next": None}]
    fake.other = lambda _: answer(pages.pop(0))
    async with HostedWorkspace(
        "acme", fake.auth(), clock=fake.clock, transport=httpx2.MockTransport(fake)
    ) as workspace:
        assert (await workspace.get_workspace()).id == "w2"
    assert {request.url.host for request in fake.requests} == {"127.0.0.1"}
    assert "cursor=two" in fake.targets[-1]


async def test_12_pages_that_form_a_loop_are_not_read_for_ever(fake):
    fake.other = lambda _: answer(PAGED)
    async with HostedWorkspace(
        "acme", fake.auth(), clock=fake.clock, transport=httpx2.MockTransport(fake)
    ) as workspace:
        with pytest.raises(UpstreamError, match="loop"):
            await workspace.list_workspaces()


@pytest.mark.parametrize(
    ("given", "segment"),
    [
        ("../../account/applications/token", "..%2F..%2Faccount%2Fapplications%2Ftoken"),
        ("a?x=1#", "a%3Fx%3D1%23"),
        ("..", "%2E%2E"),
        ("a%2Fb", "a%252Fb"),
        ("a\\b c", "a%5Cb%20c"),
    ],
)
async def test_13_an_id_is_one_segment_whatever_it_holds(fake, given, segment):
    async with fake.connect(workspace_name=None, connector_id=given) as connector:
        await connector.execute(*LIST)
    assert fake.targets[-1] == f"{CONNECTORS}/{segment}/execute"


@pytest.mark.parametrize(
    "show", [repr, str, vars, lambda c: c.model_dump(), lambda c: c.model_dump_json(), dict]
)
def test_14_credentials_do_not_show_themselves(fake, show):
    assert CANARY not in f"{show(fake.auth())!r} {show(fake.auth())}"


def test_14_credentials_cannot_be_taken_along(fake):
    with pytest.raises(TypeError):
        pickle.dumps(fake.auth())


@pytest.mark.parametrize(
    "wrong",
    [
        {"airbyte_client_secret": f"{CANARY}\nx"},
        {"airbyte_client_secrets": CANARY},
        {"airbyte_client_id": [CANARY]},
    ],
)
def test_14_a_wrong_credential_is_refused_without_being_shown(fake, wrong):
    with pytest.raises(ConfigurationError) as caught:
        fake.auth(**wrong)
    assert CANARY not in f"{caught.value!r} {caught.value}"


async def test_15_an_answer_is_not_copied_into_an_error(fake):
    fake.execute = lambda request: answer(
        {
            "message": f"bad token {request.headers['authorization']}",
            "stacktrace": "x" * 100_000,
            "errors": "?",
        },
        422,
    )
    async with fake.connect() as connector:
        with pytest.raises(InvalidInput) as caught:
            await connector.execute(*LIST)
    assert "bad token" in caught.value.message
    assert CANARY not in f"{caught.value.to_dict()} {caught.value!r}"
    assert len(json.dumps(caught.value.to_dict())) < 2_500


async def test_15_the_clients_secret_is_masked_where_the_server_repeats_it(fake):
    fake.token = lambda request: problem(401, f"refused: {request.content.decode()}", "unauthorized")
    async with fake.connect() as connector:
        with pytest.raises(AuthenticationError, match="client id or the client secret") as caught:
            await connector.execute(*LIST)
    assert CANARY not in str(caught.value.to_dict())


async def test_16_a_bomb_in_an_answer_is_not_unpacked(fake):
    bomb = gzip.compress(b'{"result": "' + bytes(40 * 2**20) + b'"}', compresslevel=9)
    fake.execute = lambda _: httpx2.Response(
        200,
        stream=httpx2.ByteStream(bomb),
        headers={"content-encoding": "gzip", "content-type": "application/json"},
    )
    async with fake.connect() as connector:
        with pytest.raises(TooLarge):
            await connector.execute(*LIST)


@pytest.mark.parametrize("where", ["token", "lookup", "execute"])
async def test_17_no_redirect_is_followed(fake, where):
    setattr(fake, where, lambda _: answer(b"", 307, location="https://elsewhere.example/"))
    async with fake.connect() as connector:
        with pytest.raises(UpstreamError, match="redirect"):
            await connector.execute(*LIST)
    assert {request.url.host for request in fake.requests} == {"127.0.0.1"}


async def test_18_nobody_but_the_server_is_told_of_anything(fake):
    async with fake.connect(policy=Policy()) as connector:
        await connector.execute(*LIST)
    assert {request.url.host for request in fake.requests} == {"127.0.0.1"}
    assert len(fake.requests) == 3


def test_nothing_is_asked_before_the_first_call(fake):
    fake.connect().tools("langchain")
    AmazonSellerPartnerConnector(fake.auth(workspace_name="acme"), transport=httpx2.MockTransport(fake))
    HostedWorkspace("acme", fake.auth(), transport=httpx2.MockTransport(fake))
    assert fake.requests == []


async def test_a_workspace_without_a_fitting_connector_says_what_it_has(fake):
    fake.rows = []
    replies = [
        answer({"data": []}),
        answer(
            {"data": [{"id": "z9", "name": "Help desk", "summarized_source_template": {"name": "Zendesk"}}]}
        ),
    ]
    fake.lookup = lambda _: replies.pop(0)
    async with fake.connect() as connector:
        with pytest.raises(NotFound, match=r'"Help desk" \(Zendesk, id z9\)'):
            await connector.execute(*LIST)
