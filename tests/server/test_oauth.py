"""A seller's consent makes one connector, in the workspace that asked for it, and nothing else does."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

if TYPE_CHECKING:
    from tests.server.conftest import Server

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
CALLBACK = f"{CONNECTORS}/oauth/callback"
HOME = "https://yourapp.com/oauth/callback?user_id=7"
RECENT = {"created_after": "-7d"}
ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture(autouse=True)
async def _application(server: Server) -> None:
    app = server.emulator.application
    configuration = {
        "application_id": app.application_id,
        "lwa_app_id": app.client_id,
        "lwa_client_secret": app.secret,
        "draft": True,
    }
    stored = await server.call(
        "PUT",
        f"{API}/oauth/credentials",
        {"connector_type": "Amazon-Seller-Partner", "configuration": configuration},
    )
    assert stored.status_code == 200, stored.text
    assert stored.json()["scope_id"] == server.organization_id
    assert app.secret not in stored.text


async def initiate(server: Server, *, bearer: str | None = None, **changes: Any) -> httpx2.Response:
    body = {
        "workspace_name": "acme",
        "connector_type": "Amazon-Seller-Partner",
        "redirect_url": HOME,
    } | changes
    return await server.call("POST", f"{CONNECTORS}/oauth/initiate", body, bearer=bearer)


async def amazons_page(
    server: Server, answer: httpx2.Response, browser: httpx2.AsyncClient | None = None
) -> str:
    """Where a browser arrives that opens the consent URL."""
    assert answer.status_code == 200, answer.text
    url = answer.json()["consent_url"]
    assert url.startswith(f"{server.services.settings.base_url}{CONNECTORS}/oauth/start?")
    led = await (browser or server.http).get(urlsplit(url)._replace(scheme="", netloc="").geturl())
    assert led.status_code == 303, led.text
    return led.headers["location"]


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def begun(server: Server, **changes: Any) -> dict[str, str]:
    """The query with which Amazon's consent page is opened."""
    return query_of(await amazons_page(server, await initiate(server, **changes)))


async def come_back(
    server: Server, consent: dict[str, str], browser: httpx2.AsyncClient | None = None, **changes: Any
) -> httpx2.Response:
    """What a browser gets that comes back from Amazon's consent page."""
    code = server.emulator.issue_authorization_code(redirect_uri=consent.get("redirect_uri"))
    query = {
        "state": consent["state"],
        "spapi_oauth_code": code,
        "selling_partner_id": server.emulator.seller_id,
    } | changes
    return await (browser or server.http).get(
        CALLBACK, params={name: value for name, value in query.items() if value is not None}
    )


def target(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 303, answer.text
    parts = urlsplit(answer.headers["location"])
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "yourapp.com", "/oauth/callback")
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def exchanges(server: Server) -> int:
    return sum(b"authorization_code" in request.body for request in server.emulator.requests)


def page(answer: httpx2.Response, status: int) -> None:
    """A page for people, with nothing on it that a browser would run or leak."""
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


async def nothing_was_made(server: Server) -> bool:
    return await server.sql("SELECT count(*) FROM connectors") == [(0,)]


async def test_consent_makes_a_connector_that_works(server: Server) -> None:
    consent = await begun(
        server, replication_config={"replication_start_date": "2026-01-01T00:00:00Z"}, name="By consent"
    )
    assert consent["application_id"] == server.emulator.application.application_id
    assert consent["version"] == "beta"
    arrived = target(await come_back(server, consent))
    assert arrived["user_id"] == "7"
    shown = (await server.call("GET", f"{CONNECTORS}/{arrived['connector_id']}")).json()
    assert (shown["name"], shown["seller_id"], shown["workspace_name"]) == (
        "By consent",
        server.emulator.seller_id,
        "acme",
    )
    answer = await server.execute(arrived["connector_id"])
    assert answer.status_code == 200, answer.text


@ONE_DATABASE
async def test_the_consent_page_is_that_of_the_marketplace(server: Server) -> None:
    server.services.settings = server.settings.model_copy(update={"seller_central_url": None})
    for region, host in (
        ("DE", "sellercentral-europe.amazon.com"),
        ("JP", "sellercentral.amazon.co.jp"),
        ("NA", "sellercentral.amazon.com"),
        (None, "sellercentral.amazon.com"),
    ):
        environment = {"region": region} if region else None
        url = await amazons_page(server, await initiate(server, environment=environment))
        assert urlsplit(url).netloc == host
        assert urlsplit(url).path == "/apps/authorize/consent"


async def test_a_state_is_good_for_one_answer(server: Server) -> None:
    """A7, A8."""
    consent = await begun(server)
    first = target(await come_back(server, consent))
    page(await come_back(server, consent), 400)
    assert exchanges(server) == 1
    assert await server.sql("SELECT id FROM connectors") == [(first["connector_id"],)]


async def test_of_two_clicks_at_once_one_makes_a_connector(server: Server) -> None:
    """F30."""
    consent = await begun(server)
    answers = await asyncio.gather(*(come_back(server, consent) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 400, 400, 400]
    assert exchanges(server) == 1
    assert await server.sql("SELECT count(*) FROM connectors") == [(1,)]


async def test_a_state_that_is_missing_invented_changed_or_too_old_is_refused(server: Server) -> None:
    """A7."""
    consent = await begun(server)
    for state in (
        None,
        "",
        "x",
        consent["state"][:-1] + ("A" if consent["state"][-1] != "A" else "B"),
        "' OR 1=1 --",
        "x" * 5_000,
    ):
        page(await come_back(server, consent, state=state), 400)
    server.emulator.clock.advance(601)
    page(await come_back(server, consent), 400)
    assert exchanges(server) == 0
    assert await nothing_was_made(server)


def another_browser(server: Server) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(server.app), base_url=str(server.http.base_url))


async def test_an_answer_is_taken_only_from_the_browser_that_set_out_with_the_question(
    server: Server,
) -> None:
    """A7: two people's tabs swapped; each goes on in its own browser afterwards."""
    async with another_browser(server) as hers, another_browser(server) as his:
        for_her = query_of(await amazons_page(server, await initiate(server, workspace_name="hers"), hers))
        for_him = query_of(await amazons_page(server, await initiate(server, workspace_name="his"), his))
        page(await come_back(server, for_her, his), 400)
        page(await come_back(server, for_him, hers), 400)
        page(await come_back(server, for_him, server.http), 400)
        assert exchanges(server) == 0
        assert await nothing_was_made(server)
        for consent, browser, workspace in ((for_her, hers, "hers"), (for_him, his, "his")):
            made = target(await come_back(server, consent, browser))["connector_id"]
            shown = (await server.call("GET", f"{CONNECTORS}/{made}")).json()
            assert shown["workspace_name"] == workspace


async def test_a_code_is_sent_to_amazon_once_whatever_state_brings_it_again(server: Server) -> None:
    """A8: the code of one consent with the state of another."""
    first, second = await begun(server), await begun(server)
    code = server.emulator.issue_authorization_code(redirect_uri=first["redirect_uri"])
    assert target(await come_back(server, first, spapi_oauth_code=code))["connector_id"]
    page(await come_back(server, second, spapi_oauth_code=code), 400)
    assert exchanges(server) == 1
    assert await server.sql("SELECT count(*) FROM connectors") == [(1,)]
    assert code not in str(await server.sql("SELECT * FROM revoked_tokens"))
    assert target(await come_back(server, second))["connector_id"]


async def test_a_consent_is_answered_with_the_application_that_asked_for_it(server: Server) -> None:
    """A7: an application that was changed while the seller agreed does not get the other one's code."""
    consent = await begun(server)
    other = {
        "application_id": "amzn1.sp.solution.other",
        "lwa_app_id": "amzn1.application-oa2-client.other",
        "lwa_client_secret": "canary-7f3a91c2d8",
    }
    await server.call(
        "PUT",
        f"{API}/oauth/credentials",
        {"connector_type": "amazon-seller-partner", "configuration": other},
    )
    assert target(await come_back(server, consent))["connector_id"]
    sent = [one.body for one in server.emulator.requests if b"authorization_code" in one.body]
    assert len(sent) == 1
    assert b"canary" not in sent[0]


@ONE_DATABASE
async def test_a_link_straight_to_amazon_that_somebody_else_was_given_makes_nothing(server: Server) -> None:
    """A9: an attacker sets out and sends a victim on from Amazon's page."""
    async with another_browser(server) as attacker, another_browser(server) as victim:
        consent = query_of(await amazons_page(server, await initiate(server), attacker))
        page(await come_back(server, consent, victim), 400)
    assert exchanges(server) == 0
    assert await nothing_was_made(server)


@ONE_DATABASE
async def test_the_mark_in_the_browser_is_short_lived_and_out_of_reach_of_scripts_and_other_hosts(
    server: Server,
) -> None:
    """A7: the cookie of the page at which a consent begins."""
    for base, extra in (("http://127.0.0.1:8080", set()), ("https://tools.example", {"secure"})):
        server.services.settings = server.settings.model_copy(
            update={"public_url": base, "allowed_hosts": ("127.0.0.1",)}
        )
        url = urlsplit((await initiate(server)).json()["consent_url"])
        led = await server.http.get(f"{url.path}?{url.query}")
        name, *attributes = (part.strip().lower() for part in led.headers["set-cookie"].split(";"))
        assert name.startswith("__host-" if extra else "toolspan-consent-")
        assert set(attributes) == {"httponly", "max-age=600", "path=/", "samesite=lax"} | extra
        assert query_of(url.geturl())["state"] not in led.headers["set-cookie"]


@ONE_DATABASE
async def test_the_page_at_which_a_consent_begins_leads_nowhere_else(server: Server) -> None:
    """A9: no open redirect."""
    state = query_of((await initiate(server)).json()["consent_url"])["state"]
    start = f"{CONNECTORS}/oauth/start"
    for query in ("", "?state=", "?state=x", f"?state={state}x", "?state=" + "x" * 300):
        page(await server.http.get(start + query), 400)
    led = await server.http.get(
        f"{start}?state={state}&consent_url=https://evil.example/&redirect=//evil.example"
    )
    assert led.headers["location"].startswith(server.emulator.url + "/apps/authorize/consent?")
    server.emulator.clock.advance(601)
    page(await server.http.get(f"{start}?state={state}"), 400)


@ONE_DATABASE
async def test_where_amazon_sends_browsers_to_an_address_of_your_own_the_state_alone_binds(
    server: Server,
) -> None:
    """A7: a registered redirect on another path cannot bring a cookie of this server back."""
    app = server.emulator.application
    configuration = {
        "application_id": app.application_id,
        "lwa_app_id": app.client_id,
        "lwa_client_secret": app.secret,
        "redirect_uri": "https://yourapp.com/amazon/back",
    }
    body = {"connector_type": "amazon-seller-partner", "configuration": configuration}
    assert (await server.call("PUT", f"{API}/oauth/credentials", body)).status_code == 200
    answer = await initiate(server)
    consent = query_of(answer.json()["consent_url"])
    assert consent["redirect_uri"] == configuration["redirect_uri"]
    page(await server.http.get(f"{CONNECTORS}/oauth/start?state={consent['state']}"), 400)
    assert target(await come_back(server, consent))["connector_id"]


async def test_states_are_kept_as_hashes(server: Server) -> None:
    """A7."""
    consent = await begun(server)
    kept = [[str(value) for value in row] for row in await server.sql("SELECT * FROM oauth_states")]
    assert len(kept) == 1
    assert consent["state"] not in json.dumps(kept)


@ONE_DATABASE
async def test_answers_that_contradict_themselves_are_refused_before_any_exchange(server: Server) -> None:
    """A8."""
    consent = await begun(server)
    page(await come_back(server, consent, error="access_denied"), 400)
    page(await come_back(server, consent, selling_partner_id=None), 400)
    page(await come_back(server, consent, selling_partner_id="<b>x</b>"), 400)
    twice = f"{CALLBACK}?state={consent['state']}&state={consent['state']}&spapi_oauth_code=x&selling_partner_id=A1B2C3D4E5"
    page(await server.http.get(twice), 400)
    assert exchanges(server) == 0
    assert target(await come_back(server, consent))["connector_id"]


@ONE_DATABASE
async def test_a_seller_who_declines_is_sent_back_with_the_reason(server: Server) -> None:
    consent = await begun(server)
    assert (
        target(await come_back(server, consent, spapi_oauth_code=None, error="x<script>"))["error"]
        == "access_denied"
    )
    page(await come_back(server, consent), 400)
    assert await nothing_was_made(server)


@ONE_DATABASE
@pytest.mark.parametrize("fault", ["down", "used code", "late code"])
async def test_where_the_code_gives_nothing_the_browser_goes_back_with_an_error_and_a_new_start_works(
    server: Server, fault: str
) -> None:
    """A8, F30."""
    consent = await begun(server)
    changes = {}
    if fault == "down":
        server.emulator.faults.add("status", operation="token", status=503)
    elif fault == "used code":
        changes["spapi_oauth_code"] = "used-before"
    else:
        changes["spapi_oauth_code"] = server.emulator.issue_authorization_code()
        server.emulator.clock.advance(301)
    arrived = target(await come_back(server, consent, **changes))
    assert arrived["error"] == "creation_failed"
    assert arrived["error_description"]
    assert "connector_id" not in arrived
    assert await nothing_was_made(server)
    server.emulator.faults.clear()
    assert target(await come_back(server, await begun(server)))["connector_id"]


@pytest.mark.parametrize(
    "url",
    [
        "http://yourapp.com/cb", "javascript:alert(1)", "data:text/html,x", "//evil.example/cb", "https://user@evil.example/", "https://u:p@evil.example/",
        "https:\\\\evil.example", "https://evil.example\\@yourapp.com/", "https://yourapp.com/cb#x", "https://yourapp.com/cb#", "https://yourapp.com/\r\nX: y",
        "https://yourapp\u3002com/", "https://yourapp.com%2eevil.example/", "https://", "yourapp.com/cb", "https://yourapp.com/cb?connector_id=1",
        "https://yourapp.com/cb?error=1", "ftp://yourapp.com/", "https://yourapp.com:99999/", " https://yourapp.com/", "https://-bad.example/", "https://[::1", "https://yourapp.com/<b>",
    ],
)  # fmt: skip
@ONE_DATABASE
async def test_a_redirect_url_that_could_mean_something_else_is_refused(server: Server, url: str) -> None:
    """A9."""
    answer = await initiate(server, redirect_url=url)
    assert answer.status_code == 422
    assert await server.sql("SELECT count(*) FROM oauth_states") == [(0,)]


@ONE_DATABASE
async def test_only_allowed_hosts_are_redirected_to_where_they_are_named(server: Server) -> None:
    """A9."""
    allowed = server.settings.model_copy(update={"redirect_hosts": ("yourapp.com",)})
    server.services.settings = allowed
    for url, status in (
        ("https://yourapp.com/x", 200), ("https://YOURAPP.com/x", 200), ("https://yourapp.com.evil.example/x", 422),
        ("https://evil-yourapp.com/x", 422), ("https://sub.yourapp.com/x", 422), ("http://127.0.0.1:3000/x", 422),
    ):  # fmt: skip
        assert (await initiate(server, redirect_url=url)).status_code == status


@ONE_DATABASE
async def test_loopback_may_be_plain_http(server: Server) -> None:
    consent = await begun(server, redirect_url="http://127.0.0.1:3000/cb")
    assert (
        (await come_back(server, consent))
        .headers["location"]
        .startswith("http://127.0.0.1:3000/cb?connector_id=")
    )


async def test_a_consent_lands_in_the_workspace_that_asked_whatever_the_url_says(server: Server) -> None:
    """A9."""
    scoped = await server.scoped("attacker")
    answer = await initiate(
        server,
        bearer=scoped,
        workspace_name="attacker",
        redirect_url="https://yourapp.com/oauth/callback?workspace_name=victim&user_id=1",
    )
    consent = query_of(await amazons_page(server, answer))
    arrived = target(await come_back(server, consent, workspace_name="victim"))
    shown = (await server.call("GET", f"{CONNECTORS}/{arrived['connector_id']}")).json()
    assert shown["workspace_name"] == "attacker"
    assert (await initiate(server, bearer=scoped, workspace_name="acme")).status_code == 404


async def test_renewing_a_consent_keeps_the_connector_and_another_seller_is_refused(server: Server) -> None:
    """A9."""
    connector_id = target(await come_back(server, await begun(server)))["connector_id"]
    for grant in list(server.emulator.directory.grants.values()):
        grant.revoked = True
    assert (await server.execute(connector_id, params=RECENT)).status_code == 409
    again = target(await come_back(server, await begun(server, connector_id=connector_id)))
    assert again["connector_id"] == connector_id
    assert (await server.execute(connector_id, params=RECENT)).status_code == 200
    before, exchanged = (
        await server.sql("SELECT version, kek_id FROM secrets WHERE owner_id = :id", id=connector_id),
        exchanges(server),
    )
    page(
        await come_back(
            server, await begun(server, connector_id=connector_id), selling_partner_id="ANOTHERSELLER1"
        ),
        409,
    )
    assert exchanges(server) == exchanged
    assert (
        await server.sql("SELECT version, kek_id FROM secrets WHERE owner_id = :id", id=connector_id)
        == before
    )


async def test_a_consent_for_a_connector_of_others_is_absent(server: Server) -> None:
    connector_id = target(await come_back(server, await begun(server)))["connector_id"]
    assert (await initiate(server, workspace_name="other", connector_id=connector_id)).status_code == 404


@ONE_DATABASE
async def test_a_seller_who_comes_from_the_appstore_goes_on_at_amazon(server: Server) -> None:
    callback = f"{server.emulator.url}/apps/authorize/confirm/amzn1.sp.solution.x"
    answer = await initiate(
        server,
        amazon_callback_uri=callback,
        amazon_state="amzn-state",
        selling_partner_id=server.emulator.seller_id,
    )
    url = await amazons_page(server, answer)
    consent = query_of(url)
    assert url.startswith(callback + "?")
    assert consent["amazon_state"] == "amzn-state"
    page(await come_back(server, consent, selling_partner_id="ANOTHERSELLER1"), 400)
    answer = await initiate(
        server, amazon_callback_uri=callback, amazon_state="s", selling_partner_id=server.emulator.seller_id
    )
    consent = query_of(await amazons_page(server, answer))
    assert target(await come_back(server, consent))["connector_id"]


@ONE_DATABASE
@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/x",
        "https://sellercentral.amazon.com.evil.example/",
        "http://sellercentral.amazon.com/",
        "https://sellercentral.amazon.com@evil.example/",
        "https://evil.example/?x=sellercentral.amazon.com",
        "javascript:x",
        "https://sellercentral.amazon.com:8443/",
    ],
)
async def test_an_amazon_callback_that_is_not_amazons_is_refused(server: Server, uri: str) -> None:
    """A10."""
    answer = await initiate(server, amazon_callback_uri=uri, amazon_state="s")
    assert answer.status_code == 400


async def test_a_rotated_client_secret_of_the_application_reaches_its_connectors(server: Server) -> None:
    connector_id = target(await come_back(server, await begun(server)))["connector_id"]
    app = server.emulator.application
    secret = server.emulator.rotate_secret()
    configuration = {
        "application_id": app.application_id,
        "lwa_app_id": app.client_id,
        "lwa_client_secret": secret,
    }
    await server.call(
        "PUT",
        f"{API}/oauth/credentials",
        {"connector_type": "amazon-seller-partner", "configuration": configuration},
    )
    server.emulator.clock.advance(8 * 86_400)
    server.bearer = (await server.sign_in())["access_token"]
    assert (await server.execute(connector_id, params=RECENT)).status_code == 200


async def test_without_an_application_the_answer_says_how_to_set_one_up(server: Server) -> None:
    connector_id = target(await come_back(server, await begun(server)))["connector_id"]
    for _ in range(2):
        removed = await server.call("DELETE", f"{API}/oauth/credentials/connector_type/amazon-seller-partner")
        assert removed.status_code == 204
    answer = await initiate(server)
    assert answer.status_code == 400
    assert "/api/v1/oauth/credentials" in answer.json()["message"]
    assert (await server.execute(connector_id, params=RECENT)).status_code == 200


@ONE_DATABASE
async def test_unknown_fields_of_an_application_are_refused(server: Server) -> None:
    configuration = {
        "application_id": "amzn1.sp.solution.x",
        "client_id": "x",
        "client_secret": "canary-7f3a91c2d8",
        "extra": 1,
    }
    answer = await server.call(
        "PUT",
        f"{API}/oauth/credentials",
        {"connector_type": "amazon-seller-partner", "configuration": configuration},
    )
    assert answer.status_code == 422
    assert "canary" not in answer.text


async def test_a_seller_who_consents_again_renews_the_connector(server: Server) -> None:
    first = target(await come_back(server, await begun(server)))["connector_id"]
    await server.sql("UPDATE connectors SET state = 'needs_reauth'")
    assert (await server.execute(first, "marketplaces")).status_code == 409
    again = target(await come_back(server, await begun(server)))["connector_id"]
    assert again == first
    assert (await server.call("GET", f"{CONNECTORS}/{first}")).json()["state"] == "active"
    assert (await server.execute(first, "marketplaces")).status_code == 200


@ONE_DATABASE
async def test_two_consents_at_once_of_one_seller_make_one_connector(server: Server) -> None:
    consents = [await begun(server) for _ in range(3)]
    answers = await asyncio.gather(*(come_back(server, consent) for consent in consents))
    assert len({target(answer)["connector_id"] for answer in answers}) == 1


@ONE_DATABASE
async def test_another_sellers_consent_under_a_taken_name_replaces_nobodys_connector(server: Server) -> None:
    first = target(await come_back(server, await begun(server, name="Shop")))["connector_id"]
    consent = await begun(server, name="Shop")
    other = target(await come_back(server, consent, selling_partner_id="AOTHERSELLER1"))["connector_id"]
    assert other != first
    assert sorted(name for (name,) in await server.sql("SELECT name FROM connectors")) == [
        "Shop",
        "Shop (AOTHERSELLER1)",
    ]
    consent = await begun(server, name="Shop")
    again = target(await come_back(server, consent, selling_partner_id="AOTHERSELLER1"))["connector_id"]
    assert again == other
