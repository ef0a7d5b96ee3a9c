"""The connector against a small copy of the API, and its tools through a real agent."""

from __future__ import annotations

import asyncio
import json

import httpx2
import pytest
from toolspan_frankfurter import FrankfurterConnector

from toolspan import InvalidInput, NotFound, RateLimited
from toolspan.registry import connect, connector_class
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


def test_its_tools_speak_of_this_api_alone(connector):
    told = " ".join(f"{spec.description} {json.dumps(spec.parameters)}" for spec in specs_of(connector))
    assert "Exchange rates" in told
    for word in ("marketplace", "seller", "amazon", "report"):
        assert word not in told.lower()


def test_a_limit_that_is_used_up_is_explained(connector):
    for _ in range(10):
        connector.sync.rates.latest()
    with pytest.raises(RateLimited) as caught:
        connector.sync.execute("rates", "latest", timeout=0.1)
    assert caught.value.hint == "Continue with what you have, or wait that long."
    assert connector.limits()["rates.latest"]["left"] == 0


def test_any_path_can_be_asked_for(connector, bank):
    assert connector.sync.raw("GET", "/v1/currencies").one == {"EUR": "Euro", "GBP": "British Pound"}
    assert bank.asked == ["/v1/currencies"]


def test_there_is_nothing_to_write(connector):
    assert [spec.read_only for spec in specs_of(connector)] == [True, True, True]


def test_it_is_found_by_name():
    assert connector_class("frankfurter") is FrankfurterConnector


def test_a_server_may_make_its_calls():
    hosted = connect("frankfurter", workspace_name="acme")
    assert isinstance(hosted, FrankfurterConnector)
    with pytest.raises(InvalidInput, match="There is no parameter"):
        hosted.sync.rates.latest(symbol=["EUR"])
