"""The pictures of terminals say what the commands print."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

for needed in ("pydantic_ai", "langchain_core", "agents", "fastmcp", "rich", "sqlalchemy", "aiohttp"):
    pytest.importorskip(needed)  # `doctor` says what is installed

ROOT = Path(__file__).resolve().parents[2]
SCREENS = sorted((ROOT / "docs/screens").glob("*.svg"))
SLOW = "demo"
"""Its words are held by the tests of the demo itself."""


@pytest.mark.skipif(sys.platform == "win32", reason="draws what a pseudo-terminal shows")
@pytest.mark.parametrize("name", [path.stem for path in SCREENS if path.stem != SLOW])
def test_a_picture_says_what_its_command_prints(name):
    run = subprocess.run(
        [sys.executable, "scripts/build_screens.py", "--check", name],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.stem)
def test_a_picture_is_small_loads_nothing_and_is_of_no_machine(path):
    picture = path.read_text(encoding="utf-8")
    assert len(picture) < 60_000
    assert not re.search(r"url\((?!#)|@font-face|@import|<image", picture)
    assert not re.search(r"/(home|root|Users|tmp|work)/", picture)
