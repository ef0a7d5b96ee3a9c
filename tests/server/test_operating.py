"""What an operator does beside the server: first starts at once, organisations, secrets, and calls in doubt."""

from __future__ import annotations

import ast
import asyncio
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

import toolspan.server
from toolspan.errors import ConfigurationError
from toolspan.server import add_client, add_organization, doubts, rotate_secret, settings, settle, switch
from toolspan.server.data import migrate
from toolspan.server.data.audit import ACTIONS
from toolspan.server.overview import audit_events, connectors_of, status
from toolspan.server.serving import listen
from toolspan.server.setup import sole

if TYPE_CHECKING:
    from tests.server.conftest import Server

TOKEN = "/api/v1/account/applications/token"
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
INIT = """
import sys
from toolspan.errors import ConfigurationError
from toolspan.server import init, settings
try:
    print(*init(settings(data_dir=sys.argv[1], database_url=sys.argv[2] or None)))
except ConfigurationError as error:
    sys.exit(str(error))
"""
REPORT = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}


def test_of_several_first_starts_at_once_one_makes_the_server(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("own_postgres") if backend == "postgresql" else ""
    command = [sys.executable, "-c", INIT, str(tmp_path / "data"), url]
    starts = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    said = [(one.communicate(timeout=120), one.returncode) for one in starts]
    assert sorted(code for _, code in said) == [0, 1, 1]
    assert [err for (_, err), code in said if code and "already initialised" not in err] == []


@ON_SQLITE
@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize(
    "command", [add_client, lambda made: switch(made, client_id="x", stopped=True), doubts]
)
def test_a_command_for_a_server_that_is_not_there_says_so_and_makes_nothing(
    tmp_path: Path, command: Any
) -> None:
    with pytest.raises(ConfigurationError, match="not initialised"):
        command(settings(data_dir=tmp_path / "data"))
    assert not (tmp_path / "data").exists()


@ON_SQLITE
async def test_a_second_server_on_one_file_is_refused_and_commands_are_not(server: Server) -> None:
    with sole(server.settings):
        with pytest.raises(ConfigurationError, match="Another server"), sole(server.settings):
            pass
        assert await asyncio.to_thread(add_client, server.settings)
    with sole(server.settings):
        pass


async def test_an_organisation_is_added_and_its_client_sees_nothing_of_others(server: Server) -> None:
    mine = await server.create()
    organization = await asyncio.to_thread(add_organization, server.settings, "Second brand")
    client = await asyncio.to_thread(add_client, server.settings, organization)
    token = await server.sign_in(*client)
    assert token["organization_id"] == organization
    path = f"/api/v1/integrations/connectors/{mine['id']}"
    assert (await server.call("GET", path, bearer=token["access_token"])).status_code == 404
    with pytest.raises(ConfigurationError):
        await asyncio.to_thread(add_organization, server.settings, " ")


async def test_a_new_secret_ends_the_old_one(server: Server) -> None:
    secret = await asyncio.to_thread(rotate_secret, server.settings, server.client_id.upper())
    await server.sign_in(server.client_id, secret)
    old = {"client_id": server.client_id, "client_secret": server.client_secret}
    assert (await server.http.post(TOKEN, json=old)).status_code == 401
    with pytest.raises(ConfigurationError, match="no client"):
        await asyncio.to_thread(rotate_secret, server.settings, "nobody")


@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize("named", ["by its hash", "by itself"])
async def test_a_call_in_doubt_is_listed_and_settled(
    server: Server, named: str, *, carried_out: bool
) -> None:
    created = await server.create(environment={"region": "US"})
    server.emulator.faults.add("reset", operation="createReport")
    key = {"idempotency_key": "order-66"}
    doubtful = await server.execute(created["id"], "reports", "create", REPORT, headers=key)
    assert doubtful.json()["errors"][0]["error_code"] == "outcome_unknown"
    await server.execute(created["id"], "reports", "create", REPORT, headers={"idempotency_key": "fine"})
    found = await asyncio.to_thread(doubts, server.settings)
    assert [(one.connector_id, one.connector_name, one.operation) for one in found] == [
        (created["id"], "Mine", "reports.create")
    ]
    assert found[0].started_at
    assert found[0].request_id == doubtful.json()["request_id"]
    given = found[0].key if named == "by its hash" else "order-66"
    await asyncio.to_thread(settle, server.settings, created["id"], given, carried_out=carried_out)
    assert await asyncio.to_thread(doubts, server.settings) == []
    again = await server.execute(created["id"], "reports", "create", REPORT, headers=key)
    assert again.status_code == (409 if carried_out else 200)
    assert not carried_out or again.json()["errors"][0]["error_code"] == "carried_out"
    with pytest.raises(ConfigurationError, match="no such key"):
        await asyncio.to_thread(settle, server.settings, created["id"], given, carried_out=carried_out)


@ON_SQLITE
async def test_what_a_server_holds_is_read_while_it_writes(server: Server) -> None:
    created = await server.create()
    async with server.services.database.write() as connection:
        await connection.execute(text("UPDATE clients SET name = name"))
        found = await asyncio.to_thread(connectors_of, server.settings)
        assert [row["id"] for row in found] == [created["id"]]
        assert (await asyncio.to_thread(status, server.settings))["connectors"]["unchecked"] == 1


async def test_a_command_of_another_release_changes_nothing(server: Server) -> None:
    await server.sql("UPDATE alembic_version SET version_num = '0001'")
    for command in (add_client, doubts, connectors_of):
        with pytest.raises(ConfigurationError, match="schema 0001"):
            await asyncio.to_thread(command, server.settings)
    await server.sql(f"UPDATE alembic_version SET version_num = '{migrate.newest()}'")


async def test_added_clients_are_in_the_audit_log(server: Server) -> None:
    client_id, _ = await asyncio.to_thread(add_client, server.settings)
    (event,) = await asyncio.to_thread(audit_events, server.settings, subject_id=client_id)
    assert (event["action"], event["organization_id"]) == ("client.create", server.organization_id)


@ON_SQLITE
@pytest.mark.usefixtures("backend")
def test_a_database_that_cannot_be_used_is_named_with_the_reason(tmp_path: Path, own_postgres: str) -> None:
    url = make_url(own_postgres)
    gone, stranger = (
        url.set(database="nobody_made_this"),
        url.set(username="stranger", password="hidden-word"),
    )
    with socket.socket() as free:  # bound and not listening
        free.bind(("127.0.0.1", 0))
        closed = url.set(host="127.0.0.1", port=free.getsockname()[1], password="hidden-word")
        for wrong, why in (
            (gone, "there is no database of this name"),
            (stranger, "login refused"),
            (closed, "connection refused"),
        ):
            made = settings(data_dir=tmp_path, database_url=wrong.render_as_string(hide_password=False))
            with pytest.raises(ConfigurationError) as caught:
                connectors_of(made)
            said = caught.value.message
            assert f"{wrong.host}:{wrong.port or 5432}/{wrong.database} cannot be used: {why}." in said
            assert "stranger" not in said
            assert "hidden-word" not in said


@ON_SQLITE
async def test_an_action_that_no_event_has_is_refused_with_the_choices(server: Server) -> None:
    for wrong in ("nope", "nope."):
        with pytest.raises(ConfigurationError, match="no action") as caught:
            await asyncio.to_thread(audit_events, server.settings, action=wrong)
        assert "connector.create" in str(caught.value.hint)
    assert await asyncio.to_thread(audit_events, server.settings, action="server.")


def test_every_action_that_is_recorded_is_known() -> None:
    package = Path(toolspan.server.__file__).parent
    calls = [
        node
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    ]
    named = [(call, getattr(call.func, "attr", getattr(call.func, "id", ""))) for call in calls]
    actions = [call.args[0] for call, name in named if name == "event" and call.args]
    actions += [call.args[1] for call, name in named if name == "Event" and len(call.args) > 1]
    actions += [
        each.value
        for call, name in named
        for each in call.keywords
        if (name, each.arg) == ("Event", "action")
    ]
    parts = [part for action in actions for part in ast.walk(action) if isinstance(part, ast.Constant)]
    found = {part.value for part in parts}
    assert "oauth.consent" in found
    assert found - set(ACTIONS) == set()


def test_a_short_token_and_a_port_in_use_name_their_setting() -> None:
    with pytest.raises(ConfigurationError, match="TOOLSPAN_METRICS_TOKEN should have at least 16 characters"):
        settings(metrics_token="short")
    with socket.socket() as used:
        used.bind(("127.0.0.1", 0))
        used.listen()
        with pytest.raises(ConfigurationError, match="in use") as caught:
            listen("127.0.0.1", used.getsockname()[1], "TOOLSPAN_METRICS_PORT")
    assert "TOOLSPAN_METRICS_PORT" in str(caught.value.hint)
