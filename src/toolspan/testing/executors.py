"""Conformance suite for executors: outcomes must equal those of local mode."""

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
    """Every check that hosted mode passes, for an executor of your own.

    Each check runs once in local mode and once with your executor, on two identical emulators. Pages,
    errors and the requests to Amazon must be equal.

    Example:
        ```python
        class TestMyMode(ExecutorConformance):
            def through(self, emulator):
                return my_connector(base_url=emulator.url, clock=emulator.clock)
        ```
    """

    def through(self, emulator: Emulator) -> AbstractAsyncContextManager[Connector]:
        """Return a context manager that yields a connector with your executor.

        Args:
            emulator: Stands for Amazon and listens on loopback. Pass its `clock` to the connector, so
                that waits take no time. Requests before the context yields are not compared.
        """
        return connected(emulator)

    @pytest.mark.parametrize("check", CHECKS)
    def test_executor(self, check: str) -> None:
        """Run one check of the executor."""
        asyncio.run(self._hold(check))

    async def _hold(self, check: str) -> None:
        async with (
            Emulator(seed=7, now=NOW) as here,
            Emulator(seed=7, now=NOW) as there,
            connected(here) as local,
            self.through(there) as other,
        ):
            there.requests.clear()  # the setup of an executor may send requests too
            await CHECKS[check](Pair(Side("local", local, here), Side("other", other, there)))
