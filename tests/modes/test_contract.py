"""One suite for both modes: the same calls give equal pages and equal errors, and ask Amazon the same."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import asynccontextmanager
from hashlib import md5
from urllib.parse import parse_qs

import httpx2
import pytest
from tests.hosted.serving import serving

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.reports import files
from toolspan.emulator.views.handlers import CHECKED, HANDLERS
from toolspan.errors import Cancelled
from toolspan.formats.values import as_json
from toolspan.testing import ExecutorConformance
from toolspan.testing.executor_checks import POSTED, RANGE, SALES, settled

LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
OPERATIONS = {operation.name: operation for operation in AmazonSellerPartnerConnector.operations}
LAMP = {
    "item_name": [{"value": "Desk lamp, black"}],
    "brand": [{"value": "Fjord & Fern"}],
    "country_of_origin": [{"value": "PT"}],
    "externally_assigned_product_identifier": [{"type": "ean", "value": "4006381333931"}],
    "condition_type": [{"value": "new_new"}],
}
PATCH = {"op": "replace", "path": "/attributes/color", "value": [{"value": "red"}]}
PARAMS = {
    "uploads.create": {
        "resource": "aplus/2020-11-01/contentDocuments",
        "content_md5": "1B2M2Y8AsgTpgAmY7PhCfg==",
        "content_type": "image/png",
    },
    "orders.list": {**RANGE, "max_results_per_page": 5},
    "orders_v0.list": {**RANGE, "max_results_per_page": 5},
    "transactions.list": POSTED,
    "financial_events.list": {**POSTED, "max_results_per_page": 20},
    "financial_event_groups.list": {"max_results_per_page": 10},
    "catalog_items.list": {"keywords": ["lamp"], "page_size": 2},
    "listings_items.list": {"page_size": 5, "included_data": ["summaries", "issues"]},
    "listings_items.put": {"sku": "A/new one", "product_type": "LAMP", "attributes": LAMP},
    "listings_items.patch": {"sku": "MUG-001", "product_type": "DRINKING_CUP", "patches": [PATCH]},
    "listings_items.delete": {"sku": "MUG/002-A"},
    "product_types.search": {"keywords": ["lamp"]},
    "product_types.get": {"product_type": "LAMP"},
    "product_types.attributes": {"product_type": "LAMP", "names": ["wattage"]},
    "feeds.create_document": {"content_type": "text/plain"},
    "feeds.submit": {
        "messages": [
            {"sku": "MUG-001", "operation_type": "PATCH", "product_type": "DRINKING_CUP", "patches": [PATCH]}
        ]
    },
    "inventory.list": {"details": True},
    "marketplaces.list": {},
    "sales.metrics": {"interval": "-30d--now", "granularity": "Day", "granularity_time_zone": "UTC"},
    "reports.list": {"report_types": ["GET_MERCHANT_LISTINGS_ALL_DATA"]},
    "reports.create": SALES,
    "reports.run": {**SALES, "limit": 7},
}


STOCK = {"asin": "asin", "asins": "asin", "sku": "sellerSku", "skus": "sellerSku", "seller_sku": "sellerSku"}
PRICE = {"price_to_estimate_fees": {"listing_price": {"currency_code": "USD", "amount": 24.99}}}
GIVEN = {
    "feeds.create": {"feed_type": "JSON_LISTINGS_FEED"},
    "pricing.own_prices": {"item_type": "Sku"},
    "pricing.competitive_prices": {"item_type": "Asin"},
    "fees.by_asin": {"fees_estimate_request": PRICE},
    "fees.by_sku": {"fees_estimate_request": PRICE},
}
BATCHES = {
    "pricing.competitive_summary": ({"included_data": ["lowestPricedOffers", "similarItems"]}, "asin"),
    "pricing.featured_offer_expected_price": ({}, "sku"),
    "pricing.item_offers_batch": ({}, "asin"),
    "pricing.listing_offers_batch": ({}, "seller_sku"),
}


QUEUE = {"sqs": {"arn": "arn:aws:sqs:us-east-1:123456789012:events"}}
PDF = b"%PDF-1.7 paper"
MD5 = b64encode(md5(PDF, usedforsecurity=False).digest()).decode()
MESSAGES = {
    "messaging.legal_disclosure": "legalDisclosure",
    "messaging.warranty": "warranty",
    "messaging.invoice": "invoice",
}
"""Messages that carry a file, by the last part of their path."""
LETTERS = {
    "messaging.confirm_customization_details": {"text": "Which name?"},
    "messaging.confirm_delivery_details": {"text": "When?"},
    "messaging.confirm_order_details": {"text": "May we send the green one?"},
    "messaging.unexpected_problem": {"text": "It is late."},
}
REFUSED = {"messaging.confirm_service_details", "messaging.digital_access_key"}
"""No order of the emulator's has services or digital goods in it."""


def order_for(side, name):
    """An order of the emulator's for which something can be done now."""
    world, now = side.emulator.seller.world, side.emulator.clock.time()
    for order in world.visible_orders(now):
        if order.marketplace.country != "US" or order.status(now) in ("CANCELLED", "PENDING"):
            continue
        if name.startswith("solicitations"):
            arrived = [shipment.delivered for shipment in order.shipments]
            if order.status(now) == "SHIPPED" and max(arrived) + 6 * 86400 < now < min(arrived) + 29 * 86400:
                return order.order_id
        elif order.channel == "MFN" and order.status(now) == "UNSHIPPED":
            return order.order_id
    raise LookupError(name)


async def letter(side, name):
    """A message for an order, with the file that it needs."""
    order = order_for(side, name)
    params = {"amazon_order_id": order, **LETTERS.get(name, {})}
    if name in MESSAGES:
        resource = f"messaging/v1/orders/{order}/messages/{MESSAGES[name]}"
        slot = await side.connector.execute("uploads", "create", {"resource": resource, "content_md5": MD5})
        async with httpx2.AsyncClient() as http:
            put = await http.put(slot.one["url"], content=PDF, headers=slot.one["headers"])
        assert put.is_success
        params["attachments"] = [
            {"upload_destination_id": slot.one["uploadDestinationId"], "file_name": "paper.pdf"}
        ]
    return params


async def destination(side):
    create = {"name": "events", "resource_specification": QUEUE}
    return (await side.connector.execute("notification_destinations", "create", create)).one["destinationId"]


async def subscription(side):
    params = {
        "notification_type": "ORDER_CHANGE",
        "payload_version": "1.0",
        "destination_id": await destination(side),
    }
    return (await side.connector.execute("notification_subscriptions", "create", params)).one[
        "subscriptionId"
    ]


async def of_notifications(side, name):
    entity, action = name.split(".")
    if entity == "notification_destinations":
        made = None if action == "create" else await destination(side)
        given = {"create": {"name": "events", "resource_specification": QUEUE}, "list": {}}
        return given.get(action, {"destination_id": made})
    if action == "create":
        return {
            "notification_type": "ORDER_CHANGE",
            "payload_version": "1.0",
            "destination_id": await destination(side),
        }
    made = await subscription(side)
    given = {"list": {"notification_types": ["ORDER_CHANGE"]}, "get": {"notification_type": "ORDER_CHANGE"}}
    return given.get(action, {"notification_type": "ORDER_CHANGE", "subscription_id": made})


SCHEDULE = {"report_type": "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING", "period": "P1D"}


async def of_schedules(side, action):
    if action == "create":
        return SCHEDULE
    made = (await side.connector.execute("report_schedules", "create", SCHEDULE)).one
    if action == "list":
        return {"report_types": [SCHEDULE["report_type"]]}
    return {"report_schedule_id": made["reportScheduleId"]}


async def order_id(side):
    return (await side.connector.execute("orders", "list", {**RANGE, "max_results_per_page": 1})).data[0][
        "orderId"
    ]


async def stock(side, field):
    return (await side.connector.execute("inventory", "list", {"details": True})).data[0][field]


async def finished_report(side):
    page = await side.connector.execute("reports", "run", {**SALES, "limit": 1}, timeout=None)
    return page.meta.model_extra["report_id"]


async def finished_feed(side):
    page = await side.connector.execute("feeds", "submit", PARAMS["feeds.submit"], timeout=None)
    return page.meta.model_extra["feed_id"]


async def feed_types(side):
    await finished_feed(side)
    return ["JSON_LISTINGS_FEED"]


async def feed_report(side):
    feed_id = await finished_feed(side)
    return (await side.connector.execute("feeds", "get", {"feed_id": feed_id})).one["resultFeedDocumentId"]


async def feed_document(side):
    place = await side.connector.execute("feeds", "create_document", {"content_type": "text/plain"})
    return place.one["feedDocumentId"]


async def queued_feed(side):
    params = {"feed_type": "JSON_LISTINGS_FEED", "input_feed_document_id": await feed_document(side)}
    return (await side.connector.execute("feeds", "create", params)).one["feedId"]


async def food(side):
    """The ASIN of something that may not be sold used."""
    page = await side.connector.execute(
        "catalog_items", "list", {"keywords": ["tea"], "included_data": "summaries"}
    )
    return next(
        one["asin"]
        for one in page.data
        if one["summaries"][0]["browseClassification"]["displayName"] == "Grocery"
    )


async def new_report(side):
    return (await side.connector.execute("reports", "create", SALES)).one["reportId"]


async def document(side):
    found = await side.connector.execute("reports", "get", {"report_id": await finished_report(side)})
    return found.one["reportDocumentId"]


ADDRESSES = ("reports.document", "feeds.document", "feeds.create_document", "uploads.create")
FOUND = {
    "restrictions.list": ("asin", food),
    "feeds.list": ("feed_types", feed_types),
    "feeds.get": ("feed_id", finished_feed),
    "feeds.result": ("feed_id", finished_feed),
    "feeds.document": ("feed_document_id", feed_report),
    "feeds.create": ("input_feed_document_id", feed_document),
    "feeds.cancel": ("feed_id", queued_feed),
    "catalog_items.get": ("asin", lambda side: stock(side, "asin")),
    "listings_items.get": ("sku", lambda side: stock(side, "sellerSku")),
    "reports.cancel": ("report_id", new_report),
    "reports.get": ("report_id", finished_report),
    "reports.document": ("report_document_id", document),
    "pricing.own_prices": ("skus", lambda side: stock(side, "sellerSku")),
    "pricing.competitive_prices": ("asins", lambda side: stock(side, "asin")),
    "pricing.item_offers": ("asin", lambda side: stock(side, "asin")),
    "pricing.listing_offers": ("seller_sku", lambda side: stock(side, "sellerSku")),
    "fees.by_asin": ("asin", lambda side: stock(side, "asin")),
    "fees.by_sku": ("seller_sku", lambda side: stock(side, "sellerSku")),
}


async def params_for(side, name):
    """Parameters with which an operation finds something."""
    if name in PARAMS:
        return PARAMS[name]
    if name.startswith("order"):
        return {"order_id": await order_id(side)}
    if name.startswith("notification_"):
        return await of_notifications(side, name)
    if name.startswith("report_schedules."):
        return await of_schedules(side, name.split(".")[1])
    if name.startswith(("messaging.", "solicitations.")):
        return await letter(side, name)
    parameter, found = await of_stock(side, name)
    return {**GIVEN.get(name, {}), parameter: found}


async def of_stock(side, name):
    """The parameter that names something, and what it names; in batches something that is not there too."""
    if name == "fees.batch":
        ids = ("B0NOSUCH00", await stock(side, "asin"))
        return "body", [{"id_type": "ASIN", "id_value": one, "fees_estimate_request": PRICE} for one in ids]
    if name in BATCHES:
        item, key = BATCHES[name]
        ids = ("B0NOSUCH00", await stock(side, STOCK[key]))
        return "requests", [{**item, key: one} for one in ids]
    parameter, find = FOUND[name]
    return parameter, await find(side)


class TestHosted(ExecutorConformance):
    """Through a server."""

    @pytest.fixture(autouse=True)
    def _first_start(self, tmp_path, template):
        self._data, self._template = tmp_path / "data", template

    @asynccontextmanager
    async def through(self, emulator):
        async with serving(emulator, self._data, self._template) as served:
            await served.create()
            emulator.requests.clear()  # of the check that goes with creating it
            async with served.connect() as connector:
                yield connector


NEW_EACH_TIME = {"tokens.create"}
"""Operations whose answer differs from call to call; a server keeps the token that this one gives."""
OF_PROGRAMS = {"uploads.send"}
"""Operations that take a file, which no server does."""
FROM_DATA = [
    name
    for name, operation in OPERATIONS.items()
    if name not in REFUSED | NEW_EACH_TIME | OF_PROGRAMS
    and (
        (operation.steps and operation.entity != "data_kiosk")
        or f"{operation.api}.{operation.operation_id}" in HANDLERS.keys() - CHECKED.keys()
    )
]
"""Operations that the emulator answers from the seller's data; the others get what their schema gives."""


@pytest.mark.parametrize("name", FROM_DATA)
async def test_every_operation_gives_equal_pages(pair, name):
    async def scenario(side):
        entity, action = name.split(".")
        page = await side.connector.execute(entity, action, await params_for(side, name), timeout=None)
        for record in page.data if name in ADDRESSES else ():
            record["url"] = record["url"].replace(side.emulator.url, "")
        for record in page.data if name == "product_types.get" else ():
            for link in (record["schema"]["link"], record["metaSchema"]["link"]):
                link["resource"] = link["resource"].replace(side.emulator.url, "")
        return page

    page = await pair.same(scenario)
    assert "meta" in page, page
    assert page["data"] or OPERATIONS[name].records_kind == "none" or name == "reports.list", (
        "a call that finds nothing proves little"
    )
    deprecated = any("deprecated" in warning for warning in page["meta"]["warnings"])
    assert deprecated is bool(OPERATIONS[name].deprecated)


async def test_what_was_submitted_shows_later_in_both(pair):
    async def scenario(side):
        named = {"sku": "MUG-001", "included_data": ["attributes"]}
        await side.connector.execute("listings_items", "patch", PARAMS["listings_items.patch"])
        at_once = await side.connector.execute("listings_items", "get", named)
        side.emulator.clock.advance(side.emulator.listings.lag)
        return [at_once, await side.connector.execute("listings_items", "get", named)]

    at_once, later = await pair.same(scenario)
    assert "color" not in at_once["data"][0]["attributes"]
    assert later["data"][0]["attributes"]["color"] == [{"value": "red"}]


@pytest.mark.parametrize("name", sorted(REFUSED))
async def test_a_message_that_an_order_does_not_allow_is_refused_in_the_same_words(pair, name):
    async def scenario(side):
        params = {"amazon_order_id": order_for(side, name), "text": "Hello."}
        return await side.connector.execute(*name.split("."), params)

    outcome = await pair.same(scenario)
    assert outcome["code"] == "permission"
    assert "template combination" in outcome["message"]


@pytest.mark.parametrize("strict", [False, True])
async def test_typed_tools_give_the_same(pair, strict):
    params = {
        "created_after": "-30d",
        "max_results_per_page": 2,
        **({"created_before": None} if strict else {}),
    }

    async def scenario(side):
        tools = side.connector.tools("langchain", shape="typed", include=["orders.*"], strict=strict)
        tool = next(tool for tool in tools if tool.name == "orders_list")
        wrong = json.loads(await tool.ainvoke({**params, "created_after": "soon"}))
        return [json.loads(await tool.ainvoke(params))["data"], wrong["error"]["message"]]

    orders, message = await pair.same(scenario)
    assert len(orders) == 2
    assert "created_after" in message


async def test_a_restricted_report_is_saved_and_iterated_alike(pair, tmp_path, monkeypatch):
    async def scenario(side):
        monkeypatch.setenv("TOOLSPAN_SP_API_URL", side.emulator.url)  # where this Amazon's documents lie
        side.emulator.reports.queue_seconds = side.emulator.reports.progress_seconds = 0.0
        reports, path = side.connector.reports, tmp_path / side.name
        wanted = {"report_type": "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING", "data_start_time": "-7d"}
        saved = await reports.download(to=path, **wanted)
        rows = [row async for row in reports.iterate_run(report_id=saved.report_id)]
        assert rows[0]["ship-address-1"]
        return [saved.size, saved.encoding, path.read_bytes().decode(saved.encoding), *rows]

    local, hosted = await pair.both(scenario)
    assert hosted == local


ODD = (
    b'"seller-sku"\t"item-name"\t"price"\r\n'
    b'"1"\t"Monitor 24""\t"1,234"\r\n"2"\t"caf\xe9"\r\n"3"\t"=1+1"\t"5.00"\t"more"\r\n'
)


@pytest.mark.parametrize("body", [ODD, b'[{"a": 1}, {"a": 2}]', b"Preis;Titel\r\n1,50;x\r\n"])
@pytest.mark.parametrize("typed", [False, True])
async def test_an_odd_document_has_the_same_rows_and_warnings_wherever_it_is_read(
    pair, body, typed, monkeypatch
):
    monkeypatch.setattr(files, "PAGE", 1)

    async def scenario(side):
        side.emulator.reports.given[LISTINGS] = body, "text/plain"
        side.emulator.reports.compress = False
        page = await side.connector.execute("reports", "run", {"report_type": LISTINGS, "typed": typed})
        rows = side.connector.reports.iterate_run(report_type=LISTINGS, typed=typed)
        values = [{name: as_json(value) for name, value in row.items()} async for row in rows]
        assert (values, rows.warnings) == (page.data, page.meta.warnings)
        return [page.data, page.meta.warnings]

    local, other = await pair.both(scenario)
    assert other == local


@pytest.mark.parametrize(
    "params", [{"created_after": "yesterday"}, {"created_after": "today", "marketplace_ids": ["US"]}]
)
async def test_a_day_by_name_begins_where_the_account_is(pair, params):
    for side in (pair.local, pair.other):
        await side.connector.execute("orders", "list", params)
        query = parse_qs(side.calls[-1][2])
        expected = {"yesterday": "2026-11-22T08:00:00Z", "today": "2026-11-23T08:00:00Z"}
        assert query["createdAfter"] == [expected[params["created_after"]]]


@pytest.mark.parametrize(
    ("interval", "sent"),
    [
        ("today--now", "2026-11-23T00:00:00-08:00--2026-11-23T22:00:00-08:00"),
        ("-2d--now", "2026-11-21T22:00:00-08:00--2026-11-23T22:00:00-08:00"),
        ("-36h -- 2026-11-24T05:00:00Z", "2026-11-22T10:00:00-08:00--2026-11-24T05:00:00Z"),
    ],
)
async def test_an_interval_carries_the_offset_of_the_account_in_both_modes(pair, interval, sent):
    for side in (pair.local, pair.other):
        page = await side.connector.execute("sales", "metrics", {"interval": interval, "granularity": "Hour"})
        assert parse_qs(side.calls[-1][2])["interval"] == [sent]
        assert page.data


async def test_a_cancelled_report_and_a_document_by_its_id_are_the_same_wherever_they_are_read(pair):
    empty = {"report_type": "GET_SELLER_FEEDBACK_DATA", "data_start_time": "2020-01-01"}

    async def scenario(side):
        connector = side.connector
        page = await connector.execute("reports", "run", {**empty, "data_end_time": "2020-01-02"})
        cancelled = [page.data, page.meta.warnings, page.meta.model_extra["cancelled"]]
        errors = []
        for params in ({**empty, "data_end_time": "2020-01-03"}, {**empty, "data_end_time": "2020-01-02"}):
            with pytest.raises(Cancelled) as failure:
                [row async for row in connector.reports.iterate_run(**params)]
            errors.append((failure.value.code, failure.value.retryable))
        with pytest.raises(Cancelled) as failure:
            await connector.execute("reports", "run", {**empty, "data_end_time": "2020-01-02"})
        errors.append(failure.value.hint)
        made = await connector.execute("reports", "run", {"report_type": LISTINGS})
        report = await connector.execute("reports", "get", {"report_id": made.meta.report_id})
        document = report.one["reportDocumentId"]
        rows = [row async for row in connector.reports.iterate_run(report_document_id=document)]
        assert rows == made.data
        return [cancelled, errors, rows]

    local, other = await pair.both(scenario)
    assert other == local


async def test_a_new_report_that_gives_no_rows_says_why_in_both_modes(pair):
    async def scenario(side):
        reports, found = side.emulator.reports, []
        for body in (b"%PDF-1.7", b'{"a": 1}\n{"a": 2}'):
            reports.given[LISTINGS] = (body, "text/plain")
            found.append(await settled(lambda side: side.connector.reports.run(report_type=LISTINGS), side))
            side.emulator.clock.advance(3_600)
        reports.fail_next()
        found.append(await settled(lambda side: side.connector.reports.run(report_type=LISTINGS), side))
        return found

    found, other = await pair.both(scenario)

    assert other == found
    assert [one["code"] for one in found] == ["upstream"] * 3
    assert "holds no rows" in found[0]["message"]
    assert "(FATAL)" in found[2]["message"]
