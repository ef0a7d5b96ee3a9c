"""What can be learnt from how long the server takes to refuse: nothing that its answers do not say."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2

from toolspan.server import create_app, init, settings
from toolspan.server.data import clients

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from benchmarks.report import Report
    from toolspan.server import Settings

ROUNDS = 400
LIMIT = 1.2
"""Of the longer median over the shorter one."""
API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
TOKEN = f"{API}/account/applications/token"
CREDENTIALS = {"lwa_app_id": "benchmark", "lwa_client_secret": "made-up-value", "refresh_token": "Atzr|x"}
ORDERS = {"entity": "orders", "action": "list"}


def compare(report: Report) -> None:
    """Compare refusals of what is there, and belongs to others, with refusals of what is not."""
    report.section("Refusals of what is there and of what is not (longer median over shorter)")
    with tempfile.TemporaryDirectory() as folder:
        made = settings(data_dir=Path(folder) / "data", token_attempts=1_000_000)
        asyncio.run(_compare(report, made, init(made)))


async def _compare(report: Report, made: Settings, client: tuple[str, str]) -> None:
    async with _running(made) as (http, services):
        mine = await _bearer(http, *client)
        async with services.database.write() as connection:
            now = services.now()
            organization = await clients.add_organization(connection, "other", now)
            other = await clients.add_client(connection, "other", (organization,), now)
        theirs = await _bearer(http, *other)
        body = {
            "workspace_name": "acme",
            "connector_type": "amazon-seller-partner",
            "credentials": CREDENTIALS,
            "environment": {"region": "US"},
        }
        made_one = (await http.post(CONNECTORS, json=body, headers=mine)).raise_for_status().json()

        def request(method: str, path: str, json: Any = None) -> Callable[[str], Awaitable[int]]:
            async def call(name: str) -> int:
                answer = await http.request(method, path.format(name), json=json, headers=theirs)
                return answer.status_code

            return call

        async def sign_in(client_id: str) -> int:
            given = {"client_id": client_id, "client_secret": "x" * 43}
            return (await http.post(TOKEN, json=given)).status_code

        connector, workspace = made_one["id"], made_one["workspace_id"]
        for name, call, there, status in (
            ("get a connector", request("GET", CONNECTORS + "/{}"), connector, 404),
            ("execute", request("POST", CONNECTORS + "/{}/execute", ORDERS), connector, 404),
            ("change a connector", request("PUT", CONNECTORS + "/{}", {"name": "x"}), connector, 404),
            ("get a workspace", request("GET", API + "/workspaces/{}"), workspace, 404),
            ("list by workspace name", request("GET", CONNECTORS + "?workspace_name={}"), "acme", 404),
            ("a token for a wrong secret", sign_in, client[0], 401),
        ):
            report.budget(name, await _ratio(call, there, status), LIMIT)


@asynccontextmanager
async def _running(made: Settings) -> AsyncIterator[tuple[httpx2.AsyncClient, Any]]:
    """Run the server in this process, so that no socket hides what its own work takes."""
    app: Any = create_app(made)
    inner = app._app  # noqa: SLF001 - the shield around it passes no lifespan state on
    async with (
        inner.router.lifespan_context(inner),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1") as http,
    ):
        yield http, inner.state.services


async def _bearer(http: httpx2.AsyncClient, client_id: str, secret: str) -> dict[str, str]:
    given = {"client_id": client_id, "client_secret": secret}
    token = (await http.post(TOKEN, json=given)).raise_for_status().json()["access_token"]
    return {"authorization": f"Bearer {token}"}


async def _ratio(call: Callable[[str], Awaitable[int]], there: str, status: int) -> float:
    """Return how much longer one kind of refusal takes than the other, measured in turns."""
    seconds: tuple[list[float], list[float]] = [], []
    for turn in range(2 * ROUNDS):
        name = there if turn % 2 else str(uuid4())
        start = time.perf_counter()
        answered = await call(name)
        seconds[turn % 2].append(time.perf_counter() - start)
        if answered != status:
            raise RuntimeError(f"answered {answered} instead of {status}")
    medians = [statistics.median(one) for one in seconds]
    return max(medians) / min(medians)
