"""What shared state costs: a slot of the rate limiter on Redis, against a PING on the same connection."""

from __future__ import annotations

import os
import time
from statistics import median
from typing import TYPE_CHECKING

from toolspan.contract import UsagePlan
from toolspan.redis import RedisConnection, RedisRateLimiter

if TYPE_CHECKING:
    from benchmarks.report import Report

ROUNDS = 3_000


async def cost(report: Report) -> None:
    """Compare a reservation with a PING, one after the other, and read from Redis what the script takes there."""
    report.section("Shared state on Redis")
    url = os.environ.get("TOOLSPAN_TEST_REDIS", "redis://127.0.0.1:6379/0")
    connection = RedisConnection(url, prefix="toolspan-bench", timeout=5.0)
    if not await connection.ping():
        report.info("rate limiter on Redis", f"left out: no Redis at {url.rpartition('@')[2]}")
        return
    limiter, plan = RedisRateLimiter(connection), UsagePlan("bench", 1e9, 1e9)
    await limiter.reserve(plan, None)
    pings, slots = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await connection.ping()
        between = time.perf_counter()
        await limiter.reserve(plan, None)
        pings.append(between - begun)
        slots.append(time.perf_counter() - between)
    await connection.ask(lambda client: client.config_resetstat())
    for _ in range(ROUNDS):
        await limiter.reserve(plan, None)
    used = (await connection.ask(lambda client: client.info("commandstats")))["cmdstat_evalsha"]
    await connection.aclose()
    report.budget(
        "a slot of the rate limiter against a PING",
        median(slots) / median(pings),
        1.7,
        note=f"{median(pings) * 1e6:.0f} us a PING",
    )
    report.budget("time in Redis of a slot", float(used["usec_per_call"]), 25, unit="us")
