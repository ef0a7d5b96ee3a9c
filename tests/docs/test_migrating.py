"""The pages on migrating name things of two other packages and of this one: all of them exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolspan import HostedWorkspace
from toolspan.emulator import Emulator
from toolspan.testing import connected

PAGES = Path(__file__).resolve().parents[2] / "docs/migrating"
SP_API, AIRBYTE = PAGES / "python-amazon-sp-api.md", PAGES / "airbyte-agent-sdk.md"
METHOD = re.compile(r"`([a-z_0-9]+)\.([a-z_]+)[`(]")


def rows(page: Path, columns: int) -> list[list[str]]:
    """Return the cells of all table rows of so many columns."""
    cells = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in page.read_text(encoding="utf-8").splitlines(keepends=True)
        if line.startswith("| ")
    ]
    return [row for row in cells if len(row) == columns]


def classes() -> list[tuple[str, str | None, str, str]]:
    """Return class, version, method and our names, a line of the table each."""
    found, heading = [], ""
    for first, method, ours in rows(SP_API, 3):
        heading = first or heading
        if ours.startswith("`") and method.startswith("`") and "SellingApi" not in heading:
            version = re.search(r"version `([^`]+)`", heading)
            name = heading.split("`")[1]
            found.append((name, version and version[1], method.strip("`"), ours))
    return found


@pytest.mark.parametrize(("name", "version", "method", "ours"), classes())
def test_every_method_of_the_other_client_exists_and_leads_to_one_of_ours(name, version, method, ours):
    api = pytest.importorskip("sp_api.api")
    options = {"version": version} if version else {}
    client = getattr(api, name)(credentials={"lwa_app_id": "a", "lwa_client_secret": "b"}, **options)
    assert callable(getattr(client, method))
    connector = connected(Emulator(seed=7))
    assert METHOD.findall(ours)
    for entity, action in METHOD.findall(ours):
        assert callable(getattr(getattr(connector, entity), action))


def test_every_exception_of_the_other_client_exists():
    base = pytest.importorskip("sp_api.base.exceptions")
    names = set(re.findall(r"`(SellingApi\w+)`", SP_API.read_text(encoding="utf-8")))
    assert len(names) > 10
    assert all(issubclass(getattr(base, name), Exception) for name in names)


def test_every_import_that_takes_the_place_of_an_old_one_works():
    after = [row[1].strip("`") for row in rows(AIRBYTE, 2) if row[1].startswith("`from toolspan")]
    assert len(after) > 5
    for statement in after:
        exec(statement, {})


def test_every_method_of_the_workspace_exists():
    names = {
        name
        for row in rows(AIRBYTE, 2)
        if "only by HTTP" in row[0]
        for name in re.findall(r"`(\w+)`", row[1])
    }
    assert "initiate_oauth" in names
    assert all(callable(getattr(HostedWorkspace, name)) for name in names)
