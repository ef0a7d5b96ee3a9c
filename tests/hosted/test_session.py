"""How the client calls a server: who it says it is, when it tries again, and how long it waits."""

from __future__ import annotations

import asyncio
import json

import httpx2
import pytest

from toolspan import (
    ConfigurationError,
    DeadlineExceeded,
    InvalidInput,
    NeedsReauthorization,
    NotFound,
    OutcomeUnknown,
    PermissionDenied,
    Policy,
    PolicyDenied,
    RateLimited,
    UpstreamError,
)
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.types import AirbyteAuthConfig

from .fake import CONNECTORS, LIST, TOKEN_PATH, URL, answer, problem, row, success

CREATE = ("reports", "create", {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"})


def told(status, code, message="said", **details):
    return problem(status, message, code, {"code": code, "retryable": False} | details)


async def test_the_organization_is_named_in_every_request(fake):
    async with fake.connect(organization_id="org-1") as connector:
        await connector.execute(*LIST)
    assert [request.headers["x-organization-id"] for request in fake.requests] == ["org-1"] * 3


async def test_without_an_organization_none_is_named(fake):
    async with fake.connect() as connector:
        await connector.execute(*LIST)
    assert not any("x-organization-id" in request.headers for request in fake.requests)


async def test_the_token_call_carries_no_token_and_the_others_carry_one(fake):
    async with fake.connect() as connector:
        await connector.execute(*LIST)
    assert ["authorization" in request.headers for request in fake.requests] == [False, True, True]


async def test_credentials_may_enter_the_environment_after_the_connector_is_made(fake, monkeypatch):
    given = {"airbyte_client_id": None, "airbyte_client_secret": None, "api_url": None}
    async with fake.connect(**given) as connector:
        with pytest.raises(ConfigurationError, match="TOOLSPAN_CLIENT_ID, TOOLSPAN_CLIENT_SECRET"):
            await connector.execute(*LIST)
        for name, value in {
            "AIRBYTE_CLIENT_ID": "late", "AIRBYTE_CLIENT_SECRET": fake.secret, "AIRBYTE_ORGANIZATION_ID": "org-9", "TOOLSPAN_API_URL": URL,
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        await connector.execute(*LIST)
    assert json.loads(fake.requests[0].content)["client_id"] == "late"
    assert fake.requests[-1].headers["x-organization-id"] == "org-9"


async def test_what_is_given_in_code_goes_before_the_environment(fake, monkeypatch):
    monkeypatch.setenv("AIRBYTE_CLIENT_ID", "other")
    monkeypatch.setenv("TOOLSPAN_API_URL", "https://elsewhere.example")
    async with fake.connect() as connector:
        await connector.execute(*LIST)
    assert json.loads(fake.requests[0].content)["client_id"] == "client-1"
    assert {request.url.host for request in fake.requests} == {"127.0.0.1"}


@pytest.mark.parametrize(
    "url",
    ["http://api.example", "ftp://x", "https://u:p@x", "https://x?y=1", "api.airbyte.ai", "https://x y"],
)
async def test_credentials_go_to_no_url_that_is_not_safe(fake, url):
    async with fake.connect(api_url=url) as connector:
        with pytest.raises(ConfigurationError, match="api_url"):
            await connector.execute(*LIST)
    assert fake.requests == []


def test_it_must_be_said_which_connector_is_meant(fake):
    with pytest.raises(ConfigurationError, match="No connector specified"):
        fake.connect(workspace_name=None)


@pytest.mark.parametrize(
    "option",
    [
        {"region": "DE"},
        {"config": {"region": "DE"}},
        {"seller_id": "A1"},
        {"base_url": URL},
        {"rate_limits": False},
    ],
)
def test_what_is_the_servers_to_decide_is_refused(fake, option):
    with pytest.raises(ConfigurationError, match=next(iter(option))):
        AmazonSellerPartnerConnector(fake.auth(workspace_name="acme"), **option)


@pytest.mark.parametrize("name", ["workspace_name", "customer_name", "external_user_id"])
async def test_a_workspace_may_be_named_by_its_older_names(fake, name):
    auth = fake.auth(**{name: "acme & söhne"})
    async with AmazonSellerPartnerConnector(
        auth, clock=fake.clock, transport=httpx2.MockTransport(fake)
    ) as connector:
        await connector.execute(*LIST)
    assert fake.of(CONNECTORS)[0].url.params["workspace_name"] == "acme & söhne"


async def test_a_connector_that_is_named_is_not_looked_up(fake):
    async with fake.connect(connector_id="c7") as connector:
        await connector.execute(*LIST)
    assert fake.of(CONNECTORS) == []
    assert fake.targets[-1] == f"{CONNECTORS}/c7/execute"


async def test_several_fitting_connectors_are_named_so_that_one_can_be_chosen(fake):
    fake.rows = [row("c1", "Mine"), row("c2", "Yours")]
    async with fake.connect() as connector:
        with pytest.raises(ConfigurationError, match=r'"Mine" .*id c1.*"Yours" .*id c2'):
            await connector.execute(*LIST)


async def test_connectors_of_another_kind_are_left_aside_even_if_the_server_lists_them(fake):
    fake.rows = [row("z", "Desk", "Zendesk", "00000000-0000-0000-0000-000000000000"), row("c1")]
    async with fake.connect() as connector:
        await connector.execute(*LIST)
    assert fake.targets[-1] == f"{CONNECTORS}/c1/execute"


async def test_a_connector_that_was_made_anew_is_found_again(fake):
    async with fake.connect() as connector:
        await connector.execute(*LIST)
        fake.rows = [row("c2")]
        fake.execute = lambda request: (
            success()
            if "/c2/" in request.url.path
            else problem(404, "There is no such connector.", "connector_not_found")
        )
        await connector.execute(*LIST)
    assert [request.url.path.split("/")[-2] for request in fake.of("/execute")] == ["c1", "c1", "c2"]


async def test_a_record_that_is_not_there_is_no_reason_to_look_the_connector_up_again(fake):
    fake.execute = lambda _: told(
        404, "not_found", "no such order", upstream={"status": 404, "code": "NotFound"}
    )
    async with fake.connect() as connector:
        with pytest.raises(NotFound, match="no such order"):
            await connector.execute("orders", "get", {"order_id": "1"})
    assert len(fake.of(CONNECTORS)) == 1


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, "connector_disabled", PermissionDenied),
        (409, "connector_needs_reauth", NeedsReauthorization),
        (404, "connector_not_found", NotFound),
    ],
)
async def test_the_state_of_a_connector_is_told_as_what_it_means(fake, status, code, kind):
    fake.execute = lambda _: problem(status, "Why, and what to do.", code)
    async with fake.connect(connector_id="c1", workspace_name=None) as connector:
        with pytest.raises(kind, match="what to do") as caught:
            await connector.execute(*LIST)
    assert caught.value.upstream_code == code


async def test_a_failed_look_up_is_not_kept(fake):
    replies = [problem(404, "There is no such workspace.", "workspace_not_found"), answer({"data": [row()]})]
    fake.lookup = lambda _: replies.pop(0)
    async with fake.connect() as connector:
        with pytest.raises(NotFound, match="no such workspace"):
            await connector.execute(*LIST)
        await connector.execute(*LIST)


async def test_a_wrong_call_is_refused_before_anything_is_sent(fake):
    async with fake.connect() as connector:
        with pytest.raises(InvalidInput, match="created_after"):
            await connector.execute("orders", "list", {"created_afer": "-3d"})
        with pytest.raises(NotFound, match="orders"):
            await connector.execute("order", "list")
    assert fake.requests == []


async def test_the_policy_holds_before_anything_is_sent(fake):
    async with fake.connect(policy=Policy(reads=["inventory.*"])) as connector:
        with pytest.raises(PolicyDenied):
            await connector.execute(*LIST)
    assert fake.requests == []


async def test_the_unchecked_door_leaves_everything_to_the_server(fake):
    async with fake.connect() as connector:
        await connector.execute("orders", "list", {"anything": [1]}, validate=False)
    assert fake.executed[0]["params"] == {"anything": [1]}


async def test_there_are_no_raw_calls_through_a_server(fake):
    async with fake.connect() as connector:
        with pytest.raises(ConfigurationError, match="raw"):
            await connector.raw("GET", "/orders/v0/orders")
    assert fake.requests == []


async def test_the_server_must_end_a_little_before_us(fake):
    async with fake.connect(timeout=10) as connector:
        await connector.execute(*LIST)
        await connector.execute(*LIST, timeout=1)
        await connector.execute(*LIST, timeout=None)
    assert [body.get("timeout_ms") for body in fake.executed] == [9_500, 950, None]


async def test_a_server_that_does_not_answer_is_given_up_on_in_time(fake):
    async def never(_):
        await asyncio.Event().wait()

    fake.execute = never
    async with fake.connect(timeout=0.05) as connector:
        with pytest.raises(DeadlineExceeded):
            await connector.execute(*LIST)


async def test_what_a_server_of_this_package_tells_is_not_tried_again(fake):
    fake.execute = lambda _: told(502, "upstream", "Amazon failed", retryable=True)
    async with fake.connect() as connector:
        with pytest.raises(UpstreamError, match="Amazon failed") as caught:
            await connector.execute(*LIST)
    assert caught.value.retryable
    assert len(fake.executed) == 1, "the server has tried three times already"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_write_whose_answer_is_lost_is_in_doubt_and_not_repeated(fake, status):
    fake.execute = lambda _: problem(status, "gateway")
    async with fake.connect() as connector:
        with pytest.raises(OutcomeUnknown):
            await connector.execute(*CREATE)
    assert len(fake.executed) == 1


async def test_a_write_that_was_refused_for_now_is_repeated(fake):
    replies = [problem(429, "later", retry_after="2"), success({"reportId": "1"})]
    fake.execute = lambda _: replies.pop(0)
    async with fake.connect() as connector:
        assert (await connector.execute(*CREATE)).one == {"reportId": "1"}


async def test_where_the_server_keeps_keys_a_write_is_repeated_with_the_same_key(fake):
    replies = [
        problem(502, "gateway"),
        problem(409, "under way", "in_flight", {"retryable": True, "retry_after": 1}, retry_after="1"),
        success({"reportId": "1"}),
    ]
    fake.token = lambda _: fake.new_token(features=["idempotency_keys"])
    fake.execute = lambda _: replies.pop(0)
    async with fake.connect() as connector:
        assert (await connector.execute(*CREATE)).one == {"reportId": "1"}
    assert len({request.headers["idempotency-key"] for request in fake.of("/execute")}) == 1


async def test_a_free_call_is_waited_for_where_time_allows(fake):
    replies = [
        told(429, "rate_limited", "the next is in 178 s", retryable=True, retry_after=178.0),
        success(({"orderId": "1"},)),
    ]
    fake.execute = lambda _: replies.pop(0)
    before = fake.clock.monotonic()
    async with fake.connect() as connector:
        assert [record async for record in connector.iterate(*LIST)] == [{"orderId": "1"}]
    assert fake.clock.monotonic() - before >= 178


async def test_a_wait_that_is_longer_than_the_timeout_is_told_at_once(fake):
    fake.execute = lambda _: told(429, "rate_limited", retryable=True, retry_after=178.0)
    async with fake.connect(timeout=30) as connector:
        with pytest.raises(RateLimited) as caught:
            await connector.execute(*LIST)
    assert caught.value.retry_after == 178
    assert len(fake.executed) == 1


async def test_a_report_that_outlasts_the_servers_patience_is_gone_on_with(fake):
    resume = {"entity": "reports", "action": "run", "params": {"report_id": "42"}}
    replies = [told(504, "timeout", retryable=True, retry_after=30.0, resume=resume), success(({"a": "1"},))]
    fake.execute = lambda _: replies.pop(0)
    async with fake.connect(timeout=300) as connector:
        page = await connector.execute("reports", "run", CREATE[2])
    assert page.data == [{"a": "1"}]
    assert [body["params"] for body in fake.executed][1] == {"report_id": "42"}


async def test_several_organizations_without_a_choice_is_said_so(fake):
    fake.lookup = lambda _: answer({"message": "You must specify target organization"}, 400)
    async with fake.connect() as connector:
        with pytest.raises(ConfigurationError) as caught:
            await connector.execute(*LIST)
    assert "organization_id" in caught.value.hint


async def test_the_errors_of_other_frameworks_are_read_too(fake):
    fake.execute = lambda _: answer(
        {"detail": [{"loc": ["body", "params"], "msg": "must be an object", "type": "t"}]}, 422
    )
    async with fake.connect() as connector:
        with pytest.raises(InvalidInput, match=r"body\.params: must be an object"):
            await connector.execute(*LIST)


async def test_a_token_without_a_token_is_an_error(fake):
    fake.token = lambda _: answer({"token_type": "bearer"})
    async with fake.connect() as connector:
        with pytest.raises(UpstreamError, match="usable access token"):
            await connector.execute(*LIST)
    assert len(fake.of(TOKEN_PATH)) == 1


def test_the_blocking_face_works_through_a_server_too(fake):
    fake.execute = lambda _: success(({"orderId": "1"},))
    with_sync = fake.connect().sync
    assert with_sync.orders.list(created_after="2026-11-01T00:00:00Z").one == {"orderId": "1"}
    with_sync.close()


def test_the_configuration_is_what_the_page_says():
    AirbyteAuthConfig(
        workspace_name="a", organization_id="b", airbyte_client_id="c", airbyte_client_secret="d" * 8
    )
