import csv
import gzip
import io
import json
import re
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import httpx2
import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, US, Client

REPORTS = "/reports/2021-06-30/reports"
DOCUMENTS = "/reports/2021-06-30/documents"
SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
TO_SHIP = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"


def at(**ago):
    return (NOW - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def emulator():
    return Emulator(seed=7, now=NOW, limits=False)


async def create(client, report_type, *, marketplace=US, **body):
    body = {"reportType": report_type, "marketplaceIds": [marketplace]} | body
    answer = await client.call("POST", REPORTS, json=body)
    assert answer.status_code == 202, answer.text
    return answer.json()["reportId"]


async def report(client, report_id):
    return (await client.get(f"{REPORTS}/{report_id}")).json()


async def finished(client, report_type, **body):
    report_id = await create(client, report_type, **body)
    client.emulator.clock.advance(60)
    return await report(client, report_id)


async def download(client, document_id, token=None):
    """The document's raw answer and its decoded text."""
    headers = {"x-amz-access-token": token} if token else {}
    found = (await client.call("GET", f"{DOCUMENTS}/{document_id}", headers=headers)).json()
    answer = await client.http.get(found["url"])
    assert answer.status_code == 200, answer.text
    body = gzip.decompress(answer.content) if found.get("compressionAlgorithm") == "GZIP" else answer.content
    return answer, body.decode({"Windows-31J": "cp932"}.get(charset(answer), charset(answer)))


def charset(answer):
    return answer.headers["content-type"].partition("charset=")[2]


async def table(client, report_type, **body):
    done = await finished(client, report_type, **body)
    assert done["processingStatus"] == "DONE"
    return rows((await download(client, done["reportDocumentId"]))[1])


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))


async def test_a_report_grows_old_by_the_clock(client):
    clock = client.emulator.clock
    report_id = await create(client, LISTINGS)
    queued = await report(client, report_id)
    clock.advance(3)
    working = await report(client, report_id)
    clock.advance(5)
    done = await report(client, report_id)
    assert [one["processingStatus"] for one in (queued, working, done)] == ["IN_QUEUE", "IN_PROGRESS", "DONE"]
    assert "processingStartTime" not in queued
    assert working["processingStartTime"] == "2026-11-24T06:00:03+00:00"
    assert "processingEndTime" not in working
    assert done["processingEndTime"] == "2026-11-24T06:00:08+00:00"
    assert re.fullmatch(r"amzn1\.spdoc\.1\.4\.na\.[0-9a-f-]{36}\.T[0-9A-Z]+\.\d+", done["reportDocumentId"])


async def test_the_pace_of_reports_can_be_set(client):
    client.emulator.reports.queue_seconds = 600
    report_id = await create(client, LISTINGS)
    client.emulator.clock.advance(599)
    assert (await report(client, report_id))["processingStatus"] == "IN_QUEUE"


async def test_only_a_queued_report_can_be_cancelled(client):
    queued, started = await create(client, LISTINGS), await create(client, LISTINGS)
    assert (await client.call("DELETE", f"{REPORTS}/{queued}")).status_code == 200
    client.emulator.clock.advance(4)
    assert (await client.call("DELETE", f"{REPORTS}/{started}")).status_code == 400
    client.emulator.clock.advance(60)
    assert (await report(client, queued))["processingStatus"] == "CANCELLED"
    assert (await report(client, started))["processingStatus"] == "DONE"


async def test_a_report_without_data_is_cancelled(client):
    nothing = await finished(client, ORDERS, dataStartTime=at(days=900), dataEndTime=at(days=890))
    assert nothing["processingStatus"] == "CANCELLED"
    assert "reportDocumentId" not in nothing


async def test_stock_reports_cool_down(client):
    states = [(await finished(client, "GET_AFN_INVENTORY_DATA"))["processingStatus"] for _ in range(3)]
    assert states == ["DONE", "DONE", "CANCELLED"]
    client.emulator.clock.advance(25 * 60)
    assert (await finished(client, "GET_AFN_INVENTORY_DATA"))["processingStatus"] == "DONE"


async def test_a_fatal_report_explains_itself_in_a_document(client):
    impossible = await finished(
        client, "GET_SALES_AND_TRAFFIC_REPORT", reportOptions={"dateGranularity": "HOUR"}
    )
    assert impossible["processingStatus"] == "FATAL"
    assert "dateGranularity" in (await download(client, impossible["reportDocumentId"]))[1]
    client.emulator.reports.fail_next(LISTINGS)
    assert (await finished(client, ORDERS))["processingStatus"] == "DONE"
    assert (await finished(client, LISTINGS))["processingStatus"] == "FATAL"
    assert (await finished(client, LISTINGS))["processingStatus"] == "DONE"


async def test_reports_are_kept_for_ninety_days(client):
    done = await finished(client, LISTINGS)
    client.emulator.clock.advance(90 * 86400)
    await client.login()
    assert (await client.get(f"{REPORTS}/{done['reportId']}")).status_code == 404
    assert (await client.get(f"{DOCUMENTS}/{done['reportDocumentId']}")).status_code == 404


async def test_a_link_lives_for_five_minutes(client):
    done = await finished(client, LISTINGS)
    url = (await client.get(f"{DOCUMENTS}/{done['reportDocumentId']}")).json()["url"]
    assert url.startswith(f"{client.emulator.url}/documents/")
    assert "X-Amz-Expires=300" in url
    assert (await client.http.get(url)).status_code == 200
    client.emulator.clock.advance(301)
    late = await client.http.get(url)
    assert (late.status_code, late.headers["content-type"]) == (403, "application/xml")
    assert "<Code>AccessDenied</Code>" in late.text


async def test_a_link_takes_no_other_signature_and_no_other_headers(client):
    done = await finished(client, LISTINGS)
    url = (await client.get(f"{DOCUMENTS}/{done['reportDocumentId']}")).json()["url"]
    assert "SignatureDoesNotMatch" in (await client.http.get(url[:-1] + "x")).text
    with_token = await client.http.get(url, headers={"x-amz-access-token": client.token})
    assert (with_token.status_code, "HeadersNotSigned" in with_token.text) == (403, True)
    signed = await client.http.get(url, headers={"authorization": "AWS4-HMAC-SHA256 x"})
    assert signed.status_code == 400


async def test_long_documents_come_as_raw_gzip_unless_the_header_is_asked_for(client):
    done = await finished(client, LISTINGS)
    path = f"{DOCUMENTS}/{done['reportDocumentId']}"
    plain = (await client.get(path)).json()
    assert plain["compressionAlgorithm"] == "GZIP"
    answer = await client.http.get(plain["url"])
    assert answer.headers["content-encoding"] == "identity"
    assert answer.content[:2] == b"\x1f\x8b"
    encoded = (await client.get(path, enableContentEncodingUrlHeader="true")).json()
    answer = await client.http.get(encoded["url"])
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text.startswith("item-name\t")


async def test_compression_and_charset_can_be_switched(client):
    client.emulator.reports.compress = False
    client.emulator.reports.charset = False
    done = await finished(client, LISTINGS)
    found = (await client.get(f"{DOCUMENTS}/{done['reportDocumentId']}")).json()
    assert "compressionAlgorithm" not in found
    answer = await client.http.get(found["url"])
    assert answer.headers["content-type"] == "text/tab-separated-values"
    assert answer.content.startswith(b"item-name\t")


async def test_tables_have_crlf_line_ends_and_the_regions_charset(client):
    answer, text = await download(client, (await finished(client, LISTINGS))["reportDocumentId"])
    assert charset(answer) == "Cp1252"
    assert text.endswith("\r\n")
    assert "Casa Peña" in text
    assert text.count("\r\n") == text.count("\n") == 41


async def test_japan_has_its_own_charset():
    client = Client(Emulator(now=NOW, region="FE", limits=False))
    done = await finished(client, LISTINGS, marketplace="A1VC38T7YXB528")
    answer, text = await download(client, done["reportDocumentId"])
    assert charset(answer) == "Windows-31J"
    assert "陶器マグカップ" in text


async def test_column_names_can_be_localized():
    client = Client(Emulator(now=NOW, region="EU", limits=False))
    done = await finished(
        client, "GET_SELLER_FEEDBACK_DATA", marketplace="A1PA6795UKMFR9", dataStartTime=at(days=300)
    )
    text = (await download(client, done["reportDocumentId"]))[1]
    assert text.startswith("Datum\tBewertung\t")


async def test_the_order_report_holds_the_orders_of_the_api(client):
    window = {"dataStartTime": at(days=20), "dataEndTime": at(days=1)}
    found = await table(client, ORDERS, **window)
    listed = await client.pages(
        "/orders/2026-01-01/orders",
        "paginationToken",
        "pagination.nextToken",
        createdAfter=window["dataStartTime"],
        createdBefore=window["dataEndTime"],
        marketplaceIds=US,
        includedData="PROCEEDS",
    )
    orders = [order for page in listed for order in page["orders"]]
    assert {row["amazon-order-id"] for row in found} == {order["orderId"] for order in orders}
    assert len(found) == sum(len(order["orderItems"]) for order in orders)
    prices = {(row["amazon-order-id"], row["sku"]): row["item-price"] for row in found}
    for order in orders:
        for item in order["orderItems"]:
            parts = {
                part["type"]: part["subtotal"]["amount"]
                for part in item.get("proceeds", {}).get("breakdowns", ())
            }
            assert prices[order["orderId"], item["product"]["sellerSku"]] == parts.get("ITEM", "")


async def test_the_report_by_last_update_finds_older_orders_too(client):
    window = {"dataStartTime": at(days=1), "dataEndTime": at()}
    by_update = await table(client, "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL", **window)
    assert any(row["purchase-date"] < at(days=1) for row in by_update)
    assert all(row["last-updated-date"] >= at(days=1)[:19] for row in by_update)


async def test_stock_reports_equal_the_stock_of_the_api(client):
    pages = await client.pages(
        "/fba/inventory/v1/summaries",
        "nextToken",
        "pagination.nextToken",
        granularityType="Marketplace",
        granularityId=US,
        marketplaceIds=US,
        details="true",
    )
    api = {
        row["sellerSku"]: (row["inventoryDetails"]["fulfillableQuantity"], row["totalQuantity"])
        for page in pages
        for row in page["payload"]["inventorySummaries"]
    }
    full = await table(client, "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA")
    assert {
        row["sku"]: (int(row["afn-fulfillable-quantity"]), int(row["afn-total-quantity"])) for row in full
    } == api
    short = await table(client, "GET_AFN_INVENTORY_DATA")
    assert {row["seller-sku"]: int(row["Quantity Available"]) for row in short} == {
        sku: fulfillable for sku, (fulfillable, _total) in api.items()
    }


async def test_settlements_exist_without_being_asked_for_and_add_up(client):
    listed = (await client.get(REPORTS, reportTypes=SETTLEMENT, pageSize=100)).json()["reports"]
    assert len(listed) >= 12
    assert {one["processingStatus"] for one in listed} == {"DONE"}
    groups = (await client.get("/finances/v0/financialEventGroups", MaxResultsPerPage=100)).json()["payload"][
        "FinancialEventGroupList"
    ]
    totals = {
        group.get("TraceId"): Decimal(str(group["OriginalTotal"]["CurrencyAmount"])) for group in groups
    }
    for one in listed[:4]:
        head, *amounts = rows((await download(client, one["reportDocumentId"]))[1])
        total = Decimal(head["total-amount"])
        assert sum(Decimal(row["amount"]) for row in amounts) == total
        assert total == totals[head["settlement-id"]]
    refused = await client.call("POST", REPORTS, json={"reportType": SETTLEMENT, "marketplaceIds": [US]})
    assert refused.status_code == 400


async def test_sales_equal_the_orders(client):
    window = {"dataStartTime": at(days=30), "dataEndTime": at()}
    done = await finished(
        client, "GET_SALES_AND_TRAFFIC_REPORT", **window, reportOptions={"asinGranularity": "SKU"}
    )
    answer, text = await download(client, done["reportDocumentId"])
    assert answer.headers["content-type"] == "application/json; charset=UTF-8"
    body = json.loads(text)
    by_date = sum(
        Decimal(str(one["salesByDate"]["orderedProductSales"]["amount"]))
        for one in body["salesAndTrafficByDate"]
    )
    by_asin = sum(
        Decimal(str(one["salesByAsin"]["orderedProductSales"]["amount"]))
        for one in body["salesAndTrafficByAsin"]
    )
    orders = await table(client, ORDERS, **window)
    assert by_date == by_asin == sum(Decimal(row["item-price"] or 0) for row in orders)
    assert all("sku" in one for one in body["salesAndTrafficByAsin"])


async def test_the_transaction_report_is_quoted_csv(client):
    done = await finished(client, "GET_DATE_RANGE_FINANCIAL_TRANSACTION_DATA", dataStartTime=at(days=30))
    answer, text = await download(client, done["reportDocumentId"])
    assert answer.headers["content-type"] == "text/csv; charset=UTF-8"
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    sums = defaultdict(Decimal)
    for row in found:
        sums[row["type"]] += Decimal(row["total"])
    assert sums.keys() >= {"Order", "ServiceFee"}


async def test_a_restricted_report_needs_a_token_for_its_own_document(client):
    done = await finished(client, TO_SHIP)
    path = f"{DOCUMENTS}/{done['reportDocumentId']}"
    assert (await client.get(path)).status_code == 403
    token = await client.restricted_token({"method": "GET", "path": path})
    _answer, text = await download(client, done["reportDocumentId"], token)
    assert all(row["recipient-name"] and row["ship-address-1"] for row in rows(text))
    other = await finished(client, TO_SHIP)
    headers = {"x-amz-access-token": token}
    assert (
        await client.call("GET", f"{DOCUMENTS}/{other['reportDocumentId']}", headers=headers)
    ).status_code == 403


async def test_a_list_of_reports_is_continued_by_the_token_alone(client):
    first = (await client.get(REPORTS, reportTypes=SETTLEMENT, pageSize=5)).json()
    assert len(first["reports"]) == 5
    token = first["nextToken"]
    second = (await client.get(REPORTS, nextToken=token)).json()
    assert len(second["reports"]) == 5
    ids = [one["reportId"] for one in first["reports"] + second["reports"]]
    assert len(set(ids)) == 10
    for extra in ({"reportTypes": SETTLEMENT}, {"pageSize": 5}, {"MarketplaceIds": US}):
        assert (await client.get(REPORTS, nextToken=token, **extra)).status_code == 400


async def test_a_list_of_reports_can_be_filtered(client):
    done = await finished(client, LISTINGS)
    waiting = await create(client, LISTINGS)
    query = {"reportTypes": f"{LISTINGS},{ORDERS}"}
    assert [one["reportId"] for one in (await client.get(REPORTS, **query)).json()["reports"]] == [
        waiting,
        done["reportId"],
    ]
    found = await client.get(REPORTS, **query, processingStatuses="DONE,FATAL", marketplaceIds=US)
    assert [one["reportId"] for one in found.json()["reports"]] == [done["reportId"]]
    found = await client.get(REPORTS, **query, createdUntil=at(seconds=-1))
    assert [one["reportId"] for one in found.json()["reports"]] == [done["reportId"]]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"pageSize": 10},
        {"reportTypes": ",".join("x" * 11)},
        {"reportTypes": ORDERS, "pageSize": 101},
        {"reportTypes": ORDERS, "processingStatuses": "READY"},
        {"reportTypes": ORDERS, "createdSince": at(days=91)},
        {"nextToken": "invented"},
    ],
)
async def test_the_rules_of_get_reports(client, query):
    answer = await client.get(REPORTS, **query)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reportType": "GET_EVERYTHING", "marketplaceIds": [US]},
        {"reportType": ORDERS},
        {"reportType": ORDERS, "marketplaceIds": []},
        {"reportType": ORDERS, "marketplaceIds": US},
        {"reportType": ORDERS, "marketplaceIds": [US] * 26},
        {"reportType": ORDERS, "marketplaceIds": [US], "dataStartTime": "last week"},
        {
            "reportType": ORDERS,
            "marketplaceIds": [US],
            "dataStartTime": at(days=1),
            "dataEndTime": at(days=2),
        },
        {"reportType": ORDERS, "marketplaceIds": [US], "reportOptions": {"a": 1}},
        {"reportType": "GET_FBA_SNS_FORECAST_DATA", "marketplaceIds": [US]},
    ],
)
async def test_the_rules_of_create_report(client, body):
    answer = await client.call("POST", REPORTS, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


async def test_a_body_that_is_not_json_is_a_bad_request(client):
    answer = await client.call("POST", REPORTS, content=b"reportType=x")
    assert answer.status_code == 400


async def test_reports_belong_to_their_application_and_seller(client):
    done = await finished(client, LISTINGS)
    await client.login(client.emulator.add_account())
    assert (await client.get(f"{REPORTS}/{done['reportId']}")).status_code == 404
    assert (await client.get(f"{DOCUMENTS}/{done['reportDocumentId']}")).status_code == 404


async def test_links_point_to_the_open_socket():
    async with Emulator(now=NOW) as emulator:
        client = Client(emulator)
        done = await finished(client, LISTINGS)
        url = (await client.get(f"{DOCUMENTS}/{done['reportDocumentId']}")).json()["url"]
        assert url.startswith(emulator.url)
        async with httpx2.AsyncClient() as http:
            assert (await http.get(url)).status_code == 200
