"""Error responses of the server: one JSON format for every status.

    {"message": ..., "errors": [{"field", "message", "error_code", "details"}], "request_id": ...}

Toolspan errors keep code, hint, `retryable` and `retry_after` in `details`.
"""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

from toolspan.errors import ToolspanError, UpstreamError, shortened
from toolspan.runtime.invisible import one_line
from toolspan.runtime.redaction import Redactor
from toolspan.transport.http import OUT_OF_FILES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

logger = logging.getLogger("toolspan.server")
STATUSES: dict[str, int] = {
    "invalid_input": 422,
    "not_found": 404,
    "authentication": 424,
    "permission": 403,
    "needs_reauthorization": 409,
    "rate_limited": 429,
    "upstream": 502,
    "cancelled": 409,
    "timeout": 504,
    "too_large": 413,
    "policy_denied": 403,
    "needs_approval": 403,
    "outcome_unknown": 409,
    "configuration": 424,
}
"""HTTP status of each toolspan error. 401 is reserved for the caller's own token."""
_masked = Redactor()
_MOST_FAULTS = 20
_LONGEST = 300


class Problem(Exception):
    """An error response, raised as an exception.

    Args:
        status: HTTP status.
        code: Stable code for programs.
        message: What was wrong and what to do.
        field: The part of the request at fault.
        errors: All errors, if there are several.
        headers: Response headers.
        details: More data for programs.
        retry_after: Seconds to wait, sent as the header and in `details`.
        retryable: Whether a retry may help, sent in `details` with `retry_after`.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str | None = None,
        errors: Sequence[Mapping[str, Any]] | None = None,
        headers: Mapping[str, str] | None = None,
        details: Mapping[str, Any] | None = None,
        retry_after: int | None = None,
        retryable: bool = True,
    ) -> None:
        super().__init__(message)
        if retry_after is not None:
            headers = {"retry-after": str(retry_after), **(headers or {})}
            details = {"retryable": retryable, "retry_after": retry_after, **(details or {})}
        self.status = status
        self.code = code
        self.message = shortened(_masked(message))  # a secret in a wrong field must not be echoed
        self.errors = list(errors or [entry(self.message, code, field, details)])
        self.headers = dict(headers or {})

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the body of the response."""
        return {"message": self.message, "errors": self.errors, "request_id": request_id}


class Busy(Problem):
    """The database is busy.

    Args:
        why: The reason in words, for logs and operators; no caller sees it.
    """

    def __init__(self, why: str) -> None:
        super().__init__(503, "busy", "The server's database is busy. Try again shortly.", retry_after=2)
        self.why = why


class StorageFull(Problem):
    """The database cannot be written. Raised only before anything was sent or changed."""

    def __init__(self) -> None:
        super().__init__(
            507, "storage", "The server's database cannot be written: its disk is full or read-only. Nothing was changed.",
            details={"retryable": True},
        )  # fmt: skip


def entry(
    message: str, code: str, field: str | None = None, details: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return one entry of the error list."""
    return {
        "field": field,
        "message": message,
        "error_code": code,
        "details": dict(details) if details else None,
    }


def not_ready() -> Problem:
    """Return the response of a server that is not ready. Details are only in its log."""
    return Problem(
        503, "not_ready", "The server is not ready. Its operator finds the reason at /readyz and in the log.",
        retry_after=10,
    )  # fmt: skip


def not_found(what: str) -> Problem:
    """Return the 404 for missing objects and for those of other tenants, so that the two look the same."""
    return Problem(404, f"{what}_not_found", f"There is no such {what}.")


def of_core(error: ToolspanError) -> Problem:
    """Return the response for a toolspan error."""
    if isinstance(error, UpstreamError) and OUT_OF_FILES in error.message:
        return _out_of_files(retryable=error.retryable)
    said = error.to_dict()
    headers = {}
    if error.retry_after is not None:
        headers["retry-after"] = str(max(1, math.ceil(error.retry_after)))
    details = {name: value for name, value in said.items() if name != "message"}
    return Problem(STATUSES.get(error.code, 502), error.code, error.message, headers=headers, details=details)


def _out_of_files(*, retryable: bool) -> Problem:
    logger.error("no file descriptors are left for calls to Amazon: raise the hard limit (ulimit -n)")
    return Problem(
        503, "busy", "The server has no file descriptors left to call Amazon with. Try again shortly.",
        retry_after=2, retryable=retryable,
    )  # fmt: skip


def of_validation(error: ValidationError) -> Problem:
    """Return the response for an invalid body or query. Never repeats a value."""
    faults = error.errors(include_input=False, include_url=False)
    errors = [
        entry(
            shortened(_wording(fault), _LONGEST),
            "invalid_input",
            _path(fault["loc"]),
            {"type": fault["type"]},
        )
        for fault in faults[:_MOST_FAULTS]
    ]
    said = "; ".join(
        f"{one['field']}: {one['message']}" if one["field"] else one["message"] for one in errors
    )
    return Problem(422, "invalid_input", f"The request is not valid. {said}", errors=errors)


def _wording(fault: ErrorDetails) -> str:
    """Return the message for a validation error. Shows the bounds of the schema, never the given value."""
    template = _WORDS.get(fault["type"])
    return template.format(**fault.get("ctx", {})) if template else fault["msg"].removeprefix("Value error, ")


_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be text",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must have the form {pattern}",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "too_short": "must have at least {min_length} entry",
    "too_long": "must have at most {max_length} entries",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "literal_error": "must be {expected}",
}


def _path(location: Sequence[int | str]) -> str | None:
    """Return the path of a field. Names may come from the caller, so they are shortened and cleaned."""
    parts = [one_line(str(part))[:40] for part in location]
    return ".".join(parts)[:_LONGEST] or None
