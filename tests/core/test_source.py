"""Rules that the source itself keeps: nothing unsafe is loaded, nothing happens at import."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "toolspan"
ADAPTERS = SOURCE.parents[1] / "adapters"
MODULES = sorted([*SOURCE.rglob("*.py"), *ADAPTERS.rglob("*.py")])
UNSAFE = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "yaml",
    "xml.etree",
    "jinja2",
    "ctypes",
    "cloudpickle",
    "joblib",
}
CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "subprocess.call",
    "tempfile.mktemp",
}


KNOWN = {"yaml_core": {"yaml", "yaml.nodes"}}
"""Modules that load such data in a way that builds plain values only."""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_module_evaluates_or_unpickles_data(module):
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
    unsafe = {
        name
        for name in found
        if name in CALLS or any(name == bad or name.startswith(bad + ".") for bad in UNSAFE)
    }
    assert unsafe <= KNOWN.get(module.stem, set())


WATCH = """
import json, os, socket, sys, threading
before = set(threading.enumerate())
touched = []
def refuse(*a, **k):
    touched.append(repr(a)[:80])
    raise OSError("no network here")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
sys.addaudithook(lambda event, args: touched.append(event) if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system") else
    touched.append(f"{event} {args[0]}") if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")  else None)
from toolspan import Policy
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
connector = AmazonSellerPartnerConnector(
    auth_config=AmazonSellerPartnerAuthConfig(lwa_app_id="a", lwa_client_secret="b", refresh_token="c"), region="US", policy=Policy(reads=["orders.*"]))
connector.sync
AmazonSellerPartnerConnector(region="DE")
print(json.dumps({"touched": touched, "threads": [t.name for t in set(threading.enumerate()) - before], "modules": sorted(sys.modules)}))
"""
FOREIGN = {
    "pydantic_ai", "langchain", "langchain_core", "langgraph", "agents", "openai", "fastmcp", "mcp", "yaml", "sqlite3", "_sqlite3", "sqlalchemy",
    "duckdb", "starlette", "uvicorn", "fastapi", "typer", "click", "rich", "aiohttp", "requests", "opentelemetry", "redis", "toolspan_adapters", "toolspan.emulator",
}  # fmt: skip


@pytest.fixture(scope="module")
def fresh():
    """What a new process touches when it imports the connector and makes two of them."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert not done.stderr
    return json.loads(done.stdout)


def test_import_and_construction_touch_no_network_no_process_and_no_file(fresh):
    assert fresh["touched"] == []


def test_import_and_construction_start_no_thread(fresh):
    assert fresh["threads"] == []


def test_the_core_brings_in_no_framework_and_no_database(fresh):
    assert not FOREIGN & set(fresh["modules"])


async def test_only_the_two_hosts_of_amazon_are_ever_called(wired, amazon):
    amazon.api = lambda _: amazon.json({"orders": []})
    hosts = set()
    original = amazon.lwa
    amazon.lwa = lambda request: hosts.add(request.url.host) or original(request)
    for _ in range(3):
        await wired().execute("orders", "list", {"created_after": "-1d"})
    hosts |= {request.url.host for request in amazon.requests}
    assert hosts == {"api.amazon.com", "sellingpartnerapi-na.amazon.com"}


async def test_a_request_carries_what_amazon_asks_for_and_nothing_more(wired, amazon):
    await wired().execute("orders", "list", {"created_after": "-1d"})
    headers = dict(amazon.requests[0].headers)
    assert set(headers) == {
        "host",
        "accept",
        "accept-encoding",
        "x-amz-access-token",
        "x-amz-date",
        "user-agent",
    }
    assert headers["x-amz-date"] == "20261124T060000Z"
    assert "(Language=Python/" in headers["user-agent"]
    assert "agent" in headers["user-agent"]
    assert len(headers["user-agent"]) <= 500
    assert amazon.requests[0].content == b""
