"""The adapter and the connector that the tutorials are made of, each with its own tests, as if installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

FOLDERS = sorted(Path(__file__).parents[2].glob("docs/extending/*/pyproject.toml"))


each = pytest.mark.parametrize("project", FOLDERS, ids=lambda path: path.parent.name)


def installed(project: Path, site: Path) -> str:
    """Write what an installer would write of the project's entry points, and return the path that finds it."""
    facts = tomllib.loads(project.read_text("utf-8"))["project"]
    info = site / f"{facts['name'].replace('-', '_')}-{facts['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {facts['name']}\nVersion: {facts['version']}\n"
    )
    groups = (
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
        for group, points in facts["entry-points"].items()
    )
    (info / "entry_points.txt").write_text("".join(groups))
    return os.pathsep.join([str(project.parent / "src"), str(site)])


def python(project: Path, site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the interpreter in the project's folder, as if the project were installed."""
    if "smolagents" in project.parent.name:
        pytest.importorskip("smolagents")
    path = os.pathsep.join([installed(project, site), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project.parent, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@each
def test_its_own_tests_pass(project, tmp_path):
    run = python(
        project, tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "tests"
    )
    assert run.returncode == 0, run.stdout


@each
def test_its_readme_runs(project, tmp_path):
    (source,) = re.findall(
        r"```python\n(.*?)```", (project.parent / "README.md").read_text("utf-8"), re.DOTALL
    )
    run = python(project, tmp_path, "-c", source)
    assert run.returncode == 0, run.stderr


def test_there_is_an_adapter_and_two_connectors():
    assert [path.parent.name for path in FOLDERS] == [
        "toolspan-frankfurter",
        "toolspan-smolagents",
        "toolspan-tickets",
    ]
