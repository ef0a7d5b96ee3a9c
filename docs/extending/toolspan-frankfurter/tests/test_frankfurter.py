"""The connector against a small copy of the API, and its tools through a real agent."""

from __future__ import annotations

import asyncio
import json

import httpx2
import pytest
from toolspan_frankfurter import FrankfurterConnector

from toolspan import InvalidInput, NotFound
from toolspan.tools.build import specs_of

RATES = {"EUR": 0.5, "GBP": 0.25}


class Bank:
    """Answers as the API does, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url.raw_path.decode())
        if request.url.path == "/v1/currencies":
            return httpx2.Response(200, json={"EUR": "Euro", "GBP": "British Pound"})
        if request.url.path == "/v1/1900-01-01":
            return httpx2.Response(404, json={"message": "not found"})
        wanted = request.url.params.get("symbols", "EUR,GBP").split(",")
        rates = {symbol: RATES[symbol] for symbol in wanted}
        return httpx2.Response(200, json={"amount": 1.0, "base": "USD", "date": "2026-11-20", "rates": rates})


@pytest.fixture
def bank():
    return Bank()


@pytest.fixture
def connector(bank):
    return FrankfurterConnector(transport=httpx2.MockTransport(bank))


def test_a_call_gives_a_page(connector, bank):
    page = connector.sync.rates.latest(base="USD", symbols=["EUR", "GBP"])
    assert page.one["rates"] == RATES
    assert bank.asked == ["/v1/latest?base=USD&symbols=EUR,GBP"]


def test_a_day_without_rates_is_told_with_advice(connector):
    with pytest.raises(NotFound) as caught:
        connector.sync.execute("exchange rates", "on", {"day": "1900-01-01"})
    assert "1999-01-04" in caught.value.hint


@pytest.mark.parametrize("params", [{"base": "Dollar"}, {"symbol": ["EUR"]}, {"symbols": ["E" * 3] * 41}])
def test_a_wrong_call_is_refused_before_it_is_sent(connector, bank, params):
    with pytest.raises(InvalidInput):
        connector.sync.rates.latest(**params)
    assert bank.asked == []


def test_an_agent_gets_its_tools(connector):
    execute = {spec.name: spec for spec in specs_of(connector)}["execute"]
    output = asyncio.run(execute.run({"entity": "rates", "action": "latest", "params": {"symbols": ["EUR"]}}))
    assert output.value["data"][0]["rates"] == {"EUR": 0.5}
    assert len(json.dumps(dict(execute.parameters)) + execute.description) < 3_000


def test_there_is_nothing_to_write(connector):
    assert [spec.read_only for spec in specs_of(connector)] == [True, True, True]


def test_the_command_line_finds_it():
    from toolspan.cli.connectors import connector_class

    assert connector_class("frankfurter") is FrankfurterConnector
