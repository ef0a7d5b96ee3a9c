"""Maps a server's error responses to exceptions.

A toolspan server sends an error of the core with its code, hint, `retryable`, `retry_after`,
`resume` and the API's own message in `details`; the same error is raised here. Any other
response is mapped by its status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan import errors
from toolspan.errors import ToolspanError
from toolspan.hosted.endpoints import TOKEN
from toolspan.transport.retry import refused

if TYPE_CHECKING:
    from toolspan.operations.model import Operation
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.http import Response

KINDS = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, ToolspanError) and kind is not ToolspanError
}
"""Error classes by code."""
STATES: dict[str, type[ToolspanError]] = {
    "connector_disabled": errors.PermissionDenied,
    "connector_needs_reauth": errors.NeedsReauthorization,
    "connector_not_found": errors.NotFound,
}
"""A toolspan server's codes for the state of a connector; no call was made."""
UNAUTHORIZED = 401
_PASSING = (429, 500, 502, 503, 504)
_BEFORE = ("busy", "storage", "not_ready", "not_implemented")
"""A toolspan server's codes for calls that it did not start."""
_STOPPING = "stopping"
"""Its code for calls cut off at shutdown; retryable if nothing was sent."""
_MOST = 5  # invalid fields named in a message
_WHICH_ORGANIZATION = "specify target organization"
_MEANINGS: dict[int, tuple[type[ToolspanError], str, str | None]] = {
    400: (errors.InvalidInput, "the server refuses the request", None),
    401: (errors.AuthenticationError, "the server refuses even a new access token", "Check which server api_url names."),
    403: (errors.PermissionDenied, "the server does not allow this", None),
    404: (errors.NotFound, "the server has no such resource", "Check the id, and that it belongs to this organization."),
    409: (errors.UpstreamError, "the state at the server does not allow this now", None),
    413: (errors.TooLarge, "the request is too large for the server", "Ask for less."),
    422: (errors.InvalidInput, "the server refuses the request", None),
    429: (errors.RateLimited, "the server's rate limit is reached", "Wait as long as retry_after says."),
}  # fmt: skip
_BAD_CLIENT = "Check the client's id and secret, and that they belong to this server."


def told_error(response: Response, redact: Redactor) -> ToolspanError | None:
    """Return the error of the core that the response carries; None if it carries none."""
    body = _body(response, redact)
    told = _first(body).get("details")
    kind = KINDS.get(_text(told.get("code")) or "") if isinstance(told, dict) else None
    if not isinstance(told, dict) or kind is None:
        return None
    resume = told["resume"] if isinstance(told.get("resume"), dict) else None
    upstream = told["upstream"] if isinstance(told.get("upstream"), dict) else {}
    return kind(
        _text(body.get("message")) or "The server gave no message.",
        hint=_text(told.get("hint")),
        # To the server a call it accepted is not retryable; here a retry resumes it.
        retryable=told.get("retryable") is True or bool(resume and kind.retryable_by_default),
        retry_after=_number(told.get("retry_after")),
        status=upstream["status"] if isinstance(upstream.get("status"), int) else None,
        upstream_code=_text(upstream.get("code")),
        details=_text(upstream.get("details")),
        request_id=_text(upstream.get("request_id")) or _text(body.get("request_id")),
        resume=resume,
    )


def error_of(operation: Operation, response: Response, redact: Redactor) -> ToolspanError:
    """Return the error for an unsuccessful response, by its status."""
    body = _body(response, redact)
    first, said = _first(body), _said(body)
    kind, meaning, hint = _meaning(operation, response.status, said)
    code = _text(first.get("error_code"))
    more = first["details"] if isinstance(first.get("details"), dict) else {}
    return (STATES | KINDS).get(code or "", kind)(
        f"{operation.name}: {meaning} (HTTP {response.status})" + (f": {said}" if said else "."),
        hint=_text(more.get("hint")) or hint,
        status=response.status,
        retryable=bool(more.get("retryable", response.status in _PASSING)),
        retry_after=_number(more.get("retry_after")),
        upstream_code=code,
        request_id=_text(body.get("request_id")),
    )


def proves_undone(response: Response) -> bool:
    """Return whether a response proves that its request changed nothing.

    A toolspan server says `outcome_unknown` whenever it is not sure, so its other errors are proof.
    A 5xx from a proxy proves nothing.
    """
    first = _first(_body(response, None))
    code, details = first.get("error_code"), first.get("details")
    if response.ok or code == errors.OutcomeUnknown.code:
        return False
    unsent = code == _STOPPING and isinstance(details, dict) and details.get("retryable") is True
    return unsent or refused(response) or code in KINDS or code in _BEFORE


def _meaning(operation: Operation, status: int, said: str) -> tuple[type[ToolspanError], str, str | None]:
    if operation is TOKEN and status in (400, UNAUTHORIZED, 403):
        return (
            errors.AuthenticationError,
            "the server refuses the client id or the client secret",
            _BAD_CLIENT,
        )
    if _WHICH_ORGANIZATION in said.lower():
        hint = "Set organization_id in AirbyteAuthConfig, or TOOLSPAN_ORGANIZATION_ID (AIRBYTE_ORGANIZATION_ID with AIRBYTE_ names)."
        return errors.ConfigurationError, "this client belongs to several organizations", hint
    if status >= 500:  # noqa: PLR2004 - the 5xx class
        return (
            errors.UpstreamError,
            "the server failed",
            "The error is on the server's side; try again later.",
        )
    if 300 <= status < 400:  # noqa: PLR2004 - the 3xx class
        return (
            errors.UpstreamError,
            "the server sent a redirect, which is not followed",
            "Check api_url (TOOLSPAN_API_URL).",
        )
    return _MEANINGS.get(status, (errors.UpstreamError, "the server refuses the request", None))


def _body(response: Response, redact: Redactor | None) -> dict[str, Any]:
    try:
        body = from_json(response.body)
        body = redact.value(body) if redact else body
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _first(body: dict[str, Any]) -> dict[str, Any]:
    listed = body.get("errors")
    first = listed[0] if isinstance(listed, list) and listed else None
    return first if isinstance(first, dict) else {}


def _said(body: dict[str, Any]) -> str:
    """Return the messages in the server's error envelope, or in FastAPI's; never the raw body."""
    message = _text(body.get("message")) or _text(body.get("detail"))
    listed = next((v for v in (body.get("errors"), body.get("detail")) if isinstance(v, list)), [])
    invalid = [found for one in listed[:_MOST] if isinstance(one, dict) and (found := _invalid(one))]
    if message and any(found.endswith(f": {message}") for found in invalid):
        message = None  # the entry says the same, and names the field
    more = [found for found in invalid if found not in (message or "")]
    return " ".join([*([message] if message else []), *more])


def _invalid(one: dict[str, Any]) -> str | None:
    text = _text(one.get("message")) or _text(one.get("msg"))
    place = one.get("loc")
    field = ".".join(map(str, place)) if isinstance(place, list) else _text(one.get("field"))
    return f"{field}: {text}" if field and text else text


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> float | None:
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if numeric and value >= 0 else None
