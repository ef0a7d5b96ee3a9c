"""A seller's consent, from the first question to the first order."""

from __future__ import annotations

import asyncio
import importlib.util
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
import pytest

from toolspan import InvalidInput, NeedsReauthorization, UpstreamError
from toolspan.hosted.workspace import connector_id_of

EXAMPLE = Path(__file__).parents[2] / "examples" / "hosted" / "oauth_flow.py"
KIND = "amazon-seller-partner"
PAGE = "https://yourapp.com/oauth/callback"
CALLBACK = "/api/v1/integrations/connectors/oauth/callback"


def own_app(served, **changes):
    """The application, registered at Amazon with the server's callback."""
    served.emulator.application.redirect_uris = [served.url + CALLBACK]
    credentials = served.emulator.credentials
    return {
        "application_id": served.emulator.application.application_id,
        "lwa_app_id": credentials["lwa_app_id"],
        "lwa_client_secret": credentials["lwa_client_secret"],
    } | changes


class Forms(HTMLParser):
    """The forms of a page: where each leads and what it sends, by what its button says."""

    def __init__(self, text):
        super().__init__()
        self.found = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.current = (given["action"], {})
        elif tag == "input":
            self.current[1][given["name"]] = given["value"]

    def handle_data(self, data):
        if self.lasttag == "button" and data.strip():
            self.found[data.strip()] = self.current


async def press(browser, page, label):
    address, fields = Forms(page.text).found[label]
    return await browser.post(urljoin(str(page.url), address), data=fields)


async def consent(consent_url: str, label: str = "Authorize") -> str:
    """Play the seller's browser: answer the page, and follow until the server is done. Gives the last address."""
    async with httpx2.AsyncClient() as browser:
        at_amazon = (await browser.get(consent_url)).headers["location"]
        sent_back = await press(browser, await browser.get(at_amazon), label)
        assert sent_back.status_code == 302, sent_back.text
        answer = await browser.get(sent_back.headers["location"])
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


async def test_a_consent_makes_a_connector_that_works_at_once(served):
    async with served.workspace("shop") as workspace:
        await workspace.set_oauth_app(KIND, own_app(served))
        flow = await workspace.initiate_oauth(
            "Amazon-Seller-Partner", redirect_url=f"{PAGE}?user_id=7", environment={"region": "US"}
        )
        address = await consent(flow.consent_url)
        assert address.startswith(f"{PAGE}?user_id=7&")
        connector_id = workspace.connector_id_from_callback(address)
        assert (await workspace.get_connector(connector_id)).workspace_name == "shop"
    async with served.connect(workspace_name=None, connector_id=connector_id) as connector:
        assert (await connector.listings_items.list(page_size=2)).data, "the consent tells the seller's id"


async def test_a_seller_who_cancels_is_an_error_that_says_so(served):
    async with served.workspace("shop") as workspace:
        await workspace.set_oauth_app(KIND, own_app(served))
        flow = await workspace.initiate_oauth(KIND, redirect_url=PAGE)
        address = await consent(flow.consent_url, "Cancel")
        with pytest.raises(NeedsReauthorization, match="did not consent"):
            workspace.connector_id_from_callback(address)
        assert await workspace.list_connectors() == []


async def test_a_draft_is_asked_for_as_one(served):
    served.emulator.application.draft = True
    async with served.workspace("shop") as workspace:
        await workspace.set_oauth_app(KIND, own_app(served, draft=True))
        flow = await workspace.initiate_oauth(KIND, redirect_url=PAGE)
        assert workspace.connector_id_from_callback(await consent(flow.consent_url))


async def test_a_renewed_consent_keeps_the_connector(served):
    async with served.workspace("shop") as workspace:
        await workspace.set_oauth_app(KIND, own_app(served))
        flow = await workspace.initiate_oauth(KIND, redirect_url=PAGE)
        first = workspace.connector_id_from_callback(await consent(flow.consent_url))
        flow = await workspace.initiate_oauth(KIND, redirect_url=PAGE, connector_id=first)
        assert workspace.connector_id_from_callback(await consent(flow.consent_url)) == first


async def test_a_seller_who_starts_at_the_appstore_arrives_at_a_connector_too(served):
    application = served.emulator.application
    application.login_uri = "https://yourapp.com/login"
    async with served.workspace("shop") as workspace, httpx2.AsyncClient() as browser:
        await workspace.set_oauth_app(KIND, own_app(served))
        store = await browser.get(f"{served.emulator.url}/apps/store/{application.application_id}")
        at_login = (await press(browser, store, "Authorize now")).headers["location"]
        given = {name: values[0] for name, values in parse_qs(urlsplit(at_login).query).items()}
        body = {"workspace_name": "shop", "connector_type": KIND, "redirect_url": PAGE} | given
        token = await browser.post(
            f"{served.url}/api/v1/account/applications/token",
            json={"client_id": served.client_id, "client_secret": served.client_secret},
        )
        answer = await browser.post(
            f"{served.url}/api/v1/integrations/connectors/oauth/initiate",
            json=body,
            headers={"authorization": f"Bearer {token.json()['access_token']}"},
        )
        onwards = await browser.get(answer.json()["consent_url"])
        confirmed = await browser.get(onwards.headers["location"])
        address = (await browser.get(confirmed.headers["location"])).headers["location"]
        assert workspace.connector_id_from_callback(address)


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
        address = await consent(url)
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
