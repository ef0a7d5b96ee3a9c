"""The notebooks run in a kernel and show what is committed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")
pytest.importorskip("nbclient")

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "docs/notebooks").glob("*.ipynb"))


def test_the_notebooks_show_what_is_committed():
    run = subprocess.run(
        [sys.executable, "scripts/build_notebook.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_is_whole_small_and_of_no_machine(path):
    text = path.read_text(encoding="utf-8")
    cells = json.loads(text)["cells"]
    assert len(text) < 150_000
    assert not [place for place in ("/home/", "/root/", "/Users/", "/tmp/") if place in text]
    assert all(cell["execution_count"] for cell in cells if cell["cell_type"] == "code")
    assert sum("image/png" in json.dumps(cell.get("outputs", [])) for cell in cells) >= 2
