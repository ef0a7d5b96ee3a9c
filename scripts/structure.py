"""Prints the sizes of the modules, and every circle of imports.

Imports for typing count, and so do those inside functions: they too say what one must know to read a module.
"""

from __future__ import annotations

import argparse
import ast
import statistics
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
HOUSES_OF_THEIR_OWN = ("server", "emulator")
GENERATED = "records"


@dataclass(frozen=True)
class Import:
    """One module imports another."""

    importer: str
    imported: str
    line: int
    inside: bool
    """In the body of a function: carried out when it is called."""

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def modules(package: Path = SOURCE / "toolspan") -> dict[str, Path]:
    """Return the file of each module."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(package: Path = SOURCE / "toolspan") -> list[Import]:
    """Return what the modules of a package import of each other."""
    files = modules(package)
    return [each for name, path in files.items() for each in _imports_of(name, path, files)]


def _imports_of(name: str, path: Path, files: dict[str, Path]) -> Iterator[Import]:
    for node, inside in _statements(ast.parse(path.read_text("utf-8")), inside=False):
        for target in _targets(node, name, path):
            imported = target if target in files else target.rpartition(".")[0]
            if imported in files and imported != name:
                yield Import(name, imported, node.lineno, inside)


def _statements(tree: ast.AST, *, inside: bool) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Yield the imports below a node, and whether they wait for a call: those for typing never do."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, inside
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _statements(node, inside=True)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _statements(node, inside=False)
        else:
            yield from _statements(node, inside=inside)


def _targets(node: ast.Import | ast.ImportFrom, name: str, path: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names)
        return
    start = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    base = start[: len(start) - node.level + 1] if node.level else []
    module = ".".join((*base, *filter(None, [node.module])))
    yield from (f"{module}.{each.name}" for each in node.names)


def circles(found: list[Import]) -> list[list[Import]]:
    """Return a shortest circle of each knot of modules that import each other."""
    edges: dict[str, dict[str, Import]] = defaultdict(dict)
    for each in found:
        edges[each.importer].setdefault(each.imported, each)
    shortest = [circle for name in sorted(edges) if (circle := _way_back(name, edges))]
    shortest.sort(key=len)
    seen: set[str] = set()
    distinct = []
    for circle in shortest:
        members = {each.importer for each in circle}
        if not seen & members:
            distinct.append(circle)
        seen |= members
    return distinct


def _way_back(start: str, edges: dict[str, dict[str, Import]]) -> list[Import]:
    ways: list[list[Import]] = [[each] for each in edges[start].values()]
    seen: set[str] = set()
    for way in ways:  # grows while it is walked: breadth first
        end = way[-1].imported
        if end == start:
            return way
        if end not in seen:
            seen.add(end)
            ways += ([*way, each] for each in edges.get(end, {}).values())
    return []


def spelled_out(circle: list[Import]) -> str:
    """Return a circle, one import a line."""
    return "\n".join(f"  {each}" for each in circle)


def sizes() -> str:
    """Return a table of the rooms: modules, lines, median and largest module."""
    rooms: dict[str, dict[str, int]] = defaultdict(dict)
    for name, path in modules().items():
        parts = name.split(".")
        if GENERATED in parts or name == "toolspan":
            continue
        flat = len(parts) == 2 and path.name != "__init__.py"
        room = "(flat)" if flat else ".".join(parts[1:3] if parts[1] == "connectors" else parts[1:2])
        rooms[room][name] = len(path.read_text("utf-8").splitlines())
    core = {n: size for r, each in rooms.items() if r not in HOUSES_OF_THEIR_OWN for n, size in each.items()}
    rows = [_row(room, each) for room, each in sorted(rooms.items())]
    total = f"without {', '.join(HOUSES_OF_THEIR_OWN)}"
    return "\n".join([f"{'room':40} modules  lines  median  largest", *rows, _row(total, core)])


def _row(room: str, each: dict[str, int]) -> str:
    name, size = max(each.items(), key=lambda item: item[1])
    median = int(statistics.median(each.values()))
    return (
        f"{room:40} {len(each):7} {sum(each.values()):6} {median:7}  {size} {name.removeprefix('toolspan.')}"
    )


def main() -> int:
    """Print the table and the circles; exit with 1 where there is a circle."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inside", action="store_true", help="list the imports inside functions too")
    options = parser.parse_args()
    found = imports()
    print(sizes())
    rooms = Counter((each.importer.split(".")[1:2] != each.imported.split(".")[1:2]) for each in found)
    print(f"\n{len(found)} imports, {rooms[True]} of them from one room to another")
    if options.inside:
        print(*(f"inside a function: {each}" for each in found if each.inside), sep="\n")
    knots = circles(found)
    print(*(f"\na circle of {len(circle)}:\n{spelled_out(circle)}" for circle in knots), sep="\n")
    return 1 if knots else 0


if __name__ == "__main__":
    sys.exit(main())
