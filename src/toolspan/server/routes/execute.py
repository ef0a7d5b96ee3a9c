"""Execute: calls one operation."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect

from toolspan.errors import DeadlineExceeded, OutcomeUnknown, ToolspanError
from toolspan.operations.arguments import read_params
from toolspan.runtime.sending import Sending, changes, in_doubt, sure
from toolspan.server.data import idempotency
from toolspan.server.encoding import encoded
from toolspan.server.http.dispatch import json_response
from toolspan.server.http.exchange import Endpoint
from toolspan.server.models.execute import ExecuteAccepted, ExecuteAnswer, ExecuteRequest
from toolspan.server.problems import Problem
from toolspan.server.routes.common import connector_of
from toolspan.server.routes.connectors import BASE
from toolspan.server.routes.idempotent_execute import keyed
from toolspan.server.routes.serializers import job_view
from toolspan.server.runtime import access_log
from toolspan.server.runtime.calls import Calls, completed, operation_of, ready
from toolspan.server.runtime.job_calls import CallToResume, continue_as_job
from toolspan.server.runtime.results import answer, limited, truncated

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.requests import Request
    from starlette.responses import Response

    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.server.data.audit import Event
    from toolspan.server.http.exchange import Exchange

Row = dict[str, Any]
_TO_START = 2.0
"""Seconds that every call gets: only what was started can continue as a job."""


async def execute(exchange: Exchange[ExecuteRequest]) -> Response:
    """Carry out one call, or give the answer that it got before under the same Idempotency-Key."""
    body = exchange.body
    async with exchange.services.database.read() as connection:
        row = await connector_of(exchange, connection)
    ready(row)
    operation = operation_of(body.entity, body.action)
    if (entry := access_log.current()) is not None:
        entry.operation = operation.name if operation else "other"
    safe = operation is None or not changes(operation)
    if body.dry_run:
        return await _while_connected(exchange.request, _preview(exchange, row))
    begun = None if safe else _event(exchange, row, operation, "started")
    work = keyed(exchange, row, lambda: _carry_out(exchange, row, operation), repeatable=safe, begun=begun)
    return await _while_connected(exchange.request, work) if safe else await work


async def _carry_out(
    exchange: Exchange[ExecuteRequest], row: Row, operation: Operation | None
) -> dict[str, Any]:
    """Execute a call and return its response.

    If anything interrupts a write that may have been sent, the caller gets `OutcomeUnknown`.

    Raises:
        OutcomeUnknown: A write may or may not have been executed.
        ToolspanError: The call failed.
        Problem: The call was not executed.
    """
    services = exchange.services
    loop = asyncio.get_running_loop()
    start, outcome = loop.time(), "ok"
    sending = Sending()
    try:
        with sure(operation, sending):
            return await _answered(exchange, row, operation, start)
    except asyncio.CancelledError as error:
        outcome = type(error).__name__
        if operation is None or not changes(operation):
            raise
        if not sending.left:
            outcome = "stopping"
            raise _stopping() from None
        outcome = OutcomeUnknown.code
        raise in_doubt(operation, "the server stopped before the answer came") from None
    except BaseException as error:
        outcome = getattr(error, "code", None) or type(error).__name__
        if sending.left and isinstance(error, ToolspanError):
            error.retryable = False  # an accepted write is resumed, never started again
        raise
    finally:
        services.metrics.execute(loop.time() - start)
        services.audit_log.note(_event(exchange, row, operation, outcome))


def _stopping() -> Problem:
    return Problem(
        503,
        "stopping",
        "The server stopped before this was sent: nothing was done. Try again shortly.",
        retry_after=2,
    )


async def _answered(
    exchange: Exchange[ExecuteRequest], row: Row, operation: Operation | None, start: float
) -> dict[str, Any]:
    body, loop = exchange.body, asyncio.get_running_loop()
    try:
        page = await limited(
            body.max_output_chars,
            lambda: Calls(exchange.services).execute(
                row, operation, body.entity, body.action, read_params(body.params), **_options(exchange)
            ),
        )
    except DeadlineExceeded as error:
        accepted = await _accepted(exchange, row, error.resume, loop.time() - start)
        if accepted is None:
            raise
        return accepted
    if not body.skip_truncation:
        page.data = truncated(page.data)
    return answer(exchange.request_id, row, operation, page, loop.time() - start)


async def _accepted(
    exchange: Exchange[ExecuteRequest], row: Row, resume: Row | None, seconds: float
) -> dict[str, Any] | None:
    """Make an unfinished call a job and return the response that names it; None where that cannot or should not be."""
    body = exchange.body
    if resume is None or exchange.patience is None:
        return None
    call = CallToResume(
        resume["entity"],
        resume["action"],
        resume["params"],
        body.select_fields,
        body.exclude_fields,
        truncated=not body.skip_truncation,
        request_id=exchange.request_id,
    )
    job = await continue_as_job(exchange.services, row, call)
    if job is None:
        return None
    metadata = {
        "connector_instance_id": row["id"], "execution_time_ms": round(seconds * 1000),
        "request_id": exchange.request_id, "dry_run": False, "replayed": False,
    }  # fmt: skip
    return {
        "status": "accepted",
        "job": job_view(job).model_dump(mode="json"),
        "execution_metadata": metadata,
    }


def _options(exchange: Exchange[ExecuteRequest]) -> dict[str, Any]:
    body = exchange.body
    seconds = body.seconds(exchange.services.settings.execute_timeout)
    if exchange.patience is not None:
        seconds = min(seconds, max(exchange.patience, _TO_START))
    return {"select_fields": body.select_fields, "exclude_fields": body.exclude_fields, "timeout": seconds}


def _event(exchange: Exchange[ExecuteRequest], row: Row, operation: Operation | None, outcome: str) -> Event:
    """Return the audit event of a call. Parameters and intent are hashed, since they may be personal."""
    body = exchange.body
    detail = {
        "operation": operation.name if operation else "other",
        "params_hash": idempotency.hash_of(encoded(body.params, sort_keys=True))[:16],
        "intent_hash": idempotency.hash_of(body.intent.encode())[:16] if body.intent else None,
    }
    return exchange.event(
        "execute", outcome[:40], workspace_id=row["workspace_id"], subject_id=row["id"], detail=detail
    )


async def _preview(exchange: Exchange[ExecuteRequest], row: Row) -> Response:
    """Check a call and show the request that it would send, without sending it."""
    body = exchange.body
    operation = operation_of(body.entity, body.action)
    params, said = completed(row, operation, read_params(body.params), exchange.services.clock)

    async def work(live: Any) -> Page:
        page: Page = await live.connector.execute(body.entity, body.action, params, dry_run=True)
        return page

    page: Page = await Calls(exchange.services).perform(row, work)
    if said:
        page.meta.warnings.append(said)
    metadata = {
        "connector_instance_id": row["id"], "execution_time_ms": 0, "request_id": exchange.request_id,
        "dry_run": True, "replayed": False,
    }  # fmt: skip
    return json_response(
        {
            "status": "success",
            "result": page.data[0] if page.data else None,
            "connector_metadata": {
                **page.meta.model_dump(mode="json"),
                "has_next_page": False,
                "end_cursor": None,
            },
            "execution_metadata": metadata,
        }
    )


async def _while_connected(request: Request, work: Awaitable[Response]) -> Response:
    """Run repeatable work; cancel it if the client disconnects."""
    request.scope["toolspan.harmless"] = True
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise ClientDisconnect
    finally:
        gone.cancel()
        if not task.done():
            task.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def prepare(exchange: Exchange[ExecuteRequest]) -> None:
    """Refuse to hand out what a call needs: execute it here.

    Raises:
        Problem: 501, or 404 where there is no such connector.
    """
    async with exchange.services.database.read() as connection:
        await connector_of(exchange, connection)
    raise Problem(
        501, "not_implemented", "This server executes calls itself and hands out no bundle for local execution: the "
        "connector renews an OAuth grant, which must not be done in two places. Use POST .../execute.",
        details={"retryable": False},
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "POST", f"{BASE}/{{connector_id}}/execute", execute, "Execute an operation", "execute",
        body=ExecuteRequest, answer=ExecuteAnswer, accepted=ExecuteAccepted, headers=("Idempotency-Key", "Prefer"),
        seconds=None, fails=(409, 424, 429, 502),
    ),
    Endpoint(
        "POST", f"{BASE}/{{connector_id}}/execute/prepare", prepare, "Prepare a call for local execution", "execute",
        body=ExecuteRequest, status=501, fails=(501,),
    ),
)  # fmt: skip
