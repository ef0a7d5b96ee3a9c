"""A replication that is killed at any moment and started again: its store is that of one which was not."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from toolspan.emulator import Emulator, environment
from toolspan.store.points import POINTS

from .child import StandingClock
from .truth import everything

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE = "2025-05-01T00:00:00Z"
KILLS = int(os.environ.get("TOOLSPAN_SOAK_KILLS", "10"))
ORDERS = 2_000
ENTITIES = ["orders", "transactions"]


@pytest.fixture
async def emulator():
    """A seller whose past is read from files, at a server that makes them at once and counts no calls."""
    async with Emulator(seed=7, now=NOW, limits=False, orders_in_two_years=ORDERS) as running:
        running.reports.queue_seconds = running.reports.progress_seconds = 0.0
        yield running


@asynccontextmanager
async def children(emulator: Emulator) -> AsyncIterator[Callable[[str, int], Awaitable[int]]]:
    """Yield a function that runs a child until it kills itself, or has done all; it returns the exit code."""
    arguments = [emulator.url, emulator.token_url, emulator.seller_id, str(NOW.timestamp()), SINCE]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        Path(__file__).with_name("child.py"),
        *arguments,
        env={**os.environ, **environment(emulator)},
        stdin=pipe,
        stdout=pipe,
    )

    async def run(point: str, times: int) -> int:
        process.stdin.write(f"{point} {times}\n".encode())
        return int(await process.stdout.readline())

    yield run
    process.stdin.close()
    await process.wait()


async def test_a_run_that_is_killed_at_each_point_and_anywhere_ends_as_one_that_is_not(
    connect, emulator, folder, location, monkeypatch
):
    monkeypatch.setenv("TOOLSPAN_STORE_RAW", "query")  # in every transaction a further table
    options = {"clock": StandingClock(NOW.timestamp()), "rate_limits": False}
    async with connect(**options) as clean, connect(**options) as resumed:
        chance = random.Random(13)
        async with children(emulator) as run:
            for point in POINTS:
                assert await run(point.replace(" ", "_"), 1) == -signal.SIGKILL, point
            for _ in range(KILLS if location == str(folder) else 0):
                assert await run("any", chance.randint(1, 200 // KILLS)) in (-signal.SIGKILL, 0)
        await resumed.store.sync(ENTITIES)
        found = everything(resumed)
        # The clean one comes last: it would leave reports that the others take, instead of requesting their own.
        monkeypatch.setenv("TOOLSPAN_STORE", str(folder / "clean"))
        await clean.store.sync(ENTITIES, since=SINCE)
        wanted = everything(clean)
        assert min(len(wanted[name]) for name in ENTITIES) > ORDERS / 2
        assert found == wanted
