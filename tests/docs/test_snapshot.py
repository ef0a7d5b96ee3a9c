"""What users see of the package is what is committed in tests/snapshots; `make snapshot` writes it anew.

Compared where griffe and all frameworks are installed: in the environment of `make test`. Versions of frameworks or of
typer other than today's may spell a definition or a help text differently, so the lowest versions are not compared.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

for needed in ("griffe", "pydantic_ai", "langchain_core", "agents", "fastmcp", "typer", "sqlalchemy"):
    pytest.importorskip(needed)

SCRIPT = Path(__file__).resolve().parents[2] / "scripts/snapshot.py"


@pytest.fixture(scope="module")
def snapshot():
    spec = importlib.util.spec_from_file_location("snapshot", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("section", ["names", "tools", "commands", "openapi", "errors"])
def test_what_users_see_changes_only_on_purpose(snapshot, section):
    difference = snapshot.difference(section)
    assert not difference, f"run `make snapshot` if this is meant:\n{difference}"


def test_every_file_of_the_snapshot_is_compared(snapshot):
    assert {path.stem for path in snapshot.FOLDER.iterdir()} == set(snapshot.SECTIONS)


def test_a_snapshot_says_nothing_of_the_machine_or_the_day(snapshot):
    for path in snapshot.FOLDER.iterdir():
        text = path.read_text("utf-8")
        assert str(snapshot.ROOT) not in text
        assert str(Path.home()) not in text
