"""The usage plan is kept on our side: no 429 of our own making, and the wait is known before it starts."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import random
import weakref

import pytest

from toolspan import RateLimited
from toolspan.clock import Deadline
from toolspan.contract import Reservation, UsagePlan
from toolspan.emulator.clock import EmulatorClock
from toolspan.transport.pace import allowance
from toolspan.transport.rate_limits import MemoryRateLimiter, Pacer, limiter_of

CALL = ("orders", "list", {"created_after": "2026-11-01T00:00:00Z"})


class Server:
    """A token bucket as Amazon keeps it, apart from ours."""

    def __init__(self, clock, rate, burst):
        self.clock, self.rate, self.burst = clock, rate, burst
        self.tokens, self.at = float(burst), clock.monotonic()
        self.served = self.refused = 0

    def take(self):
        now = self.clock.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1 - 1e-9:
            self.refused += 1
            return False
        self.tokens -= 1
        self.served += 1
        return True


class Steps:
    """A clock on which one caller after another sleeps: no event loop in between."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def time(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize(("rate", "burst"), [(0.0056, 20), (0.0167, 15), (0.5, 30), (2, 2), (5, 10), (50, 1)])
async def test_thousands_of_calls_use_the_plan_up_and_never_pass_it(rate, burst):
    clock = Steps()
    server, plan, pacer = (
        Server(clock, rate, burst),
        UsagePlan("x", rate, burst),
        Pacer(MemoryRateLimiter(clock)),
    )
    for _ in range(3_000):
        await pacer.acquire(plan, clock, Deadline(clock, None), "x")
        server.take()
    assert server.refused == 0
    assert server.served >= 0.95 * (burst + clock.now * rate)


async def test_many_at_once_use_the_plan_up_and_never_pass_it():
    clock = EmulatorClock(0)
    server, start = Server(clock, 5, 10), clock.monotonic()
    plan, pacer = UsagePlan("x", 5, 10), Pacer(MemoryRateLimiter(clock))

    async def caller():
        await pacer.acquire(plan, clock, Deadline(clock, None), "x")
        server.take()

    await asyncio.gather(*(caller() for _ in range(300)))
    assert server.refused == 0
    assert server.served >= 0.95 * (10 + (clock.monotonic() - start) * 5)


@pytest.mark.parametrize(("rate", "burst"), [(0.0167, 15), (0.5, 30), (2, 2), (5, 10)])
@pytest.mark.parametrize("pause", [0.0, 20.0])
async def test_calls_that_arrive_late_where_the_first_came_latest_are_not_refused(rate, burst, pause):
    clock, arrivals = Steps(), []
    server = Server(clock, rate, burst)
    plan, pacer, dice = UsagePlan("x", rate, burst), Pacer(MemoryRateLimiter(clock)), random.Random(7)
    for number in range(1_000):
        if number % (2 * burst) == 0:
            clock.now += pause * dice.random() / rate  # now and then the bucket is nearly or all full
        await pacer.acquire(plan, clock, Deadline(clock, None), "x")
        late = dice.choice((0.0, allowance(1 / rate, burst)))
        arrivals.append(clock.now + late)
    for clock.now in sorted(arrivals):
        server.take()
    assert server.refused == 0


async def test_a_connector_paces_its_calls_so_that_amazon_never_refuses_one(wired, amazon, clock):
    server, start = Server(clock, 0.5, 30), clock.monotonic()
    amazon.api = lambda _: amazon.json({"order": {}}, 200 if server.take() else 429)
    connector = wired(timeout=None)
    await asyncio.gather(*(connector.execute("orders", "get", {"order_id": str(n)}) for n in range(200)))
    assert server.refused == 0
    assert server.served >= 0.95 * (30 + (clock.monotonic() - start) * 0.5)


@pytest.mark.parametrize("plan", [(0.5, 30), (0.1, 5)])
async def test_the_pace_follows_a_plan_that_amazon_changes(wired, amazon, clock, plan):
    server = Server(clock, 0.1, 5)
    server.rate = plan[0] / 4

    def answer(_):
        if not server.take():
            return amazon.json({"errors": [{"code": "QuotaExceeded"}]}, 429)
        return amazon.json({"order": {}}, 200, x_amzn_ratelimit_limit=str(server.rate))

    amazon.api = answer
    connector = wired(timeout=None)
    for number in range(200):
        await connector.execute("orders", "get", {"order_id": str(number)})
    assert server.refused <= 2
    assert server.served == 200


@pytest.mark.parametrize("header", ["", "abc", "nan", "inf", "-1", "0", "1e9", "1e-30", "0.5, 0.5"])
async def test_a_rate_header_that_makes_no_sense_changes_nothing(wired, amazon, header):
    amazon.api = lambda _: amazon.json({"order": {}}, 200, x_amzn_ratelimit_limit=header)
    connector = wired(timeout=None)
    for _ in range(32):
        page = await connector.execute("orders", "get", {"order_id": "1"})
    assert connector.limits()["orders.get"]["rate"] == 0.5
    assert page.meta.rate_limit is None


async def test_a_429_empties_the_bucket_and_the_call_is_made_again(wired, amazon, clock):
    answers = [amazon.json({}, 429), amazon.json({"order": {}})]
    amazon.api = lambda _: answers.pop(0)
    before = clock.monotonic()
    await wired().execute("orders", "get", {"order_id": "1"})
    assert 2 <= clock.monotonic() - before < 2.2
    assert len(amazon.requests) == 2


@pytest.mark.parametrize("asked", ["7", "7.0", "date"])
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("paced", [True, False])
async def test_retry_after_is_waited_for(wired, amazon, clock, asked, status, paced):  # noqa: PLR0917 - fixtures and a table
    headers = {"retry_after": asked, "date": "Tue, 24 Nov 2026 06:00:00 GMT"}
    if asked == "date":
        headers["retry_after"] = "Tue, 24 Nov 2026 06:00:07 GMT"
    answers = [amazon.json({}, status, **headers), amazon.json({"order": {}})]
    amazon.api = lambda _: answers.pop(0)
    before = clock.monotonic()
    await wired(rate_limits=paced).execute("orders", "get", {"order_id": "1"})
    assert 7 <= clock.monotonic() - before < 10


@pytest.mark.parametrize("asked", ["", "soon", "-5", "nan", "inf", "Tue, 99 Nov 2026 06:00:07 GMT", "1e999"])
async def test_a_retry_after_that_makes_no_sense_is_ignored(offline, amazon, clock, asked):
    answers = [amazon.json({}, 503, retry_after=asked), amazon.json({"order": {}})]
    amazon.api = lambda _: answers.pop(0)
    before = clock.monotonic()
    await offline.execute("orders", "get", {"order_id": "1"})
    assert clock.monotonic() - before <= 0.5


async def test_an_absurd_retry_after_neither_hangs_a_call_nor_blocks_the_operation_for_ever(wired, amazon):
    amazon.api = lambda _: amazon.json({}, 429, retry_after="999999999")
    connector = wired()
    with pytest.raises(RateLimited) as caught:
        await connector.execute("orders", "get", {"order_id": "1"})
    assert 30 < caught.value.retry_after <= 3_700
    with pytest.raises(RateLimited) as caught:
        await connector.execute("orders", "get", {"order_id": "1"})
    assert caught.value.retry_after <= 3_700


async def test_a_wait_beyond_the_deadline_is_refused_at_once_with_its_length(wired, amazon, clock):
    connector = wired()
    for _ in range(20):
        await connector.execute(*CALL)
    before = clock.monotonic()
    with pytest.raises(RateLimited, match="one call per 179 s") as caught:
        await connector.execute(*CALL)
    assert caught.value.retry_after == pytest.approx(1 / (0.0056 * 0.97), rel=0.01)
    assert clock.monotonic() == before
    assert len(amazon.requests) == 20
    clock.advance(caught.value.retry_after)
    await connector.execute(*CALL)


async def test_of_a_thousand_callers_those_beyond_the_deadline_are_refused_and_the_rest_come_in_turn():
    clock = EmulatorClock(0)
    plan, pacer, served = UsagePlan("x", 0.0167, 15), Pacer(MemoryRateLimiter(clock)), []

    async def caller(number):
        await pacer.acquire(plan, clock, Deadline(clock, 300), "x")
        served.append(number)

    results = await asyncio.gather(*(caller(number) for number in range(1_000)), return_exceptions=True)
    refused = [result for result in results if isinstance(result, RateLimited)]
    assert served == list(range(len(served)))
    assert 15 + 3 <= len(served) <= 15 + 5
    assert len(refused) == 1_000 - len(served)
    assert all(error.retry_after >= 300 for error in refused)
    assert not pacer._queues


async def test_without_pacing_nothing_waits(offline, amazon, clock):
    before = clock.monotonic()
    for _ in range(60):
        await offline.execute(*CALL)
    assert clock.monotonic() == before


async def test_without_pacing_a_429_is_still_not_answered_at_once(offline, amazon, clock):
    amazon.api = lambda _: amazon.json({}, 429)
    before = clock.monotonic()
    with pytest.raises(RateLimited):
        await offline.execute(*CALL)
    assert len(amazon.requests) == 3
    assert clock.monotonic() > before


async def test_two_connectors_of_one_account_share_their_limits(wired, amazon):
    first, second = wired(), wired()
    for _ in range(10):
        await first.execute(*CALL)
        await second.execute(*CALL)
    with pytest.raises(RateLimited):
        await second.execute(*CALL)


async def test_who_leaves_the_queue_gives_up_the_place():
    clock = EmulatorClock(0)
    plan, pacer = UsagePlan("x", 1, 1), Pacer(MemoryRateLimiter(clock))
    await pacer.acquire(plan, clock, Deadline(clock, None), "x")
    waiting = [
        asyncio.ensure_future(pacer.acquire(plan, clock, Deadline(clock, None), "x")) for _ in range(5)
    ]
    await asyncio.sleep(0)
    for task in waiting[:4]:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert not pacer._queues
    clock.advance(10)
    assert (await pacer.peek(plan)).left == 1


async def test_the_sandbox_has_one_plan_for_everything(wired, amazon):
    connector = wired(environment="sandbox")
    for _ in range(15):
        await connector.execute(*CALL)
    assert amazon.requests[0].url.host == "sandbox.sellingpartnerapi-na.amazon.com"
    with pytest.raises(RateLimited):
        await connector.execute(*CALL, timeout=0.1)


def test_limits_end_with_their_clock():
    clock = Steps()
    kept = weakref.ref(limiter_of(clock))
    assert limiter_of(clock) is kept()
    del clock
    gc.collect()
    assert kept() is None


class Alone(MemoryRateLimiter):
    """A limiter that counts alone, at a small share of the plan, until the others can be asked again."""

    def __init__(self, clock, back_at):
        super().__init__(clock)
        self.clock, self.back_at = clock, back_at
        self.away = True

    @property
    def warning(self):
        return "Redis does not answer." if self.away else None

    async def reserve(self, plan, max_wait, /):
        if self.away:
            return Reservation(55.0, granted=max_wait is None or max_wait >= 55, rate=plan.rate, slot=None)
        return await super().reserve(plan, max_wait)

    async def peek(self, plan, /):
        void = self.away and self.clock.monotonic() >= self.back_at
        self.away = self.away and not void
        return dataclasses.replace(await super().peek(plan), blocked_for=0.001 if void else 0.0)


async def test_a_call_that_waits_while_limits_are_not_shared_goes_on_when_they_are():
    clock = Steps()
    pacer = Pacer(Alone(clock, back_at=12.0))
    await pacer.acquire(UsagePlan("orders", 0.5, 10), clock, Deadline(clock, 60.0), "orders.list")
    assert clock.now == 15.0


async def test_a_refusal_names_why_limits_are_not_shared():
    clock = Steps()
    pacer = Pacer(Alone(clock, back_at=12.0))
    with pytest.raises(RateLimited) as caught:
        await pacer.acquire(UsagePlan("orders", 0.5, 10), clock, Deadline(clock, 20.0), "orders.list")
    assert "Redis does not answer." in caught.value.hint
    assert clock.now == 0.0
