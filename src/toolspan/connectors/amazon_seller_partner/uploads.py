"""Uploads a feed's content to the place that Amazon points at, and nowhere else.

The address is presigned for one content type: any other is refused by the file host with 403. It
lives five minutes, and no header of ours belongs there.
Facts: https://developer-docs.amazon.com/sp-api/docs/feeds-api-v2021-06-30-use-case-guide
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.connectors.amazon_seller_partner.documents import AddressExpired, check_address
from toolspan.errors import DeadlineExceeded, UpstreamError
from toolspan.execution.http import Fault
from toolspan.execution.retry import REPEATABLE
from toolspan.progress import wait

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from toolspan.clock import Clock, Deadline
    from toolspan.execution.http import Http

TRIES, PAUSE = 3, 1.0
"""Tries of one transfer, and seconds before the second."""
_REFUSED = (400, 403)


async def upload(
    http: Http, url: str, content: bytes, content_type: str, deadline: Deadline, *, base_url: str | None
) -> None:
    """Put content at a presigned address.

    Args:
        http: Where the request leaves.
        url: Presigned address.
        content: What to upload.
        content_type: Exactly the type that the address was made for.
        deadline: Until when.
        base_url: Overridden base URL of the API, to whose host content may go too.

    Raises:
        AddressExpired: The address is no longer valid, or was made for another type.
        DeadlineExceeded: No time is left.
        UpstreamError: It failed otherwise; `retryable` says whether the same may work.
    """
    address = check_address(url, base_url)
    outcome = await http.send("PUT", address, {"content-type": content_type}, deadline, body=content)
    if isinstance(outcome, Fault):
        text = f"The feed could not be uploaded: {outcome.text.rstrip('.')}."
        raise DeadlineExceeded(text) if outcome.kind == "timeout" else UpstreamError(text, retryable=True)
    if outcome.ok:
        return
    kind = AddressExpired if outcome.status in _REFUSED else UpstreamError
    raise kind(
        f"The file host did not take the feed (HTTP {outcome.status}).",
        status=outcome.status,
        retryable=outcome.status in REPEATABLE,
    )


async def repeated(transfer: Callable[..., Awaitable[str]], clock: Clock, deadline: Deadline) -> str:
    """Carry out a transfer; an address that expired is asked for anew, once, and passing faults are got over.

    Args:
        transfer: Sends or fetches; with `anew` to an address that it asks for.
        clock: Time for waits.
        deadline: Until when.

    Raises:
        UpstreamError: It failed for good, or no time is left to try again.
    """
    anew = renewed = False
    for attempt in range(1, TRIES + 2):
        try:
            return await transfer(anew=anew)
        except AddressExpired:
            if renewed:
                raise
            anew = renewed = True
        except UpstreamError as error:
            pause, anew = PAUSE * attempt, False
            if attempt >= TRIES or not error.retryable or not deadline.allows(pause):
                raise
            await wait(clock, pause, "feeds.submit", "before trying the transfer again")
    raise AssertionError  # the last try returns or raises
