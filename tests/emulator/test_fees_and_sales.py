from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, US

METRICS = "/sales/v1/orderMetrics"
FEES = "/products/fees/v0"
DAY = timedelta(days=1)
PACIFIC = "2026-10-25T00:00:00-07:00--2026-11-22T00:00:00-08:00"


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


async def metrics(client, interval=PACIFIC, granularity="Total", **query):
    query = {"marketplaceIds": US, "interval": interval, "granularity": granularity} | query
    answer = await client.get(METRICS, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["payload"]


def sums(parts):
    counted = [sum(one[name] for one in parts) for name in ("orderCount", "orderItemCount", "unitCount")]
    return [*counted, round(sum(float(one["totalSales"]["amount"]) for one in parts), 2)]


async def orders_of(client, start, end):
    """The orders of the time as the orders API lists them, cancelled ones left out."""
    path, query = (
        "/orders/2026-01-01/orders",
        {"createdAfter": start, "createdBefore": end, "marketplaceIds": US},
    )
    pages = await client.pages(
        path,
        "paginationToken",
        "pagination.nextToken",
        maxResultsPerPage=100,
        includedData="FULFILLMENT,PROCEEDS",
        **query,
    )
    orders = [order for page in pages for order in page["orders"]]
    return [order for order in orders if order["fulfillment"]["fulfillmentStatus"] != "CANCELLED"]


async def test_the_metrics_are_the_sums_of_the_orders(client):
    orders = await orders_of(client, "2026-10-25T07:00:00Z", "2026-11-22T08:00:00Z")
    items = [item for order in orders for item in order["orderItems"]]
    (total,) = await metrics(client)
    assert len(orders) > 20
    assert total["orderCount"] == len(orders)
    assert total["orderItemCount"] == len(items)
    assert total["unitCount"] == sum(item["quantityOrdered"] for item in items)


@pytest.mark.parametrize("granularity", ["Hour", "Day", "Week", "Month", "Year"])
async def test_the_parts_follow_on_each_other_and_add_up(client, granularity):
    parts = await metrics(client, granularity=granularity, granularityTimeZone="US/Pacific")
    ends = [[datetime.fromisoformat(end) for end in one["interval"].split("--")] for one in parts]
    assert [ends[0][0], ends[-1][1]] == [datetime.fromisoformat(end) for end in PACIFIC.split("--")]
    assert all(before[1] == after[0] for before, after in pairwise(ends))
    assert all(first < last for first, last in ends)
    assert sums(parts) == sums(await metrics(client))


async def test_a_day_is_that_of_the_time_zone_also_when_the_clocks_change(client):
    parts = await metrics(client, granularity="Day", granularityTimeZone="US/Pacific")
    changed = next(one["interval"] for one in parts if one["interval"].startswith("2026-11-01"))
    assert changed == "2026-11-01T00:00-07:00--2026-11-02T00:00-08:00"


async def test_filters_split_the_total(client, emulator):
    whole = sums(await metrics(client))
    for name, values in {"buyerType": ("B2B", "B2C"), "fulfillmentNetwork": ("AFN", "MFN")}.items():
        found = [await metrics(client, **{name: value}) for value in values]
        assert [sum(column) for column in zip(*map(sums, found), strict=True)] == pytest.approx(whole)
    products = [await metrics(client, asin=one.asin) for one in emulator.seller.world.products]
    assert sum(one["unitCount"] for (one,) in products) == whole[2]


@pytest.mark.parametrize(
    "query",
    [
        {"interval": "2026-11-01T00:00:00--2026-11-02T00:00:00"},
        {"interval": "2026-11-02T00:00:00Z--2026-11-01T00:00:00Z"},
        {"interval": "2026-11-01T00:00:00Z"},
        {"granularity": "Day"},
        {"granularity": "Day", "granularityTimeZone": "Mars/Base"},
        {"granularity": "Day", "granularityTimeZone": "UTC"},
        {"interval": "2026-09-01T00:00:00Z--2026-11-01T00:00:00Z", "granularity": "Hour"},
        {"asin": "B0", "sku": "A"},
    ],
)
async def test_a_bad_interval_is_refused(client, query):
    given = {"marketplaceIds": US, "interval": PACIFIC, "granularity": "Total"} | query
    answer = await client.get(METRICS, **given)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


async def test_an_estimate_is_what_the_ledger_takes_of_the_same_sale(client, emulator):
    entry = next(
        entry for entry in emulator.seller.world.entries
        if entry.kind == "Shipment" and entry.marketplace.country == "US" and entry.order.channel == "AFN"
        and len(entry.lines) == 1 and entry.lines[0].item.quantity == 1 and not entry.lines[0].item.discount
    )  # fmt: skip
    item = entry.lines[0].item
    price = {"ListingPrice": {"CurrencyCode": "USD", "Amount": item.price / 100}}
    request = {
        "MarketplaceId": US,
        "Identifier": "x",
        "IsAmazonFulfilled": True,
        "PriceToEstimateFees": price,
    }
    path = f"{FEES}/items/{item.product.asin}/feesEstimate"
    answer = await client.call("POST", path, json={"FeesEstimateRequest": request})
    estimate = answer.json()["payload"]["FeesEstimateResult"]["FeesEstimate"]
    taken = -sum(entry.lines[0].amounts.get(name, 0) for name in ("commission", "fba_fee"))
    assert round(estimate["TotalFeesEstimate"]["Amount"] * 100) == taken
    fees = [fee["FinalFee"]["Amount"] for fee in estimate["FeeDetailList"]]
    assert round(sum(fees), 2) == estimate["TotalFeesEstimate"]["Amount"]


async def test_a_product_that_cannot_be_estimated_has_its_own_status_inside_a_success(client, emulator):
    price = {"ListingPrice": {"CurrencyCode": "USD", "Amount": 10}}
    request = {"MarketplaceId": US, "Identifier": "x", "PriceToEstimateFees": price}
    euros = {**request, "PriceToEstimateFees": {"ListingPrice": {"CurrencyCode": "EUR", "Amount": 10}}}
    known = emulator.seller.world.products[0].asin
    body = [
        {"IdType": "ASIN", "IdValue": known, "FeesEstimateRequest": request},
        {"IdType": "SellerSKU", "IdValue": "none", "FeesEstimateRequest": request},
        {"IdType": "ASIN", "IdValue": known, "FeesEstimateRequest": euros},
    ]
    answer = await client.call("POST", f"{FEES}/feesEstimate", json=body)
    assert (answer.status_code, [one["Status"] for one in answer.json()]) == (
        200,
        ["Success", "ClientError", "ClientError"],
    )
    refused = await client.call(
        "POST",
        f"{FEES}/feesEstimate",
        json=[{**body[0], "FeesEstimateRequest": {**request, "MarketplaceId": "X"}}],
    )
    assert (refused.status_code, refused.json()["errors"][0]["message"]) == (
        400,
        "Incorrect Marketplace identifier.",
    )
