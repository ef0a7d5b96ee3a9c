import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, US, Client

NEW = "/orders/2026-01-01/orders"
OLD = "/orders/v0/orders"
EVERYTHING = "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT"
STATUS = {
    "PENDING": "Pending",
    "UNSHIPPED": "Unshipped",
    "PARTIALLY_SHIPPED": "PartiallyShipped",
    "SHIPPED": "Shipped",
    "CANCELLED": "Canceled",
}


def at(**ago):
    return (NOW - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


async def every_new(client, **query):
    query = {"createdAfter": at(days=900), "includedData": EVERYTHING} | query
    pages = await client.pages(NEW, "paginationToken", "pagination.nextToken", **query)
    return [order for page in pages for order in page["orders"]]


async def every_old(client, **query):
    query = {"CreatedAfter": at(days=900), "MarketplaceIds": US} | query
    pages = await client.pages(OLD, "NextToken", "payload.NextToken", **query)
    return [order for page in pages for order in page["payload"]["Orders"]]


def refusal(answer):
    assert answer.status_code == 400, answer.text
    error = answer.json()["errors"][0]
    assert error["code"] == "InvalidInput"
    return error["message"]


async def test_the_seller_has_about_400_orders_mostly_recent_in_every_marketplace(client):
    orders = await every_new(client)
    assert 370 <= len(orders) <= 420
    assert sum(order["createdTime"] >= at(days=60) for order in orders) > len(orders) / 2
    assert {order["salesChannel"]["marketplaceName"] for order in orders} == {
        "Amazon.com",
        "Amazon.ca",
        "Amazon.com.mx",
    }
    found = Counter(order["fulfillment"]["fulfillmentStatus"] for order in orders)
    assert found.keys() == STATUS.keys()
    assert {order["fulfillment"]["fulfilledBy"] for order in orders} == {"AMAZON", "MERCHANT"}


async def test_ids_look_like_amazons(client):
    orders = await every_new(client)
    assert all(re.fullmatch(r"\d{3}-\d{7}-\d{7}", order["orderId"]) for order in orders)
    products = [item["product"] for order in orders for item in order["orderItems"]]
    assert all(re.fullmatch(r"B0[0-9A-Z]{8}", product["asin"]) for product in products)
    assert any("/" in product["sellerSku"] for product in products)
    assert any(" " in product["sellerSku"] for product in products)
    assert any(not order["buyer"]["buyerName"].isascii() for order in orders)


async def test_totals_add_up_and_are_text(client):
    for order in await every_new(client):
        if "proceeds" not in order:
            assert order["fulfillment"]["fulfillmentStatus"] in ("PENDING", "CANCELLED")
            continue
        total = Decimal(order["proceeds"]["grandTotal"]["amount"])
        assert total == sum(Decimal(part["subtotal"]["amount"]) for part in order["proceeds"]["breakdowns"])
        assert total == sum(
            Decimal(item["proceeds"]["proceedsTotal"]["amount"]) for item in order["orderItems"]
        )


async def test_data_sets_come_only_when_asked_for(client):
    bare = (await client.get(NEW, createdAfter=at(days=3))).json()["orders"][0]
    assert bare.keys() == {
        "orderId",
        "orderAliases",
        "createdTime",
        "lastUpdatedTime",
        "programs",
        "salesChannel",
        "orderItems",
    }


async def test_both_versions_agree_about_every_order(client):
    new = {order["orderId"]: order for order in await every_new(client, marketplaceIds=US)}
    old = {order["AmazonOrderId"]: order for order in await every_old(client)}
    assert new.keys() == old.keys()
    for order_id, order in new.items():
        twin = old[order_id]
        assert twin["OrderStatus"] == STATUS[order["fulfillment"]["fulfillmentStatus"]]
        assert (twin["PurchaseDate"], twin["LastUpdateDate"]) == (
            order["createdTime"],
            order["lastUpdatedTime"],
        )
        assert (twin["FulfillmentChannel"] == "AFN") == (order["fulfillment"]["fulfilledBy"] == "AMAZON")
        total = order.get("proceeds", {}).get("grandTotal", {})
        assert twin.get("OrderTotal", {}).get("Amount") == total.get("amount")
        assert twin["IsPrime"] == ("PRIME" in order["programs"])


async def test_both_versions_agree_about_the_lines(client):
    for order in (await every_new(client, createdAfter=at(days=10)))[:25]:
        answer = await client.get(f"{OLD}/{order['orderId']}/orderItems")
        lines = {item["OrderItemId"]: item for item in answer.json()["payload"]["OrderItems"]}
        for item in order["orderItems"]:
            twin = lines.pop(item["orderItemId"])
            assert twin["SellerSKU"] == item["product"]["sellerSku"]
            assert twin["QuantityShipped"] == item["fulfillment"]["quantityFulfilled"]
            parts = {
                part["type"]: part["subtotal"]["amount"]
                for part in item.get("proceeds", {}).get("breakdowns", ())
            }
            assert twin.get("ItemPrice", {}).get("Amount") == parts.get("ITEM")
        assert not lines


async def test_pages_hold_every_order_once_whatever_their_size(client):
    whole = await every_new(client, createdAfter=at(days=60))
    small = await every_new(client, createdAfter=at(days=60), maxResultsPerPage=7)
    assert [order["orderId"] for order in whole] == [order["orderId"] for order in small]
    assert len({order["orderId"] for order in small}) == len(small)


async def test_the_last_page_has_no_pagination(client):
    assert "pagination" not in (await client.get(NEW, createdAfter=at(days=2))).json()


async def test_a_page_token_is_made_to_break_when_it_is_encoded_wrongly(client):
    query = {"createdAfter": at(days=60), "maxResultsPerPage": 10}
    token = (await client.get(NEW, **query)).json()["pagination"]["nextToken"]
    assert {"/", "+", "="} <= set(token)
    assert (await client.get(NEW, **query, paginationToken=token)).status_code == 200
    twice = token.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    for wrong in (twice, token.replace("+", " "), token.rstrip("="), token.swapcase()):
        assert refusal(await client.get(NEW, **query, paginationToken=wrong)) is None


async def test_a_page_token_belongs_to_its_filters_its_seller_and_its_day(client):
    query = {"createdAfter": at(days=60), "maxResultsPerPage": 10}
    token = (await client.get(NEW, **query)).json()["pagination"]["nextToken"]
    changed = {**query, "createdAfter": at(days=50)}
    assert refusal(await client.get(NEW, **changed, paginationToken=token)) is None
    assert refusal(await client.get(NEW, **query, marketplaceIds=US, paginationToken=token)) is None
    free = {**query, "maxResultsPerPage": 20, "includedData": "PROCEEDS"}
    assert (await client.get(NEW, **free, paginationToken=token)).status_code == 200
    client.emulator.clock.advance(24 * 3600 - 5)
    await client.login()
    assert (await client.get(NEW, **query, paginationToken=token)).status_code == 200
    client.emulator.clock.advance(10)
    assert refusal(await client.get(NEW, **query, paginationToken=token)) is None
    await client.login(client.emulator.add_account())
    assert refusal(await client.get(NEW, **query, paginationToken=token)) is None


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"createdAfter": at(days=3), "lastUpdatedAfter": at(days=3)},
        {"createdAfter": at(days=3), "lastUpdatedBefore": at(days=1)},
        {"createdBefore": at(days=3)},
        {"createdAfter": at(days=3), "createdBefore": at(days=4)},
        {"createdAfter": at(days=3), "createdBefore": at(seconds=60)},
        {"createdAfter": "yesterday"},
        {"createdAfter": at(days=3), "maxResultsPerPage": 0},
        {"createdAfter": at(days=3), "maxResultsPerPage": 101},
        {"createdAfter": at(days=3), "fulfillmentStatuses": "SHIPPED,CANCELED"},
        {"createdAfter": at(days=3), "fulfilledBy": "AFN"},
        {"createdAfter": at(days=3), "includedData": "EVERYTHING"},
        {"createdAfter": at(days=3), "marketplaceIds": "US"},
        {"createdAfter": at(days=3), "marketplaceIds": ",".join([US] * 51)},
    ],
)
async def test_the_rules_of_search_orders(client, query):
    assert refusal(await client.get(NEW, **query))


@pytest.mark.parametrize(
    "query",
    [
        {"CreatedAfter": at(days=3)},
        {"MarketplaceIds": US},
        {"MarketplaceIds": US, "CreatedAfter": at(days=3), "LastUpdatedAfter": at(days=3)},
        {"MarketplaceIds": US, "CreatedAfter": at(days=3), "CreatedBefore": at(seconds=30)},
        {"MarketplaceIds": US, "LastUpdatedAfter": at(days=3), "LastUpdatedBefore": at(days=4)},
        {"MarketplaceIds": US, "CreatedAfter": at(days=3), "OrderStatuses": "SHIPPED"},
        {"MarketplaceIds": US, "CreatedAfter": at(days=3), "MaxResultsPerPage": 101},
        {"MarketplaceIds": US, "CreatedAfter": at(days=3), "SellerOrderId": "x", "OrderStatuses": "Shipped"},
        {"MarketplaceIds": US, "CreatedAfter": at(days=3), "AmazonOrderIds": ",".join(["1"] * 51)},
    ],
)
async def test_the_rules_of_get_orders(client, query):
    assert refusal(await client.get(OLD, **query))


async def test_several_faults_are_named_in_one_answer(client):
    message = refusal(await client.get(OLD, CreatedAfter="soon", MaxResultsPerPage="many"))
    assert message == (
        "Missing or invalid request parameters: [CreatedAfter, MarketplaceIds, MaxResultsPerPage]"
    )


async def test_an_array_is_one_value_with_commas(client):
    query = f"createdAfter={at(days=7)}&fulfillmentStatuses=UNSHIPPED"
    assert refusal(await client.get(f"{NEW}?{query}&fulfillmentStatuses=SHIPPED"))
    both = (await client.get(f"{NEW}?{query},SHIPPED&includedData=FULFILLMENT")).json()["orders"]
    assert {order["fulfillment"]["fulfillmentStatus"] for order in both} == {"UNSHIPPED", "SHIPPED"}


async def test_filters_filter(client):
    orders = await every_new(client, fulfilledBy="MERCHANT", marketplaceIds=f"{US},A2EUQ1WTGCTBG2")
    assert {order["fulfillment"]["fulfilledBy"] for order in orders} == {"MERCHANT"}
    assert {order["salesChannel"]["marketplaceId"] for order in orders} == {US, "A2EUQ1WTGCTBG2"}
    wanted = [order["orderId"] for order in orders if order["salesChannel"]["marketplaceId"] == US][:3]
    found = await every_old(client, AmazonOrderIds=",".join(wanted))
    assert [order["AmazonOrderId"] for order in found] == wanted


async def test_a_marketplace_where_the_seller_does_not_sell_is_forbidden(client):
    for elsewhere in ("A2Q3Y263D00KWC", "A1PA6795UKMFR9"):
        assert (await client.get(NEW, createdAfter=at(days=3), marketplaceIds=elsewhere)).status_code == 403


async def test_orders_appear_two_minutes_after_they_were_placed_and_then_live(client):
    clock = client.emulator.clock
    upcoming = next(
        order
        for order in client.emulator.seller.world.orders
        if order.created > clock.time() and order.shipments
    )
    path = f"{NEW}/{upcoming.order_id}"

    async def status():
        await client.login()
        answer = await client.get(path, includedData="FULFILLMENT")
        if answer.status_code == 404:
            return None
        order = answer.json()["order"]
        return order["fulfillment"]["fulfillmentStatus"], order["lastUpdatedTime"]

    seen = []
    for moment in (upcoming.created, upcoming.created + 121, upcoming.paid, upcoming.shipments[-1].shipped):
        clock.advance(max(moment - clock.time(), 0))
        seen.append(await status())
    assert seen[0] is None
    assert [state for state, _updated in seen[1:]] in (
        ["PENDING", "UNSHIPPED", "SHIPPED"],
        ["UNSHIPPED", "UNSHIPPED", "SHIPPED"],
    )
    assert seen[1][1] < seen[3][1]


async def test_orders_older_than_two_years_are_gone(client):
    old = client.emulator.seller.world.orders[0]
    assert old.created < NOW.timestamp() - 2 * 365 * 86400
    assert (await client.get(f"{NEW}/{old.order_id}")).status_code == 404
    assert old.order_id not in {order["orderId"] for order in await every_new(client)}


async def test_an_update_search_finds_orders_by_their_last_change(client):
    orders = (await client.get(NEW, lastUpdatedAfter=at(hours=30))).json()
    assert orders["lastUpdatedBefore"] == at(minutes=2)
    assert all(order["lastUpdatedTime"] >= at(hours=30) for order in orders["orders"])
    assert any(order["createdTime"] < at(hours=30) for order in orders["orders"])


@pytest.mark.parametrize(("region", "countries"), [("EU", {"DE", "FR", "UK", "IT", "ES"}), ("FE", {"JP"})])
async def test_other_regions_have_their_own_marketplaces_and_languages(region, countries):
    client = Client(Emulator(now=NOW, region=region, limits=False))
    domains = {
        "DE": "Amazon.de",
        "FR": "Amazon.fr",
        "UK": "Amazon.co.uk",
        "IT": "Amazon.it",
        "ES": "Amazon.es",
        "JP": "Amazon.co.jp",
    }
    orders = await every_new(client)
    assert {order["salesChannel"]["marketplaceName"] for order in orders} == {
        domains[one] for one in countries
    }
    if region == "FE":
        paid = next(order for order in orders if "proceeds" in order)
        assert re.fullmatch(r"\d+", paid["proceeds"]["grandTotal"]["amount"])
        assert "expense" in paid["orderItems"][0]


async def test_a_restricted_token_fills_in_the_personal_data_of_old_orders(client):
    elements = ["buyerInfo", "shippingAddress", "buyerTaxInformation"]
    client.token = await client.restricted_token(
        {"method": "GET", "path": OLD, "dataElements": elements},
        {"method": "GET", "path": f"{OLD}/{{orderId}}/orderItems", "dataElements": ["buyerInfo"]},
        {"method": "GET", "path": f"{OLD}/{{orderId}}/buyerInfo"},
        {"method": "GET", "path": f"{OLD}/{{orderId}}/orderItems/buyerInfo"},
    )
    orders = await every_old(client)
    assert all(order["BuyerInfo"]["BuyerEmail"] and order["ShippingAddress"]["Name"] for order in orders)
    assert any("BuyerTaxInformation" in order for order in orders)
    gifts = 0
    for order in orders[-60:]:
        path = f"{OLD}/{order['AmazonOrderId']}"
        buyer = (await client.get(f"{path}/buyerInfo")).json()["payload"]
        assert buyer == {"AmazonOrderId": order["AmazonOrderId"], **order["BuyerInfo"]}
        items = (await client.get(f"{path}/orderItems")).json()["payload"]["OrderItems"]
        wishes = (await client.get(f"{path}/orderItems/buyerInfo")).json()["payload"]["OrderItems"]
        for item, wish in zip(items, wishes, strict=True):
            assert wish == {"OrderItemId": item["OrderItemId"], **item.get("BuyerInfo", {})}
            gifts += item["IsGift"] == "true"
    assert gifts


async def test_the_lines_of_an_order_have_no_second_page(client):
    order = (await every_old(client, CreatedAfter=at(days=5)))[0]
    answer = await client.get(f"{OLD}/{order['AmazonOrderId']}/orderItems", NextToken="invented")
    assert refusal(answer) is None
    assert (await client.get(f"{OLD}/000-0000000-0000000/orderItems")).status_code == 404
