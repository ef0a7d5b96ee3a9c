"""Two accounts in one agent: their tools are told apart, and never replace each other in silence."""

from __future__ import annotations

import json

import pytest

from toolspan import ConfigurationError
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
from toolspan.tools.adapters import adapter
from toolspan.tools.build import specs_of

from .drivers import DRIVERS, FRAMEWORKS

each = pytest.mark.parametrize("framework", FRAMEWORKS)


@pytest.fixture
def us():
    return Connector(region="US", seller_id="A1US")


@pytest.fixture
def de():
    return Connector(region="DE", seller_id="A2DE")


@each
def test_a_container_refuses_two_tools_of_one_name(framework, us, de):
    with pytest.raises(ConfigurationError, match="Two tools are called") as refused:
        adapter(framework).collect("sellers", [*specs_of(us), *specs_of(de)])
    assert "prefix=" in str(refused.value)
    assert adapter(framework).collect("sellers", [*specs_of(us, prefix="us_"), *specs_of(de, prefix="de_")])


async def test_an_mcp_server_refuses_a_tool_that_it_has(us, de):
    server = us.mcp_server()
    with pytest.raises(ValueError, match="already exists"):
        server.add_tool(de.tools("fastmcp")[-1])
    server.add_tool(de.tools("fastmcp", prefix="de_")[-1])
    assert len(await server.list_tools()) == 4


@each
@pytest.mark.parametrize("shape", ["progressive", "single"])
def test_a_definition_tells_country_and_account(framework, shape, us, de):
    for connector, named in ((us, ("US", "A1US")), (de, ("DE", "A2DE"))):
        handed = [DRIVERS[framework].handed(tool) for tool in connector.tools(framework, shape=shape)]
        told = json.dumps(handed)
        assert all(name in told for name in named)


def test_an_account_that_nobody_named_is_told_by_its_country_alone():
    execute = specs_of(Connector(region="JP"))[-1]
    assert "Amazon-Seller-Partner (JP)" in execute.description
