"""A connector written by the guide does what the one that ships does, from Python and from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desk import desk

from toolspan import ConfigurationError

from .test_folders import FOLDERS, python

FRANKFURTER = next(path for path in FOLDERS if "frankfurter" in path.parent.name)
NOBODY = "http://127.0.0.1:9"


def test_a_dry_run_shows_the_request(tmp_path):
    connector, sent = desk(tmp_path)
    page = connector.sync.execute("tickets", "create", {"subject": "Late"}, dry_run=True)
    assert (page.one["method"], page.one["path"], page.one["body"]) == (
        "POST",
        "/tickets",
        {"subject": "Late"},
    )
    assert sent == []


def test_raw_calls_that_it_does_not_have_are_refused_in_words(tmp_path):
    connector, _ = desk(tmp_path)
    with pytest.raises(ConfigurationError, match="Desk has no raw calls"):
        connector.sync.raw("GET", "/tickets")


def typed(folder: Path, *words: str):
    """Run the command line with the connector of the guide installed beside the one that ships."""
    return python(FRANKFURTER, folder, "-m", "toolspan", *words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("docs", "orders"), "orders"),
        (("docs", "rates", "--connector", "frankfurter"), "European Central Bank"),
        (("operations", "--entity", "orders"), "orders.list"),
        (("operations", "frankfurter"), "rates.latest"),
        (("limits", "frankfurter", "--json"), "rates.latest"),
        (("execute", "rates", "latest", "--connector", "frankfurter", "--dry-run", "--json"), "/v1/latest"),
    ],
    ids=lambda part: part[0] if isinstance(part, tuple) else "",
)
def test_the_command_line_serves_both_connectors(words, said, tmp_path):
    run = typed(tmp_path, *words)
    assert (run.returncode, said in run.stdout) == (0, True), run.stderr


def test_the_doctor_asks_for_nothing_of_amazon(tmp_path, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", NOBODY)
    run = typed(tmp_path, "doctor", "frankfurter", "--json")
    found = json.loads(run.stdout)["findings"]
    assert "LWA" not in run.stdout
    assert {finding["check"] for finding in found if finding["state"] == "fail"} <= {"account"}
