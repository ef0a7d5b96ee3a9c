"""Usage plans of all paths of the API, for raw calls."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.regions import FACTS

if TYPE_CHECKING:
    from collections.abc import Mapping

_FACTS = ("api", "operation_id", "rate", "burst")


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


def facts_of(method: str, path: str) -> dict[str, Any]:
    """Return API, usage plan and grantless scope of a path; each None for an unknown path."""
    verb = method.upper()
    row = next((row for known, pattern, row in _plans() if known == verb and pattern.fullmatch(path)), {})
    scope = row.get("grantless_scope")
    return {name: row.get(name) for name in _FACTS} | {"extra": {"grantless_scope": scope} if scope else {}}
