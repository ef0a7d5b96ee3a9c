"""What the server's unsuccessful answers mean.

A server of this package tells an error of the core as such: code, hint, `retryable`,
`retry_after`, `resume` and what the API said stand in `details`, and the same error comes out
here. Any other answer is judged by its status.
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
"""The classes of the core's errors by their code."""
STATES: dict[str, type[ToolspanError]] = {
    "connector_disabled": errors.PermissionDenied,
    "connector_needs_reauth": errors.NeedsReauthorization,
    "connector_not_found": errors.NotFound,
}
"""What a server of this package says of a connector itself, before any call is made with it."""
UNAUTHORIZED = 401
_PASSING = (429, 500, 502, 503, 504)
_BEFORE = ("busy", "storage", "not_ready", "not_implemented")
"""The server's words for what kept it from carrying out a call at all."""
_STOPPING = "stopping"
"""Its word for what it cut off when it stopped; retryable where that was not sent."""
_MOST = 5  # faults that a message names
_WHICH_ORGANIZATION = "specify target organization"
_MEANINGS: dict[int, tuple[type[ToolspanError], str, str | None]] = {
    400: (errors.InvalidInput, "the server refuses the request", None),
    401: (errors.AuthenticationError, "the server refuses even a new access token", "Check which server api_url names."),
    403: (errors.PermissionDenied, "the server does not allow this", None),
    404: (errors.NotFound, "the server has no such thing", "Check the id, and that it belongs to this organization."),
    409: (errors.UpstreamError, "the state at the server does not allow this now", None),
    413: (errors.TooLarge, "the request is too large for the server", "Ask for less."),
    422: (errors.InvalidInput, "the server refuses the request", None),
    429: (errors.RateLimited, "the server takes no more calls for now", "Wait as long as retry_after says."),
}  # fmt: skip
_BAD_CLIENT = "Check the client's id and secret, and that they belong to this server."


def told_error(answer: Response, redact: Redactor) -> ToolspanError | None:
    """Return the error of the core that the answer tells of; None where it does not."""
    body = _body(answer, redact)
    told = _first(body).get("details")
    kind = KINDS.get(_text(told.get("code")) or "") if isinstance(told, dict) else None
    if not isinstance(told, dict) or kind is None:
        return None
    resume = told["resume"] if isinstance(told.get("resume"), dict) else None
    upstream = told["upstream"] if isinstance(told.get("upstream"), dict) else {}
    return kind(
        _text(body.get("message")) or "The server gave no message.",
        hint=_text(told.get("hint")),
        # The server calls what was taken not retryable; here a repetition goes on with it.
        retryable=told.get("retryable") is True or bool(resume and kind.retryable_by_default),
        retry_after=_number(told.get("retry_after")),
        status=upstream["status"] if isinstance(upstream.get("status"), int) else None,
        upstream_code=_text(upstream.get("code")),
        details=_text(upstream.get("details")),
        request_id=_text(upstream.get("request_id")) or _text(body.get("request_id")),
        resume=resume,
    )


def error_of(operation: Operation, answer: Response, redact: Redactor) -> ToolspanError:
    """Return the error that an unsuccessful answer means by its status."""
    body = _body(answer, redact)
    first, said = _first(body), _said(body)
    kind, meaning, hint = _meaning(operation, answer.status, said)
    code = _text(first.get("error_code"))
    more = first["details"] if isinstance(first.get("details"), dict) else {}
    return (STATES | KINDS).get(code or "", kind)(
        f"{operation.name}: {meaning} (HTTP {answer.status})" + (f": {said}" if said else "."),
        hint=_text(more.get("hint")) or hint,
        status=answer.status,
        retryable=bool(more.get("retryable", answer.status in _PASSING)),
        retry_after=_number(more.get("retry_after")),
        upstream_code=code,
        request_id=_text(body.get("request_id")),
    )


def proves_undone(answer: Response) -> bool:
    """Return whether an answer proves that its own request changed nothing.

    A server of this package says `outcome_unknown` wherever it is not sure, so its other errors prove it.
    What a proxy answers with 5xx proves nothing.
    """
    first = _first(_body(answer, None))
    code, details = first.get("error_code"), first.get("details")
    if answer.ok or code == errors.OutcomeUnknown.code:
        return False
    unsent = code == _STOPPING and isinstance(details, dict) and details.get("retryable") is True
    return unsent or refused(answer) or code in KINDS or code in _BEFORE


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
        return errors.UpstreamError, "the server failed", "This is a fault at the server; try again later."
    if 300 <= status < 400:  # noqa: PLR2004 - the 3xx class
        return (
            errors.UpstreamError,
            "a redirect was answered and not followed",
            "Check api_url (TOOLSPAN_API_URL).",
        )
    return _MEANINGS.get(status, (errors.UpstreamError, "the server refuses the request", None))


def _body(answer: Response, redact: Redactor | None) -> dict[str, Any]:
    try:
        body = from_json(answer.body)
        body = redact.value(body) if redact else body
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _first(body: dict[str, Any]) -> dict[str, Any]:
    listed = body.get("errors")
    first = listed[0] if isinstance(listed, list) and listed else None
    return first if isinstance(first, dict) else {}


def _said(body: dict[str, Any]) -> str:
    """Return what the server says in its own envelope, or in the one of FastAPI; never the body itself."""
    message = _text(body.get("message")) or _text(body.get("detail"))
    listed = next((v for v in (body.get("errors"), body.get("detail")) if isinstance(v, list)), [])
    faults = [fault for one in listed[:_MOST] if isinstance(one, dict) and (fault := _fault(one))]
    more = [fault for fault in faults if fault not in (message or "")]
    return " ".join([*([message] if message else []), *more])


def _fault(one: dict[str, Any]) -> str | None:
    text = _text(one.get("message")) or _text(one.get("msg"))
    place = one.get("loc")
    field = ".".join(map(str, place)) if isinstance(place, list) else _text(one.get("field"))
    return f"{field}: {text}" if field and text else text


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> float | None:
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if numeric and value >= 0 else None
