from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

BACK = "https://app.example/back?from=amazon"
OTHER = "https://app.example/other"
PAGE = "/apps/authorize/consent"


class Forms(HTMLParser):
    """The forms of a page: address, fields and what their button says."""

    def __init__(self, text):
        super().__init__()
        self.found = {}
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.scripts += tag == "script" or any(name.startswith("on") for name in given)
        if tag == "form":
            self.current = (given["action"], {})
        elif tag == "input":
            self.current[1][given["name"]] = given["value"]

    def handle_data(self, data):
        if self.lasttag == "button" and data.strip():
            self.found[data.strip()] = self.current


@pytest.fixture
def app(emulator):
    emulator.application.redirect_uris = [BACK, OTHER]
    return emulator.application


def question(app, **changes):
    asked = {"application_id": app.application_id, "state": "s<1>&", "redirect_uri": BACK} | changes
    return {name: value for name, value in asked.items() if value is not None}


async def press(client, page, label):
    address, fields = Forms(page.text).found[label]
    return await client.http.post(address, data=fields)


def returned(answer):
    assert answer.status_code == 302, answer.text
    target, _, query = answer.headers["location"].partition("?")
    return target, {name: values[0] for name, values in parse_qs(query, strict_parsing=True).items()}


async def test_a_seller_who_agrees_goes_back_with_a_code_that_buys_a_refresh_token(client, app):
    page = await client.http.get(PAGE, params=question(app))
    assert page.status_code == 200
    target, query = returned(await press(client, page, "Authorize"))
    assert target == "https://app.example/back"
    assert (query["from"], query["state"]) == ("amazon", "s<1>&")
    assert query["selling_partner_id"] == client.emulator.seller_id
    answer = await client.lwa(
        grant_type="authorization_code",
        code=query["spapi_oauth_code"],
        redirect_uri=BACK,
        client_id=app.client_id,
        client_secret=app.secret,
    )
    assert answer.json()["refresh_token"].startswith("Atzr|")


async def test_the_page_holds_two_forms_and_no_script_and_may_not_be_framed(client, app):
    page = await client.http.get(PAGE, params=question(app))
    forms = Forms(page.text)
    assert (sorted(forms.found), forms.scripts) == (["Authorize", "Cancel"], 0)
    assert "s<1>" not in page.text, "what came in the address is escaped"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-frame-options"] == "DENY"
    assert "script-src" not in page.headers["content-security-policy"]


async def test_a_seller_who_cancels_goes_back_without_a_code(client, app):
    page = await client.http.get(PAGE, params=question(app))
    _, query = returned(await press(client, page, "Cancel"))
    assert query == {"from": "amazon", "state": "s<1>&", "error": "access_denied"}
    assert not client.emulator.directory.codes


async def test_the_first_registered_redirect_is_meant_when_none_is_named(client, app):
    page = await client.http.get(PAGE, params=question(app, redirect_uri=None))
    assert returned(await press(client, page, "Authorize"))[0] == "https://app.example/back"
    code = next(iter(client.emulator.directory.codes.values()))
    assert code.redirect_uri == BACK, "the exchange has to name it"


@pytest.mark.parametrize("draft", [False, True])
async def test_drafts_and_only_drafts_are_asked_for_with_version_beta(client, app, draft):
    app.draft = draft
    plain = await client.http.get(PAGE, params=question(app))
    beta = await client.http.get(PAGE, params=question(app, version="beta"))
    assert (plain.status_code, beta.status_code) == ((400, 200) if draft else (200, 400))


@pytest.mark.parametrize(
    "changes",
    [
        {"application_id": "amzn1.sp.solution.nobody"},
        {"application_id": None},
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": "https://app.example/back"},
        {"redirect_uri": f"{OTHER}/more"},
        {"state": None},
        {"version": "gamma"},
    ],
)
async def test_a_wrong_question_ends_on_a_page_and_is_never_sent_on(client, app, changes):
    asked = question(app, **changes)
    shown = await client.http.get(PAGE, params=asked)
    forged = await client.http.post(PAGE, data=asked | {"decision": "authorize"})
    for answer in (shown, forged):
        assert answer.status_code == 400
        assert "location" not in answer.headers
    assert not client.emulator.directory.codes


async def test_the_client_id_is_not_the_application_id(client, app):
    answer = await client.http.get(PAGE, params=question(app, application_id=app.client_id))
    assert answer.status_code == 400


async def test_a_form_with_another_decision_or_a_field_twice_is_refused(client, app):
    asked = question(app)
    assert (await client.http.post(PAGE, data=asked | {"decision": "maybe"})).status_code == 400
    twice = await client.http.get(f"{PAGE}?application_id={app.application_id}&state=1&state=2")
    assert twice.status_code == 400


async def test_without_a_registered_redirect_nobody_is_sent_anywhere(client):
    app = client.emulator.add_application()
    assert (await client.http.get(PAGE, params=question(app, redirect_uri=None))).status_code == 400


async def test_the_code_is_for_the_application_and_the_seller_who_is_signed_in(client, app):
    emulator = client.emulator
    emulator.consent.seller = emulator.add_seller()
    page = await client.http.get(PAGE, params=question(app))
    _, query = returned(await press(client, page, "Authorize"))
    assert query["selling_partner_id"] == emulator.consent.seller.seller_id != emulator.seller_id
    assert emulator.directory.codes[query["spapi_oauth_code"]].app is app


@pytest.mark.parametrize("draft", [False, True])
async def test_the_appstore_leads_through_the_login_uri_to_a_code(client, app, draft):
    app.login_uri, app.draft = "https://app.example/login", draft
    store = await client.http.get(f"/apps/store/{app.application_id}")
    target, arrived = returned(await press(client, store, "Authorize now"))
    assert target == "https://app.example/login"
    assert arrived["selling_partner_id"] == client.emulator.seller_id
    assert arrived.get("version") == ("beta" if draft else None)
    on = {"amazon_state": arrived["amazon_state"], "state": "mine", "redirect_uri": OTHER}
    on |= {"version": "beta"} if draft else {}
    path = urlsplit(arrived["amazon_callback_uri"]).path
    target, query = returned(await client.http.get(path, params=on))
    assert (target, query["state"]) == (OTHER, "mine")
    assert query["spapi_oauth_code"] in client.emulator.directory.codes
    again = await client.http.get(path, params=on)
    assert again.status_code == 400, "an amazon_state is good for one confirmation"


async def test_a_confirmation_that_the_appstore_did_not_begin_is_refused(client, app):
    other = client.emulator.add_application(redirect_uris=[OTHER])
    app.login_uri = "https://app.example/login"
    store = await client.http.get(f"/apps/store/{app.application_id}")
    _, arrived = returned(await press(client, store, "Authorize now"))
    for application, amazon_state in ((app, "made-up"), (other, arrived["amazon_state"])):
        query = {"amazon_state": amazon_state, "state": "mine", "redirect_uri": OTHER}
        answer = await client.http.get(f"/apps/authorize/confirm/{application.application_id}", params=query)
        assert answer.status_code == 400


async def test_an_application_without_login_uri_has_no_way_from_the_appstore(client, app):
    store = await client.http.get(f"/apps/store/{app.application_id}")
    assert (await press(client, store, "Authorize now")).status_code == 400
    assert (await client.http.get("/apps/store/nobody")).status_code == 400


async def test_visits_of_the_page_can_be_counted(client, app):
    await client.http.get(PAGE, params=question(app))
    assert len(client.emulator.requests.matching(operation="consent")) == 1
