"""Running and looking after a server from the command line, and calling through one."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import signal
import stat
import subprocess
import sys
import weakref

import httpx2
import pytest

from toolspan import AirbyteAuthConfig, HostedWorkspace
from toolspan.emulator import Emulator
from toolspan.emulator.listener import bind

from .conftest import environment

KIND = "amazon-seller-partner"


def variables(text):
    """What `export NAME=value` lines say."""
    pairs = [shlex.split(line)[1].partition("=") for line in text.splitlines()]
    return {name: value for name, _, value in pairs}


def _end(process):
    process.kill()
    process.communicate()


class Running:
    """`toolspan serve` as a process of its own."""

    def __init__(self, *arguments, **more):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "toolspan", "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(**more),
        )
        self._ended = weakref.finalize(self, _end, self.process)  # also when a test fails before `stopped()`
        self.said = []
        for line in self.process.stderr:
            self.said.append(line)
            if "listens at" in line:
                break
        self.url = re.search(r"listens at (\S+\w)", self.said[-1])[1] if self.said else ""

    def stopped(self):
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, "".join(self.said) + err


def test_a_first_start_prints_a_client_once_and_serves(tmp_path):
    data = tmp_path / "data"
    first = Running("--init", "--data-dir", str(data))
    health = httpx2.get(f"{first.url}/healthz")
    code, out, err = first.stopped()
    assert (code, health.status_code) == (0, 200), err
    client = variables(out)
    assert client.pop("TOOLSPAN_API_URL") == first.url
    assert sorted(client) == ["TOOLSPAN_CLIENT_ID", "TOOLSPAN_CLIENT_SECRET"]
    assert client["TOOLSPAN_CLIENT_SECRET"] not in err
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    again = Running("--data-dir", str(data))
    token = httpx2.post(
        f"{again.url}/api/v1/account/applications/token",
        json={
            "client_id": client["TOOLSPAN_CLIENT_ID"],
            "client_secret": client["TOOLSPAN_CLIENT_SECRET"],
        },
    )
    code, out, _ = again.stopped()
    assert (code, out, token.status_code) == (0, "", 200)


@pytest.fixture
def data(tmp_path, run):
    """A server that was set up; its folder and its client."""
    folder = tmp_path / "data"
    done = run("server", "init", "--data-dir", str(folder))
    assert done.code == 0, done.err
    return folder, variables(done.out)


def test_a_second_first_start_is_refused(run, data):
    for command in (["server", "init"], ["serve", "--init", "--port", "0"]):
        done = run(*command, "--data-dir", str(data[0]))
        assert (done.code, done.out) == (2, "")
        assert "already initialised" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "0.0.0.0"], "TLS"),
        (["--public-url", "http://toolspan.example"], "https"),
        (["--database", "mysql://host/name"], "database_url"),
        (["--database", "postgresql://user:canary@host/name"], "password"),
    ],
)
def test_settings_that_are_not_valid_end_with_2_and_make_nothing(run, tmp_path, arguments, said):
    folder = tmp_path / "data"
    done = run("serve", "--init", "--port", "0", "--data-dir", str(folder), *arguments)
    assert done.code == 2, done.err
    assert said in done.err
    assert "canary" not in done.err
    assert not folder.exists()


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("TOOLSPAN_PROCESSES=2", "PostgreSQL"),
        ("TOOLSPAN_JOBS=procrastinate", "PostgreSQL"),
    ],
)
def test_variables_that_are_not_valid_make_no_client(run, tmp_path, monkeypatch, setting, said):
    monkeypatch.setenv(*setting.split("="))
    folder = tmp_path / "data"
    done = run("serve", "--init", "--port", "0", "--data-dir", str(folder))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not folder.exists()


def test_a_server_that_was_never_set_up_says_so(run, tmp_path):
    done = run("serve", "--port", "0", "--data-dir", str(tmp_path / "data"))
    assert done.code == 2
    assert "not initialised" in done.err


def test_a_port_that_is_taken_makes_no_client(run, tmp_path):
    with bind("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--init", "--data-dir", str(tmp_path / "data"), "--port", port)
    assert (done.code, done.out) == (2, "")
    assert "cannot be used" in done.err


def test_without_its_extra_the_install_line_is_named(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "toolspan.server", None)
    for command in (["serve"], ["server", "init"], ["server", "rotate-keys"]):
        done = run(*command)
        assert done.code == 2
        assert 'pip install "toolspan[server]"' in done.err


def test_clients_can_be_added(run, data):
    done = run("server", "add-client", "--name", "reports", "--data-dir", str(data[0]))
    assert done.code == 0
    assert variables(done.out)["TOOLSPAN_CLIENT_ID"] != data[1]["TOOLSPAN_CLIENT_ID"]
    refused = run("server", "add-client", "--organization", "nobody", "--data-dir", str(data[0]))
    assert refused.code == 2


def test_keys_are_rotated_and_the_old_one_dropped(run, data):
    folder = str(data[0])
    prepared = run("server", "rotate-keys", "--prepare", "--data-dir", folder)
    assert "which is not used yet" in prepared.err
    done = run("server", "rotate-keys", "--data-dir", folder)
    assert prepared.err.split("new key ")[1].split(",")[0] in done.err
    assert done.code == 0, done.err
    assert done.err.index("copy the key file to every host") < done.err.index("drop-key")
    old = done.err.split("drop-key ")[1].split()[0]
    assert run("server", "drop-key", old, "--data-dir", folder).code == 0
    assert run("server", "drop-key", old, "--data-dir", folder).code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "one connector, one organisation, or one client"),
        (["--connector", "a", "--organization", "b"], "one connector, one organisation, or one client"),
        (["--connector", "6f1e0c3a-0000-4000-8000-000000000000"], "no connector"),
        (["--organization", "nobody"], "no organisation"),
    ],
)
@pytest.mark.parametrize("command", ["disable", "enable"])
def test_a_switch_of_nothing_is_refused(run, data, command, arguments, said):
    done = run("server", command, *arguments, "--data-dir", str(data[0]))
    assert (done.code, done.out) == (2, "")
    assert said in done.err


# ---------------------------------------------------------------- calling through a server


async def keep_seller(client, emulator):
    """Make the connector that the tests call."""
    auth = AirbyteAuthConfig(
        airbyte_client_id=client["TOOLSPAN_CLIENT_ID"],
        airbyte_client_secret=client["TOOLSPAN_CLIENT_SECRET"],
        api_url=client["TOOLSPAN_API_URL"],
    )
    async with HostedWorkspace("acme", auth) as workspace:
        await workspace.create_connector(KIND, credentials=emulator.credentials, environment={"region": "US"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("served") / "data"


@pytest.fixture(scope="module")
def hosted(folder):
    """A server in a process of its own with a connector in "acme", and the environment of its client."""
    with Emulator(seed=7) as emulator:
        upstream = {
            "TOOLSPAN_SP_API_URL": emulator.url,
            "TOOLSPAN_LWA_URL": emulator.token_url,
        }
        server = Running("--init", "--data-dir", str(folder), **upstream)
        names = [server.process.stdout.readline() for _ in range(3)]
        client = variables("".join(names))
        asyncio.run(keep_seller(client, emulator))
        yield client
        server.stopped()


@pytest.fixture
def client_of(hosted, monkeypatch):
    for name, value in hosted.items():
        monkeypatch.setenv(name, value)


ORDERS = ("execute", "orders", "list", "-p", "created_after=-30d", "-p", "max_results_per_page=3")


def test_execute_calls_through_a_server(run, client_of):
    done = run(*ORDERS, "--workspace", "acme", "--json")
    assert done.code == 0, done.err
    assert len(done.json["data"]) == 3


def test_an_unknown_workspace_is_a_failed_call(run, client_of):
    done = run(*ORDERS, "--workspace", "nobody", "--json")
    assert done.code == 1
    assert done.json["error"]["code"] == "not_found"


@pytest.mark.parametrize("more", [["--emulator"], ["--region", "US"]])
def test_what_the_server_decides_cannot_be_said_here(run, client_of, more):
    done = run(*ORDERS, "--workspace", "acme", *more)
    assert done.code == 2
    assert "cannot be combined" in done.err


def test_without_a_client_the_variables_are_named(run):
    done = run(*ORDERS, "--connector-id", "6f1e0c3a-0000-4000-8000-000000000000")
    assert done.code == 2
    assert "TOOLSPAN_CLIENT_ID, TOOLSPAN_CLIENT_SECRET" in done.err


def test_a_running_server_obeys_the_kill_switch_of_the_command_line(run, client_of, folder):
    async def connector_id():
        async with HostedWorkspace.from_env("acme") as workspace:
            return (await workspace.list_connectors())[0].id

    switch = ("--connector", asyncio.run(connector_id()), "--data-dir", str(folder))
    done = run("server", "disable", *switch, "--reason", "incident 9")
    assert (done.code, "switched off" in done.err) == (0, True), done.err
    refused = run(*ORDERS, "--workspace", "acme", "--json")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "permission"
    assert "incident 9" in refused.json["error"]["message"]
    assert run("server", "enable", *switch).code == 0
    assert run(*ORDERS, "--workspace", "acme", "--json").code == 0


def test_a_client_whose_secret_is_lost_can_be_taken_away(run, client_of, folder):
    client = os.environ["TOOLSPAN_CLIENT_ID"]
    done = run("server", "disable", "--client", client, "--data-dir", str(folder))
    assert (done.code, "switched off" in done.err) == (0, True), done.err
    refused = run(*ORDERS, "--workspace", "acme", "--json")
    assert refused.json["error"]["code"] == "authentication"
    assert run("server", "enable", "--client", client, "--data-dir", str(folder)).code == 0
    assert run(*ORDERS, "--workspace", "acme", "--json").code == 0
    unknown = run("server", "disable", "--client", "nobody", "--data-dir", str(folder))
    assert unknown.code == 2
    assert client in unknown.err


def test_mcp_serves_the_tools_of_a_server(client_of):
    pytest.importorskip("fastmcp")
    from toolspan.cli.connectors import Opening

    async def asked():
        async with Opening(workspace="acme").connected() as connector:
            page = await connector.marketplaces.list()
            return connector.mcp_server(shape="single"), json.dumps(page.data)

    server, text = asyncio.run(asked())
    assert server is not None
    assert "ATVPDKIKX0DER" in text


def test_an_organisation_is_added_and_a_secret_rotated(run, data):
    folder = str(data[0])
    added = run("server", "add-organization", "--name", "Second brand", "--data-dir", folder)
    assert added.code == 0, added.err
    organization = variables(added.out)["TOOLSPAN_ORGANIZATION_ID"]
    made = run("server", "add-client", "--organization", organization, "--data-dir", folder)
    client = variables(made.out)
    rotated = run("server", "rotate-secret", "--client", client["TOOLSPAN_CLIENT_ID"], "--data-dir", folder)
    assert rotated.code == 0, rotated.err
    assert variables(rotated.out)["TOOLSPAN_CLIENT_SECRET"] != client["TOOLSPAN_CLIENT_SECRET"]


def test_limits_of_an_organisation_are_set_changed_and_removed(run, data):
    folder = str(data[0])
    added = run("server", "add-organization", "--name", "Third brand", "--data-dir", folder)
    mine = ("server", "limits", "--organization", variables(added.out)["TOOLSPAN_ORGANIZATION_ID"])
    made = run(*mine, "--calls-per-minute", "600", "--connectors", "5", "--data-dir", folder)
    assert made.code == 0, made.err
    left = json.loads(run(*mine, "--connectors", "0", "--data-dir", folder).out)
    assert {name: value for name, value in left.items() if value is not None} == {"calls_per_minute": 600}
    assert run("server", "limits", "--organization", "nobody", "--data-dir", folder).code == 2


def test_calls_in_doubt_are_listed_and_none_is_settled_unnamed(run, data):
    folder = str(data[0])
    listed = run("server", "doubts", "--data-dir", folder)
    assert (listed.code, json.loads(listed.out)) == (0, [])
    unknown = ["server", "settle", "order-66", "--connector", "nobody", "--data-dir", folder]
    assert run(*unknown, "--carried-out").code == 2
    assert run(*unknown).code == 2


def test_a_command_without_a_server_says_so_and_leaves_nothing_behind(run, tmp_path):
    folder = tmp_path / "data"
    for command in (["serve", "--port", "0"], ["server", "disable", "--client", "x"], ["server", "doubts"]):
        done = run(*command, "--data-dir", str(folder))
        assert done.code == 2
        assert "not initialised" in done.err
        assert not folder.exists()
