"""Published facts about the SP-API: usage plans, marketplaces, report types."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["Marketplace", "Operation", "marketplaces", "operations", "report_types"]


@dataclass(frozen=True, slots=True)
class Operation:
    """SP-API operation with its published usage plan."""

    api: str
    operation_id: str
    method: str
    path: str
    rate: float | None = None
    burst: int | None = None
    grantless_scope: str | None = None
    restricted: Any = field(default=None, compare=False, hash=False)

    @property
    def name(self) -> str:
        """Full name, such as ``orders_2026-01-01.searchOrders``."""
        return f"{self.api}.{self.operation_id}"


@dataclass(frozen=True, slots=True)
class Marketplace:
    """Marketplace of one country."""

    country: str
    marketplace_id: str
    region: str
    currency: str
    domain: str
    seller_central: str


@lru_cache(maxsize=1)
def operations() -> tuple[Operation, ...]:
    """All operations of the SP-API with their usage plans."""
    fields = Operation.__dataclass_fields__
    rows = _read("usage_plans.json")
    return tuple(Operation(**{key: row[key] for key in fields}) for row in rows)


@lru_cache(maxsize=1)
def marketplaces() -> dict[str, Marketplace]:
    """All marketplaces by country code."""
    fields = Marketplace.__dataclass_fields__
    rows = _read("marketplaces.json")
    return {row["country"]: Marketplace(**{key: row[key] for key in fields}) for row in rows}


@lru_cache(maxsize=1)
def report_types() -> dict[str, dict[str, Any]]:
    """All report types, with content type and whether they are restricted or requestable."""
    types: dict[str, dict[str, Any]] = _read("report_types.json")
    return types


def _read(name: str) -> Any:
    folder = files("toolspan") / "connectors" / "amazon_seller_partner" / "facts"
    return json.loads((folder / name).read_text(encoding="utf-8"))
