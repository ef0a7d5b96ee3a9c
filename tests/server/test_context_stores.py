"""Context stores of a server: replication from the start date on, as jobs."""

import re
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import text, update
from tests.redis.conftest import instance  # noqa: F401 - fixture
from tests.server.conftest import API, CONNECTORS

from toolspan.contract import UsagePlan
from toolspan.redis import RedisConnection, RedisRateLimiter
from toolspan.server.data.tables import connectors
from toolspan.server.runtime.jobs import Job
from toolspan.server.runtime.maintenance import Upkeep

pytest.importorskip("duckdb")
SYNC = {"store_sync_seconds": 900}
START = "2026-11-10T00:00:00Z"
ORDERS = {"entities": ["orders"]}


async def synced(server, connector_id, **body):
    answer = await server.call("POST", f"{CONNECTORS}/{connector_id}/sync", body or ORDERS)
    assert answer.status_code == 202, answer.text
    return await server.job(answer.json()["job_id"])


async def readiness(server, connector_id):
    answer = await server.call("GET", f"{CONNECTORS}/{connector_id}/inspect")
    return answer.json()["context_store_readiness"]


async def replicated(server):
    """A connector of which nothing was replicated yet, and is not unless a test asks for it."""
    connector_id = (await server.create(replication_config=None))["id"]
    # Both at once: meanwhile the server itself schedules what has a start date.
    async with server.services.database.write() as connection:
        await connection.execute(
            update(connectors).values(replication_config={"replication_start_date": START})
        )
        await connection.execute(
            text(
                "INSERT INTO schedules (connector_id, kind, organization_id, workspace_id, every_ms, next_at, created_at, updated_at) "
                "SELECT id, 'sync', organization_id, workspace_id, 900000, 99999999999999, 0, 0 FROM connectors"
            )
        )
    return connector_id


@pytest.fixture
async def server(start):
    async with start(**SYNC) as running:
        yield running


async def test_a_connector_with_a_start_date_is_replicated_as_soon_as_it_is_created(server):
    connector_id = (await server.create(replication_config={"replication_start_date": START}))["id"]
    ((job_id, kind),) = await server.sql("SELECT id, kind FROM jobs")
    assert kind == "sync"
    ended = await server.job(job_id)
    assert ended["status"] == "succeeded", ended
    assert ended["detail"]["orders"] > 10
    held = await readiness(server, connector_id)
    assert {"entity": "orders", "suggested": True} in held["supported_context_store_entities"]
    assert "orders" in held["configured_cache_entities"]
    (orders,) = (period for period in held["coverage"] if period["entity"] == "orders")
    assert orders["from"] == START.replace("Z", ".000Z")


async def test_the_progress_of_a_sync_says_what_it_waits_for(server, monkeypatch):
    said, tell = [], Job.tell

    async def heard(job, message, **steps):
        said.append(message)
        await tell(job, message, **steps)

    monkeypatch.setattr(Job, "tell", heard)
    server.emulator.reports.progress_seconds = 60.0
    ended = await synced(server, await replicated(server), entities=["listings"])
    assert ended["status"] == "succeeded", ended
    waits = [
        message
        for message in said
        if re.match(r"listings: \d+ records, waiting \d+ s for file \d+: ", message)
    ]
    assert waits
    assert waits[0].endswith("Amazon is making the report (IN_PROGRESS)")
    assert said[-1] == f"listings: {ended['detail']['listings']} records"


async def test_nothing_is_replicated_without_a_start_date(server):
    connector_id = (await server.create(replication_config=None))["id"]
    assert await server.sql("SELECT id FROM jobs") == []
    answer = await server.call("POST", f"{CONNECTORS}/{connector_id}/sync")
    assert answer.status_code == 409
    assert "replication_start_date" in answer.json()["message"]


@pytest.mark.parametrize("seconds", [-60, 3_600, 90_000_000])
async def test_a_start_that_is_not_in_the_past_is_refused(server, seconds):
    ahead = server.emulator.clock.now() + timedelta(seconds=seconds)
    config = {"replication_config": {"replication_start_date": f"{ahead:%Y-%m-%dT%H:%M:%SZ}"}}
    connector_id = (await server.create(replication_config=None))["id"]
    body = {
        "connector_type": "amazon-seller-partner",
        "workspace_name": "acme",
        "name": "Another",
        "credentials": server.emulator.credentials,
        **config,
    }
    for method, path, given in (
        ("POST", CONNECTORS, body),
        ("POST", f"{CONNECTORS}/check", body),
        ("PUT", f"{CONNECTORS}/{connector_id}", config),
    ):
        answer = await server.call(method, path, given)
        assert answer.status_code == 422, (path, answer.text)
        assert "only the past can be replicated" in answer.json()["message"]
        assert "replication_config.replication_start_date" in answer.text
    assert await server.sql("SELECT id FROM jobs") == []


async def test_inspect_says_why_the_last_sync_failed_and_what_it_did_not_read(server):
    connector_id = await replicated(server)
    assert (await readiness(server, connector_id))["last_sync"] is None
    config = 'UPDATE connectors SET replication_config = \'{"replication_start_date": "%s"}\''
    await server.sql(config % "2030-01-01T00:00:00Z")  # as a server of the release before took it
    failed = await synced(server, connector_id)
    last = (await readiness(server, connector_id))["last_sync"]
    assert (last["job_id"], last["status"]) == (failed["id"], "failed")
    assert "only the past can be replicated" in last["error"]["message"]
    await server.sql(config % "1999-01-01T00:00:00Z")
    server.emulator.clock.advance(1)
    ended = await synced(server, connector_id)
    (warning,) = ended["detail"]["warnings"]
    assert warning.startswith("orders: read from 2024-")
    last = (await readiness(server, connector_id))["last_sync"]
    assert (last["status"], last["error"], last["warnings"]) == ("succeeded", None, [warning])


async def test_an_unknown_entity_is_refused_with_the_closest_name(server):
    connector_id = (await server.create(replication_config=None))["id"]
    answer = await server.call("POST", f"{CONNECTORS}/{connector_id}/sync", {"entities": ["oders"]})
    assert answer.status_code == 422
    assert "orders" in answer.text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"x": 1}, "x: is not known here"),
        ({"entity": ["orders"]}, "entity: is not known here"),
        ({"entities": []}, "entities: must have at least 1 entry"),
        ({"entities": ["fees"]}, "it comes with transactions"),
    ],
)
async def test_a_body_that_would_have_all_replicated_by_mistake_is_refused(server, body, said):
    connector_id = (await server.create(replication_config=None))["id"]
    answer = await server.call("POST", f"{CONNECTORS}/{connector_id}/sync", body)
    assert (answer.status_code, said in answer.text) == (422, True), answer.text


async def test_lists_say_whether_the_server_has_context_stores(server):
    await server.create(replication_config=None)
    for path in (f"{CONNECTORS}?workspace_name=acme", f"{API}/integrations/templates/sources"):
        (row,) = (await server.call("GET", path)).json()["data"]
        assert row.get("summarized_source_template", row)["supports_context_store"] is True


async def test_the_files_go_with_the_connector(server):
    connector_id = await replicated(server)
    await synced(server, connector_id)
    folder = server.settings.stores / f"{connector_id}.duckdb"
    assert folder.exists()
    (export := folder.with_suffix(".export")).mkdir()
    (export / "orders.parquet").write_bytes(b"")
    deleted = await server.call("DELETE", f"{CONNECTORS}/{connector_id}")
    assert (await server.job(deleted.json()["job_id"]))["status"] == "succeeded"
    assert not folder.exists()
    assert not export.exists()


async def test_new_credentials_find_the_same_store(server):
    connector_id = await replicated(server)
    await synced(server, connector_id)
    before = await readiness(server, connector_id)
    changed = {"credentials": {"refresh_token": server.emulator.credentials["refresh_token"]}}
    assert (await server.call("PUT", f"{CONNECTORS}/{connector_id}", changed)).status_code == 200
    assert (await readiness(server, connector_id))["coverage"] == before["coverage"]


async def test_pseudonyms_and_raw_records_are_stored_where_the_server_is_set_to(start):
    sql = {"sql": "SELECT count(buyer_key) AS keys, (SELECT count(*) FROM orders_raw) AS records FROM orders"}
    async with start(**SYNC, store_pseudonyms=True, store_raw="query") as server:
        connector_id = await replicated(server)
        assert (await synced(server, connector_id))["status"] == "succeeded"
        (row,) = (await server.execute(connector_id, "context_store", "sql_query", sql)).json()["result"]
        assert row["keys"] > 10
        assert row["records"] >= row["keys"]
        content = (server.settings.stores / f"{connector_id}.duckdb").read_bytes()
        buyers = {
            order.buyer.email
            for order in server.emulator.seller.world.visible_orders(server.emulator.clock.time())
        }
        assert not [email for email in buyers if email.encode() in content]


async def test_one_organisation_cannot_sync_the_connector_of_another(server):
    connector_id = await replicated(server)
    bearer, _ = await server.another_organization()
    answer = await server.call("POST", f"{CONNECTORS}/{connector_id}/sync", ORDERS, bearer=bearer)
    assert answer.status_code == 404


async def test_the_stores_of_an_organisation_do_not_outgrow_its_limit(server):
    connector_id = await replicated(server)
    await synced(server, connector_id)
    (server.settings.stores / f"{connector_id}.duckdb.more").write_bytes(bytes(2_000_000))
    await server.sql("UPDATE organizations SET limits = '{\"store_mb\": 1}'")
    ended = await synced(server, connector_id)
    assert ended["status"] == "failed"
    assert ended["error"]["code"] == "limit_reached"
    used = (await server.call("GET", f"{API}/organization/limits")).json()["store_mb"]
    assert used["allowed"] == 1
    assert used["used"] > 1


async def test_several_processes_have_no_store_in_files(start):
    async with start(**SYNC, processes=2) as server:
        connector_id = (await server.create())["id"]
        assert await server.sql("SELECT id FROM jobs") == []
        assert "TOOLSPAN_PROCESSES" in (await readiness(server, connector_id))["reason"]


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_server_beside_another_one_opens_no_file_until_that_one_is_gone(start, instance):  # noqa: F811
    shared = {**SYNC, "redis_url": SecretStr(instance.url)}
    async with start(**shared) as one:
        connector_id = await replicated(one)
        connection = RedisConnection(instance.url, timeout=5.0)
        await RedisRateLimiter(connection).reserve(UsagePlan("library", 1.0, 1), None)
        await connection.aclose()
        await one.services.heartbeat.beat()
        await synced(one, connector_id)  # a program that uses the library on this Redis is no server
        async with start(**shared) as two:
            await one.services.heartbeat.beat()
            for server in (one, two):
                assert "TOOLSPAN_STORE_URL" in (await readiness(server, connector_id))["reason"]
                ready = await server.call("GET", "/readyz")
                assert ready.status_code == 200
                assert "TOOLSPAN_STORE_URL" in ready.json()["checks"]["context_stores"]
                sync = await server.call("POST", f"{CONNECTORS}/{connector_id}/sync", ORDERS)
                assert (sync.status_code, "TOOLSPAN_STORE_URL" in sync.text) == (409, True)
                asked = await server.execute(
                    connector_id, "orders", "context_store_search", {"query": {}, "limit": 1}
                )
                assert (asked.status_code, "TOOLSPAN_STORE_URL" in asked.text) == (424, True)
        await one.services.heartbeat.beat()
        assert "reason" not in await readiness(one, connector_id)


async def test_what_is_due_is_synced_again_without_being_asked(server):
    connector_id = await replicated(server)
    await server.sql("DELETE FROM schedules")  # as a server of the release before left it
    await Upkeep(server.services).begin_due()
    ((first, _),) = await server.sql("SELECT id, kind FROM jobs")
    assert (await server.job(first))["status"] == "succeeded"
    await Upkeep(server.services).begin_due()
    assert len(await server.sql("SELECT id FROM jobs")) == 1
    server.emulator.clock.advance(901)
    await Upkeep(server.services).begin_due()
    assert await server.sql("SELECT subject_id FROM jobs WHERE status != 'succeeded'") == [(connector_id,)]


def schedule(connector_id):
    return f"{CONNECTORS}/{connector_id}/schedules/sync"


async def test_syncs_have_a_schedule_by_default_which_is_shown_changed_and_removed(server):
    connector_id = (await server.create(replication_config={"replication_start_date": START}))["id"]
    ((first,),) = await server.sql("SELECT id FROM jobs")
    shown = (await server.call("GET", schedule(connector_id))).json()
    assert (shown["every_minutes"], shown["default"], shown["last_job_id"]) == (15, True, first)
    await server.job(first)
    changed = await server.call("PUT", schedule(connector_id), {"every_minutes": 120})
    assert (changed.json()["every_minutes"], changed.json()["default"]) == (120, False)
    assert len(await syncs_after(server, 901)) == 2
    assert len(await syncs_after(server, 901)) == 2
    assert (await server.call("DELETE", schedule(connector_id))).status_code == 204
    assert (await server.call("GET", schedule(connector_id))).status_code == 404
    assert len(await syncs_after(server, 8 * 3600)) == 2
    assert (await server.call("GET", "/readyz")).json()["checks"]["context_stores"] == "ok"
    assert (await synced(server, connector_id))["status"] == "succeeded"
    await server.call("PUT", schedule(connector_id), {"every_minutes": 60})
    assert len(await syncs_after(server, 0)) == 4
    await server.call("DELETE", schedule(connector_id))
    restored = await server.call("PUT", schedule(connector_id), {"default": True})
    assert (restored.json()["every_minutes"], restored.json()["default"]) == (15, True)
    assert (await server.call("GET", schedule(connector_id))).json()["default"] is True


async def syncs_after(server, seconds):
    """The syncs of a server that looks at its schedules after some time, once they have ended."""
    server.emulator.clock.advance(seconds)
    server.bearer = (await server.sign_in())["access_token"]
    await Upkeep(server.services).begin_due()
    found = await server.sql("SELECT id FROM jobs WHERE kind = 'sync'")
    return [await server.job(job_id) for (job_id,) in found]


async def test_a_store_that_is_synced_once_a_day_is_not_stale_before_four_days(server):
    connector_id = await replicated(server)
    await synced(server, connector_id)
    await server.call("PUT", schedule(connector_id), {"every_minutes": 1_440})
    for days, said in ((3, "ok"), (2, "1 stale: no sync of them has succeeded of late")):
        server.emulator.clock.advance(days * 86_400)
        assert (await server.call("GET", "/readyz")).json()["checks"]["context_stores"] == said


async def test_another_default_holds_for_schedules_that_nobody_set(start):
    async with start(**SYNC) as server:
        config = {"replication_start_date": START}
        mine = (await server.create(entities=[{"entity": "orders"}], replication_config=config))["id"]
        assert len(await syncs_after(server, 0)) == 1
    async with start(store_sync_seconds=3_600) as server:
        await Upkeep(server.services).begin_due()
        assert (await server.call("GET", schedule(mine))).json()["every_minutes"] == 60
    async with start(store_sync_seconds=0) as server:
        await syncs_after(server, 8 * 3_600)
        assert len(await server.sql("SELECT id FROM jobs")) == 1


async def test_no_syncs_are_scheduled_of_what_is_not_replicated(server):
    connector_id = (await server.create(replication_config=None))["id"]
    answer = await server.call("PUT", schedule(connector_id), {"every_minutes": 60})
    assert answer.status_code == 409
    assert "replication_start_date" in answer.text


async def test_a_store_whose_syncs_fail_is_stale_and_the_organisation_hears_of_it_once(server):
    connector_id = await replicated(server)
    assert (await synced(server, connector_id))["status"] == "succeeded"
    assert (await server.call("GET", "/readyz")).json()["checks"]["context_stores"] == "ok"
    await server.sql(
        "INSERT INTO webhooks (id, organization_id, url, events, active, secret_version, created_at, updated_at) "
        "VALUES ('w', :organization, 'https://127.0.0.1:9', '[\"store.stale\"]', true, 1, 0, 0)",
        organization=server.organization_id,
    )
    server.emulator.faults.add("status", status=400, operation="searchOrders", times=99)
    for _ in range(4):
        server.emulator.clock.advance(1_800)
        server.bearer = (await server.sign_in())["access_token"]
        assert (await synced(server, connector_id))["status"] == "failed"
    assert await server.sql("SELECT event FROM webhook_messages") == [("store.stale",)]
    ready = await server.call("GET", "/readyz")
    assert ready.status_code == 200
    assert ready.json()["checks"]["context_stores"].startswith("1 stale")


async def test_what_is_held_is_searched_and_asked_in_sql_over_http(server):
    connector_id = await replicated(server)
    await synced(server, connector_id)
    counted = await server.execute(
        connector_id, "context_store", "sql_query", {"sql": "SELECT count(*) AS orders FROM orders"}
    )
    assert counted.status_code == 200, counted.text
    ((_, orders),) = counted.json()["result"][0].items()
    found = await server.execute(
        connector_id, "orders", "context_store_search", {"query": {"sort": [{"total": "desc"}]}, "limit": 3}
    )
    assert len(found.json()["result"]) == min(3, orders)
    assert orders > 10
    assert found.json()["connector_metadata"]["coverage"]["orders"]["from"] == START
    bearer, _ = await server.another_organization()
    sql = {"sql": "SELECT 1"}
    refused = await server.execute(connector_id, "context_store", "sql_query", sql, bearer=bearer)
    assert refused.status_code == 404


async def test_several_processes_have_their_stores_in_postgresql(start, own_postgres):
    async with start(**SYNC, processes=2, store_url=SecretStr(own_postgres)) as server:
        connector_id = await replicated(server)
        assert (await synced(server, connector_id))["status"] == "succeeded"
        held = (await readiness(server, connector_id))["coverage"]
        assert [period["entity"] for period in held] == ["orders"]
        used = (await server.call("GET", f"{API}/organization/limits")).json()["store_mb"]["used"]
        assert used >= 1
        deleted = await server.call("DELETE", f"{CONNECTORS}/{connector_id}")
        assert (await server.job(deleted.json()["job_id"]))["status"] == "succeeded"
        assert (await server.call("GET", f"{API}/organization/limits")).json()["store_mb"]["used"] == 0


async def test_a_connector_with_a_list_of_entities_is_replicated_and_checked_within_it(server):
    config = {"replication_start_date": START}
    connector_id = (await server.create(entities=[{"entity": "orders"}], replication_config=config))["id"]
    ((job_id,),) = await server.sql("SELECT id FROM jobs")
    ended = await server.job(job_id)
    assert (ended["status"], list(ended["detail"])) == ("succeeded", ["orders"]), ended
    assert (await readiness(server, connector_id))["configured_cache_entities"] == ["orders"]
    asked = await synced(server, connector_id, entities=["transactions"])
    assert (asked["error"] or {}).get("code") == "policy_denied", (asked["detail"], asked["progress"])
    checked = await server.call("POST", f"{CONNECTORS}/{connector_id}/check")
    assert checked.json()["status"] == "succeeded", checked.text
    refused = await server.execute(connector_id, entity="marketplaces", action="list", params={})
    assert refused.status_code == 403


async def test_a_connector_whose_entities_are_not_replicated_says_which_are(server):
    config = {"replication_start_date": START}
    await server.create(entities=[{"entity": "messaging"}], replication_config=config)
    ((job_id,),) = await server.sql("SELECT id FROM jobs")
    error = (await server.job(job_id))["error"]
    assert error["code"] == "policy_denied"
    assert "orders.list" in error["hint"]
