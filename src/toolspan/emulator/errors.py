"""Error responses, in Amazon's formats."""

from __future__ import annotations

from typing import Any

__all__ = [
    "DETAILS_EXPIRED",
    "DETAILS_INVALID",
    "DETAILS_MISSING",
    "ApiError",
    "bad_cursor",
    "denied",
    "invalid",
    "missing_or_invalid",
    "not_found",
    "quota_exceeded",
]

DETAILS_MISSING = "Access token is missing in the request header."
DETAILS_EXPIRED = "The access token you provided has expired."
DETAILS_INVALID = "The access token you provided is revoked, malformed or invalid."


class ApiError(Exception):
    """Error response: HTTP status, Amazon's error code and body."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str | None,
        details: str | None = None,
        *,
        kind: str | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.kind = kind

    @property
    def body(self) -> dict[str, Any]:
        """JSON body of the response."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.details is not None:
            error["details"] = self.details
        return {"errors": [error]}

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the response."""
        return {"x-amzn-ErrorType": self.kind} if self.kind else {}


def denied(details: str = "") -> ApiError:
    """A 403 with details, or without (role, region, path)."""
    message = "Access to requested resource is denied."
    return ApiError(403, "Unauthorized", message, details, kind="AccessDeniedException")


def invalid(message: str | None, details: str | None = "") -> ApiError:
    """A 400 for invalid parameters."""
    return ApiError(400, "InvalidInput", message, details, kind="InvalidQueryStringException")


def missing_or_invalid(*names: str) -> ApiError:
    """A 400 that names missing or invalid parameters."""
    listed = ", ".join(names)
    return invalid(f"Missing or invalid request parameters: [{listed}]")


def bad_cursor() -> ApiError:
    """A 400 for a page token that is unknown, expired, modified or used with other filters."""
    return invalid(None)


def not_found(message: str, code: str = "NotFound") -> ApiError:
    """A 404 for a named resource."""
    return ApiError(404, code, message, "", kind="ResourceNotFoundException")


def quota_exceeded() -> ApiError:
    """The 429 of an empty bucket, which never states how long to wait."""
    message = "You exceeded your quota for the requested resource."
    return ApiError(429, "QuotaExceeded", message, "", kind="TooManyRequestsException")
