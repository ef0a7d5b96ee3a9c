"""Settlement periods: two weeks of one marketplace's entries, paid out together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.ledger import Entry

__all__ = ["Period", "numbered", "period_of", "periods"]

DAY = 86400
_LENGTH = 14 * DAY
_BACK = 2 * 365 * DAY
# The origin lies this far into the open period.
_INTO = 5 * DAY


Paid = dict[tuple[str, int], list["Entry"]]
"""Paid-out entries by country and period number."""


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """Settlement period; the finances APIs call it a financial event group."""

    group_id: str
    settlement_id: str
    marketplace: Marketplace
    start: float
    entries: tuple[Entry, ...]

    @property
    def end(self) -> float:
        """Closing time."""
        return self.start + _LENGTH

    def total(self, now: float) -> int:
        """Return the payout: final once closed, of the visible entries while open."""
        return sum(entry.total for entry in self.entries if self.end <= now or entry.shown <= now)


def periods(
    name: str, origin: float, marketplaces: Sequence[Marketplace], paid: Paid, now: float
) -> list[Period]:
    """Return all periods that have started, oldest first."""
    first = _number(origin, origin - _BACK)
    last = _number(origin, now)
    return [
        _period(name, origin, marketplace, number, paid)
        for number in range(first, last + 1)
        for marketplace in marketplaces
    ]


def period_of(name: str, origin: float, paid: Paid, entry: Entry) -> Period:
    """Return the period in which an entry is paid out."""
    return _period(name, origin, entry.marketplace, _number(origin, entry.posted), paid)


def _number(origin: float, moment: float) -> int:
    return int((moment - (origin - _INTO)) // _LENGTH)


def _period(name: str, origin: float, marketplace: Marketplace, number: int, paid: Paid) -> Period:
    digest = hashlib.sha256(f"{name}:{marketplace.country}:{number}".encode()).hexdigest()
    entries = paid.get((marketplace.country, number), ())
    start = origin - _INTO + number * _LENGTH
    return Period(digest[:32], str(10**10 + int(digest[:8], 16)), marketplace, start, tuple(entries))


def numbered(origin: float, entries: list[Entry]) -> dict[tuple[str, int], list[Entry]]:
    """Return the entries that are paid out, by marketplace and period number."""
    sorted_out: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        if not entry.deferred:
            key = (entry.marketplace.country, _number(origin, entry.posted))
            sorted_out.setdefault(key, []).append(entry)
    return sorted_out
