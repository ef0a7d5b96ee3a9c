"""Execute under an Idempotency-Key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.errors import OutcomeUnknown
from toolspan.server.data import idempotency
from toolspan.server.encoding import encoded
from toolspan.server.http.dispatch import json_response
from toolspan.server.problems import Problem, of_core

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from starlette.responses import Response

    from toolspan.server.http.exchange import Exchange
    from toolspan.server.models.execute import ExecuteRequest

Row = dict[str, Any]
HEADER = "idempotency-key"
LONGEST = 255
_LEEWAY_MS = 30_000


async def keyed(
    exchange: Exchange[ExecuteRequest],
    row: Row,
    work: Coroutine[Any, Any, dict[str, Any]],
    *,
    repeatable: bool,
) -> Response:
    """Return the answer of `work`; with a key, the answer is kept and given again to those who repeat it."""
    try:
        key = _key(exchange)
        held = await _claim(exchange, row, key, repeatable=repeatable) if key else None
    except BaseException:
        work.close()
        raise
    if held is None:
        return json_response(await work)
    if held.status is not None:
        work.close()
        return _replayed(held)
    return await _settled(exchange, row, held, work, repeatable=repeatable)


async def _settled(
    exchange: Exchange[ExecuteRequest],
    row: Row,
    held: idempotency.Claim,
    work: Coroutine[Any, Any, dict[str, Any]],
    *,
    repeatable: bool,
) -> Response:
    services, status = exchange.services, 200
    try:
        body = await work
    except OutcomeUnknown as error:
        problem = of_core(error)
        status, body = problem.status, problem.body(exchange.request_id)
    except BaseException as error:
        finished = isinstance(error, Exception) or repeatable
        async with services.database.write() as connection:
            if finished:
                await idempotency.release(connection, held)
            else:
                await idempotency.doubt(connection, held, services.now())
        raise
    async with services.database.write() as connection:
        await idempotency.settle(
            connection, services.keys.current, row, held, status=status, body=body, now=services.now()
        )
    return json_response(body, status)


async def _claim(
    exchange: Exchange[ExecuteRequest], row: Row, key: str, *, repeatable: bool
) -> idempotency.Claim:
    services = exchange.services
    call = exchange.body.model_dump(mode="json", exclude={"intent", "timeout_ms"})
    busy_ms = int(services.settings.execute_timeout * 1000) + _LEEWAY_MS
    async with services.database.write() as connection:
        return await idempotency.claim(
            connection,
            services.keys.current,
            row,
            key,
            idempotency.hash_of(encoded(call, sort_keys=True)),
            repeatable=repeatable,
            now=services.now(),
            busy_ms=busy_ms,
        )


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


def _replayed(held: idempotency.Claim) -> Response:
    body = held.body
    if isinstance(body, dict) and "execution_metadata" in body:
        body["execution_metadata"]["replayed"] = True
    return json_response(body, held.status or 200, {"idempotency-replayed": "true"})
