from datetime import timedelta
from decimal import Decimal

import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, US

NEW = "/finances/2024-06-19/transactions"
EVENTS = "/finances/v0/financialEvents"
GROUPS = "/finances/v0/financialEventGroups"


def at(**ago):
    return (NOW - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


def amount(money):
    assert isinstance(money["currencyAmount"], int | float)
    return Decimal(str(money["currencyAmount"]))


def related(transaction):
    return {
        one["relatedIdentifierName"]: one["relatedIdentifierValue"]
        for one in transaction["relatedIdentifiers"]
    }


async def every_transaction(client, **query):
    query = query or {"postedAfter": at(days=170)}
    pages = await client.pages(NEW, "nextToken", "payload.nextToken", **query)
    return [one for page in pages for one in page["payload"]["transactions"]]


def check_breakdowns(breakdowns, total):
    assert sum(amount(one["breakdownAmount"]) for one in breakdowns) == total
    for one in breakdowns:
        if one["breakdowns"]:
            check_breakdowns(one["breakdowns"], amount(one["breakdownAmount"]))


async def test_breakdowns_and_items_add_up_at_every_level(client):
    transactions = await every_transaction(client)
    assert {one["transactionType"] for one in transactions} == {
        "Shipment",
        "Refund",
        "ServiceFee",
        "Adjustment",
    }
    for one in transactions:
        total = amount(one["totalAmount"])
        check_breakdowns(one["breakdowns"], total)
        for item in one["items"]:
            check_breakdowns(item["breakdowns"], amount(item["totalAmount"]))
        if one["items"]:
            assert sum(amount(item["totalAmount"]) for item in one["items"]) == total


async def test_a_shipped_order_has_its_transactions(client):
    transactions = await every_transaction(client)
    order_id = related(next(one for one in transactions if one["transactionType"] == "Refund"))["ORDER_ID"]
    mine = await every_transaction(client, relatedIdentifierName="ORDER_ID", relatedIdentifierValue=order_id)
    assert {"Shipment", "Refund"} == {one["transactionType"] for one in mine}
    order = (await client.get(f"/orders/2026-01-01/orders/{order_id}", includedData="PROCEEDS")).json()[
        "order"
    ]
    sold = {item["product"]["sellerSku"] for item in order["orderItems"]}
    booked = {item["contexts"][0]["sku"] for one in mine for item in one["items"]}
    assert booked == sold
    charged = sum(
        amount(leaf["breakdownAmount"])
        for one in mine
        if one["transactionType"] == "Shipment" and one["transactionStatus"] == "RELEASED"
        for branch in one["breakdowns"]
        for leaf in branch["breakdowns"]
        if leaf["breakdownType"] in ("ProductCharges", "Shipping", "GiftWrap", "PromoRebates", "TaxCollected")
    )
    assert charged == Decimal(order["proceeds"]["grandTotal"]["amount"])


async def test_deferred_and_released_transactions_point_to_each_other(client):
    transactions = {one["transactionId"]: one for one in await every_transaction(client)}
    deferred = [one for one in transactions.values() if one["transactionStatus"] == "DEFERRED_RELEASED"]
    assert deferred
    for one in deferred:
        release = transactions.get(related(one)["RELEASE_TRANSACTION_ID"])
        if release is None:
            continue
        assert related(release)["DEFERRED_TRANSACTION_ID"] == one["transactionId"]
        assert release["totalAmount"] == one["totalAmount"]
        assert release["transactionStatus"] == "RELEASED"
    waiting = await every_transaction(client, postedAfter=at(days=60), transactionStatus="DEFERRED")
    assert waiting
    assert all("RELEASE_TRANSACTION_ID" not in related(one) for one in waiting)
    assert all(one["contexts"][0]["maturityDate"] > at() for one in waiting)


async def test_money_shows_up_within_two_days_of_its_shipment(client):
    world, clock = client.emulator.seller.world, client.emulator.clock
    late = next(one for one in world.entries if one.posted < NOW.timestamp() < one.shown)
    query = {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": late.order.order_id}
    ids = [one["transactionId"] for one in await every_transaction(client, **query)]
    assert late.entry_id not in ids
    clock.advance(48 * 3600)
    await client.login()
    ids = [one["transactionId"] for one in await every_transaction(client, **query)]
    assert late.entry_id in ids


async def test_a_window_of_more_than_180_days_is_empty_not_wrong(client):
    for path, query, place in (
        (NEW, {"postedAfter": at(days=200)}, "transactions"),
        (GROUPS, {"FinancialEventGroupStartedAfter": at(days=200)}, "FinancialEventGroupList"),
    ):
        payload = (await client.get(path, **query)).json()["payload"]
        assert payload[place] == []
        assert not {"nextToken", "NextToken"} & payload.keys()
    events = (await client.get(EVENTS, PostedAfter=at(days=200))).json()["payload"]["FinancialEvents"]
    assert not any(events.values())


async def test_an_empty_page_with_a_token_comes_in_the_middle(client):
    pages = await client.pages(NEW, "nextToken", "payload.nextToken", postedAfter=at(days=170))
    sizes = [len(page["payload"]["transactions"]) for page in pages]
    assert sizes[:2] == [100, 0]
    assert sizes[2] == 100
    ids = [one["transactionId"] for page in pages for one in page["payload"]["transactions"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (NEW, {}),
        (NEW, {"postedAfter": at(minutes=1)}),
        (NEW, {"postedAfter": at(days=3), "postedBefore": at(days=3)}),
        (NEW, {"postedAfter": at(days=3), "postedBefore": at(minutes=1)}),
        (NEW, {"postedAfter": at(days=3), "transactionStatus": "Released"}),
        (NEW, {"relatedIdentifierName": "ORDER_ID"}),
        (NEW, {"relatedIdentifierName": "SHIPMENT_ID", "relatedIdentifierValue": "x"}),
        (EVENTS, {"PostedBefore": at(days=3)}),
        (EVENTS, {"PostedAfter": at(days=3), "PostedBefore": at(days=4)}),
        (EVENTS, {"PostedAfter": at(days=3), "MaxResultsPerPage": 101}),
        (GROUPS, {"MaxResultsPerPage": 0}),
        (GROUPS, {"FinancialEventGroupStartedAfter": "then"}),
    ],
)
async def test_the_rules_of_the_finances_apis(client, path, query):
    answer = await client.get(path, **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"


async def test_a_token_needs_the_same_arguments(client):
    token = (await client.get(NEW, postedAfter=at(days=170))).json()["payload"]["nextToken"]
    for query in ({}, {"postedAfter": at(days=171)}):
        answer = await client.get(NEW, **query, nextToken=token)
        assert (answer.status_code, answer.json()["errors"][0]["message"]) in (
            (400, None),
            (400, "postedAfter is required without a related identifier."),
        )


async def test_orders_shipped_by_the_seller_in_the_us_hide_behind_the_marketplace(client):
    every = [
        one for one in await every_transaction(client) if one["marketplaceDetails"]["marketplaceId"] == US
    ]
    found = await every_transaction(client, postedAfter=at(days=170), marketplaceId=US)
    networks = [
        {item["contexts"][0]["fulfillmentNetwork"] for one in some for item in one["items"]}
        for some in (every, found)
    ]
    assert networks == [{"AFN", "MFN"}, {"AFN"}]


def charge(components, kind):
    return [Decimal(str(one[f"{kind}Amount"]["CurrencyAmount"])) for one in components]


async def test_old_events_and_new_transactions_tell_of_the_same_money(client):
    pages = await client.pages(EVENTS, "NextToken", "payload.NextToken", PostedAfter=at(days=90))
    shipments = [one for page in pages for one in page["payload"]["FinancialEvents"]["ShipmentEventList"]]
    assert any(not page["payload"]["FinancialEvents"]["ShipmentEventList"] for page in pages[1:])
    old: dict[tuple[str, str], Decimal] = {}
    for event in shipments:
        key = event["AmazonOrderId"], event["PostedDate"]
        old[key] = sum(
            (
                sum(charge(item["ItemChargeList"], "Charge"))
                + sum(charge(item["ItemFeeList"], "Fee"))
                + sum(charge(item.get("PromotionList", ()), "Promotion"))
                + sum(
                    sum(charge(tax["TaxesWithheld"], "Charge")) for tax in item.get("ItemTaxWithheldList", ())
                )
                for item in event["ShipmentItemList"]
            ),
            Decimal(0),
        )
    new = {
        (related(one)["ORDER_ID"], one["postedDate"]): amount(one["totalAmount"])
        for one in await every_transaction(client, postedAfter=at(days=90))
        if one["transactionType"] == "Shipment" and one["transactionStatus"] == "RELEASED"
    }
    assert old == new


async def test_an_event_group_is_the_sum_of_its_transactions(client):
    groups = (await client.get(GROUPS, MaxResultsPerPage=100)).json()["payload"]["FinancialEventGroupList"]
    assert [group["ProcessingStatus"] for group in groups[:4]] == ["Open"] * 3 + ["Closed"]
    closed = [group for group in groups if group["ProcessingStatus"] == "Closed"]
    for group in closed[:6]:
        mine = await every_transaction(
            client,
            relatedIdentifierName="FINANCIAL_EVENT_GROUP_ID",
            relatedIdentifierValue=group["FinancialEventGroupId"],
        )
        total = Decimal(str(group["OriginalTotal"]["CurrencyAmount"]))
        assert mine
        assert sum(amount(one["totalAmount"]) for one in mine) == total


async def test_groups_come_ten_a_page_unless_asked_otherwise(client):
    first = (await client.get(GROUPS)).json()["payload"]
    assert len(first["FinancialEventGroupList"]) == 10
    pages = await client.pages(GROUPS, "NextToken", "payload.NextToken", MaxResultsPerPage=100)
    groups = [one for page in pages for one in page["payload"]["FinancialEventGroupList"]]
    assert len({one["FinancialEventGroupId"] for one in groups}) == len(groups) > 150
