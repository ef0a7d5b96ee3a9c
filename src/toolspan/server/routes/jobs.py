"""Jobs: list, show, follow, result, cancel."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.responses import Response, StreamingResponse

from toolspan.server.data import jobs
from toolspan.server.data.audit import record
from toolspan.server.data.secrets import get_secret
from toolspan.server.data.tables import jobs as jobs_table
from toolspan.server.encoding import encoded
from toolspan.server.http.dispatch import json_response
from toolspan.server.http.exchange import Endpoint
from toolspan.server.models.execute import ExecuteAnswer
from toolspan.server.models.jobs import JobList, JobOut, JobsQuery
from toolspan.server.problems import STATUSES, Problem, not_found
from toolspan.server.routes.common import may_manage
from toolspan.server.routes.serializers import job_view
from toolspan.server.runtime.job_calls import KIND
from toolspan.server.security.envelope import SealBroken

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from toolspan.server.http.exchange import Exchange

Row = dict[str, Any]
BASE = "/api/v1/jobs"
_LOOK = 0.5
_ALIVE = 10.0
"""Seconds after which a stream without news sends a comment, so that proxies leave it open."""
_LONGEST = 60.0
"""Seconds of one stream. Browsers open the next one by themselves, with a token that is checked again."""


async def listed(exchange: Exchange[None, JobsQuery]) -> JobList:
    """List jobs, the newest first."""
    caller, query = exchange.caller, exchange.query
    async with exchange.services.database.read() as connection:
        found = await jobs.page(
            connection,
            caller.organization_id,
            caller.workspace_id,
            connector_id=query.connector_id,
            status=query.status,
            limit=query.limit,
        )
    return JobList(data=[job_view(row) for row in found])


async def get(exchange: Exchange) -> JobOut:
    """Show how a job goes."""
    return job_view(await _job(exchange))


async def events(exchange: Exchange) -> Response:
    """Follow a job as server-sent events: `progress` with each change, `ended` at the end."""
    row = await _job(exchange)
    return StreamingResponse(_events(exchange, row), media_type="text/event-stream")


async def _events(exchange: Exchange, row: Row) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    end, shown, last = loop.time() + _LONGEST, b"", loop.time()
    yield b"retry: 1000\n\n"
    while True:
        ended = row["status"] not in jobs.OPEN
        news = encoded(job_view(row).model_dump(mode="json"))
        if news != shown:
            yield b"event: %b\ndata: %b\n\n" % (b"ended" if ended else b"progress", news)
            shown, last = news, loop.time()
        elif loop.time() - last > _ALIVE:
            yield b": waiting\n\n"
            last = loop.time()
        if ended or loop.time() > end:
            return
        await asyncio.sleep(_LOOK)
        row = await _job(exchange)


async def result(exchange: Exchange) -> Response:
    """Return what came of a job: the response that its call would have got, or its error."""
    row = await _job(exchange)
    if row["status"] in jobs.OPEN:
        raise Problem(409, "job_running", "The job has not ended yet.", retry_after=2)
    if row["status"] != "succeeded":
        raise _failed(row["error"] or jobs.CANCELLED)
    if row["kind"] == KIND:
        return json_response(await _stored(exchange, row))
    metadata = {
        "connector_instance_id": row["subject_id"],
        "execution_time_ms": row["updated_at"] - row["created_at"],
    }
    return json_response(
        {
            "status": "success",
            "result": row["detail"],
            "connector_metadata": {},
            "execution_metadata": {
                **metadata,
                "request_id": exchange.request_id,
                "dry_run": False,
                "replayed": False,
            },
        }
    )


async def _stored(exchange: Exchange, row: Row) -> Any:
    try:
        async with exchange.services.database.read() as connection:
            keys = exchange.services.keys.current
            return (await get_secret(connection, keys, jobs.place(row, jobs.RESULT)))["body"]
    except SealBroken:
        if await _is_stored(exchange, row):
            raise
        raise not_found("job_result") from None


async def _is_stored(exchange: Exchange, row: Row) -> bool:
    async with exchange.services.database.read() as connection:
        return await jobs.has_result(connection, row["id"])


def _failed(error: Row) -> Problem:
    """Return the response for a job that failed: that of its error, as the call itself would have got it."""
    details = {name: value for name, value in error.items() if name != "message"}
    code = str(error.get("code"))
    return Problem(STATUSES.get(code, 409), code, str(error.get("message")), details=details)


async def cancel(exchange: Exchange) -> JobOut:
    """Cancel a job that has not ended. What it has done already stays done."""
    row, services = await _job(exchange), exchange.services
    may_manage(exchange, "cancel a job")
    if row["kind"] == "delete":
        raise Problem(409, "conflict", "A deletion cannot be cancelled.", details={"retryable": False})
    async with services.database.write() as connection:
        if await jobs.cancel(connection, jobs_table.c.id == row["id"], services.now()):
            event = exchange.event(
                "job.cancel",
                workspace_id=row["workspace_id"],
                subject_id=row["subject_id"],
                detail={"job": row["id"]},
            )
            await record(connection, event)
    await services.jobs.renew()  # stops it at once if it runs here
    return job_view(await _job(exchange))


async def _job(exchange: Exchange) -> Row:
    caller = exchange.caller
    async with exchange.services.database.read() as connection:
        return await jobs.get(
            connection, caller.organization_id, caller.workspace_id, exchange.path("job_id").lower()
        )


_ONE = f"{BASE}/{{job_id}}"
ENDPOINTS = (
    Endpoint("GET", BASE, listed, "List jobs", "jobs", query=JobsQuery, answer=JobList),
    Endpoint("GET", _ONE, get, "Show a job", "jobs", answer=JobOut),
    Endpoint("GET", f"{_ONE}/events", events, "Follow a job", "jobs", produces="text/event-stream"),
    Endpoint("GET", f"{_ONE}/result", result, "Show the result of a job", "jobs", answer=ExecuteAnswer, fails=(409, 413, 424, 429, 502)),
    Endpoint("POST", f"{_ONE}/cancel", cancel, "Cancel a job", "jobs", answer=JobOut, fails=(409,)),
)  # fmt: skip
