"""File of a job, such as a report, read in portions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping


class JobFile:
    """File of a job, read in portions. `ended` says that there is no more, `records` is how many were read.

    Args:
        rows: Its rows.
        together: The field by which neighbours are not torn apart.
        size: Rows of a portion, or a few more; None for all.
    """

    def __init__(
        self, rows: AsyncIterator[Mapping[str, Any]], together: str | None, size: int | None
    ) -> None:
        self._rows = rows
        self._together = together
        self._size = size
        self._ahead: list[Mapping[str, Any]] = []
        self.read = 0
        self.records = 0
        self.ended = False

    async def portion(self) -> list[Mapping[str, Any]]:
        """Return the next rows."""
        given, self._ahead = self._ahead, []
        async for row in self._rows:
            if self._size is not None and len(given) >= self._size and not self._belongs(given[-1], row):
                self._ahead = [row]
                break
            given.append(row)
        else:
            self.ended = True
        self.read += len(given)
        return given

    def _belongs(self, before: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
        return self._together is not None and before.get(self._together) == row.get(self._together)

    async def aclose(self) -> None:
        """End the reading, and with it the download."""
        if closing := getattr(self._rows, "aclose", None):
            await closing()
