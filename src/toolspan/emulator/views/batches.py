"""Batch operations: several requests in one body, each with its own status inside a 200."""

from __future__ import annotations

import uuid
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import ApiError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator.handling import Call

__all__ = ["answered", "requests_of"]

_REASONS = {200: "Success", 400: "Client Error", 403: "Forbidden", 404: "Not Found"}


def requests_of(call: Call, most: int, uri: str) -> list[dict[str, Any]]:
    """Return the requests of a batch; an invalid entry makes the whole batch a 400."""
    listed = call.json().get("requests")
    if not isinstance(listed, list) or not 1 <= len(listed) <= most:
        raise invalid(f"The batch must contain between 1 and {most} requests.")
    for one in listed:
        if not isinstance(one, dict) or one.get("method") != "GET" or not _is_uri(one.get("uri"), uri):
            raise invalid("Each request of the batch needs its uri and method.")
    return listed


def answered(
    call: Call, request: dict[str, Any], answer: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the response to one request of a batch: status, headers and body."""
    try:
        status, body = 200, answer(request)
    except ApiError as error:
        status, body = error.status, error.body
    number = uuid.uuid5(uuid.NAMESPACE_URL, f"{call.now}:{request}")
    return {
        "status": {"statusCode": status, "reasonPhrase": _REASONS.get(status, "Error")},
        "headers": {"x-amzn-RequestId": str(number), "Date": formatdate(call.now, usegmt=True)},
        "body": body,
    }


def _is_uri(given: Any, pattern: str) -> bool:
    wanted, parts = pattern.split("/"), str(given).split("/")
    same = zip(wanted, parts, strict=False)
    return len(wanted) == len(parts) and all(a == b or (a[:1] == "{" and b) for a, b in same)
