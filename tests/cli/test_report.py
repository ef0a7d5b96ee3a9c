"""`toolspan report` and `toolspan limits`: into files, onto the screen, and what can be known of a limit."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from toolspan.emulator import Emulator
from toolspan.emulator import environment as variables_of

from .test_commands import on_a_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
TRAFFIC = "GET_SALES_AND_TRAFFIC_REPORT"


@pytest.fixture
def account(monkeypatch) -> Iterator[Emulator]:
    """An emulator in a thread that makes reports at once, and the environment that leads to it."""
    with Emulator(seed=7) as running:
        running.reports.queue_seconds = running.reports.progress_seconds = 0.0
        for name, value in variables_of(running).items():
            monkeypatch.setenv(name, value)
        yield running


def test_a_report_in_a_pipe_is_json_with_all_its_rows(account, run):
    outcome = run("report", LISTINGS)
    assert outcome.code == 0
    assert len(outcome.json["data"]) == outcome.json["meta"]["total_rows"] == 40


def test_a_report_on_a_screen_is_a_table(account):
    shown = on_a_terminal("report", ORDERS, "--since", "-60d", columns=120, **variables_of(account))
    assert "amazon-order-id" in shown


def test_rows_are_saved_as_csv(account, run, tmp_path):
    path = tmp_path / "all.csv"
    outcome = run("report", LISTINGS, "--typed", "--to", str(path))
    assert outcome.json == {"path": str(path), "rows": 40, "warnings": []}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    assert rows[0]["seller-sku"] == "MUG-001"
    assert {row["item-is-marketplace"] for row in rows} == {"True"}


def test_rows_are_saved_as_json_lines(account, run, tmp_path):
    path = tmp_path / "traffic.jsonl"
    outcome = run("report", TRAFFIC, "--since", "-20d", "--option", "dateGranularity=WEEK", "--to", str(path))
    assert outcome.code == 0
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert {row["_section"] for row in rows} == {"salesAndTrafficByDate", "salesAndTrafficByAsin"}
    made = account.requests.matching(operation="createReport")[-1].json()
    assert made["reportOptions"] == {"dateGranularity": "WEEK"}


def test_any_other_name_holds_the_document_itself(account, run, tmp_path):
    path = tmp_path / "all.txt"
    outcome = run("report", LISTINGS, "--to", str(path))
    assert outcome.json["bytes"] == path.stat().st_size
    assert path.read_text(outcome.json["encoding"]).startswith("item-name\t")


def test_rows_of_several_shapes_are_csv_with_the_columns_of_all(account, run, tmp_path):
    path = tmp_path / "traffic.csv"
    outcome = run("report", TRAFFIC, "--since", "-20d", "--typed", "--to", str(path))
    assert outcome.code == 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert len(rows) == outcome.json["rows"]
    by_day = next(row for row in rows if row["_section"] == "salesAndTrafficByDate")
    by_asin = next(row for row in rows if row["_section"] == "salesAndTrafficByAsin")
    assert by_day["salesByDate.orderedProductSales.currencyCode"] == "USD"
    assert (by_day["parentAsin"], by_asin["date"]) == ("", "")
    assert by_asin["salesByAsin.unitsOrdered"].isdigit()
    assert None not in by_day


def test_a_file_that_cannot_be_filled_is_an_error_without_a_traceback(account, process, tmp_path):
    program = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000));"
        "from toolspan.cli.app import run; sys.exit(run(sys.argv[1:]))"
    )
    to = str(tmp_path / "all.jsonl")
    outcome = process("report", LISTINGS, "--to", to, python=("-c", program), **variables_of(account))
    assert outcome.code == 1
    assert "Traceback" not in outcome.err
    assert not list(tmp_path.iterdir())


def test_typed_moments_are_iso_8601_in_either_form(account, run, tmp_path):
    for name in ("orders.jsonl", "orders.csv"):
        path = tmp_path / name
        assert run("report", ORDERS, "--since", "-60d", "--typed", "--to", str(path)).code == 0
    first = json.loads((tmp_path / "orders.jsonl").read_text("utf-8").splitlines()[0])
    with (tmp_path / "orders.csv").open(encoding="utf-8", newline="") as file:
        same = next(csv.DictReader(file))
    assert same["purchase-date"] == first["purchase-date"]
    assert datetime.fromisoformat(first["purchase-date"]).isoformat() == first["purchase-date"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([LISTINGS, "--to", "x.parquet"], ".csv or .jsonl"),
        ([LISTINGS, "--to", "missing/x.csv"], "folder"),
        ([LISTINGS, "--option", "a"], "NAME=VALUE"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage_and_costs_nothing(account, run, arguments, said):
    outcome = run("report", *arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert not len(account.requests)


def test_a_report_that_could_not_be_had_is_taken_up_by_its_id(account, run, tmp_path):
    account.faults.add("status", operation="getReport", status=503, times=3)
    path = str(tmp_path / "all.csv")
    first = run("report", LISTINGS, "--to", path)
    assert first.code == 1
    report_id = first.json["error"]["resume"]["params"]["report_id"]
    assert run("report", "--report-id", report_id, "--to", path).json["rows"] == 40
    assert len(account.requests.matching(operation="createReport")) == 1


@pytest.mark.usefixtures("interruptible")
def test_a_report_that_is_stopped_ends_with_130(account, tmp_path):
    account.reports.progress_seconds = 900.0
    running = subprocess.Popen(
        [sys.executable, "-m", "toolspan", "report", LISTINGS, "--to", str(tmp_path / "x.csv")],
        env=os.environ | variables_of(account),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    while not account.requests.matching(operation="getReport"):
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    assert running.wait(20) == 130
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- limits


def limits_of(outcome) -> dict[str, dict]:
    return {row["operation"]: row for row in outcome.json["limits"]}


def test_a_new_process_knows_the_plan_and_says_that_it_knows_no_more(account, run):
    outcome = run("limits")
    orders = limits_of(outcome)["orders.list"]
    assert (orders["burst"], orders["left"], orders["used"], orders["confirmed"]) == (20, 20, False, False)
    assert "Amazon does not report how much of a limit is left" in outcome.json["note"]
    assert not len(account.requests)


def test_without_an_account_there_is_only_the_plan(run):
    orders = limits_of(run("limits", "--entity", "orders"))["orders.list"]
    assert (orders["burst"], orders["left"], orders["next_free_in"]) == (20, None, None)


def test_asking_uses_one_call_of_each_area_and_learns_the_rate(account, run):
    found = limits_of(run("limits", "--ask"))
    assert found["orders.list"]["left"] == 19
    assert found["orders.list"]["confirmed"]
    assert not found["reports.create"]["used"]


async def test_a_program_that_runs_on_knows_what_it_used_and_when_the_next_call_is_free(connector, emulator):
    for _ in range(2):
        await connector.execute("catalog_items", "list", {"keywords": "mug"})
    limit = connector.limits()["catalog_items.list"]
    assert limit["left"] == 0
    assert 0 < limit["next_free_in"] <= 1
    emulator.clock.advance(60)
    assert connector.limits()["catalog_items.list"]["left"] == 2


def test_an_entity_without_limits_is_not_found(run):
    assert run("limits", "--entity", "ordres").code == 1


def test_what_is_odd_in_a_document_is_said_beside_a_file_of_its_rows(account, run, tmp_path):
    body = b'"A","T"\r\n"1","Monitor 24""\r\n"2"\r\n'
    account.reports.given[LISTINGS] = body, "text/tab-separated-values; charset=UTF-8"
    path = tmp_path / "all.csv"
    outcome = run("report", LISTINGS, "--to", str(path))
    assert path.read_bytes().decode().replace("\r\n", "\n") == 'A,T\n1,"Monitor 24"""\n2,\n'
    (warning,) = outcome.json["warnings"]
    assert "1 row has fewer cells" in warning
    assert run("report", LISTINGS).json["meta"]["warnings"] == [warning]


def test_a_document_whose_id_is_known_is_read_without_a_report(account, run, tmp_path):
    report_id = run("report", LISTINGS).json["meta"]["report_id"]
    report = run("execute", "reports", "get", "--params", json.dumps({"report_id": report_id})).json
    document, path = report["data"][0]["reportDocumentId"], tmp_path / "all.csv"
    shown = run("report", "--report-document-id", document).json
    assert shown["meta"]["total_rows"] == 40
    assert (
        run("report", LISTINGS, "--typed", "--report-document-id", document, "--to", str(path)).json["rows"]
        == 40
    )


def test_a_cancelled_report_is_a_warning_on_the_screen_and_an_error_instead_of_a_file(account, run, tmp_path):
    asked = ("report", "GET_SELLER_FEEDBACK_DATA", "--since", "2020-01-01", "--until")
    shown = run(*asked, "2020-01-02")
    assert (shown.code, shown.json["data"]) == (0, [])
    assert "someone cancelled it" in shown.json["meta"]["warnings"][0]
    saved = run(*asked, "2020-01-03", "--to", str(tmp_path / "x.csv"))
    assert (saved.code, saved.json["error"]["code"]) == (1, "cancelled")
    assert not list(tmp_path.iterdir())
