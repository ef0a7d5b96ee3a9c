"""A call that is repeated with its key is answered again and not carried out again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.server.runtime.maintenance import Upkeep

if TYPE_CHECKING:
    from tests.server.conftest import Server

REPORT = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}


@pytest.fixture
async def connector_id(server: Server) -> str:
    return (await server.create(environment={"region": "US"}))["id"]


def created(server: Server) -> int:
    return sum(
        request.method == "POST" and request.path.endswith("/reports") for request in server.emulator.requests
    )


async def keyed(
    server: Server, connector_id: str, key: str = "order-66", params: Any = None, **more: Any
) -> Any:
    return await server.execute(
        connector_id, "reports", "create", params or REPORT, headers={"Idempotency-Key": key}, **more
    )


async def test_a_repeated_key_gives_the_first_answer_and_sends_nothing(
    server: Server, connector_id: str
) -> None:
    first, second = await keyed(server, connector_id), await keyed(server, connector_id)
    assert first.status_code == second.status_code == 200, first.text
    assert created(server) == 1
    assert second.json()["result"] == first.json()["result"]
    assert second.json()["execution_metadata"]["replayed"] is True
    assert second.headers["idempotency-replayed"] == "true"


async def test_the_kept_answer_cannot_be_read_in_the_database(server: Server, connector_id: str) -> None:
    first = await keyed(server, connector_id)
    kept = await server.sql("SELECT ciphertext FROM secrets WHERE kind = 'answer'")
    assert len(kept) == 1
    assert first.json()["result"]["reportId"].encode() not in bytes(kept[0][0])


async def test_the_key_of_another_call_is_refused(server: Server, connector_id: str) -> None:
    """A32."""
    await keyed(server, connector_id)
    other = await keyed(server, connector_id, params={"report_type": "GET_FLAT_FILE_OPEN_LISTINGS_DATA"})
    assert other.status_code == 422
    assert created(server) == 1


async def test_the_same_key_of_another_tenant_is_another_key(server: Server, connector_id: str) -> None:
    """A32."""
    bearer, _ = await server.another_organization()
    theirs = (
        await server.call(
            "POST",
            "/api/v1/integrations/connectors",
            server.body(environment={"region": "US"}),
            bearer=bearer,
        )
    ).json()
    await keyed(server, connector_id)
    answer = await keyed(server, theirs["id"], bearer=bearer)
    assert answer.json()["execution_metadata"]["replayed"] is False
    assert created(server) == 2


async def test_after_a_day_the_key_is_forgotten(server: Server, connector_id: str) -> None:
    """A32."""
    await keyed(server, connector_id)
    server.emulator.clock.advance(24 * 3_600 + 1)
    server.bearer = (await server.sign_in())["access_token"]
    await Upkeep(server.services).purge()
    assert await server.sql("SELECT count(*) FROM secrets WHERE kind = 'answer'") == [(0,)]
    assert (await keyed(server, connector_id)).json()["execution_metadata"]["replayed"] is False
    assert created(server) == 2


async def test_of_several_at_once_one_is_carried_out_and_the_others_get_its_answer(
    server: Server, connector_id: str
) -> None:
    answers = await asyncio.gather(*(keyed(server, connector_id) for _ in range(5)))
    assert created(server) == 1
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["result"]["reportId"] for answer in answers}) == 1
    assert sum(answer.json()["execution_metadata"]["replayed"] for answer in answers) == 4


async def test_a_repetition_waits_no_longer_than_it_may(server: Server, connector_id: str) -> None:
    fault = server.emulator.faults.add("delay", operation="createReport", seconds=60.0, real=True)
    first = asyncio.create_task(keyed(server, connector_id))
    while not fault.hits:  # noqa: ASYNC110 - the other side has no event to give
        await asyncio.sleep(0.001)
    second = await keyed(server, connector_id, timeout_ms=100)
    assert (second.status_code, second.headers["retry-after"]) == (409, "1")
    assert second.json()["errors"][0]["error_code"] == "in_flight"
    first.cancel()


async def test_a_call_that_was_refused_gives_its_key_back(server: Server, connector_id: str) -> None:
    server.emulator.faults.add("throttle", operation="createReport", times=None)
    assert (await keyed(server, connector_id)).status_code == 429
    server.emulator.faults.clear()
    server.emulator.clock.advance(3_600)
    server.bearer = (await server.sign_in())["access_token"]
    assert (await keyed(server, connector_id)).status_code == 200


async def test_an_unknown_outcome_is_kept_so_that_nothing_is_sent_twice(
    server: Server, connector_id: str
) -> None:
    server.emulator.faults.add("lost", operation="createReport")
    first = await keyed(server, connector_id)
    assert first.status_code == 409
    assert first.json()["errors"][0]["error_code"] == "outcome_unknown"
    again = await keyed(server, connector_id)
    assert again.status_code == 409
    assert created(server) == 1


async def test_a_call_whose_server_died_is_not_carried_out_again_blindly(
    server: Server, connector_id: str
) -> None:
    await keyed(server, connector_id)
    await server.sql("UPDATE idempotency SET status = NULL, leased_until = 0")
    busy = await keyed(server, connector_id)
    assert busy.json()["errors"][0]["error_code"] == "in_flight"
    server.emulator.clock.advance(200)
    lost = await keyed(server, connector_id)
    assert lost.status_code == 409
    assert lost.json()["errors"][0]["error_code"] == "outcome_unknown"
    assert created(server) == 1


async def test_a_read_whose_server_died_is_carried_out_again(server: Server, connector_id: str) -> None:
    headers = {"Idempotency-Key": "read-1"}
    await server.execute(connector_id, params={"created_after": "-7d"}, headers=headers)
    await server.sql("UPDATE idempotency SET status = NULL")
    server.emulator.clock.advance(200)
    again = await server.execute(connector_id, params={"created_after": "-7d"}, headers=headers)
    assert again.status_code == 200
    assert again.json()["execution_metadata"]["replayed"] is False


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("key", ["", "x" * 256, "x" * 10_000])
async def test_a_key_must_be_short_and_not_empty(server: Server, connector_id: str, key: str) -> None:
    """A32."""
    assert (await keyed(server, connector_id, key)).status_code == 422
    assert created(server) == 0


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_key_of_a_megabyte_does_not_even_arrive(server: Server, connector_id: str) -> None:
    """A32: it is refused with the headers, before anything is hashed or stored."""
    assert (await keyed(server, connector_id, "x" * 2**20)).status_code == 431
    assert await server.sql("SELECT count(*) FROM idempotency") == [(0,)]


async def test_deleting_a_connector_forgets_its_keys_and_answers(server: Server, connector_id: str) -> None:
    await keyed(server, connector_id)
    job = (await server.call("DELETE", f"/api/v1/integrations/connectors/{connector_id}")).json()["job_id"]
    await server.job(job)
    assert await server.sql("SELECT count(*) FROM secrets") == [(0,)]
    assert await server.sql("SELECT count(*) FROM idempotency") == [(0,)]
