"""Two servers on PostgreSQL and Redis behind one address, many clients, and one server killed again and again."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import tempfile
import time
import uuid
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import httpx2
import psycopg
import redis

from benchmarks.fleet import Balancer, Fleet
from toolspan.emulator import Emulator
from toolspan.server import init, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.report import Report

POSTGRES = os.environ.get("TOOLSPAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TOOLSPAN_TEST_REDIS", "redis://127.0.0.1:6379/0")
CONNECTORS = "/api/v1/integrations/connectors"
TOKEN = "/api/v1/account/applications/token"
SKU = "MUG-001"
READ = {"entity": "listings_items", "action": "get", "params": {"sku": SKU}}
_LATER = ("in_flight", "rate_limited", "busy", "stopping", "not_ready", "timeout", "upstream")
"""Answers after which the same key is tried again: nothing was done, or it still runs."""
_TRY = 0.1
"""Seconds before a client tries again."""
PATIENCE = 180.0
"""Seconds for which a client tries the same call; a key whose process died is in flight for 90."""


@dataclass
class Outcome:
    """What the clients and the API saw.

    `confirmed` and `unknown` are writes by number, `sent` is how often the API got each; `seconds` are of whole calls,
    repetitions after a kill included, and `calm` of those that were answered at once.
    """

    kills: int = 0
    calls: int = 0
    confirmed: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)
    sent: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    tokens: int = 0
    seconds: list[float] = field(default_factory=list)
    calm: list[float] = field(default_factory=list)

    @property
    def lost(self) -> set[int]:
        """Writes that were confirmed and never reached the API."""
        return {number for number in self.confirmed if not self.sent[number]}

    @property
    def twice(self) -> set[int]:
        """Writes that the API got more than once."""
        return {number for number, times in self.sent.items() if times > 1}


class Soak:
    """Clients of one deployment, each with its seller, until all kills are made.

    Args:
        url: The address of all servers.
        bearer: Token of the clients.
        connectors: Ids of the connectors; one seller each.
        think: Seconds between two calls of a client, at most.
        patience: Seconds for which a client tries the same call.
    """

    def __init__(
        self, url: str, bearer: str, connectors: list[str], *, think: float, patience: float
    ) -> None:
        self.url = url
        self.outcome = Outcome()
        self._headers = {"authorization": f"Bearer {bearer}"}
        self._connectors = connectors
        self._think = think
        self._patience = patience
        self._randomness = random.Random(7)
        self._over = asyncio.Event()
        self._number = 0

    async def run(self, clients: int, fleet: Fleet, kills: int, between: int) -> Outcome:
        """Let the clients work while one server after the other is killed and started again."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(clients):
                tasks.create_task(self._client(self._connectors[number % len(self._connectors)]))
            for number in range(kills):
                await self._answered(between)
                fleet.kill(number % 2)
                self.outcome.kills += 1
                await self._answered(between // 2)
                await asyncio.to_thread(fleet.start, number % 2)
            await self._answered(between)
            self._over.set()
        return self.outcome

    async def _answered(self, calls: int) -> None:
        wanted = self.outcome.calls + calls
        while self.outcome.calls < wanted:  # noqa: ASYNC110 - it waits at random moments, too
            await asyncio.sleep(self._randomness.uniform(0.0, 0.1))

    async def _client(self, connector_id: str) -> None:
        async with httpx2.AsyncClient(base_url=self.url, headers=self._headers, timeout=100.0) as http:
            while not self._over.is_set():
                await asyncio.sleep(self._randomness.uniform(0.0, self._think))
                if self._randomness.random() < 0.5:  # noqa: PLR2004 - half of the calls
                    self._number += 1
                    await self._write(http, connector_id, self._number)
                else:
                    await self._answer(http, connector_id, READ)

    async def _write(self, http: httpx2.AsyncClient, connector_id: str, number: int) -> None:
        value = [{"fulfillment_channel_code": "DEFAULT", "quantity": number}]
        patch = {"op": "replace", "path": "/attributes/fulfillment_availability", "value": value}
        params = {"sku": SKU, "product_type": "DRINKING_CUP", "patches": [patch]}
        call = {"entity": "listings_items", "action": "patch", "params": params}
        code = await self._answer(http, connector_id, call, key=str(number))
        (self.outcome.confirmed if code == "ok" else self.outcome.unknown).add(number)

    async def _answer(
        self, http: httpx2.AsyncClient, connector_id: str, call: dict[str, Any], key: str | None = None
    ) -> str:
        """Make a call until it is answered for good, as an agent's client does; return how it ended."""
        begun, tries = time.perf_counter(), 0
        while True:
            tries += 1
            code = await self._tried(http, connector_id, call, key)
            took = time.perf_counter() - begun
            if code in ("ok", "outcome_unknown") or took > self._patience:
                break
            await asyncio.sleep(_TRY)
        self.outcome.calls += 1
        if code == "ok":
            self.outcome.seconds.append(took)
            if tries == 1:
                self.outcome.calm.append(took)
        elif code not in ("outcome_unknown", "in_flight"):
            self.outcome.unanswered.append(code)
        return code

    async def _tried(
        self, http: httpx2.AsyncClient, connector_id: str, call: dict[str, Any], key: str | None
    ) -> str:
        headers = {"idempotency-key": key} if key else {}
        call = call | {"timeout_ms": int(self._patience * 300)}
        try:
            answer = await http.post(f"{CONNECTORS}/{connector_id}/execute", json=call, headers=headers)
            if answer.status_code == 200:  # noqa: PLR2004 - OK
                return "ok"
            code = str(answer.json()["errors"][0]["error_code"])
        except (httpx2.TransportError, ValueError):
            return "gone"
        if code not in (*_LATER, "outcome_unknown"):
            raise AssertionError(f"{answer.status_code}: {answer.text[:300]}")
        return code


@contextmanager
def unused_redis() -> Iterator[str]:
    """The URL of a database of Redis that nothing uses, emptied afterwards."""
    for number in range(1, 16):
        url = f"{REDIS.rpartition('/')[0]}/{number}"
        with redis.Redis.from_url(url) as client:
            if not client.dbsize():
                yield url
                client.flushdb()
                return
    raise RuntimeError("each database of Redis has keys")


@contextmanager
def deployment(folder: Path, upstream: Emulator) -> Iterator[tuple[Fleet, tuple[str, str]]]:
    """Set up two processes on a database of their own; give them and their first client."""
    name = f"toolspan_soak_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin, unused_redis() as shared:
        admin.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type] # our own name
        given = {
            "data_dir": folder,
            "database_url": f"{POSTGRES.rpartition('/')[0]}/{name}",
            "redis_url": shared,
            "processes": 2,
            "sp_api_url": upstream.url,
            "lwa_url": upstream.token_url,
        }
        client = init(settings(**given))
        try:
            with Fleet(given, given) as fleet:
                for number in (0, 1):
                    fleet.start(number)
                yield fleet, client
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type] # as above


def run(folder: Path, upstream: Emulator, **load: Any) -> Outcome:
    """Run a soak; return what the clients and the API saw.

    Args:
        folder: For the key file.
        upstream: The API, with its rate limits.
        load: Arguments of `loaded`.
    """
    with deployment(folder, upstream) as (fleet, client):
        outcome = asyncio.run(loaded(fleet, client, upstream, **load))
    for request in list(upstream.requests):
        if request.method == "PATCH" and request.body.endswith(b"}"):
            body = json.loads(request.body)
            outcome.sent[body["patches"][0]["value"][0]["quantity"]] += 1
        outcome.refused += request.status == 429  # noqa: PLR2004 - too many requests
        outcome.tokens += request.path.endswith("/auth/o2/token")
    return outcome


async def loaded(
    fleet: Fleet,
    client: tuple[str, str],
    upstream: Emulator,
    *,
    clients: int,
    sellers: int,
    kills: int,
    between: int,
    think: float,
    patience: float = PATIENCE,
) -> Outcome:
    """Let clients work on a deployment.

    Args:
        fleet: The servers.
        client: Id and secret of their first client.
        upstream: The API.
        clients: How many call at a time.
        sellers: Over how many connectors.
        kills: Servers killed, in turn.
        between: Calls that are answered before a kill; half as many before the server is started again.
        think: Seconds between two calls of a client, at most.
        patience: Seconds for which a client tries the same call.
    """
    async with Balancer(fleet) as url, httpx2.AsyncClient(base_url=url, timeout=60.0) as http:
        given = {"client_id": client[0], "client_secret": client[1]}
        bearer = (await http.post(TOKEN, json=given)).json()["access_token"]
        http.headers["authorization"] = f"Bearer {bearer}"
        made = [await _connector(http, upstream, number) for number in range(sellers)]
        return await Soak(url, bearer, made, think=think, patience=patience).run(
            clients, fleet, kills, between
        )


async def _connector(http: httpx2.AsyncClient, upstream: Emulator, number: int) -> str:
    seller = upstream.add_seller()
    body = {
        "workspace_name": f"seller {number}",
        "connector_type": "amazon-seller-partner",
        "credentials": upstream.add_account(seller=seller),
        "environment": {"region": "US", "seller_id": seller.seller_id},
        "entities": [{"entity": "listings_items", "modes": ["read", "write"]}],
    }
    answer = await http.post(CONNECTORS, json=body)
    connector_id = str(answer.raise_for_status().json()["id"])
    # Gets the access token: a process that is killed while it asks for one holds its seller up for seconds.
    (await http.post(f"{CONNECTORS}/{connector_id}/execute", json=READ)).raise_for_status()
    return connector_id


def soak(report: Report) -> None:
    """Run 200 clients of 40 sellers while one of two servers is killed 20 times."""
    report.section("Two servers on PostgreSQL and Redis, 200 clients of 40 sellers, 20 kills")
    folder = Path(tempfile.mkdtemp())
    try:
        with Emulator(seed=7) as upstream:
            found = run(folder, upstream, clients=200, sellers=40, kills=20, between=100, think=4.0)
    except (psycopg.OperationalError, redis.ConnectionError) as error:
        report.info("left out", str(error).partition("\n")[0])
        return
    finally:
        shutil.rmtree(folder)
    report.budget("writes that were lost", len(found.lost), 0, unit="")
    report.budget("writes that were sent twice", len(found.twice), 0, unit="")
    report.budget("calls that the API refused with 429", found.refused, 0, unit="")
    report.budget("calls without an answer", len(found.unanswered), 0, unit="")
    report.info(
        "calls, confirmed writes, writes of unknown outcome",
        f"{found.calls}, {len(found.confirmed)}, {len(found.unknown)}",
    )
    if found.unanswered:
        report.info("last answers of those calls", str(dict(Counter(found.unanswered))))
    # One for each seller, and one more where the process that asked was killed: the soak is shorter than a token's life.
    report.budget("requests for a token, of 40 sellers with 20 kills", found.tokens, 60, unit="")
    for name, seconds in (("answered at once", found.calm), ("all, kills included", found.seconds)):
        cuts = quantiles(seconds, n=100)
        report.info(f"p50, p99 of calls, {name}", f"{cuts[49] * 1e3:.0f} ms, {cuts[98] * 1e3:.0f} ms")
