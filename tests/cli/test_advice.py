"""Advice on the command line names its own options, and only what can be done there."""

from __future__ import annotations

import json

import pytest

from toolspan.cli.flags import in_flags

PYTHON = ("Policy(", "timeout=", "select_fields", "writes=", "In code")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("execute", "listings_items", "patch", "-p", "sku=1"), "--allow-write listings_items.patch"),
        (("execute", "orders", "list", "-p", "created_after=-1d", "--timeout", "0"), "--timeout allows more time"),
        (("execute", "orders", "list"), "--params '{"),
        (("report", "GET_MERCHANT_LISTINGS_ALL_DATA", "--timeout", "0"), "--timeout"),
    ],
    ids=["a write", "the time", "the parameters", "a report"],
)  # fmt: skip
def test_a_refusal_says_which_option_helps(words, said, run):
    outcome = run(*words, "--emulator")
    assert outcome.code != 0
    assert said in outcome.err
    for text in (outcome.err, json.loads(outcome.out)["error"].get("hint", "")):
        assert not any(word in text for word in PYTHON)


@pytest.mark.parametrize(
    ("code", "flags"),
    [
        ('Whoever owns the connector can allow it with Policy(writes=["raw"]).', "Allow it with --allow-write raw."),
        ("repeat the call with select_fields", "repeat the call with --select"),
        ("Give region= or TOOLSPAN_REGION.", "Give --region or TOOLSPAN_REGION."),
        ("Whoever owns the connector gives it as seller_id= or TOOLSPAN_SELLER_ID.", "Set TOOLSPAN_SELLER_ID."),
        ("A plain hint.", "A plain hint."),
    ],
)  # fmt: skip
def test_words_of_code_become_options(code, flags):
    assert in_flags(code) == flags


@pytest.mark.parametrize("name", ["x.xlsx", "x.parquet", "x.ods", "x.csb", "x.yaml"])
def test_a_format_that_is_not_written_is_refused_before_anything_is_made(name, run, tmp_path):
    outcome = run("report", "GET_MERCHANT_LISTINGS_ALL_DATA", "--to", str(tmp_path / name), "--emulator")
    assert outcome.code == 2
    assert ".csv or .jsonl" in outcome.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("switch", ["disable", "enable"])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "not initialised"),
        (("--database", "postgresql://postgres@127.0.0.1:1/none"), "connection refused"),
    ],
    ids=["nothing", "no database"],
)
def test_a_switch_without_a_server_says_so(switch, options, said, run, tmp_path):
    outcome = run("server", switch, "--connector", "x", *(options or ("--data-dir", str(tmp_path))))
    assert outcome.code == 2
    assert said in outcome.err
    assert "hint:" in outcome.err
    assert "bug in toolspan" not in outcome.err


@pytest.mark.parametrize("command", ["init", "list", "rotate-keys"])
def test_a_database_that_cannot_be_reached_is_no_bug(command, run, tmp_path):
    assert run("server", "init", "--data-dir", str(tmp_path)).code == 0
    missing = "postgresql://postgres@127.0.0.1:1/none"
    outcome = run("server", command, "--data-dir", str(tmp_path), "--database", missing)
    assert outcome.code == 2
    assert "connection refused" in outcome.err
    assert "createdb" in outcome.err
