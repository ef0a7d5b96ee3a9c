"""`toolspan ask` and `toolspan chart`, on the emulator."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from toolspan.cli.app import app
from toolspan.emulator import Emulator, environment


def run(*arguments, code=0):
    done = CliRunner().invoke(app, [*arguments])
    assert done.exit_code == code, done.output
    return done


def test_ask_answers_in_sql_from_orders_that_it_replicates_first():
    sql = "SELECT status, count(*) AS n FROM orders GROUP BY status ORDER BY n DESC LIMIT 1"
    done = run("ask", "--emulator", "--json", "--sql", sql)
    page = json.loads(done.stdout)
    assert page["data"][0]["status"] == "SHIPPED"
    assert page["meta"]["coverage"]["orders"]["to"]


def test_ask_says_why_a_text_is_refused():
    done = run("ask", "--emulator", "--json", "--sql", "DELETE FROM orders", code=1)
    assert "DELETE is not allowed" in done.output


def test_sync_deletes_what_is_held_and_says_which_exports_are_left(tmp_path, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE", str(tmp_path / "store"))
    with Emulator() as emulator:
        for name, value in environment(emulator).items():
            monkeypatch.setenv(name, value)
        run("sync", "--entity", "inventory")
        assert [file.suffix for file in (tmp_path / "store").iterdir()] == [".duckdb"]
        done = run("sync", "--delete", "--json")
        assert json.loads(done.stdout)["elsewhere"] == []
        assert not list((tmp_path / "store").iterdir())


def test_a_sync_of_the_emulated_account_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_STORE", str(tmp_path / "store"))
    done = run("sync", "--emulator", "--entity", "inventory", "--json")
    assert json.loads(done.stdout)["records"]["inventory"] > 10
    assert json.loads(done.stdout)["store"] is None
    assert not (tmp_path / "store").exists()
    done = run("sync", "--emulator", "--delete", code=2)
    assert "--delete cannot be combined with --emulator" in done.output


def test_a_chart_is_written_as_a_picture_or_a_page(tmp_path):
    pytest.importorskip("matplotlib")
    run("chart", "revenue", "--emulator", "--to", str(tmp_path / "revenue.png"))
    assert (tmp_path / "revenue.png").read_bytes()[:4] == b"\x89PNG"
    run("chart", "stock-cover", "--emulator", "--to", str(tmp_path / "stock.html"))
    page = (tmp_path / "stock.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "</svg>" in page


def test_a_chart_of_another_kind_of_file_is_refused(tmp_path):
    done = run("chart", "revenue", "--emulator", "--to", str(tmp_path / "revenue.gif"), code=2)
    assert "must end in .png, .svg or .html" in done.output


def test_a_chart_in_a_folder_that_is_not_there_is_refused_before_anything_is_read(tmp_path):
    done = run("chart", "revenue", "--emulator", "--to", str(tmp_path / "none" / "revenue.png"), code=2)
    assert "there is no folder" in done.output
