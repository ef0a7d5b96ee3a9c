"""Execute."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, JsonValue

from toolspan.operations.plain import read_if_json
from toolspan.server.models.base import Answer, Given, Whole
from toolspan.server.models.jobs import JobOut  # noqa: TC001 - pydantic reads it

Path = Annotated[str, Field(min_length=1, max_length=500)]


def _listed(paths: Any) -> Any:
    """Let a list come as its JSON text, and one path by itself, as the client takes them."""
    paths = read_if_json(paths, "[")
    return [paths] if isinstance(paths, str) else paths


Paths = Annotated[list[Path], BeforeValidator(_listed)]


class ExecuteRequest(Given):
    """One call of an operation."""

    entity: str = Field(min_length=1, max_length=200)
    action: str = Field(min_length=1, max_length=200)
    params: dict[str, JsonValue] | str | None = None
    select_fields: Paths | None = Field(default=None, max_length=500)
    exclude_fields: Paths | None = Field(default=None, max_length=500)
    skip_truncation: bool = True
    max_output_chars: Whole | None = Field(default=None, ge=1_000, le=10_000_000)
    intent: str | None = Field(default=None, max_length=512)
    dry_run: bool = False
    timeout_ms: Whole | None = Field(default=None, ge=1, le=600_000)

    def seconds(self, longest: float) -> float:
        """Return the seconds that the call may take."""
        return min(self.timeout_ms / 1000, longest) if self.timeout_ms else longest


class ExecutionMetadata(Answer):
    """How the call went."""

    connector_instance_id: str
    execution_time_ms: int
    request_id: str
    dry_run: bool = False
    replayed: bool = False


class ExecuteAnswer(Answer):
    """A list for operations that list, an object for those that get one thing."""

    status: Literal["success"]
    result: Any
    connector_metadata: dict[str, Any]
    execution_metadata: ExecutionMetadata


class ExecuteAccepted(Answer):
    """A call that continues as a job, since it takes longer than its request."""

    status: Literal["accepted"]
    job: JobOut
    execution_metadata: ExecutionMetadata
