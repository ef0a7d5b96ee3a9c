from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.required import absent

from .conftest import ROOT, SHARED

BUILD = ROOT / "scripts/build_facts.py"
MODELS = Path(os.environ.get("TOOLSPAN_MODELS", SHARED / "sp-api-models"))


def require_models() -> None:
    if MODELS.is_dir():
        return
    absent(f"Amazon's models are not in {MODELS}: set TOOLSPAN_MODELS")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BUILD), *arguments], capture_output=True, text=True, check=False
    )


def test_committed_facts_and_types_are_what_the_models_say_today() -> None:
    require_models()
    done = run("--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_models_that_are_not_there_are_an_error_and_not_an_empty_index(tmp_path: Path) -> None:
    require_models()
    done = run(str(tmp_path), "--check", "--data", str(MODELS.parent / "data"))
    assert done.returncode == 1
    assert f"no models in {tmp_path}" in done.stderr
