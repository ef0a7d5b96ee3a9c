"""`Page`, the result of every call, its `Meta`, and `Records`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Generic

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeVar

from toolspan.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable
    from typing import Self

    Warn = Callable[[Iterable[str]], None]


RecordT = TypeVar("RecordT", default=dict[str, Any])


class Meta(BaseModel):
    """Metadata of a page.

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
    """Records of one response.

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


logger = logging.getLogger("toolspan")


def check_made(page: Page) -> None:
    """Raise if the page is empty because the API cancelled what it was making.

    One who looks at the page reads its warning; one who only takes records would take it that there are none.

    Raises:
        Cancelled: It is such a page.
    """
    if getattr(page.meta, "cancelled", False):
        raise Cancelled(
            f"{page.meta.operation}: {page.meta.warnings[-1]}",
            hint="execute gives an empty page with this warning instead. Go on without these records only where it is "
            "plausible that there are none.",
            retryable=False,
        )


class Records(Generic[RecordT]):
    """The records of all pages, for `async for`.

    `warnings` say what the pages say in `meta.warnings`, each once. They are complete after the
    last record; the logger `toolspan` gets each as well.

    Args:
        operation: Whose records they are.
        reading: Yields the records, and is given what takes in warnings.
    """

    def __init__(self, operation: str, reading: Callable[[Warn], AsyncGenerator[RecordT]]) -> None:
        self.warnings: list[str] = []
        self._operation = operation
        self._records = reading(self._warn)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> RecordT:
        return await anext(self._records)

    async def aclose(self) -> None:
        """Stop reading and release what the iteration holds."""
        await self._records.aclose()

    def _warn(self, warnings: Iterable[str]) -> None:
        for warning in warnings:
            if warning not in self.warnings:  # pages of the same document say the same
                self.warnings.append(warning)
                logger.warning("%s: %s", self._operation, warning)
