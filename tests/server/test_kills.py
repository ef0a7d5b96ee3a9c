"""SIGKILL at random moments, and what a restart finds: nothing confirmed is lost, nothing is half there, nothing is done twice.

TOOLSPAN_KILLS is the number of kills per database.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx2
import psycopg
import pytest

from toolspan.emulator import Emulator
from toolspan.server import init, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KILLS = int(os.environ.get("TOOLSPAN_KILLS", "3"))
EARLIEST_S, LATEST_S = 0.05, 0.8
"""Seconds after the first request between which a kill falls."""
SERVE = "from toolspan.server import serve, settings; raise SystemExit(serve(settings(), ready=lambda url: print(url, flush=True)))"
ROTATE = "from toolspan.server import rotate_keys, settings; input(); print(rotate_keys(settings()).kek, flush=True)"
CONNECTORS = "/api/v1/integrations/connectors"
TOKEN = "/api/v1/account/applications/token"
REPORT = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}
HALVES = {
    "connectors without credentials": "SELECT count(*) FROM connectors c WHERE c.deleted_at IS NULL AND c.secret_version > 0 AND NOT EXISTS (SELECT 1 FROM secrets s WHERE s.owner_id = c.id AND s.kind = 'credentials')",
    "credentials without connector": "SELECT count(*) FROM secrets s WHERE s.kind = 'credentials' AND NOT EXISTS (SELECT 1 FROM connectors c WHERE c.id = s.owner_id)",
    "credentials of another version": "SELECT count(*) FROM secrets s JOIN connectors c ON c.id = s.owner_id WHERE s.kind = 'credentials' AND s.version <> c.secret_version",
    "settled keys without answer": "SELECT count(*) FROM idempotency i WHERE i.status IS NOT NULL AND NOT EXISTS (SELECT 1 FROM secrets s WHERE s.owner_id = i.attempt AND s.kind = 'answer')",
    "answers without key": "SELECT count(*) FROM secrets s WHERE s.kind = 'answer' AND NOT EXISTS (SELECT 1 FROM idempotency i WHERE i.attempt = s.owner_id)",
    "connectors without workspace": "SELECT count(*) FROM connectors c WHERE NOT EXISTS (SELECT 1 FROM workspaces w WHERE w.id = c.workspace_id)",
    "workspaces without name": "SELECT count(*) FROM workspaces w WHERE w.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM workspace_names n WHERE n.workspace_id = w.id)",
    "connectors without trace": "SELECT count(*) FROM connectors c WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = c.id AND a.action IN ('connector.create', 'oauth.consent'))",
}
"""Numbers of rows that only half a transaction could have left behind."""


@dataclass
class Told:
    """What the server confirmed before it was killed."""

    connectors: list[str] = field(default_factory=list)
    consented: list[str] = field(default_factory=list)
    keys: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """Of each Idempotency-Key: its connector, and the report that was confirmed, if one was."""
    checked: set[str] = field(default_factory=set)
    names: count[int] = field(default_factory=count)
    numbers: Counter[str] = field(default_factory=Counter)


class Operator:
    """Starts servers on one database, and looks into it between them."""

    def __init__(self, environment: dict[str, str], client: tuple[str, str], upstream: Emulator) -> None:
        self.environment = environment
        self.client = client
        self.upstream = upstream

    @contextmanager
    def server(self) -> Iterator[tuple[subprocess.Popen[str], httpx2.Client]]:
        """A server process, and a client that is signed in to it."""
        started = self.start(SERVE)
        try:
            assert started.stdout
            url = started.stdout.readline().strip()
            assert url, started.communicate()[1]
            given = {"client_id": self.client[0], "client_secret": self.client[1]}
            token = httpx2.post(url + TOKEN, json=given).raise_for_status().json()["access_token"]
            headers = {"authorization": f"Bearer {token}"}
            with httpx2.Client(base_url=url, headers=headers, timeout=30.0) as http:
                yield started, http
        finally:
            started.kill()
            started.communicate()

    def start(self, script: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", script],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def number(self, statement: str) -> int:
        url = self.environment.get("TOOLSPAN_DATABASE_URL")
        if url:
            with psycopg.connect(url) as connection:
                return connection.execute(statement).fetchone()[0]
        connection = sqlite3.connect(f"{self.environment['TOOLSPAN_DATA_DIR']}/toolspan.db")
        try:
            return connection.execute(statement).fetchone()[0]
        finally:
            connection.close()

    def reports_made(self) -> Counter[str]:
        """How often Amazon was asked for each report, by the marker that its request carried."""
        made: Counter[str] = Counter()
        for request in list(self.upstream.requests):
            whole = request.body.endswith(b"}")  # a kill can fall in the middle of one
            if request.method == "POST" and request.path.endswith("/reports") and whole:
                made[json.loads(request.body)["dataStartTime"]] += 1
        return made


@pytest.fixture
def upstream() -> Iterator[Emulator]:
    """An emulator in a thread of its own, since these tests block; it does not run short of quota."""
    with Emulator(seed=7) as running:
        yield running


@pytest.fixture
def operator(backend: str, upstream: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Operator:
    """A deployment that was set up."""
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
    made = settings(data_dir=given["TOOLSPAN_DATA_DIR"], database_url=given.get("TOOLSPAN_DATABASE_URL"))
    return Operator({**os.environ, **given}, init(made), upstream)


def new_connector(http: httpx2.Client, operator: Operator, number: str) -> str | None:
    """Make a connector of an account of its own, so that quotas do not get in the way."""
    body = {
        "workspace_name": f"of {number}",
        "connector_type": "amazon-seller-partner",
        "credentials": operator.upstream.add_account(),
        "environment": {"region": "US"},
    }
    answer = http.post(CONNECTORS, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def keyed(http: httpx2.Client, connector_id: str, key: str) -> httpx2.Response:
    """Ask for a report whose start tells under which key it was asked for."""
    params = REPORT | {"data_start_time": moment(key)}
    body = {"entity": "reports", "action": "create", "params": params}
    headers = {"idempotency-key": key}
    return http.post(f"{CONNECTORS}/{connector_id}/execute", json=body, headers=headers)


def moment(key: str) -> str:
    """A moment of its own for each key."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_700_000_000 + int(key)))


def by_consent(http: httpx2.Client, operator: Operator, number: str) -> str:
    """Go through a consent; the connector that it made."""
    begun = {
        "workspace_name": f"by {number}",
        "connector_type": "Amazon-Seller-Partner",
        "redirect_url": "https://yourapp.com/back",
        "environment": {"region": "US"},
    }
    url = http.post(f"{CONNECTORS}/oauth/initiate", json=begun).raise_for_status().json()["consent_url"]
    query = parse_qs(urlsplit(http.get(url).headers["location"]).query)
    seller = operator.upstream.add_seller()
    code = operator.upstream.issue_authorization_code(
        seller=seller, redirect_uri=query.get("redirect_uri", [None])[0]
    )
    answer = {
        "state": query["state"][0],
        "spapi_oauth_code": code,
        "selling_partner_id": seller.seller_id,
    }
    back = http.get(f"{CONNECTORS}/oauth/callback", params=answer)
    assert back.status_code == 303, back.text
    return parse_qs(urlsplit(back.headers["location"]).query)["connector_id"][0]


class Traffic:
    """Callers of every kind, until the server is gone."""

    def __init__(
        self, operator: Operator, http: httpx2.Client, told: Told, randomness: random.Random
    ) -> None:
        self.operator = operator
        self.http = http
        self.told = told
        self.randomness = randomness
        self.over = threading.Event()

    def create(self) -> None:
        self.told.connectors.append(new_connector(self.http, self.operator, self.name()))
        self.told.numbers["creates"] += 1

    def consent(self) -> None:
        self.told.consented.append(by_consent(self.http, self.operator, self.name()))
        self.told.numbers["consents"] += 1

    def execute(self) -> None:
        key, connector_id = self.name(), self.randomness.choice(self.told.connectors[-4:])
        self.told.keys[key] = (connector_id, None)
        answer = keyed(self.http, connector_id, key)
        if answer.status_code == 200:
            self.told.keys[key] = (connector_id, answer.json()["result"]["reportId"])
            self.told.numbers["executes"] += 1
        else:
            self.told.numbers[f"executes answered {answer.status_code}"] += 1

    def name(self) -> str:
        return str(next(self.told.names))

    def repeat(self, work: Callable[[], None]) -> None:
        with suppress(httpx2.TransportError):
            while not self.over.is_set():
                work()


def killed(operator: Operator, told: Told, randomness: random.Random) -> None:
    """Look after what the last kill left; then kill server and rotation at a random moment of their work."""
    rotation = operator.start(ROTATE)
    with operator.server() as (process, http), ThreadPoolExecutor(4) as callers:
        looked_after(operator, http, told)
        told.connectors.append(new_connector(http, operator, "first"))
        traffic = Traffic(operator, http, told, randomness)
        work = [traffic.create, traffic.consent, traffic.execute, traffic.execute]
        under_way = [callers.submit(traffic.repeat, one) for one in work]
        try:
            rotation.stdin.write("\n")
            rotation.stdin.flush()
            time.sleep(randomness.uniform(EARLIEST_S, LATEST_S))
        finally:
            process.kill()
            rotation.kill()
            traffic.over.set()
            told.numbers["rotations ended"] += rotation.wait() == 0
            rotation.communicate()
        for one in under_way:
            one.result(timeout=30)


def looked_after(operator: Operator, http: httpx2.Client, told: Told) -> None:
    """Hold what is there against what was told."""
    for name, statement in HALVES.items():
        assert operator.number(statement) == 0, name
    for connector_id in told.connectors + told.consented:
        if connector_id not in told.checked:
            usable(http, connector_id)
    for key, (connector_id, report) in list(told.keys.items()):
        if key not in told.checked:
            repeated(http, connector_id, key, report, told)
    told.checked |= {*told.connectors, *told.consented, *told.keys}
    made = operator.reports_made()
    assert [key for key in told.keys if made[moment(key)] > 1] == []


def usable(http: httpx2.Client, connector_id: str) -> None:
    """Its credentials are there and open: Amazon takes them."""
    body = {"entity": "marketplaces", "action": "list", "params": {}}
    answer = http.post(f"{CONNECTORS}/{connector_id}/execute", json=body)
    assert answer.status_code == 200, answer.text


def repeated(http: httpx2.Client, connector_id: str, key: str, report: str | None, told: Told) -> None:
    """A repeated call gives the confirmed answer again; one that was cut off is not sent a second time."""
    answer = keyed(http, connector_id, key)
    if report is not None:
        assert answer.status_code == 200, answer.text
        assert answer.json()["result"]["reportId"] == report
        assert answer.json()["execution_metadata"]["replayed"] is True
        return
    code = "carried out or replayed" if answer.status_code == 200 else error_code(answer)
    told.numbers[f"cut off, then {code}"] += 1
    if answer.status_code == 200:
        told.keys[key] = (connector_id, answer.json()["result"]["reportId"])
    else:
        assert code in ("in_flight", "outcome_unknown", "rate_limited"), answer.text


def error_code(answer: httpx2.Response) -> str:
    return answer.json()["errors"][0]["error_code"]


@pytest.mark.timeout(60 + 20 * KILLS)
def test_kills_lose_nothing_and_do_nothing_twice(backend: str, operator: Operator) -> None:
    told = Told()
    randomness = random.Random(f"{backend} {KILLS}")
    for _ in range(KILLS):
        killed(operator, told, randomness)
    assert operator.start(ROTATE).communicate("\n", timeout=60)[0].startswith("kek-")
    assert operator.number("SELECT count(DISTINCT kek_id) FROM secrets") == 1
    told.checked.clear()
    with operator.server() as (_, http):
        looked_after(operator, http, told)
    sys.stdout.write(f"\n{backend}, {KILLS} kills: {dict(told.numbers)}\n")
