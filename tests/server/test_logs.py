"""Log lines of a server: one for each request, as text or JSON, and no secret in any of them."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from tests.cli.conftest import environment
from tests.cli.test_server_commands import Running

from toolspan.emulator.listener import bind
from toolspan.server import init, logs, settings
from toolspan.server.logs import JsonFormatter, TextFormatter, logging_to_stderr
from toolspan.server.runtime import access_log

from .conftest import CONNECTORS, TOKEN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.conftest import Server

    from toolspan.emulator import Emulator

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
CANARY = "canary-7f3a91c2d8"
REPORT = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The lines that this process logs from now on, as JSON."""
    found: list[dict[str, Any]] = []

    class Collected(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(JsonFormatter().format(record)))

    handler = Collected()
    logging.getLogger().addHandler(handler)
    monkeypatch.setattr(access_log.logger, "level", logging.INFO)
    access_log.logger.manager._clear_cache()
    yield found
    logging.getLogger().removeHandler(handler)


async def test_a_request_is_a_line_with_who_what_how_long_and_how_it_ended(
    server: Server, lines: list[dict[str, Any]]
) -> None:
    created = await server.create(environment={"region": "US"})
    server.emulator.faults.add("status", status=503, operation="getMarketplaceParticipations")
    done = await server.execute(created["id"], "marketplaces", "list")
    line = lines[-1]
    assert line.pop("ms") > 0
    assert line.pop("time").endswith("Z")
    assert line.pop("upstream_wait_ms") > 0
    assert line.pop("database_wait_ms", 0) >= 0
    assert line.pop("connector_wait_ms") >= 0
    assert line == {
        "level": "INFO",
        "logger": "toolspan.access",
        "message": f"POST {CONNECTORS}/{{connector_id}}/execute 200",
        "request_id": done.headers["x-request-id"],
        "method": "POST",
        "route": f"{CONNECTORS}/{{connector_id}}/execute",
        "status": 200,
        "outcome": "ok",
        "organization_id": server.organization_id,
        "workspace_id": created["workspace_id"],
        "client_id": server.client_id,
        "connector_id": created["id"],
        "operation": "marketplaces.list",
        "attempts": 2,
    }


async def test_failures_are_lines_with_their_code_and_probes_are_none(
    server: Server, lines: list[dict[str, Any]]
) -> None:
    created = await server.create(environment={"region": "US"})
    lines.clear()
    await server.execute(created["id"], "nothing", "\n\x1b[31mforged")
    await server.call("GET", f"{CONNECTORS}/{created['id']}", bearer="none")
    await server.call("GET", "/not/a/path?code=" + CANARY)
    await server.call("GET", "/api/v1/workspaces", host="elsewhere.example")
    for path in ("/healthz", "/readyz", "/metrics"):
        await server.http.get(path)
    said = [(line["status"], line["outcome"], line["route"]) for line in lines]
    assert said == [
        (404, "not_found", f"{CONNECTORS}/{{connector_id}}/execute"),
        (401, "unauthorized", f"{CONNECTORS}/{{connector_id}}"),
        (404, "not_found", "-"),
        (421, "host", "-"),
    ]
    assert lines[0]["operation"] == "other"
    assert CANARY not in json.dumps(lines)


async def test_a_replayed_answer_and_a_call_in_doubt_are_told_apart(
    server: Server, lines: list[dict[str, Any]]
) -> None:
    created = await server.create(environment={"region": "US"})
    key = {"idempotency_key": CANARY}
    for _ in range(2):
        await server.execute(created["id"], "reports", "create", REPORT, headers=key)
    server.emulator.faults.add("reset", operation="createReport")
    await server.execute(created["id"], "reports", "create", REPORT, headers={"idempotency_key": "another"})
    first, again, doubtful = [line for line in lines if line.get("operation") == "reports.create"]
    assert ("replayed" in first, again["replayed"]) == (False, True)
    assert (doubtful["status"], doubtful["outcome"]) == (409, "outcome_unknown")
    assert CANARY not in json.dumps(lines)


def test_a_line_is_one_line_without_secrets_and_of_an_error_it_has_no_text() -> None:
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "a\nb Atza|abcdefgh12345678 \u2028", (), None)
    try:
        int(CANARY)
    except ValueError:
        record.exc_info = sys.exc_info()
    for formatter in (TextFormatter(), JsonFormatter()):
        line = formatter.format(record)
        assert len(line.splitlines()) == 1
        assert "Atza|abcdefgh" not in line
        assert CANARY not in line
        assert "ValueError" in line
        assert "test_a_line_is_one_line" in line


def test_a_reader_that_stops_does_not_stop_the_server_and_lost_lines_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held, moving, written = threading.Event(), threading.Event(), io.StringIO()

    class Stuck:
        def write(self, text: str) -> None:
            held.wait()
            written.write(text)
            if "line 100" in text:
                moving.set()

        def flush(self) -> None:
            pass

    monkeypatch.setattr("sys.stderr", Stuck())
    monkeypatch.setattr(logs, "MOST_LINES", 200)
    log = logging.getLogger("toolspan.server.test")
    with logging_to_stderr(settings(log_format="json")):
        for number in range(210):
            log.warning("line %d", number)
        held.set()
        assert moving.wait(30)
        log.warning("after")
    found = written.getvalue()
    assert re.search(r"toolspan: \d+ log lines were dropped", found)
    assert '"after"' in found


@ON_SQLITE
@pytest.mark.parametrize("form", ["json", "text"])
async def test_a_process_logs_as_its_settings_say_and_serves_its_metrics_port(
    backend: str, form: str, tmp_path: Path, emulator: Emulator
) -> None:
    import asyncio

    data = tmp_path / "data"
    client_id, secret = await asyncio.to_thread(init, settings(data_dir=data))
    with bind("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    server = await asyncio.to_thread(
        lambda: Running(
            TOOLSPAN_DATA_DIR=str(data),
            TOOLSPAN_LOG_FORMAT=form,
            TOOLSPAN_METRICS_PORT=str(port),
            TOOLSPAN_SP_API_URL=emulator.url,
            TOOLSPAN_LWA_URL=emulator.token_url,
        )
    )
    async with httpx2.AsyncClient(base_url=server.url) as http:
        given = {"client_id": client_id, "client_secret": secret}
        token = (await http.post(TOKEN, json=given)).json()["access_token"]
        bearer = {"authorization": f"Bearer {token}"}
        body = {
            "workspace_name": "acme",
            "connector_type": "amazon-seller-partner",
            "credentials": emulator.credentials,
            "environment": {"region": "US"},
        }
        created = (await http.post(CONNECTORS, json=body, headers=bearer)).json()["id"]
        called = {"entity": "marketplaces", "action": "list"}
        done = await http.post(f"{CONNECTORS}/{created}/execute", json=called, headers=bearer)
        assert done.status_code == 200
        wrong = {"client_id": client_id, "client_secret": CANARY}
        assert (await http.post(TOKEN, json=wrong)).status_code == 401
        metrics = await http.get(f"http://127.0.0.1:{port}/metrics")
        assert "toolspan_execute_seconds_count 1.0" in metrics.text
        assert (await http.get("/metrics")).status_code == 404
    code, _, err = await asyncio.to_thread(server.stopped)
    assert code == 0, err
    logged = [line for line in err.splitlines() if "toolspan." in line]
    named = [line for line in logged if "marketplaces.list" in line]
    assert len(named) == 1
    if form == "json":
        assert all(json.loads(line) for line in err.splitlines())
        assert json.loads(named[0])["request_id"] == done.headers["x-request-id"]
        assert [json.loads(line)["logger"] for line in logged]
    else:
        assert f"request_id={done.headers['x-request-id']}" in named[0]
        assert "outcome=ok" in named[0]
    for hidden in (secret, token, CANARY, *emulator.credentials.values()):
        assert hidden not in err


def test_a_format_that_is_none_is_refused_at_the_start(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "toolspan", "serve", "--data-dir", str(tmp_path / "data")],
        env=environment(TOOLSPAN_LOG_FORMAT="xml"), capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert (done.returncode, "TOOLSPAN_LOG_FORMAT" in done.stderr) == (2, True), done.stderr
