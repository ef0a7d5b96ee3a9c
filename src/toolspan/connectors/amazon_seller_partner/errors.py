"""What Amazon's unsuccessful answers mean, and what to do about each.

Statuses decide first: the set of codes is not closed. Amazon answers most failures of
authentication with 403, and only the details tell an expired token from a missing role.
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

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = 400, 401, 403
_RENEWABLE = ("expired", "revoked, malformed or invalid")
_ROLE_HINT = (
    "Amazon does not say which: the application lacks the role for this operation or this data, the seller sells in "
    "another region, or the id belongs to another account. Check the roles, then the region."
)
_SAYS_NOTHING = "Access to requested resource is denied."
_NO_ROLE = "does not have access to one or more requested data elements"  # comes with 400, not 403
_DATA_HINT = (
    "The application lacks the role for this personal data: add the role to it, then let the seller authorize it again. "
    "Until then ask for what holds no personal data."
)


def first_error(answer: Response) -> dict[str, Any]:
    """Return the first entry of the answer's error list; empty when there is none."""
    try:
        body = from_json(answer.body)
    except ValueError:
        return {}
    errors = body.get("errors") if isinstance(body, dict) else body
    first = errors[0] if isinstance(errors, list) and errors else errors
    return first if isinstance(first, dict) else {}


def refuses_token(answer: Response) -> bool:
    """Return whether another access token could help."""
    if answer.status == UNAUTHORIZED:
        return True
    if answer.status != FORBIDDEN:
        return False
    error = first_error(answer)
    text = f"{error.get('message')} {error.get('details')}".lower()
    return any(phrase in text for phrase in _RENEWABLE)


def hides_reason(answer: Response) -> bool:
    """Return whether this is the 403 without details: a missing role, a wrong region or restricted data."""
    return answer.status == FORBIDDEN and not first_error(answer).get("details")


_KINDS: dict[int, tuple[type[ToolspanError], str, str | None]] = {
    400: (InvalidInput, "Amazon refuses the request", None),
    404: (
        NotFound,
        "Amazon has no such thing",
        "Check the id, and that it belongs to this seller and marketplace.",
    ),
    409: (UpstreamError, "the state at Amazon does not allow this now", None),
    413: (TooLarge, "the request or its answer is too large", "Ask for less."),
    422: (InvalidInput, "Amazon cannot process the request", None),
    429: (
        RateLimited,
        "the quota is used up",
        "Wait as long as retry_after says, or a minute where it is not known. For many records one report (reports.run) replaces many calls.",
    ),
}


def error_of(operation: Operation, answer: Response, redact: Redactor) -> ToolspanError:
    """Return the error that an unsuccessful answer means; masked before it is cut, so that no part of a secret is left."""
    error = redact.value(first_error(answer))
    kind, meaning, hint = _meaning(answer)
    if answer.status == BAD_REQUEST:
        hint = hint or operation.if_refused
    said = error.get("message") or ""
    return kind(
        f"{operation.name}: {meaning} (HTTP {answer.status})" + (f": {said}" if said else "."),
        hint=hint,
        status=answer.status,
        retryable=answer.status in (429, 500, 502, 503, 504) or None,
        upstream_code=str(error["code"]) if error.get("code") else None,
        details=str(error["details"]) if error.get("details") else None,
        request_id=answer.headers.get("x-amzn-requestid"),
    )


def of_another_seller(error: PermissionDenied, given: str, own: str | None) -> None:
    """Say of a 403 that the call named a seller who is not the connector's own, which Amazon does not tell.

    Args:
        error: Amazon's refusal.
        given: The seller id of the call.
        own: That of the connector, where it is known.
    """
    whose = "not the connector's own" if own else "perhaps not the connector's own, which is not known here"
    error.message = f"{error.message.rstrip('.')}. The seller_id of the call, {given[:40]}, is {whose}."
    error.args = (error.message,)
    error.hint = (
        "Leave seller_id out: it is filled in. Nobody can read or change the listings of another account; what all sellers "
        "offer on a product is in pricing.item_offers."
    )


def _meaning(answer: Response) -> tuple[type[ToolspanError], str, str | None]:
    if refuses_token(answer):
        return (
            AuthenticationError,
            "Amazon refuses even a new access token",
            "Check that the credentials belong to this region and account.",
        )
    if _NO_ROLE in str(first_error(answer).get("message")):
        return PermissionDenied, "Amazon denies access to this data", _DATA_HINT
    if answer.status == FORBIDDEN:
        explained = first_error(answer).get("message") not in (None, "", _SAYS_NOTHING)
        return PermissionDenied, "Amazon denies access", None if explained else _ROLE_HINT
    if answer.status >= 500:  # noqa: PLR2004 - the 5xx class
        return UpstreamError, "Amazon failed", "This is a fault at Amazon; try again later."
    if 300 <= answer.status < 400:  # noqa: PLR2004 - the 3xx class
        return (
            UpstreamError,
            "a redirect was answered and not followed",
            "Check the base URL: Amazon does not redirect.",
        )
    return _KINDS.get(answer.status, (UpstreamError, "Amazon refuses the request", None))
