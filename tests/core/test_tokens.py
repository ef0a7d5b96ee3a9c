"""One token request however many callers; renewed in time; never a hang, never a loop."""

from __future__ import annotations

import asyncio

import pytest

from toolspan import AuthenticationError, DeadlineExceeded, NeedsReauthorization, ToolspanError, UpstreamError
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.contract import Token
from toolspan.transport.tokens import MemoryTokenStore, TokenProvider

CALL = ("orders", "list", {"created_after": "2026-11-01T00:00:00Z"})
MANY = 100


async def many(connector, count=MANY):
    return await asyncio.gather(*(connector.execute(*CALL) for _ in range(count)))


async def test_many_cold_callers_make_one_token_request(offline, amazon):
    assert len(await many(offline)) == MANY
    assert len(amazon.token_requests) == 1


async def test_many_callers_at_expiry_make_one_token_request(offline, amazon, clock):
    amazon.api = amazon.guarded
    await many(offline, 1)
    clock.advance(3601)
    await many(offline)
    assert len(amazon.token_requests) == 2
    assert len(amazon.requests) == MANY + 1


@pytest.mark.parametrize("refusal", ["401", "expired", "expired in message", "revoked"])
async def test_many_refused_callers_make_one_token_request(offline, amazon, refusal):
    bodies = {
        "401": (401, {"errors": [{"code": "Unauthorized", "message": "m"}]}),
        "expired": (
            403,
            {"errors": [{"code": "Unauthorized", "details": "The access token you provided has expired."}]},
        ),
        "expired in message": (
            403,
            {"errors": [{"code": "Unauthorized", "message": "Access token has expired."}]},
        ),
        "revoked": (
            403,
            {"errors": [{"details": "The access token you provided is revoked, malformed or invalid."}]},
        ),
    }
    status, body = bodies[refusal]
    await many(offline, 1)
    old, amazon.valid = amazon.valid, None
    amazon.api = lambda r: (
        amazon.json(body, status) if r.headers["x-amz-access-token"] == old else amazon.json({"orders": []})
    )
    assert len(await many(offline)) == MANY
    assert len(amazon.token_requests) == 2


async def test_over_a_socket_many_cold_callers_make_one_token_request(connect, emulator):
    async with connect(rate_limits=False) as connector:
        emulator.limits.enabled = False
        await many(connector, 50)
    assert len(emulator.requests.matching(operation="token")) == 1


async def test_a_token_that_expires_on_the_way_is_renewed_and_the_call_repeated_once(connector, emulator):
    await connector.execute(*CALL)
    emulator.expire_access_tokens()
    await connector.execute(*CALL)
    assert [request.status for request in emulator.requests.matching(operation="searchOrders")] == [
        200,
        403,
        200,
    ]
    assert len(emulator.requests.matching(operation="token")) == 2


@pytest.mark.parametrize("status", [401, 403])
async def test_a_server_that_refuses_every_token_ends_in_an_error(offline, amazon, status):
    amazon.api = lambda _: amazon.json(
        {"errors": [{"details": "The access token you provided has expired."}]}, status
    )
    results = await asyncio.gather(*(offline.execute(*CALL) for _ in range(5)), return_exceptions=True)
    assert {type(result) for result in results} == {AuthenticationError}
    assert len(amazon.requests) == 10


async def test_a_missing_role_is_not_taken_for_an_old_token(offline, amazon):
    amazon.api = lambda _: amazon.json(
        {"errors": [{"code": "Unauthorized", "message": "denied", "details": ""}]}, 403
    )
    with pytest.raises(ToolspanError, match="denies access"):
        await offline.execute(*CALL)
    assert len(amazon.token_requests) == len(amazon.requests) == 1


async def test_a_stale_access_token_falls_back_to_the_refresh_token(wired, amazon, secrets):
    amazon.api = amazon.guarded
    auth = AmazonSellerPartnerAuthConfig(lwa_app_id="app", **secrets)
    await many(wired(auth_config=auth, rate_limits=False), 20)
    assert len(amazon.token_requests) == 1
    assert amazon.requests[0].headers["x-amz-access-token"] == secrets["access_token"]


async def test_a_good_access_token_is_used_without_asking_for_another(wired, amazon, secrets):
    await many(
        wired(auth_config=AmazonSellerPartnerAuthConfig(lwa_app_id="app", **secrets), rate_limits=False), 3
    )
    assert not amazon.token_requests


async def test_a_refused_refresh_token_is_not_retried_and_asks_for_consent(offline, amazon):
    amazon.lwa = lambda _: amazon.json({"error": "invalid_grant", "error_description": "expired"}, 400)
    with pytest.raises(NeedsReauthorization, match="authorize") as caught:
        await offline.execute(*CALL)
    assert not caught.value.retryable
    assert len(amazon.token_requests) == 1
    assert not amazon.requests


@pytest.mark.parametrize(
    "code", ["invalid_client", "unauthorized_client", "invalid_scope", "access_denied", "what_is_this"]
)
async def test_a_refused_application_is_an_authentication_error(offline, amazon, code):
    amazon.lwa = lambda _: amazon.json({"error": code}, 401)
    with pytest.raises(AuthenticationError) as caught:
        await offline.execute(*CALL)
    assert caught.value.upstream_code == code
    assert len(amazon.token_requests) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_failing_token_endpoint_is_asked_three_times(offline, amazon, status):
    amazon.lwa = lambda _: amazon.json({"error": "server_error"}, status)
    with pytest.raises(UpstreamError) as caught:
        await offline.execute(*CALL)
    assert caught.value.retryable
    assert len(amazon.token_requests) == 3


async def test_a_token_endpoint_that_recovers_goes_unnoticed(offline, amazon):
    amazon.lwa = lambda _: amazon.token() if len(amazon.token_requests) == 3 else amazon.json({}, 503)
    assert (await offline.execute(*CALL)).data == []


async def test_a_valid_token_is_used_while_its_renewal_fails(offline, amazon, clock):
    await many(offline, 1)
    clock.advance(3590)
    amazon.lwa = lambda _: amazon.json({}, 500)
    await many(offline, 10)
    assert len(amazon.requests) == 11
    amazon.lwa = lambda _: amazon.token()
    clock.advance(20)
    await many(offline, 10)
    assert amazon.requests[-1].headers["x-amz-access-token"] == amazon.valid


async def test_no_call_waits_for_a_renewal_that_hangs_while_the_token_is_valid(offline, amazon, clock):
    await many(offline, 1)
    clock.advance(3590)
    amazon.lwa = lambda _: asyncio.Event().wait()
    await many(offline, 3)
    assert len(amazon.requests) == 4
    assert len(amazon.token_requests) == 2


async def test_a_token_request_that_hangs_ends_with_the_callers_time(offline, amazon):
    amazon.lwa = lambda _: asyncio.Event().wait()
    with pytest.raises(DeadlineExceeded, match="access token"):
        await offline.execute(*CALL, timeout=0.01)


async def test_a_renewal_that_hangs_ends_with_the_callers_time(offline, amazon):
    amazon.api = lambda _: amazon.json({}, 401)
    await asyncio.gather(offline.execute(*CALL), return_exceptions=True)
    amazon.lwa = lambda _: asyncio.Event().wait()
    with pytest.raises(DeadlineExceeded, match="access token"):
        await offline.execute(*CALL, timeout=0.01)


async def test_a_wall_clock_that_jumps_does_not_matter(offline, amazon, clock):
    await many(offline, 1)
    for jump in (7_200, -14_400):
        clock.step_wall(jump)
        await offline.execute("orders", "list", {"created_after": "-5d"})
    assert len(amazon.token_requests) == 1


@pytest.mark.parametrize("asynchronous", [False, True])
async def test_each_new_token_is_told_once(wired, amazon, clock, asynchronous):
    told: list[Token] = []

    async def tell(token):
        await asyncio.sleep(0)
        told.append(token)

    connector = wired(on_token_refresh=tell if asynchronous else told.append, rate_limits=False)
    await many(connector, 5)
    clock.advance(4000)
    await many(connector, 5)
    assert [token.value for token in told] == [
        request.headers["x-amz-access-token"] for request in amazon.requests[::5]
    ]
    assert told[0].expires_in == 3600


async def test_a_callback_that_fails_is_heard_of_and_the_token_is_kept(wired, amazon):
    def fail(_):
        raise RuntimeError("disk full")

    connector = wired(on_token_refresh=fail)
    with pytest.raises(RuntimeError, match="disk full"):
        await connector.execute(*CALL)
    await connector.execute(*CALL)
    assert len(amazon.token_requests) == 1


async def test_a_shared_store_saves_the_second_connector_its_request(wired, amazon, clock):
    store = MemoryTokenStore(clock)
    for _ in range(3):
        await wired(token_store=store).execute(*CALL)
    assert len(amazon.token_requests) == 1


async def test_a_stored_token_that_is_refused_is_replaced_for_all(wired, amazon, clock):
    amazon.api = amazon.guarded
    first, second = (wired(token_store=store, rate_limits=False) for store in [MemoryTokenStore(clock)] * 2)
    await many(first, 1)
    await many(second, 1)
    amazon.valid = None
    await many(first)
    await many(second)
    assert len(amazon.token_requests) == 2


@pytest.mark.parametrize("broken", ["load", "save"])
async def test_a_broken_store_does_not_break_a_call(wired, amazon, broken):
    class Store:
        async def load(self, key):
            if broken == "load":
                raise ConnectionError("redis is down")

        async def save(self, key, token):
            if broken == "save":
                raise ConnectionError("redis is down")

    await many(wired(token_store=Store(), rate_limits=False), 5)
    assert len(amazon.token_requests) == 1


@pytest.mark.parametrize("same_application", [True, False])
async def test_two_sellers_never_share_a_token(connect, emulator, same_application):
    application = emulator.application if same_application else None
    other = AmazonSellerPartnerAuthConfig(**emulator.add_account(application=application))
    store = MemoryTokenStore(emulator.clock)
    async with connect(token_store=store) as one, connect(token_store=store, auth_config=other) as two:
        pages = [await c.execute("orders", "list", {"created_after": "-60d"}) for c in (one, two) * 3]
    owners = [{order["orderId"] for order in page.data} for page in pages]
    assert owners[0] == owners[2] == owners[4]
    assert owners[1] == owners[3] == owners[5]
    assert not owners[0] & owners[1]
    assert len(emulator.requests.matching(operation="token")) == 2


@pytest.mark.parametrize("stored", [True, False])
async def test_grantless_operations_use_a_token_of_their_own(wired, amazon, clock, stored):
    connector = wired(token_store=MemoryTokenStore(clock) if stored else None)
    await connector.raw("GET", "/notifications/v1/destinations")
    await connector.raw("GET", "/notifications/v1/destinations")
    await connector.execute(*CALL)
    grants = [(grant["grant_type"], grant.get("scope")) for grant in amazon.token_requests]
    assert grants == [("client_credentials", "sellingpartnerapi::notifications"), ("refresh_token", None)]


class Flights:
    """Token requests that end when they are told to."""

    def __init__(self):
        self.begun = []

    async def __call__(self):
        future = asyncio.get_running_loop().create_future()
        self.begun.append((future, asyncio.current_task()))
        return Token(await future, 3600)


async def waiting(provider, count):
    tasks = [asyncio.ensure_future(provider.get()) for _ in range(count)]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


@pytest.fixture
def flights():
    return Flights()


@pytest.fixture
def provider(flights, clock):
    return TokenProvider(flights, clock=clock)


async def test_a_caller_that_gives_up_leaves_the_request_to_the_others(provider, flights):
    first, *others = await waiting(provider, 5)
    first.cancel()
    await asyncio.sleep(0)
    flights.begun[0][0].set_result("token")
    assert await asyncio.gather(*others) == ["token"] * 4
    assert len(flights.begun) == 1


async def test_a_request_that_is_killed_is_begun_anew_by_those_who_wait(provider, flights):
    tasks = await waiting(provider, 5)
    flights.begun[0][1].cancel()
    for _ in range(10):
        await asyncio.sleep(0)
    flights.begun[1][0].set_result("second")
    assert await asyncio.gather(*tasks) == ["second"] * 5
    assert len(flights.begun) == 2


async def test_a_request_that_crashes_is_heard_of_by_all_and_tried_again_by_the_next(provider, flights):
    tasks = await waiting(provider, 3)
    flights.begun[0][0].set_exception(UpstreamError("down"))
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(result) for result in results] == ["down"] * 3
    assert len({id(result) for result in results}) == 3
    (task,) = await waiting(provider, 1)
    flights.begun[1][0].set_result("token")
    assert await task == "token"


def test_a_request_whose_loop_stopped_is_begun_anew_on_another(provider, flights):
    stopped = asyncio.new_event_loop()
    stopped.run_until_complete(waiting(provider, 1))

    async def other():
        (task,) = await waiting(provider, 1)
        flights.begun[-1][0].set_result("token")
        return await task

    assert asyncio.run(other()) == "token"
    for task in asyncio.all_tasks(stopped):
        task.cancel()
    stopped.run_until_complete(asyncio.sleep(0))
    stopped.run_until_complete(asyncio.sleep(0))
    stopped.close()


async def test_a_late_renewal_takes_the_newer_token_that_is_here(provider, flights):
    (task,) = await waiting(provider, 1)
    flights.begun[0][0].set_result("new")
    await task
    assert await provider.renew("old") == "new"
    assert len(flights.begun) == 1
