"""Error rules: where an API's responses say what went wrong, and what its codes mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.errors import ToolspanError
    from toolspan.operations.model import Operation
    from toolspan.transport.http import Response

KINDS: dict[str, type[ToolspanError]] = {
    kind.code: kind
    for kind in (
        errors.InvalidInput,
        errors.NotFound,
        errors.AuthenticationError,
        errors.PermissionDenied,
        errors.NeedsReauthorization,
        errors.RateLimited,
        errors.UpstreamError,
        errors.TooLarge,
    )
}
"""Errors that a response can become, by their codes."""


@dataclass(frozen=True, slots=True)
class ErrorRules:
    """How to read an API's errors.

    Attributes:
        message: Path of the message in a JSON body.
        code: Path of the code.
        details: Path of further text.
        request_id: Header that names the request.
        kinds: Code of our error by the API's code or status: `{"quota_exceeded": "rate_limited"}`.
        hints: What to do next, by the API's code, its status, or the code of our error.
        ok: Path in a JSON body whose value says whether a success is one, where the status does not.
        ok_values: The values at `ok` that say so; without a value there the status counts.
    """

    message: str | None = None
    code: str | None = None
    details: str | None = None
    request_id: str | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    ok: str | None = None
    ok_values: Sequence[Any] = (True,)

    def failure(self, operation: Operation, response: Response) -> ToolspanError | None:
        """Return the error of a response with the status of a success whose body says otherwise; None for a success."""
        said = _at(self._body(response), self.ok) if self.ok else None
        if said is None or any(said == value and type(said) is type(value) for value in self.ok_values):
            return None
        return self.error(operation, response)

    def error(self, operation: Operation, response: Response) -> ToolspanError:
        """Return the error for an unsuccessful response."""
        from toolspan.transport.responses import error_of_status  # noqa: PLC0415 - brings pydantic's models, which the first call needs

        body = self._body(response)
        code = self._text(body, self.code)
        message = self._text(body, self.message) or (code if response.ok else "")
        status = str(response.status)
        named = self.kinds.get(code) or self.kinds.get(status)
        usual = error_of_status(operation, response)
        kind = KINDS[named] if named else type(usual)
        what = "reported a failure" if response.ok else f"answered HTTP {status}"
        said = f"{operation.name}: the API {what}: {message}"[:1_000] if message else usual.message
        error = kind(
            said,
            status=response.status,
            upstream_code=code or None,
            details=self._text(body, self.details) or None,
            request_id=response.headers.get(self.request_id, "") or None if self.request_id else None,
            retryable=None if named else usual.retryable,
        )
        hints = (self.hints.get(key) for key in (code, status, error.code))
        error.hint = next(filter(None, hints), usual.hint or operation.if_refused)
        return error

    def _body(self, response: Response) -> Any:
        from pydantic_core import from_json  # noqa: PLC0415 - as above

        try:
            return from_json(response.body)
        except ValueError:
            return None

    @staticmethod
    def _text(body: Any, path: str | None) -> str:
        """Return what stands at a path as text; of a list, its first item."""
        found = _first(_at(body, path) if path else None)
        return " ".join(str(found).split()) if isinstance(found, str | int | float) else ""


def _at(body: Any, path: str) -> Any:
    for key in path.split("."):
        body = _step(body, key)
    return body


def _first(found: Any) -> Any:
    return found[0] if isinstance(found, list) and found else found


def _step(outer: Any, key: str) -> Any:
    """Return what a key leads to; in a list it is an index, or a key of the first item."""
    if isinstance(outer, list) and key.isdecimal():
        return outer[int(key)] if int(key) < len(outer) else None
    inner = _first(outer)
    return inner.get(key) if isinstance(inner, dict) else None
