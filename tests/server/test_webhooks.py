"""Webhooks: signed messages about events, sent from an outbox at least once, whatever dies meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from aiohttp import web
from standardwebhooks import Webhook
from tests.server.conftest import process

import toolspan.webhooks
from toolspan.emulator import Emulator
from toolspan.errors import AuthenticationError
from toolspan.server import init, settings
from toolspan.server.data import jobs, webhooks
from toolspan.server.routes.webhooks import ENDPOINTS
from toolspan.server.runtime.webhooks import PAUSES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.server.conftest import Server

API = "/api/v1"
HOOKS = f"{API}/webhooks"
CONNECTORS = f"{API}/integrations/connectors"
LOOPBACK = (ip_network("127.0.0.0/8"),)
ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"])


class Receiver:
    """A receiver on loopback: the messages that it got, and the statuses that it answers, the last one for good."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses = [204]
        self.hold = asyncio.Event()
        self.hold.set()
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def open(self) -> None:
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        self.got.append(
            ({name.lower(): value for name, value in request.headers.items()}, await request.read())
        )
        await self.hold.wait()
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return web.Response(status=status, headers={"location": self.url} if status == 302 else {})


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def server(start: Any) -> AsyncIterator[Server]:
    """A server that may send to loopback."""
    async with start(webhook_networks=LOOPBACK) as started:
        yield started


async def hooked(server: Server, url: str, **more: Any) -> dict[str, Any]:
    answer = await server.call("POST", HOOKS, {"url": url, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def send(server: Server) -> None:
    """Send what is due, as the server does every second."""
    await server.services.webhooks.send_due()
    await server.services.webhooks.idle()


async def messages(server: Server, hook: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    server.bearer = (await server.sign_in())["access_token"]  # tests move the clock by days
    answer = await server.http.get(
        f"{HOOKS}/{hook['id']}/messages", params=query, headers={"authorization": f"Bearer {server.bearer}"}
    )
    return answer.json()["data"]


async def ping(server: Server, hook: dict[str, Any]) -> None:
    assert (await server.call("POST", f"{HOOKS}/{hook['id']}/test")).status_code == 204


def opened(server: Server, got: tuple[dict[str, str], bytes], secret: str) -> dict[str, Any]:
    return toolspan.webhooks.verify(*got, secret, now=server.emulator.clock.time())


async def test_a_connector_that_needs_reauthorization_is_told_once_however_many_calls_find_out(
    server: Server, receiver: Receiver
) -> None:
    hook = await hooked(server, receiver.url, events=["connector.needs_reauthorization"])
    connector = await server.create()
    server.emulator.revoke_grant()
    await asyncio.gather(*(server.execute(connector["id"]) for _ in range(5)))
    await send(server)
    (got,) = receiver.got
    event = opened(server, got, hook["secret"])
    assert event["type"] == "connector.needs_reauthorization"
    assert event["data"]["connector_id"] == connector["id"]
    assert event["data"]["organization_id"] == server.organization_id
    assert "oauth/initiate" in event["data"]["reason"]
    (message,) = await messages(server, hook)
    assert (message["id"], message["status"], message["attempts"]) == (got[0]["webhook-id"], "delivered", 1)


async def test_the_end_of_a_job_is_sent_with_its_outcome(server: Server, receiver: Receiver) -> None:
    hook = await hooked(server, receiver.url, events=["job.ended"])
    connector = await server.create()
    job = (await server.call("DELETE", f"{CONNECTORS}/{connector['id']}")).json()["job_id"]
    await server.job(job)
    await send(server)
    (got,) = receiver.got
    event = opened(server, got, hook["secret"])
    assert event["type"] == "job.ended"
    said = {name: event["data"][name] for name in ("job_id", "kind", "status", "error_code")}
    assert said == {"job_id": job, "kind": "delete", "status": "succeeded", "error_code": None}


async def test_an_event_whose_transaction_fails_is_not_sent(server: Server, receiver: Receiver) -> None:
    hook = await hooked(server, receiver.url)
    row = {"id": "a", "organization_id": server.organization_id, "workspace_id": "w"}
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the transaction is what fails
        async with server.services.database.write() as connection:
            job = await jobs.add(connection, row, "check", server.services.now())
            assert await jobs.claim(connection, job, "me", server.services.now())
            assert await jobs.finish(connection, job, "me", "succeeded", server.services.now())
            raise ZeroDivisionError
    assert await messages(server, hook) == []


async def test_a_receiver_that_is_down_gets_the_message_when_it_is_back_under_the_same_id(
    server: Server, receiver: Receiver
) -> None:
    hook = await hooked(server, receiver.url)
    await receiver.close()
    await ping(server, hook)
    await send(server)
    (message,) = await messages(server, hook)
    assert (message["status"], message["attempts"], message["response"]) == ("pending", 1, None)
    assert "no connection" in message["error"]
    await receiver.open()
    receiver.statuses = [500, 204]
    for pause in PAUSES[:3]:
        await send(server)  # too early: nothing is sent
        server.emulator.clock.advance(pause * 1.1)
        await send(server)
    assert len(receiver.got) == 2
    assert {got[0]["webhook-id"] for got in receiver.got} == {message["id"]}
    assert len({got[0]["webhook-timestamp"] for got in receiver.got}) == 2
    assert [each["status"] for each in await messages(server, hook)] == ["delivered"]


@ONE_DATABASE
async def test_a_message_that_is_never_taken_fails_and_can_be_sent_again(
    server: Server, receiver: Receiver
) -> None:
    hook = await hooked(server, receiver.url)
    receiver.statuses = [503]
    await ping(server, hook)
    for pause in (*PAUSES, 0):
        await send(server)
        server.emulator.clock.advance(pause * 1.1)
    (message,) = await messages(server, hook, status="failed")
    assert (message["attempts"], message["error"]) == (len(PAUSES) + 1, "HTTP 503")
    server.bearer = (await server.sign_in())["access_token"]
    receiver.statuses = [200]
    repeated = f"{HOOKS}/{hook['id']}/messages/{message['id']}/repeat"
    assert (await server.call("POST", repeated)).status_code == 204
    await send(server)
    assert receiver.got[-1][0]["webhook-id"] == message["id"]
    assert (await messages(server, hook, status="delivered"))[0]["id"] == message["id"]
    assert (await server.call("POST", f"{HOOKS}/{hook['id']}/messages/unknown/repeat")).status_code == 404


@ONE_DATABASE
async def test_a_receiver_that_is_gone_switches_its_webhook_off(server: Server, receiver: Receiver) -> None:
    hook = await hooked(server, receiver.url)
    receiver.statuses = [410, 200]
    await ping(server, hook)
    await send(server)
    (shown,) = (await server.call("GET", HOOKS)).json()["data"]
    assert (shown["active"], shown["reason"]) == (False, "The receiver answered 410 Gone.")
    await ping(server, hook)
    await send(server)
    assert len(receiver.got) == 1
    await server.call("PUT", f"{HOOKS}/{hook['id']}", {"active": True})
    await ping(server, hook)
    await send(server)
    assert len(receiver.got) == 2


@ONE_DATABASE
async def test_a_redirect_is_not_followed(server: Server, receiver: Receiver) -> None:
    hook = await hooked(server, receiver.url)
    receiver.statuses = [302, 200]
    await ping(server, hook)
    await send(server)
    assert len(receiver.got) == 1
    assert "redirects are not followed" in (await messages(server, hook))[0]["error"]


@ONE_DATABASE
async def test_a_slow_receiver_delays_only_its_own_messages(server: Server, receiver: Receiver) -> None:
    slow = Receiver()
    await slow.open()
    slow.hold.clear()
    await ping(server, await hooked(server, slow.url))
    await ping(server, other := await hooked(server, receiver.url))
    await server.services.webhooks.send_due()
    while not slow.got or not await messages(server, other, status="delivered"):  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    slow.hold.set()
    await server.services.webhooks.idle()
    await slow.close()


@ONE_DATABASE
@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x", "https://169.254.169.254/latest", "https://10.0.0.1/", "https://[::1]/", "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:7f00:1::]/", "https://0.0.0.0/",
        "https://224.0.0.1/", "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "https://user@example.com/",
        "https://example.com/#x", "https://exa mple.com/", "//example.com/", "https://example.com:99999/", "",
    ],
)  # fmt: skip
async def test_a_private_address_or_an_odd_url_is_refused(start: Any, url: str) -> None:
    """A13."""
    async with start() as server:
        answer = await server.call("POST", HOOKS, {"url": url})
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["field"] == "url"


@ONE_DATABASE
@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1"])
async def test_a_name_of_a_private_address_gets_no_request(start: Any, receiver: Receiver, host: str) -> None:
    """A13: the address that is connected to is checked, whatever a name meant before."""
    async with start() as server:
        hook = await hooked(server, f"https://{host}:{receiver.port}/hook")
        await ping(server, hook)
        await send(server)
        (message,) = await messages(server, hook)
        assert (message["status"], message["response"]) == ("pending", None)
        assert receiver.got == []
        if host == "localhost":  # of the others it depends on the resolver
            assert "TOOLSPAN_WEBHOOK_NETWORKS" in message["error"]


@ONE_DATABASE
async def test_plain_http_goes_to_the_allowed_networks_only(start: Any, receiver: Receiver) -> None:
    async with start(webhook_networks=(ip_network("10.0.0.0/8"),)) as server:
        hook = await hooked(server, f"http://localhost:{receiver.port}/hook")
        await ping(server, hook)
        await send(server)
        assert "TOOLSPAN_WEBHOOK_NETWORKS" in (await messages(server, hook))[0]["error"]
        assert receiver.got == []


async def test_organisations_see_and_get_only_their_own(server: Server, receiver: Receiver) -> None:
    mine = await hooked(server, receiver.url)
    bearer, _ = await server.another_organization()
    await ping(server, mine)
    ids = {"webhook_id": mine["id"], "message_id": (await messages(server, mine))[0]["id"]}
    tried = [one for one in ENDPOINTS if "{webhook_id}" in one.path]
    for one in tried:
        body = {"active": False} if one.body else None
        answer = await server.call(one.method, one.path.format(**ids), body, bearer=bearer)
        assert answer.status_code == 404, one.path
    assert len(tried) == 6
    assert (await server.call("GET", HOOKS, bearer=bearer)).json() == {"data": []}
    theirs = Receiver()
    await theirs.open()
    answer = await server.call("POST", HOOKS, {"url": theirs.url}, bearer=bearer)
    assert answer.status_code == 200
    connector = await server.create()
    await server.job((await server.call("DELETE", f"{CONNECTORS}/{connector['id']}")).json()["job_id"])
    await send(server)
    assert (len(receiver.got), len(theirs.got)) == (2, 0)
    await theirs.close()


@ONE_DATABASE
async def test_a_token_of_one_workspace_may_not_manage_webhooks(server: Server, receiver: Receiver) -> None:
    scoped = await server.scoped("acme")
    assert (await server.call("POST", HOOKS, {"url": receiver.url}, bearer=scoped)).status_code == 403


async def test_a_secret_is_shown_once_sealed_and_after_its_replacement_good_for_a_day(
    server: Server, receiver: Receiver
) -> None:
    hook = await hooked(server, receiver.url)
    assert "secret" not in (await server.call("GET", HOOKS)).json()["data"][0]
    stored = await server.sql("SELECT ciphertext FROM secrets WHERE owner_id = :id", id=hook["id"])
    assert hook["secret"].encode() not in bytes(stored[0][0])
    newer = (await server.call("POST", f"{HOOKS}/{hook['id']}/secret")).json()["secret"]
    assert newer != hook["secret"]
    await ping(server, hook)
    await send(server)
    for secret in (hook["secret"], newer):
        assert opened(server, receiver.got[0], secret)["type"] == "webhook.test"
    server.emulator.clock.advance(86_401)
    server.bearer = (await server.sign_in())["access_token"]
    await ping(server, hook)
    await send(server)
    with pytest.raises(AuthenticationError):
        opened(server, receiver.got[1], hook["secret"])
    assert opened(server, receiver.got[1], newer)
    assert (await server.call("DELETE", f"{HOOKS}/{hook['id']}")).status_code == 204
    assert await server.sql("SELECT count(*) FROM secrets") == [(0,)]
    assert await server.sql("SELECT count(*) FROM webhook_messages") == [(0,)]


@ONE_DATABASE
async def test_an_organisation_has_ten_webhooks_at_most(server: Server, receiver: Receiver) -> None:
    for _ in range(webhooks.MOST):
        await hooked(server, receiver.url)
    assert (await server.call("POST", HOOKS, {"url": receiver.url})).status_code == 409


@ONE_DATABASE
async def test_the_library_of_standard_webhooks_takes_our_messages(
    server: Server, receiver: Receiver
) -> None:
    """Its clock is the machine's, so the emulator's clock is set to that."""
    hook = await hooked(server, receiver.url)
    server.emulator.clock.advance(time.time() - server.emulator.clock.time())
    server.bearer = (await server.sign_in())["access_token"]
    await ping(server, hook)
    await send(server)
    headers, body = receiver.got[0]
    assert Webhook(hook["secret"]).verify(body, headers)["type"] == "webhook.test"


SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "x"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v1,\u00e4"},
    ],
)
def test_a_message_with_anything_changed_is_refused(change: dict[str, str]) -> None:
    body, at = b'{"test": 2432232314}', 1_614_265_330
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at),
        "webhook-signature": f"v2,other {toolspan.webhooks.sign(SECRET, 'msg_1', at, body)}",
    }
    assert toolspan.webhooks.verify(headers, body, SECRET, now=at + 10) == {"test": 2432232314}
    for wrong in (
        (headers | change, body, at),
        (headers, body + b" ", at),
        (headers, body, at + 301),
        (headers, body, at - 301),
    ):
        with pytest.raises(AuthenticationError):
            toolspan.webhooks.verify(wrong[0], wrong[1], SECRET, now=wrong[2])


CHILD = """
from toolspan.server.data import webhooks
webhooks.CLAIM_MS = 1_000
from toolspan.server import serve, settings
serve(settings(), ready=lambda url: print(url, flush=True))
"""


async def test_a_message_whose_server_was_killed_while_it_sent_it_is_sent_by_another(
    own_postgres: str, tmp_path: Path, receiver: Receiver
) -> None:
    data, url = tmp_path / "data", own_postgres
    with Emulator(seed=7) as upstream:
        environment = {
            **os.environ,
            "TOOLSPAN_DATA_DIR": str(data),
            "TOOLSPAN_PORT": "0",
            "TOOLSPAN_DATABASE_URL": url,
            "TOOLSPAN_SP_API_URL": upstream.url,
            "TOOLSPAN_LWA_URL": upstream.token_url,
            "TOOLSPAN_WEBHOOK_NETWORKS": "127.0.0.0/8, ::1/128",
        }
        given = settings(data_dir=data, database_url=url)
        client = await asyncio.to_thread(init, given)
        receiver.hold.clear()
        with process(CHILD, environment) as (first, address):
            async with httpx2.AsyncClient(base_url=address) as http:
                body = dict(zip(("client_id", "client_secret"), client, strict=True))
                token = (await http.post(f"{API}/account/applications/token", json=body)).json()[
                    "access_token"
                ]
                http.headers["authorization"] = f"Bearer {token}"
                hook = (await http.post(HOOKS, json={"url": receiver.url})).json()
                assert (await http.post(f"{HOOKS}/{hook['id']}/test")).status_code == 204
                while not receiver.got:  # noqa: ASYNC110 - the other side has no event to give
                    await asyncio.sleep(0.05)
                first.send_signal(signal.SIGKILL)
        receiver.hold.set()
        with process(CHILD, environment) as (_, address):
            async with httpx2.AsyncClient(
                base_url=address, headers={"authorization": f"Bearer {token}"}
            ) as http:
                asked = f"{HOOKS}/{hook['id']}/messages"
                while (await http.get(asked)).json()["data"][0]["status"] != "delivered":  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
    assert len(receiver.got) >= 2
    assert len({got[0]["webhook-id"] for got in receiver.got}) == 1
    assert toolspan.webhooks.verify(*receiver.got[-1], hook["secret"])["type"] == "webhook.test"
