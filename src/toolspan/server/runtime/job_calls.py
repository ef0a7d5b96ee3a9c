"""Calls that outlive their request: an unfinished report or feed becomes a job, which waits for its end."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from toolspan.errors import DeadlineExceeded, TooLarge, ToolspanError
from toolspan.runtime.progress import on_progress
from toolspan.server.data import idempotency, jobs
from toolspan.server.data.audit import Event
from toolspan.server.data.secrets import drop_secret, get_secret, put_secret
from toolspan.server.encoding import encoded
from toolspan.server.problems import Problem
from toolspan.server.runtime.calls import Calls, operation_of, ready, stored
from toolspan.server.runtime.jobs import Ending
from toolspan.server.runtime.results import answer, truncated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from toolspan.page import Page
    from toolspan.runtime.progress import Progress
    from toolspan.server.runtime.jobs import Job
    from toolspan.server.services import Services

Row = dict[str, Any]
KIND = "execute"
MOST_OPEN = 100
"""Open jobs of this kind that one connector may have."""
LONGEST_MS = 24 * 3_600_000
"""Milliseconds that a job waits for the end of its report or feed."""
MAX_RESULT = 2**24
"""Bytes of a stored result."""
_PAUSE = 30.0
_MOST_FAILURES = 20
_SHARE = 4
"""Of a connector's concurrent calls, one in so many may be those of jobs."""


@dataclass(frozen=True, slots=True)
class CallToResume:
    """The call that resumes an unfinished one, as a job stores it.

    Args:
        entity: Entity of the call.
        action: Its action.
        params: Its parameters. They name a report, query or feed that exists: the call starts nothing again.
        select_fields: As in the request.
        exclude_fields: As in the request.
        truncated: Whether long texts are cut.
        request_id: The request that became the job.
    """

    entity: str
    action: str
    params: Mapping[str, Any]
    select_fields: list[str] | None
    exclude_fields: list[str] | None
    truncated: bool
    request_id: str

    @property
    def digest(self) -> str:
        """What two equal calls have in common."""
        return idempotency.hash_of(encoded({**asdict(self), "request_id": None}, sort_keys=True))[:32]


async def continue_as_job(services: Services, connector: Row, call: CallToResume) -> Row | None:
    """Return the job that makes a call, a new one if none does so already; None if no more can be stored."""
    async with services.database.write() as connection:
        waiting = await jobs.open_of(connection, connector["id"], KIND)
        if same := next((job for job in waiting if job["detail"]["digest"] == call.digest), None):
            return same
        if len(waiting) >= MOST_OPEN or not await _has_room(services, connection, connector):
            return None
        detail = {"operation": f"{call.entity}.{call.action}", "digest": call.digest}
        job_id = await services.jobs.add(connection, connector, KIND, detail)
        (row,) = await jobs.rows(connection, [job_id])
        await put_secret(
            connection, services.keys.current, jobs.place(row, jobs.CALL), asdict(call), services.now()
        )
    services.jobs.start(job_id)
    return row


async def _has_room(services: Services, connection: AsyncConnection, connector: Row) -> bool:
    try:
        await services.limits.check_storage(connection, connector)
    except Problem:
        return False
    return True


class JobCalls:
    """Makes the calls of jobs: in short ones, so that nothing is held while the API works.

    Args:
        services: Shared parts of the server.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._slots: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def run(self, job: Job) -> Ending:
        """Repeat a call until it has ended, and return how; a call that is resumed starts nothing again."""
        services = self._services
        async with services.database.read() as connection:
            call = CallToResume(
                **await get_secret(connection, services.keys.current, jobs.place(job.row, jobs.CALL))
            )
        outcome = "ok"
        try:
            return await self._ended(job, call)
        except (ToolspanError, Problem) as error:
            outcome = error.code
            raise
        finally:
            services.audit_log.note(_event(job, call, outcome, services.now()))

    async def _ended(self, job: Job, call: CallToResume) -> Ending:
        services, operation = self._services, operation_of(call.entity, call.action)
        start, failures = services.clock.monotonic(), 0
        while True:
            row = await stored(services, {**job.row, "id": job.row["subject_id"]})
            ready(row)
            try:
                page = await self._once(job, row, call)
                break
            except (ToolspanError, Problem) as error:
                failures += not isinstance(error, DeadlineExceeded)
                pause = _pause(error)
                late = services.now() - job.row["created_at"] > LONGEST_MS
                if pause is None or failures > _MOST_FAILURES or late:
                    raise
            await job.tell(
                f"{call.entity}.{call.action} has not ended; it is looked at again in {pause:.0f} s."
            )
            await services.clock.sleep(pause)
        if call.truncated:
            page.data = truncated(page.data)
        seconds = services.clock.monotonic() - start
        body = answer(call.request_id, row, operation, page, seconds)
        if len(encoded(body)) > MAX_RESULT:
            raise TooLarge(
                f"The result of the job has more than {MAX_RESULT // 2**20} MB.",
                hint="The report is ready: make the call in resume, which reads it in parts with limit and offset.",
                resume={"entity": call.entity, "action": call.action, "params": dict(call.params)},
            )

        async def store(connection: AsyncConnection) -> None:
            await drop_secret(connection, job.id, jobs.CALL)
            where = jobs.place(job.row, jobs.RESULT)
            await put_secret(connection, services.keys.current, where, {"body": body}, services.now())

        return Ending(detail={**job.row["detail"], "records": len(page.data)}, store=store)

    async def _once(self, job: Job, row: Row, call: CallToResume) -> Page:
        services = self._services

        async def listen(event: Progress) -> None:
            with suppress(Problem):  # progress is not worth an attempt
                await job.tell(event.message)

        slot = self._slots.setdefault(row["id"], asyncio.Semaphore(self._most))
        async with slot:
            with on_progress(listen):
                return await Calls(services).execute(
                    row,
                    operation_of(call.entity, call.action),
                    call.entity,
                    call.action,
                    call.params,
                    select_fields=call.select_fields,
                    exclude_fields=call.exclude_fields,
                    timeout=services.settings.execute_timeout,
                )

    @property
    def _most(self) -> int:
        settings = self._services.settings
        return max(1, settings.share(settings.connector_concurrency) // _SHARE)


def _pause(error: ToolspanError | Problem) -> float | None:
    """Return the seconds after which an attempt that failed is worth another one; None if it is not."""
    if isinstance(error, ToolspanError):
        return min(error.retry_after or _PAUSE, _PAUSE) if error.retryable else None
    details = error.errors[0].get("details") or {}
    return float(details.get("retry_after", _PAUSE)) if details.get("retryable") else None


def _event(job: Job, call: CallToResume, outcome: str, now: int) -> Event:
    row = job.row
    return Event(
        at=now,
        action="job.execute",
        outcome=outcome[:40],
        organization_id=row["organization_id"],
        workspace_id=row["workspace_id"],
        subject_id=row["subject_id"],
        actor=None,
        request_id=call.request_id,
        detail={"operation": f"{call.entity}.{call.action}", "job": job.id},
    )
