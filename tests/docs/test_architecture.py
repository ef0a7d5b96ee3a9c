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
NO_NAMES = {"created_after", "rate_limiter", "read_more", "amazon_seller_partner"}
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


def test_no_room_is_missing_on_the_map():
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    assert sorted(room for room in rooms if f"| `{room}/` |" not in MAP) == []


def test_the_map_is_one_page():
    assert len(MAP.splitlines()) <= 130
