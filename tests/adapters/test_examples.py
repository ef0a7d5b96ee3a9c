"""The examples run as they are, without a key and without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .drivers import DRIVERS, skip_without
from .more_drivers import MORE

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ALL = {**DRIVERS, **MORE, "loops": None}
each = pytest.mark.parametrize("name", ALL)


@pytest.fixture
def path(name):
    skip_without(*(ALL[name].modules if ALL[name] else ()))
    return EXAMPLES / name / "main.py"


@each
def test_an_example_shows_question_call_and_answer(path, tmp_path):
    done = subprocess.run(
        [sys.executable, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "CLAUDE_CONFIG_DIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "How many orders" in done.stdout
    assert "'created_after':'-7d'" in done.stdout.replace('"', "'").replace(" ", "")
    assert len(done.stdout.splitlines()) >= 3


@each
def test_an_example_is_short(path):
    assert len(path.read_text().splitlines()) <= 40
