"""From the bytes of an answer to a page: decoded once, checked for what a success must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.errors import UpstreamError
from toolspan.page import Meta, Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.execution.http import Answer
    from toolspan.operations.model import Operation

NO_CONTENT = 204


def decode(operation: Operation, answer: Answer) -> Any:
    """Return the decoded body of a successful answer.

    Raises:
        UpstreamError: It is empty where something must be, not JSON, or an error in disguise.
    """
    if answer.status == NO_CONTENT or (not answer.body and operation.records_kind == "none"):
        return None
    if not answer.body:
        raise _unusable(operation, answer, "with an empty body")
    try:
        body = from_json(answer.body, allow_inf_nan=False)
    except ValueError:
        raise _unusable(operation, answer, f"with a body that is not valid JSON ({_kind(answer)})") from None
    if body is None or (not isinstance(body, dict) and operation.records is not None):
        raise _unusable(operation, answer, "with JSON that is not an object")
    return body


def _kind(answer: Answer) -> str:
    return answer.headers.get("content-type", "no content type").split(";")[0][:60]


def _unusable(operation: Operation, answer: Answer, what: str) -> UpstreamError:
    return UpstreamError(
        f"{operation.name}: the API answered HTTP {answer.status} {what}.",
        status=answer.status,
        hint="This is a fault on the API's side; the same call may work later.",
        retryable=True,
    )


def dig(body: Any, path: str | None) -> Any:
    """Return what stands at a dotted path, or None."""
    for key in path.split(".") if path else ():
        body = body.get(key) if isinstance(body, dict) else None
    return body


def to_page(operation: Operation, body: Any) -> Page:
    """Return the page that a decoded answer holds.

    Raises:
        UpstreamError: The answer holds errors in place of records.
    """
    found = dig(body, operation.records)
    errors = body.get("errors") if isinstance(body, dict) else None
    if errors and (operation.records is None or not found):
        raise _disguised(operation, errors)
    token = dig(body, operation.cursor.response) if operation.cursor else None
    data = _RECORDS[operation.records_kind](found)
    meta = Meta(operation=operation.name, count=len(data), next_token=token or None, has_more=bool(token))
    if found is None and body is not None and operation.records_kind != "none":
        meta.warnings.append(f"The answer has no {operation.records}; it was taken as empty.")
    if errors:
        meta.warnings.append(f"The API reported errors beside the records: {_texts(errors)}")
    return Page.model_construct(data=data, meta=meta, raw=body)


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]


def _flattened(found: Any) -> list[Any]:
    """Return the entries of an object of lists as rows that say which list they are from."""
    lists = found.items() if isinstance(found, dict) else ()
    return [
        {"eventList": name, **event}
        for name, events in lists
        for event in events or ()
        if isinstance(event, dict)
    ]


_RECORDS: dict[str, Callable[[Any], list[Any]]] = {
    "list": _listed,
    "one": _listed,
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
        f"{operation.name}: the API answered success, but the body is an error: {_texts(errors)}",
        upstream_code=first.get("code"),
        details=first.get("details") or None,
    )
