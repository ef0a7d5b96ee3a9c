"""`toolspan connector new` writes a connector that is installed, tested and used at once."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from toolspan.cli.connector_template import write_connector
from toolspan.errors import ConfigurationError

from .test_folders import python


def toolspan(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "toolspan", "connector", "new", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.timeout(300)
def test_a_new_connector_passes_its_tests_and_is_served_by_the_command_line(tmp_path):
    made = toolspan(tmp_path, "Bike shop", "--url", "https://api.bikes.example/v1")
    assert made.returncode == 0, made.stderr
    project = tmp_path / "toolspan-bike-shop/pyproject.toml"
    assert "pip install -e" in made.stderr + made.stdout
    tested = python(
        project,
        tmp_path / "one",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "tests",
        "-k",
        "not every_framework",  # imports them all, as the tests of the other folders do
    )
    assert tested.returncode == 0, tested.stdout
    listed = python(
        project,
        tmp_path / "two",
        "-m",
        "toolspan",
        "execute",
        "items",
        "list",
        "--connector",
        "bike-shop",
        "--dry-run",
        "--json",
    )
    assert listed.returncode == 0, listed.stderr
    assert '"/items"' in listed.stdout
    again = toolspan(tmp_path, "bike-shop")
    assert again.returncode == 2
    assert "exists" in again.stderr


@pytest.mark.parametrize(
    ("name", "title", "url", "said"),
    [
        ("4wheels", None, "https://api.example.com", "cannot be the name"),
        ("a" * 41, None, "https://api.example.com", "at most 40"),
        ("../up", None, "https://api.example.com", "cannot be the name"),
        ("import", None, "https://api.example.com", "cannot be the name"),
        ("parcels", 'The "best"', "https://api.example.com", "without quotes"),
        ("parcels", "", "https://api.example.com", "one line"),
        ("parcels", None, "http://api.example.com", "https URL"),
    ],
)
def test_what_would_make_no_connector_is_refused_before_anything_is_written(tmp_path, name, title, url, said):
    with pytest.raises(ConfigurationError) as caught:
        write_connector(tmp_path, name, title, url)
    assert said in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_package_of_a_new_connector_has_its_files_and_its_entry_point(tmp_path):
    folder = write_connector(tmp_path, "parcels", "Parcel service", "https://api.example.com/")
    project = tomllib.loads((folder / "pyproject.toml").read_text())
    assert project["project"]["entry-points"]["toolspan.connectors"] == {
        "parcels": "toolspan_parcels:ParcelsConnector"
    }
    assert {path.name for path in (folder / "src/toolspan_parcels").iterdir()} == {
        "__init__.py", "py.typed", "connector.toml", "operations.json", "guides", "questions.toml",
    }  # fmt: skip
