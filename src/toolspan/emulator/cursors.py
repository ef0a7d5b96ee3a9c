"""Page tokens: opaque, bound to what they continue, and not good for ever."""

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
    """Some of the rows, and the token for the rest (None on the last page)."""

    rows: Sequence[Any]
    token: str | None


class Cursors:
    """Hands out page tokens and continues from them.

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
        """The first page of rows; with ``gap`` the second one is empty but has a token."""
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
        """The page behind a token; raises the 400 of a token that does not fit.

        The filters must be those of the first request; with ``may_omit`` those that are
        left out are taken from it.
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
        """The filters a token was made with; empty for a token nobody made."""
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
        # Always with a slash, a plus and padding: a client that encodes it twice, or not at
        # all, must fail here as it would at Amazon.
        while True:
            token = base64.b64encode(self._random.randbytes(79)).decode()
            if "/" in token and "+" in token and token not in self._cursors:
                return token
