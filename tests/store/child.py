"""A program that replicates in children which kill themselves: `child.py URL TOKEN_URL SELLER NOW SINCE`.

Each line `POINT TIMES` that it reads starts one, and its exit code is the answer. They are forked before any thread
runs, so that only the first one pays for the imports.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.store import duckdb_file, points, replication, store

duckdb_file.duckdb_module()
LOADED = (replication, store)  # before the first fork


class StandingClock:
    """Time that passes only while something waits."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.passed = 0.0

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float, /) -> None:
        self.passed += seconds
        await asyncio.sleep(0)


def kill_at(point: str, times: int) -> None:
    """Kill this process when a point (or any, if it is `any`) is reached for the given time."""
    reached = 0

    def listen(name: str) -> None:
        nonlocal reached
        reached += point in (name.replace(" ", "_"), "any")
        if reached == times:
            os.kill(os.getpid(), signal.SIGKILL)

    points.listener = listen


async def main(url: str, token_url: str, seller: str, now: str, since: str) -> None:
    async with AmazonSellerPartnerConnector(
        AmazonSellerPartnerAuthConfig.from_env(),
        region="US",
        base_url=url,
        token_url=token_url,
        seller_id=seller,
        clock=StandingClock(float(now)),
        rate_limits=False,
    ) as connector:
        await connector.store.sync(["orders", "transactions"], since=since)


def forked(point: str, times: str) -> int:
    """Replicate in a child until it is killed, or has done all; return its exit code."""
    child = os.fork()
    if not child:
        kill_at(point, int(times))
        asyncio.run(main(*sys.argv[1:]))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    replication.PORTION = 100  # so that a file has several portions
    replication._WORTH = timedelta.max  # so that the files of the clean run are not used again
    for line in sys.stdin:
        sys.stdout.write(f"{forked(*line.split())}\n")
        sys.stdout.flush()
