"""The connector passes the suite that toolspan's own pass, and warns of days without rates."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from toolspan_frankfurter import FrankfurterConnector

from toolspan import NotFound
from toolspan.registry import connector_class
from toolspan.testing import ConnectorConformance, LocalAPI, Reply

RATES = {"amount": 1.0, "base": "USD", "date": "2026-11-20", "rates": {"EUR": 0.5, "GBP": 0.25}}


class TestFrankfurter(ConnectorConformance):
    connector = FrankfurterConnector
    answers: ClassVar[dict[str, Any]] = {
        "currencies.list": {"EUR": "Euro", "GBP": "British Pound"},
        "rates.latest": RATES,
        "rates.on": RATES,
    }


def test_a_day_without_rates_is_warned_of():
    with LocalAPI(lambda _: Reply(RATES)) as api:
        connector = FrankfurterConnector(base_url=api.url)
        assert connector.sync.rates.on(day="2026-11-20").meta.warnings == []
        (warning,) = connector.sync.rates.on(day="2026-11-22").meta.warnings
    assert "2026-11-20" in warning


def test_a_day_that_is_not_known_is_an_error_with_advice():
    with (
        LocalAPI(lambda _: Reply({"message": "not found"}, 404)) as api,
        pytest.raises(NotFound, match="not found") as caught,
    ):
        FrankfurterConnector(base_url=api.url).sync.execute("exchange rates", "on", {"day": "1900-01-01"})
    assert "1999-01-04" in caught.value.hint


def test_it_is_found_by_name():
    assert connector_class("frankfurter") is FrankfurterConnector
