"""Raw calls: any path of an API, beside its operations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput
from toolspan.operations.model import Operation
from toolspan.operations.request import WireRequest, json_body, query_string
from toolspan.operations.styles import leads_elsewhere
from toolspan.policy import RAW

if TYPE_CHECKING:
    from collections.abc import Mapping

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_REPEATABLE = ("GET", "HEAD", "PUT", "DELETE")
_PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+/?")


def raw_operation(method: str, path: str, **facts: Any) -> Operation:
    """Return the operation for a method and a path.

    Args:
        method: HTTP method, in any letter case.
        path: Percent-encoded, starting with a slash, without a query.
        facts: Other fields of the operation, such as `rate` and `burst`.

    Raises:
        InvalidInput: The method or the path cannot be sent.
    """
    verb = method.upper()
    if verb not in METHODS:
        raise InvalidInput(f"raw: method {method[:20]!r} is not one of {', '.join(METHODS)}.")
    if not _PATH.fullmatch(path) or leads_elsewhere(path):
        raise InvalidInput(
            f"raw: {path[:80]!r} is not a path.",
            hint="Give a percent-encoded path that starts with one slash and has no query: use query= for that.",
        )
    return Operation(
        RAW,
        verb.lower(),
        "Call a path directly.",
        "read" if verb in ("GET", "HEAD") else "write",
        method=verb,
        path=path,
        idempotent=verb in _REPEATABLE,
        records_kind="none",
        **facts,
    )


def raw_request(operation: Operation, query: Mapping[str, Any] | None, body: Any) -> WireRequest:
    """Return the request for a raw operation.

    Raises:
        InvalidInput: It has a body, but its method takes none.
    """
    content = None if body is None else json_body(body)
    if content is not None and operation.method in ("GET", "HEAD"):
        raise InvalidInput(f"raw: a {operation.method} has no body: servers refuse it.")
    return WireRequest(operation.method, operation.path, query_string((query or {}).items()), body=content)
