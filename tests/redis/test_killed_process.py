"""Four processes of the system on one seller, one of them killed: all calls are answered with one access token, none with 429.

Longer stretches, and faults of Redis, are in the limiter's own time (`test_processes.py`).
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from toolspan.emulator import environment

BURST, CALLS = 10, 8


def arrived(emulator):
    return [request for request in emulator.requests if "/listings/" in request.path]


@pytest.mark.timeout(120)
async def test_all_calls_are_answered_at_the_first_attempt_with_one_token_though_a_process_is_killed(
    emulator, instance
):
    given = {
        **os.environ,
        **environment(emulator),
        "TOOLSPAN_REDIS_URL": instance.url,
        "TOOLSPAN_PROCESSES": "4",
    }

    def start():
        return subprocess.Popen([sys.executable, Path(__file__).with_name("child.py"), str(CALLS)], env=given)

    processes = [start() for _ in range(4)]
    try:
        while len(arrived(emulator)) < BURST + 2:
            await asyncio.sleep(0.01)
            assert all(process.poll() in (None, 0) for process in processes)
        processes[0].send_signal(signal.SIGKILL)
        processes[0].wait()
        processes.append(start())
        for process in processes[1:]:
            assert await asyncio.to_thread(process.wait) == 0
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert sum(request.status == 200 for request in arrived(emulator)) >= 4 * CALLS
    assert [request.time for request in arrived(emulator) if request.status == 429] == []
    assert sum(request.path.endswith("/auth/o2/token") for request in emulator.requests) == 1
