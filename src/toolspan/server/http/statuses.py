"""Error statuses of the endpoints, for the OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.server.http.exchange import Access

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.server.http.exchange import Endpoint

MEANINGS: Mapping[int, str] = {
    400: "What is asked for does not fit together, or no organisation is specified.",
    401: "No token, or one that is not good; for a client, a wrong id or secret.",
    403: "This caller may not do this, or it is switched off.",
    404: "There is no such thing, or it is not the caller's.",
    408: "The body did not arrive in time.",
    409: "The present state does not allow this.",
    413: "Too large: the body, or what was asked for.",
    414: "The URL is too long.",
    421: "The Host header names another server.",
    422: "Something in the request is not valid; each fault is listed.",
    424: "What the connector needs upstream is refused or missing.",
    429: "Too many calls; Retry-After says when to come again.",
    431: "The headers are too many or too large.",
    500: "The server failed; its log has more under the request id.",
    501: "This server does not do that.",
    502: "The upstream API failed.",
    503: "The server cannot do this now; try again shortly.",
    504: "It was not done in time.",
    507: "The database cannot be written; nothing was changed.",
}
_ALL = {414, 421, 422, 431, 500, 503, 504}
_SIGNED_IN = {400, 401, 403, 422}
_BODY = {408, 413, 422}


def failures_of(endpoint: Endpoint) -> list[int]:
    """Return the error statuses of an endpoint: those derived from its fields and those in `fails`."""
    found = _ALL | set(endpoint.fails)
    found |= set() if endpoint.access is Access.PUBLIC else _SIGNED_IN
    found |= _BODY if endpoint.body else set()
    found |= {422} if endpoint.query else set()
    found |= {404} if "{" in endpoint.path else set()
    found |= set() if endpoint.method == "GET" else {507}
    return sorted(found)
