"""Page tokens: opaque, bound to account, operation and filters, and expiring."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import bad_cursor

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from toolspan.emulator.clock import EmulatorClock

__all__ = ["Cursors", "Page"]

DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class _Cursor:
    scope: tuple[Any, ...]
    filters: dict[str, Any]
    rows: Sequence[Any]
    lifetime: float
    position: int = 0
    gap: bool = False
    expires: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, with the token for the next (None on the last page)."""

    rows: Sequence[Any]
    token: str | None


class Cursors:
    """Issues and resolves page tokens.

    A token keeps the rows as they were when it was made, so that paging is stable while
    the seller's orders change.
    """

    def __init__(self, clock: EmulatorClock, randomness: random.Random) -> None:
        self._clock = clock
        self._random = randomness
        self._cursors: dict[str, _Cursor] = {}

    def first(
        self,
        scope: tuple[Any, ...],
        filters: dict[str, Any],
        rows: Sequence[Any],
        size: int,
        *,
        lifetime: float = DAY,
        gap: bool = False,
    ) -> Page:
        """Return the first page of rows; with ``gap`` the second one is empty but has a token."""
        return self._page(_Cursor(scope, filters, rows, lifetime, gap=gap), size)

    def next(
        self,
        token: str,
        scope: tuple[Any, ...],
        filters: dict[str, Any],
        size: int,
        *,
        may_omit: bool = False,
    ) -> Page:
        """Return the page of a token, or raise the 400 of an invalid one.

        The filters must equal those of the first request; with ``may_omit``, missing ones are
        taken from it.
        """
        cursor = self._cursors.get(token)
        if cursor is None or cursor.scope != scope or self._clock.monotonic() > cursor.expires:
            raise bad_cursor()
        for name, value in filters.items():
            if cursor.filters.get(name) != value and not (may_omit and value is None):
                raise bad_cursor()
        if cursor.gap and cursor.position:
            return Page((), self._token(replace(cursor, gap=False)))
        return self._page(cursor, size)

    def filters(self, token: str) -> dict[str, Any]:
        """Filters that a token was issued for; empty for an unknown token."""
        cursor = self._cursors.get(token)
        return dict(cursor.filters) if cursor else {}

    def _page(self, cursor: _Cursor, size: int) -> Page:
        end = cursor.position + size
        rows = cursor.rows[cursor.position : end]
        if end >= len(cursor.rows):
            return Page(rows, None)
        return Page(rows, self._token(replace(cursor, position=end)))

    def _token(self, cursor: _Cursor) -> str:
        token = self._text()
        self._cursors[token] = replace(cursor, expires=self._clock.monotonic() + cursor.lifetime)
        return token

    def _text(self) -> str:
        # Always contains a slash, a plus and padding: a client that encodes it twice, or not at
        # all, must fail here as it would at Amazon.
        while True:
            token = base64.b64encode(self._random.randbytes(79)).decode()
            if "/" in token and "+" in token and token not in self._cursors:
                return token
