"""What every call returns, in every mode."""

from __future__ import annotations

from typing import Any, Generic

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeVar

RecordT = TypeVar("RecordT", default=dict[str, Any])


class Meta(BaseModel):
    """What is worth knowing about a page besides its records.

    `next_params` are the complete parameters of the next page, its token included. `rate_limit` is
    in calls per second, as the API last stated it. `request_id` is the API's own id of the request,
    for a support case. `replayed` tells the receipt of a write that was carried out before,
    `reused` the rows of a report that was made before, `dry_run` a request that was only shown. `filters` are
    those of a list that came back empty, what was filled in included.
    """

    model_config = ConfigDict(extra="allow", defer_build=True)

    operation: str | None = None
    count: int = 0
    has_more: bool = False
    next_token: str | None = None
    next_params: dict[str, Any] | None = None
    marketplace: str | None = None
    rate_limit: float | None = None
    request_id: str | None = None
    warnings: list[str] = Field(default_factory=list)
    replayed: bool = False
    reused: bool = False
    dry_run: bool = False
    filters: dict[str, Any] | None = None


class Page(BaseModel, Generic[RecordT]):
    """The records of one answer.

    `data` is always a list; `raw` is the decoded answer as the API sent it, kept out of
    `model_dump`, `repr`, tools and logs.
    """

    model_config = ConfigDict(defer_build=True)

    data: list[RecordT]
    meta: Meta = Field(default_factory=Meta)
    raw: Any = Field(default=None, exclude=True, repr=False)

    @property
    def one(self) -> RecordT:
        """Return the one record of a `get`.

        Raises:
            LookupError: The page holds none, or more than one.
        """
        if len(self.data) != 1:
            raise LookupError(
                f"exactly one record was expected, this page has {len(self.data)}; read .data instead"
            )
        return self.data[0]
