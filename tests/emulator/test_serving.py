import asyncio

import httpx2
import pytest

import toolspan.emulator
from toolspan.emulator import Emulator, EmulatorClock, environment, environment_lines, serve

from .conftest import NOW

PATH = "/orders/2026-01-01/orders"


def credentials(emulator):
    given = emulator.credentials
    return {
        "grant_type": "refresh_token",
        "refresh_token": given["refresh_token"],
        "client_id": given["lwa_app_id"],
        "client_secret": given["lwa_client_secret"],
    }


def test_the_public_names_exist():
    assert sorted(toolspan.emulator.__all__) == toolspan.emulator.__all__
    assert all(hasattr(toolspan.emulator, name) for name in toolspan.emulator.__all__)


async def test_it_serves_on_loopback_in_the_running_loop():
    emulator = Emulator(now=NOW)
    assert emulator.url == "https://sp-api.emulator"
    async with emulator:
        assert emulator.url.startswith("http://127.0.0.1:")
        assert emulator.token_url == f"{emulator.url}/auth/o2/token"
        async with httpx2.AsyncClient() as http:
            token = (await http.post(emulator.token_url, data=credentials(emulator))).json()["access_token"]
            headers = {"x-amz-access-token": token}
            query = {"createdAfter": "2026-11-20T00:00:00Z"}
            answer = await http.get(emulator.url + PATH, params=query, headers=headers)
        assert answer.json()["orders"]
    assert emulator.url == "https://sp-api.emulator"


def test_it_serves_from_a_thread_for_clients_that_block():
    with Emulator(now=NOW) as emulator, httpx2.Client() as http:
        answer = http.post(emulator.token_url, data=credentials(emulator))
        assert answer.json()["access_token"].startswith("Atza|")
        assert len(emulator.requests) == 1


def test_a_thread_can_be_started_and_stopped_by_hand():
    emulator = Emulator(now=NOW).start_in_thread()
    url = emulator.url
    assert httpx2.post(emulator.token_url, data=credentials(emulator)).status_code == 200
    emulator.stop()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(url)


async def test_serve_runs_until_it_is_cancelled():
    ready = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(port=0, now=NOW, region="EU", ready=ready.set_result))
    emulator = await ready
    async with httpx2.AsyncClient() as http:
        assert (await http.post(emulator.token_url, data=credentials(emulator))).status_code == 200
    task.cancel()
    assert isinstance((await asyncio.gather(task, return_exceptions=True))[0], asyncio.CancelledError)


def test_the_environment_points_a_client_at_it():
    emulator = Emulator(now=NOW, region="EU")
    assert environment(emulator) == {
        "TOOLSPAN_SP_API_URL": emulator.url,
        "TOOLSPAN_LWA_URL": emulator.token_url,
        "LWA_APP_ID": emulator.credentials["lwa_app_id"],
        "LWA_CLIENT_SECRET": emulator.credentials["lwa_client_secret"],
        "SP_API_REFRESH_TOKEN": emulator.credentials["refresh_token"],
        "TOOLSPAN_REGION": "DE",
        "TOOLSPAN_SELLER_ID": emulator.seller_id,
        "TOOLSPAN_SELLER_CENTRAL_URL": emulator.url,
        "SP_API_APPLICATION_ID": emulator.application.application_id,
    }
    assert f"SP_API_REFRESH_TOKEN='{emulator.credentials['refresh_token']}'" in environment_lines(emulator)
    assert "TOOLSPAN_REGION=DE" in environment_lines(emulator)


def test_an_unknown_region_is_refused():
    with pytest.raises(ValueError, match="NA, EU, FE"):
        Emulator(region="US")


def test_a_clock_can_be_shared():
    clock = EmulatorClock(NOW)
    assert Emulator(clock=clock).clock is clock


def test_without_a_moment_the_data_lie_behind_the_real_now():
    emulator = Emulator()
    orders = emulator.seller.world.visible_orders(emulator.clock.time())
    assert 0 < emulator.clock.time() - orders[-1].created < 86400


async def test_requests_are_recorded_as_they_were_sent():
    async with Emulator(now=NOW) as emulator:
        async with httpx2.AsyncClient(base_url=emulator.url) as http:
            await http.get(
                "/listings/2021-08-01/items/A1/a%2Fb%20c?marketplaceIds=X%2CY", headers={"X-Thing": "1"}
            )
            await http.post("/reports/2021-06-30/reports", json={"a": 1})
        first, second = emulator.requests
        assert first.target == "/listings/2021-08-01/items/A1/a%2Fb%20c?marketplaceIds=X%2CY"
        assert (first.path, first.query) == tuple(first.target.split("?"))
        assert first.parameters == {"marketplaceIds": "X,Y"}
        assert first.operation == "listingsItems_2021-08-01.getListingsItem"
        assert (first.header("x-thing"), first.status) == ("1", 403)
        assert second.json() == {"a": 1}
        assert emulator.requests.matching(method="post") == [second]
        emulator.requests.clear()
        assert not emulator.requests
