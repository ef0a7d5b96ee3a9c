"""Docstrings and messages use the terms of the field, in plain English."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for folder in ("src/toolspan", "adapters")
    for path in (ROOT / folder).rglob("*.py*")
    if path.suffix in (".py", ".pyi")
)
AVOID = {
    r"(is|are|was|were|be|been|being) told(?! apart| from)": "gets, receives, is passed",
    r"tells? (of|the framework)": "reports",
    r"hears? of": "gets, receives",
    r"(be(comes|came)|become) of": "the outcome of",
    r"in vain": "without effect",
    r"(goes|go|gone|went|going) on with": "continues, resumes",
    r"to be had|can be had": "available",
    r"anew": "again",
    r"worth nothing|by heart|phones? home": "a fact",
    r"teaches": "adds",
    r"(un)?checked door": "validate=False",
    r"without a word": "silently",
    r"got over": "retried",
    r"carriers?": "executor",
    r"surroundings": "context",
    r"turned round": "the inverse",
    r"wordiest": "with the largest overhead",
    r"stands? against": "blocks, replays",
    r"desks?|adverts?": "the term of the field",
    r"(seals?|sealed) (a |the )?(results?|page|output)s?": "renders",
    r"one seam|the seam": "interface",
    r"it is not said": "name what is missing",
    r"of another kind than": "of an unexpected type",
    r"honest(ly)?": "a fact",
    r"taken up": "resumed",
    r"its own way out": "a fact",
}
SHIPPING = {"carriers?"}
"""Words of the field where operations are about shipping."""
ANY = re.compile(rf"\b(?:{'|'.join(AVOID)})\b", re.IGNORECASE)
NAMES = {"Advert", "Identified", "Once", "OpenIndex", "SpecMaker", "Surroundings", "ToolFace", "advertise"}
"""Names that did not explain themselves; others have taken their place."""
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def texts(source: str) -> Iterator[tuple[int, str]]:
    """The line and text of each public docstring, and of each message: any other text of several words."""
    tree = ast.parse(source)
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    private = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, DOCUMENTED[1:])
        and node.name.startswith("_")
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(each.value) if isinstance(each, ast.Constant) else "x" for each in node.values)
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts | private
        ):
            text = node.value
        else:
            continue
        if text.count(" ") > 1:
            yield node.lineno, " ".join(text.split())


def found(source: str, allowed: Iterable[str] = ()) -> list[str]:
    """Each word to avoid, with its line, what stands around it, and what to write."""
    return [
        f"{line}: {text[max(0, match.start() - 40) : match.end() + 20]!r}: write {instead}"
        for line, text in texts(source)
        if ANY.search(text)
        for words, instead in AVOID.items()
        if words not in allowed
        for match in re.finditer(rf"\b({words})\b", text, re.IGNORECASE)
    ]


def test_docstrings_and_messages_have_no_private_vocabulary():
    wrong = [
        f"{path.relative_to(ROOT)}:{each}"
        for path in FILES
        for each in found(path.read_text("utf-8"), SHIPPING if path.name == "entities.pyi" else ())
    ]
    assert not wrong, "\n".join(wrong)


def test_no_class_or_function_has_a_name_that_needs_explaining():
    defined = re.compile(rf"^\s*(?:class|(?:async )?def) ({'|'.join(NAMES)})\b", re.MULTILINE)
    found = {path.relative_to(ROOT).as_posix(): defined.findall(path.read_text("utf-8")) for path in FILES}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('"""What the model is told."""', 1),
        ('def f():\n    """What the model is told."""', 1),
        ('def _f():\n    """What the model is told."""', 0),
        ('raise E(f"{name} is told\\nof it.")', 1),
        ('"""A number."""\n"""What becomes\n    of it in vain."""', 2),
        ("told = 1  # what it is told", 0),
        ('"""Values are told apart by their names."""', 0),
    ],
)
def test_the_words_are_found_in_docstrings_and_messages(source, count):
    assert len(found(source)) == count
