"""A connector written by the guide does what the one that ships does, from Python and from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desk import desk, record

from toolspan import ConfigurationError, InvalidInput

from .test_folders import FOLDERS, python

FRANKFURTER = next(path for path in FOLDERS if "frankfurter" in path.parent.name)
QUERY = {"in": "query", "schema": {"type": "string"}}
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


def test_any_path_can_be_called(tmp_path):
    connector, sent = desk(tmp_path)
    assert connector.sync.raw("GET", "/other").one == {"id": "7"}
    assert [request.url.path for request in sent] == ["/other"]


def test_what_is_to_be_filled_in_and_defaults_are(tmp_path):
    teams = record("list", "read", "GET", "/teams", parameters=[{**QUERY, "name": "account", "required": True}, {**QUERY, "name": "limit"}],
                   fill={"account": "account"}, defaults={"limit": "5"})  # fmt: skip
    connector, sent = desk(tmp_path, records=[teams])
    with pytest.raises(InvalidInput, match="account is required"):
        connector.sync.execute("tickets", "list")
    connector.executor.api.known = {"account": "a-1"}.get
    connector.sync.execute("tickets", "list")
    assert [str(request.url.query, "ascii") for request in sent] == ["account=a-1&limit=5"]


def test_a_local_parameter_is_not_sent(tmp_path):
    local = {"name": "careful", "in": "local", "schema": {"type": "boolean", "description": "Ask twice."}}
    listed = record("list", "read", "GET", parameters=[local])
    connector, sent = desk(tmp_path, records=[listed])
    connector.sync.execute("tickets", "list", {"careful": True})
    assert [request.url.query for request in sent] == [b""]


@pytest.mark.parametrize(
    "more",
    [
        {"fill": {"acount": "account"}},
        {"fill": {"limit": 5}},
        {"stream": {"lower": "since", "upper": "until", "cursor": "made"}},
        {"stream": {"lower": "limit"}},
        {"priority": "first"},
        {"marketplace": "required"},
    ],
)
def test_facts_that_make_no_sense_are_refused(more, tmp_path):
    listed = record("list", "read", "GET", parameters=[{**QUERY, "name": "limit"}], **more)
    with pytest.raises(ConfigurationError, match=next(iter(more))):
        desk(tmp_path, records=[listed])[0].sync.execute("tickets", "list")


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
        (("mcp", "--help"), "--shape"),
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
    assert {finding["check"] for finding in found if finding["state"] == "fail"} <= {"connection to the API"}


def test_the_doctor_looks_at_a_connector_that_only_a_server_has(tmp_path, monkeypatch):
    monkeypatch.delenv("TOOLSPAN_CLIENT_ID", raising=False)
    run = typed(tmp_path, "doctor", "zendesk-support", "--workspace", "acme", "--json")
    (failed,) = [one for one in json.loads(run.stdout)["findings"] if one["state"] == "fail"]
    assert failed["check"] == "credentials"


def test_what_is_not_emulated_is_named(tmp_path):
    run = typed(tmp_path, "execute", "rates", "latest", "--connector", "frankfurter", "--emulator")
    assert (run.returncode, "frankfurter has no emulator" in run.stderr) == (2, True), run.stderr
