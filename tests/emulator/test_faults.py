import asyncio

import httpx2
import pytest

from toolspan.emulator import ConnectionCut, Emulator

from .conftest import NOW, Client

ORDERS = "/orders/2026-01-01/orders"
RECENT = {"createdAfter": "2026-11-20T00:00:00Z"}
REPORTS = "/reports/2021-06-30/reports"
LISTINGS_REPORT = {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA", "marketplaceIds": ["ATVPDKIKX0DER"]}


@pytest.fixture
async def wired():
    """A client that reaches the emulator over a real socket."""
    async with Emulator(seed=7, now=NOW) as emulator:
        client = Client(emulator)
        await client.http.aclose()
        client.http = httpx2.AsyncClient(base_url=emulator.url)
        await client.login()
        yield client
        await client.http.aclose()


async def test_a_status_fault_strikes_as_often_as_it_was_told(client):
    client.emulator.faults.add("status", status=503, operation="searchOrders", times=2)
    seen = [(await client.get(ORDERS, **RECENT)).status_code for _ in range(3)]
    assert seen == [503, 503, 200]


async def test_a_fault_can_wait_its_turn_and_last_for_ever(client):
    fault = client.emulator.faults.add("status", path="/orders/", after=1, times=None)
    seen = [(await client.get(ORDERS, **RECENT)).status_code for _ in range(4)]
    assert seen == [200, 500, 500, 500]
    client.emulator.faults.remove(fault)
    assert (await client.get(ORDERS, **RECENT)).status_code == 200
    assert fault.hits == 3


async def test_a_fault_keeps_to_its_operation_method_and_path(client):
    client.emulator.faults.add("status", operation="getOrder")
    client.emulator.faults.add("status", method="POST", path=REPORTS)
    assert (await client.get(ORDERS, **RECENT)).status_code == 200
    assert (await client.get(REPORTS, reportTypes="GET_AFN_INVENTORY_DATA")).status_code == 200
    assert (await client.call("POST", REPORTS, json=LISTINGS_REPORT)).status_code == 500


async def test_status_body_and_headers_are_free(client):
    client.emulator.faults.add("status", status=418, body={"odd": 1}, headers={"Retry-After": "7"})
    answer = await client.http.get("/anything")
    assert (answer.status_code, answer.json(), answer.headers["retry-after"]) == (418, {"odd": 1}, "7")


async def test_a_storm_of_429_looks_like_an_empty_bucket(client):
    client.emulator.faults.add("throttle", operation="searchOrders", times=3)
    answers = [await client.get(ORDERS, **RECENT) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [429, 429, 429, 200]
    assert answers[0].json()["errors"][0]["code"] == "QuotaExceeded"


@pytest.mark.parametrize("status", [400, 503])
async def test_the_edge_can_answer_html(client, status):
    client.emulator.faults.add("html", status=status)
    answer = await client.get(ORDERS, **RECENT) if client.token else await client.http.get(ORDERS)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html"


async def test_a_redirect_points_where_it_was_told(client):
    client.emulator.faults.add("redirect", location="http://elsewhere.example/", status=307)
    answer = await client.http.get(ORDERS)
    assert (answer.status_code, answer.headers["location"]) == (307, "http://elsewhere.example/")


async def test_login_with_amazon_can_fail_too(client):
    client.emulator.faults.add("status", operation="token", status=500)
    assert (await client.login()).status_code == 500
    assert (await client.login()).status_code == 200


async def test_a_delay_passes_on_the_emulators_clock_and_the_answer_follows(client):
    client.emulator.faults.add("delay", seconds=40, operation="searchOrders")
    before = client.emulator.clock.monotonic()
    assert (await client.get(ORDERS, **RECENT)).status_code == 200
    assert client.emulator.clock.monotonic() - before == 40


async def test_a_real_delay_trips_a_real_timeout(wired):
    wired.emulator.faults.add("delay", seconds=60, real=True, operation="searchOrders")
    with pytest.raises(httpx2.ReadTimeout):
        await wired.call("GET", ORDERS, RECENT, timeout=0.05)


async def test_a_reset_comes_before_any_header(wired):
    wired.emulator.faults.add("reset", operation="searchOrders")
    with pytest.raises(httpx2.TransportError):
        await wired.get(ORDERS, **RECENT)
    assert wired.emulator.requests[-1].status is None
    assert (await wired.get(ORDERS, **RECENT)).status_code == 200


async def test_a_cut_comes_in_the_middle_of_the_body(wired):
    wired.emulator.faults.add("cut", operation="searchOrders", bytes=100)
    await wired.login()
    headers = {"x-amz-access-token": wired.token}
    async with wired.http.stream("GET", ORDERS, params=RECENT, headers=headers) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx2.TransportError):
            await answer.aread()


async def test_a_truncated_body_is_shorter_than_its_content_length(wired):
    wired.emulator.faults.add("truncate", operation="searchOrders", bytes=10)
    with pytest.raises(httpx2.RemoteProtocolError, match="received 10 bytes"):
        await wired.get(ORDERS, **RECENT)


async def test_a_lost_answer_leaves_its_effect_behind(wired):
    wired.emulator.faults.add("lost", operation="createReport")
    with pytest.raises(httpx2.TransportError):
        await wired.call("POST", REPORTS, json=LISTINGS_REPORT)
    found = await wired.get(REPORTS, reportTypes="GET_MERCHANT_LISTINGS_ALL_DATA")
    assert len(found.json()["reports"]) == 1


async def test_in_process_a_cut_connection_is_an_exception(client):
    client.emulator.faults.add("reset", operation="searchOrders")
    with pytest.raises(ConnectionCut):
        await client.get(ORDERS, **RECENT)


async def test_the_emulator_stops_at_once_although_a_request_hangs():
    async with Emulator(now=NOW) as emulator, httpx2.AsyncClient(base_url=emulator.url) as http:
        emulator.faults.add("delay", seconds=600, real=True)
        hanging = asyncio.create_task(http.get("/anything"))
        while not emulator.requests:  # noqa: ASYNC110 - the request log is a list, not an event
            await asyncio.sleep(0)
    assert isinstance((await asyncio.gather(hanging, return_exceptions=True))[0], httpx2.TransportError)


def test_an_unknown_kind_names_the_known_ones():
    with pytest.raises(
        ValueError, match="cut, delay, html, lost, redirect, reset, status, throttle, truncate"
    ):
        Emulator(now=NOW).faults.add("explode")
