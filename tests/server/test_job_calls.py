"""Calls that outlive their request: an unfinished report or feed becomes a job, with progress and a result."""

from __future__ import annotations

import asyncio
import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.server.data.jobs import RESULT_MS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
REPORT = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}
PATIENT = {"prefer": "respond-async, wait=1"}


async def accepted(server: Any, connector_id: str, **more: Any) -> dict[str, Any]:
    """The job of a report that was not ready within a second."""
    answer = await server.execute(connector_id, "reports", "run", REPORT, headers=PATIENT, **more)
    assert answer.status_code == 202, answer.text
    assert answer.headers["preference-applied"] == "respond-async"
    job = answer.json()["job"]
    assert answer.headers["location"] == f"{API}/jobs/{job['id']}"
    return job


def held(server: Any) -> Any:
    """Hold the answers of Amazon on reports back until the fault is cleared."""
    return server.emulator.faults.add("delay", operation="getReport", seconds=60.0, real=True)


async def result(server: Any, job: str, **more: Any) -> Any:
    return await server.call("GET", f"{API}/jobs/{job}/result", **more)


@pytest.mark.parametrize("engine", ["tasks", "procrastinate"])
async def test_a_report_that_outlives_its_request_is_a_job_with_the_same_result(
    start: Any, engine: str, backend: str
) -> None:
    if engine == "procrastinate" and (backend == "sqlite" or find_spec("procrastinate") is None):
        pytest.skip("needs PostgreSQL and the extra jobs")
    async with start(jobs=engine) as server:
        made = await server.create()
        job = await accepted(server, made["id"], select_fields=["seller-sku"])
        ended = await server.job(job["id"])
        assert (ended["status"], ended["kind"]) == ("succeeded", "execute")
        assert ended["detail"]["operation"] == "reports.run"
        assert (
            "making the report" in ended["progress"]["message"] or "Download" in ended["progress"]["message"]
        )
        body = (await result(server, job["id"])).json()
        assert len(body["result"]) == ended["detail"]["records"] > 0
        assert set(body["result"][0]) == {"seller-sku"}
        report_id = body["connector_metadata"]["report_id"]
        again = await server.execute(
            made["id"], "reports", "run", {"report_id": report_id}, select_fields=["seller-sku"]
        )
        assert again.json()["result"] == body["result"]
        assert len(requests(server, "POST", "/reports")) == 1
        assert await server.sql("SELECT count(*) FROM secrets WHERE kind = 'job_call'") == [(0,)]


def requests(server: Any, method: str, end: str) -> list[Any]:
    return [one for one in server.emulator.requests if one.method == method and one.path.endswith(end)]


async def test_without_the_preference_an_unfinished_report_is_an_error_as_before(server: Any) -> None:
    made = await server.create()
    answer = await server.execute(made["id"], "reports", "run", REPORT, timeout_ms=1_000)
    assert answer.status_code == 504
    assert answer.json()["errors"][0]["details"]["resume"]["action"] == "run"
    assert await server.sql("SELECT count(*) FROM jobs WHERE kind = 'execute'") == [(0,)]


async def test_a_fast_call_answers_as_ever_under_the_preference(server: Any) -> None:
    made = await server.create()
    answer = await server.execute(made["id"], headers={"prefer": "respond-async"})
    assert answer.status_code == 200


async def test_a_caller_who_waits_for_nothing_gets_what_is_done_at_once(server: Any) -> None:
    made = await server.create()
    at_once = {"prefer": "respond-async, wait=0"}
    created = await server.execute(made["id"], "reports", "create", REPORT, headers=at_once)
    assert created.status_code == 200, created.text
    report = await server.execute(made["id"], "reports", "run", REPORT, headers=at_once)
    assert report.status_code == 202, report.text


async def test_equal_calls_share_one_job(server: Any) -> None:
    made = await server.create()
    fault = held(server)
    first = await accepted(server, made["id"])
    looked = [one.path for one in server.emulator.requests if "/reports/2021-06-30/reports/" in one.path]
    params = {"report_id": looked[-1].rpartition("/")[2]}
    again = await server.execute(made["id"], "reports", "run", params, headers=PATIENT)
    assert again.json()["job"]["id"] == first["id"]
    assert len(requests(server, "POST", "/reports")) == 1
    server.emulator.faults.clear()
    assert fault.hits
    await cancelled(server, first["id"])


async def cancelled(server: Any, job: str) -> dict[str, Any]:
    answer = await server.call("POST", f"{API}/jobs/{job}/cancel")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_feed_that_outlives_its_request_is_a_job_and_its_key_names_it_again(server: Any) -> None:
    made = await server.create(
        entities=[{"entity": "feeds", "modes": ["read", "write"]}],
        environment={"region": "US", "seller_id": server.emulator.seller_id},
    )
    params = {
        "messages": [{"sku": "BOTTLE-500-RED", "operation_type": "DELETE"}],
    }
    headers = {**PATIENT, "idempotency-key": "feed 1"}
    first = await server.execute(made["id"], "feeds", "submit", params, headers=headers)
    assert first.status_code == 202, first.text
    job = first.json()["job"]["id"]
    again = await server.execute(made["id"], "feeds", "submit", params, headers=headers)
    assert (again.status_code, again.json()["job"]["id"]) == (202, job)
    assert again.headers["idempotency-replayed"] == "true"
    ended = await server.job(job)
    assert (ended["status"], ended["detail"]["operation"]) == ("succeeded", "feeds.result")
    assert (await result(server, job)).json()["connector_metadata"]["feed_id"]
    later = await server.execute(made["id"], "feeds", "submit", params, headers=headers)
    assert (later.status_code, later.json()["job"]) == (202, ended)
    assert len(requests(server, "POST", "/feeds")) == 1


async def test_a_job_of_another_organisation_or_workspace_is_not_there(server: Any) -> None:
    made = await server.create()
    job = (await accepted(server, made["id"]))["id"]
    await server.job(job)
    bearer, organization = await server.another_organization()
    scoped = await server.scoped("another workspace")
    for other, more in ((bearer, {"x_organization_id": organization}), (scoped, {})):
        for method, path in (("GET", ""), ("GET", "/events"), ("GET", "/result"), ("POST", "/cancel")):
            answer = await server.call(method, f"{API}/jobs/{job}{path}", bearer=other, **more)
            assert (answer.status_code, answer.json()["errors"][0]["error_code"]) == (404, "job_not_found")
        listed = await server.call("GET", f"{API}/jobs", bearer=other, **more)
        assert listed.json() == {"data": []}
    mine = await server.scoped("acme")
    assert (await server.call("GET", f"{API}/jobs/{job}", bearer=mine)).status_code == 200
    assert (await server.call("POST", f"{API}/jobs/{job}/cancel", bearer=mine)).status_code == 403
    listed = (await server.call("GET", f"{API}/jobs?connector_id={made['id']}&status=succeeded")).json()
    assert [one["id"] for one in listed["data"]] == [job]


async def test_a_result_is_sealed_and_gone_after_a_day(server: Any) -> None:
    made = await server.create()
    job = (await accepted(server, made["id"]))["id"]
    await server.job(job)
    sku = (await result(server, job)).json()["result"][0]["seller-sku"]
    ((sealed,),) = await server.sql("SELECT ciphertext FROM secrets WHERE kind = 'job_result'")
    assert sku.encode() not in bytes(sealed)
    server.emulator.clock.advance(RESULT_MS / 1000 + 1)
    server.bearer = (await server.sign_in())["access_token"]
    async with server.services.database.write() as connection:
        from toolspan.server.data import jobs

        await jobs.purge(connection, server.services.now())
    gone = await result(server, job)
    assert (gone.status_code, gone.json()["errors"][0]["error_code"]) == (404, "job_result_not_found")


async def test_the_result_of_a_job_that_runs_or_failed_is_an_error(server: Any) -> None:
    made = await server.create()
    fault = held(server)
    job = (await accepted(server, made["id"]))["id"]
    running = await result(server, job)
    assert (running.status_code, running.json()["errors"][0]["error_code"]) == (409, "job_running")
    assert running.headers["retry-after"]
    assert (await cancelled(server, job))["status"] == "cancelled"
    assert fault.hits
    server.emulator.faults.clear()
    ended = await result(server, job)
    assert (ended.status_code, ended.json()["errors"][0]["error_code"]) == (409, "cancelled")
    assert (await cancelled(server, job))["status"] == "cancelled"


async def test_a_switched_off_connector_ends_its_jobs_with_the_reason(server: Any) -> None:
    made = await server.create()
    held(server)
    job = (await accepted(server, made["id"]))["id"]
    stop = {"stopped": True, "reason": "incident 7"}
    await server.call("PUT", f"{CONNECTORS}/{made['id']}/kill-switch", stop)
    ended = await server.job(job)
    assert (ended["status"], ended["error"]["code"]) == ("failed", "connector_disabled")
    server.emulator.faults.clear()


async def test_events_follow_a_job_to_its_end(server: Any) -> None:
    made = await server.create()
    job = (await accepted(server, made["id"]))["id"]
    answer = await server.call("GET", f"{API}/jobs/{job}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    heard = [event async for event in events(answer.text)]
    assert [name for name, _ in heard][-1] == "ended"
    assert heard[-1][1]["status"] == "succeeded"
    assert {name for name, _ in heard[:-1]} <= {"progress"}


async def events(text: str) -> AsyncIterator[tuple[str, Any]]:
    """The events of a stream, as an EventSource reads them."""
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and line[0] != ":")
        if "event" in fields:
            yield fields["event"], json.loads(fields["data"])
    await asyncio.sleep(0)
