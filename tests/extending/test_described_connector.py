"""A connector that its folder describes calls its API as the description says, over a real socket."""

from __future__ import annotations

import asyncio
import base64
import subprocess
import sys

import pytest
from described import CREATE, GET, HEAD, LIST, described, package, query, record
from fastmcp import Client

from toolspan import (
    AirbyteAuthConfig,
    AuthenticationError,
    ConfigurationError,
    InvalidInput,
    NeedsReauthorization,
    NotFound,
    OutcomeUnknown,
    Policy,
    RateLimited,
    UpstreamError,
    connect,
)
from toolspan.auth import ApiKey, Basic, Bearer, ClientCredentials, RefreshToken
from toolspan.authoring import rest_connector
from toolspan.emulator.clock import EmulatorClock
from toolspan.testing.local_api import LocalAPI, Received, Reply

KEY = "k3y-of-the-desk"
PAGES = {
    "": {"tickets": [{"id": "1"}, {"id": "2"}], "next": "b"},
    "b": {"tickets": [{"id": "3"}], "next": None},
}
PAGING = '[paging]\ntype = "token"\nparameter = "after"\nresponse = "next"\npage_size = "per_page"\n'
OAUTH = '[auth]\ntype = "{}"\ntoken_url = "/oauth/token"\nscopes = ["tickets"]\n'


def pages(request: Received) -> Reply:
    return Reply(PAGES[dict(request.pairs).get("after", "")])


@pytest.fixture
def api():
    with LocalAPI(pages) as server:
        yield server


def key_in(where: str, name: str) -> str:
    return f'[auth]\ntype = "api_key"\nin = "{where}"\nname = "{name}"\n'


def test_all_pages_are_read_with_the_key_in_a_header(api, tmp_path):
    connector = described(tmp_path, key_in("header", "X-Api-Key") + PAGING)(ApiKey(KEY), base_url=api.url)
    assert [each["id"] for each in connector.sync.iterate("tickets", "list")] == ["1", "2", "3"]
    assert [(each.path, each.query) for each in api.received] == [("/tickets", ""), ("/tickets", "after=b")]
    assert {each.headers["x-api-key"] for each in api.received} == {KEY}


@pytest.mark.parametrize(
    ("toml", "auth", "arrived"),
    [
        (key_in("query", "key"), ApiKey("a b&c=d-and-more"), lambda r: dict(r.pairs)["key"] == "a b&c=d-and-more"),
        (key_in("cookie", "sid"), ApiKey(KEY), lambda r: r.headers["cookie"] == f"sid={KEY}"),
        (
            key_in("header", "Authorization") + 'prefix = "Token "\n',
            ApiKey(key=KEY),
            lambda r: r.headers["authorization"] == f"Token {KEY}",
        ),
        (
            '[auth]\ntype = "basic"',
            Basic("ann", "pässword"),
            lambda r: base64.b64decode(r.headers["authorization"].removeprefix("Basic ")).decode() == "ann:pässword",
        ),
        ('[auth]\ntype = "bearer"', Bearer(KEY), lambda r: r.headers["authorization"] == f"Bearer {KEY}"),
        ('[auth]\ntype = "bearer"', Bearer(lambda: KEY), lambda r: r.headers["authorization"] == f"Bearer {KEY}"),
        ("", None, lambda r: not {"authorization", "cookie"} & set(r.headers)),
    ],
)  # fmt: skip
def test_credentials_arrive_where_the_description_says(api, tmp_path, toml, auth, arrived):
    described(tmp_path, toml)(auth, base_url=api.url).sync.tickets.list(after="b")
    (request,) = api.received
    assert arrived(request)
    assert dict(request.pairs)["after"] == "b"


@pytest.mark.parametrize(
    ("kind", "variables"),
    [
        ("api_key", {"API_KEY": KEY}),
        ("basic", {"USERNAME": "ann", "PASSWORD": KEY}),
        ("bearer", {"TOKEN": KEY}),
    ],
)
def test_settings_come_from_the_environment_by_the_connectors_name(
    api, tmp_path, monkeypatch, kind, variables
):
    toml = f'[auth]\ntype = "{kind}"\n' + ('name = "X-Api-Key"\n' if kind == "api_key" else "")
    made = described(tmp_path, toml)
    monkeypatch.setenv("HELP_DESK_BASE_URL", api.url)
    connector = made()
    with pytest.raises(ConfigurationError, match=f"HELP_DESK_{next(iter(variables))}"):
        connector.sync.tickets.list()
    assert api.received == []
    for name, value in variables.items():
        monkeypatch.setenv(f"HELP_DESK_{name}", value)
    assert connector.sync.tickets.list().data


class Tokens:
    """An API whose access tokens are issued beside it; `stale` are those that it no longer takes."""

    def __init__(self) -> None:
        self.issued: list[Received] = []
        self.stale: set[str] = set()
        self.refused: str | None = None

    def __call__(self, request: Received) -> Reply:
        if request.path == "/oauth/token":
            if self.refused:
                return Reply({"error": self.refused, "error_description": f"{request.form} is wrong"}, 400)
            self.issued.append(request)
            number = len(self.issued)
            token = {
                "access_token": f"access-token-{number}",
                "expires_in": 3600,
                "refresh_token": f"next-refresh-{number}",
            }
            return Reply(token)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token.startswith("access-token") or token in self.stale:
            return Reply({"message": f"{token} is no good"}, 401)
        return pages(request)


CLIENT = ClientCredentials(client_id="desk-client", client_secret="desk-client-secret")
GRANT = RefreshToken(
    client_id="desk-client", client_secret="desk-client-secret", refresh_token="first-refresh"
)


@pytest.mark.parametrize(("kind", "auth"), [("oauth2_client", CLIENT), ("oauth2_refresh", GRANT)])
def test_access_tokens_are_got_once_and_renewed_when_rejected(tmp_path, kind, auth):
    tokens, seen = Tokens(), []
    with LocalAPI(tokens) as api:
        connector = described(tmp_path, OAUTH.format(kind))(
            auth, base_url=api.url, on_token_refresh=seen.append
        )

        async def scenario() -> None:
            await asyncio.gather(*(connector.tickets.list() for _ in range(5)))
            assert len(tokens.issued) == 1
            tokens.stale.add("access-token-1")
            await asyncio.gather(*(connector.tickets.list() for _ in range(5)))
            await connector.aclose()

        asyncio.run(scenario())
    first, second = (each.form for each in tokens.issued)
    assert first["scope"] == "tickets"
    assert (first["client_id"], first["client_secret"]) == ("desk-client", "desk-client-secret")
    if kind == "oauth2_refresh":  # a server that changes the refresh token takes only the newest
        assert (first["refresh_token"], second["refresh_token"]) == ("first-refresh", "next-refresh-1")
        assert [each.refresh_token for each in seen] == ["next-refresh-1", "next-refresh-2"]


def test_a_token_that_is_rejected_twice_ends_the_call(tmp_path):
    tokens = Tokens()
    tokens.stale = {"access-token-1", "access-token-2", "access-token-3"}
    with LocalAPI(tokens) as api:
        connector = described(tmp_path, OAUTH.format("oauth2_client"))(CLIENT, base_url=api.url)
        with pytest.raises(AuthenticationError, match="redacted"):
            connector.sync.tickets.list()
        assert len(tokens.issued) == 2


def test_a_consent_that_ended_is_said_without_a_secret(tmp_path):
    tokens = Tokens()
    tokens.refused = "invalid_grant"
    with LocalAPI(tokens) as api:
        connector = described(tmp_path, OAUTH.format("oauth2_refresh"))(GRANT, base_url=api.url)
        with pytest.raises(NeedsReauthorization) as caught:
            connector.sync.tickets.list()
    assert caught.value.details
    assert "first-refresh" not in f"{caught.value} {caught.value.to_dict()}"
    assert "desk-client-secret" not in f"{caught.value.to_dict()}"


def test_the_clients_secret_goes_into_a_header_where_the_server_wants_it_there(tmp_path):
    tokens = Tokens()
    with LocalAPI(tokens) as api:
        toml = OAUTH.format("oauth2_client") + 'client = "basic"\nfields = {audience = "desk"}\n'
        described(tmp_path, toml)(CLIENT, base_url=api.url).sync.tickets.list()
    (asked,) = tokens.issued
    assert (
        base64.b64decode(asked.headers["authorization"].removeprefix("Basic "))
        == b"desk-client:desk-client-secret"
    )
    assert asked.form == {"grant_type": "client_credentials", "scope": "tickets", "audience": "desk"}


def test_a_provider_is_asked_again_when_its_token_is_rejected(tmp_path):
    tokens, given = Tokens(), []

    async def provide() -> str:
        given.append(f"access-token-{len(given)}")
        return given[-1]

    tokens.stale.add("access-token-0")
    with LocalAPI(tokens) as api:
        connector = described(tmp_path, '[auth]\ntype = "bearer"')(Bearer(provide), base_url=api.url)
        assert connector.sync.tickets.list().data
    assert len(given) == 2


def test_another_servers_secret_is_not_sent_to_the_usual_token_endpoint(api, tmp_path, monkeypatch):
    toml = OAUTH.format("oauth2_client").replace("/oauth/token", "https://login.helpdesk.example/token")
    made = described(tmp_path, toml)
    with pytest.raises(ConfigurationError, match=r"login\.helpdesk\.example") as caught:
        made(CLIENT, base_url=api.url)
    assert "HELP_DESK_TOKEN_URL" in caught.value.hint
    monkeypatch.setenv("HELP_DESK_TOKEN_URL", f"{api.url}/oauth/token")
    assert made(CLIENT, base_url=api.url)


@pytest.mark.parametrize(
    ("toml", "auth", "said"),
    [
        (key_in("header", "X-Key"), Basic("ann", "b"), "auth_config must be ApiKey"),
        (key_in("header", "X-Key"), "a key", "not str"),
        ("", ApiKey(KEY), "takes no credentials"),
    ],
)
def test_credentials_of_another_kind_are_refused_in_words(tmp_path, toml, auth, said):
    with pytest.raises(ConfigurationError, match=said):
        described(tmp_path, toml)(auth)


EITHER = (
    '[[auth]]\ntype = "api_key"\nname = "X-Key"\n[[auth]]\ntype = "bearer"\n'
    '[[auth]]\ntype = "oauth2_client"\ntoken_url = "/oauth/token"\n'
)


@pytest.mark.parametrize(
    ("auth", "variables", "arrived"),
    [
        (ApiKey(KEY), {}, ("x-key", KEY)),
        (Bearer(KEY), {"HELP_DESK_API_KEY": "other"}, ("authorization", f"Bearer {KEY}")),
        (None, {"HELP_DESK_API_KEY": KEY, "HELP_DESK_TOKEN": "other"}, ("x-key", KEY)),
        (None, {"HELP_DESK_TOKEN": KEY}, ("authorization", f"Bearer {KEY}")),
        (None, {"HELP_DESK_CLIENT_ID": "a", "HELP_DESK_CLIENT_SECRET": KEY}, ("authorization", "Bearer got")),
    ],
)
def test_one_of_several_kinds_of_credentials_is_used(auth, variables, arrived, tmp_path, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    def answer(request: Received) -> Reply:
        token = {"access_token": "got", "expires_in": 60}
        return Reply(token if request.path == "/oauth/token" else PAGES["b"])

    with LocalAPI(answer) as api:
        connector = described(tmp_path, EITHER)(auth, base_url=api.url)
        connector.sync.tickets.list()
        sent = api.received[-1].headers
        assert sent[arrived[0]] == arrived[1]
        assert {"x-key", "authorization"} & set(sent) == {arrived[0]}


def test_credentials_of_no_kind_are_asked_for_in_each_way(api, tmp_path):
    made = described(tmp_path, EITHER)
    with pytest.raises(ConfigurationError) as caught:
        made(base_url=api.url).sync.tickets.list()
    named = "HELP_DESK_API_KEY, or HELP_DESK_TOKEN, or HELP_DESK_CLIENT_ID, HELP_DESK_CLIENT_SECRET"
    assert named in caught.value.message
    with pytest.raises(ConfigurationError, match="ApiKey or Bearer or ClientCredentials"):
        made(Basic("ann", "b"), base_url=api.url)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: ApiKey(""), "key"),
        (lambda: ApiKey("line\nbreak"), "printable"),
        (lambda: ApiKey(KEY, "more"), "by name"),
        (lambda: Bearer(""), "empty"),
        (lambda: Basic("a:b", "c"), "username"),
        (lambda: ClientCredentials(client_id="a"), "client_secret"),
    ],
)
def test_credentials_that_cannot_be_sent_are_refused_without_their_value(make, said):
    with pytest.raises((ConfigurationError, TypeError), match=said) as caught:
        make()
    assert KEY not in str(caught.value)


def test_errors_are_read_where_the_description_says(tmp_path):
    toml = """
[errors]
message = "error.issues.0.text"
code = "error.code"
request_id = "X-Request"
kinds = {quota = "rate_limited", "409" = "not_found"}
hints = {quota = "Wait until tomorrow.", not_found = "tickets.list has the ids."}
"""
    body = {"error": {"code": "quota", "issues": [{"text": "No more today."}]}}
    with LocalAPI(lambda _: Reply(body, 400, {"X-Request": "r-1"})) as api:
        connector = described(tmp_path, toml)(base_url=api.url)
        with pytest.raises(RateLimited, match="No more today") as caught:
            connector.sync.tickets.list()
        assert (caught.value.upstream_code, caught.value.request_id) == ("quota", "r-1")
        assert caught.value.hint == "Wait until tomorrow."
        api.answer = lambda _: Reply("not JSON", 409)
        with pytest.raises(NotFound) as caught:
            connector.sync.tickets.get(id="1")
        assert caught.value.hint == "tickets.list has the ids."
        api.answer = lambda _: Reply({"error": {"code": 7}}, 500)
        with pytest.raises(UpstreamError):
            described(tmp_path, toml)(base_url=api.url, clock=EmulatorClock()).sync.tickets.get(id="1")


def test_a_limit_of_the_description_paces_what_has_none_of_its_own(api, tmp_path):
    toml = "[limits]\nrate = 0.1\nburst = 2\nshared = true\n"
    own = {**GET, "rate": 5.0, "burst": 9}
    connector = described(tmp_path, toml, [LIST, own, CREATE])(base_url=api.url, clock=EmulatorClock(now=0))
    connector.sync.tickets.list()
    connector.sync.tickets.list()
    with pytest.raises(RateLimited):
        connector.sync.execute("tickets", "list", timeout=1)
    assert {name: state["left"] for name, state in connector.limits().items()} == {
        "tickets.list": 0, "tickets.create": 0, "tickets.get": 9,
    }  # fmt: skip


def test_errors_about_a_limit_name_the_operation_that_gives_many_records_once(api, tmp_path):
    toml = 'bulk = "exports.run"\n[limits]\nrate = 0.1\nburst = 1\n'
    export = {**record("run", path="/export"), "entity": "exports"}
    connector = described(tmp_path, toml, [LIST, GET, export])(base_url=api.url, clock=EmulatorClock(now=0))
    connector.sync.tickets.list()
    with pytest.raises(RateLimited) as caught:
        connector.sync.execute("tickets", "list", timeout=1)
    assert caught.value.hint.count("exports.run") == 1
    connector.sync.exports.run()
    with pytest.raises(RateLimited) as caught:
        connector.sync.execute("exports", "run", timeout=1)
    assert "exports.run" not in caught.value.hint
    api.answer = lambda _: Reply({}, 429, {"retry-after": "9"})
    with pytest.raises(RateLimited) as caught:
        connector.sync.execute("tickets", "get", {"id": "1"}, timeout=1)
    assert "exports.run" in caught.value.hint


async def test_usual_questions_are_prompts_and_words_of_users_are_found(tmp_path):
    name = package(tmp_path)
    folder = tmp_path / name
    (folder / "questions.toml").write_text(
        '[late]\ntitle = "Late"\ntext = "Which are {days} days late?"\n'
        'arguments.days = { description = "Days.", default = "2" }\n'
    )
    (folder / "search").mkdir()
    (folder / "search/synonyms.toml").write_text('[same]\ncomplaint = "ticket"\n')
    connector = rest_connector(name)()
    async with Client(connector.mcp_server()) as client:
        (prompt,) = await client.list_prompts()
        asked = await client.get_prompt("late", {"days": "5"})
    assert (prompt.title, [each.name for each in prompt.arguments]) == ("Late", ["days"])
    assert asked.messages[0].content.text == "Which are 5 days late?"
    assert connector.inspect("complaints")["found"][0]["entity"] == "tickets"


def test_settings_fill_requests_and_tell_accounts_apart(api, tmp_path, monkeypatch):
    toml = '[fill.team]\ndescription = "The team, as its page shows it."\n'
    filled = record("list", path="/{team}/tickets", records="tickets", records_kind="list", fill={"team": "team"},
                    parameters=[{"name": "team", "in": "path", "schema": {"type": "string"}}, *query("after")])  # fmt: skip
    made = described(tmp_path, toml, [filled])
    made(base_url=api.url, settings={"team": "blue"}).sync.tickets.list()
    monkeypatch.setenv("HELP_DESK_TEAM", "red")
    red = made(base_url=api.url)
    red.sync.tickets.list()
    red.sync.tickets.list(team="own")
    assert [each.path for each in api.received] == ["/blue/tickets", "/red/tickets", "/own/tickets"]
    assert red.identity() != made(base_url=api.url, settings={"team": "blue"}).identity()
    assert red.identity() == made(base_url=api.url).identity()
    assert (red.about(), red.account_names()) == ({"team": "red"}, ["red"])
    with pytest.raises(ConfigurationError, match='Did you mean "team"'):
        made(settings={"teem": "blue"})
    monkeypatch.delenv("HELP_DESK_TEAM")
    with pytest.raises(InvalidInput, match="team is required"):
        made(base_url=api.url).sync.tickets.list()


def test_accounts_are_told_apart_by_their_credentials(tmp_path):
    made = described(tmp_path, key_in("header", "X-Key"))
    assert made(ApiKey("one-long-key")).identity() != made(ApiKey("another-long-key")).identity()
    assert made(ApiKey("one-long-key")).identity() == made(ApiKey("one-long-key")).identity()
    assert "one-long-key" not in made(ApiKey("one-long-key")).identity()


def test_a_dry_run_shows_the_request_without_the_key(api, tmp_path):
    made = described(tmp_path, key_in("query", "key"))
    connector = made(ApiKey(KEY), base_url=api.url, policy=Policy(writes=["tickets.create"], approve=False))
    page = connector.sync.execute("tickets", "create", {"subject": "Late"}, dry_run=True)
    assert page.one["body"] == {"subject": "Late"}
    assert KEY not in str(page)
    assert api.received == []


def test_a_check_calls_the_operation_that_is_named_or_one_without_parameters(api, tmp_path):
    connector = described(tmp_path)(base_url=api.url)
    assert connector.sync.check().meta.operation == "tickets.list"
    named = described(tmp_path, 'check = "tickets.get"\n', [LIST, {**GET, "example": {"id": "7"}}])
    named(base_url=api.url).sync.check()
    assert api.received[-1].path == "/tickets/7"
    with pytest.raises(ConfigurationError, match="check"):
        described(tmp_path, "", [GET])(base_url=api.url).sync.check()


def test_through_a_server_what_is_the_servers_is_refused(tmp_path):
    made = described(tmp_path, key_in("header", "X-Key"))
    server = AirbyteAuthConfig(workspace_name="acme")
    with pytest.raises(ConfigurationError, match="base_url, rate_limits: in hosted mode"):
        made(server, base_url="http://127.0.0.1:9", rate_limits=False)
    hosted = made(server, transport=None, clock=EmulatorClock())
    with pytest.raises(InvalidInput, match="There is no parameter"):
        hosted.sync.tickets.list(befor="x")


def test_a_described_connector_is_found_and_connected_by_name(tmp_path, monkeypatch):
    made = described(tmp_path)

    class Point:
        name, value = "help-desk", ""
        load = staticmethod(lambda: made)

    monkeypatch.setattr("toolspan.registry.entry_points", lambda **_: [Point])
    assert isinstance(connect("help-desk", workspace_name="acme"), made)


def test_a_described_connector_is_imported_without_pydantic_models_and_http(tmp_path):
    name = package(tmp_path, key_in("header", "X-Key"))
    (tmp_path / name / "__init__.py").write_text(
        "from toolspan.authoring import rest_connector\nDesk = rest_connector(__package__)\n"
    )
    code = f"import sys, {name}; print({{'pydantic.main', 'httpx2', 'asyncio', 'sqlite3', 'yaml'}} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('titel = "x"\n', 'unknown key "titel". Did you mean "title"'),
        ('[auht]\ntype = "none"\n', 'Did you mean "auth"'),
        ('[auth]\ntype = "apikey"\n', 'Did you mean "api_key"'),
        ('[auth]\ntype = "api_key"\n', "[auth] name is missing"),
        ('[auth]\nname = "x"\n', "[auth] type is missing: it is one of none, api_key"),
        ('[auth]\ntype = "api_key"\nname = "x y"\n', "no name of a header"),
        ('[auth]\ntype = "api_key"\nname = "x"\nin = "heder"\n', 'Did you mean "header"'),
        ('[[auth]]\ntype = "bearer"\n[[auth]]\ntype = "bearer"\n', "has a type of its own"),
        ('[[auth]]\ntype = "bearer"\n[[auth]]\ntype = "none"\n', "has a type of its own"),
        ('auth = ["bearer"]\n', "auth must hold tables"),
        ('[auth]\ntype = "basic"\nname = "x"\n', 'name has no meaning with type = "basic"'),
        ('[auth]\ntype = "oauth2_client"\ntoken_url = "http://login.example/token"\n', "must be an https URL"),
        ('[auth]\ntype = "oauth2_client"\ntoken_url = "/t"\nscopes = "a"\n', "scopes must be a list of texts"),
        ('[auth]\ntype = "oauth2_client"\ntoken_url = "/t"\nfields = {a = 1}\n', "must hold texts"),
        ('[errors]\nmesage = "x"\n', 'Did you mean "message"'),
        ("[errors]\nok_values = [true]\n", "no meaning without ok"),
        ('[errors]\nok = "ok"\nok_values = "yes"\n', "ok_values must be a list"),
        ('[errors.kinds]\n"404" = "not_fund"\n', 'Did you mean "not_found"'),
        ("[limits]\nrate = 0\nburst = 1\n", "rate must be above 0"),
        ("[limits]\nrate = 1\n", "burst is missing"),
        ("[limits]\nrate = true\nburst = 1\n", "rate must be a number"),
        ('[paging]\ntype = "tokens"\nparameter = "after"\n', 'Did you mean "token"'),
        ('[paging]\ntype = "token"\nparameter = "after"\n', "[paging] response is missing"),
        ('[paging]\ntype = "link"\nparameter = "after"\nfirst = 1\n', 'first has no meaning with type = "link"'),
        ('[fill]\nteam = "blue"\n', "team must be a table"),
        ('[fill.team]\ndescripton = "x"\n', 'Did you mean "description"'),
        ('[fill.Team]\ndescription = "x"\n', "snake_case"),
    ],
)  # fmt: skip
def test_a_description_with_an_error_is_refused_with_the_closest_valid_key(tmp_path, toml, said):
    with pytest.raises(ConfigurationError) as caught:
        described(tmp_path, toml)
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("", "slug is missing. title is missing. base_url is missing."),
        (HEAD.replace("help-desk", "Help Desk"), "small letters"),
        (HEAD.replace("https://", "http://"), "https URL"),
        (HEAD.replace("Help desk", ""), "title is empty"),
        ("slug = [\n", "not TOML"),
    ],
)
def test_a_description_without_what_it_needs_is_refused(tmp_path, head, said):
    with pytest.raises(ConfigurationError) as caught:
        described(tmp_path, head=head)
    assert said in caught.value.message


def test_all_errors_of_a_description_are_listed_together(tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        described(tmp_path, '[auth]\ntype = "baisc"\n[limits]\nrate = -1\nburts = 2\n')
    for said in ('Did you mean "basic"', "rate must be above 0", 'Did you mean "burst"', "burst is missing"):
        assert said in caught.value.message


SAYS_SO = """
[errors]
ok = "ok"
code = "error"
message = "detail"
kinds = {gone = "not_found", broken = "upstream", slow = "rate_limited"}
"""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"ok": False, "error": "gone", "detail": "It is closed."}, NotFound),
        ({"ok": False, "error": "no_such_field"}, InvalidInput),
        ({"ok": False, "error": "broken"}, UpstreamError),
        ({"ok": "no", "error": "slow"}, RateLimited),
    ],
)
def test_a_success_whose_body_says_otherwise_is_an_error(body, kind, tmp_path):
    with LocalAPI(lambda _: Reply(body)) as api:
        connector = described(tmp_path, SAYS_SO)(base_url=api.url)
        with pytest.raises(kind) as caught:
            connector.sync.tickets.list()
        said = body.get("detail", body["error"])
        assert f"the API reported a failure: {said}" in caught.value.message
        assert caught.value.upstream_code == body["error"]
        assert len(api.received) == 1


@pytest.mark.parametrize(
    ("more", "body"),
    [
        ("", {"tickets": []}),
        ("", {"ok": True, "tickets": []}),
        ('ok_values = [true, "yes", 0]', {"ok": 0, "tickets": []}),
        ('ok_values = ["done"]', {"ok": "done", "tickets": []}),
    ],
)
def test_a_body_that_says_nothing_or_yes_is_a_success(more, body, tmp_path):
    toml = f'[errors]\nok = "ok"\n{more}\n'
    with LocalAPI(lambda _: Reply(body)) as api:
        assert described(tmp_path, toml)(base_url=api.url).sync.tickets.list().data == []


@pytest.mark.parametrize(("code", "kind"), [("no_such_field", InvalidInput), ("broken", OutcomeUnknown)])
def test_a_write_that_the_body_refuses_may_be_made_again_and_one_that_broke_may_not(code, kind, tmp_path):
    answers = [Reply({"ok": False, "error": code}), Reply({"ok": True, "id": "7"})]
    with LocalAPI(lambda _: answers.pop(0)) as api:
        made = described(tmp_path, SAYS_SO)
        connector = made(base_url=api.url, policy=Policy(writes=["*"], approve=False))
        with pytest.raises(kind):
            connector.sync.tickets.create(subject="Late")
        if kind is InvalidInput:
            assert connector.sync.tickets.create(subject="Late").one["id"] == "7"
        else:
            with pytest.raises(OutcomeUnknown):
                connector.sync.tickets.create(subject="Late")
            assert len(api.received) == 1


@pytest.mark.parametrize(
    ("toml", "records", "said"),
    [
        (PAGING.replace('"after"', '"aftr"'), [LIST], 'Did you mean "after"'),
        (PAGING.replace('"per_page"', '"perpage"'), [LIST], 'page_size names "perpage"'),
        ('check = "tickets.lst"\n', [LIST], 'Did you mean "tickets.list"'),
        ('bulk = "tickets.lst"\n', [LIST], 'bulk names "tickets.lst"'),
        ('[fill.team]\ndescription = "x"\n', [LIST], "no operation fills in"),
        ("", [{**LIST, "fill": {"after": "team"}}], 'uses the word "team"'),
    ],
)
def test_a_description_that_its_operations_do_not_agree_with_is_refused(tmp_path, toml, records, said):
    made = described(tmp_path, toml, records)
    with pytest.raises(ConfigurationError) as caught:
        made().sync.tickets  # noqa: B018 - looks the entity up
    assert said in caught.value.message


def test_missing_files_are_named(tmp_path):
    from toolspan.authoring import rest_connector

    name = package(tmp_path)
    (tmp_path / name / "operations.json").unlink()
    (tmp_path / name / "guides/tickets.md").unlink()
    (tmp_path / name / "guides").rmdir()
    with pytest.raises(ConfigurationError, match=r"operations\.json is missing.*guides is missing"):
        rest_connector(name)
    (tmp_path / name / "connector.toml").unlink()
    with pytest.raises(ConfigurationError, match=r"connector\.toml is missing"):
        rest_connector(name)
    with pytest.raises(ConfigurationError, match="__package__"):
        rest_connector(None)
