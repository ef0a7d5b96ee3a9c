"""The reference holds every public name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import toolspan
from toolspan import testing

REFERENCE = Path(__file__).resolve().parents[2] / "docs/reference"


@pytest.mark.parametrize("module", [toolspan, testing], ids=lambda module: module.__name__)
def test_every_public_name_is_in_the_reference(module):
    pages = [path.read_text(encoding="utf-8") for path in REFERENCE.glob("*.md")]
    told = {
        name
        for page in pages
        for line in page.splitlines()
        if ":" in line
        for name in re.findall(r"\w+", line)
    }
    assert set(module.__all__) - told == {"__version__"} & set(module.__all__)


def test_pages_that_show_a_file_whole_name_one_that_is_there():
    docs = REFERENCE.parent
    pages = {path: path.read_text(encoding="utf-8") for path in docs.rglob("*.md")}
    shown = [
        name for page in pages.values() for name in re.findall(r"^--8<--\n(.+)\n--8<--$", page, re.MULTILINE)
    ]
    assert len(shown) > 5
    assert all((docs / name).is_file() for name in shown)
    assert not [path.name for path, page in pages.items() if re.search(r"--8 *< *-- *\"", page)]
