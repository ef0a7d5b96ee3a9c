"""Four processes of one seller under full demand, in the limiter's own time: what is sent fits Amazon's plan.

Amazon's side is a token bucket that counts what arrives. Faults of Redis are real ones: its server is stopped, flushed,
paused, restarted, or replaced by one with older data.
"""

from __future__ import annotations

import heapq
import os
import random
import signal
from dataclasses import dataclass, field
from itertools import count

import pytest
import redis as driver

from toolspan.clock import Deadline
from toolspan.contract import UsagePlan
from toolspan.redis import RedisConnection, RedisRateLimiter
from toolspan.transport.pace import LATENESS
from toolspan.transport.rate_limits import Pacer

LISTS = UsagePlan("account.orders.list", 0.0167, 20)
SINGLES = UsagePlan("account.orders.get", 5.0, 1)
FAST = UsagePlan("account.pricing.own_prices", 2.0, 10)
PROCESSES = 4
ARRIVED = object()


class Time:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Amazon:
    """The bucket at the API's end."""

    plan: UsagePlan
    tokens: float = field(init=False)
    at: float = 1_800_000_000.0
    taken: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.tokens = self.plan.burst

    def take(self, now: float) -> bool:
        self.tokens = min(self.plan.burst, self.tokens + (now - self.at) * self.plan.rate)
        self.at = now
        if self.tokens < 1 - 1e-6:
            self.refused += 1
            return False
        self.tokens -= 1
        self.taken += 1
        return True


class Site:
    """Four processes and the API in one simulated time."""

    def __init__(self, url: str, prefix: str, plan: UsagePlan, timeout: float = 5.0) -> None:
        self.timeout = timeout
        self.lateness = lambda _: 0.0
        self.time = Time()
        self.url, self.prefix, self.plan = url, prefix, plan
        self.amazon = Amazon(plan)
        self.start = self.time.now
        self.opened = []
        self.limiters = [self.process() for _ in range(PROCESSES)]

    def process(self) -> RedisRateLimiter:
        connection = RedisConnection(self.url, prefix=self.prefix, timeout=self.timeout, monotonic=self.time)
        self.opened.append(connection)
        return RedisRateLimiter(
            connection, processes=PROCESSES, now=self.time, monotonic=self.time, wall=self.time
        )

    async def run(self, seconds: float, faults: dict[float, object]) -> float:
        """Run under full demand; return the share of the plan that was used."""
        order = count()
        agenda = [(self.start, next(order), number, None) for number in range(PROCESSES)]
        agenda += [(self.start + at, next(order), None, fault) for at, fault in faults.items()]
        heapq.heapify(agenda)
        while agenda[0][0] < self.start + seconds:
            self.time.now, _, number, what = heapq.heappop(agenda)
            if number is None:
                what(self)
                continue
            limiter = self.limiters[number]
            if what is ARRIVED:
                if not self.amazon.take(self.time.now):
                    await limiter.penalise(self.plan, 0.0)
                continue
            if what is not None:  # as the queue in front of a limiter does
                if (await limiter.peek(self.plan)).blocked_for:
                    await limiter.release(self.plan, what)
                else:
                    late = self.lateness(self.time.now - self.start)
                    heapq.heappush(agenda, (self.time.now + late, next(order), number, ARRIVED))
            slot = await limiter.reserve(self.plan, None)
            heapq.heappush(agenda, (self.time.now + slot.wait, next(order), number, slot))
        for connection in self.opened:
            await connection.aclose()
        return self.amazon.taken / (self.plan.burst + seconds * self.plan.rate)


@pytest.mark.parametrize(("plan", "seconds"), [(LISTS, 40_000), (FAST, 300), (SINGLES, 120)])
async def test_four_processes_use_the_plan_up_and_are_never_refused(redis_url, prefix, plan, seconds):
    site = Site(redis_url, prefix, plan)
    share = await site.run(seconds, {})
    assert (site.amazon.refused, share >= 0.95) == (0, True), share


@pytest.mark.parametrize(("plan", "seconds"), [(LISTS, 40_000), (FAST, 300)])
@pytest.mark.parametrize("later", [0.0, 0.1, LATENESS])
async def test_calls_that_arrive_late_where_the_first_came_latest_are_not_refused_either(
    redis_url, prefix, plan, seconds, later
):
    site, dice = Site(redis_url, prefix, plan), random.Random(7)
    site.lateness = lambda since: LATENESS if since < 1.0 else dice.uniform(0.0, later)
    share = await site.run(seconds, {})
    assert (site.amazon.refused, share >= 0.95) == (0, True), share


@pytest.mark.parametrize(("plan", "seconds"), [(FAST, 600), (SINGLES, 240)])
async def test_with_one_process_killed_every_minute_the_others_keep_to_the_plan(
    redis_url, prefix, plan, seconds
):
    site = Site(redis_url, prefix, plan)

    def kill(number):
        def fault(site):
            site.limiters[number] = site.process()

        return fault

    share = await site.run(seconds, {60.0 * n: kill(n % PROCESSES) for n in range(1, seconds // 60)})
    assert (site.amazon.refused, share >= 0.95) == (0, True), share


def down(site):
    site.instance.stop()


def up(site):
    site.instance.start()


def flush(site):
    site.instance.flush()


def pause(site):
    os.kill(site.instance._process.pid, signal.SIGSTOP)


def resume(site):
    os.kill(site.instance._process.pid, signal.SIGCONT)


def forget_scripts(site):
    with driver.Redis.from_url(site.instance.url) as client:
        client.script_flush()


def remember(site):
    with driver.Redis.from_url(site.instance.url) as client:
        site.older = {key: client.hgetall(key) for key in client.scan_iter("*:limit:*")}


def fail_over(site):
    """To a copy that lags a minute behind."""
    site.instance.stop()
    site.instance.start()
    with driver.Redis.from_url(site.instance.url) as client:
        for key, held in site.older.items():
            client.hset(key, mapping=held)


FAULTS = {
    "down for two minutes": {100.0: down, 220.0: up},
    "down from the start": {-1.0: down, 120.0: up},
    "restarted": {100.0: down, 101.0: up, 200.0: down, 201.0: up},
    "flushed": {100.0: flush, 101.0: flush, 200.0: flush},
    "script cache lost": {10.0 * n: forget_scripts for n in range(1, 30)},
    "slow": {100.0: pause, 112.0: resume},
    "failed over to older data": {100.0: remember, 160.0: fail_over},
}


# Processes that never reached Redis do not know whose turn it is: two may send at one moment, which a burst of one
# call does not allow.
CASES = [(fault, FAST) for fault in FAULTS] + [(fault, SINGLES) for fault in FAULTS if "start" not in fault]


@pytest.mark.parametrize(
    ("fault", "plan"), CASES, ids=[f"{fault}, burst of {plan.burst}" for fault, plan in CASES]
)
async def test_while_redis_fails_nothing_is_refused_and_most_of_the_plan_is_used(instance, fault, plan):
    site = Site(instance.url, "t", plan, timeout=0.6 if fault == "slow" else 5.0)
    site.instance = instance
    share = await site.run(320, FAULTS[fault])
    assert (site.amazon.refused, share >= 0.6) == (0, True), (site.amazon, share)


async def test_that_redis_fails_is_said_once_and_ends_by_itself(instance, caplog):
    site = Site(instance.url, "t", FAST)
    limiter = site.limiters[0]
    await limiter.reserve(FAST, None)
    instance.stop()
    for _ in range(5):
        assert (await limiter.reserve(FAST, None)).granted
        site.time.now += 2.0
    assert "does not answer" in limiter.warning
    assert [record.message for record in caplog.records if "Redis" in record.message].count(
        "Redis does not answer (ConnectionError): this process keeps to its share of the rate limits"
    ) == 1
    instance.start()
    site.time.now += 6.0
    assert (await limiter.reserve(FAST, None)).granted
    assert limiter.warning is None
    await limiter._connection.aclose()


async def test_a_call_that_waits_for_its_turn_goes_on_soon_after_redis_is_back(instance):
    plan = UsagePlan("account.orders.list", 0.0056, 20)
    site = Site(instance.url, "t", plan)
    limiter = site.limiters[0]
    await limiter.reserve(plan, None)
    instance.stop()
    went = await limiter.reserve(plan, None)
    assert went.wait + 60 < (await limiter.reserve(plan, None)).wait  # the next turn is far away

    class UntilBack:
        time = monotonic = site.time

        async def sleep(self, seconds: float, /) -> None:
            site.time.now += seconds
            if site.time.now > site.start + 12 and instance._process is None:
                instance.start()

    clock = UntilBack()
    await Pacer(limiter).acquire(plan, clock, Deadline(clock, None), "orders.list")
    assert site.time.now < site.start + 40
    for connection in site.opened:
        await connection.aclose()
