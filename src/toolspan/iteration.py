"""Records that are read one after the other, and what is to be said of them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar

from toolspan.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable
    from typing import Self

    from toolspan.page import Page

    Warn = Callable[[Iterable[str]], None]

RecordT = TypeVar("RecordT", default=dict[str, Any])
logger = logging.getLogger("toolspan")


def check_made(page: Page) -> None:
    """Refuse to read on from a page that is empty since the API cancelled what it was making.

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
    """Records of any number of pages, in an `async for`.

    `warnings` say what the pages say in `meta.warnings`, each once. They are complete after the
    last record; the logger `toolspan` is told of each as well.

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
        """Read no further."""
        await self._records.aclose()

    def _warn(self, warnings: Iterable[str]) -> None:
        for warning in warnings:
            if warning not in self.warnings:  # pages of the same document say the same
                self.warnings.append(warning)
                logger.warning("%s: %s", self._operation, warning)
