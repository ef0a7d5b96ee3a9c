"""What an operator sees and adds from the command line: beside a running server and without, on both databases."""

from __future__ import annotations

import time

import httpx2
import pytest
from tests.server.conftest import fresh_postgres

from toolspan.emulator import Emulator
from toolspan.server import init, settings

from .test_server_commands import Running, variables

NOBODY = "6f1e0c3a-0000-4000-8000-000000000000"


class Operator:
    """Somebody with the settings of a server, and no token."""

    def __init__(self, run, variables, folder, client):
        self.run, self.folder, self.client, self.variables = run, folder, client, variables

    def __call__(self, *arguments, **more):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {**self.variables, **more}.items():
                patch.setenv(name, value)
            return self.run("server", *arguments)

    @property
    def home(self):
        return next(row["id"] for row in self("list", "organizations").json if row["name"] == "default")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request):
    """Variables that name the database of a server."""
    if request.param == "sqlite":
        yield {}
        return
    with fresh_postgres() as url:
        yield {"TOOLSPAN_DATABASE_URL": url}


@pytest.fixture(scope="module")
def seller():
    with Emulator(seed=7) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def credentials(seller):
    given = seller.credentials
    return {
        "LWA_APP_ID": given["lwa_app_id"],
        "LWA_CLIENT_SECRET": given["lwa_client_secret"],
        "SP_API_REFRESH_TOKEN": given["refresh_token"],
    }


@pytest.fixture(scope="module")
def first(database, seller, tmp_path_factory):
    """The variables and the folder of a server after its first start, and its client."""
    folder = tmp_path_factory.mktemp("operated") / "data"
    given = {
        **database,
        "TOOLSPAN_DATA_DIR": str(folder),
        "TOOLSPAN_SP_API_URL": seller.url,
        "TOOLSPAN_LWA_URL": seller.token_url,
    }
    return given, folder, init(settings(data_dir=folder, database_url=database.get("TOOLSPAN_DATABASE_URL")))


@pytest.fixture
def operator(run, first):
    return Operator(run, *first)


@pytest.fixture
def running(operator):
    """The operator's server, in a process of its own."""
    server = Running(**operator.variables)
    yield server
    code, _, err = server.stopped()
    assert code == 0, err


def added(operator, credentials, workspace, *more):
    """Add a connector; without a check, since Amazon limits how often an account is asked for its marketplaces."""
    done = operator("add-connector", "--workspace", workspace, "--no-check", "--json", *more, **credentials)
    assert done.code == 0, done.err
    return done.json


def test_a_running_server_uses_what_is_added_beside_it_and_is_read_beside_it(
    operator, credentials, running, monkeypatch
):
    new = ("add-connector", "--workspace", "acme", "--organization", operator.home, "--json")
    made = operator(*new, **credentials).json
    assert (made["state"], made["workspace_name"], made["region"]) == ("active", "acme", None)
    again = operator(*new, **credentials)
    assert (again.json["id"], "there already" in again.err) == (made["id"], True)
    for name, value in zip(("ID", "SECRET"), operator.client, strict=True):
        monkeypatch.setenv(f"TOOLSPAN_CLIENT_{name}", value)
    monkeypatch.setenv("TOOLSPAN_API_URL", running.url)
    done = operator.run("execute", "marketplaces", "list", "--workspace", "acme", "--json")
    assert done.code == 0, done.err
    assert done.json["data"]
    assert [row["region"] for row in operator("list", "--workspace", "acme").json] == ["US"]
    _until(lambda: operator("audit", "--connector", made["id"], "--action", "execute").json)
    called, again, create = operator("audit", "--connector", made["id"]).json
    assert [(event["action"], event["outcome"]) for event in (called, again, create)] == [
        ("execute", "ok"), ("connector.create", "repeated"), ("connector.create", "ok"),
    ]  # fmt: skip
    assert (called["actor"], called["detail"]["operation"]) == (operator.client[0], "marketplaces.list")
    assert operator("audit", "--request", called["request_id"]).json == [called]
    assert operator("audit", "--connector", made["id"], "--action", "connector.").json == [again, create]
    assert operator("audit", "--connector", made["id"], "--before", create["at"]).json == []
    assert operator("audit", "--connector", made["id"], "--since", "tomorrow").json == []
    up = operator("status", "--url", running.url)
    assert (up.code, up.json["server"]["status"], up.json["server"]["database"]) == (0, "ready", "ok"), up.err
    checked = httpx2.post(
        f"{running.url}/api/v1/integrations/connectors/{made['id']}/check", headers=_bearer(operator, running)
    )
    job = checked.json()["id"]
    assert [(row["id"], row["kind"]) for row in operator("jobs", "--connector", made["id"]).json] == [
        (job, "check")
    ]
    assert operator("jobs", "--connector", made["id"], "--status", "open").json == []
    assert operator("jobs", "--status", "succeeded").json[0]["id"] == job
    wrong = operator("jobs", "--status", "nope")
    assert (wrong.code, "succeeded" in wrong.err) == (2, True)


def _bearer(operator, running):
    names = dict(zip(("client_id", "client_secret"), operator.client, strict=True))
    token = httpx2.post(f"{running.url}/api/v1/account/applications/token", json=names).json()
    return {"authorization": f"Bearer {token['access_token']}"}


def _until(found):
    """Wait for another process."""
    deadline = time.monotonic() + 30
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_is_listed_can_be_chosen(operator, credentials):
    mine = added(operator, credentials, "chosen", "--organization", operator.home, "--region", "US")
    assert [row["id"] for row in operator("list", "--workspace", "chosen").json] == [mine["id"]]
    assert operator("list", "--workspace", "chosen", "--state", "disabled").json == []
    assert operator("disable", "--connector", mine["id"], "--reason", "incident 3").code == 0
    (off,) = operator("list", "--workspace", "chosen", "--state", "disabled").json
    assert (off["id"], "incident 3" in off["reason"]) == (mine["id"], True)
    organization = variables(operator("add-organization", "--name", "Second brand").out)
    other = organization["TOOLSPAN_ORGANIZATION_ID"]
    assert operator("list", "--organization", other).json == []
    needed = operator("add-connector", "--workspace", "chosen", **credentials)
    assert (needed.code, "--organization ID" in needed.err) == (2, True)
    theirs = operator(
        "add-connector",
        "--workspace",
        "chosen",
        "--organization",
        other,
        "--region",
        "US",
        "--no-check",
        "--json",
        **credentials,
    )
    assert theirs.json["id"] != mine["id"]
    assert [row["id"] for row in operator("list", "--organization", other).json] == [theirs.json["id"]]
    assert other in [row["id"] for row in operator("list", "organizations").json]
    assert [row["connectors"] for row in operator("list", "workspaces", "--organization", other).json] == [1]
    assert operator("list", "clients", "--organization", other).json == []
    few = operator("list", "--limit", "1")
    assert (len(few.json), "more than 1" in few.err) == (1, True)
    ended = operator("disable", "--organization", other, "--reason", "gone")
    assert ended.code == 0
    assert operator("list", "--organization", other).json[0]["state"] == "disabled"


def test_refused_credentials_are_not_stored_and_unchecked_ones_are_marked(operator, credentials):
    before = len(operator("list").json)
    wrong = {**credentials, "LWA_CLIENT_SECRET": "canary-7f3a91c2d8-wrong"}
    refused = operator("add-connector", "--workspace", "refused", "--organization", operator.home, **wrong)
    assert (refused.code, "canary" in refused.out + refused.err) == (1, False)
    assert len(operator("list").json) == before
    stored = operator(
        "add-connector",
        "--workspace",
        "refused",
        "--organization",
        operator.home,
        "--no-check",
        "--json",
        **wrong,
    )
    assert (stored.json["state"], "not checked" in stored.err) == ("unchecked", True)
    assert "canary" not in stored.out + stored.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--workspace", "x", "--region", "Atlantis"], "region"),
        (["--workspace", "x", "--entity", "ordrs"], "Did you mean"),
        (["--workspace", "x", "--entity", "orders:delete"], "listings_items:write"),
        (["--workspace", "x", "--entity", "marketplaces:write"], "The modes of marketplaces are: read."),
        (["--workspace", "x", "--start-date", "yesterday"], "ISO 8601"),
        (["--workspace", "x", "--seller-id", "?"], "seller_id"),
        (["--workspace", " "], "workspace_name"),
        (["--workspace", "x", "--organization", NOBODY], "Name one organisation"),
    ],
)
def test_what_is_not_valid_is_refused_before_amazon_is_asked(operator, credentials, arguments, said):
    given = [*arguments, *([] if "--organization" in arguments else ["--organization", operator.home])]
    done = operator("add-connector", *given, **credentials)
    assert (done.code, said in done.err) == (2, True), done.err


def test_credentials_come_from_a_file_and_missing_ones_are_named(operator, credentials, tmp_path):
    home = operator.home
    missing = operator("add-connector", "--workspace", "filed", "--organization", home)
    assert (missing.code, "LWA_APP_ID, LWA_CLIENT_SECRET, SP_API_REFRESH_TOKEN" in missing.err) == (2, True)
    file = tmp_path / "seller.env"
    file.write_text("".join(f"export {name}='{value}'\n" for name, value in credentials.items()))
    done = operator(
        "add-connector", "--workspace", "filed", "--organization", home, "--region", "US",
        "--entity", "orders", "--entity", "listings_items:write", "--env-file", str(file), "--no-check", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err


def test_the_state_of_a_server_is_shown_without_it_and_faults_are_named(operator, seller):
    down = operator("status")
    assert (down.code, down.json["server"]["status"]) == (0, "does not run"), down.err
    assert down.json["keys"] == "ok"
    other = operator("status", "--url", seller.url)
    assert (other.code, "not a server of toolspan" in other.json["faults"][0]) == (1, True)
    keys = operator.folder / "keys.json"
    keys.rename(keys.with_suffix(".away"))
    try:
        broken = operator("status")
        assert (broken.code, broken.json["keys"]) == (1, "failed")
        assert "keys.json" in broken.json["faults"][0]
    finally:
        keys.with_suffix(".away").rename(keys)
    assert operator("audit", "--since", "last week").code == 2


def test_a_person_gets_a_table(operator, credentials, monkeypatch):
    made = added(operator, credentials, "for people", "--organization", operator.home, "--region", "US")
    monkeypatch.setattr("toolspan.cli.console.for_program", lambda *, asked: asked)
    shown = operator("list", "--workspace", "for people")
    assert [text for text in (made["id"], "unchecked", "for people") if text not in shown.out] == []
    assert "1 connector." in shown.err
    assert "connectors.active" in operator("status").out
    assert "connector.create" in operator("audit", "--connector", made["id"]).out
    assert operator("jobs", "--connector", NOBODY).err == "no jobs.\n"
    assert operator("doubts").err == "no calls in doubt.\n"


@pytest.mark.parametrize("command", [["serve"], ["server", "list"], ["server", "init"]])
def test_without_the_modules_of_its_extra_a_command_names_the_install_line(process, command):
    code = f"import sys; sys.modules['sqlalchemy'] = None; from toolspan.cli.app import run; sys.exit(run({command!r}))"
    done = process(python=("-c", code))
    assert (done.code, 'pip install "toolspan[server]"' in done.err) == (2, True), done.err
