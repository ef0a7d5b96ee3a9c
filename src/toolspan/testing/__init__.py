"""Test kit for applications and extensions of toolspan; works offline.

`pytest_plugins = ["toolspan.testing"]` in a conftest adds the fixtures `emulator` and `connector`.
`run` plays a script of tool calls on a toolkit of your own. `ConnectorConformance`, `AdapterConformance`,
`ToolkitConformance` and `ExecutorConformance` test a connector, an adapter or an executor of your own;
`RateLimiterConformance`, `ResultStoreConformance`, `TokenStoreConformance` and `JournalConformance` a store.
"""

from __future__ import annotations

import pytest

for _module in (
    "adapter_checks",
    "bench",
    "connector_checks",
    "executor_checks",
    "stores",
    "toolkit_checks",
):  # so that failing asserts in these modules show their values
    pytest.register_assert_rewrite(f"{__name__}.{_module}")

from toolspan.testing.adapters import AdapterConformance  # noqa: E402 - after the registration
from toolspan.testing.api_trial import Pages  # noqa: E402
from toolspan.testing.connectors import ConnectorConformance  # noqa: E402
from toolspan.testing.endpoint import ScriptedAnthropic, ScriptedGemini, ScriptedOpenAI  # noqa: E402
from toolspan.testing.executors import ExecutorConformance  # noqa: E402
from toolspan.testing.faults import drop, fail, lose, throttle  # noqa: E402
from toolspan.testing.fixtures import connected, connector, emulator  # noqa: E402
from toolspan.testing.local_api import LocalAPI, Received, Reply  # noqa: E402
from toolspan.testing.recorder import Recorder  # noqa: E402
from toolspan.testing.script import (  # noqa: E402
    Call,
    Driver,
    Transcript,
    Turn,
    call,
)
from toolspan.testing.stores import (  # noqa: E402
    JournalConformance,
    RateLimiterConformance,
    ResultStoreConformance,
    TokenStoreConformance,
)
from toolspan.testing.toolkits import ToolkitConformance, run  # noqa: E402

__all__ = [
    "AdapterConformance",
    "Call",
    "ConnectorConformance",
    "Driver",
    "ExecutorConformance",
    "JournalConformance",
    "LocalAPI",
    "Pages",
    "RateLimiterConformance",
    "Received",
    "Recorder",
    "Reply",
    "ResultStoreConformance",
    "ScriptedAnthropic",
    "ScriptedGemini",
    "ScriptedOpenAI",
    "TokenStoreConformance",
    "ToolkitConformance",
    "Transcript",
    "Turn",
    "call",
    "connected",
    "connector",
    "drop",
    "emulator",
    "fail",
    "lose",
    "run",
    "throttle",
]
