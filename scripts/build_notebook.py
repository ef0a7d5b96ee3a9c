"""Runs the notebooks of the site in a kernel of their own and keeps what they show.

`--check` runs them too, writes nothing, and exits with 1 when one shows other text or tables than committed. Pictures
are only counted: each version of matplotlib draws a little differently.
"""

from __future__ import annotations

import sys
from copy import deepcopy
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

NOTEBOOKS = Path(__file__).resolve().parent.parent / "docs/notebooks"
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def run(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook with what its cells show now, and nothing of this machine or day."""
    fresh = deepcopy(notebook)
    NotebookClient(fresh, timeout=120, config=Config(KernelManager={"transport": "ipc"})).execute()
    fresh.metadata = nbformat.from_dict(KERNEL | {"language_info": {"name": "python"}})
    for cell in fresh.cells:
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("text/html", None)
            if "image/png" in output.get("data", {}):
                output.data.pop("text/plain", None)
    return fresh


def shown(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """Return what a notebook shows, kind by kind."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    said = [("text", output.text) for output in outputs if "text" in output]
    rich = [
        (kind, str(value)) for output in outputs for kind, value in sorted(output.get("data", {}).items())
    ]
    return said + [(kind, "" if kind.startswith("image/") else value) for kind, value in rich]


def main() -> int:
    """Write, or check with `--check`."""
    stale = False
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        committed = nbformat.read(path, as_version=4)
        fresh = run(committed)
        if "--check" not in sys.argv:
            nbformat.write(fresh, path)
        elif shown(fresh) != shown(committed):
            stale = True
            print(f"{path.name} shows something else now: run scripts/build_notebook.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
