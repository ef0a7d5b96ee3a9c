import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, Client

ORDERS = "/orders/2026-01-01/orders"
RECENT = {"createdAfter": "2026-11-20T00:00:00Z"}
PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"


async def statuses(client, count, path=ORDERS, **query):
    return [
        (await client.get(path, **(query or (RECENT if path == ORDERS else {})))).status_code
        for _ in range(count)
    ]


async def test_a_bucket_starts_full_and_refills_by_the_clock(client):
    assert await statuses(client, 21) == [200] * 20 + [429]
    client.emulator.clock.advance(178)
    await client.login()
    assert await statuses(client, 1) == [429]
    client.emulator.clock.advance(1)
    assert await statuses(client, 2) == [200, 429]


async def test_an_empty_bucket_answers_without_a_hint_when_to_come_back(client):
    await statuses(client, 20)
    answer = await client.get(ORDERS, **RECENT)
    assert answer.json()["errors"] == [
        {
            "code": "QuotaExceeded",
            "message": "You exceeded your quota for the requested resource.",
            "details": "",
        }
    ]
    assert not {"retry-after", "x-amzn-ratelimit-limit"} & answer.headers.keys()


async def test_the_rate_is_told_on_success_on_400_and_on_404(client):
    answers = [
        await client.get(ORDERS, **RECENT),
        await client.get(ORDERS),
        await client.get(f"{ORDERS}/000-0000000-0000000"),
    ]
    told = [(answer.status_code, answer.headers["x-amzn-ratelimit-limit"]) for answer in answers]
    assert told == [(200, "0.0056"), (400, "0.0056"), (404, "0.5")]


async def test_operations_and_accounts_have_buckets_of_their_own(client):
    assert (await statuses(client, 21))[-1] == 429
    assert await statuses(client, 1, PARTICIPATIONS) == [200]
    await client.login(client.emulator.add_account(application=client.emulator.application))
    assert await statuses(client, 1) == [200]
    await client.login(client.emulator.add_account(seller=client.emulator.seller))
    assert await statuses(client, 1) == [200]


async def test_a_dynamic_plan_changes_rate_and_header_in_mid_run(client):
    await statuses(client, 20)
    client.emulator.limits.set_rate("searchOrders", 0.5)
    client.emulator.clock.advance(2)
    answer = await client.get(ORDERS, **RECENT)
    assert (answer.status_code, answer.headers["x-amzn-ratelimit-limit"]) == (200, "0.5")
    client.emulator.limits.reset()
    assert await statuses(client, 21) == [200] * 20 + [429]


async def test_limits_can_be_switched_off(client):
    client.emulator.limits.enabled = False
    assert await statuses(client, 30) == [200] * 30


async def test_the_sandbox_allows_five_a_second_and_fifteen_at_once():
    client = Client(Emulator(now=NOW, sandbox=True))
    assert await statuses(client, 16) == [200] * 15 + [429]
    client.emulator.clock.advance(0.2)
    answer = await client.get(ORDERS, **RECENT)
    assert (answer.status_code, answer.headers["x-amzn-ratelimit-limit"]) == (200, "5.0")


@pytest.mark.parametrize("jump", [-3600, 3600])
async def test_a_wall_clock_jump_neither_fills_nor_locks_a_bucket(client, jump):
    await statuses(client, 20)
    client.emulator.clock.step_wall(jump)
    assert await statuses(client, 1) == [429]


async def test_a_client_that_waits_out_the_rate_on_the_clock_is_never_throttled(client):
    await statuses(client, 20)
    for _ in range(15):
        await client.emulator.clock.sleep(1 / 0.0056)
        await client.login()
        assert await statuses(client, 1) == [200]


async def test_an_application_can_have_a_limit_that_its_sellers_share(client):
    client.emulator.limits.limit_application("searchOrders", 1, 3)
    assert await statuses(client, 2) == [200, 200]
    await client.login(client.emulator.add_account(application=client.emulator.application))
    assert await statuses(client, 2) == [200, 429]
    client.emulator.clock.advance(1)
    assert await statuses(client, 2) == [200, 429]


async def test_a_new_rate_does_not_count_for_the_time_before_it(client):
    await statuses(client, 20)
    client.emulator.clock.advance(100)
    client.emulator.limits.set_rate("orders_2026-01-01.searchOrders", 1)
    assert await statuses(client, 1) == [429]
    client.emulator.clock.advance(0.5)
    assert await statuses(client, 2) == [200, 429]
