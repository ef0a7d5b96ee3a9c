"""The reference holds every public name."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PUBLIC = (
    "toolspan",
    "toolspan.authoring",
    "toolspan.emulator",
    "toolspan.journal",
    "toolspan.testing",
    "toolspan.toolkit",
    "toolspan.webhooks",
    "toolspan.connectors.amazon_seller_partner",
)
ENTRY = re.compile(r"^::: ([\w.]+)\n((?:(?: {2,}.*)?\n)*)", re.MULTILINE)
IMPORT = re.compile(r"^\s*from (toolspan(?:\.\w+)*) import (\([^)]*\)|.+)$", re.MULTILINE)


def entries():
    """Yield the path of each object that the reference shows, and its options."""
    for page in (DOCS / "reference").glob("*.md"):
        yield from ENTRY.findall(page.read_text(encoding="utf-8") + "\n")


def shown() -> set[str]:
    """The names that the reference shows: entries by themselves, the members that they list, and modules shown whole."""
    names = set()
    for path, options in entries():
        names.add(path.rpartition(".")[2])
        listed = re.search(r"members: \[([^\]]*)\]", options)
        if listed:
            names |= set(re.findall(r"\w+", listed[1]))
        elif path.rpartition(".")[2].islower() and isinstance(module := _at(path), ModuleType):
            names |= {name for name in vars(module) if not name.startswith("_")}
    return names


def _at(path: str):
    module, _, name = path.rpartition(".")
    try:
        return import_module(path)
    except ModuleNotFoundError:
        return getattr(
            import_module(module), name, None
        )  # of some, a stub beside the module has what is there


@pytest.mark.parametrize("module", PUBLIC)
def test_every_public_name_is_in_the_reference(module):
    assert set(import_module(module).__all__) - {"__version__"} <= shown()


def test_what_the_reference_shows_is_there():
    for path, options in entries():
        found = _at(path)
        listed = re.search(r"members: \[([^\]]*)\]", options)
        stub = Path(str(import_module(path.rpartition(".")[0]).__file__)).with_suffix(".pyi")
        assert found or f"class {path.rpartition('.')[2]}" in stub.read_text(encoding="utf-8"), path
        for name in re.findall(r"\w+", listed[1]) if listed else ():
            assert hasattr(found, name), f"{path} has no {name}"


def test_what_pages_import_is_in_the_reference():
    known, absent = shown(), []
    for page in (DOCS.parent / "README.md", *DOCS.rglob("*.md"), *DOCS.glob("extending/*/src/**/*.py")):
        for module, listed in IMPORT.findall(page.read_text(encoding="utf-8")):
            names = re.findall(r"[A-Za-z_]\w*", re.sub(r" as \w+", "", listed.partition("#")[0]))
            absent += [
                f"{page.name}: {module}.{name}"
                for name in names
                if name not in known and not isinstance(getattr(import_module(module), name), ModuleType)
            ]
    assert not absent


def test_pages_that_show_a_file_whole_name_one_that_is_there():
    pages = {path: path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")}
    named = [
        name for page in pages.values() for name in re.findall(r"^--8<--\n(.+)\n--8<--$", page, re.MULTILINE)
    ]
    assert len(named) > 5
    assert all((DOCS / name).is_file() for name in named)
    assert not [path.name for path, page in pages.items() if re.search(r"--8 *< *-- *\"", page)]
