"""Which framework is calling is read from the stack: each gets its own signal, and nothing else is mistaken for one."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from toolspan import InvalidInput
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
from toolspan.tools.adapters import DEEPEST, adapters_by_caller, find_caller


@Connector.tool_utils
async def fn(entity: str, action: str, params: dict | None = None):
    raise InvalidInput("No.")


@Connector.tool_utils
def blocking(entity: str, action: str, params: dict | None = None):
    raise InvalidInput("No.")


def caller(module: str) -> dict[str, Any]:
    """Return functions that call others out of a module of that name."""
    names: dict[str, Any] = {"__name__": module}
    source = "async def call(f, *a): return await f(*a)\ndef call_sync(f, *a): return f(*a)"
    exec(compile(source, module, "exec"), names)
    return names


@pytest.mark.parametrize("module", ["pydantic_ai.tools", "fastmcp.tools.base"])
async def test_frameworks_with_exceptions_get_their_own(module):
    with pytest.raises(Exception, match="invalid_input") as caught:
        await caller(module)["call"](fn, "orders", "list")
    assert type(caught.value).__module__.partition(".")[0] == module.partition(".")[0]
    with pytest.raises(type(caught.value)):
        caller(module)["call_sync"](blocking, "orders", "list")


@pytest.mark.parametrize("module", ["langchain_core.tools.base", "langgraph.prebuilt", "agents.tool"])
async def test_frameworks_with_content_get_text(module):
    told = await caller(module)["call"](fn, "orders", "list")
    assert type(told) is str
    assert '"invalid_input"' in told


@pytest.mark.parametrize("module", ["my_agents.tool", "agentsx", "pydantic_ai_extras", "mcp.server", "tests"])
async def test_other_modules_are_no_framework(module):
    told = await caller(module)["call"](fn, "orders", "list")
    assert told["error"]["code"] == "invalid_input"


async def test_a_package_of_the_user_called_agents_is_not_mistaken(monkeypatch):
    monkeypatch.setitem(sys.modules, "agents", ModuleType("agents"))
    told = await caller("agents.orders")["call"](fn, "orders", "list")
    assert told["error"]["code"] == "invalid_input"


async def test_the_nearest_framework_is_the_one():
    inner, outer = caller("langchain_core.tools"), caller("pydantic_ai.tools")
    assert type(await outer["call"](inner["call"], fn, "orders", "list")) is str


def test_the_search_ends_after_sixty_frames():
    found: list[Any] = []

    def down(depth: int) -> None:
        if depth:
            down(depth - 1)
        else:
            found.append(find_caller(adapters_by_caller(), sys._getframe()))

    call = caller("fastmcp.server")["call_sync"]
    call(down, DEEPEST - 10)
    call(down, DEEPEST + 10)
    assert [adapter and adapter.name for adapter in found] == ["fastmcp", None]


async def test_a_server_of_the_plain_mcp_sdk_gets_errors_as_data():
    from mcp import Client
    from mcp.server import MCPServer

    server = MCPServer("s")
    server.tool()(fn)
    async with Client(server) as client:
        result = await client.call_tool("fn", {"entity": "orders", "action": "list"})
    assert not result.is_error
    assert '"invalid_input"' in result.content[0].text


class Named:
    """An adapter that is only looked for."""

    def __init__(self, name: str) -> None:
        self.name = name


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("google.adk.flows.llm", "adk"),
        ("google.genai.models", "genai"),
        ("google.cloud.storage", None),
        ("google.adkx", None),
        ("llama_index.core.tools", "llama"),
        ("llama_index.llms.openai", None),
        ("mcp.server.lowlevel", "lowlevel"),
        ("mcp.server", "mcp"),
        ("mcpx", None),
    ],
)
def test_a_dotted_prefix_tells_packages_of_one_namespace_apart(module, expected):
    adapters = {
        "google.adk": Named("adk"),
        "google.genai": Named("genai"),
        "llama_index.core": Named("llama"),
        "mcp": Named("mcp"),
        "mcp.server.lowlevel": Named("lowlevel"),
    }
    found = caller(module)["call_sync"](lambda: find_caller(adapters, sys._getframe().f_back))
    assert (found and found.name) == expected
