"""The site and the README use the terms of the field, in plain English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(
    r"^```.*?^```|^<!-- operations -->.*?^<!-- /operations -->|`[^`\n]*`|\]\([^)]*\)",
    re.DOTALL | re.MULTILINE,
)
AVOID = {
    r"(is|are|was|were|be) told": "gets, receives, is passed",
    r"tells? (of|the framework)": "reports",
    r"hears? of": "gets, receives",
    r"be(comes|came) of": "the outcome of",
    r"in vain": "without effect",
    r"(goes|go|gone|went) on\b": "continues, resumes",
    r"to be had": "available",
    r"says? so\b": "name what it says",
    r"anew": "again",
    r"in doubt": "with an unknown outcome",
    r"honest(ly)?": "a fact",
    r"teaches": "adds",
    r"unchecked door": "validate=False",
    r"under way": "running",
    r"without a word": "silently",
    r"taken up": "resumed",
    r"got over": "retried",
    r"(nobody|somebody|whoever)": "name who it is",
    r"by heart|phones? home|worth nothing": "a fact",
    r"(desk|face|guard|seal|sealed|told)": "the term of the field",
    r"its own way out": "a fact",
}


def prose(path: Path) -> str:
    return " ".join(CODE.sub(" ", path.read_text(encoding="utf-8")).split())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_has_no_private_vocabulary(path):
    text = prose(path)
    found = [
        f"{match[0]!r}: write {instead}"
        for words, instead in AVOID.items()
        for match in re.finditer(rf"[^.]{{0,40}}\b{words}\b[^.]{{0,20}}", text, re.IGNORECASE)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "path",
    [path for path in PAGES if not any(part.startswith("toolspan-") for part in path.parts)],
    ids=lambda path: path.stem,
)
def test_a_page_begins_with_the_task_that_it_serves(path):
    title, _, rest = path.read_text(encoding="utf-8").partition("\n")
    first = rest.strip().split("\n\n")[0]
    assert title.startswith("# ")
    assert first[0].isalpha() or first[0] in "`*["
    assert len(first) < 500
