"""A seller's consent, from the first question to the first order."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from toolspan import InvalidInput, NeedsReauthorization, UpstreamError
from toolspan.hosted.callback import connector_id_of

EXAMPLE = Path(__file__).parents[2] / "examples" / "hosted" / "oauth_flow.py"
KIND = "amazon-seller-partner"
PAGE = "https://yourapp.com/oauth/callback"


def own_app(served):
    credentials = served.emulator.credentials
    return {
        "application_id": "amzn1.sp.solution.00000000-0000-0000-0000-000000000001",
        "lwa_app_id": credentials["lwa_app_id"],
        "lwa_client_secret": credentials["lwa_client_secret"],
    }


async def consent(served, consent_url: str) -> str:
    """Play the seller's browser: agree, and go where the server then sends it. Gives the last address."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(consent_url).query).items()}
    code = served.emulator.issue_authorization_code(redirect_uri=query["redirect_uri"])
    back = {
        "state": query["state"],
        "selling_partner_id": served.emulator.seller_id,
        "spapi_oauth_code": code,
    }
    async with httpx2.AsyncClient() as browser:
        answer = await browser.get(query["redirect_uri"], params=back)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


async def test_a_consent_makes_a_connector_that_works_at_once(served):
    async with served.workspace("shop") as workspace:
        await workspace.set_oauth_app(KIND, own_app(served))
        flow = await workspace.initiate_oauth(
            "Amazon-Seller-Partner", redirect_url=f"{PAGE}?user_id=7", environment={"region": "US"}
        )
        address = await consent(served, flow.consent_url)
        assert address.startswith(f"{PAGE}?user_id=7&")
        connector_id = workspace.connector_id_from_callback(address)
        assert (await workspace.get_connector(connector_id)).workspace_name == "shop"
    async with served.connect(workspace_name=None, connector_id=connector_id) as connector:
        assert (await connector.listings_items.list(page_size=2)).data, "the consent tells the seller's id"


async def test_without_an_application_there_is_nothing_to_consent_to(served):
    async with served.workspace() as workspace:
        await workspace.set_oauth_app(KIND, own_app(served))
        await workspace.delete_oauth_app(KIND)
        await workspace.delete_oauth_app(KIND)
        with pytest.raises(InvalidInput, match="OAuth application"):
            await workspace.initiate_oauth(KIND, redirect_url=PAGE)


async def test_the_example_connects_a_seller_and_prints_orders(served, monkeypatch, capsys):
    for name, value in served.environment.items():
        monkeypatch.setenv(name, value)
    async with served.workspace("example") as workspace:
        await workspace.set_oauth_app(KIND, own_app(served))
    spec = importlib.util.spec_from_file_location("oauth_flow", EXAMPLE)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    tasks = []

    async def agree(url):
        address = await consent(served, url)
        async with httpx2.AsyncClient() as browser:
            assert (await browser.get(address)).text == "You can close this window.\n"

    await example.main("example", lambda url: tasks.append(asyncio.create_task(agree(url))))
    await asyncio.gather(*tasks)
    *_, last = printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 7
    assert len(last.split()[0].split("-")) == 3, "an order id"


@pytest.mark.parametrize(
    "url", [f"{PAGE}?connector_id=abc-1", f"{PAGE}?user_id=7&connector_id=abc-1", "/oauth/callback?connector_id=abc-1", "connector_id=abc-1"]
)  # fmt: skip
def test_the_callback_names_the_connector(url):
    assert connector_id_of(url) == "abc-1"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (PAGE, InvalidInput),
        (f"{PAGE}?connector_id=", InvalidInput),
        (f"{PAGE}?connector_id=a&connector_id=b", InvalidInput),
        (f"{PAGE}?connector_id=..%2F..%2Ftoken", InvalidInput),
        ("https://[", InvalidInput),
        (f"{PAGE}?error=creation_failed&error_description=it+did+not+work", UpstreamError),
        (f"{PAGE}?error=creation_failed&connector_id=abc", UpstreamError),
        (f"{PAGE}?error=access_denied", NeedsReauthorization),
    ],
)
def test_a_callback_without_a_connector_is_an_error(url, kind):
    with pytest.raises(kind):
        connector_id_of(url)


def test_what_a_callback_says_went_wrong_is_cut_and_cleaned():
    with pytest.raises(UpstreamError, match="creation_failed") as caught:
        connector_id_of(f"{PAGE}?error=creation_failed&error_description=%1b%5b31m{'x' * 5_000}")
    assert "\x1b" not in caught.value.message
    assert len(caught.value.message) <= 2_000
