"""Two servers behind one address, one of them killed under load: nothing lost, nothing twice, no limit exceeded.

The full size is `make bench BENCH_ARGS=soak`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from benchmarks.soak import run
from tests.postgres import fresh_postgres
from tests.redis.conftest import redis_url  # noqa: F401 - fixture

from toolspan.emulator import Emulator

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.timeout(180)
@pytest.mark.usefixtures("redis_url")
def test_kills_under_load_lose_nothing_do_nothing_twice_and_exceed_no_limit(tmp_path: Path) -> None:
    with fresh_postgres(), Emulator(seed=7) as upstream:
        found = run(tmp_path, upstream, clients=20, sellers=4, kills=2, between=16, think=1.0, patience=8.0)
    assert found.kills == 2
    assert (found.lost, found.twice, found.refused, found.unanswered) == (set(), set(), 0, [])
    assert found.confirmed
    assert found.tokens == 4
