"""A store in a folder of its own, of an emulator whose clock stands still."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.postgres import fresh_postgres

from toolspan.emulator import Emulator

pytest.importorskip("duckdb")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOOLSPAN_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    async with Emulator(seed=7, now=datetime(2026, 11, 20, 12, tzinfo=UTC)) as running:
        yield running


@pytest.fixture(params=["duckdb", "postgresql"])
def location(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The location of a store in each database."""
    if request.param == "duckdb":
        yield str(folder)
        return
    with fresh_postgres() as url:
        monkeypatch.setenv("TOOLSPAN_STORE", url)
        yield url
