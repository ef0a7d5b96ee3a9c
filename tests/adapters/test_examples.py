"""The examples run as they are, without a key and without a network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FILES = [
    EXAMPLES / name / "main.py"
    for name in (
        "pydantic_ai",
        "langchain",
        "openai_agents",
        "fastmcp",
        "loops",
        "mcp",
    )
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_an_example_shows_question_call_and_answer(path):
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "How many orders" in done.stdout
    assert "'created_after':'-7d'" in done.stdout.replace('"', "'").replace(" ", "")
    assert len(done.stdout.splitlines()) >= 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_an_example_is_short(path):
    assert len(path.read_text().splitlines()) <= 40
