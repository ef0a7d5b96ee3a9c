"""Carries documents to and from presigned addresses, which expire and whose host can fail for a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from toolspan.connectors.amazon_seller_partner.documents import AddressExpired
from toolspan.errors import UpstreamError
from toolspan.progress import wait

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from toolspan.clock import Clock, Deadline

T = TypeVar("T")
TRIES, PAUSE = 3, 1.0
"""Tries of one transfer, and seconds before the second."""


async def transferred(
    place: Callable[[], Awaitable[Mapping[str, Any]]],
    transfer: Callable[[Mapping[str, Any]], Awaitable[T]],
    clock: Clock,
    deadline: Deadline,
    operation: str,
) -> T:
    """Return what a transfer gives; passing faults of the file host are got over.

    Args:
        place: Asks Amazon for an address; again, once, where the first has expired. Its own faults
            are not tried again here: the sender has done so.
        transfer: Sends to the place, or fetches from it.
        clock: Time for waits.
        deadline: Until when.
        operation: Who waits, for whoever listens.

    Raises:
        UpstreamError: It failed for good, or no time is left to try again.
    """
    found, renewed = await place(), False
    for attempt in range(1, TRIES + 1):
        try:
            return await transfer(found)
        except AddressExpired:
            if renewed:
                raise
            found, renewed = await place(), True
        except UpstreamError as error:
            pause = PAUSE * attempt
            if attempt == TRIES or not error.retryable or not deadline.allows(pause):
                raise
            await wait(clock, pause, operation, "before trying the transfer again")
    return await transfer(found)
