"""What a mode of one's own must hold: calls carried out by it come out as those of local mode."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from toolspan.emulator import Emulator
from toolspan.testing.executor_checks import CHECKS, Pair, Side
from toolspan.testing.fixtures import connected

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from toolspan.connector import Connector

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


class ExecutorConformance:
    """Every check that hosted mode passes, for another way of carrying out calls.

    Each check runs once straight to an emulator and once your way to another emulator just like it;
    pages, errors and what Amazon was asked must be the same.

    Example:
        ```python
        class TestMyMode(ExecutorConformance):
            def through(self, emulator):
                return my_connector(base_url=emulator.url, clock=emulator.clock)
        ```
    """

    def through(self, emulator: Emulator) -> AbstractAsyncContextManager[Connector]:
        """Return a context that gives a connector which works your way.

        Args:
            emulator: It listens on loopback, and stands for Amazon. Give the connector its `clock`,
                so that nothing is waited for. What it is asked before the context gives the connector
                is not compared.
        """
        return connected(emulator)

    @pytest.mark.parametrize("check", CHECKS)
    def test_executor(self, check: str) -> None:
        """Hold the mode against one check."""
        asyncio.run(self._hold(check))

    async def _hold(self, check: str) -> None:
        async with (
            Emulator(seed=7, now=NOW) as here,
            Emulator(seed=7, now=NOW) as there,
            connected(here) as local,
            self.through(there) as other,
        ):
            there.requests.clear()  # setting a mode up may send requests too
            await CHECKS[check](Pair(Side("local", local, here), Side("other", other, there)))
