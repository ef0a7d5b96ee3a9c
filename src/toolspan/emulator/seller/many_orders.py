"""Orders of a large seller: a few patterns, repeated over two years, and made only when they are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, overload

from toolspan.emulator.seller.orders import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.seller.generate_orders import OrderMaker

__all__ = ["ManyOrders"]

DAY = 86400
PATTERNS = 2_000
MOST = 5_000_000
"""Orders in two years at most: the ids of more would repeat."""
_PAST, _FUTURE = 729 * DAY, 90 * DAY
_BLOCK, _STEP = 10**7, 7919  # the last block of an order id is its number, mixed
_BACK = pow(_STEP, -1, _BLOCK)
_SPREAD = 2_654_435_761  # mixes numbers, so that neighbours differ


class ManyOrders(Sequence[Order]):
    """Orders by time, oldest first, spread evenly from two years before an origin to three months after it.

    Order number n is always the same one, in whatever period it is looked for. Nothing is held but the patterns, and
    the orders that were found by id, which a caller may change.

    Args:
        maker: Makes the patterns.
        origin: Seconds since 1970.
        past: Orders in the two years before the origin.
    """

    def __init__(self, maker: OrderMaker, origin: float, past: int) -> None:
        if past > MOST:
            raise ValueError(f"a seller has {MOST:,} orders in two years at most, not {past:,}")
        self._patterns = [maker.order(0.0) for _ in range(PATTERNS)]
        self._start = origin - _PAST
        self._interval = _PAST / past
        self._numbers = range(past + int(_FUTURE / self._interval))
        self._found: dict[int, Order] = {}

    @property
    def life(self) -> float:
        """Seconds after which an order no longer changes by itself."""
        return max(pattern.last for pattern in self._patterns)

    def find(self, order_id: str) -> Order | None:
        """Return the order with this id."""
        last = order_id.rpartition("-")[2]
        number = int(last) * _BACK % _BLOCK if last.isdecimal() else -1
        if number not in self._numbers or (order := self._order(number)).order_id != order_id:
            return None
        return self._found.setdefault(number, order)

    def sold_in(self, marketplace: Marketplace) -> Iterator[Order]:
        """Yield the orders of one marketplace; the others are not made."""
        for number in self._numbers:
            if self._pattern(number).marketplace is marketplace:
                yield self._order(number)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Order: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Order]: ...
    def __getitem__(self, index: int | slice) -> Order | Sequence[Order]:
        if isinstance(index, int):
            return self._order(self._numbers[index])
        part = object.__new__(ManyOrders)
        part.__dict__ |= {**self.__dict__, "_numbers": self._numbers[index]}
        return part

    def _pattern(self, number: int) -> Order:
        return self._patterns[number * _SPREAD % 2**32 % PATTERNS]

    def _order(self, number: int) -> Order:
        if number in self._found:
            return self._found[number]
        mixed = number * _SPREAD % 2**32
        created = float(int(self._start + (number + mixed / 2**32) * self._interval))
        pattern = self._pattern(number)
        items = tuple(
            replace(item, item_id=str(10**13 + number * 10 + line)) for line, item in enumerate(pattern.items)
        )
        new = dict(zip(map(id, pattern.items), items, strict=True))
        return replace(
            pattern,
            order_id=f"{mixed % 900 + 100}-{mixed % _BLOCK:07d}-{number * _STEP % _BLOCK:07d}",
            created=created,
            paid=created + pattern.paid,
            items=items,
            cancelled=pattern.cancelled and created + pattern.cancelled,
            shipments=tuple(
                replace(
                    each,
                    shipped=created + each.shipped,
                    delivered=created + each.delivered,
                    tracking=f"TB{number * 10 + place:012d}",
                    items=tuple(new[id(item)] for item in each.items),
                )
                for place, each in enumerate(pattern.shipments)
            ),
            refund=pattern.refund
            and replace(
                pattern.refund,
                refund_id=f"RF{number:012d}",
                refunded=created + pattern.refund.refunded,
                item=new[id(pattern.refund.item)],
            ),
        )
