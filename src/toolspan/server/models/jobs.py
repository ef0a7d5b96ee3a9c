"""Jobs."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from toolspan.server.models.base import Answer, Given, Uuid, Whole

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
    """How often a kind of job is begun: every so many minutes, or as the server does by default."""

    every_minutes: Whole | None = Field(
        default=None, ge=5, le=44_640, description="Minutes between two jobs; a month at most."
    )
    default: bool = Field(
        default=False,
        description="Restores the schedule that the server gives by default, which syncs alone have.",
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.default == (self.every_minutes is not None):
            raise PydanticCustomError("schedule", 'expected every_minutes, or {{"default": true}}')
        return self


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
