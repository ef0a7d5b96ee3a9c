"""Any other path of the API: which operation it is, and so its limit, token and restriction."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.regions import FACTS
from toolspan.errors import InvalidInput
from toolspan.operations.model import Operation
from toolspan.operations.request import WireRequest, json_body, query_string

if TYPE_CHECKING:
    from collections.abc import Mapping

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_REPEATABLE = ("GET", "HEAD", "PUT", "DELETE")
_PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+/?")


@cache
def _plans() -> tuple[tuple[str, re.Pattern[str], Mapping[str, Any]], ...]:
    rows = json.loads((FACTS / "usage_plans.json").read_bytes())
    return tuple(
        (row["method"], _pattern(row["path"]), row)
        for row in sorted(rows, key=lambda row: row["path"].count("{"))
    )


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"(\{[^}]*\})", path)
    return re.compile("".join("[^/]+" if piece.startswith("{") else re.escape(piece) for piece in pieces))


def raw_operation(method: str, path: str) -> Operation:
    """Return the operation that a method and a concrete path are; an unknown path has no limit of its own.

    Raises:
        InvalidInput: The method or the path cannot be sent.
    """
    verb = method.upper()
    if verb not in METHODS:
        raise InvalidInput(f"raw: method {method[:20]!r} is not one of {', '.join(METHODS)}.")
    if not _PATH.fullmatch(path) or any(
        part.replace("%2e", ".").replace("%2E", ".") in (".", "..") for part in path.split("/")
    ):
        raise InvalidInput(
            f"raw: {path[:80]!r} is not a path.",
            hint="Give a percent-encoded path that starts with one slash and has no query: use query= for that.",
        )
    row = next((row for m, pattern, row in _plans() if m == verb and pattern.fullmatch(path)), {})
    return Operation(
        "raw",
        verb.lower(),
        "Call a path directly.",
        "read" if verb in ("GET", "HEAD") else "write",
        api=row.get("api"),
        operation_id=row.get("operation_id"),
        method=verb,
        path=path,
        idempotent=verb in _REPEATABLE,
        rate=row.get("rate"),
        burst=row.get("burst"),
        grantless_scope=row.get("grantless_scope"),
        records_kind="none",
    )


def raw_request(operation: Operation, query: Mapping[str, Any] | None, body: Any) -> WireRequest:
    """Return the request for a raw operation."""
    content = None if body is None else json_body(body)
    if content is not None and operation.method in ("GET", "HEAD"):
        raise InvalidInput(f"raw: a {operation.method} has no body: Amazon refuses it with 400.")
    return WireRequest(operation.method, operation.path, query_string((query or {}).items()), body=content)
