"""For people who test what they build on toolspan, or who extend it; all of it offline.

`pytest_plugins = ["toolspan.testing"]` in a conftest gives the fixtures `emulator` and `connector`.
`AdapterConformance` and `ExecutorConformance` are what an adapter or a mode of one's own must hold.
"""

from __future__ import annotations

import pytest

for _module in (
    "adapter_checks",
    "bench",
    "executor_checks",
    "pairs",
):  # so that a failing assert shows its values
    pytest.register_assert_rewrite(f"{__name__}.{_module}")

from toolspan.testing.adapters import AdapterConformance  # noqa: E402 - after the registration
from toolspan.testing.driver import Driver  # noqa: E402
from toolspan.testing.endpoint import ScriptedOpenAI  # noqa: E402
from toolspan.testing.executors import ExecutorConformance  # noqa: E402
from toolspan.testing.faults import drop, fail, lose, throttle  # noqa: E402
from toolspan.testing.fixtures import connected, connector, emulator  # noqa: E402
from toolspan.testing.recorder import Recorder  # noqa: E402
from toolspan.testing.script import Call, Transcript, Turn, call  # noqa: E402

__all__ = [
    "AdapterConformance",
    "Call",
    "Driver",
    "ExecutorConformance",
    "Recorder",
    "ScriptedOpenAI",
    "Transcript",
    "Turn",
    "call",
    "connected",
    "connector",
    "drop",
    "emulator",
    "fail",
    "lose",
    "throttle",
]
