"""Paging and marketplace checks shared by the views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.cursors import DAY, Page
from toolspan.emulator.errors import denied, missing_or_invalid
from toolspan.emulator.facts import marketplaces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call
    from toolspan.emulator.parameters import Values

__all__ = ["paged", "sold_in"]


def paged(
    call: Call,
    values: Values,
    token_name: str,
    size: int,
    select: Callable[[], Sequence[Any]],
    *,
    free: tuple[str, ...] = (),
    lifetime: float = DAY,
    may_omit: bool = False,
    gap: bool = False,
) -> Page:
    """Return one page: the first of the rows from ``select``, or that of the page token.

    ``free`` names the parameters that may change between pages.
    """
    filters = {name: value for name, value in values.items() if name not in (*free, token_name)}
    cursors = call.services.cursors
    if values[token_name] is not None:
        return cursors.next(values[token_name], call.scope, filters, size, may_omit=may_omit)
    return cursors.first(call.scope, filters, select(), size, lifetime=lifetime, gap=gap)


def sold_in(call: Call, name: str, ids: Iterable[str] | None) -> tuple[Marketplace, ...]:
    """Return the marketplaces with these ids; without ids, all of the seller's.

    An unknown id is a 400; a marketplace in which the seller does not sell is a 403.
    """
    mine = {one.marketplace_id: one for one in call.world.marketplaces}
    if ids is None:
        return tuple(mine.values())
    known = {one.marketplace_id for one in marketplaces().values()}
    for one in ids:
        if one not in known:
            raise missing_or_invalid(name)
        if one not in mine:
            raise denied()
    return tuple(mine[one] for one in ids)
