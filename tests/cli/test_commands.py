"""What each command prints, and the code it ends with."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.emulator import Emulator
from toolspan.emulator import environment as variables_of
from toolspan.errors import RateLimited

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY = "canary-7f3a91c2d8"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An emulator in a thread, and the environment that leads to it."""
    with Emulator(seed=7) as running:
        for name, value in variables_of(running).items():
            monkeypatch.setenv(name, value)
        yield running


def on_a_terminal(*arguments: str, columns: int, **variables: str) -> str:
    """What a command shows on a terminal of this width."""
    ours, theirs = pty.openpty()
    steering = ("TOOLSPAN_", "LWA_", "SP_API_", "COLUMNS", "FORCE_COLOR", "NO_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
    environment = kept | {"COLUMNS": str(columns), "TERM": "xterm", "PYTHONIOENCODING": "utf-8"} | variables
    with subprocess.Popen(
        [sys.executable, "-m", "toolspan", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            shown += piece
            if not piece:
                break
        running.wait(30)
    os.close(ours)
    return shown.decode()


# ---------------------------------------------------------------- the whole


def test_the_version_is_printed(run):
    assert run("--version").out == "toolspan 0.1.0\n"


@pytest.mark.parametrize(
    "command",
    [
        "demo",
        "execute",
        "operations",
        "docs",
        "mcp",
        "emulator",
        "serve",
        "login",
        "doctor",
        "limits",
        "report",
        "sync",
    ],
)
def test_every_command_explains_itself_with_examples(run, command):
    shown = run(command, "--help")
    assert shown.code == 0
    assert f"toolspan {command}" in shown.out.partition("Examples:")[2]


def test_no_option_takes_a_secret(run):
    for command in (
        "demo",
        "execute",
        "operations",
        "docs",
        "mcp",
        "emulator",
        "serve",
        "login",
        "doctor",
        "limits",
        "report",
        "sync",
    ):
        shown = run(command, "--help").out.lower()
        assert not any(word in shown for word in ("--token", "--secret", "--refresh", "--key", "--password"))


def test_the_table_of_commands_says_what_each_command_says_of_itself():
    from toolspan.cli.app import COMMANDS

    for command in COMMANDS.values():
        assert command.load().help.split("\n\n")[0].replace("\n", " ") == command.summary


def test_help_imports_neither_connector_nor_rich(process):
    code = (
        "import sys; from toolspan.cli.app import run; run(['--help']); "
        "print([name for name in ('rich', 'toolspan.emulator', 'toolspan.connectors.amazon_seller_partner', 'fastmcp', "
        "'langchain', 'agents', 'pydantic_ai', 'starlette', 'sqlalchemy') if name in sys.modules])"
    )
    done = process(python=("-c", code))
    assert done.out.splitlines()[-1] == "[]"


def test_an_unknown_command_ends_with_2(run):
    assert run("opertions").code == 2


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_its_extra_the_command_names_the_install_line_and_ends_with_2(process, missing):
    code = (
        "import importlib.util as u, sys; find = u.find_spec; "
        f"u.find_spec = lambda name, *more: None if name == '{missing}' else find(name, *more); "
        "from toolspan.cli import main; sys.exit(main())"
    )
    done = process("--help", python=("-c", code))
    assert (done.code, done.out) == (2, "")
    assert 'pip install "toolspan[cli]"' in done.err


def test_an_unexpected_error_is_a_sentence_and_no_traceback(monkeypatch, capsys):
    from toolspan.cli import app

    monkeypatch.setattr(app, "app", lambda **_: 1 / 0)
    assert app.run([]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError: division by zero" in said
    assert "Traceback" not in said


# ---------------------------------------------------------------- operations


def test_operations_as_json_are_all_operations_with_their_facts(run):
    rows = run("operations", "amazon-seller-partner", "--json").json
    assert len(rows) == len(AmazonSellerPartnerConnector.operations)
    by_name = {f"{row['entity']}.{row['action']}": row for row in rows}
    known = {
        "api": "orders_2026-01-01",
        "operation_id": "searchOrders",
        "method": "GET",
        "path": "/orders/2026-01-01/orders",
    }
    known |= {"effect": "read", "rate": 0.0056, "burst": 20, "restricted": False, "deprecated": None}
    assert known.items() <= by_name["orders.list"].items()
    assert by_name["orders_v0.list"]["deprecated"]["replacement"] == "orders.list"
    assert by_name["reports.run"]["operation_id"] is None
    assert by_name["reports.run"]["steps"] == ["reports.create", "reports.get", "reports.document"]


def test_operations_as_a_table_fit_on_100_columns(run):
    lines = run("operations").out.splitlines()
    assert max(map(len, lines)) <= 100
    text = "".join(lines)  # a long path goes on in the next line
    for operation in AmazonSellerPartnerConnector.operations:
        assert operation.name in text
        assert operation.path in text


def test_operations_of_one_entity(run):
    rows = run("operations", "--entity", "Reports", "--json").json
    assert {row["entity"] for row in rows} == {"reports"}


@pytest.mark.parametrize(
    ("arguments", "near"), [(["amazon-seler"], "amazon-seller-partner"), (["--entity", "order"], "orders")]
)
def test_a_misspelt_connector_or_entity_is_refused_with_the_closest_name(run, arguments, near):
    refused = run("operations", *arguments)
    assert refused.code == 2
    assert f'Did you mean "{near}"?' in refused.err


# ---------------------------------------------------------------- docs


def test_a_section_has_the_name_of_its_action(run):
    for asked in ("orders#set_pickup_status", "orders.setPickupStatus", "Orders#SET_PICKUP_STATUS"):
        assert run("docs", asked).out.startswith("# orders#set_pickup_status\n")


def test_docs_show_the_outline_a_guide_and_a_section(run):
    assert "**orders**: list, get" in run("docs").out
    assert run("docs", "orders").out.rstrip() == AmazonSellerPartnerConnector.guides.read("orders").rstrip()
    assert run("docs", "orders#get").out.startswith("# orders#get")


def test_docs_can_be_searched(run):
    found = run("docs", "--search", "how many orders wait to be shipped", "--json").json
    assert found
    assert {"entity", "action", "effect", "what", "section"} <= set(found[0])
    said = run("docs", "--search", "how many orders wait to be shipped").out
    assert f"**{found[0]['entity']}.{found[0]['action']}**" in said
    assert "(read): " in said


def test_docs_on_a_terminal_are_rendered_and_without_colour_if_asked():
    plain = on_a_terminal("docs", "orders#get", columns=60, NO_COLOR="1")
    assert "\x1b[3" not in plain
    assert "`order_id`" not in plain
    assert "order_id" in plain
    assert max(map(len, plain.splitlines())) <= 70  # escapes for bold are left


def test_an_unknown_guide_is_refused_with_the_closest_name(run):
    refused = run("docs", "odrers", "--json")
    assert refused.code == 2
    assert 'Did you mean "orders"?' in refused.json["error"]["message"]


# ---------------------------------------------------------------- execute


def test_execute_calls_the_account_in_the_environment_and_prints_only_json_into_a_pipe(run, account):
    done = run("execute", "orders", "list", "-p", "created_after=-7d", "--select", "orderId")
    assert done.code == 0
    assert done.json["meta"]["operation"] == "orders.list"
    assert done.json["data"]
    assert all(set(record) == {"orderId"} for record in done.json["data"])
    assert account.requests


def test_a_dry_run_shows_the_request(run):
    given = ("listings_items", "delete", "-p", "sku=MUG 003 B", "--allow-write", "listings_items.delete")
    done = run("execute", *given, "--dry-run", "--emulator", "--json")
    assert done.json["meta"]["dry_run"] is True
    assert (done.json["data"][0]["method"], done.json["data"][0]["body"]) == ("DELETE", None)


def test_execute_calls_the_embedded_emulator(run):
    done = run("execute", "marketplaces", "list", "--emulator", "--region", "DE", "--json")
    assert done.code == 0
    assert any(record["marketplace"]["countryCode"] == "DE" for record in done.json["data"])


@pytest.mark.parametrize(
    "arguments",
    [
        [
            "-p",
            "created_after=-30d",
            "-p",
            "fulfillment_statuses=SHIPPED,CANCELLED",
            "-p",
            "max_results_per_page=5",
        ],
        [
            "-p",
            "created_after=-30d",
            "-p",
            "fulfillment_statuses=SHIPPED",
            "-p",
            "fulfillment_statuses=CANCELLED",
            "-p",
            "maxResultsPerPage=5",
        ],
        [
            "--params",
            '{"created_after": "-30d", "fulfillment_statuses": ["SHIPPED", "CANCELLED"]}',
            "-p",
            "max_results_per_page=5",
        ],
        [
            "-p",
            "created_after=-30d",
            "-p",
            'fulfillment_statuses=["SHIPPED","CANCELLED"]',
            "-p",
            "max_results_per_page=5",
        ],
    ],
)
def test_parameters_can_be_written_in_several_ways(run, account, arguments):
    done = run("execute", "orders", "list", *arguments)
    assert done.code == 0, done.err
    sent = account.requests[-1].query
    assert "SHIPPED,CANCELLED" in sent.replace("%2C", ",")
    assert "maxResultsPerPage=5" in sent


def test_parameters_can_come_from_stdin(run):
    done = run("execute", "orders", "list", "--params", "-", "--emulator", stdin='{"created_after": "-2d"}')
    assert done.code == 0


def test_all_pages_are_read(run, account):
    first = run("execute", "inventory", "list").json
    assert first["meta"]["has_more"]
    everything = run("execute", "inventory", "list", "--all-pages").json
    skus = [record["sellerSku"] for record in everything["data"]]
    assert len(skus) == len(set(skus)) > len(first["data"])
    assert everything["meta"] == {"operation": "inventory.list", "count": len(skus), "has_more": False}


def test_what_was_read_before_an_error_is_not_lost(run, monkeypatch):
    async def breaks(*_: Any, **__: Any) -> Any:
        yield {"orderId": "1"}
        raise RateLimited(
            "Wait.",
            retry_after=60,
            resume={"entity": "orders", "action": "list", "params": {"pagination_token": "t"}},
        )

    monkeypatch.setattr(AmazonSellerPartnerConnector, "iterate", breaks)
    done = run("execute", "orders", "list", "--all-pages", "--emulator")
    assert done.code == 1
    assert done.json["data"] == [{"orderId": "1"}]
    assert done.json["error"]["resume"]["params"] == {"pagination_token": "t"}
    assert 'continue with: toolspan execute orders list --params \'{"pagination_token": "t"}\'' in done.err


def test_a_report_is_run(run):
    done = run(
        "execute",
        "reports",
        "run",
        "-p",
        "report_type=GET_MERCHANT_LISTINGS_ALL_DATA",
        "--emulator",
        "--exclude",
        "item-description",
    )
    assert done.code == 0
    assert done.json["meta"]["total_rows"] == len(done.json["data"])
    assert "item-description" not in done.json["data"][0]


def test_docs_can_be_read_as_an_agent_with_one_tool_does(run):
    done = run("execute", "docs", "search", "-p", "query=late orders", "--emulator")
    assert done.code == 0
    assert done.json["data"]


def test_a_failed_call_ends_with_1_and_its_error_as_json_and_as_text(run):
    done = run("execute", "orders", "list", "--emulator")
    assert done.code == 1
    assert done.json["error"]["code"] == "invalid_input"
    assert done.json["error"]["hint"]
    assert "error (invalid_input): orders.list: Give exactly one of" in done.err


def test_missing_credentials_are_named(run):
    done = run("execute", "orders", "list", "-p", "created_after=-1d")
    assert done.code == 1
    assert done.json["error"]["code"] == "configuration"
    assert "LWA_APP_ID" in done.err


def test_refused_credentials_show_no_secret(run, account, monkeypatch):
    monkeypatch.setenv("LWA_CLIENT_SECRET", f"{CANARY}-secret")
    monkeypatch.setenv("SP_API_REFRESH_TOKEN", f"Atzr|{CANARY}-token")
    done = run("execute", "orders", "list", "-p", "created_after=-1d")
    assert done.code == 1
    assert done.json["error"]["code"] in ("authentication", "needs_reauthorization")
    assert CANARY not in done.out + done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["-p", "created_after"],
        ["--params", "[1]"],
        ["--params", "{"],
        ["--region", "XX"],
        ["--allow-write", "orders.lst"],
        ["--connector", "shopify"],
        ["--nonsense"],
    ],
)
def test_wrong_usage_ends_with_2(run, arguments):
    done = run("execute", "orders", "list", *arguments)
    assert done.code == 2
    assert done.err


def test_on_a_terminal_records_are_a_table_that_fits():
    shown = on_a_terminal(
        "execute", "orders", "list", "-p", "created_after=-3d", "--emulator", columns=60, NO_COLOR="1"
    )
    assert "orderId" in shown
    assert '"data"' not in shown
    assert max(len(line) for line in shown.splitlines() if "│" in line) <= 60


def test_text_from_upstream_cannot_steer_the_terminal(run, monkeypatch, capsys):
    from toolspan.cli.console import print_json
    from toolspan.cli.display import flat

    nasty = "a\x1b[2Jb\x9bc\u202ed\nf"
    assert flat({"title": nasty}) == {"title": "a [2Jb c d\nf"}
    print_json({"title": nasty})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"title": nasty}
    assert not any(sign in printed for sign in "\x1b\x9b\u202e")


def test_json_can_be_written_where_only_ascii_can(process):
    done = process("execute", "inventory", "list", "--emulator", PYTHONIOENCODING="ascii")
    assert done.code == 0
    assert done.out.isascii()
    assert any(not record["productName"].isascii() for record in done.json["data"])


# ---------------------------------------------------------------- emulator


@pytest.mark.usefixtures("interruptible")
def test_the_emulator_prints_the_environment_that_leads_to_it_and_stops_on_ctrl_c(process):
    command = [
        sys.executable,
        "-m",
        "toolspan",
        "emulator",
        "--port",
        "0",
        "--seed",
        "3",
        "--region",
        "EU",
        "--json",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        said = running.stderr.readline()
        running_at = process("execute", "marketplaces", "list", **_document(running.stdout))
        running.send_signal(signal.SIGINT)
        rest, _ = running.communicate(timeout=30)
    assert "seed 3, region EU" in said
    assert running_at.code == 0
    assert any(record["marketplace"]["countryCode"] == "DE" for record in running_at.json["data"])
    assert rest == ""
    assert running.returncode == 130


def _document(stream: Any) -> dict[str, str]:
    text = ""
    while not text.endswith("}\n"):
        text += stream.readline()
    return json.loads(text)


def test_the_emulator_prints_lines_for_a_shell(process):
    code = (
        "import asyncio, toolspan.emulator as e; "
        "sleep = asyncio.Event.wait; asyncio.Event.wait = lambda self: asyncio.sleep(0); "
        "from toolspan.cli.app import run; run(['emulator', '--port', '0', '--now', '2026-11-24T12:00:00Z'])"
    )
    done = process(python=("-c", code))
    script = done.out + 'printf %s "$SP_API_REFRESH_TOKEN $TOOLSPAN_REGION"'
    read = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert read == f"{Emulator(seed=7).credentials['refresh_token']} US"


@pytest.mark.parametrize(
    "arguments", [["--now", "noon"], ["--region", "XX"], ["--host", "0.0.0.0"], ["--port", "99999"]]
)
def test_settings_that_the_emulator_cannot_have_end_with_2(run, arguments):
    assert run("emulator", *arguments).code == 2


def test_a_port_that_is_taken_is_named(process, account):
    refused = process("emulator", "--port", account.url.rpartition(":")[2])
    assert refused.code == 2
    assert "cannot be used" in refused.err


# ---------------------------------------------------------------- which connector


@pytest.fixture
def second(tmp_path) -> dict[str, str]:
    """The variables of an installation in which there is a second connector."""
    info = tmp_path / "toolspan_second-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toolspan-second\nVersion: 1\n")
    point = "second = toolspan_second:NeverLoaded"
    (info / "entry_points.txt").write_text(f"[toolspan.connectors]\n{point}\n")
    return {"PYTHONPATH": str(tmp_path)}


@pytest.mark.parametrize(
    "command",
    [
        ("operations", "--entity", "orders"),
        ("limits", "--entity", "orders"),
        ("execute", "marketplaces", "list", "--emulator"),
        ("doctor", "--only", "none", "--emulator"),
        ("report", "GET_MERCHANT_LISTINGS_ALL_DATA", "--emulator"),
        ("docs", "orders"),
    ],
    ids=lambda command: command[0],
)
def test_every_command_takes_the_connector_by_its_option(process, second, command):
    outcome = process(*command, "--connector", "amazon-seller-partner", **second)
    assert outcome.code == 0, outcome.err


def test_without_a_name_the_connector_that_ships_is_meant(process, second):
    outcome = process("operations", "--entity", "orders", **second)
    assert outcome.code == 0, outcome.err
    assert outcome.out == process("operations", "amazon-seller-partner", "--entity", "orders", **second).out


def test_a_name_that_is_not_there_is_answered_with_those_that_are(process, second):
    outcome = process("operations", "--connector", "third", **second)
    assert outcome.code == 2
    assert "amazon-seller-partner, second" in outcome.err


@pytest.mark.parametrize(
    "command", [("execute", "marketplaces", "list"), ("limits", "--entity", "orders")], ids=lambda c: c[0]
)
def test_the_emulator_means_the_connector_that_it_plays(process, second, command):
    outcome = process(*command, "--emulator", **second)
    assert outcome.code == 0, outcome.err


def test_two_names_that_differ_are_wrong_usage(run):
    outcome = run("operations", "amazon-seller-partner", "--connector", "other")
    assert outcome.code == 2
    assert "Name only one" in outcome.err


def test_a_part_of_a_guide_that_is_not_there_is_not_found(run):
    outcome = run("docs", "reports#cancle")
    assert outcome.code == 2
    assert 'Did you mean "reports#cancel"?' in outcome.err
    assert not outcome.out


def test_long_lines_of_the_doctor_stay_under_their_text():
    shown = on_a_terminal("doctor", "--emulator", "--only", "none", columns=40)
    lines = [line.rstrip() for line in shown.splitlines()][:-1]
    assert any(line.startswith("      ") for line in lines)
    assert all(line.startswith(("ok  ", "--  ", "warn", "FAIL", "      ")) for line in lines if line)
