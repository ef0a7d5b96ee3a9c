"""Execute with an Idempotency-Key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolspan.clock import SYSTEM_CLOCK, Deadline
from toolspan.errors import OutcomeUnknown, ToolspanError
from toolspan.runtime.sending import Sending
from toolspan.server.data import idempotency, jobs
from toolspan.server.data.audit import record
from toolspan.server.encoding import encoded
from toolspan.server.http.dispatch import json_response
from toolspan.server.problems import Problem, of_core
from toolspan.server.routes.serializers import job_view
from toolspan.server.runtime import access_log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncConnection
    from starlette.responses import Response

    from toolspan.server.data.audit import Event
    from toolspan.server.http.exchange import Exchange
    from toolspan.server.models.execute import ExecuteRequest

Row = dict[str, Any]
HEADER = "idempotency-key"
LONGEST = 255
_ACCEPTED = 202
_LEEWAY_MS = 30_000
_UNRECORDED = (
    "Carried out, but the server could not record this answer: a repetition of the Idempotency-Key may get "
    "outcome_unknown. Do not send it again under another one."
)


async def keyed(
    exchange: Exchange[ExecuteRequest],
    row: Row,
    work: Callable[[], Awaitable[dict[str, Any]]],
    *,
    repeatable: bool,
    begun: Event | None = None,
) -> Response:
    """Return the response of `work`. With a key, stores it and returns it again for repeated requests.

    Args:
        exchange: The request.
        row: The connector.
        work: Executes the call.
        repeatable: True if executing the call twice is harmless.
        begun: Audit event, written before the call is executed.
    """
    endings = exchange.services.endings
    key = _key(exchange)
    if key:
        await endings.hurry()
    held = await _first(exchange, row, key, repeatable=repeatable, begun=begun) if key or begun else None
    if held is None:
        with endings.awaited():
            return _response(await work())
    if held.status is not None:
        return await _replayed(exchange, held)
    with endings.awaited(), exchange.services.claims.held(held):
        return await _settled(exchange, row, held, work)


async def _settled(
    exchange: Exchange[ExecuteRequest],
    row: Row,
    held: idempotency.Claim,
    work: Callable[[], Awaitable[dict[str, Any]]],
) -> Response:
    """Execute a call and record its outcome: a response, not executed, or unknown."""
    services = exchange.services

    async def answered(connection: AsyncConnection) -> None:
        await idempotency.settle(
            connection, services.keys.current, row, held, status=status, body=body, now=services.now()
        )

    status = 200
    with Sending() as sending:
        try:
            body = await work()
            response = _response(body)
            status = response.status_code
        except ToolspanError as error:
            if not isinstance(error, OutcomeUnknown) and not (error.resume and sending.left):
                await services.endings.record(lambda connection: idempotency.release(connection, held))
                raise
            problem = of_core(error)
            status, body = problem.status, problem.body(exchange.request_id)
            await services.endings.record(answered)
            raise
        except BaseException:
            await services.endings.record(
                lambda connection: (
                    idempotency.doubt(connection, held, services.now())
                    if sending.left
                    else idempotency.release(connection, held)
                )
            )
            raise
    if not await services.endings.record(answered):
        return _response(_with_warning(body))
    return response


async def _first(
    exchange: Exchange[ExecuteRequest], row: Row, key: str | None, *, repeatable: bool, begun: Event | None
) -> idempotency.Claim | None:
    """Begin a call; if the same one is under way, in this or another live process, wait for its response.

    Raises:
        InFlight: It takes longer than this call may, or its process has died.
    """
    services = exchange.services
    deadline = Deadline(SYSTEM_CLOCK, exchange.body.seconds(services.settings.execute_timeout))
    while True:
        try:
            return await _begin(exchange, row, key, repeatable=repeatable, begun=begun)
        except idempotency.InFlight as first:
            assert key is not None  # noqa: S101 - only calls with a key wait for others
            if not first.leased or not await services.claims.ended(row["id"], key, deadline):
                raise


async def _begin(
    exchange: Exchange[ExecuteRequest], row: Row, key: str | None, *, repeatable: bool, begun: Event | None
) -> idempotency.Claim | None:
    """Claim the key and write the audit event in one transaction; return the claim, or the stored response."""
    services = exchange.services
    call = exchange.body.model_dump(mode="json", exclude={"intent", "timeout_ms"})
    busy_ms = int(services.settings.execute_timeout * 1000) + _LEEWAY_MS
    held = None
    async with services.database.write() as connection:
        if key:
            held = await idempotency.claim(
                connection,
                services.keys.current,
                row,
                key,
                idempotency.hash_of(encoded(call, sort_keys=True)),
                repeatable=repeatable,
                now=services.now(),
                busy_ms=busy_ms,
            )
            if held.status is None:
                await services.limits.check_storage(connection, row)
        if begun and (held is None or held.status is None):
            await record(connection, begun if held is None else _with_key(begun, held))
    return held


def _with_key(begun: Event, held: idempotency.Claim) -> Event:
    """Return the event with the name of its key, by which an operator finds what call a key in doubt was for."""
    return replace(begun, detail={**(begun.detail or {}), "key_hash": held.key_hash[: idempotency.SHOWN]})


def _response(body: dict[str, Any], status: int | None = None, **headers: str) -> Response:
    """Return a response of execute, or one that names the job in which the call goes on."""
    if "job" not in body:
        return json_response(body, status or 200, headers)
    where = {"location": f"/api/v1/jobs/{body['job']['id']}", "preference-applied": "respond-async"}
    return json_response(body, _ACCEPTED, {**headers, **where})


def _with_warning(body: dict[str, Any]) -> dict[str, Any]:
    said = body.get("connector_metadata", {})
    warnings = [*said.get("warnings", ()), _UNRECORDED]
    return {**body, "connector_metadata": {**said, "warnings": warnings}}


def _key(exchange: Exchange[ExecuteRequest]) -> str | None:
    given = exchange.request.headers.getlist(HEADER)
    if not given:
        return None
    key = given[0]
    if len(given) > 1 or not 1 <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise Problem(
            422, "invalid_input", f"Idempotency-Key must be given once, with 1 to {LONGEST} printable ASCII characters.",
            field="Idempotency-Key",
        )  # fmt: skip
    return key


async def _replayed(exchange: Exchange[ExecuteRequest], held: idempotency.Claim) -> Response:
    body = held.body
    if isinstance(body, dict) and "job" in body:
        async with exchange.services.database.read() as connection:
            for job in await jobs.rows(connection, [body["job"]["id"]]):  # none once it is purged
                body["job"] = job_view(job).model_dump(mode="json")
    if (entry := access_log.current()) is not None:
        entry.replayed = True
    if isinstance(body, dict) and "execution_metadata" in body:
        body["execution_metadata"]["replayed"] = True
    return _response(body, held.status, **{"idempotency-replayed": "true"})
