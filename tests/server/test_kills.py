"""SIGKILL at random moments, and what a restart finds: nothing confirmed is lost, nothing is half there, nothing is done twice.

TOOLSPAN_KILLS is the number of kills per database.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import psycopg
import pytest
from sqlalchemy import select

from toolspan.emulator import Emulator
from toolspan.server import init, settings
from toolspan.server.data.database import Database
from toolspan.server.data.tables import secrets
from toolspan.server.security.envelope import Place, Sealed, unseal
from toolspan.server.security.keys import read_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from toolspan.server import Settings

KILLS = int(os.environ.get("TOOLSPAN_KILLS", "3"))
SERVING = "serve(settings(), ready=lambda url: print(url, flush=True))"
ROTATING = "rotate_keys(settings())"
FORKS = """
import os, sys
from toolspan.server import rotate_keys, serve, settings
from toolspan.server.security import rotation

def told(step, after):
    async def telling(*arguments):
        done = await step(*arguments)
        print(after, flush=True)
        return done
    return telling

rotation.BATCH = 3
rotation._left, rotation._move_batch = told(rotation._left, "begun"), told(rotation._move_batch, "moved")
for _ in sys.stdin:
    child = os.fork()
    if not child:
        WORK
        os._exit(0)
    print("child", child, flush=True)
    print("ended", os.waitpid(child, 0)[1], flush=True)
"""
"""For each line a process of its own; a rotation goes in many small steps and says after each that it is done."""
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

    def done(self) -> int:
        """How much was confirmed."""
        return sum(self.numbers[name] for name in ("creates", "consents", "executes"))


class Nursery:
    """Starts processes of one kind, one after the other, from one that has imported everything."""

    def __init__(self, work: str, environment: dict[str, str]) -> None:
        self.errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - open as long as this is
        self.process = subprocess.Popen(
            [sys.executable, "-c", FORKS.replace("WORK", work)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        self.child = 0
        self.status = 0

    def start(self) -> Iterator[str]:
        """Start one; what it says until it has ended, and an empty text once its id is known."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.said()

    def said(self) -> Iterator[str]:
        for line in iter(self.process.stdout.readline, ""):
            what, _, number = line.strip().partition(" ")
            if what == "ended":
                self.child, self.status = 0, int(number)
                return
            self.child = int(number) if what == "child" else self.child
            yield "" if what == "child" else what

    def kill(self) -> list[str]:
        """Kill the one that runs, if it still does; what it had said meanwhile."""
        if not self.child:
            return []
        with suppress(ProcessLookupError):
            os.kill(self.child, signal.SIGKILL)
        return list(self.said())

    def close(self) -> None:
        self.kill()
        self.process.kill()
        self.process.communicate()
        self.errors.close()

    def complaint(self) -> str:
        self.errors.seek(0)
        return self.errors.read()


class Operator:
    """Starts servers on one database, and looks into it between them."""

    def __init__(
        self, environment: dict[str, str], client: tuple[str, str], upstream: Emulator, made: Settings
    ) -> None:
        self.settings = made
        self.environment = environment
        self.client = client
        self.upstream = upstream
        self.servers, self.rotations = Nursery(SERVING, environment), Nursery(ROTATING, environment)

    @contextmanager
    def server(self) -> Iterator[httpx2.Client]:
        """A server process, and a client that is signed in to it."""
        url = ""
        for line in self.servers.start():
            url = line or url
            if url and self.servers.child:
                break
        assert url, self.servers.complaint()
        try:
            headers = {"authorization": self.bearer(url)}
            with httpx2.Client(base_url=url, headers=headers, timeout=60.0) as http:
                yield http
        finally:
            self.servers.kill()

    def bearer(self, url: str) -> str:
        """The header of a token."""
        given = {"client_id": self.client[0], "client_secret": self.client[1]}
        answer = httpx2.post(url.rstrip("/") + TOKEN, json=given, timeout=60.0).raise_for_status()
        return f"Bearer {answer.json()['access_token']}"

    def rotate(self) -> None:
        """Let a rotation come to its end."""
        list(self.rotations.start())
        assert self.rotations.status == 0, self.rotations.complaint()

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

    def opened(self) -> dict[tuple[str, str], Any]:
        """Every sealed row, opened."""

        async def every() -> dict[tuple[str, str], Any]:
            database, keys = Database(self.settings), read_keys(self.settings.keys)
            try:
                async with database.read() as connection:
                    rows = [dict(row) for row in (await connection.execute(select(secrets))).mappings()]
            finally:
                await database.close()
            return {
                (row["owner_id"], row["kind"]): unseal(keys, Place.of(row), Sealed.of(row)) for row in rows
            }

        return asyncio.run(every())

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
def operator(
    backend: str, upstream: Emulator, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Operator]:
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
    made_up = Operator({**os.environ, **given}, init(made), upstream, made)
    try:
        yield made_up
    finally:
        made_up.servers.close()
        made_up.rotations.close()


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
        if answer.status_code == 200 and unrecorded(answer):  # the database was slow, and the caller was told
            self.told.numbers["executes that could not be recorded"] += 1
        elif answer.status_code == 200:
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
    rotations = operator.rotations
    with operator.server() as http, ThreadPoolExecutor(5) as threads:
        looked_after(operator, http, told)
        told.connectors.append(new_connector(http, operator, f"first {next(told.names)}"))
        traffic = Traffic(operator, http, told, randomness)
        work = [traffic.create, traffic.consent, traffic.execute, traffic.execute]
        wanted = told.done() + randomness.randint(0, 8)
        under_way = [threads.submit(traffic.repeat, one) for one in work]
        try:
            threads.submit(next, rotations.start()).result(30)
            until(lambda: told.done() >= wanted or any(one.done() for one in under_way))
            time.sleep(randomness.uniform(0.0, 0.05))
        finally:
            operator.servers.kill()
            traffic.over.set()
            rotations.kill()
            told.numbers["rotations ended"] += rotations.status == 0
        for one in under_way:
            one.result(timeout=60)


def until(done: Callable[[], bool]) -> None:
    """Look again and again; other processes do the rest."""
    end = time.monotonic() + 60
    while not done() and time.monotonic() < end:
        time.sleep(0.002)


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
    if answer.status_code == 200 and not unrecorded(answer):
        told.keys[key] = (connector_id, answer.json()["result"]["reportId"])
    elif answer.status_code != 200:
        assert code in ("in_flight", "outcome_unknown", "rate_limited"), answer.text


def unrecorded(answer: httpx2.Response) -> bool:
    """Whether an answer says that whoever repeats its key may not get it again."""
    return "could not record" in str(answer.json()["connector_metadata"].get("warnings"))


def error_code(answer: httpx2.Response) -> str:
    return answer.json()["errors"][0]["error_code"]


@pytest.mark.timeout(60 + 20 * KILLS)
def test_kills_lose_nothing_and_do_nothing_twice(backend: str, operator: Operator) -> None:
    told = Told()
    randomness = random.Random(f"{backend} {KILLS}")
    for _ in range(KILLS):
        killed(operator, told, randomness)
    operator.rotate()
    assert operator.number("SELECT count(DISTINCT kek_id) FROM secrets") == 1
    told.checked.clear()
    with operator.server() as http:
        looked_after(operator, http, told)
    sys.stdout.write(f"\n{backend}, {KILLS} kills: {dict(told.numbers)}\n")


def rotation_killed(rotations: Nursery, randomness: random.Random) -> str:
    """Kill a rotation after a random number of its steps, or within the one that follows; where that was."""
    steps, wanted = 0, randomness.randint(0, 12)
    for line in rotations.start():
        steps += bool(line)
        if rotations.child and steps >= wanted:
            break
    time.sleep(randomness.uniform(0.0, 0.02))
    steps += sum(map(bool, rotations.kill()))
    if rotations.status == 0:
        return "ended before the kill"
    return ("before its first step", "while the key file was replaced", "between rows")[min(steps, 2)]


def replaced(operator: Operator, http: httpx2.Client, connector_id: str, number: int) -> str:
    """Replace a credential while keys rotate; the new one."""
    token = f"Atzr-of-{number}"
    answer = http.put(f"{CONNECTORS}/{connector_id}", json={"credentials": {"refresh_token": token}})
    if answer.status_code == 401:  # the keys that sign tokens rotate too, and only the last few are read
        http.headers["authorization"] = operator.bearer(str(http.base_url))
        return replaced(operator, http, connector_id, number)
    assert answer.status_code == 200, answer.text
    return token


@pytest.mark.timeout(90 + 20 * KILLS)
def test_a_rotation_that_is_killed_anywhere_leaves_every_row_open_and_the_next_goes_on(
    backend: str, operator: Operator
) -> None:
    """A25: rows, key file and a server that goes on writing, through kills in the middle of rotations."""
    numbers, confirmed, over = Counter(), {}, threading.Event()
    randomness = random.Random(f"{backend} rotation {KILLS}")
    with operator.server() as http, ThreadPoolExecutor(1) as writers:
        connectors = [new_connector(http, operator, str(number)) for number in range(30)]

        def write() -> None:
            for number in count():
                if over.is_set():
                    return
                one = random.Random(number).choice(connectors)
                confirmed[one] = replaced(operator, http, one, number)

        writing = writers.submit(write)
        try:
            for _ in range(KILLS):
                numbers[rotation_killed(operator.rotations, randomness)] += 1
                assert {owner for owner, _ in operator.opened()} == set(connectors)
        finally:
            over.set()
        writing.result(timeout=30)
        operator.rotate()
        confirmed[connectors[0]] = replaced(operator, http, connectors[0], -1)
    assert operator.number("SELECT count(DISTINCT kek_id) FROM secrets") == 1
    held = {owner: content["refresh_token"] for (owner, _), content in operator.opened().items()}
    assert {owner: held[owner] for owner in confirmed} == confirmed
    left = {path.name for path in operator.settings.data_dir.glob(".keys.json.*")}
    assert left == {".keys.json.lock"}
    sys.stdout.write(f"\n{backend}, {KILLS} kills of rotations: {dict(numbers)}, {len(confirmed)} replaced\n")
