"""Jobs of a server: wait for one, with progress, and read its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.errors import DeadlineExceeded, ToolspanError
from toolspan.hosted import endpoints as e
from toolspan.hosted.models import Job
from toolspan.hosted.responses import read_page
from toolspan.operations.index import OperationIndex
from toolspan.operations.model import Operation, Parameter
from toolspan.runtime.progress import Progress, tell

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from toolspan.base import BaseConnector
    from toolspan.clock import Deadline
    from toolspan.contract import Call
    from toolspan.hosted.session import Session
    from toolspan.page import Page

RESUME_AFTER = 30.0
"""Seconds after which a job that has not ended is worth another look."""
_FIRST, _LONGEST, _GROWTH = 0.5, 5.0, 1.5
JOBS_GET = Operation(
    "jobs",
    "get",
    "The result of a call that continues as a job; waits for its end.",
    "read",
    runs="client",
    handler=f"{__name__}:get_job",
    parameters=(
        Parameter(
            "job_id",
            "query",
            required=True,
            schema={"type": "string", "description": "As resume of the unfinished call names it."},
        ),
    ),
    example={"job_id": "3f0c1f0e-8a59-4d9f-9a35-5b0f8f2f9c1d"},
)
OPERATIONS = OperationIndex.of(JOBS_GET)


async def get_job(connector: BaseConnector, call: Call) -> Page:
    """Handler of `jobs.get`: wait for a job as long as the call may take, and return its result.

    Raises:
        DeadlineExceeded: It has not ended yet; `resume` is the same call.
        NotFound: There is no such job, or its result is no longer stored.
        ToolspanError: It failed; the error is that of its call.
    """
    return await connector.executor.execute(call)


def resume_of(job_id: str) -> dict[str, Any]:
    """Return the call that waits on for a job."""
    return {"entity": JOBS_GET.entity, "action": JOBS_GET.action, "params": {"job_id": job_id}}


class HostedJob:
    """A job on a server.

        job = workspace.job(error.resume["params"]["job_id"])
        page = await job.result()

    Args:
        session: Session of the server.
        job_id: The job's id.
        deadline: Returns until when a call that begins now may take, given seconds or None.
    """

    def __init__(self, session: Session, job_id: str, deadline: Callable[[float | None], Deadline]) -> None:
        self.id = job_id
        self._session = session
        self._deadline = deadline

    async def status(self) -> Job:
        """Return how the job goes.

        Raises:
            NotFound: There is no such job.
        """
        return await self._status(self._deadline(None))

    def follow(self, timeout: float | None = None) -> AsyncIterator[Job]:
        """Return the job for an `async for`: as it is now, and again after each change, until it has ended.

        Args:
            timeout: Seconds; any time when left out.

        Raises:
            DeadlineExceeded: It has not ended yet.
        """
        return followed(self._session, self.id, self._deadline(timeout))

    async def wait(self, timeout: float | None = None) -> Job:
        """Wait until the job has ended and return it. Its progress is reported to `on_progress`.

        Args:
            timeout: Seconds; any time when left out.

        Raises:
            DeadlineExceeded: It has not ended yet; `resume` is the call that waits on.
        """
        return await wait_for(self._session, self.id, self._deadline(timeout))

    async def result(self, timeout: float | None = None) -> Page:
        """Wait until the job has ended and return its result, as its call would have.

        Args:
            timeout: Seconds; any time when left out.

        Raises:
            DeadlineExceeded: It has not ended yet.
            ToolspanError: It failed; the error is that of its call.
        """
        return await result_of(self._session, self.id, self._deadline(timeout))

    async def cancel(self) -> Job:
        """Cancel the job if it has not ended, and return it. What it has done stays done."""
        try:
            return Job.model_validate(await self._session.call(e.CANCEL_JOB, self._deadline(None), self.id))
        except ToolspanError as error:
            raise self._session.redact.error(error) from None

    async def _status(self, deadline: Deadline) -> Job:
        return await _read(self._session, self.id, deadline)


async def wait_for(session: Session, job_id: str, deadline: Deadline, operation: str = "jobs.get") -> Job:
    """Wait until a job has ended, and report its progress.

    Raises:
        DeadlineExceeded: It has not ended yet.
    """
    job = Job(id=job_id)
    async for job in followed(session, job_id, deadline):
        if job.message:
            await tell(Progress(operation, job.message))
    return job


async def followed(session: Session, job_id: str, deadline: Deadline) -> AsyncIterator[Job]:
    """Yield a job as it is now, and again after each change, until it has ended.

    Raises:
        DeadlineExceeded: It has not ended yet; `resume` is the call that waits on.
    """
    pause, last = _FIRST, None
    while True:
        try:
            job = await _read(session, job_id, deadline)
        except DeadlineExceeded:  # the time ran out within the request: the job is under way all the same
            raise _unfinished(job_id, deadline) from None
        if (job.status, job.progress) != last:
            last = job.status, job.progress
            yield job
        if job.ended:
            return
        if not deadline.allows(pause):
            raise _unfinished(job_id, deadline)
        await session.clock.sleep(pause)
        pause = min(_LONGEST, pause * _GROWTH)


def _unfinished(job_id: str, deadline: Deadline) -> DeadlineExceeded:
    error = deadline.exceeded(f"job {job_id} was under way")
    error.retry_after, error.resume = RESUME_AFTER, resume_of(job_id)
    error.hint = (
        "The server continues it: do not start it again, make the call in resume after retry_after seconds."
    )
    return error


async def result_of(
    session: Session, job_id: str, deadline: Deadline, operation: Operation = JOBS_GET
) -> Page:
    """Wait until a job has ended and return its result.

    Args:
        session: Session of the server.
        job_id: The job.
        deadline: Until when to wait.
        operation: The operation whose call became the job.
    """
    await wait_for(session, job_id, deadline, operation.name)
    try:
        body = await session.call(e.JOB_RESULT, deadline, job_id)
    except DeadlineExceeded:
        raise _unfinished(job_id, deadline) from None
    except ToolspanError as error:
        raise session.redact.error(error) from None
    return read_page(operation, {}, body, session.redact)


async def _read(session: Session, job_id: str, deadline: Deadline) -> Job:
    try:
        return Job.model_validate(await session.call(e.JOB, deadline, job_id))
    except ToolspanError as error:
        raise session.redact.error(error) from None
