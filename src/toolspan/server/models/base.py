"""What all shapes share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from toolspan.server.data.names import LONGEST, clean_name


def iso(milliseconds: int) -> str:
    """Return a moment as ISO 8601 in UTC."""
    return (
        datetime.fromtimestamp(milliseconds / 1000, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )


Name = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(clean_name)]
"""A name that people give: NFC, no blanks around it, nothing invisible in it."""
Uuid = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]


class Given(BaseModel):
    """A request; unknown fields are ignored, as callers of several versions send them."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class Strict(BaseModel):
    """A part of a request in which an unknown field would be a mistake."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Answer(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="allow")


class Fault(Answer):
    """One fault of a request."""

    field: str | None
    message: str
    error_code: str
    details: dict[str, Any] | None


class Failure(Answer):
    """Every unsuccessful answer."""

    message: str
    errors: list[Fault]
    request_id: str
