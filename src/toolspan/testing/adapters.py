"""Conformance suite for adapters: subclass it, set adapter and driver, run pytest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from toolspan.emulator import Emulator
from toolspan.testing.adapter_checks import CHECKS
from toolspan.testing.bench import Bench
from toolspan.testing.fixtures import connected
from toolspan.tools.build import specs_of

if TYPE_CHECKING:
    from toolspan.connector import Connector
    from toolspan.contract import Adapter
    from toolspan.testing.bench import Check
    from toolspan.testing.script import Driver


class AdapterConformance:
    """Every check that the built-in adapters pass, run through your framework.

    Example:
        ```python
        class TestMyAdapter(AdapterConformance):
            adapter = MyAdapter()
            driver = MyDriver()
        ```

    Attributes:
        adapter: The adapter under test.
        driver: Runs an agent of the framework with a scripted model.
    """

    adapter: ClassVar[Adapter]
    driver: ClassVar[Driver]

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    def test_adapter(self, check: Check) -> None:
        """Run one check of the adapter, on an emulator of its own."""
        emulator = Emulator(seed=7)
        bench = Bench(
            self.driver, self.build, lambda: connected(emulator), emulator, build=self.adapter.build
        )
        asyncio.run(check(bench))

    def build(self, connector: Connector, **options: Any) -> list[Any]:
        """Return the framework's tools, built by the adapter."""
        return [self.adapter.build(spec) for spec in specs_of(connector, **options)]
