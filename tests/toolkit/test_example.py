"""The example of a toolkit runs as it is in every framework, and shows the same in each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.adapters.drivers import DRIVERS, skip_without
from tests.adapters.more_drivers import MORE

ALL = {**DRIVERS, **MORE, "loop": None}
EXAMPLE = Path(__file__).resolve().parents[2] / "examples/toolkit/main.py"


@pytest.mark.parametrize("name", ALL)
def test_the_example_shows_the_same_in_every_framework(name, tmp_path):
    skip_without(*(ALL[name].modules if ALL[name] else ()))
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), name],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={**os.environ, "CLAUDE_CONFIG_DIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    rate, greeting, note, orders = done.stdout.splitlines()
    assert json.loads(rate) == {"result": 1.1}
    assert greeting in ("Hello Ann!", '{"result":"Hello Ann!"}')  # Gemini takes objects alone
    assert json.loads(note) == {"noted": "call back", "tags": ["urgent"]}
    assert len(json.loads(orders)["data"]) == 1
