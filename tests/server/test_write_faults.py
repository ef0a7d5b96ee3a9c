"""Whatever ends a keyed write, and whenever: it is sent once at most, and nobody is told to try it again blindly.

Every moment of a write is crossed with every fault, on both databases, over real sockets. Cells that
cannot exist are listed with the reason.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import psycopg
import pytest
from sqlalchemy.engine import make_url
from tests.postgres import POSTGRES
from tests.server.conftest import API, CONNECTORS, TOKEN

from toolspan import OutcomeUnknown, PermissionDenied, Policy
from toolspan.emulator import faults as emulated
from toolspan.hosted.errors import proves_undone
from toolspan.registry import connect
from toolspan.server import create_app, serving
from toolspan.server.data import database
from toolspan.server.kill_switch import switched
from toolspan.server.runtime.endings import Endings
from toolspan.server.runtime.maintenance import Upkeep
from toolspan.transport.http import Response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from toolspan.emulator import Emulator
    from toolspan.server import Settings

MOMENTS = ("waiting", "sending", "answered", "settling", "audit")
"""In the queue of the connector; at the upstream API; carried out there; being recorded; all but the audit row."""
IMPOSSIBLE = {
    ("sqlite", "gone"): "an SQLite file that was removed stays open, and whole, for the server that has it",
    (
        "waiting",
        "busy",
    ): "a call that waits in the queue needs no database; the moment before is a test of its own",
    ("waiting", "full"): "as with busy",
    ("waiting", "gone"): "as with busy",
}
SCHEDULE = {"report_type": "GET_ORDER_REPORT_DATA_SHIPPING", "period": "P1D"}
OPERATION = "createReportSchedule"
ENTITIES = [
    {"entity": "report_schedules", "modes": ["read", "write"]},
    {"entity": "orders", "modes": ["read"]},
]


class Gate:
    """A place where something waits until it is let through."""

    def __init__(self) -> None:
        self.reached, self.open = asyncio.Event(), asyncio.Event()

    async def passed(self) -> None:
        self.reached.set()
        await self.open.wait()


class Site:
    """A server on a socket, with one connector and what a test does to it."""

    def __init__(self, made: Settings, client: tuple[str, str], emulator: Emulator, backend: str) -> None:
        self.settings, self.client, self.emulator, self.backend = made, client, emulator, backend
        self.id = self.workspace = self.url = ""

    async def start(self) -> None:
        config = serving._config(self.settings)
        config.app = app = create_app(self.settings, clock=self.emulator.clock)
        listening, ready = serving.listen("127.0.0.1", 0), asyncio.Event()
        self.server = serving._Server(config, lambda _: ready.set())
        self.running = asyncio.create_task(self.server.serve(sockets=[listening]))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        await ready.wait()
        self.services = app._app.state.services
        self.http = httpx2.AsyncClient(base_url=self.url, timeout=30.0)
        await self.sign_in()

    async def sign_in(self) -> None:
        given = {"client_id": self.client[0], "client_secret": self.client[1]}
        answer = await self.http.post(TOKEN, json=given)
        assert answer.status_code == 200, answer.text
        self.http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"

    async def stop(self) -> None:
        self.server.should_exit = True
        await self.running
        await self.http.aclose()

    async def connector(self) -> None:
        """A connector of an account with quotas of its own."""
        body = {
            "workspace_name": "acme", "connector_type": "amazon-seller-partner", "name": uuid4().hex,
            "credentials": self.emulator.add_account(), "environment": {"region": "US"}, "entities": ENTITIES,
        }  # fmt: skip
        made = (await self.http.post(CONNECTORS, json=body)).json()
        self.id, self.workspace = made["id"], made["workspace_id"]

    async def execute(self, entity: str, action: str, params: Any, key: str | None = None) -> httpx2.Response:
        headers = {"idempotency-key": key} if key else {}
        body = {"entity": entity, "action": action, "params": params}
        return await self.http.post(f"{CONNECTORS}/{self.id}/execute", json=body, headers=headers)

    async def write(self, key: str | None) -> httpx2.Response:
        return await self.execute("report_schedules", "create", SCHEDULE, key)

    def sent(self) -> int:
        return len(self.emulator.requests.matching(operation=OPERATION))


# ---------------------------------------------------------------------------------------- the faults


@asynccontextmanager
async def by_api(site: Site, _call: Any) -> AsyncIterator[None]:
    path = f"{CONNECTORS}/{site.id}/kill-switch"
    assert (await site.http.put(path, json={"stopped": True})).status_code == 200
    yield
    assert (await site.http.put(path, json={"stopped": False})).status_code == 200


@asynccontextmanager
async def by_cli(site: Site, _call: Any) -> AsyncIterator[None]:
    await switched(site.settings, site.id, None, stopped=True, reason="incident 9")
    await Upkeep(site.services).obey()
    yield
    await switched(site.settings, site.id, None, stopped=False, reason=None)


@asynccontextmanager
async def inactive(site: Site, _call: Any) -> AsyncIterator[None]:
    path = f"{API}/workspaces/{site.workspace}"
    assert (await site.http.put(path, json={"status": "inactive"})).status_code == 200
    yield
    assert (await site.http.put(path, json={"status": "active"})).status_code == 200


@asynccontextmanager
async def cancelled(_site: Site, call: asyncio.Task[Any]) -> AsyncIterator[None]:
    call.cancel()
    await asyncio.wait({call})
    yield


@asynccontextmanager
async def shutdown(site: Site, call: asyncio.Task[Any]) -> AsyncIterator[None]:
    site.server.should_exit = True
    await asyncio.wait({call})
    yield
    await site.running
    await site.http.aclose()
    await site.start()


@asynccontextmanager
async def busy(site: Site, _call: Any) -> AsyncIterator[None]:
    if site.backend == "sqlite":
        other = sqlite3.connect(site.settings.data_dir / "toolspan.db", isolation_level=None, timeout=5.0)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    engine = site.services.database.engine
    held = [await engine.connect() for _ in range(site.settings.pool_size)]
    yield
    for connection in held:
        await connection.close()


@asynccontextmanager
async def gone(site: Site, _call: Any) -> AsyncIterator[None]:
    name = make_url(site.settings.database_url.get_secret_value()).database
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@asynccontextmanager
async def full(site: Site, _call: Any) -> AsyncIterator[None]:
    """SQLite runs into its largest number of pages; PostgreSQL says what it says when its disk is full."""
    engine = site.services.database.engine
    if site.backend == "sqlite":
        async with engine.connect() as connection:  # the pool has one
            await connection.exec_driver_sql("CREATE TABLE filler (content BLOB)")
            pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar()
            await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            with suppress(Exception):
                while True:
                    await connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(200))")
        yield
        async with engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
            await connection.exec_driver_sql("DROP TABLE filler")
        return
    url = site.settings.database_url.get_secret_value()
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
            "'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"
        )
        for table in ("idempotency", "secrets", "audit"):
            admin.execute(
                f"CREATE TRIGGER no_space BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION no_space()"
            )
        yield
        admin.execute("DROP FUNCTION no_space CASCADE")


FAULTS = {
    "kill switch by API": by_api,
    "kill switch by CLI": by_cli,
    "inactive workspace": inactive,
    "cancelled": cancelled,
    "shutdown": shutdown,
    "busy": busy,
    "gone": gone,
    "full": full,
}
OF_DATABASE = ("busy", "gone", "full")


@pytest.fixture
async def site(
    made_settings: Any, emulator: Emulator, backend: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Site]:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    made, client = made_settings
    small = {
        "connector_concurrency": 1,
        "pool_size": 1 if backend == "sqlite" else 3,
        "pool_timeout": 1.0,
        "drain_timeout": 0,
    }
    one = Site(made.model_copy(update=small), client, emulator, backend)
    await one.start()
    yield one
    emulator.faults.clear()
    await one.stop()


@pytest.fixture
def gated(monkeypatch: pytest.MonkeyPatch, site: Site) -> Callable[[str], Any]:
    """A function that holds the next write at a moment; what it gives is the gate."""
    gates: dict[str, Gate] = {}

    async def before(exchange: Any, options: Any) -> bool:
        await options["gate"].passed()
        return False

    async def after(exchange: Any, options: Any) -> bool:
        reply = await exchange.perform()
        await options["gate"].passed()
        with suppress(Exception):  # the caller may have gone
            await exchange.deliver(reply)
        return True

    monkeypatch.setitem(emulated.KINDS, "held before", before)
    monkeypatch.setitem(emulated.KINDS, "held after", after)
    tried = Endings._tried

    async def held(self: Endings, step: Any) -> Any:
        if gate := gates.pop("settling", None):
            await gate.passed()
        return await tried(self, step)

    monkeypatch.setattr(Endings, "_tried", held)

    @asynccontextmanager
    async def hold(moment: str) -> AsyncIterator[Gate]:
        gate = Gate()
        if moment in ("sending", "answered"):
            kind = "held before" if moment == "sending" else "held after"
            site.emulator.faults.add(kind, operation=OPERATION, gate=gate)
            yield gate
        elif moment == "settling":
            gates["settling"] = gate
            yield gate
        elif moment == "waiting":  # the one place of the connector is taken
            site.emulator.faults.add("held before", operation="getOrder", gate=gate)
            other = asyncio.create_task(site.execute("orders", "get", {"order_id": "902-3159896-1390916"}))
            await gate.reached.wait()
            yield gate
            gate.open.set()
            with suppress(httpx2.HTTPError):
                await other
        else:
            await site.services.audit_log.flush()
            lock = site.services.audit_log._writing
            await lock.acquire()
            released = asyncio.create_task(gate.open.wait())
            released.add_done_callback(lambda _: lock.release())
            yield gate
        gates.clear()
        site.emulator.faults.clear()

    return hold


def said(answer: httpx2.Response) -> tuple[str, bool]:
    """The code of an answer, and whether it calls the same call retryable."""
    if answer.status_code == 200:
        return "ok", False
    (first, *_) = answer.json()["errors"]
    return first["error_code"], bool((first["details"] or {}).get("retryable"))


async def first_try(
    site: Site, gated: Any, moment: str, fault: Any, key: str | None
) -> tuple[str, bool] | None:
    """What the caller of a write is told that a fault strikes at a moment; None where nobody listens any more."""
    async with gated(moment) as gate:
        call = asyncio.create_task(site.write(key))
        if moment == "waiting":
            lane = site.services.live._lane(site.id)
            while lane.calls < 2:  # noqa: ASYNC110 - a queue has no event to give
                await asyncio.sleep(0.001)
        elif moment == "audit":
            await asyncio.wait({call})
        else:
            await gate.reached.wait()
        async with fault(site, call):
            gate.open.set()
            with suppress(httpx2.HTTPError, asyncio.CancelledError):
                return said(await call)
    return None


@pytest.mark.timeout(120)
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_write_is_sent_once_whatever_strikes_it_and_whenever(
    site: Site, gated: Any, backend: str, fault: str
) -> None:
    if (backend, fault) in IMPOSSIBLE:
        pytest.skip(IMPOSSIBLE[backend, fault])
    for moment in MOMENTS:
        if (moment, fault) in IMPOSSIBLE:
            continue
        await site.sign_in()
        await site.connector()
        key, before = f"{fault} {moment}", site.sent()
        first = await first_try(site, gated, moment, FAULTS[fault], key)
        left, where = site.sent() > before, f"{moment}: {first}"
        if first is not None and left:
            assert first in (("ok", False), ("outcome_unknown", False)), where
        if first is not None and not left:
            assert moment == "waiting", where
            assert first in (("connector_disabled", False), ("stopping", True)), where
        if fault in OF_DATABASE or moment == "audit":
            assert first is None or first[0] == "ok", (
                where
            )  # upstream answered, and the caller has the answer
        again = said(await site.write(key))
        while again[0] == "in_flight":  # the caller left, and the write went on
            again = said(await site.write(key))
        assert site.sent() == before + 1, f"{where}, then {again}"
        assert again in (("ok", False), ("outcome_unknown", False)), f"{where}, then {again}"
        if first == ("ok", False):
            assert again == ("ok", False), where


@pytest.mark.timeout(60)
@pytest.mark.parametrize("fault", OF_DATABASE)
async def test_what_the_database_does_not_take_before_a_write_is_not_sent_and_may_be_tried_again(
    site: Site, backend: str, fault: str
) -> None:
    if (backend, fault) in IMPOSSIBLE:
        pytest.skip(IMPOSSIBLE[backend, fault])
    if (backend, fault) == ("sqlite", "full"):
        pytest.skip("free room in a page of the table decides whether the key still fits")
    await site.connector()
    async with FAULTS[fault](site, None):
        refused = said(await site.write("begin"))
    assert refused in (("busy", True), ("storage", True))
    assert site.sent() == 0
    assert said(await site.write("begin")) == ("ok", False)
    assert site.sent() == 1


@pytest.mark.parametrize("table", ["idempotency", "audit"])
@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_lock_on_a_table_keeps_no_caller_waiting_without_end(site: Site, table: str) -> None:
    await site.connector()
    url = make_url(site.settings.database_url.get_secret_value()).render_as_string(hide_password=False)
    with psycopg.connect(url) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        assert said(await site.write("locked")) == ("busy", True)
        other.rollback()
    assert site.sent() == 0
    assert said(await site.write("locked")) == ("ok", False)


@pytest.mark.parametrize(
    "fault", ["kill switch by API", "kill switch by CLI", "inactive workspace", "shutdown"]
)
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_without_a_key_the_caller_is_told_too_that_nobody_knows(
    site: Site, gated: Any, fault: str
) -> None:
    await site.connector()
    assert await first_try(site, gated, "sending", FAULTS[fault], None) == ("outcome_unknown", False)


async def test_an_answer_that_could_not_be_recorded_says_so_and_is_recorded_later(
    site: Site, gated: Any
) -> None:
    await site.connector()
    async with gated("settling") as gate:
        call = asyncio.create_task(site.write("late"))
        await gate.reached.wait()
        async with busy(site, call):
            gate.open.set()
            answer = await call
    assert "could not record" in answer.json()["connector_metadata"]["warnings"][-1]
    again = await site.write("late")
    assert again.json()["result"] == answer.json()["result"]
    assert "could not record" not in str(again.json()["connector_metadata"]["warnings"])
    await site.services.audit_log.flush()
    path = f"{CONNECTORS}/{site.id}/events"
    outcomes = [event["outcome"] for event in (await site.http.get(path)).json()["data"]]
    assert outcomes[:2] == ["ok", "started"]


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("moment", ["waiting", "sending", "answered"])
async def test_the_client_of_a_server_is_told_the_same_and_sends_nothing_again(
    site: Site, gated: Any, moment: str
) -> None:
    await site.connector()
    own = connect(
        "amazon-seller-partner", connector_id=site.id, api_url=site.url, clock=site.emulator.clock,
        airbyte_client_id=site.client[0], airbyte_client_secret=site.client[1], policy=Policy(writes=["*"]),
    )  # fmt: skip
    async with own:
        await own.execute(
            "orders", "list", {"created_after": "-3d"}
        )  # it has its token and knows the connector

        async def write() -> Any:
            return await own.execute("report_schedules", "create", SCHEDULE)

        async with gated(moment) as gate:
            call = asyncio.create_task(write())
            lane = site.services.live._lane(site.id)
            while not (lane.calls == 2 or (gate.reached.is_set() and moment != "waiting")):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            async with by_api(site, call):
                with pytest.raises(PermissionDenied if moment == "waiting" else OutcomeUnknown) as caught:
                    await call
                gate.open.set()
        assert caught.value.retryable is False
        if moment == "waiting":
            assert (await write()).meta.replayed is False
        else:
            with pytest.raises(OutcomeUnknown):
                await write()
    assert site.sent() == 1


@pytest.mark.parametrize(
    ("status", "code", "proven"),
    [
        (409, "outcome_unknown", False),
        (409, "in_flight", True),
        (403, "connector_disabled", True),
        (429, "rate_limited", True),
        (502, "upstream", True),
        (503, "busy", True),
        (507, "storage", True),
        (503, "stopping", False),  # of what may have been done: it does not call that retryable
        (500, "internal", False),
        (503, "", False),
        (408, "", False),
        (200, "", False),
    ],
)
def test_only_what_proves_it_counts_as_not_carried_out(status: int, code: str, proven: Any) -> None:
    body = f'{{"message": "no", "errors": [{{"error_code": "{code}"}}]}}'.encode() if code else b"<html>"
    assert proves_undone(Response(status, {}, body)) is proven
