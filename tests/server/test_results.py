"""Results that were cut lie encrypted in the database, where every server process can continue them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.server.conftest import CONNECTORS

from toolspan.contract import StoredResult
from toolspan.server import init, settings
from toolspan.server.data.database import Database
from toolspan.server.data.results import DatabaseResultStore
from toolspan.server.runtime.maintenance import Upkeep
from toolspan.server.security.envelope import SealBroken
from toolspan.server.security.keys import KeyFile
from toolspan.testing import ResultStoreConformance

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.conftest import Server

    from toolspan.clock import Clock
    from toolspan.server import Settings

ROW = {"id": "connector", "organization_id": "organization", "workspace_id": "workspace"}
WEEK = {"created_after": "2026-11-01T00:00:00Z"}
LIMIT = 4_000


class Opened:
    """A store that opens the database for each step, since each check of the suite has an event loop of its own."""

    def __init__(self, made: Settings, clock: Clock) -> None:
        self.made, self.clock = made, clock

    async def put(self, *given: Any) -> None:
        await self._step("put", given)

    async def get(self, *given: Any) -> StoredResult | None:
        return await self._step("get", given)

    async def _step(self, name: str, given: tuple[Any, ...]) -> Any:
        database = Database(self.made)
        try:
            store = DatabaseResultStore(database, KeyFile(self.made.keys), self.clock, ROW)
            return await getattr(store, name)(*given)
        finally:
            await database.close()


class TestDatabaseResultStore(ResultStoreConformance):
    @pytest.fixture(autouse=True)
    def _initialised(self, tmp_path: Path, backend: str, request: pytest.FixtureRequest) -> None:
        url = request.getfixturevalue("own_postgres") if backend == "postgresql" else None
        self.settings = settings(data_dir=tmp_path, database_url=url)
        init(self.settings)

    def make(self, clock: Clock) -> Opened:
        return Opened(self.settings, clock)


async def cut(server: Server, connector_id: str) -> dict[str, Any]:
    """Make a call whose result is cut, and return the call that continues it."""
    answer = await server.execute(connector_id, params=WEEK, max_output_chars=LIMIT)
    body = answer.json()
    meta = body["connector_metadata"]
    assert len(body["result"]) == meta["returned"] < meta["total"]
    assert len(answer.content) < LIMIT + 1_500
    return meta["read_on"]["arguments"]


async def read_on(server: Server, connector_id: str, call: dict[str, Any], **more: Any) -> Any:
    return await server.execute(connector_id, **call, max_output_chars=LIMIT, **more)


async def test_a_result_that_one_server_cut_is_continued_by_the_other(start: Any) -> None:
    async with start() as one, start() as other:
        connector_id = (await one.create())["id"]
        whole = (await one.execute(connector_id, params=WEEK)).json()["result"]
        call = await cut(one, connector_id)
        shown = call["params"]["offset"]
        found = whole[:shown]
        for number in range(len(whole)):
            body = (await read_on((other, one)[number % 2], connector_id, call)).json()
            found += body["result"]
            call = body["connector_metadata"].get("read_on", {}).get("arguments")
            if call is None:
                break
        assert found == whole


async def test_a_cut_result_cannot_be_read_in_the_database(server: Server) -> None:
    connector_id = (await server.create())["id"]
    call = await cut(server, connector_id)
    order = (await server.execute(connector_id, params=WEEK)).json()["result"][-1]["orderId"]
    rows = await server.sql("SELECT r.id, s.ciphertext FROM results r JOIN secrets s ON s.owner_id = r.id")
    assert len(rows) == 1
    assert call["params"]["handle"] not in rows[0][0]
    assert order.encode() not in bytes(rows[0][1])


async def test_another_tenant_and_another_connector_cannot_continue_it(server: Server) -> None:
    connector_id = (await server.create())["id"]
    call = await cut(server, connector_id)
    second = (await server.create(name="Second"))["id"]
    bearer, _ = await server.another_organization()
    body = server.body(environment={"region": "US"})
    theirs = (await server.call("POST", CONNECTORS, body, bearer=bearer)).json()["id"]
    assert (await read_on(server, second, call)).status_code == 404
    assert (await read_on(server, theirs, call, bearer=bearer)).status_code == 404
    assert (await read_on(server, connector_id, call, bearer=bearer)).status_code == 404


async def test_a_result_that_was_moved_to_another_handle_does_not_open(server: Server) -> None:
    connector_id = (await server.create())["id"]
    await cut(server, connector_id)
    second = await cut(server, connector_id)
    rows = [row[0] for row in await server.sql("SELECT id FROM results")]
    await server.sql("UPDATE secrets SET owner_id = 'aside' WHERE owner_id = :id", id=rows[0])
    await server.sql("UPDATE secrets SET owner_id = :to WHERE owner_id = :id", id=rows[1], to=rows[0])
    await server.sql("UPDATE secrets SET owner_id = :to WHERE owner_id = 'aside'", to=rows[1])
    answer = await read_on(server, connector_id, second)
    assert answer.json()["errors"][0]["error_code"] == "sealed"


async def test_a_cut_result_expires_and_is_purged(server: Server) -> None:
    connector_id = (await server.create())["id"]
    call = await cut(server, connector_id)
    server.emulator.clock.advance(15 * 60 + 1)
    server.bearer = (await server.sign_in())["access_token"]
    gone = await read_on(server, connector_id, call)
    assert gone.status_code == 404
    assert "15 minutes" in gone.json()["message"]
    await Upkeep(server.services).purge()
    assert await server.sql("SELECT count(*) FROM results") == [(0,)]
    assert await server.sql("SELECT count(*) FROM secrets WHERE kind = 'result'") == [(0,)]


async def test_deleting_a_connector_deletes_its_cut_results(server: Server) -> None:
    connector_id = (await server.create())["id"]
    await cut(server, connector_id)
    job = (await server.call("DELETE", f"{CONNECTORS}/{connector_id}")).json()["job_id"]
    await server.job(job)
    assert await server.sql("SELECT count(*) FROM results") == [(0,)]
    assert await server.sql("SELECT count(*) FROM secrets") == [(0,)]


async def test_an_organisation_has_so_much_room_and_its_oldest_results_go_first(server: Server) -> None:
    services = server.services

    def store(organization: str) -> DatabaseResultStore:
        row = ROW | {"organization_id": organization}
        return DatabaseResultStore(services.database, services.keys, services.clock, row, room=500)

    result = StoredResult(["x" * 200], {}, 1_000)
    await store("other").put("account", "theirs", result)
    for handle in ("first", "second", "third"):
        server.emulator.clock.advance(1)
        await store("mine").put("account", handle, result)
    assert [
        await store("mine").get("account", name) is not None for name in ("first", "second", "third")
    ] == [
        False,
        True,
        True,
    ]
    assert await store("other").get("account", "theirs") is not None


async def test_a_key_file_without_the_key_of_a_result_is_refused(server: Server) -> None:
    services = server.services
    store = DatabaseResultStore(services.database, services.keys, services.clock, ROW)
    await store.put("account", "handle", StoredResult(["{}"], {}, 1_000))
    await server.sql("UPDATE secrets SET kek_id = 'kek-unknown' WHERE kind = 'result'")
    with pytest.raises(SealBroken, match="not in the key file"):
        await store.get("account", "handle")
