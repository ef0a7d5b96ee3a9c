"""`toolspan sync`: the plan, the run, and its output for programs."""

import pytest

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


def test_a_run_says_what_is_held(run, folder):
    outcome = run("sync", "--entity", "orders", "--since", "-60d", "--emulator")
    assert outcome.code == 0
    assert outcome.json["records"]["orders"] > 50
    assert [held["entity"] for held in outcome.json["coverage"]] == ["orders"]
    assert outcome.json["store"] == str(next(folder.glob("*.duckdb")))


@pytest.mark.parametrize(("given", "said"), [("--entity=ordres", "orders"), ("--since=soon", "ISO 8601")])
def test_what_cannot_be_read_is_refused_with_the_choices(run, given, said):
    outcome = run("sync", given, "--emulator")
    assert outcome.code == 1
    assert said in outcome.out
