"""What the address says to which the server sends a seller's browser back."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from toolspan.errors import InvalidInput, NeedsReauthorization, ToolspanError, UpstreamError

_ID = re.compile(r"[A-Za-z0-9._:~-]{1,128}")
_REFUSED = "access_denied"


def connector_id_of(url: str) -> str:
    """Return the id of the connector that a consent made.

    Args:
        url: The complete address that the browser was sent to, or its query.

    Raises:
        NeedsReauthorization: The seller did not consent.
        UpstreamError: The server could not make the connector; the message says why.
        InvalidInput: The address is not that of a callback.
    """
    try:
        query = parse_qs(urlsplit(url if "?" in url else f"?{url}").query, max_num_fields=100)
    except ValueError:
        query = {}
    if "error" in query:
        raise _refusal(query["error"][0], " ".join(query.get("error_description", ())))
    found = query.get("connector_id", [])
    if len(found) != 1 or not _ID.fullmatch(found[0]):
        raise InvalidInput(
            f"The callback names {len(found) or 'no'} connector_id" + ("s." if len(found) > 1 else "."),
            hint="Give the complete URL that the server redirected to.",
        )
    return found[0]


def _refusal(error: str, description: str) -> ToolspanError:
    said = f"{error}: {description}" if description else error
    if error == _REFUSED:
        return NeedsReauthorization(
            f"The seller did not consent ({said}).", hint="Begin anew with initiate_oauth."
        )
    return UpstreamError(
        f"The consent did not lead to a connector ({said}).",
        upstream_code=error,
        hint="Begin anew with initiate_oauth: a consent is good for one try.",
    )
