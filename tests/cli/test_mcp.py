"""The MCP server, as the official client sees it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from toolspan.cli.commands import mcp as command
from toolspan.emulator import Emulator
from toolspan.emulator import environment as variables_of

from .conftest import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVE = ["-m", "toolspan", "mcp", "amazon-seller-partner", "--emulator"]


async def _orders(session: ClientSession) -> tuple[list[str], list[Any], dict[str, Any]]:
    """The names of the tools, what a good call gives, and what a bad one."""
    await session.initialize()
    names = [tool.name for tool in (await session.list_tools()).tools]
    call = {"entity": "orders", "action": "list", "select_fields": ["orderId"]}
    good = await session.call_tool("execute", call | {"params": {"created_after": "-3d"}})
    bad = await session.call_tool("execute", call | {"params": {"created_after": "soon"}})
    assert not good.is_error
    assert bad.is_error
    return names, json.loads(good.content[0].text)["data"], json.loads(bad.content[0].text)


def _are_orders(records: list[Any]) -> bool:
    return bool(records) and all(re.fullmatch(r"\d{3}-\d{7}-\d{7}", record["orderId"]) for record in records)


async def test_over_stdio_the_official_client_calls_the_tools_and_only_the_protocol_is_on_stdout(tmp_path):
    spoken = tmp_path / "stdout"
    serve = shlex.join([sys.executable, *SERVE])
    server = StdioServerParameters(
        command="/bin/sh", args=["-c", f"{serve} | tee {shlex.quote(str(spoken))}"]
    )
    with (tmp_path / "stderr").open("w") as log:
        async with stdio_client(server, errlog=log) as (read, write), ClientSession(read, write) as session:
            names, orders, error = await _orders(session)
    assert names == ["inspect_connector", "read_skill_docs", "execute"]
    assert _are_orders(orders)
    assert error["error"]["code"] == "invalid_input"
    lines = spoken.read_text().splitlines()
    assert len(lines) >= 4
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in lines)


@pytest.fixture
def address() -> Iterator[str]:
    """Where a server with one tool answers over HTTP."""
    run = [sys.executable, *SERVE, "--transport", "http", "--port", "0", "--shape", "single"]
    with subprocess.Popen(run, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as running:
        yield re.search(r"http://127\.0\.0\.1:\d+/mcp", running.stderr.readline())[0]
        running.terminate()
        running.communicate(timeout=30)


async def test_over_http_the_official_client_calls_the_tool_and_foreign_pages_are_refused(address):
    async with streamable_http_client(address) as (read, write, *_), ClientSession(read, write) as session:
        names, orders, error = await _orders(session)
    assert names == ["execute"]
    assert _are_orders(orders)
    assert error["error"]["code"] == "invalid_input"
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    async with httpx2.AsyncClient(headers={"accept": "application/json, text/event-stream"}) as client:
        rebound = await client.post(address, json=body, headers={"host": "evil.example"})
        foreign = await client.post(address, json=body, headers={"origin": "http://evil.example"})
    assert 400 <= rebound.status_code < 500
    assert 400 <= foreign.status_code < 500


@pytest.mark.parametrize(("more", "outcome"), [([], "needs_approval"), (["--no-ask"], "ACCEPTED")])
async def test_a_client_that_cannot_ask_writes_only_where_it_is_trusted_to(more, outcome):
    patch = {
        "op": "replace",
        "path": "/attributes/fulfillment_availability",
        "value": [{"fulfillment_channel_code": "DEFAULT", "quantity": 25}],
    }
    params = {"sku": "MUG 003 B", "product_type": "DRINKING_CUP", "patches": [patch]}
    server = StdioServerParameters(
        command=sys.executable, args=[*SERVE, "--allow-write", "listings_items.patch", *more]
    )
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        call = {"entity": "listings_items", "action": "patch", "params": params}
        text = (await session.call_tool("execute_write", call)).content[0].text
    assert outcome in text


async def test_typed_tools_are_served_as_chosen():
    choice = ["--shape", "typed", "--include", "orders.*", "--exclude", "orders.get"]
    server = StdioServerParameters(command=sys.executable, args=[*SERVE, *choice])
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        names = [tool.name for tool in (await session.list_tools()).tools]
        called = await session.call_tool(
            "orders_list", {"created_after": "-3d", "select_fields": ["orderId"]}
        )
    assert names == ["orders_list", "orders_regulated_info", "docs_read", "results_read_more"]
    assert _are_orders(json.loads(called.content[0].text)["data"])


def test_another_host_is_refused_without_an_explicit_flag(run, monkeypatch):
    refused = run("mcp", "--transport", "http", "--host", "0.0.0.0")
    assert refused.code == 2
    assert "--allow-remote" in refused.err
    served = []

    async def serve(_serving: Any, address: Any) -> None:
        served.append(address)

    monkeypatch.setattr(command, "_serve", serve)
    assert (
        run("mcp", "--transport", "http", "--host", "0.0.0.0", "--port", "8111", "--allow-remote").code == 0
    )
    assert served == [("0.0.0.0", 8111)]


def test_without_fastmcp_the_install_line_is_named(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "fastmcp", None)
    refused = run("mcp", "--emulator")
    assert refused.code == 2
    assert 'pip install "toolspan[fastmcp]"' in refused.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--shape", "typed", "--include", "order.*", "--emulator"],
        ["--include", "orders.*", "--emulator"],
        ["amazon-seler-partner"],
        ["--region", "XX"],
        ["--allow-write", "orders.lst"],
        ["--shape", "type"],
    ],
)
def test_wrong_settings_end_with_2(run, arguments):
    assert run("mcp", *arguments).code == 2


def _program(tmp_path) -> str:
    """Write a program with a toolkit of one function and one connector; return its name."""
    (tmp_path / "desk.py").write_text(
        "from toolspan import Toolkit\n"
        "from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector\n"
        'kit = Toolkit("desk")\n'
        "@kit.tool\n"
        "def rate(base: str) -> str:\n"
        '    """Rate of a currency."""\n'
        '    return f"1 {base}"\n'
        'kit.add(AmazonSellerPartnerConnector(region="US"), prefix="shop")\n'
    )
    return "desk:kit"


async def test_a_toolkit_of_a_program_is_served_with_guides_and_usual_questions(tmp_path):
    serve = ["-m", "toolspan", "mcp", _program(tmp_path)]
    server = StdioServerParameters(command=sys.executable, args=serve, cwd=str(tmp_path))
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        names = [tool.name for tool in (await session.list_tools()).tools]
        called = await session.call_tool("rate", {"base": "EUR"})
        guides = {str(each.uri): each for each in (await session.list_resources()).resources}
        guide = await session.read_resource("toolspan://amazon-seller-partner/guides/orders")
        prompts = {each.name: each for each in (await session.list_prompts()).prompts}
        asked = await session.get_prompt("best_sellers", {"days": "7"})
        default = await session.get_prompt("best_sellers")
    assert names == ["rate", "shop_inspect_connector", "shop_read_skill_docs", "shop_execute", "read_more"]
    assert "1 EUR" in called.content[0].text
    assert guides["toolspan://amazon-seller-partner/guides/orders"].title == "Amazon-Seller-Partner: orders"
    assert guide.contents[0].text.startswith("#")
    assert [argument.name for argument in prompts["best_sellers"].arguments] == ["days"]
    assert "in the last 7 days" in asked.messages[0].content.text
    assert "in the last 30 days" in default.messages[0].content.text


async def test_a_toolkit_is_served_as_three_tools_that_find_the_others(tmp_path):
    serve = ["-m", "toolspan", "mcp", _program(tmp_path), "--shape", "search"]
    server = StdioServerParameters(command=sys.executable, args=serve, cwd=str(tmp_path))
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        names = [tool.name for tool in (await session.list_tools()).tools]
        called = await session.call_tool("call_tool", {"tool": "rate", "arguments": {"base": "EUR"}})
    assert names == ["find_tools", "describe_tool", "call_tool"]
    assert "1 EUR" in called.content[0].text


@pytest.fixture
def _no_account(monkeypatch):
    for name in ("LWA_APP_ID", "LWA_CLIENT_SECRET", "SP_API_REFRESH_TOKEN", "TOOLSPAN_REGION"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("_no_account")
async def test_several_accounts_are_served_as_one_set_of_tools(tmp_path):
    with Emulator(seed=7) as us, Emulator(seed=8) as other:
        for name, emulator in (("us", us), ("two", other)):
            lines = [f"export {key}={shlex.quote(value)}" for key, value in variables_of(emulator).items()]
            (tmp_path / f"{name}.env").write_text("# settings\n\n" + "\n".join(lines) + "\n")
        serve = [
            "-m",
            "toolspan",
            "mcp",
            "amazon-seller-partner",
            "--account",
            "us=us.env",
            "--account",
            "two=two.env",
        ]
        server = StdioServerParameters(
            command=sys.executable, args=serve, cwd=str(tmp_path), env=environment()
        )
        async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            call = {"entity": "orders", "action": "list", "params": {"created_after": "-3d"}}
            orders = [
                json.loads((await session.call_tool("execute", {"account": name, **call})).content[0].text)[
                    "data"
                ]
                for name in ("us", "two")
            ]
    assert tools["execute"].input_schema["properties"]["account"]["enum"] == ["us", "two"]
    assert _are_orders([*orders[0], *orders[1]])
    assert orders[0] != orders[1]


@pytest.mark.parametrize(
    ("given", "text", "words"),
    [
        ("us", "", "takes a name and a file"),
        ("us=none.env", "", "cannot be read"),
        ("us=us.env", "", "has no settings"),
        ("us=us.env", "LWA_APP_ID secret-words", "us.env is no setting"),
        ("us=us.env", "TOOLSPAN_REGION=DE", "The account 'us': "),
        ("us=us.env", "TOOLSPAN_REGION='DE", "is no setting"),
    ],
)
@pytest.mark.usefixtures("_no_account")
def test_an_account_that_cannot_be_opened_is_refused_before_anything_is_served(
    run, tmp_path, given, text, words
):
    (tmp_path / "us.env").write_text(text)
    given = given.replace("=", f"={tmp_path}/")
    refused = run("mcp", "amazon-seller-partner", "--account", given)
    assert refused.code == 2
    assert words in refused.err
    assert "secret-words" not in refused.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["desk:kit", "--region", "DE"],
        ["desk:kit", "--no-ask"],
        ["desk:kit", "--shape", "typed"],
        ["--account", "us=us.env", "--region", "DE"],
        ["--account", "us=us.env", "--emulator"],
    ],
)
def test_options_that_mean_nothing_here_are_refused(run, tmp_path, monkeypatch, arguments):
    _program(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "desk", raising=False)  # other tests have a desk of their own
    refused = run("mcp", *arguments)
    assert refused.code == 2
    assert "cannot be combined" in refused.err or "is for connectors" in refused.err
