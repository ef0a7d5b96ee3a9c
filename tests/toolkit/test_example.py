"""The example of a toolkit runs as it is in every framework, and shows the same in each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/toolkit/main.py"


@pytest.mark.parametrize("framework", ["pydantic_ai", "langchain", "openai_agents", "fastmcp"])
def test_the_example_shows_the_same_in_every_framework(framework):
    pytest.importorskip({"openai_agents": "agents"}.get(framework, framework))
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), framework], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    rate, greeting, note, orders = done.stdout.splitlines()
    assert json.loads(rate) == {"result": 1.1}
    assert greeting == "Hello Ann!"
    assert json.loads(note) == {"noted": "call back", "tags": ["urgent"]}
    assert len(json.loads(orders)["data"]) == 1
