"""Answers that succeed as a whole while their records succeed or fail one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from toolspan.errors import InvalidInput, ToolspanError, UpstreamError
from toolspan.operations.inside import dig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolspan.operations.model import Operation

NAMED = 5
"""Failed records that a warning names; the records themselves tell all."""


class Failure(NamedTuple):
    """One record that says of itself that it failed."""

    number: int
    status: str
    code: str
    message: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (f"number {self.number}, {self.status}", self.code, self.message)))[
            :300
        ]


def failures(operation: Operation, records: Sequence[Any]) -> list[Failure]:
    """Return the failed ones among the records, numbered from 1, for operations whose records have a status."""
    stated = operation.outcome
    if not stated:
        return []
    return [
        Failure(number, str(status), *_error(dig(record, stated["errors"]) if stated.get("errors") else None))
        for number, record in enumerate(records, start=1)
        if (status := dig(record, stated["status"])) is not None and status not in stated["success"]
    ]


def tally(failed: list[Failure], records: int) -> str:
    """Return a warning that counts the failed records and says what the first few of them failed of."""
    more = [f"and {len(failed) - NAMED} more"] if len(failed) > NAMED else []
    return f"{len(failed)} of {records} failed, each with its own status and error: " + "; ".join(
        [*map(str, failed[:NAMED]), *more]
    )


def failed_record(operation: Operation, failure: Failure) -> ToolspanError:
    """Return the error of an answer whose only record failed."""
    theirs = "server" in failure.status.lower() or "service" in failure.status.lower()
    kind = UpstreamError if theirs else InvalidInput
    said = ": ".join(filter(None, (failure.code, failure.message)))
    return kind(
        f"{operation.name}: the API answered success, but its one record failed with {failure.status}. {said}",
        upstream_code=failure.code or None,
        retryable=theirs,
    )


def _error(found: Any) -> tuple[str, str]:
    first = found[0] if isinstance(found, list) and found else found
    if not isinstance(first, dict):
        return "", ""
    low = {str(key).lower(): value for key, value in first.items()}
    return str(low.get("code") or ""), str(low.get("message") or "")
