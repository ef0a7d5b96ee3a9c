"""A server of this package, and a fake of the protocol for what no server should do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from toolspan.emulator.clock import EmulatorClock

from .fake import FakeServer
from .serving import Served, first_start, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from toolspan.emulator import Emulator

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, str]]:
    """What a first start leaves behind, made once."""
    folder = tmp_path_factory.mktemp("first-start") / "data"
    return folder, anyio.run(first_start, folder)


@pytest.fixture
async def served(emulator: Emulator, tmp_path: Path, template: Any) -> AsyncIterator[Served]:
    """A running server with a connector in the workspace "acme"."""
    async with serving(emulator, tmp_path / "data", template) as running:
        await running.create()
        yield running


@pytest.fixture
def clock() -> EmulatorClock:
    """A clock that stands still except where someone sleeps on it."""
    return EmulatorClock(NOW)


@pytest.fixture
def fake(clock: EmulatorClock) -> FakeServer:
    """The protocol in one function, for faults."""
    return FakeServer(clock)
