"""Turns a successful response into a page: decodes the body and checks its shape."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any, NamedTuple

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
from toolspan.operations.paths import dig
from toolspan.page import Meta, Page
from toolspan.runtime.sending import changes, in_doubt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolspan.operations.model import Operation
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.http import Response


NAMED = 5
"""Failed records named in a warning; the others are only counted."""


class Failure(NamedTuple):
    """A record whose own status says that it failed."""

    number: int
    status: str
    code: str
    message: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (f"number {self.number}, {self.status}", self.code, self.message)))[
            :300
        ]


def failures(operation: Operation, records: Sequence[Any]) -> list[Failure]:
    """Return the failed records, numbered from 1, of an operation whose records have a status."""
    stated = operation.outcome
    if not stated:
        return []
    return [
        Failure(number, str(status), *_error(dig(record, stated["errors"]) if stated.get("errors") else None))
        for number, record in enumerate(records, start=1)
        if (status := dig(record, stated["status"])) is not None and status not in stated["success"]
    ]


def tally(failed: list[Failure], records: int) -> str:
    """Return a warning that counts the failed records and gives the errors of the first few."""
    more = [f"and {len(failed) - NAMED} more"] if len(failed) > NAMED else []
    return f"{len(failed)} of {records} failed, each with its own status and error: " + "; ".join(
        [*map(str, failed[:NAMED]), *more]
    )


def failed_record(operation: Operation, failure: Failure) -> ToolspanError:
    """Return the error for a response whose only record failed."""
    theirs = "server" in failure.status.lower() or "service" in failure.status.lower()
    kind = UpstreamError if theirs else InvalidInput
    said = ": ".join(filter(None, (failure.code, failure.message)))
    return kind(
        f"{operation.name}: the API reported success, but the only record failed with {failure.status}. {said}",
        upstream_code=failure.code or None,
        retryable=theirs,
    )


def _error(found: Any) -> tuple[str, str]:
    first = found[0] if isinstance(found, list) and found else found
    if not isinstance(first, dict):
        return "", ""
    low = {str(key).lower(): value for key, value in first.items()}
    return str(low.get("code") or ""), str(low.get("message") or "")


NO_CONTENT = (204, 205)
_OK = 200
_MEDIA_TYPE = re.compile(r"(?:text|application)/(?:html|plain|xml|json|octet-stream|x-amz-json-1\.[01])")


def decode(operation: Operation, response: Response, whole: type | None = None) -> Any:
    """Return the decoded body of a successful response.

    Args:
        operation: The operation called.
        response: The response.
        whole: The expected type of the body, if the operation does not state it.

    Raises:
        UpstreamError: The body is empty but must not be, is not JSON, or is of an unexpected type.
    """
    if response.status in NO_CONTENT or (not response.body and operation.records_kind == "none"):
        return None
    if not response.body:
        if _may_be_empty(operation, response.status):
            return None
        raise unusable(operation, response, "with an empty body")
    if operation.answer is not None and operation.answer != "json":
        from toolspan.transport.content import content_of  # noqa: PLC0415 - few answers are no JSON

        return content_of(operation, response)
    try:
        body = from_json(response.body.removeprefix(BOM_UTF8), allow_inf_nan=False)
    except ValueError:
        raise unusable(
            operation, response, f"with a body that is not valid JSON ({_kind(response)})"
        ) from None
    if not isinstance(body, whole or _whole(operation)):
        raise unusable(operation, response, "with JSON of an unexpected type")
    return body


def _may_be_empty(operation: Operation, status: int) -> bool:
    """Return whether a success of this status needs no body: the first success that the record names has one."""
    return status not in (_OK, operation.success[0]) or (
        operation.records_kind == "any" and operation.answer is None
    )


def _whole(operation: Operation) -> type:
    """Return the expected type of a successful body; a raw call may return anything."""
    if operation.records_kind in ("none", "any"):
        return object
    return list if operation.records_kind == "list" and not operation.records else dict


def _kind(response: Response) -> str:
    kind = response.headers.get("content-type", "no content type").split(";")[0]
    return kind if _MEDIA_TYPE.fullmatch(kind) else "of no known type"


def unusable(operation: Operation, response: Response | None, what: str) -> ToolspanError:
    """Return the error for a successful response that cannot be used."""
    status = response.status if response else None
    if changes(operation):
        return in_doubt(operation, f"the API answered {what}")
    return UpstreamError(
        f"{operation.name}: the API answered HTTP {status or 200} {what}.",
        status=status,
        hint="This is a fault on the API's side; the same call may work later.",
        retryable=True,
    )


def to_page(operation: Operation, body: Any, redact: Redactor, errors_in: str | None = None) -> Page:
    """Return the page in a decoded body.

    Args:
        operation: The operation called.
        body: The decoded body; None if there is none.
        redact: Masks secrets in the API's error messages.
        errors_in: Field of the body that holds errors; None if successes have none.

    Raises:
        UpstreamError: The body holds errors in place of records, or has an unexpected shape.
    """
    found = dig(body, operation.records)
    errors = body.get(errors_in) if errors_in and isinstance(body, dict) else None
    errors = redact.value(errors) if errors else None
    if errors and (operation.records is None or not found):
        raise _disguised(operation, errors)
    cursor = operation.cursor
    token = dig(body, cursor.response) if cursor and cursor.kind == "token" else None
    _check_shape(operation, body, found, token)
    data = _RECORDS[operation.records_kind](found)
    failed = failures(operation, data)
    if failed and operation.records_kind == "one":
        raise failed_record(operation, failed[0])
    if cursor and token and (cursor.more or cursor.parameter is None):
        token = token if cursor.more is None or dig(body, cursor.more) else None
    text = str(token) if token or (token == 0 and token is not False) else None
    meta = Meta(operation=operation.name, count=len(data), next_token=text, has_more=text is not None)
    if text and cursor and cursor.parameter is None:
        meta.warnings.append(
            "There are more records, but the API takes no page token here: narrow the filters, or ask for larger pages."
        )
    if found is None and body is not None and operation.records_kind != "none":
        meta.warnings.append(f"The response has no {operation.records}; it was taken as an empty list.")
    if errors:
        meta.warnings.append(f"The API reported errors beside the records: {_texts(errors)}")
    if failed:
        meta.warnings.append(redact(tally(failed, len(data))))
    return Page.model_construct(data=data, meta=meta, raw=body)


def _check_shape(operation: Operation, body: Any, found: Any, token: Any) -> None:
    """Raise for a body that would otherwise look like an empty or complete list."""
    if body is None or operation.records_kind == "none":
        return
    if token is not None and (not isinstance(token, (str, int)) or isinstance(token, bool)):
        raise unusable(operation, None, "with a page token that is neither text nor a number")
    if operation.records_kind == "any":
        return
    outermost = (operation.records or "").split(".")[0]
    expected = list if operation.records_kind == "list" else dict
    if outermost and body.get(outermost) is None:
        raise unusable(operation, None, f"without {outermost}")
    if found is not None and not isinstance(found, expected):
        raise unusable(operation, None, f"with {operation.records or 'a body'} of an unexpected type")


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]


def _flattened(found: Any) -> list[Any]:
    """Return the entries of an object of lists as rows, each with the name of its list."""
    lists = found.items() if isinstance(found, dict) else ()
    return [
        {"eventList": name, **event}
        for name, events in lists
        for event in (events if isinstance(events, list) else ())
        if isinstance(event, dict)
    ]


_RECORDS: dict[str, Callable[[Any], list[Any]]] = {
    "list": _listed,
    "one": _listed,
    "any": _listed,
    "lists": _flattened,
    "none": lambda _: [],
}


def _texts(errors: Any) -> str:
    listed = errors if isinstance(errors, list) else [errors]
    return "; ".join(
        str(e.get("message") or e.get("code")) if isinstance(e, dict) else str(e) for e in listed
    )[:500]


def _disguised(operation: Operation, errors: Any) -> UpstreamError:
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return UpstreamError(
        f"{operation.name}: the API reported success, but the body is an error: {_texts(errors)}",
        upstream_code=str(first.get("code") or "") or None,
        details=str(first.get("details") or "") or None,
    )


_KINDS: dict[int, type[ToolspanError]] = {
    400: InvalidInput,
    401: AuthenticationError,
    403: PermissionDenied,
    404: NotFound,
    409: InvalidInput,
    410: NotFound,
    413: TooLarge,
    422: InvalidInput,
    429: RateLimited,
}


def error_of_status(operation: Operation, response: Response) -> ToolspanError:
    """Return the error for the status of an unsuccessful response, with the start of the API's message."""
    said = " ".join(response.body[:2_000].decode("utf-8", "replace").split())[:300]
    theirs = response.status >= 500  # noqa: PLR2004 - the 5xx class
    kind = _KINDS.get(response.status, UpstreamError if theirs else InvalidInput)
    return kind(
        f"{operation.name}: the API answered HTTP {response.status}" + (f": {said}" if said else "."),
        status=response.status,
        retryable=theirs or None,
    )
