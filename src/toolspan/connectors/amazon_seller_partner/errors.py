"""Amazon's error responses as toolspan errors, each with a hint.

The status decides first, because Amazon may add error codes at any time. Most authentication
failures have status 403; only the details distinguish an expired token from a missing role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.errors import (
    AuthenticationError,
    InvalidInput,
    NotFound,
    PermissionDenied,
    RateLimited,
    TooLarge,
    ToolspanError,
    UpstreamError,
)

if TYPE_CHECKING:
    from toolspan.operations.model import Operation
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.http import Response

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 400, 401, 403, 404
_RENEWABLE = ("expired", "revoked, malformed or invalid")
_ROLE_HINT = (
    "Amazon does not give the reason. The application lacks the role for this operation or this data, the seller sells in "
    "another region, or the id belongs to another account. Check the roles, then the region."
)
_GENERIC_DENIAL = "Access to requested resource is denied."
_NO_ROLE = "does not have access to one or more requested data elements"  # comes with 400, not 403
_DATA_HINT = (
    "The application lacks the role for this personal data. Add the role, then let the seller authorize the application "
    "again. Until then, request only data without personal information."
)


def first_error(answer: Response) -> dict[str, Any]:
    """Return the first entry of the response's error list, or an empty dict."""
    try:
        body = from_json(answer.body)
    except ValueError:
        return {}
    errors = body.get("errors") if isinstance(body, dict) else body
    first = errors[0] if isinstance(errors, list) and errors else errors
    return first if isinstance(first, dict) else {}


def refuses_token(answer: Response) -> bool:
    """Return True if the response rejects the access token, so that a new token may help."""
    if answer.status == UNAUTHORIZED:
        return True
    if answer.status != FORBIDDEN:
        return False
    error = first_error(answer)
    text = f"{error.get('message')} {error.get('details')}".lower()
    return any(phrase in text for phrase in _RENEWABLE)


def hides_reason(answer: Response) -> bool:
    """Return True for a 403 without details: a missing role, a wrong region or restricted data."""
    return answer.status == FORBIDDEN and not first_error(answer).get("details")


_KINDS: dict[int, tuple[type[ToolspanError], str, str | None]] = {
    400: (InvalidInput, "Amazon rejects the request", None),
    404: (
        NotFound,
        "Amazon did not find this",
        "Check the id, and that it belongs to this seller and marketplace.",
    ),
    409: (UpstreamError, "the current state at Amazon does not allow this", None),
    413: (TooLarge, "the request or its response is too large", "Request less data."),
    422: (InvalidInput, "Amazon cannot process the request", None),
    429: (
        RateLimited,
        "the quota is used up",
        "Wait for retry_after seconds, or one minute if it is missing.",
    ),
}


def error_of(operation: Operation, answer: Response, redact: Redactor) -> ToolspanError:
    """Return the toolspan error for an error response."""
    # Masked before anything shortens the text: a shortened secret would no longer be recognised.
    error = redact.value(first_error(answer))
    kind, meaning, hint = _meaning(answer)
    if answer.status == BAD_REQUEST:
        hint = hint or operation.if_refused
    if answer.status == NOT_FOUND:
        hint = operation.extra.get("missing") or hint
    message = error.get("message") or ""
    return kind(
        f"{operation.name}: {meaning} (HTTP {answer.status})" + (f": {message}" if message else "."),
        hint=hint,
        status=answer.status,
        retryable=answer.status in (429, 500, 502, 503, 504) or None,
        upstream_code=str(error["code"]) if error.get("code") else None,
        details=str(error["details"]) if error.get("details") else None,
        request_id=answer.headers.get("x-amzn-requestid"),
    )


def of_another_seller(error: PermissionDenied, given: str, own: str | None) -> None:
    """Add to a 403 that the call named another seller than the connector's. Amazon's message does not say so.

    Args:
        error: The error to change.
        given: The seller id of the call.
        own: The seller id of the connector, if known.
    """
    whose = "not the connector's own" if own else "possibly not the connector's own, which is unknown"
    error.message = f"{error.message.rstrip('.')}. The seller_id of the call, {given[:40]}, is {whose}."
    error.args = (error.message,)
    error.hint = (
        "Omit seller_id: the connector fills it in. Listings of other accounts cannot be read or changed; the offers of all "
        "sellers on a product are in pricing.item_offers."
    )


def _meaning(answer: Response) -> tuple[type[ToolspanError], str, str | None]:
    if refuses_token(answer):
        return (
            AuthenticationError,
            "Amazon rejects even a new access token",
            "Check that the credentials belong to this region and account.",
        )
    if _NO_ROLE in str(first_error(answer).get("message")):
        return PermissionDenied, "Amazon denies access to this data", _DATA_HINT
    if answer.status == FORBIDDEN:
        explained = first_error(answer).get("message") not in (None, "", _GENERIC_DENIAL)
        return PermissionDenied, "Amazon denies access", None if explained else _ROLE_HINT
    if answer.status >= 500:  # noqa: PLR2004 - the 5xx class
        return UpstreamError, "Amazon failed", "The error is at Amazon. Try again later."
    if 300 <= answer.status < 400:  # noqa: PLR2004 - the 3xx class
        return (
            UpstreamError,
            "Amazon returned a redirect, which was not followed",
            "Check the base URL: Amazon does not redirect.",
        )
    return _KINDS.get(answer.status, (UpstreamError, "Amazon rejects the request", None))
