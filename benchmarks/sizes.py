"""What a connector and a call cost a server in memory and storage: the figures of docs/deploy.md.

The server is a process of its own, so that neither the emulator nor this program is measured with it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2

from toolspan.emulator import Emulator
from toolspan.server import create_app, settings
from toolspan.server.setup import initialised

if TYPE_CHECKING:
    from benchmarks.report import Report

CONNECTORS, ROUNDS, WARM = 200, 5, 20
REQUESTS, AT_ONCE = 20_000, 16
"""Requests after which memory and open files must be what they were after the first tenth of them."""
API = "/api/v1"
PATH = f"{API}/integrations/connectors"
_PAGE = 4_096


def sizes(report: Report) -> None:
    """Measure a server with many connectors, each of an account of its own."""
    report.section("sizes of a server")
    with Emulator(seed=7) as upstream:
        accounts = [upstream.add_account() for _ in range(CONNECTORS + WARM)]
        given = {"accounts": accounts, "sp_api_url": upstream.url, "lwa_url": upstream.token_url}
        command = [sys.executable, "-m", "benchmarks.sizes"]
        done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    report.budget("memory of 1,000 live connectors", found["live"] * 1_000 / 1e6, 25, unit=" MB")
    report.budget("database of a connector and its workspace", found["stored"] / 1e3, 5, unit=" kB")
    report.budget("database of an audit event", found["event"] / 1e3, 1, unit=" kB")
    report.budget(f"growth of memory over {REQUESTS:,} requests", found["growth"] / 1e6, 4, unit=" MB")
    report.budget(f"open files more after {REQUESTS:,} requests", found["files"], 4, unit="")
    report.info("memory of a server that has called", f"{found['base'] / 1e6:.0f} MB")


async def measured(accounts: list[dict[str, str]], **given: Any) -> dict[str, float]:
    """Return bytes by what they are for."""
    with tempfile.TemporaryDirectory() as folder:
        made = settings(data_dir=Path(folder) / "data", **given)
        client = await initialised(made)
        inner: Any = vars(create_app(made))["_app"]
        async with inner.router.lifespan_context(inner):
            transport = httpx2.ASGITransport(inner)
            async with httpx2.AsyncClient(
                transport=transport, base_url="http://127.0.0.1", timeout=60
            ) as http:
                return await _of(http, client, accounts, inner.state.services)


async def _of(
    http: httpx2.AsyncClient, client: tuple[str, str], accounts: list[dict[str, str]], services: Any
) -> dict[str, float]:
    body = dict(zip(("client_id", "client_secret"), client, strict=True))
    token = (await http.post(f"{API}/account/applications/token", json=body)).json()["access_token"]
    http.headers["authorization"] = f"Bearer {token}"

    async def create(number: int) -> str:
        new = {
            "workspace_name": f"w{number}",
            "connector_type": "amazon-seller-partner",
            "credentials": accounts[number],
            "environment": {"region": "US"},
        }
        return str((await http.post(PATH, json=new)).raise_for_status().json()["id"])

    async def call(connector: str) -> None:
        wanted = {"entity": "marketplaces", "action": "list", "params": {}}
        (await http.post(f"{PATH}/{connector}/execute", json=wanted)).raise_for_status()

    async def stored() -> int:
        await services.audit_log.flush()
        await services.database.scrub()
        return int(services.database.path.stat().st_size)

    for number in range(WARM):
        await call(await create(number))
    base, empty = _memory(), await stored()
    connectors = [await create(number) for number in range(WARM, WARM + CONNECTORS)]
    full, idle = await stored(), _memory()
    for connector in connectors:
        await call(connector)
    live, before = _memory(), await stored()
    for _ in range(ROUNDS):
        for connector in connectors:
            await call(connector)
    event = (await stored() - before) / (ROUNDS * CONNECTORS)
    early, files = await _repeated(http, connectors, REQUESTS // 10)
    late, more = await _repeated(http, connectors, REQUESTS - REQUESTS // 10)
    return {
        "growth": late - early,
        "files": more - files,
        "base": base,
        "stored": (full - empty) / CONNECTORS,
        "live": (live - idle) / CONNECTORS,
        "event": event,
    }


async def _repeated(http: httpx2.AsyncClient, connectors: list[str], requests: int) -> tuple[int, int]:
    """Return memory and open files after so many calls over all connectors."""
    left = iter(range(requests))

    async def client() -> None:
        for number in left:
            wanted = {"entity": "product_types", "action": "search", "params": {"keywords": ["bottle"]}}
            path = f"{PATH}/{connectors[number % len(connectors)]}/execute"
            (await http.post(path, json=wanted)).raise_for_status()

    await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    gc.collect()
    return _memory(), _files()


def _files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measured(**json.load(sys.stdin)))))
