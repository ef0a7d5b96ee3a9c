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

if TYPE_CHECKING:
    from toolspan.clock import Deadline
    from toolspan.execution.http import Http

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
