"""Days by name begin where the call, its marketplace or the connector is, and moments stay what they are."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from toolspan import InvalidInput
from toolspan.connectors.amazon_seller_partner.regions import (
    marketplace_zone,
    marketplaces_in,
    resolve_region,
)
from toolspan.operations import dates

HOUR = {"granularity": "Hour"}


@pytest.fixture
def sent(wired, amazon):
    """Makes a call from a country and gives what was sent of one parameter."""

    async def send(region, operation, params, name):
        amazon.api = lambda _: amazon.json({"payload": [], "orders": []})
        await wired(region=region).execute(*operation, params)
        return parse_qs(amazon.targets[-1].partition("?")[2])[name][0]

    return send


SALES, ORDERS = ("sales", "metrics"), ("orders", "list")
# The clock of these tests stands at 2026-11-24T06:00:00Z.
INTERVALS = [
    ("JP", {"interval": "today--now"} | HOUR, "2026-11-24T00:00:00+09:00--2026-11-24T15:00:00+09:00"),
    ("US", {"interval": "today--now"} | HOUR, "2026-11-23T00:00:00-08:00--2026-11-23T22:00:00-08:00"),
    ("US", {"interval": "yesterday--today"} | HOUR, "2026-11-22T00:00:00-08:00--2026-11-23T00:00:00-08:00"),
    ("DE", {"interval": "-7d--now"} | HOUR, "2026-11-17T07:00:00+01:00--2026-11-24T07:00:00+01:00"),
    ("US", {"interval": "-30d--now", "granularity": "Day", "granularity_time_zone": "US/Pacific"}, "2026-10-24T23:00:00-07:00--2026-11-23T22:00:00-08:00"),
    ("US", {"interval": "yesterday--today", "granularity": "Day", "granularity_time_zone": "Asia/Tokyo"}, "2026-11-23T00:00:00+09:00--2026-11-24T00:00:00+09:00"),
    ("DE", {"interval": "today--now", "marketplace_ids": ["UK"]} | HOUR, "2026-11-24T00:00:00Z--2026-11-24T06:00:00Z"),
    ("DE", {"interval": "today--now", "marketplace_ids": "TR"} | HOUR, "2026-11-24T00:00:00+03:00--2026-11-24T09:00:00+03:00"),
    ("JP", {"interval": " Today -- 2026-11-24T05:00:00Z "} | HOUR, "2026-11-24T00:00:00+09:00--2026-11-24T05:00:00Z"),
]  # fmt: skip


@pytest.mark.parametrize(("region", "params", "interval"), INTERVALS)
async def test_an_interval_carries_the_offset_of_its_zone(sent, region, params, interval):
    assert await sent(region, SALES, params, "interval") == interval


@pytest.mark.parametrize(
    ("region", "written", "moment"),
    [
        ("JP", "today", "2026-11-23T15:00:00Z"),
        ("JP", "yesterday", "2026-11-22T15:00:00Z"),
        ("US", "today", "2026-11-23T08:00:00Z"),
        ("DE", "Yesterday", "2026-11-22T23:00:00Z"),
        ("EU", "today", "2026-11-24T00:00:00Z"),
        ("JP", "-7d", "2026-11-17T06:00:00Z"),
        ("JP", "2026-11-20", "2026-11-20T00:00:00Z"),
    ],
)
async def test_a_moment_is_sent_in_utc(sent, region, written, moment):
    assert await sent(region, ORDERS, {"created_after": written}, "createdAfter") == moment


async def test_a_named_marketplace_goes_before_that_of_the_connector(sent):
    params = {"created_after": "today", "marketplace_ids": ["A1F83G8C2ARO7P"]}
    assert await sent("DE", ORDERS, params, "createdAfter") == "2026-11-24T00:00:00Z"


async def test_a_zone_that_does_not_exist_is_named(wired, amazon):
    params = {"interval": "today--now", "granularity": "Day", "granularity_time_zone": "Mars/Base"}
    with pytest.raises(InvalidInput, match="'Mars/Base' is not a time zone"):
        await wired().execute(*SALES, params)
    assert not amazon.requests


async def test_without_a_table_of_zones_no_day_is_guessed(wired, amazon, monkeypatch):
    import zoneinfo

    monkeypatch.setattr(
        zoneinfo, "ZoneInfo", lambda name: (_ for _ in ()).throw(zoneinfo.ZoneInfoNotFoundError(name))
    )
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    monkeypatch.setitem(sys.modules, "tzdata", None)
    dates.find_zone.cache_clear()
    with pytest.raises(InvalidInput, match="pip install tzdata"):
        await wired(region="JP").execute(*ORDERS, {"created_after": "today"})
    assert not amazon.requests
    dates.find_zone.cache_clear()


def test_every_marketplace_has_a_zone_that_exists():
    for region in ("NA", "EU", "FE"):
        for country, marketplace in marketplaces_in(region).items():
            assert resolve_region(country).marketplace_id == marketplace
            assert dates.find_zone(marketplace_zone(marketplace))


def test_a_day_of_23_hours_begins_at_its_own_midnight():
    now = datetime(2026, 3, 29, 12, tzinfo=UTC)
    zone = dates.find_zone("Europe/Berlin")
    assert dates.read_moment("today", now, zone).isoformat() == "2026-03-28T23:00:00+00:00"
    assert dates.read_moment("tomorrow", now, zone).isoformat() == "2026-03-29T22:00:00+00:00"
    assert dates.read_day("today", datetime(2026, 3, 29, 23, tzinfo=UTC), zone).isoformat() == "2026-03-30"
