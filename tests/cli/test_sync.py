"""`toolspan sync`: the plan, the run, and its output for programs."""

from datetime import UTC, datetime

import pytest

from toolspan.cli.commands.sync import _lines
from toolspan.emulator import Emulator, environment
from toolspan.store.replication import Progress

pytest.importorskip("duckdb")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE", str(tmp_path))
    return tmp_path


def test_a_plan_is_shown_and_nothing_is_read(run, folder):
    plans = {plan["entity"]: plan for plan in run("sync", "--plan", "--since", "-365d", "--emulator").json}
    assert plans["orders"]["records"] > 100
    assert [option["operation"] for option in plans["orders"]["options"]] == ["orders.list", "reports.create"]
    assert plans["orders"]["chosen"] == "orders.list"
    assert not list(folder.iterdir())


def test_a_run_says_what_is_held(run):
    outcome = run("sync", "--entity", "orders", "--since", "-60d", "--emulator")
    assert outcome.code == 0
    assert outcome.json["records"]["orders"] > 50
    assert [held["entity"] for held in outcome.json["coverage"]] == ["orders"]
    assert outcome.json["warnings"] == []
    assert outcome.err.splitlines()[0] == f"orders: {outcome.json['records']['orders']} records read"


@pytest.mark.parametrize(("given", "said"), [("--entity=ordres", "orders"), ("--since=soon", "ISO 8601")])
def test_what_cannot_be_read_is_refused_with_the_choices(run, given, said):
    outcome = run("sync", given, "--emulator")
    assert outcome.code == 1
    assert said in outcome.out


@pytest.mark.parametrize("given", ["tomorrow", "now", "-0d", "+3h", "2030-01-01", "9999-12-31"])
def test_a_start_that_is_not_in_the_past_is_refused(run, given):
    outcome = run("sync", "--since", given, "--entity=orders", "--emulator")
    assert outcome.code == 1
    assert "only the past can be replicated" in outcome.err


def test_a_start_before_what_the_api_has_is_told_in_the_plan_and_the_run(run):
    (plan,) = run("sync", "--plan", "--since=1999-01-01", "--entity=orders", "--emulator").json
    assert "the API has nothing older than 729 days" in plan["warning"]
    assert plan["warning"] in plan["text"]
    outcome = run("sync", "--since=-99999d", "--entity=transactions", "--emulator")
    assert outcome.code == 0
    assert outcome.json["warnings"] == [plan["warning"].replace("orders", "transactions")]
    assert f"warning: {outcome.json['warnings'][0]}" in outcome.err


def test_a_wait_is_told_once_in_a_line(capsys):
    start = datetime(2026, 11, 1, tzinfo=UTC)

    def step(entity, waits=None, records=0):
        return Progress(entity, records, start, start, 0.0, 0.0, f"waiting for {entity}", waits)

    with _lines() as show:
        for each in (
            step("orders", records=1200),
            step("orders", 179.0),
            step("orders", records=100),
            step("orders", 2.0),
            *(step("returns", 6.0) for _ in range(9)),
            step("returns", records=3),
        ):
            show(each)
    assert capsys.readouterr().err.splitlines() == [
        "orders: 1,200 records, waiting for orders",
        "returns: 0 records, waiting for returns, 6 s so far",
        "orders: 1,300 records read",
        "returns: 3 records read",
    ]


def test_a_report_that_failed_is_left_to_a_later_run_and_all_else_is_read(run, folder, monkeypatch):
    with Emulator() as emulator:
        for name, value in environment(emulator).items():
            monkeypatch.setenv(name, value)
        emulator.reports.queue_seconds = emulator.reports.progress_seconds = 0.0
        emulator.reports.fail_next("GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA")
        outcome = run("sync", "--since=-20d", "--entity=returns", "--entity=inventory")
        assert outcome.code == 0
        (warning,) = outcome.json["warnings"]
        assert warning.startswith("returns: a file could not be made")
        assert f"warning: {warning}" in outcome.err.splitlines()
        assert [held["entity"] for held in outcome.json["coverage"]] == ["inventory"]
        assert outcome.json["store"] == str(next(folder.glob("*.duckdb")))
