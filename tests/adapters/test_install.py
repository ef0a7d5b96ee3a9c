"""Frameworks that are not there, names that are wrong, and what an import must not drag in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from toolspan import ConfigurationError
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector

WITHOUT = """
import asyncio, sys
for name in ("pydantic_ai", "langchain_core", "agents", "fastmcp"):
    sys.modules[name] = None
from toolspan import ConfigurationError, InvalidInput
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
connector = Connector(region="US")
for name in ("pydantic_ai", "langchain", "openai_agents", "fastmcp"):
    for make in (connector.tools, connector.toolset):
        try:
            make(name)
        except ConfigurationError as error:
            print(error)
        else:
            raise SystemExit(f"{name} gave no error")

    @Connector.tool_utils(framework=name)
    async def fn(entity: str, action: str, params: dict | None = None):
        raise InvalidInput("No.")

    assert "invalid_input" in str(asyncio.run(fn("orders", "list"))), name
"""
QUIET = """
import sys
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
import toolspan_adapters, toolspan_adapters.pydantic_ai, toolspan_adapters.langchain
import toolspan_adapters.openai_agents, toolspan_adapters.fastmcp

@Connector.tool_utils(framework="langchain")
async def fn(entity: str, action: str, params: dict | None = None): ...

frameworks = {"pydantic_ai", "langchain_core", "langchain", "agents", "fastmcp", "mcp"} & set(sys.modules)
print(*frameworks)
"""


def run(source: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)


def test_an_absent_framework_is_named_with_the_command_that_installs_it():
    done = run(WITHOUT)
    assert done.returncode == 0, done.stderr
    for extra in ("pydantic-ai", "langchain", "openai-agents", "fastmcp"):
        assert done.stdout.count(f'pip install "toolspan[{extra}]"') == 2


def test_neither_adapters_nor_decorators_import_a_framework():
    done = run(QUIET)
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "")


@pytest.mark.parametrize("name", ["pydantic-ai", "LangChain", "openaiagents", "FASTMCP"])
def test_any_spelling_of_a_framework_will_do(name):
    assert len(Connector(region="US").tools(name)) == 3


def test_an_unknown_framework_is_refused_with_the_choices():
    with pytest.raises(ConfigurationError, match="langchain") as caught:
        Connector(region="US").tools("langchian")
    assert "pydantic_ai" in caught.value.hint
    with pytest.raises(ConfigurationError):
        Connector.tool_utils(framework="crewai")(lambda entity, action: None)


def test_an_unknown_shape_is_refused():
    with pytest.raises(ConfigurationError, match="shape"):
        Connector(region="US").tools("langchain", shape="typed-ish")
