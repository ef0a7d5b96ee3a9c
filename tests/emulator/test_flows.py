"""Flows of several calls: multi-channel orders, labels, inbound plans, Data Kiosk, purchase orders."""

from __future__ import annotations

import base64
import gzip
import json
import re
from datetime import timedelta

import pytest

from toolspan.emulator import Emulator

from .amazon_models import wrong_in
from .conftest import NOW, US, Client

OUTBOUND = "/fba/outbound/2020-07-01/fulfillmentOrders"
INBOUND = "/inbound/fba/2024-03-20/inboundPlans"
KIOSK = "/dataKiosk/2023-11-15"
ADDRESS = {"name": "Ada", "addressLine1": "1 Main St", "city": "Reno", "stateOrRegion": "NV", "postalCode": "89501", "countryCode": "US"}  # fmt: skip


class Flow(Client):
    """A client whose successful responses are held against Amazon's models."""

    async def ok(self, method: str, path: str, body=None, **query):
        answer = await self.call(method, path, query, **({"json": body} if body is not None else {}))
        assert answer.is_success, answer.text
        assert wrong_in(answer) == []
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body=None, **query) -> str:
        answer = await self.call(method, path, query, **({"json": body} if body is not None else {}))
        assert answer.status_code in (400, 404), answer.text
        return answer.json()["errors"][0]["message"]

    def pass_time(self, **span) -> None:
        self.emulator.clock.advance(timedelta(**span).total_seconds())
        self.token = None  # an hour ends it


@pytest.fixture
def flow() -> Flow:
    return Flow(Emulator(now=NOW, limits=False, account_type="both"))


def stocked(flow: Flow, least: int = 10):
    products = flow.emulator.seller.world.products
    return next(one for one in products if one.channel == "AFN" and one.stock >= least)


def multichannel_order(flow: Flow, units: int = 3, order_id: str = "SHOP-1") -> dict:
    return {
        "sellerFulfillmentOrderId": order_id,
        "displayableOrderId": order_id,
        "displayableOrderDate": "2026-11-24T06:00:00Z",
        "displayableOrderComment": "Thank you",
        "shippingSpeedCategory": "Standard",
        "destinationAddress": ADDRESS,
        "items": [
            {"sellerSku": stocked(flow).sku, "sellerFulfillmentOrderItemId": "1", "quantity": units},
        ],
    }


async def available(flow: Flow, sku: str) -> int:
    query = {
        "granularityType": "Marketplace",
        "granularityId": US,
        "marketplaceIds": US,
        "sellerSkus": sku,
        "details": "true",
    }
    found = await flow.ok("GET", "/fba/inventory/v1/summaries", **query)
    return found["payload"]["inventorySummaries"][0]["inventoryDetails"]["fulfillableQuantity"]


async def test_a_multi_channel_order_is_previewed_made_shipped_and_tracked(flow):
    order = multichannel_order(flow)
    preview = await flow.ok("POST", f"{OUTBOUND}/preview", {"address": ADDRESS, "items": order["items"]})
    assert [each["isFulfillable"] for each in preview["payload"]["fulfillmentPreviews"]] == [True] * 3
    before = await available(flow, order["items"][0]["sellerSku"])
    await flow.ok("POST", OUTBOUND, order)
    assert await available(flow, order["items"][0]["sellerSku"]) == before - 3
    got = await flow.ok("GET", f"{OUTBOUND}/SHOP-1")
    assert got["payload"]["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Received"
    flow.pass_time(hours=3)
    got = await flow.ok("GET", f"{OUTBOUND}/SHOP-1")
    assert got["payload"]["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Complete"
    (package,) = got["payload"]["fulfillmentShipments"][0]["fulfillmentShipmentPackage"]
    tracked = await flow.ok(
        "GET", "/fba/outbound/2020-07-01/tracking", packageNumber=package["packageNumber"]
    )
    assert tracked["payload"]["trackingNumber"] == package["trackingNumber"]
    assert "Complete" in await flow.refused("PUT", f"{OUTBOUND}/SHOP-1/cancel")


async def test_a_multi_channel_order_is_made_once_and_gives_its_stock_back_when_cancelled(flow):
    order = multichannel_order(flow)
    sku = order["items"][0]["sellerSku"]
    before = await available(flow, sku)
    await flow.ok("POST", OUTBOUND, order)
    assert "already in use" in await flow.refused("POST", OUTBOUND, order)
    await flow.ok("PUT", f"{OUTBOUND}/SHOP-1/cancel")
    assert await available(flow, sku) == before
    too_many = multichannel_order(flow, units=100_000, order_id="SHOP-2")
    assert "no inventory" in await flow.refused("POST", OUTBOUND, too_many)
    listed = await flow.ok("GET", OUTBOUND, queryStartDate="2026-11-20T00:00:00Z")
    (only,) = listed["payload"]["fulfillmentOrders"]
    assert only["fulfillmentOrderStatus"] == "Cancelled"


async def test_a_held_order_waits_until_it_is_released(flow):
    await flow.ok("POST", OUTBOUND, {**multichannel_order(flow), "fulfillmentAction": "Hold"})
    flow.pass_time(days=2)
    held = await flow.ok("GET", f"{OUTBOUND}/SHOP-1")
    assert held["payload"]["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Received"
    await flow.ok("PUT", f"{OUTBOUND}/SHOP-1", {"fulfillmentAction": "Ship"})
    flow.pass_time(hours=3)
    gone = await flow.ok("GET", f"{OUTBOUND}/SHOP-1")
    assert gone["payload"]["fulfillmentOrder"]["fulfillmentOrderStatus"] == "Complete"


# ---------------------------------------------------------------------- labels


def order_to_ship(flow: Flow):
    world = flow.emulator.seller.world
    return next(one for one in world.visible_orders(NOW.timestamp()) if one.channel == "MFN")


def rates_request(flow: Flow) -> dict:
    place = {**ADDRESS, "addressLine1": "1 Main St"}
    package = {
        "packageClientReferenceId": "box-1",
        "dimensions": {"length": 10, "width": 8, "height": 4, "unit": "INCH"},
        "weight": {"value": 2, "unit": "POUND"},
        "insuredValue": {"value": 0, "unit": "USD"},
        "items": [{"quantity": 1, "itemIdentifier": "1"}],
    }
    return {
        "shipFrom": place,
        "packages": [package],
        "channelDetails": {
            "channelType": "AMAZON",
            "amazonOrderDetails": {"orderId": order_to_ship(flow).order_id},
        },
    }


async def test_a_label_of_shipping_v2_is_bought_once_per_idempotency_key(flow):
    rated = (await flow.ok("POST", "/shipping/v2/shipments/rates", rates_request(flow)))["payload"]
    purchase = {
        "requestToken": rated["requestToken"],
        "rateId": rated["rates"][0]["rateId"],
        "requestedDocumentSpecification": {
            "format": "PNG",
            "size": {"length": 6, "width": 4, "unit": "INCH"},
            "needFileJoining": False,
            "requestedDocumentTypes": ["LABEL"],
        },
    }
    headers = {"x-amzn-IdempotencyKey": "key-1"}
    answers = [
        await flow.call("POST", "/shipping/v2/shipments", json=purchase, headers=headers) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert wrong_in(answers[0]) == []
    assert len(flow.emulator.seller.world.labels) == 1
    shipment = answers[0].json()["payload"]
    document = shipment["packageDocumentDetails"][0]["packageDocuments"][0]
    assert base64.b64decode(document["contents"]).startswith(b"\x89PNG")
    path = f"/shipping/v2/shipments/{shipment['shipmentId']}"
    again = await flow.ok("GET", f"{path}/documents", packageClientReferenceId="box-1", format="ZPL")
    contents = again["payload"]["packageDocumentDetail"]["packageDocuments"][0]["contents"]
    assert base64.b64decode(contents).startswith(b"^XA")
    await flow.ok("PUT", f"{path}/cancel")
    assert "already cancelled" in await flow.refused("PUT", f"{path}/cancel")


async def test_rates_expire_and_belong_to_their_token(flow):
    rated = (await flow.ok("POST", "/shipping/v2/shipments/rates", rates_request(flow)))["payload"]
    purchase = {
        "requestToken": rated["requestToken"],
        "rateId": "another",
        "requestedDocumentSpecification": {
            "format": "PDF",
            "size": {"length": 6, "width": 4, "unit": "INCH"},
            "needFileJoining": False,
            "requestedDocumentTypes": ["LABEL"],
        },
    }
    assert "rateId" in await flow.refused("POST", "/shipping/v2/shipments", purchase)
    flow.pass_time(minutes=11)
    purchase["rateId"] = rated["rates"][0]["rateId"]
    assert "expired" in await flow.refused("POST", "/shipping/v2/shipments", purchase)


async def test_merchant_fulfillment_sells_a_second_label_to_who_asks_twice(flow):
    order = order_to_ship(flow)
    place = {"Name": "Shop", "AddressLine1": "1 Main St", "City": "Reno", "PostalCode": "89501", "CountryCode": "US", "Email": "a@example.com", "Phone": "1"}  # fmt: skip
    details = {
        "AmazonOrderId": order.order_id,
        "ItemList": [{"OrderItemId": order.items[0].item_id, "Quantity": 1}],
        "ShipFromAddress": place,
        "PackageDimensions": {"Length": 10, "Width": 8, "Height": 4, "Unit": "inches"},
        "Weight": {"Value": 20, "Unit": "oz"},
        "ShippingServiceOptions": {
            "DeliveryExperience": "DeliveryConfirmationWithoutSignature",
            "CarrierWillPickUp": False,
            "LabelFormat": "ZPL203",
        },
    }
    services = await flow.ok("POST", "/mfn/v0/eligibleShippingServices", {"ShipmentRequestDetails": details})
    chosen = services["payload"]["ShippingServiceList"][0]["ShippingServiceId"]
    body = {"ShipmentRequestDetails": details, "ShippingServiceId": chosen}
    bought = [(await flow.ok("POST", "/mfn/v0/shipments", body))["payload"] for _ in range(2)]
    assert bought[0]["ShipmentId"] != bought[1]["ShipmentId"]
    label = gzip.decompress(base64.b64decode(bought[0]["Label"]["FileContents"]["Contents"]))
    assert label.startswith(b"^XA")
    wrong = {**body, "ShipmentRequestDetails": {**details, "AmazonOrderId": "111-1111111-1111111"}}
    assert "not an order" in await flow.refused("POST", "/mfn/v0/shipments", wrong)


# ---------------------------------------------------------------------- inbound


async def settled(flow: Flow, answer: dict, status: str = "SUCCESS") -> dict:
    path = f"/inbound/fba/2024-03-20/operations/{answer['operationId']}"
    assert (await flow.ok("GET", path))["operationStatus"] == "IN_PROGRESS"
    flow.pass_time(seconds=30)
    ended = await flow.ok("GET", path)
    assert ended["operationStatus"] == status, ended
    return ended


async def plan_of(flow: Flow, units: int = 10) -> str:
    item = {"msku": stocked(flow).sku, "quantity": units, "prepOwner": "SELLER", "labelOwner": "SELLER"}
    source = {**ADDRESS, "phoneNumber": "1", "email": "a@example.com", "stateOrProvinceCode": "NV"}
    del source["stateOrRegion"]
    body = {"destinationMarketplaces": [US], "items": [item], "sourceAddress": source}
    made = await flow.ok("POST", INBOUND, body)
    await settled(flow, made)
    return f"{INBOUND}/{made['inboundPlanId']}"


async def test_an_inbound_plan_goes_from_items_to_booked_transportation(flow):
    plan = await plan_of(flow)
    await settled(flow, await flow.ok("POST", f"{plan}/packingOptions"))
    (packing,) = (await flow.ok("GET", f"{plan}/packingOptions"))["packingOptions"]
    await settled(
        flow, await flow.ok("POST", f"{plan}/packingOptions/{packing['packingOptionId']}/confirmation")
    )
    group = packing["packingGroups"][0]
    (item,) = (await flow.ok("GET", f"{plan}/packingGroups/{group}/items"))["items"]
    box = {
        "contentInformationSource": "BOX_CONTENT_PROVIDED",
        "dimensions": {"length": 10, "width": 10, "height": 10, "unitOfMeasurement": "IN"},
        "weight": {"value": 10, "unit": "LB"},
        "quantity": 2,
        "items": [{"msku": item["msku"], "quantity": 5, "prepOwner": "SELLER", "labelOwner": "SELLER"}],
    }
    grouping = {"packageGroupings": [{"packingGroupId": group, "boxes": [box]}]}
    await settled(flow, await flow.ok("POST", f"{plan}/packingInformation", grouping))
    assert len((await flow.ok("GET", f"{plan}/boxes"))["boxes"]) == 1
    await settled(flow, await flow.ok("POST", f"{plan}/placementOptions", {}))
    options = (await flow.ok("GET", f"{plan}/placementOptions"))["placementOptions"]
    free = next(each for each in options if not each["fees"])
    await settled(
        flow, await flow.ok("POST", f"{plan}/placementOptions/{free['placementOptionId']}/confirmation")
    )
    shipments = (await flow.ok("GET", plan))["shipments"]
    assert {each["shipmentId"] for each in shipments} == set(free["shipmentIds"])
    start = {"readyToShipWindow": {"start": "2026-11-25T00:00:00Z"}}
    configured = [{"shipmentId": each["shipmentId"], **start} for each in shipments]
    body = {
        "placementOptionId": free["placementOptionId"],
        "shipmentTransportationConfigurations": configured,
    }
    await settled(flow, await flow.ok("POST", f"{plan}/transportationOptions", body))
    offered = (await flow.ok("GET", f"{plan}/transportationOptions"))["transportationOptions"]
    partnered = [each for each in offered if each["shippingSolution"] == "AMAZON_PARTNERED_CARRIER"]
    chosen = [
        {"shipmentId": each["shipmentId"], "transportationOptionId": each["transportationOptionId"]}
        for each in partnered
    ]
    await settled(
        flow,
        await flow.ok(
            "POST", f"{plan}/transportationOptions/confirmation", {"transportationSelections": chosen}
        ),
    )
    shipment = await flow.ok("GET", f"{plan}/shipments/{shipments[0]['shipmentId']}")
    assert (shipment["status"], shipment["shipmentConfirmationId"][:5]) == ("READY_TO_SHIP", "FBA15")
    units = 0
    for each in shipments:
        items = (await flow.ok("GET", f"{plan}/shipments/{each['shipmentId']}/items"))["items"]
        units += sum(one["quantity"] for one in items)
    assert units == 10
    sku = stocked(flow).sku
    before = await available(flow, sku)
    for days, state, arrived in ((3, "IN_TRANSIT", 0), (4, "RECEIVING", 0), (2, "CLOSED", 10)):
        flow.pass_time(days=days)
        states = {
            (await flow.ok("GET", f"{plan}/shipments/{each['shipmentId']}"))["status"] for each in chosen
        }
        assert states == {state}
        assert await available(flow, sku) == before + arrived


async def test_steps_of_an_inbound_plan_fail_with_a_reason(flow):
    plan = await plan_of(flow)
    assert (await flow.ok("GET", f"{plan}/packingOptions"))["packingOptions"] == []
    await settled(flow, await flow.ok("POST", f"{plan}/packingOptions"))
    (packing,) = (await flow.ok("GET", f"{plan}/packingOptions"))["packingOptions"]
    box = {
        "contentInformationSource": "BOX_CONTENT_PROVIDED",
        "dimensions": {"length": 10, "width": 10, "height": 10, "unitOfMeasurement": "IN"},
        "weight": {"value": 10, "unit": "LB"},
        "quantity": 1,
        "items": [{"msku": stocked(flow).sku, "quantity": 1, "prepOwner": "SELLER", "labelOwner": "SELLER"}],
    }
    grouping = {"packageGroupings": [{"packingGroupId": packing["packingGroups"][0], "boxes": [box]}]}
    ended = await settled(flow, await flow.ok("POST", f"{plan}/packingInformation", grouping), "FAILED")
    assert "add up" in ended["operationProblems"][0]["message"]
    await settled(flow, await flow.ok("PUT", f"{plan}/cancellation"))
    assert "VOIDED" in await flow.refused("POST", f"{plan}/placementOptions", {})


# ---------------------------------------------------------------------- Data Kiosk


def kiosk_query(field: str = "salesAndTrafficByDate", days: str = "2026-11-20") -> str:
    arguments = f'startDate: "2026-11-01", endDate: "{days}", marketplaceIds: ["{US}"], aggregateBy: DAY'
    return f"query Q {{ analytics_salesAndTraffic_2024_04_24 {{ {field}({arguments}) {{ startDate sales {{ unitsOrdered }} }} }} }}"


async def test_a_data_kiosk_query_ends_in_lines_that_equal_the_orders(flow):
    made = await flow.ok("POST", f"{KIOSK}/queries", {"query": kiosk_query()})
    assert "being processed" in await flow.refused("POST", f"{KIOSK}/queries", {"query": kiosk_query()})
    path = f"{KIOSK}/queries/{made['queryId']}"
    assert (await flow.ok("GET", path))["processingStatus"] == "IN_QUEUE"
    flow.pass_time(minutes=2)
    done = await flow.ok("GET", path)
    link = (await flow.ok("GET", f"{KIOSK}/documents/{done['dataDocumentId']}"))["documentUrl"]
    document = await flow.http.get(link)
    rows = [json.loads(line) for line in document.text.splitlines()]
    world = flow.emulator.seller.world
    sold = sum(
        item.quantity
        for order in world.visible_orders(NOW.timestamp())
        if order.marketplace.country == "US"
        and order.priced(NOW.timestamp())
        and "2026-11-01" <= str(NOW.fromtimestamp(order.created, NOW.tzinfo).date()) <= "2026-11-20"
        for item in order.items
    )
    assert len(rows) == 20
    assert rows[0].keys() == {"startDate", "sales"}
    assert rows[0]["sales"].keys() == {"unitsOrdered"}
    assert sum(row["sales"]["unitsOrdered"] for row in rows) == sold


async def test_a_data_kiosk_query_that_cannot_be_answered_says_why_in_a_document(flow):
    made = await flow.ok("POST", f"{KIOSK}/queries", {"query": "query Q { nothing }"})
    flow.pass_time(minutes=2)
    ended = await flow.ok("GET", f"{KIOSK}/queries/{made['queryId']}")
    assert ended["processingStatus"] == "FATAL"
    link = (await flow.ok("GET", f"{KIOSK}/documents/{ended['errorDocumentId']}"))["documentUrl"]
    assert "data set" in (await flow.http.get(link)).text


# ---------------------------------------------------------------------- vendor


async def test_a_vendor_acknowledges_a_purchase_order(flow):
    listed = await flow.ok(
        "GET", "/vendor/orders/v1/purchaseOrders", createdAfter="2026-11-18T00:00:00Z", limit=1
    )
    order = listed["payload"]["orders"][0]
    assert order["purchaseOrderState"] == "New"
    number = order["purchaseOrderNumber"]

    def acknowledged(short: int = 0) -> dict:
        items = [
            {
                "itemSequenceNumber": item["itemSequenceNumber"],
                "orderedQuantity": item["orderedQuantity"],
                "itemAcknowledgements": [
                    {
                        "acknowledgementCode": "Accepted",
                        "acknowledgedQuantity": {
                            **item["orderedQuantity"],
                            "amount": item["orderedQuantity"]["amount"] - short,
                        },
                    }
                ],
            }
            for item in order["orderDetails"]["items"]
        ]
        one = {
            "purchaseOrderNumber": number,
            "sellingParty": {"partyId": "VEND1"},
            "acknowledgementDate": "2026-11-24T06:00:00Z",
            "items": items,
        }
        return {"acknowledgements": [one]}

    for short, status, state in ((1, "Failure", "New"), (0, "Success", "Acknowledged")):
        sent = await flow.ok("POST", "/vendor/orders/v1/acknowledgements", acknowledged(short))
        path = f"/vendor/transactions/v1/transactions/{sent['payload']['transactionId']}"
        assert (await flow.ok("GET", path))["payload"]["transactionStatus"]["status"] == "Processing"
        flow.pass_time(minutes=2)
        assert (await flow.ok("GET", path))["payload"]["transactionStatus"]["status"] == status
        got = await flow.ok("GET", f"/vendor/orders/v1/purchaseOrders/{number}")
        assert got["payload"]["purchaseOrderState"] == state


@pytest.mark.parametrize(
    ("account_type", "path", "status"),
    [
        ("seller", "/vendor/orders/v1/purchaseOrders/1", 403),
        ("vendor", "/sellers/v1/marketplaceParticipations", 403),
        ("vendor", "/notifications/v1/subscriptions/ORDER_CHANGE", 404),
    ],
)
async def test_an_account_reaches_only_the_apis_of_its_type(account_type, path, status):
    client = Client(Emulator(now=NOW, account_type=account_type))
    assert (await client.get(path)).status_code == status


def test_an_unknown_account_type_is_refused():
    with pytest.raises(ValueError, match=re.escape("account_type must be one of seller, vendor, both")):
        Emulator(account_type="buyer")
