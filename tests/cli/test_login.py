"""A login from the command line, with a seller's browser that is played by an HTTP client."""

from __future__ import annotations

import stat
import threading
import webbrowser
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from toolspan.connectors.amazon_seller_partner.commands.consent import (
    Application,
    ConsentRequest,
    parse_redirect,
)
from toolspan.emulator import Emulator
from toolspan.emulator import environment as variables_of
from toolspan.emulator.listener import bind
from toolspan.errors import InvalidInput, NeedsReauthorization

BACK = "https://yourapp.example/callback"


class Form(HTMLParser):
    """The form of a page whose button says a word."""

    def __init__(self, text, label):
        super().__init__()
        self.label, self.found = label, {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "form":
            self.fields = {}
        elif tag == "input":
            given = dict(attrs)
            self.fields[given["name"]] = given["value"]

    def handle_data(self, data):
        if data == self.label:
            self.found = self.fields


def answer(url, label="Authorize"):
    """Answer the consent page; return where the browser is sent."""
    page = httpx2.get(url)
    assert page.status_code == 200, page.text
    sent = httpx2.post(url.partition("?")[0], data=Form(page.text, label).found)
    assert sent.status_code == 302, sent.text
    return sent.headers["location"]


@pytest.fixture
def seller_central(monkeypatch):
    """An emulator whose application is known to the environment, but no seller's consent."""
    with Emulator(seed=7) as running:
        for name, value in variables_of(running).items():
            if name != "SP_API_REFRESH_TOKEN":
                monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def redirect_uri(seller_central):
    with bind("127.0.0.1", 0) as free:
        uri = f"http://127.0.0.1:{free.getsockname()[1]}/callback"
    seller_central.application.redirect_uris = [BACK, uri]
    return uri


@pytest.fixture
def browser(monkeypatch):
    """A browser in a thread: runs what it was told with the address that is opened."""
    threads, seen = [], []

    def plays(visit):
        def opened(url):
            threads.append(threading.Thread(target=lambda: seen.append(visit(url))))
            threads[-1].start()
            return True

        monkeypatch.setattr(webbrowser, "open", opened)
        return seen

    yield plays
    for thread in threads:
        thread.join(30)


def test_a_seller_agrees_in_the_browser_and_the_token_works(run, seller_central, redirect_uri, browser):
    pages = browser(lambda url: httpx2.get(answer(url)).text)
    done = run("login", "amazon-seller-partner", "--redirect-uri", redirect_uri, "--show", "--json")
    assert done.code == 0, done.err
    got = done.json
    assert got["TOOLSPAN_SELLER_ID"] == seller_central.seller_id
    assert got["SP_API_REFRESH_TOKEN"] in seller_central.directory.grants
    assert got["SP_API_REFRESH_TOKEN"] not in done.err
    assert "go back to the terminal" in pages[0]


def test_the_token_goes_into_a_file_that_only_its_owner_can_read(
    run, seller_central, redirect_uri, browser, tmp_path
):
    browser(lambda url: httpx2.get(answer(url)))
    file = tmp_path / "seller.env"
    done = run("login", "--redirect-uri", redirect_uri, "--output", str(file), "--region", "CA")
    assert (done.code, done.out) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = file.read_text().splitlines()
    assert "export TOOLSPAN_REGION=CA" in lines
    assert lines[0].startswith("export SP_API_REFRESH_TOKEN='Atzr|")


def test_an_address_can_be_pasted_and_a_wrong_one_pasted_again(
    run, seller_central, redirect_uri, monkeypatch, browser
):
    landed = []
    monkeypatch.setattr(webbrowser, "open", lambda url: landed.append(answer(url)) or True)

    class Terminal:
        def __init__(self):
            self.pasted = 0

        def readline(self):
            self.pasted += 1
            return [
                "\n",
                f"{BACK}?state=other&spapi_oauth_code=x&selling_partner_id=A1\n",
                f"{landed[-1]}\n",
            ][self.pasted - 1]

    monkeypatch.setattr(
        "toolspan.connectors.amazon_seller_partner.commands.callback_server.sys",
        type("sys", (), {"stdin": Terminal()}),
    )
    done = run("login", "--show")
    assert done.code == 0, done.err
    assert "its state differs" in done.err
    assert landed[0].startswith(BACK), "the first registered redirect is meant"
    assert "SP_API_REFRESH_TOKEN='Atzr|" in done.out


def test_a_seller_who_cancels_ends_the_login(run, seller_central, redirect_uri, browser, tmp_path):
    browser(lambda url: httpx2.get(answer(url, "Cancel")))
    file = tmp_path / "seller.env"
    done = run("login", "--redirect-uri", redirect_uri, "--output", str(file))
    assert done.code == 1
    assert "did not consent" in done.err
    assert not file.exists(), "nothing is left behind"


def test_a_forged_answer_changes_nothing(run, seller_central, redirect_uri, browser):
    def visit(url):
        forged = {"state": "guess", "spapi_oauth_code": "theirs", "selling_partner_id": "A1"}
        told = [httpx2.get(redirect_uri, params=forged).status_code]
        told.append(httpx2.get(redirect_uri.replace("callback", "favicon.ico")).status_code)
        told.append(httpx2.post(redirect_uri).status_code)
        return [*told, httpx2.get(answer(url)).status_code]

    seen = browser(visit)
    done = run("login", "--redirect-uri", redirect_uri, "--show", "--json")
    assert done.json["TOOLSPAN_SELLER_ID"] == seller_central.seller_id
    assert seen == [[400, 404, 404, 200]]


def test_a_draft_is_asked_for_as_one(run, seller_central, redirect_uri, browser):
    seller_central.application.draft = True
    browser(lambda url: httpx2.get(answer(url)))
    assert run("login", "--redirect-uri", redirect_uri, "--show", "--draft").code == 0


def test_a_code_that_amazon_refuses_is_an_error_that_says_why(run, seller_central, redirect_uri, browser):
    def visit(url):
        landing = answer(url)
        seller_central.clock.advance(301)
        return httpx2.get(landing)

    browser(visit)
    done = run("login", "--redirect-uri", redirect_uri, "--show")
    assert done.code == 1
    assert "older than five minutes" in done.err
    assert done.out == ""


def test_nobody_who_comes_is_an_error(run, seller_central, redirect_uri, monkeypatch):
    monkeypatch.setattr("toolspan.connectors.amazon_seller_partner.commands.login._authorize", _nobody)
    done = run("login", "--redirect-uri", redirect_uri, "--show")
    assert (done.code, done.out) == (1, "")


def _nobody(*_args, **_options):
    raise InvalidInput("Nobody came back within 600 seconds.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--output"),
        (["--show", "--region", "XX"], "XX"),
        (["--show", "--consent-url", "http://sellercentral.example"], "https"),
        (["--output", "/nowhere/at/all"], "/nowhere/at/all"),
        (["other-connector", "--show"], "other-connector"),
    ],
)
def test_wrong_usage_ends_with_2_before_anybody_is_asked(run, seller_central, arguments, said):
    done = run("login", *arguments)
    assert done.code == 2
    assert said in done.err
    assert not seller_central.requests.matching(operation="consent")


def test_an_existing_file_is_never_written_over(run, seller_central, tmp_path):
    file = tmp_path / "seller.env"
    file.write_text("mine")
    assert run("login", "--output", str(file)).code == 2
    assert file.read_text() == "mine"


def test_an_application_that_is_not_known_is_named(run):
    done = run("login", "--show")
    assert done.code == 2
    assert "SP_API_APPLICATION_ID, LWA_APP_ID, LWA_CLIENT_SECRET" in done.err


def test_a_port_that_is_taken_ends_with_2(run, seller_central):
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        done = run("login", "--redirect-uri", f"http://127.0.0.1:{port}/callback", "--show", "--no-browser")
    assert done.code == 2
    assert "cannot be used" in done.err


# ---------------------------------------------------------------- the question and its answer


@pytest.fixture
def question():
    return ConsentRequest(Application("amzn1.sp.solution.1", "client", "secret"), "DE", BACK, state="right")


def test_each_country_asks_at_its_own_seller_central(question):
    asked = urlsplit(question.url)
    assert asked.netloc == "sellercentral-europe.amazon.com"
    assert parse_qs(asked.query) == {
        "application_id": ["amzn1.sp.solution.1"],
        "state": ["right"],
        "redirect_uri": [BACK],
    }


def test_the_secret_is_in_no_repr(question):
    assert "secret" not in repr(question).replace("client_secret", "")


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("", InvalidInput),
        ("state=wrong&spapi_oauth_code=c&selling_partner_id=A1", InvalidInput),
        ("state=right&state=right&spapi_oauth_code=c&selling_partner_id=A1", InvalidInput),
        ("state=right&spapi_oauth_code=c", InvalidInput),
        ("state=right&spapi_oauth_code=c&selling_partner_id=../x", InvalidInput),
        ("state=right&selling_partner_id=A1", NeedsReauthorization),
        ("state=right&error=access_denied&spapi_oauth_code=c&selling_partner_id=A1", NeedsReauthorization),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(question, query, kind):
    with pytest.raises(kind):
        parse_redirect(question, f"{BACK}?{query}")


def test_the_redirect_is_read_from_the_address_when_amazon_chose_it():
    asked = ConsentRequest(Application("a", "b", "c"), "US", None, state="right")
    found = parse_redirect(asked, f"{BACK}?mine=1&state=right&spapi_oauth_code=c&selling_partner_id=A1#top\n")
    assert (found.redirect_uri, found.seller_id) == (f"{BACK}?mine=1", "A1")
