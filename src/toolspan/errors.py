"""All errors that toolspan raises.

    ToolspanError
      InvalidInput            the call is wrong; nothing was sent
      NotFound                no such entity, action, record or handle
      AuthenticationError     the application's credentials are refused
      PermissionDenied        the application or the account lacks a role
      NeedsReauthorization    the account's owner must give consent again
      RateLimited             the quota is used up; `retry_after` says for how long
      UpstreamError           the API failed, or answered with something unusable
        Cancelled             what the API was making was cancelled, by itself or by someone
      DeadlineExceeded        the time allowed for the call ran out
      TooLarge                a response or document is over its cap
      PolicyDenied            the connector's policy does not allow this operation
      NeedsApproval           a person has to approve this call first
      OutcomeUnknown          a write may or may not have happened; do not repeat it blindly
      ConfigurationError      the connector is set up wrongly

Each error has a stable `code` for programs, a `message` for people and models, and a
`hint` that says what to do next. No error ever carries a credential.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.runtime.invisible import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_MESSAGE = 2_000
"""Longest message in characters, as a model pays for each of them."""
MAX_CODE = 200
"""Longest upstream code or request id in characters."""


_SHOWN = 16
"""Longest invalid setting that a message shows; a longer one may be a secret in the wrong field."""


def quoted(value: object) -> str:
    """Return an invalid setting for a message: its value if short, else only its length."""
    text = str(value)
    return (
        repr(value)
        if len(text) <= _SHOWN
        else f"a value of {len(text)} characters (not shown: it may be a secret)"
    )


def shortened(text: str, limit: int = MAX_MESSAGE) -> str:
    """Return `text` on one line, cut to `limit` characters with a mark that says so."""
    text = one_line(text[: limit + 1])
    return text if len(text) <= limit else text[: limit - 14] + " ... (cut off)"


class ToolspanError(Exception):
    """Base of all errors of this package.

    Args:
        message: What was wrong and what was expected.
        hint: What to do next, if there is something.
        retryable: Whether the same call can succeed later; the class decides when left out.
        retry_after: Seconds to wait before that, if known.
        status: HTTP status of the upstream answer.
        upstream_code: Error code of the upstream answer, as sent.
        details: Detail text of the upstream answer, as sent.
        request_id: Upstream request id, for a support case.
        resume: The call that goes on where this one stopped: `entity`, `action`, `params`.
    """

    code: ClassVar[str] = "upstream"
    retryable_by_default: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        retryable: bool | None = None,
        retry_after: float | None = None,
        status: int | None = None,
        upstream_code: str | None = None,
        details: str | None = None,
        request_id: str | None = None,
        resume: dict[str, Any] | None = None,
    ) -> None:
        self.message = shortened(message)
        self.hint = hint
        self.retryable = self.retryable_by_default if retryable is None else retryable
        self.retry_after = retry_after
        self.status = status
        self.upstream_code = shortened(upstream_code, MAX_CODE) if upstream_code else None
        self.details = shortened(details) if details else None
        self.request_id = shortened(request_id, MAX_CODE) if request_id else None
        self.resume = resume
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), dict(self.__dict__)))

    def to_dict(self) -> dict[str, Any]:
        """Return the error as JSON-safe data, as a model gets it."""
        data: dict[str, Any] = {"code": self.code, "message": self.message, "retryable": self.retryable}
        if self.retry_after is not None:
            data["retry_after"] = round(self.retry_after, 3)
        if self.hint:
            data["hint"] = self.hint
        if self.resume:
            data["resume"] = self.resume
        upstream = {
            "status": self.status,
            "code": self.upstream_code,
            "details": self.details,
            "request_id": self.request_id,
        }
        if any(upstream.values()):
            data["upstream"] = {key: value for key, value in upstream.items() if value}
        return data


def _rebuild(kind: type[ToolspanError], state: dict[str, Any]) -> ToolspanError:
    error = kind(state["message"])
    error.__dict__.update(state)
    return error


class InvalidInput(ToolspanError):
    """The call is invalid and can be corrected; nothing was sent.

    `example` holds parameters of a valid call, where the hint shows one.
    """

    code = "invalid_input"
    example: Mapping[str, Any] | None = None


class NotFound(ToolspanError):
    """There is no such entity, action, record, section or handle."""

    code = "not_found"


class AuthenticationError(ToolspanError):
    """The application's credentials were rejected."""

    code = "authentication"


class PermissionDenied(ToolspanError):
    """The application or the account lacks permission."""

    code = "permission"


class NeedsReauthorization(ToolspanError):
    """The account owner's consent has ended; a new refresh token is needed."""

    code = "needs_reauthorization"


class RateLimited(ToolspanError):
    """The rate limit of this operation is used up.

    `paced` is True where the connector's own pacing refused the call, so that nothing was sent.
    """

    code = "rate_limited"
    retryable_by_default = True
    paced: bool = False


class UpstreamError(ToolspanError):
    """The API failed, could not be reached, or sent an unusable response."""

    code = "upstream"


class Cancelled(UpstreamError):
    """The API cancelled what it was making, without a reason."""

    code = "cancelled"


class DeadlineExceeded(ToolspanError):
    """The time allowed for this call ran out."""

    code = "timeout"
    retryable_by_default = True


class TooLarge(ToolspanError):
    """A response or document is larger than its cap."""

    code = "too_large"


class PolicyDenied(ToolspanError):
    """The connector's policy does not allow this operation."""

    code = "policy_denied"


class NeedsApproval(ToolspanError):
    """A person must approve this call first."""

    code = "needs_approval"


class OutcomeUnknown(ToolspanError):
    """A write was sent but its response was lost: it may have been carried out."""

    code = "outcome_unknown"


class ConfigurationError(ToolspanError):
    """The connector is misconfigured; no call can succeed."""

    code = "configuration"
