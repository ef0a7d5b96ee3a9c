"""The official airbyte-agent-sdk, unchanged, works against our server; only its host is set.

It runs in an environment of its own, since nothing of ours may depend on it. `make bench` makes that
environment; without one, the test tries to make it and is skipped where the package cannot be had.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from toolspan.emulator import Emulator
from toolspan.server import init, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "0.1.380"
MADE_BY_BENCH = Path(__file__).parents[2] / ".venvs" / "peer" / "bin" / "python"
SERVE = "from toolspan.server import serve, settings; raise SystemExit(serve(settings(), ready=lambda url: print(url, flush=True)))"
CONNECTORS = "/api/v1/integrations/connectors"

SESSION = """
import asyncio, json, socket

real = socket.socket.connect
def guarded(self, address):
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"the SDK tried to reach {address[0]}")
    return real(self, address)
socket.socket.connect = guarded

from airbyte_agent_sdk import ExecutionConfig, Workspace, connect

async def failure(work):
    try:
        await work()
    except Exception as error:
        return {"type": type(error).__name__, "text": str(error)}
    return {"type": None, "text": ""}

def plain(item):
    return item.model_dump(mode="json") if hasattr(item, "model_dump") else item

async def main(seen):
    workspace = Workspace(workspace_name="acme")
    seen["connectors"] = [vars(found) for found in await workspace.list_connectors()]
    executor = await workspace.get_connector(name="amazon-seller-partner")
    seen["by_name"] = executor._connector_id

    amazon = connect("amazon-seller-partner", workspace_name="acme")
    window = {"MarketplaceIds": "ATVPDKIKX0DER", "CreatedAfter": "2020-01-01T00:00:00Z", "MaxResultsPerPage": 3}
    seen["orders"] = plain(await amazon.execute("orders", "list", window))
    order_id = seen["orders"]["data"][0]["orderId"]
    seen["order"] = plain(await amazon.orders.get(order_id=order_id))
    seen["executed"] = plain(await amazon.execute("orders", "get", {"order_id": order_id}))
    seen["typed"] = await failure(lambda: amazon.orders.list(marketplace_ids="ATVPDKIKX0DER", created_after="2020-01-01T00:00:00Z", max_results_per_page=3))
    seen["v0"] = plain(await amazon.execute("orders_v0", "list", window))
    seen["items"] = plain(await amazon.catalog_items.list(marketplace_ids="ATVPDKIKX0DER", keywords="a"))
    seen["inspected"] = plain(await amazon.inspect_connector())
    seen["docs"] = plain(await amazon.read_skill_docs())
    seen["raw"] = vars(await executor.execute(ExecutionConfig(entity="marketplaces", action="list", params={})))
    seen["missing"] = await failure(lambda: amazon.orders.get(order_id="000-0000000-0000000"))
    seen["unknown"] = await failure(lambda: executor.execute(ExecutionConfig(entity="nonsense", action="list", params={})))
    for name in ("two", "empty"):
        seen[name] = await failure(lambda: connect("amazon-seller-partner", workspace_name=name).orders.get(order_id="x"))
    seen["stranger"] = await failure(lambda: connect("amazon-seller-partner", workspace_name="acme", client_id="no", client_secret="no").orders.get(order_id="x"))
    await workspace.delete_connector(executor._connector_id)
    await executor.close()
    await amazon.close()
    await workspace.close()

seen = {}
try:
    asyncio.run(main(seen))
finally:
    print(json.dumps(seen, default=str))
"""


@pytest.fixture(scope="session")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the SDK."""
    if MADE_BY_BENCH.exists():
        return MADE_BY_BENCH
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if uv is None:
        pytest.skip("needs uv, to install airbyte-agent-sdk in an environment of its own")
    home = tmp_path_factory.mktemp("peer")
    for command in (["venv", "-q", str(home)], ["pip", "install", "-q", "--python", str(home / "bin/python"), f"airbyte-agent-sdk=={VERSION}"]):  # fmt: skip
        done = subprocess.run([uv, *command], capture_output=True, text=True, check=False, timeout=100)
        if done.returncode:
            pytest.skip(f"airbyte-agent-sdk cannot be installed: {done.stderr.strip()[-200:]}")
    return home / "bin/python"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[str, tuple[str, str], Emulator]]:
    """A server process in front of an emulator: its address, and its first client."""
    made = settings(data_dir=tmp_path / "data")
    client = init(made)
    with Emulator(seed=7) as upstream:
        given = {
            "TOOLSPAN_DATA_DIR": str(tmp_path / "data"),
            "TOOLSPAN_PORT": "0",
            "TOOLSPAN_SP_API_URL": upstream.url,
            "TOOLSPAN_LWA_URL": upstream.token_url,
        }
        started = subprocess.Popen(
            [sys.executable, "-c", SERVE], env={**os.environ, **given}, stdout=subprocess.PIPE, text=True
        )
        try:
            assert started.stdout
            yield started.stdout.readline().strip(), client, upstream
        finally:
            started.kill()
            started.communicate()


def prepared(url: str, client: tuple[str, str], upstream: Emulator) -> str:
    """Make a workspace with one connector, one with two and one with none; return the one's id."""
    with signed_in(url, client) as http:
        ids = []
        for workspace in ("acme", "two", "two"):
            body = {
                "workspace_name": workspace,
                "connector_type": "Amazon-Seller-Partner",
                "credentials": upstream.credentials,
                "environment": {"region": "US"},
            }
            if workspace == "two":  # the same body again would be the same connector
                body["name"] = f"Number {len(ids)}"
            ids.append(http.post(CONNECTORS, json=body).raise_for_status().json()["id"])
        http.post(
            "/api/v1/account/applications/scoped-token", json={"workspace_name": "empty"}
        ).raise_for_status()
        return ids[0]


def signed_in(url: str, client: tuple[str, str]) -> httpx2.Client:
    given = {"client_id": client[0], "client_secret": client[1]}
    token = httpx2.post(f"{url}/api/v1/account/applications/token", json=given).raise_for_status().json()
    return httpx2.Client(base_url=url, headers={"authorization": f"Bearer {token['access_token']}"})


def session(peer: Path, url: str, client: tuple[str, str], home: Path) -> dict[str, Any]:
    """Run the SDK as its user would, with nothing set but its client and its host."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AIRBYTE_CLIENT_ID": client[0],
        "AIRBYTE_CLIENT_SECRET": client[1],
        "AIRBYTE_TELEMETRY_MODE": "disabled",
        "DO_NOT_TRACK": "1",
        "SDK_DEV_ADP_API_HOST": url,
    }
    done = subprocess.run(
        [str(peer), "-c", SESSION], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_official_sdk_lists_resolves_executes_and_fails_well(
    peer: Path, running: tuple[str, tuple[str, str], Emulator], tmp_path: Path
) -> None:
    url, client, upstream = running
    connector_id = prepared(url, client, upstream)
    seen = session(peer, url, client, tmp_path)
    resolved(seen, connector_id)
    executed(seen)
    failed(seen, upstream, client)
    with signed_in(url, client) as http:  # the SDK deleted it
        assert http.get(CONNECTORS, params={"workspace_name": "acme"}).json()["data"] == []


def resolved(seen: dict[str, Any], connector_id: str) -> None:
    assert [found["id"] for found in seen["connectors"]] == [connector_id]
    assert seen["connectors"][0]["connector_type"] == "Amazon-Seller-Partner"
    assert seen["by_name"] == connector_id
    assert seen["inspected"]["docs_skill_id"]
    assert "orders" in json.dumps(seen["docs"])


def executed(seen: dict[str, Any]) -> None:
    assert len(seen["orders"]["data"]) == 3
    assert seen["orders"]["meta"]["has_next_page"] is True
    assert seen["orders"]["meta"]["end_cursor"] == seen["orders"]["meta"]["next_token"]
    assert seen["order"] == seen["executed"]
    assert seen["order"]["orderId"] == seen["orders"]["data"][0]["orderId"]
    assert all(item["asin"] for item in seen["items"]["data"])
    assert seen["raw"]["success"] is True
    assert {row["marketplace"]["countryCode"] for row in seen["raw"]["data"]} >= {"US", "CA", "MX"}
    assert "AmazonOrderId" in seen["v0"][0]
    # its own orders.list reads the answer into a model of Orders v0, which Amazon ends in March 2027
    assert seen["typed"]["type"] == "ValidationError"
    assert "AmazonOrderId" in seen["typed"]["text"]


def failed(seen: dict[str, Any], upstream: Emulator, client: tuple[str, str]) -> None:
    assert {name: seen[name]["type"] for name in ("missing", "unknown", "two", "empty", "stranger")} == {
        "missing": "HTTPStatusError",
        "unknown": "HTTPStatusError",
        "two": "ConnectorAmbiguityError",
        "empty": "ConnectorNotFoundError",
        "stranger": "AuthenticationError",
    }
    assert "404" in seen["missing"]["text"]
    assert "404" in seen["unknown"]["text"]
    assert "nonsense" in seen["unknown"]["text"]
    told = json.dumps(seen)
    assert not [secret for secret in (*upstream.credentials.values(), client[1]) if secret in told]
