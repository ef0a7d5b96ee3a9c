"""Counts that are budgets too: token requests, and calls paced on a simulated bucket."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx2

from benchmarks.calls import ORDER, TOKEN, connector
from toolspan.clock import Deadline
from toolspan.contract import UsagePlan
from toolspan.transport.rate_limits import MemoryRateLimiter, Pacer

if TYPE_CHECKING:
    from benchmarks.report import Report

CALLERS = 100
PACED = 10_000


class VirtualClock:
    """Time that moves only when somebody waits, the earliest first."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def time(self) -> float:
        return 1.8e9 + self.now

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float, /) -> None:
        self.now += seconds
        await asyncio.sleep(0)


async def token_requests(report: Report) -> None:
    """Count the token requests of a hundred callers: cold, at expiry, and all refused."""
    report.section(f"Token requests of {CALLERS} callers at once")
    counts = {"token": 0}
    accepted = {"old"}

    async def answer(request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0)
        if request.url.path.endswith("/token"):
            counts["token"] += 1
            fields = json.loads(TOKEN) | {"access_token": f"Atza|benchmark-{counts['token']}"}
            return httpx2.Response(200, json=fields)
        if request.headers["x-amz-access-token"] in accepted:
            return httpx2.Response(401, json={"errors": [{"code": "Unauthorized", "message": "x"}]})
        return httpx2.Response(200, json={"order": ORDER})

    clock = VirtualClock()
    made = connector(transport=httpx2.MockTransport(answer), clock=clock)

    async def round_of(name: str) -> None:
        before = counts["token"]
        await asyncio.gather(*(made.execute("orders", "get", {"order_id": "1"}) for _ in range(CALLERS)))
        report.budget(name, counts["token"] - before, 1, unit="")

    await round_of("cold")
    clock.now += 3_590
    await round_of("at expiry")
    accepted.add(f"Atza|benchmark-{counts['token']}")
    await round_of("all refused with 401")


async def pacing(report: Report) -> None:
    """Run calls through our rate limiter against a server's bucket on the same virtual clock."""
    report.section(f"{PACED} calls paced on a simulated bucket of 2/s, burst 10")
    clock, rate, burst = VirtualClock(), 2.0, 10.0
    plan, pacer = UsagePlan("x", rate, burst), Pacer(MemoryRateLimiter(clock))
    level, at, refused = burst, clock.now, 0
    start = clock.now
    for _ in range(PACED):
        await pacer.acquire(plan, clock, Deadline(clock, None), "x")
        level, at = min(burst, level + (clock.now - at) * rate), clock.now
        if level < 1:
            refused += 1
        else:
            level -= 1
    used = (PACED - refused) / (burst + (clock.now - start) * rate)
    report.budget("refused with 429", refused, 0, unit="")
    report.budget("share of the allowed rate", used, 0.95, at_least=True, unit="")


async def all_of(report: Report) -> Any:
    """Run every count."""
    await token_requests(report)
    await pacing(report)
