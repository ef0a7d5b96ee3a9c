"""Jobs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from toolspan.server.models.base import Answer, Given, Uuid

Status = Literal["pending", "running", "cancelled", "failed", "succeeded"]


class JobProgress(Answer):
    """How far a job is: one sentence, and where that is known the steps done of a total."""

    number: int
    message: str
    done: int | None
    total: int | None


class JobOut(Answer):
    """A job. What came of it is at `/jobs/{id}/result`."""

    id: str
    kind: str
    connector_id: str
    status: Status
    progress: JobProgress | None
    detail: dict[str, Any] | None
    error: dict[str, Any] | None
    created_at: str
    updated_at: str


class JobsQuery(Given):
    """Which jobs to list."""

    connector_id: Uuid | None = None
    status: Status | None = None
    limit: int = Field(default=100, ge=1, le=1_000)


class JobList(Answer):
    """Jobs, the newest first."""

    data: list[JobOut]


class ScheduleIn(Given):
    """How often a kind of job is begun."""

    every_minutes: int = Field(ge=5, le=44_640, description="Minutes between two jobs; a month at most.")


class Schedule(Answer):
    """A kind of job that is begun again and again, the first time at once."""

    connector_id: str
    kind: str
    every_minutes: int
    default: bool
    next_at: str
    last_job_id: str | None
    created_at: str
    updated_at: str


class ScheduleList(Answer):
    """The schedules of a connector."""

    data: list[Schedule]
