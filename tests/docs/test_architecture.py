"""The map is true: its files are there, its classes and functions are defined, and no room is missing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/toolspan"
AMAZON = SOURCE / "connectors/amazon_seller_partner"
MAP = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
SPANS = sorted(set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", MAP, flags=re.DOTALL))))
DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
NAME = r"[A-Z]\w*[a-z]\w*(?:\.[a-z_]\w*)?|_?[a-z]+(?:_[a-z]+)*"
ELSEWHERE = {
    "execute",
    "execute_write",
    "handler",
    "Call.approval",
    "Call.values",
    "ToolSpec",
    "InvalidInput",
}
"""Names in an answer that are no function of a file in it."""
NO_NAMES = {"created_after", "execute_write", "rate_limiter", "read_more", "amazon_seller_partner"}
"""Parameters, actions and folders that are written like functions."""


def defined() -> set[str]:
    """Every class, function, method and annotated field of the package and its adapters."""
    found = set()
    for path in (
        *SOURCE.rglob("*.py"),
        *(ROOT / "adapters").rglob("*.py"),
        *(ROOT / "tests/adapters").glob("*.py"),
    ):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(node.name)
            if isinstance(node, ast.ClassDef):
                found |= {f"{node.name}.{name}" for inner in node.body if (name := _name_of(inner))}
    return found


def _name_of(node: ast.stmt) -> str:
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.target)
    return getattr(node, "name", "")


def test_every_file_and_folder_of_the_map_is_there():
    paths = [span for span in SPANS if re.fullmatch(r"[\w.-]+(?:/[\w.-]*)+|\w+\.py", span)]
    assert len(paths) > 30
    homes = (ROOT, SOURCE, AMAZON)
    assert not [path for path in paths if not any((home / path).exists() for home in homes)]


def test_every_class_and_function_of_the_map_is_defined():
    written = re.compile(r"[A-Z]\w*[a-z]\w*(?:\.[a-z_]\w*)?|[a-z]+(?:_[a-z]+)+")
    names = {span.removesuffix("()") for span in SPANS if written.fullmatch(span.removesuffix("()"))}
    assert len(names) > 30
    assert sorted(names - NO_NAMES - defined()) == []


def homes_of(path: str) -> list[Path]:
    return [home / path for home in (ROOT, SOURCE, AMAZON) if (home / path).is_file()]


def defined_in(paths: list[Path]) -> set[str]:
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    return {node.name for node in nodes if isinstance(node, DEFINITIONS)}


def test_each_function_of_the_journey_is_in_a_file_of_its_row():
    rows = [row.split(" | ") for row in MAP.partition("## The journey")[2].partition("\n## ")[0].splitlines()]
    steps = [re.findall(r"`([^`]+)`", cell) for row in rows if len(row) == 3 for cell in row[1:]]
    assert len(steps) > 20
    for files, names in zip(steps[::2], steps[1::2], strict=True):
        there = defined_in([path for file in files for path in homes_of(file)])
        assert not [name for name in names if not set(name.split(".")) <= there], files


def test_each_function_of_an_answer_is_in_a_file_that_it_names():
    answers = MAP.partition("## Where to look")[2].partition("\n## ")[0]
    checked = 0
    for answer in answers.splitlines():
        spans = re.findall(r"`([^`]+)`", answer.partition(" | ")[2])
        there = defined_in([path for span in spans if span.endswith(".py") for path in homes_of(span)])
        names = [span for span in spans if re.fullmatch(NAME, span) and span not in ELSEWHERE]
        assert not [name for name in names if not set(name.split(".")) <= there], answer
        checked += len(names)
    assert checked > 30


def test_no_room_is_missing_on_the_map():
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    assert sorted(room for room in rooms if f"| `{room}/` |" not in MAP) == []


def test_the_map_is_one_page():
    assert len(MAP.splitlines()) <= 130
