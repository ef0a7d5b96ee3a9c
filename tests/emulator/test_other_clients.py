"""The emulator serves SP-API clients that were not written for it."""

import datetime as dt

import httpx2
import pytest

from toolspan.emulator import Emulator

from .conftest import NOW, US

MUG = "MUG-001"


class TestPythonAmazonSpApi:
    """saleweaver's client, over a socket, from a thread that blocks."""

    @pytest.fixture
    def emulator(self):
        from sp_api.auth import access_token_client

        access_token_client.cache.clear()
        with Emulator(seed=7, now=NOW) as emulator:
            yield emulator

    @pytest.fixture
    def connect(self, emulator):
        from sp_api.auth import AccessTokenClient

        class LocalTokens(AccessTokenClient):
            scheme = "http://"
            host = emulator.url.removeprefix("http://")

        made = []

        def connect(api, **credentials):
            given = emulator.credentials | credentials
            client = api(
                credentials=given, refresh_token=given["refresh_token"], auth_token_client_class=LocalTokens
            )
            client.endpoint = emulator.url
            made.append(client)
            return client

        yield connect
        for client in made:
            client.close()
            client._auth._transport.close()

    def test_it_logs_in_lists_and_reads_orders(self, connect):
        from sp_api.api import OrdersV20260101

        orders = connect(OrdersV20260101)
        found = orders.search_orders(
            createdAfter="2026-11-01T00:00:00Z", includedData=["PROCEEDS", "FULFILLMENT"]
        )
        assert len(found.payload["orders"]) > 10
        first = found.payload["orders"][0]
        again = orders.get_order(first["orderId"], includedData=["PROCEEDS", "FULFILLMENT"])
        assert again.payload["order"] == first

    def test_it_pages_through_the_older_orders(self, connect):
        from sp_api.api import OrdersV0

        orders = connect(OrdersV0)
        page = orders.get_orders(CreatedAfter="2026-10-25T00:00:00Z", MaxResultsPerPage=20)
        seen = [order["AmazonOrderId"] for order in page.payload["Orders"]]
        while page.next_token:
            page = orders.get_orders(NextToken=page.next_token, MaxResultsPerPage=20)
            seen += [order["AmazonOrderId"] for order in page.payload["Orders"]]
        assert len(seen) > 60
        assert len(set(seen)) == len(seen)
        items = orders.get_order_items(seen[0]).payload["OrderItems"]
        assert items[0]["SellerSKU"]

    def test_it_gets_personal_data_with_a_restricted_token(self, connect):
        from sp_api.api import OrdersV0

        orders = connect(OrdersV0)
        bare = orders.get_orders(CreatedAfter="2026-11-20").payload["Orders"][0]
        full = orders.get_order(
            bare["AmazonOrderId"], RestrictedResources=["buyerInfo", "shippingAddress"]
        ).payload
        assert "BuyerInfo" not in bare
        assert full["BuyerInfo"]["BuyerName"]
        assert full["ShippingAddress"]["City"]

    def test_it_creates_polls_and_downloads_a_report(self, emulator, connect):
        from sp_api.api import Reports

        reports = connect(Reports)
        created = reports.create_report(reportType="GET_MERCHANT_LISTINGS_ALL_DATA")
        report_id = created.payload["reportId"]
        states = []
        while not states or states[-1] != "DONE":
            report = reports.get_report(report_id).payload
            states.append(report["processingStatus"])
            emulator.clock.advance(2.5)
        assert list(dict.fromkeys(states)) == ["IN_QUEUE", "IN_PROGRESS", "DONE"]
        document = reports.get_report_document(report["reportDocumentId"], download=True).payload["document"]
        assert document.startswith("item-name\t")
        assert "Nº 1" in document
        assert MUG in document

    def test_its_other_calls_work_too(self, emulator, connect):
        from sp_api.api import CatalogItemsV20220401, Finances, Inventories, ListingsItems, Sellers

        assert len(connect(Sellers).get_marketplace_participation().payload) == 4
        item = connect(ListingsItems).get_listings_item(emulator.seller_id, "MUG/002-A").payload
        assert item["sku"] == "MUG/002-A"
        asin = item["summaries"][0]["asin"]
        assert connect(CatalogItemsV20220401).get_catalog_item(asin).payload["asin"] == asin
        stock = connect(Inventories).get_inventory_summary_marketplace(details=True).payload
        assert stock["inventorySummaries"]
        events = connect(Finances).list_financial_events(PostedAfter="2026-11-01T00:00:00Z").payload
        assert events["FinancialEvents"]["ShipmentEventList"]

    def test_a_bad_grant_is_its_authorization_error(self, connect):
        from sp_api.api import Sellers
        from sp_api.auth.exceptions import AuthorizationError

        with pytest.raises(AuthorizationError) as caught:
            connect(Sellers, refresh_token="Atzr|wrong").get_marketplace_participation()
        assert caught.value.error_code == "invalid_grant"

    def test_throttling_is_its_throttling_error(self, emulator, connect):
        from sp_api.api import Sellers
        from sp_api.base import SellingApiRequestThrottledException

        emulator.faults.add("throttle", operation="getMarketplaceParticipations")
        with pytest.raises(SellingApiRequestThrottledException):
            connect(Sellers).get_marketplace_participation()


class TestAmznSellingPartner:
    """Britto's asynchronous client, in process, with Amazon's own addresses."""

    @pytest.fixture
    async def client(self, emulator):
        from amzn_selling_partner import AsyncSellingPartner

        given = emulator.credentials
        client = AsyncSellingPartner(
            client_id=given["lwa_app_id"],
            client_secret=given["lwa_client_secret"],
            refresh_token=given["refresh_token"],
            transport=httpx2.ASGITransport(app=emulator.app),
        )
        yield client
        await client.aclose()

    async def test_it_lists_every_order_page_by_page(self, emulator, client):
        after = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
        seen = [
            order.order_id
            async for order in client.orders_v2026_01_01.iter_list_orders(
                created_after=after, marketplace_ids=[US, "A2EUQ1WTGCTBG2"], max_results_per_page=50
            )
        ]
        assert len(seen) == len(set(seen)) > 100
        assert len(emulator.requests.matching(operation="searchOrders", status=200)) > 2
        assert len(emulator.requests.matching(operation="token")) == 1

    async def test_it_reads_a_report_document(self, emulator, client):
        created = await client.reports.create_report(
            {"reportType": "GET_SALES_AND_TRAFFIC_REPORT", "marketplaceIds": [US]}
        )
        emulator.clock.advance(10)
        report = await client.reports.get_report(created.report_id)
        assert report.processing_status == "DONE"
        document = await client.documents.get_report_document(report.report_document_id)
        assert document.url.startswith(f"{emulator.url}/documents/")
