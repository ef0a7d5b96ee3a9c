"""The server as a process of its own: the page's commands, signals and kills."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from toolspan.emulator import Emulator
from toolspan.server import init, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST_START = "from toolspan.server import init, settings; print(*init(settings()), flush=True)"
SERVE = "import logging; logging.basicConfig(); from toolspan.server import serve, settings; raise SystemExit(serve(settings(), ready=lambda url: print(url, flush=True)))"
CONNECTORS = "/api/v1/integrations/connectors"
START = "2025-01-01T00:00:00Z"


@pytest.fixture
def upstream() -> Iterator[Emulator]:
    """An emulator in a thread of its own, since these tests block."""
    with Emulator(seed=7) as running:
        yield running


@pytest.fixture
def environment(
    backend: str, upstream: Emulator, tmp_path: Path, request: pytest.FixtureRequest
) -> dict[str, str]:
    """What an operator would set."""
    app = upstream.application
    given = {
        "TOOLSPAN_DATA_DIR": str(tmp_path / "data"),
        "TOOLSPAN_PORT": "0",
        "TOOLSPAN_SP_API_URL": upstream.url,
        "TOOLSPAN_LWA_URL": upstream.token_url,
        "TOOLSPAN_SELLER_CENTRAL_URL": upstream.url,
        "TOOLSPAN_OAUTH_APPLICATION_ID": app.application_id,
        "TOOLSPAN_OAUTH_LWA_APP_ID": app.client_id,
        "TOOLSPAN_OAUTH_LWA_CLIENT_SECRET": app.secret,
    }
    if backend == "postgresql":
        given["TOOLSPAN_DATABASE_URL"] = request.getfixturevalue("own_postgres")
    return {**os.environ, **given}


@pytest.fixture
def client(environment: dict[str, str]) -> tuple[str, str]:
    """The first client."""
    made = settings(
        data_dir=environment["TOOLSPAN_DATA_DIR"], database_url=environment.get("TOOLSPAN_DATABASE_URL")
    )
    return init(made)


@contextmanager
def process(environment: dict[str, str], before: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address; `before` is what it does first."""
    started = subprocess.Popen(
        [sys.executable, "-c", before + SERVE],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stdout
    url = started.stdout.readline().strip()
    try:
        assert url, started.stderr.read() if started.stderr else ""
        yield started, url
    finally:
        started.kill()
        started.communicate()


def token(url: str, client: tuple[str, str]) -> dict[str, Any]:
    given = {"client_id": client[0], "client_secret": client[1]}
    return httpx2.post(f"{url}/api/v1/account/applications/token", json=given).raise_for_status().json()


def commands(page: str) -> list[str]:
    """The curl commands of a page, each as one text."""
    found, lines = [], iter(page.splitlines())
    for line in lines:
        if line.startswith("curl "):
            command = [line]
            while command[-1].endswith("\\") or "\n".join(command).count("'") % 2:
                command.append(next(lines))
            found.append("\n".join(command))
    return found


def run(command: str) -> Any:
    """Run a command in a shell, as a reader of the page would, and return what the server said."""
    done = subprocess.run(
        ["sh", "-c", command + " -s --fail-with-body"],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stdout
    return json.loads(done.stdout)


def fill(command: str, url: str, values: dict[str, str]) -> str:
    """Fill the placeholders of a command and change its host; nothing else."""
    command = command.replace("https://api.airbyte.ai", url)
    for name in sorted(set(re.findall(r"<([^<>]+)>", command)), key=len, reverse=True):
        command = command.replace(
            f"<{name}>", next(value for start, value in values.items() if name.startswith(start))
        )
    return command


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_every_curl_of_the_page_works_in_its_order(
    environment: dict[str, str], client: tuple[str, str], upstream: Emulator, shared: Path
) -> None:
    page = commands((shared / "user-page.txt").read_text())
    assert len(page) == 3
    with process(environment) as (_, url):
        bearer = token(url, client)
        values = {
            "YOUR_BEARER_TOKEN": bearer["access_token"], "WORKSPACE_NAME": "acme", "YOUR_ORGANIZATION_ID": bearer["organization_id"],
            "Your Login with Amazon Client ID": upstream.credentials["lwa_app_id"], "Your Login with Amazon Client Secret": upstream.credentials["lwa_client_secret"],
            "The Refresh Token": upstream.credentials["refresh_token"], "Access token": "Atza-of-yesterday", "UTC date and time": START,
            "entity": "orders", "action": "list",
        }  # fmt: skip
        created = run(fill(page[0], url, values))
        assert created["name"] == "My Amazon-Seller-Partner Connector"
        assert created["replication_config"] == {"replication_start_date": START}
        by_consent = consented(url, upstream, run(fill(page[1], url, values))["consent_url"])
        for connector_id in (created["id"], by_consent):
            answer = run(
                fill(page[2], url, values | {"connector_id": connector_id, "entity": "marketplaces"})
            )
            assert answer["status"] == "success"
            assert answer["result"]
        assert run(fill(page[2], url, values | {"connector_id": created["id"]}))["result"]


def consented(url: str, upstream: Emulator, consent_url: str) -> str:
    """Agree on Amazon's consent page, as the seller's browser does; the id of the connector that it makes."""
    callback = f"{url}{CONNECTORS}/oauth/callback"
    upstream.application.redirect_uris = [callback]
    with httpx2.Client() as browser:
        at_amazon = browser.get(consent_url).headers["location"]
        assert browser.get(at_amazon).status_code == 200
        page = urlsplit(at_amazon)
        decision = {name: values[0] for name, values in parse_qs(page.query).items()} | {
            "decision": "authorize"
        }
        agreed = browser.post(page._replace(query="").geturl(), data=decision)
        assert agreed.headers["location"].startswith(callback)
        target = urlsplit(browser.get(agreed.headers["location"]).headers["location"])
    assert (target.netloc, target.path) == ("yourapp.com", "/oauth/callback")
    return parse_qs(target.query)["connector_id"][0]


def test_a_second_first_start_is_refused_and_shows_no_secret(
    environment: dict[str, str], client: tuple[str, str]
) -> None:
    again = subprocess.run(
        [sys.executable, "-c", FIRST_START], env=environment, capture_output=True, text=True, check=False
    )
    assert again.returncode != 0
    assert "already initialised" in again.stderr
    assert client[1] not in again.stderr + again.stdout


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_first_signal_lets_a_call_end_and_the_exit_code_is_0(
    environment: dict[str, str], client: tuple[str, str], upstream: Emulator
) -> None:
    """F24."""
    with process(environment) as (running, url), httpx2.Client() as http:
        headers = {"authorization": f"Bearer {token(url, client)['access_token']}"}
        body = {
            "workspace_name": "acme",
            "connector_type": "amazon-seller-partner",
            "credentials": upstream.credentials,
            "environment": {"region": "US"},
        }
        created = http.post(f"{url}{CONNECTORS}", json=body, headers=headers).json()
        fault = upstream.faults.add("delay", operation="searchOrders", seconds=1.0, real=True)
        call = f'curl -s -o /dev/null -w \'%{{http_code}}\' -X POST {url}{CONNECTORS}/{created["id"]}/execute -H \'Authorization: {headers["authorization"]}\' -d \'{{"entity": "orders", "action": "list", "params": {{"created_after": "-7d"}}}}\' -H \'Content-Type: application/json\''
        under_way = subprocess.Popen(["sh", "-c", call], stdout=subprocess.PIPE, text=True)
        until(lambda: fault.hits)
        running.send_signal(signal.SIGTERM)
        assert under_way.communicate(timeout=20)[0] == "200"
        assert running.wait(timeout=20) == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_the_end_of_the_drain_cuts_off_is_told_so_in_the_usual_shape(
    environment: dict[str, str], client: tuple[str, str], upstream: Emulator
) -> None:
    """F24."""
    with process(environment | {"TOOLSPAN_DRAIN_TIMEOUT": "0"}) as (running, url), httpx2.Client() as http:
        http.headers["authorization"] = f"Bearer {token(url, client)['access_token']}"
        body = {
            "workspace_name": "acme", "connector_type": "amazon-seller-partner", "credentials": upstream.credentials,
            "environment": {"region": "US"},
        }  # fmt: skip
        created = http.post(f"{url}{CONNECTORS}", json=body).json()
        fault = upstream.faults.add("delay", operation="searchOrders", seconds=60.0, real=True)
        call = {"entity": "orders", "action": "list", "params": {"created_after": "-7d"}}
        with ThreadPoolExecutor(1) as thread:
            answering = thread.submit(
                http.post, f"{url}{CONNECTORS}/{created['id']}/execute", json=call, timeout=30
            )
            until(lambda: fault.hits)
            running.send_signal(signal.SIGTERM)
            answer = answering.result(timeout=30)
        assert answer.status_code == 503
        assert answer.json()["errors"][0]["error_code"] == "stopping"
        assert answer.json()["errors"][0]["details"]["retryable"] is True
        assert running.wait(timeout=20) == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_server_that_leaves_is_not_ready_and_still_answers_on_connections_that_it_closes(
    environment: dict[str, str], client: tuple[str, str]
) -> None:
    with process(environment | {"TOOLSPAN_STOP_DELAY": "60"}) as (running, url), httpx2.Client() as http:
        assert http.get(f"{url}/readyz").status_code == 200
        running.send_signal(signal.SIGTERM)
        until(lambda: http.get(f"{url}/readyz").status_code == 503)
        answer = http.get(f"{url}/healthz")
        assert (answer.status_code, answer.headers["connection"]) == (200, "close")
        assert token(url, client)["access_token"]
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=20) == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_second_signal_ends_at_once(
    environment: dict[str, str], client: tuple[str, str], upstream: Emulator
) -> None:
    """F24."""
    with process(environment) as (running, url), httpx2.Client() as http:
        headers = {"authorization": f"Bearer {token(url, client)['access_token']}"}
        body = {
            "workspace_name": "acme",
            "connector_type": "amazon-seller-partner",
            "credentials": upstream.credentials,
            "environment": {"region": "US"},
        }
        created = http.post(f"{url}{CONNECTORS}", json=body, headers=headers).json()
        fault = upstream.faults.add("delay", operation="searchOrders", seconds=60.0, real=True)
        call = f'curl -s -X POST {url}{CONNECTORS}/{created["id"]}/execute -H \'Authorization: {headers["authorization"]}\' -d \'{{"entity": "orders", "action": "list", "params": {{"created_after": "-7d"}}}}\''
        under_way = subprocess.Popen(
            ["sh", "-c", call + " -H 'Content-Type: application/json'"], stdout=subprocess.PIPE, text=True
        )
        until(lambda: fault.hits)
        running.send_signal(signal.SIGTERM)
        until(lambda: refuses(url))
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=10)
        under_way.communicate(timeout=10)


def refuses(url: str) -> bool:
    try:
        httpx2.get(f"{url}/healthz")
    except httpx2.TransportError:
        return True
    return False


def until(done: Any) -> None:
    """Look again and again; another process does the rest."""
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_kill_in_the_middle_of_creates_loses_nothing_that_was_confirmed(
    environment: dict[str, str], client: tuple[str, str], upstream: Emulator
) -> None:
    body = {
        "workspace_name": "acme",
        "connector_type": "amazon-seller-partner",
        "credentials": upstream.credentials,
        "environment": {"region": "US"},
    }
    with process(environment) as (running, url), httpx2.Client() as http:
        headers = {"authorization": f"Bearer {token(url, client)['access_token']}"}
        confirmed = [
            http.post(f"{url}{CONNECTORS}", json=body, headers=headers).json()["id"] for _ in range(4)
        ]
        running.kill()
    with process(environment) as (_, url), httpx2.Client() as http:
        headers = {"authorization": f"Bearer {token(url, client)['access_token']}"}
        for connector_id in confirmed:
            call = {"entity": "marketplaces", "action": "list", "params": {}}
            answer = http.post(f"{url}{CONNECTORS}/{connector_id}/execute", json=call, headers=headers)
            assert answer.status_code in (200, 429), answer.text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_server_that_was_never_set_up_says_so(environment: dict[str, str]) -> None:
    started = subprocess.run(
        [sys.executable, "-c", SERVE],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert started.returncode != 0
    assert "not initialised" in started.stderr


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_setting_that_is_found_wrong_at_the_start_is_one_error_without_a_traceback(
    environment: dict[str, str], client: tuple[str, str]
) -> None:
    pytest.importorskip("redis")
    started = subprocess.run(
        [sys.executable, "-m", "toolspan", "serve"],
        env=environment | {"TOOLSPAN_REDIS_URL": "http://u:canary-7f3a91c2d8@127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert started.returncode == 2
    assert "set TOOLSPAN_REDIS_URL" in started.stderr
    assert not any(word in started.stderr for word in ("Traceback", "canary"))


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(("proxies", "warned"), [("", True), ("127.0.0.1", False)])
def test_a_start_behind_a_proxy_that_is_not_trusted_warns(
    environment: dict[str, str], client: tuple[str, str], proxies: str, *, warned: bool
) -> None:
    behind = {"TOOLSPAN_PUBLIC_URL": "https://toolspan.example.com", "TOOLSPAN_TRUSTED_PROXIES": proxies}
    with process(environment | behind) as (running, _):
        running.terminate()
        said = running.communicate(timeout=20)[1]
    assert ("TOOLSPAN_TRUSTED_PROXIES" in said) is warned


LOW = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard})); "


@pytest.mark.parametrize("backend", ["sqlite"])
def test_few_descriptors_are_shared_out_so_that_all_calls_succeed(
    environment: dict[str, str],
    client: tuple[str, str],
    upstream: Emulator,
) -> None:
    with process(environment, LOW.format(soft=100, hard=128)) as (running, url):
        bearer = {"authorization": f"Bearer {token(url, client)['access_token']}"}
        body = {
            "workspace_name": "acme", "connector_type": "amazon-seller-partner", "credentials": upstream.credentials,
            "environment": {"region": "US"},
        }  # fmt: skip
        call = {"entity": "marketplaces", "action": "list"}
        with httpx2.Client(headers=bearer, timeout=60) as http:
            made = [http.post(url + CONNECTORS, json=body).json()["id"] for _ in range(60)]

            def execute(one: str) -> int:
                return http.post(f"{url}{CONNECTORS}/{one}/execute", json=call).status_code

            with ThreadPoolExecutor(40) as threads:
                assert set(threads.map(execute, made)) <= {200, 429}
        running.terminate()
        said = running.communicate(timeout=30)[1]
    assert "128 file descriptors" in said
    assert len(said.splitlines()) < 50
