"""A server on each database, in front of the emulator, and a client that knows its way around."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from sqlalchemy import text
from tests.postgres import fresh_postgres

from toolspan.server import Settings, create_app, settings
from toolspan.server.api import ENDPOINTS
from toolspan.server.data import clients
from toolspan.server.data.database import Database
from toolspan.server.data.tables import metadata
from toolspan.server.http.openapi import document
from toolspan.server.setup import initialised

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from toolspan.emulator import Emulator
    from toolspan.server.services import Services

DOCUMENT = document(ENDPOINTS)
START = "2025-01-01T00:00:00Z"
API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
TOKEN = f"{API}/account/applications/token"
SCOPED = f"{API}/account/applications/scoped-token"


@dataclass
class Server:
    """A running server and the first client of it."""

    settings: Settings
    app: Any
    services: Services
    http: httpx2.AsyncClient
    emulator: Emulator
    client_id: str
    client_secret: str
    bearer: str = ""
    organization_id: str = ""
    spare: list[tuple[str, str, str]] = field(default_factory=list)

    async def sign_in(
        self, client_id: str | None = None, client_secret: str | None = None, **headers: str
    ) -> dict[str, Any]:
        given = {
            "client_id": client_id or self.client_id,
            "client_secret": client_secret or self.client_secret,
        }
        answer = await self.http.post(TOKEN, json=given, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def call(
        self, method: str, path: str, body: Any = None, *, bearer: str | None = None, **headers: str
    ) -> httpx2.Response:
        sent = {"authorization": f"Bearer {self.bearer if bearer is None else bearer}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(method, path, headers=sent, **({} if body is None else {"json": body}))

    def body(self, **changes: Any) -> dict[str, Any]:
        return {
            "workspace_name": "acme",
            "connector_type": "Amazon-Seller-Partner",
            "name": "Mine",
            "credentials": self.emulator.credentials,
            "replication_config": {"replication_start_date": START},
        } | changes

    async def create(self, **changes: Any) -> dict[str, Any]:
        answer = await self.call("POST", CONNECTORS, self.body(**changes))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def execute(
        self,
        connector_id: str,
        entity: str = "orders",
        action: str = "list",
        params: Any = None,
        *,
        bearer: str | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> httpx2.Response:
        body = {"entity": entity, "action": action, "params": params or {}} | more
        return await self.call(
            "POST", f"{CONNECTORS}/{connector_id}/execute", body, bearer=bearer, **(headers or {})
        )

    async def scoped(self, workspace: str) -> str:
        answer = await self.call("POST", SCOPED, {"workspace_name": workspace})
        assert answer.status_code == 200, answer.text
        return answer.json()["token"]

    async def job(self, job_id: str) -> dict[str, Any]:
        """A job once it has ended."""
        await self.services.jobs.wait(job_id, 100.0)
        return (await self.call("GET", f"{API}/jobs/{job_id}")).json()

    async def hanging(self, connector_id: str) -> asyncio.Task[httpx2.Response]:
        """A call that hangs at the upstream API until it is ended."""
        fault = self.emulator.faults.add("delay", operation="getOrder", seconds=60.0, real=True)
        params = {"order_id": "902-3159896-1390916"}
        task = asyncio.create_task(self.execute(connector_id, "orders", "get", params))
        while not fault.hits:  # noqa: ASYNC110 - the other side has no event to give
            await asyncio.sleep(0.001)
        return task

    async def another_organization(self) -> tuple[str, str]:
        """A client of another organisation: its bearer token and organisation."""
        async with self.services.database.write() as connection:
            now = self.services.now()
            organization = await clients.add_organization(connection, "other", now)
            client_id, secret = await clients.add_client(connection, "other", (organization,), now)
        return (await self.sign_in(client_id, secret))["access_token"], organization

    async def sql(self, statement: str, **values: Any) -> list[Any]:
        async with self.services.database.write() as connection:
            result = await connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The database of this run, emptied before each test."""
    with fresh_postgres() as url:
        yield url


@pytest.fixture
def own_postgres() -> Iterator[str]:
    """A database of one test, for servers that make their first start themselves."""
    with fresh_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a first start leaves behind, so that each test need not make it anew."""
    return {"folder": tmp_path_factory.mktemp("templates")}


@pytest.fixture
async def made_settings(
    backend: str,
    tmp_path: Path,
    emulator: Emulator,
    request: pytest.FixtureRequest,
    templates: dict[str, Any],
) -> tuple[Settings, tuple[str, str]]:
    """Settings of a server that was set up, and its first client."""
    url = request.getfixturevalue("postgres_url") if backend == "postgresql" else None
    data = tmp_path / "data"
    made = settings(
        data_dir=data, database_url=url, sp_api_url=emulator.url, lwa_url=emulator.token_url, region=None,
        seller_central_url=emulator.url, execute_timeout=20.0, store_sync_seconds=0,
    )  # fmt: skip
    return made, await first_start(made, templates, backend)


@pytest.fixture
async def database(made_settings: tuple[Settings, tuple[str, str]]) -> AsyncIterator[Database]:
    """The database of a server that was set up and does not run."""
    opened = Database(made_settings[0])
    yield opened
    await opened.close()


async def first_start(made: Settings, templates: dict[str, Any], backend: str) -> tuple[str, str]:
    """Make the first start, or put back what an earlier one left in files and tables."""
    folder = templates["folder"] / backend
    if backend not in templates:
        templates[backend] = await initialised(made)
        shutil.copytree(made.data_dir, folder)
        templates[backend, "rows"] = await _rows(made) if backend == "postgresql" else []
        return templates[backend]
    shutil.copytree(folder, made.data_dir)
    if backend == "postgresql":
        await _put_back(made, templates[backend, "rows"])
    return templates[backend]


async def _rows(made: Settings) -> list[tuple[Any, list[dict[str, Any]]]]:
    database = Database(made)
    async with database.read() as connection:
        held = [
            (table, [dict(row) for row in (await connection.execute(table.select())).mappings()])
            for table in metadata.sorted_tables
        ]
    await database.close()
    return [(table, rows) for table, rows in held if rows]


async def _put_back(made: Settings, held: list[tuple[Any, list[dict[str, Any]]]]) -> None:
    database = Database(made)
    async with database.write() as connection:
        names = ", ".join(table.name for table in metadata.sorted_tables)
        await connection.execute(text(f"TRUNCATE {names}"))
        for table, rows in held:
            await connection.execute(table.insert(), rows)
    await database.close()


DOCUMENTED = [
    (operation.method, re.compile(re.sub(r"{\w+}", "[^/]+", operation.path)), operation)
    for operation in ENDPOINTS
]


async def documented(answer: httpx2.Response) -> None:
    """Whatever the server answers in a test, its OpenAPI document must say that it may."""
    method, path = answer.request.method, answer.request.url.path
    for known, pattern, endpoint in DOCUMENTED:
        if known == method and pattern.fullmatch(path):
            named = DOCUMENT["paths"][endpoint.path][method.lower()]["responses"]
            assert str(answer.status_code) in named, f"{method} {endpoint.path}: {answer.status_code}"
            return


@contextmanager
def process(script: str, environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server as a process of its own, by a script that prints its URL; gives both."""
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running, running.stdout.readline().strip()
        finally:
            running.kill()


@asynccontextmanager
async def running(made: Settings, client: tuple[str, str], emulator: Emulator) -> AsyncIterator[Server]:
    """A server in this process; requests do not use sockets, calls to the emulator do."""
    app = create_app(made, clock=emulator.clock)
    inner = app._app
    async with inner.router.lifespan_context(inner):
        given: dict[str, Any] = {"transport": httpx2.ASGITransport(app), "base_url": "http://127.0.0.1"}
        async with httpx2.AsyncClient(**given, event_hooks={"response": [documented]}) as http:
            server = Server(made, app, inner.state.services, http, emulator, *client)
            token = await server.sign_in()
            server.bearer, server.organization_id = token["access_token"], token["organization_id"]
            yield server


@pytest.fixture
def start(made_settings: tuple[Settings, tuple[str, str]], emulator: Emulator) -> Any:
    """A function that runs a server with some settings changed, for `async with`."""
    made, client = made_settings

    def begin(**changes: Any) -> Any:
        return running(made.model_copy(update=changes), client, emulator)

    return begin


@pytest.fixture
async def server(
    made_settings: tuple[Settings, tuple[str, str]], emulator: Emulator
) -> AsyncIterator[Server]:
    """A running server with its first client signed in."""
    async with running(*made_settings, emulator) as started:
        yield started
