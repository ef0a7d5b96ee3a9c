"""Base classes of request and response models."""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from toolspan.operations.names import squash
from toolspan.server.data.names import LONGEST, clean_name


def iso(milliseconds: int) -> str:
    """Format milliseconds since the epoch as ISO 8601 in UTC."""
    return (
        datetime.fromtimestamp(milliseconds / 1000, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )


Name = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(clean_name)]
"""A name that people give: NFC, no blanks around it, nothing invisible in it."""
Uuid = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]


def _no_truth(value: Any) -> Any:
    if isinstance(value, bool):  # pydantic takes true for 1
        raise PydanticCustomError("int_type", "must be a whole number")
    return value


Whole = Annotated[int, BeforeValidator(_no_truth)]
"""A whole number in a body."""


_ALIKE = 0.88
"""Similarity, from 0 to 1, from which an unknown field counts as a misspelling."""


class Given(BaseModel):
    """Base of requests. Ignores unknown fields, which newer clients may send, but rejects misspelt ones."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _no_slip(cls, data: Any) -> Any:
        """Reject a misspelt field name, which would otherwise be ignored silently."""
        known = {squash(name): name for name in _names(cls)}
        for name in data.keys() - known.values() if isinstance(data, dict) else ():
            if near := get_close_matches(squash(str(name)[:80]), known, n=1, cutoff=_ALIKE):
                meant = known[near[0]]
                raise PydanticCustomError(
                    "misspelt", "A name is misspelt: {meant} is meant?", {"meant": meant}
                )
        return data


def _names(model: type[BaseModel]) -> set[str]:
    names = set(model.model_fields)
    for field in model.model_fields.values():
        alias = field.validation_alias
        names |= {str(choice) for choice in alias.choices} if isinstance(alias, AliasChoices) else set()
    return names


class Strict(BaseModel):
    """Base of parts of requests that reject unknown fields."""

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
