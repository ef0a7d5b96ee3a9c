"""Calls of many in one: what is filled into each item, and what is said of items that fail."""

from urllib.parse import parse_qs

import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator
from toolspan.errors import InvalidInput

from .conftest import NOW

NONE = "B0NOSUCH00"


@pytest.fixture
async def emulator():
    async with Emulator(seed=7, now=NOW) as running:
        yield running


@pytest.fixture
async def connector(emulator):
    made = AmazonSellerPartnerConnector(
        AmazonSellerPartnerAuthConfig(**emulator.credentials), region="US", base_url=emulator.url,
        token_url=emulator.token_url, clock=emulator.clock,
    )  # fmt: skip
    async with made:
        yield made


@pytest.fixture
def asin(emulator):
    return emulator.seller.world.products[0].asin


async def test_an_item_that_fails_is_a_record_with_its_status_and_counted_in_a_warning(connector, asin):
    page = await connector.pricing.item_offers_batch(requests=[{"asin": asin}, {"asin": NONE}])
    assert [record["status"]["statusCode"] for record in page.data] == [200, 400]
    assert page.data[1]["body"]["errors"][0]["code"] == "InvalidInput"
    (warning,) = page.meta.warnings
    assert warning.startswith("1 of 2 failed")
    assert f"number 2, 400: InvalidInput: {NONE} is an invalid ASIN" in warning


async def test_a_batch_of_which_everything_fails_is_still_data(connector):
    page = await connector.pricing.competitive_summary(
        requests=[{"asin": f"{NONE}{n}", "included_data": "similarItems"} for n in range(8)]
    )
    assert {record["status"]["statusCode"] for record in page.data} == {400}
    assert page.meta.warnings[0].startswith("8 of 8 failed")
    assert page.meta.warnings[0].endswith("and 3 more")


async def test_a_batch_of_which_nothing_fails_warns_of_nothing(connector, asin):
    page = await connector.pricing.competitive_prices(item_type="Asin", asins=[asin])
    assert page.one["status"] == "Success"
    assert page.meta.warnings == []


async def test_what_an_item_is_made_from_may_be_left_out_only_if_its_address_is_given(
    connector, emulator, asin
):
    address = f"/products/pricing/v0/items/{asin}/offers"
    page = await connector.pricing.item_offers_batch(requests=[{"uri": address, "method": "GET"}])
    assert page.one["request"]["Asin"] == asin
    sent = len(emulator.requests)
    with pytest.raises(InvalidInput, match=r"item_offers_batch: asin is required in each item, or uri"):
        await connector.pricing.item_offers_batch(requests=[{"item_condition": "New"}])
    assert len(emulator.requests) == sent


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (
            {"asin": "B000000000", "included_data": ["prices"]},
            r"requests\.0\.includedData\.0.*'prices' is not one of",
        ),
        ({"asin": "B000000000"}, r"requests\.0\.includedData is required"),
        (
            {"asin": "B000000000", "included_data": "similarItems", "marketplaceId": "DE"},
            "marketplace of Europe",
        ),
        (
            {"asin": "B000000000", "included_data": "similarItems", "marketplace_id": "?"},
            "neither a marketplace id",
        ),
    ],
)
async def test_an_item_is_checked_as_the_rest_of_a_call_is(connector, emulator, item, said):
    with pytest.raises(InvalidInput, match=said):
        await connector.pricing.competitive_summary(requests=[item])
    assert len(emulator.requests) == 0


async def test_the_items_of_the_caller_are_left_as_they_were(connector, asin):
    requests = [{"asin": asin, "included_data": ["similarItems"]}]
    await connector.pricing.competitive_summary(requests=requests)
    assert requests == [{"asin": asin, "included_data": ["similarItems"]}]


async def test_more_items_than_amazon_takes_are_refused(connector, emulator):
    with pytest.raises(InvalidInput, match="at most 40 items"):
        await connector.pricing.featured_offer_expected_price(requests=[{"sku": str(n)} for n in range(41)])
    assert len(emulator.requests) == 0


FEES = {"price_to_estimate_fees": {"listing_price": {"currency_code": "USD", "amount": 20.0}}}


async def test_a_body_that_is_a_list_is_completed_item_by_item(connector, asin):
    page = await connector.fees.batch(
        body=[
            {"id_type": "asin", "id_value": value, "fees_estimate_request": {**FEES, "identifier": mark}}
            for mark, value in (("one", asin), ("two", NONE))
        ]
    )
    marks = [record["FeesEstimateIdentifier"]["SellerInputIdentifier"] for record in page.data]
    assert (marks, [record["Status"] for record in page.data]) == (["one", "two"], ["Success", "ClientError"])
    assert page.meta.warnings[0].startswith("1 of 2 failed")


async def test_the_only_record_that_fails_inside_a_success_is_an_error(connector):
    with pytest.raises(InvalidInput, match="the only record failed with ClientError") as caught:
        await connector.fees.by_asin(asin=NONE, fees_estimate_request=FEES)
    assert caught.value.upstream_code == "InvalidParameterValue"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"interval": "-7d"}, 'two dates with "--" between them'),
        ({"interval": "soon--later"}, "expected a date"),
        ({"interval": "now---7d"}, "must end after it starts"),
        (
            {"interval": "-40d--now", "granularity": "Hour"},
            "not start more than 30 days ago with granularity Hour",
        ),
        ({"interval": "-800d--now"}, "not start more than 731 days ago with granularity Total"),
        ({"granularity": "Week"}, "granularity_time_zone is required when granularity is"),
        (
            {
                "granularity": "Day",
                "granularity_time_zone": "US/Pacific",
                "interval": "2026-11-01T00:00:00Z--2026-11-08T00:00:00Z",
            },
            "US/Pacific does not fit the offset",
        ),
        ({"granularity": "Day", "granularity_time_zone": "Mars/Base"}, "'Mars/Base' is not a time zone"),
        ({"asin": "B0", "sku": "A"}, "cannot be given together"),
        ({"marketplace_ids": ["US", "CA"]}, "at most 1 item"),
    ],
)
async def test_an_interval_that_amazon_would_refuse_is_not_sent(connector, emulator, given, said):
    with pytest.raises(InvalidInput, match=said):
        await connector.sales.metrics(**{"interval": "-7d--now", "granularity": "Total"} | given)
    assert len(emulator.requests) == 0


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("2026-11-01T00:00:00-07:00--2026-11-02T00:00:00-08:00",) * 2,
        ("2026-11-01--2026-11-02T12:30", "2026-11-01T00:00:00Z--2026-11-02T12:30:00Z"),
        ("-2d -- now", "2026-11-21T22:00:00-08:00--2026-11-23T22:00:00-08:00"),
    ],
)
async def test_an_interval_is_sent_with_the_offsets_it_was_written_in(connector, emulator, written, sent):
    await connector.sales.metrics(interval=written, granularity="Total")
    assert parse_qs(emulator.requests[-1].query)["interval"] == [sent]
